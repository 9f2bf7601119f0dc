package monitoring

import (
	"strings"
	"unicode"

	"adal/internal/i18n"
)

// Nobody is guilty of a crime before a court has said so. These are the beginnings
// of words that say it before. They warn and don't forbid: "there is a notice
// about bribes on the wall" is a fact.
var accusing = map[i18n.Lang][]string{
	i18n.KK: {"пара", "парақор", "жемқор", "ұры", "ұрла", "қылмыс", "алаяқ", "кінәлі", "жымқыр", "тонау"},
	i18n.RU: {
		"взятк", "взяток", "взяточ", "коррупц", "коррумп", "вор", "воров", "украл", "украд", "краж", "преступ", "мошен", "виновн",
		"хищен", "расхи", "откат", "распил",
	},
	i18n.EN: {"brib", "corrupt", "thief", "thieves", "steal", "stole", "criminal", "crime", "fraud", "guilt", "embezzl", "kickback", "swindl"},
}

// innocent are beginnings of words that begin like those and mean something else.
// The longer beginning counts: a sheet of paper is парақ, a taker of bribes парақор.
var innocent = map[i18n.Lang][]string{
	i18n.KK: {"парақ", "парас", "параг", "парал", "парад", "парам", "ұрыс", "ұрық"},
	i18n.RU: {"ворот", "ворон", "ворс", "ворч", "ворош"},
}

// Accusations returns the words of a text that accuse somebody of a crime.
func Accusations(l i18n.Lang, text string) (found []string) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		folded := i18n.Fold(word)
		if n := beginning(folded, accusing[l]); n > 0 && n >= beginning(folded, innocent[l]) {
			found = append(found, word)
		}
	}
	return found
}

// beginning is the length of the longest beginning that a word has.
func beginning(word string, beginnings []string) (n int) {
	for _, b := range beginnings {
		if strings.HasPrefix(word, b) {
			n = max(n, len(b))
		}
	}
	return n
}

// Accusations returns the words of all languages that accuse somebody.
func (w Words) Accusations() (found []string) {
	w.each(func(_ string, _ int, l i18n.Lang, s *string) { found = append(found, Accusations(l, *s)...) })
	return found
}
