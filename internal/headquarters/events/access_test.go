package events_test

import (
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/headquarters/events"
	"adal/internal/i18n"
)

// TestStrangers: nobody but a seat of the body that holds an event does anything with
// it, by any act, and it stays as it was.
func TestStrangers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.announce(h.briefing())
		_, err := h.Register(ctx, id, events.Asking{Name: "Тілші", Press: true, Outlet: "Газет"})
		wants(t, err, "outlet", "events.press-closed")
		f := h.briefing()
		f.Press = true
		check(t, h.Change(ctx, h.head, id, f))
		_, err = h.Register(ctx, id, events.Asking{Name: "Тілші", Press: true, Outlet: "Газет"})
		check(t, err)
		guests, err := h.Guests(ctx, h.head, id)
		check(t, err)
		before, err := h.Get(ctx, id)
		check(t, err)
		for name, by := range map[string]charter.Principal{
			"a monitor": h.monitor, "another headquarters": h.second,
			"a keeper": {Seat: "k", Body: "keepers", Kind: charter.KindKeeper}, "another region": {Seat: "s", Body: "hq23", Kind: charter.KindHeadquarters, Region: "KZ-23"},
		} {
			refused := map[string]error{
				"change":   h.Change(ctx, by, id, h.briefing()),
				"cancel":   h.Cancel(ctx, by, id, "Өтпейді"),
				"conclude": h.Conclude(ctx, by, id, events.Record{Minutes: i18n.Text{KK: "Хаттама"}, Attended: 1}),
				"material": h.Add(ctx, by, id, events.Material{Title: "Слайд", Href: "/x"}),
				"accredit": h.Accredit(ctx, by, id, guests[0].ID, true),
			}
			_, refused["guests"] = h.Guests(ctx, by, id)
			_, refused["check in"] = h.CheckIn(ctx, by, id, guests[0].Code)
			for act, err := range refused {
				if f := fault.Of(err); f != fault.Denied && f != fault.NotFound {
					t.Errorf("%s: %s: %v", name, act, err)
				}
			}
		}
		after, err := h.Get(ctx, id)
		check(t, err)
		if after.Sequence != before.Sequence || after.State != events.Announced || after.Came != 0 || after.Title != before.Title {
			t.Errorf("it was %+v and is %+v", before, after)
		}
		if guests, err = h.Guests(ctx, h.head, id); err != nil || guests[0].State != events.GuestAsked || guests[0].Came {
			t.Errorf("%+v, %v", guests, err)
		}
	})
}

// TestStrangersPages: what the office has of an event is for its seats alone.
func TestStrangersPages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id := h.announce(h.briefing())
		at := "/kk/office/events/" + id
		for _, seat := range []struct {
			seat *charter.Principal
			want int
		}{{nil, 401}, {&h.monitor, 403}, {&h.second, 404}} {
			h.seat = seat.seat
			for _, path := range []string{at, at + "/change", at + "/came"} {
				h.get(path, seat.want)
			}
			for _, path := range []string{at, at + "/cancel", at + "/minutes", at + "/materials", at + "/press", at + "/came"} {
				want := seat.want
				if seat.seat == &h.second && path == at+"/press" {
					want = 403 // a guest is asked for by the charter first
				}
				h.post(path, want, append(announced, "reason", "Дауыл", "attended", "3", "minutes-kk", "x", "title", "x", "href", "/x", "code", "AAAAAAAA", "guest", "x")...)
			}
		}
		h.seat = nil
		has(t, h.get("/kk/events/"+id, 200), "Жоспарды таныстыру")
		for _, path := range []string{"/kk/office/events/new", "/kk/office/rooms", "/kk/office/calendar", "/kk/office/calendar/" + id} {
			h.get(path, 401)
		}
		h.post("/kk/office/rooms", 401, "centre", "ac", "name-kk", "Зал", "seats", "5")
	})
}

// TestInvited: those who are invited to what is closed have its page and its calendar;
// to all others it isn't there, not even by its room.
func TestInvited(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		f := h.briefing()
		f.Open, f.Bodies, f.Title.KK = false, []string{"mg"}, "Құпия кеңес"
		id := h.announce(f)
		h.get("/kk/events/"+id, 404)
		h.get("/kk/events/"+id+"/event.ics", 404)
		h.post("/kk/events/"+id+"/register", 404, "name", "Айгүл")
		h.seat = &h.monitor
		page := h.get("/kk/office/calendar", 200)
		has(t, page, "Құпия кеңес", "/kk/office/calendar/"+id)
		page = h.get("/kk/office/calendar/"+id, 200)
		has(t, page, "Құпия кеңес", "Үлкен зал", "15:10 Жоспар")
		if strings.Contains(page, `data-form="register"`) || strings.Contains(page, "event.ics") {
			t.Error("the page offers what isn't there")
		}
		h.seat = &h.second
		h.get("/kk/office/calendar/"+id, 404)
		page = h.get("/kk/office/rooms", 200)
		has(t, page, "шақырылғандарға арналған іс-шара", "15:00–16:00")
		page += h.post("/kk/office/events", 422, append(announced, "room", h.room)...)
		if strings.Contains(page, "Құпия") {
			t.Error("who isn't invited reads what it is")
		}
		h.seat = &h.head
		has(t, h.get("/kk/office/events/"+id, 200), "Құпия кеңес")
		has(t, h.get("/kk/office/rooms", 200), "Үлкен зал")
		open := h.briefing()
		open.Starts, open.Ends = at("2020-03-07", "15:00"), at("2020-03-07", "16:00")
		h.seat = &h.monitor
		has(t, h.get("/kk/office/calendar/"+h.announce(open), 200), `data-form="register"`)
	})
}

// TestCentre: a room is named in an Antikor centre by a seat that may book there.
func TestCentre(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		name := func(by charter.Principal, r events.Room) error { _, err := h.Name(ctx, by, r); return err }
		room := events.Room{Body: "ac2", Name: i18n.Text{KK: "Атырау залы"}, Seats: 12}
		if err := name(h.head, room); fault.Of(err) != fault.Denied {
			t.Errorf("of another region: %v", err)
		}
		check(t, name(h.second, room)) // the republican one books anywhere
		for _, c := range []struct {
			field, word string
			room        events.Room
		}{
			{"name-kk", "headquarters.missing", events.Room{Body: "ac", Seats: 5}},
			{"seats", "events.seats-wrong", events.Room{Body: "ac", Name: room.Name}},
			{"seats", "events.seats-wrong", events.Room{Body: "ac", Name: room.Name, Seats: 5001}},
			{"centre", "events.centre-unknown", events.Room{Body: "mg", Name: room.Name, Seats: 5}},
			{"centre", "events.centre-unknown", events.Room{Body: "nobody", Name: room.Name, Seats: 5}},
		} {
			wants(t, name(h.head, c.room), c.field, c.word)
		}
		if err := name(h.monitor, events.Room{Body: "ac", Name: room.Name, Seats: 5}); fault.Of(err) != fault.Denied {
			t.Errorf("a monitor named a room: %v", err)
		}
		mine, err := h.Rooms(ctx, h.head)
		check(t, err)
		all, err := h.Rooms(ctx, h.second)
		check(t, err)
		if len(mine) != 1 || mine[0].ID != h.room || len(all) != 2 {
			t.Errorf("the region may book %+v, the republic %+v", mine, all)
		}
		f := h.briefing()
		f.Room = all[1].ID
		if f.Room == h.room {
			f.Room = all[0].ID
		}
		f.Places = 5
		if _, err := h.Announce(ctx, h.head, f); fault.Of(err) != fault.Denied {
			t.Errorf("the region announced in another's room: %v", err)
		}
	})
}
