package overlap

import (
	"context"
	"fmt"
	"strings"

	"adal/internal/db"
	"adal/internal/fault"
)

const columns = `docket, body, kind, title_kk, title_ru, title_en, institution, topic, region, since, until, path, ended`

// about is how the institutions of a work are kept: their ids, which have no spaces,
// in one text.
type about struct{ w *Work }

// Scan implements sql.Scanner.
func (a about) Scan(v any) error {
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("overlap: %T is no text", v)
	}
	if ids := strings.Fields(text); len(ids) > 0 {
		a.w.Institution, a.w.More = ids[0], ids[1:]
	}
	return nil
}

func (w *Work) fields() []any {
	return []any{&w.Docket, &w.Body, &w.Kind, &w.Title.KK, &w.Title.RU, &w.Title.EN, about{w}, &w.Topic, &w.Region, &w.Since, &w.Until, &w.Path, &w.Ended}
}

func put(ctx context.Context, tx *db.Tx, w Work) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO work (docket, body, kind, title_kk, title_ru, title_en, institution, topic, region, since, until, path, ended)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (docket) DO UPDATE SET title_kk = $4, title_ru = $5, title_en = $6, institution = $7, topic = $8,
			region = $9, since = $10, until = $11, path = $12, ended = $13`,
		w.Docket, w.Body, w.Kind, w.Title.KK, w.Title.RU, w.Title.EN, strings.Join(w.institutions(), " "), w.Topic, w.Region, w.Since, w.Until, w.Path, w.Ended)
	return err
}

func end(ctx context.Context, tx *db.Tx, docket string) error {
	res, err := tx.ExecContext(ctx, `UPDATE work SET ended = TRUE WHERE docket = $1`, docket)
	return db.Affected(res, err, fault.NotFound)
}

func byDocket(ctx context.Context, tx *db.Tx, docket string) (Work, error) {
	return db.One(ctx, tx, (*Work).fields, `SELECT `+columns+` FROM work WHERE docket = $1`, docket)
}

// candidates are the works at the same time that haven't ended, and that could be
// about the same.
func candidates(ctx context.Context, tx *db.Tx, w Work) ([]Work, error) {
	return db.All(ctx, tx, (*Work).fields, `
		SELECT `+columns+` FROM work
		WHERE NOT ended AND docket <> $1 AND since <= $4 AND until >= $5
		  AND (institution <> '' AND $2 OR $3 <> '' AND topic = $3)
		ORDER BY since, docket`, w.Docket, len(w.institutions()) > 0, w.Topic, w.Until, w.Since)
}

func ofBody(ctx context.Context, tx *db.Tx, body string) ([]Work, error) {
	return db.All(ctx, tx, (*Work).fields, `
		SELECT `+columns+` FROM work WHERE body = $1 AND NOT ended ORDER BY since, docket`, body)
}

func settle(ctx context.Context, tx *db.Tx, s Settlement) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO work_settled (first, second, how, reason, body, seat, day) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (first, second) DO UPDATE SET how = $3, reason = $4, body = $5, seat = $6, day = $7`,
		s.Docket, s.Other, s.How, s.Reason, s.Body, s.Seat, s.Day)
	return err
}

func settled(ctx context.Context, tx *db.Tx, docket string) ([]Settlement, error) {
	fields := func(s *Settlement) []any {
		return []any{&s.Docket, &s.Other, &s.How, &s.Reason, &s.Body, &s.Seat, &s.Day}
	}
	return db.All(ctx, tx, fields, `
		SELECT first, second, how, reason, body, seat, day FROM work_settled
		WHERE first = $1 OR second = $1 ORDER BY day, first, second`, docket)
}
