package forms

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"adal/internal/calendar"
	"adal/internal/fault"
)

// Answers are what was answered, by the name of the question, as XLSForm writes
// it: a number with a point, a day as 2026-11-28, a time as 10:30, names of choices
// with spaces between them, a place as "latitude longitude". What isn't relevant
// or wasn't answered isn't there.
type Answers map[string]string

// Number is an answer as a number; NaN if it is none.
func (a Answers) Number(name string) float64 { return parseNumber(a[name]) }

// Chosen are the choices of an answer.
func (a Answers) Chosen(name string) []string { return chosen(a[name]) }

// Day is an answer as a day; zero if it is none.
func (a Answers) Day(name string) calendar.Day {
	date, _, _ := strings.Cut(a[name], "T")
	d, err := calendar.Parse(date)
	if err != nil {
		return calendar.Day{}
	}
	return d
}

// Place is an answer as a place.
func (a Answers) Place(name string) (lat, lon float64, ok bool) {
	parts := strings.Fields(a[name])
	if len(parts) < 2 {
		return 0, 0, false
	}
	lat, lon = parseNumber(parts[0]), parseNumber(parts[1])
	return lat, lon, math.Abs(lat) <= 90 && math.Abs(lon) <= 180
}

// Field is the field of a page, and of a fault, in which a question is answered.
func Field(name string) string { return "answer-" + name }

// Check makes answers of what came, by the name of the question. What can't be
// kept is a fault of the question's field, all at once; answers to what isn't
// relevant are left out, and calculations are made here, whatever came for them.
func (f *Form) Check(raw map[string][]string, today calendar.Day) (Answers, error) {
	s := f.settle(raw, today)
	var wrong []error
	for i := range f.Questions {
		if s.faults[i] != nil {
			wrong = append(wrong, s.faults[i])
		}
	}
	if wrong != nil {
		return nil, errors.Join(wrong...)
	}
	return s.answers, nil
}

// A settled form is what came, sorted by what is relevant.
type settled struct {
	form     *Form
	today    calendar.Day
	answers  Answers
	relevant []bool
	faults   []error
}

// settle goes through the questions, each after those that it depends on.
func (f *Form) settle(raw map[string][]string, today calendar.Day) *settled {
	s := &settled{form: f, today: today, answers: Answers{}, relevant: make([]bool, len(f.Questions)), faults: make([]error, len(f.Questions))}
	for _, i := range f.order {
		r := &f.rows[i]
		s.relevant[i] = (r.group < 0 || s.relevant[r.group]) && (r.relevant == nil || r.relevant.Eval(s.env(Value{})).Truth())
		if s.relevant[i] && f.Questions[i].Type.Answered() {
			s.answer(i, raw)
		}
	}
	// What a constraint or a filter asks for may stand anywhere.
	for _, i := range f.order {
		if s.relevant[i] && s.faults[i] == nil && f.Questions[i].Type.Answered() {
			s.faults[i] = s.judge(i)
		}
	}
	return s
}

// env is what an expression of the form may ask for.
func (s *settled) env(this Value) *Env {
	return &Env{This: this, Today: s.today, Answer: s.value}
}

// value is an answer in an expression.
func (s *settled) value(name string) Value {
	if i, ok := s.form.byName[name]; ok {
		return valueOf(s.form.Questions[i].Type, s.answers[name])
	}
	return TextValue("")
}

// valueOf is an answer to a question of a type as a value.
func valueOf(t Type, answer string) Value {
	if answer == "" {
		return TextValue("")
	}
	switch t {
	case Integer, Decimal, Range:
		return NumberValue(parseNumber(answer))
	case Date, DateTime:
		if v, ok := parseDay(answer); ok {
			return v
		}
	case Time:
		if share, ok := parseClock(answer); ok {
			return Value{kind: day, s: answer, n: share}
		}
	}
	return TextValue(answer)
}

// answer settles the answer to a relevant question.
func (s *settled) answer(i int, raw map[string][]string) {
	q, r := &s.form.Questions[i], &s.form.rows[i]
	var answer string
	switch {
	case r.calculation != nil:
		answer = cut(r.calculation.Eval(s.env(Value{})).Kept())
	case !q.Type.Asked() || q.ReadOnly:
		answer = s.form.initial(i, s.today) // is nobody's to change
	default:
		var word string
		if answer, word = s.form.decode(i, raw[q.Name]); word != "" {
			s.faults[i] = fault.In(Field(q.Name), word, q.Label)
		}
	}
	if answer != "" {
		s.answers[q.Name] = answer
	}
}

// initial is what stands in a question before anybody answers.
func (f *Form) initial(i int, today calendar.Day) string {
	r := &f.rows[i]
	if r.initial == nil {
		return ""
	}
	v := r.initial.Eval(&Env{Answer: func(string) Value { return TextValue("") }, Today: today})
	answer, word := f.decode(i, []string{v.Kept()})
	if word != "" {
		return ""
	}
	return answer
}

// cut keeps an answer within its limit.
func cut(s string) string {
	for i := range s {
		if i >= 4*MostAnswer || utf8.RuneCountInString(s[:i]) >= MostAnswer {
			return s[:i]
		}
	}
	return s
}

// judge looks at an answer that could be read: whether it had to be there, is one
// of the choices, and keeps the constraint.
func (s *settled) judge(i int) error {
	q, r := &s.form.Questions[i], &s.form.rows[i]
	answer := s.answers[q.Name]
	field := Field(q.Name)
	if answer == "" {
		if r.required == nil || !q.Type.Asked() || !s.offers(i) || !r.required.Eval(s.env(Value{})).Truth() {
			return nil
		}
		if q.RequiredMessage.In("kk") != "" {
			return fault.In(field, "forms.say", q.RequiredMessage)
		}
		return fault.In(field, "forms.required", q.Label)
	}
	if r.filter != nil {
		for _, name := range chosen(answer) {
			if !slices.ContainsFunc(s.offered(i), func(c Choice) bool { return c.Name == name }) {
				return fault.In(field, "forms.choice-unknown", q.Label)
			}
		}
	}
	if r.constraint != nil && !r.constraint.Eval(s.env(valueOf(q.Type, answer))).Truth() {
		if q.ConstraintMessage.In("kk") != "" {
			return fault.In(field, "forms.say", q.ConstraintMessage)
		}
		return fault.In(field, "forms.constraint", q.Label)
	}
	return nil
}

// offers reports whether there is something to choose: where the filter of a
// question lets nothing through, nobody is asked.
func (s *settled) offers(i int) bool { return s.form.rows[i].filter == nil || len(s.offered(i)) > 0 }

// offered are the choices of a question that its filter lets through.
func (s *settled) offered(i int) (all []Choice) {
	f, r := s.form, &s.form.rows[i]
	for _, j := range f.lists[f.Questions[i].List] {
		c := f.Choices[j]
		e := s.env(Value{})
		e.Column = func(name string) string {
			if name == "name" {
				return c.Name
			}
			return c.Columns[name]
		}
		if r.filter == nil || r.filter.Eval(e).Truth() {
			all = append(all, c)
		}
	}
	return all
}

// decode reads what came for a question. The word says what is wrong with it.
func (f *Form) decode(i int, raw []string) (answer, word string) {
	q := &f.Questions[i]
	if len(raw) > MostChoices {
		return "", "forms.choice-unknown"
	}
	if q.Type.Listed() {
		return f.decodeChoices(i, chosen(strings.Join(raw, " ")))
	}
	if len(raw) == 0 {
		return "", ""
	}
	s := raw[0]
	if q.Type == Geopoint {
		s = strings.Join(raw, " ") // of two fields
	}
	s = strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "").Replace(strings.ToValidUTF8(s, "")))
	if s == "" {
		return "", ""
	}
	switch q.Type {
	case Integer, Decimal, Range:
		return f.decodeNumber(i, s)
	case Date, DateTime:
		v, ok := parseDay(s)
		if timed := strings.Contains(s, "T"); !ok || timed != (q.Type == DateTime) {
			return "", "forms.day-wrong"
		}
		return v.s, ""
	case Time:
		if _, ok := parseClock(s); !ok {
			return "", "forms.time-wrong"
		}
	case Geopoint:
		if _, _, ok := (Answers{"": s}).Place(""); !ok || len(s) > 100 || slices.ContainsFunc(strings.Fields(s), func(p string) bool { return math.IsNaN(parseNumber(p)) }) {
			return "", "forms.place-wrong"
		}
		return strings.Join(strings.Fields(s), " "), ""
	case Acknowledge:
		return "OK", ""
	}
	if utf8.RuneCountInString(s) > MostAnswer {
		return s, "forms.answer-long"
	}
	return s, ""
}

// decodeNumber reads a number; a comma may stand for the point.
func (f *Form) decodeNumber(i int, s string) (string, string) {
	q := &f.Questions[i]
	n := parseNumber(strings.Replace(s, ",", ".", 1))
	switch {
	case math.IsNaN(n):
		return "", "forms.number-wrong"
	case math.Abs(n) > 1e15:
		return "", "forms.number-large"
	case q.Type == Integer && n != math.Trunc(n):
		return "", "forms.number-whole"
	}
	if q.Type == Range {
		span := f.rows[i].span
		if steps := (n - span.from) / span.step; n < span.from || n > span.to || math.Abs(steps-math.Round(steps)) > 1e-6 {
			return "", "forms.number-range"
		}
	}
	return strconv.FormatFloat(n, 'f', -1, 64), ""
}

// decodeChoices reads names of choices: each once, in the order of the list, or in
// that of a ranking, which has to have them all.
func (f *Form) decodeChoices(i int, names []string) (string, string) {
	q := &f.Questions[i]
	list := f.lists[q.List]
	seen := map[string]bool{}
	for _, name := range names {
		if !f.offers(q.List, name) {
			return "", "forms.choice-unknown"
		}
		if seen[name] && q.Type == Rank {
			return strings.Join(names, " "), "forms.rank-twice"
		}
		seen[name] = true
	}
	switch {
	case len(seen) == 0:
		return "", ""
	case q.Type == SelectOne && len(seen) > 1:
		return "", "forms.choice-one"
	case q.Type == Rank && len(names) < len(list):
		return strings.Join(names, " "), "forms.rank-all"
	case q.Type == Rank:
		return strings.Join(names, " "), ""
	}
	var all []string
	for _, j := range list {
		if name := f.Choices[j].Name; seen[name] {
			all = append(all, name)
		}
	}
	return strings.Join(all, " "), ""
}

// Shortcomings are the questions whose answer the form calls a shortcoming, in
// its order.
func (f *Form) Shortcomings(a Answers, today calendar.Day) (all []Question) {
	s := &settled{form: f, today: today, answers: a}
	for i, q := range f.Questions {
		n := f.rows[i].shortcoming
		if n == nil || a[q.Name] == "" {
			continue
		}
		if n.Eval(s.env(valueOf(q.Type, a[q.Name]))).Truth() {
			all = append(all, q)
		}
	}
	return all
}
