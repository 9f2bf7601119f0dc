// Package monitoringtest builds what the tests of monitoring and of what is beside it
// stand in: a monitoring group with its seats, and institutions that it observes.
package monitoringtest

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/forms"
	"adal/internal/i18n"
	"adal/internal/mail"
	"adal/internal/monitoring"
)

// Zone is where the bodies of the tests are.
var Zone = time.FixedZone("Asia/Aqtau", 5*60*60)

// Region is the region of all bodies of the tests.
const Region = "KZ-47"

// One is a text that tells its languages apart.
func One(s string) i18n.Text { return i18n.Text{KK: s + " (kk)", RU: s + " (ru)", EN: s} }

// Check ends a test that can't go on.
func Check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Wants fails if err isn't a fault with a word.
func Wants(t testing.TB, err error, word string) {
	t.Helper()
	if !slices.ContainsFunc(fault.Fields(err), func(f *fault.Error) bool { return f.Word == word }) {
		t.Errorf("want %s, got %v", word, err)
	}
}

// Passed is a gate that was passed for a version.
func Passed(version int) monitoring.Judgement {
	j := monitoring.Judgement{Version: version}
	for _, item := range monitoring.Gate {
		j.Checks = append(j.Checks, monitoring.Check{Item: item, Passed: true})
	}
	return j
}

// Workbook is the workbook of a form with the members title, questions and choices.
func Workbook(t testing.TB, form any) []byte {
	t.Helper()
	text, err := json.Marshal(form)
	Check(t, err)
	f, err := forms.Open(text)
	Check(t, err)
	book, err := f.Export()
	Check(t, err)
	return book
}

// Group is a group on Monday 2 November 2026 that observes institutions. What alarms
// the charter goes to alarm.
func Group(t testing.TB, d *db.DB, words i18n.Words, alarm func(error), institutions []monitoring.Institution) *monitoring.Group {
	t.Helper()
	ch, err := charter.Load()
	Check(t, err)
	ch.Alarm = alarm
	_, clocks, err := calendar.LoadDir(os.DirFS(t.TempDir()))
	Check(t, err)
	return &monitoring.Group{
		DB: d, Words: words, Address: "https://adal.example", Box: &mail.Box{DB: d, Shown: true, Zone: Zone},
		Book: &docket.Book{Charter: ch, Calendar: calendar.Kazakhstan(), Clocks: clocks, Zone: Zone, Day: calendar.Date(2026, 11, 2)},
		Institution: func(_ context.Context, _ *db.Tx, id string, _ calendar.Day) (monitoring.Institution, error) {
			if i := slices.IndexFunc(institutions, func(i monitoring.Institution) bool { return i.ID == id }); i >= 0 {
				return institutions[i], nil
			}
			return monitoring.Institution{}, fault.NotFound
		},
	}
}

// A Body is one with the logins of its seats.
type Body struct {
	ID, Kind, Code string
	Seats          []string
}

// Found founds bodies and returns their seats by their logins.
func Found(t testing.TB, d *db.DB, all ...Body) map[string]charter.Principal {
	t.Helper()
	ctx, since, seats := t.Context(), calendar.Date(2020, 1, 1), map[string]charter.Principal{}
	Check(t, d.Write(ctx, "all", func(tx *db.Tx) error {
		err := bodies.LoadRegions(ctx, tx)
		for _, b := range all {
			err = errors.Join(err, bodies.Add(ctx, tx, bodies.Body{ID: b.ID, Kind: bodies.Kind(b.Kind), Code: b.Code, Region: Region, Since: since, Name: One(b.ID)}))
			for _, login := range b.Seats {
				s, _, wrong := bodies.Invite(ctx, tx, bodies.Seat{Body: b.ID, Login: login, Person: login, Since: since})
				err = errors.Join(err, wrong)
				seats[login] = charter.Principal{Seat: s.ID, Body: b.ID, Kind: b.Kind, Region: Region}
			}
		}
		return err
	}))
	return seats
}
