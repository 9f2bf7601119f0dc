// Package paper writes what leaves the screen: reports, letters and certificates
// as PDF.
//
// The same content makes the same bytes, on any machine and at any time: a paper
// carries the day that its writer gives it and no moment of its own, so that a hash
// in the register proves it. Fonts come with the program and have all letters of
// Kazakh; whoever copies text from a paper, or has it read aloud, gets the letters
// that were written.
package paper

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"

	"adal/internal/i18n"
)

// About is what a paper says of itself.
type About struct {
	Lang   i18n.Lang
	Title  string
	Author string // the body whose paper it is
	Day    i18n.Day
	Foot   string // stands at the foot of every page, beside its number; an address, say
	Wide   bool   // the page lies on its long side
}

// A Paper is a document that is being written, from its top to its end. What it
// can't write (a picture, a letter of no font) it leaves out or marks; the error
// comes with Bytes.
type Paper struct {
	pdf *fpdf.Fpdf
}

// Sizes of letters in points and of the page's margin in millimetres.
const (
	family  = "DejaVu"
	margin  = 20.0
	body    = 10.5
	small   = 8.5
	line    = 5.4 // millimetres from one line of the body to the next
	tight   = 4.4
	gap     = 2.6
	headTop = 18.0
)

// New begins a paper of A4.
func New(a About) *Paper {
	orientation := "P"
	if a.Wide {
		orientation = "L"
	}
	pdf := fpdf.New(orientation, "mm", "A4", "")
	pdf.SetCatalogSort(true)
	day := time.Date(a.Day.Year(), a.Day.Month(), a.Day.Day(), 0, 0, 0, 0, time.UTC)
	pdf.SetCreationDate(day)
	pdf.SetModificationDate(day)
	pdf.SetTitle(clean(a.Title), true)
	pdf.SetAuthor(clean(a.Author), true)
	pdf.SetLang(string(a.Lang))
	pdf.SetProducer("Adal", true)
	pdf.AddUTF8FontFromBytes(family, "", dejavusans.TTF)
	pdf.AddUTF8FontFromBytes(family, "B", dejavusansbold.TTF)
	pdf.SetMargins(margin, margin, margin)
	pdf.SetAutoPageBreak(true, margin+4)
	pdf.AliasNbPages("")
	foot := clean(a.Foot)
	pdf.SetFooterFunc(func() {
		pdf.SetY(-margin + 4)
		pdf.SetFont(family, "", small)
		pdf.SetTextColor(90, 90, 90)
		width := pageWidth(pdf)
		pdf.CellFormat(width-30, tight, foot, "", 0, "L", false, 0, "")
		pdf.CellFormat(30, tight, fmt.Sprintf("%d/{nb}", pdf.PageNo()), "", 0, "R", false, 0, "")
		pdf.SetTextColor(0, 0, 0)
	})
	pdf.AddPage()
	p := &Paper{pdf}
	p.font("", body)
	return p
}

// pageWidth is what is between the margins.
func pageWidth(pdf *fpdf.Fpdf) float64 {
	w, _ := pdf.GetPageSize()
	return w - 2*margin
}

func (p *Paper) font(style string, size float64) { p.pdf.SetFont(family, style, size) }

// Title writes the paper's own title.
func (p *Paper) Title(text string) {
	p.font("B", headTop)
	p.pdf.MultiCell(0, 8, clean(text), "", "L", false)
	p.pdf.Ln(gap)
	p.font("", body)
}

// Heading begins a part. It never stands alone at the foot of a page.
func (p *Paper) Heading(text string) {
	p.room(3 * 8)
	p.pdf.Ln(gap)
	p.font("B", 13)
	p.pdf.MultiCell(0, 6.4, clean(text), "", "L", false)
	p.pdf.Ln(1)
	p.font("", body)
}

// Text writes paragraphs: an empty line is between two of them.
func (p *Paper) Text(text string) { p.paragraphs(text, "", body, line, "L") }

// Bold writes paragraphs that stand out.
func (p *Paper) Bold(text string) { p.paragraphs(text, "B", body, line, "L") }

// Note writes paragraphs in small letters: how something was counted.
func (p *Paper) Note(text string) { p.paragraphs(text, "", small, tight, "L") }

// Centre writes a line of a size in points in the middle of the page.
func (p *Paper) Centre(text string, size float64, bold bool) {
	style := ""
	if bold {
		style = "B"
	}
	p.paragraphs(text, style, size, size*0.5, "C")
}

func (p *Paper) paragraphs(text, style string, size, height float64, align string) {
	p.font(style, size)
	for _, par := range strings.Split(clean(text), "\n\n") {
		if par = strings.TrimSpace(par); par == "" {
			continue
		}
		p.pdf.MultiCell(0, height, par, "", align, false)
		p.pdf.Ln(gap)
	}
	p.font("", body)
}

// Link writes a line that leads to an address.
func (p *Paper) Link(text, address string) {
	p.font("", body)
	p.pdf.SetTextColor(20, 80, 110)
	p.pdf.WriteLinkString(line, clean(text), address)
	p.pdf.SetTextColor(0, 0, 0)
	p.pdf.Ln(line + gap)
}

// A Fact is a name and what it is.
type Fact struct{ Name, Value string }

// Facts writes names and what they are, side by side.
func (p *Paper) Facts(facts ...Fact) {
	rows := make([][]Cell, len(facts))
	for i, f := range facts {
		rows[i] = []Cell{{Text: f.Name}, {Text: f.Value}}
	}
	p.Table(Table{Cols: []Column{{Share: 1}, {Share: 2}}, Rows: rows})
}

// room begins a new page unless so many millimetres are left on this one.
func (p *Paper) room(height float64) {
	_, page := p.pdf.GetPageSize()
	if p.pdf.GetY()+height > page-margin-4 {
		p.pdf.AddPage()
	}
}

// Space leaves so many millimetres free.
func (p *Paper) Space(height float64) { p.pdf.Ln(height) }

// Bytes ends the paper and returns it. Nothing can be written any more.
func (p *Paper) Bytes() ([]byte, error) {
	var b bytes.Buffer
	if err := p.pdf.Output(&b); err != nil {
		return nil, fmt.Errorf("paper: %w", err)
	}
	return b.Bytes(), nil
}

// clean is a text of letters that the fonts have room for. The fonts end with the
// basic plane; what is beyond it is marked, and what isn't seen is left out.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		case r > 0xffff:
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
