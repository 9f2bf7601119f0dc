package rates

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/fault"
	"adal/internal/i18n"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var days2020 = cmp.Comparer(func(a, b calendar.Day) bool { return a == b })

// TestParse reads a file of each format; what is no currency is left out.
func TestParse(t *testing.T) {
	friday, thursday := calendar.Date(2020, 3, 6), calendar.Date(2020, 3, 5)
	for file, want := range map[string][]Rate{
		"testdata/day.xml":    {{"USD", friday, 3_812_500, 1}, {"UZS", friday, 40_000, 100}},
		"testdata/newest.xml": {{"USD", friday, 3_812_500, 1}, {"EUR", thursday, 4_255_000, 1}},
	} {
		data, err := os.ReadFile(file)
		check(t, err)
		got, err := Parse(data)
		check(t, err)
		if d := cmp.Diff(want, got, days2020); d != "" {
			t.Errorf("%s: %s", file, d)
		}
	}
	for _, empty := range []string{"<rates/>", "<rates></rates>", "<rates><date>08.03.2020</date></rates>", `<?xml version="1.0" encoding="UTF-8"?><rates/>`, "\ufeff<rates/>"} {
		if got, err := Parse([]byte(empty)); err != nil || len(got) != 0 {
			t.Errorf("a day without rates is a normal answer: %s: %v %v", empty, got, err)
		}
	}
}

// wrong are feeds of which nothing may be taken, by the reason. Each has a good
// rate beside what is wrong with it, if it can.
var wrong = map[string]string{
	"encoding bytes":    "<rates><date>07.03.2020</date>\xc0\xff</rates>",
	"encoding label":    `<?xml version="1.0" encoding="windows-1251"?><rates/>`,
	"encoding lie":      "<?xml version=\"1.0\" encoding=\"utf-8\"?><rates><title>\xd0\xcb</title></rates>",
	"not-xml cut off":   "<rates><date>07.03.2020",
	"not-xml empty":     "",
	"not-xml words":     "503 Service Unavailable",
	"not-xml entity":    "<rates>&bomb;</rates>",
	"not-rates page":    "<html><body>503</body></html>",
	"not-rates two":     string(daily("07.03.2020", "USD 381 1")) + string(daily("07.03.2020", "EUR 420 1")),
	"not-rates gold":    string(daily("07.03.2020", "GOLD 381 1")),
	"not-rates deep":    "<rates>" + strings.Repeat("<a>", 9) + strings.Repeat("</a>", 9) + "</rates>",
	"directive bomb":    `<!DOCTYPE r [<!ENTITY a "b">]><rates><date>07.03.2020</date></rates>`,
	"directive page":    "<!DOCTYPE html><html></html>",
	"too-large":         strings.Repeat(" ", most+1),
	"no-day":            "<rates><item><title>USD</title><description>1</description><quant>1</quant></item></rates>",
	"no-day empty":      string(daily("", "USD 381 1")),
	"no-day not one":    string(daily("31.02.2020", "USD 381 1")),
	"no-day american":   string(daily("03/07/2020", "USD 381 1")),
	"no-day old":        string(daily("01.01.1993", "USD 381 1")),
	"no-day twice":      "<rates><date>07.03.2020</date><date>08.03.2020</date></rates>",
	"twice":             string(daily("07.03.2020", "USD 381 1", "EUR 420 1", "USD 382 1")),
	"missing title":     "<rates><date>07.03.2020</date><item><description>1</description><quant>1</quant></item></rates>",
	"missing value":     "<rates><date>07.03.2020</date><item><title>USD</title><quant>1</quant></item></rates>",
	"missing empty":     "<rates><date>07.03.2020</date><item><title>USD</title><description> </description><quant>1</quant></item></rates>",
	"missing quant":     "<rates><date>07.03.2020</date><item><title>USD</title><description>1</description></item></rates>",
	"missing pubDate":   "<rss><channel><item><title>USD</title><description>1</description><quant>1</quant></item></channel></rss>",
	"field-twice":       "<rates><date>07.03.2020</date><item><title>USD</title><description>1</description><description>2</description><quant>1</quant></item></rates>",
	"value negative":    string(daily("07.03.2020", "EUR 420 1", "USD -381 1")),
	"value nought":      string(daily("07.03.2020", "EUR 420 1", "USD 0.00 1")),
	"value absurd":      string(daily("07.03.2020", "EUR 420 1", "USD 1000000.01 1")),
	"value huge":        string(daily("07.03.2020", "EUR 420 1", "USD 99999999999999999999 1")),
	"quant nought":      string(daily("07.03.2020", "EUR 420 1", "USD 381 0")),
	"quant negative":    string(daily("07.03.2020", "EUR 420 1", "USD 381 -1")),
	"quant broken":      string(daily("07.03.2020", "EUR 420 1", "USD 381 1.5")),
	"quant overflowing": string(daily("07.03.2020", "EUR 420 1", "USD 381 1000001")),
}

func TestParseRefuses(t *testing.T) {
	for name, data := range wrong {
		why, _, _ := strings.Cut(name, " ")
		got, err := Parse([]byte(data))
		var f *fault.Error
		if !errors.As(err, &f) || f.Word != "rates.refused-"+why || f.Field != "file" || got != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// TestAmount: an amount is read exactly or not at all.
func TestAmount(t *testing.T) {
	for s, want := range map[string]Amount{"381.25": 3_812_500, "4": 40_000, "0.4": 4_000, "0.0001": 1, "1560.02": 15_600_200, "179.5": 1_795_000} {
		if got, err := parseAmount(s); err != nil || got != want {
			t.Errorf("%q is %d, %v", s, got, err)
		}
	}
	for _, bad := range []string{"", ".", "1.", ".5", "x", "1e3", "0x10", "1,5", "1.23456", "9999999999999", "NaN", "Inf", "+1", "-1", "1 000", "1_0", "١"} {
		if got, err := parseAmount(bad); err == nil {
			t.Errorf("%q is read as %s", bad, got)
		}
	}
	for a, want := range map[Amount][3]string{
		3_812_500: {"381,25", "+381,25", "381.25"}, -27_800: {"-2,78", "−2,78", "-2.78"}, 0: {"0,00", "0,00", "0"},
		4_000: {"0,40", "+0,40", "0.4"}, 1: {"0,0001", "+0,0001", "0.0001"}, 12_345_678_900: {"1\u00a0234\u00a0567,89", "+1\u00a0234\u00a0567,89", "1234567.89"},
	} {
		if got := [3]string{a.Say(i18n.KK), a.Sign() + a.Size().Say(i18n.RU), a.String()}; got != want {
			t.Errorf("%d is written %q, not %q", int64(a), got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a := Amount(rapid.Int64Range(0, int64(dearest)).Draw(t, "amount"))
		if again, err := parseAmount(a.String()); err != nil || again != a {
			t.Errorf("%d is written %s and read %d: %v", int64(a), a, int64(again), err)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, file := range []string{"testdata/day.xml", "testdata/newest.xml"} {
		data, err := os.ReadFile(file)
		check(f, err)
		f.Add(data)
	}
	for _, data := range wrong {
		if len(data) < 1<<10 {
			f.Add([]byte(data))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := Parse(data)
		if err != nil && (all != nil || len(fault.Fields(err)) != 1) {
			t.Errorf("%v with %v", all, err)
		}
		seen := map[string]bool{}
		for _, r := range all {
			if r.Value <= 0 || r.Quant < 1 || r.Day.IsZero() || !isCode(r.Code) || seen[r.Code] || !bytes.Contains(data, []byte("quant")) {
				t.Errorf("%+v", r)
			}
			seen[r.Code] = true
		}
	})
}
