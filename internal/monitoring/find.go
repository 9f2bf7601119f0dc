package monitoring

import "adal/internal/calendar"

// A Form is what a workbook asks, as Group.Read made it of one.
type Form interface {
	// Find checks answers by the name of their question and returns those that
	// are shortcomings. What can't be kept is a fault of the question's field.
	Find(answers map[string][]string, today calendar.Day) ([]Found, error)
}
