package index

import (
	"math"
	"slices"
)

// A Span is an interval of numbers with both its ends.
type Span struct{ From, To float64 }

// Has reports whether x is in the span, with a hair's breadth for the binary
// form of decimal numbers.
func (s Span) Has(x float64) bool { return x >= s.From-1e-9 && x <= s.To+1e-9 }

// A Possible is what the figures of a unit can have been before its sources
// were rounded for printing: bounds that are sure, not likely.
type Possible struct {
	Unit      string
	Mean      Span // sharp
	Score     Span // rounded as the recipe says, sharp
	SE        Span // sharp for the mean of equal weights; by the recipe, unrounded
	Low, High Span // of the interval's limits before rounding; sure but not sharp
	Rank      [2]int
}

// Possible computes, for every row, the interval of values that rounding
// allows: every score may be off by half a unit of its last printed decimal,
// within the range of the recipe. It holds for the arithmetic mean; for other
// aggregations ok is false.
func (r *Result) Possible() (all []Possible, ok bool) {
	if r.Recipe.Aggregation != Arithmetic || len(r.Recipe.Weights) > 0 {
		return nil, false
	}
	half := r.Edition.half()
	all = make([]Possible, len(r.Rows))
	var boxes []Span
	for i, row := range r.Rows {
		u, _ := slices.BinarySearch(r.Edition.units, row.Unit)
		boxes = boxes[:0]
		for _, x := range r.Edition.row(u) {
			if !math.IsNaN(x) {
				low, high := max(x-half, min(x, r.Recipe.Low)), min(x+half, max(x, r.Recipe.High))
				boxes = append(boxes, Span{low, high})
			}
		}
		all[i] = r.Recipe.possible(row, boxes)
	}
	rankPossible(all)
	return all, true
}

func (r *Recipe) possible(row Row, boxes []Span) Possible {
	p := Possible{Unit: row.Unit}
	for _, b := range boxes {
		p.Mean.From += b.From / float64(len(boxes))
		p.Mean.To += b.To / float64(len(boxes))
	}
	p.Score = Span{r.roundScore(p.Mean.From), r.roundScore(p.Mean.To)}
	n := float64(len(boxes))
	if n < 2 {
		nan := math.NaN()
		p.SE, p.Low, p.High = Span{nan, nan}, Span{nan, nan}, Span{nan, nan}
		return p
	}
	factor := r.correction(row.N) / math.Sqrt(n*(n-1))
	p.SE = Span{factor * math.Sqrt(leastSquares(boxes)), factor * math.Sqrt(mostSquares(boxes))}
	centre := p.Score
	if r.Interval.Centre == CentreMean {
		centre = p.Mean
	}
	z := r.Interval.Z
	p.Low = Span{centre.From - z*p.SE.To, centre.To - z*p.SE.From}
	p.High = Span{centre.From + z*p.SE.From, centre.To + z*p.SE.To}
	return p
}

// leastSquares is the least Σ(yᵢ−ȳ)² with every yᵢ in its box. For a given
// centre c the best yᵢ is c pulled into the box; the sum is convex in c, and
// its slope changes sign where c is the mean of the pulled values.
func leastSquares(boxes []Span) float64 {
	low, high := boxes[0].From, boxes[0].To
	for _, b := range boxes {
		low, high = min(low, b.From), max(high, b.To)
	}
	pulled := func(c float64, b Span) float64 { return min(max(c, b.From), b.To) }
	for range 100 {
		c := low + (high-low)/2
		sum := 0.0
		for _, b := range boxes {
			sum += c - pulled(c, b)
		}
		if sum > 0 {
			high = c
		} else {
			low = c
		}
	}
	sum := 0.0
	for _, b := range boxes {
		d := low - pulled(low, b)
		sum += d * d
	}
	return sum
}

// mostSquares is the greatest Σ(yᵢ−ȳ)² with every yᵢ in its box. A convex
// function is greatest in a corner, and in the best corner the lower boxes are
// at their lower ends and the higher ones at their upper ends; where boxes are
// cut by the range of the scale, single ends are tried once more.
func mostSquares(boxes []Span) float64 {
	sorted := slices.Clone(boxes)
	slices.SortFunc(sorted, func(a, b Span) int {
		switch ma, mb := a.From+a.To, b.From+b.To; {
		case ma < mb:
			return -1
		case ma > mb:
			return 1
		}
		return 0
	})
	ys := make([]float64, len(sorted))
	best := 0.0
	for cut := 0; cut <= len(sorted); cut++ {
		for i, b := range sorted {
			ys[i] = b.From
			if i >= cut {
				ys[i] = b.To
			}
		}
		best = max(best, improved(sorted, ys))
	}
	return best
}

// improved moves single ends of ys while that makes the sum of squares greater.
func improved(boxes []Span, ys []float64) float64 {
	best := squares(ys)
	for again := true; again; {
		again = false
		for i, b := range boxes {
			was := ys[i]
			ys[i] = b.From + b.To - was
			if s := squares(ys); s > best+1e-12 {
				best, again = s, true
			} else {
				ys[i] = was
			}
		}
	}
	return best
}

func squares(ys []float64) float64 {
	m, sum := mean(ys, nil), 0.0
	for _, y := range ys {
		sum += (y - m) * (y - m)
	}
	return sum
}

// rankPossible bounds the competition rank: nobody is sure to be above whose
// lowest score isn't above the unit's highest, and the other way round.
func rankPossible(all []Possible) {
	lows, highs := make([]float64, len(all)), make([]float64, len(all))
	for i, p := range all {
		lows[i], highs[i] = p.Score.From, p.Score.To
	}
	slices.Sort(lows)
	slices.Sort(highs)
	for i := range all {
		best := 1 + above(lows, all[i].Score.To)
		worst := 1 + above(highs, all[i].Score.From)
		if all[i].Score.To > all[i].Score.From {
			worst-- // the unit itself is among those that can be above its lowest
		}
		all[i].Rank = [2]int{best, worst}
	}
}
