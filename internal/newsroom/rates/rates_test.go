package rates

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/web"
)

// real is where the bank's own files are, if they are.
const real = "../../../../shared/rates"

func feed(day string, items ...string) []byte {
	var b strings.Builder
	b.WriteString("<rates><date>" + day + "</date>")
	for _, i := range items {
		f := strings.Fields(i)
		fmt.Fprintf(&b, "<item><title>%s</title><description>%s</description><quant>%s</quant></item>", f[0], f[1], f[2])
	}
	return []byte(b.String() + "</rates>")
}

func each(t *testing.T, test func(t *testing.T, b *Bureau, by charter.Principal)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ch, err := charter.Load()
		check(t, err)
		b := &Bureau{DB: d, Codes: []string{"USD", "IRR"}, Book: &docket.Book{Charter: ch, Calendar: calendar.Kazakhstan(), Zone: time.UTC}}
		var seat bodies.Seat
		name := i18n.Text{KK: "Редакция", RU: "Редакция", EN: "Newsroom"}
		check(t, d.Write(t.Context(), "all", func(tx *db.Tx) (err error) {
			err = errors.Join(bodies.LoadRegions(t.Context(), tx),
				bodies.Add(t.Context(), tx, bodies.Body{ID: "nr", Kind: charter.KindNewsroom, Code: "NR", Since: calendar.Date(2020, 1, 1), Name: name}))
			if err == nil {
				seat, _, err = bodies.Invite(t.Context(), tx, bodies.Seat{Body: "nr", Login: "editor", Person: "Editor", Since: calendar.Date(2020, 1, 1)})
			}
			return err
		}))
		test(t, b, charter.Principal{Seat: seat.ID, Body: "nr", Kind: charter.KindNewsroom})
	})
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestReal reads the bank's own files: the changes that it prints have to come
// out of the rates of two days.
func TestReal(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(real, "nbk-get_rates-*.xml"))
	check(t, err)
	if len(files) < 2 {
		t.Skipf("%s has no files of the bank", real)
	}
	each(t, func(t *testing.T, b *Bureau, by charter.Principal) {
		for n, file := range files {
			data, err := os.ReadFile(file)
			check(t, err)
			added, err := b.Import(t.Context(), by, filepath.Base(file), data)
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
			day, err := b.Newest(t.Context())
			check(t, err)
			all, err := b.On(t.Context(), day)
			check(t, err)
			byCode := map[string]Quote{}
			for _, q := range all {
				byCode[q.Code] = q
			}
			for _, i := range printed.Items {
				want, err := parseAmount(strings.TrimLeft(i.Change, "+-"))
				check(t, err)
				if strings.HasPrefix(i.Change, "-") {
					want = -want
				}
				if got := byCode[i.Title].Change; n > 0 && got != want {
					t.Errorf("%s %s: changed by %s, the bank prints %s", day, i.Title, got, i.Change)
				}
			}
		}
		data, err := os.ReadFile(filepath.Join(real, "nbk-rates_all-sample.xml"))
		check(t, err)
		if added, err := b.Import(t.Context(), by, "rates_all.xml", data); err != nil || added != 0 {
			t.Errorf("the same rates in the other format: %d new, %v", added, err)
		}
	})
}

// TestDaysOff: on Saturday and Sunday Friday's rates stand, with their day.
func TestDaysOff(t *testing.T) {
	each(t, func(t *testing.T, b *Bureau, by charter.Principal) {
		for _, f := range [][]byte{feed("05.03.2020", "USD 380.5 1"), feed("06.03.2020", "USD 381.25 1"), feed("10.03.2020", "USD 390 1")} {
			_, err := b.Import(t.Context(), by, "f", f)
			check(t, err)
		}
		for day, want := range map[string]string{"2020-03-06": "2020-03-06 381.25 0.75", "2020-03-08": "2020-03-06 381.25 0.75", "2020-03-10": "2020-03-10 390 8.75", "2021-01-01": "2020-03-10 390 8.75", "2020-03-05": "2020-03-05 380.5 0"} {
			d, err := calendar.Parse(day)
			check(t, err)
			all, err := b.On(t.Context(), d, "USD")
			check(t, err)
			if got := fmt.Sprint(all[0].Day, all[0].Value, all[0].Change); len(all) != 1 || strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
				t.Errorf("on %s: %s, not %s", day, got, want)
			}
		}
		if all, err := b.On(t.Context(), calendar.Date(2020, 3, 4)); err != nil || len(all) != 0 {
			t.Errorf("before the first rate: %v %v", all, err)
		}
	})
}

// TestQuant: the bank changed the rial from 1,000 to 10,000 units. 0.4 for 1,000
// is 4 for 10,000, so that 4.1 is 0.1 more.
func TestQuant(t *testing.T) {
	each(t, func(t *testing.T, b *Bureau, by charter.Principal) {
		for _, f := range [][]byte{feed("01.04.2024", "IRR 0.4 1000"), feed("02.04.2024", "IRR 4.1 10000")} {
			_, err := b.Import(t.Context(), by, "f", f)
			check(t, err)
		}
		all, err := b.On(t.Context(), calendar.Date(2024, 4, 2), "IRR")
		check(t, err)
		if q := all[0]; q.Change != 1_000 || q.Label() != "10000 IRR" {
			t.Errorf("%+v", q)
		}
	})
}

// TestRefused: nothing of what is wrong is taken, and the reason is kept.
func TestRefused(t *testing.T) {
	each(t, func(t *testing.T, b *Bureau, by charter.Principal) {
		_, err := b.Import(t.Context(), by, "good", feed("06.03.2020", "USD 381.25 1"))
		check(t, err)
		far := time.Now().AddDate(0, 0, 30).Format("02.01.2006")
		for why, data := range map[string][]byte{
			"encoding":    []byte("<rates><date>07.03.2020</date>\xc0\xff</rates>"),
			"not-xml":     []byte("<rates><date>07.03.2020"),
			"not-rates":   []byte("<html><body>503</body></html>"),
			"directive":   []byte(`<!DOCTYPE r [<!ENTITY a "b">]><rates><date>07.03.2020</date></rates>`),
			"too-large":   bytes.Repeat([]byte(" "), most+1),
			"no-day":      []byte("<rates><item><title>USD</title><description>1</description><quant>1</quant></item></rates>"),
			"twice":       feed("07.03.2020", "USD 381 1", "EUR 420 1", "USD 382 1"),
			"value":       feed("07.03.2020", "EUR 420 1", "USD -381 1"),
			"quant":       feed("07.03.2020", "EUR 420 1", "USD 381 0"),
			"day-to-come": feed(far, "USD 381 1"),
			"jump":        feed("07.03.2020", "EUR 420 1", "USD 3812.5 1"),
		} {
			_, err := b.Import(t.Context(), by, why, data)
			if f := fault.Fields(err); len(f) != 1 || f[0].Word != "rates.refused-"+why || f[0].Field != "file" {
				t.Errorf("%s: %v", why, err)
			}
		}
		for _, bad := range []string{"", "x", "1e3", "0", "0x10", "1,5", "1.", "1.23456", "9999999999999", "NaN", "+1"} {
			if _, err := Parse([]byte("<rates><date>07.03.2020</date><item><title>USD</title><description>" + bad + "</description><quant>1</quant></item></rates>")); err == nil {
				t.Errorf("%q is a rate", bad)
			}
		}
		all, err := b.Refusals(t.Context(), by)
		check(t, err)
		if len(all) != 11 {
			t.Errorf("%d refusals are kept", len(all))
		}
		rates, err := b.On(t.Context(), calendar.Date(2020, 3, 9))
		check(t, err)
		if len(rates) != 1 || rates[0].Value.String() != "381.25" {
			t.Errorf("something was taken: %+v", rates)
		}
		if rates, err := Parse(feed("08.03.2020")); err != nil || len(rates) != 0 {
			t.Errorf("a day without rates is a normal answer: %v %v", rates, err)
		}
		if _, err := b.Import(t.Context(), charter.Public(), "f", feed("07.03.2020", "USD 381 1")); fault.Of(err) == "" {
			t.Error("the public imports rates")
		}
	})
}

// TestFetch asks a bank that answers well, says that nothing is new, breaks and
// recovers.
func TestFetch(t *testing.T) {
	each(t, func(t *testing.T, b *Bureau, by charter.Principal) {
		asked, answer, status := 0, feed("06.03.2020", "USD 381.25 1"), http.StatusOK
		bank := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked++
			if r.Header.Get("If-None-Match") == `"one"` {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			w.Header().Set("ETag", `"one"`)
			w.WriteHeader(status)
			w.Write(answer)
		}))
		defer bank.Close()
		b.Address = bank.URL
		again := func() error { // it is time to ask again
			check(t, b.DB.Write(t.Context(), "rates", func(tx *db.Tx) error {
				a, err := askedOf(t.Context(), tx, b.Address)
				a.again = tx.Now.Plus(-time.Second)
				return errors.Join(err, setAsked(t.Context(), tx, b.Address, a))
			}))
			return b.Fetch(t.Context())
		}
		check(t, b.Fetch(t.Context()))
		check(t, b.Fetch(t.Context()))
		if asked != 1 {
			t.Fatalf("the bank was asked %d times", asked)
		}
		check(t, again())
		if asked != 2 {
			t.Errorf("the bank was asked %d times", asked)
		}
		b.Address += "/broken"
		answer = []byte("<html>")
		check(t, again())
		status = http.StatusBadGateway
		if err := again(); err == nil {
			t.Error("nobody hears that the bank doesn't answer")
		}
		var state asked2
		check(t, b.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
			state.asked, err = askedOf(t.Context(), tx, b.Address)
			state.wait = state.again.Sub(tx.Now.Time)
			return err
		}))
		// The second failure waits for twice five minutes.
		if state.failures != 2 || state.wait < 9*time.Minute || state.wait > 10*time.Minute {
			t.Errorf("%d failures, again in %s", state.failures, state.wait)
		}
		all, err := b.On(t.Context(), calendar.Date(2020, 3, 7), "USD")
		check(t, err)
		if len(all) != 1 {
			t.Error("the last good rates are gone")
		}
	})
}

type asked2 struct {
	asked
	wait time.Duration
}

// TestPages shows the rates in the header and on their pages, and imports a file
// over the office's.
func TestPages(t *testing.T) {
	each(t, func(t *testing.T, b *Bureau, by charter.Principal) {
		site, err := web.NewSite(b.Book.Charter, slog.New(slog.NewTextHandler(io.Discard, nil)))
		check(t, err)
		site.SeatOf = func(*http.Request) (*web.Seat, error) { return &web.Seat{Principal: by}, nil }
		b.Changed = site.Changed
		check(t, b.Routes(site))
		h := site.Handler()
		do := func(r *http.Request, want int) string {
			t.Helper()
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != want {
				t.Fatalf("%s %s: %d", r.Method, r.URL, w.Code)
			}
			return w.Body.String()
		}
		get := func(path string, want int) string { return do(httptest.NewRequest("GET", path, nil), want) }
		send := func(data []byte, want int) string {
			var body bytes.Buffer
			form := multipart.NewWriter(&body)
			part, err := form.CreateFormFile("file", "f.xml")
			check(t, err)
			part.Write(data)
			form.Close()
			r := httptest.NewRequest("POST", "/kk/office/rates", &body)
			r.Header.Set("Content-Type", form.FormDataContentType())
			return do(r, want)
		}
		if page := get("/kk/rates", 200); strings.Contains(page, `class="rates"`) {
			t.Error("a strip without rates")
		}
		send(feed("05.03.2020", "USD 380.5 1", "IRR 9.06 1000"), 303)
		send(feed("06.03.2020", "USD 381.25 1", "IRR 9.06 1000"), 303)
		if page := send([]byte("<html>"), 422); !strings.Contains(page, "Бұл бағам файлы емес") {
			t.Error("the reason isn't on the page")
		}
		page := get("/kk/rates", 200)
		for _, want := range []string{`class="rates"`, "381,25", "+0,75", "1000 IRR", "өзгермеді", "2020-03-06"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page has no %q", want)
			}
		}
		if page = get("/kk/office/rates", 200); !strings.Contains(page, "f.xml") {
			t.Error("the refusal isn't on the newsroom's page")
		}
		get("/kk/rates?day=x", 422)
		for _, path := range []string{"/kk/rates/XXX", "/kk/rates/usd", "/kk/rates/USD.exe"} {
			get(path, 404)
		}
		get("/ru/rates/USD", 200)
		rows, err := csv.NewReader(strings.NewReader(get("/kk/rates/USD.csv", 200))).ReadAll()
		check(t, err)
		if fmt.Sprint(rows) != "[[day code quant tenge] [2020-03-06 USD 1 381.25] [2020-03-05 USD 1 380.5]]" {
			t.Error(rows)
		}
		if !strings.Contains(get("/en/rates/USD.json", 200), `"tenge": 381.25`) {
			t.Error("the JSON")
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add(feed("06.03.2020", "USD 381.25 1"))
	f.Add([]byte(`<rss><channel><item><title>USD</title><pubDate>01.04.2026</pubDate><description>1</description><quant>1</quant></item></channel></rss>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := Parse(data)
		for _, r := range all {
			if err != nil || r.Value <= 0 || r.Quant < 1 || r.Day.IsZero() || !isCode(r.Code) {
				t.Errorf("%+v, %v", r, err)
			}
			if again, err := parseAmount(r.Value.String()); err != nil || again != r.Value {
				t.Errorf("%s is read as %s: %v", r.Value, again, err)
			}
		}
	})
}
