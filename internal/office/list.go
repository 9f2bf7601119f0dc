package office

import (
	"context"
	"fmt"
	"slices"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/register"
)

// ListKeys stages a listing of all good keys when the newest one in the register
// is older than today or isn't true any more. A page trusts a listing for two
// days, so it is called at least daily.
func (o *Office) ListKeys(ctx context.Context) error {
	err := o.DB.Write(ctx, scope, func(tx *db.Tx) error {
		e, err := listing(ctx, tx, o.today())
		if err != nil {
			return err
		}
		last, found, err := absent(register.Newest(ctx, tx, register.ListKeys))
		if err != nil {
			return err
		}
		if was, ok := last.Entry(); found && ok && was.Day == e.Day && slices.Equal(was.Keys, e.Keys) {
			return nil
		}
		return register.Stage(ctx, tx, e)
	})
	if err != nil {
		return fmt.Errorf("listing the keys: %w", err)
	}
	return nil
}

// PublishList lists the keys at the keeper's wish.
func (o *Office) PublishList(ctx context.Context, by charter.Principal) error {
	if err := o.Charter.Allow(by, charter.PublishKey, charter.Resource{}); err != nil {
		return err
	}
	if err := o.DB.Write(ctx, scope, func(tx *db.Tx) error { return o.list(ctx, tx) }); err != nil {
		return fmt.Errorf("listing the keys: %w", err)
	}
	return nil
}

// list stages a listing. The caller holds the scope of the office.
func (o *Office) list(ctx context.Context, tx *db.Tx) error {
	e, err := listing(ctx, tx, o.today())
	if err != nil {
		return err
	}
	return register.Stage(ctx, tx, e)
}

func listing(ctx context.Context, tx *db.Tx, today calendar.Day) (register.Entry, error) {
	e := register.Entry{Act: register.ListKeys, Day: today}
	keys, err := bodies.Keys(ctx, tx)
	for _, k := range keys {
		e.Keys = append(e.Keys, register.Key{Body: k.Body, Fingerprint: k.Fingerprint})
	}
	return e, err
}

// RevokeKey revokes the good key of a body. What was sealed to it stays open to
// those who hold it; nothing more is sealed to the body until its seats make
// another key.
func (o *Office) RevokeKey(ctx context.Context, by charter.Principal, body string) error {
	err := o.DB.Write(ctx, scope, func(tx *db.Tx) error {
		b, err := bodies.Get(ctx, tx, body, o.today())
		if err != nil {
			return err
		}
		if err := o.Charter.Allow(by, charter.RevokeKey, charter.Resource{Body: b.ID, Region: b.Region}); err != nil {
			return err
		}
		k, ok, err := absent(bodies.KeyOf(ctx, tx, body))
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.Conflict, "office.no-key")
		}
		if err := bodies.Revoke(ctx, tx, body, o.today()); err != nil {
			return err
		}
		e := register.Entry{Act: string(charter.RevokeKey), To: body, Digest: k.Fingerprint}
		if err := o.record(ctx, tx, by, charter.RevokeKey, e); err != nil {
			return err
		}
		return o.list(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("revoking the key of %s: %w", body, err)
	}
	return nil
}
