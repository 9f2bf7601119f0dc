package chart

// A Dot is one of a field: a value with its interval. The interval isn't drawn
// if one of its ends isn't known.
type Dot struct {
	Value, Low, High float64
	Name             string // said when the pointer rests on it
	Marked           bool   // it is whom the page is about
}

// A Field is everybody side by side, from the first to the last, each as a dot
// with its interval: a look at how many overlap.
type Field struct {
	About
	Dots   []Dot
	Number func(float64) string // writes a tick
	Marked string               // name of the marked one, written beside it
}

// Draw draws the field. Those without a value leave a gap.
func (f Field) Draw() SVG {
	const height, left, right, top, bottom = 200, 26, 8, 10, 14
	var all []float64
	for _, d := range f.Dots {
		all = append(all, d.Value, d.Low, d.High)
	}
	low, high := reach(all...)
	marks := ticks(low, high, 5)
	s := newSheet(f.About, height)
	if len(marks) > 0 {
		low, high = marks[0], marks[len(marks)-1]
	}
	y := scale{low, high, height - bottom, top}
	for _, m := range marks {
		s.rule("grid", line, .7, left, y.at(m), width-right, y.at(m))
		s.text("tick", soft, end, left-4, y.at(m)+4, 11, f.Number(m))
	}
	x := scale{-.5, float64(len(f.Dots)) - .5, left, width - right}
	wide := min(6, max(.8, (x.at(1)-x.at(0))*.6))
	for _, marked := range []bool{false, true} { // the marked ones above the others
		for i, d := range f.Dots {
			if d.Marked == marked {
				s.one(d, x.at(float64(i)), y, wide, f.Marked)
			}
		}
	}
	return s.end()
}

func (s *sheet) one(d Dot, x float64, y scale, wide float64, name string) {
	if !known(d.Value) {
		return
	}
	bar, point, colour, r := "bar", "dot", steppe, min(3, wide*.9)
	if d.Marked {
		bar, point, colour, r = "bar own", "dot own", bad, max(3.5, r)
	}
	s.b.WriteString("<g>")
	if d.Name != "" {
		s.b.WriteString("<title>" + esc(d.Name) + "</title>")
	}
	if known(d.Low) && known(d.High) {
		s.rule(bar, colour, wide, x, y.at(d.Low), x, y.at(d.High))
	}
	s.dot(point, colour, x, y.at(d.Value), r)
	s.b.WriteString("</g>")
	if d.Marked && name != "" {
		at := middle
		if x > width-70 {
			at = end
		} else if x < 70 {
			at = begin
		}
		top := d.Value
		if known(d.High) {
			top = d.High
		}
		s.text("name", ink, at, x, y.at(top)-6, 11, name)
	}
}

// A Span is a value with its interval on one line.
type Span struct {
	About
	Value, Low, High float64
	From, To         float64 // of the scale
	// Number writes the ends of the scale and of the interval below them; nil for
	// nothing below.
	Number func(float64) string
}

// Draw draws the span, one or two lines of text high.
func (p Span) Draw() SVG {
	const below, half = 20.0, 12.0
	height := 2 * half
	if p.Number != nil {
		height += below
	}
	s := newSheet(p.About, height)
	x := scale{p.From, p.To, 6, width - 6}
	s.rule("grid", line, 1, 6, half, width-6, half)
	if known(p.Low) && known(p.High) {
		s.rule("bar", steppe, 6, x.at(p.Low), half, x.at(p.High), half)
	}
	if known(p.Value) {
		s.dot("dot own", bad, x.at(p.Value), half, 5)
	}
	if p.Number != nil {
		p.numbers(s, x, height-6)
	}
	return s.end()
}

// numbers writes the ends of the interval, and those of the scale where there is
// room for them.
func (p Span) numbers(s *sheet, x scale, y float64) {
	const room = 30
	low, high := x.at(p.Low), x.at(p.High)
	switch {
	case !known(p.Low) || !known(p.High):
		low, high = width, 0 // the scale alone
	case high-low < room:
		at := min(max((low+high)/2, room), width-room)
		s.text("value", ink, middle, at, y, 11, p.Number(p.Low)+"–"+p.Number(p.High))
		low, high = at-room, at+room
	default:
		s.text("value", ink, middle, max(low, 12), y, 11, p.Number(p.Low))
		s.text("value", ink, middle, min(high, width-12), y, 11, p.Number(p.High))
	}
	if low > 6+room {
		s.text("tick", soft, begin, 0, y, 11, p.Number(p.From))
	}
	if high < width-6-room {
		s.text("tick", soft, end, width, y, 11, p.Number(p.To))
	}
}

// A Tile is one of a group, shaded by its class.
type Tile struct {
	Text  string // two or three letters
	Name  string // said when the pointer rests on it
	Class int    // 0 (lightest) to 5; -1 if it isn't known
	Own   bool
}

// A Group is tiles under a name.
type Group struct {
	Name  string
	Tiles []Tile
}

// Tiles is a map without coasts: each member of a field is a tile of the same
// size, so that a small one isn't overlooked, under the region that it is in.
type Tiles struct {
	About
	Groups []Group
}

// Shades are the fills of the classes of tiles, 0 to 5, as adal.css has them in
// the light.
var shades = [...]string{"#e3ecea", "#b7d3d3", "#82b3b7", "#468e98", "#146675", "#073c47"}

// Draw draws the groups one below the other.
func (t Tiles) Draw() SVG {
	const across, gap, name, after = 12, 2, 16, 10
	size := (width - gap*(across-1)) / across
	height := 0.0
	for _, g := range t.Groups {
		rows := (len(g.Tiles) + across - 1) / across
		height += name + float64(rows)*(size*.75+gap) + after
	}
	s := newSheet(t.About, height)
	y := 0.0
	for _, g := range t.Groups {
		s.text("name", ink, begin, 0, y+11, 12, g.Name)
		y += name
		for i, tile := range g.Tiles {
			s.tile(tile, float64(i%across)*(size+gap), y+float64(i/across)*(size*.75+gap), size)
		}
		y += float64((len(g.Tiles)+across-1)/across)*(size*.75+gap) + after
	}
	return s.end()
}

func (s *sheet) tile(t Tile, x, y, size float64) {
	class, fill, letters := shade(t.Class)
	s.b.WriteString("<g><title>" + esc(t.Name) + "</title>")
	s.box(class, fill, x, y, size, size*.75)
	if t.Own {
		s.box("own", "none", x+.75, y+.75, size-1.5, size*.75-1.5)
	}
	s.text("code "+class, letters, middle, x+size/2, y+size*.375+3, 9, t.Text)
	s.b.WriteString("</g>")
}
