package chart

// A Step is one part of a change.
type Step struct {
	Name   string
	By     float64
	Margin float64 // ± how much By may be off; 0 for not at all
}

// A Waterfall is how a value became another one: each part begins where the one
// before it ends, so that the parts can be seen to add up.
type Waterfall struct {
	About
	Before, After string // names of the two values
	From          float64
	Steps         []Step
	Number        func(float64) string // writes a value
	Signed        func(float64) string // writes a part, with its sign
}

// Draw draws the two values and the parts between them, one below the other.
func (w Waterfall) Draw() SVG {
	const row, left, right, top = 22.0, 128.0, 46.0, 4.0
	height := top + row*float64(len(w.Steps)+2)
	s := newSheet(w.About, height)
	at, all := w.From, []float64{w.From}
	for _, step := range w.Steps {
		at += step.By
		all = append(all, at)
	}
	low, high := reach(all...)
	room := max((high-low)*.06, .05)
	x := scale{low - room, high + room, left, width - right}
	s.level(w.Before, w.From, top, x, w.Number)
	at = w.From
	for i, step := range w.Steps {
		y := top + row*float64(i+1)
		s.step(step, at, y, x, w.Signed)
		at += step.By
	}
	s.level(w.After, at, height-row, x, w.Number)
	return s.end()
}

// level is one of the two values: a mark across the row.
func (s *sheet) level(name string, v, y float64, x scale, number func(float64) string) {
	s.text("name", ink, begin, 0, y+15, 11.5, name)
	s.rule("level", ink, 3, x.at(v), y+3, x.at(v), y+19)
	s.text("value", ink, end, width, y+15, 11.5, number(v))
}

func (s *sheet) step(step Step, from, y float64, x scale, signed func(float64) string) {
	class, colour := "up", good
	if step.By < 0 {
		class, colour = "down", bad
	}
	a, b := x.at(from), x.at(from+step.By)
	s.text("name", ink, begin, 0, y+15, 11.5, step.Name)
	s.rule("grid", line, 1, a, y-3, a, y+5)
	s.box(class, colour, min(a, b), y+5, max(1, max(a, b)-min(a, b)), 12)
	if step.Margin > 0 {
		s.rule("margin", ink, 1.2, x.at(from+step.By-step.Margin), y+11, x.at(from+step.By+step.Margin), y+11)
	}
	s.text("value", ink, end, width, y+15, 11.5, signed(step.By))
}
