package monitoring

import (
	"context"

	"adal/internal/db"
	"adal/internal/docket"
)

func (n *Notice) fields() []any {
	return []any{
		&n.ID, &n.Number, &n.Title.KK, &n.Title.RU, &n.Title.EN, &n.State, &n.Institution, &n.Region, &n.Topic, &n.Severity,
		&n.Place.Known, &n.Place.Lat, &n.Place.Lon, &n.Seen, &n.Published, &n.Due, &n.Raised, &n.Verified, &n.Confirmed, &n.Rounds,
	}
}

const noticeColumns = `s.docket, d.number, v.title_kk, v.title_ru, v.title_en, d.state, s.institution, d.region, d.topic, s.severity,
	s.lat IS NOT NULL, COALESCE(s.lat, 0), COALESCE(s.lon, 0), s.seen, s.published, d.due, s.raised, s.verified, s.confirmed, s.rounds`

// mostStates is how many states a list is narrowed to at most; fewer repeat the
// last one.
const mostStates = 14

// notices are the words that are public, not those that wait to be read.
func notices(ctx context.Context, tx *db.Tx, f Filter, states []docket.State) ([]Notice, error) {
	args := []any{f.Institution, f.Region, f.Topic, f.Campaign, f.Most + 1, f.Page * f.Most}
	for n := range mostStates {
		args = append(args, states[min(n, len(states)-1)])
	}
	return db.All(ctx, tx, (*Notice).fields, `
		SELECT `+noticeColumns+` FROM shortcoming s JOIN docket d ON d.id = s.docket
		JOIN shortcoming_version v ON v.docket = s.docket AND v.n = s.shown
		WHERE s.published IS NOT NULL AND ($1 = '' OR s.institution = $1) AND ($2 = '' OR d.region = $2) AND ($3 = '' OR d.topic = $3)
			AND ($4 = '' OR s.campaign = $4) AND d.state IN ($7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
		ORDER BY s.published DESC, s.docket LIMIT $5 OFFSET $6`, args...)
}

func removals(ctx context.Context, tx *db.Tx) ([]Removal, error) {
	return db.All(ctx, tx, func(r *Removal) []any {
		return []any{&r.ID, &r.Number, &r.Institution, &r.Published, &r.Day, &r.Reason}
	}, `
		SELECT s.docket, d.number, s.institution, s.published, d.settled, s.reason FROM shortcoming s JOIN docket d ON d.id = s.docket
		WHERE s.published IS NOT NULL AND d.state = 'withdrawn' ORDER BY d.settled DESC, s.docket`)
}

// A regionCount is how many public shortcomings of a region are in a state.
type regionCount struct {
	region string
	state  docket.State
	n      int
}

func regionCounts(ctx context.Context, tx *db.Tx) ([]regionCount, error) {
	return db.All(ctx, tx, func(c *regionCount) []any { return []any{&c.region, &c.state, &c.n} }, `
		SELECT d.region, d.state, COUNT(*) FROM shortcoming s JOIN docket d ON d.id = s.docket
		WHERE s.published IS NOT NULL AND d.state NOT IN ('withdrawn', 'duplicate') GROUP BY d.region, d.state`)
}

// observed are the institutions that something public is about.
func observed(ctx context.Context, tx *db.Tx) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `SELECT DISTINCT institution FROM shortcoming WHERE published IS NOT NULL ORDER BY institution`)
}

// begun are the campaigns that aren't only planned.
func begun(ctx context.Context, tx *db.Tx) ([]Campaign, error) {
	return db.All(ctx, tx, (*Campaign).fields, `SELECT `+docket.Columns+campaignColumns+` WHERE d.state <> 'planned' ORDER BY c.since DESC, d.number DESC`)
}
