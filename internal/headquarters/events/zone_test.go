package events_test

import (
	"testing"

	ics "github.com/arran4/golang-ical"

	"adal/internal/headquarters/events"
	"adal/internal/i18n"
)

// TestZonesOfFeed: an event keeps the clock and the zone of its place, on both sides of
// 1 March 2024, when the country went to one zone: what was three o'clock in Almaty was
// 09:00 in Greenwich on the day before, and 10:00 from then on, as in Aktau always.
func TestZonesOfFeed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.on("2024-02-20")
		for _, c := range []struct{ day, zone, utc, shown string }{
			{"2024-02-29", "Asia/Almaty", "09:00", "Алматы уақыты (UTC&#43;6)"},
			{"2024-03-01", "Asia/Almaty", "10:00", "Алматы уақыты (UTC&#43;5)"},
			{"2024-02-29", "Asia/Aqtau", "10:00", "Ақтау уақыты (UTC&#43;5)"},
			{"2024-03-01", "Asia/Aqtau", "10:00", "Ақтау уақыты (UTC&#43;5)"},
		} {
			f := h.briefing()
			var err error
			if f.Starts, err = events.Moment(c.day, "15:00", c.zone); err == nil {
				f.Ends, err = events.Moment(c.day, "16:30", c.zone)
			}
			check(t, err)
			f.Room, f.Place = "", i18n.Text{KK: "Әкімдік"}
			id := h.announce(f)
			e, err := h.Get(t.Context(), id)
			check(t, err)
			if got := e.Starts.UTC().Format("15:04"); got != c.utc || e.Starts.Location().String() != c.zone {
				t.Errorf("%s in %s is %s, kept in %s", c.day, c.zone, got, e.Starts.Location())
			}
			has(t, h.get("/kk/events/"+id, 200), "15:00–16:30, "+c.shown)
			one := parse(t, h.get("/kk/events/"+id+"/event.ics", 200)).Events()[0]
			start := one.GetProperty(ics.ComponentPropertyDtStart)
			if want := c.day[:4] + c.day[5:7] + c.day[8:] + "T150000"; start.Value != want || start.ICalParameters["TZID"][0] != c.zone {
				t.Errorf("DTSTART is %s of %v", start.Value, start.ICalParameters)
			}
			moment, err := one.GetStartAt()
			if err != nil || moment.UTC().Format("15:04") != c.utc {
				t.Errorf("another program reads %v: %v", moment.UTC(), err)
			}
		}
	})
}

// TestEntry: a calendar has of an event what its page has: where it is, with the room,
// the agenda, an alarm, its address in the reader's language, and how often it changed.
func TestEntry(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		f := h.briefing()
		f.Place, f.Stream = i18n.Text{KK: "Ақтау, 7-шағынаудан"}, "https://example.org/live"
		id := h.announce(f)
		read := func(path string) *ics.VEvent {
			t.Helper()
			return parse(t, h.get(path, 200)).Events()[0]
		}
		for lang, want := range map[string]string{"kk": "Жоспарды таныстыру", "ru": "Представление плана"} {
			e := read("/" + lang + "/events/" + id + "/event.ics")
			if got := property(e, ics.ComponentPropertySummary); got != want {
				t.Errorf("%s: %s", lang, got)
			}
			if got := property(e, ics.ComponentPropertyUrl); got != "https://adal.example/"+lang+"/events/"+id {
				t.Errorf("%s: %s", lang, got)
			}
		}
		e := read("/kk/events/calendar.ics")
		if got := property(e, ics.ComponentPropertyLocation); got != `Үлкен зал\, Ақтау\, 7-шағынаудан` && got != "Үлкен зал, Ақтау, 7-шағынаудан" {
			t.Errorf("it is at %q", got)
		}
		alarm := read("/kk/events/" + id + "/event.ics").Alarms()
		if len(alarm) != 1 || alarm[0].GetProperty(ics.ComponentPropertyTrigger).Value != "-PT1H" && alarm[0].GetProperty(ics.ComponentPropertyTrigger).Value != "-PT60M" {
			t.Errorf("%+v", alarm)
		}
		for n := range 3 {
			f.Places = 7 + n
			check(t, h.Change(t.Context(), h.head, id, f))
		}
		again := read("/kk/events/calendar.ics")
		if property(again, ics.ComponentPropertySequence) != "3" || property(again, ics.ComponentPropertyUniqueId) != property(e, ics.ComponentPropertyUniqueId) {
			t.Errorf("after three changes: %+v", again)
		}
		// A room alone is a place, and so is a broadcast alone.
		f.Place = i18n.Text{}
		check(t, h.Change(t.Context(), h.head, id, f))
		if got := property(read("/kk/events/calendar.ics"), ics.ComponentPropertyLocation); got != "Үлкен зал" {
			t.Errorf("it is at %q", got)
		}
		f.Room = ""
		check(t, h.Change(t.Context(), h.head, id, f))
		if got := property(read("/kk/events/calendar.ics"), ics.ComponentPropertyLocation); got != "https://example.org/live" {
			t.Errorf("it is at %q", got)
		}
	})
}
