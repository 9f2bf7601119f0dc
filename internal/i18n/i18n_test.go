package i18n

import (
	"encoding/json"
	"testing"

	"github.com/BurntSushi/toml"
)

func TestParse(t *testing.T) {
	for _, l := range []Lang{"kk", "ru", "en"} {
		if got, ok := Parse(string(l)); got != l || !ok {
			t.Errorf("Parse(%q) = %q, %v", l, got, ok)
		}
	}
	for _, s := range []string{"", "KK", "kk-KZ", "kz", "de", " ru", "eng"} {
		if got, ok := Parse(s); ok || got != KK {
			t.Errorf("Parse(%q) = %q, %v, want kk, false", s, got, ok)
		}
	}
}

func TestKazakhComesFirst(t *testing.T) {
	if len(Langs) != 3 || Langs[0] != KK || Langs[1] != RU || Langs[2] != EN {
		t.Errorf("Langs = %v, want [kk ru en]", Langs)
	}
	for i, l := range Langs {
		if l.place() != i {
			t.Errorf("the place of %s is %d, want %d", l, l.place(), i)
		}
	}
}

func TestTextIn(t *testing.T) {
	all := Text{KK: "хабар", RU: "сигнал", EN: "signal"}
	for _, c := range []struct {
		text Text
		l    Lang
		want string
	}{
		{all, KK, "хабар"},
		{all, RU, "сигнал"},
		{all, EN, "signal"},
		{all, "de", "хабар"},
		{Text{KK: "хабар", EN: "signal"}, RU, "хабар"},
		{Text{RU: "сигнал", EN: "signal"}, KK, "сигнал"},
		{Text{KK: "хабар", RU: "сигнал"}, EN, "хабар"},
		{Text{RU: "сигнал"}, EN, "сигнал"},
		{Text{EN: "signal"}, KK, "signal"},
		{Text{EN: "signal"}, RU, "signal"},
		{Text{}, RU, ""},
	} {
		if got := c.text.In(c.l); got != c.want {
			t.Errorf("%+v in %q = %q, want %q", c.text, c.l, got, c.want)
		}
	}
}

// TestTextOwn takes no language's text for another's.
func TestTextOwn(t *testing.T) {
	for _, c := range []struct {
		text Text
		l    Lang
		want string
	}{
		{Text{"хабар", "сигнал", "signal"}, KK, "хабар"},
		{Text{"хабар", "сигнал", "signal"}, RU, "сигнал"},
		{Text{"хабар", "сигнал", "signal"}, EN, "signal"},
		{Text{KK: "хабар", EN: "signal"}, RU, ""},
		{Text{RU: "сигнал"}, KK, ""},
		{Text{RU: "сигнал"}, EN, ""},
	} {
		if got := c.text.Own(c.l); got != c.want {
			t.Errorf("%+v of %q alone is %q, want %q", c.text, c.l, got, c.want)
		}
	}
}

func TestTextIsWrittenBySmallTags(t *testing.T) {
	want := Text{KK: "үй", RU: "дом", EN: "house"}
	var got Text
	if err := json.Unmarshal([]byte(`{"kk":"үй","ru":"дом","en":"house"}`), &got); err != nil || got != want {
		t.Errorf("from JSON: %+v, %v", got, err)
	}
	if b, err := json.Marshal(want); err != nil || string(b) != `{"kk":"үй","ru":"дом","en":"house"}` {
		t.Errorf("to JSON: %s, %v", b, err)
	}
	got = Text{}
	if _, err := toml.Decode("kk = 'үй'\nru = 'дом'\nen = 'house'\n", &got); err != nil || got != want {
		t.Errorf("from TOML: %+v, %v", got, err)
	}
}
