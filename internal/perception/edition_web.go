package perception

import (
	"cmp"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/web"
)

// editionPage is an edition as a table, as a picture of the field, and as a map
// of it.
type editionPage struct {
	reader
	*Edition
	Origin string // of the site, for the code that shows the chart elsewhere
	Years  []Year
	Asked  int       // the version that was asked for; 0 for the one that holds
	Past   []Version // all that are or were published, the newest first
	Only   string    // the region whose rows are shown; "" for all
	Sort   string    // of sorts
	Turned bool      // the last on top
	Shown  []Row
	Home   Row // of the country of this installation; its Rank is 0 if it isn't ranked
	Dots   template.HTML
	Tiles  template.HTML
	// Through is that country through the years, in place of the field where there
	// is none, and Series the drawing of it.
	Through *Country
	Series  template.HTML
}

// Wide reports whether there are regions to choose from.
func (e editionPage) Wide() bool { return len(e.Regions()) > 1 }

// Sorted says how a column is sorted, for the attribute of its header.
func (e editionPage) Sorted(by string) string {
	switch {
	case e.Sort != by:
		return ""
	case (by == "rank" || by == "name") != e.Turned:
		return "ascending"
	}
	return "descending"
}

// Of is the query of the version that was asked for.
func (e editionPage) Of() string {
	if e.Asked == 0 {
		return ""
	}
	return "?version=" + strconv.Itoa(e.Asked)
}

// Replaced reports whether the version has been replaced.
func (e editionPage) Replaced() bool { return len(e.Past) > 0 && e.Past[0].N != e.Version.N }

// Turn is the address of a sorting by a column: the column that the page is
// sorted by already turns it round.
func (e editionPage) Turn(by string) string {
	if e.Sort == by && !e.Turned {
		by = turned + by
	}
	return e.Address(by, e.Only)
}

// By is the sorting of the page as addresses have it.
func (e editionPage) By() string {
	if e.Turned {
		return turned + e.Sort
	}
	return e.Sort
}

// HomeName is the name of the country of this installation.
func (e editionPage) HomeName() string { return e.NameOf(e.Home) }

// Address is that of a sorting of the page.
func (e editionPage) Address(sort, region string) string {
	query := []string{}
	if sort != "rank" {
		query = append(query, "sort="+sort)
	}
	if region != "" {
		query = append(query, "region="+template.URLQueryEscaper(region))
	}
	if e.Asked > 0 {
		query = append(query, e.Of()[1:])
	}
	if len(query) == 0 {
		return "?"
	}
	return "?" + strings.Join(query, "&")
}

// turned marks a sorting that has the last on top.
const turned = "-"

// sorts are the orders of a table: by what a column says, the best or the first
// on top.
var sorts = map[string]func(r reader) func(a, b Row) int{
	"rank":    func(reader) func(a, b Row) int { return func(a, b Row) int { return cmp.Compare(a.Rank, b.Rank) } },
	"sources": func(reader) func(a, b Row) int { return func(a, b Row) int { return cmp.Compare(b.N, a.N) } },
	"error":   func(reader) func(a, b Row) int { return func(a, b Row) int { return cmp.Compare(b.SE, a.SE) } },
	"name": func(r reader) func(a, b Row) int {
		return func(a, b Row) int { return i18n.Compare(r.Lang, r.NameOf(a), r.NameOf(b)) }
	},
}

// latest is the newest edition at the address that always has it.
func (p pages) latest(w http.ResponseWriter, r *web.Request) error {
	year, err := p.Latest(r.Context())
	if err != nil {
		return err
	}
	r.Keep(keepFor)
	_, ending, _ := strings.Cut(r.URL.Path, ".")
	return p.edition(w, r, year, ending)
}

// year is an edition: a page, or a file by its ending.
func (p pages) year(w http.ResponseWriter, r *web.Request) error {
	name, ending, _ := strings.Cut(r.PathValue("year"), ".")
	year, err := yearOf(name)
	if err != nil {
		return err
	}
	r.Keep(keepFor)
	return p.edition(w, r, year, ending)
}

// versionOf reads the version of an edition that a query asks for; without one
// it is the one that holds.
func (p pages) versionOf(r *web.Request, year int) (e *Edition, asked int, err error) {
	if !r.URL.Query().Has("version") {
		e, err = p.Edition(r.Context(), year)
		return e, 0, err
	}
	if asked, err = strconv.Atoi(r.FormValue("version")); err != nil {
		return nil, 0, fault.NotFound
	}
	e, err = p.EditionVersion(r.Context(), year, asked)
	return e, asked, err
}

func (p pages) edition(w http.ResponseWriter, r *web.Request, year int, ending string) error {
	e, asked, err := p.versionOf(r, year)
	if err != nil {
		return err
	}
	switch ending {
	case "csv":
		return p.editionCSV(w, r, e)
	case "json":
		return p.editionJSON(w, r, e)
	case "":
		return p.table(w, r, e, asked)
	}
	return fault.NotFound
}

func (p pages) table(w http.ResponseWriter, r *web.Request, e *Edition, asked int) (err error) {
	page := editionPage{reader: p.reader(r), Edition: e, Asked: asked, Origin: p.Address, Only: r.FormValue("region")}
	if page.Years, err = p.Years(r.Context()); err != nil {
		return err
	}
	if page.Past, err = p.Versions(r.Context(), e.Year); err != nil {
		return err
	}
	page.Sort, page.Turned = strings.CutPrefix(r.FormValue("sort"), turned)
	order, ok := sorts[page.Sort]
	if !ok {
		page.Sort, page.Turned, order = "rank", false, sorts["rank"]
	}
	if page.Only != "" && !slices.Contains(e.Regions(), page.Only) {
		return fault.NotFound
	}
	for _, row := range e.Rows {
		if page.Only == "" || row.Region == page.Only {
			page.Shown = append(page.Shown, row)
		}
	}
	slices.SortStableFunc(page.Shown, order(page.reader))
	if page.Turned {
		slices.Reverse(page.Shown)
	}
	page.Home, _ = e.Row(Home)
	if !e.Partial {
		page.Dots, page.Tiles = page.drawField(e, Home).HTML(), page.drawTiles(e, Home).HTML()
	} else if page.Home.Rank > 0 {
		if page.Through, err = p.Country(r.Context(), Home); err != nil {
			return err
		}
		page.Series = page.drawSeries(page.Through, e.Year).HTML()
	}
	return p.Show(w, r, "perception/edition", page)
}

// fieldFile is the picture of the field, to be shown on other sites.
func (p pages) fieldFile(w http.ResponseWriter, r *web.Request) error {
	year, err := yearOf(r.PathValue("year"))
	if err != nil {
		return err
	}
	e, err := p.Edition(r.Context(), year)
	if err != nil {
		return err
	}
	if e.Partial {
		return fault.New(fault.NotFound, "perception.sources-missing", yearText(year)) // a field of one is none
	}
	r.Keep(keepFor)
	openly(w)
	return p.Send(w, r, "image/svg+xml", p.reader(r).drawField(e, Home).File())
}

// manifest is what the published version of an edition is made of, as the text
// whose hash the register has.
func (p pages) manifest(w http.ResponseWriter, r *web.Request) error {
	year, err := yearOf(r.PathValue("year"))
	if err != nil {
		return err
	}
	e, _, err := p.versionOf(r, year)
	if err != nil {
		return err
	}
	if e.Quoted {
		return fault.NotFound
	}
	r.Keep(keepFor)
	return p.Send(w, r, "text/plain; charset=utf-8", []byte(e.Version.Manifest(year)))
}
