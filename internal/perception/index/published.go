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
// more. The means and the sources stay; ranks are made anew of the printed scores. Units that were not printed leave the
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
	a.keepRanks(published)
	return &a, nil
}

// keepRanks puts the printed ranks back where the rows don't give them.
func (r *Result) keepRanks(published []Published) {
	for _, p := range published {
		if p.Year == r.Year && p.Rank > 0 {
			if i, ok := r.at(p.Unit); ok && r.Rows[i].Rank != p.Rank {
				r.Rows[i].Rank = p.Rank
				r.Partial = true
			}
		}
	}
}

// Assemble is the published edition of a year as a result: computed from its
// sources by the preset of the year, with the printed figures where there are
// any.
func Assemble(panel *Panel, published []Published, year int) (*Result, error) {
	recipe, err := PresetOf(year)
	if err != nil {
		return nil, err
	}
	return AssembleWith(recipe, panel, published, year)
}

// AssembleWith is Assemble by a recipe of the caller's.
func AssembleWith(recipe *Recipe, panel *Panel, published []Published, year int) (*Result, error) {
	e, err := panel.Edition(year)
	if err != nil {
		return nil, err
	}
	r, err := recipe.Compute(e)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(published, func(p Published) bool { return p.Year == year }) {
		return r, nil
	}
	return r.Adopt(published)
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
