package index

import (
	"math"
	"slices"

	"adal/internal/fault"
)

// A Normalisation is how the scores of each source are put on one scale before
// they are aggregated (OECD/JRC Handbook, 2008, step 5). All but the first use
// only the units the source speaks of, so a source of rich countries alone is
// spread over the whole scale: that such a choice matters is what an analysis
// is to show.
type Normalisation string

// The normalisations. Each gives scores on the scale of the recipe.
const (
	AsGiven    Normalisation = "as given"   // the standardised scores themselves
	MinMax     Normalisation = "min-max"    // worst unit Low, best unit High
	ZScore     Normalisation = "z-score"    // mean 45 %, standard deviation 20 % of the range, as the CPI's
	Percentile Normalisation = "percentile" // share of the units below, ties in the middle
)

// Normalise returns the edition with each source normalised within the range
// low–high. A source that says the same of every unit can't be normalised
// and is a fault.
func (e *Edition) Normalise(how Normalisation, low, high float64) (*Edition, error) {
	c := *e
	c.values = slices.Clone(e.values)
	if how == AsGiven {
		return &c, nil
	}
	for s, source := range c.sources {
		column := make([]float64, 0, len(c.units))
		for u := range c.units {
			if v := c.row(u)[s]; !math.IsNaN(v) {
				column = append(column, v)
			}
		}
		slices.Sort(column)
		if column[0] == column[len(column)-1] {
			return nil, refuse(fault.Invalid, "index.no-spread", source, e.Year)
		}
		scale, err := how.scale(column)
		if err != nil {
			return nil, err
		}
		for u := range c.units {
			if v := c.row(u)[s]; !math.IsNaN(v) {
				c.row(u)[s] = low + (high-low)*min(max(scale(v), 0), 1)
			}
		}
	}
	return &c, nil
}

// scale maps a score of an ascending column to 0–1.
func (how Normalisation) scale(column []float64) (func(float64) float64, error) {
	n := float64(len(column))
	switch how {
	case MinMax:
		least, range_ := column[0], column[len(column)-1]-column[0]
		return func(x float64) float64 { return (x - least) / range_ }, nil
	case ZScore:
		m, sd := mean(column, nil), math.Sqrt(squares(column)/(n-1))
		return func(x float64) float64 { return 0.45 + 0.20*(x-m)/sd }, nil
	case Percentile:
		return func(x float64) float64 {
			over := float64(above(column, x))
			at, _ := slices.BinarySearch(column, x)
			return (float64(at) + (n - over)) / 2 / n
		}, nil
	}
	return nil, refuse(fault.Invalid, "index.normalisation-unknown", string(how))
}
