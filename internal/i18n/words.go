package i18n

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// Words are all words of the site by key, "<package>.<key>".
type Words map[string]*Word

// A Word is what is said under one key: a text in three languages with %s and
// %d where names and numbers go, and its plural forms.
type Word struct {
	Text
	plural bool
	said   [3][]saying // by language and form; one without plural forms has the base
}

// saying is the text of a form in a language.
func (w *Word) saying(l Lang, form int) *saying { return &w.said[l.place()][form] }

// Load reads words.toml of fsys and adds its words as "<prefix>.<key>":
//
//	[views]
//	kk = "%d рет көрсетілді"
//	ru = "%d просмотров"
//	en = "%d views"
//	[views.one]
//	ru = "%d просмотр"
//	en = "%d view"
//	[views.few]
//	ru = "%d просмотра"
//
// Every word must be there in all languages, with the same places in the same
// order; a word with plural forms must have all of them; a percent sign that is
// no place is written %%. Any other field is an error, as is a key that is there
// already. The error names the file and every key that is wrong; then nothing is
// added.
func (w *Words) Load(prefix string, fsys fs.FS) error {
	if prefix == "" {
		return errors.New("reading words.toml: the words need the name of their package")
	}
	file := prefix + "/words.toml"
	text, err := fs.ReadFile(fsys, "words.toml")
	if err != nil {
		return fmt.Errorf("reading %s: %w", file, err)
	}
	var tables map[string]any
	if _, err := toml.Decode(string(text), &tables); err != nil {
		return fmt.Errorf("reading %s: %w", file, err)
	}
	read := Words{}
	var wrong []error
	for _, key := range slices.Sorted(maps.Keys(tables)) {
		whole := prefix + "." + key
		word, err := newWord(tables[key])
		if _, twice := (*w)[whole]; twice {
			err = errors.Join(err, errors.New("there is a word with this key already"))
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %s: %w", file, key, err))
		}
		read[whole] = word
	}
	if wrong != nil {
		return errors.Join(wrong...)
	}
	if *w == nil {
		*w = Words{}
	}
	maps.Copy(*w, read)
	return nil
}

// newWord makes a word of one table of words.toml.
func newWord(table any) (*Word, error) {
	fields := map[string]string{}
	if err := flatten("", table, fields); err != nil {
		return nil, err
	}
	word := &Word{Text: Text{KK: fields["kk"], RU: fields["ru"], EN: fields["en"]}}
	need := []string{"kk", "ru", "en"}
	for _, name := range pluralFields {
		if _, ok := fields[name]; ok {
			word.plural = true
		}
	}
	if word.plural {
		need = append(need, pluralFields...)
	}
	for _, name := range need {
		if strings.TrimSpace(fields[name]) == "" {
			return nil, fmt.Errorf("%q is missing", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !slices.Contains(need, name) {
			return nil, fmt.Errorf("there is no field %q", name)
		}
	}
	return word, word.compile(fields, need)
}

// pluralFields are the forms that a word has apart from its base text. Kazakh
// has none, because it keeps the singular after a numeral.
var pluralFields = []string{"one.ru", "one.en", "few.ru"}

// flatten gives every text of a table its path, "ru" or "one.ru".
func flatten(path string, value any, fields map[string]string) error {
	switch v := value.(type) {
	case string:
		if path == "" {
			return errors.New("a word is a table with kk, ru and en")
		}
		fields[path] = v
		return nil
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			under := name
			if path != "" {
				under = path + "." + name
			}
			if err := flatten(under, v[name], fields); err != nil {
				return err
			}
		}
		if len(v) == 0 && path != "" {
			return fmt.Errorf("%q is empty", path)
		}
		return nil
	}
	if path == "" {
		return errors.New("a word is a table with kk, ru and en")
	}
	return fmt.Errorf("%q must be a text", path)
}

// compile cuts every text at its places, so that Say only has to join.
func (w *Word) compile(fields map[string]string, names []string) error {
	cut := map[string]saying{}
	for _, name := range names {
		s, err := newSaying(fields[name])
		if err != nil {
			return fmt.Errorf("%q: %w", name, err)
		}
		if want := cut["kk"].verbs; name != "kk" && s.verbs != want {
			return fmt.Errorf("%q has the places %q and \"kk\" has %q; they must be the same in all languages", name, s.verbs, want)
		}
		cut[name] = s
	}
	for i, l := range Langs {
		w.said[i] = []saying{cut[string(l)]}
		if !w.plural {
			continue
		}
		w.said[i] = []saying{base: cut[string(l)], one: cut[string(l)], few: cut[string(l)]}
		if s, ok := cut["one."+string(l)]; ok {
			w.said[i][one] = s
		}
		if s, ok := cut["few."+string(l)]; ok {
			w.said[i][few] = s
		}
	}
	return nil
}
