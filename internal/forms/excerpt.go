package forms

import "fmt"

// Excerpt is the part of a form that one question needs: the question, the groups
// around it, and whatever their expressions and texts ask for. It is a form by
// itself, with the same trees. No other question of it opens a shortcoming, and
// none demands a picture: it is for what somebody says of one thing alone.
func (f *Form) Excerpt(name string) (*Form, error) {
	at, ok := f.byName[name]
	if !ok || !f.Questions[at].Type.Answered() {
		return nil, fmt.Errorf("forms: the form asks no %q", name)
	}
	keep := make([]bool, len(f.Questions))
	f.gather(at, keep)
	part := &Form{ID: f.ID, Title: f.Title, Version: f.Version, Language: f.Language}
	lists := map[string]bool{}
	var open []bool // whether each group that stands open is kept
	for i, q := range f.Questions {
		if q.Type == EndGroup {
			last := len(open) - 1
			keep[i], open = open[last], open[:last]
		} else if q.Type == BeginGroup {
			open = append(open, keep[i])
		}
		if !keep[i] {
			continue
		}
		if i != at {
			q.Shortcoming, q.Severity = "", ""
		}
		if q.Type == Image {
			q.Required = ""
		}
		lists[q.List] = true
		part.Questions = append(part.Questions, q)
	}
	for _, c := range f.Choices {
		if lists[c.List] {
			part.Choices = append(part.Choices, c)
		}
	}
	canonical, err := part.Canonical()
	if err != nil {
		return nil, err
	}
	return Open(canonical)
}

// gather marks a question with all that it needs.
func (f *Form) gather(i int, keep []bool) {
	if keep[i] {
		return
	}
	keep[i] = true
	q, r := &f.Questions[i], &f.rows[i]
	if r.group >= 0 {
		f.gather(r.group, keep)
	}
	var names []string
	for _, n := range []*Node{r.required, r.relevant, r.constraint, r.calculation, r.filter, r.initial, r.shortcoming} {
		names = append(names, n.names()...)
	}
	for _, column := range []string{"label", "hint"} {
		t := q.said(column)
		for _, m := range named.FindAllStringSubmatch(t.KK+"\n"+t.RU+"\n"+t.EN, -1) {
			names = append(names, m[1])
		}
	}
	for _, name := range names {
		if j, ok := f.byName[name]; ok {
			f.gather(j, keep)
		}
	}
}

// Offered are the choices of a question, in their order, whatever its filter
// lets through.
func (f *Form) Offered(name string) (all []Choice) {
	i, ok := f.byName[name]
	if !ok {
		return nil
	}
	for _, c := range f.Choices {
		if f.Questions[i].Type.Listed() && c.List == f.Questions[i].List {
			all = append(all, c)
		}
	}
	return all
}
