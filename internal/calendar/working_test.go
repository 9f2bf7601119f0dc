package calendar_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"adal/internal/calendar"
)

// The Law on Holidays as it is applied: the holidays with a fixed date, and
// whether one at the weekend moves the day off to the next working day.
var holidays = []struct {
	month time.Month
	day   int
	moves bool
}{
	{1, 1, true}, {1, 2, true}, {1, 7, false}, {3, 8, true}, {3, 21, true}, {3, 22, true},
	{3, 23, true}, {5, 1, true}, {5, 7, true}, {5, 9, true}, {7, 6, true}, {8, 30, true},
	{10, 25, true}, {12, 16, true},
}

var kurbanAit = map[int]string{
	2024: "2024-06-16", 2025: "2025-06-06", 2026: "2026-05-27", 2027: "2027-05-16", 2028: "2028-05-05",
}

// The file has what the rule gives, on every day of its years and no other.
func TestKazakhstanFollowsTheRule(t *testing.T) {
	c := calendar.Kazakhstan()
	off := map[calendar.Day]bool{}
	weekend := func(d calendar.Day) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }
	for year, kurban := range kurbanAit {
		off[day(t, kurban)] = true
		for _, h := range holidays {
			off[calendar.Date(year, h.month, h.day)] = true
		}
		for _, h := range holidays {
			if d := calendar.Date(year, h.month, h.day); h.moves && weekend(d) {
				for weekend(d) || off[d] {
					d = d.AddDays(1)
				}
				off[d] = true
			}
		}
	}
	for d := day(t, "2024-01-01"); d.Year() < 2029; d = d.AddDays(1) {
		if want := !weekend(d) && !off[d]; c.Working(d) != want {
			t.Errorf("%s, %s: working is %v, want %v", d, d.Weekday(), c.Working(d), want)
		}
		name, named := c.Holiday(d)
		if named != off[d] || named && (name.KK == "" || name.RU == "" || name.EN == "") {
			t.Errorf("%s has the name %v, want one: %v", d, name, off[d])
		}
		if !c.Covers(d) {
			t.Errorf("%s isn't covered", d)
		}
	}
}

// 2026 and 2027 have 52 weeks and a day, a Thursday and a Friday: 261 weekdays.
// Of these are off in 2026: 1, 2, 7 January; 9, 23, 24, 25 March; 1, 7, 11, 27
// May; 6 July; 31 August; 26 October; 16 December = 15. In 2027: 1, 4, 7 January;
// 8, 22, 23, 24 March; 3, 7, 10 May; 6 July; 30 August; 25 October; 16 December = 14.
func TestWorkingDaysOfAYear(t *testing.T) {
	c := calendar.Kazakhstan()
	if n := c.Between(day(t, "2025-12-31"), day(t, "2026-12-31")); n != 261-15 {
		t.Errorf("2026 has %d working days, want 246", n)
	}
	if n := c.Between(day(t, "2026-12-31"), day(t, "2027-12-31")); n != 261-14 {
		t.Errorf("2027 has %d working days, want 247", n)
	}
}

func TestHolidaysHaveTheirNames(t *testing.T) {
	c := calendar.Kazakhstan()
	for s, want := range map[string]string{
		"2026-05-09": "Victory Day", // a Saturday
		"2026-05-11": "Day off moved from a holiday at the weekend",
		"2026-05-27": "First day of Kurban Ait",
		"2026-12-16": "Independence Day",
		"2026-11-22": "", // just a Sunday
	} {
		if got, ok := c.Holiday(day(t, s)); got.EN != want || ok != (want != "") {
			t.Errorf("%s is %q, want %q", s, got.EN, want)
		}
	}
}

func TestOutsideOfTheDataOnlyWeekendsAreKnown(t *testing.T) {
	c := calendar.Kazakhstan()
	newYear := day(t, "2029-01-01") // a Monday
	if c.Covers(newYear) || c.Covers(day(t, "2023-12-31")) || c.Covers(calendar.Day{}) {
		t.Error("days outside of 2024–2028 are covered")
	}
	if !c.Working(newYear) || c.Working(newYear.AddDays(-1)) {
		t.Error("outside of the data Mondays aren't worked, or Sundays are")
	}
}

// Neither the zero Day nor the end of all days is a trap.
func TestCountingAlwaysEnds(t *testing.T) {
	c := load(t, "first = 2199\nlast = 2199\n[[off]]\nday = \"2199-12-31\"\nname = {kk=\"а\",ru=\"б\",en=\"c\"}\n")
	var none calendar.Day
	last := day(t, "2199-12-31")
	if got := c.Add(none, 3); got != none || c.Next(none) != none || c.Working(none) {
		t.Errorf("three working days after no day is %s", got)
	}
	if got := c.Add(day(t, "2199-12-30"), 1<<40); got != last || c.Next(last) != last {
		t.Errorf("the counting beyond the last day ends at %s", got)
	}
	if c.Between(none, last) != 0 || c.Between(last, none) != 0 || c.Between(last, last) != 0 {
		t.Error("there are working days between no days")
	}
	// 2199-12-31 is a Tuesday and off, so the 30th is the only working day after Sunday the 29th.
	if n := c.Between(day(t, "2199-12-29"), last); n != 1 {
		t.Errorf("there are %d working days after 2199-12-29, want 1", n)
	}
}

func TestAddAndBetweenAgree(t *testing.T) {
	c := calendar.Kazakhstan()
	rapid.Check(t, func(t *rapid.T) {
		d := calendar.Date(2023, 6, 1).AddDays(rapid.IntRange(0, 2200).Draw(t, "d"))
		n := rapid.IntRange(1, 120).Draw(t, "n")
		due := c.Add(d, n)
		if !c.Working(due) {
			t.Fatalf("%d working days after %s is %s, a day off", n, d, due)
		}
		if got := c.Between(d, due); got != n {
			t.Fatalf("%d working days after %s is %s, but between are %d", n, d, due, got)
		}
		if got := c.Add(c.Add(d, 1), n-1); n > 1 && got != due {
			t.Fatalf("%s: one and %d are %s, not %s", d, n-1, got, due)
		}
		if !c.Add(d, n+1).After(due) || c.Add(d.AddDays(1), n).Before(due) {
			t.Fatalf("%s, %d: more days or a later beginning end earlier", d, n)
		}
		if got := c.Add(d, 0); got != c.Next(d) || got.Before(d) || !c.Working(got) || c.Between(d, got) > 1 {
			t.Fatalf("the working day of %s is %s", d, got)
		}
	})
}

func load(t testing.TB, text string) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Load([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A bridge day: Friday 3 January off, worked on Saturday the 11th instead.
const bridge = `first = 2025
last = 2025
work = ["2025-01-11"]
[[off]]
day = "2025-01-03"
name = { kk = "Ауыстырылған күн", ru = "Перенос", en = "Moved" }
`

func TestAnOperatorsOwnFile(t *testing.T) {
	for name, folder := range map[string]fstest.MapFS{
		"own": {"calendar.toml": {Data: []byte(bridge)}}, "built in": {},
	} {
		c, clocks, err := calendar.LoadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		own := name == "own"
		if c.Working(day(t, "2025-01-11")) != own || c.Working(day(t, "2025-01-03")) == own || c.Working(day(t, "2025-05-09")) != own {
			t.Errorf("%s: the days are those of another file", name)
		}
		if len(clocks) != 3 {
			t.Errorf("%s: there are %d clocks, want the three built in", name, len(clocks))
		}
	}
	_, _, err := calendar.LoadDir(fstest.MapFS{"clocks.toml": {Data: []byte("[[clock]]\n")}})
	if err == nil {
		t.Error("a broken clocks.toml was passed over in silence")
	}
}

func TestErrorsSayWhere(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"no TOML":      {"last = 2025", "last =", "line 2"},
		"no such day":  {"2025-01-03", "2025-02-30", "2025-02-30"},
		"unknown key":  {"work =", "worked =", "worked"},
		"no years":     {"first = 2025", "", "first"},
		"backwards":    {"last = 2025", "last = 2024", "last"},
		"far years":    {"last = 2025", "last = 9999", "last"},
		"outside":      {"2025-01-03", "2024-01-03", "line 4: off[0]: 2024-01-03"},
		"one language": {"Moved", "", "line 4: off[0]: 2025-01-03"},
		"no day":       {`day = "2025-01-03"`, "", "line 4: off[0]"},
		"no Saturday":  {"2025-01-11", "2025-01-10", "work[0]: 2025-01-10"},
		"work outside": {"2025-01-11", "2026-01-10", `work[0]: "2026-01-10"`},
		"work and off": {"2025-01-03", "2025-01-11", "work[0]: 2025-01-11"},
		"work twice":   {`["2025-01-11"`, `["2025-01-11", "2025-01-11"`, "work[1]: 2025-01-11"},
		"off twice":    {"[[off]]", "[[off]]\nday = \"2025-01-03\"\nname = {kk=\"а\",ru=\"б\",en=\"c\"}\n[[off]]", "line 7: off[1]: 2025-01-03"},
	} {
		text := strings.Replace(bridge, c.from, c.to, 1)
		if text == bridge {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := calendar.Load([]byte(text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: the error is %v, want it to say %q", name, err, c.want)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(bridge))
	f.Add([]byte("first = 2199\nlast = 2199\noff = [{day = \"2199-12-31\", name = {kk=\"а\",ru=\"б\",en=\"c\"}}]"))
	f.Add([]byte("[[clock]]\nid = \"x\"\nname = {kk=\"а\",ru=\"б\",en=\"c\"}\nanswer = {n = 3, unit = \"days\"}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if c, err := calendar.Load(text); err == nil {
			for _, s := range []string{"1900-01-01", "2025-01-03", "2199-12-31"} {
				if d := day(t, s); c.Add(d, 5).Before(d) || c.Between(d, d.AddDays(9)) > 9 {
					t.Fatalf("%s: %s, %d", s, c.Add(d, 5), c.Between(d, d.AddDays(9)))
				}
			}
		}
		clocks, err := calendar.LoadClocks(text)
		if err != nil {
			return
		}
		d := calendar.Date(2026, time.March, 18)
		for id, k := range clocks {
			if id != k.ID || !k.AnswerDue(calendar.Kazakhstan(), d).After(d) {
				t.Fatalf("the clock %q has the id %q and asks for the answer on %s", id, k.ID, k.AnswerDue(calendar.Kazakhstan(), d))
			}
		}
	})
}
