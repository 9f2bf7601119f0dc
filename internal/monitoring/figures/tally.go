package figures

import (
	"cmp"
	"math"
	"slices"

	"adal/internal/calendar"
)

// A Mark is what is counted of a case: a kind and, where it matters, a number of
// days or a day by its number.
type Mark struct {
	Kind string `json:"kind"`
	Day  int    `json:"day,omitempty"`
}

// Kinds of marks. Each case that was raised has one of the first three.
const (
	KindFixed    = "to-fixed" // after so many days
	KindEnded    = "to-ended" // in another way, after so many days
	KindWaiting  = "since"    // raised on a day, and neither fixed nor ended
	KindDue      = "due"      // to be answered by a day
	KindAnswered = "due-answered"
	KindSeen     = "due-fixed"   // seen to be fixed
	KindUnknown  = "due-unknown" // nobody looked again
	KindClaimed  = "is-claimed"
	KindBroken   = "broken"
)

// A Tally is how often each mark was made: what figures need to know of cases, and
// no more of it for a million than for a thousand, since there are only so many
// days.
type Tally map[Mark]int

// epoch is day 0 of marks.
var epoch = calendar.Date(2000, 1, 1)

// Number is a day as marks have it.
func Number(d calendar.Day) int { return epoch.DaysUntil(d) }

// Add counts the marks of a case so many times more.
func (t Tally) Add(c Case, times int) {
	if c.Raised.IsZero() {
		return
	}
	mark := func(kind string, day, n int) {
		m := Mark{kind, day}
		if t[m] += n * times; t[m] == 0 {
			delete(t, m)
		}
	}
	switch {
	case !c.Verified.IsZero():
		mark(KindFixed, c.Raised.DaysUntil(c.Verified), 1)
	case !c.Ended.IsZero():
		mark(KindEnded, c.Raised.DaysUntil(c.Ended), 1)
	default:
		mark(KindWaiting, Number(c.Raised), 1)
	}
	if c.Claimed {
		mark(KindClaimed, 0, 1)
	}
	mark(KindBroken, 0, c.Broken)
	if c.Due.IsZero() {
		return
	}
	due := Number(c.Due)
	mark(KindDue, due, 1)
	if !c.Answered.IsZero() && !c.Answered.After(c.Due) {
		mark(KindAnswered, due, 1)
	}
	switch {
	case !c.Verified.IsZero():
		mark(KindSeen, due, 1)
	case !c.Seen:
		mark(KindUnknown, due, 1)
	}
}

// Figures counts a tally as things stand on a day.
func (t Tally) Figures(today calendar.Day) (f Figures) {
	now, all := Number(today), map[string]int{}
	var times []spell
	for m, n := range t {
		switch m.Kind {
		case KindDue, KindAnswered, KindSeen, KindUnknown:
			if m.Day >= now {
				continue
			}
		case KindFixed, KindEnded:
			times = append(times, spell{Time{m.Day, m.Kind == KindFixed}, n})
		case KindWaiting:
			times = append(times, spell{Time{now - m.Day, false}, n})
		}
		all[m.Kind] += n
	}
	f.Open, f.Claimed, f.Broken, f.Unknown = all[KindWaiting], all[KindClaimed], all[KindBroken], all[KindUnknown]
	f.Raised = f.Open + all[KindFixed] + all[KindEnded]
	f.Response, f.Fix = NewRate(all[KindAnswered], all[KindDue]), NewRate(all[KindSeen], all[KindDue])
	f.ToFix = median(curve(times))
	f.ToFix.N = f.Raised
	return f
}

// A spell is a time that some of them took.
type spell struct {
	Time
	n int
}

// curve is the product-limit estimate of times in any order.
func curve(times []spell) (steps []Step) {
	slices.SortFunc(times, func(a, b spell) int { return cmp.Compare(a.Days, b.Days) })
	left, sum, n := 1.0, 0.0, 0
	for _, s := range times {
		n += s.n
	}
	for i := 0; i < len(times); {
		events, all, j := 0, 0, i
		for ; j < len(times) && times[j].Days == times[i].Days; j++ {
			all += times[j].n
			if times[j].Done {
				events += times[j].n
			}
		}
		if events > 0 {
			left *= 1 - float64(events)/float64(n)
			sum += float64(events) / (float64(n) * float64(n-events))
			steps = append(steps, Step{times[i].Days, n, events, left, math.Sqrt(sum)})
		}
		i, n = j, n-all
	}
	return steps
}
