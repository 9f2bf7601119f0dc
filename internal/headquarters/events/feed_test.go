package events_test

import (
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"

	"adal/internal/bodies"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/headquarters"
	"adal/internal/i18n"
	"adal/internal/overlap"
)

// parse reads a calendar as another program does.
func parse(t *testing.T, text string) *ics.Calendar {
	t.Helper()
	c, err := ics.ParseCalendar(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func property(e *ics.VEvent, name ics.ComponentProperty) string {
	if p := e.GetProperty(name); p != nil {
		return p.Value
	}
	return ""
}

// TestFeeds: what is public is in the feed of all and in that of its body, keeps its
// UID when it changes, and is struck out when it is cancelled.
func TestFeeds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.announce(h.briefing())
		closed := h.briefing()
		closed.Open, closed.Room, closed.Place = false, "", i18n.Text{KK: "Әкімдік"}
		h.announce(closed)
		one := func(path string, want int) *ics.VEvent {
			t.Helper()
			all := parse(t, h.get(path, 200)).Events()
			if len(all) != want {
				t.Fatalf("%s has %d events", path, len(all))
			}
			if want == 0 {
				return nil
			}
			return all[0]
		}
		e := one("/kk/events/calendar.ics", 1)
		uid := property(e, ics.ComponentPropertyUniqueId)
		if uid != id+"@adal" || property(e, ics.ComponentPropertySequence) != "0" || property(e, ics.ComponentPropertyUrl) != "https://adal.example/kk/events/"+id {
			t.Errorf("%+v", e)
		}
		if start := e.GetProperty(ics.ComponentPropertyDtStart); start.Value != "20200306T150000" || start.ICalParameters["TZID"][0] != "Asia/Aqtau" {
			t.Errorf("%+v", start)
		}
		one("/ru/headquarters/KZ-47/calendar.ics", 1)
		one("/kk/headquarters/republic/calendar.ics", 0)
		if alarms := one("/kk/events/"+id+"/event.ics", 1).Alarms(); len(alarms) != 1 {
			t.Errorf("%d alarms", len(alarms))
		}
		moved := h.briefing()
		moved.Starts, moved.Ends = at("2020-03-06", "17:00"), at("2020-03-06", "18:00")
		check(t, h.Change(ctx, h.head, id, moved))
		check(t, h.Cancel(ctx, h.head, id, "Дауыл"))
		e = one("/kk/events/calendar.ics", 1)
		if property(e, ics.ComponentPropertyUniqueId) != uid || property(e, ics.ComponentPropertySequence) != "2" || property(e, ics.ComponentPropertyStatus) != "CANCELLED" {
			t.Errorf("%+v", e)
		}
	})
}

// TestOwnCalendar: a seat's own calendar has what its body holds and is invited to,
// open or not, and the deadlines of its plan; its address can be taken back, and is
// good for nothing when the term is over.
func TestOwnCalendar(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		f := h.briefing()
		f.Open, f.Bodies = false, []string{"mg"}
		h.announce(f)
		item := headquarters.Item{Work: overlap.Work{Title: i18n.Text{KK: "Кездесу"}, Topic: "land", Region: "KZ-47", Since: day("2020-03-01")}}
		item.Due = day("2020-03-31")
		_, err := h.Houses.Plan(ctx, h.head, item, nil)
		check(t, err)
		h.seat = &h.head
		page := h.post("/kk/office/calendar", 200, "do", "make")
		_, rest, _ := strings.Cut(page, "https://adal.example")
		address, _, _ := strings.Cut(rest, "<")
		h.seat = nil
		all := parse(t, h.get(address, 200)).Events()
		if len(all) != 2 || property(all[1], ics.ComponentPropertyDtStart) != "20200331" || !strings.Contains(property(all[1], ics.ComponentPropertySummary), "Кездесу") {
			t.Errorf("%+v", all)
		}
		key, err := h.OwnKey(ctx, h.monitor)
		check(t, err)
		if all := parse(t, h.get("/ru/calendar/"+key+".ics", 200)).Events(); len(all) != 1 {
			t.Errorf("those invited have %d events", len(all))
		}
		again, err := h.OwnKey(ctx, h.monitor)
		check(t, err)
		h.get("/kk/calendar/"+key+".ics", 404)
		h.get("/kk/calendar/"+again, 404)
		check(t, h.NoKey(ctx, h.head))
		h.get(address, 404)
		check(t, h.DB.Write(ctx, "mg", func(tx *db.Tx) error { return bodies.Unseat(ctx, tx, h.monitor.Seat, day("2020-02-20")) }))
		if _, err := h.Own(ctx, i18n.KK, again); fault.Of(err) != fault.NotFound {
			t.Errorf("whose term is over reads on: %v", err)
		}
	})
}
