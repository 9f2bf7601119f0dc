package index

import (
	"math"
	"slices"

	"adal/internal/fault"
)

// plan draws the parameters of every replication before any is made. Row j of
// a sample has one random number per factor, from a stream of its own; what a
// factor's number means – an alternative, weights, errors – depends on that
// number alone, which is what lets a column of b be put into a.
func (s *Sensitivity) plan(r *Recipe) {
	n := s.Analysis.Sample
	numbers := func(sample string) [][]uint64 {
		rows := make([][]uint64, n)
		var from stream
		for j := range rows {
			from.at(s.Analysis.Seed, nameOf(sample), j)
			rows[j] = make([]uint64, len(s.Factors))
			for f := range rows[j] {
				rows[j][f] = from.pcg.Uint64()
			}
		}
		return rows
	}
	a, b := numbers("a"), numbers("b")
	samples := [2][]Replication{s.sample("a", a, r), s.sample("b", b, r)}
	s.Replications = append(slices.Clone(samples[0]), samples[1]...)
	for f, factor := range s.Factors {
		for j := range n {
			mixed := samples[0][j]
			mixed.Sample = string(factor)
			s.take(&mixed, &samples[1][j], s.Factors[f])
			s.Replications = append(s.Replications, mixed)
		}
	}
}

// take puts one factor of another replication into this one.
func (s *Sensitivity) take(into, from *Replication, factor Factor) {
	switch factor {
	case FactorAggregation:
		into.Aggregation, into.Shift = from.Aggregation, from.Shift
	case FactorNormalisation:
		into.Normalisation = from.Normalisation
	case FactorWeights:
		into.Weights = from.Weights
	case FactorSources:
		into.Dropped = from.Dropped
	case FactorSampling:
		into.Draw = from.Draw
	}
}

func (s *Sensitivity) sample(name string, numbers [][]uint64, r *Recipe) []Replication {
	a := s.Analysis
	all := make([]Replication, len(numbers))
	weights := make([]float64, len(numbers)*len(s.Sources))
	for j, row := range numbers {
		p := Replication{Sample: name, Aggregation: a.Aggregations[0], Normalisation: a.Normalisations[0]}
		for f, factor := range s.Factors {
			u := (float64(row[f]>>11) + 0.5) * 0x1p-53
			switch factor {
			case FactorAggregation:
				p.Aggregation = pick(a.Aggregations, u)
			case FactorNormalisation:
				p.Normalisation = pick(a.Normalisations, u)
			case FactorWeights:
				p.Weights = weights[j*len(s.Sources):][:len(s.Sources):len(s.Sources)]
				dirichlet(p.Weights, a.Concentration, row[f])
			case FactorSources:
				p.Dropped = pick(append([]string{""}, s.Sources...), u)
			case FactorSampling:
				p.Draw = row[f] | 1 // 0 means that none is drawn
			}
		}
		if p.Aggregation == Geometric || p.Aggregation == Harmonic {
			p.Shift = a.Shift
		}
		all[j] = p
	}
	return all
}

func pick[T any](of []T, u float64) T { return of[int(u*float64(len(of)))] }

// dirichlet fills ws with weights of a symmetric Dirichlet distribution: gamma
// numbers of shape c, divided by their sum. The gamma numbers are made by
// Marsaglia and Tsang (ACM TOMS 26, 2000).
func dirichlet(ws []float64, c float64, seed uint64) {
	var s stream
	s.at(seed, nameOf("dirichlet"), 0)
	sum := 0.0
	for i := range ws {
		ws[i] = s.gamma(c)
		sum += ws[i]
	}
	for i := range ws {
		ws[i] /= sum
	}
}

// gamma is a gamma number of the shape c > 0 and scale 1, never quite zero.
func (s *stream) gamma(c float64) float64 {
	if c < 1 {
		return max(s.gamma(c+1)*math.Pow(s.uniform(), 1/c), math.SmallestNonzeroFloat64*1e16)
	}
	d := c - 1.0/3
	k := 1 / math.Sqrt(9*d)
	for {
		x := s.normal()
		v := 1 + float64(k*x)
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(s.uniform()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// A maker has what all replications share.
type maker struct {
	s     *Sensitivity
	field [][]float64 // by normalisation: the scores of the units in the field, row by row
	ses   []float64
	names []uint64
}

func newMaker(s *Sensitivity, base *Result) (*maker, error) {
	w := &maker{s: s}
	for _, how := range s.Analysis.Normalisations {
		e, err := base.Edition.Normalise(how, s.Recipe.Low, s.Recipe.High)
		if err != nil {
			return nil, err
		}
		var rows []float64
		for _, unit := range s.Units {
			u, _ := slices.BinarySearch(e.units, unit)
			rows = append(rows, e.row(u)...)
		}
		w.field = append(w.field, rows)
	}
	for _, row := range base.Rows {
		if s.Analysis.Sampling && math.IsNaN(row.SE) {
			return nil, refuse(fault.Invalid, "index.no-error", row.Unit, base.Year)
		}
		w.ses = append(w.ses, row.SE)
		w.names = append(w.names, nameOf(row.Unit))
	}
	return w, nil
}

// making is the scratch of one processor.
type making struct {
	*maker
	kernel         kernel
	xs, ws, scores []float64
	sorted         []float64
	draws          stream
}

func (w *maker) scratch() *making {
	k, n := len(w.s.Sources), len(w.s.Units)
	return &making{maker: w, xs: make([]float64, 0, k), ws: make([]float64, 0, k),
		scores: make([]float64, n), sorted: make([]float64, n)}
}

// replicate makes one edition and keeps its ranks.
func (m *making) replicate(i int) error {
	s, p := m.s, &m.s.Replications[i]
	field := m.field[slices.Index(s.Analysis.Normalisations, p.Normalisation)]
	dropped := slices.Index(s.Sources, p.Dropped)
	m.kernel.how, m.kernel.shift = p.Aggregation, p.Shift
	k := len(s.Sources)
	for u, unit := range s.Units {
		m.gather(field[u*k:(u+1)*k], dropped, p.Weights)
		ws := m.ws
		if len(ws) == 0 {
			ws = nil
		}
		score, ok := m.kernel.of(m.xs, ws)
		if !ok {
			return refuse(fault.Invalid, "index.replication-impossible", i, string(p.Aggregation), unit, p.Dropped)
		}
		if p.Draw != 0 {
			m.draws.at(p.Draw, m.names[u], 0)
			score += m.ses[u] * m.draws.normal()
		}
		m.scores[u] = s.Recipe.roundScore(score)
	}
	m.rank(s.ranks[i*len(s.Units):][:len(s.Units)])
	return nil
}

// gather collects what the sources said of a unit, and their weights.
func (m *making) gather(row []float64, dropped int, weights []float64) {
	m.xs, m.ws = m.xs[:0], m.ws[:0]
	for s, v := range row {
		if s == dropped || math.IsNaN(v) {
			continue
		}
		m.xs = append(m.xs, v)
		switch {
		case weights != nil:
			m.ws = append(m.ws, weights[s])
		case len(m.s.Recipe.Weights) > 0:
			m.ws = append(m.ws, m.s.Recipe.Weights[m.s.Sources[s]])
		}
	}
}

func (m *making) rank(into []uint16) {
	copy(m.sorted, m.scores)
	slices.Sort(m.sorted)
	ranked := m.sorted
	if m.s.Recipe.Ties == Dense {
		ranked = slices.Compact(ranked)
	}
	for u, score := range m.scores {
		into[u] = uint16(1 + above(ranked, score))
	}
}
