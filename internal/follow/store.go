package follow

import (
	"context"
	"strings"

	"adal/internal/db"
)

// wishRow is a row of follow_wish.
type wishRow struct {
	token, name string
	address     []byte // sealed
	wish        Wish   // without its address
	asked       db.Time
}

func insertWish(ctx context.Context, tx *db.Tx, w wishRow) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO follow_wish (token, name, address, lang, often, subjects, asked) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		w.token, w.name, w.address, string(w.wish.Lang), string(w.wish.Often), strings.Join(w.wish.Subjects, "\n"), w.asked)
	return err
}

func wishOf(ctx context.Context, tx *db.Tx, token string) (wishRow, error) {
	var subjects string
	w, err := db.One(ctx, tx, func(w *wishRow) []any {
		return []any{&w.token, &w.name, &w.address, &w.wish.Lang, &w.wish.Often, &subjects, &w.asked}
	}, `SELECT token, name, address, lang, often, subjects, asked FROM follow_wish WHERE token = $1`, token)
	w.wish.Subjects = strings.Split(subjects, "\n")
	return w, err
}

// wishes are how many wait, of one address and in all.
func wishes(ctx context.Context, tx *db.Tx, name string) (of, all int, err error) {
	if of, err = db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM follow_wish WHERE name = $1`, name); err != nil {
		return 0, 0, err
	}
	all, err = db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM follow_wish`)
	return of, all, err
}

func deleteWish(ctx context.Context, tx *db.Tx, token string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM follow_wish WHERE token = $1`, token)
	return err
}

func deleteWishes(ctx context.Context, tx *db.Tx, before db.Time) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM follow_wish WHERE asked < $1`, before)
	return err
}

// followerRow is a row of follower.
type followerRow struct {
	id, name string
	address  []byte // sealed
	often    Often
}

func (f *followerRow) fields() []any { return []any{&f.id, &f.name, &f.address, &f.often} }

// upsert keeps a follower and returns their id, which is another's if the
// address is known.
func upsert(ctx context.Context, tx *db.Tx, f followerRow) (string, error) {
	return db.One(ctx, tx, db.Value[string], `
		INSERT INTO follower (id, name, address, often) VALUES ($1, $2, $3, CASE WHEN $4 = '' THEN 'each' ELSE $4 END)
		ON CONFLICT (name) DO UPDATE SET address = $3, often = CASE WHEN $4 = '' THEN follower.often ELSE $4 END RETURNING id`,
		f.id, f.name, f.address, string(f.often))
}

func followerByID(ctx context.Context, tx *db.Tx, id string) (followerRow, error) {
	return db.One(ctx, tx, (*followerRow).fields, `SELECT id, name, address, often FROM follower WHERE id = $1`, id)
}

func ofSubject(ctx context.Context, tx *db.Tx, subject, after string, most int) ([]followerRow, error) {
	return db.All(ctx, tx, (*followerRow).fields, `
		SELECT f.id, f.name, f.address, f.often FROM following g JOIN follower f ON f.id = g.follower
		WHERE g.subject = $1 AND g.follower > $2 ORDER BY g.follower LIMIT $3`, subject, after, most)
}

func ofAll(ctx context.Context, tx *db.Tx, after string, most int) ([]followerRow, error) {
	return db.All(ctx, tx, (*followerRow).fields, `
		SELECT id, name, address, often FROM follower WHERE id > $1 ORDER BY id LIMIT $2`, after, most)
}

func deleteFollower(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM follower WHERE id = $1`, id)
	return err
}

// insertFollowing adds a subject; one that is followed already keeps its
// beginning.
func insertFollowing(ctx context.Context, tx *db.Tx, id string, g Following) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO following (subject, follower, lang, since) VALUES ($1, $2, $3, $4)
		ON CONFLICT (subject, follower) DO UPDATE SET lang = $3`, g.Subject, id, string(g.Lang), g.Since)
	return err
}

func followingOf(ctx context.Context, tx *db.Tx, id string) ([]Following, error) {
	return db.All(ctx, tx, func(g *Following) []any { return []any{&g.Subject, &g.Lang, &g.Since} }, `
		SELECT subject, lang, since FROM following WHERE follower = $1 ORDER BY subject`, id)
}

func deleteFollowing(ctx context.Context, tx *db.Tx, id, subject string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM following WHERE follower = $1 AND subject = $2`, id, subject)
	return err
}

// insertTold keeps that a follower was told of a thing, and reports whether it is
// the first time.
func insertTold(ctx context.Context, tx *db.Tx, follower, item string, at db.Time) (bool, error) {
	res, err := tx.ExecContext(ctx, `
		INSERT INTO follow_told (follower, item, at) VALUES ($1, $2, $3) ON CONFLICT (follower, item) DO NOTHING`, follower, item, at)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func deleteTold(ctx context.Context, tx *db.Tx, follower string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM follow_told WHERE follower = $1`, follower)
	return err
}

func deleteOldTold(ctx context.Context, tx *db.Tx, before db.Time) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM follow_told WHERE at < $1`, before)
	return err
}

func mark(ctx context.Context, tx *db.Tx, name string) (db.Time, error) {
	return db.One(ctx, tx, db.Value[db.Time], `SELECT at FROM follow_mark WHERE name = $1`, name)
}

func setMark(ctx context.Context, tx *db.Tx, name string, at db.Time) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO follow_mark (name, at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET at = $2`, name, at)
	return err
}
