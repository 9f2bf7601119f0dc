package calendar_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"adal/internal/calendar"
)

func clock(t testing.TB, id string) calendar.Clock {
	t.Helper()
	_, clocks, err := calendar.LoadDir(fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	k, ok := clocks[id]
	if !ok {
		t.Fatalf("there is no clock %q", id)
	}
	return k
}

// Every date below was counted on a wall calendar; "," separates working days,
// "|" is a run of days off.
func TestAnswersAreDue(t *testing.T) {
	c := calendar.Kazakhstan()
	for _, v := range []struct{ clock, came, want string }{
		// Over Nauryz: March 19, 20 | 21–25 | 26, 27 | 30, 31, April 1, 2, 3 | 6, 7, 8, 9, 10 | 13.
		// That is 2 + 2 + 5 + 5 + 1 = 15.
		{"kz-appc", "2026-03-18", "2026-04-13"},
		// Over New Year: December 29, 30, 31 | 1–4 (the 2nd, a Saturday, moved to Monday
		// the 4th) | January 5, 6 | 7 | 8 | 11–15 | 18, 19, 20, 21: 3 + 2 + 1 + 5 + 4 = 15.
		{"kz-appc", "2026-12-28", "2027-01-21"},
		// Over 7–9 May: 7 off | 8 | 9–11 (Saturday the 9th moved to Monday) | 12–15 | 18–22 |
		// 25, 26 | 27 Kurban Ait | 28, 29 | June 1: 1 + 4 + 5 + 2 + 2 + 1 = 15.
		{"kz-appc", "2026-05-06", "2026-06-01"},
		// On a Saturday, so registered on Monday the 23rd: 24–27 | 30, December 1–4 | 7–11 | 14:
		// 4 + 5 + 5 + 1 = 15. The same as if it had come on Sunday or Monday.
		{"kz-appc", "2026-11-21", "2026-12-14"},
		{"kz-appc", "2026-11-22", "2026-12-14"},
		{"kz-appc", "2026-11-23", "2026-12-14"},
		{"adal-signal", "2026-11-21", "2026-12-14"},
		// On the first day of Nauryz, a Saturday: registered on Thursday the 26th: 27 | 30, 31,
		// April 1–3 | 6–10 | 13–16: 1 + 5 + 5 + 4 = 15.
		{"kz-appc", "2026-03-21", "2026-04-16"},
		// Three months after 30 November would be 30 February, so the 28th, a Sunday.
		{"eu-2019-1937", "2026-11-30", "2027-03-01"},
		// 8 March 2027 is a Monday and a holiday.
		{"eu-2019-1937", "2026-12-08", "2027-03-09"},
		// 20 February 2027 is a Saturday; what came on a Friday isn't registered later.
		{"eu-2019-1937", "2026-11-20", "2027-02-22"},
		// What came on a Saturday isn't either: 14 November, so Sunday 14 February, Monday.
		{"eu-2019-1937", "2026-11-14", "2027-02-15"},
	} {
		if got := clock(t, v.clock).AnswerDue(c, day(t, v.came)); got != day(t, v.want) {
			t.Errorf("%s: what came on %s is to be answered by %s, want %s", v.clock, v.came, got, v.want)
		}
	}
}

func TestOtherTerms(t *testing.T) {
	c := calendar.Kazakhstan()
	kz, eu, own := clock(t, "kz-appc"), clock(t, "eu-2019-1937"), clock(t, "adal-signal")
	for _, v := range []struct {
		what string
		got  calendar.Day
		want string
	}{
		{"registered on a Saturday", kz.Registered(c, day(t, "2026-03-21")), "2026-03-26"},
		{"registered on a working day", kz.Registered(c, day(t, "2026-03-26")), "2026-03-26"},
		{"registered without the rule", eu.Registered(c, day(t, "2026-03-21")), "2026-03-21"},
		// March 19, 20 | 21–25 | 26.
		{"forwarded", kz.ForwardDue(c, day(t, "2026-03-18")), "2026-03-26"},
		// 18 May 2026 is a Monday.
		{"extended", kz.ExtensionDue(c, day(t, "2026-03-18")), "2026-05-18"},
		// Registered on Thursday 31 December; 31 February is the 28th, a Sunday.
		{"extended over a short month", kz.ExtensionDue(c, day(t, "2026-12-31")), "2027-03-01"},
		// 7 off | 8 | 9–11 | 12, 13.
		{"notice", kz.NoticeDue(c, day(t, "2026-05-06")), "2026-05-13"},
		{"acknowledged in seven days", eu.AcknowledgeDue(c, day(t, "2026-11-30")), "2026-12-07"},
		// The seventh day is 16 December, Independence Day.
		{"acknowledged after a holiday", eu.AcknowledgeDue(c, day(t, "2026-12-09")), "2026-12-17"},
		// 30 May 2027 is a Sunday.
		{"extended to six months", eu.ExtensionDue(c, day(t, "2026-11-30")), "2027-05-31"},
		// Registered on Monday the 23rd; 24, 25, 26.
		{"acknowledged signal", own.AcknowledgeDue(c, day(t, "2026-11-21")), "2026-11-26"},
		{"no term", eu.ForwardDue(c, day(t, "2026-11-30")), ""},
		{"no day", kz.AnswerDue(c, calendar.Day{}), ""},
		{"no day in months", eu.AnswerDue(c, calendar.Day{}), ""},
	} {
		if v.got.String() != v.want {
			t.Errorf("%s: %s, want %s", v.what, v.got, v.want)
		}
	}
}

func TestClocksSayWhatTheLawSays(t *testing.T) {
	working := func(n int) calendar.Term { return calendar.Term{N: n, Unit: calendar.WorkingDays} }
	kz, eu, own := clock(t, "kz-appc"), clock(t, "eu-2019-1937"), clock(t, "adal-signal")
	for what, v := range map[string]struct{ got, want calendar.Term }{
		"kz answer":      {kz.Answer, working(15)},
		"kz forward":     {kz.Forward, working(3)},
		"kz extend":      {kz.Extend, calendar.Term{N: 2, Unit: calendar.Months}},
		"kz notice":      {kz.Notice, working(3)},
		"eu acknowledge": {eu.Acknowledge, calendar.Term{N: 7, Unit: calendar.Days}},
		"eu answer":      {eu.Answer, calendar.Term{N: 3, Unit: calendar.Months}},
		"eu extend":      {eu.Extend, calendar.Term{N: 6, Unit: calendar.Months}},
		"own first word": {own.Acknowledge, working(3)},
		"own answer":     {own.Answer, working(15)},
	} {
		if v.got != v.want {
			t.Errorf("%s: %v, want %v", what, v.got, v.want)
		}
	}
	if !kz.Register || eu.Register {
		t.Error("registration on the next working day is the rule of kz-appc, not of the directive")
	}
}

// Who comes later is never answered earlier, and no deadline is a day off or
// shorter than the term.
func TestDeadlinesAreFair(t *testing.T) {
	c := calendar.Kazakhstan()
	_, clocks, err := calendar.LoadDir(fstest.MapFS{})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		came := calendar.Date(2024, 1, 1).AddDays(rapid.IntRange(0, 1600).Draw(t, "came"))
		for id, k := range clocks {
			due := k.AnswerDue(c, came)
			if !c.Working(due) || !due.After(came) {
				t.Fatalf("%s: %s is due on %s", id, came, due)
			}
			if k.AnswerDue(c, came.AddDays(1)).Before(due) {
				t.Fatalf("%s: what comes a day after %s is due before it", id, came)
			}
			if k.ExtensionDue(c, came).Before(due) {
				t.Fatalf("%s: the extension of %s is shorter than its term", id, came)
			}
			if k.Answer.Unit == calendar.Months && due.Before(came.AddMonths(k.Answer.N)) {
				t.Fatalf("%s: %s is due on %s, too early", id, came, due)
			}
		}
	})
}

const promise = `[[clock]]
id = "own"
name = { kk = "Уәде", ru = "Обещание", en = "Promise" }
answer = { n = 5, unit = "days" }
`

func TestClockErrorsSayWhere(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"no TOML":       {`id = "own"`, "id = own", "line 2"},
		"unknown key":   {"answer", "reply", "reply"},
		"unknown unit":  {"days", "weeks", "answer of own"},
		"no unit":       {`, unit = "days"`, "", "answer of own"},
		"negative":      {"n = 5", "n = -5", "answer of own"},
		"endless":       {"n = 5", "n = 5000", "answer of own"},
		"no answer":     {`answer = { n = 5, unit = "days" }`, "", "answer of own"},
		"no id":         {`id = "own"`, "", "line 1: clock[0]"},
		"two languages": {"Обещание", "", "line 1: clock[0]"},
		"twice":         {"[[clock]]", promise + "[[clock]]", "line 5: clock[1]"},
	} {
		text := strings.Replace(promise, c.from, c.to, 1)
		if _, err := calendar.LoadClocks([]byte(text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: the error is %v, want it to say %q", name, err, c.want)
		}
	}
	if _, err := calendar.LoadClocks([]byte(promise)); err != nil {
		t.Errorf("what was broken above is refused as it is: %v", err)
	}
}
