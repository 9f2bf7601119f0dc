package events_test

import (
	"slices"
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/headquarters/events"
	"adal/internal/i18n"
)

// TestMayHold asks for every other kind of seat whether it holds events: none does.
func TestMayHold(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.announce(h.briefing())
		before := h.stands()
		for _, by := range []charter.Principal{
			{Kind: charter.KindMonitoringGroup}, {Kind: charter.KindAntikorCentre}, {Kind: charter.KindKeeper}, {Kind: charter.KindNewsroom},
			{Kind: charter.KindStateBody},
		} {
			by.Seat, by.Body, by.Region = "s", "hq", "KZ-47" // even one that says it is of the body
			acts := map[string]error{
				"change": h.Change(ctx, by, id, h.briefing()), "cancel": h.Cancel(ctx, by, id, "x"), "accredit": h.Accredit(ctx, by, id, "x", true),
				"conclude": h.Conclude(ctx, by, id, events.Record{Minutes: i18n.Text{KK: "x"}}), "material": h.Add(ctx, by, id, events.Material{Title: "x", Href: "/x"}),
			}
			_, acts["announce"] = h.Announce(ctx, by, h.briefing())
			_, acts["guests"] = h.Guests(ctx, by, id)
			_, acts["check in"] = h.CheckIn(ctx, by, id, "AAAAAAAA")
			for act, err := range acts {
				if fault.Of(err) != fault.Denied {
					t.Errorf("%s of %s: %v", act, by.Kind, err)
				}
			}
		}
		if after := h.stands(); after != before {
			t.Errorf("it was\n%s\nand is\n%s", before, after)
		}
	})
}

// TestStates takes every act with an event in every state, before it begins and after.
func TestStates(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		later := h.briefing()
		later.Room, later.Place = "", i18n.Text{KK: "Әкімдік"}
		later.Starts, later.Ends = at("2020-03-06", "15:00"), at("2020-03-06", "16:00")
		record := events.Record{Minutes: i18n.Text{KK: "Өтті"}, Attended: 3}
		acts := map[string]func(id string) error{
			"change": func(id string) error { return h.Change(ctx, h.head, id, later) }, "cancel": func(id string) error { return h.Cancel(ctx, h.head, id, "Дауыл") },
			"conclude": func(id string) error { return h.Conclude(ctx, h.head, id, record) },
		}
		for _, c := range []struct {
			state docket.State
			day   string
			may   string // the acts that may be done
		}{
			{events.Announced, "2020-03-05", "change cancel"}, {events.Announced, "2020-03-07", "cancel conclude"}, {events.Held, "2020-03-07", "conclude"},
			{events.Cancelled, "2020-03-05", ""}, {events.Cancelled, "2020-03-07", ""},
		} {
			for name, act := range acts {
				h.on("2020-03-01")
				id := h.announce(later)
				h.on(map[bool]string{true: "2020-03-07", false: "2020-03-02"}[c.state == events.Held])
				switch c.state {
				case events.Held:
					check(t, h.Conclude(ctx, h.head, id, record))
				case events.Cancelled:
					check(t, h.Cancel(ctx, h.head, id, "Дауыл"))
				}
				h.on(c.day)
				err := act(id)
				if may := slices.Contains(strings.Fields(c.may), name); may && err != nil || !may && fault.Of(err) != fault.Conflict {
					t.Errorf("%s of what is %s on %s: %v", name, c.state, c.day, err)
				}
			}
		}
	})
}
