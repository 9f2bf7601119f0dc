package markdown

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"html/template"
	"strconv"
	"strings"

	"adal/internal/i18n"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// HTML shows a text. Its highest headings, whether written with # or ##, are of
// the second level, since the first is the page's; they have ids in Latin
// letters, so that they can be linked to.
//
// It is the one place of the package where text becomes markup.
func HTML(s string, o Options) (template.HTML, error) {
	root, source := parse(s)
	identify(root, source)
	var b bytes.Buffer
	r := renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(gmhtml.NewRenderer(), 1000),
		util.Prioritized(extension.NewTableHTMLRenderer(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)), 500),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
		util.Prioritized(extension.NewFootnoteHTMLRenderer(), 500),
		util.Prioritized(&own{Options: o, highest: highest(root), loaded: o.Later}, 100),
	))
	if err := r.Render(&b, source, root); err != nil {
		return "", fmt.Errorf("showing a text: %w", err)
	}
	return template.HTML(b.String()), nil //nolint:gosec // every renderer above escapes what it writes
}

// identify gives each heading an id of its own.
func identify(root ast.Node, source []byte) {
	taken := map[string]int{}
	walk(root, func(n ast.Node) {
		h, ok := n.(*ast.Heading)
		if !ok {
			return
		}
		id := i18n.Slug(textOf(h, source))
		if taken[id]++; taken[id] > 1 {
			id += "-" + strconv.Itoa(taken[id])
		}
		h.SetAttributeString("id", []byte("h-"+id)) // no id of the page begins so
	})
}

// highest is the level of the highest headings of a text; 1 if there are none.
func highest(root ast.Node) int {
	level := 0
	walk(root, func(n ast.Node) {
		if h, ok := n.(*ast.Heading); ok && (level == 0 || h.Level < level) {
			level = h.Level
		}
	})
	return max(level, 1)
}

// own shows what differs from CommonMark's reference.
type own struct {
	Options
	highest int  // level of a heading, which is shown as the second
	loaded  bool // a picture stands above that is loaded at once
}

// RegisterFuncs implements renderer.NodeRenderer.
func (o *own) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindHeading, o.heading)
	r.Register(ast.KindParagraph, o.paragraph)
	r.Register(ast.KindLink, o.link)
	r.Register(ast.KindAutoLink, o.autoLink)
	r.Register(ast.KindImage, o.image)
	r.Register(ast.KindRawHTML, o.rawHTML)
	r.Register(ast.KindHTMLBlock, o.htmlBlock)
	r.Register(ast.KindFencedCodeBlock, o.code)
	r.Register(east.KindTable, o.table)
}

type writer = util.BufWriter

func (o *own) heading(w writer, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	h := n.(*ast.Heading)
	level := min(h.Level-o.highest+2, 6)
	if !entering {
		fmt.Fprintf(w, "</h%d>\n", level)
		return ast.WalkContinue, nil
	}
	id, _ := h.AttributeString("id")
	fmt.Fprintf(w, `<h%d id="%s">`, level, id)
	return ast.WalkContinue, nil
}

// paragraph is a paragraph, or what it stands for: a picture or something of
// another area is no part of a sentence.
func (o *own) paragraph(w writer, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if e, ok := embedded(n, source); ok && o.Embed != nil {
		if shown, ok := o.Embed(e.Name, e.Arg); ok {
			if entering {
				shown.write(w)
			}
			return ast.WalkSkipChildren, nil
		}
	}
	if o.isFigure(n) {
		return ast.WalkContinue, nil
	}
	if entering {
		_, _ = w.WriteString("<p>")
	} else {
		_, _ = w.WriteString("</p>\n")
	}
	return ast.WalkContinue, nil
}

// isFigure reports whether a paragraph is a picture and nothing else.
func (o *own) isFigure(n ast.Node) bool {
	img, ok := n.FirstChild().(*ast.Image)
	if !ok || n.ChildCount() != 1 {
		return false
	}
	_, ok = o.figure(img)
	return ok
}

func (o *own) figure(img *ast.Image) (Figure, bool) {
	id, ok := mediaID(string(img.Destination))
	if !ok || o.Figure == nil {
		return Figure{}, false
	}
	return o.Figure(id)
}

// figureSizes are how wide a picture of a text is: the column, or the screen.
const figureSizes = "(min-width: 46rem) 44rem, 100vw"

func (o *own) image(w writer, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	img := n.(*ast.Image)
	alt := textOf(img, source)
	f, ok := o.figure(img)
	if !ok { // it isn't ours, or is no more: what it shows is all that there is
		if address, ok := safeLink(img.Destination); ok {
			fmt.Fprintf(w, `<a href="%s">%s</a>`, address, html.EscapeString(alt))
		} else {
			_, _ = w.WriteString(html.EscapeString(alt))
		}
		return ast.WalkSkipChildren, nil
	}
	if alt == "" {
		alt = f.Alt
	}
	alone := o.isFigure(n.Parent())
	if alone {
		_, _ = w.WriteString("<figure>")
	}
	f.write(w, alt, o.loaded)
	o.loaded = true
	if caption := captionOf(cmp.Or(shownAs(img.Title), f.Caption), f.Credit); alone {
		if caption != "" {
			fmt.Fprintf(w, "<figcaption>%s</figcaption>", html.EscapeString(caption))
		}
		_, _ = w.WriteString("</figure>\n")
	}
	return ast.WalkSkipChildren, nil
}

// write writes a picture. One that may wait is loaded when it is near.
func (f Figure) write(w writer, alt string, wait bool) {
	_, _ = w.WriteString("<picture>")
	for _, s := range f.Sources {
		fmt.Fprintf(w, `<source type="%s" srcset="%s" sizes="%s">`, html.EscapeString(s.Type), html.EscapeString(s.Srcset), figureSizes)
	}
	fmt.Fprintf(w, `<img src="%s" width="%d" height="%d" alt="%s"`, html.EscapeString(f.Src), f.Width, f.Height, html.EscapeString(alt))
	if wait {
		_, _ = w.WriteString(` loading="lazy"`)
	}
	_, _ = w.WriteString(` decoding="async"></picture>`)
}

// Line is what stands under a picture of which a text says nothing.
func (f Figure) Line() string { return captionOf(f.Caption, f.Credit) }

func captionOf(caption, credit string) string {
	if caption != "" && credit != "" {
		return caption + " · " + credit
	}
	return caption + credit
}

func (*own) link(w writer, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	l := n.(*ast.Link)
	address, ok := safeLink(l.Destination)
	switch {
	case !ok:
	case entering:
		fmt.Fprintf(w, `<a href="%s"`, address)
		if len(l.Title) > 0 {
			fmt.Fprintf(w, ` title="%s"`, html.EscapeString(shownAs(l.Title)))
		}
		_, _ = w.WriteString(">")
	default:
		_, _ = w.WriteString("</a>")
	}
	return ast.WalkContinue, nil
}

func (*own) autoLink(w writer, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	l := n.(*ast.AutoLink)
	address := string(l.URL(source))
	if l.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(address), "mailto:") {
		address = "mailto:" + address
	}
	label := html.EscapeString(string(l.Label(source)))
	if href, ok := safeLink([]byte(address)); ok {
		fmt.Fprintf(w, `<a href="%s">%s</a>`, href, label)
	} else {
		_, _ = w.WriteString(label)
	}
	return ast.WalkContinue, nil
}

// rawHTML and htmlBlock show markup as it was written: nothing is lost, and
// nothing of it acts.
func (*own) rawHTML(w writer, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		for _, s := range n.(*ast.RawHTML).Segments.Sliced(0, n.(*ast.RawHTML).Segments.Len()) {
			_, _ = w.WriteString(html.EscapeString(string(s.Value(source))))
		}
	}
	return ast.WalkSkipChildren, nil
}

func (*own) htmlBlock(w writer, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		b := n.(*ast.HTMLBlock)
		_, _ = w.WriteString("<p>")
		for _, s := range b.Lines().Sliced(0, b.Lines().Len()) {
			_, _ = w.WriteString(html.EscapeString(string(s.Value(source))))
		}
		if b.HasClosure() {
			_, _ = w.WriteString(html.EscapeString(string(b.ClosureLine.Value(source))))
		}
		_, _ = w.WriteString("</p>\n")
	}
	return ast.WalkSkipChildren, nil
}

// code leaves out the name of the language, which would be a class of the
// writer's choice.
func (*own) code(w writer, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString("<pre><code>")
		for _, s := range n.Lines().Sliced(0, n.Lines().Len()) {
			_, _ = w.WriteString(html.EscapeString(string(s.Value(source))))
		}
		_, _ = w.WriteString("</code></pre>\n")
	}
	return ast.WalkContinue, nil
}

// table lets a wide table be moved sideways, also by keyboard.
func (*own) table(w writer, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString(`<div class="scroll" tabindex="0"><table>` + "\n")
	} else {
		_, _ = w.WriteString("</table></div>\n")
	}
	return ast.WalkContinue, nil
}
