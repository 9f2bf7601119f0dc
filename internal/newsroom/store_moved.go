package newsroom

import (
	"context"

	"adal/internal/db"
	"adal/internal/fault"
)

func (m *Moved) fields() []any {
	return []any{&m.Address, &m.Docket, &m.Picture, &m.Path, &m.Source, &m.Since}
}

func moved(ctx context.Context, tx *db.Tx, address string) (Moved, error) {
	return db.One(ctx, tx, (*Moved).fields, `
		SELECT address, docket, picture, path, source, since FROM news_moved WHERE address = $1`, address)
}

func insertMoved(ctx context.Context, tx *db.Tx, m Moved) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO news_moved (address, docket, picture, path, source, since) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (address) DO NOTHING`, m.Address, m.Docket, m.Picture, m.Path, m.Source, m.Since)
	return err
}

func deleteMoved(ctx context.Context, tx *db.Tx, address string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM news_moved WHERE address = $1`, address)
	return err
}

func setSlug(ctx context.Context, tx *db.Tx, docket, slug string) error {
	res, err := tx.ExecContext(ctx, `UPDATE publication SET slug = $2 WHERE docket = $1`, docket, slug)
	return db.Affected(res, err, fault.NotFound)
}
