package adal

import (
	"context"
	"errors"

	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/register"
)

// publish stages the hashes of the charter and of every script that a page may
// run, so that anybody can compare what their browser got with what was published,
// if they aren't the newest in the register already.
func (a *App) publish(ctx context.Context) error {
	return a.DB.Write(ctx, "register-publish", func(tx *db.Tx) error {
		today := a.Book.Today(tx)
		entries := []register.Entry{{Act: register.PublishCharter, Day: today, Name: "charter.cedar", SHA256: a.Charter.Hash()}}
		for _, name := range a.Site.Bundles() {
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
