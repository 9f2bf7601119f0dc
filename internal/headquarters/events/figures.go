package events

import (
	"context"
	"time"

	"adal/internal/calendar"
	"adal/internal/db"
)

// Figures are what was held in a time.
type Figures struct {
	Announced, Held, Cancelled int
	Silent                     int // over, and without minutes
	Reached                    int // people, by the minutes of those held; some came to several
	Training, Trained          int // events that taught, and the people at them
}

// Counted counts the events of a body that began between two days, both included; a
// closed one counts like any other.
func (h *Hall) Counted(ctx context.Context, body string, since, until calendar.Day) (f Figures, err error) {
	return f, h.DB.Read(ctx, func(tx *db.Tx) error {
		now := h.now(tx)
		// A day where an event is may begin half a day before ours.
		all, err := between(ctx, tx, Span{From: since.Time().Add(-24 * time.Hour), To: until.Time().Add(48 * time.Hour), Body: body})
		for _, e := range all {
			if d := e.Day(); !d.Before(since) && !d.After(until) {
				f.add(e, now)
			}
		}
		return err
	})
}

func (f *Figures) add(e Event, now time.Time) {
	f.Announced++
	switch {
	case e.State == Cancelled:
		f.Cancelled++
	case e.State == Held:
		f.Held++
		f.Reached += e.Attended
		if e.Trained {
			f.Training++
			f.Trained += e.Attended
		}
	case e.Over(now):
		f.Silent++
	}
}
