package index_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"adal/internal/perception/index"
)

// pairOf is two years of the same made-up units; change may alter the second.
func pairOf(t testing.TB, change func(r *index.Recipe, all []index.Observation) []index.Observation) *index.Change {
	t.Helper()
	before := made(t, 12, 5).Observations()
	after := append([]index.Observation(nil), before...)
	for i := range after {
		after[i].Year = 2031
	}
	recipe, next := own(t), own(t)
	after = change(next, after)
	c, err := index.Explain(compute(t, recipe, before), compute(t, next, after), "U0003")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEachReasonByItself(t *testing.T) {
	same := func(f func(r *index.Recipe)) func(*index.Recipe, []index.Observation) []index.Observation {
		return func(r *index.Recipe, all []index.Observation) []index.Observation { f(r); return all }
	}
	for _, c := range []struct {
		name   string
		kind   index.ReasonKind
		says   string
		change func(*index.Recipe, []index.Observation) []index.Observation
	}{
		{"decimals", index.RecipeChanged, "decimals", same(func(r *index.Recipe) { r.Decimals = 1 })},
		{"ties", index.RecipeChanged, "ties", same(func(r *index.Recipe) { r.Ties = index.Dense })},
		{"minimum", index.RecipeChanged, "min_sources", same(func(r *index.Recipe) { r.MinSources = 1 })},
		{"range", index.RecipeChanged, "low–high", same(func(r *index.Recipe) { r.High = 101 })},
		{"sources", index.RecipeChanged, "sources", same(func(r *index.Recipe) { r.Sources = []string{"s00", "s01", "s02", "s03", "s04", "s05"} })},
		{"weights", index.RecipeChanged, "weights", same(func(r *index.Recipe) {
			r.Weights = map[string]float64{"s00": 2, "s01": 1, "s02": 1, "s03": 1, "s04": 1}
		})},
		{"baseline", index.BaselineChanged, "v2", same(func(r *index.Recipe) { r.Baseline = "v2" })},
		{"source of the unit", index.SourcesChanged, "s00", func(_ *index.Recipe, all []index.Observation) []index.Observation {
			return slices.DeleteFunc(all, func(o index.Observation) bool { return o.Unit == "U0003" && o.Source == "s00" })
		}},
		{"a unit left", index.FieldChanged, "U0007", func(_ *index.Recipe, all []index.Observation) []index.Observation {
			return slices.DeleteFunc(all, func(o index.Observation) bool { return o.Unit == "U0007" })
		}},
		{"a unit entered", index.FieldChanged, "V", func(_ *index.Recipe, all []index.Observation) []index.Observation {
			return append(all, index.Observation{Year: 2031, Unit: "V", Source: "s00", Score: 4}, index.Observation{Year: 2031, Unit: "V", Source: "s01", Score: 4})
		}},
	} {
		change := pairOf(t, c.change)
		_, err := change.PlacesUp()
		var refused *index.NotComparable
		if !errors.As(err, &refused) || len(refused.Reasons) != 1 {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if r := refused.Reasons[0]; r.Kind != c.kind || !strings.Contains(fmt.Sprint(r.Args...), c.says) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %+v", c.name, r)
		}
		if math.Abs(change.Residual) > 1e-12 {
			t.Errorf("%s: residual %g", c.name, change.Residual)
		}
	}
}

func TestHowErrorsArePrintedIsNoReason(t *testing.T) {
	c := pairOf(t, func(r *index.Recipe, all []index.Observation) []index.Observation {
		r.Error.Population, r.Error.Decimals, r.Interval.Z, r.Name, r.Note = 13, 6, 1.64, "another", "text"
		return all
	})
	if places, err := c.PlacesUp(); err != nil || places != 0 {
		t.Errorf("%d, %v", places, err)
	}
	if len(c.Rank.Passed)+len(c.Rank.PassedBy) != 0 || c.TwoSample.P != 1 || c.Paired.P != 1 {
		t.Errorf("nothing happened: %+v", c)
	}
}

// Whatever happens between two years, the split is exact, the two parts of a
// rank change sum to it, and the lists account for every place.
func TestSplitsAreExactWhateverHappens(t *testing.T) {
	recipe := own(t)
	rapid.Check(t, func(rt *rapid.T) {
		year := func(y int, label string) *index.Result {
			var all []index.Observation
			for u := range rapid.IntRange(2, 8).Draw(rt, label+" units") {
				skipped := rapid.IntRange(0, 5).Draw(rt, "skipped")
				for s := range 5 {
					if s == skipped {
						continue
					}
					x := float64(rapid.IntRange(0, 1000).Draw(rt, "x")) / 10
					all = append(all, index.Observation{Year: y, Unit: fmt.Sprint("u", u), Source: fmt.Sprint("s", s), Score: x})
				}
			}
			return compute(t, recipe, all)
		}
		from, to := year(2030, "from"), year(2031, "to")
		changes, err := index.ExplainAll(from, to)
		if err != nil {
			rt.Fatal(err)
		}
		for _, c := range changes {
			if math.Abs(c.Residual) > 1e-12 || math.Abs(c.Reweighting) > 1e-12 {
				rt.Fatalf("%s: residual %g, reweighting %g", c.Unit, c.Residual, c.Reweighting)
			}
			if parts := c.Movement + c.Rebasing + c.Entry + c.Exit; math.Abs(parts-c.Mean) > 1e-12 {
				rt.Fatalf("%s: %v is not %v", c.Unit, parts, c.Mean)
			}
			k := c.Rank
			if k.Own+k.Field != float64(k.Places) {
				rt.Fatalf("%s: %+v", c.Unit, k)
			}
			if k.Places != len(k.Passed)-len(k.PassedBy)+len(k.LeftAbove)-len(k.EnteredAbove) {
				rt.Fatalf("%s: the lists don't add up: %+v", c.Unit, k)
			}
			if share := c.Share(len(c.Parts)); share != 0 && math.Abs(share-1) > 1e-9 {
				rt.Fatalf("%s: all parts together are %v of themselves", c.Unit, share)
			}
		}
	})
}

func TestTiersAndOdds(t *testing.T) {
	r, err := own(t).Compute(made(t, 30, 6))
	if err != nil {
		t.Fatal(err)
	}
	k := must(r.Simulate(index.Simulation{Seed: 4, Draws: 3000, Level: 0.9}))
	units, odds := k.Pairwise()
	place := map[string]int{}
	for i, u := range units {
		place[u] = i
		if odds[i][i].Equal != 1 {
			t.Errorf("%s against itself: %+v", u, odds[i][i])
		}
		for j := range units {
			if odds[i][j].Above != odds[j][i].Below {
				t.Errorf("%s and %s don't agree", u, units[j])
			}
		}
	}
	if got := must(k.Odds(units[2], units[5])); got != odds[2][5] {
		t.Errorf("a pair alone and in the matrix: %+v, %+v", got, odds[2][5])
	}
	var seen []string
	tiers := k.Tiers()
	for n, tier := range tiers {
		head := place[tier.Units[0]]
		for _, u := range tier.Units {
			if odds[head][place[u]].Above >= 0.95 {
				t.Errorf("%s is surely below %s and in its tier", u, tier.Units[0])
			}
		}
		if n+1 < len(tiers) && odds[head][place[tiers[n+1].Units[0]]].Above < 0.95 {
			t.Errorf("tier %d begins with a unit that can't be told from the head of the one above", n+2)
		}
		seen = append(seen, tier.Units...)
	}
	slices.Sort(seen)
	if !slices.Equal(seen, units) || len(tiers) < 3 {
		t.Errorf("%d tiers of %d units", len(tiers), len(seen))
	}
	for _, i := range k.Intervals() {
		if row, _ := r.Row(i.Unit); i.Low > i.High || row.Rank != i.Rank || i.Expected < 1 {
			t.Errorf("%+v", i)
		}
		sum := 0.0
		for _, share := range must(k.Shares(i.Unit)) {
			sum += share
		}
		near(t, "shares", sum, 1, 1e-9)
	}
}
