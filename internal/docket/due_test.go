package docket_test

import (
	"errors"
	"testing"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/docket"
	"adal/internal/fault"
)

// TestDue counts deadlines that were counted by hand on a wall calendar.
// Days off between 15 December 2026 and 15 January 2027 beside weekends: Wed 16
// December (Independence Day), Fri 1 January, Mon 4 January (for Sat the 2nd),
// Thu 7 January (Christmas).
func TestDue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		for _, c := range []struct {
			clock string
			came  calendar.Day
			want  string
		}{
			// Tue 15 December: 17, 18 make two; 21–25 seven; 28–31 eleven; 5 and 6
			// January thirteen; 8 fourteen; Mon 11 fifteen.
			{"adal-signal", calendar.Date(2026, 12, 15), "2027-01-11"},
			// On the holiday itself it is registered on Thu 17: 18 makes one, 21–25
			// six, 28–31 ten, 5 and 6 twelve, 8 thirteen, 11 and 12 fifteen.
			{"adal-signal", calendar.Date(2026, 12, 16), "2027-01-12"},
			// Sat 19 is registered on Mon 21: 22–25 four, 28–31 eight, 5 and 6 ten, 8
			// eleven, 11–14 fifteen.
			{"adal-signal", calendar.Date(2026, 12, 19), "2027-01-14"},
			// Thirty days after Wed 2 December are Fri 1 January, a holiday; 2 and 3
			// are a weekend and 4 is off: Tue the 5th.
			{"days", calendar.Date(2026, 12, 2), "2027-01-05"},
			// Three months after Mon 30 November would be 30 February: the last day
			// of that month is Sun 28, so Mon 1 March.
			{"months", calendar.Date(2026, 11, 30), "2027-03-01"},
		} {
			f := flow
			f.Clock, w.Day = c.clock, c.came
			if i := w.open(f, "KZ-47"); i.Due.String() != c.want || i.Opened != c.came {
				t.Errorf("by %s, what came on %s is due on %s, want %s", c.clock, c.came, i.Due, c.want)
			}
		}
		f := flow
		f.Clock = "sundial"
		if err := d.Write(t.Context(), "centre", func(tx *db.Tx) error {
			_, err := w.Open(t.Context(), tx, f, charter.Bring, own, w.body, "KZ-47")
			return err
		}); err == nil {
			t.Error("a clock that isn't there")
		}
	})
}

// TestExtend runs the term on once, before it has passed, to two months after
// the registration: 15 December and two months are Mon 15 February 2027.
func TestExtend(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		i := w.open(flow, "KZ-47")
		w.Day = i.Due // the last day is still in time
		got, err := w.do(i.ID, charter.Extend)
		if err != nil || got.Due.String() != "2027-02-15" || !got.Settled.IsZero() {
			t.Errorf("extended to %s: %v", got.Due, err)
		}
		_, err = w.do(i.ID, charter.Extend)
		wantsWord(t, err, "docket.extended-already")

		w.Day = calendar.Date(2026, 12, 15)
		late := w.open(flow, "KZ-47")
		w.Day = late.Due.AddDays(1)
		_, err = w.do(late.ID, charter.Extend)
		wantsWord(t, err, "docket.too-late-to-extend")
	})
}

func wantsWord(t *testing.T, err error, word string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Word != word || f.Kind != fault.Conflict {
		t.Errorf("%v, want %s", err, word)
	}
}

// TestOverdue tells late from in time, for what is open and what was settled.
func TestOverdue(t *testing.T) {
	due := calendar.Date(2027, 1, 11)
	for name, c := range map[string]struct {
		i     docket.Item
		today calendar.Day
		want  bool
	}{
		"on the day":           {docket.Item{Due: due}, due, false},
		"a day later":          {docket.Item{Due: due}, due.AddDays(1), true},
		"settled on the day":   {docket.Item{Due: due, Settled: due}, due.AddDays(9), false},
		"settled a day later":  {docket.Item{Due: due, Settled: due.AddDays(1)}, due.AddDays(9), true},
		"nothing is due":       {docket.Item{}, due, false},
		"ended without answer": {docket.Item{Settled: due}, due.AddDays(9), false},
	} {
		if got := c.i.Overdue(c.today); got != c.want {
			t.Errorf("%s: overdue is %v", name, got)
		}
	}
}

// TestSettle keeps the day of the answer, and forgets it when the person writes
// again: then a new term runs.
func TestSettle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		i := w.open(flow, "KZ-47")
		_, err := w.do(i.ID, charter.Take)
		check(t, err)
		w.Day = calendar.Date(2026, 12, 22)
		got, err := w.do(i.ID, charter.Answer)
		if err != nil || got.Settled != w.Day || got.Due != i.Due {
			t.Errorf("answered: %+v, %v", got, err)
		}
		// Wed 23 December: 24 and 25 make two, 28–31 six, 5 and 6 eight, 8 nine,
		// 11–15 fourteen, Mon 18 fifteen.
		w.Day = calendar.Date(2026, 12, 23)
		got, err = w.do(i.ID, charter.Write)
		if err != nil || !got.Settled.IsZero() || got.Due.String() != "2027-01-18" {
			t.Errorf("written again: %+v, %v", got, err)
		}
		got, err = w.do(i.ID, charter.Destroy)
		if err != nil || !got.Due.IsZero() || got.Settled != w.Day {
			t.Errorf("ended: %+v, %v", got, err)
		}
	})
}
