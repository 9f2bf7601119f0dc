package learning_test

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
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
	"adal/internal/learning"
	"adal/internal/markdown"
	"adal/internal/web"
)

// house is a headquarters that teaches, another one, an observer, and the site.
type house struct {
	*learning.School
	http.Handler
	t                       testing.TB
	head, stranger, monitor charter.Principal
	seat                    *charter.Principal // that is signed in
}

var today = calendar.Date(2026, 11, 27)

func each(t *testing.T, test func(t *testing.T, h *house)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newHouse(t, d)) })
}

func newHouse(t testing.TB, d *db.DB) *house {
	ch, err := charter.Load()
	check(t, err)
	h := &house{t: t, School: &learning.School{DB: d, Address: "https://adal.example", Book: &docket.Book{
		Charter: ch, Calendar: calendar.Kazakhstan(), Zone: time.UTC, Day: today,
	}}}
	name := func(s string) i18n.Text { return i18n.Text{KK: s, RU: s, EN: s} }
	since := calendar.Date(2020, 3, 1)
	seat := func(tx *db.Tx, body, kind, login string) charter.Principal {
		s, _, err := bodies.Invite(t.Context(), tx, bodies.Seat{Body: body, Login: login, Person: login, Since: since})
		check(t, err)
		return charter.Principal{Seat: s.ID, Body: body, Kind: kind}
	}
	check(t, d.Write(t.Context(), "all", func(tx *db.Tx) error {
		err := bodies.LoadRegions(t.Context(), tx)
		for id, kind := range map[string]bodies.Kind{"hq": charter.KindHeadquarters, "other": charter.KindHeadquarters, "group": charter.KindMonitoringGroup} {
			err = errors.Join(err, bodies.Add(t.Context(), tx, bodies.Body{ID: id, Kind: kind, Code: strings.ToUpper(id), Since: since, Name: name("Штаб " + id)}))
		}
		h.head = seat(tx, "hq", charter.KindHeadquarters, "head")
		h.stranger = seat(tx, "other", charter.KindHeadquarters, "stranger")
		h.monitor = seat(tx, "group", charter.KindMonitoringGroup, "monitor")
		return err
	}))
	h.serve()
	return h
}

func (h *house) serve() {
	site, err := web.NewSite(h.Book.Charter, slog.New(slog.NewTextHandler(io.Discard, nil)))
	check(h.t, err)
	check(h.t, errors.Join(site.Tool("docket", docket.Words), site.Tool("markdown", markdown.Words), site.Tool("charter", charter.Words)))
	site.SeatOf = func(*http.Request) (*web.Seat, error) {
		if h.seat == nil {
			return nil, nil
		}
		return &web.Seat{Principal: *h.seat}, nil
	}
	h.Changed = site.Changed
	check(h.t, h.Routes(site))
	h.Handler = site.Handler()
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants fails if err isn't a fault with a word, in a field if one is named.
func wants(t testing.TB, err error, field, word string) {
	t.Helper()
	f := (*fault.Error)(nil)
	if all := fault.Fields(err); slices.ContainsFunc(all, func(f *fault.Error) bool { return f.Word == word && f.Field == field }) {
		return
	}
	if !errors.As(err, &f) || f.Word != word || f.Field != field {
		t.Errorf("want %s in %q, got %v", word, field, err)
	}
}

// small is a course of one lesson in two languages with three questions, of which
// 75 percent have to be right: two of them are 66.
func small() learning.Material {
	return learning.Material{
		Title:   i18n.Text{KK: "Қысқа курс", RU: "Короткий курс"},
		About:   i18n.Text{KK: "Не туралы", RU: "О чём"},
		Lessons: []learning.Lesson{{Title: i18n.Text{KK: "Бірінші", RU: "Первый"}, Text: i18n.Text{KK: "**Мәтін**", RU: "Текст"}}},
		Quiz: i18n.Text{
			KK: "Қайсысы? {=осы ~ана}\n\nОлай ма? {T}\n\nНеше? {#3}",
			RU: "Какой? {=этот ~тот}\n\nТак ли? {T}\n\nСколько? {#3}",
		},
		Pass: 75, Daily: 2,
	}
}

// taught is the small course as the public sees it, with certificates.
func (h *house) taught() (id, slug string) {
	h.t.Helper()
	id, err := h.Begin(h.t.Context(), h.head, small().Title)
	check(h.t, err)
	check(h.t, h.Save(h.t.Context(), h.head, id, 1, small()))
	check(h.t, h.Teach(h.t.Context(), h.head, id, ""))
	check(h.t, h.SetCertify(h.t.Context(), h.head, id, true))
	c, err := h.Get(h.t.Context(), h.head, id)
	check(h.t, err)
	return id, c.Slug
}

// right are the right replies to the small course, by the questions' places.
var right = map[int][]string{0: {"0"}, 1: {"true"}, 2: {"3"}}

// pass tries a course and answers all of it rightly.
func (h *house) pass(by charter.Principal, slug string) string {
	h.t.Helper()
	id, err := h.Try(h.t.Context(), by, slug)
	check(h.t, err)
	a, err := h.Answer(h.t.Context(), by, id, right)
	check(h.t, err)
	if !a.Passed() || a.Score != 100 {
		h.t.Fatalf("all replies are right, and the score is %d", a.Score)
	}
	return id
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

// value is what a query of one row and column has.
func value[T any](h *house, query string, args ...any) (v T) {
	h.t.Helper()
	check(h.t, h.DB.Pool().QueryRowContext(h.t.Context(), query, args...).Scan(&v))
	return v
}

var tag = regexp.MustCompile(`<[^>]*>`)

// words is what a page says.
func words(page string) string {
	return strings.Join(strings.Fields(tag.ReplaceAllString(page, " ")), " ")
}
