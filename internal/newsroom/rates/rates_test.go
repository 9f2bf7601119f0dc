package rates

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/i18n"
)

// TestReal reads the bank's own files: the changes that it prints have to come
// out of the rates of two days.
func TestReal(t *testing.T) {
	dir := shared(t)
	files, err := filepath.Glob(filepath.Join(dir, "nbk-get_rates-*.xml"))
	check(t, err)
	if len(files) < 2 {
		t.Skipf("%s has no files of the bank", dir)
	}
	each(t, func(t *testing.T, w *world) {
		w.now = morning.AddDate(10, 0, 0)
		compared := 0
		for n, file := range files {
			data, err := os.ReadFile(file)
			check(t, err)
			added, err := w.Import(t.Context(), w.by, filepath.Base(file), data)
			if err != nil || added != 39 {
				t.Fatal(file, added, err)
			}
			var printed struct {
				Items []struct {
					Title  string `xml:"title"`
					Change string `xml:"change"`
				} `xml:"item"`
			}
			check(t, xml.Unmarshal(data, &printed))
			day, err := w.Newest(t.Context())
			check(t, err)
			for _, i := range printed.Items {
				want, err := parseAmount(strings.TrimLeft(i.Change, "+-"))
				check(t, err)
				if strings.HasPrefix(i.Change, "-") {
					want = -want
				}
				all, err := w.On(t.Context(), day, i.Title)
				check(t, err)
				if n == 0 {
					continue
				}
				if compared++; all[0].Change != want {
					t.Errorf("%s %s: changed by %s, the bank prints %s", day, i.Title, all[0].Change, i.Change)
				}
			}
		}
		t.Logf("%d changes are as the bank prints them", compared)
		data, err := os.ReadFile(filepath.Join(dir, "nbk-rates_all-sample.xml"))
		check(t, err)
		if added, err := w.Import(t.Context(), w.by, "rates_all.xml", data); err != nil || added != 0 {
			t.Errorf("the same rates in the other format: %d new, %v", added, err)
		}
	})
}

// TestDaysOff: on Saturday, on Women's Day and after it Friday's rates stand,
// with their day. Before the first rate there is none.
func TestDaysOff(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.now = morning.AddDate(0, 0, 4)
		w.take(daily("05.03.2020", "USD 380.5 1"), daily("06.03.2020", "USD 381.25 1"), daily("10.03.2020", "USD 390 1"))
		for day, want := range map[string]string{
			"2020-03-04": "", "2020-03-05": "2020-03-05 380.5 0.00", "2020-03-06": "2020-03-06 381.25 +0.75",
			"2020-03-07": "2020-03-06 381.25 +0.75", "2020-03-09": "2020-03-06 381.25 +0.75",
			"2020-03-10": "2020-03-10 390 +8.75", "2021-01-01": "2020-03-10 390 +8.75",
		} {
			if got := w.on(day, "USD"); got != want {
				t.Errorf("on %s: %q, not %q", day, got, want)
			}
		}
	})
}

// TestQuant: the bank changed the rial from 1,000 to 10,000 units. 0.4 for 1,000
// is 4 for 10,000, so that 4.1 is 0.1 more; and back: 4.1 for 10,000 is 0.41 for
// 1,000, and 0.4 is 0.01 less.
func TestQuant(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.now = morning.AddDate(5, 0, 0)
		w.take(daily("01.04.2024", "IRR 0.4 1000"), daily("02.04.2024", "IRR 4.1 10000"), daily("03.04.2024", "IRR 0.4 1000"))
		for day, want := range map[string]string{"2024-04-02": "2024-04-02 4.1 +0.10", "2024-04-03": "2024-04-03 0.4 −0.01"} {
			if got := w.on(day, "IRR"); got != want {
				t.Errorf("on %s: %q, not %q", day, got, want)
			}
		}
		y, err := w.Year(t.Context(), "IRR", 0)
		check(t, err)
		// In the words of the month's last rate, 1,000 units: 0.4, 0.41, 0.4.
		if m := y.Months[0]; m.Quant != 1000 || m.Low != 4_000 || m.High != 4_100 || m.Last != 4_000 {
			t.Errorf("%+v", m)
		}
	})
}

// TestGone: a currency that the bank quotes no more stands for a month.
func TestGone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.now = morning.AddDate(1, 0, 0)
		w.take(daily("06.03.2020", "USD 381.25 1", "LTL 120 1"), daily("05.04.2020", "USD 440 1"), daily("06.04.2020", "USD 441 1"))
		if got := w.on("2020-04-05", "LTL"); got == "" {
			t.Error("gone after thirty days")
		}
		if got := w.on("2020-04-06", "LTL"); got != "" {
			t.Error("stands after thirty-one days:", got)
		}
	})
}

// TestYear puts a history under its months.
func TestYear(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.now = morning.AddDate(1, 0, 0)
		w.take(daily("31.12.2019", "USD 382.5 1"), daily("05.01.2020", "USD 383 1"), daily("31.01.2020", "USD 379 1"), daily("03.02.2020", "USD 380 1"))
		y, err := w.Year(t.Context(), "USD", 2020)
		check(t, err)
		if y.First != 2019 || y.Last != 2020 || len(y.Months) != 2 || y.Months[0].Day != calendar.Date(2020, 2, 1) {
			t.Fatalf("%+v", y)
		}
		january := y.Months[1]
		if january.Last.String() != "379" || january.Low.String() != "379" || january.High.String() != "383" || len(january.Quotes) != 2 {
			t.Errorf("%+v", january)
		}
		// The year's first rate is compared with the last of the year before.
		if q := january.Quotes[1]; q.Change.String() != "0.5" || q.Before != calendar.Date(2019, 12, 31) {
			t.Errorf("%+v", q)
		}
		for _, year := range []int{2018, 2021} {
			if _, err := w.Year(t.Context(), "USD", year); err == nil {
				t.Errorf("there are rates of %d", year)
			}
		}
		if _, err := w.Year(t.Context(), "XXX", 0); err == nil {
			t.Error("there is a currency XXX")
		}
	})
}

// TestKept: a day is read once, and again when a feed was taken, here or by
// another server.
func TestKept(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.take(daily("05.03.2020", "USD 380.5 1"))
		if got := w.on("2020-03-06", "USD"); got != "2020-03-05 380.5 0.00" {
			t.Fatal(got)
		}
		elsewhere := &Bureau{DB: w.DB, Book: w.Book, Now: w.Bureau.Now}
		_, err := elsewhere.Import(t.Context(), w.by, "f", daily("06.03.2020", "USD 381 1"))
		check(t, err)
		if got := w.on("2020-03-06", "USD"); got != "2020-03-05 380.5 0.00" {
			t.Error("it was read again at once:", got)
		}
		w.now = w.now.Add(shelfTime)
		if got := w.on("2020-03-06", "USD"); got != "2020-03-06 381 +0.50" {
			t.Error("it was never read again:", got)
		}
		w.take(daily("06.03.2020", "USD 382 1"))
		if got := w.on("2020-03-06", "USD"); got != "2020-03-06 382 +1.50" {
			t.Error("it was kept over a change:", got)
		}
		for n := range 3 * shelfDays {
			_, err := w.On(t.Context(), calendar.Date(2020, 3, 6).AddDays(n))
			check(t, err)
		}
		if n := len(w.shelf.days); n > shelfDays {
			t.Errorf("%d days are kept", n)
		}
	})
}

// TestShelf: what was read before a change isn't kept after it.
func TestShelf(t *testing.T) {
	var s shelf
	day := calendar.Date(2020, 3, 6)
	_, round, ok := s.get(day, morning)
	if ok {
		t.Fatal("an empty shelf has something")
	}
	s.clear()
	s.put(day, []Quote{{}}, round, morning)
	if _, _, ok := s.get(day, morning); ok {
		t.Error("what was read before the change is kept")
	}
}

// TestStrip: each currency in the chosen order, an older rate with its own day.
func TestStrip(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		words := i18n.Words{}
		check(t, words.Load("rates", pagesAndWords))
		if strip, err := w.Strip(t.Context(), words, i18n.KK, calendar.Date(2020, 3, 7)); strip != nil || err != nil {
			t.Errorf("a strip without rates: %v %v", strip, err)
		}
		w.take(daily("05.03.2020", "USD 380.5 1", "IRR 9.06 1000"), daily("06.03.2020", "USD 379 1"))
		got, err := w.Strip(t.Context(), words, i18n.KK, calendar.Date(2020, 3, 7))
		check(t, err)
		strip := got.(map[string]any)
		items := strip["items"].([]map[string]any)
		if strip["day"] != calendar.Date(2020, 3, 6) || len(items) != 2 {
			t.Fatalf("%+v", strip)
		}
		usd, irr := items[0], items[1]
		if usd["label"] != "USD" || usd["value"] != "379,00" || usd["sign"] != "−" || usd["change"] != "1,50" || usd["way"] != "төмендеді" || usd["name"] != "АҚШ доллары" || usd["day"] != nil {
			t.Errorf("%+v", usd)
		}
		if irr["label"] != "1000 IRR" || irr["day"] != calendar.Date(2020, 3, 5) || irr["change"] != nil {
			t.Errorf("%+v", irr)
		}
	})
}

// TestNames: every currency of the bank's own file has a name in three
// languages.
func TestNames(t *testing.T) {
	words := i18n.Words{}
	check(t, words.Load("rates", pagesAndWords))
	for code, key := range names {
		if key != "rates.currency-"+strings.ToLower(code) {
			t.Errorf("%s is called %s", code, key)
		}
		for _, l := range i18n.Langs {
			if name := nameOf(words, l, code); name == key || name == code {
				t.Errorf("%s has no name in %s", code, l)
			}
		}
	}
	data, err := os.ReadFile(filepath.Join(shared(t), "nbk-get_rates-2026-04-01.xml"))
	check(t, err)
	all, err := Parse(data)
	check(t, err)
	for _, r := range all {
		if names[r.Code] == "" {
			t.Errorf("%s has no name", r.Code)
		}
	}
	if nameOf(words, i18n.KK, "XXX") != "XXX" {
		t.Error("a currency without a name isn't called by its code")
	}
}
