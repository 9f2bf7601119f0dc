package perception

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"adal/internal/fault"
	"adal/internal/perception/index"
	"adal/internal/web"
)

// countryPage is a country in an edition: where it stands, how it got there, and
// how much of that is more than noise.
type countryPage struct {
	reader
	*Country
	*Edition
	Row       Row
	Title     string // name of the country
	Origin    string // of the site, for the code that shows the chart elsewhere
	Series    template.HTML
	RankChart template.HTML
	Sources   []multiple
	Told      []int // years of which the sources are known, ascending
	Change    *changed
	Missing   *fault.Error // why there is no change
	Before    []int        // years that the change may begin at
	Drops     []index.Dropped
}

// changed is a change as the page says it.
type changed struct {
	*Explanation
	Chart   template.HTML
	Verdict string
	Why     []string // the two ranks can't be put side by side
	Tests   []verdict
	reader
}

// Rebased reports whether some of the change is one of the scale, or may be.
func (c changed) Rebased() bool {
	return slices.ContainsFunc(c.Change.Parts, func(p index.Part) bool { return !p.Separable || p.Rebasing != 0 })
}

// A verdict is a test in words.
type verdict struct {
	Name, Text string
	index.Test
}

// Where is the region that the publisher counts the country to.
func (c countryPage) Where() string { return c.RegionName(c.Row.Region) }

func (r reader) titleOf(c *Country) string { return CountryName(r.Lang, c.ISO3, c.Name) }

// asked reads the edition and the country of an address, and how its last part
// ends.
func (p pages) asked(r *web.Request) (e *Edition, c *Country, ending string, err error) {
	code, ending, _ := strings.Cut(r.PathValue("iso3"), ".")
	year, err := yearOf(r.PathValue("year"))
	if err != nil {
		return nil, nil, "", err
	}
	iso3, err := countryOf(code)
	if err != nil {
		return nil, nil, "", err
	}
	if e, err = p.Edition(r.Context(), year); err != nil {
		return nil, nil, "", err
	}
	c, err = p.Country(r.Context(), iso3)
	return e, c, ending, err
}

func (p pages) country(w http.ResponseWriter, r *web.Request) error {
	e, c, ending, err := p.asked(r)
	if err != nil {
		return err
	}
	row, err := e.Need(c.ISO3)
	if err != nil {
		return err
	}
	page := countryPage{reader: p.reader(r), Country: c, Edition: e, Origin: p.Address, Row: row}
	if err := p.explain(r.Context(), r.FormValue("from"), &page); err != nil {
		return err
	}
	r.Keep(keepFor)
	switch ending {
	case "csv":
		return p.countryCSV(w, r, c)
	case "json":
		return p.countryJSON(w, r, page)
	case "":
	default:
		return fault.NotFound
	}
	page.draw()
	if result, err := e.Result(); err == nil {
		if page.Drops, err = result.DropSources(c.ISO3); err != nil {
			return err
		}
	}
	return p.Show(w, r, "perception/country", page)
}

func (c *countryPage) draw() {
	c.Title = c.titleOf(c.Country)
	c.Series, c.Sources = c.drawSeries(c.Country, c.Year).HTML(), c.multiples(c.Country)
	if c.Row.Ranks.Known() {
		c.RankChart = c.drawRank(c.Row, c.Field).HTML()
	}
	for _, p := range c.Points {
		if len(p.Sources) > 0 {
			c.Told = append(c.Told, p.Year)
		}
	}
}

// explain looks for the edition before that the change is to begin at: the one
// that was asked for, else the newest before of which there are sources.
func (p pages) explain(ctx context.Context, asked string, page *countryPage) error {
	for _, point := range page.Points {
		if point.Year < page.Year && len(point.Sources) > 0 {
			page.Before = append(page.Before, point.Year)
		}
	}
	if len(page.Before) == 0 {
		return nil
	}
	from := page.Before[len(page.Before)-1]
	if asked != "" {
		year, err := yearOf(asked)
		if err != nil || !slices.Contains(page.Before, year) {
			return fault.NotFound
		}
		from = year
	}
	x, err := p.Explain(ctx, page.ISO3, from, page.Year)
	if f := (*fault.Error)(nil); errors.As(err, &f) {
		page.Missing = f
		return nil
	} else if err != nil {
		return err
	}
	page.Change = &changed{Explanation: x, reader: page.reader}
	page.Change.Chart = page.drawChange(x.Change).HTML()
	page.Change.Verdict = page.verdict(x)
	page.Change.Why, page.Change.Tests = page.why(x), page.tests(x)
	return nil
}

// seriesFile is the country through the years as a picture, to be shown on other
// sites.
func (p pages) seriesFile(w http.ResponseWriter, r *web.Request) error {
	e, c, _, err := p.asked(r)
	if err != nil {
		return err
	}
	r.Keep(keepFor)
	openly(w)
	return p.Send(w, r, "image/svg+xml", p.reader(r).drawSeries(c, e.Year).File())
}

// OfField says among how many the country is ranked, as far as that is known.
func (c countryPage) OfField() string {
	if c.Field == 0 {
		return c.say("perception.field-unknown")
	}
	return c.say("perception.of-field", c.Field)
}

// ErrorSaid says the standard error, as far as it is known.
func (c countryPage) ErrorSaid() string {
	if s := c.reader.Known(c.Row.SE); s != "" {
		return c.say("perception.error-of", s)
	}
	return c.say("perception.error-unknown")
}
