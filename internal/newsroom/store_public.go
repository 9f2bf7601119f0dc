package newsroom

import (
	"context"
	"errors"
	"time"

	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// publicationColumns are the columns of a Publication, in the order of its
// fields, of a table p.
const publicationColumns = `p.docket, p.article, p.lang, p.slug, p.year, p.month, p.day, p.published, p.changed, p.rubric, p.region,
	p.picture, p.body, p.author, p.version, p.minutes, p.title, p.lead, p.withdrawn`

func (p *Publication) fields() []any {
	return []any{&p.Docket, &p.Article, &p.Lang, &p.Slug, &p.Year, &p.Month, &p.Day, &p.Published, &p.Changed, &p.Rubric, &p.Region,
		&p.Picture, &p.Body, &p.Author, &p.Version, &p.Minutes, &p.Title, &p.Lead, &p.Withdrawn}
}

func insertPublication(ctx context.Context, tx *db.Tx, p Publication) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO publication (docket, article, lang, slug, year, month, day, published, changed, rubric, region,
			picture, body, author, version, minutes, title, lead, withdrawn)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		p.Docket, p.Article, string(p.Lang), p.Slug, p.Year, p.Month, p.Day, p.Published, p.Changed, p.Rubric, p.Region,
		p.Picture, p.Body, p.Author, p.Version, p.Minutes, p.Title, p.Lead, p.Withdrawn)
	if err != nil || p.Withdrawn != "" {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO publication_month (lang, year, month, articles) VALUES ($1, $2, $3, 1)
		ON CONFLICT (lang, year, month) DO UPDATE SET articles = publication_month.articles + 1`, string(p.Lang), p.Year, p.Month)
	return err
}

// addressTaken reports whether the address of a publication is another one's, or
// once was: what a reader kept never leads to another text.
func addressTaken(ctx context.Context, tx *db.Tx, p Publication) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int], `
		SELECT COUNT(*) FROM publication WHERE lang = $1 AND year = $2 AND month = $3 AND slug = $4`,
		string(p.Lang), p.Year, p.Month, p.Slug)
	if n > 0 || err != nil {
		return n > 0, err
	}
	m, err := moved(ctx, tx, "/"+string(p.Lang)+p.Path())
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return m.Docket != p.Docket, err
}

// correctPublication makes a version the one that is public, and returns since
// when its first one is.
func correctPublication(ctx context.Context, tx *db.Tx, id string, v Version, minutes int) (db.Time, error) {
	if _, err := tx.ExecContext(ctx, `
		UPDATE publication SET version = $2, changed = $3, title = $4, lead = $5, minutes = $6 WHERE docket = $1`,
		id, v.N, v.At, v.Title, v.Lead, minutes); err != nil {
		return db.Time{}, err
	}
	return db.One(ctx, tx, db.Value[db.Time], `SELECT published FROM publication WHERE docket = $1`, id)
}

// setWithdrawn withdraws a publication for a reason, or gives it back for none; it
// was the other way round before.
func setWithdrawn(ctx context.Context, tx *db.Tx, id, reason string, now db.Time) error {
	res, err := tx.ExecContext(ctx, `UPDATE publication SET withdrawn = $2, changed = $3 WHERE docket = $1`, id, reason, now)
	if err := db.Affected(res, err, fault.NotFound); err != nil {
		return err
	}
	more := 1
	if reason != "" {
		more = -1
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE publication_month SET articles = articles + $2 WHERE EXISTS (SELECT 1 FROM publication p
			WHERE p.docket = $1 AND p.lang = publication_month.lang AND p.year = publication_month.year AND p.month = publication_month.month)`, id, more)
	return err
}

func insertVersion(ctx context.Context, tx *db.Tx, id string, v Version) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO version (docket, n, revision, at, note, title, lead, text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, v.N, v.Revision, v.At, v.Note, v.Title, v.Lead, v.Text)
	return err
}

// publicVersion is the number of the version that is public; 0 if none is.
func publicVersion(ctx context.Context, tx *db.Tx, id string) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT COALESCE(MAX(n), 0) FROM version WHERE docket = $1`, id)
}

func (v *Version) fields() []any {
	return []any{&v.N, &v.Revision, &v.At, &v.Note, &v.Title, &v.Lead, &v.Text}
}

func publicVersionText(ctx context.Context, tx *db.Tx, id string) (Version, error) {
	return db.One(ctx, tx, (*Version).fields, `
		SELECT n, revision, at, note, title, lead, text FROM version WHERE docket = $1 ORDER BY n DESC LIMIT 1`, id)
}

func versionTexts(ctx context.Context, tx *db.Tx, id string) ([]Version, error) {
	return db.All(ctx, tx, (*Version).fields, `
		SELECT n, revision, at, note, title, lead, text FROM version WHERE docket = $1 ORDER BY n`, id)
}

func versions(ctx context.Context, tx *db.Tx, id string) ([]Version, error) {
	return db.All(ctx, tx, func(v *Version) []any { return []any{&v.N, &v.At, &v.Note} }, `
		SELECT n, at, note FROM version WHERE docket = $1 ORDER BY n DESC`, id)
}

func deleteTags(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM publication_tag WHERE docket = $1`, id)
	return err
}

func insertTag(ctx context.Context, tx *db.Tx, id string, t Tag, l i18n.Lang, published db.Time) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO publication_tag (lang, tag, published, docket, name) VALUES ($1, $2, $3, $4, $5)`,
		string(l), t.ID, published, id, t.Name)
	return err
}

func tagsOfText(ctx context.Context, tx *db.Tx, id string) ([]Tag, error) {
	return db.All(ctx, tx, func(t *Tag) []any { return []any{&t.ID, &t.Name} }, `
		SELECT tag, name FROM publication_tag WHERE docket = $1 ORDER BY tag`, id)
}

// tagName is how the newest text of a language writes a tag.
func tagName(ctx context.Context, tx *db.Tx, l i18n.Lang, tag string) (string, error) {
	return db.One(ctx, tx, db.Value[string], `
		SELECT name FROM publication_tag WHERE lang = $1 AND tag = $2 ORDER BY published DESC LIMIT 1`, string(l), tag)
}

func newsOfAll(ctx context.Context, tx *db.Tx, f Filter) ([]Publication, error) {
	return db.All(ctx, tx, (*Publication).fields, `
		SELECT `+publicationColumns+` FROM publication p
		WHERE p.lang = $1 AND p.withdrawn = '' AND (p.published < $2 OR (p.published = $2 AND p.docket < $3)) AND p.published <= $2 AND p.published >= $4
		ORDER BY p.published DESC, p.docket DESC LIMIT $5`,
		string(f.Lang), f.Before.At, f.Before.Docket, since(f), f.Limit)
}

func newsOfRubric(ctx context.Context, tx *db.Tx, f Filter) ([]Publication, error) {
	return db.All(ctx, tx, (*Publication).fields, `
		SELECT `+publicationColumns+` FROM publication p
		WHERE p.lang = $1 AND p.rubric = $6 AND p.withdrawn = '' AND (p.published < $2 OR (p.published = $2 AND p.docket < $3)) AND p.published <= $2 AND p.published >= $4
		ORDER BY p.published DESC, p.docket DESC LIMIT $5`,
		string(f.Lang), f.Before.At, f.Before.Docket, since(f), f.Limit, f.Rubric)
}

func newsOfRegion(ctx context.Context, tx *db.Tx, f Filter) ([]Publication, error) {
	return db.All(ctx, tx, (*Publication).fields, `
		SELECT `+publicationColumns+` FROM publication p
		WHERE p.lang = $1 AND p.region = $6 AND p.withdrawn = '' AND (p.published < $2 OR (p.published = $2 AND p.docket < $3)) AND p.published <= $2 AND p.published >= $4
		ORDER BY p.published DESC, p.docket DESC LIMIT $5`,
		string(f.Lang), f.Before.At, f.Before.Docket, since(f), f.Limit, f.Region)
}

func newsOfTag(ctx context.Context, tx *db.Tx, f Filter) ([]Publication, error) {
	return db.All(ctx, tx, (*Publication).fields, `
		SELECT `+publicationColumns+` FROM publication_tag t JOIN publication p ON p.docket = t.docket
		WHERE t.lang = $1 AND t.tag = $6 AND p.withdrawn = '' AND (t.published < $2 OR (t.published = $2 AND t.docket < $3)) AND t.published <= $2 AND t.published >= $4
		ORDER BY t.published DESC, t.docket DESC LIMIT $5`,
		string(f.Lang), f.Before.At, f.Before.Docket, since(f), f.Limit, f.Tag)
}

// dawn is before every article: a zero Time would be NULL.
var dawn = db.Time{Time: time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)}

// since is from when on the news of a filter are.
func since(f Filter) db.Time {
	if f.Since.IsZero() {
		return dawn
	}
	return db.Time{Time: f.Since}
}

func byAddress(ctx context.Context, tx *db.Tx, l i18n.Lang, year, month int, slug string, now db.Time) (Publication, error) {
	return db.One(ctx, tx, (*Publication).fields, `
		SELECT `+publicationColumns+` FROM publication p
		WHERE p.lang = $1 AND p.year = $2 AND p.month = $3 AND p.slug = $4 AND p.published <= $5`, string(l), year, month, slug, now)
}

// byArticle are the publications of an article, of which those that were
// withdrawn aren't.
func byArticle(ctx context.Context, tx *db.Tx, article string, now db.Time) ([]Publication, error) {
	return db.All(ctx, tx, (*Publication).fields, `
		SELECT `+publicationColumns+` FROM publication p
		WHERE p.article = $1 AND p.withdrawn = '' AND p.published <= $2 ORDER BY p.lang`, article, now)
}

func byDocket(ctx context.Context, tx *db.Tx, id string) (Publication, error) {
	return db.One(ctx, tx, (*Publication).fields, `SELECT `+publicationColumns+` FROM publication p WHERE p.docket = $1`, id)
}

// publicAfter are publications that aren't withdrawn, with their texts, in the
// order of their dockets.
func publicAfter(ctx context.Context, tx *db.Tx, docket string, limit int) ([]Article, error) {
	return db.All(ctx, tx, func(a *Article) []any { return append(a.fields(), &a.Text) }, `
		SELECT `+publicationColumns+`, v.text FROM publication p JOIN version v ON v.docket = p.docket AND v.n = p.version
		WHERE p.docket > $1 AND p.withdrawn = '' ORDER BY p.docket LIMIT $2`, docket, limit)
}

// publishedTexts are the dockets of the texts of an article that are public, or
// will be.
func publishedTexts(ctx context.Context, tx *db.Tx, article string) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `SELECT docket FROM publication WHERE article = $1 ORDER BY docket`, article)
}

// months are those of a language in which something was published, the newest
// first: what is still to come isn't counted.
func months(ctx context.Context, tx *db.Tx, l i18n.Lang, now db.Time) ([]Month, error) {
	return db.All(ctx, tx, func(m *Month) []any { return []any{&m.Year, &m.Month, &m.Articles} }, `
		SELECT m.year, m.month, m.articles - COALESCE(a.articles, 0)
		FROM publication_month m LEFT JOIN (
			SELECT year, month, COUNT(*) AS articles FROM publication
			WHERE lang = $1 AND published > $2 AND withdrawn = '' GROUP BY year, month
		) a ON a.year = m.year AND a.month = m.month
		WHERE m.lang = $1 AND m.articles > COALESCE(a.articles, 0) ORDER BY m.year DESC, m.month DESC`, string(l), now)
}

func years(ctx context.Context, tx *db.Tx, now db.Time) ([]Year, error) {
	return db.All(ctx, tx, func(y *Year) []any { return []any{&y.Year, &y.Changed} }, `
		SELECT year, MAX(changed) FROM publication WHERE withdrawn = '' AND published <= $1 GROUP BY year ORDER BY year DESC`, now)
}

func ofYear(ctx context.Context, tx *db.Tx, year int, now db.Time) ([]Publication, error) {
	return db.All(ctx, tx, (*Publication).fields, `
		SELECT `+publicationColumns+` FROM publication p
		WHERE p.year = $1 AND p.withdrawn = '' AND p.published <= $2 ORDER BY p.published DESC, p.docket DESC`, year, now)
}
