package main

import (
	"context"
	"fmt"
	"strings"

	"adal/internal/i18n"
	"adal/internal/perception"
	"adal/internal/perception/index"
)

type explainIndex struct {
	Country string `arg:"" help:"ISO 3166-1 alpha-3 code, such as KAZ."`
	From    int    `arg:"" help:"The earlier edition."`
	To      int    `arg:"" help:"The later edition."`
	figures
	output
}

// Run explains a change of a country.
func (c *explainIndex) Run(ctx context.Context) error {
	return c.with(ctx, func(e *editions) error {
		from, err := e.Edition(ctx, c.From)
		if err != nil {
			return err
		}
		to, err := e.Edition(ctx, c.To)
		if err != nil {
			return err
		}
		x, err := perception.Explain(from, to, strings.ToUpper(c.Country))
		if err != nil {
			return err
		}
		return c.write(stdout, explained(x))
	})
}

// explained is the change by source, and around it what else is known.
func explained(x *perception.Explanation) answer {
	a := answer{columns: []string{"country", "from", "to", "source", "kind", "score_from", "score_to", "movement", "rebasing", "total", "margin"}}
	c := x.Change
	for _, p := range c.Parts {
		a.rows = append(a.rows, []any{c.Unit, c.FromYear, c.ToYear, p.Source, string(p.Kind), p.From, p.To, p.Movement, p.Rebasing, p.Total, p.Margin})
	}
	places, comparable := x.Places()
	of := func(t index.Test) map[string]any {
		return map[string]any{"possible": t.OK, "t": known(t.T), "df": known(t.DF), "p": known(t.P), "q": known(t.Q),
			"difference": known(t.Difference), "low": known(t.Low), "high": known(t.High), "threshold": known(t.Threshold),
			"detectable": known(t.Detectable), "sources": t.N, "up": t.Up, "down": t.Down, "same": t.Same,
			"significant": t.Significant(), "discovered": t.Discovered()}
	}
	a.whole = map[string]any{
		"country": c.Unit, "from": c.FromYear, "to": c.ToYear, "partial": x.Partial(), "parts": a.objects(),
		"score":  map[string]any{"from": known(x.Before.Score), "to": known(x.After.Score)},
		"mean":   map[string]any{"change": known(c.Mean), "margin": known(c.Margin), "movement": c.Movement, "rebasing": c.Rebasing, "entry": c.Entry, "exit": c.Exit, "residual": c.Residual},
		"rank":   map[string]any{"from": c.Rank.Before, "to": c.Rank.After, "places": places, "comparable": comparable, "own": c.Rank.Own, "field": c.Rank.Field, "passed": c.Rank.Passed, "passed_by": c.Rank.PassedBy},
		"ranks":  map[string]any{"low": x.After.Ranks.Low, "high": x.After.Ranks.High, "earlier_inside": x.Inside(), "uncorrected_low": x.After.PlainRanks.Low, "uncorrected_high": x.After.PlainRanks.High},
		"tests":  map[string]any{"two_sample": of(c.TwoSample), "paired": of(c.Paired), "countries": x.Asked},
		"source": perception.Attribution,
	}
	a.text = printer(func(p *paper) { p.explanation(x) })
	return a
}

func (p *paper) explanation(x *perception.Explanation) {
	c := x.Change
	p.line("%s (%s), %d to %d", perception.CountryName(i18n.EN, c.Unit, x.After.Name), c.Unit, c.FromYear, c.ToYear)
	p.line("score %s to %s, rank %d%s to %d%s", short(x.Before.Score, -1), short(x.After.Score, -1),
		x.Before.Rank, ofField(x.From.Field), x.After.Rank, ofField(x.To.Field))
	p.places(x)
	p.line("\nthe mean of the sources changed by %+.2f (the rounding of the inputs hides up to ±%.2f):", c.Mean, c.Margin)
	for _, part := range c.Parts {
		kind := ""
		if part.Kind != index.Moved {
			kind = " (" + string(part.Kind) + ")"
		}
		if !part.Separable {
			kind += " (the scale changed, by how much isn't known)"
		}
		p.line("  %-5s %7s to %7s  %+.2f%s", part.Source, short(part.From, 2), short(part.To, 2), part.Total, kind)
	}
	largest, sum := c.Parts[:min(3, len(c.Parts))], 0.0
	for _, part := range largest {
		sum += part.Total
	}
	p.line("the %d largest of %d parts sum to %+.2f of %+.2f; what no part explains: %.1g", len(largest), len(c.Parts), sum, c.Mean, c.Residual)
	p.line("")
	p.test("two samples, as in the publisher's lists", c.TwoSample, x)
	p.test("paired by source", c.Paired, x)
	if x.Partial() {
		p.line("\nOnly %s is known here. Import the workbooks of %d and %d for the interval of the rank, for what it owes to the others, and for false-discovery control.",
			c.Unit, c.FromYear, c.ToYear)
	}
	p.line("\n%s", perception.Attribution)
}

// places says what the change of rank is worth.
func (p *paper) places(x *perception.Explanation) {
	r := x.Change.Rank
	up, ok := x.Places()
	if !ok {
		var words []string
		for _, reason := range x.Change.Comparability.Reasons {
			words = append(words, inWords(reasonFault(reason)).Error())
		}
		p.line("the ranks can't be put side by side: %s", strings.Join(words, "; "))
		return
	}
	p.line("%s", upDown(up))
	if x.Partial() {
		return
	}
	p.line("of these, %s its own and %s the field's; passed %d (%s), passed by %d (%s)", short(r.Own, -1), short(r.Field, -1),
		len(r.Passed), strings.Join(r.Passed, " "), len(r.PassedBy), strings.Join(r.PassedBy, " "))
	if after := x.After.Ranks; after.Known() {
		where := "outside it"
		if x.Inside() {
			where = "inside it: the change of rank lies within the margin"
		}
		p.line("the 90 %% interval of the rank of %d is %d–%d (%d–%d without the finite population correction); rank %d lies %s",
			x.Change.ToYear, after.Low, after.High, x.After.PlainRanks.Low, x.After.PlainRanks.High, x.Before.Rank, where)
	}
}

func (p *paper) test(name string, t index.Test, x *perception.Explanation) {
	if !t.OK {
		p.line("%s: too few sources to test", name)
		return
	}
	verdict := "not significant at 10 %"
	if t.Significant() {
		verdict = "significant at 10 %"
	}
	q := ""
	if x.Asked > 0 {
		q = fmt.Sprintf(", q = %.3f over %d countries", t.Q, x.Asked)
		if t.Significant() && !t.Discovered() {
			verdict += " alone, not among all countries"
		}
	}
	signs := ""
	if t.Up+t.Down+t.Same > 0 {
		signs = fmt.Sprintf(", %d up, %d down, %d the same", t.Up, t.Down, t.Same)
	}
	p.line("%s: %+.2f, t = %.2f, df %s, p = %.3f%s%s: %s (a change of %.1f would be found)", name, t.Difference, t.T, short(t.DF, -1), t.P, q, signs, verdict, t.Detectable)
}

func ofField(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" of %d", n)
}

func upDown(places int) string {
	one := func(n int) string {
		if n == 1 {
			return "1 place"
		}
		return fmt.Sprintf("%d places", n)
	}
	switch {
	case places > 0:
		return one(places) + " up"
	case places < 0:
		return one(-places) + " down"
	}
	return "the same place"
}

type rankInterval struct {
	Country string `arg:"" help:"ISO 3166-1 alpha-3 code, such as KAZ."`
	Year    int    `arg:"" help:"The edition."`
	figures
	output
	Draws int     `help:"How often the edition is drawn." default:"10000"`
	Seed  uint64  `help:"The same seed gives the same answer on every machine." default:"2019"`
	Level float64 `help:"Of the interval." default:"0.9"`
}

// Run draws the edition with and without the finite population correction.
func (c *rankInterval) Run(ctx context.Context) error {
	return c.with(ctx, func(e *editions) error {
		edition, err := e.Edition(ctx, c.Year)
		if err != nil {
			return err
		}
		row, err := edition.Need(strings.ToUpper(c.Country))
		if err != nil {
			return err
		}
		result, err := edition.Result()
		if err != nil {
			return err
		}
		a := answer{columns: []string{"country", "year", "rank", "correction", "low", "high", "expected", "level", "draws", "seed"}}
		for _, how := range []index.Errors{index.Corrected, index.Plain} {
			ranking, err := result.Simulate(index.Simulation{Seed: c.Seed, Draws: c.Draws, Level: c.Level, Errors: how})
			if err != nil {
				return err
			}
			i, err := ranking.Interval(row.Unit)
			if err != nil {
				return err
			}
			a.rows = append(a.rows, []any{row.Unit, c.Year, i.Rank, how == index.Corrected, i.Low, i.High, i.Expected, c.Level, c.Draws, c.Seed})
		}
		a.text = printer(func(p *paper) {
			p.line("%s %d: rank %d of %d", row.Unit, c.Year, row.Rank, len(result.Rows))
			p.line("%s %% interval %d–%d with the finite population correction, %d–%d without", short(100*c.Level, -1), a.rows[0][4], a.rows[0][5], a.rows[1][4], a.rows[1][5])
			p.line("%d draws, seed %d", c.Draws, c.Seed)
		})
		return c.write(stdout, a)
	})
}
