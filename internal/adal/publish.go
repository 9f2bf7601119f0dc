package adal

import (
	"context"
	"errors"

	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/register"
)

// scripts are the bundles whose hashes the register has, so that anybody can
// compare what a page runs with what was published.
var scripts = []string{"reception", "office"}

// publish stages the hashes of the scripts and of the charter, if they aren't
// the newest in the register already.
func (a *App) publish(ctx context.Context) error {
	return a.DB.Write(ctx, "register-publish", func(tx *db.Tx) error {
		today := a.Book.Today(tx)
		entries := []register.Entry{{Act: register.PublishCharter, Day: today, Name: "charter.cedar", SHA256: a.Charter.Hash()}}
		for _, name := range scripts {
			_, integrity, err := a.Site.Script(name)
			if err != nil {
				return err
			}
			entries = append(entries, register.Entry{Act: register.PublishScript, Day: today, Name: name + ".js", SHA384: integrity})
		}
		for _, e := range entries {
			if there, err := published(ctx, tx, e); err != nil || there {
				if err != nil {
					return err
				}
				continue
			}
			if err := register.Stage(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// published reports whether the newest entry of that name says the same.
func published(ctx context.Context, tx *db.Tx, e register.Entry) (bool, error) {
	before, err := register.NewestNamed(ctx, tx, e.Act, e.Name)
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return before.SHA256 == e.SHA256 && before.SHA384 == e.SHA384, err
}
