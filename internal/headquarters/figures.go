package headquarters

import (
	"context"

	"adal/internal/calendar"
)

// Figures are what became of a plan in a time.
type Figures struct {
	Due, Done, Dropped int // items whose due day is in the time
	InTime             int // of those done
}

// Open is how many of the due ones are neither done nor given up.
func (f Figures) Open() int { return f.Due - f.Done - f.Dropped }

// Counted counts the items of a body's plan that were due between two days, both
// included, as things stand.
func (h *Headquarters) Counted(ctx context.Context, body string, since, until calendar.Day) (f Figures, err error) {
	all, err := h.Items(ctx, body)
	for _, i := range all {
		due := i.Work.Until
		if due.Before(since) || due.After(until) {
			continue
		}
		f.Due++
		switch i.State {
		case Done:
			f.Done++
			if !i.Settled.After(due) {
				f.InTime++
			}
		case Dropped:
			f.Dropped++
		}
	}
	return f, err
}
