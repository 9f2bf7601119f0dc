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
// it would keep a copy of all that it changes. What is drawn stands in a table of the
// connection's own, so that each of the house's tables is filled by one statement.
func (f *filler) turn(ctx context.Context, many int) error {
	tx, err := f.app.DB.Pool().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `CREATE TEMPORARY TABLE drawn (id TEXT PRIMARY KEY, n BIGINT, template TEXT, institution TEXT, region TEXT,
		published TEXT, raised TEXT, due TEXT, answered TEXT, verified TEXT)`); err != nil {
		return err
	}
	if err := db.Fill(ctx, tx, `INSERT INTO drawn (id, n, template, institution, region, published, raised, due, answered, verified)`, 10, f.draw(many), ""); err != nil {
		return err
	}
	for _, query := range copies {
		if _, err := tx.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, `DROP TABLE drawn`); err != nil {
		return err
	}
	return tx.Commit()
}

// draw draws so many, each published some day in six years, its other days as far
// from that as chance has it.
func (f *filler) draw(many int) (values []any) {
	for range many {
		t := f.templates[f.rows%len(f.templates)]
		at := f.drawn.IntN(len(f.institutions))
		published := f.today.AddDays(-f.drawn.IntN(6 * 365))
		raised := published.AddDays(f.drawn.IntN(5))
		verified := raised.AddDays(5 + f.drawn.IntN(200))
		values = append(values, fmt.Sprintf("%s%07d", t.id[:19], f.rows), f.rows, t.id, f.institutions[at], f.regions[at%len(f.regions)],
			published, raised, raised.AddDays(21), raised.AddDays(f.drawn.IntN(40)), verified)
		f.rows++
	}
	return values
}

// copies fill the tables from what is drawn.
var copies = []string{
	`INSERT INTO docket (id, kind, body, region, topic, year, n, number, state, opened, due, settled, late)
		SELECT d.id, t.kind, t.body, d.region, t.topic, 1900, d.n, 'K-BENCH-' || d.n, t.state, t.opened,
			CASE WHEN t.due IS NULL THEN NULL ELSE d.due END, CASE WHEN t.settled IS NULL THEN NULL ELSE d.verified END, t.late
		FROM drawn d JOIN docket t ON t.id = d.template`,
	`INSERT INTO observation (id, campaign, institution, seat, key, day, seen, lat, lon, lang, note, answers, conflict, digest)
		SELECT d.id, o.campaign, o.institution, o.seat, o.key || '-' || d.n, o.day, o.seen, o.lat, o.lon, o.lang, o.note, o.answers, o.conflict, o.digest
		FROM drawn d JOIN shortcoming t ON t.docket = d.template JOIN observation o ON o.id = t.observation`,
	`INSERT INTO docket_step (docket, n, day, seat, body, act, article, state, due, note, link)
		SELECT d.id, t.n, d.published, t.seat, t.body, t.act, t.article, t.state, t.due, t.note, t.link
		FROM drawn d JOIN docket_step t ON t.docket = d.template`,
	`INSERT INTO shortcoming (docket, observation, campaign, institution, item, severity, basis, seen, lat, lon, version, shown, proposed,
			notified, reply_due, replied, published, raised, answer_due, answered, rounds, promised, broken, escalated, asked, claimed, verified,
			label, reason, merged, confirmed, disputed)
		SELECT d.id, d.id, t.campaign, d.institution, t.item, t.severity, t.basis, t.seen, t.lat, t.lon, t.version, t.shown, t.proposed,
			t.notified, t.reply_due, t.replied, d.published, CASE WHEN t.raised IS NULL THEN NULL ELSE d.raised END,
			CASE WHEN t.answer_due IS NULL THEN NULL ELSE d.due END, CASE WHEN t.answered IS NULL THEN NULL ELSE d.answered END,
			t.rounds, t.promised, t.broken, t.escalated, t.asked, t.claimed, CASE WHEN t.verified IS NULL THEN NULL ELSE d.verified END,
			t.label, t.reason, t.merged, t.confirmed, t.disputed
		FROM drawn d JOIN shortcoming t ON t.docket = d.template`,
	`INSERT INTO shortcoming_version (docket, n, day, seat, note, public, title_kk, title_ru, title_en, facts_kk, facts_ru, facts_en,
			opinion_kk, opinion_ru, opinion_en)
		SELECT d.id, t.n, t.day, t.seat, t.note, t.public, t.title_kk, t.title_ru, t.title_en, t.facts_kk, t.facts_ru, t.facts_en,
			t.opinion_kk, t.opinion_ru, t.opinion_en
		FROM drawn d JOIN shortcoming_version t ON t.docket = d.template`,
	`INSERT INTO shortcoming_said (docket, n, day, kind, body, seat, lang, text, until, shown, decided)
		SELECT d.id, t.n, t.day, t.kind, t.body, t.seat, t.lang, t.text, t.until, t.shown, t.decided
		FROM drawn d JOIN shortcoming_said t ON t.docket = d.template`,
	`INSERT INTO letter_out (id, body, docket, n, institution, name_kk, name_ru, kind, day, due, address, bounced, subject_kk, subject_ru, text_kk, text_ru)
		SELECT t.id || d.n, t.body, d.id, t.n, t.institution, t.name_kk, t.name_ru, t.kind, t.day, t.due, t.address, t.bounced,
			t.subject_kk, t.subject_ru, t.text_kk, t.text_ru
		FROM drawn d JOIN letter_out t ON t.docket = d.template`,
}
