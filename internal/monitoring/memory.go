package monitoring

import (
	"context"
	"sync"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/monitoring/figures"
)

// A memory has figures that were reckoned since the last act, on one day. It may be
// nil: then each is reckoned anew.
type memory struct {
	mu    sync.Mutex
	turns int // acts until then
	day   calendar.Day
	known map[part]figures.Figures
}

// mostKnown bounds how many figures are remembered.
const mostKnown = 5_000

// figures are those of a part as things stand in a transaction.
func (m *memory) figures(ctx context.Context, tx *db.Tx, p part, today calendar.Day) (figures.Figures, error) {
	now, err := turns(ctx, tx)
	if err != nil {
		return figures.Figures{}, err
	}
	if f, ok := m.recall(p, now, today); ok {
		return f, nil
	}
	t, err := tallyOf(ctx, tx, p, today)
	f := t.Figures(today)
	if err == nil {
		m.remember(p, now, today, f)
	}
	return f, err
}

func (m *memory) recall(p part, turns int, day calendar.Day) (f figures.Figures, ok bool) {
	if m == nil {
		return f, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.turns != turns || m.day != day {
		return f, false
	}
	f, ok = m.known[p]
	return f, ok
}

func (m *memory) remember(p part, turns int, day calendar.Day, f figures.Figures) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.turns != turns || m.day != day || m.known == nil || len(m.known) >= mostKnown {
		m.turns, m.day, m.known = turns, day, map[part]figures.Figures{}
	}
	m.known[p] = f
}
