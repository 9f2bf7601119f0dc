package docket_test

import (
	"testing"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/docket"
	"adal/internal/register"
)

// forked is a flow in which one act leads from one state to several, another
// body's seat acts, and a step isn't public yet.
var forked = docket.Flow{Area: "test", Kind: "way", Mark: "W", Clock: "adal-signal", Public: true, Steps: []docket.Step{
	{Act: charter.Observe, To: "new", Sealed: true},
	{Act: charter.LookAgain, From: []docket.State{"new"}},
	{Act: charter.LookAgain, From: []docket.State{"new"}, To: "fixed", Settles: true},
	{Act: charter.LookAgain, From: []docket.State{"new", "fixed"}, To: "again", Due: docket.Given},
	{Act: charter.Promise, From: []docket.State{"again"}, To: "promised", Due: docket.Given},
}}

// TestWays takes each of the ways of an act, and no other.
func TestWays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		group := charter.Principal{Seat: "monitor", Body: "centre", Kind: charter.KindMonitoringGroup, Region: "KZ-47"}
		var i docket.Item
		w.write(func(tx *db.Tx) (err error) {
			i, err = w.Open(t.Context(), tx, forked, charter.Observe, docket.Doing{By: group}, w.body, "KZ-47")
			return err
		})
		do := func(act charter.Act, with docket.Doing) (got docket.Item, err error) {
			err = d.Write(t.Context(), "centre", func(tx *db.Tx) error {
				got, err = w.Do(t.Context(), tx, forked, i.ID, act, with)
				return err
			})
			return got, err
		}
		due := calendar.Date(2027, 1, 8)
		for _, c := range []struct {
			to   docket.State
			due  calendar.Day
			want docket.State
		}{{"", calendar.Day{}, "new"}, {"fixed", calendar.Day{}, "fixed"}, {"again", due, "again"}} {
			got, err := do(charter.LookAgain, docket.Doing{By: group, To: c.to, Due: c.due})
			if err != nil || got.State != c.want || got.Due != c.due {
				t.Errorf("to %q: %s, due %s, %v", c.to, got.State, got.Due, err)
			}
			if c.to == "again" && !got.Settled.IsZero() {
				t.Error("what is due again is settled")
			}
		}
		other := charter.Principal{Seat: "office", Body: "land", Kind: charter.KindStateBody}
		if _, err := do(charter.Promise, docket.Doing{By: other, Due: due}); err == nil {
			t.Error("a body that the item isn't addressed to acts on it")
		}
		if _, err := do(charter.Promise, docket.Doing{By: other, Addressee: "land"}); err == nil {
			t.Error("a promise of no day")
		}
		got, err := do(charter.Promise, docket.Doing{By: other, Addressee: "land", Due: due.AddDays(3)})
		if err != nil || got.State != "promised" || got.Due != due.AddDays(3) {
			t.Errorf("promised: %+v, %v", got, err)
		}
	})
}

// TestSealedStep keeps a step of a public flow out of the readable register, and
// names the body that a readable one is addressed to.
func TestSealedStep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		group := docket.Doing{By: charter.Principal{Seat: "monitor", Body: "centre", Kind: charter.KindMonitoringGroup}}
		var i docket.Item
		w.write(func(tx *db.Tx) (err error) {
			if i, err = w.Open(t.Context(), tx, forked, charter.Observe, group, w.body, "KZ-47"); err != nil {
				return err
			}
			with := group
			with.To, with.Addressee = "fixed", "land"
			_, err = w.Do(t.Context(), tx, forked, i.ID, charter.LookAgain, with)
			return err
		})
		check(t, d.Read(t.Context(), func(tx *db.Tx) error {
			texts, err := db.All(t.Context(), tx, db.Value[[]byte], `SELECT entry FROM register_staged`)
			if err != nil || len(texts) != 1 {
				t.Fatalf("%d readable entries, %v", len(texts), err)
			}
			e, ok := register.ParseEntry(texts[0])
			if !ok || e.Act != "look-again" || e.To != "land" || e.Docket != i.ID {
				t.Errorf("the readable entry is %+v", e)
			}
			return nil
		}))
		if n := len(w.sealed()); n != 1 {
			t.Errorf("%d commitments wait, want 1", n)
		}
	})
}
