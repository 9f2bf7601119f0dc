package register

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"adal/internal/calendar"
	"adal/internal/db"
)

func stage(ctx context.Context, tx *db.Tx, id string, entry []byte) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO register_staged (id, staged, place, entry)
		VALUES ($1, $2, (SELECT COALESCE(MAX(place) + 1, 0) FROM register_staged WHERE staged = $2), $3)`, id, tx.Now, entry)
	return err
}

func stageSealed(ctx context.Context, tx *db.Tx, id string, day calendar.Day, entry []byte) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO register_sealed (id, day, entry) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO NOTHING`, id, day, entry)
	return err
}

// waiting tells whether there is anything to append.
func waiting(ctx context.Context, tx *db.Tx, until calendar.Day) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int], `
		SELECT CASE WHEN EXISTS (SELECT 1 FROM register_staged)
			OR EXISTS (SELECT 1 FROM register_sealed WHERE day <= $1) THEN 1 ELSE 0 END`, until.String())
	return n == 1, err
}

type staged struct {
	id    string
	at    db.Time
	place int64
	entry []byte
}

// takePublic removes up to most public entries, the first ones staged, and
// returns them in no order.
func takePublic(ctx context.Context, tx *db.Tx, most int) ([]staged, error) {
	return db.All(ctx, tx, func(s *staged) []any { return []any{&s.id, &s.at, &s.place, &s.entry} }, `
		DELETE FROM register_staged
		WHERE id IN (SELECT id FROM register_staged ORDER BY staged, place, id LIMIT $1)
		RETURNING id, staged, place, entry`, most)
}

// takeSealed removes up to most sealed entries of days up to until and returns
// them in no order. Which of them is decided by their hashes.
func takeSealed(ctx context.Context, tx *db.Tx, until calendar.Day, most int) ([][]byte, error) {
	return db.All(ctx, tx, db.Value[[]byte], `
		DELETE FROM register_sealed
		WHERE id IN (SELECT id FROM register_sealed WHERE day <= $1 ORDER BY id LIMIT $2)
		RETURNING entry`, until.String(), most)
}

func insertEntry(ctx context.Context, tx *db.Tx, n int64, leaf tlog.Hash, act string, entry []byte) error {
	if entry == nil {
		entry = []byte{} // an entry of no bytes, as SQLite reads it
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO register_entry (n, leaf, act, entry) VALUES ($1, $2, $3, $4)`,
		n, leaf[:], act, entry)
	return err
}

func keepTile(ctx context.Context, tx *db.Tx, t Tile, hashes []byte) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO register_tile (level, n, hashes) VALUES ($1, $2, $3)
		ON CONFLICT (level, n) DO UPDATE SET hashes = excluded.hashes`, t.Level, t.N, hashes)
	return err
}

// tile returns all hashes a tile has now.
func tile(ctx context.Context, tx *db.Tx, level int, n int64) ([]byte, error) {
	return db.One(ctx, tx, db.Value[[]byte], `SELECT hashes FROM register_tile WHERE level = $1 AND n = $2`, level, n)
}

func insertCheckpoint(ctx context.Context, tx *db.Tx, size int64, signed []byte) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO register_checkpoint (size, note) VALUES ($1, $2)`, size, string(signed))
	return err
}

func replaceCheckpoint(ctx context.Context, tx *db.Tx, size int64, signed []byte) error {
	_, err := tx.ExecContext(ctx, `UPDATE register_checkpoint SET note = $2 WHERE size = $1`, size, string(signed))
	return err
}

// checkpoint returns the greatest checkpoint, or fault.NotFound before the first
// run of the sequencer.
func checkpoint(ctx context.Context, tx *db.Tx) (signed []byte, err error) {
	text, err := db.One(ctx, tx, db.Value[string], `SELECT note FROM register_checkpoint ORDER BY size DESC LIMIT 1`)
	return []byte(text), err
}

func logged(l *Logged) []any { return []any{&l.N, &l.Text} }

func entries(ctx context.Context, tx *db.Tx, from int64, most int) ([]Logged, error) {
	return db.All(ctx, tx, logged, `SELECT n, entry FROM register_entry WHERE n >= $1 ORDER BY n LIMIT $2`, from, most)
}

func latest(ctx context.Context, tx *db.Tx, most int) ([]Logged, error) {
	return db.All(ctx, tx, logged, `SELECT n, entry FROM register_entry ORDER BY n DESC LIMIT $1`, most)
}

func newest(ctx context.Context, tx *db.Tx, act string) (Logged, error) {
	return db.One(ctx, tx, logged, `SELECT n, entry FROM register_entry WHERE act = $1 ORDER BY n DESC LIMIT 1`, act)
}

func find(ctx context.Context, tx *db.Tx, leaf tlog.Hash) (int64, error) {
	return db.One(ctx, tx, db.Value[int64], `SELECT n FROM register_entry WHERE leaf = $1 ORDER BY n LIMIT 1`, leaf[:])
}
