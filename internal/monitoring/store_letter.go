package monitoring

import (
	"context"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/monitoring/figures"
)

func (l *Letter) fields() []any {
	return []any{
		&l.ID, &l.Body, &l.Docket, &l.Number, &l.N, &l.Institution, &l.Name.KK, &l.Name.RU, &l.Kind, &l.Day, &l.Due, &l.Address,
		&l.Bounced, &l.Subject.KK, &l.Subject.RU, &l.Text.KK, &l.Text.RU,
	}
}

const letterColumns = `l.id, l.body, l.docket, d.number, l.n, l.institution, l.name_kk, l.name_ru, l.kind, l.day, l.due, l.address,
	l.bounced, l.subject_kk, l.subject_ru, l.text_kk, l.text_ru FROM letter_out l JOIN docket d ON d.id = l.docket`

func nextLetter(ctx context.Context, tx *db.Tx, docket string) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT COALESCE(MAX(n), 0) + 1 FROM letter_out WHERE docket = $1`, docket)
}

func insertLetter(ctx context.Context, tx *db.Tx, l Letter) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO letter_out (id, body, docket, n, institution, name_kk, name_ru, kind, day, due, address, subject_kk, subject_ru, text_kk, text_ru)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		l.ID, l.Body, l.Docket, l.N, l.Institution, l.Name.KK, l.Name.RU, l.Kind, l.Day, l.Due, l.Address,
		l.Subject.KK, l.Subject.RU, l.Text.KK, l.Text.RU)
	return err
}

func setBounced(ctx context.Context, tx *db.Tx, id string, day calendar.Day) error {
	_, err := tx.ExecContext(ctx, `UPDATE letter_out SET bounced = $2 WHERE id = $1`, id, day)
	return err
}

func letters(ctx context.Context, tx *db.Tx, body string, limit, offset int) ([]Letter, error) {
	return db.All(ctx, tx, (*Letter).fields, `SELECT `+letterColumns+`
		WHERE l.body = $1 ORDER BY l.day DESC, l.id LIMIT $2 OFFSET $3`, body, limit, offset)
}

func lettersOf(ctx context.Context, tx *db.Tx, docket string) ([]Letter, error) {
	return db.All(ctx, tx, (*Letter).fields, `SELECT `+letterColumns+` WHERE l.docket = $1 ORDER BY l.n`, docket)
}

func letterOf(ctx context.Context, tx *db.Tx, id string) (Letter, error) {
	return db.One(ctx, tx, (*Letter).fields, `SELECT `+letterColumns+` WHERE l.id = $1`, id)
}

// lettersOn is how many letters of a kind went out about a shortcoming on a day.
func lettersOn(ctx context.Context, tx *db.Tx, docket, kind string, day calendar.Day) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM letter_out WHERE docket = $1 AND kind = $2 AND day = $3`, docket, kind, day)
}

// reminded is how many reminders of a deadline went out.
func reminded(ctx context.Context, tx *db.Tx, docket string, due calendar.Day) (int, error) {
	return db.One(ctx, tx, db.Value[int], `
		SELECT COUNT(*) FROM letter_out WHERE docket = $1 AND kind = 'reminder' AND due = $2`, docket, due)
}

// cases are what figures count.
func cases(ctx context.Context, tx *db.Tx, of Scope) (all []figures.Case, err error) {
	rows, err := db.All(ctx, tx, func(o *outcome) []any {
		return []any{&o.Raised, &o.Due, &o.Answered, &o.Verified, &o.Broken, &o.state, &o.settled, &o.label}
	}, `
		SELECT s.raised, s.answer_due, s.answered, s.verified, s.broken, d.state, d.settled, s.label
		FROM shortcoming s JOIN docket d ON d.id = s.docket
		WHERE s.raised IS NOT NULL AND d.state NOT IN ('withdrawn', 'duplicate')
			AND ($1 = '' OR s.institution = $1) AND ($2 = '' OR s.campaign = $2) AND ($3 = '' OR d.region = $3)
			AND s.raised >= $4 AND ($5 = '' OR s.raised <= $5) AND ($6 = '' OR d.topic = $6)`,
		of.Institution, of.Campaign, of.Region, of.Since.String(), of.Until.String(), of.Topic)
	for _, o := range rows {
		all = append(all, o.counted())
	}
	return all, err
}
