package forms

import "adal/internal/i18n"

// A scripted form is what the page's script reads (script/forms/form.ts).
type scripted struct {
	Questions []scriptedQuestion `json:"questions"`
	Order     []int              `json:"order"`
}

type scriptedQuestion struct {
	Name        string           `json:"name"`
	Type        Type             `json:"type"`
	Group       int              `json:"group"`
	Required    *Node            `json:"required,omitempty"`
	Relevant    *Node            `json:"relevant,omitempty"`
	Constraint  *Node            `json:"constraint,omitempty"`
	Calculation *Node            `json:"calculation,omitempty"`
	Filter      *Node            `json:"filter,omitempty"`
	Choices     []scriptedChoice `json:"choices,omitempty"`
	Fixed       *string          `json:"fixed,omitempty"` // what nobody may change
	Label       string           `json:"label,omitempty"` // those that name answers
	Hint        string           `json:"hint,omitempty"`
	Missing     string           `json:"missing,omitempty"` // the form's own messages
	Broken      string           `json:"broken,omitempty"`
}

type scriptedChoice struct {
	Name    string            `json:"name"`
	Label   string            `json:"label,omitempty"`
	Columns map[string]string `json:"columns,omitempty"`
}

// script describes the form to the page's script.
func (p *painter) script() scripted {
	f := p.form
	out := scripted{Questions: make([]scriptedQuestion, len(f.Questions)), Order: f.order}
	mentioned := f.mentioned()
	for i := range f.Questions {
		q, r := &f.Questions[i], &f.rows[i]
		s := scriptedQuestion{
			Name: q.Name, Type: q.Type, Group: r.group, Required: r.required, Relevant: r.relevant, Constraint: r.constraint,
			Calculation: r.calculation, Filter: r.filter, Label: naming(q.Label, p.lang), Hint: naming(q.Hint, p.lang),
			Missing: q.RequiredMessage.In(p.lang), Broken: q.ConstraintMessage.In(p.lang),
		}
		if q.Type.Answered() && (!q.Type.Asked() || q.ReadOnly) && r.calculation == nil {
			fixed := f.initial(i, p.today)
			s.Fixed = &fixed
		}
		if q.Type.Listed() && (r.filter != nil || mentioned[q.Name]) {
			for _, j := range f.lists[q.List] {
				c := scriptedChoice{Name: f.Choices[j].Name, Columns: f.Choices[j].Columns}
				if mentioned[q.Name] {
					c.Label = f.Choices[j].Label.In(p.lang)
				}
				s.Choices = append(s.Choices, c)
			}
		}
		out.Questions[i] = s
	}
	return out
}

// naming is a text if it names an answer.
func naming(t i18n.Text, lang i18n.Lang) string {
	if s := t.In(lang); named.MatchString(s) {
		return s
	}
	return ""
}

// mentioned are the questions whose answers texts name.
func (f *Form) mentioned() map[string]bool {
	all := map[string]bool{}
	for i := range f.Questions {
		for _, t := range []i18n.Text{f.Questions[i].Label, f.Questions[i].Hint} {
			for _, s := range []string{t.KK, t.RU, t.EN} {
				for _, m := range named.FindAllStringSubmatch(s, -1) {
					all[m[1]] = true
				}
			}
		}
	}
	return all
}
