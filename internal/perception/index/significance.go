package index

import (
	"math"
	"slices"
)

// Alpha is the level of the tests and the intervals: 10 %, as the publisher's.
const Alpha = 0.10

// Power is how sure a change of the size Test.Detectable is to be found.
const Power = 0.80

// A Test is a test of the hypothesis that nothing changed. OK is false where
// it can't be made – too few sources, or no spread to measure by – and then
// all but Difference and N are NaN.
type Test struct {
	OK         bool
	Difference float64
	SE         float64 // of the difference
	T, DF, P   float64 // two-sided
	// Q is the least false discovery rate at which this unit would be on a list
	// of changed units (Benjamini and Hochberg, JRSS B 57, 1995); it is set
	// where all units were tested, NaN otherwise.
	Q          float64
	Low, High  float64 // the 1−Alpha interval of the difference
	Threshold  float64 // least |difference| that is significant at Alpha
	Detectable float64 // true change that would be found with Power
	N          int     // sources that enter: n₀+n₁, or the pairs
	// Of pairs: how many sources went up, down, or moved no more than rounding
	// hides.
	Up, Down, Same int
}

// Significant reports whether p is below Alpha; false where there was no test.
func (t Test) Significant() bool { return t.OK && t.P < Alpha }

// Discovered reports whether the change stands when all units were asked, with
// at most Alpha of such discoveries expected to be false.
func (t Test) Discovered() bool { return t.OK && t.Q <= Alpha }

func impossible(difference float64, n int) Test {
	nan := math.NaN()
	return Test{Difference: difference, N: n, SE: nan, T: nan, DF: nan, P: nan, Q: nan, Low: nan, High: nan,
		Threshold: nan, Detectable: nan}
}

func student(difference, se, df float64, n int) Test {
	if !(df > 0) || math.IsNaN(se) || (se == 0 && difference != 0) {
		return impossible(difference, n)
	}
	t := Test{OK: true, Difference: difference, SE: se, DF: df, N: n, P: 1, Q: math.NaN()}
	if se > 0 {
		t.T = difference / se
		t.P = twoSided(t.T, df)
	}
	q := StudentQuantile(1-Alpha/2, df)
	t.Low, t.High = difference-q*se, difference+q*se
	t.Threshold = q * se
	t.Detectable = (q + StudentQuantile(Power, df)) * se
	return t
}

// TwoSample is the test of the publisher's lists of significant changes:
// Student's t with pooled variance on the rounded scores, standard errors
// without the finite population correction, n₀+n₁−2 degrees of freedom. It
// takes the sources of the two years for independent samples, which they
// aren't, and so rarely finds anything from one year to the next.
func TwoSample(from, to Row) Test {
	n0, n1 := float64(from.N), float64(to.N)
	difference := to.Score - from.Score
	if from.N < 2 || to.N < 2 {
		return impossible(difference, from.N+to.N)
	}
	squares0 := from.PlainSE * from.PlainSE * n0 * (n0 - 1)
	squares1 := to.PlainSE * to.PlainSE * n1 * (n1 - 1)
	pooled := (squares0 + squares1) / (n0 + n1 - 2)
	return student(difference, math.Sqrt(pooled*(1/n0+1/n1)), n0+n1-2, from.N+to.N)
}

// Paired is Student's t on the differences of the sources that spoke of the
// unit both times; a source whose scale was re-based by a known line is taken
// on the later scale. It is the sharper test, since each source is compared
// with itself.
func Paired(from, to *Result, unit string) Test {
	var ds []float64
	up, down, same := 0, 0, 0
	for _, p := range pairs(from, to, unit) {
		if !p.both() {
			continue
		}
		m, _ := rebase(from.Recipe, to.Recipe, p.source)
		d := p.x[1] - m.Of(p.x[0])
		ds = append(ds, d)
		hidden := hiddenBy(from, to, m)
		switch {
		case d > hidden:
			up++
		case d < -hidden:
			down++
		default:
			same++
		}
	}
	n := float64(len(ds))
	if n < 2 {
		return impossible(math.NaN(), len(ds))
	}
	t := student(mean(ds, nil), math.Sqrt(squares(ds)/(n-1)/n), n-1, len(ds))
	t.Up, t.Down, t.Same = up, down, same
	return t
}

// hiddenBy is the largest difference that rounding alone can show.
func hiddenBy(from, to *Result, m Rebase) float64 {
	return m.Slope*from.Edition.half() + to.Edition.half() + 1e-9
}

// Tests are both tests of a unit.
type Tests struct{ TwoSample, Paired Test }

// TestAll tests every unit that both results have, and sets the Q of each test
// over all of them.
func TestAll(from, to *Result) map[string]Tests {
	var units []string
	var two, paired []Test
	for _, row := range from.Rows {
		later, ok := to.Row(row.Unit)
		if !ok {
			continue
		}
		units = append(units, row.Unit)
		two = append(two, TwoSample(row, later))
		paired = append(paired, Paired(from, to, row.Unit))
	}
	discover(two)
	discover(paired)
	all := make(map[string]Tests, len(units))
	for i, u := range units {
		all[u] = Tests{two[i], paired[i]}
	}
	return all
}

func discover(tests []Test) {
	ps := make([]float64, len(tests))
	for i, t := range tests {
		ps[i] = t.P
	}
	for i, q := range FalseDiscovery(ps) {
		tests[i].Q = q
	}
}

// FalseDiscovery turns p values into Benjamini–Hochberg q values: for the i-th
// smallest of m the least of p·m/j over j ≥ i, at most 1. A NaN stays NaN and
// doesn't count.
func FalseDiscovery(ps []float64) []float64 {
	qs := make([]float64, len(ps))
	var order []int
	for i, p := range ps {
		if math.IsNaN(p) {
			qs[i] = math.NaN()
			continue
		}
		order = append(order, i)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case ps[a] < ps[b]:
			return -1
		case ps[a] > ps[b]:
			return 1
		}
		return 0
	})
	least := 1.0
	for rank := len(order); rank >= 1; rank-- {
		i := order[rank-1]
		least = min(least, ps[i]*float64(len(order))/float64(rank))
		qs[i] = least
	}
	return qs
}
