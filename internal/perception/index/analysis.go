package index

import (
	"math"
	"slices"

	"adal/internal/fault"
)

// An Analysis asks what the ranks of an edition hang on: it makes the edition
// again and again with other choices and sees which choice moves whom.
type Analysis struct {
	Seed           uint64
	Sample         int // base sample N; N·(factors+2) editions are made
	Aggregations   []Aggregation
	Shift          float64 // for the geometric and the harmonic mean, which know no zero
	Normalisations []Normalisation
	// Concentration of the symmetric Dirichlet distribution that weights are
	// drawn from: 1 = any weights, 10 = near equal, 0 = weights are no factor.
	Concentration float64
	DropSources   bool // leave one source out, or none
	Sampling      bool // draw the unit's own score within its standard error
}

// UsualAnalysis has every factor and makes 14,336 editions.
func UsualAnalysis() Analysis {
	return Analysis{Seed: 2019, Sample: 2048,
		Aggregations: []Aggregation{Arithmetic, Geometric, Median}, Shift: 1,
		Normalisations: []Normalisation{AsGiven, MinMax, ZScore, Percentile},
		Concentration:  10, DropSources: true, Sampling: true}
}

// A Factor is one of the choices.
type Factor string

// The factors.
const (
	FactorAggregation   Factor = "aggregation"
	FactorNormalisation Factor = "normalisation"
	FactorWeights       Factor = "weights"
	FactorSources       Factor = "sources"
	FactorSampling      Factor = "sampling"
)

// A Replication is one edition that was made, with all it was made from, so
// that it can be made again.
type Replication struct {
	Sample        string // "a", "b", or the factor that was taken from b
	Aggregation   Aggregation
	Shift         float64
	Normalisation Normalisation
	Dropped       string    // the source left out, "" for none
	Weights       []float64 // by source of the edition; nil = the recipe's own
	Draw          uint64    // seed of the sampling error; 0 = none drawn
}

// A Sensitivity is what an analysis found.
type Sensitivity struct {
	Analysis     Analysis
	Recipe       *Recipe
	Year         int
	Units        []string
	Sources      []string
	Factors      []Factor
	Replications []Replication // a, then b, then one block of Sample for each factor
	ranks        []uint16      // replication by replication
	published    []int
}

// mostUnits is what ranks are kept in.
const mostUnits = math.MaxUint16

// Analyse makes all replications of the analysis. A replication that can't be
// made – a geometric mean of a zero, a source without spread, a unit whose last
// source is left out – is a fault that names it; none is left out in silence.
//
// A unit that a left-out source brings below the recipe's minimum stays in the
// field, because a rank among other units would be another question.
func Analyse(r *Recipe, e *Edition, a Analysis) (*Sensitivity, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	base, err := r.Compute(e)
	if err != nil {
		return nil, err
	}
	if len(base.Rows) == 0 || len(base.Rows) > mostUnits {
		return nil, refuse(fault.Invalid, "index.field-size", len(base.Rows), mostUnits)
	}
	s := &Sensitivity{Analysis: a, Recipe: r, Year: e.Year, Sources: e.Sources(), Factors: a.factors()}
	for _, row := range base.Rows {
		s.Units = append(s.Units, row.Unit)
		s.published = append(s.published, row.Rank)
	}
	s.plan(r)
	w, err := newMaker(s, base)
	if err != nil {
		return nil, err
	}
	s.ranks = make([]uint16, len(s.Replications)*len(s.Units))
	const chunk = 16
	failed := make([]error, (len(s.Replications)+chunk-1)/chunk)
	inBlocks(len(failed), w.scratch, func(m *making, block int) {
		for i := block * chunk; i < min((block+1)*chunk, len(s.Replications)); i++ {
			if err := m.replicate(i); err != nil {
				failed[block] = err
				return
			}
		}
	})
	for _, err := range failed {
		if err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (a Analysis) check() error {
	switch {
	case a.Sample < 2 || a.Sample > 1<<17:
		return refuseIn("sample", "index.analysis-wrong", "sample")
	case len(a.Aggregations) == 0 || slices.ContainsFunc(a.Aggregations, func(g Aggregation) bool { return !g.known() }):
		return refuseIn("aggregations", "index.analysis-wrong", "aggregations")
	case len(a.Normalisations) == 0:
		return refuseIn("normalisations", "index.analysis-wrong", "normalisations")
	case !(a.Concentration >= 0) || math.IsInf(a.Concentration, 0):
		return refuseIn("concentration", "index.analysis-wrong", "concentration")
	case !(a.Shift >= 0) || math.IsInf(a.Shift, 0):
		return refuseIn("shift", "index.analysis-wrong", "shift")
	case len(a.factors()) == 0:
		return refuseIn("factors", "index.analysis-wrong", "factors")
	}
	return nil
}

func (a Analysis) factors() (fs []Factor) {
	for _, f := range []struct {
		factor Factor
		on     bool
	}{
		{FactorAggregation, len(a.Aggregations) > 1},
		{FactorNormalisation, len(a.Normalisations) > 1},
		{FactorWeights, a.Concentration > 0},
		{FactorSources, a.DropSources},
		{FactorSampling, a.Sampling},
	} {
		if f.on {
			fs = append(fs, f.factor)
		}
	}
	return fs
}

// Ranks are the ranks of the unit in the replications of the two independent
// samples, a and b, sorted: what the choices together make of it.
func (s *Sensitivity) Ranks(unit string) ([]int, error) {
	u, err := s.at(unit)
	if err != nil {
		return nil, err
	}
	ranks := make([]int, 0, 2*s.Analysis.Sample)
	for i := range 2 * s.Analysis.Sample {
		ranks = append(ranks, s.rank(i, u))
	}
	slices.Sort(ranks)
	return ranks, nil
}

// RankIn is the unit's rank in one replication.
func (s *Sensitivity) RankIn(replication int, unit string) (int, error) {
	u, err := s.at(unit)
	if err != nil {
		return 0, err
	}
	if replication < 0 || replication >= len(s.Replications) {
		return 0, refuse(fault.NotFound, "index.no-replication", replication)
	}
	return s.rank(replication, u), nil
}

// Effects are the first and total order effects of every factor on the unit's
// rank.
func (s *Sensitivity) Effects(unit string) ([]Effect, error) {
	u, err := s.at(unit)
	if err != nil {
		return nil, err
	}
	return s.effects(func(i int) float64 { return float64(s.rank(i, u)) }), nil
}

// MeanShiftEffects are the effects on the mean distance of all units from
// their published ranks: what the edition as a whole hangs on.
func (s *Sensitivity) MeanShiftEffects() []Effect {
	return s.effects(func(i int) float64 {
		sum := 0
		for u, rank := range s.published {
			d := s.rank(i, u) - rank
			sum += max(d, -d)
		}
		return float64(sum) / float64(len(s.published))
	})
}

func (s *Sensitivity) effects(output func(i int) float64) []Effect {
	n := s.Analysis.Sample
	samples := make([][]float64, 2+len(s.Factors))
	for k := range samples {
		samples[k] = make([]float64, n)
		for j := range n {
			samples[k][j] = output(k*n + j)
		}
	}
	first, total := sobol(samples[0], samples[1], samples[2:])
	all := make([]Effect, len(s.Factors))
	for i, f := range s.Factors {
		all[i] = Effect{Factor: f, First: first[i], Total: total[i]}
	}
	return all
}

func (s *Sensitivity) rank(replication, u int) int {
	return int(s.ranks[replication*len(s.Units)+u])
}

func (s *Sensitivity) at(unit string) (int, error) {
	u, ok := slices.BinarySearch(s.Units, unit)
	if !ok {
		return 0, refuse(fault.NotFound, "index.no-unit", unit, s.Year)
	}
	return u, nil
}
