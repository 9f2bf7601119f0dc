package forms

import (
	"regexp/syntax"
	"unicode/utf8"
)

// A Pattern is a regular expression as the steps of a machine that reads a text
// once, letter by letter, and so never takes longer than letters times steps. The
// browser's own expressions go back and try again, without end for some; and they
// understand \w, \s and $ otherwise. So the page's script runs the same steps.
type Pattern struct {
	Start int    `json:"start"`
	Steps []Step `json:"steps"`
}

// A Step is one of a pattern. What it does stands first: "a" goes on with both
// Out and Arg, "n" with Out, "e" with Out at the edge that Arg names (a sum of 1
// the text's begin of a line, 2 its end, 4 the begin of the text, 8 its end), "r"
// takes a letter of Runes (pairs, from and to), "m" is the end.
type Step struct {
	Do    string `json:"do"`
	Out   int    `json:"out,omitempty"`
	Arg   int    `json:"arg,omitempty"`
	Runes []rune `json:"runes,omitempty"`
}

// edges are the edges that a pattern may ask for; those of words differ between
// alphabets and programs.
const edges = syntax.EmptyBeginLine | syntax.EmptyEndLine | syntax.EmptyBeginText | syntax.EmptyEndText

// newPattern makes the steps of a regular expression that has to fit the whole of
// a text.
func newPattern(source string, at int) (*Pattern, *mistake) {
	re, err := syntax.Parse(`\A(?:`+source+`)\z`, syntax.Perl)
	if err != nil {
		return nil, wrong(at, "forms.expr-pattern", source)
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil || len(prog.Inst) > MostPattern {
		return nil, wrong(at, "forms.expr-pattern-large", source)
	}
	p := &Pattern{Start: prog.Start, Steps: make([]Step, len(prog.Inst))}
	for i, in := range prog.Inst {
		s := Step{Out: int(in.Out)}
		switch in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			s.Do, s.Arg = "a", int(in.Arg)
		case syntax.InstCapture, syntax.InstNop:
			s.Do = "n"
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(in.Arg)&^edges != 0 {
				return nil, wrong(at, "forms.expr-pattern", source)
			}
			s.Do, s.Arg = "e", int(in.Arg)
		case syntax.InstMatch:
			s = Step{Do: "m"}
		case syntax.InstFail:
			s = Step{Do: "r"} // takes no letter at all
		case syntax.InstRuneAny:
			s.Do, s.Runes = "r", []rune{0, utf8.MaxRune}
		case syntax.InstRuneAnyNotNL:
			s.Do, s.Runes = "r", []rune{0, '\n' - 1, '\n' + 1, utf8.MaxRune}
		default:
			if syntax.Flags(in.Arg)&syntax.FoldCase != 0 {
				return nil, wrong(at, "forms.expr-pattern", source)
			}
			if s.Do, s.Runes = "r", in.Rune; len(in.Rune) == 1 {
				s.Runes = []rune{in.Rune[0], in.Rune[0]}
			}
		}
		p.Steps[i] = s
	}
	return p, nil
}

// Match reports whether the whole of a text fits.
func (p *Pattern) Match(s string) bool {
	now, next := newStand(len(p.Steps)), newStand(len(p.Steps))
	letters := []rune(s)
	for i := 0; ; i++ {
		if i == 0 {
			p.stand(now, p.Start, edgeAt(letters, i))
		}
		if i == len(letters) {
			break
		}
		next.clear()
		edge := edgeAt(letters, i+1)
		for _, at := range now.order {
			if step := p.Steps[at]; step.Do == "r" && within(step.Runes, letters[i]) {
				p.stand(next, step.Out, edge)
			}
		}
		now, next = next, now
	}
	for _, at := range now.order {
		if p.Steps[at].Do == "m" {
			return true
		}
	}
	return false
}

// stand puts the machine at a step, and at all that follow without a letter.
func (p *Pattern) stand(on *stand, at, edge int) {
	todo := []int{at}
	for len(todo) > 0 {
		at, todo = todo[len(todo)-1], todo[:len(todo)-1]
		if on.at[at] {
			continue
		}
		on.at[at] = true
		on.order = append(on.order, at)
		switch step := p.Steps[at]; step.Do {
		case "a":
			todo = append(todo, step.Arg, step.Out)
		case "n":
			todo = append(todo, step.Out)
		case "e":
			if step.Arg&^edge == 0 {
				todo = append(todo, step.Out)
			}
		}
	}
}

// A stand is the steps at which a machine is.
type stand struct {
	at    []bool
	order []int
}

func newStand(n int) *stand { return &stand{at: make([]bool, n)} }

func (s *stand) clear() {
	for _, at := range s.order {
		s.at[at] = false
	}
	s.order = s.order[:0]
}

// edgeAt are the edges before the letter i.
func edgeAt(letters []rune, i int) (edge int) {
	if i == 0 {
		edge |= int(syntax.EmptyBeginText | syntax.EmptyBeginLine)
	} else if letters[i-1] == '\n' {
		edge |= int(syntax.EmptyBeginLine)
	}
	if i == len(letters) {
		edge |= int(syntax.EmptyEndText | syntax.EmptyEndLine)
	} else if letters[i] == '\n' {
		edge |= int(syntax.EmptyEndLine)
	}
	return edge
}

// within reports whether a letter is in one of the pairs.
func within(pairs []rune, r rune) bool {
	for i := 0; i+1 < len(pairs); i += 2 {
		if r >= pairs[i] && r <= pairs[i+1] {
			return true
		}
	}
	return false
}
