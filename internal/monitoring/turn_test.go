package monitoring_test

import (
	"context"
	"slices"
	"testing"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/monitoring"
)

// history is the steps of a shortcoming.
func (g *group) history(id string) []docket.Entry {
	g.t.Helper()
	d, err := g.Desk(g.t.Context(), g.reviewer, id)
	check(g.t, err)
	return d.History
}

// TestTurn turns the clock every day, and several times a day: each thing happens
// once, on its day. Raised on Tue 15 December 2026 by fifteen working days: 17, 18
// two (16 is off), 21–25 seven, 28–31 eleven, 5 and 6 January thirteen (1 and 4 are
// off), 8 fourteen (7 is off), Mon 11 fifteen. The reminder goes out three working
// days before: on Tue 5 January 6, 8 and 11 are left. Overdue on Tue 12. Ten
// working days after Mon 11 are 12–15 four, 18–22 nine, Mon 25 ten: the superior
// body on Tue 26.
func TestTurn(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		id := g.notified("clinic")
		g.on(2026, 12, 15)
		check(t, g.Publish(t.Context(), g.reviewer, id))
		check(t, g.Raise(t.Context(), g.reviewer, id))
		if due := g.of(id).Due; due != calendar.Date(2027, 1, 11) {
			t.Fatalf("due %s", due)
		}
		happened := map[string]calendar.Day{}
		for range 60 {
			before := len(g.kinds(id))
			for range 3 {
				check(t, g.Turn(t.Context()))
			}
			for _, k := range g.kinds(id)[before:] {
				if _, twice := happened[k]; twice && k != "overdue clinic" {
					t.Errorf("%s went out again on %s", k, g.Book.Day)
				}
				if _, ok := happened[k]; !ok {
					happened[k] = g.Book.Day
				}
			}
			g.Book.Day = g.Book.Day.AddDays(1)
		}
		for k, want := range map[string]calendar.Day{
			"reminder clinic": calendar.Date(2027, 1, 5), "overdue clinic": calendar.Date(2027, 1, 12), "escalated health": calendar.Date(2027, 1, 26),
		} {
			if happened[k] != want {
				t.Errorf("%s on %s, want %s", k, happened[k], want)
			}
		}
		h := g.history(id)
		i := slices.IndexFunc(h, func(e docket.Entry) bool { return e.State == monitoring.Overdue })
		if i < 0 || h[i].Seat != monitoring.Clock || h[i].Body != "group" || h[i].Act != "raise" || h[i].Article == "" {
			t.Errorf("the register has no overdue by the group's clock: %+v", h)
		}
		g.verify(id)
	})
}

// TestTurnGoesOn lets one shortcoming that fails keep no other from its deadline.
func TestTurnGoesOn(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		broken, id := g.raised("land"), ""
		g.on(2026, 11, 2)
		id = g.raised("clinic")
		_, err := g.DB.Pool().ExecContext(t.Context(), `UPDATE shortcoming SET institution = 'nobody' WHERE docket = $1`, broken)
		check(t, err)
		g.on(2027, 2, 1)
		if err := g.Turn(t.Context()); err == nil {
			t.Error("the failure isn't told")
		}
		g.in(id, monitoring.Overdue)
	})
}

// TestSuperiorUnknown escalates without a letter to a superior body that the
// directory doesn't know.
func TestSuperiorUnknown(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		known := g.Institution
		g.Institution = func(ctx context.Context, tx *db.Tx, id string, day calendar.Day) (monitoring.Institution, error) {
			i, err := known(ctx, tx, id, day)
			i.Superior = "unknown"
			return i, err
		}
		id := g.raised("clinic")
		for range 40 {
			g.Book.Day = g.Book.Day.AddDays(1)
			check(t, g.Turn(t.Context()))
		}
		g.in(id, monitoring.Escalated)
		if got := g.kinds(id); slices.Contains(got, "escalated unknown") || got[len(got)-1] != "overdue clinic" {
			t.Errorf("letters: %v", got)
		}
	})
}
