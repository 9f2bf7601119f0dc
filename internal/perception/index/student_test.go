package index_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"adal/internal/perception/index"
)

// Two-sided 10 %, 5 % and 1 % points of Student's t as tabulated in every
// textbook (Fisher and Yates, Statistical Tables, table III).
func TestStudentQuantileAgainstTables(t *testing.T) {
	for _, c := range []struct{ p, df, want float64 }{
		{0.95, 1, 6.314}, {0.975, 1, 12.706}, {0.995, 1, 63.657},
		{0.95, 2, 2.920}, {0.975, 5, 2.571}, {0.95, 8, 1.860}, {0.975, 8, 2.306},
		{0.995, 10, 3.169}, {0.95, 16, 1.746}, {0.975, 30, 2.042}, {0.995, 30, 2.750}, {0.975, 120, 1.980}, {0.90, 20, 1.325},
	} {
		near(t, "t", index.StudentQuantile(c.p, c.df), c.want, 0.0005)
		near(t, "−t", index.StudentQuantile(1-c.p, c.df), -c.want, 0.0005)
	}
}

// For one degree of freedom the distribution is Cauchy's, ½ + atan(t)/π; for
// two it is ½ + t/(2√(2+t²)).
func TestStudentBelowAgainstClosedForms(t *testing.T) {
	for _, x := range []float64{-50, -3, -1, -0.2, 0, 0.1, 1, 2, 10, 1000} {
		near(t, "df 1", index.StudentBelow(x, 1), 0.5+math.Atan(x)/math.Pi, 1e-13)
		near(t, "df 2", index.StudentBelow(x, 2), 0.5+x/(2*math.Sqrt(2+x*x)), 1e-13)
	}
	for _, df := range []float64{0, -1, math.NaN()} {
		if !math.IsNaN(index.StudentBelow(1, df)) || !math.IsNaN(index.StudentQuantile(0.9, df)) {
			t.Errorf("there is no distribution with %v degrees of freedom", df)
		}
	}
	if index.StudentBelow(math.Inf(1), 3) != 1 || index.StudentBelow(math.Inf(-1), 3) != 0 {
		t.Error("the ends")
	}
}

// The percentage points of the normal distribution (Abramowitz and Stegun,
// table 26.5 and 26.6), and the two ends that AS 241 gives as test values.
func TestNormalQuantileAgainstTables(t *testing.T) {
	for _, c := range []struct{ p, want, within float64 }{
		{0.5, 0, 0}, {0.25, -0.6744897501960817, 1e-15}, {0.95, 1.6448536269514722, 1e-14}, {0.975, 1.959963984540054, 1e-14},
		{0.001, -3.090232306167814, 1e-14}, {1e-20, -9.262340089798408, 1e-13},
	} {
		near(t, "z", index.NormalQuantile(c.p), c.want, c.within)
	}
	if !math.IsInf(index.NormalQuantile(0), -1) || !math.IsInf(index.NormalQuantile(1), 1) || !math.IsNaN(index.NormalQuantile(1.5)) {
		t.Error("the ends")
	}
	near(t, "P(Z ≤ 1.96)", index.NormalBelow(1.96), 0.9750021, 5e-8)
}

func TestQuantilesUndoTheirDistributions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.Float64Range(1e-4, 1-1e-4).Draw(t, "p")
		df := rapid.Float64Range(0.6, 400).Draw(t, "df")
		if got := index.StudentBelow(index.StudentQuantile(p, df), df); math.Abs(got-p) > 1e-9 {
			t.Fatalf("t: %v became %v with %v degrees", p, got, df)
		}
		if got := index.NormalBelow(index.NormalQuantile(p)); math.Abs(got-p) > 1e-12 {
			t.Fatalf("z: %v became %v", p, got)
		}
	})
}
