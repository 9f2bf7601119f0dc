package wxr

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// longestLink bounds an address in bytes.
const longestLink = 1_900

// address is where a link leads, as it stands in Markdown, and whether it may: to
// the web, to mail, to a telephone, or to a path of the older site, whose readers
// are sent on. Within a text there is nothing that it could lead to.
func (c *converter) address(href string) (string, bool) {
	href = strings.TrimFunc(href, unicode.IsSpace)
	u, err := url.Parse(href)
	if href == "" || strings.HasPrefix(href, "#") {
		return "", false
	}
	if err != nil || len(href) > longestLink || strings.ContainsFunc(href, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) {
		return href, false
	}
	if c.base != nil && c.base.Host != "" && u.Scheme == "" {
		u = c.base.ResolveReference(u)
	}
	switch {
	case u.Scheme == "mailto" || u.Scheme == "tel":
		if strings.ContainsAny(u.Opaque, "<>()\\ ") {
			return href, false
		}
		return u.String(), true
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Contains(u.Host, "\\"):
		return href, false
	}
	u.User = nil
	if c.ours(u) {
		u.Scheme, u.Host = "", ""
		if u.Path == "" {
			u.Path = "/"
		}
		if strings.HasPrefix(u.Path, "//") {
			return href, false
		}
	}
	at := strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `\`, "%5C", "*", "%2A", "_", "%5F", "|", "%7C", "&", "%26").Replace
	// Only the path may be written anew: in a query & says something.
	out := u.String()
	path, query, has := strings.Cut(out, "?")
	if has {
		return at(path) + "?" + strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `\`, "%5C", "|", "%7C").Replace(query), true
	}
	return strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `\`, "%5C", "|", "%7C").Replace(out), true
}

// ours reports whether an address is one of the older site.
func (c *converter) ours(u *url.URL) bool {
	bare := func(host string) string { return strings.TrimPrefix(strings.ToLower(host), "www.") }
	return c.site != nil && c.site.Host != "" && bare(u.Host) == bare(c.site.Host)
}

// ofAttachment is how the editors name the attachment of a picture.
var ofAttachment = regexp.MustCompile(`\b(?:wp-image-|attachment_)(\d{1,9})\b`)

// picture takes a picture in; it stands after the words around it.
func (c *converter) picture(n *html.Node, caption string) {
	p := Picture{Src: attr(n, "src"), Alt: oneLine(attr(n, "alt")), Caption: oneLine(caption)}
	if lazy := attr(n, "data-src"); lazy != "" && (p.Src == "" || strings.HasPrefix(p.Src, "data:")) {
		p.Src = lazy
	}
	if found := ofAttachment.FindStringSubmatch(attr(n, "class") + " " + attr(n, "id")); found != nil {
		p.ID, _ = strconv.Atoi(found[1]) // of digits alone
	} else if id, err := strconv.Atoi(attr(n, "data-id")); err == nil {
		p.ID = id
	}
	u, err := url.Parse(strings.TrimSpace(p.Src))
	if err != nil || p.Src == "" && p.ID == 0 || u.Scheme == "data" {
		c.drop("img %s", p.Src)
		return
	}
	if c.base != nil {
		u = c.base.ResolveReference(u)
	}
	p.Src = u.String()
	if c.Picture == nil {
		c.drop("img %s", p.Src)
		return
	}
	if id, alt := c.Picture(p); id != "" {
		text := "![" + inline(alt) + "](media:" + id
		if p.Caption != "" {
			text += ` "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", `\&`, "<", `\<`).Replace(p.Caption) + `"`
		}
		c.hoisted = append(c.hoisted, block{kind: other, text: text + ")"})
	}
}

// inline is a text within marks.
func inline(s string) string {
	return strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, "*", `\*`, "_", `\_`, "`", "\\`", "<", `\<`, "&", `\&`, "~", `\~`).Replace(s)
}

// oneLine is a text without line ends.
func oneLine(s string) string { return strings.Join(strings.Fields(strings.Map(unmark, s)), " ") }

// figure is a picture with its caption, a table, or what another site showed.
func (c *converter) figure(n *html.Node) []block {
	var caption string
	var inner []*html.Node
	for d := range n.Descendants() {
		if d.DataAtom == atom.Figcaption && caption == "" {
			caption = said(textOf(d))
		}
		if d.DataAtom == atom.Img || d.DataAtom == atom.Table || d.DataAtom == atom.Figure || d.DataAtom == atom.Blockquote || d.DataAtom == atom.Iframe || d.DataAtom == atom.Video || d.DataAtom == atom.Audio {
			inner = append(inner, d)
		}
	}
	if len(inner) == 1 && inner[0].DataAtom == atom.Img {
		c.picture(inner[0], caption)
		all := c.hoisted
		c.hoisted = nil
		return all
	}
	if at := strings.TrimSpace(textOf(n)); len(inner) == 0 && (strings.HasPrefix(at, "https://") || strings.HasPrefix(at, "http://")) {
		return c.embedded(strings.Fields(at)[0])
	}
	return c.blocks(n)
}

// embedded is a link to what another site shows.
func (c *converter) embedded(at string) []block {
	to, ok := c.address(at)
	if !ok {
		c.drop("embed %s", at)
		return nil
	}
	return []block{{kind: other, text: "[" + inline(strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(at, "https://"), "http://"), "/")) + "](" + to + ")"}}
}

// film is a link to something to see or hear.
func (c *converter) film(n *html.Node) []block {
	at := attr(n, "src")
	for d := range n.Descendants() {
		if at == "" && d.DataAtom == atom.Source {
			at = attr(d, "src")
		}
	}
	if at == "" {
		c.drop("%s", n.Data)
		return nil
	}
	return c.embedded(at)
}

// mostCells bounds a table.
const mostCells = 20_000

// table is a table, whose first row names its columns. What spans several columns
// stands in the first of them.
func (c *converter) table(n *html.Node) []block {
	var rows [][]string
	var caption []block
	columns, cells := 0, 0
	c.flat++
	for d := range n.Descendants() {
		if d.DataAtom == atom.Caption {
			caption = c.run(slices.Collect(d.ChildNodes()))
		}
		if d.DataAtom != atom.Tr || enclosing(d) != n {
			continue
		}
		var row []string
		for cell := range d.ChildNodes() {
			if cell.DataAtom != atom.Td && cell.DataAtom != atom.Th {
				continue
			}
			span, _ := strconv.Atoi(attr(cell, "colspan")) // 0 is 1
			row = append(row, c.cell(cell))
			for i := 1; i < min(span, 50); i++ {
				row = append(row, "")
			}
		}
		if cells += len(row); cells > mostCells {
			c.drop("table")
			break
		}
		if strings.Join(row, "") != "" {
			columns = max(columns, len(row))
			rows = append(rows, row)
		}
	}
	c.flat--
	pictures := c.hoisted
	c.hoisted = nil
	if len(rows) == 0 {
		return append(caption, pictures...)
	}
	var b strings.Builder
	for i, row := range rows {
		for len(row) < columns {
			row = append(row, "")
		}
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			b.WriteString("|" + strings.Repeat("---|", columns) + "\n")
		}
	}
	return append(append(caption, block{kind: other, text: strings.TrimRight(b.String(), "\n")}), pictures...)
}

// enclosing is the table that a row is of.
func enclosing(row *html.Node) *html.Node {
	for n := row.Parent; n != nil; n = n.Parent {
		if n.DataAtom == atom.Table {
			return n
		}
	}
	return nil
}

// cell is what stands in a cell, in one line.
func (c *converter) cell(n *html.Node) string {
	w := &words{converter: c}
	w.children(n)
	run := strings.NewReplacer(string(markPart), " ", string(markLine), " ").Replace(w.b.String())
	return w.settle(run)
}

// shortcode is a mark of a plugin: [name a="b"], [/name].
var (
	shortcode = regexp.MustCompile(`\[(/?)([a-z][a-z0-9_-]{1,40})((?:\s+[^\[\]]*)?)\]`)
	captioned = regexp.MustCompile(`(?s)\[caption([^\]]*)\](.*?)\[/caption\]`)
	linked    = regexp.MustCompile(`(?s)\[embed[^\]]*\](.*?)\[/embed\]`)
	noted     = regexp.MustCompile(`(?s)\[(?:footnote|ref|note)\](.*?)\[/(?:footnote|ref|note)\]`)
	media     = regexp.MustCompile(`<img[^>]*>`)
	kept      = regexp.MustCompile(`(?is)<pre.*?</pre>|<code.*?</code>`)
)

// shortcodes turns those that WordPress itself has into markup, and leaves out
// those of plugins. What merely stands in brackets stays.
func (c *converter) shortcodes(s string) string {
	if !strings.Contains(s, "[") {
		return s
	}
	var b strings.Builder
	at := 0
	for _, span := range kept.FindAllStringIndex(s, -1) {
		b.WriteString(c.shortcodesOf(s[at:span[0]]))
		b.WriteString(s[span[0]:span[1]])
		at = span[1]
	}
	b.WriteString(c.shortcodesOf(s[at:]))
	return b.String()
}

func (c *converter) shortcodesOf(s string) string {
	s = captioned.ReplaceAllStringFunc(s, func(found string) string {
		parts := captioned.FindStringSubmatch(found)
		img := media.FindString(parts[2])
		caption := media.ReplaceAllString(parts[2], "")
		if of := ofAttachment.FindString(parts[1]); of != "" {
			img = strings.Replace(img, "<img", `<img id="`+of+`"`, 1)
		}
		return "\n\n<figure>" + img + "<figcaption>" + caption + "</figcaption></figure>\n\n"
	})
	s = linked.ReplaceAllString(s, "\n\n<figure>$1</figure>\n\n")
	s = noted.ReplaceAllStringFunc(s, func(found string) string {
		return `<sup data-note="` + html.EscapeString(noted.FindStringSubmatch(found)[1]) + `"></sup>`
	})
	closed := map[string]bool{}
	for _, found := range shortcode.FindAllStringSubmatch(s, -1) {
		closed[found[2]] = closed[found[2]] || found[1] == "/"
	}
	return shortcode.ReplaceAllStringFunc(s, func(found string) string {
		parts := shortcode.FindStringSubmatch(found)
		name, args := parts[2], parts[3]
		if name == "gallery" {
			return gallery(args)
		}
		if !closed[name] && !strings.ContainsAny(name, "_-") && !strings.Contains(args, "=") {
			return found
		}
		c.drop("[%s]", name)
		return ""
	})
}

// galleried are the attachments of a gallery.
var galleried = regexp.MustCompile(`ids\s*=\s*["'“”]?([0-9, ]+)`)

func gallery(args string) string {
	found := galleried.FindStringSubmatch(args)
	if found == nil {
		return ""
	}
	var b strings.Builder
	for id := range strings.FieldsFuncSeq(found[1], func(r rune) bool { return r == ',' || r == ' ' }) {
		b.WriteString(`<img data-id="` + id + `">`)
	}
	return "\n\n" + b.String() + "\n\n"
}
