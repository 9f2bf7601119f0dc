package forms

import (
	"strings"
	"unicode/utf8"

	"adal/internal/fault"
	"adal/internal/i18n"
)

// Parse reads an expression. What is wrong with it is a fault that says at which
// letter.
func Parse(text string) (*Node, error) {
	n, m := parse(text)
	if m != nil {
		return nil, fault.New(fault.Invalid, m.word, append([]any{placeIn(m.at)}, m.args...)...)
	}
	return n, nil
}

// placeIn names a place in an expression that stands alone.
func placeIn(at int) i18n.Text { return letter(i18n.Text{}, at) }

func parse(text string) (*Node, *mistake) {
	if len(text) > MostExpression {
		return nil, wrong(1, "forms.expr-long", MostExpression)
	}
	// Bytes that are no letters would be others as soon as the expression is kept.
	if at := strings.IndexFunc(text, func(r rune) bool { return r == utf8.RuneError }); at >= 0 && !utf8.ValidString(text) {
		return nil, wrong(utf8.RuneCountInString(text[:at])+1, "forms.expr-unexpected", "\uFFFD")
	}
	p := &parser{lex: lexer{rest: text, at: 1}}
	if m := p.step(); m != nil {
		return nil, m
	}
	n, m := p.binary(0)
	if m != nil {
		return nil, m
	}
	if p.now.kind != 'e' {
		return nil, p.unexpected()
	}
	return n, nil
}

// A parser reads an expression by its grammar, which is that of XPath 1.0
// (section 3) without paths.
type parser struct {
	lex          lexer
	now          token
	depth, nodes int
}

func (p *parser) step() (m *mistake) {
	p.now, m = p.lex.next()
	return m
}

// unexpected says that what comes now can't come here.
func (p *parser) unexpected() *mistake {
	if p.now.kind == 'e' {
		return wrong(p.now.at, "forms.expr-end")
	}
	return wrong(p.now.at, "forms.expr-unexpected", p.now.text)
}

// levels are the operators of two sides, those that bind least first.
var levels = [][]Op{{Or}, {And}, {Equal, Differ}, {Less, AtMost, More, AtLeast}, {Plus, Minus}, {Times, Div, Mod}}

// operator is the operator of a level that comes now, or "".
func (p *parser) operator(level int) Op {
	for _, op := range levels[level] {
		word := op == Or || op == And || op == Div || op == Mod
		if p.now.text == string(op) && (word && p.now.kind == 'w' || !word && p.now.kind == 's') {
			return op
		}
	}
	return ""
}

func (p *parser) binary(level int) (*Node, *mistake) {
	if level == len(levels) {
		return p.unary()
	}
	left, m := p.binary(level + 1)
	for m == nil {
		op := p.operator(level)
		if op == "" {
			return left, nil
		}
		at := p.now.at
		if m = p.step(); m != nil {
			break
		}
		var right *Node
		if right, m = p.binary(level + 1); m == nil {
			left, m = p.node(Node{Op: op, At: at, Args: []*Node{left, right}})
		}
	}
	return nil, m
}

func (p *parser) unary() (*Node, *mistake) {
	if p.now.kind != 's' || p.now.text != "-" {
		return p.primary()
	}
	at := p.now.at
	if m := p.in(at); m != nil {
		return nil, m
	}
	defer p.out()
	if m := p.step(); m != nil {
		return nil, m
	}
	n, m := p.unary()
	if m != nil {
		return nil, m
	}
	return p.node(Node{Op: Neg, At: at, Args: []*Node{n}})
}

func (p *parser) primary() (*Node, *mistake) {
	t := p.now
	switch {
	case t.kind == 's' && t.text == "(":
		return p.brackets()
	case t.kind == 'e' || t.kind == 's' && t.text != ".":
		return nil, p.unexpected()
	}
	if m := p.step(); m != nil {
		return nil, m
	}
	switch t.kind {
	case 't':
		return p.node(Node{Op: Literal, Text: t.text, At: t.at})
	case 'n':
		return p.node(Node{Op: Number, Number: t.number, At: t.at})
	case 'r':
		return p.node(Node{Op: Answer, Text: t.text, At: t.at})
	case 's':
		return p.node(Node{Op: This, At: t.at})
	}
	if p.now.kind == 's' && p.now.text == "(" {
		return p.call(t)
	}
	return p.node(Node{Op: Column, Text: t.text, At: t.at})
}

func (p *parser) brackets() (*Node, *mistake) {
	if m := p.in(p.now.at); m != nil {
		return nil, m
	}
	defer p.out()
	if m := p.step(); m != nil {
		return nil, m
	}
	n, m := p.binary(0)
	if m != nil {
		return nil, m
	}
	return n, p.close()
}

// close takes the closing bracket.
func (p *parser) close() *mistake {
	if p.now.kind != 's' || p.now.text != ")" {
		return p.unexpected()
	}
	return p.step()
}

func (p *parser) call(name token) (*Node, *mistake) {
	f, known := functions[name.text]
	if !known {
		return nil, wrong(name.at, "forms.expr-function", name.text)
	}
	if m := p.in(name.at); m != nil {
		return nil, m
	}
	defer p.out()
	n := Node{Op: Call, Text: name.text, At: name.at}
	m := p.step()
	for m == nil && !(p.now.kind == 's' && p.now.text == ")") {
		if len(n.Args) > 0 {
			if p.now.kind != 's' || p.now.text != "," {
				return nil, p.unexpected()
			}
			if m = p.step(); m != nil {
				break
			}
		}
		var a *Node
		if a, m = p.binary(0); m == nil {
			n.Args = append(n.Args, a)
		}
	}
	if m != nil {
		return nil, m
	}
	if len(n.Args) < f.least || len(n.Args) > f.most {
		return nil, wrong(name.at, "forms.expr-arguments", name.text, len(n.Args))
	}
	if name.text == "regex" {
		if n.Args[1].Op != Literal {
			return nil, wrong(n.Args[1].At, "forms.expr-pattern-literal")
		}
		if n.Pattern, m = newPattern(n.Args[1].Text, n.Args[1].At); m != nil {
			return nil, m
		}
	}
	if m := p.close(); m != nil {
		return nil, m
	}
	return p.node(n)
}

func (p *parser) in(at int) *mistake {
	if p.depth++; p.depth > MostDepth {
		return wrong(at, "forms.expr-deep", MostDepth)
	}
	return nil
}

func (p *parser) out() { p.depth-- }

func (p *parser) node(n Node) (*Node, *mistake) {
	if p.nodes++; p.nodes > MostNodes {
		return nil, wrong(n.At, "forms.expr-large", MostNodes)
	}
	return &n, nil
}

// A function is one that an expression may call.
type function struct {
	least, most int // arguments
	gives       Kind
}

// functions are all that an expression may call.
var functions = map[string]function{
	"selected":       {2, 2, truth},
	"count-selected": {1, 1, number},
	"if":             {3, 3, unsure},
	"regex":          {2, 2, truth},
	"string-length":  {1, 1, number},
	"today":          {0, 0, day},
	"date":           {1, 1, day},
	"coalesce":       {2, 2, unsure},
	"not":            {1, 1, truth},
	"true":           {0, 0, truth},
	"false":          {0, 0, truth},
	"boolean":        {1, 1, truth},
	"number":         {1, 1, number},
	"int":            {1, 1, number},
	"round":          {1, 1, number},
	"string":         {1, 1, text},
	"concat":         {1, 20, text},
	"contains":       {2, 2, truth},
	"starts-with":    {2, 2, truth},
	"min":            {1, 20, number},
	"max":            {1, 20, number},
}
