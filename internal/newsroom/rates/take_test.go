package rates

import (
	"strings"
	"testing"
	"time"

	"adal/internal/charter"
	"adal/internal/fault"
)

// word is the word of a fault.
func word(err error) string {
	if f := fault.Fields(err); len(f) == 1 {
		return f[0].Word
	}
	return ""
}

// TestRefused: nothing of what is wrong is taken; the reason is kept and said in
// the log.
func TestRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.take(daily("06.03.2020", "USD 381.25 1"))
		bad := map[string]string{
			"day-to-come": string(daily("16.03.2020", "USD 381 1")),                         // in ten days
			"jump":        string(daily("09.03.2020", "EUR 420 1", "USD 571.8751 1")),       // 381.25 × 1.5 = 571.875
			"jump down":   string(daily("09.03.2020", "EUR 420 1", "USD 190.62 1")),         // 381.25 ÷ 2 = 190.625
			"jump units":  string(daily("09.03.2020", "EUR 420 1", "USD 381.25 10")),        // a tenth for each
			"jump back":   string(daily("05.03.2020", "EUR 420 1", "USD 1000 1")),           // the day after is known
			"jump before": strings.Replace(newestJump, "DAY", "09.03.2020", 1),              // in the other format
			"twice day":   string(daily("09.03.2020", "USD 381 1", "EUR 1 1", "USD 381 1")), // even if both are the same
		}
		for name, data := range wrong {
			bad[name] = data
		}
		for name, data := range bad {
			why, _, _ := strings.Cut(name, " ")
			added, err := w.Import(t.Context(), w.by, name+".xml", []byte(data))
			if word(err) != "rates.refused-"+why || added != 0 {
				t.Errorf("%s: %d, %v", name, added, err)
			}
			if !strings.Contains(w.log.String(), name+".xml") {
				t.Errorf("%s isn't in the log", name)
			}
		}
		if n := w.count(`SELECT COUNT(*) FROM rate`); n != 1 || w.on("2020-03-09", "USD") != "2020-03-06 381.25 0.00" {
			t.Errorf("something was taken: %d rates", n)
		}
		if n := w.count(`SELECT COUNT(*) FROM rate_refusal`); n != len(bad) {
			t.Errorf("%d refusals of %d are kept", n, len(bad))
		}
		if n := w.count(`SELECT COUNT(*) FROM register_staged`); n != 1 {
			t.Errorf("the register is told of %d imports, and there was one", n)
		}
	})
}

const newestJump = `<rss><channel><item><title>USD</title><pubDate>DAY</pubDate><description>38.12</description><quant>1</quant></item></channel></rss>`

// TestBounds: what is just within the bounds is taken.
func TestBounds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.take(daily("06.03.2020", "USD 381.25 1", "EUR 420 1"), daily("09.03.2020", "USD 571.875 1", "EUR 210 1"))
		w.take(daily("15.03.2020", "USD 500 1")) // nine days ahead
		// Beyond a month there is nothing to compare with.
		w.now = morning.AddDate(1, 0, 0)
		w.take(daily("06.03.2021", "USD 5 1"))
	})
}

// TestConfirm: a rate that jumped is taken by hand when a seat says that it is
// right; what is no rate at all is not.
func TestConfirm(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.take(daily("05.03.2020", "USD 381.25 1"))
		float := daily("06.03.2020", "USD 600 1")
		if _, err := w.Import(t.Context(), w.by, "f", float); word(err) != "rates.refused-jump" {
			t.Fatal(err)
		}
		if added, err := w.Confirm(t.Context(), w.by, "f", float); err != nil || added != 1 {
			t.Errorf("%d, %v", added, err)
		}
		if got := w.on("2020-03-06", "USD"); got != "2020-03-06 600 +218.75" {
			t.Error(got)
		}
		if _, err := w.Confirm(t.Context(), w.by, "f", daily("06.03.2020", "USD -1 1")); word(err) != "rates.refused-value" {
			t.Error(err)
		}
	})
}

// TestImportTwice: the same file again changes nothing and tells nobody; another
// value of a day takes its place.
func TestImportTwice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		changes := 0
		w.Changed = func() { changes++ }
		for i, c := range []struct {
			feed         string
			added, total int
		}{
			{string(daily("06.03.2020", "USD 381.25 1", "EUR 420 1")), 2, 1},
			{string(daily("06.03.2020", "USD 381.25 1", "EUR 420 1")), 0, 1},
			{string(daily("06.03.2020", "USD 381.26 1", "EUR 420 1")), 1, 2},
			{"<rates/>", 0, 2},
		} {
			added, err := w.Import(t.Context(), w.by, "f", []byte(c.feed))
			if err != nil || added != c.added || changes != c.total {
				t.Errorf("%d: %d added, %d changes, %v", i, added, changes, err)
			}
		}
		if got := w.on("2020-03-06", "USD"); got != "2020-03-06 381.26 0.00" {
			t.Error(got)
		}
		if n := w.count(`SELECT COUNT(*) FROM register_staged`); n != 2 {
			t.Errorf("%d entries of the register", n)
		}
	})
}

// TestStrangers: seats of other bodies import nothing and see no
// refusals.
func TestStrangers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, by := range []charter.Principal{{Seat: "s", Body: "b", Kind: charter.KindAntikorCentre}, {Seat: "k", Body: "k", Kind: charter.KindKeeper}} {
			for name, do := range map[string]func() error{
				"imports":  func() error { _, err := w.Import(t.Context(), by, "f", daily("06.03.2020", "USD 381 1")); return err },
				"confirms": func() error { _, err := w.Confirm(t.Context(), by, "f", daily("06.03.2020", "USD 381 1")); return err },
				"refusals": func() error { _, err := w.Refusals(t.Context(), by); return err },
				"state":    func() error { _, err := w.State(t.Context(), by); return err },
			} {
				if err := do(); fault.Of(err) != fault.Denied {
					t.Errorf("%s: %s: %v", by.Kind, name, err)
				}
			}
		}
		if n := w.count(`SELECT COUNT(*) FROM rate`) + w.count(`SELECT COUNT(*) FROM rate_refusal`); n != 0 {
			t.Errorf("%d rows", n)
		}
	})
}

// TestHostileNames: what a file is called and what stands in it is kept in a line
// that both databases and a page can take.
func TestHostileNames(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, name := range []string{"a\x00b\n\xff.xml", `C:\Users\me\f.xml`, "../../f.xml", strings.Repeat("ұ", 5000)} {
			_, err := w.Import(t.Context(), w.by, name, []byte("<rates><"+strings.Repeat("x", 5000)))
			if word(err) != "rates.refused-not-xml" {
				t.Errorf("%.20q: %v", name, err)
			}
			_, err = w.Import(t.Context(), w.by, name, daily("06.03.2020", "USD 1"+strings.Repeat("9", 5000)+" 1"))
			if word(err) != "rates.refused-value" {
				t.Errorf("%.20q: %v", name, err)
			}
		}
		all, err := w.Refusals(t.Context(), w.by)
		check(t, err)
		for _, r := range all {
			if len([]rune(r.Source)) > 121 || len([]rune(r.Detail)) > 121 || strings.ContainsAny(r.Source, "\x00\n/\\") {
				t.Errorf("%q %q", r.Source, r.Detail)
			}
		}
	})
}

// TestRefusalsEnd: a feed that is broken for a year leaves two hundred refusals,
// and a page shows the newest.
func TestRefusalsEnd(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 203 {
			w.now = w.now.Add(time.Hour)
			_, err := w.Import(t.Context(), w.by, "f", []byte("<html/>"))
			if err == nil {
				t.Fatal("taken")
			}
		}
		all, err := w.Refusals(t.Context(), w.by)
		check(t, err)
		if n := w.count(`SELECT COUNT(*) FROM rate_refusal`); n != 200 || !all[0].At.Equal(w.now) || len(all) != 20 {
			t.Errorf("%d are kept, %d are shown, the newest of %s", n, len(all), all[0].At)
		}
	})
}
