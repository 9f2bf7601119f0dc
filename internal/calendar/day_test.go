package calendar_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"adal/internal/calendar"
)

func day(t testing.TB, s string) calendar.Day {
	t.Helper()
	d, err := calendar.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// anyDay draws from all days there are: 300 years with 73 leap days (1904 to 2196
// are 74 multiples of four, of which 2100 is no leap year).
func anyDay() *rapid.Generator[calendar.Day] {
	return rapid.Custom(func(t *rapid.T) calendar.Day {
		const days = 300*365 + 73
		return calendar.Date(1900, time.January, 1).AddDays(rapid.IntRange(0, days-1).Draw(t, "day"))
	})
}

func TestDateRefusesWhatIsNoDay(t *testing.T) {
	for _, c := range []struct {
		y, m, d int
		want    string
	}{
		{2026, 11, 23, "2026-11-23"},
		{1900, 1, 1, "1900-01-01"},
		{2199, 12, 31, "2199-12-31"},
		{2000, 2, 29, "2000-02-29"}, // divisible by 400
		{1900, 2, 29, ""},           // divisible by 100 only
		{2100, 2, 29, ""},
		{2026, 2, 31, ""},
		{2026, 4, 31, ""},
		{2026, 0, 10, ""},
		{2026, 13, 1, ""},
		{2026, 5, 0, ""},
		{1899, 12, 31, ""},
		{2200, 1, 1, ""},
	} {
		got := calendar.Date(c.y, time.Month(c.m), c.d)
		if got.String() != c.want || got.IsZero() != (c.want == "") {
			t.Errorf("Date(%d, %d, %d) = %q, want %q", c.y, c.m, c.d, got, c.want)
		}
	}
}

// The weekdays are known from calendars in print. A spreadsheet numbers
// 1970-01-01 as 25569, counting 1900-01-01 as 1 and a 29 February 1900 that
// never was, so there are 25569-1-1 = 25567 days between the two.
func TestWeekdaysAndDistances(t *testing.T) {
	for s, want := range map[string]time.Weekday{
		"1900-01-01": time.Monday, "1945-05-09": time.Wednesday, "1970-01-01": time.Thursday,
		"1991-12-16": time.Monday, "2000-02-29": time.Tuesday, "2026-11-22": time.Sunday,
		"2199-12-31": time.Tuesday,
	} {
		if got := day(t, s).Weekday(); got != want {
			t.Errorf("%s is a %s, want %s", s, got, want)
		}
	}
	if n := day(t, "1900-01-01").DaysUntil(day(t, "1970-01-01")); n != 25567 {
		t.Errorf("from 1900 to 1970 there are %d days, want 25567", n)
	}
}

// At 20:00 in London it is already tomorrow in Astana (UTC+5).
func TestOfAsksTheZone(t *testing.T) {
	at := time.Date(2026, time.November, 23, 20, 0, 0, 0, time.UTC)
	if got := calendar.Of(at).String(); got != "2026-11-23" {
		t.Errorf("in Universal Time it is %s", got)
	}
	if got := calendar.Of(at.In(time.FixedZone("Astana", 5*60*60))).String(); got != "2026-11-24" {
		t.Errorf("in Astana it is %s", got)
	}
	if !calendar.Of(time.Time{}).IsZero() {
		t.Error("the zero time is a day")
	}
}

func TestAddMonthsKeepsWithinTheMonth(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-01-15", 1, "2026-02-15"},
		{"2026-01-31", 1, "2026-02-28"},
		{"2028-01-31", 1, "2028-02-29"},
		{"2026-11-30", 3, "2027-02-28"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-05-31", -18, "2024-11-30"},
		{"2026-01-01", -1, "2025-12-01"},
		{"2026-12-31", 12, "2027-12-31"},
		{"2199-12-01", 1, "2199-12-31"},  // no later day can be written
		{"1900-01-20", -1, "1900-01-01"}, // nor an earlier one
		{"2026-01-31", 1 << 40, "2199-12-31"},
		{"2026-01-31", -1 << 40, "1900-01-01"},
	} {
		if got := day(t, c.from).AddMonths(c.n).String(); got != c.want {
			t.Errorf("%s and %d months = %s, want %s", c.from, c.n, got, c.want)
		}
	}
}

func TestAddDaysStopsAtTheEnds(t *testing.T) {
	d := day(t, "2026-11-23")
	for n, want := range map[int]string{
		0: "2026-11-23", 8: "2026-12-01", -23: "2026-10-31", 365: "2027-11-23",
		1 << 40: "2199-12-31", -1 << 40: "1900-01-01",
	} {
		if got := d.AddDays(n).String(); got != want {
			t.Errorf("%d days later is %s, want %s", n, got, want)
		}
	}
}

func TestTheZeroDayStaysNoDay(t *testing.T) {
	var none calendar.Day
	if !none.AddDays(5).IsZero() || !none.AddMonths(5).IsZero() {
		t.Error("adding to no day made a day")
	}
	if none.String() != "" || none.Year() != 0 || none.Month() != 0 || none.Day() != 0 || !none.Time().IsZero() {
		t.Error("no day has a date")
	}
	if !none.Before(day(t, "1900-01-01")) || none.DaysUntil(day(t, "2026-01-01")) != 0 {
		t.Error("no day isn't before all days, or has a distance from one")
	}
}

func TestParseIsStrict(t *testing.T) {
	for _, s := range []string{
		"", " ", "2026-11-23 ", " 2026-11-23", "2026-1-23", "2026-11-3", "26-11-23", "2026/11/23",
		"23.11.2026", "2026-11-23T00:00:00Z", "2026-02-29", "2026-00-10", "2026-13-10", "+026-11-23",
		"2026-+1-23", "2026-11--3", "1899-12-31", "2200-01-01", "0000-00-00", "٢٠٢٦-١١-٢٣",
	} {
		if d, err := calendar.Parse(s); err == nil || !d.IsZero() {
			t.Errorf("Parse(%q) = %v, %v", s, d, err)
		}
	}
}

// Days agree with package time, whose calendar is not ours.
func TestDaysAgreeWithTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDay().Draw(t, "d"), rapid.IntRange(-2000, 2000).Draw(t, "n")
		at := time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, time.UTC)
		if d.Weekday() != at.Weekday() || d.String() != at.Format(time.DateOnly) || !d.Time().Equal(at) {
			t.Fatalf("%s is %s", d, at)
		}
		if other := at.AddDate(0, 0, n); other.Year() >= 1900 && other.Year() < 2200 {
			if got := d.AddDays(n); got != calendar.Of(other) || d.DaysUntil(got) != n {
				t.Fatalf("%s and %d days = %s, want %s", d, n, got, calendar.Of(other))
			}
		}
		e := anyDay().Draw(t, "e")
		if c := d.Compare(e); c != at.Compare(e.Time()) || d.Before(e) != (c < 0) || d.After(e) != (c > 0) || d.Equal(e) != (c == 0) {
			t.Fatalf("%s and %s compare as %d", d, e, c)
		}
	})
}

func TestDaysComeBackFromTextAndColumns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.OneOf(anyDay(), rapid.Just(calendar.Day{})).Draw(t, "d")
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var fromJSON, fromColumn, fromBytes, fromTime calendar.Day
		if err := json.Unmarshal(text, &fromJSON); err != nil || fromJSON != d {
			t.Fatalf("%s comes back as %v, %v", text, fromJSON, err)
		}
		v, err := d.Value()
		if err != nil {
			t.Fatal(err)
		}
		if err := fromColumn.Scan(v); err != nil || fromColumn != d {
			t.Fatalf("%v comes back as %v, %v", v, fromColumn, err)
		}
		if err := fromBytes.Scan([]byte(d.String())); err != nil || fromBytes != d {
			t.Fatalf("%q as bytes comes back as %v, %v", d, fromBytes, err)
		}
		if err := fromTime.Scan(d.Time()); err != nil || fromTime != d {
			t.Fatalf("%v as a time comes back as %v, %v", d, fromTime, err)
		}
	})
}

func TestColumnsHoldISOText(t *testing.T) {
	if v, err := day(t, "2026-11-23").Value(); err != nil || v != "2026-11-23" {
		t.Errorf("the column holds %v, %v", v, err)
	}
	if v, err := (calendar.Day{}).Value(); err != nil || v != nil {
		t.Errorf("no day is %v, %v, want NULL", v, err)
	}
	d := day(t, "2026-11-23")
	for _, from := range []any{int64(20), 1.5, true, "23.11.2026", []byte("x"), time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC)} {
		if err := d.Scan(from); err == nil {
			t.Errorf("a column with %v was read as %s", from, d)
		}
		if d.String() != "2026-11-23" {
			t.Errorf("the failed reading of %v left %s", from, d)
		}
	}
	if err := d.Scan(nil); err != nil || !d.IsZero() {
		t.Errorf("NULL is %s, %v", d, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2026-11-23", "2000-02-29", "2026-02-30", "", "2026-11-23Z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := calendar.Parse(s)
		at, timeErr := time.Parse(time.DateOnly, s)
		want := timeErr == nil && at.Year() >= 1900 && at.Year() < 2200
		if (err == nil) != want {
			t.Fatalf("Parse(%q) = %v, %v; package time says %v, %v", s, d, err, at, timeErr)
		}
		if err == nil && d.String() != s {
			t.Fatalf("Parse(%q) = %s", s, d)
		}
	})
}
