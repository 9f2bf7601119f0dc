package workbook

import (
	"slices"
	"strconv"
)

// A table is a grid whose headings were understood.
type table struct {
	*grid
	head    int // row of the headings
	first   int // row of the first figures
	year    int // of the edition; 0 if the headings don't say
	figures map[string]int
	sources map[string]int
	unknown []int // columns that are neither
	err     error // the first heading that can't be understood; it counts if the table is used
}

// headRows is how many lines from the top are looked through for headings.
const headRows = 40

// table finds the headings of a grid: the first line that has a country or a
// code, and a score. Headings may be spread over two lines, the upper of which
// is written once over several columns. A grid without such a line is nil.
func (g *grid) table() *table {
	for r := range min(len(g.rows), headRows) {
		if t := g.tableAt(r); t != nil {
			t.columns()
			return t
		}
	}
	return nil
}

func (g *grid) tableAt(r int) *table {
	t := &table{grid: g, head: r, first: r + 1, figures: map[string]int{}, sources: map[string]int{}}
	unit, score := false, false
	for c := range g.rows[r] {
		switch readHeading(g.cell(r, c)).figure() {
		case "country", "code":
			unit = true
		case "score":
			score = true
		}
	}
	if !unit || !score {
		return nil
	}
	return t
}

// columns says of every column what it is.
func (t *table) columns() {
	names := t.headings()
	t.year = editionYear(names)
	for c, h := range names {
		if h.words == "" && len(h.years) == 0 {
			continue
		}
		if len(h.years) > 0 && (len(h.years) > 1 || h.years[0] != t.year) && t.year != 0 && h.figure() != "" {
			continue // a figure of another edition, for comparison
		}
		if name := h.figure(); name != "" {
			t.put(t.figures, name, c)
			continue
		}
		source, other := h.source()
		if other != "" {
			t.keep(t.wrong(t.head, c, "heading-unsure", t.cell(t.head, c), min(source, other), max(source, other)))
			continue
		}
		if source == "" {
			t.unknown = append(t.unknown, c)
			continue
		}
		t.put(t.sources, source, c)
	}
}

func (t *table) keep(err *Error) {
	if t.err == nil {
		t.err = err
	}
}

// put keeps the first column of a name. A second one of the same name is fine
// if it says the same in every line.
func (t *table) put(into map[string]int, name string, c int) {
	first, twice := into[name]
	if !twice {
		into[name] = c
		return
	}
	for r := t.first; r < len(t.rows); r++ {
		if t.cell(r, c) != t.cell(r, first) {
			t.keep(t.wrong(t.head, c, "heading-twice", t.cell(t.head, c), columnName(first)))
			return
		}
	}
}

// headings reads the line of headings together with the line below it, if that
// continues it, or the one above it, if the cell alone isn't understood.
func (t *table) headings() []heading {
	width := 0
	for r := max(0, t.head-1); r < min(len(t.rows), t.head+2); r++ {
		width = max(width, len(t.rows[r]))
	}
	below := t.continued()
	if below {
		t.first = t.head + 2
	}
	names := make([]heading, width)
	over, across := "", ""
	for c := range names {
		text := t.cell(t.head, c)
		if text != "" {
			across = text
		}
		if up := t.cell(t.head-1, c); up != "" {
			over = up
		}
		names[c] = readHeading(text)
		if below && t.cell(t.head+1, c) != "" {
			names[c] = readHeading(across + " " + t.cell(t.head+1, c))
			continue
		}
		if names[c].figure() == "" && over != "" && text != "" {
			if both := readHeading(over + " " + text); both.figure() != "" {
				names[c] = both
			}
		}
	}
	return names
}

// continued reports whether the line below the headings is one of headings,
// too: it says something, but neither a number nor anything in the columns of
// the unit and its score.
func (t *table) continued() bool {
	r := t.head + 1
	if r >= len(t.rows) || t.filled(r) == 0 {
		return false
	}
	for c := range t.rows[r] {
		text := t.cell(r, c)
		if _, err := strconv.ParseFloat(text, 64); err == nil {
			return false
		}
		name := readHeading(t.cell(t.head, c)).figure()
		if text != "" && (name == "country" || name == "code" || name == "score") {
			return false
		}
	}
	return true
}

// editionYear is the latest year that a score has in the headings.
func editionYear(names []heading) int {
	year := 0
	for _, h := range names {
		if h.figure() == "score" && len(h.years) == 1 {
			year = max(year, h.years[0])
		}
	}
	return year
}

// column is where a figure stands, −1 if nowhere.
func (t *table) column(name string) int {
	if c, ok := t.figures[name]; ok {
		return c
	}
	return -1
}

// lines are the rows below the headings that have figures: more than one cell.
// A single cell is a note.
func (t *table) lines() (rows []int) {
	for r := t.first; r < len(t.rows); r++ {
		if t.filled(r) > 1 {
			rows = append(rows, r)
		}
	}
	return rows
}

// ignored are the headings of the columns that were not understood.
func (t *table) ignored() (texts []string) {
	for _, c := range t.unknown {
		texts = append(texts, t.cell(t.head, c))
	}
	slices.Sort(texts)
	return texts
}
