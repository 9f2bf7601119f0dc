package search

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"time"

	"adal/internal/db"
)

// An Index finds documents, and keeps their lists in order.
type Index struct {
	DB *db.DB
	// Sources are where documents come from.
	Sources []Source
	// Light are kinds of which there are many that say the same, such as the years
	// of a figure: they come after others that are as good.
	Light []string

	kept kept
}

// scope is the db scope of the lists.
const scope = "search"

// Enough documents stand apart to be moved into the lists, or enough numbers are
// gone to be marked, that finding would notice.
const enough = 48

// Tidy moves what stands apart into the lists, when it has become enough. It is
// to be called every so often, by one process or several.
func (x *Index) Tidy(ctx context.Context) error {
	if err := x.Learn(ctx, 20*time.Second); err != nil {
		return err
	}
	for {
		var waiting int
		if err := x.DB.Read(ctx, func(tx *db.Tx) error {
			n, err := countFresh(ctx, tx, tx.Now)
			if err != nil {
				return err
			}
			gone, err := allGone(ctx, tx)
			waiting = max(n, len(gone))
			return err
		}); err != nil {
			return fmt.Errorf("counting what is to be tidied: %w", err)
		}
		if waiting < enough {
			return nil
		}
		if err := x.Gather(ctx); err != nil {
			return err
		}
	}
}

// gathered is how many documents are moved at once: that many are in memory with
// all their words.
const gathered = blockSize / 4

// Gather moves all that stands apart into the lists, however little it is.
func (x *Index) Gather(ctx context.Context) error {
	for {
		if n, err := x.gather(ctx); err != nil || n < gathered {
			return err
		}
	}
}

// gather moves some of what stands apart into the lists, and returns how much.
func (x *Index) gather(ctx context.Context) (n int, err error) {
	if err := x.DB.Write(ctx, scope, func(tx *db.Tx) error {
		rows, err := fresh(ctx, tx, tx.Now, gathered)
		if err != nil {
			return err
		}
		n = len(rows)
		entries := make([]entry, len(rows))
		for i, r := range rows {
			entries[i] = entry{row: r}
			unpacked(r.words, func(term []byte, weight byte) {
				entries[i].terms = append(entries[i].terms, weighed{string(term), weight})
			})
		}
		return x.add(ctx, tx, entries)
	}); err != nil {
		return n, fmt.Errorf("tidying the lists: %w", err)
	}
	return n, nil
}

// An entry is a document with its terms.
type entry struct {
	row
	terms []weighed
}

type weighed struct {
	term   string
	weight byte
}

// add gives documents numbers and enters them into the lists, and marks the
// numbers that are gone.
func (x *Index) add(ctx context.Context, tx *db.Tx, entries []entry) error {
	all, err := readPlaces(ctx, tx)
	if err != nil {
		return err
	}
	first := len(all) / blockSize
	gone, err := takeGone(ctx, tx)
	if err != nil {
		return err
	}
	for _, n := range gone {
		if at := int(n) - 1; at < len(all) {
			all[at] = place{}
			first = min(first, at/blockSize)
		}
	}
	added := map[int64]map[string][]byte{} // by block and term
	for _, e := range entries {
		ok, err := setNumber(ctx, tx, e.row, int64(len(all))+1)
		if err != nil {
			return err
		}
		if !ok {
			continue // it has changed meanwhile
		}
		block, at := int64(len(all)/blockSize), uint16(len(all)%blockSize)
		all = append(all, e.place())
		if added[block] == nil {
			added[block] = map[string][]byte{}
		}
		for _, t := range e.terms {
			added[block][t.term] = append(binary.LittleEndian.AppendUint16(added[block][t.term], at), t.weight)
		}
	}
	for _, block := range slices.Sorted(maps.Keys(added)) {
		if err := extend(ctx, tx, block, added[block]); err != nil {
			return err
		}
	}
	if err := all.write(ctx, tx, first); err != nil {
		return err
	}
	return change(ctx, tx, rules)
}

// extend writes what came to the lists of a block behind what they have.
func extend(ctx context.Context, tx *db.Tx, block int64, added map[string][]byte) error {
	for terms := range slices.Chunk(slices.Sorted(maps.Keys(added)), mostTerms) {
		before, err := listsIn(ctx, tx, block, terms)
		if err != nil {
			return err
		}
		for _, l := range before {
			added[l.Term] = append(l.Data, added[l.Term]...)
		}
	}
	all := make([]list, 0, len(added))
	for term, data := range added {
		all = append(all, list{term, block, data})
	}
	slices.SortFunc(all, func(a, b list) int { return cmp.Compare(a.Term, b.Term) })
	return putLists(ctx, tx, all)
}
