package paper

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// A Code is a text that a telephone's camera reads (ISO/IEC 18004).
type Code struct {
	Size int    // squares along a side, the quiet ones around it included
	Path string // of the dark squares, as SVG draws it in a box of Size
}

// quiet is how many light squares stand around a code; the standard asks for four.
const quiet = 4

// NewCode makes the code of a text, such as an address of at most some hundred
// letters, that is still read when a seventh of it is damaged.
func NewCode(text string) (Code, error) {
	c, err := qr.Encode(text, qr.M)
	if err != nil {
		return Code{}, fmt.Errorf("paper: the code of %d bytes: %w", len(text), err)
	}
	var path strings.Builder
	for y := range c.Size {
		for x := 0; x < c.Size; x++ {
			from := x
			for x < c.Size && c.Black(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	return Code{Size: c.Size + 2*quiet, Path: path.String()}, nil
}

// QR draws the code of a text, so many millimetres wide, at the left with what it is
// beside it.
func (p *Paper) QR(text, label string, width float64) error {
	c, err := qr.Encode(text, qr.M)
	if err != nil {
		return fmt.Errorf("paper: the code of %d bytes: %w", len(text), err)
	}
	p.room(width)
	x, y := p.pdf.GetXY()
	side := width / float64(c.Size+2*quiet)
	p.pdf.SetFillColor(0, 0, 0)
	for row := range c.Size {
		for col := range c.Size {
			if c.Black(col, row) {
				p.pdf.Rect(x+side*float64(col+quiet), y+side*float64(row+quiet), side, side, "F")
			}
		}
	}
	p.font("", small)
	p.pdf.SetXY(x+width+gap, y+side*quiet)
	p.pdf.SetLeftMargin(x + width + gap)
	p.pdf.MultiCell(0, tight, clean(label), "", "L", false)
	p.pdf.SetLeftMargin(margin)
	p.pdf.SetXY(margin, max(p.pdf.GetY(), y+width)+gap)
	p.font("", body)
	return nil
}
