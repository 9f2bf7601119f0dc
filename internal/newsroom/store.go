package newsroom

import (
	"context"
	"errors"
	"strings"

	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
)

// Tags stand in one column, a line each.
func (w Words) joined() string { return strings.Join(w.Tags, "\n") }
func tagsOf(joined string) []string {
	return strings.FieldsFunc(joined, func(r rune) bool { return r == '\n' })
}

func insertArticle(ctx context.Context, tx *db.Tx, t Text) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO article (id, body, rubric, region, picture, byline, source) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		t.Article, t.Body, t.Rubric, t.Facts.Region, t.Picture, t.Byline, t.Source)
	return err
}

func updateArticle(ctx context.Context, tx *db.Tx, article string, f Facts) error {
	res, err := tx.ExecContext(ctx, `UPDATE article SET rubric = $2, region = $3, picture = $4, byline = $5 WHERE id = $1`,
		article, f.Rubric, f.Region, f.Picture, f.Byline)
	return db.Affected(res, err, fault.NotFound)
}

func updatePublished(ctx context.Context, tx *db.Tx, article string, f Facts) error {
	_, err := tx.ExecContext(ctx, `UPDATE publication SET rubric = $2, region = $3, picture = $4 WHERE article = $1`,
		article, f.Rubric, f.Region, f.Picture)
	return err
}

func insertText(ctx context.Context, tx *db.Tx, t Text) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO article_text (docket, article, lang, revision, origin, origin_version) VALUES ($1, $2, $3, 1, $4, $5)`,
		t.ID, t.Article, string(t.Lang), t.Origin, t.OriginAt)
	return db.Explain(err)
}

func setRevision(ctx context.Context, tx *db.Tx, id string, n int) error {
	res, err := tx.ExecContext(ctx, `UPDATE article_text SET revision = $2 WHERE docket = $1`, id, n)
	return db.Affected(res, err, fault.NotFound)
}

func setOriginVersion(ctx context.Context, tx *db.Tx, id string, version int) error {
	res, err := tx.ExecContext(ctx, `UPDATE article_text SET origin_version = $2 WHERE docket = $1`, id, version)
	return db.Affected(res, err, fault.NotFound)
}

func insertRevision(ctx context.Context, tx *db.Tx, id string, r Revision) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO revision (docket, n, at, seat, title, lead, text, tags, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id, r.N, r.At, r.Seat, r.Title, r.Lead, r.Text, r.joined(), r.Note)
	return err
}

func (r *Revision) fields() []any {
	return []any{&r.N, &r.At, &r.Seat, &r.Title, &r.Lead, &r.Text, &r.tags, &r.Note}
}

func revisionOf(ctx context.Context, tx *db.Tx, id string, n int) (Revision, error) {
	r, err := db.One(ctx, tx, (*Revision).fields, `
		SELECT n, at, seat, title, lead, text, tags, note FROM revision WHERE docket = $1 AND n = $2`, id, n)
	r.Tags = tagsOf(r.tags)
	return r, err
}

// revisions are those of a text without what they say, the newest first.
func revisions(ctx context.Context, tx *db.Tx, id string) ([]Revision, error) {
	return db.All(ctx, tx, func(r *Revision) []any { return []any{&r.N, &r.At, &r.Seat, &r.Title, &r.Note} }, `
		SELECT n, at, seat, title, note FROM revision WHERE docket = $1 ORDER BY n DESC`, id)
}

// wrote reports whether a seat wrote anything of a text since it was public
// last.
func wrote(ctx context.Context, tx *db.Tx, id, seat string) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int], `
		SELECT COUNT(*) FROM revision WHERE docket = $1 AND seat = $2
			AND n > (SELECT COALESCE(MAX(revision), 0) FROM version WHERE docket = $1)`, id, seat)
	return n > 0, err
}

func (t *Text) fields() []any {
	return append(t.Item.Fields(), &t.Article, &t.Lang, &t.Revision, &t.Origin, &t.OriginAt,
		&t.Rubric, &t.Facts.Region, &t.Picture, &t.Byline, &t.Source, &t.At, &t.Seat, &t.Title, &t.Lead, &t.Text, &t.tags)
}

func textOf(ctx context.Context, tx *db.Tx, id string) (Text, error) {
	t, err := db.One(ctx, tx, (*Text).fields, `
		SELECT `+docket.Columns+`, t.article, t.lang, t.revision, t.origin, t.origin_version,
			a.rubric, a.region, a.picture, a.byline, a.source, r.at, r.seat, r.title, r.lead, r.text, r.tags
		FROM docket d JOIN article_text t ON t.docket = d.id JOIN article a ON a.id = t.article
			JOIN revision r ON r.docket = d.id AND r.n = t.revision
		WHERE d.id = $1`, id)
	t.Tags = tagsOf(t.tags)
	return t, err
}

func putAutosave(ctx context.Context, tx *db.Tx, id string, a Autosave) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO autosave (docket, seat, base, at, title, lead, text, tags) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (docket, seat) DO UPDATE SET base = $3, at = $4, title = $5, lead = $6, text = $7, tags = $8`,
		id, a.Seat, a.Base, a.At, a.Title, a.Lead, a.Text, a.joined())
	return err
}

func autosaveOf(ctx context.Context, tx *db.Tx, id, seat string) (a Autosave, ok bool, err error) {
	a, err = db.One(ctx, tx, func(a *Autosave) []any {
		return []any{&a.Seat, &a.Base, &a.At, &a.Title, &a.Lead, &a.Text, &a.tags}
	}, `SELECT seat, base, at, title, lead, text, tags FROM autosave WHERE docket = $1 AND seat = $2`, id, seat)
	if errors.Is(err, fault.NotFound) {
		return a, false, nil
	}
	a.Tags = tagsOf(a.tags)
	return a, err == nil, err
}

func deleteAutosave(ctx context.Context, tx *db.Tx, id, seat string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM autosave WHERE docket = $1 AND seat = $2`, id, seat)
	return err
}

// editors are the people of the seats, but for one, that have been at a text
// since a moment.
func editors(ctx context.Context, tx *db.Tx, id, but string, since db.Time) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `
		SELECT s.person FROM autosave a JOIN seat s ON s.id = a.seat
		WHERE a.docket = $1 AND a.seat <> $2 AND a.at >= $3 ORDER BY a.at`, id, but, since)
}

func (l *Line) fields() []any {
	return append(l.Item.Fields(), &l.Article, &l.Lang, &l.Title, &l.At, &l.Person, &l.Rubric, &l.Region, &l.Published)
}

// lines are the texts of a body in a state, or in all, the newest first.
func lines(ctx context.Context, tx *db.Tx, body string, state docket.State, limit, offset int) ([]Line, error) {
	return db.All(ctx, tx, (*Line).fields, `
		SELECT `+docket.Columns+`, t.article, t.lang, r.title, r.at, COALESCE(s.person, ''), a.rubric, a.region, p.published
		FROM docket d JOIN article_text t ON t.docket = d.id JOIN article a ON a.id = t.article
			JOIN revision r ON r.docket = d.id AND r.n = t.revision
			LEFT JOIN seat s ON s.id = r.seat LEFT JOIN publication p ON p.docket = d.id
		WHERE d.kind = 'article' AND d.body = $1 AND ($2 = '' OR d.state = $2)
		ORDER BY d.year DESC, d.n DESC LIMIT $3 OFFSET $4`, body, string(state), limit, offset)
}

func countStates(ctx context.Context, tx *db.Tx, body string) ([]Count, error) {
	return db.All(ctx, tx, func(c *Count) []any { return []any{&c.State, &c.N} }, `
		SELECT state, COUNT(*) FROM docket WHERE kind = 'article' AND body = $1 GROUP BY state ORDER BY state`, body)
}

// siblings are the texts of an article.
func siblings(ctx context.Context, tx *db.Tx, article string) ([]Sibling, error) {
	return db.All(ctx, tx, func(s *Sibling) []any {
		return []any{&s.Docket, &s.Lang, &s.State, &s.Origin, &s.OriginAt, &s.Version, &s.Title}
	}, `
		SELECT t.docket, t.lang, d.state, t.origin, t.origin_version, COALESCE(p.version, 0), r.title
		FROM article_text t JOIN docket d ON d.id = t.docket JOIN revision r ON r.docket = t.docket AND r.n = t.revision
			LEFT JOIN publication p ON p.docket = t.docket
		WHERE t.article = $1 ORDER BY t.lang`, article)
}

// untranslated are the articles of a body that some language lacks, or has only
// of an older version, the newest first.
func untranslated(ctx context.Context, tx *db.Tx, body string, limit, offset int) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `
		SELECT p.article FROM publication p
		WHERE p.body = $1 AND p.withdrawn = '' AND p.docket = (SELECT MIN(q.docket) FROM publication q WHERE q.article = p.article)
			AND ((SELECT COUNT(*) FROM publication q WHERE q.article = p.article) < 3
				OR EXISTS (SELECT 1 FROM article_text t JOIN publication o ON o.docket = t.origin
					WHERE t.article = p.article AND t.origin_version < o.version))
		ORDER BY p.published DESC LIMIT $2 OFFSET $3`, body, limit, offset)
}
