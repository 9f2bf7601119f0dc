package paper

// A Table has a head that is repeated on every page that it goes on to.
type Table struct {
	Cols []Column
	Rows [][]Cell // each as long as Cols
}

// A Column is one of a table.
type Column struct {
	Head   string  // no column with one means no head at all
	Share  float64 // of the width, in proportion to the others'
	Number bool    // it stands at the right
}

// A Cell is text in a table, which may lead to an address.
type Cell struct{ Text, Link string }

// pad is between a cell's border and its text, in millimetres.
const pad = 1.4

// Table writes a table. A row is never cut by the end of a page, unless it is
// longer than one.
func (p *Paper) Table(t Table) {
	p.font("", 9.5)
	widths, headed := t.widths(pageWidth(p.pdf)), false
	head := make([]Cell, len(t.Cols))
	for i, c := range t.Cols {
		head[i].Text = c.Head
		headed = headed || c.Head != ""
	}
	put := func(cells []Cell, style string) { p.row(t.Cols, widths, cells, style) }
	if headed {
		p.room(p.height(widths, head, "B") + 8)
		put(head, "B")
	}
	for _, r := range t.Rows {
		before := p.pdf.PageNo()
		p.room(p.height(widths, r, ""))
		if headed && p.pdf.PageNo() != before {
			put(head, "B")
		}
		put(r, "")
	}
	p.pdf.Ln(gap)
	p.font("", body)
}

// widths shares the page among the columns.
func (t Table) widths(whole float64) []float64 {
	total := 0.0
	for _, c := range t.Cols {
		total += max(c.Share, 0)
	}
	widths := make([]float64, len(t.Cols))
	for i, c := range t.Cols {
		if widths[i] = whole / float64(len(t.Cols)); total > 0 {
			widths[i] = whole * max(c.Share, 0) / total
		}
	}
	return widths
}

// height is how high a row is.
func (p *Paper) height(widths []float64, cells []Cell, style string) float64 {
	p.font(style, 9.5)
	most := 1
	for i, c := range cells {
		most = max(most, len(p.lines(c.Text, widths[i])))
	}
	return float64(most)*tight + 2*pad
}

func (p *Paper) lines(text string, width float64) []string {
	return p.pdf.SplitText(clean(text), width-2*pad)
}

func (p *Paper) row(cols []Column, widths []float64, cells []Cell, style string) {
	high := p.height(widths, cells, style)
	x, y := p.pdf.GetXY()
	_, page := p.pdf.GetPageSize()
	for i, c := range cells {
		align := "L"
		if cols[i].Number {
			align = "R"
		}
		if c.Link != "" {
			p.pdf.SetTextColor(20, 80, 110)
		}
		for n, text := range p.lines(c.Text, widths[i]) {
			if at := y + pad + float64(n)*tight; at+tight < page-margin-4 {
				p.pdf.SetXY(x+pad, at)
				p.pdf.CellFormat(widths[i]-2*pad, tight, text, "", 0, align, false, 0, c.Link)
			}
		}
		p.pdf.SetTextColor(0, 0, 0)
		x += widths[i]
	}
	bottom := min(y+high, page-margin-4)
	p.pdf.SetDrawColor(170, 170, 170)
	p.pdf.SetLineWidth(0.2)
	p.pdf.Line(margin, bottom, margin+pageWidth(p.pdf), bottom)
	p.pdf.SetXY(margin, bottom)
}
