package events_test

import (
	"strings"
	"testing"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/headquarters/events"
	"adal/internal/i18n"
)

// public are the addresses at which everybody reads of events in March 2020.
func public(id string) map[string]int {
	return map[string]int{
		"/kk/events": 200, "/kk/events?month=2020-03": 200, "/kk/events?since=2020-03-01&until=2020-03-31": 200, "/kk/events?since=2020-03-01&until=2020-03-31&body=hq": 200,
		"/kk/events/calendar.ics": 200, "/kk/headquarters/KZ-47/calendar.ics": 200, "/kk/events/" + id: 404, "/kk/events/" + id + "/event.ics": 404,
	}
}

// TestHidden: what is closed is at no address that everybody reads, neither by its title
// nor by its place; opened it is at all of them, and closed again it is gone.
func TestHidden(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		f := h.briefing()
		f.Title, f.About, f.Open = i18n.Text{KK: "Жасырын кеңес"}, i18n.Text{KK: "Жасырын мазмұн"}, false
		id := h.announce(f)
		hidden := func(when string) {
			t.Helper()
			for path, code := range public(id) {
				if page := h.get(path, code); strings.Contains(page, "Жасырын") || strings.Contains(page, id) && code == 200 {
					t.Errorf("%s: %s tells of it", when, path)
				}
			}
			h.post("/kk/events/"+id+"/register", 404, "name", "Айгүл")
		}
		hidden("announced")
		f.Open = true
		check(t, h.Change(ctx, h.head, id, f))
		for path := range public(id) {
			if page := h.get(path, 200); !strings.Contains(page, "Жасырын кеңес") {
				t.Errorf("open, and %s doesn't tell of it", path)
			}
		}
		mine, err := h.Register(ctx, id, events.Asking{Name: "Айгүл"})
		check(t, err)
		f.Open = false
		check(t, h.Change(ctx, h.head, id, f))
		hidden("closed again")
		has(t, h.get("/kk/places/"+mine, 200), "Айгүл", "Жасырын кеңес") // whose place it is knows it already
		h.on("2020-03-07")
		check(t, h.Conclude(ctx, h.head, id, events.Record{Minutes: i18n.Text{KK: "Жасырын хаттама"}, Attended: 5}))
		check(t, h.Add(ctx, h.head, id, events.Material{Title: "Жасырын слайд", Href: "/x"}))
		hidden("held")
		// It counts in the figures all the same: they tell how many, not what.
		if got, err := h.Counted(ctx, "hq", day("2020-03-01"), day("2020-03-31")); err != nil || got.Held != 1 || got.Reached != 5 {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// TestCalledOff: what was called off is told of as such everywhere, has no room, is not
// ahead, and gives no places.
func TestCalledOff(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		f := h.briefing()
		f.Press = true
		id := h.announce(f)
		check(t, h.Cancel(ctx, h.head, id, "Боран  күтіледі"))
		e, err := h.Get(ctx, id)
		check(t, err)
		if e.State != events.Cancelled || e.Reason != "Боран күтіледі" || !e.Due.IsZero() || e.Settled.IsZero() {
			t.Errorf("%+v", e)
		}
		for path, want := range map[string]string{
			"/kk/events?month=2020-03": "<s>Жоспарды таныстыру</s>", "/ru/events/" + id: h.Words.Say(i18n.RU, "events.state-cancelled"),
			"/kk/events/calendar.ics": "STATUS:CANCELLED", "/kk/events/" + id + "/event.ics": "STATUS:CANCELLED",
		} {
			has(t, h.get(path, 200), want)
		}
		if page := h.get("/kk/events", 200); strings.Contains(page, "Жоспарды таныстыру") {
			t.Error("it is ahead")
		}
		if page := h.get("/kk/events/"+id, 200); strings.Contains(page, `data-form="register"`) {
			t.Error("places can be asked for")
		}
		if taken, err := h.Taken(ctx, h.room); err != nil || len(taken) != 0 || h.count(`SELECT COUNT(*) FROM room_quarter`) != 0 {
			t.Errorf("it has the room: %v, %v", taken, err)
		}
		h.seat = &h.head
		page := h.get("/kk/office/events/"+id, 200)
		has(t, page, "Боран күтіледі")
		for _, form := range []string{"/cancel", "/change", "/came", "/minutes", "/press"} {
			if strings.Contains(page, id+form) {
				t.Errorf("the office offers %s", form)
			}
		}
		h.announce(f) // the room and the hour are free
	})
}

// TestTooLate: a page says of what can't be asked for any more that registration is over,
// and of what is full that no places are left.
func TestTooLate(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		f := h.briefing()
		f.Starts, f.Ends, f.Places, f.Room, f.Place = at("2020-02-21", "09:00"), at("2020-02-21", "18:00"), 1, "", i18n.Text{KK: "Әкімдік"}
		begun := h.announce(f)
		f.Starts, f.Ends = at("2020-02-24", "09:00"), at("2020-02-24", "18:00")
		full := h.announce(f)
		_, err := h.Register(t.Context(), full, events.Asking{Name: "Айгүл"})
		check(t, err)
		h.on("2020-02-21") // at noon, in its middle
		for id, word := range map[string]string{begun: "events.register-closed", full: "events.places-none"} {
			page := h.get("/kk/events/"+id, 200)
			has(t, page, h.Words.Say(i18n.KK, word))
			if strings.Contains(page, `data-form="register"`) {
				t.Errorf("%s: there is a form", word)
			}
		}
	})
}

// TestTokens: the address of a calendar is its seat's alone. It is kept as a hash, can't
// be guessed from another one, and the calendar ends with the invitation and the term.
func TestTokens(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		f := h.briefing()
		f.Open, f.Bodies = false, []string{"mg"}
		id := h.announce(f)
		calendar := func(key string) (string, error) {
			text, err := h.Own(ctx, i18n.KK, key)
			return string(text), err
		}
		keys := map[string]string{}
		for name, by := range map[string]charter.Principal{"head": h.head, "monitor": h.monitor, "second": h.second} {
			key, err := h.OwnKey(ctx, by)
			check(t, err)
			if len(key) != 26 || h.count(`SELECT COUNT(*) FROM calendar_key WHERE hash = '`+key+`'`) != 0 {
				t.Errorf("the key %q lies open", key)
			}
			keys[name] = key
		}
		for name, want := range map[string]bool{"head": true, "monitor": true, "second": false} {
			if text, err := calendar(keys[name]); err != nil || strings.Contains(text, id) != want {
				t.Errorf("%s has it: %v, %v", name, !want, err)
			}
		}
		for _, key := range []string{"", "x", keys["head"][:25], keys["head"] + "a", strings.ToUpper(keys["head"])} {
			if _, err := calendar(key); fault.Of(err) != fault.NotFound {
				t.Errorf("%q opens a calendar: %v", key, err)
			}
		}
		f.Bodies = nil
		check(t, h.Change(ctx, h.head, id, f))
		if text, err := calendar(keys["monitor"]); err != nil || strings.Contains(text, id) {
			t.Errorf("who is invited no more still has it: %v", err)
		}
		check(t, h.NoKey(ctx, h.second)) // takes nobody else's back
		for name, want := range map[string]fault.Kind{"head": "", "monitor": "", "second": fault.NotFound} {
			if _, err := calendar(keys[name]); fault.Of(err) != want {
				t.Errorf("%s: %v", name, err)
			}
		}
		check(t, h.DB.Write(ctx, "hq", func(tx *db.Tx) error { return bodies.Unseat(ctx, tx, h.head.Seat, day("2020-02-25")) }))
		if _, err := calendar(keys["head"]); err != nil {
			t.Errorf("before the end of the term: %v", err)
		}
		h.on("2020-02-25")
		if _, err := calendar(keys["head"]); fault.Of(err) != fault.NotFound {
			t.Errorf("after the end of the term: %v", err)
		}
	})
}
