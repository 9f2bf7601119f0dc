package initiatives_test

import (
	"math"
	"testing"

	"adal/internal/initiatives"
)

func near(a, b, by float64) bool { return math.Abs(a-b) <= by }

// TestPublished holds the difference in differences to the standard example:
// Card and Krueger (1994), "Minimum Wages and Employment", American Economic
// Review 84(4), table 3, rows 1 to 3: employment in New Jersey changed by 0.59
// (standard error 0.54), in Pennsylvania by −2.16 (1.25), the difference is 2.76
// (1.36). The printed figures are rounded, so the difference may be off by 0.01.
func TestPublished(t *testing.T) {
	e := initiatives.Differences(initiatives.Estimate{Value: .59, SE: .54}, initiatives.Estimate{Value: -2.16, SE: 1.25})
	if !near(e.Value, 2.76, .011) || !near(e.SE, 1.36, .005) {
		t.Errorf("%.3f (%.3f), want 2.76 (1.36)", e.Value, e.SE)
	}
	// 2.75 ± 1.96 × 1.3617: from 0.081 to 5.419.
	if !near(e.Low, .081, .002) || !near(e.High, 5.419, .002) || !e.Clear() {
		t.Errorf("%.3f to %.3f", e.Low, e.High)
	}
}

// TestErrors holds standard errors to hand calculations: of 40 percent of 150,
// √(0.4 × 0.6 / 150) = 4 percentage points; of a mean of 100 with a deviation of
// 12, 12 / √100 = 1.2.
func TestErrors(t *testing.T) {
	for name, c := range map[string]struct {
		kind string
		m    initiatives.Measure
		want float64
	}{
		"share":             {initiatives.Share, initiatives.Measure{Known: true, Value: 40, N: 150}, 4},
		"mean":              {initiatives.Mean, initiatives.Measure{Known: true, Value: 30, N: 100, SD: 12}, 1.2},
		"mean of unknown":   {initiatives.Mean, initiatives.Measure{Known: true, Value: 30, N: 100}, math.NaN()},
		"share of nobody":   {initiatives.Share, initiatives.Measure{Known: true, Value: 40}, math.NaN()},
		"one asked":         {initiatives.Share, initiatives.Measure{Known: true, Value: 100, N: 1}, math.NaN()},
		"a number as it is": {initiatives.Count, initiatives.Measure{Known: true, Value: 40, N: 150, SD: 3}, math.NaN()},
	} {
		if got := c.m.Error(c.kind); got != c.want && !near(got, c.want, 1e-9) && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestChange: from 40 percent of 150 (4 points) to 52 of 100 (√(.52 × .48 / 100)
// = 4.996 points) is 12 points with √(16 + 24.96) = 6.4: −0.54 to 24.54, which has
// zero in it.
func TestChange(t *testing.T) {
	e := initiatives.Change(initiatives.Share, initiatives.Measure{Value: 40, N: 150}, initiatives.Measure{Value: 52, N: 100})
	if e.Value != 12 || !near(e.SE, 6.4, 1e-9) || !near(e.Low, -.5438, .0005) || !near(e.High, 24.5438, .0005) || e.Clear() {
		t.Errorf("%+v", e)
	}
	if e := initiatives.Change(initiatives.Count, initiatives.Measure{Value: 6}, initiatives.Measure{Value: 40}); e.Value != 34 || e.Known() || e.Clear() {
		t.Errorf("a number without a sample has an interval: %+v", e)
	}
}

// TestReached holds targets and directions both ways.
func TestReached(t *testing.T) {
	up := initiatives.Indicator{Target: 60, HereAfter: initiatives.Measure{Known: true, Value: 60}}
	down := up
	down.Less = true
	if !up.Reached() || !down.Reached() {
		t.Error("the target itself isn't reached")
	}
	up.HereAfter.Value, down.HereAfter.Value = 59, 61
	if up.Reached() || down.Reached() || (initiatives.Indicator{Target: -1}).Reached() {
		t.Error("what was missed, or never measured, is reached")
	}
	if e := (initiatives.Estimate{Value: -3}); up.Better(e) || !down.Better(e) || up.Better(initiatives.Estimate{}) {
		t.Error("a direction is taken for the other")
	}
}
