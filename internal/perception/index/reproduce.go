package index

import (
	"fmt"
	"math"
	"slices"
	"strings"

	_ "embed"

	"adal/internal/fault"
)

// A Verdict is how well a figure, or an edition, comes out of its sources.
type Verdict string

// The verdicts.
const (
	Exact      Verdict = "exact"      // to the printed decimal
	Consistent Verdict = "consistent" // within what the rounding of its inputs allows
	Differs    Verdict = "differs"    // not to be had from the sources by the recipe
	Known      Verdict = "known"      // differs, and is known to: see Irreproducible
)

// A Figure is one published number and what the recipe makes of the sources.
type Figure struct {
	Unit      string
	Name      string // "score", "rank", "n", "se", "ci_low" or "ci_high"
	Published float64
	Computed  float64
	Possible  Span // what the inputs allow, before rounding for print
	Verdict   Verdict
	Reason    string // of a known one
}

// A Count is how many figures came out of how many.
type Count struct{ Exact, Consistent, Known, Of int }

// Right is how many are exact or consistent.
func (c Count) Right() int { return c.Exact + c.Consistent }

// An EditionReport says, for one edition, which published figures its sources
// give by the recipe of its year.
type EditionReport struct {
	Year            int
	Recipe          string
	Hash            string // of the recipe
	Rounded         bool   // the inputs are printed rounded
	Score, Rank     Count
	SE, CI          Count // of the interval both limits must hold
	Known           []Figure
	Wrong           []Figure
	LargestSE       float64 // largest |computed − printed| of an exact standard error
	Verdict         Verdict
	Err             error    // the edition couldn't be computed at all
	UnitsUnmatched  []string // in one of the two files only
	UnitsReproduced int      // in both
}

// String is the report in one line, such as
// "2019 score 180/180 rank 180/180 se 180/180 ci 180/180 exact".
func (r EditionReport) String() string {
	if r.Err != nil {
		return fmt.Sprintf("%d not reproduced: %v", r.Year, r.Err)
	}
	known := ""
	if len(r.Known) > 0 {
		var names []string
		for _, f := range r.Known {
			names = append(names, f.Unit+" "+f.Name)
		}
		known = " (known: " + strings.Join(names, ", ") + ")"
	}
	return fmt.Sprintf("%d score %d/%d rank %d/%d se %d/%d ci %d/%d %s%s", r.Year, r.Score.Right(), r.Score.Of,
		r.Rank.Right(), r.Rank.Of, r.SE.Right(), r.SE.Of, r.CI.Right(), r.CI.Of, r.Verdict, known)
}

// OK reports whether every figure is exact, consistent or known not to be.
func (r EditionReport) OK() bool {
	return r.Err == nil && (r.Verdict == Exact || r.Verdict == Consistent)
}

// An Irreproducible is a published figure that is known not to come out of the
// published sources. It is named in every report and fails none.
type Irreproducible struct {
	Year   int     `toml:"year"`
	Unit   string  `toml:"unit"`
	Figure string  `toml:"figure"`
	Prints float64 `toml:"prints"`
	Reason string  `toml:"reason"`
}

//go:embed known.toml
var knownText []byte

// KnownIrreproducible are the figures that are known not to come out.
func KnownIrreproducible() []Irreproducible {
	var file struct {
		Figure []Irreproducible `toml:"figure"`
	}
	if err := decodeStrictly(knownText, &file); err != nil {
		panic(err) // part of the program; a test reads it
	}
	return file.Figure
}

// Reproduce recomputes every edition that has both sources and published
// figures by the preset of its year, one report per year of either, ascending.
//
// A figure is exact if it comes out to the last printed decimal – where the
// inputs are printed with some decimals too, within what those allow – and
// consistent if the inputs are rounded and it lies in the interval that this
// allows. A rank is consistent if the recipe's rule gives it on the published
// scores.
func Reproduce(panel *Panel, published []Published) []EditionReport {
	byYear := map[int][]Published{}
	years := panel.Years()
	for _, p := range published {
		byYear[p.Year] = append(byYear[p.Year], p)
		years = append(years, p.Year)
	}
	slices.Sort(years)
	var reports []EditionReport
	for _, year := range slices.Compact(years) {
		r, err := PresetOf(year)
		if err != nil {
			reports = append(reports, EditionReport{Year: year, Verdict: Differs, Err: err})
			continue
		}
		reports = append(reports, ReproduceWith(r, panel, year, byYear[year]))
	}
	return reports
}

// ReproduceWith recomputes one edition by a recipe of the caller's.
func ReproduceWith(r *Recipe, panel *Panel, year int, published []Published) EditionReport {
	report := EditionReport{Year: year, Recipe: r.Name, Hash: r.Hash(), Verdict: Differs}
	if len(published) == 0 {
		report.Err = refuse(fault.NotFound, "index.nothing-published", year)
		return report
	}
	e, err := panel.Edition(year)
	if err != nil {
		report.Err = err
		return report
	}
	computed, err := r.Compute(e)
	if err != nil {
		report.Err = err
		return report
	}
	report.Rounded = e.Rounded()
	c := &comparison{report: &report, computed: computed, known: KnownIrreproducible()}
	if possible, ok := computed.Possible(); ok {
		c.possible = possible
	}
	for _, p := range published {
		if p.Rank > 0 && !math.IsNaN(p.Score) {
			c.scores = append(c.scores, p.Score)
		}
	}
	slices.Sort(c.scores)
	for _, p := range published {
		c.unit(p)
	}
	c.unpublished(published)
	report.Verdict = report.verdict()
	return report
}

func (r *EditionReport) verdict() Verdict {
	switch {
	case len(r.Wrong) > 0 || len(r.UnitsUnmatched) > 0:
		return Differs
	case r.Score.Consistent+r.Rank.Consistent+r.SE.Consistent+r.CI.Consistent > 0:
		return Consistent
	}
	return Exact
}
