package index

import (
	"slices"

	"adal/internal/fault"
)

// A Dropped is a unit without one of its sources.
type Dropped struct {
	Source string
	Mean   float64
	Score  float64
	// Rank is the unit's rank if this source had not spoken of this unit alone;
	// RankOfAll if it had spoken of nobody; both are 0 of a partial result.
	Rank, RankOfAll int
	// TooFew says that the unit would have fewer sources than the recipe asks
	// for; then there is no score and no rank, and all numbers are 0.
	TooFew bool
}

// DropSources leaves out each of the unit's sources in turn. For everybody at
// once the minimum of the recipe holds: units that fall below it leave the
// field. An adopted result is recomputed from its sources for RankOfAll, and
// only the unit's own row for Rank.
func (r *Result) DropSources(unit string) ([]Dropped, error) {
	if _, err := r.need(unit); err != nil {
		return nil, err
	}
	var all []Dropped
	for _, source := range r.Edition.sources {
		if _, ok := r.Edition.Score(unit, source); !ok {
			continue
		}
		rest, err := r.Edition.without(source)
		if err != nil {
			return nil, err
		}
		without, err := r.Recipe.Compute(rest)
		if err != nil {
			return nil, err
		}
		row, ok := without.Row(unit)
		if !ok {
			all = append(all, Dropped{Source: source, TooFew: true})
			continue
		}
		d := Dropped{Source: source, Mean: row.Mean, Score: row.Score}
		if !r.Partial {
			d.Rank, d.RankOfAll = r.RankOf(unit, row.Score), row.Rank
		}
		all = append(all, d)
	}
	return all, nil
}

// without is the edition without a source; the fault NotFound if it has none
// of that name, Invalid if nothing would be left.
func (e *Edition) without(source string) (*Edition, error) {
	if !slices.Contains(e.sources, source) {
		return nil, refuse(fault.NotFound, "index.source-unknown", source, e.Year)
	}
	var rest []Observation
	for _, o := range e.Observations() {
		if o.Source != source {
			rest = append(rest, o)
		}
	}
	if len(rest) == 0 {
		return nil, refuse(fault.Invalid, "index.nothing-left", source, e.Year)
	}
	return newEdition(e.Year, rest)
}
