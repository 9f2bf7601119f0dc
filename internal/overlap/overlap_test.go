package overlap_test

import (
	"context"
	"errors"
	"testing"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/overlap"
)

func day(s string) calendar.Day {
	d, err := calendar.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func work(institution, topic, region, since, until string) overlap.Work {
	return overlap.Work{Institution: institution, Topic: topic, Region: region, Since: day(since), Until: day(until)}
}

// campaign is about several institutions.
func campaign(region, since, until string, institutions ...string) overlap.Work {
	w := work("", "", region, since, until)
	w.More = institutions
	return w
}

// pairs were made by hand from the rule: the same institution or topic, the same
// region (the whole republic is in each), and at least one day in common.
var pairs = []struct {
	why  string
	a, b overlap.Work
	want bool
}{
	{"the same in all", work("aktau", "land", "KZ-47", "2020-03-01", "2020-03-31"), work("aktau", "land", "KZ-47", "2020-03-01", "2020-03-31"), true},
	{"the same institution, other topics", work("aktau", "land", "KZ-47", "2020-03-01", "2020-03-31"), work("aktau", "roads", "KZ-47", "2020-03-10", "2020-04-10"), true},
	{"the same topic, other institutions", work("aktau", "land", "KZ-47", "2020-03-01", "2020-03-31"), work("land-office", "land", "KZ-47", "2020-03-10", "2020-04-10"), true},
	{"nothing in common", work("aktau", "land", "KZ-47", "2020-03-01", "2020-03-31"), work("school", "education", "KZ-47", "2020-03-01", "2020-03-31"), false},
	{"no institution on either side is none in common", work("", "land", "KZ-47", "2020-03-01", "2020-03-31"), work("", "health", "KZ-47", "2020-03-01", "2020-03-31"), false},
	{"no topic on either side is none in common", work("aktau", "", "KZ-47", "2020-03-01", "2020-03-31"), work("school", "", "KZ-47", "2020-03-01", "2020-03-31"), false},
	{"the same topic, no institution", work("", "land", "KZ-47", "2020-03-01", "2020-03-31"), work("aktau", "land", "KZ-47", "2020-03-31", "2020-04-30"), true},
	{"other regions", work("", "land", "KZ-47", "2020-03-01", "2020-03-31"), work("", "land", "KZ-23", "2020-03-01", "2020-03-31"), false},
	{"the republic is in each region", work("", "land", "", "2020-03-01", "2020-03-31"), work("", "land", "KZ-23", "2020-03-01", "2020-03-31"), true},
	{"the republic twice", work("", "land", "", "2020-03-01", "2020-03-31"), work("", "land", "", "2020-03-31", "2020-12-31"), true},
	{"the last day is the other's first", work("", "land", "KZ-47", "2020-03-01", "2020-03-31"), work("", "land", "KZ-47", "2020-03-31", "2020-04-30"), true},
	{"a day later", work("", "land", "KZ-47", "2020-03-01", "2020-03-31"), work("", "land", "KZ-47", "2020-04-01", "2020-04-30"), false},
	{"one within the other", work("", "land", "KZ-47", "2020-01-01", "2020-12-31"), work("", "land", "KZ-47", "2020-06-06", "2020-06-06"), true},
	{"across a year's end", work("", "land", "KZ-47", "2019-12-15", "2020-01-15"), work("", "land", "KZ-47", "2020-01-15", "2020-02-01"), true},
	{"the same days a year later", work("", "land", "KZ-47", "2020-03-01", "2020-03-31"), work("", "land", "KZ-47", "2021-03-01", "2021-03-31"), false},
	{"a campaign that has the institution among others", campaign("KZ-47", "2020-03-01", "2020-03-31", "school", "aktau"), work("aktau", "land", "KZ-47", "2020-03-10", "2020-03-12"), true},
	{"a campaign that has others alone", campaign("KZ-47", "2020-03-01", "2020-03-31", "school", "aktau-port"), work("aktau", "land", "KZ-47", "2020-03-10", "2020-03-12"), false},
	{"two campaigns with one in common", campaign("KZ-47", "2020-03-01", "2020-03-31", "school", "aktau"), campaign("", "2020-03-31", "2020-04-30", "port", "aktau"), true},
	{"an institution that is in another region by mistake", work("aktau", "", "KZ-47", "2020-03-01", "2020-03-31"), work("aktau", "", "KZ-23", "2020-03-01", "2020-03-31"), false},
}

// TestMeets holds the rule against the table, in both directions.
func TestMeets(t *testing.T) {
	for _, p := range pairs {
		if got := p.a.Meets(p.b); got != p.want {
			t.Errorf("%s: %v", p.why, got)
		}
		if got := p.b.Meets(p.a); got != p.want {
			t.Errorf("%s, the other way round: %v", p.why, got)
		}
	}
	a := work("aktau", "land", "KZ-47", "2020-03-01", "2020-03-31")
	a.Docket = "x"
	if a.Meets(a) {
		t.Error("a work meets itself")
	}
	b := a
	b.Docket, b.Ended = "y", true
	if a.Meets(b) || b.Meets(a) {
		t.Error("a work meets one that ended")
	}
}

// keep opens dockets to enter works under.
type keep struct {
	*docket.Book
	body bodies.Body
	by   charter.Principal
}

var flow = docket.Flow{Area: "headquarters", Kind: "plan-item", Mark: "P", Public: true, Steps: []docket.Step{{Act: charter.Plan, To: "planned"}}}

func open(t *testing.T, d *db.DB) keep {
	t.Helper()
	ch, err := charter.Load()
	check(t, err)
	k := keep{Book: &docket.Book{Charter: ch, Calendar: calendar.Kazakhstan(), Day: day("2020-02-20")}}
	k.body = bodies.Body{ID: "hq", Kind: charter.KindHeadquarters, Code: "HQ", Since: day("2020-02-01"), Name: i18n.Text{KK: "Штаб", RU: "Штаб", EN: "HQ"}}
	k.by = charter.Principal{Seat: "s", Body: "hq", Kind: charter.KindHeadquarters}
	check(t, d.Write(t.Context(), "hq", func(tx *db.Tx) error { return bodies.Add(t.Context(), tx, k.body) }))
	return k
}

func (k keep) put(ctx context.Context, tx *db.Tx, w overlap.Work) (overlap.Work, error) {
	i, err := k.Open(ctx, tx, flow, charter.Plan, docket.Doing{By: k.by}, k.body, w.Region)
	if err != nil {
		return w, err
	}
	w.Docket, w.Body, w.Kind, w.Title, w.Path = i.ID, "hq", overlap.PlanItem, i18n.Text{KK: i.Number}, "/x/"+i.ID
	return w, overlap.Put(ctx, tx, w)
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestFound finds in the database what the table says, for works that are entered
// and for one that is being typed.
func TestFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		for _, p := range pairs {
			check(t, d.Write(t.Context(), "hq", func(tx *db.Tx) error {
				a, err := k.put(t.Context(), tx, p.a)
				if err != nil {
					return err
				}
				found, err := overlap.Found(t.Context(), tx, p.b)
				if err != nil {
					return err
				}
				if got := len(found) == 1 && found[0].Docket == a.Docket; got != p.want || len(found) > 1 {
					t.Errorf("%s: %+v", p.why, found)
				}
				return overlap.End(t.Context(), tx, a.Docket)
			}))
		}
	})
}

// TestSettle: what was decided isn't found as open again, in either direction, and
// stays readable.
func TestSettle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, k := t.Context(), open(t, d)
		check(t, d.Write(ctx, "hq", func(tx *db.Tx) error {
			a, err1 := k.put(ctx, tx, work("aktau", "", "KZ-47", "2020-03-01", "2020-03-31"))
			b, err2 := k.put(ctx, tx, work("aktau", "", "KZ-47", "2020-03-05", "2020-03-06"))
			if err := errors.Join(err1, err2); err != nil {
				return err
			}
			open := func(w overlap.Work, want int) {
				if found, err := overlap.Unsettled(ctx, tx, w); err != nil || len(found) != want {
					t.Errorf("%d are open, want %d: %v", len(found), want, err)
				}
			}
			open(a, 1)
			open(b, 1)
			s := overlap.Settlement{Docket: b.Docket, Other: a.Docket, How: overlap.Apart, Reason: "қысқа", Body: "hq", Seat: "s", Day: day("2020-02-20")}
			if err := overlap.Settle(ctx, tx, s); fault.Of(err) != fault.Invalid {
				t.Errorf("a reason of five letters is one: %v", err)
			}
			s.Reason = "Бірі мектептерде, бірі әкімдікте өтеді"
			if err := overlap.Settle(ctx, tx, s); err != nil {
				return err
			}
			open(a, 0)
			open(b, 0)
			for _, w := range []overlap.Work{a, b} {
				all, err := overlap.Settled(ctx, tx, w.Docket)
				if err != nil || len(all) != 1 || all[0].Docket != w.Docket || all[0].Reason != s.Reason {
					t.Errorf("%+v, %v", all, err)
				}
			}
			s.How = overlap.Joined
			return overlap.Settle(ctx, tx, s)
		}))
	})
}

// TestCheck: a work is about something and lasts at least a day.
func TestCheck(t *testing.T) {
	for field, w := range map[string]overlap.Work{
		"topic": work("", "", "", "2020-01-01", "2020-01-01"),
		"since": {Topic: "land", Until: day("2020-01-01")},
		"until": work("", "land", "", "2020-01-02", "2020-01-01"),
	} {
		f := fault.Fields(w.Check())
		if len(f) != 1 || f[0].Field != field {
			t.Errorf("%s: %+v", field, f)
		}
	}
	if err := work("", "poetry", "", "2020-01-01", "2020-01-01").Check(); err == nil {
		t.Error("a topic that nobody else can choose is one")
	}
}
