// Package index computes a composite index that is the mean of several
// sources per unit – the Corruption Perceptions Index or a body's own regional
// one – and says how much of what it shows the data carries.
//
// The rule of the domain: a rank is a statement about everybody else, so no
// rank leaves this package without a way to ask how sure it is. A [Panel]
// holds what the sources said (units × sources × years). A [Recipe] is
// versioned data that says how a score, an error, an interval and a rank are
// made of it; the presets ti-cpi-2012 … ti-cpi-2025 reproduce what was
// published. [Recipe.Compute] makes a [Result]; two results make a [Change],
// which is split exactly by source and, for the rank, into the unit's own part
// and the field's. [Result.Simulate] gives rank intervals and tiers,
// [Result.DropSources] and [Analyse] say what the answer hangs on, [WhatIf]
// what would have been, [Reproduce] whether a published edition can be had
// from its own sources.
//
// The package is pure: no database, no network, no clock. The order in which
// units and sources are given never matters, down to the last bit, and
// whatever is drawn at random depends on the seed alone, not on the machine's
// number of cores. Numbers that are absent are NaN inside an [Edition] and
// never enter a mean.
package index

import (
	"embed"
	"math"
	"slices"

	"adal/internal/fault"
)

// Words are the words of this package's faults and reasons in kk, ru and en,
// for i18n's Load under the prefix "index".
//
//go:embed words.toml
var Words embed.FS

// An Observation is what one source said about one unit in one year: a
// standardised score, on the scale of the recipe (0–100 for the CPI, more is
// cleaner).
type Observation struct {
	Year   int
	Unit   string // ISO 3166-1 alpha-3, or the code of a region
	Source string // key of the source, such as "bti"
	Score  float64
}

// A Panel is all that is known of all years.
type Panel struct {
	years    []int
	editions map[int]*Edition
}

// NewPanel sorts the observations into a panel. Their order doesn't matter.
// Two observations of the same year, unit and source, an empty key and a score
// that is not a finite number are faults: a panel is whole or it isn't.
func NewPanel(observations []Observation) (*Panel, error) {
	p := &Panel{editions: map[int]*Edition{}}
	byYear := map[int][]Observation{}
	for _, o := range observations {
		if o.Unit == "" || o.Source == "" || o.Year <= 0 {
			return nil, refuse(fault.Invalid, "index.observation-incomplete", o.Year, o.Unit, o.Source)
		}
		if math.IsNaN(o.Score) || math.IsInf(o.Score, 0) {
			return nil, refuse(fault.Invalid, "index.score-not-number", o.Year, o.Unit, o.Source)
		}
		byYear[o.Year] = append(byYear[o.Year], o)
	}
	for year, of := range byYear {
		e, err := newEdition(year, of)
		if err != nil {
			return nil, err
		}
		p.years = append(p.years, year)
		p.editions[year] = e
	}
	slices.Sort(p.years)
	return p, nil
}

// Years are the years of the panel, ascending.
func (p *Panel) Years() []int { return slices.Clone(p.years) }

// Edition is the panel's year, or the fault NotFound.
func (p *Panel) Edition(year int) (*Edition, error) {
	e, ok := p.editions[year]
	if !ok {
		return nil, refuse(fault.NotFound, "index.no-year", year)
	}
	return e, nil
}

// Observations are all observations, by year, unit and source.
func (p *Panel) Observations() []Observation {
	var all []Observation
	for _, y := range p.years {
		all = append(all, p.editions[y].Observations()...)
	}
	return all
}
