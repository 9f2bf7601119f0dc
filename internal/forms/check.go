package forms

import "strings"

// What an expression may ask for, by the column in which it stands.
const (
	this    = 1 << iota // . is the answer
	columns             // words are columns of the choices
)

// A checker judges the expressions of one question.
type checker struct {
	form  *Form
	of    *Question
	row   int
	wrong *faults
	may   int
}

// read parses and judges the expression of a column; nil if there is none, or a
// wrong one.
func (c *checker) read(column, source string, may int) *Node {
	if source == "" {
		return nil
	}
	n, m := parse(source)
	if m == nil {
		c.may = may
		_, m = c.kind(n)
	}
	if m != nil {
		c.wrong.expression(c.row, column, m)
		return nil
	}
	return n
}

// initial is the default of a question: an expression if it calls a function, else
// the text as it stands.
func (c *checker) initial() *Node {
	s := c.of.Default
	if s == "" {
		return nil
	}
	if !strings.HasSuffix(s, ")") && !strings.Contains(s, "${") {
		return &Node{Op: Literal, Text: s}
	}
	n := c.read("default", s, 0)
	if len(n.names()) > 0 {
		c.wrong.add(surveySheet, c.row, "default", "forms.default-refers")
		return nil
	}
	return n
}

// shortcoming is the expression that says whether an answer is a shortcoming. The
// names of choices alone are enough.
func (c *checker) shortcoming() *Node {
	s := c.of.Shortcoming
	if s == "" {
		return nil
	}
	if !c.of.Type.Answered() {
		c.wrong.add(surveySheet, c.row, "adal_shortcoming", "forms.shortcoming-note")
		return nil
	}
	if c.of.Type == SelectOne || c.of.Type == SelectMultiple {
		var all *Node
		for _, name := range strings.Fields(s) {
			if !c.form.offers(c.of.List, name) {
				all = nil
				break
			}
			one := &Node{Op: Call, Text: "selected", Args: []*Node{{Op: This}, {Op: Literal, Text: name}}}
			if all == nil {
				all = one
			} else {
				all = &Node{Op: Or, Args: []*Node{all, one}}
			}
		}
		if all != nil {
			return all
		}
	}
	return c.read("adal_shortcoming", s, this)
}

// offers reports whether a list has a choice.
func (f *Form) offers(list, name string) bool {
	for _, i := range f.lists[list] {
		if f.Choices[i].Name == name {
			return true
		}
	}
	return false
}

// asked is the question whose answer a node is; nil if it is none.
func (c *checker) asked(n *Node) *Question {
	switch n.Op {
	case This:
		return c.of
	case Answer:
		if i, ok := c.form.byName[n.Text]; ok {
			return &c.form.Questions[i]
		}
	}
	return nil
}

// kind is what a node gives, judged against the form.
func (c *checker) kind(n *Node) (Kind, *mistake) {
	switch n.Op {
	case Literal:
		return text, nil
	case Number:
		return number, nil
	case This:
		if c.may&this == 0 {
			return 0, wrong(n.At, "forms.expr-this")
		}
		return c.of.Type.gives(), nil
	case Answer:
		q := c.asked(n)
		if q == nil {
			return 0, wrong(n.At, "forms.expr-unknown", n.Text)
		}
		if !q.Type.Answered() {
			return 0, wrong(n.At, "forms.expr-no-answer", n.Text)
		}
		return q.Type.gives(), nil
	case Column:
		return c.column(n)
	}
	kinds := make([]Kind, len(n.Args))
	for i, a := range n.Args {
		k, m := c.kind(a)
		if m != nil {
			return 0, m
		}
		kinds[i] = k
	}
	switch n.Op {
	case Or, And:
		return truth, nil
	case Equal, Differ, Less, AtMost, More, AtLeast:
		return truth, c.compared(n, kinds)
	case Call:
		return functions[n.Text].gives, c.called(n)
	}
	for _, a := range n.Args {
		if m := c.countable(a); m != nil {
			return 0, m
		}
	}
	return number, nil
}

// column judges a bare word.
func (c *checker) column(n *Node) (Kind, *mistake) {
	if c.may&columns == 0 {
		return 0, wrong(n.At, "forms.expr-word", n.Text)
	}
	for _, i := range c.form.lists[c.of.List] {
		if _, ok := c.form.Choices[i].Columns[n.Text]; ok || n.Text == "name" {
			return text, nil
		}
	}
	return 0, wrong(n.At, "forms.expr-column", n.Text, c.of.List)
}

// countable says why a node can't be counted with.
func (c *checker) countable(n *Node) *mistake {
	if v := parseNumber(n.Text); n.Op == Literal && v != v {
		return wrong(n.At, "forms.expr-not-number", n.Text)
	}
	if q := c.asked(n); q != nil {
		switch q.Type {
		case Geopoint, Image, SelectMultiple, Rank, Acknowledge:
			return wrong(n.At, "forms.expr-not-number", q.Name)
		}
	}
	return nil
}

// compared judges a comparison: a literal beside a question of choices has to be
// one of them, beside a number a number, beside a day a day.
func (c *checker) compared(n *Node, kinds []Kind) *mistake {
	for i, a := range n.Args {
		b, ordering := n.Args[1-i], n.Op != Equal && n.Op != Differ
		if a.Op != Literal || a.Text == "" && !ordering {
			continue
		}
		_, isDay := parseDay(a.Text)
		v := parseNumber(a.Text)
		switch kinds[1-i] {
		case number:
			if v != v {
				return wrong(a.At, "forms.expr-not-number", a.Text)
			}
		case day:
			if _, clock := parseClock(a.Text); !isDay && !clock {
				return wrong(a.At, "forms.expr-not-day", a.Text)
			}
		case text:
			if ordering && v != v && !isDay {
				return wrong(a.At, "forms.expr-not-number", a.Text)
			}
		}
		if m := c.offered(b, a); m != nil {
			return m
		}
	}
	return nil
}

// offered says that a literal is none of the choices of the question beside it.
func (c *checker) offered(asked, literal *Node) *mistake {
	q := c.asked(asked)
	if q == nil || !q.Type.Listed() || literal.Op != Literal || literal.Text == "" || len(c.form.lists[q.List]) == 0 {
		return nil
	}
	for _, name := range chosen(literal.Text) {
		if !c.form.offers(q.List, name) {
			return wrong(literal.At, "forms.expr-no-choice", name, q.List)
		}
	}
	return nil
}

// called judges the arguments of a function.
func (c *checker) called(n *Node) *mistake {
	switch n.Text {
	case "selected", "count-selected":
		q := c.asked(n.Args[0])
		if q == nil || !q.Type.Listed() && q.Type.gives() != unsure {
			return wrong(n.Args[0].At, "forms.expr-not-select", n.Text)
		}
		if n.Text == "selected" {
			return c.offered(n.Args[0], n.Args[1])
		}
	case "number", "int", "round", "min", "max":
		for _, a := range n.Args {
			if m := c.countable(a); m != nil {
				return m
			}
		}
	case "date":
		if a := n.Args[0]; a.Op == Literal {
			if _, ok := parseDay(a.Text); !ok {
				return wrong(a.At, "forms.expr-not-day", a.Text)
			}
		}
	}
	return nil
}
