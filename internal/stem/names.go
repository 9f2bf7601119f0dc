package stem

import (
	"slices"
	"strings"
	"unicode/utf8"

	"adal/internal/i18n"
)

// MaxAsked is how many words of what somebody looks for count. Whoever pastes a
// whole page is answered for its beginning.
const MaxAsked = 12

// A Question is what somebody looks for, in whatever language. The zero Question
// asks for nothing and meets nothing.
type Question struct {
	Words []Sought
	// Cut says that there were more words than count.
	Cut bool
}

// A Sought is a word of a question: as it was written, and the keys under which
// it may be found, the strong ones first.
type Sought struct {
	Folded string
	Keys   []Key
}

// maxAskedBytes is how much of a question is read at all.
const maxAskedBytes = 2_000

// Ask takes apart what somebody looks for. A word that comes twice counts once.
func Ask(text string) (q Question) {
	if len(text) > maxAskedBytes {
		text, q.Cut = strings.ToValidUTF8(text[:maxAskedBytes], ""), true
	}
	for w := range Words(text) {
		if slices.ContainsFunc(q.Words, func(s Sought) bool { return s.Folded == w.Folded }) {
			continue
		}
		if len(q.Words) == MaxAsked {
			q.Cut = true
			break
		}
		if keys := Asked(w.Folded); len(keys) > 0 {
			q.Words = append(q.Words, Sought{w.Folded, keys})
		}
	}
	return q
}

// Meets says how well a name meets a question: 0 if a word of the question has
// no form in it, and more, the closer the forms are. All words have to be in the
// name of one language. It is for names that are few enough to be looked through
// one by one; what is long or many belongs into package search.
func (q Question) Meets(name i18n.Text) int {
	if len(q.Words) == 0 {
		return 0
	}
	best := 0
	for l, text := range map[i18n.Lang]string{i18n.KK: name.KK, i18n.RU: name.RU, i18n.EN: name.EN} {
		if text != "" {
			best = max(best, q.meets(l, text))
		}
	}
	return best
}

// How close a word of a name is to a word of a question.
const (
	sameFamily = 1 // or the beginning of it
	sameWord   = 4
	sameForm   = 5
)

func (q Question) meets(l i18n.Lang, name string) int {
	var words []Word
	for w := range Words(name) {
		words = append(words, w)
	}
	total := 0
	for _, s := range q.Words {
		best := 0
		for _, w := range words {
			best = max(best, s.near(l, w.Folded))
		}
		if best == 0 {
			return 0
		}
		total += best
	}
	// A name that has little else is closer than a long one.
	return 100*total/len(q.Words) + 100/(len(words)+1)
}

// near is how close a word of a text is; 0 if it is another one.
func (s Sought) near(l i18n.Lang, word string) int {
	if word == s.Folded {
		return sameForm
	}
	best := 0
	for _, k := range Keys(l, word) {
		if slices.Contains(s.Keys, k) {
			if !k.Weak {
				return sameWord
			}
			best = sameFamily
		}
	}
	if best == 0 && len(s.Folded) >= 2*3 && strings.HasPrefix(word, s.Folded) {
		best = sameFamily
	}
	return best
}

// Index is which word of a question a folded word of a text is a form of, in a
// language; -1 if of none.
func (q Question) Index(l i18n.Lang, word string) int {
	first := initial(word)
	for i, s := range q.Words {
		// Suffixes change no beginning, so most words need no look at their end.
		if initial(s.Folded) == first && s.near(l, word) > 0 {
			return i
		}
	}
	return -1
}

// initial is the plain letter that a word begins with.
func initial(word string) rune {
	r, n := utf8.DecodeRuneInString(word)
	if r < 'а' { // two Latin letters may be one
		_, m := utf8.DecodeRuneInString(word[n:])
		r, _ = utf8.DecodeRuneInString(fromLatin.Replace(word[:n+m]))
	}
	return plain(r)
}
