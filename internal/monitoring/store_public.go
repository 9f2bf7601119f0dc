package monitoring

import (
	"context"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
)

func (n *Notice) fields() []any {
	return []any{
		&n.ID, &n.Number, &n.Title.KK, &n.Title.RU, &n.Title.EN, &n.State, &n.Institution, &n.Region, &n.Topic, &n.Severity,
		&n.Place.Known, &n.Place.Lat, &n.Place.Lon, &n.Seen, &n.Published, &n.Due, &n.Raised, &n.Verified, &n.Confirmed, &n.Rounds,
	}
}

const noticeColumns = `s.docket, d.number, v.title_kk, v.title_ru, v.title_en, d.state, s.institution, d.region, d.topic, s.severity,
	s.lat IS NOT NULL, COALESCE(s.lat, 0), COALESCE(s.lon, 0), s.seen, s.published, d.due, s.raised, s.verified, s.confirmed, s.rounds`

// A mark is where a page of a list begins: what comes behind a shortcoming, or,
// going back, before it.
type mark struct {
	published int
	docket    string
}

// page are the arguments of a page of a list: one facet for each class that is
// asked for, none for the rest.
func (f Filter) page(at mark) []any {
	args := []any{at.published, at.docket, f.Most + 1}
	for n := range len(classes[""]) {
		var way any
		if all := classes[f.Group]; n < len(all) {
			way = facet(all[n], f.Institution, f.Region, f.Topic, f.Campaign)
		}
		args = append(args, way)
	}
	return args
}

const (
	older = ` AND (published, docket) < ($1, $2) ORDER BY published DESC, docket DESC LIMIT $3`
	newer = ` AND (published, docket) > ($1, $2) ORDER BY published, docket LIMIT $3`
	// keysFrom and keysTo stand around what a class has of a page.
	keysFrom = `SELECT * FROM (SELECT published, docket FROM listed WHERE facet = `
	keysTo   = `) AS class`

	noticesFrom = `SELECT ` + noticeColumns + ` FROM (`
	noticesOf   = `) AS k JOIN shortcoming s ON s.docket = k.docket JOIN docket d ON d.id = s.docket
		JOIN shortcoming_version v ON v.docket = s.docket AND v.n = s.shown `
)

// noticesBehind are those of a list that come after a mark, the newest first. Each
// class has an index of its own, and what they have is merged: a page costs the
// same on a long list as on a short one. The words are those that are public, not
// those that wait to be read.
func noticesBehind(ctx context.Context, tx *db.Tx, f Filter, at mark) ([]Notice, error) {
	return db.All(ctx, tx, (*Notice).fields, noticesFrom+
		keysFrom+`$4`+older+keysTo+` UNION ALL `+keysFrom+`$5`+older+keysTo+` UNION ALL `+keysFrom+`$6`+older+keysTo+
		` UNION ALL `+keysFrom+`$7`+older+keysTo+` UNION ALL `+keysFrom+`$8`+older+keysTo+
		` ORDER BY published DESC, docket DESC LIMIT $3`+noticesOf+`ORDER BY k.published DESC, k.docket DESC`, f.page(at)...)
}

// noticesBefore are those that come before a mark, the nearest first.
func noticesBefore(ctx context.Context, tx *db.Tx, f Filter, at mark) ([]Notice, error) {
	return db.All(ctx, tx, (*Notice).fields, noticesFrom+
		keysFrom+`$4`+newer+keysTo+` UNION ALL `+keysFrom+`$5`+newer+keysTo+` UNION ALL `+keysFrom+`$6`+newer+keysTo+
		` UNION ALL `+keysFrom+`$7`+newer+keysTo+` UNION ALL `+keysFrom+`$8`+newer+keysTo+
		` ORDER BY published, docket LIMIT $3`+noticesOf+`ORDER BY k.published, k.docket`, f.page(at)...)
}

func (r *Removal) fields() []any {
	return []any{&r.ID, &r.Number, &r.State, &r.Institution, &r.Published, &r.N, &r.Kind, &r.Said, &r.Evidence, &r.Served, &r.Day, &r.Reason, &r.Decision, &r.Decided, &r.Why, &r.Waiting}
}

const removalsFrom = `SELECT r.docket, d.number, d.state, s.institution, s.published, r.n, r.kind, r.said, r.evidence,
		COALESCE((SELECT p.served FROM evidence_picture p JOIN evidence e ON e.id = p.evidence
			WHERE p.evidence = r.evidence AND e.cleared <> '' AND d.state <> 'withdrawn'), ''), r.day, r.reason, r.decision, r.decided, r.why,
		(SELECT COUNT(*) FROM shortcoming_said w WHERE w.docket = r.docket AND w.about = r.n AND w.decided = 'waiting')
	FROM removal r JOIN shortcoming s ON s.docket = r.docket JOIN docket d ON d.id = r.docket `

func removals(ctx context.Context, tx *db.Tx, limit, offset int) ([]Removal, error) {
	return db.All(ctx, tx, (*Removal).fields, removalsFrom+`ORDER BY r.day DESC, r.docket DESC, r.n DESC LIMIT $1 OFFSET $2`, limit, offset)
}

// removalsOf are those of a shortcoming, the first one first.
func removalsOf(ctx context.Context, tx *db.Tx, id string) ([]Removal, error) {
	return db.All(ctx, tx, (*Removal).fields, removalsFrom+`WHERE r.docket = $1 ORDER BY r.n`, id)
}

func removalOf(ctx context.Context, tx *db.Tx, id string, n int) (Removal, error) {
	return db.One(ctx, tx, (*Removal).fields, removalsFrom+`WHERE r.docket = $1 AND r.n = $2`, id, n)
}

func insertRemoval(ctx context.Context, tx *db.Tx, r Removal) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO removal (docket, n, kind, said, evidence, day, reason, decision, why)
		VALUES ($1, (SELECT COALESCE(MAX(n), 0) + 1 FROM removal WHERE docket = $1), $2, $3, $4, $5, $6, '', '')`,
		r.ID, r.Kind, r.Said, r.Evidence, r.Day, r.Reason)
	return err
}

// answerRemoval keeps how the last complaint about a removal was decided.
func answerRemoval(ctx context.Context, tx *db.Tx, id string, n int, decision string, day calendar.Day, why string) error {
	res, err := tx.ExecContext(ctx, `UPDATE removal SET decision = $3, decided = $4, why = $5 WHERE docket = $1 AND n = $2`, id, n, decision, day, why)
	return db.Affected(res, err, fault.NotFound)
}

// observed are the institutions that any shortcoming is about.
func observed(ctx context.Context, tx *db.Tx) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `SELECT DISTINCT institution FROM shortcoming ORDER BY institution`)
}

// openAt are the shortcomings that an institution has to answer, or may before they
// are public.
func openAt(ctx context.Context, tx *db.Tx, institution string) ([]deadline, error) {
	return db.All(ctx, tx, func(d *deadline) []any { return []any{&d.id, &d.body} }, `
		SELECT d.id, d.body FROM shortcoming s JOIN docket d ON d.id = s.docket
		WHERE s.institution = $1 AND d.settled IS NULL AND (s.published IS NOT NULL OR d.state IN ('notified', 'replied')) ORDER BY d.id`, institution)
}

// begun are the campaigns that aren't only planned.
func begun(ctx context.Context, tx *db.Tx) ([]Campaign, error) {
	return db.All(ctx, tx, (*Campaign).fields, `SELECT `+docket.Columns+campaignColumns+` WHERE d.state <> 'planned' ORDER BY c.since DESC, d.number DESC`)
}
