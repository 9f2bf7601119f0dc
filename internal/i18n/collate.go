package i18n

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
)

// A collator puts names in the order of a language. It may be used by one
// goroutine at a time, which is why they are lent from a pool.
type collator struct {
	*collate.Collator
	keys collate.Buffer
}

// collators are the idle ones, by language.
var collators = [...]*sync.Pool{idle(KK), idle(RU), idle(EN)}

func idle(l Lang) *sync.Pool {
	return &sync.Pool{New: func() any { return &collator{Collator: collate.New(tags[l.place()])} }}
}

// Compare puts two names in the order of a language: below zero if a comes
// first, zero only if they are the same string. Kazakh follows its alphabet of
// 42 letters, with Ё as one of them; in Russian and English ё stands with е, as
// in their dictionaries, and a Kazakh letter follows its Russian look-alike.
// Case and accents decide only between names that are otherwise equal.
//
// The tables are CLDR's, and golang.org/x/text has no order of scripts: names in
// Latin letters come before those in Cyrillic ones in all three languages.
func Compare(l Lang, a, b string) int {
	c := collators[l.place()].Get().(*collator)
	defer collators[l.place()].Put(c)
	return cmp.Or(c.CompareString(a, b), strings.Compare(a, b))
}

// Sort puts items in the order of their names in a language; items of the same
// name keep their order. It asks for each name once, so it is much cheaper than
// sorting with Compare.
func Sort[T any](l Lang, items []T, name func(T) string) {
	type keyed struct {
		key  []byte
		name string
		item T
	}
	c := collators[l.place()].Get().(*collator)
	defer collators[l.place()].Put(c)
	defer c.keys.Reset() // the keys lie in the buffer until the list is in order
	list := make([]keyed, len(items))
	for i, item := range items {
		s := name(item)
		list[i] = keyed{c.KeyFromString(&c.keys, s), s, item}
	}
	slices.SortStableFunc(list, func(a, b keyed) int {
		return cmp.Or(bytes.Compare(a.key, b.key), strings.Compare(a.name, b.name))
	})
	for i := range list {
		items[i] = list[i].item
	}
}
