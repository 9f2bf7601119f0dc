package docket_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"

	"github.com/google/go-cmp/cmp"
)

// flow is a small life: somebody brings it, the body takes, asks, extends and
// answers, and who brought it may write again or end it.
var flow = docket.Flow{Area: "test", Kind: "thing", Mark: "T", Clock: "adal-signal", Steps: []docket.Step{
	{Act: charter.Bring, To: "new", Due: docket.Answer},
	{Act: charter.Take, From: []docket.State{"new", "again"}, To: "taken"},
	{Act: charter.Triage, From: []docket.State{"new", "taken", "again"}},
	{Act: charter.Extend, From: []docket.State{"new", "taken", "again"}, Due: docket.Extended},
	{Act: charter.Answer, From: []docket.State{"taken"}, To: "answered", Settles: true},
	{Act: charter.Write, From: []docket.State{"new", "taken", "again"}},
	{Act: charter.Write, From: []docket.State{"answered"}, To: "again", Due: docket.Answer},
	{Act: charter.Destroy, From: []docket.State{"new", "taken", "again", "answered"}, To: "ended", Due: docket.Nothing, Settles: true},
}}

// world is a book with one body and its seat.
type world struct {
	*docket.Book
	t    *testing.T
	d    *db.DB
	body bodies.Body
	seat docket.Doing
}

var own = docket.Doing{By: charter.Public(), Own: true}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	ch, err := charter.Load()
	check(t, err)
	w := &world{t: t, d: d, Book: &docket.Book{
		Charter: ch, Calendar: calendar.Kazakhstan(), Clocks: clocks(t), Zone: time.UTC, Day: calendar.Date(2026, 12, 15),
	}}
	w.body = bodies.Body{
		ID: "centre", Kind: "antikor-centre", Code: "AC47", Region: "KZ-47", Since: calendar.Date(2020, 3, 1),
		Name: i18n.Text{KK: "Орталық", RU: "Центр", EN: "Centre"},
	}
	w.write(func(tx *db.Tx) error {
		return errors.Join(bodies.LoadRegions(t.Context(), tx), bodies.Add(t.Context(), tx, w.body))
	})
	w.seat = docket.Doing{By: charter.Principal{Seat: "seat", Body: "centre", Kind: charter.KindAntikorCentre, Region: "KZ-47"}}
	return w
}

// clocks are three terms whose ends the tests count by hand.
func clocks(t *testing.T) map[string]calendar.Clock {
	t.Helper()
	const name = `name = { kk = "а", ru = "а", en = "a" }` + "\n"
	all, err := calendar.LoadClocks([]byte(`
		[[clock]]
		id = "adal-signal"
		` + name + `
		register = true
		answer = { n = 15, unit = "working days" }
		extend = { n = 2, unit = "months" }
		[[clock]]
		id = "days"
		` + name + `
		answer = { n = 30, unit = "days" }
		[[clock]]
		id = "months"
		` + name + `
		answer = { n = 3, unit = "months" }
		extend = { n = 6, unit = "months" }`))
	check(t, err)
	return all
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) write(fn func(*db.Tx) error) {
	w.t.Helper()
	check(w.t, w.d.Write(w.t.Context(), "centre", fn))
}

// open opens an item of a flow on the day of the book.
func (w *world) open(f docket.Flow, region string) (i docket.Item) {
	w.t.Helper()
	w.write(func(tx *db.Tx) (err error) {
		i, err = w.Open(w.t.Context(), tx, f, charter.Bring, own, w.body, region)
		return err
	})
	return i
}

// do does an act by whoever may do it.
func (w *world) do(id string, act charter.Act) (i docket.Item, err error) {
	d := w.seat
	if act == charter.Write || act == charter.Destroy {
		d = own
	}
	err = w.d.Write(w.t.Context(), "centre", func(tx *db.Tx) error {
		i, err = w.Do(w.t.Context(), tx, flow, id, act, d)
		return err
	})
	return i, err
}

// ways is how an item comes into each state.
var ways = map[docket.State][]charter.Act{
	"new":      nil,
	"taken":    {charter.Take},
	"answered": {charter.Take, charter.Answer},
	"again":    {charter.Take, charter.Answer, charter.Write},
	"ended":    {charter.Destroy},
}

// after is the state after each act in each state, as a table that a person can
// read; what isn't in it is refused.
var after = map[docket.State]map[charter.Act]docket.State{
	"new":      {charter.Take: "taken", charter.Triage: "new", charter.Extend: "new", charter.Write: "new", charter.Destroy: "ended"},
	"taken":    {charter.Triage: "taken", charter.Extend: "taken", charter.Answer: "answered", charter.Write: "taken", charter.Destroy: "ended"},
	"answered": {charter.Write: "again", charter.Destroy: "ended"},
	"again":    {charter.Take: "taken", charter.Triage: "again", charter.Extend: "again", charter.Write: "again", charter.Destroy: "ended"},
	"ended":    {},
}

// TestEveryActInEveryState does each act in each state: it moves the item as
// the table says, or changes nothing and says in which state it is.
func TestEveryActInEveryState(t *testing.T) {
	acts := []charter.Act{charter.Take, charter.Triage, charter.Extend, charter.Answer, charter.Write, charter.Destroy, charter.Ask, charter.Export}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		for state, way := range ways {
			for _, act := range acts {
				i := w.open(flow, "KZ-47")
				for _, step := range way {
					_, err := w.do(i.ID, step)
					check(t, err)
				}
				before := w.find(i.ID)
				if before.State != state {
					t.Fatalf("%v leads to %s and not %s", way, before.State, state)
				}
				got, err := w.do(i.ID, act)
				want, allowed := after[state][act]
				var f *fault.Error
				switch {
				case allowed && (err != nil || got.State != want):
					t.Errorf("%s in %s: %s, %v, want %s", act, state, got.State, err, want)
				case !allowed && (!errors.As(err, &f) || f.Kind != fault.Conflict || f.Args[0] != "test.state-"+string(state)):
					t.Errorf("%s in %s: %v, want a conflict that names the state", act, state, err)
				case !allowed && w.find(i.ID) != before:
					t.Errorf("%s in %s was refused and changed the item", act, state)
				case len(w.history(i.ID)) != len(way)+1+btoi(allowed):
					t.Errorf("%s in %s: the history has %d steps", act, state, len(w.history(i.ID)))
				}
			}
		}
	})
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (w *world) find(id string) (i docket.Item) {
	w.t.Helper()
	check(w.t, w.d.Read(w.t.Context(), func(tx *db.Tx) (err error) {
		i, err = docket.Find(w.t.Context(), tx, id)
		return err
	}))
	return i
}

func (w *world) history(id string) (h []docket.Entry) {
	w.t.Helper()
	check(w.t, w.d.Read(w.t.Context(), func(tx *db.Tx) (err error) {
		h, err = docket.History(w.t.Context(), tx, id)
		return err
	}))
	return h
}

// TestDenied lets those act whom the charter doesn't permit it: nothing changes.
// TestOpensInSeveral holds that one act may open items in several states, and
// that the first one is meant if none is named.
func TestOpensInSeveral(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		f := docket.Flow{Kind: "matter", Mark: "M", Clock: "days", Steps: []docket.Step{{Act: charter.Bring, To: "new"}, {Act: charter.Bring, To: "old"}}}
		for to, want := range map[docket.State]docket.State{"": "new", "new": "new", "old": "old"} {
			w.write(func(tx *db.Tx) error {
				i, err := w.Open(t.Context(), tx, f, charter.Bring, docket.Doing{By: charter.Public(), Own: true, To: to}, w.body, "KZ-47")
				if i.State != want {
					t.Errorf("%q opens in %q", to, i.State)
				}
				return err
			})
		}
		w.write(func(tx *db.Tx) error {
			if _, err := w.Open(t.Context(), tx, f, charter.Bring, docket.Doing{By: charter.Public(), Own: true, To: "gone"}, w.body, "KZ-47"); err == nil {
				t.Error("an item opens in a state that the flow doesn't open in")
			}
			return nil
		})
	})
}

func TestDenied(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		i := w.find(w.open(flow, "KZ-47").ID)
		another := w.seat
		another.By.Body = "centre-2"
		for name, by := range map[string]docket.Doing{
			"the public": {By: charter.Public()}, "another centre": another,
			"a monitoring group": {By: charter.Principal{Seat: "s", Body: "group", Kind: charter.KindMonitoringGroup, Region: "KZ-47"}},
		} {
			err := d.Write(t.Context(), "centre", func(tx *db.Tx) error {
				_, err := w.Do(t.Context(), tx, flow, i.ID, charter.Take, by)
				return err
			})
			if !errors.Is(err, fault.Denied) {
				t.Errorf("%s took it: %v", name, err)
			}
		}
		if w.find(i.ID) != i {
			t.Error("what was denied changed the item")
		}
		other := flow
		other.Kind = "other"
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			_, err := w.Get(t.Context(), tx, other, i.ID)
			return err
		})
		if !errors.Is(err, fault.NotFound) {
			t.Errorf("an item of another kind: %v", err)
		}
	})
}

// TestNumbers counts each kind, body and year from one.
func TestNumbers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		appeal := flow
		appeal.Kind, appeal.Mark = "other", "O"
		var got []string
		got = append(got, w.open(flow, "KZ-47").Number, w.open(appeal, "KZ-47").Number, w.open(flow, "KZ-71").Number)
		w.Day = calendar.Date(2027, 1, 5)
		got = append(got, w.open(flow, "KZ-47").Number)
		want := []string{"AC47-T-2026-0001", "AC47-O-2026-0001", "AC47-T-2026-0002", "AC47-T-2027-0001"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

// TestList shows the most urgent first, what is settled last, a page at a time.
func TestList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		w.Day = calendar.Date(2026, 11, 24)
		late := w.open(flow, "KZ-47")
		w.Day = calendar.Date(2026, 11, 23)
		early := w.open(flow, "KZ-47")
		settled := w.open(flow, "KZ-47")
		_, err := w.do(settled.ID, charter.Destroy)
		check(t, err)
		list := func(f docket.Filter) (numbers []string, more bool) {
			check(t, d.Read(t.Context(), func(tx *db.Tx) error {
				f.Body, f.Kinds = "centre", []string{"thing"}
				items, m, err := docket.List(t.Context(), tx, f)
				for _, i := range items {
					numbers = append(numbers, i.Number)
				}
				more = m
				return err
			}))
			return numbers, more
		}
		all, more := list(docket.Filter{})
		if !slices.Equal(all, []string{early.Number, late.Number, settled.Number}) || more {
			t.Errorf("all: %v, more: %v", all, more)
		}
		if open, _ := list(docket.Filter{Open: true}); !slices.Equal(open, []string{early.Number, late.Number}) {
			t.Errorf("open: %v", open)
		}
		if ended, _ := list(docket.Filter{State: "ended"}); !slices.Equal(ended, []string{settled.Number}) {
			t.Errorf("ended: %v", ended)
		}
		for range docket.PerPage {
			w.open(flow, "KZ-47")
		}
		first, more1 := list(docket.Filter{})
		second, more2 := list(docket.Filter{Page: 1})
		if len(first) != docket.PerPage || !more1 || len(second) != 3 || more2 {
			t.Errorf("pages of %d (more: %v) and %d (more: %v)", len(first), more1, len(second), more2)
		}
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			_, _, err := docket.List(t.Context(), tx, docket.Filter{Body: "centre", Kinds: []string{"a", "b", "c"}})
			return err
		}); err == nil {
			t.Error("a list of three kinds")
		}
		found := w.find(late.ID)
		check(t, d.Read(t.Context(), func(tx *db.Tx) error {
			by, err := docket.FindNumber(t.Context(), tx, late.Number)
			if err == nil && by != found {
				err = fmt.Errorf("by its number it is %+v", by)
			}
			return err
		}))
	})
}
