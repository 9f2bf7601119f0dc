package index_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"adal/internal/perception/index"
)

// The example of the paper that introduced the procedure: the fifteen p values
// of Neuhaus et al. At the rate 0.05 the four smallest are rejected, because
// 0.0095 ≤ 4·0.05/15 = 0.0133 and 0.0201 > 5·0.05/15 = 0.0167 (Benjamini and
// Hochberg, JRSS B 57, 1995, section 3).
func TestFalseDiscoveryAgainstThePaper(t *testing.T) {
	ps := []float64{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000}
	qs := index.FalseDiscovery(ps)
	// By hand: 0.0001·15, 0.0004·15/2, 0.0019·15/3, 0.0095·15/4, 0.0201·15/5;
	// the sixth and seventh: 0.0278·15/6 = 0.0695 is more than 0.0298·15/7 =
	// 0.06386, which is less than the eighth, 0.0645, and so holds for both.
	want := []float64{0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.063857, 0.063857, 0.0645}
	for i, w := range want {
		near(t, "q", qs[i], w, 1e-6)
	}
	rejected := 0
	for _, q := range qs {
		if q <= 0.05 {
			rejected++
		}
	}
	if rejected != 4 {
		t.Errorf("%d rejected, the paper rejects 4", rejected)
	}
	// The order doesn't matter, and what wasn't tested doesn't count.
	mixed := index.FalseDiscovery([]float64{0.03, math.NaN(), 0.01})
	if diff := cmp.Diff([]float64{0.03, math.NaN(), 0.02}, mixed, cmpopts.EquateNaNs()); diff != "" {
		t.Error(diff)
	}
	if got := index.FalseDiscovery(nil); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

// Student's own example (Biometrika 6, 1908): the additional hours of sleep of
// ten patients with two drugs. Paired: mean difference 1.58, t = 4.0621, df 9,
// p = 0.00283. As two samples: t = 1.8608, df 18, p = 0.07919. Both are in
// every manual of statistics.
func TestBothTestsAgainstStudentsSleepData(t *testing.T) {
	first := []float64{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0}
	second := []float64{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4}
	recipe, err := index.ParseRecipe([]byte("name = \"sleep\"\nmin_sources = 2\nlow = -10\nhigh = 10\ndecimals = 6\n"))
	if err != nil {
		t.Fatal(err)
	}
	from := compute(t, recipe, patients(2001, first))
	to := compute(t, recipe, patients(2002, second))
	c, err := index.Explain(from, to, "sleep")
	if err != nil {
		t.Fatal(err)
	}
	near(t, "paired difference", c.Paired.Difference, 1.58, 1e-12)
	near(t, "paired t", c.Paired.T, 4.0621, 5e-5)
	near(t, "paired p", c.Paired.P, 0.002833, 5e-7)
	near(t, "two-sample t", c.TwoSample.T, 1.8608, 5e-5)
	near(t, "two-sample p", c.TwoSample.P, 0.07919, 5e-6)
	near(t, "two-sample df", c.TwoSample.DF, 18, 0)
	// 1.58 ± t(0.95, 9)·1.58/4.0621 = 1.58 ± 1.833·0.38896.
	near(t, "low", c.Paired.Low, 1.58-0.7130, 5e-4)
	near(t, "high", c.Paired.High, 1.58+0.7130, 5e-4)
	near(t, "threshold", c.Paired.Threshold, 0.7130, 5e-4)
	// A change that is found four times in five: (1.833 + 0.883)·0.38896.
	near(t, "detectable", c.Paired.Detectable, 1.0564, 1e-3)
	if !c.Paired.Significant() || !c.Paired.Discovered() || c.Paired.Up != 9 || c.Paired.Same != 1 {
		t.Errorf("%+v", c.Paired)
	}
}

func patients(year int, hours []float64) []index.Observation {
	var all []index.Observation
	for i, h := range hours {
		all = append(all, index.Observation{Year: year, Unit: "sleep", Source: string(rune('a' + i)), Score: h})
	}
	return all
}

func compute(t testing.TB, r *index.Recipe, observations []index.Observation) *index.Result {
	t.Helper()
	p := mustPanel(t, observations)
	e, err := p.Edition(p.Years()[0])
	if err != nil {
		t.Fatal(err)
	}
	result, err := r.Compute(e)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestTestsThatCannotBeMadeSaySo(t *testing.T) {
	one := index.Row{N: 1, Score: 30, PlainSE: math.NaN()}
	if got := index.TwoSample(one, one); got.OK || !math.IsNaN(got.P) || got.Significant() || got.Discovered() {
		t.Errorf("one source has no error: %+v", got)
	}
	flat := index.Row{N: 3, Score: 30}
	if got := index.TwoSample(flat, flat); !got.OK || got.P != 1 {
		t.Errorf("nothing moved and nothing varies: %+v", got)
	}
	up := flat
	up.Score = 31
	if got := index.TwoSample(flat, up); got.OK {
		t.Errorf("without any spread there is nothing to measure by: %+v", got)
	}
}
