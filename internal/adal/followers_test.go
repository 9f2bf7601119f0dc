package adal_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"adal/internal/adal"
	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/i18n"
	"adal/internal/monitoring"
)

var confirming = regexp.MustCompile(`/ru/subscribe/confirm/\S+`)

// TestFollow follows an institution in the demo as a reader does, lets the group look
// again, and reads the one letter that comes of it.
func TestFollow(t *testing.T) {
	c := adal.Config{Data: filled(t), Origin: "demo.test/register", Zone: "Asia/Almaty", Mail: "outbox", OpenBox: true, Address: "https://adal.example"}
	app, err := adal.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	check(t, err)
	defer app.Close()
	_, err = app.Demo(t.Context(), c)
	check(t, err)
	check(t, app.Begin(t.Context()))
	all, _, err := app.Monitoring.Notices(t.Context(), monitoring.Filter{Group: monitoring.GroupLate})
	check(t, err)
	one := all[0]
	ask := func(method, path string, form url.Values) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		app.Handler.ServeHTTP(w, r)
		return w
	}
	page := ask("GET", "/ru/institutions/"+one.Institution, nil).Body.String()
	follow := "/ru/subscribe?of=" + url.QueryEscape(monitoring.Filter{Institution: one.Institution}.Subject())
	if !strings.Contains(page, `href="`+follow+`"`) {
		t.Fatalf("the page of the institution doesn't offer %s", follow)
	}
	if w := ask("POST", "/ru/subscribe", url.Values{"address": {"a@mail.kz"}, "of": {monitoring.Filter{Institution: one.Institution}.Subject()}, "lang": {"ru"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	shelf, err := app.Box.Shelf(t.Context(), 1)
	check(t, err)
	if w := ask("POST", confirming.FindString(shelf[0].Text), nil); w.Code != http.StatusSeeOther {
		t.Fatalf("confirming: %d", w.Code)
	}
	for more := true; more; { // what the demo itself has left to do
		more, err = app.Jobs.Next(t.Context())
		check(t, err)
	}
	before := letters(t, app)
	check(t, app.Monitoring.LookAgain(t.Context(), lookingSeat(t, app, one.ID), one.ID, monitoring.SeenFixed, "Жөнделді"))
	for more := true; more; {
		more, err = app.Jobs.Next(t.Context())
		check(t, err)
	}
	after := letters(t, app)
	if len(after) != len(before)+1 {
		t.Fatalf("%d letters came, want 1", len(after)-len(before))
	}
	if text := after[0]; !strings.Contains(text, one.Title.In(i18n.RU)) || !strings.Contains(text, "https://adal.example/ru/monitoring/"+one.ID) || !strings.Contains(text, "/ru/subscribe/stop/") {
		t.Error(text)
	}
}

// letters are those to the follower, the newest first.
func letters(t *testing.T, app *adal.App) (all []string) {
	t.Helper()
	shelf, err := app.Box.Shelf(t.Context(), 1000)
	check(t, err)
	for _, l := range shelf {
		if l.To == "a@mail.kz" {
			all = append(all, l.Subject+"\n"+l.Text)
		}
	}
	return all
}

// lookingSeat is a seat of the group that has a shortcoming.
func lookingSeat(t *testing.T, app *adal.App, id string) (by charter.Principal) {
	t.Helper()
	p, err := app.Monitoring.Page(t.Context(), id)
	check(t, err)
	check(t, app.DB.Read(t.Context(), func(tx *db.Tx) error {
		seats, err := bodies.Seats(t.Context(), tx, p.Body)
		if err != nil {
			return err
		}
		by = charter.Principal{Seat: seats[0].ID, Body: p.Body, Kind: charter.KindMonitoringGroup, Region: p.Region}
		return nil
	}))
	return by
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
