package docket

import (
	"context"

	"adal/internal/calendar"
	"adal/internal/db"
)

// Figures are how many items of one kind there were, by region. Kinds are
// never added up: an appeal and a signal have different clocks and words.
type Figures struct {
	Region   string
	Opened   int // registered in the window
	Answered int // of these, settled by the body
	InTime   int // of the answered, by the day they were due
	Closed   int // of those registered, ended without an answer: converted, destroyed
	Overdue  int // of the open ones, past the day they were due
}

// Open is how many of those registered have not ended.
func (f Figures) Open() int { return f.Opened - f.Answered - f.Closed }

// Count returns the figures of a kind by region for what was registered from
// since until today, as things stand today.
func Count(ctx context.Context, tx *db.Tx, kind string, since, today calendar.Day) ([]Figures, error) {
	return figures(ctx, tx, kind, since, today)
}

// CountOpen is how many items of one or two kinds a body hasn't settled.
func CountOpen(ctx context.Context, tx *db.Tx, body string, kinds []string) (int, error) {
	return countOpen(ctx, tx, body, kinds[0], kinds[len(kinds)-1])
}
