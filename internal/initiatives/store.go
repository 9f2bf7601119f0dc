package initiatives

import (
	"context"
	"encoding/json"
	"fmt"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
)

// A row is an initiative as its table has it.
type row struct {
	docket, said, pilots string
	edited               int
}

func (r *row) fields() []any { return []any{&r.docket, &r.said, &r.edited, &r.pilots} }

func insert(ctx context.Context, tx *db.Tx, docket, said string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO initiative (docket, said, edited, pilots, closed) VALUES ($1, $2, 1, '', -1)`, docket, said)
	return db.Explain(err)
}

func rowOf(ctx context.Context, tx *db.Tx, docket string) (row, error) {
	return db.One(ctx, tx, (*row).fields, `SELECT docket, said, edited, pilots FROM initiative WHERE docket = $1`, docket)
}

func rows(ctx context.Context, tx *db.Tx) ([]row, error) {
	return db.All(ctx, tx, (*row).fields, `
		SELECT i.docket, i.said, i.edited, i.pilots FROM initiative i JOIN docket d ON d.id = i.docket ORDER BY d.opened DESC, d.number DESC`)
}

func setSaid(ctx context.Context, tx *db.Tx, docket, said string) error {
	res, err := tx.ExecContext(ctx, `UPDATE initiative SET said = $2, edited = edited + 1 WHERE docket = $1`, docket, said)
	return db.Affected(res, err, fault.NotFound)
}

func setPilots(ctx context.Context, tx *db.Tx, docket, seat string) error {
	res, err := tx.ExecContext(ctx, `UPDATE initiative SET pilots = $2 WHERE docket = $1`, docket, seat)
	return db.Affected(res, err, fault.NotFound)
}

// An instanceRow is an instance as its table has it.
type instanceRow struct{ docket, of, said string }

func (r *instanceRow) fields() []any { return []any{&r.docket, &r.of, &r.said} }

func (r instanceRow) read(ctx context.Context, tx *db.Tx) (i Instance, err error) {
	i.Of = r.of
	if err := json.Unmarshal([]byte(r.said), &i.Local); err != nil {
		return i, fmt.Errorf("reading an instance: %w", err)
	}
	i.Item, err = docket.Find(ctx, tx, r.docket)
	return i, err
}

func insertInstance(ctx context.Context, tx *db.Tx, docket, of, said string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO initiative_instance (docket, initiative, said) VALUES ($1, $2, $3)`, docket, of, said)
	return err
}

func setInstance(ctx context.Context, tx *db.Tx, docket, said string) error {
	res, err := tx.ExecContext(ctx, `UPDATE initiative_instance SET said = $2 WHERE docket = $1`, docket, said)
	return db.Affected(res, err, fault.NotFound)
}

func instanceOf(ctx context.Context, tx *db.Tx, docket string) (Instance, error) {
	r, err := db.One(ctx, tx, (*instanceRow).fields, `SELECT docket, initiative, said FROM initiative_instance WHERE docket = $1`, docket)
	if err != nil {
		return Instance{}, err
	}
	return r.read(ctx, tx)
}

func instancesOf(ctx context.Context, tx *db.Tx, initiative string) (all []Instance, err error) {
	rows, err := db.All(ctx, tx, (*instanceRow).fields, `
		SELECT i.docket, i.initiative, i.said FROM initiative_instance i JOIN docket d ON d.id = i.docket WHERE i.initiative = $1 ORDER BY d.opened, d.number`, initiative)
	for _, r := range rows {
		i, err := r.read(ctx, tx)
		if err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, err
}

// supporters is how many support an idea: those that are kept, or after it was
// closed their number.
func supporters(ctx context.Context, tx *db.Tx, docket string) (int, error) {
	return db.One(ctx, tx, db.Value[int], `
		SELECT CASE WHEN i.closed >= 0 THEN i.closed ELSE (SELECT COUNT(*) FROM initiative_support s WHERE s.docket = i.docket) END
		FROM initiative i WHERE i.docket = $1`, docket)
}

func insertSupport(ctx context.Context, tx *db.Tx, docket, person string, day calendar.Day) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO initiative_support (docket, person, day) VALUES ($1, $2, $3) ON CONFLICT (docket, person) DO NOTHING`, docket, person, day)
	return err
}

// closeSupport keeps a number in place of the supporters of what isn't in one of
// three states.
func closeSupport(ctx context.Context, tx *db.Tx, open []docket.State) error {
	const over = `(SELECT d.id FROM docket d WHERE d.kind = 'initiative' AND d.state NOT IN ($1, $2, $3))`
	if _, err := tx.ExecContext(ctx, `
		UPDATE initiative SET closed = (SELECT COUNT(*) FROM initiative_support s WHERE s.docket = initiative.docket)
		WHERE closed < 0 AND docket IN `+over, open[0], open[1], open[2]); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM initiative_support WHERE docket IN `+over, open[0], open[1], open[2])
	return err
}

func insertWish(ctx context.Context, tx *db.Tx, token, docket, person string, day calendar.Day) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO initiative_wish (token, docket, person, day) VALUES ($1, $2, $3, $4)`, token, docket, person, day)
	return err
}

func wishOf(ctx context.Context, tx *db.Tx, token string) (wish, error) {
	return db.One(ctx, tx, func(w *wish) []any { return []any{&w.docket, &w.person, &w.day} },
		`SELECT docket, person, day FROM initiative_wish WHERE token = $1`, token)
}

// wishes are how many wait in all, and how many of one person.
func wishes(ctx context.Context, tx *db.Tx, person string) (all, mine int, err error) {
	type both struct{ all, mine int }
	n, err := db.One(ctx, tx, func(b *both) []any { return []any{&b.all, &b.mine} }, `
		SELECT COUNT(*), COALESCE(SUM(CASE WHEN person = $1 THEN 1 ELSE 0 END), 0) FROM initiative_wish`, person)
	return n.all, n.mine, err
}

func deleteWishes(ctx context.Context, tx *db.Tx, person string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM initiative_wish WHERE person = $1`, person)
	return err
}

func deleteOldWishes(ctx context.Context, tx *db.Tx, before calendar.Day) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM initiative_wish WHERE day < $1`, before)
	return err
}
