package perception

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"adal/internal/chart"
	"adal/internal/perception/index"
)

func about(id, title, description string) chart.About {
	return chart.About{ID: id, Title: title, Description: description}
}

// drawField is everybody's score with its interval, by rank.
func (r reader) drawField(e *Edition, marked string) chart.SVG {
	f := chart.Field{
		About:  about("field", r.say("perception.field-title", e.Year), r.say("perception.field-about", len(e.Rows))),
		Number: r.Score,
	}
	for _, row := range e.Rows {
		d := chart.Dot{Value: row.Score, Low: row.Low, High: row.High, Marked: row.Unit == marked}
		d.Name = r.NameOf(row) + ": " + r.Score(row.Score)
		if d.Marked {
			f.Marked = d.Name
		}
		f.Dots = append(f.Dots, d)
	}
	return f.Draw()
}

// classes are the scores that the shades of a tile begin at.
var classes = [...]float64{20, 35, 50, 65, 80}

// classOf is the shade of a score, 0 to 5; -1 if it isn't known.
func classOf(score float64) int {
	if math.IsNaN(score) {
		return -1
	}
	n := 0
	for _, from := range classes {
		if score >= from {
			n++
		}
	}
	return n
}

// A class is a shade with the scores that it stands for.
type class struct {
	N    int
	Text string
}

// Classes are the shades of the tiles, for their legend.
func (r reader) Classes() (all []class) {
	from := 0
	for i, next := range classes {
		all = append(all, class{i, fmt.Sprintf("%d–%d", from, int(next)-1)})
		from = int(next)
	}
	return append(all, class{len(classes), fmt.Sprintf("%d–100", from)})
}

// drawTiles is everybody as a tile under the region that the publisher counts
// them to, by rank.
func (r reader) drawTiles(e *Edition, marked string) chart.SVG {
	t := chart.Tiles{About: about("tiles", r.say("perception.tiles-title", e.Year), r.say("perception.tiles-about"))}
	for _, region := range e.Regions() {
		g := chart.Group{Name: r.RegionName(region)}
		for _, row := range e.Rows {
			if row.Region == region {
				g.Tiles = append(g.Tiles, chart.Tile{
					Text: row.Unit, Name: r.NameOf(row) + ": " + r.Score(row.Score), Class: classOf(row.Score), Own: row.Unit == marked,
				})
			}
		}
		if g.Name == "" {
			g.Name = r.say("perception.region-none")
		}
		t.Groups = append(t.Groups, g)
	}
	return t.Draw()
}

func year(at float64) string { return strconv.Itoa(int(at)) }

// drawSeries is a country through the editions.
func (r reader) drawSeries(c *Country, marked int) chart.SVG {
	l := chart.Line{
		About:  about("series", r.say("perception.series-title", r.titleOf(c)), r.say("perception.series-about")),
		Number: r.Score, Time: year,
	}
	for i, p := range c.Points {
		l.Moments = append(l.Moments, chart.Moment{
			At: float64(p.Year), Value: p.Score, Low: p.Low, High: p.High, Marked: p.Year == marked, Apart: i > 0 && p.Baseline != c.Points[i-1].Baseline,
		})
	}
	return l.Draw()
}

// A multiple is one source of a country through the editions.
type multiple struct {
	Source string
	Chart  chart.SVG
	Scores []string // by point of the country
}

// multiples are the sources of a country side by side, on one scale.
func (r reader) multiples(c *Country) (all []multiple) {
	var keys []string
	low, high := math.Inf(1), math.Inf(-1)
	for _, p := range c.Points {
		for source, score := range p.Sources {
			if !slices.Contains(keys, source) {
				keys = append(keys, source)
			}
			low, high = min(low, score), max(high, score)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		m := multiple{Source: r.SourceName(key)}
		l := chart.Line{
			About: about("source-"+key, m.Source, r.say("perception.source-about")), Number: r.Score, Time: year, Small: true, From: low, To: high,
		}
		scale := ""
		for _, p := range c.Points {
			if len(p.Sources) == 0 {
				continue // of an edition of which only the result is known nothing can be said
			}
			score, ok := p.Sources[key]
			if !ok {
				score = math.NaN()
			}
			l.Moments = append(l.Moments, chart.Moment{At: float64(p.Year), Value: score, Apart: p.Baseline != scale})
			scale = p.Baseline
			m.Scores = append(m.Scores, r.Once(score))
		}
		m.Chart = l.Draw()
		all = append(all, m)
	}
	return all
}

// drawChange is what each source did to the mean between two editions.
func (r reader) drawChange(c *index.Change) chart.SVG {
	w := chart.Waterfall{
		About:  about("change", r.say("perception.change-title", c.FromYear, c.ToYear), r.say("perception.change-about")),
		Before: strconv.Itoa(c.FromYear), After: strconv.Itoa(c.ToYear), From: c.From.Mean, Number: r.Exact, Signed: r.Signed,
	}
	for _, part := range c.Parts {
		w.Steps = append(w.Steps, chart.Step{Name: r.ShortName(part.Source), By: part.Total, Margin: part.Margin})
	}
	if math.Abs(c.Reweighting) > 1e-9 {
		w.Steps = append(w.Steps, chart.Step{Name: r.say("perception.reweighting"), By: c.Reweighting})
	}
	return w.Draw()
}

// drawRank is a rank in its interval among the whole field.
func (r reader) drawRank(row Row, field int) chart.SVG {
	return chart.Span{
		About: about("rank", r.say("perception.rank-title"), r.say("perception.rank-about", row.Rank, r.Ranks(row.Ranks), field)),
		Value: float64(row.Rank), Low: float64(row.Ranks.Low), High: float64(row.Ranks.High), From: 1, To: float64(field), Number: r.Score,
	}.Draw()
}
