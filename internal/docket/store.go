package docket

import (
	"context"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
)

// Columns are the columns of an Item, in the order of Fields, of a table d.
const Columns = `d.id, d.kind, d.body, d.region, d.topic, d.number, d.state, d.opened, d.due, d.settled, d.late,
	(SELECT COALESCE(b.region, '') FROM body b WHERE b.id = d.body)`

// Fields is where Columns go.
func (i *Item) Fields() []any {
	return []any{&i.ID, &i.Kind, &i.Body, &i.Region, &i.Topic, &i.Number, &i.State, &i.Opened, &i.Due, &i.Settled, &i.Late, &i.home}
}

func nextNumber(ctx context.Context, tx *db.Tx, kind, body string, year int) (int, error) {
	return db.One(ctx, tx, db.Value[int], `
		SELECT COALESCE(MAX(n), 0) + 1 FROM docket WHERE kind = $1 AND body = $2 AND year = $3`, kind, body, year)
}

func insert(ctx context.Context, tx *db.Tx, i Item, year, n int) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO docket (id, kind, body, region, year, n, number, state, opened, due)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		i.ID, i.Kind, i.Body, i.Region, year, n, i.Number, string(i.State), i.Opened, i.Due)
	return err
}

func update(ctx context.Context, tx *db.Tx, i Item) error {
	res, err := tx.ExecContext(ctx, `UPDATE docket SET state = $2, due = $3, settled = $4, late = $5 WHERE id = $1`,
		i.ID, string(i.State), i.Due, i.Settled, i.Late)
	return db.Affected(res, err, fault.NotFound)
}

func sortItem(ctx context.Context, tx *db.Tx, id, topic, region string) error {
	res, err := tx.ExecContext(ctx, `UPDATE docket SET topic = $2, region = $3 WHERE id = $1`, id, topic, region)
	return db.Affected(res, err, fault.NotFound)
}

func byID(ctx context.Context, tx *db.Tx, id string) (Item, error) {
	return db.One(ctx, tx, (*Item).Fields, `SELECT `+Columns+` FROM docket d WHERE d.id = $1`, id)
}

func byNumber(ctx context.Context, tx *db.Tx, number string) (Item, error) {
	return db.One(ctx, tx, (*Item).Fields, `SELECT `+Columns+` FROM docket d WHERE d.number = $1`, number)
}

func list(ctx context.Context, tx *db.Tx, by Filter) ([]Item, error) {
	first, second := by.Kinds[0], by.Kinds[len(by.Kinds)-1]
	return db.All(ctx, tx, (*Item).Fields, `
		SELECT `+Columns+` FROM docket d
		WHERE d.body = $1 AND d.kind IN ($2, $3)
		  AND ($4 = '' OR d.state = $4)
		  AND (NOT $5 OR d.settled IS NULL)
		ORDER BY CASE WHEN d.settled IS NULL THEN 0 ELSE 1 END, COALESCE(d.due, '9999'), d.number
		LIMIT $6 OFFSET $7`,
		by.Body, first, second, string(by.State), by.Open, PerPage+1, by.Page*PerPage)
}

func (e *Entry) fields() []any {
	return []any{&e.N, &e.Day, &e.Seat, &e.Body, &e.Act, &e.Article, &e.State, &e.Due, &e.Note, &e.link}
}

func insertEntry(ctx context.Context, tx *db.Tx, id string, e Entry) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO docket_step (docket, n, day, seat, body, act, article, state, due, note, link)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		id, e.N, e.Day, e.Seat, e.Body, string(e.Act), e.Article, string(e.State), e.Due, e.Note, e.link)
	return err
}

func lastEntry(ctx context.Context, tx *db.Tx, id string) (Entry, error) {
	return db.One(ctx, tx, (*Entry).fields, `
		SELECT n, day, seat, body, act, article, state, due, note, link
		FROM docket_step WHERE docket = $1 ORDER BY n DESC LIMIT 1`, id)
}

func history(ctx context.Context, tx *db.Tx, id string) ([]Entry, error) {
	return db.All(ctx, tx, (*Entry).fields, `
		SELECT n, day, seat, body, act, article, state, due, note, link
		FROM docket_step WHERE docket = $1 ORDER BY n`, id)
}

func countOpen(ctx context.Context, tx *db.Tx, body, first, second string) (int, error) {
	return db.One(ctx, tx, db.Value[int], `
		SELECT COUNT(*) FROM docket WHERE body = $1 AND kind IN ($2, $3) AND settled IS NULL`, body, first, second)
}

func figures(ctx context.Context, tx *db.Tx, kind string, since, today calendar.Day) ([]Figures, error) {
	fields := func(f *Figures) []any {
		return []any{&f.Region, &f.Opened, &f.Answered, &f.InTime, &f.Closed, &f.Overdue}
	}
	return db.All(ctx, tx, fields, `
		SELECT region, COUNT(*),
		       COUNT(CASE WHEN settled IS NOT NULL AND due IS NOT NULL THEN 1 END),
		       COUNT(CASE WHEN settled <= due AND NOT late THEN 1 END),
		       COUNT(CASE WHEN settled IS NOT NULL AND due IS NULL THEN 1 END),
		       COUNT(CASE WHEN settled IS NULL AND due < $3 THEN 1 END)
		FROM docket WHERE kind = $1 AND opened >= $2 AND opened <= $3
		GROUP BY region ORDER BY region`, kind, since, today)
}
