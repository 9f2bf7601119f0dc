package events_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/headquarters/events"
	"adal/internal/i18n"
	"adal/internal/web/webtest"
)

type refusal = webtest.Refusal

// stands is how many rows the tables have that an act with an event writes to.
func (h *house) stands() string {
	h.t.Helper()
	var all []string
	for _, q := range []string{
		"COUNT(*) FROM event", "COALESCE(SUM(sequence), 0) FROM event", "COALESCE(SUM(registered + came), 0) FROM event", "COUNT(*) FROM event_guest",
		"COUNT(*) FROM event_guest WHERE came", "COUNT(*) FROM event_guest WHERE state = 'in'", "COUNT(*) FROM event_invited", "COUNT(*) FROM event_material",
		"COUNT(*) FROM room", "COUNT(*) FROM room_quarter", "COUNT(*) FROM docket_step", "COUNT(*) FROM job", "COUNT(*) FROM mail_letter", "COUNT(*) FROM register_staged",
	} {
		all = append(all, fmt.Sprintf("%s: %d", q, h.count("SELECT "+q)))
	}
	return strings.Join(all, "\n")
}

// refused sends forms that are refused; nothing is changed by any of them.
func (h *house) refused(by *charter.Principal, path string, all ...refusal) {
	h.t.Helper()
	before := h.stands()
	h.seat = by
	for _, r := range all {
		r.Path = path
		if r.Status == 0 {
			r.Status = 422
		}
		webtest.Refused(h.t, h.Words, h.post, r)
	}
	if after := h.stands(); after != before {
		h.t.Errorf("%s: it was\n%s\nand is\n%s", path, before, after)
	}
}

// long is a text of one letter more than may be.
func long(most int) string { return strings.Repeat("ә", most+1) }

// written is the form of an announcement with other values, its title first.
func written(pairs ...string) []string {
	return webtest.But(slices.Concat(announced[2:], announced[:2]), pairs...)
}

// announcing are the refusals of the form of an event, to announce and to change.
func announcing() []refusal {
	const missing, tooLong = "headquarters.missing", "headquarters.too-long"
	return []refusal{
		{Form: written("kind", "party"), Field: "kind", Word: "events.kind-missing"},
		{Form: written("title-kk", " "), Field: "title-kk", Word: missing},
		{Form: written("title-ru", long(200)), Field: "title-ru", Word: tooLong, Args: []any{201, 200}},
		{Form: written("about-kk", "\n"), Field: "about-kk", Word: missing},
		{Form: written("about-en", long(4000)), Field: "about-en", Word: tooLong, Args: []any{4001, 4000}},
		{Form: written("agenda-kk", long(4000)), Field: "agenda-kk", Word: tooLong, Args: []any{4001, 4000}},
		{Form: written("place-kk", long(200)), Field: "place-kk", Word: tooLong, Args: []any{201, 200}},
		{Form: written("place-kk", ""), Field: "place-kk", Word: "events.place-missing"},
		{Form: written("day", "2020-02-20", "from", "11:00"), Field: "day", Word: "events.in-past"}, // it is noon
		{Form: written("day", "2020-02-20", "from", "12:00"), Field: "day", Word: "events.in-past"},
		{Form: written("day", "2020-02-30"), Field: "day", Word: "overlap.day-missing"},
		{Form: written("from", "үште"), Field: "from", Word: "events.clock-wrong"},
		{Form: written("to", "25:00"), Field: "to", Word: "events.clock-wrong"},
		{Form: written("to", "15:00"), Field: "to", Word: "events.ends-before"},
		{Form: written("from", "03:00", "to", "15:01"), Field: "to", Word: "events.too-long", Args: []any{12}},
		{Form: written("zone", "Europe/Berlin"), Field: "zone", Word: "events.zone-wrong"},
		{Form: written("zone", ""), Field: "zone", Word: "events.zone-wrong"},
		{Form: written("stream", "http://example.org"), Field: "stream", Word: "events.stream-wrong"},
		{Form: written("stream", "https://a b"), Field: "stream", Word: "events.stream-wrong"},
		{Form: written("kind", "live"), Field: "stream", Word: "events.stream-missing"},
		{Form: written("places", "-1"), Field: "places", Word: "events.places-wrong", Args: []any{5000}},
		{Form: written("places", "5001"), Field: "places", Word: "events.places-wrong", Args: []any{5000}},
		{Form: written("places", "көп"), Field: "places", Word: "events.places-wrong", Args: []any{5000}},
		{Form: written("room", "nowhere"), Field: "room", Word: "events.room-unknown"},
		{Form: written("bodies", "nobody"), Field: "bodies", Word: "headquarters.body-unknown"},
		{Form: written("bodies", "hq"), Field: "bodies", Word: "headquarters.body-unknown"}, // nobody invites themselves
	}
}

// TestRefusals: what can't be is refused on its page in the reader's language, and
// changes nothing.
func TestRefusals(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		f := h.briefing()
		f.Press, f.Places = true, 2
		id := h.announce(f)
		off := h.briefing()
		off.Starts, off.Ends = off.Starts.AddDate(0, 0, 1), off.Ends.AddDate(0, 0, 1)
		called := h.announce(off)
		_, err := h.Register(ctx, called, events.Asking{Name: "Ғазиза"})
		check(t, err)
		check(t, h.Cancel(ctx, h.head, called, "Дауыл"))
		at := "/office/events/" + id
		taken := []any{i18n.Text{KK: "Жоспарды таныстыру", RU: "Представление плана"}, "15:00", "16:00"}
		h.refused(&h.head, "/office/events", append(announcing(),
			refusal{Form: written("room", h.room, "from", "15:59", "to", "17:00"), Field: "room", Word: "events.room-taken", Args: taken},
			refusal{Form: written("room", h.room, "from", "16:00", "to", "17:00", "places", "41"), Field: "places", Word: "events.room-small", Args: []any{40}})...)
		h.refused(&h.head, at, append(announcing(), refusal{Form: written("room", h.room, "places", "41"), Field: "places", Word: "events.room-small", Args: []any{40}})...)
		h.guests(id)
		h.refused(&h.head, at+"/cancel", refusal{Form: []string{"reason", " "}, Field: "reason", Word: "headquarters.missing"},
			refusal{Form: []string{"reason", long(200)}, Field: "reason", Word: "headquarters.too-long", Args: []any{201, 200}})
		h.refused(&h.head, at+"/minutes", refusal{Form: []string{"minutes-kk", "Ерте", "attended", "3"}, Status: 409, Word: "events.ahead-still"})
		h.refused(&h.head, at+"/materials", refusal{Form: []string{"title", "", "href", "/kk/news"}, Field: "title", Word: "headquarters.missing"},
			refusal{Form: []string{"title", long(200), "href", "/kk/news"}, Field: "title", Word: "headquarters.too-long", Args: []any{201, 200}},
			refusal{Form: []string{"title", "Слайд", "href", "javascript:alert(1)"}, Field: "href", Word: "headquarters.href-wrong"},
			refusal{Form: []string{"title", "Слайд", "href", ""}, Field: "href", Word: "headquarters.href-wrong"})
		h.calledOff(called)
		h.begun(id)
	})
}

// guests asks for two places and for a third one, as the press and in wrong ways.
func (h *house) guests(id string) {
	h.t.Helper()
	ctx, path := h.t.Context(), "/events/"+id+"/register"
	h.refused(nil, path, refusal{Form: []string{"name", " "}, Field: "name", Word: "headquarters.missing"},
		refusal{Form: []string{"name", long(80)}, Field: "name", Word: "headquarters.too-long", Args: []any{81, 80}},
		refusal{Form: []string{"name", "Айгүл", "address", "мекенжай"}, Field: "address", Word: "events.address-wrong"},
		refusal{Form: []string{"name", "Тілші", "press", "yes"}, Field: "outlet", Word: "headquarters.missing"},
		refusal{Form: []string{"name", "Тілші", "press", "yes", "outlet", long(120)}, Field: "outlet", Word: "headquarters.too-long", Args: []any{121, 120}})
	var tokens []string
	for _, a := range []events.Asking{{Name: "Айгүл"}, {Name: "Болат"}, {Name: "Тілші", Press: true, Outlet: "Газет"}} {
		token, err := h.Register(ctx, id, a)
		check(h.t, err)
		tokens = append(tokens, token)
	}
	h.refused(nil, path, refusal{Form: []string{"name", "Үшінші"}, Word: "events.full"})
	h.refused(&h.head, "/office/events/"+id, refusal{Form: written("places", "1"), Field: "places", Word: "events.places-taken", Args: []any{2}})
	p, err := h.Place(ctx, tokens[2])
	check(h.t, err)
	h.refused(&h.head, "/office/events/"+id+"/came", refusal{Form: []string{"code", "AAAAAAAA"}, Field: "code", Word: "events.code-unknown"},
		refusal{Form: []string{"code", ""}, Field: "code", Word: "events.code-unknown"},
		refusal{Form: []string{"code", p.Code}, Field: "code", Word: "events.not-accredited", Args: []any{"Тілші"}})
	p, err = h.Place(ctx, tokens[0])
	check(h.t, err)
	_, err = h.CheckIn(ctx, h.head, id, p.Code)
	check(h.t, err)
	h.refused(nil, "/places/"+tokens[0], refusal{Status: 409, Word: "events.came-already"})
	h.refused(nil, "/places/nowhere", refusal{Status: 404, Word: "events.place-gone"})
	h.refused(&h.head, "/office/rooms", refusal{Form: []string{"name-kk", "", "centre", "ac", "seats", "5"}, Field: "name-kk", Word: "headquarters.missing"},
		refusal{Form: []string{"name-kk", "Зал", "centre", "ac", "seats", "0"}, Field: "seats", Word: "events.seats-wrong", Args: []any{5000}},
		refusal{Form: []string{"name-kk", "Зал", "centre", "ac", "seats", "көп"}, Field: "seats", Word: "events.seats-wrong", Args: []any{5000}},
		refusal{Form: []string{"name-kk", "Зал", "centre", "mg", "seats", "5"}, Field: "centre", Word: "events.centre-unknown"})
}

// calledOff tries everything with an event that doesn't take place.
func (h *house) calledOff(id string) {
	h.t.Helper()
	over := refusal{Status: 409, Word: "docket.not-in-state", Args: []any{"events.state-cancelled"}}
	say := func(pairs ...string) refusal { r := over; r.Form = pairs; return r }
	at := "/office/events/" + id
	guests, err := h.Guests(h.t.Context(), h.head, id)
	check(h.t, err)
	h.refused(&h.head, at, say(written("day", "2020-03-08")...))
	h.refused(&h.head, at+"/cancel", say("reason", "Тағы"))
	h.refused(&h.head, at+"/came", say("code", guests[0].Code))
	h.refused(&h.head, at+"/press", say("guest", guests[0].ID, "do", "in"))
	h.refused(nil, "/events/"+id+"/register", refusal{Form: []string{"name", "Айгүл"}, Word: "events.register-closed"})
	h.on("2020-03-08")
	h.refused(&h.head, at+"/minutes", say("minutes-kk", "Өтті", "attended", "3"))
	h.on("2020-02-20")
}

// begun tries what is too late once an event has begun, and what its minutes need.
func (h *house) begun(id string) {
	h.t.Helper()
	h.on("2020-03-07")
	at := "/office/events/" + id
	h.refused(&h.head, at, refusal{Form: written("day", "2020-03-20"), Status: 409, Word: "events.begun"})
	h.refused(nil, "/events/"+id+"/register", refusal{Form: []string{"name", "Кешіккен"}, Word: "events.register-closed"},
		refusal{Form: []string{"name", "Тілші", "press", "yes", "outlet", "Газет"}, Word: "events.register-closed"})
	h.refused(&h.head, at+"/minutes", refusal{Form: []string{"minutes-kk", "Өтті", "attended", "көп"}, Field: "attended", Word: "events.attended-missing"},
		refusal{Form: []string{"minutes-kk", "Өтті", "attended", "-1"}, Field: "attended", Word: "events.attended-missing"},
		refusal{Form: []string{"minutes-kk", "Өтті", "attended", "1000001"}, Field: "attended", Word: "events.attended-missing"},
		refusal{Form: []string{"minutes-kk", " ", "attended", "3"}, Field: "minutes-kk", Word: "headquarters.missing"},
		refusal{Form: []string{"minutes-ru", long(4000), "minutes-kk", "Өтті", "attended", "3"}, Field: "minutes-ru", Word: "headquarters.too-long", Args: []any{4001, 4000}})
	check(h.t, h.Conclude(h.t.Context(), h.head, id, events.Record{Minutes: i18n.Text{KK: "Өтті"}, Attended: 3}))
	h.refused(&h.head, at+"/cancel", refusal{Form: []string{"reason", "Кеш"}, Status: 409, Word: "docket.not-in-state", Args: []any{"events.state-held"}})
}

// kept sends a form that is refused in each language, and has all of it again.
func (h *house) kept(by *charter.Principal, path string, r refusal) {
	h.t.Helper()
	h.refused(by, path, r)
	for _, l := range i18n.Langs {
		webtest.Kept(h.t, h.post("/"+string(l)+path, 422, r.Form...), r.Form)
	}
}

// TestPressClosed: who read that the press may come, and asks to be accredited after the
// office has thought better of it, hears why not and has their words again, whether there
// are places for others or none.
func TestPressClosed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		f := h.briefing()
		f.Press = true
		id := h.announce(f)
		for _, places := range []int{7, 0} {
			f.Press, f.Places = false, places
			check(t, h.Change(t.Context(), h.head, id, f))
			if page := h.get("/kk/events/"+id, 200); strings.Contains(page, `name="outlet"`) {
				t.Error("the page asks for what it refuses")
			}
			h.kept(nil, "/events/"+id+"/register", refusal{
				Form: []string{"outlet", "Маңғыстау газеті", "name", "Тілші", "press", "yes", "address", "press@example.org"}, Field: "outlet", Word: "events.press-closed",
			})
		}
	})
}

// TestRoomJustTaken: a seat of another body books the room in the moment between the look
// whether it is free and the booking. Whoever was slower hears so in their language and
// has the whole form again, to announce as to change, and nothing is booked in part.
func TestRoomJustTaken(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		f := h.briefing()
		f.Room, f.Place = "", i18n.Text{KK: "Кітапхана"}
		other, err := h.Announce(t.Context(), h.second, f)
		check(t, err)
		own := h.announce(f)
		h.quicker(other)
		form := written("room", h.room, "about-en", "The headquarters presents its plan.", "bodies", "mg")
		for _, path := range []string{"/office/events", "/office/events/" + own} {
			h.kept(&h.head, path, refusal{Form: form, Field: "room", Word: "events.room-just-taken"})
		}
	})
}

// quicker gives each quarter of an hour that somebody is about to book to another event.
func (h *house) quicker(other string) {
	h.t.Helper()
	insert := `INSERT INTO room_quarter (room, quarter, event) VALUES (NEW.room, NEW.quarter, '` + other + `');`
	statements := []string{`CREATE TRIGGER quicker BEFORE INSERT ON room_quarter WHEN NEW.event <> '` + other + `' BEGIN ` + insert + ` END`}
	if h.DB.Postgres() {
		statements = []string{
			`CREATE FUNCTION quicker() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.event <> '` + other + `' THEN ` + insert + ` END IF; RETURN NEW; END $$`,
			`CREATE TRIGGER quicker BEFORE INSERT ON room_quarter FOR EACH ROW EXECUTE FUNCTION quicker()`,
		}
	}
	for _, s := range statements {
		_, err := h.DB.Pool().ExecContext(h.t.Context(), s)
		check(h.t, err)
	}
}
