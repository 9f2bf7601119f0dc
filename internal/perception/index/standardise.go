package index

import (
	"math"
	"slices"

	"adal/internal/fault"
)

// A Rebase is the line that carries a source's scores from the scale of one
// baseline to that of the next: x·Slope + Intercept.
type Rebase struct {
	Slope     float64 `toml:"slope" json:"slope"`
	Intercept float64 `toml:"intercept" json:"intercept"`
}

// Of is the score on the new scale.
func (m Rebase) Of(x float64) float64 { return m.Slope*x + m.Intercept }

// rebase is the map of a source's score from the scale of one recipe to that
// of another. known is false where the baselines differ and no map is known:
// then movement and re-basing can't be told apart.
func rebase(from, to *Recipe, source string) (m Rebase, known bool) {
	if from.Baseline == to.Baseline {
		return Rebase{Slope: 1}, true
	}
	if to.RebasedFrom == from.Baseline {
		if m, ok := to.Rebased[source]; ok {
			return m, true
		}
	}
	return Rebase{Slope: 1}, false
}

// A Baseline is the scale that raw scores are put on: for each source the mean
// and standard deviation of the baseline year over all units of the world (the
// missing ones imputed for this purpose alone), and the mean and standard
// deviation of the common scale. The CPI's is 45 and 20 (TI, technical
// methodology notes, 2012–2015).
type Baseline struct {
	Version    string
	Mean, SD   float64 // of the common scale
	Low, High  float64 // the cap
	Parameters map[string]Parameters
}

// Parameters are a source's own: Reversed if a low raw score means clean.
type Parameters struct {
	Reversed bool
	Mean, SD float64 // of the raw scores after reversal
}

// NewBaseline is an empty baseline on the CPI's scale: 45, 20, capped at 0–100.
func NewBaseline(version string) *Baseline {
	return &Baseline{Version: version, Mean: 45, SD: 20, Low: 0, High: 100, Parameters: map[string]Parameters{}}
}

// Standardise puts raw scores on the common scale: reverse if low means clean,
// z-score by the source's baseline, rescale, cap. A source without parameters,
// or without spread, is a fault.
func (b *Baseline) Standardise(raw *Edition) (*Edition, error) {
	all := raw.Observations()
	for i, o := range all {
		p, ok := b.Parameters[o.Source]
		if !ok || !(p.SD > 0) {
			return nil, refuse(fault.Invalid, "index.no-baseline", o.Source, b.Version)
		}
		x := o.Score
		if p.Reversed {
			x = -x
		}
		all[i].Score = min(max((x-p.Mean)/p.SD*b.SD+b.Mean, b.Low), b.High)
	}
	return newEdition(raw.Year, all)
}

// RebaseTo is, for each source both know, the line from this baseline's scale
// to the other's: x on this scale is the raw score z·SD+Mean in disguise.
func (b *Baseline) RebaseTo(next *Baseline) map[string]Rebase {
	lines := map[string]Rebase{}
	for source, p := range b.Parameters {
		q, ok := next.Parameters[source]
		if !ok || !(p.SD > 0) || !(q.SD > 0) || p.Reversed != q.Reversed {
			continue
		}
		slope := p.SD / q.SD * next.SD / b.SD
		lines[source] = Rebase{Slope: slope, Intercept: (p.Mean-q.Mean)/q.SD*next.SD + next.Mean - slope*b.Mean}
	}
	return lines
}

// An Imputed is a raw score that was put in for the baseline year. It fixes the
// parameters of its source and never enters a unit's score.
type Imputed struct {
	Unit, Source string
	Score        float64
	From         []string // the sources it was predicted from
}

// EstimateBaseline makes the baseline of a year of raw scores: what a source
// doesn't say of a unit is predicted by least squares from the sources that
// do, over the units that have them all; then mean and standard deviation
// (n−1) are taken over all units. A score that can't be predicted is a fault
// that names it.
func EstimateBaseline(version string, raw *Edition, reversed ...string) (*Baseline, []Imputed, error) {
	turned := raw.turned(reversed)
	b := NewBaseline(version)
	var put []Imputed
	for s, source := range turned.sources {
		column := make([]float64, 0, len(turned.units))
		for u := range turned.units {
			v := turned.row(u)[s]
			if math.IsNaN(v) {
				from, predicted, ok := turned.predict(u, s)
				if !ok {
					return nil, nil, refuse(fault.Invalid, "index.not-predictable", source, turned.units[u], raw.Year)
				}
				v = predicted
				put = append(put, Imputed{Unit: turned.units[u], Source: source, Score: v, From: from})
			}
			column = append(column, v)
		}
		m := mean(column, nil)
		sd := math.Sqrt(squares(column) / float64(len(column)-1))
		if !(sd > 0) {
			return nil, nil, refuse(fault.Invalid, "index.no-spread", source, raw.Year)
		}
		b.Parameters[source] = Parameters{Reversed: slices.Contains(reversed, source), Mean: m, SD: sd}
	}
	return b, put, nil
}

// turned is a copy in which more is cleaner throughout.
func (e *Edition) turned(reversed []string) *Edition {
	c := *e
	c.values = slices.Clone(e.values)
	for u := range c.units {
		for s := range c.sources {
			if slices.Contains(reversed, c.sources[s]) {
				c.row(u)[s] = -c.row(u)[s]
			}
		}
	}
	return &c
}

// predict regresses source s on the sources that unit u has. While too few
// units have them all, the predictor that the fewest units share is left out.
func (e *Edition) predict(u, s int) (from []string, v float64, ok bool) {
	var by []int
	for p, x := range e.row(u) {
		if p != s && !math.IsNaN(x) {
			by = append(by, p)
		}
	}
	for ; len(by) > 0; by = e.withoutRarest(by, s) {
		rows, ys := e.complete(by, s)
		if len(rows) < len(by)+3 {
			continue
		}
		beta, solved := leastSquaresFit(rows, ys)
		if !solved {
			continue
		}
		v = beta[0]
		for i, p := range by {
			v += beta[i+1] * e.row(u)[p]
			from = append(from, e.sources[p])
		}
		return from, v, true
	}
	return nil, 0, false
}

// complete are the design rows (1, predictors…) and the values of source s of
// the units that have all of them.
func (e *Edition) complete(by []int, s int) (rows [][]float64, ys []float64) {
	for u := range e.units {
		r := e.row(u)
		if math.IsNaN(r[s]) || slices.ContainsFunc(by, func(p int) bool { return math.IsNaN(r[p]) }) {
			continue
		}
		design := []float64{1}
		for _, p := range by {
			design = append(design, r[p])
		}
		rows, ys = append(rows, design), append(ys, r[s])
	}
	return rows, ys
}

func (e *Edition) withoutRarest(by []int, s int) []int {
	rarest, fewest := 0, math.MaxInt
	for i, p := range by {
		if _, ys := e.complete([]int{p}, s); len(ys) < fewest {
			rarest, fewest = i, len(ys)
		}
	}
	return slices.Delete(slices.Clone(by), rarest, rarest+1)
}

// leastSquaresFit solves the normal equations by
// elimination with pivots; false if the predictors depend on one another.
func leastSquaresFit(rows [][]float64, ys []float64) ([]float64, bool) {
	k := len(rows[0])
	a := make([][]float64, k)
	for i := range a {
		a[i] = make([]float64, k+1)
		for r, row := range rows {
			for j := range row {
				a[i][j] += row[i] * row[j]
			}
			a[i][k] += row[i] * ys[r]
		}
	}
	for i := range k {
		pivot := i
		for r := i + 1; r < k; r++ {
			if math.Abs(a[r][i]) > math.Abs(a[pivot][i]) {
				pivot = r
			}
		}
		a[i], a[pivot] = a[pivot], a[i]
		if math.Abs(a[i][i]) < 1e-9*math.Abs(a[0][0]) {
			return nil, false
		}
		for r := range k {
			if r == i {
				continue
			}
			f := a[r][i] / a[i][i]
			for c := i; c <= k; c++ {
				a[r][c] -= f * a[i][c]
			}
		}
	}
	beta := make([]float64, k)
	for i := range beta {
		beta[i] = a[i][k] / a[i][i]
	}
	return beta, true
}
