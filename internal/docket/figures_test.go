package docket_test

import (
	"fmt"
	"testing"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/docket"

	"github.com/google/go-cmp/cmp"
)

// TestFigures counts a table made by hand. The window is the year 2026 until 20
// December.
func TestFigures(t *testing.T) {
	rows := []struct{ kind, region, opened, due, settled string }{
		{"thing", "KZ-47", "2026-01-01", "2026-01-20", "2026-01-20"}, // answered on the last day
		{"thing", "KZ-47", "2026-02-02", "2026-02-20", "2026-02-21"}, // answered a day late
		{"thing", "KZ-47", "2026-03-02", "", "2026-03-05"},           // ended without an answer
		{"thing", "KZ-47", "2026-12-01", "2026-12-21", ""},           // open
		{"thing", "KZ-47", "2026-12-01", "2026-12-20", ""},           // open, due today
		{"thing", "KZ-47", "2026-11-01", "2026-12-19", ""},           // open and overdue
		{"thing", "KZ-47", "2025-12-31", "2026-01-20", "2026-01-10"}, // before the window
		{"thing", "KZ-47", "2026-12-21", "2027-01-20", ""},           // after it
		{"thing", "KZ-71", "2026-12-20", "2027-01-20", ""},           // on its last day, elsewhere
		{"other", "KZ-47", "2026-05-01", "2026-05-20", "2026-05-02"}, // of another kind
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		newWorld(t, d)
		null := func(s string) any {
			if s == "" {
				return nil
			}
			return s
		}
		for n, r := range rows {
			_, err := d.Pool().ExecContext(t.Context(), `
				INSERT INTO docket (id, kind, body, region, year, n, number, state, opened, due, settled)
				VALUES ($1, $2, 'centre', $3, 2026, $4, $5, 's', $6, $7, $8)`,
				fmt.Sprint(n), r.kind, r.region, n, fmt.Sprint("no-", n), r.opened, null(r.due), null(r.settled))
			check(t, err)
		}
		var got []docket.Figures
		check(t, d.Read(t.Context(), func(tx *db.Tx) (err error) {
			got, err = docket.Count(t.Context(), tx, "thing", calendar.Date(2026, 1, 1), calendar.Date(2026, 12, 20))
			return err
		}))
		want := []docket.Figures{
			{Region: "KZ-47", Opened: 6, Answered: 2, InTime: 1, Closed: 1, Overdue: 1},
			{Region: "KZ-71", Opened: 1},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if got[0].Open() != 3 || got[1].Open() != 1 {
			t.Errorf("open are %d and %d, want 3 and 1", got[0].Open(), got[1].Open())
		}
	})
}
