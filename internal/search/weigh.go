package search

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"adal/internal/i18n"
	"adal/internal/stem"
)

// rules are the number of these rules. It grows with every change of how
// documents are taken apart or weighed; then an installation makes its lists
// anew.
const rules = 1

// A field of a document: how much a word weighs in it, how many words it has as
// a rule, and how much a longer one makes each word lighter.
type field struct{ weight, usual, length float64 }

var (
	inTitle   = field{6, 8, 0.5}
	inSummary = field{2, 25, 0.5}
	inText    = field{1, 300, 0.7}
)

// saturation is BM25's k1: how soon a word that comes again adds nothing more.
const saturation = 1.2

// known are the keys of words that were met before, by language and word. It
// makes taking many documents apart some ten times as fast.
type known map[string][]stem.Key

// mostKnown bounds how many words are remembered.
const mostKnown = 100_000

func (k known) keys(l i18n.Lang, word string) []stem.Key {
	if k == nil {
		return stem.Keys(l, word)
	}
	at := string(l) + word
	if keys, ok := k[at]; ok {
		return keys
	}
	if len(k) >= mostKnown {
		clear(k)
	}
	keys := stem.Keys(l, word)
	k[at] = keys
	return keys
}

// weigh takes a document apart: which terms it has, and how much each weighs in
// it, from 1 to 255.
func weigh(d Document, k known) map[string]byte {
	sums := map[string]float64{}
	for _, part := range []struct {
		text  string
		field field
		pairs bool
	}{{d.Title, inTitle, true}, {d.Summary, inSummary, true}, {d.Text, inText, false}} {
		counts := map[string]int{}
		n, before := 0, ""
		for w := range stem.Words(part.text) {
			n++
			keys := k.keys(d.Lang, w.Folded)
			for _, key := range keys {
				counts[key.Text]++
			}
			if part.pairs && len(keys) > 0 {
				if before != "" {
					counts[pair(before, keys[0].Text)]++
				}
				before = keys[0].Text
			}
		}
		f := part.field
		for term, count := range counts {
			sums[term] += f.weight * float64(count) / (1 - f.length + f.length*float64(n)/f.usual)
		}
	}
	weights := make(map[string]byte, len(sums))
	for term, sum := range sums {
		weights[term] = byte(max(1, math.Round(255*sum/(saturation+sum))))
	}
	return weights
}

// pair is the term of two words that stand together.
func pair(a, b string) string { return "p" + a + " " + b }

// packed writes weights in the order of their terms: length, term, weight.
func packed(weights map[string]byte) []byte {
	var b []byte
	for _, term := range slices.Sorted(maps.Keys(weights)) {
		b = binary.AppendUvarint(b, uint64(len(term)))
		b = append(append(b, term...), weights[term])
	}
	return b
}

// unpacked reads what packed wrote.
func unpacked(b []byte, f func(term []byte, weight byte)) {
	for len(b) > 0 {
		n, size := binary.Uvarint(b)
		if size <= 0 || uint64(len(b)-size) <= n {
			return
		}
		term := b[size : size+int(n)]
		f(term, b[size+int(n)])
		b = b[size+int(n)+1:]
	}
}
