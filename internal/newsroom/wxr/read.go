package wxr

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"adal/internal/fault"
)

// Bounds of a file. Exports of large sites come in several files.
const (
	MostBytes = 256 << 20 // of the whole
	mostText  = 4 << 20   // bytes of one text, or of what stands between two marks
	mostItems = 50_000
	mostMore  = 2_000 // terms, and fields beyond those that are known, of one item
	deepest   = 24    // elements in one another
)

// Read reads a file of so many bytes at most. What is wrong with it is a fault that
// names the line.
func Read(from io.Reader, most int) (*Export, error) {
	in := &meter{from: bufio.NewReaderSize(from, 64<<10), most: min(most, MostBytes)}
	r := &reader{in: in, d: xml.NewDecoder(in), ids: map[int]int{}}
	r.d.CharsetReader = func(label string, _ io.Reader) (io.Reader, error) {
		return nil, fault.New(fault.Invalid, "wxr.encoding", strings.ToUpper(clip(label)))
	}
	r.export.Authors = map[string]string{}
	if err := r.file(); err != nil {
		return nil, r.explain(err)
	}
	return &r.export, nil
}

// A meter counts bytes, in all and since the last mark, so that no text of a file
// is ever longer in memory than it may be.
type meter struct {
	from               *bufio.Reader
	all, stretch, most int
}

var errLong, errLarge = errors.New("a long text"), errors.New("a large file")

// ReadByte implements io.ByteReader, which the decoder reads by.
func (m *meter) ReadByte() (byte, error) {
	b, err := m.from.ReadByte()
	if err != nil {
		return 0, err
	}
	if m.all++; m.all > m.most {
		return 0, errLarge
	}
	if m.stretch++; m.stretch > mostText {
		return 0, errLong
	}
	return b, nil
}

// Read implements io.Reader, which the decoder asks for and doesn't call.
func (m *meter) Read([]byte) (int, error) { return 0, errors.New("wxr: read by bytes") }

type reader struct {
	in     *meter
	d      *xml.Decoder
	depth  int
	ids    map[int]int // the line of each
	export Export
}

func (r *reader) line() int {
	line, _ := r.d.InputPos()
	return line
}

// wrong is a fault that names the line that is being read.
func (r *reader) wrong(word string, args ...any) error {
	return fault.New(fault.Invalid, word, append([]any{r.line()}, args...)...)
}

// explain says what was wrong in words of this package.
func (r *reader) explain(err error) error {
	switch {
	case errors.Is(err, errLong):
		return r.wrong("wxr.long", mostText>>20)
	case errors.Is(err, errLarge):
		return fault.New(fault.TooLarge, "wxr.large", r.in.most>>20)
	case len(fault.Fields(err)) > 0:
		return fault.Fields(err)[0] // of several layers: the decoder wraps what its reader of charsets says
	}
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return r.wrong("wxr.broken")
	}
	return err
}

// token is the next one that means something.
func (r *reader) token() (xml.Token, error) {
	for {
		r.in.stretch = 0
		t, err := r.d.Token()
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.Directive:
			return nil, r.wrong("wxr.doctype")
		case xml.StartElement:
			if r.depth++; r.depth > deepest {
				return nil, r.wrong("wxr.deep", deepest)
			}
			return t, nil
		case xml.EndElement:
			r.depth--
			return t, nil
		case xml.CharData:
			return t, nil
		}
	}
}

func (r *reader) file() error {
	for {
		t, err := r.token()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		if r.depth == 1 && start.Name.Local != "rss" {
			return fault.New(fault.Invalid, "wxr.other")
		}
		if r.depth == 2 && start.Name.Local == "channel" {
			if err := r.children(r.channel); err != nil {
				return err
			}
		}
	}
	switch r.export.Version {
	case "1.0", "1.1", "1.2":
		return nil
	}
	return fault.New(fault.Invalid, "wxr.other")
}

// children gives each element within the one that was just begun to do, which
// reads it to its end.
func (r *reader) children(do func(xml.StartElement) error) error {
	for {
		t, err := r.token()
		if err != nil {
			return unfinished(err)
		}
		switch t := t.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			if err := do(t); err != nil {
				return err
			}
		}
	}
}

// unfinished is an end that comes too early.
func unfinished(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// text reads the element that was just begun to its end, and returns what stands
// in it beside other elements.
func (r *reader) text() (string, error) {
	var b strings.Builder
	for depth := r.depth; ; {
		t, err := r.token()
		if err != nil {
			return "", unfinished(err)
		}
		switch t := t.(type) {
		case xml.CharData:
			if b.Len()+len(t) > mostText {
				return "", errLong
			}
			if r.depth == depth {
				b.Write(t)
			}
		case xml.EndElement:
			if r.depth < depth {
				return strings.ReplaceAll(b.String(), "\r\n", "\n"), nil
			}
		}
	}
}

// into reads the text of an element into s.
func (r *reader) into(s *string) error {
	text, err := r.text()
	*s = text
	return err
}

// name is how the format writes an element: wp:post_id. Exports differ in the
// address of the space and never in its end.
func name(e xml.StartElement) string {
	switch space := e.Name.Space; {
	case strings.HasSuffix(space, "/excerpt/") || space == "excerpt":
		return "excerpt:" + e.Name.Local
	case strings.HasPrefix(space, "http://wordpress.org/export/") || strings.HasPrefix(space, "https://wordpress.org/export/") || space == "wp":
		return "wp:" + e.Name.Local
	case strings.Contains(space, "/modules/content/") || space == "content":
		return "content:" + e.Name.Local
	case strings.Contains(space, "purl.org/dc/") || space == "dc":
		return "dc:" + e.Name.Local
	case space == "":
		return e.Name.Local
	}
	return "other:" + e.Name.Local
}

func (r *reader) channel(e xml.StartElement) error {
	switch name(e) {
	case "title":
		return r.into(&r.export.Title)
	case "link":
		return r.into(&r.export.Address)
	case "language":
		return r.into(&r.export.Lang)
	case "wp:wxr_version":
		return r.into(&r.export.Version)
	case "wp:base_blog_url":
		return r.into(&r.export.Address)
	case "wp:author":
		return r.author()
	case "item":
		return r.item()
	}
	_, err := r.text()
	return err
}

func (r *reader) author() error {
	var login, shown string
	err := r.children(func(e xml.StartElement) error {
		text, err := r.text()
		switch name(e) {
		case "wp:author_login":
			login = text
		case "wp:author_display_name":
			shown = text
		}
		return err
	})
	if len(r.export.Authors) >= mostItems {
		return r.wrong("wxr.many", mostItems)
	}
	r.export.Authors[login] = shown
	return err
}

func (r *reader) item() error {
	i := Item{Line: r.line(), Meta: map[string]string{}}
	if len(r.export.Items) >= mostItems {
		return r.wrong("wxr.many", mostItems)
	}
	if err := r.children(func(e xml.StartElement) error { return r.field(&i, e) }); err != nil {
		return err
	}
	if i.ID <= 0 {
		return fault.New(fault.Invalid, "wxr.nameless", i.Line)
	}
	if first, twice := r.ids[i.ID]; twice {
		return fault.New(fault.Invalid, "wxr.twice", i.Line, i.ID, first)
	}
	r.ids[i.ID] = i.Line
	r.export.Items = append(r.export.Items, i)
	return nil
}

func (r *reader) field(i *Item, e xml.StartElement) error {
	texts := map[string]*string{
		"title": &i.Title, "link": &i.Link, "guid": &i.GUID, "dc:creator": &i.Author, "content:encoded": &i.Content, "excerpt:encoded": &i.Excerpt,
		"wp:post_name": &i.Slug, "wp:status": &i.Status, "wp:post_type": &i.Type, "wp:attachment_url": &i.File,
	}
	if s := texts[name(e)]; s != nil {
		return r.into(s)
	}
	switch name(e) {
	case "category":
		return r.term(i, e)
	case "wp:postmeta":
		return r.meta(i)
	}
	text, err := r.text()
	if err != nil {
		return err
	}
	text = strings.TrimSpace(text)
	switch name(e) {
	case "wp:post_id":
		i.ID, err = r.number(text)
	case "wp:post_parent":
		i.Parent, err = r.number(text)
	case "wp:post_password":
		i.Protected = text != ""
	case "wp:post_date":
		i.Local = moment(text)
	case "wp:post_date_gmt":
		i.GMT = moment(text)
	}
	return err
}

// number is an id.
func (r *reader) number(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 1<<40 {
		return 0, r.wrong("wxr.number", clip(s))
	}
	return n, nil
}

// moment is a date as the format writes it; the zero Time for none, which the
// format writes as noughts.
func moment(s string) time.Time {
	at, err := time.Parse(time.DateTime, s)
	if err != nil || at.Year() < 1990 || at.Year() > 2100 {
		return time.Time{}
	}
	return at
}

func (r *reader) term(i *Item, e xml.StartElement) error {
	t := Term{Domain: "category"} // WXR 1.0 names no domain
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "domain":
			t.Domain = a.Value
		case "nicename":
			t.Slug = a.Value
		}
	}
	if err := r.into(&t.Name); err != nil {
		return err
	}
	if len(i.Terms) >= mostMore {
		return r.wrong("wxr.many", mostMore)
	}
	// Older files have each category twice, once without its slug.
	if t.Slug == "" {
		return nil
	}
	i.Terms = append(i.Terms, t)
	return nil
}

func (r *reader) meta(i *Item) error {
	var key, value string
	err := r.children(func(e xml.StartElement) error {
		text, err := r.text()
		switch name(e) {
		case "wp:meta_key":
			key = text
		case "wp:meta_value":
			value = text
		}
		return err
	})
	if len(i.Meta) >= mostMore {
		return r.wrong("wxr.many", mostMore)
	}
	if key == "_wp_old_slug" && len(i.Slugs) < mostMore {
		i.Slugs = append(i.Slugs, value)
	} else if _, there := i.Meta[key]; !there {
		i.Meta[key] = value
	}
	return err
}

// clip is what a fault quotes of a stranger's text.
func clip(s string) string {
	const most = 40
	if letters := []rune(strings.ToValidUTF8(s, "")); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return s
}
