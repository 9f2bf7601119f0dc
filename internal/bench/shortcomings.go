package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"adal/internal/adal"
	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/db"
)

// A filler copies the public shortcomings of the demo, each with its history, its
// words and what was said: to other institutions, regions and days. What it writes
// is what acts have written, so pages have as much to do with it.
type filler struct {
	app                   *adal.App
	templates             []template
	institutions, regions []string
	today                 calendar.Day
	drawn                 *rand.Rand
	rows                  int // that there are
}

// A template is a shortcoming of the demo.
type template struct{ id, body, topic string }

func newFiller(ctx context.Context, app *adal.App) (f *filler, err error) {
	f = &filler{app: app, drawn: rand.New(rand.NewPCG(1, 2))}
	return f, app.DB.Read(ctx, func(tx *db.Tx) error {
		f.today = app.Book.Today(tx)
		regions, err := bodies.Regions(ctx, tx, f.today)
		if err != nil {
			return err
		}
		for _, r := range regions {
			f.regions = append(f.regions, r.ID)
		}
		if f.institutions, err = db.All(ctx, tx, db.Value[string], `SELECT id FROM institution WHERE until IS NULL ORDER BY id`); err != nil {
			return err
		}
		f.templates, err = db.All(ctx, tx, func(t *template) []any { return []any{&t.id, &t.body, &t.topic} }, `
			SELECT d.id, d.body, d.topic FROM docket d JOIN shortcoming s ON s.docket = d.id WHERE s.published IS NOT NULL ORDER BY d.id`)
		f.rows = len(f.templates)
		if err == nil && (f.rows == 0 || len(f.institutions) == 0) {
			err = errors.New("the demo has nothing to copy")
		}
		return err
	})
}

// inTurn is how many one transaction copies.
const inTurn = 2_000

// fill copies until there are so many, and lists them.
func (f *filler) fill(ctx context.Context, many int) error {
	for f.rows < many {
		if err := f.turn(ctx, min(inTurn, many-f.rows)); err != nil {
			return fmt.Errorf("copying shortcomings: %w", err)
		}
	}
	if err := f.app.DB.Write(ctx, "bench", func(tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO tally (part, name, kind, day, n) VALUES ('all', '', 'stale', 0, 1)
			ON CONFLICT (part, name, kind, day) DO UPDATE SET n = 1`)
		return err
	}); err != nil {
		return err
	}
	return f.app.Monitoring.Relist(ctx)
}

// turn copies so many in one transaction: of the driver, since a savepoint within
// it would keep a copy of all that it changes.
func (f *filler) turn(ctx context.Context, many int) error {
	tx, err := f.app.DB.Pool().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	exec := func(query string, args ...any) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	}
	for range many {
		if err := f.copy(exec, f.rows); err != nil {
			return err
		}
		f.rows++
	}
	return tx.Commit()
}

// copy copies one: published some day in six years, its other days as far from
// that as chance has it.
func (f *filler) copy(exec func(query string, args ...any) error, n int) error {
	t := f.templates[n%len(f.templates)]
	at := f.drawn.IntN(len(f.institutions))
	published := f.today.AddDays(-f.drawn.IntN(6 * 365))
	raised := published.AddDays(f.drawn.IntN(5))
	verified := raised.AddDays(5 + f.drawn.IntN(200))
	id, number := fmt.Sprintf("%s%07d", t.id[:19], n), fmt.Sprintf("K-BENCH-%d", n)
	return errors.Join(
		exec(`INSERT INTO docket (id, kind, body, region, topic, year, n, number, state, opened, due, settled, late)
			SELECT $1, kind, body, $3, topic, 1900, $4, $5, state, opened, CASE WHEN due IS NULL THEN NULL ELSE $6 END,
				CASE WHEN settled IS NULL THEN NULL ELSE $7 END, late FROM docket WHERE id = $2`,
			id, t.id, f.regions[at%len(f.regions)], n, number, raised.AddDays(21), verified),
		exec(`INSERT INTO observation (id, campaign, institution, seat, key, day, seen, lat, lon, lang, note, answers, conflict, digest)
			SELECT $1, campaign, institution, seat, key || $3, day, seen, lat, lon, lang, note, answers, conflict, digest FROM observation
			WHERE id = (SELECT observation FROM shortcoming WHERE docket = $2)`, id, t.id, fmt.Sprint("-", n)),
		exec(`INSERT INTO docket_step (docket, n, day, seat, body, act, article, state, due, note, link)
			SELECT $1, n, $3, seat, body, act, article, state, due, note, link FROM docket_step WHERE docket = $2`, id, t.id, published),
		exec(`INSERT INTO shortcoming (docket, observation, campaign, institution, item, severity, basis, seen, lat, lon, version, shown, proposed,
				notified, reply_due, replied, published, raised, answer_due, answered, rounds, promised, broken, escalated, asked, claimed, verified,
				label, reason, merged, confirmed, disputed)
			SELECT $1, $1, campaign, $3, item, severity, basis, seen, lat, lon, version, shown, proposed, notified, reply_due, replied, $4,
				CASE WHEN raised IS NULL THEN NULL ELSE $5 END, CASE WHEN answer_due IS NULL THEN NULL ELSE $6 END,
				CASE WHEN answered IS NULL THEN NULL ELSE $7 END, rounds, promised, broken, escalated, asked, claimed,
				CASE WHEN verified IS NULL THEN NULL ELSE $8 END, label, reason, merged, confirmed, disputed FROM shortcoming WHERE docket = $2`,
			id, t.id, f.institutions[at], published, raised, raised.AddDays(21), raised.AddDays(f.drawn.IntN(40)), verified),
		exec(`INSERT INTO shortcoming_version (docket, n, day, seat, note, public, title_kk, title_ru, title_en, facts_kk, facts_ru, facts_en,
				opinion_kk, opinion_ru, opinion_en)
			SELECT $1, n, day, seat, note, public, title_kk, title_ru, title_en, facts_kk, facts_ru, facts_en, opinion_kk, opinion_ru, opinion_en
			FROM shortcoming_version WHERE docket = $2`, id, t.id),
		exec(`INSERT INTO shortcoming_said (docket, n, day, kind, body, seat, lang, text, until, shown, decided)
			SELECT $1, n, day, kind, body, seat, lang, text, until, shown, decided FROM shortcoming_said WHERE docket = $2`, id, t.id),
		exec(`INSERT INTO letter_out (id, body, docket, n, institution, name_kk, name_ru, kind, day, due, address, bounced, subject_kk, subject_ru, text_kk, text_ru)
			SELECT id || $3, body, $1, n, institution, name_kk, name_ru, kind, day, due, address, bounced, subject_kk, subject_ru, text_kk, text_ru
			FROM letter_out WHERE docket = $2`, id, t.id, fmt.Sprint(n)),
	)
}
