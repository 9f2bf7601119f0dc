package perception_test

import (
	"math"
	"slices"
	"testing"

	"adal/internal/perception"
	"adal/internal/perception/index"
)

// TestSentence takes the sentence that the platform was made for – of the world's
// 13 sources 9 speak of Kazakhstan, which went from the 124th to the 113th
// place, 11 places up – imports it from the published editions, reproduces it,
// explains it and qualifies it. The figures are the publisher's, and those that
// were worked out from its files by other means.
func TestSentence(t *testing.T) {
	in := published(t)
	each(t, func(t *testing.T, w *world) {
		outcomes, err := w.Import(t.Context(), w.by, in)
		check(t, err)
		if len(outcomes) != 6 {
			t.Fatalf("%d editions were imported", len(outcomes))
		}
		for _, o := range outcomes {
			if !o.Report.OK() || o.Partial || o.Unchanged || o.Version != 1 {
				t.Errorf("%d: %+v", o.Year, o)
			}
			t.Log(o.Report)
			check(t, w.Publish(t.Context(), w.by, o.Year, ""))
		}
		w.sentence()
		w.drops()
	})
}

func (w *world) sentence() {
	t := w.t
	t.Helper()
	e, err := w.Edition(t.Context(), 2019)
	check(t, err)
	if n := len(e.Recipe.Sources); n != 13 {
		t.Errorf("the world has %d sources", n)
	}
	if n := len(e.Sources()); n != 13 {
		t.Errorf("the edition has %d sources", n)
	}
	x, err := w.Explain(t.Context(), "KAZ", 2018, 2019)
	check(t, err)
	if x.After.N != 9 || x.Before.Rank != 124 || x.After.Rank != 113 || x.Before.Score != 31 || x.After.Score != 34 {
		t.Errorf("%+v to %+v", x.Before, x.After)
	}
	if up, ok := x.Places(); !ok || up != 11 {
		t.Errorf("%d places up, comparable: %v", up, ok)
	}
	c := x.Change
	if c.Rank.Own != 10 || c.Rank.Field != 1 || len(c.Rank.Passed) != 11 || len(c.Rank.PassedBy) != 0 {
		t.Errorf("the rank's change: %+v", c.Rank)
	}
	if math.Abs(c.Mean-3.54) > 0.005 || math.Abs(c.Residual) > 1e-12 || c.Parts[0].Source != "icrg" || math.Abs(c.Parts[0].Total-1.73) > 0.06 {
		t.Errorf("the mean's change: %v, residual %v, first %+v", c.Mean, c.Residual, c.Parts[0])
	}
	near := func(what string, got, want, by float64) {
		if math.Abs(got-want) > by {
			t.Errorf("%s is %v, not %v", what, got, want)
		}
	}
	near("t of two samples", c.TwoSample.T, 0.54, 0.005)
	near("p of two samples", c.TwoSample.P, 0.59, 0.005)
	near("t of pairs", c.Paired.T, 1.94, 0.005)
	near("p of pairs", c.Paired.P, 0.089, 0.0005)
	if x.Asked != 180 || math.IsNaN(c.Paired.Q) || c.Paired.Q < c.Paired.P || c.Paired.Discovered() || c.Paired.Up != 5 || c.Paired.Down != 0 {
		t.Errorf("of %d countries, pairs: %+v", x.Asked, c.Paired)
	}
	if x.After.Ranks != (perception.Ranks{Low: 91, High: 127}) || x.After.PlainRanks != (perception.Ranks{Low: 80, High: 140}) || !x.Inside() {
		t.Errorf("the rank's interval is %v, without the correction %v", x.After.Ranks, x.After.PlainRanks)
	}
}

// drops are Kazakhstan's ranks of 2019 without one source.
func (w *world) drops() {
	t := w.t
	t.Helper()
	e, err := w.Edition(t.Context(), 2019)
	check(t, err)
	r, err := e.Result()
	check(t, err)
	all, err := r.DropSources("KAZ")
	check(t, err)
	want := map[string]int{"eiu": 101, "fh": 101, "vdem": 101, "imd": 119, "icrg": 118, "wef": 118, "bti": 113, "gi": 113, "wjp": 113}
	for _, d := range all {
		if d.Rank != want[d.Source] {
			t.Errorf("without %s it is %d, not %d", d.Source, d.Rank, want[d.Source])
		}
	}
}

// TestStored holds that what is kept is what the inputs give, to the last bit,
// and that nothing of the inputs is lost on the way.
func TestStored(t *testing.T) {
	in := published(t)
	each(t, func(t *testing.T, w *world) {
		_, err := w.Import(t.Context(), w.by, in)
		check(t, err)
		for _, year := range []int{2012, 2019, 2023} {
			e, err := w.Draft(t.Context(), w.by, year)
			check(t, err)
			r, err := e.Result()
			check(t, err)
			if len(r.Rows) != len(e.Rows) {
				t.Errorf("%d: %d rows are kept and %d computed", year, len(e.Rows), len(r.Rows))
			}
			for _, row := range r.Rows {
				if got, _ := e.Row(row.Unit); got.Row != row {
					t.Errorf("%d: kept %+v, computed %+v", year, got.Row, row)
				}
			}
			panel, err := e.Panel()
			check(t, err)
			want := slices.DeleteFunc(slices.Clone(in.Data.Observations), func(o index.Observation) bool { return o.Year != year })
			if got := panel.Observations(); len(got) != len(want) {
				t.Errorf("%d: %d scores are kept of %d", year, len(got), len(want))
			}
			for _, o := range want {
				if row, _ := e.Row(o.Unit); row.Sources[o.Source] != o.Score {
					t.Errorf("%+v is kept as %v", o, row.Sources[o.Source])
				}
			}
			report, err := e.Reproduce()
			check(t, err)
			if !report.OK() || report.String() != e.Version.Line {
				t.Errorf("%v, and at the import it was %s", report, e.Version.Line)
			}
		}
	})
}
