package seal

import (
	"crypto/rand"
	"embed"
	"fmt"
	"math/big"
	"strings"
	"sync"

	"adal/internal/i18n"
)

//go:embed words/*.txt
var lists embed.FS

// wordCount is the length of each list: a word is worth exactly ten bits.
const wordCount = 1024

// wordsOf holds the lists in the order of their files, one word a line.
var wordsOf = sync.OnceValue(func() map[i18n.Lang][]string {
	all := make(map[i18n.Lang][]string)
	for _, l := range []i18n.Lang{i18n.KK, i18n.RU, i18n.EN} {
		text, err := lists.ReadFile("words/" + string(l) + ".txt")
		if err != nil {
			panic(err) // the lists are part of the program
		}
		all[l] = strings.Fields(string(text))
	}
	return all
})

// known holds every word of every list: a phrase is understood on the page of any
// language.
var known = sync.OnceValue(func() map[string]bool {
	all := make(map[string]bool)
	for _, words := range wordsOf() {
		for _, w := range words {
			all[w] = true
		}
	}
	return all
})

// draw picks n words of a language, each independently and with equal chance,
// from the system's source of randomness, and writes them with single spaces.
func draw(l i18n.Lang, n int) (string, error) {
	words := wordsOf()[l]
	if len(words) != wordCount {
		return "", fmt.Errorf("drawing words: no list of %d words for %q", wordCount, l)
	}
	drawn := make([]string, n)
	for i := range drawn {
		at, err := rand.Int(rand.Reader, big.NewInt(wordCount))
		if err != nil {
			return "", fmt.Errorf("drawing words: %w", err)
		}
		drawn[i] = words[at.Int64()]
	}
	return strings.Join(drawn, " "), nil
}
