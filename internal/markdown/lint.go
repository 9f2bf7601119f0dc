package markdown

import (
	"html"

	"adal/internal/fault"

	"github.com/yuin/goldmark/ast"
)

// Lint says what of a text can't be published: each error is a fault of the
// field "text". A picture needs a description and has to be of the media
// library, since no page asks another server for anything; markup would be shown
// as letters; a heading that skips a level loses whoever listens to the page.
func Lint(s string) []error {
	root, source := parse(s)
	l := linter{source: source, level: highest(root) - 1, seen: map[string]bool{}}
	walk(root, l.look)
	return l.wrong
}

type linter struct {
	source []byte
	level  int
	wrong  []error
	seen   map[string]bool
}

// add keeps a fault, each once.
func (l *linter) add(word string, args ...any) {
	err := fault.In("text", word, args...)
	if key := err.Error(); !l.seen[key] {
		l.seen[key] = true
		l.wrong = append(l.wrong, err)
	}
}

func (l *linter) look(n ast.Node) {
	switch n := n.(type) {
	case *ast.Image:
		l.picture(n)
	case *ast.Link:
		if _, ok := safeLink(n.Destination); !ok {
			l.add("markdown.link-unsafe", short(textOf(n, l.source)))
		}
	case *ast.RawHTML, *ast.HTMLBlock:
		l.add("markdown.markup")
	case *ast.Heading:
		if n.Level > l.level+1 {
			l.add("markdown.heading-skips", short(textOf(n, l.source)))
		}
		l.level = n.Level
	}
}

func (l *linter) picture(n *ast.Image) {
	if _, ok := mediaID(string(n.Destination)); !ok {
		l.add("markdown.picture-foreign", short(html.UnescapeString(string(n.Destination))))
	} else if textOf(n, l.source) == "" {
		l.add("markdown.picture-undescribed", short(string(n.Destination)))
	}
}

// short is the beginning of what a fault quotes.
func short(s string) string {
	const most = 60
	if letters := []rune(s); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return s
}
