package forms

import (
	"strings"

	"adal/internal/fault"
	"adal/internal/i18n"
)

// Import reads an XLSForm workbook. All that is wrong with it comes at once, each
// fault with its sheet, row and column.
func Import(workbook []byte) (*Form, error) {
	sheets, err := readWorkbook(workbook)
	if err != nil {
		return nil, err
	}
	if _, ok := sheets[surveySheet]; !ok {
		return nil, fault.In("workbook", "forms.no-survey")
	}
	f := &Form{}
	r := &reader{wrong: &faults{headings: map[string][]heading{}}, form: f, usual: i18n.KK}
	r.settings(sheets[settingsSheet])
	r.survey(sheets[surveySheet])
	r.choices(sheets[choicesSheet])
	f.compile(r.wrong)
	if err := r.wrong.err(); err != nil {
		return nil, err
	}
	return f, nil
}

// A reader makes a form of sheets.
type reader struct {
	form  *Form
	wrong *faults
	usual i18n.Lang // of columns that name none
}

// head finds the headings of a sheet, and where the rows below them begin.
func (r *reader) head(name string, s sheet, known []string) (rows sheet, first int) {
	for i, cells := range s {
		if blank(cells) {
			continue
		}
		seen := map[string]bool{}
		heads := make([]heading, len(cells))
		for j, cell := range cells {
			heads[j] = readHeading(cell, known, r.usual)
			key := heads[j].column + "\x00" + string(heads[j].lang)
			if heads[j].column == "" {
				key = cell
			}
			if cell != "" && seen[key] {
				r.wrong.add(name, i+1, "", "forms.column-twice", cell)
			}
			seen[key] = true
		}
		r.wrong.headings[name] = heads
		return s[i+1:], i + 2
	}
	return nil, 0
}

func blank(cells []string) bool { return strings.Join(cells, "") == "" }

// each calls take for every cell that isn't empty below the headings of a sheet.
func (r *reader) each(name string, cells []string, take func(h heading, cell string)) {
	heads := r.wrong.headings[name]
	for i, cell := range cells {
		if i < len(heads) && cell != "" && heads[i].raw != "" {
			take(heads[i], cell)
		}
	}
}

// extra keeps what another program reads.
func extra(m *map[string]string, key, cell string) {
	if *m == nil {
		*m = map[string]string{}
	}
	(*m)[key] = cell
}

func (r *reader) settings(s sheet) {
	rows, _ := r.head(settingsSheet, s, settingsColumns)
	if len(rows) == 0 {
		return
	}
	// Columns that name no language are in the default one, these too.
	r.each(settingsSheet, rows[0], func(h heading, cell string) {
		if l, ok := language(cell); ok && h.column == "default_language" {
			r.usual = l
		}
	})
	for i, h := range r.wrong.headings[settingsSheet] {
		r.wrong.headings[settingsSheet][i] = readHeading(h.raw, settingsColumns, r.usual)
	}
	f := r.form
	r.each(settingsSheet, rows[0], func(h heading, cell string) {
		switch h.column {
		case "form_title":
			*in(&f.Title, h.lang) = cell
		case "form_id":
			f.ID = cell
		case "version":
			f.Version = cell
		case "default_language":
			f.Language = cell
		default:
			extra(&f.Settings, h.raw, cell)
		}
	})
}

func (r *reader) survey(s sheet) {
	rows, first := r.head(surveySheet, s, surveyColumns)
	for i, cells := range rows {
		if blank(cells) {
			continue
		}
		q := Question{row: first + i}
		r.each(surveySheet, cells, func(h heading, cell string) {
			switch to := q.one(h.column); {
			case h.said:
				*in(q.said(h.column), h.lang) = cell
			case h.column == "type":
				r.kind(&q, cell)
			case h.column == "read_only":
				yes, ok := yesNo(cell)
				if q.ReadOnly = yes; !ok {
					r.wrong.add(surveySheet, q.row, h.column, "forms.not-yes-no", cell)
				}
			case h.column == "required":
				// Only a plain yes has many spellings; an expression stays.
				if yes, ok := yesNo(cell); !ok {
					q.Required = cell
				} else if yes {
					q.Required = "yes"
				}
			case to != nil:
				*to = cell
			default:
				extra(&q.Extra, h.raw, cell)
			}
		})
		r.form.Questions = append(r.form.Questions, q)
	}
}

// yesNo reads the ways in which workbooks say yes and no.
func yesNo(s string) (yes, ok bool) {
	switch strings.ToLower(s) {
	case "yes", "true", "true()", "1":
		return true, true
	case "no", "false", "false()", "0":
		return false, true
	}
	return false, false
}

// spellings are other spellings of types.
var spellings = map[string]Type{"begin_group": BeginGroup, "end_group": EndGroup, "datetime": DateTime, "int": Integer, "string": Text, "photo": Image}

// kind reads the type of a question with its list.
func (r *reader) kind(q *Question, cell string) {
	words := strings.Fields(cell)
	word := func(i int) string {
		if i < len(words) {
			return strings.ToLower(words[i])
		}
		return ""
	}
	pair := word(0) + " " + word(1)
	switch {
	case pair == "begin repeat" || pair == "end repeat" || word(0) == "begin_repeat" || word(0) == "end_repeat":
		q.Type = Type(cell)
		r.wrong.add(surveySheet, q.row, "type", "forms.repeat")
		return
	case (pair == "begin group" || pair == "end group") && len(words) == 2:
		q.Type = Type(pair)
		return
	case word(0) == "select_one" || word(0) == "select_multiple" || word(0) == "rank":
		q.Type = Type(word(0))
		switch {
		case len(words) < 2:
			r.wrong.add(surveySheet, q.row, "type", "forms.list-missing", cell)
		case len(words) > 2:
			r.wrong.add(surveySheet, q.row, "type", "forms.or-other", cell)
		default:
			q.List = words[1]
		}
		return
	}
	for _, t := range []Type{Text, Integer, Decimal, Range, Note, Date, Time, DateTime, Geopoint, Image, Acknowledge, Calculate, Hidden} {
		if cell == string(t) || strings.ToLower(cell) == string(t) {
			q.Type = t
			return
		}
	}
	if t, ok := spellings[strings.ToLower(cell)]; ok {
		q.Type = t
		return
	}
	q.Type = Type(cell)
	r.wrong.add(surveySheet, q.row, "type", "forms.type-unknown", cell)
}

func (r *reader) choices(s sheet) {
	rows, first := r.head(choicesSheet, s, choicesColumns)
	for i, cells := range rows {
		if blank(cells) {
			continue
		}
		c := Choice{row: first + i}
		r.each(choicesSheet, cells, func(h heading, cell string) {
			switch h.column {
			case "list_name":
				c.List = cell
			case "name":
				c.Name = cell
			case "label":
				*in(&c.Label, h.lang) = cell
			default:
				extra(&c.Columns, h.raw, cell)
			}
		})
		r.form.Choices = append(r.form.Choices, c)
	}
}
