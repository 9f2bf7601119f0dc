package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"adal/internal/perception/index"
)

// stdout is where answers go.
var stdout io.Writer = os.Stdout

// A paper is what lines are written on for a person.
type paper struct{ w io.Writer }

func (p *paper) line(format string, args ...any) { fmt.Fprintf(p.w, format+"\n", args...) }

func printer(write func(*paper)) func(io.Writer) {
	return func(w io.Writer) { write(&paper{w}) }
}

type reproduceIndex struct {
	figures
	output
}

// Run fails if a figure neither comes out nor is known not to.
func (c *reproduceIndex) Run(ctx context.Context) error {
	reports, err := c.reports(ctx)
	if err != nil {
		return inWords(err)
	}
	if err := c.write(stdout, reproduced(reports)); err != nil {
		return err
	}
	wrong := 0
	for _, r := range reports {
		if !r.OK() {
			wrong++
		}
	}
	switch {
	case len(reports) == 0:
		return errors.New("there is nothing to reproduce: give --sources and --scores, or import an edition")
	case wrong > 0:
		return fmt.Errorf("%d of %d editions don't come out of their sources", wrong, len(reports))
	}
	return nil
}

// reports are those of the files, or of the whole editions of the database.
func (c *reproduceIndex) reports(ctx context.Context) (all []index.EditionReport, err error) {
	if len(c.Sources)+len(c.Scores) > 0 {
		return c.ofFiles()
	}
	err = c.with(ctx, func(e *editions) error {
		for _, year := range e.Years {
			edition, err := e.Edition(ctx, year)
			if err != nil {
				return err
			}
			if edition.Partial || len(edition.Printed()) == 0 {
				continue
			}
			r, err := edition.Reproduce()
			if err != nil {
				return err
			}
			all = append(all, r)
		}
		return nil
	})
	return all, err
}

func (c *reproduceIndex) ofFiles() ([]index.EditionReport, error) {
	in, err := c.read()
	if err != nil {
		return nil, err
	}
	panel, err := in.Data.Panel()
	if err != nil {
		return nil, err
	}
	if in.Recipe == nil {
		return index.Reproduce(panel, in.Data.Published), nil
	}
	var all []index.EditionReport
	for _, year := range in.Years() {
		var printed []index.Published
		for _, p := range in.Data.Published {
			if p.Year == year {
				printed = append(printed, p)
			}
		}
		all = append(all, index.ReproduceWith(in.Recipe, panel, year, printed))
	}
	return all, nil
}

// reproduced is one line per edition, and below it each figure that doesn't come
// out.
func reproduced(reports []index.EditionReport) answer {
	a := answer{columns: []string{"year", "recipe", "recipe_sha256", "score", "score_of", "rank", "rank_of", "se", "se_of", "ci", "ci_of", "verdict"}}
	type figure struct {
		Year     int           `json:"year"`
		Unit     string        `json:"iso3"`
		Figure   string        `json:"figure"`
		Printed  any           `json:"printed"`
		Computed any           `json:"computed"`
		From     any           `json:"possible_from"`
		To       any           `json:"possible_to"`
		Verdict  index.Verdict `json:"verdict"`
		Reason   string        `json:"reason,omitempty"`
	}
	others := []figure{}
	for _, r := range reports {
		a.rows = append(a.rows, []any{r.Year, r.Recipe, r.Hash, r.Score.Right(), r.Score.Of, r.Rank.Right(), r.Rank.Of,
			r.SE.Right(), r.SE.Of, r.CI.Right(), r.CI.Of, string(r.Verdict)})
		for _, f := range append(append([]index.Figure{}, r.Wrong...), r.Known...) {
			others = append(others, figure{Year: r.Year, Unit: f.Unit, Figure: f.Name, Printed: known(f.Published), Computed: known(f.Computed),
				From: known(f.Possible.From), To: known(f.Possible.To), Verdict: f.Verdict, Reason: f.Reason})
		}
	}
	a.whole = map[string]any{"editions": a.objects(), "figures": others}
	a.text = printer(func(p *paper) {
		for _, r := range reports {
			p.report(r)
		}
	})
	return a
}

func (p *paper) report(r index.EditionReport) {
	if r.Err != nil {
		p.line("%d not reproduced: %v", r.Year, inWords(r.Err))
		return
	}
	p.line("%s", r)
	for _, f := range r.Wrong {
		p.line("  %s %s is printed as %s, and the sources give %s (possible %s to %s)", f.Unit, f.Name, trimmed(f.Published),
			trimmed(f.Computed), trimmed(f.Possible.From), trimmed(f.Possible.To))
	}
	for _, f := range r.Known {
		p.line("  %s %s is printed as %s, and the sources give %s; known: %s", f.Unit, f.Name, trimmed(f.Published), trimmed(f.Computed), f.Reason)
	}
	for _, unit := range r.UnitsUnmatched {
		p.line("  %s is in one of the files only", unit)
	}
}
