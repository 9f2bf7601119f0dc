package views

import (
	"context"

	"adal/internal/db"
)

func add(ctx context.Context, tx *db.Tx, at place, n Count) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO view_day (docket, day, views, served, suspicious) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (docket, day) DO UPDATE SET
			views = view_day.views + $3, served = view_day.served + $4, suspicious = view_day.suspicious + $5`,
		at.docket, at.day, n.Views, n.Served, n.Suspicious)
	return err
}

func of(ctx context.Context, tx *db.Tx, docket string) (Count, error) {
	return db.One(ctx, tx, func(c *Count) []any { return []any{&c.Views, &c.Served, &c.Suspicious, &c.Source} }, `
		SELECT COALESCE(SUM(d.views), 0) + COALESCE((SELECT b.views FROM view_base b WHERE b.docket = $1), 0),
			COALESCE(SUM(d.served), 0), COALESCE(SUM(d.suspicious), 0),
			COALESCE((SELECT b.source FROM view_base b WHERE b.docket = $1), '')
		FROM view_day d WHERE d.docket = $1`, docket)
}

func setBase(ctx context.Context, tx *db.Tx, docket string, views int64, source string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO view_base (docket, views, source) VALUES ($1, $2, $3)
		ON CONFLICT (docket) DO UPDATE SET views = $2, source = $3`, docket, views, source)
	return err
}
