// Package i18n speaks Kazakh, Russian and English.
//
// The rule of the domain: Kazakh comes first. It is the state language
// (Constitution, art. 7.1; Law 151-I on languages, art. 4), Russian is used
// officially on a par with it (art. 7.2), and English serves readers abroad. So
// whoever asks for a language that we do not speak is answered in Kazakh, and a
// text that is not translated yet is shown in Kazakh, then Russian, then
// English, never as an empty place.
//
// What people read is not put together out of parts: a word is a whole sentence
// with places for names and numbers, because cases, vowel harmony and plurals
// differ between the three languages. Names of months, forms of dates and
// numbers, plural rules and the alphabet follow the Unicode CLDR; where the
// house differs, the place says so. Names and plurals were compared with
// CLDR 48.
//
// Everything here may be used by many goroutines at once; Words only after the
// last Load.
package i18n

// A Lang is a language of the site, written as BCP 47 writes it and as it stands
// in addresses: "kk", "ru", "en". Any other value is treated as Kazakh.
type Lang string

// The languages.
const (
	KK Lang = "kk"
	RU Lang = "ru"
	EN Lang = "en"
)

// Langs are all languages in the order in which the site offers them. It is not
// to be changed.
var Langs = []Lang{KK, RU, EN}

// Parse returns the language that stands in an address. Only the exact small
// letters count, so that every page has one address.
func Parse(s string) (Lang, bool) {
	switch l := Lang(s); l {
	case KK, RU, EN:
		return l, true
	}
	return KK, false
}

// place is the place of a language in Langs, and so in every table here.
func (l Lang) place() int {
	switch l {
	case RU:
		return 1
	case EN:
		return 2
	}
	return 0
}

// A Text is one text in the three languages; any of them may be missing.
type Text struct {
	KK string `json:"kk" toml:"kk"`
	RU string `json:"ru" toml:"ru"`
	EN string `json:"en" toml:"en"`
}

// Own returns the text in a language and in no other; it is empty where there is
// none.
func (t Text) Own(l Lang) string { return [...]string{t.KK, t.RU, t.EN}[l.place()] }

// In returns the text in a language, or else the first that there is of Kazakh,
// Russian and English. It is empty only if all three are.
func (t Text) In(l Lang) string {
	if s := t.Own(l); s != "" {
		return s
	}
	for _, s := range [...]string{t.KK, t.RU, t.EN} {
		if s != "" {
			return s
		}
	}
	return ""
}
