package forms

import (
	"math"
	"strconv"
	"strings"

	"adal/internal/calendar"
)

// A Kind is what a value is.
type Kind byte

// The kinds of values. What an expression gives is unsure where it depends on an
// answer.
const (
	text Kind = iota
	number
	truth
	day // with or without a time: the number is days since 1970
	unsure
)

// A Value is what an expression gives.
type Value struct {
	kind Kind
	s    string // of a text; of a day as it was written
	n    float64
	b    bool
}

// TextValue is a text as a value.
func TextValue(s string) Value { return Value{kind: text, s: s} }

// NumberValue is a number as a value.
func NumberValue(n float64) Value { return Value{kind: number, n: n} }

func truthValue(b bool) Value { return Value{kind: truth, b: b} }

// Empty reports whether nothing was answered or found.
func (v Value) Empty() bool { return v.kind == text && v.s == "" }

// Truth is the value as true or false, by XPath 1.0, 4.3: a text is true unless
// it is empty, a number unless it is 0 or none.
func (v Value) Truth() bool {
	switch v.kind {
	case text:
		return v.s != ""
	case truth:
		return v.b
	case number:
		return v.n != 0 && !math.IsNaN(v.n)
	}
	return true
}

// Number is the value as a number, by XPath 1.0, 4.4; NaN if it is none. A day is
// its days since 1970.
func (v Value) Number() float64 {
	switch v.kind {
	case text:
		return parseNumber(v.s)
	case truth:
		if v.b {
			return 1
		}
		return 0
	}
	return v.n
}

// String is the value as a text, by XPath 1.0, 4.2.
func (v Value) String() string {
	switch v.kind {
	case truth:
		return strconv.FormatBool(v.b)
	case number:
		return formatNumber(v.n)
	}
	return v.s
}

// Kept is the value as it is kept as an answer: what isn't a number is nothing.
func (v Value) Kept() string {
	if v.kind == number && (math.IsNaN(v.n) || math.IsInf(v.n, 0)) {
		return ""
	}
	return v.String()
}

// parseNumber reads digits with at most one point and a minus before them, and
// white space around.
func parseNumber(s string) float64 {
	s = strings.Trim(s, " \t\r\n")
	digits := strings.TrimPrefix(s, "-")
	point := false
	for i := range len(digits) {
		if digits[i] == '.' && !point {
			point = true
		} else if !digit(digits[i]) {
			return math.NaN()
		}
	}
	if digits == "" || digits == "." {
		return math.NaN()
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(n, 0) {
		return math.NaN()
	}
	return n
}

// formatNumber writes a number without an exponent.
func formatNumber(n float64) string {
	switch {
	case math.IsNaN(n):
		return "NaN"
	case math.IsInf(n, 1):
		return "Infinity"
	case math.IsInf(n, -1):
		return "-Infinity"
	case n == 0:
		return "0" // and never -0
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

var epoch = calendar.Date(1970, 1, 1)

// dayValue is a calendar day as a value; the zero day is nothing.
func dayValue(d calendar.Day) Value {
	if d.IsZero() {
		return TextValue("")
	}
	return Value{kind: day, s: d.String(), n: float64(epoch.DaysUntil(d))}
}

// parseDay reads 2026-11-28, or a day with a time of its own, 2026-11-28T10:30.
func parseDay(s string) (Value, bool) {
	date, clock, timed := strings.Cut(s, "T")
	d, err := calendar.Parse(date)
	if err != nil {
		return Value{}, false
	}
	v := dayValue(d)
	if timed {
		share, ok := parseClock(clock)
		if !ok {
			return Value{}, false
		}
		v.n, v.s = v.n+share, s
	}
	return v, true
}

// parseClock reads 10:30 as a share of a day.
func parseClock(s string) (float64, bool) {
	if len(s) != 5 || s[2] != ':' || !digit(s[0]) || !digit(s[1]) || !digit(s[3]) || !digit(s[4]) {
		return 0, false
	}
	hour, minute := int(s[0]-'0')*10+int(s[1]-'0'), int(s[3]-'0')*10+int(s[4]-'0')
	return float64(hour*60+minute) / (24 * 60), hour < 24 && minute < 60
}

// dayOf is a value as a day: a text that is one, or a number of days since 1970.
func dayOf(v Value) Value {
	switch v.kind {
	case day:
		return v
	case text:
		if d, ok := parseDay(v.s); ok {
			return d
		}
	case number:
		// Beyond the years of the calendar there is no day.
		if n := math.Floor(v.n); math.Abs(n) < 1e6 {
			if d := dayValue(epoch.AddDays(int(n))); d.n == n {
				return d
			}
		}
	}
	return TextValue("")
}
