package events_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"adal/internal/fault"
	"adal/internal/headquarters/events"
	"adal/internal/i18n"
	"adal/internal/links"
)

func (h *house) title(ctx context.Context, id string) (links.Ref, error) {
	e, err := h.Public(ctx, id)
	if err == nil {
		return links.Ref{Kind: "event", Title: e.Title, Path: "/events/" + id, Day: e.Day()}, nil
	}
	i, err := h.Houses.Get(ctx, id)
	return links.Ref{Kind: "plan-item", Title: i.Work.Title, Path: "/plan/" + id, Day: i.Work.Since}, err
}

// TestMoment: a time is that of its zone on its day. Clocks of Almaty went from +06
// to +05 on 1 March 2024, those of Aktau stayed at +05.
func TestMoment(t *testing.T) {
	for _, c := range []struct{ day, zone, utc string }{
		{"2024-02-29", "Asia/Almaty", "2024-02-29T09:00"}, {"2024-03-01", "Asia/Almaty", "2024-03-01T10:00"},
		{"2024-02-29", "Asia/Aqtau", "2024-02-29T10:00"}, {"2024-03-01", "Asia/Aqtau", "2024-03-01T10:00"},
		{"2020-03-06", "Asia/Qyzylorda", "2020-03-06T10:00"},
	} {
		got, err := events.Moment(c.day, "15:00", c.zone)
		if err != nil || got.UTC().Format("2006-01-02T15:04") != c.utc {
			t.Errorf("%s in %s: %v, %v", c.day, c.zone, got.UTC(), err)
		}
	}
	for _, c := range []struct{ day, clock, zone, field, word string }{
		{"2024-03-01", "15:00", "Europe/Berlin", "zone", "events.zone-wrong"}, {"2024-03-01", "15:00", "", "zone", "events.zone-wrong"},
		{"2024-02-30", "15:00", "Asia/Aqtau", "day", "overlap.day-missing"}, {"", "15:00", "Asia/Aqtau", "day", "overlap.day-missing"},
		{"2024-03-01", "25:00", "Asia/Aqtau", "from", "events.clock-wrong"}, {"2024-03-01", "3 pm", "Asia/Aqtau", "from", "events.clock-wrong"},
		// Clocks of Almaty went forward at 02:00 of 28 March 2004: nobody's showed 02:30.
		{"2004-03-28", "02:30", "Asia/Almaty", "from", "events.clock-wrong"},
	} {
		_, err := events.Moment(c.day, c.clock, c.zone)
		wants(t, err, c.field, c.word)
	}
	for region, zone := range map[string]string{"KZ-47": "Asia/Aqtau", "KZ-75": "Asia/Almaty", "": "Asia/Almaty"} {
		if got := events.ZoneOf(region); got != zone {
			t.Errorf("%s: %s", region, got)
		}
	}
}

// TestFaults says what is wrong with an event, and then nothing is announced and no
// room is booked.
func TestFaults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		for _, c := range []struct {
			field, word string
			change      func(*events.Facts)
		}{
			{"kind", "events.kind-missing", func(f *events.Facts) { f.Type = "party" }},
			{"title-kk", "headquarters.missing", func(f *events.Facts) { f.Title.KK = " " }},
			{"day", "events.in-past", func(f *events.Facts) {
				f.Starts, f.Ends = at("2020-02-20", "11:00"), at("2020-02-20", "12:30") // it is noon
			}},
			{"to", "events.ends-before", func(f *events.Facts) { f.Ends = f.Starts }},
			{"to", "events.too-long", func(f *events.Facts) { f.Ends = f.Starts.Add(13 * time.Hour) }},
			{"place-kk", "events.place-missing", func(f *events.Facts) { f.Room = "" }},
			{"stream", "events.stream-wrong", func(f *events.Facts) { f.Stream = "javascript:alert(1)" }},
			{"stream", "events.stream-missing", func(f *events.Facts) { f.Type = "live" }},
			{"places", "events.places-wrong", func(f *events.Facts) { f.Places = -1 }},
			{"places", "events.room-small", func(f *events.Facts) { f.Places = 41 }},
			{"room", "events.room-unknown", func(f *events.Facts) { f.Room = "nowhere" }},
			{"bodies", "headquarters.body-unknown", func(f *events.Facts) { f.Bodies = []string{"nobody"} }},
		} {
			f := h.briefing()
			c.change(&f)
			_, err := h.Announce(ctx, h.head, f)
			wants(t, err, c.field, c.word)
		}
		if _, err := h.Announce(ctx, h.monitor, h.briefing()); fault.Of(err) != fault.Denied {
			t.Errorf("a monitor announced a briefing: %v", err)
		}
		if all, err := h.Of(ctx, "hq"); err != nil || len(all) != 0 {
			t.Errorf("%d were announced, %v", len(all), err)
		}
		if taken, err := h.Taken(ctx, h.room); err != nil || len(taken) != 0 {
			t.Errorf("%d have the room, %v", len(taken), err)
		}
	})
}

// TestRoom: a room has one event at a time, of whatever body; the quarter after one
// ends is free, and so is the room of what was cancelled.
func TestRoom(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.announce(h.briefing())
		for _, c := range []struct {
			from, to string
			free     bool
		}{{"14:00", "15:00", true}, {"14:30", "15:01", false}, {"15:30", "15:45", false}, {"15:59", "17:00", false}, {"16:00", "17:00", true}} {
			f := h.briefing()
			f.Starts, f.Ends = at("2020-03-06", c.from), at("2020-03-06", c.to)
			other, err := h.Announce(ctx, h.second, f)
			if c.free {
				check(t, err)
				check(t, h.Cancel(ctx, h.second, other, "Өтпейді"))
				continue
			}
			wants(t, err, "room", "events.room-taken")
			if a := fault.Fields(err)[0].Args; a[1] != "15:00" || a[2] != "16:00" {
				t.Errorf("who has it: %v", a)
			}
		}
		moved := h.briefing()
		moved.Starts, moved.Ends = at("2020-03-06", "15:30"), at("2020-03-06", "16:30") // over its own hour
		check(t, h.Change(ctx, h.head, id, moved))
		f := h.briefing()
		f.Starts, f.Ends = at("2020-03-06", "15:00"), at("2020-03-06", "15:30")
		_, err := h.Announce(ctx, h.second, f)
		check(t, err)
		if _, err := h.Name(ctx, h.head, events.Room{Body: "ac2", Name: i18n.Text{KK: "Зал"}, Seats: 5}); fault.Of(err) != fault.Denied {
			t.Errorf("a regional headquarters has a room in another region: %v", err)
		}
		_, err = h.Name(ctx, h.head, events.Room{Body: "hq", Name: i18n.Text{KK: "Зал"}, Seats: 5})
		wants(t, err, "centre", "events.centre-unknown")
	})
}

// TestRoomAtOnce: of two seats of two bodies that book a room at the same moment, one
// has it. The bodies write in scopes of their own, so the database holds that.
func TestRoomAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for range 5 {
			var wg sync.WaitGroup
			errs := make([]error, 2)
			ids := make([]string, 2)
			for n, by := range []int{0, 1} {
				wg.Go(func() {
					who := h.head
					if by == 1 {
						who = h.second
					}
					ids[n], errs[n] = h.Announce(t.Context(), who, h.briefing())
				})
			}
			wg.Wait()
			won := 0
			for n, err := range errs {
				if err == nil {
					won++
					who := h.head
					if n == 1 {
						who = h.second
					}
					check(t, h.Cancel(t.Context(), who, ids[n], "Келесі рет"))
				} else if f := fault.Fields(err); len(f) == 0 || f[0].Field != "room" {
					t.Errorf("who lost hears: %v", err)
				}
			}
			if won != 1 {
				t.Fatalf("%d have the room: %v", won, errs)
			}
		}
	})
}

// TestLife is the life of an event: announced, changed, held, its minutes mended.
func TestLife(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.announce(h.briefing())
		e, err := h.Get(ctx, id)
		check(t, err)
		// Minutes are due five working days after Friday 6 March 2020. The calendar
		// knows no holidays of that year, only weekends.
		if e.Number != "HQ47-E-2020-0001" || e.Due != day("2020-03-13") || e.Sequence != 0 || e.Starts.Format(time.RFC3339) != "2020-03-06T15:00:00+05:00" {
			t.Errorf("%+v", e)
		}
		record := events.Record{Minutes: i18n.Text{KK: "Жоспар таныстырылды."}, Attended: 63, Trained: true}
		if err := h.Conclude(ctx, h.head, id, record); fault.Of(err) != fault.Conflict {
			t.Errorf("minutes before the event: %v", err)
		}
		h.on("2020-03-07")
		if err := h.Change(ctx, h.head, id, h.briefing()); fault.Of(err) != fault.Conflict {
			t.Errorf("changed after it began: %v", err)
		}
		wants(t, h.Conclude(ctx, h.head, id, events.Record{Minutes: record.Minutes, Attended: -1}), "attended", "events.attended-missing")
		wants(t, h.Conclude(ctx, h.head, id, events.Record{Attended: 1}), "minutes-kk", "headquarters.missing")
		check(t, h.Conclude(ctx, h.head, id, record))
		record.Attended = 64
		check(t, h.Conclude(ctx, h.head, id, record))
		if err := h.Cancel(ctx, h.head, id, "Өтпейді"); fault.Of(err) != fault.Conflict {
			t.Errorf("cancelled after it was held: %v", err)
		}
		if e, err = h.Get(ctx, id); err != nil || e.State != events.Held || e.Attended != 64 || !e.Trained || e.Sequence != 2 {
			t.Errorf("%+v, %v", e, err)
		}
		if err := h.Cancel(ctx, h.second, id, "Өтпейді"); fault.Of(err) != fault.NotFound {
			t.Errorf("another body cancelled: %v", err)
		}
	})
}

// TestClosed: what is for those invited is on no public page; those invited have it.
func TestClosed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		f := h.briefing()
		f.Open, f.Bodies = false, []string{"mg", "mg"}
		id := h.announce(f)
		if _, err := h.Public(ctx, id); fault.Of(err) != fault.NotFound {
			t.Errorf("it is public: %v", err)
		}
		if all, err := h.Ahead(ctx, "", 10); err != nil || len(all) != 0 {
			t.Errorf("it is ahead for all: %d, %v", len(all), err)
		}
		if all, err := h.Of(ctx, "mg"); err != nil || len(all) != 1 || len(all[0].Title.KK) == 0 {
			t.Errorf("those invited have %d, %v", len(all), err)
		}
		_, err := h.Register(ctx, id, events.Asking{Name: "Айбек"})
		if fault.Of(err) != fault.NotFound {
			t.Errorf("somebody registered: %v", err)
		}
	})
}

// read is a query of one number.
func (h *house) count(query string) (n int) {
	h.t.Helper()
	check(h.t, h.DB.Pool().QueryRowContext(h.t.Context(), query).Scan(&n))
	return n
}

// TestPlaces: of forty who ask for seven places at the same moment, seven have one,
// and the others hear that none is left.
func TestPlaces(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id := h.announce(h.briefing())
		var wg sync.WaitGroup
		tokens, errs := make([]string, 40), make([]error, 40)
		for n := range 40 {
			wg.Go(func() {
				tokens[n], errs[n] = h.Register(t.Context(), id, events.Asking{Name: "Қонақ", Lang: i18n.KK})
			})
		}
		wg.Wait()
		have, first := 0, ""
		for n, err := range errs {
			if err == nil {
				have++
				first = tokens[n]
				continue
			}
			wants(t, err, "", "events.full")
		}
		if have != 7 || h.count(`SELECT COUNT(*) FROM event_guest`) != 7 || h.count(`SELECT registered FROM event`) != 7 {
			t.Errorf("%d have a place", have)
		}
		check(t, h.GiveBack(t.Context(), first))
		if _, err := h.Register(t.Context(), id, events.Asking{Name: "Сегізінші", Lang: i18n.KK}); err != nil {
			t.Errorf("a place that was given back isn't free: %v", err)
		}
		if _, err := h.Place(t.Context(), first); fault.Of(err) != fault.NotFound {
			t.Errorf("it is still there: %v", err)
		}
	})
}

// TestGuests: the press is accredited apart, who comes is checked in once, and a day
// later only numbers are left.
func TestGuests(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		f := h.briefing()
		f.Press, f.Places = true, 1
		id := h.announce(f)
		token, err := h.Register(ctx, id, events.Asking{Name: "Айгүл", Address: "guest@example.org", Lang: i18n.KK})
		check(t, err)
		_, err = h.Register(ctx, id, events.Asking{Name: "Тілші", Press: true, Lang: i18n.KK})
		wants(t, err, "outlet", "headquarters.missing")
		press, err := h.Register(ctx, id, events.Asking{Name: "Тілші", Press: true, Outlet: "Маңғыстау газеті", Lang: i18n.RU})
		check(t, err)
		_, err = h.Register(ctx, id, events.Asking{Name: "Айгүл", Address: "not an address"})
		wants(t, err, "address", "events.address-wrong")
		place, err := h.Place(ctx, token)
		check(t, err)
		reporter, err := h.Place(ctx, press)
		check(t, err)
		_, err = h.CheckIn(ctx, h.head, id, reporter.Code)
		wants(t, err, "code", "events.not-accredited")
		check(t, h.Accredit(ctx, h.head, id, reporter.Guest.ID, true))
		_, err = h.CheckIn(ctx, h.head, id, reporter.Code)
		check(t, err)
		for range 2 {
			if g, err := h.CheckIn(ctx, h.head, id, " "+place.Code+" "); err != nil || g.Name != "Айгүл" {
				t.Errorf("%+v, %v", g, err)
			}
		}
		_, err = h.CheckIn(ctx, h.head, id, "AAAAAAAA")
		wants(t, err, "code", "events.code-unknown")
		if _, err := h.CheckIn(ctx, h.second, id, place.Code); err == nil {
			t.Error("another body checks in")
		}
		if e, err := h.Get(ctx, id); err != nil || e.Registered != 2 || e.Came != 2 {
			t.Errorf("%+v, %v", e, err)
		}
		check(t, h.Forget(ctx)) // long after 2020
		if n := h.count(`SELECT COUNT(*) FROM event_guest`); n != 0 {
			t.Errorf("%d guests are still known", n)
		}
		if e, err := h.Get(ctx, id); err != nil || e.Registered != 2 || !e.Forgotten {
			t.Errorf("the numbers are gone: %+v, %v", e, err)
		}
	})
}

// TestLetters: who left an address hears of the day before, of a change and of the
// end; nobody else does, and the database has no address.
func TestLetters(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.announce(h.briefing())
		token, err := h.Register(ctx, id, events.Asking{Name: "Айгүл", Address: "guest@example.org", Lang: i18n.KK})
		check(t, err)
		_, err = h.Register(ctx, id, events.Asking{Name: "Поштасыз", Lang: i18n.KK})
		check(t, err)
		var sealed []byte
		check(t, h.DB.Pool().QueryRowContext(ctx, `SELECT address FROM event_guest WHERE name = 'Айгүл'`).Scan(&sealed))
		if len(sealed) == 0 || string(sealed) == "guest@example.org" {
			t.Errorf("the address lies open: %q", sealed)
		}
		due := events.Reminder{Event: id, Sequence: int(at("2020-03-06", "15:00").Unix())}
		check(t, h.Remind(ctx, due))
		moved := h.briefing()
		moved.Starts, moved.Ends = at("2020-03-06", "17:00"), at("2020-03-06", "18:00")
		check(t, h.Change(ctx, h.head, id, moved))
		check(t, h.Remind(ctx, due)) // it was moved: this reminder is of the hour before
		check(t, h.Cancel(ctx, h.head, id, "Дауыл"))
		all, err := h.Box.Shelf(ctx, 10)
		check(t, err)
		subjects := map[string]int{}
		for _, l := range all {
			subjects[l.Subject]++
			if l.To != "guest@example.org" {
				t.Errorf("a letter to %s", l.To)
			}
		}
		for _, want := range []string{"Ертең: Жоспарды таныстыру", "Уақыты не орны өзгерді: Жоспарды таныстыру", "Өтпейді: Жоспарды таныстыру"} {
			if subjects[want] != 1 {
				t.Errorf("%q went %d times: %v", want, subjects[want], subjects)
			}
		}
		check(t, h.GiveBack(ctx, token))
		if all, err := h.Box.Shelf(ctx, 10); err != nil || len(all) != 0 {
			t.Errorf("who left still has %d letters, %v", len(all), err)
		}
	})
}

// TestReminders: a job stands for each time that an event has had.
func TestReminders(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id := h.announce(h.briefing())
		moved := h.briefing()
		moved.Starts, moved.Ends = at("2020-03-06", "17:00"), at("2020-03-06", "18:00")
		check(t, h.Change(t.Context(), h.head, id, moved))
		if n := h.count(`SELECT COUNT(*) FROM job WHERE kind = 'event-remind'`); n != 2 {
			t.Errorf("%d reminders", n)
		}
		if err := h.Remind(t.Context(), events.Reminder{Event: "gone"}); err != nil {
			t.Errorf("a reminder of nothing: %v", err)
		}
	})
}
