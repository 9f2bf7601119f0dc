package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"adal/internal/fault"
	"adal/internal/perception"
	"adal/internal/perception/index"
)

// reasonFault is a reason against a comparison as a fault, which has words.
func reasonFault(r index.Reason) error { return fault.New(fault.Conflict, r.Word, r.Args...) }

type whatIfIndex struct {
	Country string   `arg:"" help:"ISO 3166-1 alpha-3 code, such as KAZ."`
	Year    int      `arg:"" help:"The edition."`
	Changes []string `arg:"" optional:"" help:"Sources with other scores, such as icrg=30; without a number the source is left out."`
	Rank    int      `help:"Ask instead what each source would have to say for the country to reach this rank."`
	figures
	output
}

// Run answers what would be, or what would have to be.
func (c *whatIfIndex) Run(ctx context.Context) error {
	scores, err := c.scores()
	if err != nil {
		return err
	}
	return c.with(ctx, func(e *editions) error {
		edition, err := e.Edition(ctx, c.Year)
		if err != nil {
			return err
		}
		var a answer
		if c.Rank > 0 {
			a, err = reach(edition, strings.ToUpper(c.Country), c.Rank)
		} else {
			a, err = whatIf(edition, strings.ToUpper(c.Country), scores)
		}
		if err != nil {
			return err
		}
		return c.write(stdout, a)
	})
}

func (c *whatIfIndex) scores() (map[string]float64, error) {
	if (len(c.Changes) == 0) == (c.Rank == 0) {
		return nil, errors.New("say either what changes, such as icrg=30, or the --rank to reach")
	}
	scores := map[string]float64{}
	for _, change := range c.Changes {
		source, number, ok := strings.Cut(change, "=")
		x, err := strconv.ParseFloat(number, 64)
		if number == "" {
			x, err = math.NaN(), nil
		}
		if !ok || err != nil || math.IsInf(x, 0) {
			return nil, fmt.Errorf("%q is no source with a score, such as icrg=30", change)
		}
		scores[strings.ToLower(source)] = x
	}
	return scores, nil
}

func whatIf(e *perception.Edition, iso3 string, scores map[string]float64) (answer, error) {
	w, err := e.WhatIf(iso3, scores)
	if err != nil {
		return answer{}, err
	}
	a := answer{columns: []string{"country", "year", "case", "n_sources", "mean", "score", "rank", "standard_error", "ci_low", "ci_high"}}
	line := func(which string, r index.Row, ranked bool) {
		rank := any(r.Rank)
		if !ranked {
			rank = nil
		}
		a.rows = append(a.rows, []any{r.Unit, e.Year, which, r.N, r.Mean, r.Score, rank, r.SE, r.Low, r.High})
	}
	line("as it is", w.Before.Row, true)
	line("as it would be", w.After, w.Ranked)
	a.text = printer(func(p *paper) {
		for _, source := range slices.Sorted(maps.Keys(scores)) {
			before, spoke := w.Before.Sources[source]
			was := short(before, 2)
			if !spoke {
				was = "–"
			}
			p.line("%-5s %s to %s", source, was, short(scores[source], 2))
		}
		p.line("mean  %s to %s", short(w.Before.Mean, 2), short(w.After.Mean, 2))
		p.line("score %s to %s", short(w.Before.Score, -1), short(w.After.Score, -1))
		if w.Ranked {
			p.line("rank  %d to %d", w.Before.Rank, w.After.Rank)
		} else {
			p.line("the rank isn't known: import the whole edition of %d", e.Year)
		}
	})
	return a, nil
}

// reach is what each source alone would have to say for a rank.
func reach(e *perception.Edition, iso3 string, rank int) (answer, error) {
	r, err := e.Result()
	if err != nil {
		return answer{}, err
	}
	score, err := r.ScoreForRank(iso3, rank)
	if err != nil {
		return answer{}, err
	}
	row, err := e.Need(iso3)
	if err != nil {
		return answer{}, err
	}
	a := answer{columns: []string{"country", "year", "rank", "score", "source", "now", "needed"}}
	for _, source := range slices.Sorted(maps.Keys(row.Sources)) {
		needed, ok, err := r.Reach(iso3, source, score)
		if err != nil {
			return answer{}, err
		}
		if !ok {
			needed = math.NaN()
		}
		a.rows = append(a.rows, []any{iso3, e.Year, rank, score, source, row.Sources[source], needed})
	}
	a.text = printer(func(p *paper) {
		p.line("%s %d: rank %d needs a score of %s, and has %s. One source alone would have to say:", iso3, e.Year, rank, short(score, -1), short(row.Score, -1))
		for _, r := range a.rows {
			needed := short(r[6].(float64), 2)
			if math.IsNaN(r[6].(float64)) {
				needed = "not even the best score is enough"
			}
			p.line("  %-5s %6s now: %s", r[4], short(r[5].(float64), 2), needed)
		}
	})
	return a, nil
}
