package register

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"adal/internal/db"
	"adal/internal/fault"
)

// A Reader reads the register out of the database. It is a Source, so that a
// Client checks a database in the same way as a site.
type Reader struct {
	DB *db.DB
	// VKey is the verifier key of the register, for everybody to read.
	VKey string
}

// Logged is an entry in its place.
type Logged struct {
	N    int64 // from 0
	Text []byte
}

// Entry returns the public act the entry tells of; ok is false for a sealed one.
func (l Logged) Entry() (e Entry, ok bool) { return ParseEntry(l.Text) }

// Leaf is the hash of the entry in the tree.
func (l Logged) Leaf() tlog.Hash { return tlog.RecordHash(l.Text) }

// Key returns the verifier key.
func (r *Reader) Key(context.Context) (string, error) {
	if r.VKey == "" {
		return "", fmt.Errorf("the key of the register: %w", fault.NotFound)
	}
	return r.VKey, nil
}

// Checkpoint returns the newest signed checkpoint. It is fault.NotFound before
// the first run of a sequencer.
func (r *Reader) Checkpoint(ctx context.Context) ([]byte, error) {
	return read(ctx, r.DB, "the checkpoint", func(tx *db.Tx) ([]byte, error) { return checkpoint(ctx, tx) })
}

// Size returns how many entries the register has.
func (r *Reader) Size(ctx context.Context) (int64, error) {
	signed, err := r.Checkpoint(ctx)
	if err != nil {
		return 0, err
	}
	c, err := unsigned(signed)
	return c.Size, err
}

// Tile returns a tile, Width times 32 bytes, or an entry bundle. What goes beyond
// the size of the register is fault.NotFound.
func (r *Reader) Tile(ctx context.Context, t Tile) ([]byte, error) {
	if t.Level < Entries || t.Level > maxLevel || t.N < 0 || t.N >= maxTile || t.Width < 1 || t.Width > Full {
		return nil, fmt.Errorf("%s: %w", t.Path(), fault.NotFound)
	}
	return read(ctx, r.DB, t.Path(), func(tx *db.Tx) ([]byte, error) {
		if t.Level == Entries {
			return bundle(ctx, tx, t)
		}
		hashes, err := tile(ctx, tx, t.Level, t.N)
		if err == nil && len(hashes) < t.Width*tlog.HashSize {
			err = fault.NotFound
		}
		if err != nil {
			return nil, err
		}
		return hashes[:t.Width*tlog.HashSize], nil
	})
}

// bundle puts the entries of a bundle together. A gap is an error, so that no
// bundle is ever served with its entries moved up.
func bundle(ctx context.Context, tx *db.Tx, t Tile) (all []byte, err error) {
	list, err := entries(ctx, tx, t.N*Full, t.Width)
	if err != nil {
		return nil, err
	}
	if len(list) < t.Width {
		return nil, fault.NotFound
	}
	for i, l := range list {
		if l.N != t.N*Full+int64(i) {
			return nil, fmt.Errorf("entry %d is missing", t.N*Full+int64(i))
		}
		all = appendEntry(all, l.Text)
	}
	return all, nil
}

// Entries returns up to n entries, oldest first, the first of them the one
// numbered from.
func (r *Reader) Entries(ctx context.Context, from int64, n int) ([]Logged, error) {
	return read(ctx, r.DB, "entries", func(tx *db.Tx) ([]Logged, error) { return entries(ctx, tx, from, n) })
}

// Latest returns up to n entries, newest first.
func (r *Reader) Latest(ctx context.Context, n int) ([]Logged, error) {
	return read(ctx, r.DB, "the latest entries", func(tx *db.Tx) ([]Logged, error) { return latest(ctx, tx, n) })
}

// Find returns the number of the first entry with this leaf hash, or
// fault.NotFound.
func (r *Reader) Find(ctx context.Context, leaf tlog.Hash) (int64, error) {
	return read(ctx, r.DB, "the entry of a leaf", func(tx *db.Tx) (int64, error) { return find(ctx, tx, leaf) })
}

// Newest returns the newest public entry of an act that has been appended, such
// as ListKeys, or fault.NotFound. What is only staged does not count yet.
func Newest(ctx context.Context, tx *db.Tx, act string) (Logged, error) {
	l, err := newest(ctx, tx, act)
	if err != nil {
		return Logged{}, fmt.Errorf("reading the newest entry %q of the register: %w", act, err)
	}
	return l, nil
}

// read runs one query in a transaction of its own.
func read[T any](ctx context.Context, d *db.DB, what string, fn func(*db.Tx) (T, error)) (t T, err error) {
	err = d.Read(ctx, func(tx *db.Tx) (err error) {
		t, err = fn(tx)
		return err
	})
	if err != nil {
		return t, fmt.Errorf("reading %s of the register: %w", what, err)
	}
	return t, nil
}
