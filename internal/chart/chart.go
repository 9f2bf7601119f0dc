// Package chart draws figures as SVG: dots with their intervals, a line through
// the years, what made a change, tiles for a field, and the regions of the republic.
//
// The rule of the domain: a figure is never drawn without how sure it is, and
// never without words. A chart has a title and a description for those who
// don't see it, an interval wherever there is one, and no colour that a shape or
// a word doesn't say too; the table of its numbers belongs beside it, and is the
// page's. A number that isn't known isn't drawn: NaN leaves a gap.
//
// The drawing is made for a phone: 360 units wide, so that its letters can be
// read at that width, and it grows with the room that it gets. Shapes have the
// classes of chart.css, which follow the page into the dark, and attributes with
// the same colours for whoever shows the picture somewhere else. Coordinates
// have one decimal, so that the same figures make the same bytes everywhere.
package chart

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// width is that of every chart, in units of the drawing.
const width = 360.0

// The colours that a picture has away from the pages of this site: those of
// adal.css in the light.
const (
	ink     = "#14252a"
	soft    = "#4b595b"
	line    = "#d5ccb8"
	steppe  = "#0b5563"
	saffron = "#e3a21a"
	bad     = "#a0221a"
	good    = "#1b633c"
	paper   = "#fffcf5"
)

// An SVG is a drawn chart. It has no script, no style and no address in it, and
// every text in it is escaped.
type SVG struct{ text string }

// HTML is the chart to stand in a page.
func (s SVG) HTML() template.HTML { return template.HTML(s.text) }

// File is the chart as a file of its own, on paper, to be shown on other sites.
func (s SVG) File() []byte {
	head, rest, _ := strings.Cut(s.text, ">")
	return []byte(head + ` xmlns="http://www.w3.org/2000/svg" font-family="system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif">` +
		`<rect width="100%" height="100%" fill="` + paper + `"/>` + rest + "\n")
}

// About is what is said of a chart to whoever doesn't see it.
type About struct {
	ID          string // unique on its page, of letters, digits and hyphens
	Title       string
	Description string
}

// A sheet is what is drawn on.
type sheet struct {
	b strings.Builder
}

func newSheet(a About, height float64) *sheet { return newSheetAs(a, "img", height) }

// newSheetAs is newSheet in the role of a picture, or of a group of links.
func newSheetAs(a About, role string, height float64) *sheet {
	s := &sheet{}
	fmt.Fprintf(&s.b, `<svg class="chart" viewBox="0 0 %s %s" role="%s" aria-labelledby="%s-t %s-d">`, short(width), short(height), role, esc(a.ID), esc(a.ID))
	fmt.Fprintf(&s.b, `<title id="%s-t">%s</title><desc id="%s-d">%s</desc>`, esc(a.ID), esc(a.Title), esc(a.ID), esc(a.Description))
	return s
}

func (s *sheet) end() SVG {
	s.b.WriteString("</svg>")
	return SVG{s.b.String()}
}

// rule draws a line.
func (s *sheet) rule(class, colour string, thick, x1, y1, x2, y2 float64) {
	fmt.Fprintf(&s.b, `<path class="%s" stroke="%s" stroke-width="%s" d="M%s %sL%s %s"/>`, class, colour, short(thick), short(x1), short(y1), short(x2), short(y2))
}

func (s *sheet) dot(class, colour string, x, y, r float64) {
	fmt.Fprintf(&s.b, `<circle class="%s" fill="%s" cx="%s" cy="%s" r="%s"/>`, class, colour, short(x), short(y), short(r))
}

func (s *sheet) box(class, colour string, x, y, w, h float64) {
	fmt.Fprintf(&s.b, `<rect class="%s" fill="%s" x="%s" y="%s" width="%s" height="%s"/>`, class, colour, short(x), short(y), short(w), short(h))
}

// An anchor is where a text stands: it begins, has its middle or ends there.
type anchor string

const (
	begin  anchor = "start"
	middle anchor = "middle"
	end    anchor = "end"
)

func (s *sheet) text(class, colour string, at anchor, x, y, size float64, text string) {
	fmt.Fprintf(&s.b, `<text class="%s" fill="%s" x="%s" y="%s" font-size="%s"`, class, colour, short(x), short(y), short(size))
	if at != begin {
		fmt.Fprintf(&s.b, ` text-anchor="%s"`, at)
	}
	fmt.Fprintf(&s.b, `>%s</text>`, esc(text))
}

// short writes a coordinate with at most one decimal.
func short(x float64) string {
	x = math.Round(x*10) / 10
	if x == 0 {
		return "0" // never -0
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

func esc(s string) string { return template.HTMLEscapeString(s) }

// most is the greatest number that is drawn: beyond it a place on the sheet has
// no meaning any more.
const most = 1e12

func known(x float64) bool { return math.Abs(x) <= most }
