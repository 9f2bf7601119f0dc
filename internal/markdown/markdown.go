// Package markdown shows what an office writes.
//
// The rule of the domain: whatever stands in a text, the page that shows it runs
// nothing and asks nobody else for anything. A text is CommonMark with tables,
// footnotes and crossed-out words. HTML in it is not passed on; a link leads to
// the web, to an address of this site, to mail or to a telephone, and nowhere
// else; a picture is one of the media library, which knows its description.
//
// Two forms are our own:
//
//	![What the picture shows](media:ID "Caption")
//	::name argument
//
// The first is a picture of the library. The second, alone in its paragraph,
// stands for something that another area shows, such as a chart of the index.
package markdown

import (
	"embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"adal/internal/i18n"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Words are those of the package's faults, and what footnotes and tables are
// called for those who listen to a page.
//
//go:embed words.toml
var Words embed.FS

// A Figure is a picture as the media library has it.
type Figure struct {
	Sources       []Source // the better format first; browsers take the first that they know
	Src           string   // what every browser knows
	Width, Height int      // of Src in pixels
	Alt           string   // what it shows, if the text doesn't say it
	Caption       string   // if the text has none
	Credit        string
}

// A Source is a picture in a format.
type Source struct{ Type, Srcset string }

// Options are what a text is shown with. The zero Options show neither pictures
// nor what other areas have.
type Options struct {
	// Figure returns a picture of the media library.
	Figure func(id string) (Figure, bool)
	// Later says that another picture stands before the text: the first one of the
	// text may wait until it is near, as all others do.
	Later bool
	// Lang is the language of what footnotes and tables are called to those who
	// listen to the page; Kazakh if there is none.
	Lang i18n.Lang
	// Prefix begins the ids of footnotes, for a page that shows several texts.
	Prefix string
	// Embed returns what another area shows for a name and an argument.
	Embed func(name, arg string) (Within, bool)
}

// newParser makes the parser, once. It keeps nothing of a text.
var newParser = sync.OnceValue(func() parser.Parser {
	return goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Footnote, extension.Linkify),
	).Parser()
})

// parse reads a text. The tree points into the returned source.
func parse(s string) (ast.Node, []byte) {
	source := []byte(calm(s))
	return newParser().Parse(text.NewReader(source)), source
}

// mediaScheme is how a text names a picture of the library.
const mediaScheme = "media:"

// mediaID is the id that an address names, if it is one of the library.
func mediaID(address string) (string, bool) {
	id, ok := strings.CutPrefix(address, mediaScheme)
	if !ok || id == "" || len(id) > 80 {
		return "", false
	}
	for _, r := range id {
		if r != '-' && r != '_' && (r >= utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r)) {
			return "", false
		}
	}
	return id, true
}

// Media returns the ids of the pictures in a text, each once, in their order.
func Media(s string) []string {
	var ids []string
	seen := map[string]bool{}
	root, _ := parse(s)
	walk(root, func(n ast.Node) {
		if img, ok := n.(*ast.Image); ok {
			if id, ok := mediaID(string(img.Destination)); ok && !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	})
	return ids
}

// An Embedded names what another area shows.
type Embedded struct{ Name, Arg string }

// Embeds returns what a text has of other areas, in its order.
func Embeds(s string) (all []Embedded) {
	root, source := parse(s)
	walk(root, func(n ast.Node) {
		if e, ok := embedded(n, source); ok {
			all = append(all, e)
		}
	})
	return all
}

// embedded is what a paragraph stands for, if it stands for anything.
func embedded(n ast.Node, source []byte) (Embedded, bool) {
	if n.Kind() != ast.KindParagraph || n.Lines().Len() != 1 {
		return Embedded{}, false
	}
	line := n.Lines().At(0)
	rest, ok := strings.CutPrefix(strings.TrimSpace(string(line.Value(source))), "::")
	if !ok {
		return Embedded{}, false
	}
	name, arg, _ := strings.Cut(rest, " ")
	for _, r := range name {
		if r != '-' && (r < 'a' || r > 'z') {
			return Embedded{}, false
		}
	}
	return Embedded{name, strings.TrimSpace(arg)}, name != ""
}

// walk visits every node of a tree, each before those in it.
func walk(root ast.Node, visit func(ast.Node)) {
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			visit(n)
		}
		return ast.WalkContinue, nil // it never fails
	})
}
