package markdown

import (
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// Plain is what a text says, without marks, markup and what stands for
// something else. Paragraphs are parted by an empty line.
func Plain(s string) string {
	root, source := parse(s)
	var b strings.Builder
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			if n.Type() == ast.TypeBlock && b.Len() > 0 && !strings.HasSuffix(b.String()[max(0, b.Len()-2):], "\n\n") {
				b.WriteString("\n\n")
			}
			return ast.WalkContinue, nil
		}
		if _, ok := embedded(n, source); ok {
			return ast.WalkSkipChildren, nil
		}
		say(&b, n, source)
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(tight(b.String()))
}

// tight has no more than one empty line in a place.
func tight(s string) string {
	for strings.Contains(s, "\n\n\n") {
		s = strings.ReplaceAll(s, "\n\n\n", "\n\n")
	}
	return s
}

// say writes what a node itself says.
func say(b *strings.Builder, n ast.Node, source []byte) {
	switch n := n.(type) {
	case *ast.Text:
		if text := n.Segment.Value(source); n.IsRaw() { // of code
			b.Write(text)
		} else {
			b.WriteString(shownAs(text))
		}
		if n.SoftLineBreak() || n.HardLineBreak() {
			b.WriteByte(' ')
		}
	case *ast.String:
		b.Write(n.Value)
	case *ast.AutoLink:
		b.Write(n.Label(source))
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		for _, s := range n.Lines().Sliced(0, n.Lines().Len()) {
			b.Write(s.Value(source))
		}
	case *east.TableCell:
		b.WriteByte(' ')
	}
}

// textOf is what stands in a node.
func textOf(n ast.Node, source []byte) string {
	var b strings.Builder
	walk(n, func(n ast.Node) { say(&b, n, source) })
	return strings.TrimSpace(b.String())
}

// Count is how many words a text has.
func Count(s string) int {
	return len(strings.FieldsFunc(Plain(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '’'
	}))
}

// pace is how many words of a text people read in a minute. A Kazakh word says
// about as much as one and a half of English; adults read 184 words of Turkish
// and 184 of Russian a minute, both as long as ours (Trauzettel-Klosinski, Dietz:
// Standardized Assessment of Reading Performance, IOVS 2012, table 2).
const pace = 184

// ReadingTime is how many minutes a text takes to read, at least one.
func ReadingTime(s string) int { return max(1, (Count(s)+pace/2)/pace) }
