package search

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/i18n"

	"github.com/google/go-cmp/cmp"
)

func write(t *testing.T, x *Index, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := x.DB.Write(t.Context(), "test", fn); err != nil {
		t.Fatal(err)
	}
}

func puts(t *testing.T, x *Index, all ...Document) {
	t.Helper()
	write(t, x, func(tx *db.Tx) error {
		for _, d := range all {
			if d.Kind == "" {
				d.Kind = "article"
			}
			if d.Lang == "" {
				d.Lang = i18n.KK
			}
			d.Path = "/" + d.ID
			if err := Put(t.Context(), tx, d); err != nil {
				return err
			}
		}
		return nil
	})
}

func find(t *testing.T, x *Index, q Query) Answer {
	t.Helper()
	a, err := x.Find(t.Context(), q)
	if err != nil {
		t.Fatalf("%q: %v", q.Text, err)
	}
	return a
}

func ids(a Answer) (all []string) {
	for _, h := range a.Hits {
		all = append(all, h.ID)
	}
	return all
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// corpus are five documents whose order can be said without computing it.
var corpus = []Document{
	{ID: "title", Title: "Жемқорлыққа қарсы мәдениет", Text: "Қала тұрғындары мектепте жиналды.", Day: calendar.Date(2020, time.March, 6), Region: "KZ-47"},
	{ID: "text", Title: "Мектептегі сабақ", Text: "Онда жемқорлықпен күрес туралы айтылды. Балалар сұрақ қойды.", Day: calendar.Date(2020, time.March, 7), Region: "KZ-75"},
	{ID: "family", Title: "Жаңа кітап", Text: "Жемқор адам туралы әңгіме.", Day: calendar.Date(2021, time.May, 1)},
	{ID: "russian", Lang: i18n.RU, Title: "Приёмная прокуратуры", Text: "Граждане приходят с вопросами о коррупции.", Day: calendar.Date(2021, time.June, 1)},
	{ID: "english", Lang: i18n.EN, Kind: "chapter", Title: "Reporting", Text: "Reports are sealed in the browser of whoever reports."},
}

func TestFind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := &Index{DB: d}
		puts(t, x, corpus...)
		for _, gathered := range []bool{false, true} {
			if gathered {
				if err := x.Gather(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			for _, c := range []struct {
				q    Query
				want []string
			}{
				{Query{Text: "жемқорлықтың"}, []string{"title", "text", "family"}},
				{Query{Text: "жемкорлык", Year: 2020}, []string{"title", "text"}},
				{Query{Text: "jemqorlyq", Year: 2020}, []string{"title", "text"}},
				{Query{Text: "jemqor", Year: 2021}, []string{"family"}},
				{Query{Text: "сабақтар жемқорлық"}, []string{"text"}},
				{Query{Text: "мәдениеті жемқорлыққа қарсы"}, []string{"title"}},
				{Query{Text: "прокуратураға"}, []string{"russian"}},
				{Query{Text: "коррупцией"}, []string{"russian"}},
				{Query{Text: "report"}, []string{"english"}},
				{Query{Text: "жемқорлық", Region: "KZ-75"}, []string{"text"}},
				{Query{Text: "жемқорлық", Year: 2020}, []string{"title", "text"}},
				{Query{Text: "жемқорлық", Year: 1999}, nil},
				{Query{Text: "жемқорлық", Lang: i18n.RU}, nil},
				{Query{Text: "report", Kinds: []string{"chapter", "article"}}, []string{"english"}},
				{Query{Text: "report", Kinds: []string{"article"}}, nil},
				{Query{Text: "жоқсөз"}, nil},
				{Query{Text: ""}, nil},
				{Query{Text: "жемқорлық", Each: 1, Page: 1}, []string{"text"}},
			} {
				same(t, fmt.Sprintf("%+v, gathered: %v", c.q, gathered), ids(find(t, x, c.q)), c.want)
			}
			a := find(t, x, Query{Text: "сабақ прокуратура жоқсөз"})
			if !a.Partly || a.Total != 2 {
				t.Errorf("of words that no document has together: %+v", a)
			}
			a = find(t, x, Query{Text: "жемқорлық"})
			same(t, "years", a.Years, []Count{{"2021", 1}, {"2020", 2}})
			same(t, "regions", a.Regions, []Count{{"KZ-47", 1}, {"KZ-75", 1}})
			same(t, "kinds", a.Kinds, []Count{{"article", 3}})
			same(t, "languages", a.Langs, []Count{{"kk", 3}})
		}
	})
}

// TestPublicAlone holds that a document is found from its moment on, and is gone
// when it is removed, wherever it stands.
func TestPublicAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := &Index{DB: d}
		moment := db.Time{Time: time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond)}
		puts(t, x, Document{ID: "later", Title: "Кейінгі брифинг", Since: moment}, Document{ID: "now", Title: "Бүгінгі брифинг"})
		if err := x.Gather(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			at   db.Time
			want []string
		}{
			{db.Time{}, []string{"now"}},
			{moment.Plus(-time.Microsecond), []string{"now"}},
			{moment, []string{"later", "now"}},
		} {
			got := ids(find(t, x, Query{Text: "брифингтер", At: c.at}))
			slices.Sort(got)
			same(t, "at "+c.at.String(), got, c.want)
		}
		// A correction is found by its new words, and by its old ones no more.
		puts(t, x, Document{ID: "now", Title: "Бүгінгі жиналыс"})
		same(t, "by the old word", ids(find(t, x, Query{Text: "брифинг"})), []string(nil))
		same(t, "by the new word", ids(find(t, x, Query{Text: "жиналыстың"})), []string{"now"})
		if err := x.Gather(t.Context()); err != nil {
			t.Fatal(err)
		}
		same(t, "by the old word, gathered", ids(find(t, x, Query{Text: "брифинг"})), []string(nil))
		same(t, "by the new word, gathered", ids(find(t, x, Query{Text: "жиналыстың"})), []string{"now"})
		write(t, x, func(tx *db.Tx) error { return Remove(t.Context(), tx, "article", "now") })
		same(t, "withdrawn", ids(find(t, x, Query{Text: "жиналыс"})), []string(nil))
		write(t, x, func(tx *db.Tx) error { return Remove(t.Context(), tx, "article", "now") })
		n, err := x.Rebuild(t.Context())
		if err != nil || n != 1 {
			t.Fatalf("rebuilt %d documents: %v", n, err)
		}
		same(t, "withdrawn, rebuilt", ids(find(t, x, Query{Text: "жиналыс"})), []string(nil))
		same(t, "later, rebuilt", ids(find(t, x, Query{Text: "брифинг", At: moment})), []string{"later"})
		// Nothing half is left of a transaction that failed.
		if err := d.Write(t.Context(), "test", func(tx *db.Tx) error {
			if err := Put(t.Context(), tx, Document{Kind: "article", ID: "half", Lang: i18n.KK, Path: "/", Title: "Жартысы"}); err != nil {
				return err
			}
			return fmt.Errorf("no")
		}); err == nil {
			t.Fatal("it didn't fail")
		}
		same(t, "of a failed act", ids(find(t, x, Query{Text: "жартысы"})), []string(nil))
	})
}

// random are documents of few words, so that many have the same weight.
func random(n int) []Document {
	r := rand.New(rand.NewPCG(3, 5))
	words := strings.Fields("сөз іс заң халық орын қала жол су нан кітап мектеп бала жыл ай күн")
	all := make([]Document, n)
	for i := range all {
		var text []string
		for range 3 + r.IntN(30) {
			text = append(text, words[r.IntN(len(words))])
		}
		all[i] = Document{
			ID: fmt.Sprint("d", i), Kind: []string{"article", "chapter"}[r.IntN(2)], Lang: i18n.Langs[r.IntN(3)], Path: "/x",
			Region: []string{"", "KZ-47", "KZ-75"}[r.IntN(3)], Day: calendar.Date(2020+r.IntN(3), time.Month(1+r.IntN(12)), 1),
			Title: text[0] + " " + text[1], Text: strings.Join(text, " "),
		}
	}
	return all
}

// TestSameOrder holds that the order depends on what is there and not on how it
// came there, nor on the database.
func TestSameOrder(t *testing.T) {
	orders := map[string][]string{}
	queries := []Query{{Text: "сөз"}, {Text: "халық орны", Each: 20}, {Text: "бала жыл ай күн", Kinds: []string{"chapter"}}, {Text: "заң", Region: "KZ-47", Year: 2021, Prefer: i18n.RU}, {Text: "су нан", Page: 3}}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := &Index{DB: d}
		all := random(300)
		check := func(how string) {
			for i, q := range queries {
				a := find(t, x, q)
				got := append(ids(a), fmt.Sprint(a.Total, a.Kinds, a.Years))
				if len(a.Hits) == 0 {
					t.Fatalf("%+v finds nothing", q)
				}
				if want, ok := orders[fmt.Sprint(i)]; ok {
					same(t, fmt.Sprintf("%s: %+v", how, q), got, want)
				}
				orders[fmt.Sprint(i)] = got
			}
		}
		puts(t, x, all...)
		check("apart")
		if err := x.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
		check("tidied")
		// In another order, with some that go and some that change twice.
		slices.Reverse(all)
		write(t, x, func(tx *db.Tx) error {
			for i, d := range all {
				if i%3 == 0 {
					if err := Remove(t.Context(), tx, d.Kind, d.ID); err != nil {
						return err
					}
				}
				other := d
				other.Title = "Басқа"
				if err := Put(t.Context(), tx, other); err != nil {
					return err
				}
				if err := Put(t.Context(), tx, d); err != nil {
					return err
				}
			}
			return nil
		})
		check("changed")
		if err := x.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
		check("changed and tidied")
		if _, err := x.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		check("rebuilt")
	})
}
