package events_test

import (
	"testing"
	"time"

	"adal/internal/headquarters/events"
	"adal/internal/i18n"
)

// TestCounted counts by hand: of five events of March, in Aktau, two were held with
// 40 and 25 people, of which the second taught; one was cancelled, one has no minutes
// and one is ahead. One at half past midnight of 1 April isn't of March.
func TestCounted(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		hold := func(day, clock string) string {
			f := h.briefing()
			f.Room, f.Place = "", i18n.Text{KK: "Кітапхана"}
			f.Starts = at(day, clock)
			f.Ends = f.Starts.Add(30 * time.Minute)
			return h.announce(f)
		}
		first, second, third := hold("2020-03-01", "00:10"), hold("2020-03-10", "10:00"), hold("2020-03-11", "10:00")
		hold("2020-03-12", "10:00")
		hold("2020-03-31", "23:00")
		hold("2020-04-01", "00:30")
		check(t, h.Cancel(ctx, h.head, third, "Дауыл"))
		h.on("2020-03-20")
		check(t, h.Conclude(ctx, h.head, first, events.Record{Minutes: i18n.Text{KK: "Өтті"}, Attended: 40}))
		check(t, h.Conclude(ctx, h.head, second, events.Record{Minutes: i18n.Text{KK: "Өтті"}, Attended: 25, Trained: true}))
		f, err := h.Counted(ctx, "hq", day("2020-03-01"), day("2020-03-31"))
		check(t, err)
		if want := (events.Figures{Announced: 5, Held: 2, Cancelled: 1, Silent: 1, Reached: 65, Training: 1, Trained: 25}); f != want {
			t.Errorf("%+v", f)
		}
		if f, err := h.Counted(ctx, "rhq", day("2020-03-01"), day("2020-03-31")); err != nil || f != (events.Figures{}) {
			t.Errorf("another body held %+v, %v", f, err)
		}
	})
}
