package links

import (
	"context"

	"adal/internal/calendar"
	"adal/internal/db"
)

// A link is a row: the smaller id stands first.
type link struct {
	first, second string
	body, seat    string
	day           calendar.Day
}

func insert(ctx context.Context, tx *db.Tx, l link) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO link (first, second, body, seat, day) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (first, second) DO NOTHING`,
		l.first, l.second, l.body, l.seat, l.day)
	return err
}

func remove(ctx context.Context, tx *db.Tx, l link) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM link WHERE first = $1 AND second = $2`, l.first, l.second)
	return err
}

func neighbours(ctx context.Context, tx *db.Tx, id string) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `
		SELECT second FROM link WHERE first = $1 UNION SELECT first FROM link WHERE second = $1 ORDER BY 1`, id)
}
