package adal_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"adal/internal/adal"
)

func TestMain(m *testing.M) {
	code := m.Run()
	os.RemoveAll(filledAt)
	os.Exit(code)
}

// filledAt is where the demo is that was filled for all tests; "" while none needed
// it.
var filledAt string

// filling fills it: under the race detector that takes most of a minute.
var filling = sync.OnceValue(func() (err error) {
	if filledAt, err = os.MkdirTemp("", "adal-filled-"); err != nil {
		return err
	}
	c := adal.Config{Data: filledAt, Origin: "demo.test/register", Zone: "Asia/Almaty", Mail: "outbox", Address: "https://adal.example"}
	app, err := adal.Open(context.Background(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	_, err = app.Demo(context.Background(), c)
	return errors.Join(err, app.Close())
})

// filled is a folder of the test's own with the data of the demo: a Demo over it
// finds it whole.
func filled(t *testing.T) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	if err := errors.Join(filling(), os.CopyFS(data, os.DirFS(filledAt))); err != nil {
		t.Fatal(err)
	}
	return data
}
