package index

import (
	"math"
	"slices"
	"strings"

	"adal/internal/fault"
)

// A Row is what an edition says of one unit.
type Row struct {
	Unit  string
	N     int     // sources present
	Mean  float64 // the aggregate before rounding
	Score float64 // rounded as the recipe says
	Rank  int     // 1 is the best
	// SE is the standard error as the recipe makes it, unrounded; NaN for a
	// single source. PlainSE is the same without the finite population
	// correction, which the tests of a change use.
	SE, PlainSE float64
	Low, High   float64 // the confidence interval as printed; NaN for a single source
}

// A Result is an edition: what a recipe made of the sources of a year.
type Result struct {
	Year    int
	Recipe  *Recipe
	Edition *Edition
	Rows    []Row    // by unit
	TooFew  []string // units with fewer sources than the recipe asks for
	// Partial says that the rows are not the whole field, because the printed
	// ranks can't be had from them: figures of one country were quoted, say.
	// Ranks are then as printed, and whatever would need the others is refused
	// or left at 0.
	Partial bool
}

// Compute makes the edition that the recipe makes of the sources. An
// aggregation that can't be taken – a geometric mean of a zero – is a fault
// that names the unit; a unit is never skipped in silence.
func (r *Recipe) Compute(e *Edition) (*Result, error) {
	result := &Result{}
	if err := r.ComputeInto(result, e); err != nil {
		return nil, err
	}
	return result, nil
}

// ComputeInto is Compute that uses the memory of an earlier result again.
func (r *Recipe) ComputeInto(result *Result, e *Edition) error {
	if err := r.check(); err != nil {
		return err
	}
	if err := r.fits(e); err != nil {
		return err
	}
	*result = Result{Year: e.Year, Recipe: r, Edition: e, Rows: result.Rows[:0], TooFew: result.TooFew[:0]}
	k := &kernel{how: r.Aggregation, shift: r.Shift}
	weights := r.weightsOf(e)
	xs := make([]float64, 0, len(e.sources))
	ws := make([]float64, 0, len(e.sources))
	for u, unit := range e.units {
		xs = e.present(u, xs[:0])
		if len(xs) < r.MinSources {
			result.TooFew = append(result.TooFew, unit)
			continue
		}
		ws = presentWeights(e.row(u), weights, ws[:0])
		m, ok := k.of(xs, ws)
		if !ok {
			return refuse(fault.Invalid, "index.aggregation-impossible", string(r.Aggregation), unit, e.Year)
		}
		plain := k.standardError(xs, ws, m)
		row := Row{Unit: unit, N: len(xs), Mean: m, Score: r.roundScore(m), PlainSE: plain}
		row.SE = plain * r.correction(row.N)
		row.Low, row.High = r.interval(row.Score, row.Mean, row.SE)
		result.Rows = append(result.Rows, row)
	}
	rankRows(result.Rows, r.Ties)
	return nil
}

// weightsOf are the recipe's weights in the order of the edition's sources;
// nil if all weigh the same.
func (r *Recipe) weightsOf(e *Edition) []float64 {
	if len(r.Weights) == 0 {
		return nil
	}
	ws := make([]float64, len(e.sources))
	for i, s := range e.sources {
		ws[i] = r.Weights[s]
	}
	return ws
}

func presentWeights(row, weights, into []float64) []float64 {
	if weights == nil {
		return nil
	}
	for s, v := range row {
		if !math.IsNaN(v) {
			into = append(into, weights[s])
		}
	}
	return into
}

// standardError of an arithmetic mean is √(n/(n−1)·Σ wᵢ²(xᵢ−m)²) with weights
// that sum to one, which is s/√n for equal weights. Of any other aggregate it
// is the jackknife (Efron, 1982), which gives the same for a mean.
func (k *kernel) standardError(xs, ws []float64, m float64) float64 {
	n := float64(len(xs))
	if n < 2 {
		return math.NaN()
	}
	if k.how == Arithmetic {
		sum, total := 0.0, 0.0
		for i, x := range xs {
			w := weight(ws, i)
			sum += w * w * (x - m) * (x - m)
			total += w
		}
		return math.Sqrt(n/(n-1)*sum) / total
	}
	return k.jackknife(xs, ws)
}

func (k *kernel) jackknife(xs, ws []float64) float64 {
	n := len(xs)
	without := make([]float64, 0, n)
	var sum float64
	for i := range xs {
		var w []float64
		if ws != nil {
			w = slices.Delete(slices.Clone(ws), i, i+1)
		}
		v, ok := k.of(slices.Delete(slices.Clone(xs), i, i+1), w)
		if !ok {
			return math.NaN()
		}
		without = append(without, v)
		sum += v
	}
	centre, squares := sum/float64(n), 0.0
	for _, v := range without {
		squares += (v - centre) * (v - centre)
	}
	return math.Sqrt(float64(n-1) / float64(n) * squares)
}

// correction is what the recipe multiplies a plain standard error with.
func (r *Recipe) correction(n int) float64 { return correction(n, r.Error.Population) }

func correction(n, population int) float64 {
	if population < 2 {
		return 1
	}
	return math.Sqrt(float64(population-n) / float64(population-1))
}

func (r *Recipe) roundScore(m float64) float64 {
	return min(max(roundHalfUp(m, r.Decimals), r.Low), r.High)
}

func (r *Recipe) interval(score, mean, se float64) (low, high float64) {
	centre := score
	if r.Interval.Centre == CentreMean {
		centre = mean
	}
	reach := r.Interval.Z * se
	return roundHalfUp(centre-reach, r.Interval.Decimals), roundHalfUp(centre+reach, r.Interval.Decimals)
}

// PrintSE is a standard error as the recipe prints it.
func (r *Recipe) PrintSE(se float64) float64 { return roundHalfUp(se, r.Error.Decimals) }

// roundHalfUp rounds to d decimals, halves towards +∞. The billionth part is
// there for means of decimal fractions that are a half on paper and a trifle
// less in binary.
func roundHalfUp(x float64, d int) float64 {
	unit := math.Pow10(d)
	return math.Floor(x*unit+0.5+1e-9) / unit
}

// rankRows gives every row the rank of its rounded score.
func rankRows(rows []Row, ties Ties) {
	scores := make([]float64, len(rows))
	for i := range rows {
		scores[i] = rows[i].Score
	}
	slices.Sort(scores)
	distinct := scores
	if ties == Dense {
		distinct = slices.Compact(scores)
	}
	for i := range rows {
		rows[i].Rank = 1 + above(distinct, rows[i].Score)
	}
}

// above counts the entries of the ascending slice that are greater than x.
func above(ascending []float64, x float64) int {
	at, _ := slices.BinarySearchFunc(ascending, x, func(have, want float64) int {
		if have <= want {
			return -1
		}
		return 1
	})
	return len(ascending) - at
}

// Row is the row of the unit, and whether there is one.
func (r *Result) Row(unit string) (Row, bool) {
	i, ok := r.at(unit)
	if !ok {
		return Row{}, false
	}
	return r.Rows[i], true
}

// need is Row with a fault for a unit that isn't there.
func (r *Result) need(unit string) (Row, error) {
	row, ok := r.Row(unit)
	if !ok {
		return Row{}, refuse(fault.NotFound, "index.no-unit", unit, r.Year)
	}
	return row, nil
}

func (r *Result) at(unit string) (int, bool) {
	return slices.BinarySearchFunc(r.Rows, unit, func(row Row, u string) int { return strings.Compare(row.Unit, u) })
}

// PlaceOf is the place that a score has in the list of the edition: one more
// than the units with a higher score.
func (r *Result) PlaceOf(score float64) int { return r.RankOf("", score) }

// RankOf is the rank a unit would have with this score among all the others of
// the edition, its own line left aside.
func (r *Result) RankOf(unit string, score float64) int {
	seen := map[float64]bool{}
	rank := 1
	for i := range r.Rows {
		other := r.Rows[i].Score
		if r.Rows[i].Unit == unit || other <= score || (r.Recipe.Ties == Dense && seen[other]) {
			continue
		}
		seen[other] = true
		rank++
	}
	return rank
}

// Ranked are the rows from the best rank down, equal ranks by unit.
func (r *Result) Ranked() []Row {
	rows := slices.Clone(r.Rows)
	slices.SortStableFunc(rows, func(a, b Row) int { return a.Rank - b.Rank })
	return rows
}
