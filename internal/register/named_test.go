package register_test

import (
	"context"
	"testing"

	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/register"
)

func TestNewestNamed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		for _, e := range []register.Entry{
			{Act: register.PublishScript, Name: "a.js", SHA384: "old"},
			{Act: register.PublishScript, Name: "a.js", SHA384: "new"},
			{Act: register.PublishScript, Name: "b.js", SHA384: "other"},
			{Act: register.PublishCharter, Name: "a.js", SHA256: "of another act"},
		} {
			b.write(func(ctx context.Context, tx *db.Tx) error { return register.Stage(ctx, tx, e) })
		}
		b.once(4)
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			e, err := register.NewestNamed(t.Context(), tx, register.PublishScript, "a.js")
			if err != nil || e.SHA384 != "new" {
				t.Errorf("the newest a.js is %+v, %v", e, err)
			}
			if e, err := register.NewestNamed(t.Context(), tx, register.PublishScript, "c.js"); !isNotFound(err) {
				t.Errorf("c.js, which never was, is %+v, %v", e, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}
