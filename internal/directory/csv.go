package directory

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"adal/internal/fault"
)

// A Table is one of the directory, as a file of CSV has it.
type Table string

// The tables, in the order in which one needs the other.
const (
	Kinds        Table = "kinds"
	Districts    Table = "districts"
	Topics       Table = "topics"
	Institutions Table = "institutions"
	Competences  Table = "competences"
)

// Tables are all tables.
var Tables = []Table{Kinds, Districts, Topics, Institutions, Competences}

// MostBytes is the most bytes of a file that is read, and MostRows the most lines.
const (
	MostBytes = 16 << 20
	MostRows  = 100_000
)

// A File is one that somebody brings.
type File struct {
	Name    string
	Content []byte
}

// ParseFiles reads files of CSV or Popolo as one change. Which table one of CSV
// has is seen by its columns.
func ParseFiles(files ...File) (c Change, err error) {
	for _, f := range files {
		err = errors.Join(err, c.add(f))
	}
	return c, err
}

func (c *Change) add(f File) error {
	text := bytes.TrimPrefix(f.Content, []byte("\ufeff"))
	switch {
	case len(text) > MostBytes:
		return broken(f.Name, 1, "", "directory.why-large")
	case !utf8.Valid(text):
		return broken(f.Name, 1, "", "directory.why-utf8")
	case bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")):
		return c.addPopolo(f.Name, text)
	}
	return c.addCSV(f.Name, text)
}

// broken is the fault of a file.
func broken(file string, n int, column, why string) error {
	if column == "" {
		column = "–"
	}
	return &fault.Error{Kind: fault.Invalid, Word: "directory.at", Args: []any{file, n, column, why}}
}

// tableOf is which table has these columns.
func tableOf(header []string) Table {
	has := func(name string) bool { return slices.Contains(header, name) }
	switch {
	case has("institution") && has("topic"):
		return Competences
	case has("kind"):
		return Institutions
	case has("parent") || has("words_kk"):
		return Topics
	case has("region"):
		return Districts
	}
	return Kinds
}

func (c *Change) addCSV(name string, text []byte) error {
	first, _, _ := bytes.Cut(text, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(text))
	if bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		r.Comma = ';' // as spreadsheets write it where the comma is in numbers
	}
	header, err := r.Read()
	if err != nil {
		return broken(name, 1, "", "directory.why-csv")
	}
	for n, h := range header {
		header[n] = strings.ToLower(strings.TrimSpace(h))
	}
	switch tableOf(header) {
	case Competences:
		c.Competences, err = rows(name, r, header, competenceColumns, []string{"institution", "topic", "since"}, c.Competences, func(k *Competence, l line) { k.from = l })
	case Topics:
		c.Topics, err = rows(name, r, header, topicColumns, []string{"id"}, c.Topics, func(t *Topic, l line) { t.from = l })
	case Districts:
		c.Districts, err = rows(name, r, header, districtColumns, []string{"id"}, c.Districts, func(k *District, l line) { k.from = l })
	case Kinds:
		c.Kinds, err = rows(name, r, header, kindColumns, []string{"id"}, c.Kinds, func(k *Kind, l line) { k.from = l })
	case Institutions:
		var all []styled
		if all, err = rows(name, r, header, institutionColumns, []string{"id", "kind", "since"}, nil, func(s *styled, l line) { s.from = l }); err == nil {
			err = c.gather(all)
		}
	}
	return err
}

// rows reads the rows of a table.
func rows[T any](file string, r *csv.Reader, header []string, columns []column[T], needed []string, all []T, from func(*T, line)) ([]T, error) {
	at, err := match(file, header, columns, needed)
	if err != nil {
		return nil, err
	}
	var faults []error
	for n := 0; len(faults) < MostFaults; n++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		l := 0
		if err == nil {
			l, _ = r.FieldPos(0)
		}
		if err != nil || n == MostRows {
			var parse *csv.ParseError
			if errors.As(err, &parse) {
				l = parse.Line
			}
			return nil, errors.Join(append(faults, broken(file, l, "", "directory.why-csv"))...)
		}
		var t T
		from(&t, line{file, l})
		for n, cell := range cells {
			cell = strings.TrimSpace(cell)
			why := ""
			if cell == "" && slices.Contains(needed, header[n]) {
				why = "directory.why-missing"
			} else {
				why = at[n].of(&t).set(cell)
			}
			if why != "" {
				faults = append(faults, broken(file, l, header[n], why))
			}
		}
		all = append(all, t)
	}
	return all, errors.Join(faults...)
}

// match finds the column of each name of the header.
func match[T any](file string, header []string, columns []column[T], needed []string) (at []column[T], err error) {
	for n, name := range header {
		which := slices.IndexFunc(columns, func(c column[T]) bool { return c.name == name })
		if which < 0 || slices.Index(header, name) < n {
			return nil, broken(file, 1, name, "directory.why-column")
		}
		at = append(at, columns[which])
	}
	for _, name := range needed {
		if !slices.Contains(header, name) {
			return nil, broken(file, 1, name, "directory.why-missing")
		}
	}
	return at, nil
}

// gather makes institutions of their styles.
func (c *Change) gather(all []styled) error {
	at := map[string]int{}
	var faults []error
	for _, r := range all {
		n, there := at[r.ID]
		if !there {
			n, at[r.ID] = len(c.Institutions), len(c.Institutions)
			c.Institutions = append(c.Institutions, r.Institution)
		}
		i := &c.Institutions[n]
		i.Styles = append(i.Styles, r.Style)
		if !there {
			continue
		}
		first := styled{Institution: *i}
		for _, col := range institutionColumns {
			if said := col.of(&r).text(); !ofStyle[col.name] && said != "" && said != col.of(&first).text() {
				faults = append(faults, wrong(r.from, r.ID, col.name, "directory.why-differs"))
			}
		}
	}
	for n := range c.Institutions {
		slices.SortStableFunc(c.Institutions[n].Styles, func(a, b Style) int { return a.Since.Compare(b.Since) })
	}
	return errors.Join(faults...)
}

// ofStyle are the columns that may differ between the styles of an institution.
var ofStyle = map[string]bool{
	"since": true, "name_kk": true, "name_ru": true, "name_en": true, "short_kk": true, "short_ru": true, "short_en": true,
	"in_kk": true, "in_ru": true, "in_en": true, "region": true, "district": true, "superior": true,
}

// CSV is a table as a file, that ParseFiles reads back as it is.
func (d *Data) CSV(t Table) []byte {
	switch t {
	case Kinds:
		return write(kindColumns, d.Kinds)
	case Districts:
		return write(districtColumns, d.Districts)
	case Topics:
		return write(topicColumns, d.Topics)
	case Competences:
		return write(competenceColumns, d.Competences)
	}
	return InstitutionsCSV(d.Institutions)
}

// InstitutionsCSV is some institutions as a file, a line for each of their styles.
func InstitutionsCSV(some []Institution) []byte {
	var all []styled
	for _, i := range some {
		for _, s := range i.Styles {
			all = append(all, styled{i, s})
		}
	}
	return write(institutionColumns, all)
}

func write[T any](columns []column[T], all []T) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	cells := make([]string, len(columns))
	for n, c := range columns {
		cells[n] = c.name
	}
	_ = w.Write(cells) // into memory: it doesn't fail
	for _, t := range all {
		for n, c := range columns {
			cells[n] = c.of(&t).text()
		}
		_ = w.Write(cells)
	}
	w.Flush()
	return b.Bytes()
}
