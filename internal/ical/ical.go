// Package ical writes calendars that programs subscribe to (RFC 5545).
//
// An event keeps its UID for ever and counts its changes, so a calendar that had it
// already moves it, or strikes it out, instead of showing it twice. Times stand in
// the zone of the place with the rules of that zone beside them: whoever reads them
// in another country, or after a country changed its time, is there at the right
// hour.
package ical

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A Calendar is a list of events under a name.
type Calendar struct {
	Name   string
	Lang   string // of its texts, as BCP 47 writes it
	Made   time.Time
	Events []Event
}

// An Event is something in a calendar.
type Event struct {
	UID         string // the same for ever
	Sequence    int    // grows with each change that matters
	Changed     time.Time
	Start, End  time.Time // in the zone that they are shown in
	AllDay      bool      // the day of Start alone
	Summary     string
	Description string
	Location    string
	URL         string
	Categories  []string
	Cancelled   bool
	Alarm       time.Duration // before the start; 0 for none
	AlarmText   string
}

// Type is the media type of what Write returns.
const Type = "text/calendar; charset=utf-8"

// Write returns the calendar as programs read it.
func (c Calendar) Write() []byte {
	var w writer
	w.line("BEGIN:VCALENDAR")
	w.line("VERSION:2.0")
	w.line("PRODID:-//Adal//Calendar//" + strings.ToUpper(cmp.Or(c.Lang, "kk")))
	w.line("CALSCALE:GREGORIAN")
	w.line("METHOD:PUBLISH")
	w.text("X-WR-CALNAME", c.Name)
	w.line("REFRESH-INTERVAL;VALUE=DURATION:PT1H")
	for _, z := range c.zones() {
		z.write(&w)
	}
	for _, e := range c.Events {
		e.write(&w, c.Made)
	}
	w.line("END:VCALENDAR")
	return []byte(w.String())
}

func (e Event) write(w *writer, made time.Time) {
	w.line("BEGIN:VEVENT")
	w.line("UID:" + e.UID)
	w.line("DTSTAMP:" + utc(made))
	w.line("LAST-MODIFIED:" + utc(e.Changed))
	w.line(fmt.Sprintf("SEQUENCE:%d", e.Sequence))
	if e.AllDay {
		w.line("DTSTART;VALUE=DATE:" + e.Start.Format("20060102"))
		w.line("DTEND;VALUE=DATE:" + e.Start.AddDate(0, 0, 1).Format("20060102"))
		w.line("TRANSP:TRANSPARENT")
	} else {
		w.line("DTSTART" + moment(e.Start))
		w.line("DTEND" + moment(e.End))
	}
	w.text("SUMMARY", e.Summary)
	w.text("DESCRIPTION", e.Description)
	w.text("LOCATION", e.Location)
	if e.URL != "" {
		w.line("URL:" + e.URL)
	}
	if len(e.Categories) > 0 {
		all := make([]string, len(e.Categories))
		for i, c := range e.Categories {
			all[i] = escape(c)
		}
		w.line("CATEGORIES:" + strings.Join(all, ","))
	}
	if e.Cancelled {
		w.line("STATUS:CANCELLED")
	} else {
		w.line("STATUS:CONFIRMED")
		e.alarm(w)
	}
	w.line("END:VEVENT")
}

func (e Event) alarm(w *writer) {
	if e.Alarm <= 0 {
		return
	}
	w.line("BEGIN:VALARM")
	w.line("ACTION:DISPLAY")
	w.line(fmt.Sprintf("TRIGGER:-PT%dM", int(e.Alarm.Minutes())))
	w.text("DESCRIPTION", cmp.Or(e.AlarmText, e.Summary))
	w.line("END:VALARM")
}

// moment is the end of a property that is a moment: with the name of its zone.
func moment(t time.Time) string {
	if t.Location() == time.UTC {
		return ":" + utc(t)
	}
	return ";TZID=" + t.Location().String() + ":" + t.Format("20060102T150405")
}

func utc(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

// A zone is a time zone over a span of time.
type zone struct {
	place    *time.Location
	from, to time.Time
}

// zones are those that the events are in, each over the time of its events.
func (c Calendar) zones() []zone {
	spans := map[string]zone{}
	for _, e := range c.Events {
		if e.AllDay || e.Start.Location() == time.UTC {
			continue
		}
		name := e.Start.Location().String()
		z, ok := spans[name]
		if !ok {
			z = zone{e.Start.Location(), e.Start, e.End}
		}
		if e.Start.Before(z.from) {
			z.from = e.Start
		}
		if e.End.After(z.to) {
			z.to = e.End
		}
		spans[name] = z
	}
	all := make([]zone, 0, len(spans))
	for _, z := range spans {
		all = append(all, z)
	}
	slices.SortFunc(all, func(a, b zone) int { return cmp.Compare(a.place.String(), b.place.String()) })
	return all
}

// write writes the rules of the zone that held in its span. An observance begins in
// the local time that held before it (RFC 5545, 3.6.5).
func (z zone) write(w *writer) {
	w.line("BEGIN:VTIMEZONE")
	w.line("TZID:" + z.place.String())
	for at := z.from.In(z.place); ; {
		start, end := at.ZoneBounds()
		name, to := at.Zone()
		from, begun := to, "19700101T000000"
		if !start.IsZero() {
			_, from = start.Add(-time.Second).Zone()
			begun = start.UTC().Add(time.Duration(from) * time.Second).Format("20060102T150405")
		}
		kind := "STANDARD"
		if at.IsDST() {
			kind = "DAYLIGHT"
		}
		w.line("BEGIN:" + kind)
		w.line("DTSTART:" + begun)
		w.line("TZOFFSETFROM:" + offset(from))
		w.line("TZOFFSETTO:" + offset(to))
		w.text("TZNAME", name)
		w.line("END:" + kind)
		if end.IsZero() || end.After(z.to) {
			break
		}
		at = end
	}
	w.line("END:VTIMEZONE")
}

// offset writes seconds east of Greenwich: +0500.
func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	return fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
}

// A writer writes content lines, which end with CRLF and are folded.
type writer struct{ strings.Builder }

// octets is how long a line may be without its end (RFC 5545, 3.1).
const octets = 75

func (w *writer) line(s string) {
	for room := octets; len(s) > room; room = octets - 1 {
		cut := room
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		w.WriteString(s[:cut])
		w.WriteString("\r\n ")
		s = s[cut:]
	}
	w.WriteString(s)
	w.WriteString("\r\n")
}

func (w *writer) text(name, s string) {
	if s != "" {
		w.line(name + ":" + escape(s))
	}
}

var escapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// escape writes a text as a value (RFC 5545, 3.3.11); what isn't seen is left out.
func escape(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return escapes.Replace(s)
}
