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
func put(ctx context.Context, tx *db.Tx, r Rate, source string, at db.Time) (int, error) {
	res, err := tx.ExecContext(ctx, `
		INSERT INTO rate (code, day, value, quant, source, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (code, day) DO UPDATE SET value = $3, quant = $4, source = $5, at = $6
		WHERE rate.value <> $3 OR rate.quant <> $4`,
		r.Code, r.Day, int64(r.Value), r.Quant, source, at)
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

// ofCodeBetween are the rates of a currency on some days, the newest first.
func ofCodeBetween(ctx context.Context, tx *db.Tx, code string, from, to calendar.Day) ([]Rate, error) {
	return db.All(ctx, tx, (*Rate).fields, `
		SELECT code, day, value, quant FROM rate WHERE code = $1 AND day >= $2 AND day <= $3 ORDER BY day DESC`, code, from, to)
}

// span are the first and the last day of a currency; zero if it has none.
func span(ctx context.Context, tx *db.Tx, code string) (first, last calendar.Day, err error) {
	type ends struct{ first, last calendar.Day }
	e, err := db.One(ctx, tx, func(e *ends) []any { return []any{&e.first, &e.last} }, `
		SELECT MIN(day), MAX(day) FROM rate WHERE code = $1`, code)
	return e.first, e.last, err
}

// newest is the newest day with rates up to one; zero if there is none.
func newest(ctx context.Context, tx *db.Tx, to calendar.Day) (calendar.Day, error) {
	day, err := db.One(ctx, tx, db.Value[calendar.Day], `SELECT day FROM rate WHERE day <= $1 ORDER BY day DESC LIMIT 1`, to)
	if errors.Is(err, fault.NotFound) {
		return day, nil
	}
	return day, err
}

// probed remembers that the bank was asked about a day, or told of it unasked.
func probed(ctx context.Context, tx *db.Tx, day calendar.Day, answered bool) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO rate_probe (day, answered, tries) VALUES ($1, $2, 1)
		ON CONFLICT (day) DO UPDATE SET answered = (rate_probe.answered OR $2), tries = rate_probe.tries + 1`, day, answered)
	return err
}

// settled are the days since one that needn't be asked about any more: the
// answer is known, or there was none for so many times.
func settled(ctx context.Context, tx *db.Tx, since calendar.Day, tries int) ([]calendar.Day, error) {
	return db.All(ctx, tx, db.Value[calendar.Day], `
		SELECT day FROM rate_probe WHERE day >= $1 AND (answered OR tries >= $2)`, since, tries)
}

// insertRefusal keeps a refusal and forgets the oldest beyond two hundred.
func insertRefusal(ctx context.Context, tx *db.Tx, r Refusal) error {
	if _, err := tx.ExecContext(ctx, `INSERT INTO rate_refusal (id, at, source, word, detail) VALUES ($1, $2, $3, $4, $5)`,
		rand.Text(), r.At, r.Source, r.Word, r.Detail); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		DELETE FROM rate_refusal WHERE id NOT IN (SELECT id FROM rate_refusal ORDER BY at DESC, id LIMIT 200)`)
	return err
}

func refusals(ctx context.Context, tx *db.Tx) ([]Refusal, error) {
	return db.All(ctx, tx, func(r *Refusal) []any { return []any{&r.At, &r.Source, &r.Word, &r.Detail} }, `
		SELECT at, source, word, detail FROM rate_refusal ORDER BY at DESC, id LIMIT 20`)
}

// asked is what the bank was asked last.
type asked struct {
	day            calendar.Day // the official day then
	etag, modified string       // of the answer, to ask whether there is another
	failures       int          // one after the other, up to now
	failure        string       // key of what went wrong last, "" if nothing
	at, again      db.Time
}

func (a *asked) fields() []any {
	return []any{&a.day, &a.etag, &a.modified, &a.failures, &a.failure, &a.at, &a.again}
}

// askedOf is what was asked at an address; the zero asked if nothing was.
func askedOf(ctx context.Context, tx *db.Tx, address string) (asked, error) {
	a, err := db.One(ctx, tx, (*asked).fields, `
		SELECT day, etag, modified, failures, failure, asked, again FROM rate_fetch WHERE address = $1`, address)
	if errors.Is(err, fault.NotFound) {
		return asked{}, nil
	}
	return a, err
}

func setAsked(ctx context.Context, tx *db.Tx, address string, a asked) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO rate_fetch (address, day, etag, modified, failures, failure, asked, again) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (address) DO UPDATE SET day = $2, etag = $3, modified = $4, failures = $5, failure = $6, asked = $7, again = $8`,
		address, a.day, a.etag, a.modified, a.failures, a.failure, a.at, a.again)
	return err
}
