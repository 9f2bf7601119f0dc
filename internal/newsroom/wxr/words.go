package wxr

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"adal/internal/markdown"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Marks stand in a run of words for what is decided when its end is known. They
// are letters of the private use area, of which clean leaves none in a text.
const (
	markFirst   = '\uE100'
	markStrong  = '\uE100'
	markStrong2 = '\uE101'
	markEm      = '\uE102'
	markEm2     = '\uE103'
	markDel     = '\uE104'
	markDel2    = '\uE105'
	markPart    = '\uE106' // between paragraphs
	markLine    = '\uE107' // the end of a line
	markRaw     = '\uE108' // what follows to the next one is Markdown already
	markLast    = '\uE10F'
)

// delimiters are what opening and closing marks become.
var delimiters = map[rune]string{markStrong: "**", markStrong2: "**", markEm: "*", markEm2: "*", markDel: "~~", markDel2: "~~"}

// words writes a run of words.
type words struct {
	*converter
	b     strings.Builder
	lines bool // lines of the source are lines

	linking bool // we are in a link
}

func (w *words) mark(r rune) { w.b.WriteRune(r) }

// raw writes what is Markdown already.
func (w *words) raw(s string) {
	w.mark(markRaw)
	w.b.WriteString(s)
	w.mark(markRaw)
}

func (w *words) children(n *html.Node) {
	for child := range n.ChildNodes() {
		w.node(child)
	}
}

func (w *words) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.text(n.Data)
	case html.CommentNode:
		w.comment(n.Data)
	case html.ElementNode:
		w.element(n)
	}
}

// empty finds the empty lines of a text.
var empty = regexp.MustCompile(`\n[ \t]*(\n[ \t]*)+`)

func (w *words) text(s string) {
	if w.lines {
		s = empty.ReplaceAllString(s, string(markPart))
		s = strings.ReplaceAll(s, "\n", string(markLine))
	}
	at := 0
	for _, span := range bare.FindAllStringIndex(s, -1) {
		to, ok := w.address(s[span[0]:span[1]])
		if !ok || w.linking {
			continue
		}
		w.b.WriteString(s[at:span[0]])
		w.raw("[")
		w.b.WriteString(s[span[0]:span[1]])
		w.raw("](" + to + ")")
		at = span[1]
	}
	w.b.WriteString(s[at:])
}

// bare is an address in a run of words. It becomes a link of its own: one that is
// guessed would go on into the marks after it.
var bare = regexp.MustCompile(`\bhttps?://[^\s<>"'«»()\[\]\x{E100}-\x{E10F}]*[^\s<>"'«»()\[\].,;:!?…*_~\x{E100}-\x{E10F}]`)

// around writes an element between two marks.
func (w *words) around(n *html.Node, open, closing rune) {
	w.mark(open)
	w.children(n)
	w.mark(closing)
}

func (w *words) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Strong, atom.B:
		w.around(n, markStrong, markStrong2)
	case atom.Em, atom.I:
		w.around(n, markEm, markEm2)
	case atom.Del, atom.S, atom.Strike:
		w.around(n, markDel, markDel2)
	case atom.Q:
		w.b.WriteString("«")
		w.children(n)
		w.b.WriteString("»")
	case atom.Br:
		w.mark(markLine)
	case atom.Code, atom.Kbd, atom.Samp, atom.Tt:
		w.code(n)
	case atom.A:
		w.link(n)
	case atom.Img:
		w.picture(n, "")
	case atom.Sup:
		w.note(n)
	case atom.Script, atom.Style, atom.Iframe, atom.Object, atom.Embed, atom.Applet, atom.Canvas, atom.Svg, atom.Math, atom.Template,
		atom.Input, atom.Button, atom.Select, atom.Textarea, atom.Link, atom.Meta, atom.Base, atom.Title, atom.Map, atom.Frame, atom.Frameset, atom.Noframes:
		w.left(n)
	default:
		if isBlock(n) { // a block in a run of words: its words are part of it
			w.mark(markPart)
			w.children(n)
			w.mark(markPart)
			return
		}
		w.children(n)
	}
}

// left leaves out what would run or load something, and says so.
func (w *words) left(n *html.Node) {
	if at := attr(n, "src") + attr(n, "data"); at != "" {
		w.drop("%s %s", n.Data, at)
		return
	}
	w.drop("%s", n.Data)
}

func (w *words) code(n *html.Node) {
	text := strings.Join(strings.Fields(textOf(n)), " ")
	if text == "" {
		return
	}
	if strings.HasSuffix(strings.TrimRightFunc(w.b.String(), isDelimiter), "`"+string(markRaw)) {
		w.b.WriteString(text) // right after code the fences of both would be one
		return
	}
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	if w.flat > 0 {
		text = strings.ReplaceAll(text, "|", `\|`)
	}
	w.raw(fence + text + fence)
}

func (w *words) link(n *html.Node) {
	at, ok := w.address(attr(n, "href"))
	before := w.b.Len()
	if !ok {
		if at != "" {
			w.drop("a %s", at)
		}
		w.children(n)
		return
	}
	w.raw("[")
	linking := w.linking
	w.linking = true
	w.children(n)
	w.linking = linking
	said := w.b.String()[before+len("\uE108[\uE108"):]
	if strings.TrimSpace(strings.Map(unmark, said)) == "" || strings.ContainsRune(said, markPart) {
		// Nothing to follow it by, or more than a paragraph.
		rest := w.b.String()[:before] + said
		w.b.Reset()
		w.b.WriteString(rest)
		return
	}
	w.raw("](" + at + ")")
}

// isDelimiter reports whether a mark is one of a pair.
func isDelimiter(r rune) bool { return delimiters[r] != "" }

// unmark drops marks.
func unmark(r rune) rune {
	if r >= markFirst && r <= markLast {
		return -1
	}
	return r
}

// note is a footnote, if it is one that we know the text of.
func (w *words) note(n *html.Node) {
	id := attr(n, "data-fn")
	text, known := w.Footnotes[id]
	if inner := attr(n, "data-note"); inner != "" {
		id, text, known = "note "+inner, inner, true
	}
	if !known || w.flat > 0 {
		w.children(n)
		return
	}
	number, seen := w.notes[id]
	if !seen {
		number = len(w.order) + 1
		w.notes[id] = number
		w.order = append(w.order, text)
	}
	w.raw("[^" + strconv.Itoa(number) + "]")
}

// footnotes are the texts of the footnotes that were used.
func (c *converter) footnotes() (all []block) {
	for i := 0; i < len(c.order); i++ {
		root, err := parse(c.order[i])
		if err != nil {
			continue
		}
		text := strings.ReplaceAll(c.flatten(c.run([]*html.Node{root})), "\n\n", " ")
		if text == "" {
			text = "…"
		}
		all = append(all, block{kind: other, text: prefix(text, "[^"+strconv.Itoa(i+1)+"]: ", "    ")})
	}
	return all
}

// said is what a run of words says, without marks and Markdown.
func said(run string) string {
	var b strings.Builder
	for i, part := range strings.Split(run, string(markRaw)) {
		if i%2 == 0 {
			b.WriteString(strings.Map(func(r rune) rune {
				if r == markLine {
					return ' '
				}
				return unmark(r)
			}, part))
		} else if code, ok := strings.CutPrefix(part, "`"); ok {
			b.WriteString(strings.Trim(code, "` "))
		}
	}
	return strings.Join(strings.FieldsFunc(b.String(), isSpace), " ")
}

// isSpace reports whether a letter is white space of markup. One that doesn't
// break isn't.
func isSpace(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\f' }

// settle makes Markdown of a run of words. Where what it says would be read as
// something else, however its marks are set, it has none.
func (w *words) settle(run string) string {
	// What ends and begins again in one place goes on.
	run = strings.NewReplacer("\uE101\uE100", "", "\uE103\uE102", "", "\uE105\uE104", "").Replace(run)
	md := w.said(run, true)
	if strings.ContainsFunc(run, isDelimiter) && solid(markdown.Plain(reference.ReplaceAllString(md, ""))) != solid(said(run)) {
		return w.said(run, false)
	}
	return md
}

// reference is where a footnote is called.
var reference = regexp.MustCompile(`\[\^\d+\]`)

// solid is a text without white space.
func solid(s string) string { return strings.Join(strings.FieldsFunc(s, unicode.IsSpace), "") }

func (w *words) said(run string, marked bool) string {
	lines := strings.Split(run, string(markLine))
	kept := lines[:0]
	for _, line := range lines {
		if line = w.line(line, marked); line != "" {
			kept = append(kept, line)
		}
	}
	for i, line := range kept {
		if rest, ok := strings.CutSuffix(line, `\\`); ok && i+1 < len(kept) {
			kept[i] = rest + "&#92;" // with the one that ends the line it would be read anew
		}
	}
	return strings.Join(kept, "\\\n")
}

// line is a line with its marks resolved, its letters escaped and its spaces
// single.
func (w *words) line(s string, marked bool) string {
	runes := tighten(outward(tighten([]rune(s))))
	marks := map[int]bool{}
	if marked {
		marks = pair(runes)
	}
	var b strings.Builder
	raw := false
	for i, r := range runes {
		switch {
		case r == markRaw:
			raw = !raw
		case r >= markFirst && r <= markLast:
			if marks[i] {
				b.WriteString(delimiters[r])
			}
		case raw:
			b.WriteRune(r)
		default:
			b.WriteString(w.escape(runes, i))
		}
	}
	return strings.TrimFunc(begin(b.String()), isSpace)
}

// tighten makes white space single, and none at the beginning and end. Marks are
// nothing between two spaces.
func tighten(runes []rune) []rune {
	out := make([]rune, 0, len(runes))
	space, raw := true, false
	for _, r := range runes {
		if r == markRaw {
			raw = !raw
		}
		if !raw && isSpace(r) {
			if !space {
				out = append(out, ' ')
			}
			space = true
			continue
		}
		out = append(out, r)
		if unmark(r) != -1 {
			space = false
		}
	}
	return out
}

// outward moves the spaces at the edges of what stands between two marks out of
// it: with them inside, the marks would be letters.
func outward(runes []rune) []rune {
	for i := len(runes) - 2; i >= 0; i-- { // spaces after opening marks go before them
		for j := i; j+1 < len(runes) && isDelimiter(runes[j]) && (runes[j]-markStrong)%2 == 0 && runes[j+1] == ' '; j-- {
			runes[j], runes[j+1] = runes[j+1], runes[j]
			if j == 0 {
				break
			}
		}
	}
	for i := 1; i < len(runes); i++ { // and those before closing marks after them
		for j := i; j > 0 && isDelimiter(runes[j]) && (runes[j]-markStrong)%2 == 1 && runes[j-1] == ' '; j++ {
			runes[j], runes[j-1] = runes[j-1], runes[j]
			if j+1 == len(runes) {
				break
			}
		}
	}
	return runes
}

// pair says which marks of a line can stand: both of a pair, where CommonMark
// takes the one for an opening and the other one for a closing one.
func pair(runes []rune) map[int]bool {
	marks := map[int]bool{}
	var open []int
	for i, r := range runes {
		if delimiters[r] == "" {
			continue
		}
		if (r-markStrong)%2 == 0 {
			open = append(open, i)
			continue
		}
		if n := len(open); n > 0 && runes[open[n-1]] == r-1 {
			a := open[n-1]
			open = open[:n-1]
			within := contains(open, runes, r-1) // the same kind of mark inside of itself says nothing
			if !within && opens(runes, a) && closes(runes, i) && strings.TrimFunc(string(runes[a+1:i]), func(r rune) bool { return isSpace(r) || unmark(r) == -1 }) != "" {
				marks[a], marks[i] = true, true
			}
		}
	}
	return marks
}

func contains(open []int, runes []rune, mark rune) bool {
	for _, at := range open {
		if runes[at] == mark {
			return true
		}
	}
	return false
}

// near is the letter beside a mark in a direction, other marks left aside; a space
// at the end of a line.
func near(runes []rune, at, step int) rune {
	for at += step; at >= 0 && at < len(runes); at += step {
		if runes[at] == markRaw {
			// What is written raw begins and ends with punctuation.
			return '*'
		}
		if unmark(runes[at]) != -1 {
			return runes[at]
		}
	}
	return ' '
}

func punct(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }

// opens and closes are the left- and right-flanking runs of CommonMark 0.31, 6.2.
func opens(runes []rune, at int) bool {
	before, after := near(runes, at, -1), near(runes, at, 1)
	return !unicode.IsSpace(after) && (!punct(after) || unicode.IsSpace(before) || punct(before))
}

func closes(runes []rune, at int) bool {
	before, after := near(runes, at, -1), near(runes, at, 1)
	return !unicode.IsSpace(before) && (!punct(before) || unicode.IsSpace(after) || punct(after))
}

// entity is what Markdown would take for one.
var entity = regexp.MustCompile(`^&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)

// escape is a letter as it stands for itself.
func (w *words) escape(runes []rune, i int) string {
	r := runes[i]
	switch r {
	case '\\', '`', '*', '[', ']', '<', '~':
		return `\` + string(r)
	case '_':
		if i > 0 && i+1 < len(runes) && isWord(runes[i-1]) && isWord(runes[i+1]) {
			return "_"
		}
		return `\_`
	case '&':
		if entity.MatchString(string(runes[i:min(i+40, len(runes))])) {
			return `\&`
		}
	case '|':
		return `\|`
	case '!':
		if near(runes, i, 1) == '*' { // with a link after it, it would be a picture
			return `\!`
		}
	case ':':
		if i+2 < len(runes) && runes[i+1] == '/' && runes[i+2] == '/' {
			return `\:`
		}
	case '.':
		if i >= 3 && strings.EqualFold(string(runes[i-3:i]), "www") {
			return `\.`
		}
	}
	return string(r)
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// beginning is what at the beginning of a line would begin something else.
var beginning = regexp.MustCompile(`^(#{1,6}|[-+>=:]|\d{1,9}[.)])`)

// begin escapes what the beginning of a line would be taken for.
func begin(line string) string {
	found := beginning.FindString(strings.TrimLeftFunc(line, isSpace))
	switch {
	case found == "" || strings.HasPrefix(line, "**"):
		return line
	case found[len(found)-1] == '.' || found[len(found)-1] == ')':
		return strings.Replace(line, found, found[:len(found)-1]+`\`+found[len(found)-1:], 1)
	}
	return strings.Replace(line, found, `\`+found, 1)
}
