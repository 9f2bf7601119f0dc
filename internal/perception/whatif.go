package perception

import (
	"cmp"
	"context"
	"math"
	"slices"

	"adal/internal/fault"
	"adal/internal/perception/index"
)

// A WhatIf is an edition as it would be with other scores of a country's sources.
type WhatIf struct {
	Edition *Edition
	Changes []index.Observation // by source; a score of NaN took it away
	Before  Row
	// After is the country as it would be. In a partial edition it keeps the
	// printed rank, which then means nothing: see Ranked.
	After  index.Row
	Ranked bool // the edition is whole, so the rank is known
	Result *index.Result
}

// WhatIf computes an edition with other scores of some sources of a country. NaN
// takes a source away, and one that didn't speak of the country may be added if
// the recipe knows it.
func (x *Index) WhatIf(ctx context.Context, year int, iso3 string, scores map[string]float64) (*WhatIf, error) {
	e, err := x.Edition(ctx, year)
	if err != nil {
		return nil, err
	}
	return e.WhatIf(iso3, scores)
}

// WhatIf is Index.WhatIf of an edition at hand.
func (e *Edition) WhatIf(iso3 string, scores map[string]float64) (*WhatIf, error) {
	before, err := e.Need(iso3)
	if err != nil {
		return nil, err
	}
	result, err := e.Result()
	if err != nil {
		return nil, err
	}
	w := &WhatIf{Edition: e, Before: before, Ranked: !e.Partial}
	for source, score := range scores {
		if known := e.Recipe.Sources; len(known) > 0 && !slices.Contains(known, source) {
			return nil, fault.In(source, "perception.source-unknown", source, e.Recipe.Name)
		}
		if _, spoke := before.Sources[source]; !spoke && math.IsNaN(score) {
			continue
		}
		w.Changes = append(w.Changes, index.Observation{Year: e.Year, Unit: iso3, Source: source, Score: score})
	}
	slices.SortFunc(w.Changes, func(a, b index.Observation) int { return cmp.Compare(a.Source, b.Source) })
	if w.Result, err = result.WhatIf(w.Changes...); err != nil {
		return nil, err
	}
	w.After, err = need(w.Result, iso3)
	return w, err
}

// Interval is the 90 % interval of the rank as it would be, from that many draws
// of the whole edition.
func (w *WhatIf) Interval(draws int) (index.RankInterval, error) {
	s := simulation(index.Corrected)
	s.Draws = draws
	ranking, err := w.Result.Simulate(s)
	if err != nil {
		return index.RankInterval{}, err
	}
	return ranking.Interval(w.Before.Unit)
}
