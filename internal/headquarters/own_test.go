package headquarters_test

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
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
	"adal/internal/headquarters"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/overlap"
	"adal/internal/web"
)

// house is two headquarters, a monitoring group that reads their plans, and the
// site that they work on. It is 20 February 2020.
type house struct {
	*headquarters.Headquarters
	http.Handler
	t                     testing.TB
	head, second, monitor charter.Principal
	seat                  *charter.Principal // that is signed in
	Words                 i18n.Words
}

func day(s string) calendar.Day {
	d, err := calendar.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func each(t *testing.T, test func(t *testing.T, h *house)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newHouse(t, d)) })
}

func newHouse(t testing.TB, d *db.DB) *house {
	ch, err := charter.Load()
	check(t, err)
	days, clocks, err := calendar.LoadDir(os.DirFS(t.TempDir()))
	check(t, err)
	book := &docket.Book{Charter: ch, Calendar: days, Clocks: clocks, Zone: time.UTC, Day: day("2020-02-20")}
	h := &house{t: t}
	h.Headquarters = &headquarters.Headquarters{DB: d, Book: book, Links: &links.Web{DB: d, Book: book, Address: "https://adal.example"}}
	h.Links.Sources = []links.Source{{Title: h.title, At: h.at}}
	name := func(s string) i18n.Text { return i18n.Text{KK: s, RU: s, EN: s} }
	seat := func(tx *db.Tx, body, login, kind, region string) charter.Principal {
		s, _, err := bodies.Invite(t.Context(), tx, bodies.Seat{Body: body, Login: login, Person: login, Since: day("2020-02-01")})
		check(t, err)
		return charter.Principal{Seat: s.ID, Body: body, Kind: kind, Region: region}
	}
	check(t, d.Write(t.Context(), "all", func(tx *db.Tx) error {
		if err := errors.Join(bodies.LoadRegions(t.Context(), tx),
			bodies.Add(t.Context(), tx, bodies.Body{ID: "hq", Kind: charter.KindHeadquarters, Code: "HQ47", Region: "KZ-47", Since: day("2020-02-01"), Name: name("Маңғыстау штабы")}),
			bodies.Add(t.Context(), tx, bodies.Body{ID: "rhq", Kind: charter.KindHeadquarters, Code: "HQ", Since: day("2019-11-01"), Name: name("Республикалық штаб")}),
			bodies.Add(t.Context(), tx, bodies.Body{ID: "mg", Kind: charter.KindMonitoringGroup, Code: "MG47", Region: "KZ-47", Since: day("2020-02-01"), Name: name("Мониторингтік топ")}),
			bodies.Add(t.Context(), tx, bodies.Body{ID: "aktau", Kind: charter.KindStateBody, Code: "SB", Region: "KZ-47", Since: day("2015-01-01"), Name: name("Ақтау әкімдігі")}),
		); err != nil {
			return err
		}
		h.head, h.second = seat(tx, "hq", "head", charter.KindHeadquarters, "KZ-47"), seat(tx, "rhq", "second", charter.KindHeadquarters, "")
		h.monitor = seat(tx, "mg", "monitor", charter.KindMonitoringGroup, "KZ-47")
		return nil
	}))
	h.serve()
	return h
}

func (h *house) serve() {
	site, err := web.NewSite(h.Book.Charter, slog.New(slog.NewTextHandler(io.Discard, nil)))
	check(h.t, err)
	check(h.t, errors.Join(site.Tool("charter", charter.Words), site.Tool("docket", docket.Words), site.Tool("overlap", overlap.Words), site.Tool("links", links.Words)))
	site.SeatOf = func(*http.Request) (*web.Seat, error) {
		if h.seat == nil {
			return nil, nil
		}
		return &web.Seat{Principal: *h.seat}, nil
	}
	h.Changed = site.Changed
	h.Words = site.Words
	check(h.t, h.Routes(site))
	h.Handler = site.Handler()
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants fails if err isn't a fault of a field with a word.
func wants(t testing.TB, err error, field, word string) {
	t.Helper()
	for _, f := range fault.Fields(err) {
		if f.Word == word && f.Field == field {
			return
		}
	}
	t.Errorf("want %s in %q, got %v", word, field, err)
}

func (h *house) do(r *http.Request, want int) string {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != want {
		h.t.Fatalf("%s %s: %d, want %d: %.900s", r.Method, r.URL, w.Code, want, w.Body)
	}
	if to := w.Header().Get("Location"); to != "" {
		return to
	}
	return w.Body.String()
}

func (h *house) get(path string, want int) string {
	h.t.Helper()
	return h.do(httptest.NewRequest("GET", path, nil), want)
}

// post sends a form of pairs and returns where it leads, or the page.
func (h *house) post(path string, want int, pairs ...string) string {
	h.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.do(r, want)
}

// has fails unless a page has all of these.
func has(t testing.TB, page string, all ...string) {
	t.Helper()
	for _, want := range all {
		if !strings.Contains(page, want) {
			from := max(strings.Index(page, "<main"), 0)
			t.Errorf("the page has no %q: %.3000s", want, page[from:])
		}
	}
}
