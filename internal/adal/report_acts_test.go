package adal_test

import (
	"log/slog"
	"maps"
	"slices"
	"testing"
	"time"

	"adal/internal/adal"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/headquarters"
	"adal/internal/headquarters/events"
	"adal/internal/headquarters/report"
	"adal/internal/i18n"
	"adal/internal/initiatives"
	"adal/internal/overlap"
)

// half is a headquarters that works in the first half of 2031, in which the demo has
// nothing: whatever its report counts, the test did.
type half struct {
	*testing.T
	*adal.App
	by charter.Principal
}

func (h half) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h half) on(month, day int) { h.Book.Day = calendar.Date(2031, time.Month(month), day) }

// plan plans an item that is due on a day.
func (h half) plan(topic string, due calendar.Day) string {
	h.Helper()
	i := headquarters.Item{Work: overlap.Work{Title: i18n.Text{KK: topic}, Topic: topic, Region: "KZ-47", Since: calendar.Date(2031, 1, 10)}}
	i.Due = due
	id, err := h.Headquarters.Plan(h.Context(), h.by, i, nil)
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
	id, err := h.Events.Announce(h.Context(), h.by, f)
	h.must(err)
	return id
}

// reported makes the report of the half and returns its figures.
func (h half) reported() map[string]string {
	h.Helper()
	id, err := h.Reports.Make(h.Context(), h.by, report.Half{Year: 2031, N: 1})
	h.must(err)
	r, err := h.Reports.Get(h.Context(), id)
	h.must(err)
	return figures(h.T, r)
}

// TestReportOfActs does a half-year's work by acts, counts it by hand, and finds the same
// numbers in the report: of the plan, of events with who was reached and taught, and of
// initiatives by stage. What nobody did isn't there.
func TestReportOfActs(t *testing.T) {
	c := adal.Config{Data: filled(t), Origin: "demo.test/register", Zone: "Asia/Almaty", Mail: "outbox"}
	app, err := adal.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	h := half{t, app, charter.Principal{Seat: "made-in-a-test", Body: "headquarters-mangystau", Kind: charter.KindHeadquarters, Region: "KZ-47"}}
	stages, err := app.Ground.StagesIn(t.Context(), "KZ-47", calendar.Date(2031, 6, 30))
	h.must(err)
	h.on(1, 10)
	h.planned()
	h.held()
	h.on(7, 1)
	got := h.reported()
	want := map[string]string{
		"plan-due":       "5 | Of them done: 2, given up: 1, not done: 2.",
		"plan-in-time":   "1 | Of 2 that were done.",
		"events-held":    "3 | Announced: 6, cancelled: 1, without minutes: 2.",
		"people-reached": "135 | At 3 events; whoever came to several counts each time.",
		"people-trained": "95 | At 2 events marked as training.",
	}
	// Initiatives are counted as they stand: those that the demo put to work in the region.
	for _, stage := range initiatives.Stages {
		if n := stages[stage]; n > 0 {
			want["initiatives-"+string(stage)] = count(n) + " | " + h.Site.Words.Say(i18n.EN, "initiatives.counted")
		}
	}
	if len(want) < 6 {
		t.Error("the demo has no initiative at work in the region")
	}
	for key, figure := range want {
		if got[key] != figure {
			t.Errorf("%s: %q, want %q", key, got[key], figure)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(got)) {
		if want[key] == "" {
			t.Errorf("nobody did anything of %s, and it is %q", key, got[key])
		}
	}
}

// count is a number of one digit.
func count(n int) string { return string(rune('0' + n)) }

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
	h.must(h.Headquarters.Advance(ctx, h.by, inTime, 100, "Өтті", ""))
	h.must(h.Headquarters.Advance(ctx, h.by, late, 100, "Кеш өтті", ""))
	h.must(h.Headquarters.Advance(ctx, h.by, started, 80, "Әлі бітпеді", ""))
	h.must(h.Headquarters.Drop(ctx, h.by, dropped, "Басқа орган істейді"))
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
	h.must(h.Events.Cancel(ctx, h.by, off, "Боран"))
	h.on(7, 1)
	for id, r := range map[string]events.Record{briefing: {Attended: 40}, school: {Attended: 25, Trained: true}, live: {Attended: 70, Trained: true}} {
		r.Minutes = i18n.Text{KK: "Өтті"}
		h.must(h.Events.Conclude(ctx, h.by, id, r))
	}
	if e, err := h.Events.Get(ctx, school); err != nil || e.State != events.Held {
		h.Errorf("%+v, %v", e.State, err)
	}
}
