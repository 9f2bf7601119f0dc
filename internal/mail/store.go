package mail

import (
	"context"
	"crypto/rand"

	"adal/internal/calendar"
	"adal/internal/db"
)

// waiting is a row of a letter.
type waiting struct {
	id, about   string
	posted, due db.Time
	tries       int
	headers     string // JSON of the letter's
	letter      Letter
}

func (w *waiting) fields() []any {
	return []any{&w.id, &w.about, &w.posted, &w.tries, &w.letter.To, &w.letter.Lang, &w.letter.Subject, &w.letter.Text, &w.letter.HTML, &w.headers}
}

func insert(ctx context.Context, tx *db.Tx, w waiting) error {
	l := w.letter
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO mail_letter (id, about, posted, due, tries, recipient, lang, subject, text, html, headers)
		VALUES ($1, $2, $3, $4, 0, $5, $6, $7, $8, $9, $10)`,
		w.id, w.about, w.posted, w.due, l.To, string(l.Lang), l.Subject, l.Text, l.HTML, w.headers); err != nil {
		return err
	}
	for n, a := range l.Attachments {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO mail_file (letter, n, name, type, content) VALUES ($1, $2, $3, $4, $5)`,
			w.id, n, a.Name, a.Type, append([]byte{}, a.Content...)); err != nil {
			return err
		}
	}
	return nil
}

// claimKey keeps a key, and reports whether it is new.
func claimKey(ctx context.Context, tx *db.Tx, key string, day calendar.Day) (bool, error) {
	res, err := tx.ExecContext(ctx, `INSERT INTO mail_key (key, day) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING`, key, day)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// claim takes letters that are due for as long as a lease lasts.
func claim(ctx context.Context, tx *db.Tx, lease db.Time, most int) ([]waiting, error) {
	return db.All(ctx, tx, (*waiting).fields, `
		UPDATE mail_letter SET tries = tries + 1, lease = $2
		WHERE id IN (SELECT id FROM mail_letter WHERE due <= $1 AND (lease IS NULL OR lease < $1) ORDER BY due, id LIMIT $3)
		RETURNING id, about, posted, tries, recipient, lang, subject, text, html, headers`, tx.Now, lease, most)
}

func anyDue(ctx context.Context, tx *db.Tx) (bool, error) {
	return db.One(ctx, tx, db.Value[bool], `
		SELECT EXISTS (SELECT 1 FROM mail_letter WHERE due <= $1 AND (lease IS NULL OR lease < $1))`, tx.Now)
}

func filesOf(ctx context.Context, tx *db.Tx, id string) ([]Attachment, error) {
	return db.All(ctx, tx, func(a *Attachment) []any { return []any{&a.Name, &a.Type, &a.Content} }, `
		SELECT name, type, content FROM mail_file WHERE letter = $1 ORDER BY n`, id)
}

// still reports whether a letter lies in the box: who it was about may have left.
func still(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	return db.One(ctx, tx, db.Value[bool], `SELECT EXISTS (SELECT 1 FROM mail_letter WHERE id = $1)`, id)
}

func putOff(ctx context.Context, tx *db.Tx, id string, due db.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE mail_letter SET lease = NULL, due = $2 WHERE id = $1`, id, due)
	return err
}

func deleteLetter(ctx context.Context, tx *db.Tx, id string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM mail_file WHERE letter = $1`, id); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM mail_letter WHERE id = $1`, id)
	return err
}

func deleteFilesAbout(ctx context.Context, tx *db.Tx, about string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM mail_file WHERE letter IN (SELECT id FROM mail_letter WHERE about = $1)`, about)
	return err
}

func deleteAbout(ctx context.Context, tx *db.Tx, about string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM mail_letter WHERE about = $1`, about)
	return err
}

func shelf(ctx context.Context, tx *db.Tx, most int) ([]waiting, error) {
	return db.All(ctx, tx, (*waiting).fields, `
		SELECT id, about, posted, tries, recipient, lang, subject, text, html, headers
		FROM mail_letter WHERE due IS NULL ORDER BY posted DESC, id LIMIT $1`, most)
}

func count(ctx context.Context, tx *db.Tx, day calendar.Day, outcome string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO mail_count (day, outcome, number) VALUES ($1, $2, 1)
		ON CONFLICT (day, outcome) DO UPDATE SET number = mail_count.number + 1`, day, outcome)
	return err
}

func counts(ctx context.Context, tx *db.Tx, since calendar.Day) ([]Count, error) {
	return db.All(ctx, tx, func(c *Count) []any { return []any{&c.Day, &c.Sent, &c.Failed} }, `
		SELECT day, SUM(CASE WHEN outcome = 'sent' THEN number ELSE 0 END), SUM(CASE WHEN outcome = 'sent' THEN 0 ELSE number END)
		FROM mail_count WHERE day >= $1 GROUP BY day ORDER BY day DESC`, since)
}

func insertFailure(ctx context.Context, tx *db.Tx, f Failure) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO mail_failure (id, day, reason) VALUES ($1, $2, $3)`, rand.Text(), f.Day, f.Reason)
	return err
}

func failures(ctx context.Context, tx *db.Tx, most int) ([]Failure, error) {
	return db.All(ctx, tx, func(f *Failure) []any { return []any{&f.Day, &f.Reason} }, `
		SELECT day, reason FROM mail_failure ORDER BY day DESC, id LIMIT $1`, most)
}

func sweepKeys(ctx context.Context, tx *db.Tx, before calendar.Day) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM mail_key WHERE day < $1`, before)
	return err
}

func sweepFailures(ctx context.Context, tx *db.Tx, before calendar.Day) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM mail_failure WHERE day < $1`, before)
	return err
}

func sweepShownFiles(ctx context.Context, tx *db.Tx, before db.Time) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM mail_file WHERE letter IN (SELECT id FROM mail_letter WHERE due IS NULL AND posted < $1)`, before)
	return err
}

func sweepShown(ctx context.Context, tx *db.Tx, before db.Time) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM mail_letter WHERE due IS NULL AND posted < $1`, before)
	return err
}
