package index

import (
	"math"
	"slices"
	"sync/atomic"

	"adal/internal/fault"
)

// A Simulation is how often an edition is drawn again and with which errors.
type Simulation struct {
	Seed   uint64 // kept with every answer; the same seed gives the same answer
	Draws  int
	Level  float64 // of the intervals, such as 0.90
	Errors Errors
}

// Errors says which standard errors are drawn with.
type Errors string

// The errors to draw with.
const (
	AsRecipe  Errors = ""          // as the edition publishes them
	Plain     Errors = "plain"     // without the finite population correction
	Corrected Errors = "corrected" // with it: the recipe's sources are all there are
)

// Usual is the simulation that is shown where nobody asked for another one.
func Usual() Simulation { return Simulation{Seed: 2019, Draws: 10_000, Level: 0.90} }

// MostDraws keeps counts within their type and an answer within reason.
const MostDraws = 10_000_000

// A Ranking is what a simulation found out about the ranks of an edition.
type Ranking struct {
	Simulation Simulation
	result     *Result
	units      []drawn
	counts     []uint64 // unit by unit, how often it had each rank
	decimals   int
}

// drawn is what a unit is drawn from.
type drawn struct {
	unit     string
	name     uint64
	mean, se float64
}

// A RankInterval is where a unit's rank lies with the probability Level.
type RankInterval struct {
	Unit      string
	Rank      int // as published
	Low, High int // the interval, best rank first
	Expected  float64
	Level     float64
}

// Simulate draws the edition again and again: each unit's score from a normal
// distribution around its unrounded mean with its standard error, rounded,
// kept in range and ranked as the recipe does, together with all the others.
// A unit with a single source has no error to draw from and is a fault, as is
// a level that isn't between 0 and 1.
func (r *Result) Simulate(s Simulation) (*Ranking, error) {
	if s.Draws < 1 || s.Draws > MostDraws || !(s.Level > 0 && s.Level < 1) || len(r.Rows) == 0 {
		return nil, refuse(fault.Invalid, "index.simulation-wrong", s.Draws, s.Level)
	}
	if r.Partial {
		return nil, refuse(fault.Invalid, "index.field-partial", r.Year)
	}
	k := &Ranking{Simulation: s, result: r, decimals: r.Recipe.Decimals}
	for _, row := range r.Rows {
		se, err := r.drawError(row, s.Errors)
		if err != nil {
			return nil, err
		}
		k.units = append(k.units, drawn{unit: row.Unit, name: nameOf(row.Unit), mean: row.Mean, se: se})
	}
	k.counts = make([]uint64, len(k.units)*len(k.units))
	blocks := (s.Draws + blockSize - 1) / blockSize
	inBlocks(blocks, k.newRanker, (*ranker).block)
	return k, nil
}

func (r *Result) drawError(row Row, errors Errors) (float64, error) {
	se := row.SE
	switch errors {
	case AsRecipe:
	case Plain:
		se = row.PlainSE
	case Corrected:
		population := r.Recipe.Error.Population
		if population == 0 {
			population = len(r.Recipe.Sources)
		}
		if population == 0 {
			population = len(r.Edition.sources)
		}
		if row.N > population {
			return 0, refuse(fault.Invalid, "index.too-many-sources", row.N, population, r.Recipe.Name)
		}
		se = row.PlainSE * correction(row.N, population)
	default:
		return 0, refuse(fault.Invalid, "index.errors-unknown", string(errors))
	}
	if math.IsNaN(se) {
		return 0, refuse(fault.Invalid, "index.no-error", row.Unit, r.Year)
	}
	return se, nil
}

// A ranker holds the scratch of one processor: a block of draws, unit by unit,
// and the counters of one ranking. Nothing is allocated per draw.
type ranker struct {
	k      *Ranking
	cells  []int64 // blockSize draws per unit, as whole multiples of the last decimal
	tally  []int64 // by cell: how many units have it, then the rank it has
	sorted []int64 // instead of tally where there are too many cells
	low    int64
}

// mostCells is the largest range of scores that is ranked by counting.
const mostCells = 1 << 12

func (k *Ranking) newRanker() *ranker {
	unit := math.Pow10(k.decimals)
	w := &ranker{k: k, cells: make([]int64, len(k.units)*blockSize)}
	w.low = int64(math.Round(k.result.Recipe.Low * unit))
	span := math.Round(k.result.Recipe.High*unit) - float64(w.low) + 1
	if span <= mostCells {
		w.tally = make([]int64, int(span))
	} else {
		w.sorted = make([]int64, len(k.units))
	}
	return w
}

func (w *ranker) block(block int) {
	n := min(blockSize, w.k.Simulation.Draws-block*blockSize)
	var s stream
	for u := range w.k.units {
		w.k.draw(&s, u, block, w.cells[u*blockSize:][:n])
	}
	for d := range n {
		if w.tally != nil {
			w.rankByCount(d)
		} else {
			w.rankBySort(d)
		}
	}
}

// draw fills cells with a block of a unit's rounded scores.
func (k *Ranking) draw(s *stream, u, block int, cells []int64) {
	of := &k.units[u]
	s.at(k.Simulation.Seed, of.name, block)
	unit := math.Pow10(k.decimals)
	low, high := k.result.Recipe.Low, k.result.Recipe.High
	for d := range cells {
		x := of.mean + float64(of.se*s.normal())
		x = min(max(x, low), high)
		cells[d] = int64(math.Floor(float64(x*unit) + 0.5))
	}
}

func (w *ranker) rankByCount(d int) {
	clear(w.tally)
	units := len(w.k.units)
	for u := range units {
		w.tally[w.cells[u*blockSize+d]-w.low]++
	}
	dense := w.k.result.Recipe.Ties == Dense
	rank := int64(0) // of the next cell, from the best down
	for c := len(w.tally) - 1; c >= 0; c-- {
		n := w.tally[c]
		w.tally[c] = rank
		if dense {
			n = min(n, 1)
		}
		rank += n
	}
	for u := range units {
		w.count(u, int(w.tally[w.cells[u*blockSize+d]-w.low]))
	}
}

func (w *ranker) rankBySort(d int) {
	units := len(w.k.units)
	for u := range units {
		w.sorted[u] = w.cells[u*blockSize+d]
	}
	slices.Sort(w.sorted)
	ranked := w.sorted
	if w.k.result.Recipe.Ties == Dense {
		ranked = slices.Compact(ranked)
	}
	for u := range units {
		at, _ := slices.BinarySearch(ranked, w.cells[u*blockSize+d]+1)
		w.count(u, len(ranked)-at)
	}
}

// count adds one to how often the unit had a rank (from 0). Adding is the only
// thing processors do to what they share, so their order can't be seen.
func (w *ranker) count(u, rank int) {
	atomic.AddUint64(&w.k.counts[u*len(w.k.units)+rank], 1)
}

// Interval is the unit's rank interval: from the rank that it reached or
// bettered in half of what Level leaves over, to the one that it missed in the
// other half.
func (k *Ranking) Interval(unit string) (RankInterval, error) {
	u, err := k.at(unit)
	if err != nil {
		return RankInterval{}, err
	}
	return k.interval(u), nil
}

// Intervals are the intervals of all units, by unit.
func (k *Ranking) Intervals() []RankInterval {
	all := make([]RankInterval, len(k.units))
	for u := range k.units {
		all[u] = k.interval(u)
	}
	return all
}

func (k *Ranking) interval(u int) RankInterval {
	draws, level := float64(k.Simulation.Draws), k.Simulation.Level
	i := RankInterval{Unit: k.units[u].unit, Rank: k.result.Rows[u].Rank, Level: level}
	// A billionth is taken off so that 0.05·10,000 is the 500th draw and not,
	// by a bit of the last place, the 501st.
	first, last := draws*(1-level)/2-1e-6, draws*(1+level)/2-1e-6
	seen, sum := 0.0, 0.0
	for rank, n := range k.counts[u*len(k.units):][:len(k.units)] {
		before := seen
		seen += float64(n)
		sum += float64(n) * float64(rank+1)
		if before < first && seen >= first {
			i.Low = rank + 1
		}
		if before < last && seen >= last {
			i.High = rank + 1
		}
	}
	i.Expected = sum / draws
	return i
}

// Shares are how often the unit had each rank, from the first, in 0–1.
func (k *Ranking) Shares(unit string) ([]float64, error) {
	u, err := k.at(unit)
	if err != nil {
		return nil, err
	}
	shares := make([]float64, len(k.units))
	for rank, n := range k.counts[u*len(k.units):][:len(k.units)] {
		shares[rank] = float64(n) / float64(k.Simulation.Draws)
	}
	return shares, nil
}

func (k *Ranking) at(unit string) (int, error) {
	u, ok := k.result.at(unit)
	if !ok {
		return 0, refuse(fault.NotFound, "index.no-unit", unit, k.result.Year)
	}
	return u, nil
}
