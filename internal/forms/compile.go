package forms

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"adal/internal/fault"
)

// compiled is what a form's rows mean, made once.
type compiled struct {
	rows   []row
	byName map[string]int
	lists  map[string][]int // choices by their list
	order  []int            // of questions, each after those that it depends on
}

// A row is what a question's columns mean.
type row struct {
	required, relevant, constraint, calculation, filter, initial, shortcoming *Node
	group                                                                     int // the innermost group around it, -1 for none
	span                                                                      span
}

// A span is the numbers of a range.
type span struct{ from, to, step float64 }

var (
	questionName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]{0,63}$`)
	choiceName   = regexp.MustCompile(`^[^\s"'<>&]{1,64}$`)
)

// compile finds what the form means and what is wrong with it.
func (f *Form) compile(wrong *faults) {
	f.compiled = compiled{rows: make([]row, len(f.Questions)), byName: map[string]int{}, lists: map[string][]int{}}
	if len(f.Questions) == 0 {
		wrong.add(surveySheet, 0, "", "forms.empty")
	}
	if len(f.Questions) > MostQuestions || len(f.Choices) > MostChoices {
		wrong.add(surveySheet, 0, "", "forms.form-large", MostQuestions, MostChoices)
		return
	}
	f.compileChoices(wrong)
	f.compileNames(wrong)
	f.compileGroups(wrong)
	for i := range f.Questions {
		f.compileQuestion(i, wrong)
	}
	f.arrange(wrong)
}

// at is the row of a question in the sheet; of one that came otherwise, the row
// in which it would be written.
func (f *Form) at(i int) int {
	if f.Questions[i].row > 0 {
		return f.Questions[i].row
	}
	return i + 2
}

func (f *Form) compileChoices(wrong *faults) {
	seen := map[[2]string]bool{}
	for i, c := range f.Choices {
		at := c.row
		if at == 0 {
			at = i + 2
		}
		key := [2]string{c.List, c.Name}
		switch {
		case c.List == "":
			wrong.add(choicesSheet, at, "list_name", "forms.list-unnamed")
		case !choiceName.MatchString(c.Name):
			wrong.add(choicesSheet, at, "name", "forms.choice-name", c.Name)
		case seen[key]:
			wrong.add(choicesSheet, at, "name", "forms.choice-twice", c.Name, c.List)
		case c.Label.In("kk") == "":
			wrong.add(choicesSheet, at, "label", "forms.label-missing", c.Name)
		}
		seen[key] = true
		f.lists[c.List] = append(f.lists[c.List], i)
	}
}

func (f *Form) compileNames(wrong *faults) {
	for i, q := range f.Questions {
		if q.Type == EndGroup {
			continue
		}
		if !questionName.MatchString(q.Name) {
			wrong.add(surveySheet, f.at(i), "name", "forms.name-wrong", q.Name)
		} else if first, twice := f.byName[q.Name]; twice {
			wrong.add(surveySheet, f.at(i), "name", "forms.name-twice", q.Name, strconv.Itoa(f.at(first)))
		} else {
			f.byName[q.Name] = i
		}
		if q.Label.In("kk") == "" && (q.Type.Asked() || q.Type == Note) {
			wrong.add(surveySheet, f.at(i), "label", "forms.label-missing", q.Name)
		}
	}
}

func (f *Form) compileGroups(wrong *faults) {
	var open []int
	for i, q := range f.Questions {
		if q.Type == EndGroup {
			if len(open) == 0 {
				wrong.add(surveySheet, f.at(i), "type", "forms.group-not-open")
				continue
			}
			open = open[:len(open)-1]
		}
		if f.rows[i].group = -1; len(open) > 0 {
			f.rows[i].group = open[len(open)-1]
		}
		if q.Type == BeginGroup {
			if open = append(open, i); len(open) > MostGroups {
				wrong.add(surveySheet, f.at(i), "type", "forms.groups-deep", MostGroups)
			}
		}
	}
	for _, i := range open {
		wrong.add(surveySheet, f.at(i), "type", "forms.group-open", f.Questions[i].Name)
	}
}

func (f *Form) compileQuestion(i int, wrong *faults) {
	q, r := &f.Questions[i], &f.rows[i]
	c := &checker{form: f, of: q, row: f.at(i), wrong: wrong}
	if q.Type.Listed() && q.List != "" && len(f.lists[q.List]) == 0 {
		wrong.add(surveySheet, c.row, "type", "forms.list-unknown", q.List)
	}
	if q.Required == "yes" {
		r.required = &Node{Op: Call, Text: "true"}
	} else {
		r.required = c.read("required", q.Required, 0)
	}
	r.relevant = c.read("relevant", q.Relevant, 0)
	r.constraint = c.read("constraint", q.Constraint, this)
	r.calculation = c.read("calculation", q.Calculation, 0)
	r.initial = c.initial()
	c.texts()
	r.shortcoming = c.shortcoming()
	if q.Type == Calculate && q.Calculation == "" {
		wrong.add(surveySheet, c.row, "calculation", "forms.calculation-missing", q.Name)
	}
	if q.Type.Listed() {
		r.filter = c.read("choice_filter", q.Filter, columns)
	} else if q.Filter != "" {
		wrong.add(surveySheet, c.row, "choice_filter", "forms.filter-useless", string(q.Type))
	}
	if q.Severity != "" && !slices.Contains([]string{"low", "medium", "high"}, q.Severity) {
		wrong.add(surveySheet, c.row, "adal_severity", "forms.severity-unknown", q.Severity)
	}
	if q.Type == Range {
		r.span = c.span()
	}
}

// texts looks for questions that a label or a hint names, and that aren't there.
func (c *checker) texts() {
	for _, column := range []string{"label", "hint"} {
		t := c.of.said(column)
		for _, m := range named.FindAllStringSubmatch(t.KK+"\n"+t.RU+"\n"+t.EN, -1) {
			if i, ok := c.form.byName[m[1]]; !ok || !c.form.Questions[i].Type.Answered() {
				c.wrong.add(surveySheet, c.row, column, "forms.text-refers", m[1])
			}
		}
	}
}

// span reads the parameters of a range. As in XLSForm it goes from 1 to 10 in
// steps of 1 where they say nothing else.
func (c *checker) span() span {
	s := span{1, 10, 1}
	parts := strings.FieldsFunc(c.of.Parameters, func(r rune) bool { return r == ' ' || r == ';' || r == ',' || r == '\n' })
	for _, p := range parts {
		name, value, _ := strings.Cut(p, "=")
		n := parseNumber(value)
		to := map[string]*float64{"start": &s.from, "end": &s.to, "step": &s.step}[name]
		if to == nil || n != n {
			c.wrong.add(surveySheet, c.row, "parameters", "forms.parameters", p)
			return s
		}
		*to = n
	}
	if steps := (s.to - s.from) / s.step; s.step <= 0 || steps < 1 || steps > 10_000 {
		c.wrong.add(surveySheet, c.row, "parameters", "forms.parameters", c.of.Parameters)
		return span{1, 10, 1}
	}
	return s
}

// arrange finds an order in which every question comes after those that it depends
// on, and the circles in which there is none.
func (f *Form) arrange(wrong *faults) {
	const (
		fresh = iota
		open
		done
	)
	state := make([]byte, len(f.Questions))
	var path []int
	var visit func(i int)
	visit = func(i int) {
		switch state[i] {
		case done:
			return
		case open:
			var names []string
			for _, j := range append(path[slices.Index(path, i):], i) {
				names = append(names, f.Questions[j].Name)
			}
			wrong.add(surveySheet, f.at(i), "", "forms.circle", strings.Join(names, " → "))
			return
		}
		state[i] = open
		path = append(path, i)
		for _, j := range f.needs(i) {
			visit(j)
		}
		path = path[:len(path)-1]
		state[i] = done
		f.order = append(f.order, i)
	}
	for i := range f.Questions {
		visit(i)
	}
}

// needs are the questions that have to be settled before one can be: those that
// its relevance and calculation ask for, and the group around it.
func (f *Form) needs(i int) (all []int) {
	r := &f.rows[i]
	if r.group >= 0 {
		all = append(all, r.group)
	}
	for _, n := range []*Node{r.relevant, r.calculation} {
		for _, name := range n.names() {
			if j, ok := f.byName[name]; ok {
				all = append(all, j)
			}
		}
	}
	return all
}

// Open reads the canonical bytes of a form.
func Open(canonical []byte) (*Form, error) {
	f, err := decode(canonical)
	if err != nil {
		return nil, fault.In("workbook", "forms.unreadable")
	}
	wrong := &faults{}
	f.compile(wrong)
	if err := wrong.err(); err != nil {
		return nil, err
	}
	return f, nil
}
