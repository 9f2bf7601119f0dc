package main

import (
	"context"
	"maps"
	"slices"

	"adal/internal/perception"
)

type exportIndex struct {
	Years []int `arg:"" optional:"" help:"Editions; all if none is named."`
	figures
	output
	Table string `help:"full: all that is known of each country; scores and sources: the tidy files, as import takes them." enum:"full,scores,sources" default:"full"`
}

// Run writes the editions as CSV, or as JSON with --json.
func (c *exportIndex) Run(ctx context.Context) error {
	return c.with(ctx, func(e *editions) error {
		years := c.Years
		if len(years) == 0 {
			years = e.Years
		}
		var all []*perception.Edition
		told := progress("editions")
		for i, year := range years {
			edition, err := e.Edition(ctx, year)
			if err != nil {
				return err
			}
			all = append(all, edition)
			if told != nil {
				told(i+1, len(years))
			}
		}
		a := exported(all, c.Table)
		if c.JSON {
			return c.write(stdout, a)
		}
		return a.csv(stdout)
	})
}

func exported(all []*perception.Edition, table string) answer {
	a := answer{columns: []string{"year", "iso3", "country", "region", "score", "rank", "n_sources", "standard_error", "ci_low", "ci_high"}}
	switch table {
	case "sources":
		a.columns = []string{"year", "iso3", "source", "score"}
	case "full":
		a.columns = append(a.columns, "mean", "rank_low", "rank_high", "tier", "partial", "quoted", "recipe", "version")
	}
	for _, e := range all {
		for _, r := range slices.Concat(e.Rows, e.Unranked) {
			switch {
			case table == "sources":
				for _, s := range slices.Sorted(maps.Keys(r.Sources)) {
					a.rows = append(a.rows, []any{e.Year, r.Unit, s, r.Sources[s]})
				}
				continue
			case r.Rank == 0:
				continue
			}
			a.rows = append(a.rows, exportedRow(e, r, table == "full"))
		}
	}
	a.whole = map[string]any{"attribution": perception.Attribution, "rows": a.objects()}
	return a
}

// exportedRow is a country in an edition. The standard error is printed as the
// recipe prints it.
func exportedRow(e *perception.Edition, r perception.Row, full bool) []any {
	row := []any{e.Year, r.Unit, r.Name, r.Region, r.Score, r.Rank, orNothing(r.N), e.Recipe.PrintSE(r.SE), r.Low, r.High}
	if !full {
		return row
	}
	return append(row, r.Mean, orNothing(r.Ranks.Low), orNothing(r.Ranks.High), orNothing(r.Tier), e.Partial, e.Quoted, e.Version.Recipe, orNothing(e.Version.N))
}

// orNothing is a count that is there from 1 up.
func orNothing(n int) any {
	if n == 0 {
		return nil
	}
	return n
}
