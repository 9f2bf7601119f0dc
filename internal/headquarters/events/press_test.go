package events_test

import (
	"strings"
	"testing"
	"time"

	"adal/internal/fault"
	"adal/internal/headquarters/events"
	"adal/internal/i18n"
	"adal/internal/mail"
)

// TestPress: the press asks to be accredited, takes no places, doesn't come in before
// somebody decided, hears of the decision, and may be refused and accredited after all.
func TestPress(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		f := h.briefing()
		f.Press, f.Places = true, 1
		id := h.announce(f)
		_, err := h.Register(ctx, id, events.Asking{Name: "Тілші", Press: true})
		wants(t, err, "outlet", "headquarters.missing")
		token, err := h.Register(ctx, id, events.Asking{Name: "Тілші", Press: true, Outlet: "Маңғыстау газеті", Address: "press@example.org", Lang: i18n.KK})
		check(t, err)
		_, err = h.Register(ctx, id, events.Asking{Name: "Айгүл"})
		check(t, err) // the press took no place
		_, err = h.Register(ctx, id, events.Asking{Name: "Болат"})
		wants(t, err, "", "events.full")
		p, err := h.Place(ctx, token)
		check(t, err)
		_, err = h.CheckIn(ctx, h.head, id, p.Code)
		wants(t, err, "code", "events.not-accredited")
		state := func(in bool, want string) {
			t.Helper()
			check(t, h.Accredit(ctx, h.head, id, p.Guest.ID, in))
			if p, err = h.Place(ctx, token); err != nil || p.State != want {
				t.Errorf("%q, want %q: %v", p.State, want, err)
			}
		}
		state(false, events.GuestOut)
		has(t, h.get("/kk/places/"+token, 200), h.Words.Say(i18n.KK, "events.press-out"))
		state(true, events.GuestIn)
		g, err := h.CheckIn(ctx, h.head, id, " "+strings.ToLower(p.Code)+" ")
		if err != nil || g.Name != "Тілші" || g.Came {
			t.Errorf("%+v, %v", g, err)
		}
		letters, err := h.Box.Shelf(ctx, 10)
		check(t, err)
		if len(letters) != 2 || letters[0].To != "press@example.org" {
			t.Errorf("%d letters: %+v", len(letters), letters)
		}
		all, err := h.Guests(ctx, h.head, id)
		check(t, err)
		for _, one := range all {
			if one.Outlet == "" && fault.Of(h.Accredit(ctx, h.head, id, one.ID, true)) != fault.NotFound {
				t.Error("a citizen was accredited as press")
			}
		}
		if fault.Of(h.GiveBack(ctx, token)) != fault.Conflict {
			t.Error("a place was given back by who came")
		}
	})
}

// TestPressPages: an event for the press alone shows its guests to the office, and its
// form says what it is.
func TestPressPages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		f := h.briefing()
		f.Press, f.Places = true, 0
		id := h.announce(f)
		has(t, h.get("/kk/events/"+id, 200), `name="press"`, `name="outlet"`)
		has(t, h.post("/kk/events/"+id+"/register", 422, "name", "Айгүл <script>"), "Айгүл &lt;script&gt;", h.Words.Say(i18n.KK, "events.full"))
		has(t, h.post("/kk/events/"+id+"/register", 422, "name", "Тілші", "press", "yes"), `id="outlet-error"`)
		mine := h.post("/kk/events/"+id+"/register", 303, "name", "Тілші", "press", "yes", "outlet", "Lada")
		has(t, h.get(mine, 200), h.Words.Say(i18n.KK, "events.press-asked"))
		h.seat = &h.head
		page := h.get("/kk/office/events/"+id, 200)
		has(t, page, "Тілші", "Lada", h.Words.Say(i18n.KK, "events.guest-asked"))
		guests, err := h.Guests(t.Context(), h.head, id)
		check(t, err)
		h.post("/kk/office/events/"+id+"/press", 303, "guest", guests[0].ID, "do", "in")
		has(t, h.get("/kk/office/events/"+id, 200), h.Words.Say(i18n.KK, "events.guest-in"))
		h.post("/kk/office/events/"+id+"/press", 404, "guest", "nobody", "do", "in")
		h.seat = nil
		has(t, h.get(mine, 200), guests[0].Code)
	})
}

// TestOneReminder: a job may run twice and an event be edited in between, and each
// guest is reminded once of each hour that it was set to.
func TestOneReminder(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.announce(h.briefing())
		for _, a := range []events.Asking{{Name: "А", Address: "a@example.org", Lang: i18n.KK}, {Name: "Б", Address: "b@example.org", Lang: i18n.RU}, {Name: "В"}} {
			_, err := h.Register(ctx, id, a)
			check(t, err)
		}
		reminders := func() (all []mail.Letter) {
			shelf, err := h.Box.Shelf(ctx, 50)
			check(t, err)
			for _, l := range shelf {
				if strings.HasPrefix(l.Subject, "Ертең") || strings.HasPrefix(l.Subject, "Завтра") {
					all = append(all, l.Letter)
				}
			}
			return all
		}
		first := events.Reminder{Event: id, Sequence: int(at("2020-03-06", "15:00").Unix())}
		check(t, h.Remind(ctx, first))
		edited := h.briefing()
		edited.Agenda = i18n.Text{KK: "15:00 Жаңа күн тәртібі"}
		check(t, h.Change(ctx, h.head, id, edited))
		check(t, h.Remind(ctx, first))
		if got := reminders(); len(got) != 2 {
			t.Fatalf("%d reminders: %+v", len(got), got)
		}
		edited.Starts, edited.Ends = edited.Starts.Add(2*time.Hour), edited.Ends.Add(2*time.Hour)
		check(t, h.Change(ctx, h.head, id, edited))
		check(t, h.Remind(ctx, first)) // that hour is no more
		second := events.Reminder{Event: id, Sequence: int(at("2020-03-06", "17:00").Unix())}
		check(t, h.Remind(ctx, second))
		check(t, h.Remind(ctx, second))
		got := reminders()
		if len(got) != 4 {
			t.Errorf("%d reminders: %+v", len(got), got)
		}
		for _, l := range got {
			if l.Lang == i18n.RU && !strings.Contains(l.Text, "Үлкен зал") {
				t.Errorf("the letter doesn't say where: %s", l.Text)
			}
		}
		check(t, h.Cancel(ctx, h.head, id, "Дауыл"))
		check(t, h.Remind(ctx, second))
		if got := reminders(); len(got) != 4 {
			t.Errorf("%d reminders of what is cancelled", len(got))
		}
	})
}
