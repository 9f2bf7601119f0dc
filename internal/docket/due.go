package docket

import (
	"errors"
	"fmt"

	"adal/internal/calendar"
	"adal/internal/fault"
)

// Terms is what a deadline is counted from.
type Terms struct {
	Calendar *calendar.Calendar
	Clock    calendar.Clock
	Today    calendar.Day
	Opened   calendar.Day
	Due      calendar.Day // until now
	Given    calendar.Day // that the act names
}

// A Due says what is due after a step.
type Due func(Terms) (calendar.Day, error)

// Answer: the body's answer is due within the clock's term, counted from the
// day of registration.
func Answer(t Terms) (calendar.Day, error) { return t.Clock.AnswerDue(t.Calendar, t.Today), nil }

// Extended: the term of the answer runs on, as far as the clock allows an
// extension, and only once and before it has passed.
func Extended(t Terms) (calendar.Day, error) {
	if t.Today.After(t.Due) {
		return t.Due, fault.New(fault.Conflict, "docket.too-late-to-extend")
	}
	due := t.Clock.ExtensionDue(t.Calendar, t.Opened)
	if !due.After(t.Due) {
		return t.Due, fault.New(fault.Conflict, "docket.extended-already")
	}
	return due, nil
}

// Nothing is due any more.
func Nothing(Terms) (calendar.Day, error) { return calendar.Day{}, nil }

// Given: what is due is the day that the act names.
func Given(t Terms) (calendar.Day, error) {
	if t.Given.IsZero() {
		return t.Due, errors.New("docket: the act names no day")
	}
	return t.Given, nil
}

// due is what is due after a step with an item.
func (b *Book) due(f Flow, s Step, i Item, today, given calendar.Day) (calendar.Day, error) {
	if s.Due == nil {
		return i.Due, nil
	}
	clock, ok := b.Clocks[f.Clock]
	if !ok {
		return i.Due, fmt.Errorf("docket: the flow %s has an unknown clock %q", f.Kind, f.Clock)
	}
	return s.Due(Terms{Calendar: b.Calendar, Clock: clock, Today: today, Opened: i.Opened, Due: i.Due, Given: given})
}
