package index

import (
	"math"
	"slices"

	"adal/internal/fault"
)

// Published is what was printed of one unit in one edition. What wasn't
// printed is NaN, or 0 for Rank and N.
type Published struct {
	Year      int
	Unit      string
	Name      string // as printed
	Region    string // as printed, such as "ECA"
	Score     float64
	Rank      int
	N         int
	SE        float64
	Low, High float64
}

// Adopt returns the result with the printed figures in place of those computed,
// where the recipe's inputs are rounded and the printed figures therefore know
// more. The means and the sources stay. Units that were not printed leave the
// field; a printed unit without sources is a fault.
func (r *Result) Adopt(published []Published) (*Result, error) {
	a := *r
	a.Rows = nil
	for _, p := range published {
		if p.Year != r.Year {
			continue
		}
		row, err := r.need(p.Unit)
		if err != nil {
			return nil, err
		}
		if math.IsNaN(p.Score) {
			return nil, refuse(fault.Invalid, "index.figure-missing", p.Unit, p.Year)
		}
		row.Score = p.Score
		if !math.IsNaN(p.SE) {
			row.SE = p.SE
			if c := r.Recipe.correction(row.N); c > 0 {
				row.PlainSE = p.SE / c
			}
		}
		if !math.IsNaN(p.Low) && !math.IsNaN(p.High) {
			row.Low, row.High = p.Low, p.High
		}
		a.Rows = append(a.Rows, row)
	}
	if len(a.Rows) == 0 {
		return nil, refuse(fault.NotFound, "index.no-year", r.Year)
	}
	slices.SortFunc(a.Rows, func(x, y Row) int { return compareUnits(x.Unit, y.Unit) })
	for i := 1; i < len(a.Rows); i++ {
		if a.Rows[i].Unit == a.Rows[i-1].Unit {
			return nil, refuse(fault.Conflict, "index.unit-twice", a.Rows[i].Unit, r.Year)
		}
	}
	rankRows(a.Rows, r.Recipe.Ties)
	return &a, nil
}

func compareUnits(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
