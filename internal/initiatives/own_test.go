package initiatives_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	netmail "net/mail"
	"net/url"
	"os"
	"regexp"
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
	"adal/internal/initiatives"
	"adal/internal/links"
	"adal/internal/mail"
	"adal/internal/markdown"
	"adal/internal/overlap"
	"adal/internal/register"
	"adal/internal/web"

	"golang.org/x/mod/sumdb/note"
)

// house is a project office of two seats, a stranger's office, a headquarters, and
// the site.
type house struct {
	*initiatives.Ground
	http.Handler
	t                           testing.TB
	lead, judge, stranger, head charter.Principal
	seat                        *charter.Principal // that is signed in
}

var today = calendar.Date(2026, 11, 27)

func each(t *testing.T, test func(t *testing.T, h *house)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newHouse(t, d)) })
}

func newHouse(t testing.TB, d *db.DB) *house {
	ch, err := charter.Load()
	check(t, err)
	text, err := os.ReadFile("../calendar/clocks.toml")
	check(t, err)
	clocks, err := calendar.LoadClocks(text)
	check(t, err)
	skey, vkey, err := register.NewKey("adal.example/register")
	check(t, err)
	signer, err := note.NewSigner(skey)
	check(t, err)
	h := &house{t: t, Ground: &initiatives.Ground{
		DB: d, Book: &docket.Book{Charter: ch, Calendar: calendar.Kazakhstan(), Clocks: clocks, Zone: time.UTC, Day: today},
		Box: &mail.Box{DB: d, Shown: true, From: netmail.Address{Address: "adal@adal.example"}}, Secret: []byte("thirty-two bytes of the tests' own"), Signer: signer, Key: vkey, Address: "https://adal.example",
	}}
	name := func(s string) i18n.Text { return i18n.Text{KK: s, RU: s, EN: s} }
	since := calendar.Date(2020, 3, 1)
	seat := func(tx *db.Tx, body, kind, login string) charter.Principal {
		s, _, err := bodies.Invite(t.Context(), tx, bodies.Seat{Body: body, Login: login, Person: login, Since: since})
		check(t, err)
		return charter.Principal{Seat: s.ID, Body: body, Kind: kind}
	}
	check(t, d.Write(t.Context(), "all", func(tx *db.Tx) error {
		err := bodies.LoadRegions(t.Context(), tx)
		for _, b := range [][2]string{{"office", charter.KindProjectOffice}, {"other", charter.KindProjectOffice}, {"hq", charter.KindHeadquarters}} {
			err = errors.Join(err, bodies.Add(t.Context(), tx, bodies.Body{ID: b[0], Kind: bodies.Kind(b[1]), Code: strings.ToUpper(b[0]), Since: since, Name: name(b[0])}))
		}
		h.lead, h.judge = seat(tx, "office", charter.KindProjectOffice, "lead"), seat(tx, "office", charter.KindProjectOffice, "judge")
		h.stranger, h.head = seat(tx, "other", charter.KindProjectOffice, "stranger"), seat(tx, "hq", charter.KindHeadquarters, "head")
		return err
	}))
	h.serve()
	return h
}

func (h *house) serve() {
	site, err := web.NewSite(h.Book.Charter, slog.New(slog.NewTextHandler(io.Discard, nil)))
	check(h.t, err)
	check(h.t, errors.Join(site.Tool("docket", docket.Words), site.Tool("markdown", markdown.Words), site.Tool("charter", charter.Words),
		site.Tool("overlap", overlap.Words), site.Tool("mail", mail.Words), site.Tool("links", links.Words)))
	site.SeatOf = func(*http.Request) (*web.Seat, error) {
		if h.seat == nil {
			return nil, nil
		}
		return &web.Seat{Principal: *h.seat}, nil
	}
	h.Changed, h.Words = site.Changed, site.Words
	check(h.t, h.Routes(site))
	h.Words = site.Words
	h.Handler = site.Handler()
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants fails if err has no fault of a field with a word.
func wants(t testing.TB, err error, field, word string) {
	t.Helper()
	for _, f := range fault.Fields(err) {
		if f.Word == word && f.Field == field {
			return
		}
	}
	if f := (*fault.Error)(nil); errors.As(err, &f) && f.Word == word && f.Field == field {
		return
	}
	t.Errorf("want %s in %q, got %v", word, field, err)
}

// said is an idea.
func said() initiatives.Said {
	return initiatives.Said{Title: i18n.Text{KK: "Ашық кезек"}, Summary: i18n.Text{KK: "Кезек тақтасы."}, Topic: "social"}
}

// assessed is an initiative that is worth a pilot.
func (h *house) assessed() string {
	h.t.Helper()
	id, err := h.Begin(h.t.Context(), h.lead, said())
	check(h.t, err)
	s := said()
	check(h.t, h.Assess(h.t.Context(), h.lead, id, initiatives.Assessed, initiatives.Assessing{Title: s.Title, Summary: s.Summary, Topic: s.Topic, Assessment: i18n.Text{KK: "Өлшенеді"}}))
	return id
}

// pilot is a trial with one indicator in two regions.
func pilot() initiatives.Pilot {
	return initiatives.Pilot{Region: "KZ-71", Comparison: "KZ-75", Since: today, Until: today.AddDays(60), Indicators: []initiatives.Indicator{{
		Name: i18n.Text{KK: "Әділ дейтіндер"}, Kind: initiatives.Share, Target: 60,
		HereBefore: initiatives.Measure{Known: true, Value: 44, N: 200}, ThereBefore: initiatives.Measure{Known: true, Value: 46, N: 190},
	}}}
}

// judged is an initiative that worked.
func (h *house) judged() string {
	h.t.Helper()
	ctx, id := h.t.Context(), h.assessed()
	check(h.t, h.Pilot(ctx, h.lead, id, pilot(), nil))
	check(h.t, h.Measure(ctx, h.lead, id, []initiatives.Measure{{Known: true, Value: 63, N: 210}}, []initiatives.Measure{{Known: true, Value: 47, N: 195}}))
	check(h.t, h.Judge(ctx, h.judge, id, initiatives.Worked, i18n.Text{KK: "Ақтады"}))
	return id
}

// local is an instance in a region.
func local(region string) initiatives.Local {
	return initiatives.Local{Region: region, Name: i18n.Text{KK: "Ақтаудағы кезек"}, Owner: "hq", Since: today, Until: today.AddDays(90)}
}

// letters are the texts that lie in the box, the newest first.
func (h *house) letters() []mail.Waiting {
	h.t.Helper()
	all, err := h.Box.Shelf(h.t.Context(), 100)
	check(h.t, err)
	return all
}

var link = regexp.MustCompile(`https://adal\.example(/kk/support/([a-z0-9]+))`)

func (h *house) do(r *http.Request, want int) string {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != want {
		h.t.Fatalf("%s %s: %d, want %d: %.1200s", r.Method, r.URL, w.Code, want, w.Body)
	}
	if want == 303 {
		return w.Header().Get("Location")
	}
	return w.Body.String()
}

func (h *house) get(path string, want int) string {
	h.t.Helper()
	return h.do(httptest.NewRequest("GET", path, nil), want)
}

// post sends a form of pairs.
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

// dump is all that a table has.
func (h *house) dump(table string) string {
	h.t.Helper()
	rows, err := h.DB.Pool().QueryContext(h.t.Context(), `SELECT * FROM `+table)
	check(h.t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	check(h.t, err)
	var all strings.Builder
	for rows.Next() {
		row, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			to[i] = &row[i]
		}
		check(h.t, rows.Scan(to...))
		fmt.Fprintln(&all, row...)
	}
	return all.String()
}
