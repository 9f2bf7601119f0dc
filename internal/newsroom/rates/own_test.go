package rates

import (
	"errors"
	"fmt"
	"log/slog"
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
	"adal/internal/i18n"
)

// almaty is the zone of the official day: five hours before Greenwich since
// March 2024, six before that.
func almaty(t testing.TB) *time.Location {
	zone, err := time.LoadLocation("Asia/Almaty")
	check(t, err)
	return zone
}

// world is a bureau with a newsroom, a seat and a clock that stands.
type world struct {
	*Bureau
	t   testing.TB
	by  charter.Principal
	now time.Time
	log strings.Builder
}

// morning is nine o'clock of Friday, 6 March 2020, in Almaty.
var morning = time.Date(2020, 3, 6, 3, 0, 0, 0, time.UTC)

func each(t *testing.T, test func(t *testing.T, w *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ch, err := charter.Load()
		check(t, err)
		w := &world{t: t, now: morning}
		w.Bureau = &Bureau{
			DB: d, Codes: []string{"USD", "IRR"}, Book: &docket.Book{Charter: ch, Calendar: calendar.Kazakhstan(), Zone: almaty(t)},
			Now: func() time.Time { return w.now }, Log: slog.New(slog.NewTextHandler(&w.log, nil)),
		}
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
		w.by = charter.Principal{Seat: seat.ID, Body: "nr", Kind: charter.KindNewsroom}
		test(t, w)
	})
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// daily is a feed of a day; items are "USD 381.25 1".
func daily(day string, items ...string) []byte {
	var b strings.Builder
	b.WriteString("<rates><date>" + day + "</date>")
	for _, i := range items {
		f := strings.Fields(i)
		fmt.Fprintf(&b, "<item><title>%s</title><description>%s</description><quant>%s</quant></item>", f[0], f[1], f[2])
	}
	return []byte(b.String() + "</rates>")
}

// take imports feeds that are good.
func (w *world) take(feeds ...[]byte) {
	w.t.Helper()
	for _, f := range feeds {
		_, err := w.Import(w.t.Context(), w.by, "file.xml", f)
		check(w.t, err)
	}
}

// on is how a currency stands on a day: "2020-03-06 381.25 +0.75".
func (w *world) on(day, code string) string {
	w.t.Helper()
	d, err := calendar.Parse(day)
	check(w.t, err)
	all, err := w.On(w.t.Context(), d, code)
	check(w.t, err)
	if len(all) == 0 {
		return ""
	}
	return fmt.Sprint(all[0].Day.String(), " ", all[0].Value.String(), " ", all[0].Change.Sign()+all[0].Change.Size().Say(i18n.EN))
}

// count is how many rows a table has.
func (w *world) count(query string) (n int) {
	w.t.Helper()
	check(w.t, w.DB.Pool().QueryRowContext(w.t.Context(), query).Scan(&n))
	return n
}

// shared is the folder of the bank's own files, which are test data and no part
// of the project.
func shared(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("ADAL_SHARED"); dir != "" {
		return filepath.Join(dir, "rates")
	}
	dir, err := os.Getwd()
	check(t, err)
	for {
		found := filepath.Join(dir, "shared", "rates")
		if _, err := os.Stat(filepath.Join(found, "nbk-rates_all-sample.xml")); err == nil {
			return found
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("the bank's own files are not here: set ADAL_SHARED to the folder that has rates/")
		}
		dir = up
	}
}
