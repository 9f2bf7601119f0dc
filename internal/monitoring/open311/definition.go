package open311

import (
	"adal/internal/calendar"
	"adal/internal/forms"
	"adal/internal/i18n"
	"adal/internal/monitoring"
)

// AtInstitution is the attribute that says whom a report is about. No question of
// a checklist may be meant by it: the prefix is the platform's own.
const AtInstitution = "adal_institution"

// An Attribute is what a reporter is asked.
type Attribute struct {
	Code, Datatype string
	Variable       bool // is answered; a note is only read
	Required       bool
	About          string // of the datatype
	Description    string
	Values         []Value
}

// A Value is one that may be chosen.
type Value struct{ Key, Name string }

// datatypes are those of the specification by the type of a question. What isn't
// here is made and not asked, or can't be sent as text.
var datatypes = map[forms.Type]string{
	forms.Text: "string", forms.Integer: "number", forms.Decimal: "number", forms.Range: "number", forms.SelectOne: "singlevaluelist",
	forms.SelectMultiple: "multivaluelist", forms.Rank: "multivaluelist", forms.Note: "text", forms.Date: "datetime", forms.DateTime: "datetime",
	forms.Time: "string", forms.Geopoint: "string", forms.Acknowledge: "singlevaluelist",
}

// attributes are what an offer asks of whoever reports, in their order.
func (d *Door) attributes(o Offer, at []monitoring.Institution, l i18n.Lang) (all []Attribute) {
	where := Attribute{Code: AtInstitution, Datatype: "singlevaluelist", Variable: true, Description: d.word(l, "open311.ask-institution")}
	i18n.Sort(l, at, func(i monitoring.Institution) string { return i.Name.In(l) })
	for _, i := range at {
		where.Values = append(where.Values, Value{i.ID, i.Name.In(l)})
	}
	all = append(all, where)
	for _, q := range o.Form.Questions {
		datatype, asked := datatypes[q.Type]
		if !asked || q.Type != forms.Note && (q.ReadOnly || q.Calculation != "") {
			continue
		}
		if q.Type == forms.Text && q.Appearance == "multiline" {
			datatype = "text"
		}
		a := Attribute{
			Code: q.Name, Datatype: datatype, Variable: q.Type != forms.Note, Required: q.Required == "yes" && q.Relevant == "" && q.Type.Asked(),
			About: q.Hint.In(l), Description: q.Label.In(l),
		}
		if q.Name == o.Question.Name {
			a.Required = o.implied() == "" // otherwise the offer itself answers it
		}
		for _, c := range o.Form.Offered(q.Name) {
			a.Values = append(a.Values, Value{c.Name, c.Label.In(l)})
		}
		if q.Type == forms.Acknowledge {
			a.Values = []Value{{"OK", d.word(l, "open311.acknowledged")}}
		}
		all = append(all, a)
	}
	return all
}

// implied is the answer that somebody gives who reports the offer and says no
// more: the first choice that is the shortcoming; "" if there is none.
func (o Offer) implied() string {
	if o.Question.Type != forms.SelectOne {
		return ""
	}
	for _, c := range o.Form.Offered(o.Question.Name) {
		if len(o.Form.Shortcomings(forms.Answers{o.Question.Name: c.Name}, calendar.Day{})) > 0 {
			return c.Name
		}
	}
	return ""
}
