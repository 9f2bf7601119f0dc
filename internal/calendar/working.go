package calendar

import (
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
// error names the key or the line.
func Load(text []byte) (*Calendar, error) {
	var f calendarFile
	if err := decode(text, &f); err != nil {
		return nil, fmt.Errorf("reading the calendar: %w", err)
	}
	if f.First == 0 || f.Last < f.First {
		return nil, errors.New("reading the calendar: first and last don't say which years it covers")
	}
	c := &Calendar{f.First, f.Last, map[Day]Name{}, map[Day]bool{}}
	for i, o := range f.Off {
		if o.Day.IsZero() || o.Day.Year() < f.First || o.Day.Year() > f.Last {
			return nil, fmt.Errorf("reading the calendar: off[%d] is the day %s, outside of %d–%d", i, o.Day, f.First, f.Last)
		}
		if o.Name.KK == "" || o.Name.RU == "" || o.Name.EN == "" {
			return nil, fmt.Errorf("reading the calendar: off[%d] (%s) isn't named in three languages", i, o.Day)
		}
		c.off[o.Day] = o.Name
	}
	for i, d := range f.Work {
		if !weekend(d) {
			return nil, fmt.Errorf("reading the calendar: work[%d] is %s, which is worked anyway", i, d)
		}
		c.work[d] = true
	}
	return c, nil
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
func (c *Calendar) Covers(d Day) bool { return d.Year() >= c.first && d.Year() <= c.last }

// Working reports whether a day is worked.
func (c *Calendar) Working(d Day) bool {
	if _, off := c.off[d]; off {
		return false
	}
	return !weekend(d) || c.work[d]
}

// Holiday returns the name of a day off that isn't just a weekend.
func (c *Calendar) Holiday(d Day) (Name, bool) {
	n, ok := c.off[d]
	return n, ok
}

// Next returns the day itself if it is worked, else the next one that is.
func (c *Calendar) Next(d Day) Day {
	for !c.Working(d) {
		d = d.AddDays(1)
	}
	return d
}

// Add returns the n-th working day after d; d itself doesn't count. For n = 0 it
// is Next.
func (c *Calendar) Add(d Day, n int) Day {
	if n <= 0 {
		return c.Next(d)
	}
	for ; n > 0; n-- {
		d = c.Next(d.AddDays(1))
	}
	return d
}

// Between returns how many working days there are after a, until b with b. It is
// 0 if b isn't after a.
func (c *Calendar) Between(a, b Day) (n int) {
	for d := a.AddDays(1); !d.After(b); d = d.AddDays(1) {
		if c.Working(d) {
			n++
		}
	}
	return n
}
