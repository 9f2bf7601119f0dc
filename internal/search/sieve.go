package search

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"adal/internal/db"
	"adal/internal/i18n"
)

// A sieve lets through what the filters of a query leave, and counts what each
// of them would leave if it were another.
type sieve struct {
	kinds    map[uint32]bool
	lang     int // -1 for all
	region   uint32
	year     int // since 1900; -1 for all
	prefer   uint8
	byKind   tally
	byRegion tally
	byLang   [3]int
	byYear   [256]int
}

// A tally counts hashes, of which there are few.
type tally struct {
	hashes []uint32
	counts []int
}

func (t *tally) add(hash uint32) {
	for i, h := range t.hashes {
		if h == hash {
			t.counts[i]++
			return
		}
	}
	t.hashes, t.counts = append(t.hashes, hash), append(t.counts, 1)
}

func (t *tally) of(hash uint32) int {
	if at := slices.Index(t.hashes, hash); at >= 0 {
		return t.counts[at]
	}
	return 0
}

// nobody's language.
const none = 255

func newSieve(q Query) *sieve {
	s := &sieve{lang: slices.Index(i18n.Langs, q.Lang), region: nameHash(q.Region), year: -1, prefer: none}
	if at := slices.Index(i18n.Langs, q.Prefer); at >= 0 {
		s.prefer = uint8(at)
	}
	for _, kind := range q.Kinds {
		if s.kinds == nil {
			s.kinds = map[uint32]bool{}
		}
		s.kinds[nameHash(kind)] = true
	}
	if q.Year != 0 {
		s.year = max(0, q.Year-1900)
	}
	return s
}

// passes reports whether a place is left by all filters, and counts it for each
// filter that alone may be in its way.
func (s *sieve) passes(p place) bool {
	kind := s.kinds == nil || s.kinds[p.kind]
	lang := s.lang < 0 || int(p.lang) == s.lang
	region := s.region == 0 || p.region == s.region
	year := s.year < 0 || p.day != 0 && int(p.year) == s.year
	if lang && region && year {
		s.byKind.add(p.kind)
	}
	if kind && region && year && int(p.lang) < len(s.byLang) {
		s.byLang[p.lang]++
	}
	if kind && lang && year && p.region != 0 {
		s.byRegion.add(p.region)
	}
	if kind && lang && region && p.day != 0 {
		s.byYear[p.year]++
	}
	return kind && lang && region && year
}

// name gives an answer its counts, with the names that stand for hashes.
func (s *sieve) name(ctx context.Context, tx *db.Tx, a *Answer) error {
	all, err := names(ctx, tx)
	if err != nil {
		return err
	}
	for _, n := range all {
		if c := s.byKind.of(uint32(n.Hash)); c > 0 {
			a.Kinds = append(a.Kinds, Count{n.Name, c})
		}
		if c := s.byRegion.of(uint32(n.Hash)); c > 0 {
			a.Regions = append(a.Regions, Count{n.Name, c})
		}
	}
	for i, c := range s.byLang {
		if c > 0 {
			a.Langs = append(a.Langs, Count{string(i18n.Langs[i]), c})
		}
	}
	for year, c := range slices.Backward(s.byYear[:]) {
		if c > 0 {
			a.Years = append(a.Years, Count{strconv.Itoa(1900 + year), c})
		}
	}
	byCount := func(a, b Count) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Name, b.Name)) }
	slices.SortFunc(a.Kinds, byCount)
	slices.SortFunc(a.Regions, byCount)
	return nil
}
