package rates

import (
	"context"
	"crypto/rand"
	"errors"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
)

func (r *Rate) fields() []any { return []any{&r.Code, &r.Day, &r.Value, &r.Quant} }

// put keeps a rate and returns 1 if it is new or another than before.
func put(ctx context.Context, tx *db.Tx, r Rate) (int, error) {
	res, err := tx.ExecContext(ctx, `
		INSERT INTO rate (code, day, value, quant) VALUES ($1, $2, $3, $4)
		ON CONFLICT (code, day) DO UPDATE SET value = $3, quant = $4 WHERE rate.value <> $3 OR rate.quant <> $4`,
		r.Code, r.Day, int64(r.Value), r.Quant)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// between are the rates of some days, by currency and then by day.
func between(ctx context.Context, tx *db.Tx, from, to calendar.Day) ([]Rate, error) {
	return db.All(ctx, tx, (*Rate).fields, `
		SELECT code, day, value, quant FROM rate WHERE day >= $1 AND day <= $2 ORDER BY code, day`, from, to)
}

func ofCode(ctx context.Context, tx *db.Tx, code string) ([]Rate, error) {
	return db.All(ctx, tx, (*Rate).fields, `SELECT code, day, value, quant FROM rate WHERE code = $1 ORDER BY day DESC`, code)
}

// newest is the newest day with rates up to one; zero if there is none.
func newest(ctx context.Context, tx *db.Tx, to calendar.Day) (calendar.Day, error) {
	day, err := db.One(ctx, tx, db.Value[calendar.Day], `SELECT day FROM rate WHERE day <= $1 ORDER BY day DESC LIMIT 1`, to)
	if errors.Is(err, fault.NotFound) {
		return day, nil
	}
	return day, err
}

func insertRefusal(ctx context.Context, tx *db.Tx, r Refusal) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO rate_refusal (id, at, source, word, detail) VALUES ($1, $2, $3, $4, $5)`,
		rand.Text(), r.At, r.Source, r.Word, r.Detail)
	return err
}

func refusals(ctx context.Context, tx *db.Tx) ([]Refusal, error) {
	return db.All(ctx, tx, func(r *Refusal) []any { return []any{&r.At, &r.Source, &r.Word, &r.Detail} }, `
		SELECT at, source, word, detail FROM rate_refusal ORDER BY at DESC, id LIMIT 20`)
}

// asked is what the bank was asked last.
type asked struct {
	etag     string
	failures int
	again    db.Time
}

func askedOf(ctx context.Context, tx *db.Tx, address string) (asked, error) {
	a, err := db.One(ctx, tx, func(a *asked) []any { return []any{&a.etag, &a.failures, &a.again} }, `
		SELECT etag, failures, again FROM rate_fetch WHERE address = $1`, address)
	if errors.Is(err, fault.NotFound) {
		return asked{}, nil
	}
	return a, err
}

func setAsked(ctx context.Context, tx *db.Tx, address string, a asked) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO rate_fetch (address, etag, failures, again) VALUES ($1, $2, $3, $4)
		ON CONFLICT (address) DO UPDATE SET etag = $2, failures = $3, again = $4`, address, a.etag, a.failures, a.again)
	return err
}
