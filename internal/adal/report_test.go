package adal_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"adal/internal/adal"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/headquarters/report"
	"adal/internal/i18n"
)

// figures are the figures of a report by their keys, as "value | of" in English.
func figures(t *testing.T, r report.Report) map[string]string {
	t.Helper()
	chapters, err := r.Chapters()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, c := range chapters {
		for _, f := range c.Figures {
			all[f.Key] = f.Value.EN + " | " + f.Of.EN
			for _, l := range i18n.Langs {
				for name, text := range map[string]i18n.Text{"label": f.Label, "value": f.Value, "of": f.Of, "how": f.How} {
					if s := text.In(l); s == "" || strings.Contains(s, "report.") || strings.Contains(s, "%!") {
						t.Errorf("%s has the %s %q in %s", f.Key, name, s, l)
					}
				}
			}
			if !strings.HasPrefix(f.Href, "/") {
				t.Errorf("%s leads nowhere: %q", f.Key, f.Href)
			}
		}
	}
	return all
}

// TestReportFigures holds the figures of the reports of the demo against its files,
// counted by hand, and those of the half that runs against the rows themselves.
func TestReportFigures(t *testing.T) {
	c := adal.Config{Data: filled(t), Origin: "demo.test/register", Zone: "Asia/Almaty", Mail: "outbox"}
	app, err := adal.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	seats, err := app.Demo(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	half := func(h report.Half) map[string]string {
		all, err := app.Reports.Of(t.Context(), "headquarters-mangystau")
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all {
			if r.Half() == h {
				return figures(t, r)
			}
		}
		t.Fatalf("no report on %v", h)
		return nil
	}
	// demo_headquarters.toml: due 6 March (done) and 20 May (given up); demo_events.toml:
	// briefing of 6 March with 64 people and one decision, done, lesson of 24 April that
	// taught 210.
	first := half(report.Half{Year: 2020, N: 1})
	for key, want := range map[string]string{
		"plan-due":       "3 | Of them done: 2, given up: 1, not done: 0.",
		"plan-in-time":   "2 | Of those done: 2.",
		"events-held":    "2 | Announced: 2, cancelled: 0, without minutes: 0.",
		"people-reached": "274 | Events: 2; whoever came to several counts each time.",
		"people-trained": "210 | Events marked as training: 1.",
	} {
		if first[key] != want {
			t.Errorf("%s: %q, want %q", key, first[key], want)
		}
	}
	// Nothing of that half is of tracks and shortcomings: they aren't put at nothing.
	for _, key := range []string{"appeals", "signals", "shortcomings-raised", "courses-passed"} {
		if f, ok := first[key]; ok {
			t.Errorf("%s of 2020 is %q", key, f)
		}
	}
	running(t, app, seats)
}

// running makes the report of the half that runs.
func running(t *testing.T, app *adal.App, seats []adal.DemoSeat) {
	var today calendar.Day
	ask := func(question string, args ...any) (n int) {
		t.Helper()
		if err := app.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
			today = app.Book.Today(tx)
			n, err = db.One(t.Context(), tx, db.Value[int], question, args...)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	ask(`SELECT COUNT(*) FROM docket`)
	h := report.Half{Year: today.Year(), N: 1}
	if today.Month() > 6 {
		h.N = 2
	}
	since, until := h.Days()
	by := charter.Principal{Seat: "made-in-a-test", Body: "headquarters-mangystau", Kind: charter.KindHeadquarters, Region: "KZ-47"}
	if len(seats) == 0 {
		t.Fatal("nobody sits in the demo")
	}
	id, err := app.Reports.Make(t.Context(), by, h)
	if err != nil {
		t.Fatal(err)
	}
	r, err := app.Reports.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	got := figures(t, r)
	opened := func(track string) int {
		return ask(`SELECT COUNT(*) FROM docket WHERE kind = $1 AND region = 'KZ-47' AND opened >= $2 AND opened <= $3`, track, since, until)
	}
	for key, track := range map[string]string{"appeals": "appeal", "signals": "signal"} {
		n := opened(track)
		want := fmt.Sprint(n)
		if n > 0 && n < 5 {
			want = "*" // fewer than five could tell who it was
		}
		if value, _, _ := strings.Cut(got[key], " | "); n > 0 && value != want {
			t.Errorf("%s: %q, and %d were registered", key, got[key], n)
		}
	}
	const raised = `SELECT COUNT(*) FROM shortcoming s JOIN docket d ON d.id = s.docket
		WHERE d.region = 'KZ-47' AND d.state NOT IN ('withdrawn', 'duplicate') AND s.raised >= $1 AND s.raised <= $2`
	n := ask(raised, since, until)
	open := ask(raised+` AND s.verified IS NULL AND d.settled IS NULL`, since, until)
	claimed := ask(raised+` AND d.state = 'claimed'`, since, until)
	// A rate is of those whose deadline has passed: who has time left owes nothing yet.
	const past = raised + ` AND s.answer_due < $3`
	late := ask(past, since, until, today)
	answered := ask(past+` AND s.answered <= s.answer_due`, since, until, today)
	fixed := ask(past+` AND s.verified IS NOT NULL`, since, until, today)
	unseen := ask(past+` AND s.verified IS NULL AND s.label = ''`, since, until, today)
	if n == 0 || late == 0 || late == n || answered == late {
		t.Fatalf("the demo shows nothing of denominators: %d raised, %d past their day, %d answered", n, late, answered)
	}
	for key, want := range map[string]string{
		"shortcomings-raised":   fmt.Sprintf("%d | Of them open: %d, claimed as fixed: %d.", n, open, claimed),
		"shortcomings-answered": fmt.Sprintf("%d / %d | Of those past their due day: %d.", answered, late, late),
		"shortcomings-fixed":    fmt.Sprintf("%d / %d | Of those past their due day: %d; nobody has looked again at: %d.", fixed, late, late, unseen),
	} {
		if got[key] != want {
			t.Errorf("%s: %q, want %q", key, got[key], want)
		}
	}
}
