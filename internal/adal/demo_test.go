package adal_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"adal/internal/adal"
)

// TestHalfDemo ends a demo while it is being filled: the next one begins anew,
// and a third finds it whole.
func TestHalfDemo(t *testing.T) {
	c := adal.Config{Data: t.TempDir(), Origin: "demo.test/register", Zone: "Asia/Almaty"}
	open := func() *adal.App {
		t.Helper()
		if err := adal.ForgetHalf(c); err != nil {
			t.Fatal(err)
		}
		app, err := adal.Open(t.Context(), c, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		return app
	}
	app := open()
	if _, err := app.Demo(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if err := app.Close(); err != nil {
		t.Fatal(err)
	}
	// As it looks to the next start if the process was killed before the seats
	// were written down.
	seats := filepath.Join(c.Data, "demo-seats.json")
	if err := os.Remove(seats); err != nil {
		t.Fatal(err)
	}
	app = open()
	if _, err := app.Demo(t.Context(), c); err == nil {
		t.Error("the demo was filled into bodies that it doesn't know")
	}
	if err := app.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(c.Data, "demo-filling"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	app = open()
	defer app.Close()
	first, err := app.Demo(t.Context(), c)
	if err != nil {
		t.Fatalf("filling anew after a half: %v", err)
	}
	if _, err := os.Stat(filepath.Join(c.Data, "demo-filling")); err == nil {
		t.Error("a whole demo is marked as a half")
	}
	again, err := app.Demo(t.Context(), c)
	if err != nil || len(again) != len(first) || again[0] != first[0] {
		t.Errorf("a whole demo was filled again: %v, %v", again, err)
	}
}
