// Package stem finds the words of a text, and brings the forms of one word
// together.
//
// A Kazakh noun has hundreds of forms: жемқорлық, жемқорлыққа, жемқорлықпен and
// жемқорлығының are one word to whoever looks for it. Nothing established takes
// them apart, so package stem does, suffix after suffix from the end, each only
// where the sounds of the language allow it (kazakh.go). Russian and English
// words are cut by their Snowball algorithms.
//
// A word has one or two keys. Two words with the same strong key are forms of
// one word. The weak key of a Kazakh word is that of its family (жемқор and
// жемқорлық; тексеру, тексерді and тексерілді), in the letters of a keyboard
// without Kazakh ones or in Latin ones: it finds more, and what it finds comes
// after the rest.
//
//	for w := range stem.Words(text) {
//		keys := stem.Keys(i18n.KK, w.Folded) // under which it is found
//	}
//
// What somebody looks for says in no language what it is, so Asked has the keys
// of a word in all of them. For names that are few enough to be looked through,
// such as those of a directory, that is all there is to do:
//
//	q := stem.Ask("прокуратураға")
//	if q.Meets(name) > 0 { … } // name is an i18n.Text
//
// Everything here may be used by many goroutines at once.
package stem

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"adal/internal/i18n"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/russian"
)

// A Key is what the forms of one word have in common. It has no more than
// MaxKey bytes, and none below U+0020.
type Key struct {
	Text string
	Weak bool
}

// MaxKey is how long a key can get, in bytes.
const MaxKey = 2*maxLetters + 4

// maxLetters is how many letters of a word count: what is longer is none.
const maxLetters = 40

// The first letter of a key says of which language it is.
const (
	ofKazakh  = "k"
	ofRussian = "r"
	ofEnglish = "e"
	ofNumber  = "n" // figures mean the same everywhere
	ofFamily  = "w"
)

// Keys are the keys of a folded word in a text of a language, the strong one
// first. A word in the letters of another language is taken for one of it: an
// institution keeps its English name in a Kazakh text.
func Keys(l i18n.Lang, word string) []Key {
	word = bounded(word)
	switch s := scriptOf(word); {
	case word == "":
		return nil
	case s == figures:
		return []Key{{Text: ofNumber + word}}
	case s == latin && l == i18n.KK:
		return append([]Key{{Text: ofEnglish + snowball(english.Stem, word)}}, family(word)...)
	case s == latin:
		return []Key{{Text: ofEnglish + snowball(english.Stem, word)}}
	case s == cyrillic && l == i18n.RU && !hasKazakh(word):
		return []Key{{Text: ofRussian + snowball(russian.Stem, word)}}
	}
	return append([]Key{{Text: ofKazakh + kazakh(word)}}, family(word)...)
}

// Asked are the keys under which a folded word that somebody looks for may be
// found, in whatever language it is, the strong ones first.
func Asked(word string) []Key {
	word = bounded(word)
	switch s := scriptOf(word); {
	case word == "":
		return nil
	case s == figures:
		return []Key{{Text: ofNumber + word}}
	case s == latin:
		return append([]Key{{Text: ofEnglish + snowball(english.Stem, word)}}, family(word)...)
	}
	// A Kazakh form may be of a word that Russian has too: прокуратураға.
	keys := []Key{{Text: ofKazakh + kazakh(word)}}
	for _, form := range []string{word, kazakh(word)} {
		key := Key{Text: ofRussian + snowball(russian.Stem, form)}
		if scriptOf(form) == cyrillic && !hasKazakh(form) && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return append(keys, family(word)...)
}

// family is the weak key of a word; none if it has nothing to bring together.
func family(word string) []Key {
	if root := root(word); root != "" {
		return []Key{{Text: ofFamily + root, Weak: true}}
	}
	return nil
}

func snowball(stem func(*snowballstem.Env) bool, word string) string {
	env := snowballstem.NewEnv(word)
	stem(env)
	return env.Current()
}

// bounded cuts what is too long to be a word.
func bounded(word string) string {
	if len(word) <= maxLetters {
		return word
	}
	n := 0
	for i := range word {
		if n++; n > maxLetters || i > 2*maxLetters {
			return word[:i]
		}
	}
	return word
}

// The scripts of words.
const (
	other = iota
	cyrillic
	latin
	figures
)

// scriptOf is the script of a word's letters. A word with figures in it, such
// as a number of a law, is compared as it is.
func scriptOf(word string) int {
	script := other
	for _, r := range word {
		switch {
		case unicode.IsNumber(r):
			return figures
		case r < utf8.RuneSelf, unicode.Is(unicode.Latin, r):
			script = latin
		case script == other && unicode.Is(unicode.Cyrillic, r):
			script = cyrillic
		}
	}
	return script
}

// hasKazakh reports whether a word has letters that Russian has not.
func hasKazakh(word string) bool { return strings.ContainsAny(word, "әғқңөұүһі") }
