package forms

import (
	"strings"

	"adal/internal/i18n"
)

// The sheets of a workbook.
const (
	surveySheet   = "survey"
	choicesSheet  = "choices"
	settingsSheet = "settings"
)

// surveyColumns are the columns of the survey in the order in which they are
// written. Those with a star are there in each language.
var surveyColumns = []string{
	"type", "name", "label*", "hint*", "required", "required_message*", "relevant", "constraint", "constraint_message*",
	"calculation", "choice_filter", "default", "appearance", "parameters", "read_only",
	"adal_shortcoming", "adal_finding*", "adal_severity", "adal_basis", "adal_topic",
}

// choicesColumns and settingsColumns are those of the other sheets.
var (
	choicesColumns  = []string{"list_name", "name", "label*"}
	settingsColumns = []string{"form_title*", "form_id", "version", "default_language"}
)

// aliases are other names of columns that forms in use have.
var aliases = map[string]string{
	"list name": "list_name", "relevance": "relevant", "readonly": "read_only", "title": "form_title", "id_string": "form_id",
	"caption": "label", "required message": "required_message", "constraint message": "constraint_message", "choice filter": "choice_filter",
}

// one is a place for a column's text in a question; nil if there is no such
// column. Those of the type and of read_only are apart.
func (q *Question) one(column string) *string {
	switch column {
	case "name":
		return &q.Name
	case "required":
		return &q.Required
	case "relevant":
		return &q.Relevant
	case "constraint":
		return &q.Constraint
	case "calculation":
		return &q.Calculation
	case "choice_filter":
		return &q.Filter
	case "default":
		return &q.Default
	case "appearance":
		return &q.Appearance
	case "parameters":
		return &q.Parameters
	case "adal_shortcoming":
		return &q.Shortcoming
	case "adal_severity":
		return &q.Severity
	case "adal_basis":
		return &q.Basis
	case "adal_topic":
		return &q.Topic
	}
	return nil
}

// said is a place for the text of a column in each language.
func (q *Question) said(column string) *i18n.Text {
	switch column {
	case "label":
		return &q.Label
	case "hint":
		return &q.Hint
	case "required_message":
		return &q.RequiredMessage
	case "constraint_message":
		return &q.ConstraintMessage
	case "adal_finding":
		return &q.Finding
	}
	return nil
}

// in is the place of a text in a language.
func in(t *i18n.Text, l i18n.Lang) *string {
	switch l {
	case i18n.RU:
		return &t.RU
	case i18n.EN:
		return &t.EN
	}
	return &t.KK
}

// headings are how the languages are written in a heading.
var headings = map[i18n.Lang]string{i18n.KK: "Қазақша (kk)", i18n.RU: "Русский (ru)", i18n.EN: "English (en)"}

// languages are the names by which a workbook may call a language.
var languages = map[string]i18n.Lang{
	"kk": i18n.KK, "kaz": i18n.KK, "қазақша": i18n.KK, "қазақ": i18n.KK, "қазақ тілі": i18n.KK, "казахский": i18n.KK, "kazakh": i18n.KK,
	"ru": i18n.RU, "rus": i18n.RU, "русский": i18n.RU, "орысша": i18n.RU, "russian": i18n.RU,
	"en": i18n.EN, "eng": i18n.EN, "english": i18n.EN, "ағылшынша": i18n.EN, "английский": i18n.EN,
}

// language reads "Қазақша (kk)", "kk" or "Kazakh".
func language(s string) (i18n.Lang, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if open := strings.LastIndexByte(s, '('); open >= 0 && strings.HasSuffix(s, ")") {
		l, ok := languages[strings.TrimSpace(s[open+1:len(s)-1])]
		return l, ok
	}
	l, ok := languages[s]
	return l, ok
}

// A heading is what a column is: one of ours with its language, or another
// program's.
type heading struct {
	raw    string // as it is written
	column string // of ours; empty for another program's
	lang   i18n.Lang
	said   bool // in a language
}

// readHeading finds what a column is. A column of a language that the site
// doesn't speak is another program's. One without a language is in the usual one.
func readHeading(raw string, known []string, usual i18n.Lang) heading {
	base, rest, named := strings.Cut(raw, "::")
	if !named {
		base, rest, named = strings.Cut(raw, ":")
	}
	base = strings.ToLower(strings.TrimSpace(base))
	if a, ok := aliases[base]; ok {
		base = a
	}
	for _, k := range known {
		name, said := strings.CutSuffix(k, "*")
		if name != base {
			continue
		}
		switch l, ok := language(rest); {
		case said && !named:
			return heading{raw, base, usual, true}
		case said && ok:
			return heading{raw, base, l, true}
		case !said && !named:
			return heading{raw: raw, column: base}
		}
	}
	return heading{raw: raw}
}
