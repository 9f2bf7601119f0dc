package ical_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"adal/internal/ical"
)

func place(t testing.TB, name string) *time.Location {
	l, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func event(t testing.TB, zone, at string) ical.Event {
	start, err := time.ParseInLocation("2006-01-02 15:04", at, place(t, zone))
	if err != nil {
		t.Fatal(err)
	}
	return ical.Event{
		UID: "e1@adal.example", Sequence: 3, Changed: time.Date(2020, 3, 1, 9, 0, 0, 0, time.UTC), Start: start, End: start.Add(90 * time.Minute),
		Summary: "Брифинг; жоспар, таныстыру", Description: "Бірінші жол\nЕкінші \\ жол", Location: "Антикор орталығы",
		URL: "https://adal.example/kk/events/e1", Categories: []string{"Брифинг"}, Alarm: time.Hour,
	}
}

func write(events ...ical.Event) []byte {
	return ical.Calendar{Name: "Іс-шаралар", Lang: "kk", Made: time.Date(2020, 3, 2, 0, 0, 0, 0, time.UTC), Events: events}.Write()
}

// read is what an independent reader finds.
func read(t testing.TB, text []byte) *ics.Calendar {
	t.Helper()
	c, err := ics.ParseCalendar(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return c
}

func value(e *ics.VEvent, p ics.ComponentProperty) string {
	if v := e.GetProperty(p); v != nil {
		return v.Value
	}
	return ""
}

// TestRead: what was written is what an independent reader finds.
func TestRead(t *testing.T) {
	in := event(t, "Asia/Aqtau", "2020-03-06 15:00")
	c := read(t, write(in))
	if len(c.Events()) != 1 || len(c.Timezones()) != 1 {
		t.Fatalf("%d events, %d zones", len(c.Events()), len(c.Timezones()))
	}
	e := c.Events()[0]
	for p, want := range map[ics.ComponentProperty]string{
		ics.ComponentPropertyUniqueId: "e1@adal.example", ics.ComponentPropertySequence: "3", ics.ComponentPropertyUrl: "https://adal.example/kk/events/e1",
		ics.ComponentPropertyDtStart: "20200306T150000", ics.ComponentPropertyDtEnd: "20200306T163000", ics.ComponentPropertyStatus: "CONFIRMED",
		ics.ComponentPropertySummary: "Брифинг; жоспар, таныстыру", ics.ComponentPropertyDescription: "Бірінші жол\nЕкінші \\ жол",
		ics.ComponentPropertyDtstamp: "20200302T000000Z",
	} {
		if got := ics.FromText(value(e, p)); got != want && value(e, p) != want {
			t.Errorf("%s: %q, want %q", p, got, want)
		}
	}
	if zone := e.GetProperty(ics.ComponentPropertyDtStart).ICalParameters["TZID"]; len(zone) != 1 || zone[0] != "Asia/Aqtau" {
		t.Errorf("the zone is %v", zone)
	}
	start, err := e.GetStartAt()
	if err != nil || !start.Equal(in.Start) {
		t.Errorf("it starts at %v, %v", start, err)
	}
	if len(e.Alarms()) != 1 || e.Alarms()[0].GetProperty(ics.ComponentPropertyTrigger).Value != "-PT60M" {
		t.Errorf("%+v", e.Alarms())
	}
}

// TestZones: the rules of a zone are those that held on the day. Kazakhstan went to
// one zone on 1 March 2024: clocks of Almaty, +06 until then, were put back by an
// hour at midnight; Aktau has had +05 since 2004. (Government decree of 19 January
// 2024; IANA tzdb 2024a.)
func TestZones(t *testing.T) {
	for _, c := range []struct {
		zone, at, utc string
		has           []string
		hasNot        []string
	}{
		{"Asia/Almaty", "2024-02-29 15:00", "09:00", []string{"TZOFFSETTO:+0600"}, []string{"TZOFFSETTO:+0500"}},
		{"Asia/Almaty", "2024-03-01 15:00", "10:00", []string{"TZOFFSETFROM:+0600\r\nTZOFFSETTO:+0500", "DTSTART:20240301T000000"}, []string{"TZOFFSETTO:+0600"}},
		{"Asia/Aqtau", "2024-02-29 15:00", "10:00", []string{"TZOFFSETTO:+0500"}, []string{"+0600"}},
		{"Asia/Aqtau", "2024-03-01 15:00", "10:00", []string{"TZOFFSETTO:+0500"}, []string{"+0600"}},
	} {
		e := event(t, c.zone, c.at)
		if got := e.Start.UTC().Format("15:04"); got != c.utc {
			t.Errorf("%s %s is %s UTC, want %s", c.zone, c.at, got, c.utc)
		}
		text := string(write(e))
		zone := text[strings.Index(text, "BEGIN:VTIMEZONE"):strings.Index(text, "END:VTIMEZONE")]
		for _, want := range c.has {
			if !strings.Contains(zone, want) {
				t.Errorf("%s %s: no %q in %s", c.zone, c.at, want, zone)
			}
		}
		for _, not := range c.hasNot {
			if strings.Contains(zone, not) {
				t.Errorf("%s %s: %q in %s", c.zone, c.at, not, zone)
			}
		}
	}
	// A calendar over the change has both rules.
	text := string(write(event(t, "Asia/Almaty", "2024-02-29 15:00"), event(t, "Asia/Almaty", "2024-03-01 15:00")))
	if strings.Count(text, "BEGIN:STANDARD") != 2 || strings.Count(text, "BEGIN:VTIMEZONE") != 1 {
		t.Error(text)
	}
}

// TestCancelled: what doesn't take place says so under its UID and rings no more.
func TestCancelled(t *testing.T) {
	in := event(t, "Asia/Aqtau", "2020-03-06 15:00")
	in.Cancelled, in.Sequence = true, 4
	e := read(t, write(in)).Events()[0]
	if value(e, ics.ComponentPropertyStatus) != "CANCELLED" || value(e, ics.ComponentPropertySequence) != "4" || len(e.Alarms()) != 0 {
		t.Errorf("%+v", e)
	}
}

// TestAllDay: a deadline is a day and takes no time.
func TestAllDay(t *testing.T) {
	in := event(t, "Asia/Aqtau", "2020-03-31 00:00")
	in.AllDay = true
	text := string(write(in))
	for _, want := range []string{"DTSTART;VALUE=DATE:20200331\r\n", "DTEND;VALUE=DATE:20200401\r\n", "TRANSP:TRANSPARENT"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	if strings.Contains(text, "VTIMEZONE") {
		t.Error("a day has a zone")
	}
}

// folds holds the form of RFC 5545, 3.1: lines end with CRLF, have at most 75 octets
// and are never cut within a letter.
func folds(t testing.TB, text []byte) {
	t.Helper()
	if !bytes.HasSuffix(text, []byte("\r\n")) {
		t.Error("it doesn't end with CRLF")
	}
	for _, line := range strings.Split(strings.TrimSuffix(string(text), "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line) {
			t.Errorf("%d octets: %q", len(line), line)
		}
	}
}

// TestFolding folds long Kazakh lines, whose letters have two octets.
func TestFolding(t *testing.T) {
	in := event(t, "Asia/Aqtau", "2020-03-06 15:00")
	in.Summary = strings.Repeat("Ұлттық құндылықтар мен парасаттылық ", 12)
	text := write(in)
	folds(t, text)
	if got := ics.FromText(value(read(t, text).Events()[0], ics.ComponentPropertySummary)); got != in.Summary {
		t.Errorf("%q", got)
	}
}

// FuzzText writes any text so that it is read as it was, and as nothing else.
func FuzzText(f *testing.F) {
	f.Add("a\r\nEND:VEVENT\r\nBEGIN:VEVENT", "ә;,\\n")
	f.Fuzz(func(t *testing.T, summary, description string) {
		in := event(t, "Asia/Aqtau", "2020-03-06 15:00")
		in.Summary, in.Description = "S"+summary, description
		text := write(in)
		folds(t, text)
		if n := len(read(t, text).Events()); n != 1 {
			t.Errorf("%d events", n)
		}
	})
}
