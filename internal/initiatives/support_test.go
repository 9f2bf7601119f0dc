package initiatives_test

import (
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/initiatives"
)

// shown is an idea that can be supported.
func (h *house) shown() string {
	h.t.Helper()
	id, err := h.Begin(h.t.Context(), h.lead, said())
	check(h.t, err)
	s := said()
	check(h.t, h.Assess(h.t.Context(), h.lead, id, initiatives.Shown, initiatives.Assessing{Title: s.Title, Summary: s.Summary, Topic: s.Topic}))
	return id
}

// support asks for a letter and returns the token in it.
func (h *house) support(id, address string) string {
	h.t.Helper()
	check(h.t, h.Support(h.t.Context(), charter.Public(), id, i18n.KK, address))
	for _, l := range h.letters() {
		if m := link.FindStringSubmatch(l.Text); m != nil && l.To == address && strings.Contains(l.Text, "Ашық кезек") {
			return m[2]
		}
	}
	h.t.Fatalf("no letter to %s", address)
	return ""
}

// TestSupport counts an address once, whatever its case and however often it
// asks, and forgets it.
func TestSupport(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, public := t.Context(), charter.Public()
		id := h.shown()
		count := func() int {
			i, err := h.Get(ctx, id)
			check(t, err)
			return i.Supporters
		}
		token := h.support(id, "aigul@mail.example")
		if count() != 0 {
			t.Error("a wish counts before it is confirmed")
		}
		if i, err := h.Wished(ctx, token); err != nil || i.ID != id || count() != 0 {
			t.Errorf("opening the link: %v, %d supporters", err, count())
		}
		_, err := h.Confirm(ctx, public, token)
		check(t, err)
		if _, err := h.Confirm(ctx, public, token); fault.Of(err) != fault.NotFound || count() != 1 {
			t.Errorf("the link works twice: %v, %d supporters", err, count())
		}
		again := h.support(id, "aigul@mail.example")
		if _, err := h.Confirm(ctx, public, again); err != nil || count() != 1 {
			t.Errorf("one address counts %d times: %v", count(), err)
		}
		if _, err := h.Confirm(ctx, public, h.support(id, "berik@mail.example")); err != nil || count() != 2 {
			t.Errorf("two addresses count %d times: %v", count(), err)
		}
		for _, table := range []string{"initiative_support", "initiative_wish"} {
			if all := h.dump(table); strings.Contains(all, "mail.example") || strings.Contains(all, token) {
				t.Errorf("%s keeps who supports: %s", table, all)
			}
		}
	})
}

// TestUnlinked holds that what one person supports can't be put together, and
// that the hashes go when there is nothing to support any more.
func TestUnlinked(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, public := t.Context(), charter.Public()
		one, two := h.shown(), h.shown()
		for _, id := range []string{one, two} {
			_, err := h.Confirm(ctx, public, h.support(id, "aigul@mail.example"))
			check(t, err)
		}
		var hashes int
		check(t, h.DB.Pool().QueryRowContext(ctx, `SELECT COUNT(DISTINCT person) FROM initiative_support`).Scan(&hashes))
		if hashes != 2 {
			t.Errorf("one address has %d hashes for two ideas", hashes)
		}
		check(t, h.Assess(ctx, h.lead, one, initiatives.Declined, initiatives.Assessing{Declined: i18n.Text{KK: "Қымбат"}}))
		check(t, h.Sweep(ctx))
		if i, err := h.Get(ctx, one); err != nil || i.Supporters != 1 || strings.Contains(h.dump("initiative_support"), one) {
			t.Errorf("%d supporters, %v, %s", i.Supporters, err, h.dump("initiative_support"))
		}
		if err := h.Support(ctx, public, one, i18n.KK, "x@mail.example"); fault.Of(err) != fault.Conflict {
			t.Errorf("what was declined is supported: %v", err)
		}
	})
}

// TestLetters holds that nobody is flooded with letters, that a link ends after
// two days, and that who asks can't tell.
func TestLetters(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, public := t.Context(), charter.Public()
		id := h.shown()
		token := h.support(id, "aigul@mail.example")
		for range 5 {
			check(t, h.Support(ctx, public, id, i18n.RU, "aigul@mail.example"))
		}
		if n := len(h.letters()); n != 3 {
			t.Errorf("%d letters to one address, want 3", n)
		}
		for _, bad := range []string{"", "x", "a@b", "a@[127.0.0.1]", "a\nBcc: b@mail.example@mail.example"} {
			if err := h.Support(ctx, public, id, i18n.KK, bad); fault.Of(err) != fault.Invalid {
				t.Errorf("%q: %v", bad, err)
			}
		}
		h.Book.Day = today.AddDays(3)
		if _, err := h.Confirm(ctx, public, token); fault.Of(err) != fault.NotFound {
			t.Errorf("an old link works: %v", err)
		}
		for _, made := range []string{"", "x", strings.Repeat("a", 26), strings.Repeat("a", 1000)} {
			if _, err := h.Wished(ctx, made); fault.Of(err) != fault.NotFound {
				t.Errorf("a link that was made up: %v", err)
			}
		}
		check(t, h.Sweep(ctx))
		if all := h.dump("initiative_wish"); all != "" {
			t.Errorf("what nobody confirmed is kept: %s", all)
		}
	})
}

// TestPropose holds that a stranger's idea is seen by the office alone until it is
// shown, and that what was declined unseen never is.
func TestPropose(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, public := t.Context(), charter.Public()
		number, err := h.Propose(ctx, public, i18n.RU, " Идея ", "Иванов берёт взятки", "social")
		check(t, err)
		all, err := h.All(ctx)
		if err != nil || len(all) != 0 {
			t.Fatalf("the public sees %d ideas: %v", len(all), err)
		}
		desk, err := h.Desk(ctx, h.lead)
		if err != nil || len(desk) != 1 || desk[0].Number != number || desk[0].Title.RU != "Идея" || !desk[0].Origin.Citizen {
			t.Fatalf("%+v %v", desk, err)
		}
		wants(t, h.Assess(ctx, h.lead, desk[0].ID, initiatives.Declined, initiatives.Assessing{}), "declined-kk", "initiatives.reason-missing")
		check(t, h.Assess(ctx, h.lead, desk[0].ID, initiatives.Declined, initiatives.Assessing{Declined: i18n.Text{KK: "Адамды айыптайды"}}))
		i, err := h.Get(ctx, desk[0].ID)
		if err != nil || i.Title.RU != number || i.Summary.RU != "" || i.Declined.KK != "Адамды айыптайды" {
			t.Errorf("%+v %v", i, err)
		}
		for field, c := range map[string][3]string{"title": {"", "x", "social"}, "summary": {"x", " ", "social"}, "topic": {"x", "y", "nothing"}} {
			if _, err := h.Propose(ctx, public, i18n.KK, c[0], c[1], c[2]); len(fault.Fields(err)) != 1 || fault.Fields(err)[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		_, err = h.Propose(ctx, public, i18n.KK, "x", strings.Repeat("ә", 5001), "social")
		wants(t, err, "summary", "initiatives.long")
	})
}

// TestFlood holds that strangers can't bury the office under ideas.
func TestFlood(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, public := t.Context(), charter.Public()
		for range 300 {
			_, err := h.Propose(ctx, public, i18n.KK, "Идея", "Мәні", "social")
			check(t, err)
		}
		_, err := h.Propose(ctx, public, i18n.KK, "Идея", "Мәні", "social")
		wants(t, err, "", "initiatives.waiting")
	})
}
