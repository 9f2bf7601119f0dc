package report

import (
	"context"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
)

const columns = docket.Columns + `, r.since, r.until, r.seat, r.counted, r.figures, r.foreword_kk, r.foreword_ru, r.foreword_en, r.published, r.sha256`

func (r *Report) fields() []any {
	return append(r.Item.Fields(), &r.Since, &r.Until, &r.Seat, &r.Counted, &r.figures, &r.Foreword.KK, &r.Foreword.RU, &r.Foreword.EN, &r.Published, &r.SHA256)
}

func insert(ctx context.Context, tx *db.Tx, r Report) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO report (docket, since, until, seat, counted, figures, foreword_kk, foreword_ru, foreword_en, published, sha256)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '')`,
		r.ID, r.Since, r.Until, r.Seat, r.Counted, r.figures, r.Foreword.KK, r.Foreword.RU, r.Foreword.EN)
	return err
}

func update(ctx context.Context, tx *db.Tx, r Report) error {
	res, err := tx.ExecContext(ctx, `
		UPDATE report SET counted = $2, figures = $3, foreword_kk = $4, foreword_ru = $5, foreword_en = $6, published = $7, sha256 = $8 WHERE docket = $1`,
		r.ID, r.Counted, r.figures, r.Foreword.KK, r.Foreword.RU, r.Foreword.EN, r.Published, r.SHA256)
	return db.Affected(res, err, fault.NotFound)
}

func byDocket(ctx context.Context, tx *db.Tx, id string) (Report, error) {
	return db.One(ctx, tx, (*Report).fields, `SELECT `+columns+` FROM report r JOIN docket d ON d.id = r.docket WHERE r.docket = $1`, id)
}

func ofHalf(ctx context.Context, tx *db.Tx, body string, since calendar.Day) (Report, error) {
	return db.One(ctx, tx, (*Report).fields, `
		SELECT `+columns+` FROM report r JOIN docket d ON d.id = r.docket WHERE d.body = $1 AND r.since = $2`, body, since)
}

func ofBody(ctx context.Context, tx *db.Tx, body string) ([]Report, error) {
	return db.All(ctx, tx, (*Report).fields, `
		SELECT `+columns+` FROM report r JOIN docket d ON d.id = r.docket
		WHERE d.body = $1 OR ($1 = '' AND r.published <> '') ORDER BY r.since DESC, d.number`, body)
}
