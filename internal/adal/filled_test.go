package adal_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"adal/internal/adal"
	"adal/internal/db/dbtest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if err := demo.Remove(); err != nil {
		panic(err)
	}
	os.Exit(code)
}

// demo is filled once for all tests: under the race detector that takes most of a
// minute.
var demo = dbtest.Filled{Fill: func(dir string) error {
	c := adal.Config{Data: dir, Origin: "demo.test/register", Zone: "Asia/Almaty", Mail: "outbox", Address: "https://adal.example"}
	app, err := adal.Open(context.Background(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	_, err = app.Demo(context.Background(), c)
	return errors.Join(err, app.Close())
}}

// filled is a folder of the test's own with the data of the demo: a Demo over it
// finds it whole.
func filled(t *testing.T) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	if err := demo.Copy(data); err != nil {
		t.Fatal(err)
	}
	return data
}
