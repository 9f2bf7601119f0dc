package institutions

import (
	"context"
	"encoding/json"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
)

// A correctionRow is a correction as its table has it.
type correctionRow struct {
	docket, edits string
	Correction
}

const correctionColumns = `c.docket, c.institution, c.lang, c.changes, c.since, c.reason, c.source, c.decided, c.note`

func (r *correctionRow) fields() []any {
	return []any{&r.docket, &r.Institution, &r.Lang, &r.edits, &r.Since, &r.Reason, &r.Source, &r.Decided, &r.Note}
}

// read is the correction of a row, with its docket.
func (r correctionRow) read(ctx context.Context, tx *db.Tx) (n Correction, err error) {
	n = r.Correction
	if err := json.Unmarshal([]byte(r.edits), &n.Edits); err != nil {
		return n, err
	}
	n.Item, err = docket.Find(ctx, tx, r.docket)
	return n, err
}

func readAll(ctx context.Context, tx *db.Tx, rows []correctionRow, err error) (all []Correction, _ error) {
	for _, r := range rows {
		n, err := r.read(ctx, tx)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, err
}

func insertCorrection(ctx context.Context, tx *db.Tx, id string, n Correction, edits string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO correction (docket, institution, lang, changes, since, reason, source, note) VALUES ($1, $2, $3, $4, $5, $6, $7, '')`,
		id, n.Institution, n.Lang, edits, n.Since, n.Reason, n.Source)
	return err
}

func correctionBy(ctx context.Context, tx *db.Tx, id string) (Correction, error) {
	r, err := db.One(ctx, tx, (*correctionRow).fields, `SELECT `+correctionColumns+` FROM correction c WHERE c.docket = $1`, id)
	if err != nil {
		return Correction{}, err
	}
	return r.read(ctx, tx)
}

func waitingOnes(ctx context.Context, tx *db.Tx) ([]Correction, error) {
	rows, err := db.All(ctx, tx, (*correctionRow).fields, `
		SELECT `+correctionColumns+` FROM correction c JOIN docket d ON d.id = c.docket
		WHERE c.decided IS NULL ORDER BY d.opened, d.number`)
	return readAll(ctx, tx, rows, err)
}

func decidedOnes(ctx context.Context, tx *db.Tx, most, after int) ([]Correction, error) {
	rows, err := db.All(ctx, tx, (*correctionRow).fields, `
		SELECT `+correctionColumns+` FROM correction c WHERE c.decided IS NOT NULL
		ORDER BY c.decided DESC, c.docket LIMIT $1 OFFSET $2`, most, after)
	return readAll(ctx, tx, rows, err)
}

// sameWaiting is the number of a correction that waits and says the same.
func sameWaiting(ctx context.Context, tx *db.Tx, n Correction, edits string) (string, error) {
	return db.One(ctx, tx, db.Value[string], `
		SELECT MIN(d.number) FROM correction c JOIN docket d ON d.id = c.docket
		WHERE c.decided IS NULL AND c.institution = $1 AND c.changes = $2 AND c.reason = $3 AND c.source = $4
		HAVING COUNT(*) > 0`, n.Institution, edits, n.Reason, n.Source)
}

// waitingCount is how many corrections wait: of an institution, and in all.
func waitingCount(ctx context.Context, tx *db.Tx, institution string) (of, inAll int, err error) {
	counts, err := db.One(ctx, tx, func(n *[2]int) []any { return []any{&n[0], &n[1]} }, `
		SELECT COALESCE(SUM(CASE WHEN institution = $1 THEN 1 ELSE 0 END), 0), COUNT(*) FROM correction WHERE decided IS NULL`, institution)
	return counts[0], counts[1], err
}

func decide(ctx context.Context, tx *db.Tx, id string, day calendar.Day, note string) error {
	res, err := tx.ExecContext(ctx, `UPDATE correction SET decided = $2, note = $3 WHERE docket = $1 AND decided IS NULL`, id, day, note)
	return db.Affected(res, err, fault.Conflict)
}
