package calendar

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Parse reads a day written as ISO 8601, year-month-day: "2026-11-23". It
// accepts exactly ten characters and only dates that exist within FirstYear to
// LastYear; no spaces, no time, no other separators. An empty text is an error
// too, for a caller who needs a day must notice that there is none.
func Parse(s string) (Day, error) {
	var d Day
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		year, okYear := digits(s[:4])
		month, okMonth := digits(s[5:7])
		day, okDay := digits(s[8:])
		if okYear && okMonth && okDay {
			d = Date(year, time.Month(month), day)
		}
	}
	if d.IsZero() {
		return Day{}, fmt.Errorf("%.40q is not a day of the years %d to %d in the form 2026-11-23", s, FirstYear, LastYear)
	}
	return d, nil
}

// digits reads a number of ASCII digits only; strconv would let signs pass.
func digits(s string) (n int, ok bool) {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// MarshalText writes the day as String does. In JSON a zero Day is "", and a
// field with `omitzero` is left out.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what Parse reads; an empty text is the zero Day, so that
// everything MarshalText writes comes back.
func (d *Day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Day{}
		return nil
	}
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Value stores the day as ISO text, which sorts in a TEXT column as the days
// do. The zero Day is NULL.
func (d Day) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads a day from a column: ISO text as string or bytes, a time.Time
// (the day it is in the zone it carries), or NULL and empty text for the zero
// Day.
func (d *Day) Scan(from any) error {
	switch v := from.(type) {
	case nil:
		*d = Day{}
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	case time.Time:
		of := Of(v)
		if of.IsZero() && !v.IsZero() {
			return fmt.Errorf("the time %v lies outside the years %d to %d", v, FirstYear, LastYear)
		}
		*d = of
		return nil
	}
	return fmt.Errorf("a column of type %T is no day", from)
}
