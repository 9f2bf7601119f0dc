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
	a := answer{columns: perception.Columns[:perception.Plain]}
	switch table {
	case "sources":
		a.columns = []string{"year", "iso3", "source", "score"}
	case "full":
		a.columns = perception.Columns
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
			a.rows = append(a.rows, e.Export(r)[:len(a.columns)])
		}
	}
	a.whole = map[string]any{"attribution": perception.Attribution, "rows": a.objects()}
	return a
}
