package register

import (
	"testing"
	"time"

	"adal/internal/calendar"
)

// TestDue: a day is over at midnight of the zone, and not a moment before.
func TestDue(t *testing.T) {
	almaty := time.FixedZone("", 5*60*60)
	d := func(day int) calendar.Day { return calendar.Date(2026, time.November, day) }
	for _, c := range []struct {
		now   string
		delay time.Duration
		zone  *time.Location
		want  calendar.Day
	}{
		{"2026-11-23T23:59:59Z", 0, nil, d(22)},
		{"2026-11-24T00:00:00Z", 0, nil, d(23)},
		{"2026-11-24T00:00:00Z", 24 * time.Hour, nil, d(23)},
		{"2026-11-23T18:59:59Z", 0, almaty, d(22)}, // 23:59:59 in the zone
		{"2026-11-23T19:00:00Z", 0, almaty, d(23)},
		{"2026-11-24T00:00:00Z", 25 * time.Hour, nil, d(22)},
		{"2026-11-24T00:00:00Z", 48 * time.Hour, nil, d(22)},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		s := &Sequencer{Delay: c.delay, Zone: c.zone}
		if got, short := s.until(now); got != c.want || short {
			t.Errorf("at %s with %v: entries up to %v are due, want %v", c.now, c.delay, got, c.want)
		}
	}
}
