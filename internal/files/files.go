// Package files keeps sealed bytes, small and large, in the database.
//
// They are kept where everything else is, so that one transaction makes a
// letter and its attachments durable together, one backup has all of them, and
// no half of an upload is ever taken for a whole. A large file comes in pieces
// that may be sent again after a lost connection. Package seal has closed the
// bytes before they come here: this package can't read them.
package files

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
)

// Piece is the size of all pieces of a file but the last, in bytes.
const Piece = 1 << 20

// Pieces is how many pieces a file of size bytes has.
func Pieces(size int64) int { return int(size/Piece) + int(min(size%Piece, 1)) }

// Begin begins a file of size bytes whose pieces will come one by one, and
// returns its random id. Unless it is kept, Sweep forgets it.
func Begin(ctx context.Context, tx *db.Tx, size int64, today calendar.Day) (id string, err error) {
	if size <= 0 {
		return "", fault.New(fault.Invalid, "files.empty")
	}
	id = strings.ToLower(rand.Text())
	return id, insert(ctx, tx, id, size, Pieces(size), today)
}

// A State is how far a file has come.
type State struct {
	Size   int64
	Pieces int
	Have   []int // the pieces that are there, from 0
}

// Progress returns how far an upload has come, or fault.NotFound if there is
// none or it was kept.
func Progress(ctx context.Context, tx *db.Tx, id string) (State, error) {
	s, err := uploadState(ctx, tx, id)
	if err != nil {
		return s, err
	}
	s.Have, err = have(ctx, tx, id)
	return s, err
}

// Add adds piece n of an upload, whose SHA-256 in hexadecimal the sender
// states. The same piece may come again; another in its place is
// fault.Conflict. A piece that isn't as it was sent, or not of the length that
// its place asks for, is fault.Invalid, and nothing changes.
func Add(ctx context.Context, tx *db.Tx, id string, n int, sum string, piece []byte) error {
	s, err := uploadState(ctx, tx, id)
	if err != nil {
		return err
	}
	if n < 0 || n >= s.Pieces {
		return fault.New(fault.Invalid, "files.no-such-piece")
	}
	want := int64(Piece)
	if n == s.Pieces-1 {
		want = s.Size - int64(n)*Piece
	}
	if got := sha256.Sum256(piece); int64(len(piece)) != want || !strings.EqualFold(hex.EncodeToString(got[:]), sum) {
		return fault.New(fault.Invalid, "files.piece-damaged")
	}
	before, err := pieceOf(ctx, tx, id, n)
	switch {
	case errors.Is(err, fault.NotFound):
		return insertPiece(ctx, tx, id, n, piece)
	case err != nil:
		return err
	case !bytes.Equal(before, piece):
		return fault.New(fault.Conflict, "files.other-piece")
	}
	return nil
}

// Keep keeps an upload whose pieces are all there for good.
func Keep(ctx context.Context, tx *db.Tx, id string) (size int64, err error) {
	s, err := whole(ctx, tx, id)
	if err != nil {
		return 0, err
	}
	return s.Size, keep(ctx, tx, id)
}

// whole is the state of a file, kept or not, whose pieces are all there.
func whole(ctx context.Context, tx *db.Tx, id string) (s State, err error) {
	if s, err = fileState(ctx, tx, id); err != nil {
		return s, err
	}
	if s.Have, err = have(ctx, tx, id); err == nil && len(s.Have) != s.Pieces {
		err = fault.New(fault.Invalid, "files.incomplete")
	}
	return s, err
}

// Put keeps a whole file at once and returns its id.
func Put(ctx context.Context, tx *db.Tx, whole []byte) (id string, err error) {
	id = strings.ToLower(rand.Text())
	if err := insert(ctx, tx, id, int64(len(whole)), Pieces(int64(len(whole))), calendar.Day{}); err != nil {
		return "", err
	}
	for n := range Pieces(int64(len(whole))) {
		if err := insertPiece(ctx, tx, id, n, whole[n*Piece:min((n+1)*Piece, len(whole))]); err != nil {
			return "", err
		}
	}
	return id, nil
}

// Destroy destroys a file.
func Destroy(ctx context.Context, tx *db.Tx, id string) error { return destroy(ctx, tx, id) }

// Sweep forgets the uploads begun before a day that were never kept.
func Sweep(ctx context.Context, tx *db.Tx, before calendar.Day) error { return sweep(ctx, tx, before) }

// Copy writes a file to w, a piece at a time, each in a Read of its own so that
// a slow reader holds nothing up. Of an upload whose pieces aren't all there it
// writes those before the first that is missing; then the fault is Invalid.
func Copy(ctx context.Context, d *db.DB, w io.Writer, id string) error {
	var s State
	if err := d.Read(ctx, func(tx *db.Tx) (err error) {
		s, err = fileState(ctx, tx, id)
		return err
	}); err != nil {
		return fmt.Errorf("reading a file: %w", err)
	}
	for n := range s.Pieces {
		var piece []byte
		if err := d.Read(ctx, func(tx *db.Tx) (err error) {
			piece, err = pieceOf(ctx, tx, id, n)
			return err
		}); errors.Is(err, fault.NotFound) {
			return fault.New(fault.Invalid, "files.incomplete")
		} else if err != nil {
			return fmt.Errorf("reading piece %d of a file: %w", n, err)
		}
		if _, err := w.Write(piece); err != nil {
			return err
		}
	}
	return nil
}

// Begins returns the first n bytes of a file whose pieces are all there, fewer
// if it is shorter.
func Begins(ctx context.Context, d *db.DB, id string, n int) (first []byte, err error) {
	return first, d.Read(ctx, func(tx *db.Tx) error {
		if _, err := whole(ctx, tx, id); err != nil {
			return err
		}
		piece, err := pieceOf(ctx, tx, id, 0)
		first = piece[:min(n, len(piece))]
		return err
	})
}

// Digest is the SHA-256 of a whole file, in hexadecimal.
func Digest(ctx context.Context, d *db.DB, id string) (string, error) {
	h := sha256.New()
	err := Copy(ctx, d, h, id)
	return hex.EncodeToString(h.Sum(nil)), err
}
