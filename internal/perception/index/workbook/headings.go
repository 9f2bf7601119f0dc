package workbook

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/BurntSushi/toml"
)

//go:embed headings.toml
var headingsText []byte

type headingWords struct {
	Figures map[string][]string `toml:"figures"`
	Sources map[string][]string `toml:"sources"`
	Regions map[string]string   `toml:"regions"`
}

var headings = sync.OnceValue(func() headingWords {
	var h headingWords
	if err := toml.Unmarshal(headingsText, &h); err != nil {
		panic(fmt.Sprintf("reading headings.toml: %v", err)) // part of the program; a test reads it
	}
	return h
})

// A heading is what a column is called, taken apart.
type heading struct {
	words string // lower case, without punctuation and years
	years []int
}

// readHeading takes a heading apart: "CPI score 2019" is "cpi score" of 2019,
// "CPI2015(2)" is "cpi" of 2015 and "ISO3" is "iso", because single digits
// only count columns of the same name.
func readHeading(text string) heading {
	var h heading
	var words []string
	for _, word := range strings.FieldsFunc(apart(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		n, err := strconv.Atoi(word)
		switch {
		case err == nil && n >= 1990 && n <= 2100:
			h.years = append(h.years, n)
		case err == nil && len(word) == 1:
		default:
			words = append(words, word)
		}
	}
	h.words = strings.Join(words, " ")
	return h
}

// apart is the text in lower case with a blank between letters and digits.
func apart(text string) string {
	var b strings.Builder
	last := ' '
	for _, r := range strings.ToLower(text) {
		if unicode.IsLetter(last) && unicode.IsDigit(r) || unicode.IsDigit(last) && unicode.IsLetter(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// figure is which published figure the heading names, "" if none.
func (h heading) figure() string {
	for name, called := range headings().Figures {
		if slices.Contains(called, h.words) {
			return name
		}
	}
	return ""
}

// source is which source the heading names, "" if none. Two sources with
// equally long phrases in it are both returned.
func (h heading) source() (key, other string) {
	longest := 0
	for name, phrases := range headings().Sources {
		for _, phrase := range phrases {
			n := len(strings.Fields(phrase))
			if n < longest || !strings.Contains(" "+h.words+" ", " "+phrase+" ") {
				continue
			}
			switch {
			case n > longest:
				key, other, longest = name, "", n
			case name != key:
				other = name
			}
		}
	}
	return key, other
}

func columnName(c int) string {
	return strings.TrimPrefix((&Error{File: "", Column: c + 1}).Place(), ", column ")
}

func rowName(r int) string { return strconv.Itoa(r + 1) }
