package index

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"adal/internal/fault"
)

// An Edition is one year of a panel: a matrix of units and sources with gaps.
// It is not changed after it was made; units and sources are sorted, so that
// sums are taken in one order whatever order the data came in.
type Edition struct {
	Year    int
	units   []string
	sources []string
	values  []float64 // row by row; NaN where a source says nothing
	printed int       // decimals, see Decimals
}

func newEdition(year int, of []Observation) (*Edition, error) {
	e := &Edition{Year: year}
	for _, o := range of {
		e.units = append(e.units, o.Unit)
		e.sources = append(e.sources, o.Source)
	}
	e.units = sortedSet(e.units)
	e.sources = sortedSet(e.sources)
	e.values = make([]float64, len(e.units)*len(e.sources))
	for i := range e.values {
		e.values[i] = math.NaN()
	}
	for _, o := range of {
		u, _ := slices.BinarySearch(e.units, o.Unit)
		s, _ := slices.BinarySearch(e.sources, o.Source)
		at := &e.values[u*len(e.sources)+s]
		if !math.IsNaN(*at) {
			return nil, refuse(fault.Conflict, "index.observation-twice", year, o.Unit, o.Source)
		}
		*at = o.Score
	}
	e.printed = e.countDecimals()
	return e, nil
}

func sortedSet(of []string) []string {
	slices.Sort(of)
	return slices.Clip(slices.Compact(of))
}

// Units are the units with at least one source, sorted.
func (e *Edition) Units() []string { return slices.Clone(e.units) }

// Sources are the sources that say something about at least one unit, sorted.
func (e *Edition) Sources() []string { return slices.Clone(e.sources) }

// Score is what the source said of the unit, and whether it said anything.
func (e *Edition) Score(unit, source string) (float64, bool) {
	u, okU := slices.BinarySearch(e.units, unit)
	s, okS := slices.BinarySearch(e.sources, source)
	if !okU || !okS {
		return math.NaN(), false
	}
	v := e.values[u*len(e.sources)+s]
	return v, !math.IsNaN(v)
}

// Of is what every source said of the unit; nil if none did.
func (e *Edition) Of(unit string) map[string]float64 {
	u, ok := slices.BinarySearch(e.units, unit)
	if !ok {
		return nil
	}
	said := map[string]float64{}
	for s, v := range e.row(u) {
		if !math.IsNaN(v) {
			said[e.sources[s]] = v
		}
	}
	return said
}

// Observations are the observations of the edition, by unit and source.
func (e *Edition) Observations() []Observation {
	var all []Observation
	for u, unit := range e.units {
		for s, v := range e.row(u) {
			if !math.IsNaN(v) {
				all = append(all, Observation{Year: e.Year, Unit: unit, Source: e.sources[s], Score: v})
			}
		}
	}
	return all
}

func (e *Edition) row(u int) []float64 {
	k := len(e.sources)
	return e.values[u*k : (u+1)*k]
}

// present appends the scores that are there to into and returns it.
func (e *Edition) present(u int, into []float64) []float64 {
	for _, v := range e.row(u) {
		if !math.IsNaN(v) {
			into = append(into, v)
		}
	}
	return into
}

// fine is the number of decimals from which on inputs count as unrounded: four
// decimals below the score's own unit, no rounding of a source can be seen in
// a figure that is printed as an integer.
const fine = 4

// Decimals is the number of decimals that the scores of the edition are
// printed with: 0 if all are integers. Numbers below ten are left aside where
// there are others, because seven significant digits give them one decimal
// more than the rest.
func (e *Edition) Decimals() int { return e.printed }

func (e *Edition) countDecimals() int {
	most, large := 0, 0
	seen := false
	for _, v := range e.values {
		if math.IsNaN(v) {
			continue
		}
		d := decimals(v)
		most = max(most, d)
		if math.Abs(v) >= 10 {
			seen = true
			large = max(large, d)
		}
	}
	if seen {
		return large
	}
	return most
}

// Rounded reports whether the scores are printed so coarsely that a figure
// computed from them can differ from the figure computed from what was
// measured. Then [Possible] tells by how much.
func (e *Edition) Rounded() bool { return e.Decimals() < fine }

// half is half a unit of the last printed decimal: what rounding may have
// hidden of each score.
func (e *Edition) half() float64 { return 0.5 * math.Pow10(-e.Decimals()) }

// decimals counts the decimals of the shortest text that reads as v.
func decimals(v float64) int {
	if v == math.Trunc(v) {
		return 0
	}
	text := strconv.FormatFloat(v, 'f', -1, 64)
	return len(text) - strings.IndexByte(text, '.') - 1
}

// with returns a copy of the edition in which the unit's scores were replaced.
// A NaN takes a source away; a source that the edition doesn't have is added.
func (e *Edition) with(changes []Observation) (*Edition, error) {
	all := map[[2]string]float64{}
	for _, o := range e.Observations() {
		all[[2]string{o.Unit, o.Source}] = o.Score
	}
	for _, c := range changes {
		key := [2]string{c.Unit, c.Source}
		if math.IsNaN(c.Score) {
			if _, ok := all[key]; !ok {
				return nil, refuse(fault.NotFound, "index.no-source-of-unit", c.Source, c.Unit)
			}
			delete(all, key)
			continue
		}
		all[key] = c.Score
	}
	changed := make([]Observation, 0, len(all))
	for key, v := range all {
		changed = append(changed, Observation{Year: e.Year, Unit: key[0], Source: key[1], Score: v})
	}
	return newEdition(e.Year, changed)
}

// Sum is the sum of all scores there are: the least that reading an edition
// once can cost, which measurements are compared with.
func (e *Edition) Sum() float64 {
	sum := 0.0
	for _, v := range e.values {
		if !math.IsNaN(v) {
			sum += v
		}
	}
	return sum
}
