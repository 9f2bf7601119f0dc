package reception

import (
	"fmt"
	"slices"
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
		{[]int{3, 9, 7}, "- 9 -"},                // alone, 3 could be found by subtraction: the next smallest goes with it
		{[]int{1, 1, 20}, "- - -"},               // two that make 2 together would say that both are 1
		{[]int{1, 4, 20}, "- - 20"},              // together they make 5
		{[]int{0, 4, 20}, "0 - -"},               // that there was none tells of nobody
		{[]int{1, 1, 1, 1, 1, 0}, "- - - - - -"}, // with the zero shown, five that make 5 would be 1 each
		{[]int{4, 0, 0}, "- - -"},                // of a total that is kept back, nothing is shown
		{[]int{2, 8, 8}, "- - 8"},                // of equals, the first
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

// TestNoSubtraction lets somebody try who knows the total and what is shown, and
// that a figure kept back beside others that are shown isn't zero: for each
// figure kept back, at least two possibilities remain.
func TestNoSubtraction(t *testing.T) {
	const most = 14
	for a := range most {
		for b := range most - a {
			for c := range most - a - b {
				for d := range most - a - b - c {
					parts := []int{a, b, c, d}
					cells := suppress(parts)
					for i, values := range possible(a+b+c+d, cells) {
						if cells[i].Hidden && len(values) < 2 {
							t.Errorf("%v is published as %v: part %d can only be %v", parts, cells, i, values)
						}
					}
				}
			}
		}
	}
}

// possible is which values each part may have, for somebody who sees the cells.
func possible(total int, cells []Cell) []map[int]bool {
	all := make([]map[int]bool, len(cells))
	least, left, hidden := 1, total, 0
	for i, c := range cells {
		all[i] = map[int]bool{}
		if left -= c.N; c.Hidden {
			hidden++
		}
	}
	if hidden == len(cells) {
		least = 0 // then zeros may be among them
	}
	from, to := total, total
	if total > 0 && total < atLeast { // then the total is kept back too
		from, to = 1, atLeast-1
	}
	for sum := from; sum <= to; sum++ {
		share(left-total+sum, least, hidden, func(values []int) {
			if slices.Min(values) >= atLeast {
				return // nothing would have been kept back
			}
			for i, c := range cells {
				if c.Hidden {
					all[i][values[0]] = true
					values = values[1:]
				}
			}
		})
	}
	return all
}

// share goes through the ways to share a sum among n parts of at least least.
func share(sum, least, n int, each func([]int)) {
	if n == 0 {
		return
	}
	if n == 1 {
		if sum >= least {
			each([]int{sum})
		}
		return
	}
	for first := least; first <= sum; first++ {
		share(sum-first, least, n-1, func(rest []int) { each(append([]int{first}, rest...)) })
	}
}

// TestTimes keeps back how many answers were in time when the number of answers
// is kept back, since the two make it together.
func TestTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		few := rapid.IntRange(0, 12)
		answered, closed, open := few.Draw(t, "answered"), few.Draw(t, "closed"), few.Draw(t, "open")
		inTime := rapid.IntRange(0, answered).Draw(t, "in time")
		f := publish(Signal, calendar.Day{}, calendar.Day{}, []docket.Figures{
			{Region: "KZ-47", Opened: answered + closed + open, Answered: answered, InTime: inTime, Closed: closed},
		}, nil)
		for name, c := range map[string]Cell{"registered": f.Opened, "answered": f.Answered, "in time": f.InTime, "late": f.Late, "closed": f.Closed, "open": f.Open} {
			if !c.Hidden && c.N > 0 && c.N < atLeast || c.Hidden && c.N != 0 {
				t.Fatalf("%s: %+v", name, c)
			}
		}
		if f.InTime.Hidden != f.Late.Hidden || f.Answered.Hidden && !f.Late.Hidden {
			t.Fatalf("what isn't shown can be found: %+v", f)
		}
	})
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
