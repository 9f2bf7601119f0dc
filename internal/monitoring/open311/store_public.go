package open311

import (
	"context"
	"time"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
)

func (r *Request) fields() []any {
	return []any{
		&r.ID, &r.Shortcoming, &r.Number, &r.State, &r.Code, &r.Title.KK, &r.Title.RU, &r.Title.EN, &r.Facts.KK, &r.Facts.RU, &r.Facts.EN,
		&r.Institution, &r.Region, &r.Reason, &r.Place.Known, &r.Place.Lat, &r.Place.Lon, &r.Due, &r.Picture,
		&r.published, &r.publishedAt, &r.moved, &r.movedAt, &r.checklist, &r.version, &r.question,
	}
}

// public is everything of what is published that programs may have, as
// monitoring.Page has it: the words that are shown, and a picture that was cleared.
// What was withdrawn isn't there.
const public = `
	SELECT COALESCE((SELECT MIN(g.docket) FROM signal g WHERE g.shortcoming = s.docket), s.docket), s.docket, d.number, d.state,
		c.checklist || '-' || s.item, v.title_kk, v.title_ru, v.title_en, v.facts_kk, v.facts_ru, v.facts_en,
		s.institution, d.region, s.reason, s.lat IS NOT NULL, COALESCE(s.lat, 0), COALESCE(s.lon, 0), d.due,
		COALESCE((SELECT p.served FROM evidence e JOIN evidence_picture p ON p.evidence = e.id
			WHERE (e.observation = s.observation OR e.docket = s.docket) AND e.cleared <> '' ORDER BY e.docket, e.n, e.id LIMIT 1), ''),
		s.published, f.at,
		(SELECT MAX(e.day) FROM docket_step e WHERE e.docket = s.docket AND e.act NOT IN ('confirm', 'dispute', 'observe', 'redact')),
		(SELECT MAX(m.at) FROM shortcoming_moment m WHERE m.docket = s.docket AND m.act NOT IN ('observe', 'redact')),
		c.checklist, c.version, s.item
	FROM shortcoming s JOIN docket d ON d.id = s.docket JOIN campaign c ON c.docket = s.campaign
	JOIN shortcoming_version v ON v.docket = s.docket AND v.n = s.shown
	LEFT JOIN shortcoming_moment f ON f.docket = s.docket AND f.act = 'publish-shortcoming'
	WHERE s.published IS NOT NULL AND d.state <> 'withdrawn'`

// requests are a page of what a filter lets through. Codes stand between commas in
// one text, for a query has as many places as it has.
func requests(ctx context.Context, tx *db.Tx, f Filter, zone *time.Location) ([]Request, error) {
	since, until := f.days(zone)
	return db.All(ctx, tx, (*Request).fields, public+`
			AND (f.at IS NOT NULL AND f.at >= $1 AND f.at <= $2 OR f.at IS NULL AND s.published >= $3 AND s.published <= $4)
			AND ($5 = '' OR REPLACE($5, ',' || c.checklist || '-' || s.item || ',', '') <> $5)
			AND ($6 OR d.state NOT IN ('fixed', 'partly', 'no-action', 'not-responsible', 'duplicate'))
			AND ($7 OR d.state IN ('fixed', 'partly', 'no-action', 'not-responsible', 'duplicate'))
		ORDER BY s.published DESC, s.docket LIMIT $8 OFFSET $9`,
		db.Time{Time: f.Since}, db.Time{Time: f.Until}, since, until, between(f.Codes), f.Closed, f.Open, f.Size, (f.Page-1)*f.Size)
}

// between is a list with a comma on both sides of each.
func between(all []string) (text string) {
	for _, s := range all {
		text += "," + s + ","
	}
	return text
}

func requestOf(ctx context.Context, tx *db.Tx, shortcoming string) (Request, error) {
	return db.One(ctx, tx, (*Request).fields, public+` AND s.docket = $1`, shortcoming)
}

// withdrawnOf is the reason of what was public and was withdrawn.
func withdrawnOf(ctx context.Context, tx *db.Tx, shortcoming string) (string, error) {
	return db.One(ctx, tx, db.Value[string], `
		SELECT s.reason FROM shortcoming s JOIN docket d ON d.id = s.docket
		WHERE s.docket = $1 AND s.published IS NOT NULL AND d.state = 'withdrawn'`, shortcoming)
}

func (u *Update) fields() []any {
	return []any{&u.Request, &u.Shortcoming, &u.n, &u.day, &u.Act, &u.State, &u.Note, &u.at}
}

// updates are the steps that were taken since something was published. Of what was
// withdrawn there is that step and no other.
func updates(ctx context.Context, tx *db.Tx, f Filter, zone *time.Location) ([]Update, error) {
	since, until := f.days(zone)
	return db.All(ctx, tx, (*Update).fields, `
		SELECT COALESCE((SELECT MIN(g.docket) FROM signal g WHERE g.shortcoming = s.docket), s.docket), s.docket, e.n, e.day, e.act, e.state, e.note, m.at
		FROM docket_step e JOIN shortcoming s ON s.docket = e.docket JOIN docket d ON d.id = s.docket
		LEFT JOIN shortcoming_moment m ON m.docket = e.docket AND m.n = e.n
		WHERE s.published IS NOT NULL AND e.n >= (SELECT MIN(p.n) FROM docket_step p WHERE p.docket = e.docket AND p.state = 'published')
			AND e.act IN ('publish-shortcoming', 'raise', 'promise', 'claim-fixed', 'disown', 'reply', 'look-again', 'link', 'withdraw', 'decide-appeal', 'request-extension')
			AND (e.act <> 'decide-appeal' OR e.state <> (SELECT b.state FROM docket_step b WHERE b.docket = e.docket AND b.n = e.n - 1)) AND (d.state <> 'withdrawn' OR e.state = 'withdrawn')
			AND (m.at IS NOT NULL AND m.at >= $1 AND m.at <= $2 OR m.at IS NULL AND e.day >= $3 AND e.day <= $4)
		ORDER BY e.day, e.docket, e.n LIMIT $5 OFFSET $6`,
		db.Time{Time: f.Since}, db.Time{Time: f.Until}, since, until, f.Size, (f.Page-1)*f.Size)
}

// insertMoment keeps when the last step of a docket was taken, if it was on the day
// of the moment: what is entered for another day has no moment.
func insertMoment(ctx context.Context, tx *db.Tx, docket string, act charter.Act, today calendar.Day) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO shortcoming_moment (docket, n, act, at)
		SELECT e.docket, e.n, $2, $3 FROM docket_step e
		WHERE e.docket = $1 AND e.day = $4 AND e.n = (SELECT MAX(n) FROM docket_step WHERE docket = $1)
		ON CONFLICT (docket, n) DO NOTHING`, docket, string(act), tx.Now, today)
	return err
}

// changeset is the last day on which a campaign was planned, begun or ended: what
// may be reported has changed then.
func changeset(ctx context.Context, tx *db.Tx) (string, error) {
	return db.One(ctx, tx, db.Value[string], `
		SELECT COALESCE(MAX(e.day), '') FROM docket_step e JOIN docket d ON d.id = e.docket WHERE d.kind = 'campaign'`)
}

// objectsOf are the institutions of a campaign.
func objectsOf(ctx context.Context, tx *db.Tx, campaign string) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `SELECT institution FROM campaign_object WHERE campaign = $1 ORDER BY institution`, campaign)
}
