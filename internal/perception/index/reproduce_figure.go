package index

import (
	"math"
	"slices"
)

// A comparison goes through the published figures of one edition.
type comparison struct {
	report   *EditionReport
	computed *Result
	possible []Possible
	known    []Irreproducible
	scores   []float64 // published, ascending
}

func (c *comparison) unit(p Published) {
	at, ok := c.computed.at(p.Unit)
	if !ok {
		c.report.UnitsUnmatched = append(c.report.UnitsUnmatched, p.Unit)
		return
	}
	row, recipe := c.computed.Rows[at], c.computed.Recipe
	c.report.UnitsReproduced++
	can := Possible{Score: point(row.Score), SE: point(row.SE), Low: point(row.Low), High: point(row.High)}
	if c.possible != nil {
		can = c.possible[at]
	}
	if p.N > 0 && p.N != row.N {
		c.wrong(Figure{Unit: p.Unit, Name: "n", Published: float64(p.N), Computed: float64(row.N)})
	}
	if !math.IsNaN(p.Score) {
		c.judge(&c.report.Score, c.figure(p.Unit, "score", p.Score, row.Score, can.Score, recipe.Decimals))
	}
	if p.Rank > 0 {
		c.judge(&c.report.Rank, c.rank(p, row))
	}
	if !math.IsNaN(p.SE) {
		f := c.figure(p.Unit, "se", p.SE, row.SE, can.SE, recipe.Error.Decimals)
		if f.Verdict == Exact {
			c.report.LargestSE = max(c.report.LargestSE, math.Abs(f.Published-f.Computed))
		}
		c.judge(&c.report.SE, f)
	}
	if !math.IsNaN(p.Low) && !math.IsNaN(p.High) {
		low, high := c.limits(p, can, row)
		c.judge(&c.report.CI, low, high)
	}
}

func point(x float64) Span { return Span{x, x} }

// limits compares both ends of the interval. Around a rounded score that the
// inputs allow, the printed score itself is the centre.
func (c *comparison) limits(p Published, can Possible, row Row) (low, high Figure) {
	recipe := c.computed.Recipe
	if recipe.Interval.Centre == CentreScore && c.possible != nil && can.Score.Has(p.Score) {
		z := recipe.Interval.Z
		can.Low = Span{p.Score - z*can.SE.To, p.Score - z*can.SE.From}
		can.High = Span{p.Score + z*can.SE.From, p.Score + z*can.SE.To}
	}
	low = c.figure(p.Unit, "ci_low", p.Low, row.Low, can.Low, recipe.Interval.Decimals)
	high = c.figure(p.Unit, "ci_high", p.High, row.High, can.High, recipe.Interval.Decimals)
	return low, high
}

// figure compares one number: exact if it rounds to what was printed, or if
// the inputs are fine and their last decimal explains the difference;
// consistent if the inputs are rounded and allow it.
func (c *comparison) figure(unit, name string, published, computed float64, can Span, decimals int) Figure {
	f := Figure{Unit: unit, Name: name, Published: published, Computed: computed, Possible: can, Verdict: Differs}
	half := 0.5*math.Pow10(-decimals) + 1e-9
	if decimals >= 5 {
		// Since 2019 the figures come out of arithmetic in single precision and
		// are printed with its seven digits: the last may be off by one step.
		half += float64(math.Nextafter32(float32(published), math.MaxFloat32)) - float64(float32(published))
	}
	switch {
	case math.Abs(published-computed) <= half:
		f.Verdict = Exact
	case published >= can.From-half && published <= can.To+half:
		f.Verdict = Consistent
		if !c.report.Rounded {
			f.Verdict = Exact
		}
	}
	return f
}

// rank compares a rank. With rounded inputs the computed scores may be a unit
// off, and then the rule is asked about the published scores.
func (c *comparison) rank(p Published, row Row) Figure {
	f := Figure{Unit: p.Unit, Name: "rank", Published: float64(p.Rank), Computed: float64(row.Rank), Verdict: Differs}
	switch {
	case p.Rank == row.Rank:
		f.Verdict = Exact
	case c.report.Rounded && p.Rank == c.rankOfPublished(p.Score):
		f.Verdict = Consistent
	}
	return f
}

func (c *comparison) rankOfPublished(score float64) int {
	scores := c.scores
	if c.computed.Recipe.Ties == Dense {
		scores = slices.Compact(slices.Clone(scores))
	}
	return 1 + above(scores, score)
}

// judge counts figures that belong together as one: the worst verdict holds.
func (c *comparison) judge(count *Count, figures ...Figure) {
	count.Of++
	worst := Exact
	for _, f := range figures {
		switch {
		case f.Verdict == Differs && c.excused(&f):
			c.report.Known = append(c.report.Known, f)
			worst = Known
		case f.Verdict == Differs:
			c.wrong(f)
			worst = Differs
		case f.Verdict == Consistent && worst == Exact:
			worst = Consistent
		}
	}
	switch worst {
	case Exact:
		count.Exact++
	case Consistent:
		count.Consistent++
	case Known:
		count.Known++
	}
}

// excused marks a figure that is known to differ in just this way.
func (c *comparison) excused(f *Figure) bool {
	for _, k := range c.known {
		if k.Year == c.report.Year && k.Unit == f.Unit && k.Figure == f.Name && k.Prints == f.Published {
			f.Verdict, f.Reason = Known, k.Reason
			return true
		}
	}
	return false
}

func (c *comparison) wrong(f Figure) {
	f.Verdict = Differs
	c.report.Wrong = append(c.report.Wrong, f)
}

// unpublished names units that have sources enough but were not published.
func (c *comparison) unpublished(published []Published) {
	for _, row := range c.computed.Rows {
		if !slices.ContainsFunc(published, func(p Published) bool { return p.Unit == row.Unit }) {
			c.report.UnitsUnmatched = append(c.report.UnitsUnmatched, row.Unit)
		}
	}
	slices.Sort(c.report.UnitsUnmatched)
}
