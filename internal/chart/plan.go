package chart

// A Bar is a work with its first and its last day.
type Bar struct {
	Name     string
	From, To float64 // in days, say
	Class    string  // "planned", "running", "done" or "stopped"
}

// A Plan is works under each other on one scale of time, each with its name above
// its bar, and with a line where now is.
type Plan struct {
	About
	Bars []Bar
	Now  float64
	Time func(float64) string // writes a moment
}

// bars are the fills of the classes of a bar: the shape of its end says the same
// as its colour.
var bars = map[string]string{"planned": line, "running": saffron, "done": good, "stopped": soft}

// Draw draws the plan.
func (p Plan) Draw() SVG {
	const row, bar, below = 34.0, 12.0, 18.0
	var all []float64
	for _, b := range p.Bars {
		all = append(all, b.From, b.To)
	}
	low, high := reach(all...)
	s := newSheet(p.About, float64(len(p.Bars))*row+below)
	x := scale{low, high, 2, width - 2}
	foot := float64(len(p.Bars)) * row
	if known(p.Now) && p.Now >= low && p.Now <= high {
		s.rule("level", ink, 1, x.at(p.Now), 0, x.at(p.Now), foot)
	}
	for i, b := range p.Bars {
		if !known(b.From) || !known(b.To) {
			continue
		}
		y := float64(i) * row
		at, place := begin, x.at(b.From)
		if place > width/2 {
			at, place = end, max(x.at(b.To), place)
		}
		s.text("name", ink, at, place, y+13, 12, b.Name)
		s.box("work "+b.Class, bars[b.Class], x.at(b.From), y+18, max(3, x.at(b.To)-x.at(b.From)), bar)
	}
	if p.Time != nil && len(all) > 0 {
		s.text("tick", soft, begin, 0, foot+13, 11, p.Time(low))
		s.text("tick", soft, end, width, foot+13, 11, p.Time(high))
	}
	return s.end()
}
