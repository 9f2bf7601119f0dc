package calendar

import (
	"cmp"
	"fmt"
	"time"
)

// The years a Day can have. A date outside of them in a form or a data file is
// a slip of the pen, so it is refused rather than stored.
const (
	FirstYear = 1900
	LastYear  = 2199
)

// Day is a day of the Gregorian calendar, without time and zone. The zero Day
// means "no day" (a term that does not exist, a field left empty). Days can be
// compared with == and be keys of a map.
type Day struct {
	// n counts from 1 = 1 January 1900, so that 0 is free to mean no day.
	n int32
}

// The outermost days. Arithmetic stops there instead of running over.
var (
	firstDay = Date(FirstYear, time.January, 1)
	lastDay  = Date(LastYear, time.December, 31)
)

const secondsPerDay = 24 * 60 * 60

// dayZero is the second at which the day with the number 0 begins
// (31 December 1899, Universal Time).
var dayZero = time.Date(FirstYear, time.January, 0, 0, 0, 0, 0, time.UTC).Unix()

// Date returns the day of the given date. A date that does not exist
// (31 February) or lies outside FirstYear to LastYear gives the zero Day:
// nothing is moved silently to another month.
func Date(year int, month time.Month, day int) Day {
	if year < FirstYear || year > LastYear {
		return Day{}
	}
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || t.Month() != month || t.Day() != day {
		return Day{}
	}
	return Day{int32((t.Unix() - dayZero) / secondsPerDay)}
}

// Of returns the day it is at the moment t in the zone t carries. For "today"
// put the moment into the zone of the body first: Of(now.In(zone)). The zero
// time, and any time outside FirstYear to LastYear, gives the zero Day.
func Of(t time.Time) Day { return Date(t.Date()) }

// Time returns midnight of the day in Universal Time, for formatting and for
// libraries that want a time.Time. The zero Day gives the zero time.
func (d Day) Time() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Unix(dayZero+int64(d.n)*secondsPerDay, 0).UTC()
}

// IsZero tells whether d is no day at all.
func (d Day) IsZero() bool { return d.n == 0 }

// Year returns the year, 0 for the zero Day.
func (d Day) Year() int {
	if d.IsZero() {
		return 0
	}
	return d.Time().Year()
}

// Month returns the month, 0 for the zero Day.
func (d Day) Month() time.Month {
	if d.IsZero() {
		return 0
	}
	return d.Time().Month()
}

// Day returns the day of the month from 1, 0 for the zero Day.
func (d Day) Day() int {
	if d.IsZero() {
		return 0
	}
	return d.Time().Day()
}

// Weekday returns the day of the week. The zero Day has none; it answers
// Sunday like the zero of time.Weekday, so ask IsZero first.
func (d Day) Weekday() time.Weekday {
	if d.IsZero() {
		return time.Sunday
	}
	// 1 January 1900 (number 1) was a Monday.
	return time.Weekday(d.n % 7)
}

// AddDays returns the day n days later, earlier for a negative n. It stops at
// the first and the last day a Day can be; the zero Day stays no day.
func (d Day) AddDays(n int) Day {
	if d.IsZero() {
		return d
	}
	// The bounds are compared before adding, so that a huge n cannot overflow.
	switch {
	case n > int(lastDay.n-d.n):
		return lastDay
	case n < int(firstDay.n-d.n):
		return firstDay
	}
	return Day{d.n + int32(n)}
}

// AddMonths returns the same day of the month n months later, earlier for a
// negative n. A month too short for it gives its last day: one month after
// 31 January is 28 or 29 February. It stops at the first and the last day a
// Day can be; the zero Day stays no day.
func (d Day) AddMonths(n int) Day {
	if d.IsZero() {
		return d
	}
	const all = (LastYear - FirstYear + 1) * 12
	year, month, day := d.Time().Date()
	at := (year-FirstYear)*12 + int(month) - 1
	switch {
	case n >= all-at:
		return lastDay
	case n < -at:
		return firstDay
	}
	at += n
	year, month = FirstYear+at/12, time.Month(at%12+1)
	// Day 0 of the following month is the last day of this one.
	last := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return Date(year, month, min(day, last))
}

// DaysUntil returns how many days later other is than d: 1 for tomorrow,
// negative when other is earlier. It is 0 if either is the zero Day.
func (d Day) DaysUntil(other Day) int {
	if d.IsZero() || other.IsZero() {
		return 0
	}
	return int(other.n - d.n)
}

// Compare returns -1, 0 or +1 as d is before, the same as or after other. The
// zero Day comes before every other, so it fits slices.SortFunc.
func (d Day) Compare(other Day) int { return cmp.Compare(d.n, other.n) }

// Before tells whether d is earlier than other.
func (d Day) Before(other Day) bool { return d.n < other.n }

// After tells whether d is later than other.
func (d Day) After(other Day) bool { return d.n > other.n }

// Equal is ==, for libraries that look for a method of this name.
func (d Day) Equal(other Day) bool { return d == other }

// String returns the day as ISO 8601 ("2026-11-23"), "" for the zero Day.
// Readers get dates in their language from package i18n.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	year, month, day := d.Time().Date()
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}
