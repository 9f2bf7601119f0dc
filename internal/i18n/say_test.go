package i18n

import (
	"sync"
	"testing"
	"testing/fstest"
	"time"
)

const viewsTOML = `
[views]
kk = "%d рет көрсетілді"
ru = "%d просмотров"
en = "%d views"
[views.one]
ru = "%d просмотр"
en = "%d view"
[views.few]
ru = "%d просмотра"

[rubric]
kk = "Айдар"
ru = "Рубрика"
en = "Rubric"

[in-rubric]
kk = "%s: %s, %d мақала"
ru = "%s: %s, %d статей"
en = "%s: %s, %d articles"
[in-rubric.one]
ru = "%s: %s, %d статья"
en = "%s: %s, %d article"
[in-rubric.few]
ru = "%s: %s, %d статьи"

[until]
kk = "Мерзімі: %s"
ru = "Срок: %s"
en = "Until %s"

[share]
kk = "үлесі 100%%"
ru = "доля 100 %%"
en = "a share of 100%%"

[found]
kk = "Табылды"
ru = "Найдено много"
en = "Several were found"
[found.one]
ru = "Найден один"
en = "One was found"
[found.few]
ru = "Найдено несколько"
`

// load reads words under the prefix "newsroom".
func load(t testing.TB, text string) Words {
	t.Helper()
	words := Words{}
	if err := words.Load("newsroom", fstest.MapFS{"words.toml": {Data: []byte(text)}}); err != nil {
		t.Fatal(err)
	}
	return words
}

type (
	points int
	state  string
	office struct{}
)

func (office) String() string { return "newsroom.rubric" }

func TestSay(t *testing.T) {
	words := load(t, viewsTOML)
	region := Text{KK: "Маңғыстау", RU: "Мангистау", EN: "Mangystau"}
	for _, c := range []struct {
		l    Lang
		key  string
		args []any
		want string
	}{
		{KK, "newsroom.views", []any{592}, "592 рет көрсетілді"},
		{KK, "newsroom.views", []any{1}, "1 рет көрсетілді"},
		{RU, "newsroom.views", []any{592}, "592 просмотра"},
		{RU, "newsroom.views", []any{1}, "1 просмотр"},
		{RU, "newsroom.views", []any{5}, "5 просмотров"},
		{RU, "newsroom.views", []any{0}, "0 просмотров"},
		{RU, "newsroom.views", []any{11}, "11 просмотров"},
		{RU, "newsroom.views", []any{21}, "21 просмотр"},
		{EN, "newsroom.views", []any{592}, "592 views"},
		{EN, "newsroom.views", []any{1}, "1 view"},
		{EN, "newsroom.views", []any{21}, "21 views"},
		{"de", "newsroom.views", []any{2}, "2 рет көрсетілді"},

		// Every kind of whole number decides, and is written in the language.
		{RU, "newsroom.views", []any{int64(1)}, "1 просмотр"},
		{RU, "newsroom.views", []any{uint8(3)}, "3 просмотра"},
		{RU, "newsroom.views", []any{points(5)}, "5 просмотров"},
		{RU, "newsroom.views", []any{uint64(1<<64 - 1)}, "18\u00a0446\u00a0744\u00a0073\u00a0709\u00a0551\u00a0615 просмотров"},
		{RU, "newsroom.views", []any{-1}, "-1 просмотр"},
		{EN, "newsroom.views", []any{2020}, "2020 views"},
		{EN, "newsroom.views", []any{10000}, "10,000 views"},
		{KK, "newsroom.views", []any{1234567}, "1\u00a0234\u00a0567 рет көрсетілді"},

		// The first whole number decides, wherever it stands.
		{RU, "newsroom.in-rubric", []any{"newsroom.rubric", region, 3}, "Рубрика: Мангистау, 3 статьи"},
		{EN, "newsroom.in-rubric", []any{"newsroom.rubric", region, 1}, "Rubric: Mangystau, 1 article"},
		{KK, "newsroom.in-rubric", []any{"newsroom.rubric", region, 1}, "Айдар: Маңғыстау, 1 мақала"},
		{RU, "newsroom.in-rubric", []any{time.March, region, 21}, "March: Мангистау, 21 статья"},
		{RU, "newsroom.found", []any{2}, "Найдено несколько"},
		{RU, "newsroom.found", nil, "Найдено много"},

		// What prints itself as a key is said, anything else stands as it is.
		{KK, "newsroom.until", []any{office{}}, "Мерзімі: Айдар"},
		{RU, "newsroom.until", []any{state("newsroom.rubric")}, "Срок: Рубрика"},
		{RU, "newsroom.until", []any{"100% и %s"}, "Срок: 100% и %s"},
		{EN, "newsroom.until", []any{nil}, "Until <nil>"},
		{KK, "newsroom.until", []any{time.Date(2020, 3, 6, 0, 0, 0, 0, time.UTC)}, "Мерзімі: 2020 жылғы 6 наурыз"},
		{RU, "newsroom.until", []any{Bytes(50_400_000)}, "Срок: 50,4\u00a0МБ"},
		{EN, "newsroom.in-rubric", []any{"a", Bytes(1), 2}, "a: 1\u00a0B, 2 articles"},

		// A word with places, said within another, keeps them.
		{EN, "newsroom.until", []any{"newsroom.until"}, "Until Until %s"},

		{KK, "newsroom.share", nil, "үлесі 100%"},
		{RU, "newsroom.rubric", []any{"too", "many"}, "Рубрика"},
		{EN, "newsroom.in-rubric", []any{"a"}, "a: %s, %d articles"},
		{EN, "newsroom.nothing", []any{5}, "newsroom.nothing"},
		{EN, "", nil, ""},
	} {
		if got := words.Say(c.l, c.key, c.args...); got != c.want {
			t.Errorf("Say(%s, %s, %v) = %q, want %q", c.l, c.key, c.args, got, c.want)
		}
	}
}

func TestNoWordsSayTheKey(t *testing.T) {
	var words Words
	if got := words.Say(KK, "web.name"); got != "web.name" {
		t.Errorf("Say = %q", got)
	}
}

func TestSayByManyAtOnce(t *testing.T) {
	words := load(t, viewsTOML)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 200 {
				if got := words.Say(RU, "newsroom.in-rubric", "newsroom.rubric", "а", 20+i%4); got == "" {
					t.Error("nothing was said")
				}
				Compare(Langs[i%3], "Ақтөбе", "Атырау")
				Match("ru")
			}
		})
	}
	all.Wait()
}

func BenchmarkSay(b *testing.B) {
	words := load(b, viewsTOML)
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			words.Say(KK, "newsroom.rubric")
		}
	})
	b.Run("plural", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			words.Say(RU, "newsroom.views", 592)
		}
	})
	b.Run("nested", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			words.Say(RU, "newsroom.in-rubric", "newsroom.rubric", "Абай", 12345)
		}
	})
}
