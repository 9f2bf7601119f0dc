package wxr

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"adal/internal/fault"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A Text is what became of a markup.
type Text struct {
	Markdown string
	Lead     string   // the text of the first paragraph, "" if the text begins with something else
	Rest     string   // the Markdown after that paragraph
	Dropped  []string // what was left out, each once: "iframe https://…", "[slider]"
}

// A Picture is one that a markup shows.
type Picture struct {
	Src     string // its whole address
	ID      int    // of its attachment; 0 if the markup doesn't say
	Alt     string
	Caption string
}

// Options are what a markup is read with.
type Options struct {
	Site      string            // the address of the older site: links to it become paths
	Base      string            // the address of the text
	Footnotes map[string]string // markup by id, as the editor of blocks keeps them
	// Picture takes a picture in, and returns its id in the media library and what
	// it shows; "" if the text can't show it.
	Picture func(Picture) (id, alt string)
}

// Markdown makes Markdown of the content of a text, of blocks or of the classic
// editor.
func Markdown(markup string, o Options) (Text, error) {
	c := &converter{Options: o, classic: !strings.Contains(markup, "<!-- wp:"), notes: map[string]int{}}
	c.base, _ = url.Parse(o.Base) // without one, links are as they are
	c.site, _ = url.Parse(o.Site)
	root, err := parse(c.shortcodes(strings.Map(clean, strings.ToValidUTF8(markup, "\uFFFD"))))
	if err != nil {
		return Text{}, err
	}
	blocks := c.blocks(root)
	c.level(blocks)
	blocks = append(blocks, c.footnotes()...)
	t := Text{Markdown: join(blocks), Dropped: c.dropped}
	if len(blocks) > 1 && blocks[0].kind == paragraph && len(c.notes) == 0 {
		t.Lead, t.Rest = blocks[0].plain, join(blocks[1:])
	}
	return t, nil
}

// clean drops letters that show nothing and those that the converter uses as
// marks.
func clean(r rune) rune {
	if r == '\r' || r == 0 || r >= markFirst && r <= markLast {
		return -1
	}
	return r
}

// parse reads markup as a browser does. It refuses what is nested too deeply for
// one.
func parse(markup string) (root *html.Node, err error) {
	defer func() {
		if recover() != nil { // the parser gives up so
			err = fault.New(fault.Invalid, "wxr.markup")
		}
	}()
	body := &html.Node{Type: html.ElementNode, DataAtom: atom.Body, Data: "body"}
	nodes, err := html.ParseFragment(strings.NewReader(markup), body)
	if err != nil {
		return nil, fault.New(fault.Invalid, "wxr.markup")
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	return body, nil
}

// Kinds of blocks.
const (
	paragraph = "paragraph"
	heading   = "heading"
	other     = "other"
)

// A block is a block of Markdown.
type block struct {
	kind, text string
	level      int    // of a heading, as the markup has it
	plain      string // what a paragraph says
}

func join(blocks []block) string {
	texts := make([]string, len(blocks))
	for i, b := range blocks {
		texts[i] = b.text
	}
	return strings.Join(texts, "\n\n")
}

type converter struct {
	Options
	base, site *url.URL
	classic    bool
	dropped    []string
	notes      map[string]int // of footnotes, by id
	order      []string       // their texts
	hoisted    []block        // pictures in a run of words: they stand after it
	flat       int            // how many tables we are in
}

func (c *converter) drop(format string, args ...any) {
	if s := clip(fmt.Sprintf(format, args...)); !slices.Contains(c.dropped, s) {
		c.dropped = append(c.dropped, s)
	}
}

// level gives headings levels that none is skipped of, the highest being the
// second.
func (c *converter) level(blocks []block) {
	var above []int
	for i, b := range blocks {
		if b.kind != heading {
			continue
		}
		for len(above) > 0 && above[len(above)-1] >= b.level {
			above = above[:len(above)-1]
		}
		above = append(above, b.level)
		blocks[i].text = strings.Repeat("#", min(len(above)+1, 6)) + " " + b.text
	}
}

// blocks are what stands in an element, a run of words being a paragraph.
func (c *converter) blocks(n *html.Node) (all []block) {
	var run []*html.Node
	flush := func() {
		all = append(all, c.run(run)...)
		run = nil
	}
	for child := range n.ChildNodes() {
		switch {
		case child.Type == html.CommentNode:
			c.comment(child.Data)
		case child.Type == html.ElementNode && isBlock(child):
			flush()
			all = append(all, c.block(child)...)
		default:
			run = append(run, child)
		}
	}
	flush()
	return all
}

// comment looks at what the editor of blocks says of the next block: one that has
// no markup of its own is made anew at each show, and is left out.
func (c *converter) comment(s string) {
	s = strings.TrimSpace(s)
	of, ok := strings.CutPrefix(s, "wp:")
	if ok && strings.HasSuffix(of, "/") {
		name, _, _ := strings.Cut(strings.TrimSuffix(of, "/"), " ")
		if name != "footnotes" && name != "separator" && name != "spacer" && name != "more" {
			c.drop("wp:%s", name)
		}
	}
}

// run makes paragraphs of a run of words. In classic texts an empty line ends
// one, and a line a line.
func (c *converter) run(nodes []*html.Node) (all []block) {
	w := &words{converter: c, lines: c.classic}
	for _, n := range nodes {
		w.node(n)
	}
	for text := range strings.SplitSeq(w.b.String(), string(markPart)) {
		if md := w.settle(text); md != "" {
			all = append(all, block{kind: paragraph, text: md, plain: said(text)})
		}
	}
	pictures := c.hoisted
	c.hoisted = nil
	return append(all, pictures...)
}

// blockAtoms are the elements that don't stand in a run of words.
var blockAtoms = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.Section: true, atom.Article: true, atom.Aside: true, atom.Header: true, atom.Footer: true, atom.Main: true,
	atom.Nav: true, atom.Figure: true, atom.Figcaption: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
	atom.Ul: true, atom.Ol: true, atom.Li: true, atom.Blockquote: true, atom.Pre: true, atom.Table: true, atom.Hr: true, atom.Dl: true, atom.Dt: true,
	atom.Dd: true, atom.Details: true, atom.Summary: true, atom.Address: true, atom.Center: true, atom.Form: true, atom.Fieldset: true, atom.Hgroup: true,
	atom.Video: true, atom.Audio: true, atom.Noscript: true,
}

func isBlock(n *html.Node) bool { return blockAtoms[n.DataAtom] }

func (c *converter) block(n *html.Node) []block {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return c.heading(n)
	case atom.Ul, atom.Ol:
		return c.list(n)
	case atom.Blockquote:
		if inner := c.blocks(n); len(inner) > 0 {
			return []block{{kind: other, text: prefix(c.flatten(inner), "> ", "> ")}}
		}
		return nil
	case atom.Pre:
		return c.code(n)
	case atom.Table:
		return c.table(n)
	case atom.Hr:
		return []block{{kind: other, text: "---"}}
	case atom.Figure:
		return c.figure(n)
	case atom.Video, atom.Audio:
		return c.film(n)
	case atom.Form, atom.Noscript:
		c.drop("%s", n.Data)
		return nil
	case atom.Dt, atom.Summary:
		return c.strong(n)
	}
	if n.DataAtom == atom.P { // its end is the end of a paragraph, whatever the editor
		return c.run(slices.Collect(n.ChildNodes()))
	}
	return c.blocks(n)
}

// flatten is a text of blocks within another one, where headings are paragraphs.
func (c *converter) flatten(blocks []block) string {
	for i, b := range blocks {
		if b.kind == heading {
			blocks[i].text = "**" + b.text + "**"
		}
	}
	return join(blocks)
}

// prefix puts something before the first line of a text, and something before the
// others.
func prefix(text, first, others string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		p := others
		if i == 0 {
			p = first
		}
		if line == "" {
			p = strings.TrimRight(p, " ")
		}
		lines[i] = p + line
	}
	return strings.Join(lines, "\n")
}

func (c *converter) heading(n *html.Node) []block {
	all := c.run(slices.Collect(n.ChildNodes()))
	level := int(n.Data[1] - '0')
	for i, b := range all {
		if b.kind == paragraph {
			// A heading is one line, and its letters are strong anyway.
			text := strings.ReplaceAll(strings.ReplaceAll(b.text, "\\\n", " "), "**", "")
			all[i] = block{kind: heading, text: strings.TrimRight(text, "# "), level: level}
		}
	}
	return slices.DeleteFunc(all, func(b block) bool { return b.kind == heading && b.text == "" })
}

// strong is a line that names what follows.
func (c *converter) strong(n *html.Node) []block {
	all := c.run(slices.Collect(n.ChildNodes()))
	for i, b := range all {
		if b.kind == paragraph {
			all[i].text = "**" + strings.ReplaceAll(b.text, "**", "") + "**"
		}
	}
	return all
}

func (c *converter) list(n *html.Node) []block {
	number := 1
	if start, err := strconv.Atoi(attr(n, "start")); err == nil && start >= 0 && start < 1_000_000 {
		number = start
	}
	var items []string
	loose := false
	for li := range n.ChildNodes() {
		if li.Type != html.ElementNode {
			continue
		}
		inner := c.blocks(li)
		if li.DataAtom != atom.Li {
			inner = c.block(li) // a list that stands in a list without an item
		}
		if len(inner) == 0 {
			continue
		}
		mark := "- "
		if n.DataAtom == atom.Ol {
			mark = strconv.Itoa(number) + ". "
			number++
		}
		text := c.flatten(inner)
		if len(inner) == 2 && inner[0].kind == paragraph && isList(inner[1].text) {
			text = inner[0].text + "\n" + inner[1].text // a list under its line
		} else {
			loose = loose || len(inner) > 1
		}
		items = append(items, prefix(text, mark, strings.Repeat(" ", len(mark))))
	}
	if len(items) == 0 {
		return nil
	}
	between := "\n"
	if loose {
		between = "\n\n"
	}
	return []block{{kind: other, text: strings.Join(items, between)}}
}

// isList reports whether a block that we wrote is a list that may stand right
// under a line of words: one of numbers has to begin with 1 there.
func isList(text string) bool { return strings.HasPrefix(text, "- ") || strings.HasPrefix(text, "1. ") }

// code is a text whose spaces count.
func (c *converter) code(n *html.Node) []block {
	text := strings.Trim(textOf(n), "\n")
	if strings.TrimSpace(text) == "" {
		return nil
	}
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return []block{{kind: other, text: fence + "\n" + text + "\n" + fence}}
}

// textOf is all that stands in a node.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		switch {
		case d.Type == html.TextNode:
			b.WriteString(d.Data)
		case d.DataAtom == atom.Br:
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
