package chart_test

import (
	"encoding/xml"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"adal/internal/chart"

	"pgregory.net/rapid"
)

var nan = math.NaN()

func plain(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// whole fails if a drawing is no well-formed XML, or has something in it that a
// page must not get.
func whole(t testing.TB, s chart.SVG) string {
	t.Helper()
	for _, text := range []string{string(s.HTML()), string(s.File())} {
		d := xml.NewDecoder(strings.NewReader(text))
		for {
			token, err := d.Token()
			if token == nil {
				if err.Error() != "EOF" {
					t.Fatalf("%v in %s", err, text)
				}
				break
			}
			if start, ok := token.(xml.StartElement); ok {
				for _, a := range start.Attr {
					if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || start.Name.Local == "script" {
						t.Errorf("%s has %s", start.Name.Local, a.Name.Local)
					}
				}
			}
		}
		if strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
			t.Errorf("what isn't known was drawn: %.300s", text)
		}
	}
	return string(s.HTML())
}

var about = chart.About{ID: "c", Title: "Балл", Description: "Әр ел – нүкте"}

func field(dots ...chart.Dot) chart.SVG {
	return chart.Field{About: about, Dots: dots, Number: plain, Marked: "Қазақстан"}.Draw()
}

// TestHostile: names come from files that somebody else made.
func TestHostile(t *testing.T) {
	evil := `"><script>alert(1)</script><g onload="x`
	a := chart.About{ID: evil, Title: evil, Description: evil}
	for name, s := range map[string]chart.SVG{
		"field":     chart.Field{About: a, Dots: []chart.Dot{{Value: 1, Low: 0, High: 2, Name: evil, Marked: true}}, Number: plain, Marked: evil}.Draw(),
		"tiles":     chart.Tiles{About: a, Groups: []chart.Group{{Name: evil, Tiles: []chart.Tile{{Text: evil, Name: evil}}}}}.Draw(),
		"line":      chart.Line{About: a, Moments: []chart.Moment{{At: 1, Value: 2}}, Number: func(float64) string { return evil }, Time: func(float64) string { return evil }}.Draw(),
		"waterfall": chart.Waterfall{About: a, Before: evil, After: evil, Steps: []chart.Step{{Name: evil, By: 1}}, Number: plain, Signed: plain}.Draw(),
		"span":      chart.Span{About: a, Value: 1, To: 2, Number: func(float64) string { return evil }}.Draw(),
	} {
		if text := whole(t, s); strings.Contains(text, "<script") {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// TestUnknown: a number that isn't known leaves a gap.
func TestUnknown(t *testing.T) {
	text := whole(t, field(chart.Dot{Value: 34, Low: 27, High: 41}, chart.Dot{Value: nan, Low: 1, High: 2}, chart.Dot{Value: 20, Low: nan, High: 30}))
	if n := strings.Count(text, "<circle"); n != 2 {
		t.Errorf("%d dots for two values", n)
	}
	if n := strings.Count(text, `class="bar"`); n != 1 {
		t.Errorf("%d intervals, one has both its ends", n)
	}
	if text := whole(t, field()); !strings.Contains(text, "<title") {
		t.Error("an empty field has no title")
	}
	for _, second := range []chart.Moment{{At: 2013, Value: nan}, {At: 2013.5, Value: 27, Apart: true}} {
		broken := whole(t, chart.Line{About: about, Number: plain, Time: plain, Moments: []chart.Moment{
			{At: 2012, Value: 28}, second, {At: 2014, Value: 29}, {At: 2015, Value: 28},
		}}.Draw())
		d := regexp.MustCompile(`class="line"[^>]* d="([^"]*)"`).FindStringSubmatch(broken)
		if strings.Count(d[1], "M") != 2 || strings.Index(d[1], "M") != 0 || strings.LastIndex(d[1], "M") > strings.Index(d[1], "L") {
			t.Errorf("the line isn't broken where a value isn't known or on another scale: %q", d)
		}
	}
}

// TestPlaces checks places by hand. Values 20 to 40 make the ticks 20, 25, 30,
// 35, 40, so that the scale of 10 (top) to 186 (bottom) puts 30 in the middle:
// 98.
func TestPlaces(t *testing.T) {
	text := whole(t, field(chart.Dot{Value: 30, Low: 20, High: 40}))
	if !strings.Contains(text, `cy="98"`) {
		t.Errorf("30 of 20 to 40 isn't in the middle: %.300s", text)
	}
	for _, tick := range []string{"20", "25", "30", "35", "40"} {
		if !strings.Contains(text, ">"+tick+"</text>") {
			t.Errorf("no tick %s", tick)
		}
	}
	// A span of 0 to 100 over 6 to 354: 50 is at 180.
	if text := whole(t, chart.Span{About: about, Value: 50, Low: 0, High: 100, To: 100}.Draw()); !strings.Contains(text, `cx="180"`) || !strings.Contains(text, "M6 12L354 12") {
		t.Errorf("%s", text)
	}
}

var boxes = regexp.MustCompile(`<rect class="(up|down)"[^>]* x="([-0-9.]+)"[^>]* width="([-0-9.]+)"`)

// TestAddsUp holds that each part of a waterfall begins where the one before it
// ends, whatever the parts.
func TestAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.Float64Range(-9, 9), 1, 12).Draw(t, "parts")
		w := chart.Waterfall{About: about, Before: "2018", After: "2019", From: 30, Number: plain, Signed: plain}
		for i, p := range parts {
			w.Steps = append(w.Steps, chart.Step{Name: fmt.Sprint(i), By: p})
		}
		found := boxes.FindAllStringSubmatch(string(w.Draw().HTML()), -1)
		if len(found) != len(parts) {
			t.Fatalf("%d boxes for %d parts", len(found), len(parts))
		}
		at := nan
		for i, box := range found {
			x, _ := strconv.ParseFloat(box[2], 64)
			wide, _ := strconv.ParseFloat(box[3], 64)
			starts, ends := x, x+wide
			if parts[i] < 0 {
				starts, ends = ends, starts
			}
			if wide > 1 { // a part too small to see is drawn one unit wide
				if !math.IsNaN(at) && math.Abs(at-starts) > 1.25 {
					t.Errorf("part %d begins at %g, the one before it ended at %g", i, starts, at)
				}
			}
			if at = ends; wide <= 1 {
				at = nan
			}
		}
	})
}

// TestTiles: every member has a tile, and says what it is.
func TestTiles(t *testing.T) {
	var g chart.Group
	for i := range 25 { // three rows of twelve
		g.Tiles = append(g.Tiles, chart.Tile{Text: "AAA", Name: "A " + strconv.Itoa(i), Class: i%7 - 1, Own: i == 3})
	}
	text := whole(t, chart.Tiles{About: about, Groups: []chart.Group{g}}.Draw())
	if n := strings.Count(text, "<text class=\"code"); n != 25 {
		t.Errorf("%d tiles", n)
	}
	if n := strings.Count(text, "<title>"); n != 25 {
		t.Errorf("%d names", n)
	}
	if strings.Count(text, `class="own"`) != 1 {
		t.Error("not one is marked")
	}
}

// TestSame: the same figures make the same bytes, and any figures a whole
// drawing.
func TestSame(t *testing.T) {
	value := rapid.OneOf(rapid.Float64(), rapid.Float64Range(0, 100), rapid.Just(nan), rapid.Just(math.Inf(1)), rapid.Just(0.0))
	rapid.Check(t, func(rt *rapid.T) {
		var dots []chart.Dot
		var moments []chart.Moment
		for range rapid.IntRange(0, 30).Draw(rt, "n") {
			d := chart.Dot{Value: value.Draw(rt, "v"), Low: value.Draw(rt, "l"), High: value.Draw(rt, "h"), Marked: rapid.Bool().Draw(rt, "m")}
			dots = append(dots, d)
			moments = append(moments, chart.Moment{At: float64(2000 + len(moments)), Value: d.Value, Low: d.Low, High: d.High})
		}
		for _, small := range []bool{false, true} {
			l := chart.Line{About: about, Moments: moments, Number: plain, Time: plain, Small: small}
			if once, again := l.Draw(), l.Draw(); once != again {
				rt.Error("not the same bytes")
			}
			whole(t, l.Draw())
		}
		whole(t, field(dots...))
	})
}
