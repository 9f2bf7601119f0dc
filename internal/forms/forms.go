// Package forms is the checklists and surveys of Adal: what an XLSForm workbook
// asks, as a page with and without script, and what was answered.
//
// A workbook goes in as bytes and comes out as a [Form]; nothing here keeps
// anything, so an area freezes a form by keeping its [Form.Canonical] bytes (or
// the workbook itself) with its [Form.Digest]:
//
//	f, err := forms.Import(workbook)    // every fault of the workbook, with its sheet, row and column
//	bad, doubtful := forms.Lint(f)      // the core rule: observation, never inspection
//	f, err = forms.Open(f.Canonical())  // the same form
//	workbook, err = f.Export()          // Import gives f again
//
// What came of a page, by the name of the question, is checked and made answers;
// each fault is of the field "answer-" and the name of its question:
//
//	a, err := f.Check(map[string][]string(values), today)
//	for _, s := range f.Shortcomings(a, today) { … } // what the checklist calls one
//	sheet := f.Sheet(forms.State{Raw: values, Today: today, Faults: faults}, lang)
//
// A page shows a [Sheet] with the component c-checklist, and works without script;
// the bundle "checklist" evaluates the same trees in the browser. The server's
// evaluation is the one that counts.
//
// Expressions are those of XLSForm, which are XPath 1.0 without paths: ${name}, ".",
// comparison, and/or/not, arithmetic, and the functions that docs/checklists.md
// lists. [Parse] makes one syntax tree, bounded in size and depth, and a regular
// expression becomes the steps of a machine that never goes back.
package forms

import "adal/internal/i18n"

// A Type is what kind of question a row of the survey is, as XLSForm writes it.
type Type string

// The types.
const (
	Text           Type = "text"
	Integer        Type = "integer"
	Decimal        Type = "decimal"
	Range          Type = "range"
	SelectOne      Type = "select_one"
	SelectMultiple Type = "select_multiple"
	Rank           Type = "rank"
	Note           Type = "note"
	Date           Type = "date"
	Time           Type = "time"
	DateTime       Type = "dateTime"
	Geopoint       Type = "geopoint"
	Image          Type = "image"
	Acknowledge    Type = "acknowledge"
	Calculate      Type = "calculate"
	Hidden         Type = "hidden"
	BeginGroup     Type = "begin group"
	EndGroup       Type = "end group"
)

// Listed reports whether questions of the type offer the choices of a list.
func (t Type) Listed() bool { return t == SelectOne || t == SelectMultiple || t == Rank }

// Answered reports whether questions of the type have an answer.
func (t Type) Answered() bool { return t != Note && t != BeginGroup && t != EndGroup }

// Asked reports whether a person is asked: calculations and hidden values are
// made, not asked.
func (t Type) Asked() bool { return t.Answered() && t != Calculate && t != Hidden }

// gives is what the answer of a question is in an expression.
func (t Type) gives() Kind {
	switch t {
	case Integer, Decimal, Range:
		return number
	case Date, Time, DateTime:
		return day
	case Calculate, Hidden:
		return unsure
	}
	return text
}

// Limits of a form.
const (
	MostQuestions = 2000
	MostChoices   = 5000
	MostCell      = 4000 // letters in a cell
	MostGroups    = 10   // one within another
	MostAnswer    = 4000 // letters of an answer
)

// A Form is what a workbook asks.
type Form struct {
	ID        string            `json:"id,omitempty"`
	Title     i18n.Text         `json:"title,omitzero"`
	Version   string            `json:"version,omitempty"`
	Language  string            `json:"language,omitempty"` // default_language, as the workbook says it
	Questions []Question        `json:"questions"`
	Choices   []Choice          `json:"choices,omitempty"`
	Settings  map[string]string `json:"settings,omitempty"` // what other programs read

	compiled
}

// A Question is a row of the survey: a question, a note, or the begin or end of a
// group. Expressions are kept as they were written.
type Question struct {
	Type              Type      `json:"type"`
	List              string    `json:"list,omitempty"`
	Name              string    `json:"name,omitempty"`
	Label             i18n.Text `json:"label,omitzero"`
	Hint              i18n.Text `json:"hint,omitzero"`
	Required          string    `json:"required,omitempty"` // "yes" or an expression
	RequiredMessage   i18n.Text `json:"requiredMessage,omitzero"`
	Relevant          string    `json:"relevant,omitempty"`
	Constraint        string    `json:"constraint,omitempty"`
	ConstraintMessage i18n.Text `json:"constraintMessage,omitzero"`
	Calculation       string    `json:"calculation,omitempty"`
	Filter            string    `json:"choiceFilter,omitempty"`
	Default           string    `json:"default,omitempty"`
	Appearance        string    `json:"appearance,omitempty"`
	Parameters        string    `json:"parameters,omitempty"`
	ReadOnly          bool      `json:"readOnly,omitempty"`

	// Shortcoming says which answer is one: names of choices, or an expression.
	Shortcoming string    `json:"shortcoming,omitempty"`
	Finding     i18n.Text `json:"finding,omitzero"`   // what the shortcoming is called; the label if there is none
	Severity    string    `json:"severity,omitempty"` // "low", "medium" or "high"
	Basis       string    `json:"basis,omitempty"`    // the norm
	Topic       string    `json:"topic,omitempty"`

	Extra map[string]string `json:"extra,omitempty"` // columns that other programs read

	row int // of the sheet, from 1; 0 if it isn't of one
}

// A Choice is a row of the choices. Its further columns are what a choice_filter
// asks for.
type Choice struct {
	List    string            `json:"list"`
	Name    string            `json:"name"`
	Label   i18n.Text         `json:"label,omitzero"`
	Columns map[string]string `json:"columns,omitempty"`

	row int
}
