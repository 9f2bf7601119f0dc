package search

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"adal/internal/db"
	"adal/internal/i18n"
	"adal/internal/stem"
)

// A Query is what somebody looks for.
type Query struct {
	Text string
	// What is found is of one of these kinds, in this language, of this region, of
	// this year; none and zero are all.
	Kinds  []string
	Lang   i18n.Lang
	Region string
	Year   int
	// Prefer is the language whose documents come before equally good ones.
	Prefer i18n.Lang
	Page   int     // 0 is the first
	Each   int     // on a page; 0 is 10, and 20 is the most
	At     db.Time // the moment of which the answer is; zero for now
}

// deepest is the last page that there is of an answer: nobody reads so far, and
// programs would.
const deepest = 50

// An Answer is what was found.
type Answer struct {
	Total  int
	Hits   []Hit
	Pages  int  // that can be asked for
	Partly bool // no document has all words, so those with some were found
	Cut    bool // more words were asked for than count
	// How many there would be of each kind, language, region and year, the other
	// filters being as they are.
	Kinds   []Count
	Langs   []Count
	Regions []Count
	Years   []Count
}

// A Count is how many documents were found under a name.
type Count struct {
	Name string
	N    int
}

// Find answers a query as of now.
func (x *Index) Find(ctx context.Context, q Query) (a Answer, err error) {
	return a, x.DB.Read(ctx, func(tx *db.Tx) error {
		a, err = x.FindIn(ctx, tx, q)
		return err
	})
}

// FindIn answers a query within a transaction, with what it has put itself.
func (x *Index) FindIn(ctx context.Context, tx *db.Tx, q Query) (Answer, error) {
	if q.At.IsZero() {
		q.At = tx.Now
	}
	if q.Each <= 0 || q.Each > mostShown {
		q.Each = 10
	}
	q.Page = min(max(q.Page, 0), deepest-1)
	asked := stem.Ask(q.Text)
	if len(asked.Words) == 0 {
		return Answer{Cut: asked.Cut}, nil
	}
	f, err := x.field(ctx, tx, q, asked)
	if err != nil {
		return Answer{}, fmt.Errorf("searching: %w", err)
	}
	a := f.rank(q)
	a.Cut = asked.Cut
	if a.Hits, err = show(ctx, tx, f.best, asked); err != nil {
		return a, fmt.Errorf("showing what was found: %w", err)
	}
	return a, f.sieve.name(ctx, tx, &a)
}

// A haystack is all documents, and how much each word weighs in them.
type haystack struct {
	docs  places
	gone  []bool   // those that are in a list and no more
	words [][]byte // by word, then document: the weight; 0 for not at all
	pairs [][]byte
	sieve *sieve
	light []uint32 // kinds that come after others
	best  []int64  // ids of those to be shown
}

// weak is how much the weight of a word counts that is only of the family, of
// 16.
const weak = 6

// terms are the terms that a question asks for: of each word, and of each two
// that stand together.
func terms(q stem.Question) (words, pairs []map[string]int) {
	for i, s := range q.Words {
		own := map[string]int{}
		for _, k := range s.Keys {
			if own[k.Text] = 16; k.Weak {
				own[k.Text] = weak
			}
		}
		words = append(words, own)
		if i == 0 {
			continue
		}
		both := map[string]int{}
		for _, a := range q.Words[i-1].Keys {
			for _, b := range s.Keys {
				if !a.Weak && !b.Weak && a.Text[0] == b.Text[0] {
					both[pair(a.Text, b.Text)] = 16
				}
			}
		}
		pairs = append(pairs, both)
	}
	return words, pairs
}

// field reads what a question needs.
func (x *Index) field(ctx context.Context, tx *db.Tx, q Query, asked stem.Question) (*haystack, error) {
	s, err := stateOf(ctx, tx)
	if err != nil {
		return nil, err
	}
	listed, err := x.kept.at(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	apart, err := fresh(ctx, tx, q.At, math.MaxInt32)
	if err != nil {
		return nil, err
	}
	gone, err := allGone(ctx, tx)
	if err != nil {
		return nil, err
	}
	f := &haystack{docs: listed}
	for _, kind := range x.Light {
		f.light = append(f.light, nameHash(kind))
	}
	if len(apart) > 0 {
		f.docs = slices.Clip(listed)
		for _, r := range apart {
			f.docs = append(f.docs, r.place())
		}
	}
	f.gone = make([]bool, len(f.docs))
	for _, n := range gone {
		f.gone[n-1] = true
	}
	words, pairs := terms(asked)
	read, err := lists(ctx, tx, termsOf(words, pairs))
	if err != nil {
		return nil, err
	}
	f.words, f.pairs = f.fill(words, read, apart), f.fill(pairs, read, apart)
	return f, nil
}

func termsOf(groups ...[]map[string]int) (all []string) {
	for _, group := range groups {
		for _, terms := range group {
			for term := range terms {
				all = append(all, term)
			}
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), mostTerms)]
}

// fill says of each word how much it weighs in each document; nil if it is in
// none.
func (f *haystack) fill(groups []map[string]int, read []list, apart []row) [][]byte {
	all := make([][]byte, len(groups))
	of := map[string][]int{}
	for i, terms := range groups {
		for term := range terms {
			of[term] = append(of[term], i)
		}
	}
	weights := func(i int) []byte {
		if all[i] == nil {
			all[i] = make([]byte, len(f.docs))
		}
		return all[i]
	}
	for _, l := range read {
		for _, i := range of[l.Term] {
			f.enter(weights(i), l, groups[i][l.Term])
		}
	}
	first := len(f.docs) - len(apart)
	for n, r := range apart {
		unpacked(r.words, func(term []byte, weight byte) {
			for _, i := range of[string(term)] {
				w := weights(i)
				w[first+n] = max(w[first+n], byte(max(1, int(weight)*groups[i][string(term)]/16)))
			}
		})
	}
	return all
}

// enter takes a list into the weights of a word.
func (f *haystack) enter(weights []byte, l list, strength int) {
	first := int(l.Block) * blockSize
	for b := l.Data; len(b) >= 3; b = b[3:] {
		at := first + int(b[0]) + int(b[1])<<8
		if at >= len(weights) {
			return // a list of a later state: it can't be, in one transaction
		}
		if w := byte(max(1, int(b[2])*strength/16)); w > weights[at] {
			weights[at] = w
		}
	}
}

// A found is a document that was found.
type found struct {
	at    int
	score int64
}

// rank adds up the weights, and finds the best documents of a page.
func (f *haystack) rank(q Query) (a Answer) {
	living := 0
	for i, p := range f.docs {
		if p.id != 0 && !f.gone[i] {
			living++
			continue
		}
		for _, w := range f.words {
			if w != nil {
				w[i] = 0
			}
		}
	}
	rarities, needed := f.rarities(living)
	f.sieve = newSieve(q)
	first := f.collect((q.Page+1)*q.Each, rarities, needed)
	if first.total == 0 && needed > 1 {
		f.sieve = newSieve(q)
		first = f.collect((q.Page+1)*q.Each, rarities, 1)
		a.Partly = first.total > 0
	}
	a.Total = first.total
	a.Pages = min((a.Total+q.Each-1)/q.Each, deepest)
	all := first.inOrder()
	for _, one := range all[min(len(all), q.Page*q.Each):] {
		f.best = append(f.best, f.docs[one.at].id)
	}
	return a
}

// A rarity is how much a word counts, and whether a document has to have it.
type rarity struct {
	has      int // how many documents have it
	counts   int64
	needless bool
}

// rarities are those of the words, and how many of them a document needs: what
// half of all have says nothing of any.
func (f *haystack) rarities(living int) (all []rarity, needed int) {
	for _, weights := range f.words {
		n := 0
		for _, w := range weights {
			if w > 0 {
				n++
			}
		}
		r := rarity{n, int64(1000 * math.Log(1+(float64(living-n)+0.5)/(float64(n)+0.5))), 2*n > living}
		if !r.needless {
			needed++
		}
		all = append(all, r)
	}
	return all, needed
}

// preferred is how much more a document of the reader's language counts, of 16.
const preferred = 20

// collect adds up what passes the sieve and has a number of the words that are
// needed, of which it keeps the first ones; 0 is any word at all.
func (f *haystack) collect(most int, rarities []rarity, needed int) *top {
	s, first := f.sieve, &top{most: most, docs: f.docs}
	lead := f.lead(rarities, needed)
	for i, p := range slices.Backward(f.docs) { // of equals the later ones come first, so most are behind
		if lead != nil && lead[i] == 0 {
			continue
		}
		score, has, any := int64(0), 0, false
		for n, weights := range f.words {
			if weights == nil || weights[i] == 0 {
				continue
			}
			any = true
			score += rarities[n].counts * int64(weights[i])
			if !rarities[n].needless {
				has++
			}
		}
		if any && has >= needed && s.passes(p) {
			first.add(found{i, f.adjusted(score, i, p, s, rarities)})
		}
	}
	return first
}

// lead is the rarest of the words that a document has to have, if it has to have
// all: most documents need no other look than that. It is nil if some will do.
func (f *haystack) lead(rarities []rarity, needed int) (lead []byte) {
	least, must := 0, 0
	for n, r := range rarities {
		if r.needless {
			continue
		}
		if must++; lead == nil || r.has < least {
			if lead, least = f.words[n], r.has; lead == nil {
				lead = make([]byte, len(f.docs)) // nobody has it
			}
		}
	}
	if must != needed {
		return nil
	}
	return lead
}

// adjusted is a score with what isn't of single words: words that stand
// together, the reader's language, and what there is much of.
func (f *haystack) adjusted(score int64, i int, p place, s *sieve, rarities []rarity) int64 {
	for n, weights := range f.pairs {
		if weights != nil {
			score += (rarities[n].counts + rarities[n+1].counts) * int64(weights[i]) / 2
		}
	}
	if p.lang == s.prefer {
		score = score * preferred / 16
	}
	if slices.Contains(f.light, p.kind) {
		score /= 3
	}
	return score
}

// A top is the first of all documents that were found: the best come first, then
// the newest.
type top struct {
	most  int // that are kept
	total int // that were found
	docs  places
	best  []found
}

func (t *top) order(a, b found) int {
	p, r := t.docs[a.at], t.docs[b.at]
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(r.day, p.day), cmp.Compare(p.id, r.id))
}

// add takes a document that was found. Of fifty thousand most are behind the last
// of those that are kept, and cost one comparison.
func (t *top) add(one found) {
	t.total++
	if len(t.best) >= t.most && t.order(one, t.best[t.most-1]) >= 0 {
		return
	}
	if t.best = append(t.best, one); len(t.best) == t.most || len(t.best) == 2*t.most {
		t.inOrder()
	}
}

// inOrder is the first ones in their order.
func (t *top) inOrder() []found {
	slices.SortFunc(t.best, t.order)
	t.best = t.best[:min(t.most, len(t.best))]
	return t.best
}
