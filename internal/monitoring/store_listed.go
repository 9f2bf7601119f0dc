package monitoring

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/monitoring/figures"
)

func (a count) compare(b count) int {
	return cmp.Or(strings.Compare(a.of, b.of), strings.Compare(a.name, b.name), strings.Compare(a.Kind, b.Kind), cmp.Compare(a.Day, b.Day))
}

// addCounts adds to counts, always in the same order.
func addCounts(ctx context.Context, tx *db.Tx, counts map[count]int) error {
	var values []any
	for _, c := range slices.SortedFunc(maps.Keys(counts), count.compare) {
		if n := counts[c]; n != 0 {
			values = append(values, c.of, c.name, c.Kind, c.Day, n)
		}
	}
	return db.Fill(ctx, tx, `INSERT INTO tally (part, name, kind, day, n)`, 5, values,
		`ON CONFLICT (part, name, kind, day) DO UPDATE SET n = tally.n + excluded.n`)
}

// entryOf is what is listed of a shortcoming; the zero entry for nothing.
func entryOf(ctx context.Context, tx *db.Tx, id string) (e entry, err error) {
	text, err := db.One(ctx, tx, db.Value[string], `SELECT entry FROM listed_as WHERE docket = $1`, id)
	if errors.Is(err, fault.NotFound) {
		return e, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &e)
	}
	return e, err
}

// move takes a shortcoming from where the lists had it to where they have it now.
func move(ctx context.Context, tx *db.Tx, id string, was, now entry) error {
	if was.Class != "" {
		args := []any{id, figures.Number(was.Published)}
		for _, f := range was.facets() {
			args = append(args, f)
		}
		if _, err := tx.ExecContext(ctx, `
			DELETE FROM listed WHERE docket = $1 AND published = $2
				AND facet IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`, args...); err != nil {
			return err
		}
	}
	return list(ctx, tx, []listing{{id, now}})
}

// A listing is what is to be listed of a shortcoming.
type listing struct {
	id string
	entry
}

// list puts shortcomings where the lists have them.
func list(ctx context.Context, tx *db.Tx, all []listing) error {
	var facets, entries []any
	for _, l := range all {
		text, err := json.Marshal(l.entry)
		if err != nil {
			return err
		}
		entries = append(entries, l.id, string(text))
		if l.Class == "" {
			continue
		}
		for _, f := range l.facets() {
			facets = append(facets, l.id, figures.Number(l.Published), f)
		}
	}
	// Where an entry has no topic, two ways are the same.
	return errors.Join(
		db.Fill(ctx, tx, `INSERT INTO listed (docket, published, facet)`, 3, facets, `ON CONFLICT DO NOTHING`),
		db.Fill(ctx, tx, `INSERT INTO listed_as (docket, entry)`, 2, entries, `ON CONFLICT (docket) DO UPDATE SET entry = excluded.entry`))
}

func stale(ctx context.Context, tx *db.Tx) (bool, error) {
	return db.One(ctx, tx, db.Value[bool], `SELECT EXISTS (SELECT 1 FROM tally WHERE part = 'all' AND kind = 'stale' AND n > 0)`)
}

// turns is how many acts have touched what is public.
func turns(ctx context.Context, tx *db.Tx) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM tally WHERE part = 'all' AND name = '' AND kind = 'turns'`)
}

// unlist empties the lists and the counts, but for that they are stale, and the
// acts.
func unlist(ctx context.Context, tx *db.Tx) error {
	_, err1 := tx.ExecContext(ctx, `DELETE FROM listed`)
	_, err2 := tx.ExecContext(ctx, `DELETE FROM listed_as`)
	_, err3 := tx.ExecContext(ctx, `DELETE FROM tally WHERE part <> 'all'`)
	return errors.Join(err1, err2, err3)
}

// setListed says that the lists aren't stale any more, unless something went
// wrong.
func setListed(ctx context.Context, tx *db.Tx, err error) error {
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM tally WHERE part = 'all' AND kind = 'stale'`)
	return err
}

// publicAfter are public shortcomings in the order of their ids.
func publicAfter(ctx context.Context, tx *db.Tx, after string, most int) ([]Shortcoming, error) {
	return db.All(ctx, tx, (*Shortcoming).fields, `SELECT `+columns+from+` WHERE s.docket > $1 AND s.published IS NOT NULL ORDER BY s.docket LIMIT $2`, after, most)
}

// tallyOf is what figures of a part are reckoned of. What is due is summed up: of
// it only counts whether its day is before today. The rest comes as one text of each
// kind, since there are thousands of days.
func tallyOf(ctx context.Context, tx *db.Tx, p part, today calendar.Day) (figures.Tally, error) {
	type row struct {
		kind, days string
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.kind, &r.days} }, `
		SELECT kind, string_agg(CAST(day AS TEXT) || ' ' || CAST(n AS TEXT), ' ') FROM tally
		WHERE part = $1 AND name = $2 AND kind IN ('to-fixed', 'to-ended', 'since', 'is-claimed', 'broken') AND n > 0 GROUP BY kind
		UNION ALL
		SELECT kind, CAST(MAX(day) AS TEXT) || ' ' || CAST(SUM(n) AS TEXT) FROM tally
		WHERE part = $1 AND name = $2 AND kind IN ('due', 'due-answered', 'due-fixed', 'due-unknown') AND day < $3 GROUP BY kind`,
		p.of, p.name, figures.Number(today))
	t := figures.Tally{}
	for _, r := range rows {
		for pair := strings.Fields(r.days); len(pair) > 1; pair = pair[2:] {
			day, err1 := strconv.Atoi(pair[0])
			n, err2 := strconv.Atoi(pair[1])
			if err := errors.Join(err1, err2); err != nil {
				return nil, err // the database can count
			}
			t[figures.Mark{Kind: r.kind, Day: day}] = n
		}
	}
	return t, err
}

// listedNames are the institutions or topics of which something is listed.
func listedNames(ctx context.Context, tx *db.Tx, of string) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `SELECT DISTINCT name FROM tally WHERE part = $1 AND n > 0 ORDER BY name`, of)
}

// listedIn are how many are listed of a part in each class of each region.
func listedIn(ctx context.Context, tx *db.Tx, p part) ([]listedAt, error) {
	type row struct {
		kind string
		n    int
	}
	rows, err := db.All(ctx, tx, func(r *row) []any { return []any{&r.kind, &r.n} }, `
		SELECT kind, n FROM tally WHERE part = $1 AND name = $2 AND n > 0 ORDER BY kind`, p.of, p.name)
	all := make([]listedAt, len(rows))
	for n, r := range rows {
		region, class, _ := strings.Cut(r.kind, " ")
		all[n] = listedAt{region, class, r.n}
	}
	return all, err
}

// listedAt is how many of a class are listed in a region.
type listedAt struct {
	region, class string
	n             int
}
