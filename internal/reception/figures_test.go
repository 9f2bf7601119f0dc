package reception

import (
	"fmt"
	"testing"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/docket"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestSuppress checks examples worked out by hand: - is a figure kept back.
func TestSuppress(t *testing.T) {
	for _, c := range []struct {
		parts []int
		want  string
	}{
		{[]int{0, 0, 0}, "0 0 0"},
		{[]int{5, 9, 7}, "5 9 7"},
		{[]int{3, 9, 7}, "- 9 -"},  // alone, 3 could be found by subtraction: the next smallest goes with it
		{[]int{1, 1, 20}, "- - -"}, // two that make 2 together would say that both are 1
		{[]int{1, 4, 20}, "- - -"}, // so would two that make 5, nearly: together they have to make 10
		{[]int{0, 4, 20}, "0 - -"}, // that there was none tells of nobody
		{[]int{4, 0, 0}, "- - -"},  // of a total that is kept back, nothing is shown
		{[]int{2, 8, 8}, "- - 8"},  // of equals, the first
		{[]int{4, 3, 2, 1}, "- - - -"},
	} {
		got := ""
		for i, cell := range suppress(c.parts) {
			if i > 0 {
				got += " "
			}
			if cell.Hidden {
				got += "-"
			} else {
				got += fmt.Sprint(cell.N)
			}
		}
		if got != c.want {
			t.Errorf("%v is published as %s, want %s", c.parts, got, c.want)
		}
	}
}

// TestSuppressHolds is the rule for any figures: nothing from 1 to 4 is shown,
// what is shown is true, and what is kept back makes at least five and is more
// than one figure, unless the total is itself kept back.
func TestSuppressHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.OneOf(rapid.IntRange(0, 6), rapid.IntRange(0, 1000)), 2, 20).Draw(t, "parts")
		hidden, sum, total := 0, 0, 0
		for i, cell := range suppress(parts) {
			total += parts[i]
			switch {
			case cell.Hidden:
				hidden++
				sum += parts[i]
				if cell.N != 0 {
					t.Fatalf("part %d is kept back and still there: %d", i, cell.N)
				}
			case cell.N != parts[i]:
				t.Fatalf("part %d is shown as %d", i, cell.N)
			case cell.N > 0 && cell.N < atLeast:
				t.Fatalf("part %d is shown: %d", i, cell.N)
			}
		}
		if hidden > 0 && total >= atLeast && (hidden == 1 || sum < atLeast) {
			t.Fatalf("%d figures of %v are kept back, which make %d together", hidden, parts, sum)
		}
	})
}

// TestNoSubtraction lets somebody try who knows the rule and all that is
// published, and goes through every possibility: for each figure kept back, at
// least two remain.
func TestNoSubtraction(t *testing.T) {
	const most = 24
	type whole struct{ answered, inTime, closed, open int }
	seen := map[string][]whole{}
	for answered := range most {
		for closed := range most - answered {
			for open := range most - answered - closed {
				for inTime := range answered + 1 {
					w := whole{answered, inTime, closed, open}
					key := published(t, w.answered, w.inTime, w.closed, w.open)
					seen[key] = append(seen[key], w)
				}
			}
		}
	}
	for key, all := range seen {
		var f TrackFigures
		f = publish(Signal, calendar.Day{}, calendar.Day{}, counted(all[0].answered, all[0].inTime, all[0].closed, all[0].open), nil)
		for _, figure := range []struct {
			name string
			cell Cell
			of   func(whole) int
		}{
			{"registered", f.Opened, func(w whole) int { return w.answered + w.closed + w.open }},
			{"answered", f.Answered, func(w whole) int { return w.answered }},
			{"in time", f.InTime, func(w whole) int { return w.inTime }},
			{"late", f.Late, func(w whole) int { return w.answered - w.inTime }},
			{"closed", f.Closed, func(w whole) int { return w.closed }},
			{"open", f.Open, func(w whole) int { return w.open }},
		} {
			values := map[int]bool{}
			for _, w := range all {
				values[figure.of(w)] = true
			}
			if figure.cell.Hidden && len(values) < 2 {
				t.Errorf("%s: the figure %q can only be %v", key, figure.name, values)
			}
		}
	}
}

func counted(answered, inTime, closed, open int) []docket.Figures {
	return []docket.Figures{{Region: "KZ-47", Opened: answered + closed + open, Answered: answered, InTime: inTime, Closed: closed}}
}

// published is all that is to be seen of the figures.
func published(t *testing.T, answered, inTime, closed, open int) string {
	t.Helper()
	f := publish(Signal, calendar.Day{}, calendar.Day{}, counted(answered, inTime, closed, open), nil)
	text := ""
	for _, c := range []Cell{f.Opened, f.Answered, f.InTime, f.Late, f.Closed, f.Open} {
		if !c.Hidden && c.N > 0 && c.N < atLeast {
			t.Errorf("%d of %+v is shown", c.N, f)
		}
		text += c.String() + " "
	}
	return text
}

// TestNoSubtractionOfRegions does the same for the figures by region.
func TestNoSubtractionOfRegions(t *testing.T) {
	type vector [4]int
	seen := map[string][]vector{}
	for a := range 22 {
		for b := range 22 - a {
			for c := range 22 - a - b {
				for d := range 22 - a - b - c {
					v := vector{a, b, c, d}
					key := ""
					if total := a + b + c + d; total == 0 || total >= atLeast {
						key = fmt.Sprint(total)
					}
					for _, cell := range suppress(v[:]) {
						key += " " + cell.String()
					}
					seen[key] = append(seen[key], v)
				}
			}
		}
	}
	for key, all := range seen {
		for i, cell := range suppress(all[0][:]) {
			values := map[int]bool{}
			for _, v := range all {
				values[v[i]] = true
			}
			if cell.Hidden && len(values) < 2 {
				t.Errorf("%s: region %d can only have %v", key, i, values)
			}
		}
	}
}

// TestPublish puts counted figures into the rows that people and programs read.
func TestPublish(t *testing.T) {
	counted := []docket.Figures{
		{Region: "KZ-47", Opened: 20, Answered: 12, InTime: 10, Closed: 1},
		{Region: "KZ-71", Opened: 6, Answered: 6, InTime: 6},
		{Region: "KZ-75", Opened: 2},
	}
	regions := []bodies.Region{{ID: "KZ-47"}, {ID: "KZ-71"}, {ID: "KZ-75"}, {ID: "KZ-10"}}
	f := publish(Appeal, calendar.Date(2026, 1, 1), calendar.Date(2026, 11, 23), counted, regions)
	got := map[string]string{}
	for _, r := range f.rows() {
		n := "kept back"
		if r.N != nil {
			n = fmt.Sprint(*r.N)
		}
		got[r.Region+" "+r.Figure] = n
	}
	// 28 were registered: 18 answered (16 in time, 2 late), 1 closed, 9 open. The
	// 1 hides with the 9, the 2 with the 16, the 2 of KZ-75 with the 6 of KZ-71.
	want := map[string]string{
		" registered": "28", " answered": "18", " answered in time": "kept back", " answered late": "kept back",
		" ended without an answer": "kept back", " open": "kept back",
		"KZ-47 registered": "20", "KZ-71 registered": "kept back", "KZ-75 registered": "kept back", "KZ-10 registered": "0",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
