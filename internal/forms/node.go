package forms

import (
	"fmt"
)

// Limits of an expression.
const (
	MostExpression = 4000 // bytes
	MostDepth      = 40   // of nested brackets and functions
	MostNodes      = 500
	MostPattern    = 500 // steps of a pattern of regex
)

// An Op is what a node of an expression does with its arguments.
type Op string

// The operators. Call is a function, whose name is the node's text.
const (
	Literal Op = "text"
	Number  Op = "number"
	Answer  Op = "answer" // ${name}
	This    Op = "this"   // .
	Column  Op = "column" // of a choice, in a choice_filter
	Call    Op = "call"
	Or      Op = "or"
	And     Op = "and"
	Equal   Op = "="
	Differ  Op = "!="
	Less    Op = "<"
	AtMost  Op = "<="
	More    Op = ">"
	AtLeast Op = ">="
	Plus    Op = "+"
	Minus   Op = "-"
	Times   Op = "*"
	Div     Op = "div"
	Mod     Op = "mod"
	Neg     Op = "neg"
)

// A Node is an expression of XLSForm, or a part of one. As JSON it is what the
// page's script evaluates; there is no parser in the browser.
type Node struct {
	Op      Op       `json:"op"`
	Text    string   `json:"text,omitempty"` // a literal, the name of a question, of a column or of a function
	Number  float64  `json:"number,omitempty"`
	Args    []*Node  `json:"args,omitempty"`
	Pattern *Pattern `json:"pattern,omitempty"` // of regex, made of its second argument
	At      int      `json:"-"`                 // the letter at which it begins, from 1
}

// walk calls visit for a node and everything below it.
func (n *Node) walk(visit func(*Node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, a := range n.Args {
		a.walk(visit)
	}
}

// names are the questions that an expression asks for, each once, as they come.
func (n *Node) names() (all []string) {
	seen := map[string]bool{}
	n.walk(func(m *Node) {
		if m.Op == Answer && !seen[m.Text] {
			seen[m.Text] = true
			all = append(all, m.Text)
		}
	})
	return all
}

// A mistake is what is wrong with an expression, and at which letter.
type mistake struct {
	at   int
	word string
	args []any
}

func wrong(at int, word string, args ...any) *mistake { return &mistake{at, word, args} }

// Error implements error.
func (m *mistake) Error() string { return fmt.Sprintf("letter %d: %s %v", m.at, m.word, m.args) }
