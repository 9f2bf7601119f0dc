package newsletter

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/follow"
	"adal/internal/i18n"
	"adal/internal/mail"
	"adal/internal/web"
)

// aqtau is five hours before Greenwich, all the year.
var aqtau = time.FixedZone("Asia/Aqtau", 5*60*60)

// world is a newsletter of a site, with a clock of its own.
type world struct {
	*Newsletter
	t     testing.TB
	site  *web.Site
	http  http.Handler
	seat  *web.Seat
	now   time.Time
	items []Item
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newWorld(t, d, true)) })
}

func newWorld(t testing.TB, d *db.DB, open bool) *world {
	t.Helper()
	ch, err := charter.Load()
	check(t, err)
	site, err := web.NewSite(ch, slog.New(slog.NewTextHandler(io.Discard, nil)))
	check(t, err)
	check(t, errors.Join(site.Tool("mail", mail.Words), site.Tool("follow", follow.Words)))
	w := &world{t: t, site: site, now: time.Now()}
	site.SeatOf = func(*http.Request) (*web.Seat, error) { return w.seat, nil }
	box := &mail.Box{DB: d, Shown: true}
	w.Newsletter = &Newsletter{
		DB: d, Book: &docket.Book{Charter: ch, Calendar: calendar.Kazakhstan(), Zone: aqtau}, Box: box, Words: site.Words,
		Followers: &follow.Followers{DB: d, Box: box, Key: bytes.Repeat([]byte{7}, follow.KeySize)},
		Address:   "https://adal.example", Open: open, Now: func() time.Time { return w.now },
		Choices: func(context.Context) ([]Choice, error) {
			return []Choice{
				{"rubric/law", i18n.Text{KK: "Құқық", RU: "Право", EN: "Law"}}, {"region/KZ-47", i18n.Text{KK: "Маңғыстау облысы", RU: "Мангистауская область", EN: "Mangystau"}},
			}, nil
		},
		Item:    w.item,
		Between: w.between,
	}
	check(t, w.Routes(site))
	w.http = site.Handler()
	return w
}

func (w *world) item(_ context.Context, id string) (Item, error) {
	if at := slices.IndexFunc(w.items, func(i Item) bool { return i.ID == id }); at >= 0 {
		return w.items[at], nil
	}
	return Item{}, fault.NotFound
}

func (w *world) between(_ context.Context, l i18n.Lang, from, to time.Time) (all []Item, err error) {
	for _, i := range w.items {
		if i.Lang == l && !i.Published.Before(from) && i.Published.Before(to) {
			all = append(all, i)
		}
	}
	return all, nil
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// publish adds an article at a moment.
func (w *world) publish(id string, l i18n.Lang, at time.Time, of ...string) Item {
	i := Item{ID: id, Lang: l, Path: "/news/2026/11/" + id, Title: "Тақырып " + id, Lead: "Қысқаша " + id, Day: calendar.Of(at.In(aqtau)), Published: at, Of: of}
	w.items = append(w.items, i)
	return i
}

// follows makes somebody follow a part of the news since a moment.
func (w *world) follows(address string, often follow.Often, since time.Time, subjects ...string) (f follow.Follower) {
	w.t.Helper()
	check(w.t, w.DB.Write(w.t.Context(), follow.Scope, func(tx *db.Tx) error {
		f = w.followsIn(tx, address, often, since, subjects...)
		return nil
	}))
	return f
}

func (w *world) followsIn(tx *db.Tx, address string, often follow.Often, since time.Time, subjects ...string) follow.Follower {
	w.t.Helper()
	ctx := w.t.Context()
	token, err := w.Followers.Wish(ctx, tx, follow.Wish{Address: address, Lang: i18n.KK, Often: often, Subjects: subjects})
	check(w.t, err)
	f, err := w.Followers.Confirm(ctx, tx, token)
	check(w.t, err)
	_, err = tx.ExecContext(ctx, `UPDATE following SET since = $1 WHERE follower = $2`, db.Time{Time: since.UTC()}, f.ID)
	check(w.t, err)
	return f
}

// letters are those in the box, the newest first, without the ones that ask to
// confirm.
func (w *world) letters() (all []mail.Letter) {
	w.t.Helper()
	waiting, err := w.Box.Shelf(w.t.Context(), 10000)
	check(w.t, err)
	for _, l := range waiting {
		if len(l.Headers) > 0 {
			all = append(all, l.Letter)
		}
	}
	return all
}

// ask sends a request, with a form if there are fields.
func (w *world) ask(method, path string, fields ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	rec := httptest.NewRecorder()
	w.http.ServeHTTP(rec, r)
	if len(rec.Result().Cookies()) > 0 {
		w.t.Errorf("%s sets cookies", path)
	}
	return rec
}

func (w *world) count(query string) (n int) {
	w.t.Helper()
	check(w.t, w.DB.Pool().QueryRow(query).Scan(&n))
	return n
}
