package index_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"adal/internal/perception/index"
)

// The greatest standard error over a box is in one of its 2ⁿ corners; the
// least is nowhere below what a fine grid finds. Both are tried by brute force.
func TestPossibleAgainstAllCorners(t *testing.T) {
	recipe, err := index.ParseRecipe([]byte("name = \"x\"\nmin_sources = 2\ninterval = { z = 1.64, centre = \"mean\", decimals = 0 }\n"))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(2, 7).Draw(rt, "n")
		var all []index.Observation
		xs := make([]float64, n)
		for i := range xs {
			xs[i] = float64(rapid.IntRange(0, 100).Draw(rt, "x"))
			all = append(all, index.Observation{Year: 2030, Unit: "u", Source: fmt.Sprint(i), Score: xs[i]})
		}
		possible, ok := compute(t, recipe, all).Possible()
		if !ok {
			rt.Fatal("an arithmetic mean has bounds")
		}
		p := possible[0]
		most, least := 0.0, math.Inf(1)
		ys := make([]float64, n)
		for corner := range 1 << n {
			for i, x := range xs {
				ys[i] = max(x-0.5, 0)
				if corner>>i&1 == 1 {
					ys[i] = min(x+0.5, 100)
				}
			}
			most = max(most, standardError(ys))
		}
		for step := range 101 { // every score pulled towards one centre
			c := float64(step)
			for fine := range 11 {
				for i, x := range xs {
					ys[i] = min(max(c+float64(fine)/10, max(x-0.5, 0)), min(x+0.5, 100))
				}
				least = min(least, standardError(ys))
			}
		}
		if math.Abs(p.SE.To-most) > 1e-9 {
			rt.Fatalf("greatest error of %v: %v, in the corners %v", xs, p.SE.To, most)
		}
		if p.SE.From > least+1e-9 || p.SE.From < least-0.06 {
			rt.Fatalf("least error of %v: %v, on the grid %v", xs, p.SE.From, least)
		}
		m, low, high := 0.0, 0.0, 0.0
		for _, x := range xs {
			m, low, high = m+x/float64(n), low+max(x-0.5, 0)/float64(n), high+min(x+0.5, 100)/float64(n)
		}
		if !p.Mean.Has(m) || math.Abs(p.Mean.From-low) > 1e-9 || math.Abs(p.Mean.To-high) > 1e-9 {
			rt.Fatalf("mean of %v: %+v", xs, p.Mean)
		}
	})
}

func standardError(ys []float64) float64 {
	m, sum := 0.0, 0.0
	for _, y := range ys {
		m += y / float64(len(ys))
	}
	for _, y := range ys {
		sum += (y - m) * (y - m)
	}
	n := float64(len(ys))
	return math.Sqrt(sum / (n - 1) / n)
}

// Whatever was measured, rounding it first and computing then leads to an
// interval that has the true figures in it, ranks included.
func TestPossibleHasTheTruth(t *testing.T) {
	recipe := own(t)
	rapid.Check(t, func(rt *rapid.T) {
		var measured, printed []index.Observation
		for u := range rapid.IntRange(2, 6).Draw(rt, "units") {
			for s := range 3 {
				x := rapid.Float64Range(0, 100).Draw(rt, "x")
				o := index.Observation{Year: 2030, Unit: fmt.Sprint(u), Source: fmt.Sprint(s), Score: x}
				measured = append(measured, o)
				o.Score = math.Floor(x + 0.5)
				printed = append(printed, o)
			}
		}
		truth := compute(t, recipe, measured)
		possible, _ := compute(t, recipe, printed).Possible()
		for i, row := range truth.Rows {
			p := possible[i]
			if !p.Mean.Has(row.Mean) || !p.Score.Has(row.Score) || !p.SE.Has(row.SE) {
				rt.Fatalf("%+v is outside %+v", row, p)
			}
			if row.Rank < p.Rank[0] || row.Rank > p.Rank[1] {
				rt.Fatalf("rank %d is outside %v", row.Rank, p.Rank)
			}
		}
	})
}

func TestPossibleOnlyForTheMean(t *testing.T) {
	recipe := own(t)
	recipe.Aggregation = index.Median
	e := made(t, 5, 4)
	r, err := recipe.Compute(e)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := r.Possible(); ok {
		t.Error("bounds of a median are not known")
	}
}
