package files

import (
	"context"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
)

func insert(ctx context.Context, tx *db.Tx, id string, size int64, pieces int, begun calendar.Day) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO file (id, size, pieces, begun) VALUES ($1, $2, $3, $4)`, id, size, pieces, begun)
	return err
}

func (s *State) fields() []any { return []any{&s.Size, &s.Pieces} }

func uploadState(ctx context.Context, tx *db.Tx, id string) (State, error) {
	return db.One(ctx, tx, (*State).fields, `SELECT size, pieces FROM file WHERE id = $1 AND begun IS NOT NULL`, id)
}

func fileState(ctx context.Context, tx *db.Tx, id string) (State, error) {
	return db.One(ctx, tx, (*State).fields, `SELECT size, pieces FROM file WHERE id = $1`, id)
}

func have(ctx context.Context, tx *db.Tx, id string) ([]int, error) {
	return db.All(ctx, tx, db.Value[int], `SELECT n FROM file_piece WHERE file = $1 ORDER BY n`, id)
}

func pieceOf(ctx context.Context, tx *db.Tx, id string, n int) ([]byte, error) {
	return db.One(ctx, tx, db.Value[[]byte], `SELECT bytes FROM file_piece WHERE file = $1 AND n = $2`, id, n)
}

func insertPiece(ctx context.Context, tx *db.Tx, id string, n int, piece []byte) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO file_piece (file, n, bytes) VALUES ($1, $2, $3)`, id, n, piece)
	return err
}

func keep(ctx context.Context, tx *db.Tx, id string) error {
	res, err := tx.ExecContext(ctx, `UPDATE file SET begun = NULL WHERE id = $1 AND begun IS NOT NULL`, id)
	return db.Affected(res, err, fault.NotFound) // kept or forgotten meanwhile, in another scope
}

func destroy(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM file WHERE id = $1`, id)
	return err
}

func sweep(ctx context.Context, tx *db.Tx, before calendar.Day) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM file WHERE begun < $1`, before)
	return err
}
