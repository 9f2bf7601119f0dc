package index

import (
	"math"
	"slices"
)

// An Aggregation is how the scores of a unit's sources become one score.
type Aggregation string

// The aggregations (OECD/JRC, Handbook on Constructing Composite Indicators,
// 2008, step 7; the median and the trimmed mean as robust means).
const (
	Arithmetic Aggregation = "arithmetic" // weighted mean
	Geometric  Aggregation = "geometric"  // weighted; needs scores above zero, or a shift
	Harmonic   Aggregation = "harmonic"   // weighted; needs scores above zero, or a shift
	Median     Aggregation = "median"     // weighted median, the middle of the middle two
	Trimmed    Aggregation = "trimmed"    // weighted mean without the lowest and the highest source; needs three
)

func (a Aggregation) known() bool {
	switch a {
	case Arithmetic, Geometric, Harmonic, Median, Trimmed:
		return true
	}
	return false
}

// A kernel aggregates one unit's scores. Its two slices are scratch that is
// used again for every unit, so that nothing is allocated per unit or draw.
type kernel struct {
	how   Aggregation
	shift float64
	order []int
}

// of returns the aggregate of xs with weights ws (nil = equal), or false if
// this aggregation can't be taken of these scores.
func (k *kernel) of(xs, ws []float64) (float64, bool) {
	if len(xs) == 0 {
		return math.NaN(), false
	}
	switch k.how {
	case Geometric:
		return k.transformed(xs, ws, math.Log, math.Exp)
	case Harmonic:
		inverse := func(x float64) float64 { return 1 / x }
		return k.transformed(xs, ws, inverse, inverse)
	case Median:
		return k.median(xs, ws), true
	case Trimmed:
		return k.trimmed(xs, ws)
	default:
		return mean(xs, ws), true
	}
}

func weight(ws []float64, i int) float64 {
	if ws == nil {
		return 1
	}
	return ws[i]
}

func mean(xs, ws []float64) float64 {
	sum, total := 0.0, 0.0
	for i, x := range xs {
		w := weight(ws, i)
		sum += w * x
		total += w
	}
	return sum / total
}

func (k *kernel) transformed(xs, ws []float64, there, back func(float64) float64) (float64, bool) {
	sum, total := 0.0, 0.0
	for i, x := range xs {
		if x+k.shift <= 0 {
			return math.NaN(), false
		}
		w := weight(ws, i)
		sum += w * there(x+k.shift)
		total += w
	}
	return back(sum/total) - k.shift, true
}

// sorted fills the scratch with the places of xs, ascending. Insertion is the
// fastest for the dozen sources there are.
func (k *kernel) sorted(xs []float64) []int {
	k.order = k.order[:0]
	for i := range xs {
		k.order = append(k.order, i)
	}
	if len(xs) > 32 {
		slices.SortFunc(k.order, func(a, b int) int {
			if xs[a] < xs[b] {
				return -1
			}
			if xs[a] > xs[b] {
				return 1
			}
			return a - b
		})
		return k.order
	}
	for i := 1; i < len(k.order); i++ {
		for j := i; j > 0 && xs[k.order[j]] < xs[k.order[j-1]]; j-- {
			k.order[j], k.order[j-1] = k.order[j-1], k.order[j]
		}
	}
	return k.order
}

// median is where the weights below and above are equal. If that is between
// two scores, it is the middle of them.
func (k *kernel) median(xs, ws []float64) float64 {
	order := k.sorted(xs)
	total := 0.0
	for i := range xs {
		total += weight(ws, i)
	}
	below := 0.0
	for n, i := range order {
		below += weight(ws, i)
		if math.Abs(below-total/2) <= 1e-12*total && n+1 < len(order) {
			return (xs[i] + xs[order[n+1]]) / 2
		}
		if below > total/2 {
			return xs[i]
		}
	}
	return xs[order[len(order)-1]]
}

func (k *kernel) trimmed(xs, ws []float64) (float64, bool) {
	if len(xs) < 3 {
		return math.NaN(), false
	}
	order := k.sorted(xs)
	sum, total := 0.0, 0.0
	for _, i := range order[1 : len(order)-1] {
		w := weight(ws, i)
		sum += w * xs[i]
		total += w
	}
	return sum / total, true
}
