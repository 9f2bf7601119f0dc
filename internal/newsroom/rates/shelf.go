package rates

import (
	"sync"
	"time"

	"adal/internal/calendar"
)

// A shelf keeps the rates that stand on the days that were asked for last: every
// page's header asks for today's.
type shelf struct {
	mu    sync.Mutex
	round int // grows with every change, so that what was read before one isn't kept after it
	days  map[calendar.Day]kept
}

type kept struct {
	all   []Quote
	until time.Time
}

const (
	// shelfDays bounds how many days are kept, some 4 kB each: readers may ask for
	// any day.
	shelfDays = 64
	// shelfTime is how long a day is kept: another server may have taken a feed.
	shelfTime = time.Minute
)

// get returns the rates that stand on a day, if they are kept, else the round in
// which they may be read. Whoever gets them doesn't change them.
func (s *shelf) get(day calendar.Day, now time.Time) (all []Quote, round int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k, ok := s.days[day]
	return k.all, s.round, ok && now.Before(k.until)
}

// put keeps what was read in a round, unless something changed since.
func (s *shelf) put(day calendar.Day, all []Quote, round int, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case round != s.round:
		return
	case s.days == nil || len(s.days) >= shelfDays:
		s.days = map[calendar.Day]kept{}
	}
	s.days[day] = kept{all, now.Add(shelfTime)}
}

// clear takes everything off the shelf: rates have changed.
func (s *shelf) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.round++
	s.days = nil
}
