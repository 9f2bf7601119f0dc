package i18n

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func TestLoadRefuses(t *testing.T) {
	const whole = "[a]\nkk='а'\nru='а'\nen='a'\n"
	for _, c := range []struct {
		why, text string
		want      []string // all of them stand in the error
	}{
		{"a missing language", "[a]\nkk='а'\nru='а'\n", []string{"newsroom/words.toml", "a:", `"en" is missing`}},
		{"an empty language", "[a]\nkk=' '\nru='а'\nen='a'\n", []string{"a:", `"kk" is missing`}},
		{"an unknown language", whole + "de='a'\n", []string{"a:", `no field "de"`}},
		{"a language in capitals", "[a]\nKK='а'\nru='а'\nen='a'\n", []string{"a:", `"kk" is missing`}},
		{"an unknown table", whole + "[a.two]\nru='а'\n", []string{"a:", `no field "two.ru"`}},
		{"an empty table", whole + "[a.one]\n", []string{"a:", `"one" is empty`}},
		{"a Kazakh plural", whole + "[a.one]\nkk='а'\nru='а'\nen='a'\n[a.few]\nru='а'\n", []string{"a:", `no field "one.kk"`}},
		{"an English few", whole + "[a.one]\nru='а'\nen='a'\n[a.few]\nru='а'\nen='a'\n", []string{"a:", `no field "few.en"`}},
		{"one without few", whole + "[a.one]\nru='а'\nen='a'\n", []string{"a:", `"few.ru" is missing`}},
		{"few without one", whole + "[a.few]\nru='а'\n", []string{"a:", `"one.ru" is missing`}},
		{"a number for a text", "[a]\nkk=1\nru='а'\nen='a'\n", []string{"a:", `"kk" must be a text`}},
		{"a list of words", "[[a]]\nkk='а'\nru='а'\nen='a'\n", []string{"a:", "a table with kk, ru and en"}},
		{"a bare text", "a='а'\n", []string{"a:", "a table with kk, ru and en"}},
		{"another verb", "[a]\nkk='%v'\nru='%v'\nen='%v'\n", []string{"a:", "the places are %s and %d"}},
		{"a width", "[a]\nkk='%02d'\nru='%02d'\nen='%02d'\n", []string{"a:", "the places are %s and %d"}},
		{"a bare percent sign", "[a]\nkk='5%'\nru='5 %'\nen='5%'\n", []string{"a:", "a percent sign is %%"}},
		{"a lost place", "[a]\nkk='%s %d'\nru='%s'\nen='%s %d'\n", []string{"a:", `"ru" has the places "s" and "kk" has "sd"`}},
		{"another order", "[a]\nkk='%s %d'\nru='%s %d'\nen='%d %s'\n", []string{"a:", `"en" has the places "ds"`}},
		{"a plural without its place", "[a]\nkk='%d'\nru='%d'\nen='%d'\n[a.one]\nru='%d'\nen='one'\n[a.few]\nru='%d'\n", []string{"a:", `"one.en" has the places ""`}},
		{"two wrong words", "[a]\nkk='а'\n[b]\nru='б'\n", []string{`a: "ru" is missing`, `b: "kk" is missing`}},
		{"no TOML", "[a\n", []string{"newsroom/words.toml"}},
		{"a key twice", whole + whole, []string{"newsroom/words.toml"}},
	} {
		words := Words{}
		err := words.Load("newsroom", fstest.MapFS{"words.toml": {Data: []byte(c.text)}})
		if err == nil {
			t.Errorf("%s was accepted", c.why)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q does not say %q", c.why, err, want)
			}
		}
		if len(words) != 0 {
			t.Errorf("%s: %d words were added all the same", c.why, len(words))
		}
	}
}

func TestLoadTwice(t *testing.T) {
	file := fstest.MapFS{"words.toml": {Data: []byte("[a]\nkk='а'\nru='б'\nen='c'\n")}}
	var words Words
	if err := words.Load("web", file); err != nil {
		t.Fatal(err)
	}
	if err := words.Load("office", file); err != nil {
		t.Fatal(err)
	}
	err := words.Load("web", file)
	if err == nil || !strings.Contains(err.Error(), "web/words.toml: a: there is a word with this key already") {
		t.Errorf("the same words twice: %v", err)
	}
	if len(words) != 2 || words.Say(EN, "web.a") != "c" || words["office.a"].In(RU) != "б" {
		t.Errorf("words = %v", words)
	}
}

func TestLoadNeedsAFileAndAName(t *testing.T) {
	var words Words
	if err := words.Load("web", fstest.MapFS{}); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "web/words.toml") {
		t.Errorf("without a file: %v", err)
	}
	if err := words.Load("", fstest.MapFS{"words.toml": {}}); err == nil {
		t.Error("words without a package were accepted")
	}
	if err := words.Load("web", fstest.MapFS{"words.toml": {}}); err != nil || len(words) != 0 {
		t.Errorf("no words at all: %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(viewsTOML), 5)
	f.Add([]byte("[a]\nkk='%%'\nru='%%'\nen='%%'\n"), 0)
	f.Add([]byte("a.kk='%s'\na.ru='%s'\na.en='%s'\n"), -1)
	f.Add([]byte("[\"\"]\nkk='а'\nru='а'\nen='a'\n"), 1)
	f.Fuzz(func(t *testing.T, text []byte, n int) {
		words := Words{}
		if err := words.Load("fuzz", fstest.MapFS{"words.toml": {Data: text}}); err != nil {
			if len(words) != 0 {
				t.Errorf("words were added in spite of %v", err)
			}
			return
		}
		for key, word := range words {
			for i, l := range Langs {
				if strings.TrimSpace(word.In(l)) == "" {
					t.Errorf("%q says nothing in %s", key, l)
				}
				if places := len(word.said[i][base].parts) - 1; places != len(word.said[0][base].parts)-1 {
					t.Errorf("%q has %d places in %s", key, places, l)
				}
				words.Say(l, key, n, key)
			}
		}
	})
}
