package index_test

import (
	"math"
	"slices"
	"testing"

	"adal/internal/fault"
	"adal/internal/perception/index"
)

func TestAggregationsByHand(t *testing.T) {
	said := map[string]float64{"a": 10, "b": 20, "c": 40, "d": 80}
	weights := map[string]float64{"a": 1, "b": 1, "c": 1, "d": 5}
	for _, c := range []struct {
		how             index.Aggregation
		shift           float64
		equal, weighted float64
	}{
		{index.Arithmetic, 0, 37.5, (10 + 20 + 40 + 5*80) / 8.0},
		{index.Geometric, 0, 20 * math.Sqrt2, math.Exp((math.Log(10) + math.Log(20) + math.Log(40) + 5*math.Log(80)) / 8)},
		{index.Harmonic, 0, 4 / (0.1 + 0.05 + 0.025 + 0.0125), 8 / (0.1 + 0.05 + 0.025 + 5*0.0125)},
		{index.Median, 0, 30, 80},
		{index.Trimmed, 0, 30, 30},
		{index.Geometric, 20, math.Pow(30*40*60*100, 0.25) - 20, math.NaN()},
	} {
		recipe := own(t)
		recipe.Aggregation, recipe.Shift = c.how, c.shift
		near(t, string(c.how), of(t, recipe, said).Mean, c.equal, 1e-9)
		if math.IsNaN(c.weighted) {
			continue
		}
		recipe.Weights = weights
		near(t, string(c.how)+" weighted", of(t, recipe, said).Mean, c.weighted, 1e-9)
	}
}

func of(t *testing.T, recipe *index.Recipe, said map[string]float64) index.Row {
	t.Helper()
	var all []index.Observation
	for source, x := range said {
		all = append(all, index.Observation{Year: 2030, Unit: "u", Source: source, Score: x})
	}
	return compute(t, recipe, all).Rows[0]
}

// The jackknife of a mean is s/√n, and of weights that are all equal, too.
func TestErrorsOfOtherAggregations(t *testing.T) {
	said := map[string]float64{"a": 10, "b": 20, "c": 60}
	recipe := own(t)
	want := of(t, recipe, said).SE
	recipe.Weights = map[string]float64{"a": 3, "b": 3, "c": 3}
	near(t, "SE with equal weights", of(t, recipe, said).SE, want, 1e-12)
	// Trimmed of four is the mean of the middle two; leaving one out leaves the
	// middle one of three: 20, 20, 40→30… by hand, of 10, 20, 40, 80: without 10
	// → 40, without 20 → 40, without 40 → 20, without 80 → 20; mean 30, squares
	// 4·100; √(3/4·400) = 17.3205.
	recipe = own(t)
	recipe.Aggregation = index.Trimmed
	near(t, "jackknife", of(t, recipe, map[string]float64{"a": 10, "b": 20, "c": 40, "d": 80}).SE, 17.320508, 1e-6)
}

func TestTiesAndDenseRanks(t *testing.T) {
	var all []index.Observation
	for unit, x := range map[string]float64{"a": 90, "b": 90, "c": 70, "d": 70, "e": 10} {
		for _, s := range []string{"x", "y", "z"} {
			all = append(all, index.Observation{Year: 2030, Unit: unit, Source: s, Score: x})
		}
	}
	recipe := own(t)
	ranks := func(r *index.Result) (all []int) {
		for _, row := range r.Rows {
			all = append(all, row.Rank)
		}
		return all
	}
	r := compute(t, recipe, all)
	if got := ranks(r); !slices.Equal(got, []int{1, 1, 3, 3, 5}) {
		t.Errorf("competition: %v", got)
	}
	if r.RankOf("e", 90) != 1 || r.RankOf("e", 80) != 3 || r.PlaceOf(50) != 5 || r.Ranked()[4].Unit != "e" {
		t.Error("places of other scores")
	}
	recipe.Ties = index.Dense
	r = compute(t, recipe, all)
	if got := ranks(r); !slices.Equal(got, []int{1, 1, 2, 2, 3}) {
		t.Errorf("dense: %v", got)
	}
	for _, decimals := range []int{0, 4} { // ranked by counting and by sorting
		recipe.Decimals = decimals
		k, err := compute(t, recipe, all).Simulate(index.Simulation{Seed: 1, Draws: 10, Level: 0.5})
		if err != nil {
			t.Fatal(err)
		}
		if i := must(k.Interval("c")); i.Low != 2 || i.High != 2 || i.Expected != 2 {
			t.Errorf("without error a rank is certain: %+v", i)
		}
		if got := len(k.Tiers()); got != 3 {
			t.Errorf("%d tiers of three scores", got)
		}
	}
}

// Counting cells and sorting numbers must rank alike.
func TestBothWaysOfRankingAgree(t *testing.T) {
	recipe, e := own(t), made(t, 50, 6)
	s := index.Simulation{Seed: 3, Draws: 4000, Level: 0.9}
	coarse, err := recipe.Compute(e)
	if err != nil {
		t.Fatal(err)
	}
	fine := own(t)
	fine.Decimals = 6
	precise, err := fine.Compute(e)
	if err != nil {
		t.Fatal(err)
	}
	a, b := must(coarse.Simulate(s)), must(precise.Simulate(s))
	for i, x := range a.Intervals() {
		// Rounding makes ties, and ties share the better rank: a place or two.
		if y := b.Intervals()[i]; abs(x.Low-y.Low) > 3 || abs(x.High-y.High) > 3 {
			t.Errorf("%+v and %+v", x, y)
		}
	}
}

func TestSimulationsThatCannotBeMade(t *testing.T) {
	r, err := own(t).Compute(made(t, 5, 4))
	if err != nil {
		t.Fatal(err)
	}
	good := index.Usual()
	for _, bad := range []func(s *index.Simulation){
		func(s *index.Simulation) { s.Draws = 0 }, func(s *index.Simulation) { s.Draws = index.MostDraws + 1 },
		func(s *index.Simulation) { s.Level = 1 }, func(s *index.Simulation) { s.Errors = "wish" },
	} {
		s := good
		bad(&s)
		if _, err := r.Simulate(s); fault.Of(err) != fault.Invalid {
			t.Errorf("%+v should be refused: %v", s, err)
		}
	}
	recipe := own(t)
	recipe.MinSources = 1
	single := compute(t, recipe, []index.Observation{{Year: 2030, Unit: "u", Source: "s", Score: 3}})
	if _, err := single.Simulate(good); fault.Of(err) != fault.Invalid {
		t.Errorf("a single source has no error: %v", err)
	}
	k := must(r.Simulate(good))
	if _, err := k.Interval("omega"); fault.Of(err) != fault.NotFound {
		t.Errorf("%v", err)
	}
}
