package i18n

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold makes the search key of a text: compatibility forms become plain (NFKC),
// letters small, ё becomes е, marks that no letter took up (a stress mark) and
// invisible characters (a soft hyphen) go, and whatever is neither letter nor
// digit becomes one space between words and none at the ends.
//
// The database cannot do this: neither engine knows small letters beyond ASCII
// everywhere, so a search column holds what Fold made of the text, and what is
// looked for is folded too. Ә ғ қ ң ө ұ ү һ і and й stay letters of their own.
// Small letters go rune by rune, without the rules for Turkish or for a Greek
// sigma, so a part of a word folds as the whole does, and folding twice changes
// nothing.
func Fold(s string) string {
	s = norm.NFKC.String(s)
	var key strings.Builder
	key.Grow(len(s))
	gap := false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.Is(unicode.Mc, r):
			gap = true
			continue
		}
		if gap && key.Len() > 0 {
			key.WriteByte(' ')
		}
		gap = false
		if r = unicode.ToLower(r); r == 'ё' {
			r = 'е'
		}
		key.WriteRune(r)
	}
	// What stood on both sides of a lost mark may compose now.
	return norm.NFKC.String(key.String())
}

// FoldLoose makes the second, weaker search key: Fold, and the Kazakh letters as
// people without a Kazakh keyboard type them in Russian ones. It confuses words
// (құн and кун), so what it finds comes after what Fold finds.
func FoldLoose(s string) string { return strings.Map(loose, Fold(s)) }

// loose is the Russian letter that is typed for a Kazakh one.
func loose(r rune) rune {
	switch r {
	case 'ә':
		return 'а'
	case 'ғ':
		return 'г'
	case 'қ':
		return 'к'
	case 'ң':
		return 'н'
	case 'ө':
		return 'о'
	case 'ұ', 'ү':
		return 'у'
	case 'һ':
		return 'х'
	case 'і':
		return 'и'
	}
	return r
}
