package register

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Source is where a Client reads a register: a Site over the net, a Reader in
// the database itself. What it returns is not trusted, beyond the key at its first
// use.
type Source interface {
	// Key returns the verifier key which the register says is its own.
	Key(context.Context) (string, error)
	// Checkpoint returns the newest signed checkpoint.
	Checkpoint(context.Context) ([]byte, error)
	// Tile returns a tile or an entry bundle.
	Tile(context.Context, Tile) ([]byte, error)
}

// A Client checks a register from outside.
type Client struct {
	Source Source
	// VKey is the verifier key of the register. If it is empty, the key
	// remembered in State counts, else the one the register itself names: then
	// the Report says FirstUse, and nobody has vouched for the key.
	VKey string
	// State is the file that remembers the key and the last checkpoint found
	// good, "" for none. It is what finds a register that was rewritten and
	// signed anew.
	State string
}

// A Report is what a check of a register found to be true.
type Report struct {
	Checkpoint Checkpoint
	VKey       string     // the key that signed it
	FirstUse   bool       // the key came from the register itself
	Before     Checkpoint // remembered from an earlier check, whose entries are all still there; no Origin if there was none
}

// An Inclusion says that an entry is in the register.
type Inclusion struct {
	Report
	N int64 // its number, from 0
}

// ErrNotIncluded is returned (wrapped) by Inclusion when the register is sound
// but does not have the entry, or not yet.
var ErrNotIncluded = errors.New("the entry is not in the register")

// Verify reads the whole register and recomputes its tree from the entries: each
// tile, the root that the checkpoint signs, and the root of the checkpoint
// remembered before. An error names the first tile or entry that is not right.
func (c *Client) Verify(ctx context.Context) (Report, error) {
	r, err := c.check(ctx, &walk{compare: true})
	if err != nil {
		return Report{}, fmt.Errorf("checking the register: %w", err)
	}
	return r, nil
}

// Inclusion looks for an entry, such as the leaf of a receipt, and proves that the
// checkpoint covers it.
//
// It always reads all entries and computes the root from them, and asks for
// nothing else. An audit path would be shorter, but to fetch it, or to stop
// reading at the entry, would tell the register which receipt its holder is asking
// about.
func (c *Client) Inclusion(ctx context.Context, entry []byte) (Inclusion, error) {
	w := &walk{wanted: tlog.RecordHash(entry), found: -1}
	r, err := c.check(ctx, w)
	if err == nil && w.found < 0 {
		err = fmt.Errorf("%w, which has %d entries", ErrNotIncluded, r.Checkpoint.Size)
	}
	if err != nil {
		return Inclusion{}, fmt.Errorf("looking for the entry: %w", err)
	}
	return Inclusion{Report: r, N: w.found}, nil
}

// Walk reads and checks the register as Inclusion does, and then hands over each
// of its entries with its number, from 0. Until the whole tree was recomputed it
// hands over none, so that nobody acts on an entry that the checkpoint does not
// cover; it keeps all of them in memory meanwhile. An error of each ends the walk
// and is returned as it is.
func (c *Client) Walk(ctx context.Context, each func(n int64, entry []byte) error) (Report, error) {
	var all [][]byte
	r, err := c.check(ctx, &walk{keep: func(entry []byte) { all = append(all, entry) }})
	if err != nil {
		return Report{}, fmt.Errorf("reading the register: %w", err)
	}
	for n, entry := range all {
		if err := each(int64(n), entry); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (c *Client) check(ctx context.Context, w *walk) (Report, error) {
	before, err := recall(c.State)
	if err != nil {
		return Report{}, err
	}
	r := Report{VKey: c.VKey, Before: before.checkpoint}
	switch {
	case c.VKey != "" && before.vkey != "" && c.VKey != before.vkey:
		return Report{}, fmt.Errorf("the key %s is not the one remembered in %s", c.VKey, c.State)
	case c.VKey == "" && before.vkey != "":
		r.VKey = before.vkey
	case c.VKey == "":
		r.FirstUse = true
		if r.VKey, err = c.Source.Key(ctx); err != nil {
			return Report{}, fmt.Errorf("asking for the key: %w", err)
		}
	}
	key, err := note.NewVerifier(r.VKey)
	if err != nil {
		return Report{}, fmt.Errorf("reading the key %.200q: %w", r.VKey, err)
	}
	signed, err := c.Source.Checkpoint(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("asking for the checkpoint: %w", err)
	}
	if r.Checkpoint, err = OpenCheckpoint(signed, key); err != nil {
		return Report{}, err
	}
	if err := follows(r.Before, r.Checkpoint); err != nil {
		return Report{}, err
	}
	w.source, w.before, w.now = c.Source, r.Before, r.Checkpoint
	if err := w.run(ctx); err != nil {
		return Report{}, err
	}
	return r, remember(c.State, r.VKey, signed)
}

// follows refuses what can be seen without reading the register.
func follows(before, now Checkpoint) error {
	switch {
	case before.Origin == "":
		return nil
	case now.Origin != before.Origin:
		return fmt.Errorf("the register was called %s and now is called %s", before.Origin, now.Origin)
	case now.Size < before.Size:
		return fmt.Errorf("the register has shrunk: it had %d entries and now has %d", before.Size, now.Size)
	case now.Size == before.Size && now.Root != before.Root:
		return fmt.Errorf("the register has two faces: it signed two different checkpoints of %d entries", now.Size)
	}
	return nil
}

// A walk reads the register from its first entry to the last.
type walk struct {
	source      Source
	before, now Checkpoint
	compare     bool               // the tiles too
	keep        func(entry []byte) // nil if nobody wants the entries
	wanted      tlog.Hash
	found       int64 // where the wanted entry is first
	tree        tree
}

func (w *walk) run(ctx context.Context) error {
	for w.tree.size < w.now.Size {
		t := Tile{Level: Entries, N: w.tree.size / Full, Width: int(min(Full, w.now.Size-w.tree.size))}
		bundle, err := w.source.Tile(ctx, t)
		if err != nil {
			return fmt.Errorf("asking for %s: %w", t.Path(), err)
		}
		list, err := ParseBundle(bundle, t.Width)
		if err != nil {
			return fmt.Errorf("reading %s: %w", t.Path(), err)
		}
		for _, entry := range list {
			if err := w.entry(ctx, entry); err != nil {
				return err
			}
		}
	}
	if err := w.tree.rest(func(t Tile, own []byte) error { return w.tile(ctx, t, own) }); err != nil {
		return err
	}
	root, err := w.tree.root()
	if err != nil {
		return fmt.Errorf("computing the root: %w", err)
	}
	if root != w.now.Root {
		return fmt.Errorf("the %d entries have the root hash %s and not %s, which the checkpoint has", w.now.Size, root, w.now.Root)
	}
	return nil
}

func (w *walk) entry(ctx context.Context, entry []byte) error {
	leaf := tlog.RecordHash(entry)
	if w.keep != nil {
		w.keep(entry)
	}
	if leaf == w.wanted && w.found < 0 {
		w.found = w.tree.size
	}
	if err := w.tree.add(leaf, func(t Tile, own []byte) error { return w.tile(ctx, t, own) }); err != nil {
		return err
	}
	if w.before.Origin == "" || w.tree.size != w.before.Size {
		return nil
	}
	root, err := w.tree.root()
	if err != nil {
		return fmt.Errorf("computing the root of %d entries: %w", w.before.Size, err)
	}
	if root != w.before.Root {
		return fmt.Errorf("the register has been rewritten: its first %d entries are not those of the checkpoint remembered", w.before.Size)
	}
	return nil
}

// tile compares a tile with our own.
func (w *walk) tile(ctx context.Context, t Tile, own []byte) error {
	if !w.compare {
		return nil
	}
	theirs, err := w.source.Tile(ctx, t)
	if err != nil {
		return fmt.Errorf("asking for %s: %w", t.Path(), err)
	}
	if len(theirs) != len(own) {
		return fmt.Errorf("%s has %d bytes and not %d", t.Path(), len(theirs), len(own))
	}
	for i := range t.Width {
		at := i * tlog.HashSize
		if bytes.Equal(own[at:at+tlog.HashSize], theirs[at:at+tlog.HashSize]) {
			continue
		}
		n := t.N*Full + int64(i)
		if t.Level == 0 {
			return fmt.Errorf("entry %d is not the one whose hash is in %s", n, t.Path())
		}
		return fmt.Errorf("%s has a wrong hash of %s", t.Path(), Tile{Level: t.Level - 1, N: n, Width: Full}.Path())
	}
	return nil
}
