package events

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"adal/internal/calendar"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/ical"
	"adal/internal/web"
)

func moment(t *testing.T, day, clock, zone string) time.Time {
	t.Helper()
	m, err := Moment(day, clock, zone)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestQuarters: an event has the quarters of an hour that it touches; one that ends at
// a full quarter leaves the next one free, in whatever zone its time is written.
func TestQuarters(t *testing.T) {
	from := moment(t, "2020-03-06", "15:00", "Asia/Aqtau")
	base, _ := quarters(from, from.Add(time.Minute))
	for _, c := range []struct {
		begins, lasts time.Duration
		first, last   int64
	}{
		{0, time.Minute, 0, 0}, {0, 15 * time.Minute, 0, 0}, {0, 15*time.Minute + time.Second, 0, 1}, {0, time.Hour, 0, 3},
		{14 * time.Minute, 2 * time.Minute, 0, 1}, {15 * time.Minute, time.Minute, 1, 1}, {-time.Minute, time.Minute, -1, -1}, {-time.Minute, 2 * time.Minute, -1, 0},
		{24 * time.Hour, time.Hour, 96, 99},
	} {
		first, last := quarters(from.Add(c.begins), from.Add(c.begins+c.lasts))
		if first-base != c.first || last-base != c.last {
			t.Errorf("%s for %s: %d to %d", c.begins, c.lasts, first-base, last-base)
		}
	}
	same, _ := quarters(moment(t, "2020-03-06", "16:00", "Asia/Almaty"), from.Add(time.Hour))
	if same != base { // 16:00 of Almaty was 15:00 of Aktau then
		t.Errorf("the same moment is the quarter %d and %d", base, same)
	}
}

// TestFigures counts one event of each fate by hand.
func TestFigures(t *testing.T) {
	now := moment(t, "2020-03-20", "12:00", "Asia/Aqtau")
	at := func(state docket.State, ends time.Duration, attended int, trained bool) Event {
		e := Event{Item: docket.Item{State: state}, Attended: attended, Trained: trained}
		e.Ends = now.Add(ends)
		return e
	}
	var f Figures
	for _, e := range []Event{
		at(Announced, time.Hour, -1, false), at(Announced, -time.Hour, -1, false), at(Cancelled, -time.Hour, -1, false), at(Cancelled, time.Hour, -1, true),
		at(Held, -time.Hour, 40, false), at(Held, -time.Hour, 25, true), at(Held, -time.Hour, 0, true),
	} {
		f.add(e, now)
	}
	if want := (Figures{Announced: 7, Held: 3, Cancelled: 2, Silent: 1, Reached: 65, Training: 2, Trained: 25}); f != want {
		t.Errorf("%+v", f)
	}
}

// TestWeeks holds months against a calendar on a wall: March 2020 began on a Sunday,
// February 2021 had four whole weeks.
func TestWeeks(t *testing.T) {
	at := func(day string) shown {
		return shown{Event: Event{Facts: Facts{Starts: moment(t, day, "10:00", "Asia/Aqtau")}}}
	}
	page := listPage{Month: calendar.Date(2020, 3, 1), Events: []shown{at("2020-03-01"), at("2020-03-06"), at("2020-03-06")}}
	weeks := pages{}.weeks(page, calendar.Date(2020, 3, 31))
	if len(weeks) != 6 || weeks[0][6].Day != 1 || weeks[0][5].Day != 0 || weeks[5][1].Day != 31 || weeks[5][2].Day != 0 {
		t.Errorf("%+v", weeks)
	}
	if len(weeks[0][6].Events) != 1 || len(weeks[1][4].Events) != 2 || len(weeks[1][3].Events) != 0 {
		t.Errorf("%+v", weeks[1])
	}
	if weeks[0].Bare() || weeks[1].Bare() || !weeks[2].Bare() {
		t.Errorf("a week with an event is bare, or one without isn't: %+v", weeks)
	}
	for w, week := range weeks {
		for d, c := range week {
			if c.Today != (w == 5 && d == 1) {
				t.Errorf("week %d day %d is today", w, d)
			}
		}
	}
	if weeks = (pages{}).weeks(listPage{Month: calendar.Date(2021, 2, 1)}, calendar.Date(2020, 3, 1)); len(weeks) != 4 || weeks[0][0].Day != 1 || weeks[3][6].Day != 28 {
		t.Errorf("%+v", weeks)
	}
	if weeks = (pages{}).weeks(listPage{Month: calendar.Date(2020, 2, 1)}, calendar.Date(2020, 3, 1)); len(weeks) != 5 || weeks[4][5].Day != 29 {
		t.Errorf("of a leap year: %+v", weeks)
	}
}

// TestZones: each region has a zone that events may be in, and each of those a name.
func TestZones(t *testing.T) {
	for region, zone := range regional {
		if !slices.Contains(Zones, zone) || ZoneOf(region) != zone {
			t.Errorf("%s is in %s", region, zone)
		}
	}
	for _, zone := range Zones {
		if _, err := time.LoadLocation(zone); err != nil {
			t.Error(err)
		}
		if _, err := Moment("2020-03-06", "15:00", zone); err != nil {
			t.Errorf("%s: %v", zone, err)
		}
	}
	if ZoneWord("Asia/Qyzylorda") != "events.zone-qyzylorda" || ZoneOf("KZ-10") != "Asia/Almaty" || ZoneOf("nowhere") != "Asia/Almaty" {
		t.Error("a zone has another name")
	}
}

// TestReadTimes: a wrong end is a fault of the end, a wrong zone one of the zone, once.
func TestReadTimes(t *testing.T) {
	for _, c := range []struct{ day, from, to, zone, field string }{
		{"2020-03-06", "15:00", "16:00", "Asia/Aqtau", ""}, {" 2020-03-06 ", " 15:00", "16:00 ", "Asia/Aqtau", ""},
		{"2020-03-06", "15", "16:00", "Asia/Aqtau", "from"}, {"2020-03-06", "15:00", "24:00", "Asia/Aqtau", "to"}, {"2020-03-06", "15:00", "", "Asia/Aqtau", "to"},
		{"6 наурыз", "15:00", "16:00", "Asia/Aqtau", "day"}, {"2020-03-06", "15:00", "16:00", "Asia/Tashkent", "zone"}, {"", "", "", "", "zone"},
	} {
		form := formOf("day", c.day, "from", c.from, "to", c.to, "zone", c.zone, "places", " 7 ")
		f, facts, err := readEvent(form)
		got := fault.Fields(err)
		if c.field == "" && (err != nil || facts.Ends.Sub(facts.Starts) != time.Hour || facts.Places != 7) || c.field != "" && (len(got) != 1 || got[0].Field != c.field) {
			t.Errorf("%+v: %v %+v", c, err, facts)
		}
		if f.Day != c.day || f.To != c.to {
			t.Errorf("what was written is gone: %+v", f)
		}
	}
	for in, want := range map[string]int{"7": 7, "-3": -3, "": -1, "көп": -1, "1.5": -1, "9999999999999999999999": -1} {
		if number(in) != want {
			t.Errorf("%q is %d", in, number(in))
		}
	}
}

// TestHash: whatever is changed of an event, its hash in the register is another one.
func TestHash(t *testing.T) {
	f := Facts{Type: "briefing", Open: true, Title: i18n.Text{KK: "А"}, Starts: moment(t, "2020-03-06", "15:00", "Asia/Aqtau")}
	seen := map[string]bool{f.hash(): true}
	if !seen[f.hash()] {
		t.Error("the same is another")
	}
	for name, change := range map[string]func(*Facts){
		"type": func(f *Facts) { f.Type = "meeting" }, "open": func(f *Facts) { f.Open = false }, "title": func(f *Facts) { f.Title.RU = "А" },
		"agenda": func(f *Facts) { f.Agenda.KK = "1" }, "start": func(f *Facts) { f.Starts = f.Starts.Add(time.Minute) }, "room": func(f *Facts) { f.Room = "r" },
		"places": func(f *Facts) { f.Places = 1 }, "press": func(f *Facts) { f.Press = true }, "bodies": func(f *Facts) { f.Bodies = []string{"mg"} },
	} {
		other := f
		change(&other)
		if seen[other.hash()] {
			t.Errorf("%s doesn't change it", name)
		}
		seen[other.hash()] = true
	}
}

// TestNewest: a feed is as old as its last change, so that the same feed is the same
// bytes.
func TestNewest(t *testing.T) {
	a, b := time.Date(2020, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2020, 3, 2, 0, 0, 0, 0, time.UTC)
	if got := newest([]ical.Event{{Changed: b}, {Changed: a}}); !got.Equal(b) {
		t.Error(got)
	}
	if got := newest(nil); !got.Equal(newest([]ical.Event{{}})) || got.IsZero() {
		t.Error(got)
	}
}

// TestAddresses: the address of a guest is opened by the key and by whose it is, and
// by nothing else.
func TestAddresses(t *testing.T) {
	h := &Hall{Key: make([]byte, 32)}
	sealed, err := h.sealAddress("a", "guest@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := h.openAddress(Guest{ID: "a", address: sealed}); err != nil || got != "guest@example.org" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := h.openAddress(Guest{ID: "b", address: sealed}); err == nil {
		t.Error("another guest has the address")
	}
	other := &Hall{Key: append(make([]byte, 31), 1)}
	if _, err := other.openAddress(Guest{ID: "a", address: sealed}); err == nil {
		t.Error("another key opens it")
	}
	if none, err := h.sealAddress("a", ""); err != nil || len(none) != 0 {
		t.Errorf("%x, %v", none, err)
	}
	if hashOf("a") == hashOf("b") || len(hashOf("a")) != 64 {
		t.Error("two links are one")
	}
}

func formOf(pairs ...string) web.Form {
	form := web.Form{Values: url.Values{}}
	for n := 0; n < len(pairs); n += 2 {
		form.Set(pairs[n], pairs[n+1])
	}
	return form
}
