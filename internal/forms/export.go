package forms

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"adal/internal/i18n"

	"github.com/xuri/excelize/v2"
)

// Export writes the form as an XLSForm workbook, of which Import makes the same
// form. Every cell is a text, and none begins with what a spreadsheet program could
// take for a formula: a space stands before it, which every reader of XLSForm
// leaves out again.
func (f *Form) Export() ([]byte, error) {
	book := excelize.NewFile()
	defer book.Close()
	if err := book.SetSheetName(book.GetSheetName(0), surveySheet); err != nil {
		return nil, fmt.Errorf("naming a sheet: %w", err)
	}
	for _, s := range []struct {
		name string
		rows []map[string]string
		head []string
	}{
		{surveySheet, f.surveyRows(), surveyColumns},
		{choicesSheet, f.choiceRows(), choicesColumns},
		{settingsSheet, []map[string]string{f.settingsRow()}, settingsColumns},
	} {
		if s.name != surveySheet {
			if _, err := book.NewSheet(s.name); err != nil {
				return nil, fmt.Errorf("adding a sheet: %w", err)
			}
		}
		if err := write(book, s.name, columnsOf(s.head, s.rows), s.rows); err != nil {
			return nil, fmt.Errorf("writing the sheet %s: %w", s.name, err)
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		return nil, fmt.Errorf("writing a workbook: %w", err)
	}
	return b.Bytes(), nil
}

// columnsOf are the headings of a sheet: ours in their order, as far as a row has
// them, and those of other programs.
func columnsOf(known []string, rows []map[string]string) (all []string) {
	used := map[string]bool{}
	for _, r := range rows {
		for column, cell := range r {
			used[column] = used[column] || cell != ""
		}
	}
	take := func(column string, always bool) {
		if used[column] || always {
			all = append(all, column)
		}
		delete(used, column)
	}
	for _, k := range known {
		name, said := strings.CutSuffix(k, "*")
		if !said {
			take(name, name == "type" || name == "name" || name == "list_name" || name == "form_id")
			continue
		}
		for _, l := range i18n.Langs {
			take(name+"::"+headings[l], name == "label")
		}
	}
	maps.DeleteFunc(used, func(_ string, is bool) bool { return !is })
	return append(all, slices.Sorted(maps.Keys(used))...)
}

func write(book *excelize.File, sheet string, columns []string, rows []map[string]string) error {
	w, err := book.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	cells := make([]any, len(columns))
	for i, c := range columns {
		cells[i] = harmless(c)
	}
	if err := w.SetRow("A1", cells); err != nil {
		return err
	}
	for n, r := range rows {
		for i, c := range columns {
			if cells[i] = nil; r[c] != "" {
				cells[i] = harmless(r[c])
			}
		}
		at, err := excelize.CoordinatesToCellName(1, n+2)
		if err != nil {
			return err
		}
		if err := w.SetRow(at, cells); err != nil {
			return err
		}
	}
	return w.Flush()
}

// harmless is a text that no spreadsheet program takes for a formula.
func harmless(s string) string {
	if s != "" && strings.IndexByte("=+-@\t\r", s[0]) >= 0 {
		return " " + s
	}
	return s
}

// spread puts a text in each language into a row.
func spread(r map[string]string, column string, t *i18n.Text) {
	for _, l := range i18n.Langs {
		r[column+"::"+headings[l]] = *in(t, l)
	}
}

func (f *Form) surveyRows() (rows []map[string]string) {
	for i := range f.Questions {
		q := f.Questions[i]
		r := maps.Clone(q.Extra)
		if r == nil {
			r = map[string]string{}
		}
		r["type"] = strings.TrimSpace(string(q.Type) + " " + q.List)
		for _, k := range surveyColumns {
			name, said := strings.CutSuffix(k, "*")
			if said {
				spread(r, name, q.said(name))
			} else if from := q.one(name); from != nil {
				r[name] = *from
			}
		}
		if q.ReadOnly {
			r["read_only"] = "yes"
		}
		rows = append(rows, r)
	}
	return rows
}

func (f *Form) choiceRows() (rows []map[string]string) {
	for _, c := range f.Choices {
		r := maps.Clone(c.Columns)
		if r == nil {
			r = map[string]string{}
		}
		r["list_name"], r["name"] = c.List, c.Name
		spread(r, "label", &c.Label)
		rows = append(rows, r)
	}
	return rows
}

func (f *Form) settingsRow() map[string]string {
	r := maps.Clone(f.Settings)
	if r == nil {
		r = map[string]string{}
	}
	spread(r, "form_title", &f.Title)
	r["form_id"], r["version"], r["default_language"] = f.ID, f.Version, f.Language
	return r
}
