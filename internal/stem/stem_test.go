package stem

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"adal/internal/i18n"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWords(t *testing.T) {
	text := "«Адалдық» — бұл 2020-жылғы Ёлка; со\u00adт, e-mail, it’s ҚР\n<b>&amp;"
	var got []string
	for w := range Words(text) {
		got = append(got, text[w.Start:w.End]+"="+w.Folded)
	}
	want := []string{"Адалдық=адалдық", "бұл=бұл", "2020=2020", "жылғы=жылғы", "Ёлка=елка", "со\u00adт=сот", "e=e", "mail=mail", "it’s=its", "ҚР=қр", "b=b", "amp=amp"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
}

// TestSnowball takes words from the published vocabularies of the Snowball
// algorithms: their words with their stems.
func TestSnowball(t *testing.T) {
	for _, c := range []struct {
		l          i18n.Lang
		word, stem string
	}{
		{i18n.RU, "важнейшими", "важн"}, {i18n.RU, "вагоном", "вагон"}, {i18n.RU, "пакостями", "пакост"},
		{i18n.EN, "consistency", "consist"}, {i18n.EN, "knightly", "knight"}, {i18n.EN, "consolations", "consol"},
	} {
		if got := Keys(c.l, c.word)[0].Text[1:]; got != c.stem {
			t.Errorf("%s is cut to %s, want %s", c.word, got, c.stem)
		}
	}
}

// TestLanguages finds a word in texts of each language, whatever the language
// of whoever asks.
func TestLanguages(t *testing.T) {
	for _, c := range []struct {
		l           i18n.Lang
		text, asked string
		want        bool
	}{
		{i18n.RU, "коррупция", "коррупцией", true},
		{i18n.RU, "прокуратуры", "прокуратуре", true},
		{i18n.KK, "прокуратурасы", "прокуратура", true},
		{i18n.RU, "область", "облыс", false},
		{i18n.EN, "regions", "Region", true},
		{i18n.KK, "GRECO", "greco", true},
		{i18n.KK, "410-V", "410", true},
		{i18n.RU, "Әділет", "әділет", true},
		{i18n.RU, "ёлка", "елки", true},
		{i18n.EN, "2020", "2021", false},
	} {
		q, ok := Ask(c.asked), false
		for w := range Words(c.text) {
			ok = ok || q.Words[0].near(c.l, w.Folded) > 0
		}
		if ok != c.want {
			t.Errorf("%q finds %q: %v, want %v", c.asked, c.text, ok, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	court := i18n.Text{KK: "Маңғыстау облыстық соты", RU: "Мангистауский областной суд", EN: "Mangystau regional court"}
	prosecutor := i18n.Text{KK: "Маңғыстау облысының прокуратурасы", RU: "Прокуратура Мангистауской области"}
	for _, asked := range []string{"сот", "соттың", "судом", "суда", "courts", "облыстық сотқа", "маңғыстау", "Мангыстауда соты", "REGIONAL COURT", "мангистауского"} {
		if Ask(asked).Meets(court) == 0 {
			t.Errorf("%q doesn't find the court", asked)
		}
	}
	for _, asked := range []string{"", "прокуратура", "сот прокуратура", "суд court", "«»", "'; DROP TABLE"} {
		if n := Ask(asked).Meets(court); n != 0 {
			t.Errorf("%q finds the court: %d", asked, n)
		}
	}
	if q := Ask("прокуратураға"); q.Meets(prosecutor) == 0 || q.Meets(court) != 0 {
		t.Error("прокуратураға finds the court or no prosecutor")
	}
	exact, form := Ask("соты").Meets(court), Ask("соттар").Meets(court)
	if exact <= form {
		t.Errorf("the very form counts %d, another one %d", exact, form)
	}
	if Ask("сот").Meets(i18n.Text{KK: "Сот"}) <= Ask("сот").Meets(court) {
		t.Error("a short name isn't closer than a long one")
	}
}

func TestAskIsBounded(t *testing.T) {
	q := Ask(strings.Repeat("бір екі үш төрт бес алты жеті сегіз тоғыз он жүз мың миллион ", 5_000))
	if len(q.Words) != MaxAsked || !q.Cut {
		t.Errorf("%d words count, cut: %v", len(q.Words), q.Cut)
	}
	if q := Ask(strings.Repeat("сөз ", 100)); len(q.Words) != 1 || q.Cut {
		t.Errorf("one word a hundred times: %+v", q)
	}
	for _, k := range Asked(strings.Repeat("ұзақ", 1_000)) {
		if len(k.Text) > MaxKey {
			t.Errorf("a key has %d bytes", len(k.Text))
		}
	}
}

// TestKeysMeet holds, for any word of Kazakh letters, that its keys are those
// with which it is looked for, and that a word without Kazakh letters has the
// family of the one with them.
func TestKeysMeet(t *testing.T) {
	letters := rapid.StringOfN(rapid.SampledFrom([]rune("аәбвгғдежзийкқлмнңоөпрстуұүфхһцчшыіэюя")), 1, 24, -1)
	rapid.Check(t, func(t *rapid.T) {
		word := letters.Draw(t, "word")
		asked := Asked(word)
		for _, l := range i18n.Langs {
			for _, k := range Keys(l, word) {
				if !slices.Contains(asked, k) {
					t.Fatalf("%q has the key %v in %s, and isn't looked for under it", word, k, l)
				}
				if len(k.Text) > MaxKey || k.Text == "" {
					t.Fatalf("the key %v", k)
				}
			}
		}
		if a, b := root(word), root(i18n.FoldLoose(word)); a != b && !strings.Contains(word, "һ") {
			t.Fatalf("%q is of %q, and without Kazakh letters of %q", word, a, b)
		}
		again := kazakh(kazakh(word))
		if len(again) > len(kazakh(word)) {
			t.Fatalf("%q grows", word)
		}
	})
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"", "жемқорлыққа қарсы", "\xff\x00", "а\u0301", "\u200b", "İ ǅ ﬁ", "''''", "𝕒𝕓"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for w := range Words(text) {
			if w.Start < end || w.End <= w.Start || w.End > len(text) || w.Folded == "" || strings.Contains(w.Folded, " ") {
				t.Fatalf("the word %+v of %q", w, text)
			}
			end = w.End
			for _, l := range i18n.Langs {
				for _, k := range Keys(l, w.Folded) {
					if k.Text == "" || len(k.Text) > MaxKey || !utf8.ValidString(k.Text) || strings.ContainsFunc(k.Text, func(r rune) bool { return r < ' ' }) {
						t.Fatalf("the key %q of %q", k.Text, w.Folded)
					}
				}
			}
		}
		Ask(text)
	})
}

func BenchmarkKeys(b *testing.B) {
	words := strings.Fields("жемқорлыққа мекемелерінің құқығыңызды тексерілген облысындағы бюджеттен адалдық сөз бұл және")
	for b.Loop() {
		for _, w := range words {
			Keys(i18n.KK, w)
		}
	}
}
