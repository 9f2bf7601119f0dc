// Package gift reads and writes questions in the GIFT format of Moodle
// (docs.moodle.org, "GIFT format"), so that a test that a school has already
// needn't be written again, and none is locked in here.
//
// A question is a text with its answers in braces. Blank lines part questions,
// a line that begins with // is a comment, and \ takes its meaning from one of
// ~ = # { } : and \ itself.
//
//	::Title:: What is it? {
//	  =the right answer #feedback
//	  ~a wrong one
//	  ####what is said in any case
//	}
//
// Reading and writing again changes no question: Read(Write(q)) is q.
package gift

import (
	"strings"
)

// A Kind is a kind of question.
type Kind string

// The kinds. An essay and a description have nothing that a program can mark.
const (
	Choice      Kind = "choice"     // one of several
	Multiple    Kind = "multiple"   // any number of several, each with its weight
	TrueFalse   Kind = "true-false" // whether the text is true
	Short       Kind = "short"      // a few words
	Number      Kind = "number"     // a number, with a tolerance
	Matching    Kind = "matching"   // pairs
	Essay       Kind = "essay"      // free text
	Description Kind = "description"
)

// A Question is one question.
type Question struct {
	Kind     Kind
	Category string // under which it stands; empty for none
	Title    string // empty if it has none of its own
	Format   string // of the text: "html", "markdown", "plain", "moodle"; empty if none is said
	Text     string // before the answers
	After    string // behind them, of a sentence with a gap
	Answers  []Answer
	// True is the answer of a TrueFalse; Right and Wrong are what is said to who
	// answered so.
	True         bool
	Right, Wrong string
	General      string // feedback in any case
	Line         int    // on which the question begins, from 1; 0 if it wasn't read
}

// An Answer is one that a question knows.
type Answer struct {
	Text     string  // of a Number: the number, "NUMBER:TOLERANCE" or "LOW..HIGH"; empty for any other
	Match    string  // the other half of a pair
	Weight   float64 // percent of the mark, from -100 to 100
	Feedback string
}

// Marked reports whether a program can mark the question.
func (q Question) Marked() bool { return q.Kind != Essay && q.Kind != Description }

// escapes are the characters that \ takes their meaning from, and what stands
// for each while a text is taken apart: code points that are no characters
// (Unicode, 23.7), so that no text has them.
var escapes = []struct {
	char   byte
	hidden rune
}{{'~', 0xfdd0}, {'=', 0xfdd1}, {'#', 0xfdd2}, {'{', 0xfdd3}, {'}', 0xfdd4}, {':', 0xfdd5}, {'\\', 0xfdd6}}

// newline stands for \n, which is a line's end within a question and never the
// end of one.
const newline = "\ufdd7"

// nothing stands before a character that begins something else where it stands:
// [ a format, / a comment, $ a category, % a weight, and the > of an arrow.
const nothing = "\ufdd8"

// hidden are all that may not stand in a file.
const hidden = "\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5\ufdd6" + newline + nothing

// hide takes escaped characters out of the way.
func hide(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		b.WriteString(unescaped(s[i]))
	}
	return b.String()
}

// unescaped is what a \ and a character stand for.
func unescaped(c byte) string {
	if c == 'n' {
		return newline
	}
	if strings.IndexByte("[/$%>", c) >= 0 {
		return nothing + string(c)
	}
	for _, e := range escapes {
		if e.char == c {
			return string(e.hidden)
		}
	}
	return string(escapes[len(escapes)-1].hidden) + string(c)
}

// show puts escaped characters back, without what escaped them.
func show(s string) string {
	return shown.Replace(strings.TrimSpace(s))
}

var shown, escaped = func() (*strings.Replacer, *strings.Replacer) {
	var back, out []string
	for _, e := range escapes {
		back = append(back, string(e.hidden), string(e.char))
		out = append(out, string(e.char), `\`+string(e.char))
	}
	back = append(back, newline, "\n", nothing, "")
	out = append(out, "\n", `\n`, "->", `-\>`)
	return strings.NewReplacer(back...), strings.NewReplacer(out...)
}()
