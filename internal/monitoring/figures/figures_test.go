package figures_test

import (
	"math"
	"testing"

	"adal/internal/calendar"
	"adal/internal/monitoring/figures"

	"pgregory.net/rapid"
)

// TestWilson gives the intervals of R. G. Newcombe, Two-sided confidence intervals
// for the single proportion: comparison of seven methods, Statistics in Medicine
// 17 (1998), table I, method 3.
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		of, n     int
		low, high float64
	}{
		{81, 263, 0.2553, 0.3662},
		{15, 148, 0.0624, 0.1605},
		{0, 20, 0.0000, 0.1611},
		{1, 29, 0.0061, 0.1718},
	} {
		low, high := figures.Wilson(c.of, c.n)
		if math.Abs(low-c.low) > 0.00005 || math.Abs(high-c.high) > 0.00005 {
			t.Errorf("%d of %d: %.4f–%.4f, want %.4f–%.4f", c.of, c.n, low, high, c.low, c.high)
		}
	}
	if low, high := figures.Wilson(0, 0); low != 0 || high != 1 {
		t.Errorf("of nothing: %v–%v", low, high)
	}
}

// done and waiting make times of a list in which negative ones are censored.
func times(all ...int) (list []figures.Time) {
	for _, d := range all {
		list = append(list, figures.Time{Days: max(d, -d), Done: d > 0})
	}
	return list
}

// Weeks of remission of 42 children with leukaemia (E. J. Freireich et al., Blood
// 21 (1963)), the worked example of the textbooks: D. R. Cox and D. Oakes, Analysis
// of Survival Data (1984), table 1.1.
var (
	treated = times(6, 6, 6, 7, 10, 13, 16, 22, 23, -6, -9, -10, -11, -17, -19, -20, -25, -32, -32, -34, -35)
	placebo = times(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
)

// TestCurve gives the product-limit estimates of the treated (D. G. Kleinbaum and
// M. Klein, Survival Analysis, table 2.3).
func TestCurve(t *testing.T) {
	want := []struct {
		days, atRisk, events int
		left                 float64
	}{
		{6, 21, 3, .8571}, {7, 17, 1, .8067}, {10, 15, 1, .7529}, {13, 12, 1, .6902}, {16, 11, 1, .6275}, {22, 7, 1, .5378}, {23, 6, 1, .4482},
	}
	got := figures.Curve(treated)
	if len(got) != len(want) {
		t.Fatalf("%d steps, want %d", len(got), len(want))
	}
	for i, w := range want {
		if g := got[i]; g.Days != w.days || g.AtRisk != w.atRisk || g.Events != w.events || math.Abs(g.Left-w.left) > 0.00005 {
			t.Errorf("step %d: %+v, want %+v", i, g, w)
		}
	}
}

// TestKaplanMeier gives the medians with their intervals as R's survfit prints them
// for the same data: 23 (16, none) and 8 (4, 12) weeks.
func TestKaplanMeier(t *testing.T) {
	for name, c := range map[string]struct {
		times []figures.Time
		want  figures.Median
	}{
		"treated":  {treated, figures.Median{Days: 23, Low: 16, High: -1, N: 21, Done: 9}},
		"placebo":  {placebo, figures.Median{Days: 8, Low: 4, High: 12, N: 21, Done: 21}},
		"nothing":  {nil, figures.Median{Days: -1, Low: -1, High: -1}},
		"all wait": {times(-3, -9), figures.Median{Days: -1, Low: -1, High: -1, N: 2}},
	} {
		if got := figures.KaplanMeier(c.times); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// TestWaitingNeverHelps holds that whoever leaves more waiting never looks quicker.
func TestWaitingNeverHelps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.IntRange(1, 200), 1, 40).Draw(t, "days")
		before := figures.KaplanMeier(times(all...))
		longer := figures.KaplanMeier(append(times(all...), figures.Time{Days: 500}))
		if longer.Known() && longer.Days < before.Days || longer.Known() && !before.Known() {
			t.Errorf("one more that waits makes %d of %d", longer.Days, before.Days)
		}
	})
}

// TestReckon counts a table made by hand, as things stand on 1 March 2027.
func TestReckon(t *testing.T) {
	day := calendar.Date
	raised, due, today := day(2027, 1, 1), day(2027, 1, 25), day(2027, 3, 1)
	cases := []figures.Case{
		{Raised: raised, Due: due, Answered: due, Verified: day(2027, 2, 10), Seen: true}, // in time on the last day, fixed after 40 days
		{Raised: raised, Due: due, Answered: due.AddDays(1), Ended: day(2027, 2, 20), Seen: true},
		{Raised: raised, Due: due, Answered: due.AddDays(-5), Claimed: true}, // nobody has looked
		{Raised: raised, Due: due, Broken: 2},                                // never answered
		{Raised: raised, Due: due, Answered: due.AddDays(-1), Verified: day(2027, 1, 21), Seen: true},
		{Raised: day(2027, 2, 20), Due: day(2027, 3, 15)}, // not due yet
		{Raised: day(2027, 2, 20), Due: today},            // due today: not past it
		{Due: due, Answered: due},                         // never raised
	}
	f := figures.Reckon(cases, today)
	if f.Raised != 7 || f.Open != 4 || f.Broken != 2 || f.Claimed != 1 || f.Unknown != 2 {
		t.Errorf("%+v", f)
	}
	if f.Response.Of != 3 || f.Response.N != 5 || f.Fix.Of != 2 || f.Fix.N != 5 || !f.Fix.Shown() || f.Fix.Share() != 0.4 {
		t.Errorf("response %+v, fix %+v", f.Response, f.Fix)
	}
	if f.ToFix.N != 7 || f.ToFix.Done != 2 {
		t.Errorf("to fix %+v", f.ToFix)
	}
	if figures.NewRate(3, 4).Shown() {
		t.Error("three of four are shown")
	}
}
