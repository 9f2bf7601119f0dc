package workbook

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"adal/internal/perception/index"
)

// A line is one unit of the publisher's sheet.
type line struct {
	row       int
	published index.Published
	scores    map[string]float64 // by source
	zeros     []string           // sources of zeros that may be gaps
}

// readSheets takes the edition out of the sheets of one file: the sheet with
// most figures and its sources, or, where that has no sources (2017), the
// sources of the other sheets, which must cover every unit.
func readSheets(name string, grids []*grid) (*Import, error) {
	file := File{Name: name}
	var tables []*table
	for _, g := range grids {
		if t := g.table(); t != nil {
			tables = append(tables, t)
		}
		file.Sheets = append(file.Sheets, Sheet{Name: g.sheet})
	}
	main := mainTable(tables)
	if main == nil {
		at := &grid{file: name}
		if len(grids) > 0 {
			at.sheet = grids[0].sheet
		}
		return nil, at.wrong(-1, -1, "no-table")
	}
	if main.err != nil {
		return nil, main.err
	}
	year, err := main.findYear()
	if err != nil {
		return nil, err
	}
	lines, err := main.read(year)
	if err != nil {
		return nil, err
	}
	used := []*table{main}
	if len(main.sources) == 0 {
		if used, err = borrowSources(main, tables, lines, year); err != nil {
			return nil, err
		}
	}
	one := &Import{Files: []File{file}}
	for _, l := range lines {
		one.Published = append(one.Published, l.published)
		for source, score := range l.scores {
			one.Observations = append(one.Observations, index.Observation{Year: year, Unit: l.published.Unit, Source: source, Score: score})
		}
	}
	slices.SortFunc(one.Observations, func(a, b index.Observation) int {
		if a.Unit != b.Unit {
			return compare(a.Unit, b.Unit)
		}
		return compare(a.Source, b.Source)
	})
	for i := range file.Sheets {
		for _, t := range used {
			if file.Sheets[i].Name == t.sheet {
				file.Sheets[i].Year, file.Sheets[i].Units, file.Sheets[i].Ignored = year, len(t.lines()), t.ignored()
			}
		}
	}
	return one, nil
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// mainTable is the table with the most figures of the whole world: one with
// sources before one without, then the one with more lines, then with more
// columns understood, then the first.
func mainTable(tables []*table) *table {
	most := 0
	for _, t := range tables {
		most = max(most, len(t.lines()))
	}
	var best *table
	rating := func(t *table) [2]int { return [2]int{min(len(t.sources), 1), len(t.figures)} }
	for _, t := range tables {
		if len(t.lines())*10 < most*9 {
			continue // a region, or a list of changes
		}
		if best == nil || rating(t)[0] > rating(best)[0] || rating(t)[0] == rating(best)[0] && rating(t)[1] > rating(best)[1] {
			best = t
		}
	}
	return best
}

// findYear is the year of the edition: as the headings say, else the only year
// in the sheet's name, in a line above the headings or in the file's name.
func (t *table) findYear() (int, error) {
	if t.year != 0 {
		return t.year, nil
	}
	places := []string{t.sheet}
	for r := range t.head {
		for c := range t.rows[r] {
			places = append(places, t.cell(r, c))
		}
	}
	for _, place := range append(places, t.file) {
		years := readHeading(place).years
		slices.Sort(years)
		switch years = slices.Compact(years); len(years) {
		case 0:
			continue
		case 1:
			return years[0], nil
		}
		return 0, t.wrong(t.head, -1, "two-years", strconv.Itoa(years[0]), strconv.Itoa(years[1]))
	}
	return 0, t.wrong(t.head, -1, "no-year")
}

// read reads every line of the table.
func (t *table) read(year int) ([]*line, error) {
	var lines []*line
	seen := map[string]int{}
	for _, r := range t.lines() {
		l, err := t.readLine(r, year)
		if err != nil {
			return nil, err
		}
		if first, twice := seen[l.published.Unit]; twice {
			return nil, t.wrong(r, t.unitColumn(), "unit-twice", l.published.Unit, rowName(first))
		}
		seen[l.published.Unit] = r
		if len(t.sources) > 0 {
			if err := t.settleZeros(l); err != nil {
				return nil, err
			}
		}
		lines = append(lines, l)
	}
	if len(lines) == 0 {
		return nil, t.wrong(t.head, -1, "no-rows")
	}
	return lines, nil
}

func (t *table) unitColumn() int {
	if c := t.column("code"); c >= 0 {
		return c
	}
	return t.column("country")
}

func (t *table) readLine(r, year int) (*line, error) {
	unit, err := t.unit(r)
	if err != nil {
		return nil, err
	}
	l := &line{row: r, scores: map[string]float64{}}
	p := &l.published
	p.Year, p.Unit, p.Name, p.Region = year, unit, t.cell(r, t.column("country")), t.cell(r, t.column("region"))
	if other, ok := headings().Regions[p.Region]; ok {
		p.Region = other
	}
	read := func(name string, low, high float64) (x float64) {
		if err == nil {
			x, err = t.within(r, t.column(name), low, high)
		}
		return x
	}
	p.Score = read("score", 0, 100)
	p.SE = read("error", 0, 100)
	p.Low, p.High = read("low", -100, 200), read("high", -100, 200)
	if err == nil {
		p.Rank, err = t.count(r, t.column("rank"))
	}
	if err == nil {
		p.N, err = t.count(r, t.column("count"))
	}
	if err == nil && math.IsNaN(p.Score) {
		err = t.wrong(r, t.column("score"), "no-score", unit)
	}
	for source, c := range t.sources {
		if err != nil {
			break
		}
		var x float64
		x, err = t.within(r, c, 0, 100)
		if math.IsNaN(x) {
			continue
		}
		l.scores[source] = x
		if x == 0 {
			l.zeros = append(l.zeros, source)
		}
	}
	if err != nil {
		return nil, err
	}
	slices.Sort(l.zeros)
	return l, nil
}

// zerosMeanGaps is the last edition that wrote a gap as 0.
const zerosMeanGaps = 2013

// settleZeros tells gaps from real zeros by the number of sources printed, and
// makes sure that no source was overlooked.
func (t *table) settleZeros(l *line) error {
	printed, found := l.published.N, len(l.scores)
	if printed == 0 {
		if l.published.Year <= zerosMeanGaps && len(l.zeros) > 0 {
			return t.wrong(l.row, -1, "count-missing", l.published.Unit)
		}
		if len(t.unknown) > 0 {
			// Without the count nothing proves that an unknown column isn't a source.
			return t.wrong(t.head, t.unknown[0], "column-unknown", t.cell(t.head, t.unknown[0]))
		}
		return nil
	}
	real := printed - (found - len(l.zeros)) // zeros that must be real
	switch {
	case real < 0 || real > len(l.zeros):
		return t.wrong(l.row, t.column("count"), "count-differs", strconv.Itoa(printed), l.published.Unit, strconv.Itoa(found))
	case real == len(l.zeros):
		return nil
	case real > 0 && !(real == 1 && slices.Contains(l.zeros, "wb")):
		// Of the sources, only the World Bank's is known to give a real zero
		// beside gaps (Sudan and Zimbabwe, 2012).
		return t.wrong(l.row, -1, "zero-unsure", l.published.Unit, strconv.Itoa(printed))
	}
	for _, source := range l.zeros {
		if real == 0 || source != "wb" {
			delete(l.scores, source)
		}
	}
	return nil
}

// borrowSources takes the sources of the main table's units from the other
// tables of the same edition, checks that they show the same score, and
// returns the tables used.
func borrowSources(main *table, tables []*table, lines []*line, year int) ([]*table, error) {
	byUnit := map[string]*line{}
	for _, l := range lines {
		byUnit[l.published.Unit] = l
	}
	used := []*table{main}
	for _, t := range tables {
		if len(t.sources) == 0 || t.year != 0 && t.year != year {
			continue
		}
		if t.err != nil {
			return nil, t.err
		}
		others, err := t.read(year)
		if err != nil {
			return nil, err
		}
		used = append(used, t)
		for _, o := range others {
			l, ok := byUnit[o.published.Unit]
			if !ok {
				return nil, t.wrong(o.row, t.unitColumn(), "sheets-differ", o.published.Unit, fmt.Sprint(o.published.Score), "–", main.sheet)
			}
			if l.published.Score != o.published.Score {
				return nil, t.wrong(o.row, t.column("score"), "sheets-differ", o.published.Unit,
					fmt.Sprint(o.published.Score), fmt.Sprint(l.published.Score), main.sheet)
			}
			l.scores = o.scores
			l.published = filled(l.published, o.published)
		}
	}
	for _, l := range lines {
		if len(l.scores) == 0 && len(used) > 1 {
			return nil, main.wrong(l.row, main.unitColumn(), "no-sources", l.published.Unit)
		}
	}
	return used, nil
}

// filled is p with the figures that only the other sheet prints.
func filled(p, other index.Published) index.Published {
	if p.Rank == 0 {
		p.Rank = other.Rank
	}
	if p.N == 0 {
		p.N = other.N
	}
	for _, f := range []struct{ have, from *float64 }{{&p.SE, &other.SE}, {&p.Low, &other.Low}, {&p.High, &other.High}} {
		if math.IsNaN(*f.have) {
			*f.have = *f.from
		}
	}
	return p
}
