package workbook

import (
	"embed"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"adal/internal/fault"
)

// Words are the words of this package's errors in kk, ru and en, for i18n's
// Load under the prefix "workbook". Each begins with the place, as one text.
//
//go:embed words.toml
var Words embed.FS

// An Error says what in a file can't be understood and where it stands. Rows
// and columns are counted from 1; 0 means that the whole of it is meant.
type Error struct {
	File, Sheet string
	Row, Column int
	Word        string   // key of the words that explain it, such as "not-number"
	Args        []string // what the words are filled with, after the place
}

// plain are the English words, for a log or a terminal.
var plain = map[string]string{
	"too-large":      "the file is larger than %s MB",
	"old-format":     "this is no workbook of Excel 97 or later; save it as .xlsx and import that",
	"unreadable":     "the file can't be read: %s",
	"no-table":       "no line of headings with a country and a score was found",
	"no-year":        "no year is said in the headings, the title, the sheet's name or the file's",
	"two-years":      "%s and %s are both possible years",
	"heading-twice":  "the heading %q means the same as the one in column %s, and the columns differ",
	"heading-unsure": "the heading %q may mean the source %s or %s",
	"not-number":     "%q is not a number",
	"out-of-range":   "%s is not between %s and %s",
	"no-score":       "there is no score for %s",
	"no-unit":        "the line has figures but no country",
	"unit-unknown":   "the country %q is not known",
	"unit-differs":   "the code %s is not that of %q",
	"unit-twice":     "%s stands on line %s already",
	"count-differs":  "%s sources are printed for %s and %s were found",
	"count-missing":  "zeros stand for gaps in this edition, and the number of sources of %s is not printed",
	"zero-unsure":    "of the zeros of %s it can't be told which are gaps: %s sources are printed",
	"no-sources":     "no sheet has the sources of %s",
	"sheets-differ":  "%s has the score %s here and %s in the sheet %s",
	"no-rows":        "there is no line of figures below the headings",
	"contradiction":  "%s %s %s is %s in an earlier file and %s in this one",
	"column-missing": "the column %q is missing",
	"column-unknown": "the heading %q is not known",
	"empty":          "the cell must not be empty",
	"unit-wrong":     `"%s" is no code of a country: two to twelve capital letters, digits or hyphens`,
}

// Place is where the error is, such as "CPI2019.xlsx, sheet CPI2019, cell D7".
func (e *Error) Place() string {
	parts := []string{e.File}
	if e.Sheet != "" {
		parts = append(parts, "sheet "+e.Sheet)
	}
	if e.Row > 0 {
		parts = append(parts, fmt.Sprintf("row %d", e.Row))
	}
	if e.Column > 0 {
		letters, err := excelize.ColumnNumberToName(e.Column)
		if err != nil {
			letters = fmt.Sprint(e.Column)
		}
		parts = append(parts, "column "+letters)
	}
	return strings.Join(parts, ", ")
}

// Error implements error.
func (e *Error) Error() string {
	args := make([]any, len(e.Args))
	for i, a := range e.Args {
		args[i] = a
	}
	return e.Place() + ": " + fmt.Sprintf(plain[e.Word], args...)
}

// Unwrap makes it a fault of the kind Invalid with the word "workbook.<Word>",
// whose first place is where the error is.
func (e *Error) Unwrap() error {
	args := []any{e.Place()}
	for _, a := range e.Args {
		args = append(args, a)
	}
	return fault.New(fault.Invalid, "workbook."+e.Word, args...)
}
