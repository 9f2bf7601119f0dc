package events_test

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
	"adal/internal/headquarters/events"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/mail"
	"adal/internal/overlap"
	"adal/internal/web"
)

// house is a hall of two headquarters with a room, and the site that they work on.
// It is noon of 20 February 2020 in Aktau, or of the day that on sets.
type house struct {
	*events.Hall
	http.Handler
	t                     testing.TB
	head, second, monitor charter.Principal
	seat                  *charter.Principal
	room                  string
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
	zone, err := time.LoadLocation("Asia/Aqtau")
	check(t, err)
	book := &docket.Book{Charter: ch, Calendar: days, Clocks: clocks, Zone: zone, Day: day("2020-02-20")}
	h := &house{t: t}
	together := &links.Web{DB: d, Book: book, Address: "https://adal.example"}
	h.Hall = &events.Hall{
		DB: d, Book: book, Links: together, Houses: &headquarters.Headquarters{DB: d, Book: book, Links: together},
		Address: "https://adal.example", Box: &mail.Box{DB: d, Shown: true}, Key: make([]byte, 32),
	}
	name := func(s string) i18n.Text { return i18n.Text{KK: s, RU: s, EN: s} }
	seat := func(tx *db.Tx, body, login, kind, region string) charter.Principal {
		s, _, err := bodies.Invite(t.Context(), tx, bodies.Seat{Body: body, Login: login, Person: login, Since: day("2020-02-01")})
		check(t, err)
		return charter.Principal{Seat: s.ID, Body: body, Kind: kind, Region: region}
	}
	check(t, d.Write(t.Context(), "all", func(tx *db.Tx) error {
		add := func(id, kind, code, region, n string) error {
			return bodies.Add(t.Context(), tx, bodies.Body{ID: id, Kind: bodies.Kind(kind), Code: code, Region: region, Since: day("2015-01-01"), Name: name(n)})
		}
		if err := errors.Join(bodies.LoadRegions(t.Context(), tx),
			add("hq", charter.KindHeadquarters, "HQ47", "KZ-47", "Маңғыстау штабы"), add("rhq", charter.KindHeadquarters, "HQ", "", "Республикалық штаб"),
			add("mg", charter.KindMonitoringGroup, "MG47", "KZ-47", "Мониторингтік топ"),
			add("ac", charter.KindAntikorCentre, "AC47", "KZ-47", "Маңғыстау Антикор орталығы"), add("ac2", charter.KindAntikorCentre, "AC23", "KZ-23", "Атырау Антикор орталығы"),
		); err != nil {
			return err
		}
		h.head, h.second = seat(tx, "hq", "head", charter.KindHeadquarters, "KZ-47"), seat(tx, "rhq", "second", charter.KindHeadquarters, "")
		h.monitor = seat(tx, "mg", "monitor", charter.KindMonitoringGroup, "KZ-47")
		return nil
	}))
	h.serve()
	h.room, err = h.Name(t.Context(), h.head, events.Room{Body: "ac", Name: i18n.Text{KK: "Үлкен зал"}, Seats: 40})
	check(t, err)
	return h
}

func (h *house) serve() {
	site, err := web.NewSite(h.Book.Charter, slog.New(slog.NewTextHandler(io.Discard, nil)))
	check(h.t, err)
	check(h.t, errors.Join(site.Tool("docket", docket.Words), site.Tool("overlap", overlap.Words), site.Tool("links", links.Words), site.Tool("mail", mail.Words)))
	site.SeatOf = func(*http.Request) (*web.Seat, error) {
		if h.seat == nil {
			return nil, nil
		}
		return &web.Seat{Principal: *h.seat}, nil
	}
	h.Words, h.Changed, h.Houses.Changed = site.Words, site.Changed, site.Changed
	h.Links.Sources = []links.Source{{Title: h.title}}
	check(h.t, errors.Join(h.Houses.Routes(site), h.Routes(site)))
	h.Handler = site.Handler()
}

// on makes it noon of a day.
func (h *house) on(s string) { h.Book.Day = day(s); h.Changed() }

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

// briefing is a briefing of 6 March 2020 in the room, from three to four.
func (h *house) briefing() events.Facts {
	return events.Facts{
		Type: "briefing", Open: true, Title: i18n.Text{KK: "Жоспарды таныстыру", RU: "Представление плана"}, About: i18n.Text{KK: "Штаб жоспарын таныстырады."},
		Agenda: i18n.Text{KK: "15:00 Сөз басы\n15:10 Жоспар"}, Starts: at("2020-03-06", "15:00"), Ends: at("2020-03-06", "16:00"), Room: h.room, Places: 7,
	}
}

func at(day, clock string) time.Time {
	t, err := events.Moment(day, clock, "Asia/Aqtau")
	if err != nil {
		panic(err)
	}
	return t
}

func (h *house) announce(f events.Facts) string {
	h.t.Helper()
	id, err := h.Announce(h.t.Context(), h.head, f)
	check(h.t, err)
	return id
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
