package index_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"adal/internal/fault"
	"adal/internal/perception/index"
)

// testdata/made.toml is a small edition of made-up regions whose every figure
// was worked out by hand in its comments. It is always there.
type madeUp struct {
	Recipe string
	Scores map[string]map[string]map[string]float64 // year, unit, source
	Want   []struct {
		Year            int
		Unit            string
		N, Rank         int
		Mean, Score, SE float64
		Low, High       float64
	}
}

func small(t testing.TB) (map[int]*index.Result, madeUp) {
	t.Helper()
	text, err := os.ReadFile("testdata/made.toml")
	if err != nil {
		t.Fatal(err)
	}
	var m madeUp
	if _, err := toml.Decode(string(text), &m); err != nil {
		t.Fatal(err)
	}
	recipe, err := index.ParseRecipe([]byte(m.Recipe))
	if err != nil {
		t.Fatal(err)
	}
	results := map[int]*index.Result{}
	for y, units := range m.Scores {
		var all []index.Observation
		for unit, sources := range units {
			for source, score := range sources {
				all = append(all, index.Observation{Year: int(number(y)), Unit: unit, Source: source, Score: score})
			}
		}
		r := compute(t, recipe, all)
		results[r.Year] = r
	}
	return results, m
}

func TestMadeUpEditionByHand(t *testing.T) {
	results, m := small(t)
	if len(m.Want) != 7 {
		t.Fatalf("%d rows were worked out, not 7", len(m.Want))
	}
	for _, w := range m.Want {
		row, ok := results[w.Year].Row(w.Unit)
		if !ok {
			t.Fatalf("%s is not in %d", w.Unit, w.Year)
		}
		if row.N != w.N || row.Rank != w.Rank || row.Score != w.Score {
			t.Errorf("%d %s: %+v, want %+v", w.Year, w.Unit, row, w)
		}
		near(t, w.Unit+" mean", row.Mean, w.Mean, 1e-9)
		near(t, w.Unit+" SE", row.SE, w.SE, 1e-6)
		near(t, w.Unit+" low", row.Low, w.Low, 1e-9)
		near(t, w.Unit+" high", row.High, w.High, 1e-9)
	}
	if diff := cmp.Diff([]string{"delta"}, results[2031].TooFew); diff != "" {
		t.Error(diff)
	}
}

func TestMadeUpChangeByHand(t *testing.T) {
	results, _ := small(t)
	c, err := index.Explain(results[2030], results[2031], "beta")
	if err != nil {
		t.Fatal(err)
	}
	// beta: a 40→46, b 50→50, c 60→–, d –→40. Weights 1/3 both times. M is the
	// mean of the mid scores 43 and 50, 46.5. a (46−40)/3 = 2, b 0, c left
	// −(60−46.5)/3 = −4.5, d entered (40−46.5)/3 = −13/6.
	want := map[string]float64{"a": 2, "b": 0, "c": -4.5, "d": -13.0 / 6}
	for _, p := range c.Parts {
		near(t, p.Source, p.Total, want[p.Source], 1e-12)
	}
	near(t, "entry", c.Entry, -13.0/6, 1e-12)
	near(t, "exit", c.Exit, -4.5, 1e-12)
	near(t, "change", c.Mean, 136.0/3-50, 1e-12)
	near(t, "residual", c.Residual, 0, 1e-12)
	near(t, "share of c", c.Share(1), 4.5/(2+4.5+13.0/6), 1e-12)
	if _, err := c.PlacesUp(); fault.Of(err) != fault.Conflict {
		t.Errorf("the sources of beta and the field changed: %v", err)
	}
	if _, err := index.Explain(results[2030], results[2031], "omega"); fault.Of(err) != fault.NotFound {
		t.Errorf("there is no omega: %v", err)
	}
}

func TestWhatIfByHand(t *testing.T) {
	results, _ := small(t)
	r := results[2030]
	after, err := r.WhatIf(index.Observation{Unit: "gamma", Source: "a", Score: 64})
	if err != nil {
		t.Fatal(err)
	}
	// gamma had 30, 40, 50 (mean 40); with 64, 40, 50 it is 154/3 = 51.33, above
	// beta's 50.
	row, _ := after.Row("gamma")
	if row.Score != 51.3 || row.Rank != 2 {
		t.Errorf("%+v", row)
	}
	if was, _ := r.Row("gamma"); was.Score != 40 || was.Rank != 3 {
		t.Errorf("the edition itself was changed: %+v", was)
	}
	needed, ok, err := r.Reach("gamma", "a", 51.3)
	if err != nil || !ok {
		t.Fatalf("%v, %v", ok, err)
	}
	near(t, "what a must say", needed, 3*51.25-90, 1e-9) // 51.25 is rounded up to 51.3
	if _, ok, _ := r.Reach("gamma", "a", 99); ok {
		t.Error("one source of three can't lift 40 to 99")
	}
	if score, err := r.ScoreForRank("gamma", 2); err != nil || score != 50 {
		t.Errorf("beta's 50 is the second rank: %v, %v", score, err)
	}
	for _, bad := range []index.Observation{
		{Unit: "gamma", Source: "a", Score: 101}, {Unit: "omega", Source: "a", Score: 1}, {Unit: "gamma", Source: "zz", Score: math.NaN()},
		{Unit: "gamma", Source: "", Score: 1},
	} {
		if _, err := r.WhatIf(bad); fault.Of(err) == "" {
			t.Errorf("%+v should be refused: %v", bad, err)
		}
	}
	if _, err := r.WhatIf(index.Observation{Unit: "gamma", Source: "a", Score: math.NaN()}); fault.Of(err) != fault.Invalid {
		t.Errorf("two sources are too few: %v", err)
	}
}

func TestDroppedSourceCanLeaveTooFew(t *testing.T) {
	results, _ := small(t)
	dropped, err := results[2030].DropSources("gamma")
	if err != nil || len(dropped) != 3 {
		t.Fatalf("%v, %v", dropped, err)
	}
	for _, d := range dropped {
		if !d.TooFew || d.Rank != 0 {
			t.Errorf("three less one is fewer than three: %+v", d)
		}
	}
	dropped, err = results[2030].DropSources("alpha")
	if err != nil || dropped[0].TooFew || dropped[0].Score != 75 {
		t.Errorf("alpha without a is (70+75+80)/3: %+v, %v", dropped, err)
	}
}

// shuffled gives the observations in another order.
func shuffled(e *index.Edition, seed uint64) []index.Observation {
	all := e.Observations()
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

func TestOrderNeverMatters(t *testing.T) {
	e, recipe := made(t, 40, 7), own(t)
	want, err := recipe.Compute(e)
	if err != nil {
		t.Fatal(err)
	}
	s := index.Simulation{Seed: 5, Draws: 300, Level: 0.9}
	ranking, err := want.Simulate(s)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		got := compute(t, recipe, shuffled(e, rapid.Uint64().Draw(rt, "seed")))
		if diff := cmp.Diff(want.Rows, got.Rows); diff != "" {
			rt.Fatal(diff)
		}
		again, err := got.Simulate(s)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(ranking.Intervals(), again.Intervals()); diff != "" {
			rt.Fatal(diff)
		}
	})
}

// Renaming units permutes the result and changes nothing else; adding a
// constant to a source moves the units it speaks of by constant/n and nobody
// else.
func TestAddingAConstantMovesWhatItMust(t *testing.T) {
	e, recipe := made(t, 40, 7), own(t)
	before, err := recipe.Compute(e)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		source := rapid.SampledFrom(e.Sources()).Draw(rt, "source")
		by := rapid.Float64Range(-5, 5).Draw(rt, "by")
		all := e.Observations()
		for i := range all {
			if all[i].Source == source {
				all[i].Score += by
			}
		}
		after := compute(t, recipe, all)
		for i, row := range after.Rows {
			want := before.Rows[i].Mean
			if _, ok := e.Score(row.Unit, source); ok {
				want += by / float64(row.N)
			}
			if math.Abs(row.Mean-want) > 1e-9 {
				rt.Fatalf("%s moved to %v, not to %v", row.Unit, row.Mean, want)
			}
		}
	})
}

func TestDrawsAreTheSameOnAnyNumberOfCores(t *testing.T) {
	r, err := own(t).Compute(made(t, 60, 8))
	if err != nil {
		t.Fatal(err)
	}
	analysis := index.UsualAnalysis()
	analysis.Sample = 32
	type answer struct {
		Intervals []index.RankInterval
		Tiers     []index.Tier
		Shift     []index.Effect
		Ranks     []int
		Odds      [][]index.Odds
	}
	ask := func(cores int) answer {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		k, err := r.Simulate(index.Simulation{Seed: 7, Draws: 2000, Level: 0.9})
		if err != nil {
			t.Fatal(err)
		}
		s, err := index.Analyse(r.Recipe, r.Edition, analysis)
		if err != nil {
			t.Fatal(err)
		}
		ranks, err := s.Ranks(r.Rows[3].Unit)
		if err != nil {
			t.Fatal(err)
		}
		_, odds := k.Pairwise()
		return answer{k.Intervals(), k.Tiers(), s.MeanShiftEffects(), ranks, odds}
	}
	one := ask(1)
	for _, cores := range []int{2, 3, 8} {
		if diff := cmp.Diff(one, ask(cores)); diff != "" {
			t.Errorf("%d cores: %s", cores, diff)
		}
	}
	other, err := r.Simulate(index.Simulation{Seed: 8, Draws: 2000, Level: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	if cmp.Equal(one.Intervals, other.Intervals()) {
		t.Error("another seed must draw something else")
	}
}

// The first draws of a seed, so that no later version draws others unnoticed.
func TestASeedMeansTheSameForEver(t *testing.T) {
	results, _ := small(t)
	k, err := results[2030].Simulate(index.Simulation{Seed: 1, Draws: 1000, Level: 0.9})
	if err != nil {
		t.Fatal(err)
	}
	shares, err := k.Shares("gamma")
	if err != nil {
		t.Fatal(err)
	}
	odds, err := k.Odds("beta", "gamma")
	if err != nil {
		t.Fatal(err)
	}
	// Kept from the first version: who has written down a seed must find the
	// same answer.
	if got, want := fmt.Sprintf("%.3f %.3f", shares, odds), "[0.000 0.053 0.947] {0.947 0.001 0.052}"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	// beta and gamma: means 50 and 40, errors 4.082483 each, so the difference
	// has the error 5.773503 and beta is above with Φ(10/5.773503) = 0.958.
	near(t, "P(beta above gamma)", odds.Above+odds.Equal/2, index.NormalBelow(10/5.773503), 0.02)
	near(t, "sum", odds.Above+odds.Equal+odds.Below, 1, 1e-12)
}
