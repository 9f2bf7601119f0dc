package index_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"adal/internal/fault"
	"adal/internal/perception/index"
)

// The Ishigami function sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁ on (−π, π)³ has
// known indices: first order 0.3139, 0.4424, 0; total order 0.5576, 0.4424,
// 0.2437 (Saltelli et al., Global Sensitivity Analysis, 2008, section 4.4).
func TestSobolAgainstIshigami(t *testing.T) {
	const n = 1 << 16
	r := rand.New(rand.NewPCG(1, 1))
	row := func() [3]float64 {
		var x [3]float64
		for i := range x {
			x[i] = (2*r.Float64() - 1) * math.Pi
		}
		return x
	}
	f := func(x [3]float64) float64 {
		return math.Sin(x[0]) + 7*math.Pow(math.Sin(x[1]), 2) + 0.1*math.Pow(x[2], 4)*math.Sin(x[0])
	}
	a, b, ab := make([]float64, n), make([]float64, n), [][]float64{make([]float64, n), make([]float64, n), make([]float64, n)}
	for j := range n {
		xa, xb := row(), row()
		a[j], b[j] = f(xa), f(xb)
		for i := range ab {
			mixed := xa
			mixed[i] = xb[i]
			ab[i][j] = f(mixed)
		}
	}
	first, total := index.Sobol(a, b, ab)
	for i, want := range [][2]float64{{0.3139, 0.5576}, {0.4424, 0.4424}, {0, 0.2437}} {
		near(t, "first order", first[i], want[0], 0.02)
		near(t, "total order", total[i], want[1], 0.02)
	}
}

func TestSobolOfWhatNeverChanges(t *testing.T) {
	same := []float64{3, 3, 3}
	first, total := index.Sobol(same, same, [][]float64{same})
	if first[0] != 0 || total[0] != 0 {
		t.Errorf("%v %v", first, total)
	}
}

func TestAnalysisKeepsEveryReplication(t *testing.T) {
	e, recipe := made(t, 30, 6), own(t)
	a := index.UsualAnalysis()
	a.Sample = 64
	s, err := index.Analyse(recipe, e, a)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Factors) != 5 || len(s.Replications) != 64*7 {
		t.Fatalf("%d factors, %d replications", len(s.Factors), len(s.Replications))
	}
	// Any replication can be made again from what is kept, by the plain way.
	remade := 0
	for i, p := range s.Replications {
		if p.Draw == 0 || p.Aggregation == "" || len(p.Weights) != 6 {
			t.Fatalf("replication %d is not whole: %+v", i, p)
		}
		sum := 0.0
		for _, w := range p.Weights {
			sum += w
		}
		near(t, "weights", sum, 1, 1e-12)
	}
	a.Sampling = false
	if s, err = index.Analyse(recipe, e, a); err != nil {
		t.Fatal(err)
	}
	for i, p := range s.Replications {
		if i%7 != 0 {
			continue
		}
		for u, rank := range remake(t, recipe, e, s, p) {
			got, err := s.RankIn(i, u)
			if err != nil || got != rank {
				t.Fatalf("replication %d %+v: %s is %d, made again %d, %v", i, p, u, got, rank, err)
			}
			remade++
		}
	}
	if remade < 30*50 {
		t.Errorf("only %d ranks were made again", remade)
	}
}

// remake makes a replication with the engine's ordinary means.
func remake(t *testing.T, recipe *index.Recipe, e *index.Edition, s *index.Sensitivity, p index.Replication) map[string]int {
	t.Helper()
	n, err := e.Normalise(p.Normalisation, recipe.Low, recipe.High)
	if err != nil {
		t.Fatal(err)
	}
	again := *recipe
	again.Aggregation, again.Shift, again.MinSources = p.Aggregation, p.Shift, 1
	again.Weights = map[string]float64{}
	for i, source := range s.Sources {
		again.Weights[source] = p.Weights[i]
	}
	r := compute(t, &again, slices.DeleteFunc(n.Observations(), func(o index.Observation) bool { return o.Source == p.Dropped }))
	ranks := map[string]int{}
	for _, row := range r.Rows {
		ranks[row.Unit] = row.Rank
	}
	return ranks
}

func TestFactorsThatDoNothingHaveNoEffect(t *testing.T) {
	// All sources say the same of a unit: how they are weighted, which is left
	// out and how they are averaged can't matter.
	var all []index.Observation
	for u := range 12 {
		for _, source := range []string{"a", "b", "c", "d"} {
			all = append(all, index.Observation{Year: 2030, Unit: string(rune('A' + u)), Source: source, Score: float64(10 + 7*u)})
		}
	}
	e, err := mustPanel(t, all).Edition(2030)
	if err != nil {
		t.Fatal(err)
	}
	a := index.UsualAnalysis()
	a.Sample, a.Normalisations, a.Sampling = 128, []index.Normalisation{index.AsGiven}, false
	s, err := index.Analyse(own(t), e, a)
	if err != nil {
		t.Fatal(err)
	}
	for _, effect := range append(s.MeanShiftEffects(), must(s.Effects("C"))...) {
		if effect.First != 0 || effect.Total != 0 {
			t.Errorf("%+v", effect)
		}
	}
	if ranks := must(s.Ranks("L")); ranks[0] != 1 || ranks[len(ranks)-1] != 1 {
		t.Errorf("the best of all is first in any case: %v", ranks)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestAStepThatCannotRunIsAnError(t *testing.T) {
	all := made(t, 10, 5).Observations()
	all[0].Score = 0
	e, err := mustPanel(t, all).Edition(2030)
	if err != nil {
		t.Fatal(err)
	}
	recipe := own(t)
	a := index.UsualAnalysis()
	a.Sample, a.Shift = 16, 0
	if _, err := index.Analyse(recipe, e, a); fault.Of(err) != fault.Invalid {
		t.Errorf("a geometric mean of zero: %v", err)
	}
	recipe.Aggregation = index.Geometric
	if _, err := recipe.Compute(e); fault.Of(err) != fault.Invalid {
		t.Errorf("a geometric mean of zero: %v", err)
	}
	for i := range all {
		if all[i].Source == "s00" {
			all[i].Score = 50
		}
	}
	flat, err := mustPanel(t, all).Edition(2030)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := index.Analyse(own(t), flat, index.UsualAnalysis()); fault.Of(err) != fault.Invalid {
		t.Errorf("a source without spread: %v", err)
	}
	for _, bad := range []func(a *index.Analysis){
		func(a *index.Analysis) { a.Sample = 1 },
		func(a *index.Analysis) { a.Aggregations = nil },
		func(a *index.Analysis) { a.Aggregations = []index.Aggregation{"wish"} },
		func(a *index.Analysis) { a.Normalisations = nil },
		func(a *index.Analysis) { a.Normalisations = []index.Normalisation{"wish"} },
		func(a *index.Analysis) { a.Concentration = -1 },
		func(a *index.Analysis) { a.Shift = math.NaN() },
		func(a *index.Analysis) {
			*a = index.Analysis{Sample: 8, Aggregations: []index.Aggregation{index.Arithmetic}, Normalisations: []index.Normalisation{index.AsGiven}}
		},
	} {
		a := index.UsualAnalysis()
		bad(&a)
		if _, err := index.Analyse(own(t), made(t, 10, 5), a); fault.Of(err) != fault.Invalid {
			t.Errorf("%+v should be refused: %v", a, err)
		}
	}
}
