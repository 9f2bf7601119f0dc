package adal_test

import (
	"errors"
	"log/slog"
	"testing"

	"adal/internal/adal"
	"adal/internal/db"
	"adal/internal/register"
)

// TestScriptsInRegister finds every script that a page may run in the register.
func TestScriptsInRegister(t *testing.T) {
	c := adal.Config{Data: t.TempDir(), Origin: "demo.test/register", Zone: "Asia/Almaty", Address: "https://adal.example/"}
	app, err := adal.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	if err := errors.Join(app.Begin(t.Context()), app.Begin(t.Context())); err != nil {
		t.Fatal(err)
	}
	all := app.Site.Bundles()
	if len(all) < 4 {
		t.Fatalf("there are only the scripts %q", all)
	}
	for _, name := range all {
		_, integrity, err := app.Site.Script(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := app.DB.Read(t.Context(), func(tx *db.Tx) error {
			e, err := register.NewestNamed(t.Context(), tx, register.PublishScript, name+".js")
			if err == nil && e.SHA384 != integrity {
				t.Errorf("%s.js is %s in the register and %s in pages", name, e.SHA384, integrity)
			}
			return err
		}); err != nil {
			t.Errorf("%s.js: %v", name, err)
		}
	}
}
