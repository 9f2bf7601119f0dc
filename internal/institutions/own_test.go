package institutions_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/directory"
	"adal/internal/docket"
	"adal/internal/i18n"
	"adal/internal/institutions"
	"adal/internal/web"
)

var today = calendar.Date(2026, 11, 28)

// house is a site with a directory, a keeper and a receptionist.
type house struct {
	*institutions.Catalogue
	http.Handler
	t                testing.TB
	keeper, stranger charter.Principal
	second           charter.Principal  // a seat of another keeper
	seat             *charter.Principal // that is signed in
}

const districts = "id,region,name_kk,name_ru,name_en\nkz-47-aktau,KZ-47,Ақтау қаласы,город Актау,Aktau\n"

const some = `id,kind,since,name_kk,name_ru,name_en,region,district,superior,until,successor,email,lat,lon,clock
ministry,ministry,2016-01-01,Жол министрлігі,Министерство дорог,Ministry of roads,,,,2025-09-01,new-ministry,,,,
ministry,ministry,2019-06-13,Көлік министрлігі,Министерство транспорта,Ministry of transport,,,,,,,,,
new-ministry,ministry,2025-09-01,Инфрақұрылым министрлігі,Министерство инфраструктуры,Ministry of infrastructure,,,,,,,,,
akimat-47,akimat,2010-01-01,Маңғыстау облысының әкімдігі,Акимат Мангистауской области,Akimat of Mangystau region,KZ-47,,,,,akimat@mangystau.example,43.65,51.17,kz-appc
aktau,akimat,2010-01-01,Ақтау қаласының әкімдігі,Акимат города Актау,Akimat of Aktau,KZ-47,kz-47-aktau,akimat-47,,,,,,
`

const competences = `institution,topic,region,district,since,until,basis
ministry,roads,,,2016-01-01,2025-09-01,
new-ministry,roads,,,2025-09-01,,
akimat-47,roads,KZ-47,,2010-01-01,,Заң [V]
aktau,road-repair,KZ-47,kz-47-aktau,2012-01-01,,
`

func each(t *testing.T, test func(t *testing.T, h *house)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newHouse(t, d)) })
}

func newHouse(t testing.TB, d *db.DB) *house {
	ch, err := charter.Load()
	check(t, err)
	_, clocks, err := calendar.LoadDir(emptyDir(t))
	check(t, err)
	book := &docket.Book{Charter: ch, Calendar: calendar.Kazakhstan(), Clocks: clocks, Zone: time.UTC, Day: today}
	dir := &directory.Directory{DB: d, Clocks: clocks, Today: book.Today}
	h := &house{t: t, Catalogue: &institutions.Catalogue{DB: d, Book: book, Directory: dir, Address: "https://adal.example"}}
	check(t, d.Write(t.Context(), directory.Scope, func(tx *db.Tx) error {
		err := errors.Join(bodies.LoadRegions(t.Context(), tx), dir.LoadBasics(t.Context(), tx))
		h.keeper = seat(t, tx, "keeper", charter.KindKeeper)
		h.second = seat(t, tx, "second", charter.KindKeeper)
		h.stranger = seat(t, tx, "centre", charter.KindAntikorCentre)
		return err
	}))
	h.put(districts, some, competences)
	h.serve()
	return h
}

func seat(t testing.TB, tx *db.Tx, body, kind string) charter.Principal {
	since := calendar.Date(2020, 3, 1)
	check(t, bodies.Add(t.Context(), tx, bodies.Body{
		ID: body, Kind: bodies.Kind(kind), Code: strings.ToUpper(body), Since: since, Name: i18n.Text{KK: body, RU: body, EN: body},
	}))
	s, _, err := bodies.Invite(t.Context(), tx, bodies.Seat{Body: body, Login: body, Person: body, Since: since})
	check(t, err)
	return charter.Principal{Seat: s.ID, Body: body, Kind: kind}
}

// put lays files of CSV over the directory.
func (h *house) put(texts ...string) {
	h.t.Helper()
	var files []directory.File
	for _, text := range texts {
		files = append(files, directory.File{Name: "f.csv", Content: []byte(text)})
	}
	c, err := directory.ParseFiles(files...)
	check(h.t, err)
	check(h.t, h.DB.Write(h.t.Context(), directory.Scope, func(tx *db.Tx) error {
		_, err := h.Directory.Put(h.t.Context(), tx, c)
		return err
	}))
}

func (h *house) serve() {
	site, err := web.NewSite(h.Book.Charter, slog.New(slog.NewTextHandler(io.Discard, nil)))
	check(h.t, err)
	check(h.t, errors.Join(site.Tool("docket", docket.Words), site.Tool("directory", directory.Words), site.Tool("charter", charter.Words)))
	site.SeatOf = func(*http.Request) (*web.Seat, error) {
		if h.seat == nil {
			return nil, nil
		}
		return &web.Seat{Principal: *h.seat}, nil
	}
	h.Changed = site.Changed
	h.Observed = func(_ context.Context, l i18n.Lang, id string) (institutions.Observed, error) {
		if id != "aktau" {
			return institutions.Observed{}, nil
		}
		return institutions.Observed{
			Figures: []institutions.Figure{{Label: "Жауап", Value: "3", Of: "4-тен"}},
			Lines:   []institutions.Line{{Title: "Шұңқыр", Href: "/monitoring/x", Day: today}}, More: "/monitoring?institution=aktau",
		}, nil
	}
	check(h.t, h.Routes(site))
	h.Handler = site.Handler()
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) get(path string, want int) string {
	h.t.Helper()
	return h.do(httptest.NewRequest("GET", path, nil), want).Body.String()
}

// post sends a form of pairs.
func (h *house) post(path string, want int, pairs ...string) *httptest.ResponseRecorder {
	h.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.do(r, want)
}

func (h *house) do(r *http.Request, want int) *httptest.ResponseRecorder {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != want {
		h.t.Fatalf("%s %s: %d, want %d: %.800s", r.Method, r.URL, w.Code, want, w.Body)
	}
	return w
}

var tag = regexp.MustCompile(`<[^>]*>`)

// words is what a page says.
func words(page string) string {
	return strings.Join(strings.Fields(tag.ReplaceAllString(page, " ")), " ")
}

// says fails if a page doesn't say a text.
func (h *house) says(page string, texts ...string) {
	h.t.Helper()
	for _, text := range texts {
		if !strings.Contains(words(page), text) {
			h.t.Errorf("nothing says %q: %.1500s", text, words(page))
		}
	}
}
