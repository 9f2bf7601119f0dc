package i18n

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// latin writes the letters of Kazakh and Russian as addresses have them. It is
// for addresses alone: people read the title.
var latin = map[rune]string{
	'а': "a", 'ә': "a", 'б': "b", 'в': "v", 'г': "g", 'ғ': "g", 'д': "d", 'е': "e", 'ё': "yo", 'ж': "zh", 'з': "z",
	'и': "i", 'й': "i", 'к': "k", 'қ': "q", 'л': "l", 'м': "m", 'н': "n", 'ң': "n", 'о': "o", 'ө': "o", 'п': "p",
	'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ұ': "u", 'ү': "u", 'ф': "f", 'х': "h", 'һ': "h", 'ц': "ts", 'ч': "ch",
	'ш': "sh", 'щ': "shch", 'ъ': "", 'ы': "y", 'і': "i", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya",
}

// slugLength bounds a slug; a longer one ends after a whole word.
const slugLength = 80

// Slug is how a title, a heading or a tag stands in addresses: small Latin letters,
// digits and single hyphens. It is "text" for a title with none of them, and is
// the same for every spelling that differs in nothing else.
func Slug(title string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(norm.NFC.String(title)) {
		said, known := latin[r]
		switch {
		case known:
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			said = string(r)
		case r == '’' || r == '\'':
			continue
		default:
			gap = b.Len() > 0
			continue
		}
		if gap && said != "" {
			b.WriteByte('-')
			gap = false
		}
		b.WriteString(said)
	}
	slug := b.String()
	if len(slug) > slugLength {
		slug = slug[:slugLength]
		if at := strings.LastIndexByte(slug, '-'); at > slugLength/2 {
			slug = slug[:at]
		}
	}
	if slug == "" {
		return "text"
	}
	return slug
}
