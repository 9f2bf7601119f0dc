package stem

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"adal/internal/i18n"
)

// A Word is one of a text: where it stands in bytes, and how it is compared.
type Word struct {
	Start, End int
	Folded     string
}

// Words finds the words of a text, in their order. A word is letters, figures
// and what marks them; a soft hyphen or an apostrophe within doesn't end it.
func Words(text string) iter.Seq[Word] {
	return func(yield func(Word) bool) {
		start := -1
		for i, r := range text {
			within := isWord(r) || start >= 0 && joins(r) && followed(text[i+utf8.RuneLen(r):])
			switch {
			case within && start < 0:
				start = i
			case !within && start >= 0:
				if w := (Word{start, i, fold(text[start:i])}); w.Folded != "" && !yield(w) {
					return
				}
				start = -1
			}
		}
		if start >= 0 {
			if w := (Word{start, len(text), fold(text[start:])}); w.Folded != "" {
				yield(w)
			}
		}
	}
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
}

// joins reports whether a character stands within words without ending them.
func joins(r rune) bool {
	return r == '\u00ad' || r == '\u200b' || r == '\u200d' || r == '\'' || r == '\u2019' || r == '\u02bc'
}

// followed reports whether a letter comes next.
func followed(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsLetter(r)
}

// fold makes small, plain letters of a word. Most words are made of the letters
// of our languages and need no table of Unicode for it.
func fold(word string) string {
	var b strings.Builder
	b.Grow(len(word))
	for _, r := range word {
		switch {
		case r >= 'а' && r <= 'я', r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		case r == '\'' || r == '\u2019' || r == '\u02bc':
			continue
		case r >= 'А' && r <= 'Я', r >= 'A' && r <= 'Z':
			r += 'a' - 'A' // the same distance in both
		case strings.ContainsRune("әғқңөұүһі", r):
		default:
			return strings.ReplaceAll(i18n.Fold(strings.Map(unmarked, word)), " ", "")
		}
		b.WriteRune(r)
	}
	return b.String()
}

// unmarked leaves out the apostrophes of a word.
func unmarked(r rune) rune {
	if r == '\'' || r == '\u2019' || r == '\u02bc' {
		return -1
	}
	return r
}
