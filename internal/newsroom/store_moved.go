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

// movedOf are the older addresses of a text.
func movedOf(ctx context.Context, tx *db.Tx, docket string) ([]Moved, error) {
	return db.All(ctx, tx, (*Moved).fields, `
		SELECT address, docket, picture, path, source, since FROM news_moved WHERE docket = $1 ORDER BY address`, docket)
}

// movedPages are the older addresses of what isn't a text.
func movedPages(ctx context.Context, tx *db.Tx) ([]Moved, error) {
	return db.All(ctx, tx, (*Moved).fields, `
		SELECT address, docket, picture, path, source, since FROM news_moved WHERE docket = '' ORDER BY address`)
}

// taken is what was made of an item of an older site.
type taken struct{ docket, hash string }

func takenOf(ctx context.Context, tx *db.Tx, source, item string) (taken, error) {
	return db.One(ctx, tx, func(t *taken) []any { return []any{&t.docket, &t.hash} }, `
		SELECT docket, hash FROM news_taken WHERE source = $1 AND item = $2`, source, item)
}

func insertTaken(ctx context.Context, tx *db.Tx, source, item string, t taken, now db.Time) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO news_taken (source, item, docket, hash, at) VALUES ($1, $2, $3, $4, $5)`,
		source, item, t.docket, t.hash, now)
	return db.Explain(err)
}

// articles are the ids of the articles of a body, or of all.
func articles(ctx context.Context, tx *db.Tx, body string) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `
		SELECT a.id FROM article a JOIN docket d ON d.id = a.id
		WHERE $1 = '' OR a.body = $1 ORDER BY d.opened, d.body, d.n`, body)
}

// sourceOf is the older site that an article came from; empty if it began here.
func sourceOf(ctx context.Context, tx *db.Tx, article string) (string, error) {
	return db.One(ctx, tx, db.Value[string], `SELECT source FROM article WHERE id = $1`, article)
}
