package workbook

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"github.com/BurntSushi/toml"
	"golang.org/x/text/unicode/norm"
)

//go:embed names.toml
var namesText []byte

type countries struct {
	codes map[string]bool
	names map[string]string // folded name → code
	old   map[string]string // code no longer used → code
}

var known = sync.OnceValue(func() countries {
	var file struct {
		Old   map[string]string   `toml:"old"`
		Names map[string][]string `toml:"names"`
	}
	if err := toml.Unmarshal(namesText, &file); err != nil {
		panic(fmt.Sprintf("reading names.toml: %v", err)) // part of the program; a test reads it
	}
	k := countries{codes: map[string]bool{}, names: map[string]string{}, old: file.Old}
	for code, names := range file.Names {
		k.codes[code] = true
		for _, name := range names {
			k.names[foldName(name)] = code
		}
	}
	return k
})

// foldName is a country's name without case, accents, punctuation, "the" and
// "and", so that spellings of one name meet.
func foldName(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r):
			b.WriteRune(r)
		case r == '\'' || r == '’' || r == '´' || r == '`' || r == '.':
		default:
			b.WriteByte(' ')
		}
	}
	var words []string
	for _, w := range strings.Fields(b.String()) {
		switch w {
		case "the", "and":
			continue
		case "st":
			w = "saint"
		}
		words = append(words, w)
	}
	return strings.Join(words, " ")
}

// unit is the ISO 3166 code of the unit of a row, from its code, mended where
// an old one is written, and from its name, which must not contradict it.
func (t *table) unit(r int) (string, error) {
	codeAt, nameAt := t.column("code"), t.column("country")
	written, name := strings.ToUpper(t.cell(r, codeAt)), t.cell(r, nameAt)
	byName := known().names[foldName(name)]
	code := written
	if now, ok := known().old[code]; ok {
		code = now
	}
	switch {
	case code == "" && name == "":
		return "", t.wrong(r, t.unitColumn(), "no-unit")
	case known().codes[code] && byName != "" && byName != code:
		return "", t.wrong(r, codeAt, "unit-differs", written, name)
	case known().codes[code]:
		return code, nil
	case byName != "":
		return byName, nil
	case code != "":
		return "", t.wrong(r, codeAt, "unit-unknown", written)
	}
	return "", t.wrong(r, nameAt, "unit-unknown", name)
}
