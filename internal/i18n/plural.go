package i18n

import (
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// tags are the languages as golang.org/x/text knows them, in the order of Langs.
var tags = [...]language.Tag{language.Kazakh, language.Russian, language.English}

// The forms of a word. What is not one of them is said in the base form: "many"
// in Russian, "other" in English, everything in Kazakh.
const (
	base = iota
	one
	few
)

// Plural returns CLDR's cardinal category of a whole number: "one", "few" or
// "many" in Russian, "one" or "other" in English and in Kazakh. Kazakh has a
// category for 1, but its words keep the singular after every numeral.
func Plural(l Lang, n int) string {
	switch category(l, magnitude(int64(n))) {
	case plural.One:
		return "one"
	case plural.Few:
		return "few"
	case plural.Many:
		return "many"
	}
	return "other"
}

// form is the form of a word that goes with a number.
func form(l Lang, n uint64) int {
	if l.place() == 0 {
		return base // «592 рет», «1 рет»: the numeral says that it is many
	}
	switch category(l, n) {
	case plural.One:
		return one
	case plural.Few:
		return few
	}
	return base
}

// category asks CLDR's rules for a number without visible fraction digits, so
// that the operands are i = n and v = w = f = t = 0.
//
// The rules look at the last two digits and at whether the number is small. The
// package lets a number that is too large for an int be passed modulo
// 10,000,000, which would make 10,000,001 a 1 and English of it "one"; one more
// million keeps a large number large.
func category(l Lang, n uint64) plural.Form {
	const million = 1_000_000
	if n > million {
		n = million + n%million
	}
	return plural.Cardinal.MatchPlural(tags[l.place()], int(n), 0, 0, 0, 0)
}

// magnitude is a number without its sign; it holds for the smallest int64 too.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}
