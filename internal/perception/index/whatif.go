package index

import (
	"math"
	"slices"

	"adal/internal/fault"
)

// WhatIf is the edition as it would be with other scores of some sources. A
// change of NaN takes the source away from the unit; a source that didn't
// speak of it may be added. Units that aren't named keep their figures, as
// printed if they were adopted; ranks are made anew. A score outside the range
// of the recipe, a unit that isn't in the edition and a unit that would be
// left with too few sources are faults.
func (r *Result) WhatIf(changes ...Observation) (*Result, error) {
	changes = slices.Clone(changes)
	touched := map[string]bool{}
	for i, c := range changes {
		if _, err := r.need(c.Unit); err != nil {
			return nil, err
		}
		if c.Score < r.Recipe.Low || c.Score > r.Recipe.High || math.IsInf(c.Score, 0) {
			return nil, refuseIn("score", "index.score-out-of-range", c.Source, r.Recipe.Low, r.Recipe.High)
		}
		if c.Source == "" {
			return nil, refuseIn("source", "index.source-unknown", c.Source, r.Recipe.Name)
		}
		changes[i].Year = r.Year
		touched[c.Unit] = true
	}
	changed, err := r.Edition.with(changes)
	if err != nil {
		return nil, err
	}
	after, err := r.Recipe.Compute(changed)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, 0, len(r.Rows))
	for _, row := range r.Rows {
		if touched[row.Unit] {
			now, ok := after.Row(row.Unit)
			if !ok {
				return nil, refuse(fault.Invalid, "index.too-few-sources", row.Unit, r.Recipe.MinSources)
			}
			row = now
		}
		rows = append(rows, row)
	}
	after.Rows, after.Partial = rows, r.Partial
	if !r.Partial {
		rankRows(rows, r.Recipe.Ties)
		return after, nil
	}
	for i := range rows {
		if touched[rows[i].Unit] {
			rows[i].Rank = 0
		}
	}
	return after, nil
}

// Reach is the least score that one source of a unit would have to give for
// the unit to get at least this published score, all else as it is. ok is
// false if even the best score of that source would not be enough. It holds
// for the arithmetic mean.
func (r *Result) Reach(unit, source string, score float64) (needed float64, ok bool, err error) {
	if r.Recipe.Aggregation != Arithmetic {
		return 0, false, refuse(fault.Invalid, "index.not-additive", string(r.Recipe.Aggregation))
	}
	if _, err := r.need(unit); err != nil {
		return 0, false, err
	}
	x, there := r.Edition.Score(unit, source)
	if !there {
		return 0, false, refuse(fault.NotFound, "index.no-source-of-unit", source, unit)
	}
	sum, total, own := 0.0, 0.0, 1.0
	for _, s := range r.Edition.sources {
		v, said := r.Edition.Score(unit, s)
		if !said {
			continue
		}
		w := 1.0
		if len(r.Recipe.Weights) > 0 {
			w = r.Recipe.Weights[s]
		}
		sum += w * v
		total += w
		if s == source {
			own = w
		}
	}
	// Rounded half up, a score is reached half a unit below it.
	goal := score - 0.5*math.Pow10(-r.Recipe.Decimals)
	needed = x + (goal*total-sum)/own
	needed = max(needed, r.Recipe.Low)
	return needed, needed <= r.Recipe.High, nil
}

// ScoreForRank is the least published score with which the unit would have at
// least this rank among the others as they are.
func (r *Result) ScoreForRank(unit string, rank int) (float64, error) {
	if _, err := r.need(unit); err != nil {
		return 0, err
	}
	if r.Partial {
		return 0, refuse(fault.Invalid, "index.field-partial", r.Year)
	}
	if rank < 1 || rank > len(r.Rows) {
		return 0, refuseIn("rank", "index.no-rank", rank, len(r.Rows))
	}
	best := r.Recipe.High
	if r.RankOf(unit, r.Recipe.Low) <= rank {
		return r.Recipe.Low, nil
	}
	for _, row := range r.Rows {
		if row.Unit != unit && row.Score < best && r.RankOf(unit, row.Score) <= rank {
			best = row.Score
		}
	}
	return best, nil
}
