package adal_test

import (
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"testing"
	"time"

	"adal/internal/adal"
	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/headquarters"
	"adal/internal/headquarters/events"
	"adal/internal/headquarters/report"
	"adal/internal/i18n"
	"adal/internal/overlap"
	"adal/internal/seal"
)

// half is a house whose bodies work in the first half of 2031, a year of which the
// calendar knows no holidays, only weekends. Nothing but the test does anything in it.
type half struct {
	*testing.T
	*adal.App
	head               charter.Principal // of the headquarters of a region
	lead, judge        charter.Principal // of the project office
	writer, editor     charter.Principal // of the newsroom
	clerk, far         charter.Principal // of the Antikor centres of the region and of the republic
	observer, reviewer charter.Principal // of the monitoring group
	answerer, other    charter.Principal // of what is observed, in the region and in another one
}

func (h half) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h half) on(month, day int) { h.Book.Day = calendar.Date(2031, time.Month(month), day) }

// found founds the bodies and seats their people. Those who are told something sealed
// have a key.
func (h *half) found() {
	ctx, since := h.Context(), calendar.Date(2031, 1, 1)
	for _, b := range []struct {
		id, kind, code, region string
		seats                  []*charter.Principal
		key                    bool
	}{
		{"headquarters-mangystau", charter.KindHeadquarters, "HQ47", "KZ-47", []*charter.Principal{&h.head}, false},
		{"adaldyq-alany", charter.KindProjectOffice, "AA", "", []*charter.Principal{&h.lead, &h.judge}, false},
		{"newsroom-mangystau", charter.KindNewsroom, "NR47", "KZ-47", []*charter.Principal{&h.writer, &h.editor}, false},
		{"antikor-mangystau", charter.KindAntikorCentre, "AC47", "KZ-47", []*charter.Principal{&h.clerk}, true},
		{"antikor", charter.KindAntikorCentre, "AC", "", []*charter.Principal{&h.far}, true},
		{"monitoring-mangystau", charter.KindMonitoringGroup, "MG47", "KZ-47", []*charter.Principal{&h.observer, &h.reviewer}, true},
		{"land-mangystau", charter.KindStateBody, "SB47", "KZ-47", []*charter.Principal{&h.answerer}, false},
		{"land-abai", charter.KindStateBody, "SB10", "KZ-10", []*charter.Principal{&h.other}, false},
	} {
		h.must(h.DB.Write(ctx, b.id, func(tx *db.Tx) error {
			name := i18n.Text{KK: b.id, RU: b.id, EN: b.id}
			if err := bodies.Add(ctx, tx, bodies.Body{ID: b.id, Kind: bodies.Kind(b.kind), Code: b.code, Region: b.region, Since: since, Name: name}); err != nil {
				return err
			}
			for n, into := range b.seats {
				login := fmt.Sprintf("%s-%d", b.id, n)
				s, _, err := bodies.Invite(ctx, tx, bodies.Seat{Body: b.id, Login: login, Person: login, Since: since})
				if err != nil {
					return err
				}
				*into = charter.Principal{Seat: s.ID, Body: b.id, Kind: b.kind, Region: b.region}
			}
			if !b.key {
				return nil
			}
			own, err := seal.NewIdentity()
			if err != nil {
				return err
			}
			_, err = bodies.Publish(ctx, tx, bodies.Key{Body: b.id, Recipient: own.Recipient().String(), Since: since}, b.seats[0].Seat, []byte("wrapped"))
			return err
		}))
	}
}

// plan plans an item that is due on a day.
func (h half) plan(topic string, due calendar.Day) string {
	h.Helper()
	i := headquarters.Item{Work: overlap.Work{Title: i18n.Text{KK: topic}, Topic: topic, Region: "KZ-47", Since: calendar.Date(2031, 1, 10)}}
	i.Due = due
	id, err := h.Headquarters.Plan(h.Context(), h.head, i, nil)
	h.must(err)
	return id
}

// announce announces an event that lasts from ten to eleven.
func (h half) announce(kind string, day calendar.Day, open bool) string {
	h.Helper()
	f := events.Facts{Type: kind, Open: open, Title: i18n.Text{KK: kind}, About: i18n.Text{KK: "Мазмұны"}, Place: i18n.Text{KK: "Ақтау"}, Stream: "https://adal.example/live"}
	var err error
	f.Starts, err = events.Moment(day.String(), "10:00", "Asia/Aqtau")
	h.must(err)
	f.Ends = f.Starts.Add(time.Hour)
	id, err := h.Events.Announce(h.Context(), h.head, f)
	h.must(err)
	return id
}

// reported makes the report of the half and returns its figures.
func (h half) reported() map[string]string {
	h.Helper()
	id, err := h.Reports.Make(h.Context(), h.head, report.Half{Year: 2031, N: 1})
	h.must(err)
	r, err := h.Reports.Get(h.Context(), id)
	h.must(err)
	return figures(h.T, r)
}

// TestReportOfActs does a half-year's work of a region by acts, counts it by hand, and
// finds the same numbers in the report of its headquarters. How each number comes about
// stands at the function that does the work. What nobody did isn't there.
func TestReportOfActs(t *testing.T) {
	dbtest.EachURL(t, func(t *testing.T, url string) {
		c := adal.Config{Data: t.TempDir(), Database: url, Origin: "half.test/register", Zone: "Asia/Almaty", Mail: "outbox"}
		app, err := adal.Open(t.Context(), c, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		defer app.Close()
		h := half{T: t, App: app}
		h.on(1, 10)
		h.found()
		h.planned()
		h.held()
		h.published()
		h.received()
		h.observed()
		h.tried()
		h.on(7, 1)
		got := h.reported()
		want := map[string]string{
			"plan-due":              "5 | Of them done: 2, given up: 1, not done: 2.",
			"plan-in-time":          "1 | Of those done: 2.",
			"events-held":           "3 | Announced: 6, cancelled: 1, without minutes: 2.",
			"people-reached":        "135 | Events: 3; whoever came to several counts each time.",
			"people-trained":        "95 | Events marked as training: 2.",
			"articles":              "3 | By language: Kazakh 2, Russian 1, English 0.",
			"views":                 "6 | From publication until the day of counting.",
			"appeals":               "15 | Answered: 10, of them in time: 5; waiting: 5.",
			"signals":               "* | Answered: *, of them in time: *; waiting: *.",
			"shortcomings-raised":   "4 | Of them open: 3, claimed as fixed: 1.",
			"shortcomings-answered": "2 / 3 | Of those past their due day: 3.",
			"shortcomings-fixed":    "1 / 3 | Of those past their due day: 3; nobody has looked again at: 2.",
			"initiatives-piloted":   "2 | initiatives that are piloted or at work in the region",
			"initiatives-worked":    "1 | initiatives that are piloted or at work in the region",
			"initiatives-reworked":  "1 | initiatives that are piloted or at work in the region",
			"initiatives-failed":    "1 | initiatives that are piloted or at work in the region",
			"initiatives-spread":    "1 | initiatives that are piloted or at work in the region",
		}
		for _, key := range slices.Sorted(maps.Keys(want)) {
			if got[key] != want[key] {
				t.Errorf("%s: %q, want %q", key, got[key], want[key])
			}
		}
		for _, key := range slices.Sorted(maps.Keys(got)) {
			if want[key] == "" {
				t.Errorf("nobody did anything of %s, and it is %q", key, got[key])
			}
		}
	})
}

// planned plans five items that are due in the half, from its first day to its last, and
// one that is due the day after: two are done, of which one in time, and one is given up.
func (h half) planned() {
	ctx := h.Context()
	in := func(month time.Month, day int) calendar.Day { return calendar.Date(2031, month, day) }
	inTime, late, dropped := h.plan("culture", in(6, 30)), h.plan("health", in(1, 31)), h.plan("roads", in(3, 31))
	h.plan("housing", in(4, 30))
	started := h.plan("business", in(5, 31))
	h.plan("permits", in(7, 1))
	h.on(2, 10)
	h.must(h.Headquarters.Advance(ctx, h.head, inTime, 100, "Өтті", ""))
	h.must(h.Headquarters.Advance(ctx, h.head, late, 100, "Кеш өтті", ""))
	h.must(h.Headquarters.Advance(ctx, h.head, started, 80, "Әлі бітпеді", ""))
	h.must(h.Headquarters.Drop(ctx, h.head, dropped, "Басқа орган істейді"))
}

// held holds three events, of which two teach and one is closed, calls one off, and
// leaves two without minutes; one more begins the day after the half.
func (h half) held() {
	ctx := h.Context()
	day := func(month time.Month, day int) calendar.Day { return calendar.Date(2031, month, day) }
	briefing, school, live := h.announce("briefing", day(2, 20), true), h.announce("school", day(3, 5), true), h.announce("live", day(6, 30), false)
	off := h.announce("meeting", day(3, 10), true)
	h.announce("meeting", day(3, 11), true)
	h.announce("meeting", day(3, 12), false)
	h.announce("briefing", day(7, 1), true)
	h.must(h.Events.Cancel(ctx, h.head, off, "Боран"))
	h.on(7, 1)
	for id, r := range map[string]events.Record{briefing: {Attended: 40}, school: {Attended: 25, Trained: true}, live: {Attended: 70, Trained: true}} {
		r.Minutes = i18n.Text{KK: "Өтті"}
		h.must(h.Events.Conclude(ctx, h.head, id, r))
	}
	if e, err := h.Events.Get(ctx, school); err != nil || e.State != events.Held {
		h.Errorf("%+v, %v", e.State, err)
	}
}
