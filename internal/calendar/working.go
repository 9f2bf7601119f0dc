package calendar

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/BurntSushi/toml"
)

// A Name is a name in three languages.
type Name struct {
	KK string `toml:"kk"`
	RU string `toml:"ru"`
	EN string `toml:"en"`
}

func (n Name) complete() bool { return n.KK != "" && n.RU != "" && n.EN != "" }

// A Calendar knows which days are worked. Saturdays and Sundays aren't, but for
// those that the data say, and no other day off is known without data.
type Calendar struct {
	first, last int // the years that the data cover
	off         map[Day]Name
	work        map[Day]bool
}

//go:embed kazakhstan.toml
var kazakhstan []byte

// calendarFile is a file such as kazakhstan.toml.
type calendarFile struct {
	First int
	Last  int
	Off   []struct {
		Day  Day
		Name Name
	}
	Work []Day
}

// Load reads a calendar from TOML: the years that it covers (first, last), the
// days off with their names (off), and weekend days that are worked (work). An
// error names the key, and the line where the text has one for it.
func Load(text []byte) (*Calendar, error) {
	var f calendarFile
	if err := decode(text, &f); err != nil {
		return nil, fmt.Errorf("reading the calendar: %w", err)
	}
	if f.First < FirstYear || f.Last > LastYear || f.Last < f.First {
		return nil, fmt.Errorf("reading the calendar: first = %d and last = %d don't say which years of %d–%d it covers",
			f.First, f.Last, FirstYear, LastYear)
	}
	c := &Calendar{f.First, f.Last, map[Day]Name{}, map[Day]bool{}}
	for i, o := range f.Off {
		if err := c.addOff(o.Day, o.Name); err != nil {
			return nil, fmt.Errorf("reading the calendar: %soff[%d]: %w", lineOf(text, "off", i), i, err)
		}
	}
	for i, d := range f.Work {
		if err := c.addWork(d); err != nil {
			return nil, fmt.Errorf("reading the calendar: work[%d]: %w", i, err)
		}
	}
	return c, nil
}

func (c *Calendar) addOff(d Day, n Name) error {
	switch _, twice := c.off[d]; {
	case d.IsZero():
		return errors.New("has no day")
	case !c.Covers(d):
		return fmt.Errorf("%s is outside of %d–%d", d, c.first, c.last)
	case twice:
		return fmt.Errorf("%s is there twice", d)
	case !n.complete():
		return fmt.Errorf("%s isn't named in three languages", d)
	}
	c.off[d] = n
	return nil
}

func (c *Calendar) addWork(d Day) error {
	switch _, off := c.off[d]; {
	case !c.Covers(d):
		return fmt.Errorf("%q is outside of %d–%d", d, c.first, c.last)
	case off:
		return fmt.Errorf("%s is a day off as well", d)
	case !weekend(d):
		return fmt.Errorf("%s is worked anyway", d)
	case c.work[d]:
		return fmt.Errorf("%s is there twice", d)
	}
	c.work[d] = true
	return nil
}

// lineOf is "line 12: " for the n-th table [[key]] of a TOML text, and nothing
// when its tables are written in another way: the decoder reports the lines of
// what it can't read, but not of what we find wrong afterwards.
func lineOf(text []byte, key string, n int) string {
	number := 0
	for line := range bytes.Lines(text) {
		number++
		if string(bytes.TrimSpace(line)) != "[["+key+"]]" {
			continue
		}
		if n == 0 {
			return fmt.Sprintf("line %d: ", number)
		}
		n--
	}
	return ""
}

// decode reads TOML and refuses members that it doesn't know.
func decode(text []byte, into any) error {
	meta, err := toml.Decode(string(text), into)
	if err != nil {
		var p toml.ParseError
		if errors.As(err, &p) {
			return fmt.Errorf("line %d: %w", p.Position.Line, err)
		}
		return err
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return fmt.Errorf("the key %q isn't known", unknown[0].String())
	}
	return nil
}

// LoadDir reads calendar.toml and clocks.toml from a folder, each replaced by
// the built-in one if it isn't there.
func LoadDir(dir fs.FS) (*Calendar, map[string]Clock, error) {
	days, err := fileOr(dir, "calendar.toml", kazakhstan)
	if err != nil {
		return nil, nil, err
	}
	c, err := Load(days)
	if err != nil {
		return nil, nil, err
	}
	terms, err := fileOr(dir, "clocks.toml", clocks)
	if err != nil {
		return nil, nil, err
	}
	all, err := LoadClocks(terms)
	return c, all, err
}

func fileOr(dir fs.FS, name string, builtin []byte) ([]byte, error) {
	text, err := fs.ReadFile(dir, name)
	if errors.Is(err, fs.ErrNotExist) {
		return builtin, nil
	}
	return text, err
}

// Kazakhstan is the built-in calendar.
func Kazakhstan() *Calendar {
	c, err := Load(kazakhstan)
	if err != nil {
		panic(err) // the file is part of the program, and tested
	}
	return c
}

func weekend(d Day) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }

// Covers reports whether the data speak of a day. Outside, only weekends are
// known to be off.
func (c *Calendar) Covers(d Day) bool {
	return !d.IsZero() && d.Year() >= c.first && d.Year() <= c.last
}

// Working reports whether a day is worked. The zero Day isn't.
func (c *Calendar) Working(d Day) bool {
	if d.IsZero() {
		return false
	}
	if _, off := c.off[d]; off {
		return false
	}
	return !weekend(d) || c.work[d]
}

// Holiday returns the name of a day that is more than just a weekend: a holiday,
// also one at a weekend, or a day off moved from one.
func (c *Calendar) Holiday(d Day) (Name, bool) {
	n, ok := c.off[d]
	return n, ok
}

// Next returns the day itself if it is worked, else the next one that is. The
// zero Day stays no day, and at the last day a Day can be Next stops.
func (c *Calendar) Next(d Day) Day {
	for !c.Working(d) && d.Before(lastDay) && !d.IsZero() {
		d = d.AddDays(1)
	}
	return d
}

// Add returns the n-th working day after d; d itself doesn't count. For n = 0
// (and less, which no term has) it is Next. The zero Day stays no day.
func (c *Calendar) Add(d Day, n int) Day {
	if n <= 0 {
		return c.Next(d)
	}
	for ; n > 0 && d.Before(lastDay); n-- {
		next := c.Next(d.AddDays(1))
		if next == d {
			break // the zero Day
		}
		d = next
	}
	return d
}

// Between returns how many working days there are after a, until b with b. So
// Between(d, Add(d, n)) is n. It is 0 if b isn't after a or either is no day.
func (c *Calendar) Between(a, b Day) (n int) {
	if a.IsZero() {
		return 0
	}
	for d := a; d.Before(b); {
		d = d.AddDays(1)
		if c.Working(d) {
			n++
		}
	}
	return n
}
