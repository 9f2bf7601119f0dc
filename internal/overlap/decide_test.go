package overlap_test

import (
	"testing"

	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/fault"
	"adal/internal/overlap"
)

// TestOnePage: what is done under one page is one thing and doesn't meet itself.
func TestOnePage(t *testing.T) {
	a, b := work("aktau", "", "KZ-47", "2020-03-01", "2020-03-31"), work("aktau", "", "KZ-47", "2020-03-05", "2020-03-06")
	a.Docket, b.Docket, a.Path, b.Path = "a", "b", "/initiatives/x", "/initiatives/x"
	if a.Meets(b) || b.Meets(a) {
		t.Error("a pilot meets its own replication")
	}
	if b.Path = ""; !a.Meets(b) || !b.Meets(a) {
		t.Error("a work without a page meets nothing")
	}
}

// TestSaid reads decisions off a form, and nothing else of it.
func TestSaid(t *testing.T) {
	d := overlap.Said(map[string][]string{"how-a": {"joined"}, "how-b": {"apart", "joined"}, "reason-b": {"Себебі"}, "reason-c": {"x"}, "title-kk": {"y"}, "how-d": {}})
	if len(d) != 3 || d["a"].How != overlap.Joined || d["b"].How != overlap.Apart || d["b"].Reason != "Себебі" || d["d"].How != "" {
		t.Errorf("%+v", d)
	}
}

// TestEnter: a work that meets others is entered when each of them is decided, each
// wrong decision is a fault of its own field, and everybody reads what was decided, of
// either work and with whose it is.
func TestEnter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, k := t.Context(), open(t, d)
		by := overlap.Settlement{Body: "hq", Seat: "s", Day: day("2020-02-20")}
		check(t, d.Write(ctx, "hq", func(tx *db.Tx) error {
			first, err := k.put(ctx, tx, work("aktau", "", "KZ-47", "2020-03-01", "2020-03-31"))
			check(t, err)
			second, err := k.put(ctx, tx, work("aktau", "", "KZ-47", "2020-04-01", "2020-04-30"))
			check(t, err)
			mine, err := k.put(ctx, tx, work("port", "", "KZ-47", "2020-03-20", "2020-04-10"))
			check(t, err)
			mine.Institution = "aktau"
			enter := func(d overlap.Decisions) error { return overlap.Enter(ctx, tx, mine, d, by) }
			field := func(err error, field, word string) {
				t.Helper()
				for _, f := range fault.Fields(err) {
					if f.Field == field && f.Word == word {
						return
					}
				}
				t.Errorf("want %s in %s, got %v", word, field, err)
			}
			field(enter(nil), "overlap", "overlap.undecided")
			field(enter(overlap.Decisions{first.Docket: {How: overlap.Apart, Reason: "x"}}), "reason-"+first.Docket, "overlap.reason-missing")
			field(enter(overlap.Decisions{first.Docket: {How: overlap.Joined}, second.Docket: {How: "later"}}), "how-"+second.Docket, "overlap.how-missing")
			choices, err := overlap.Choices(ctx, tx, mine, overlap.Decisions{second.Docket: {How: overlap.Apart, Reason: "Бөлек"}})
			check(t, err)
			// The first one was joined by the last try: a caller gives its transaction up then.
			if len(choices) != 1 || choices[0].Docket != second.Docket || choices[0].How != overlap.Apart || choices[0].Reason != "Бөлек" || choices[0].Whose.KK != "Штаб" {
				t.Errorf("%+v", choices)
			}
			const reason = "Бірі мектепте, бірі портта өтеді"
			check(t, enter(overlap.Decisions{second.Docket: {How: overlap.Apart, Reason: reason}}))
			check(t, enter(nil)) // what is decided isn't asked again
			history, err := overlap.History(ctx, tx, mine.Docket)
			check(t, err)
			if len(history) != 2 || !history[0].Settled || !history[1].Settled {
				t.Errorf("%+v", history)
			}
			other, err := overlap.History(ctx, tx, second.Docket)
			check(t, err)
			if len(other) != 1 || other[0].Docket != mine.Docket || other[0].Reason != reason || other[0].How != overlap.Apart {
				t.Errorf("%+v", other)
			}
			nothing, err := overlap.History(ctx, tx, "nobody")
			if err != nil || len(nothing) != 0 {
				t.Errorf("%+v %v", nothing, err)
			}
			return nil
		}))
	})
}
