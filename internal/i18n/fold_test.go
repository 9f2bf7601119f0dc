package i18n

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"ӘҒҚҢӨҰҮҺІ", "әғқңөұүһі"},
		{"Маңғыстау облысы", "маңғыстау облысы"},
		{"  «Адалдық  алаңы» — іс-шара!  ", "адалдық алаңы іс шара"},
		{"Ёлка и ёж, Й и й", "елка и еж й и й"},
		{"е\u0308лка", "елка"},         // ё in two code points
		{"и\u0306", "й"},               // й in two code points
		{"Алма\u0301ты", "алматы"},     // a stress mark
		{"сыбай\u00adлас", "сыбайлас"}, // a soft hyphen
		{"а\u200bб\ufeff", "аб"},       // invisible
		{"ﬁle № ５ ²", "file no 5 2"},   // compatibility forms
		{"тел. +7 (700) 123-45-67", "тел 7 700 123 45 67"},
		{"a\u00a0b\tc\nd", "a b c d"},
		{"!?", ""},
		{"", ""},
		{"ІЅ", "іѕ"}, // Cyrillic І stays Cyrillic
		{"\xff", ""}, // no UTF-8
	} {
		if got := Fold(c.text); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestFoldLoose(t *testing.T) {
	for _, c := range []struct{ kazakh, typed string }{
		{"әғқңөұүһі", "агкноуухи"},
		{"Қарағанды", "карАганды"},
		{"Ұлытау", "улытау"},
		{"Жетісу", "Жетису"},
		{"Түркістан", "Туркистан"},
		{"қаһарман", "кахарман"},
		{"Өңір", "онир"},
	} {
		if a, b := FoldLoose(c.kazakh), FoldLoose(c.typed); a != b {
			t.Errorf("%q is found by %q, not by what is typed, %q (%q)", c.kazakh, a, c.typed, b)
		}
	}
	if Fold("құн") == Fold("кун") {
		t.Error("the strong key confuses құн and кун")
	}
}

// folded says what holds for every key, whatever the text.
func folded(t interface{ Errorf(string, ...any) }, s string) {
	key := Fold(s)
	if again := Fold(key); again != key {
		t.Errorf("folding %q twice: %q, then %q", s, key, again)
	}
	if strings.Contains(key, "  ") || strings.TrimSpace(key) != key {
		t.Errorf("Fold(%q) = %q has spaces too many", s, key)
	}
	for _, r := range key {
		if unicode.IsUpper(r) || unicode.IsPunct(r) || unicode.IsControl(r) || r == 'ё' {
			t.Errorf("Fold(%q) = %q has %q", s, key, r)
		}
	}
	if upper := Fold(strings.ToUpper(key)); cyrillic(key) && upper != key {
		t.Errorf("%q in capitals folds to %q", key, upper)
	}
	loosely := FoldLoose(s)
	if FoldLoose(key) != loosely || FoldLoose(loosely) != loosely {
		t.Errorf("the loose key of %q changes: %q", s, loosely)
	}
	if strings.ContainsAny(loosely, "әғқңөұүһі") {
		t.Errorf("FoldLoose(%q) = %q", s, loosely)
	}
}

// cyrillic tells whether a key has only letters of the Kazakh alphabet, whose
// capitals and small letters are pairs.
func cyrillic(key string) bool {
	return strings.Trim(key, strings.ToLower(alphabet)+" ") == ""
}

func TestFoldHolds(t *testing.T) {
	letters := rapid.StringOf(rapid.SampledFrom([]rune(alphabet + strings.ToLower(alphabet) + " -«»\u0301\u0308")))
	rapid.Check(t, func(t *rapid.T) {
		folded(t, rapid.OneOf(letters, rapid.String()).Draw(t, "text"))
	})
}

// TestFoldEveryLetter takes each code point of the two planes of Unicode that
// have letters with capitals, within a word and before a mark.
func TestFoldEveryLetter(t *testing.T) {
	for r := range rune(0x20000) {
		s := "е" + string(r) + "\u0308а"
		key := Fold(s)
		if Fold(key) != key {
			t.Errorf("%U: folding twice: %q, then %q", r, key, Fold(key))
		}
		if strings.ContainsFunc(key, unicode.IsUpper) {
			t.Errorf("%U: a capital is left in %q", r, key)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Қазақстан", "е\u0308\u0301", "\xff\xfe", "ﬃ Ǆ ẞ İ", strings.Repeat("а\u0301", 40)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { folded(t, s) })
}

func BenchmarkFold(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Fold("Сыбайлас жемқорлыққа қарсы іс-қимыл агенттігі")
	}
}
