package db

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// A Time is a moment as the database keeps it: timestamptz in PostgreSQL, text
// that sorts by time in SQLite, to the microsecond in both. The zero Time is
// NULL.
//
// Rows of the reception hold no Time at all: there, a calendar.Day is the
// finest that may be known.
type Time struct{ time.Time }

const layout = "2006-01-02T15:04:05.000000Z"

// Plus is the moment d after t.
func (t Time) Plus(d time.Duration) Time { return Time{t.Add(d)} }

// Value implements driver.Valuer.
func (t Time) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	return t.UTC().Format(layout), nil
}

// Scan implements sql.Scanner.
func (t *Time) Scan(v any) (err error) {
	switch v := v.(type) {
	case nil:
		t.Time = time.Time{}
	case time.Time:
		t.Time = v.UTC()
	case string:
		t.Time, err = time.Parse(layout, v)
	default:
		err = fmt.Errorf("db: %T is no time", v)
	}
	return err
}
