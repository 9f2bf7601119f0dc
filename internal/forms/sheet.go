package forms

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"adal/internal/calendar"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// AskedField is the field of a page that says which questions it showed, "*" where
// the page's script shows each as soon as it is relevant.
const AskedField = "answers-asked"

// UnseenWord is what a page says when it is shown again for that.
const UnseenWord = "forms.unseen"

// A State is what a page is shown with.
type State struct {
	Raw    map[string][]string // what was written, by the name of the question; nil at first
	Today  calendar.Day
	Faults map[string]*fault.Error // by field, as the frame of a page has them
}

// A Sheet is a form as a page shows it in a language (component c-checklist).
type Sheet struct {
	Blocks []*Block
	Asked  string // the questions that are shown, for AskedField
	Data   string // for the page's script, as JSON
}

// A Block is a question, a note or a group on a page.
type Block struct {
	Type     Type
	Name     string
	Field    string // of the page
	Label    string
	Hint     string
	Required bool
	Hidden   bool // isn't relevant now; a script may show it
	ReadOnly bool
	Long     bool    // a text of several lines
	Compact  bool    // a list that opens, in place of all choices at once
	Value    string  // what is written in it
	Places   []Place // of a ranking, and the two numbers of a place on the map
	Options  []Option
	From, To string // of a range, with its Step
	Step     string
	Fault    *fault.Error
	Inside   []*Block // of a group
}

// A Place is one field of several.
type Place struct {
	N     int // from 1
	ID    string
	Value string
}

// An Option is a choice on a page.
type Option struct {
	Value, Title string
	Chosen       bool
	Hidden       bool // isn't offered now; a script may offer it
}

// FromPage takes the answers out of the fields of a page.
func FromPage(fields map[string][]string) map[string][]string {
	raw := map[string][]string{}
	for field, values := range fields {
		if name, ok := strings.CutPrefix(field, Field("")); ok {
			raw[name] = values
		}
	}
	return raw
}

// Unseen reports whether questions follow from the fields of a page that it didn't
// show: then it has to be shown again, with what was written and what follows.
func (f *Form) Unseen(fields map[string][]string, today calendar.Day) bool {
	asked := strings.Fields(strings.Join(fields[AskedField], " "))
	if slices.Contains(asked, "*") {
		return false
	}
	s := f.settle(FromPage(fields), today)
	for i := range f.Questions {
		if s.shows(i) && !slices.Contains(asked, f.Questions[i].Name) {
			return true
		}
	}
	return false
}

// shows reports whether a person can answer a question now.
func (s *settled) shows(i int) bool {
	q := &s.form.Questions[i]
	return s.relevant[i] && q.Type.Asked() && !q.ReadOnly && s.offers(i)
}

// Sheet is the form for a page in a language.
func (f *Form) Sheet(state State, lang i18n.Lang) (*Sheet, error) {
	raw := state.Raw
	if raw == nil {
		raw = map[string][]string{}
		for i, q := range f.Questions {
			if v := f.initial(i, state.Today); v != "" {
				raw[q.Name] = []string{v}
			}
		}
	}
	p := &painter{settled: f.settle(raw, state.Today), raw: raw, state: state, lang: lang}
	data, err := json.Marshal(p.script())
	if err != nil {
		return nil, fmt.Errorf("describing the form to the page's script: %w", err)
	}
	sheet := &Sheet{Data: string(data)}
	sheet.Blocks, _ = p.blocks(0)
	var asked []string
	for i, q := range f.Questions {
		if p.shows(i) {
			asked = append(asked, q.Name)
		}
	}
	sheet.Asked = strings.Join(asked, " ")
	return sheet, nil
}

// A painter makes the blocks of a sheet.
type painter struct {
	*settled
	raw   map[string][]string
	state State
	lang  i18n.Lang
}

// blocks are the blocks from a question to the end of its group, and where that is.
func (p *painter) blocks(from int) (all []*Block, end int) {
	for i := from; i < len(p.form.Questions); i++ {
		q := &p.form.Questions[i]
		switch q.Type {
		case EndGroup:
			return all, i
		case Calculate, Hidden:
			continue
		}
		b := p.block(i)
		if q.Type == BeginGroup {
			b.Inside, i = p.blocks(i + 1)
		}
		all = append(all, b)
	}
	return all, len(p.form.Questions)
}

func (p *painter) block(i int) *Block {
	q, r := &p.form.Questions[i], &p.form.rows[i]
	b := &Block{
		Type: q.Type, Name: q.Name, Field: Field(q.Name), Label: p.text(q.Label), Hint: p.text(q.Hint),
		Hidden: !p.relevant[i] || !p.offers(i), ReadOnly: q.ReadOnly || r.calculation != nil, Fault: p.state.Faults[Field(q.Name)],
		Required: r.required != nil && r.required.Eval(p.env(Value{})).Truth(),
		Long:     strings.Contains(q.Appearance, "multiline"), Value: strings.Join(p.raw[q.Name], " "),
	}
	if b.ReadOnly {
		b.Value = p.answers[q.Name]
	}
	switch {
	case q.Type.Listed():
		p.options(i, b)
	case q.Type == Range:
		b.From, b.To, b.Step = written(r.span.from, p.lang), written(r.span.to, p.lang), written(r.span.step, p.lang)
	case q.Type == Geopoint:
		b.places(strings.Fields(b.Value), 2)
	}
	return b
}

// most is how many choices stand open on a page.
const most = 20

func (p *painter) options(i int, b *Block) {
	q := &p.form.Questions[i]
	now := map[string]bool{}
	for _, c := range p.offered(i) {
		now[c.Name] = true
	}
	given := chosen(b.Value)
	for _, j := range p.form.lists[q.List] {
		c := &p.form.Choices[j]
		b.Options = append(b.Options, Option{c.Name, c.Label.In(p.lang), slices.Contains(given, c.Name) && now[c.Name], !now[c.Name]})
	}
	b.Compact = q.Type == SelectOne && (strings.Contains(q.Appearance, "minimal") || len(b.Options) > most)
	if q.Type == Rank {
		b.places(given, len(b.Options))
	}
}

// places are n fields with what is written in them. The first has the id to which
// a fault leads.
func (b *Block) places(written []string, n int) {
	for i := range n {
		p := Place{N: i + 1, ID: b.Field}
		if i > 0 {
			p.ID = fmt.Sprintf("%s-%d", b.Field, i)
		}
		if i < len(written) {
			p.Value = written[i]
		}
		b.Places = append(b.Places, p)
	}
}

// named is a question named in a text.
var named = regexp.MustCompile(`\$\{\s*([^{}\s]+)\s*\}`)

// text is a text in the reader's language, with the answers that it names.
func (p *painter) text(t i18n.Text) string {
	return named.ReplaceAllStringFunc(t.In(p.lang), func(ref string) string {
		i, ok := p.form.byName[named.FindStringSubmatch(ref)[1]]
		if !ok {
			return ref
		}
		return p.form.Say(p.form.Questions[i].Name, p.answers[p.form.Questions[i].Name], p.lang)
	})
}

// Say is an answer as a person reads it: the texts of choices, a number or a day as
// their language writes it.
func (f *Form) Say(name, answer string, lang i18n.Lang) string {
	i, ok := f.byName[name]
	if !ok || answer == "" {
		return answer
	}
	q := &f.Questions[i]
	switch {
	case q.Type.Listed():
		var all []string
		for _, name := range chosen(answer) {
			for _, j := range f.lists[q.List] {
				if f.Choices[j].Name == name {
					all = append(all, f.Choices[j].Label.In(lang))
				}
			}
		}
		return strings.Join(all, ", ")
	case q.Type == Date:
		if d, err := calendar.Parse(answer); err == nil {
			return i18n.Date(lang, d)
		}
	case q.Type == Decimal || q.Type == Range:
		return written(parseNumber(answer), lang)
	}
	return answer
}

// written is a number with the sign that a language puts before its decimals.
func written(n float64, lang i18n.Lang) string {
	if lang == i18n.EN {
		return formatNumber(n)
	}
	return strings.Replace(formatNumber(n), ".", ",", 1)
}
