package main

import (
	"context"
	"strings"

	"adal/internal/perception"
	"adal/internal/perception/index"
)

type robustness struct {
	Country string `arg:"" help:"ISO 3166-1 alpha-3 code, such as KAZ."`
	Year    int    `arg:"" help:"The edition."`
	figures
	output
	Sample int    `help:"Base sample; each factor adds as many editions." default:"2048"`
	Seed   uint64 `help:"The same seed gives the same answer on every machine." default:"2019"`
}

// Run leaves out each source in turn, and then tries every choice that makes the
// index: weights, normalisation, aggregation, sources and sampling error.
func (c *robustness) Run(ctx context.Context) error {
	return c.with(ctx, func(e *editions) error {
		edition, err := e.Edition(ctx, c.Year)
		if err != nil {
			return err
		}
		a, err := c.analyse(edition)
		if err != nil {
			return err
		}
		return c.write(stdout, a)
	})
}

func (c *robustness) analyse(e *perception.Edition) (a answer, err error) {
	unit := strings.ToUpper(c.Country)
	row, err := e.Need(unit)
	if err != nil {
		return a, err
	}
	r, err := e.Result()
	if err != nil {
		return a, err
	}
	drops, err := r.DropSources(unit)
	if err != nil {
		return a, err
	}
	how := index.UsualAnalysis()
	how.Sample, how.Seed = c.Sample, c.Seed
	told := progress("making editions")
	if told != nil {
		told(0, how.Sample*7)
	}
	s, err := index.Analyse(e.Recipe, r.Edition, how)
	if err != nil {
		return a, err
	}
	if told != nil {
		told(len(s.Replications), len(s.Replications))
	}
	effects, err := s.Effects(unit)
	if err != nil {
		return a, err
	}
	ranks, err := s.Ranks(unit)
	if err != nil {
		return a, err
	}
	return robust(e, row, drops, effects, ranks, s), nil
}

func robust(e *perception.Edition, row perception.Row, drops []index.Dropped, effects []index.Effect, ranks []int, s *index.Sensitivity) answer {
	a := answer{columns: []string{"country", "year", "what", "name", "score", "rank", "first", "total"}}
	for _, d := range drops {
		score, rank := any(d.Score), any(d.Rank)
		if d.TooFew {
			score, rank = nil, nil
		}
		a.rows = append(a.rows, []any{row.Unit, e.Year, "without", d.Source, score, rank, nil, nil})
	}
	for _, f := range effects {
		a.rows = append(a.rows, []any{row.Unit, e.Year, "factor", string(f.Factor), nil, nil, f.First, f.Total})
	}
	low, mid, high := ranks[len(ranks)*5/100], ranks[len(ranks)/2], ranks[len(ranks)*95/100]
	a.whole = map[string]any{"country": row.Unit, "year": e.Year, "rank": row.Rank, "editions": len(s.Replications), "seed": s.Analysis.Seed,
		"ranks": map[string]int{"low": low, "median": mid, "high": high}, "rows": a.objects()}
	a.text = printer(func(p *paper) {
		p.line("%s %d: score %s, rank %d", row.Unit, e.Year, short(row.Score, -1), row.Rank)
		for _, d := range drops {
			if d.TooFew {
				p.line("  without %-5s too few sources for a score", d.Source)
				continue
			}
			p.line("  without %-5s score %s, rank %d", d.Source, short(d.Score, -1), d.Rank)
		}
		p.line("%d editions with other choices (seed %d): median rank %d, nine of ten within %d–%d", len(s.Replications), s.Analysis.Seed, mid, low, high)
		for _, f := range effects {
			p.line("  %-13s alone %3.0f %%, with all it acts through %3.0f %%", f.Factor, 100*f.First, 100*f.Total)
		}
	})
	return a
}
