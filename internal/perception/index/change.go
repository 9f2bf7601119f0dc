package index

import (
	"math"
	"slices"

	"adal/internal/fault"
)

// A Change is how a unit got from one edition to another: split by source, with
// nothing left over, and by what the rank owes to the unit and to the others.
type Change struct {
	Unit          string
	FromYear      int
	ToYear        int
	From, To      Row
	Mean          float64 // To.Mean − From.Mean
	Parts         []Part  // by size of Total, largest first
	Movement      float64 // what the common sources moved on one scale
	Rebasing      float64 // what changes of the scale account for, as far as known
	Entry, Exit   float64 // sources that began or ceased to speak of the unit
	Reweighting   float64 // weights that shifted; 0 with equal weights
	Residual      float64 // Mean less all of the above: rounding of the machine
	Margin        float64 // how much rounded inputs can change Mean
	Rank          RankChange
	TwoSample     Test // as in the publisher's lists
	Paired        Test // by common source
	Comparability Comparability
}

// A PartKind is what happened to a source between two editions.
type PartKind string

// The kinds of parts.
const (
	Moved   PartKind = "moved"   // it spoke of the unit in both
	Entered PartKind = "entered" // only in the later
	Left    PartKind = "left"    // only in the earlier
)

// A Part is what one source contributes to a change of the mean, in points of
// the score.
type Part struct {
	Source    string
	Kind      PartKind
	From, To  float64 // the source's scores; NaN where it said nothing
	Movement  float64
	Rebasing  float64
	Total     float64
	Margin    float64 // ± what rounded inputs can change of Total
	Separable bool    // false: the scale changed and by how much isn't known
}

// Explain splits the change of a unit between two results, tests it and says
// what can be compared. The split needs an arithmetic mean.
//
// A common source has the symmetric weight (w₀+w₁)/2, where w is 1/n in each
// edition; entries and exits are taken against M, the mean of the common
// sources' mid scores. Because the weights of each edition sum to one,
//
//	m₁−m₀ = Σ common w̄(x₁−x₀) + Σ entered w₁(x₁−M) − Σ left w₀(x₀−M)
//
// holds exactly for equal weights; for unequal ones Σ common (w₁−w₀)(x̄−M) is
// shown as Reweighting.
func Explain(from, to *Result, unit string) (*Change, error) {
	all, err := explain(from, to, func(u string) bool { return u == unit })
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		if _, err := from.need(unit); err != nil {
			return nil, err
		}
		_, err := to.need(unit)
		return nil, err
	}
	return &all[0], nil
}

// ExplainAll explains every unit that both results have, by unit.
func ExplainAll(from, to *Result) ([]Change, error) {
	return explain(from, to, func(string) bool { return true })
}

func explain(from, to *Result, wanted func(string) bool) ([]Change, error) {
	if from.Recipe.Aggregation != Arithmetic || to.Recipe.Aggregation != Arithmetic {
		return nil, refuse(fault.Invalid, "index.not-additive", string(to.Recipe.Aggregation))
	}
	tests := TestAll(from, to)
	field := compareFields(from, to)
	var all []Change
	for _, row := range from.Rows {
		later, ok := to.Row(row.Unit)
		if !ok || !wanted(row.Unit) {
			continue
		}
		c := Change{Unit: row.Unit, FromYear: from.Year, ToYear: to.Year, From: row, To: later, Mean: later.Mean - row.Mean}
		c.split(from, to)
		c.Rank = rankChange(from, to, row, later)
		c.TwoSample, c.Paired = tests[row.Unit].TwoSample, tests[row.Unit].Paired
		if from.Partial || to.Partial { // a rate over some units says nothing of all
			c.TwoSample.Q, c.Paired.Q = math.NaN(), math.NaN()
		}
		c.Comparability = field.of(&c)
		all = append(all, c)
	}
	return all, nil
}

// pair is one source in both editions, NaN where it said nothing.
type pair struct {
	source string
	x, w   [2]float64
}

func (p pair) both() bool { return !math.IsNaN(p.x[0]) && !math.IsNaN(p.x[1]) }

// pairs are the sources of a unit in either result, with weights that sum to
// one in each.
func pairs(from, to *Result, unit string) []pair {
	results := [2]*Result{from, to}
	sources := sortedSet(append(from.Edition.Sources(), to.Edition.sources...))
	all := make([]pair, 0, len(sources))
	var total [2]float64
	for _, source := range sources {
		p := pair{source: source}
		spoke := false
		for t, r := range results {
			x, ok := r.Edition.Score(unit, source)
			p.x[t] = x
			if !ok {
				continue
			}
			spoke = true
			p.w[t] = 1
			if weights := r.Recipe.Weights; len(weights) > 0 {
				p.w[t] = weights[source]
			}
			total[t] += p.w[t]
		}
		if spoke {
			all = append(all, p)
		}
	}
	for i := range all {
		all[i].w[0] /= total[0]
		all[i].w[1] /= total[1]
	}
	return all
}

func (c *Change) split(from, to *Result) {
	all := pairs(from, to, c.Unit)
	middle := c.middle(all)
	half := [2]float64{from.Edition.half(), to.Edition.half()}
	sum := 0.0
	for _, p := range all {
		part := Part{Source: p.source, From: p.x[0], To: p.x[1], Separable: true}
		switch {
		case p.both():
			m, known := rebase(from.Recipe, to.Recipe, p.source)
			w := (p.w[0] + p.w[1]) / 2
			part.Kind, part.Separable = Moved, known
			part.Movement = w * (p.x[1] - m.Of(p.x[0]))
			part.Rebasing = w * (m.Of(p.x[0]) - p.x[0])
			part.Margin = w * (half[0] + half[1])
			c.Reweighting += (p.w[1] - p.w[0]) * ((p.x[0]+p.x[1])/2 - middle)
		case math.IsNaN(p.x[0]):
			part.Kind = Entered
			part.Movement = p.w[1] * (p.x[1] - middle)
			part.Margin = p.w[1] * half[1]
			c.Entry += part.Movement
		default:
			part.Kind = Left
			part.Movement = -p.w[0] * (p.x[0] - middle)
			part.Margin = p.w[0] * half[0]
			c.Exit += part.Movement
		}
		part.Total = part.Movement + part.Rebasing
		if part.Kind == Moved {
			c.Movement += part.Movement
			c.Rebasing += part.Rebasing
		}
		sum += part.Total
		c.Parts = append(c.Parts, part)
	}
	c.Margin = half[0] + half[1]
	c.Residual = c.Mean - sum - c.Reweighting
	slices.SortStableFunc(c.Parts, func(a, b Part) int {
		switch x, y := math.Abs(a.Total), math.Abs(b.Total); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return compareUnits(a.Source, b.Source)
	})
}

// middle is the weighted mean of the common sources' mid scores, or the mid
// mean of the unit where no source is common.
func (c *Change) middle(all []pair) float64 {
	sum, total := 0.0, 0.0
	for _, p := range all {
		if p.both() {
			w := p.w[0] + p.w[1]
			sum += w * (p.x[0] + p.x[1]) / 2
			total += w
		}
	}
	if total == 0 {
		return (c.From.Mean + c.To.Mean) / 2
	}
	return sum / total
}

// Share is how much of the sum of the absolute parts the n largest make, 0–1.
func (c *Change) Share(n int) float64 {
	all, top := 0.0, 0.0
	for i, p := range c.Parts {
		all += math.Abs(p.Total)
		if i < n {
			top += math.Abs(p.Total)
		}
	}
	if all == 0 {
		return 0
	}
	return top / all
}
