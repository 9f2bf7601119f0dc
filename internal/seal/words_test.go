package seal_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// letters are the alphabets of the lists. Kazakh words are native ones, so the
// letters that came with loanwords only (ё, ц, ч, щ, ъ, ь, э) are not there.
var letters = map[string]string{
	"kk": "аәбвгғдежзийкқлмнңоөпрстуұүфхһшыіюя",
	"ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
	"en": "abcdefghijklmnopqrstuvwxyz",
}

// plain writes a Kazakh word as people do on a keyboard without its letters.
var plain = strings.NewReplacer("ә", "а", "ғ", "г", "қ", "к", "ң", "н",
	"ө", "о", "ұ", "у", "ү", "у", "һ", "х", "і", "и")

func list(t *testing.T, lang string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("words", lang+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

func TestListsAreWorthTenBitsAWord(t *testing.T) {
	for lang := range letters {
		words := list(t, lang)
		if len(words) != 1024 {
			t.Errorf("%s: %d words, want 1024", lang, len(words))
		}
		for i, w := range words {
			if i > 0 && words[i-1] >= w {
				t.Errorf("%s: %q does not come after %q", lang, w, words[i-1])
			}
		}
	}
}

func TestWordsAreEasyToWrite(t *testing.T) {
	for lang, alphabet := range letters {
		for _, w := range list(t, lang) {
			if n := utf8.RuneCountInString(w); n < 3 || n > 8 {
				t.Errorf("%s: %q has %d letters, want 3 to 8", lang, w, n)
			}
			if other := strings.Trim(w, alphabet); other != "" {
				t.Errorf("%s: %q has something that is no letter of the language: %q", lang, w, other)
			}
		}
	}
}

func TestNoWordIsInTwoLists(t *testing.T) {
	in := map[string]string{}
	for lang := range letters {
		for _, w := range list(t, lang) {
			// The plain spelling counts too; it changes Kazakh words only.
			for _, spelling := range slices.Compact([]string{w, plain.Replace(w)}) {
				if first, ok := in[spelling]; ok && first != lang {
					t.Errorf("%q is in %s and in %s", spelling, first, lang)
				}
				in[spelling] = lang
			}
		}
	}
}

func TestWordsOfAListCannotBeConfused(t *testing.T) {
	for lang := range letters {
		var words [][]rune
		for _, w := range list(t, lang) {
			words = append(words, []rune(plain.Replace(w)))
		}
		for i, a := range words {
			for _, b := range words[:i] {
				if common := min(4, len(a), len(b)); slices.Equal(a[:common], b[:common]) {
					t.Errorf("%s: %q and %q begin alike", lang, string(b), string(a))
				}
				if near(a, b) {
					t.Errorf("%s: one slip makes %q of %q", lang, string(b), string(a))
				}
			}
		}
	}
}

// near tells whether a and b are the same or one letter changed, left out or
// added makes one of the other.
func near(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	at := 0
	for at < len(a) && a[at] == b[at] {
		at++
	}
	if len(a) == len(b) {
		return at == len(a) || slices.Equal(a[at+1:], b[at+1:])
	}
	return slices.Equal(a[at:], b[at+1:])
}

// The yardstick itself: pairs whose distance is counted by hand.
func TestNear(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"тау", "тау", true},    // the same
		{"тау", "тас", true},    // у changed to с
		{"тау", "таулы", false}, // two letters added
		{"бал", "балк", true},   // one added at the end
		{"рог", "порог", false}, // two added in front
		{"лон", "клон", true},   // one added in front
		{"парк", "прак", false}, // two letters exchanged are two changes
		{"кот", "ток", false},   // two changes
	} {
		if got := near([]rune(c.a), []rune(c.b)); got != c.want {
			t.Errorf("near(%q, %q) = %v, want %v", c.a, c.b, got, c.want)
		}
		if got := near([]rune(c.b), []rune(c.a)); got != c.want {
			t.Errorf("near(%q, %q) = %v, want %v", c.b, c.a, got, c.want)
		}
	}
}
