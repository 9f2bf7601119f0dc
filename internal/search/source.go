package search

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"adal/internal/db"
)

// A Source gives all documents of a kind, for an index that hasn't got them yet:
// of an installation that is older than the index, or of what is no act of
// anybody, such as the articles of the charter.
type Source struct {
	Kind string
	// Version grows when documents are given in another form. Then all are put
	// again at the next start.
	Version int
	// Always says that there is no act in which the kind's documents become public,
	// so they are compared at each start, and those that aren't given any more go.
	Always bool
	// Next gives the documents after a place, "" being the beginning, and the next
	// place; "" when there are no more.
	Next func(ctx context.Context, tx *db.Tx, after string) ([]Document, string, error)
}

// Begin brings the index up to date with the program at a start. What takes long
// is left to Tidy.
func (x *Index) Begin(ctx context.Context) error {
	if err := x.DB.Write(ctx, scope, func(tx *db.Tx) error {
		s, err := stateOf(ctx, tx)
		if err != nil || s.Rules == rules {
			return err
		}
		return x.forget(ctx, tx)
	}); err != nil {
		return fmt.Errorf("looking at the index: %w", err)
	}
	return x.Refresh(ctx)
}

// Refresh puts what sources have and the index hasn't.
func (x *Index) Refresh(ctx context.Context) error {
	for _, s := range x.Sources {
		fill := x.fill
		if s.Always {
			fill = x.compare
		}
		if err := fill(ctx, s); err != nil {
			return fmt.Errorf("filling the index with %s: %w", s.Kind, err)
		}
	}
	return nil
}

func (x *Index) forget(ctx context.Context, tx *db.Tx) error {
	if err := forgetLists(ctx, tx); err != nil {
		return err
	}
	return change(ctx, tx, rules)
}

// fill puts all that a source gives, if it never did in this form. There may be
// a hundred thousand: their words are read later.
func (x *Index) fill(ctx context.Context, s Source) error {
	for after, done := "", false; !done; {
		if err := x.DB.Write(ctx, scope, func(tx *db.Tx) error {
			version, err := sourceVersion(ctx, tx, s.Kind)
			if done = version == int64(s.Version); err != nil || done {
				return err
			}
			all, next, err := s.Next(ctx, tx, after)
			if err != nil {
				return err
			}
			for _, d := range all {
				if err := Later(ctx, tx, d); err != nil {
					return err
				}
			}
			if after, done = next, next == ""; !done {
				return nil
			}
			return setSourceVersion(ctx, tx, s.Kind, int64(s.Version))
		}); err != nil {
			return err
		}
	}
	return nil
}

// compare puts what a source gives in place of all there is of its kind, if it is
// something else.
func (x *Index) compare(ctx context.Context, s Source) error {
	var all []Document
	var before int64
	if err := x.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if before, err = sourceVersion(ctx, tx, s.Kind); err != nil {
			return err
		}
		for after, begun := "", false; err == nil && (after != "" || !begun); begun = true {
			var some []Document
			some, after, err = s.Next(ctx, tx, after)
			all = append(all, some...)
		}
		return err
	}); err != nil {
		return err
	}
	sum := sha256.New()
	for _, d := range all {
		fmt.Fprintf(sum, "%d %s\n", d.key(), d.hash())
	}
	now := int64(binary.BigEndian.Uint64(sum.Sum(nil)) >> 1)
	if now == before {
		return nil
	}
	return x.DB.Write(ctx, scope, func(tx *db.Tx) error { return replace(ctx, tx, s.Kind, all, now) })
}

// replace puts documents in place of all of their kind.
func replace(ctx context.Context, tx *db.Tx, kind string, all []Document, version int64) error {
	given := map[int64]bool{}
	for _, d := range all {
		given[d.key()] = true
		if err := Put(ctx, tx, d); err != nil {
			return err
		}
	}
	there, err := ofKind(ctx, tx, kind)
	if err != nil {
		return err
	}
	for _, d := range there {
		if given[d.key()] {
			continue
		}
		if err := RemoveIn(ctx, tx, kind, d.ID, d.Lang); err != nil {
			return err
		}
	}
	return setSourceVersion(ctx, tx, kind, version)
}

// atATime is how many documents are taken apart between two writes.
const atATime = 1_000

// Learn takes apart the documents whose words aren't known yet, until there are
// none or the time is over; a time of 0 is none.
func (x *Index) Learn(ctx context.Context, most time.Duration) error {
	begun, memory := time.Now(), known{}
	for most == 0 || time.Since(begun) < most {
		var rows []row
		if err := x.DB.Read(ctx, func(tx *db.Tx) (err error) {
			rows, err = unknown(ctx, tx, atATime)
			return err
		}); err != nil {
			return fmt.Errorf("reading documents: %w", err)
		}
		if len(rows) == 0 {
			return nil
		}
		weights := make([]map[string]byte, len(rows))
		for i, r := range rows {
			weights[i] = weigh(r.Document, memory)
		}
		if err := x.DB.Write(ctx, scope, func(tx *db.Tx) error { return x.learnt(ctx, tx, rows, weights) }); err != nil {
			return fmt.Errorf("entering documents: %w", err)
		}
	}
	return nil
}

// learnt enters documents that were taken apart: those that are public into the
// lists.
func (x *Index) learnt(ctx context.Context, tx *db.Tx, rows []row, weights []map[string]byte) error {
	var entries []entry
	for i, r := range rows {
		if r.Since.After(tx.Now.Time) {
			if err := setWords(ctx, tx, r, packed(weights[i])); err != nil {
				return err
			}
			continue
		}
		e := entry{row: r, terms: make([]weighed, 0, len(weights[i]))}
		for term, w := range weights[i] {
			e.terms = append(e.terms, weighed{term, w})
		}
		entries = append(entries, e)
	}
	if len(entries) == 0 {
		return nil
	}
	return x.add(ctx, tx, entries)
}

// Rebuild makes all lists anew from the documents, and gives their room back
// that had gone.
func (x *Index) Rebuild(ctx context.Context) (documents int, err error) {
	if err := x.DB.Write(ctx, scope, func(tx *db.Tx) error { return x.forget(ctx, tx) }); err != nil {
		return 0, fmt.Errorf("rebuilding the index: %w", err)
	}
	if err := x.Learn(ctx, 0); err != nil {
		return 0, err
	}
	return documents, x.DB.Read(ctx, func(tx *db.Tx) error {
		documents, err = count(ctx, tx)
		return err
	})
}
