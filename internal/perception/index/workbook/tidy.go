package workbook

import (
	"math"
	"slices"
	"strings"

	"adal/internal/perception/index"
)

// The columns of the two tidy files, one line per observation and one per
// published unit.
var (
	tidySources = []string{"year", "iso3", "source", "score"}
	tidyScores  = []string{"year", "iso3", "country", "region", "score", "rank", "n_sources", "standard_error", "ci_low", "ci_high"}
)

// tidy reports whether the first line is that of a tidy file: it has a year
// and a code, which no sheet of the publisher has side by side.
func (g *grid) tidy() bool {
	columns, _ := g.header()
	_, year := columns["year"]
	_, unit := columns["iso3"]
	return year && unit
}

func (g *grid) header() (columns map[string]int, names []string) {
	columns = map[string]int{}
	if len(g.rows) == 0 {
		return columns, nil
	}
	for c := range g.rows[0] {
		name := strings.ToLower(g.cell(0, c))
		names = append(names, name)
		if _, twice := columns[name]; !twice {
			columns[name] = c
		}
	}
	return columns, names
}

func (g *grid) readTidy() (*Import, error) {
	columns, names := g.header()
	known, needed := tidyScores, []string{"year", "iso3", "score"}
	_, observations := columns["source"]
	if observations {
		known, needed = tidySources, tidySources
	}
	for c, name := range names {
		if !slices.Contains(known, name) {
			return nil, g.wrong(0, c, "column-unknown", name)
		}
		if columns[name] != c {
			return nil, g.wrong(0, c, "heading-twice", name, columnName(columns[name]))
		}
	}
	for _, name := range needed {
		if _, ok := columns[name]; !ok {
			return nil, g.wrong(0, -1, "column-missing", name)
		}
	}
	one := &Import{Files: []File{{Name: g.file, Sheets: []Sheet{{}}}}}
	seen := map[[3]string]int{}
	for r := 1; r < len(g.rows); r++ {
		if g.filled(r) == 0 {
			continue
		}
		if len(g.rows[r]) > len(names) {
			return nil, g.wrong(r, len(names), "column-unknown", g.cell(r, len(names)))
		}
		t := tidyRow{g: g, row: r, columns: columns}
		key := [3]string{g.cell(r, columns["year"]), g.cell(r, columns["iso3"]), ""}
		if observations {
			key[2] = g.cell(r, columns["source"])
			one.Observations = append(one.Observations, t.observation())
		} else {
			one.Published = append(one.Published, t.published())
		}
		if t.err != nil {
			return nil, t.err
		}
		if first, twice := seen[key]; twice {
			return nil, g.wrong(r, columns["iso3"], "unit-twice", strings.TrimSpace(strings.Join(key[:], " ")), rowName(first))
		}
		seen[key] = r
		one.Files[0].Sheets[0].Units++
	}
	if one.Files[0].Sheets[0].Units == 0 {
		return nil, g.wrong(-1, -1, "no-rows")
	}
	return one, nil
}

// IsUnit reports whether a text can be the code of a unit: two to twelve capital
// letters, digits or hyphens, a letter first, as in KAZ and KZ-47.
func IsUnit(code string) bool {
	return len(code) >= 2 && len(code) <= 12 && code[0] >= 'A' && code[0] <= 'Z' &&
		strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == ""
}

// A tidyRow reads the cells of one line and keeps the first error.
type tidyRow struct {
	g       *grid
	row     int
	columns map[string]int
	err     error
}

func (t *tidyRow) observation() index.Observation {
	return index.Observation{Year: t.year(), Unit: t.unit(), Source: t.text("source", true), Score: t.needed("score")}
}

func (t *tidyRow) published() index.Published {
	return index.Published{Year: t.year(), Unit: t.unit(), Name: t.text("country", false), Region: t.text("region", false),
		Score: t.needed("score"), Rank: t.whole("rank"), N: t.whole("n_sources"),
		SE: t.number("standard_error"), Low: t.number("ci_low"), High: t.number("ci_high")}
}

func (t *tidyRow) keep(err error) {
	if t.err == nil && err != nil {
		t.err = err
	}
}

func (t *tidyRow) column(name string) int {
	if c, ok := t.columns[name]; ok {
		return c
	}
	return -1
}

func (t *tidyRow) text(name string, needed bool) string {
	c := t.column(name)
	text := t.g.cell(t.row, c)
	if needed && text == "" {
		t.keep(t.g.wrong(t.row, c, "empty"))
	}
	return text
}

func (t *tidyRow) unit() string {
	code := t.text("iso3", true)
	if code != "" && !IsUnit(code) {
		t.keep(t.g.wrong(t.row, t.column("iso3"), "unit-wrong", code))
	}
	return code
}

func (t *tidyRow) number(name string) float64 {
	c := t.column(name)
	if c < 0 {
		return math.NaN()
	}
	x, err := t.g.number(t.row, c)
	t.keep(err)
	return x
}

func (t *tidyRow) needed(name string) float64 {
	x := t.number(name)
	if math.IsNaN(x) {
		t.keep(t.g.wrong(t.row, t.column(name), "empty"))
	}
	return x
}

func (t *tidyRow) whole(name string) int {
	n, err := t.g.count(t.row, t.column(name))
	t.keep(err)
	return n
}

func (t *tidyRow) year() int {
	c := t.column("year")
	n, err := t.g.count(t.row, c)
	t.keep(err)
	if err == nil && (n < 1900 || n > 2999) {
		t.keep(t.g.wrong(t.row, c, "out-of-range", t.g.cell(t.row, c), "1900", "2999"))
	}
	return n
}
