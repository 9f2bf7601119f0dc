package chart

import "strings"

// A Moment is a value at a time.
type Moment struct {
	At               float64 // a year, say
	Value, Low, High float64
	Marked           bool
	Apart            bool // it can't be joined to the one before, because it is on another scale
}

// A Line is a value through the time, with its interval at each moment. A line
// joins neighbours in the list, and is broken where a value isn't known or is
// on another scale.
type Line struct {
	About
	Moments []Moment
	Number  func(float64) string // writes a value
	Time    func(float64) string // writes a time
	Small   bool                 // one of many: without a scale, with its first and last value
	// From and To are the least scale, so that charts side by side have the same;
	// both 0 for the reach of the values.
	From, To float64
}

// Draw draws the line.
func (l Line) Draw() SVG {
	if l.Small {
		return l.small()
	}
	const height, left, right, top, bottom = 210, 26, 14, 16, 26
	s := newSheet(l.About, height)
	low, high := l.reach()
	marks := ticks(low, high, 4)
	if len(marks) > 0 {
		low, high = marks[0], marks[len(marks)-1]
	}
	y := scale{low, high, height - bottom, top}
	for _, m := range marks {
		s.rule("grid", line, .7, left, y.at(m), width-right, y.at(m))
		s.text("tick", soft, end, left-4, y.at(m)+4, 11, l.Number(m))
	}
	x := l.times(left+10, width-right-10)
	after := -100.0
	for _, m := range l.Moments {
		if at := x.at(m.At); at-after >= 32 { // room for four figures
			s.text("tick", soft, middle, at, height-8, 11, l.Time(m.At))
			after = at
		}
	}
	s.path(l.Moments, x, y, 2)
	for _, m := range l.Moments {
		s.moment(m, x.at(m.At), y, l.Number)
	}
	return s.end()
}

func (l Line) reach() (low, high float64) {
	all := make([]float64, 0, 3*len(l.Moments)+2)
	for _, m := range l.Moments {
		all = append(all, m.Value, m.Low, m.High)
	}
	if l.From != l.To {
		all = append(all, l.From, l.To)
	}
	low, high = reach(all...)
	if low == high {
		low, high = low-1, high+1
	}
	return low, high
}

func (l Line) times(from, to float64) scale {
	var all []float64
	for _, m := range l.Moments {
		all = append(all, m.At)
	}
	low, high := reach(all...)
	return scale{low, high, from, to}
}

func (s *sheet) moment(m Moment, x float64, y scale, number func(float64) string) {
	if !known(m.Value) {
		return
	}
	bar, point, colour, r := "bar", "dot", steppe, 3.5
	if m.Marked {
		bar, point, colour, r = "bar own", "dot own", bad, 5
	}
	top := m.Value
	if known(m.Low) && known(m.High) {
		s.rule(bar, colour, 5, x, y.at(m.Low), x, y.at(m.High))
		top = m.High
	}
	s.dot(point, colour, x, y.at(m.Value), r)
	s.text("value", ink, middle, x, y.at(top)-5, 11, number(m.Value))
}

// path joins what is known.
func (s *sheet) path(all []Moment, x, y scale, thick float64) {
	var d strings.Builder
	pen := "M"
	for _, m := range all {
		if !known(m.Value) {
			pen = "M"
			continue
		}
		if m.Apart {
			pen = "M"
		}
		d.WriteString(pen + short(x.at(m.At)) + " " + short(y.at(m.Value)))
		pen = "L"
	}
	if d.Len() > 0 {
		s.b.WriteString(`<path class="line" fill="none" stroke="` + steppe + `" stroke-width="` + short(thick) + `" d="` + d.String() + `"/>`)
	}
}

func (l Line) small() SVG {
	const height, side, top, bottom = 90, 44, 14, 12
	s := newSheet(l.About, height)
	low, high := l.reach()
	x, y := l.times(side, width-side), scale{low, high, height - bottom, top}
	s.rule("grid", line, 1.5, side, height-bottom, width-side, height-bottom)
	s.path(l.Moments, x, y, 4)
	first, last := -1, -1
	for i, m := range l.Moments {
		if known(m.Value) {
			if first < 0 {
				first = i
			}
			last = i
			s.dot("dot", steppe, x.at(m.At), y.at(m.Value), 5)
		}
	}
	if first < 0 {
		return s.end()
	}
	if first != last {
		m := l.Moments[first]
		s.text("value", soft, end, x.at(m.At)-10, y.at(m.Value)+8, 24, l.Number(m.Value))
	}
	m := l.Moments[last]
	s.text("value", ink, begin, x.at(m.At)+10, y.at(m.Value)+8, 24, l.Number(m.Value))
	return s.end()
}
