package media

import (
	"context"

	"adal/internal/db"
	"adal/internal/pictures"
)

const columns = `id, body, hash, served, look, width, height, name, added, seat, taken, source, licence,
	alt_kk, alt_ru, alt_en, caption_kk, caption_ru, caption_en, credit_kk, credit_ru, credit_en, withdrawn`

func (p *Picture) fields() []any {
	return []any{
		&p.ID, &p.Body, &p.Hash, &p.Served, &p.Look, &p.Width, &p.Height, &p.Name, &p.Added, &p.Seat, &p.Taken, &p.Source, &p.Licence,
		&p.Alt.KK, &p.Alt.RU, &p.Alt.EN, &p.Caption.KK, &p.Caption.RU, &p.Caption.EN, &p.Credit.KK, &p.Credit.RU, &p.Credit.EN, &p.Withdrawn,
	}
}

func insert(ctx context.Context, tx *db.Tx, p Picture) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO picture (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, '')`,
		p.ID, p.Body, p.Hash, p.Served, p.Look, p.Width, p.Height, p.Name, p.Added, p.Seat, p.Taken, p.Source, p.Licence,
		p.Alt.KK, p.Alt.RU, p.Alt.EN, p.Caption.KK, p.Caption.RU, p.Caption.EN, p.Credit.KK, p.Credit.RU, p.Credit.EN)
	return err
}

func update(ctx context.Context, tx *db.Tx, id string, f Facts, s Said) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE picture SET taken = $2, source = $3, licence = $4, alt_kk = $5, alt_ru = $6, alt_en = $7,
			caption_kk = $8, caption_ru = $9, caption_en = $10, credit_kk = $11, credit_ru = $12, credit_en = $13 WHERE id = $1`,
		id, f.Taken, f.Source, f.Licence, s.Alt.KK, s.Alt.RU, s.Alt.EN, s.Caption.KK, s.Caption.RU, s.Caption.EN, s.Credit.KK, s.Credit.RU, s.Credit.EN)
	return err
}

func byID(ctx context.Context, tx *db.Tx, id string) (Picture, error) {
	return db.One(ctx, tx, (*Picture).fields, `SELECT `+columns+` FROM picture WHERE id = $1`, id)
}

func byHash(ctx context.Context, tx *db.Tx, body, hash string) (Picture, error) {
	return db.One(ctx, tx, (*Picture).fields, `SELECT `+columns+` FROM picture WHERE body = $1 AND hash = $2`, body, hash)
}

// byServed are the pictures that an address names: those of several bodies that
// have the same one.
func byServed(ctx context.Context, tx *db.Tx, served string) ([]Picture, error) {
	return db.All(ctx, tx, (*Picture).fields, `SELECT `+columns+` FROM picture WHERE served = $1 AND withdrawn = ''`, served)
}

func ofBody(ctx context.Context, tx *db.Tx, body string) ([]Picture, error) {
	return db.All(ctx, tx, (*Picture).fields, `SELECT `+columns+` FROM picture WHERE body = $1 ORDER BY added DESC, id`, body)
}

func setWithdrawn(ctx context.Context, tx *db.Tx, id, reason string) error {
	_, err := tx.ExecContext(ctx, `UPDATE picture SET withdrawn = $2 WHERE id = $1`, id, reason)
	return err
}

func insertSize(ctx context.Context, tx *db.Tx, id string, s pictures.Size, kind string, bytes []byte) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO picture_size (picture, width, kind, height, bytes) VALUES ($1, $2, $3, $4, $5)`,
		id, s.Width, kind, s.Height, bytes)
	return err
}

func sizes(ctx context.Context, tx *db.Tx, id string) ([]size, error) {
	return db.All(ctx, tx, func(s *size) []any { return []any{&s.width, &s.height} }, `
		SELECT width, height FROM picture_size WHERE picture = $1 AND kind = 'jpg' ORDER BY width`, id)
}

func bytesOf(ctx context.Context, tx *db.Tx, id string, width int, kind string) ([]byte, error) {
	return db.One(ctx, tx, db.Value[[]byte], `SELECT bytes FROM picture_size WHERE picture = $1 AND width = $2 AND kind = $3`, id, width, kind)
}

func deleteSizes(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM picture_size WHERE picture = $1`, id)
	return err
}

func deleteUses(ctx context.Context, tx *db.Tx, docket string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM picture_use WHERE docket = $1 AND version = 0`, docket)
	return err
}

func insertUse(ctx context.Context, tx *db.Tx, docket string, version int, picture string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO picture_use (docket, version, picture) VALUES ($1, $2, $3)`, docket, version, picture)
	return err
}

// isPublic reports whether a text that the public can read at a moment has a
// picture, in whatever version, or stands under it.
func isPublic(ctx context.Context, tx *db.Tx, id string, now db.Time) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int], `
		SELECT COUNT(*) FROM publication p WHERE p.withdrawn = '' AND p.published <= $2 AND p.docket IN (
			SELECT u.docket FROM picture_use u WHERE u.picture = $1 AND u.version > 0
			UNION SELECT q.docket FROM publication q WHERE q.picture = $1)`, id, now)
	return n > 0, err
}

// uses are the texts that have a picture.
func uses(ctx context.Context, tx *db.Tx, id string, now db.Time) ([]Use, error) {
	return db.All(ctx, tx, func(u *Use) []any { return []any{&u.Docket, &u.Lang, &u.Title, &u.Public} }, `
		SELECT t.docket, t.lang, r.title, (p.docket IS NOT NULL AND p.withdrawn = '' AND p.published <= $2 AND (p.picture = $1
			OR EXISTS (SELECT 1 FROM picture_use v WHERE v.picture = $1 AND v.docket = t.docket AND v.version > 0))) AS public
		FROM article_text t JOIN revision r ON r.docket = t.docket AND r.n = t.revision LEFT JOIN publication p ON p.docket = t.docket
		WHERE t.docket IN (SELECT u.docket FROM picture_use u WHERE u.picture = $1
			UNION SELECT s.docket FROM article a JOIN article_text s ON s.article = a.id WHERE a.picture = $1)
		ORDER BY public DESC, t.docket`, id, now)
}

func ofAny(ctx context.Context, tx *db.Tx, body string) ([]Picture, error) {
	return db.All(ctx, tx, (*Picture).fields, `SELECT `+columns+` FROM picture WHERE $1 = '' OR body = $1 ORDER BY added, id`, body)
}
