package forms

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"adal/internal/fault"
	"adal/internal/i18n"

	"github.com/xuri/excelize/v2"
)

// mostFaults is how many faults of a workbook are told at once.
const mostFaults = 100

// faults collects what is wrong with a workbook.
type faults struct {
	headings map[string][]heading // by sheet, to name columns by their letters
	all      []found
}

type found struct {
	sheet int
	row   int
	at    int
	err   *fault.Error
}

// add keeps a fault of a cell. Row 0 is the sheet as a whole, the column "" the
// whole row.
func (f *faults) add(sheet string, row int, column, word string, args ...any) {
	f.put(sheet, row, column, 0, word, args)
}

// expression keeps what is wrong with an expression in a cell.
func (f *faults) expression(row int, column string, m *mistake) {
	f.put(surveySheet, row, column, m.at, m.word, m.args)
}

func (f *faults) put(sheet string, row int, column string, at int, word string, args []any) {
	place := placeOf(sheet, row, f.letters(sheet, column), column)
	if at > 0 {
		place = letter(place, at)
	}
	sheets := []string{surveySheet, choicesSheet, settingsSheet}
	f.all = append(f.all, found{slices.Index(sheets, sheet), row, at, &fault.Error{
		Kind: fault.Invalid, Word: word, Args: append([]any{place}, args...)}})
}

// err is all of it, in the order of the workbook; nil if nothing is wrong. Each
// has a field of its own, so that a page with one fault for a field shows all.
func (f *faults) err() error {
	slices.SortStableFunc(f.all, func(a, b found) int { return cmp.Or(cmp.Compare(a.sheet, b.sheet), cmp.Compare(a.row, b.row)) })
	var all []error
	for i, one := range f.all {
		if i == mostFaults {
			all = append(all, fault.In("workbook-more", "forms.more", len(f.all)-mostFaults))
			break
		}
		if one.err.Field = "workbook"; i > 0 {
			one.err.Field = fmt.Sprintf("workbook-%03d", i+1)
		}
		all = append(all, one.err)
	}
	return errors.Join(all...)
}

// letters are the letters of a column in a sheet; "" if it isn't there.
func (f *faults) letters(sheet, column string) string {
	for i, h := range f.headings[sheet] {
		if column != "" && (h.column == column || h.raw == column) {
			name, err := excelize.ColumnNumberToName(i + 1)
			if err == nil {
				return name
			}
		}
	}
	return ""
}

// placeOf names a cell.
func placeOf(sheet string, row int, letters, column string) i18n.Text {
	t := i18n.Text{KK: "«" + sheet + "» парағы", RU: "лист «" + sheet + "»", EN: "sheet “" + sheet + "”"}
	if row > 0 {
		t.KK += fmt.Sprintf(", %d-жол", row)
		t.RU += fmt.Sprintf(", строка %d", row)
		t.EN += fmt.Sprintf(", row %d", row)
	}
	switch {
	case letters != "":
		t.KK += fmt.Sprintf(", %s бағаны (%s)", letters, column)
		t.RU += fmt.Sprintf(", столбец %s (%s)", letters, column)
		t.EN += fmt.Sprintf(", column %s (%s)", letters, column)
	case column != "":
		t.KK += fmt.Sprintf(", «%s» бағаны", column)
		t.RU += fmt.Sprintf(", столбец «%s»", column)
		t.EN += fmt.Sprintf(", column “%s”", column)
	}
	return t
}

// letter adds the place of a letter in an expression.
func letter(t i18n.Text, at int) i18n.Text {
	if t != (i18n.Text{}) {
		t.KK, t.RU, t.EN = t.KK+", ", t.RU+", ", t.EN+", "
	}
	return i18n.Text{KK: fmt.Sprintf("%s%d-таңба", t.KK, at), RU: fmt.Sprintf("%sзнак %d", t.RU, at), EN: fmt.Sprintf("%sletter %d", t.EN, at)}
}
