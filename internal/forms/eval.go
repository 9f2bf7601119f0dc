package forms

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"adal/internal/calendar"
)

// An Env is what an expression may ask for.
type Env struct {
	Answer func(name string) Value  // ${name}
	This   Value                    // .
	Column func(name string) string // of the choice that is judged; nil outside of a choice_filter
	Today  calendar.Day
}

// Eval is what the expression gives. It never fails: what isn't a number is NaN,
// and what wasn't answered is empty.
func (n *Node) Eval(e *Env) Value {
	switch n.Op {
	case Literal:
		return TextValue(n.Text)
	case Number:
		return NumberValue(n.Number)
	case Answer:
		return e.Answer(n.Text)
	case This:
		return e.This
	case Column:
		if e.Column == nil {
			return TextValue("")
		}
		return TextValue(e.Column(n.Text))
	case Or:
		return truthValue(n.Args[0].Eval(e).Truth() || n.Args[1].Eval(e).Truth())
	case And:
		return truthValue(n.Args[0].Eval(e).Truth() && n.Args[1].Eval(e).Truth())
	case Neg:
		return NumberValue(-n.Args[0].Eval(e).Number())
	case Call:
		return n.call(e)
	}
	a, b := n.Args[0].Eval(e), n.Args[1].Eval(e)
	switch n.Op {
	case Equal:
		return truthValue(equal(a, b))
	case Differ:
		return truthValue(!equal(a, b))
	case Less, AtMost, More, AtLeast:
		return truthValue(ordered(n.Op, a, b))
	}
	return NumberValue(arithmetic(n.Op, a.Number(), b.Number()))
}

// equal compares as XPath 1.0, 3.4 does: as truths if one is, else as numbers if
// one is, else as texts. A day is compared with a text that is one.
func equal(a, b Value) bool {
	switch {
	case a.kind == truth || b.kind == truth:
		return a.Truth() == b.Truth()
	case a.kind == number || b.kind == number, a.kind == day && b.kind == day:
		return a.Number() == b.Number()
	case a.kind == day || b.kind == day:
		a, b = dayOf(a), dayOf(b)
		return a.kind == b.kind && a.n == b.n
	}
	return a.s == b.s
}

// ordered compares numbers; a text beside a day is read as a day.
func ordered(op Op, a, b Value) bool {
	if a.kind == day && b.kind == text {
		b = dayOf(b)
	} else if b.kind == day && a.kind == text {
		a = dayOf(a)
	}
	x, y := a.Number(), b.Number()
	switch op {
	case Less:
		return x < y
	case AtMost:
		return x <= y
	case More:
		return x > y
	}
	return x >= y
}

func arithmetic(op Op, x, y float64) float64 {
	switch op {
	case Plus:
		return x + y
	case Minus:
		return x - y
	case Times:
		return x * y
	case Div:
		return x / y
	}
	return math.Mod(x, y)
}

func (n *Node) call(e *Env) Value {
	switch n.Text { // what doesn't need all of its arguments
	case "if":
		if n.Args[0].Eval(e).Truth() {
			return n.Args[1].Eval(e)
		}
		return n.Args[2].Eval(e)
	case "coalesce":
		if v := n.Args[0].Eval(e); !v.Empty() {
			return v
		}
		return n.Args[1].Eval(e)
	case "today":
		return dayValue(e.Today)
	case "true", "false":
		return truthValue(n.Text == "true")
	}
	args := make([]Value, len(n.Args))
	for i, a := range n.Args {
		args[i] = a.Eval(e)
	}
	if functions[n.Text].gives == truth {
		return truthValue(n.judge(args))
	}
	switch n.Text {
	case "date":
		return dayOf(args[0])
	case "string":
		return TextValue(args[0].String())
	case "concat":
		var b strings.Builder
		for _, a := range args {
			b.WriteString(a.String())
		}
		return TextValue(b.String())
	}
	return NumberValue(count(n.Text, args))
}

// judge is a function that gives a truth.
func (n *Node) judge(args []Value) bool {
	switch n.Text {
	case "selected":
		return slices.Contains(chosen(args[0].String()), args[1].String())
	case "regex":
		return n.Pattern.Match(args[0].String())
	case "not":
		return !args[0].Truth()
	case "contains":
		return strings.Contains(args[0].String(), args[1].String())
	case "starts-with":
		return strings.HasPrefix(args[0].String(), args[1].String())
	}
	return args[0].Truth() // boolean
}

// count is a function that gives a number.
func count(name string, args []Value) float64 {
	switch name {
	case "count-selected":
		return float64(len(chosen(args[0].String())))
	case "string-length":
		return float64(utf8.RuneCountInString(args[0].String()))
	case "int":
		return math.Trunc(args[0].Number())
	case "round": // XPath 1.0, 4.4: half goes up
		return math.Floor(args[0].Number() + 0.5)
	case "min", "max":
		best := args[0].Number()
		for _, a := range args[1:] {
			if x := a.Number(); math.IsNaN(x) || math.IsNaN(best) {
				best = math.NaN()
			} else if (name == "min") == (x < best) && x != best {
				best = x
			}
		}
		return best
	}
	return args[0].Number() // number
}

// chosen are the names in an answer to a question of several choices.
func chosen(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' })
}
