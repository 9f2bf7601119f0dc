package monitoring_test

import (
	"context"
	"slices"
	"testing"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/monitoring"
)

// ends has the land office end on a day, and the health office have its work; what
// follows is done when the school is asked for, which comes after it.
func (g *group) ends(end calendar.Day, follows func()) {
	g.Heir = func(_ context.Context, _ *db.Tx, id string, day calendar.Day) (string, error) {
		switch {
		case id == "school":
			follows()
			return "", fault.NotFound
		case id != "land" || day.Before(end):
			return id, nil
		}
		return "health", nil
	}
}

// TestSucceeded ends the land office, whose work goes to the health office: what is
// open follows with a step and a letter, once, and what is closed stays, even if it
// was closed just then.
func TestSucceeded(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		raised, promised, fixed := g.raised("land"), g.raised("land"), g.raised("land")
		check(t, g.Say(ctx, g.land, promised, monitoring.Saying{Act: charter.Promise, Text: "Жөндейміз", Lang: "kk", Until: g.Book.Day.AddDays(60)}))
		check(t, g.LookAgain(ctx, g.observer, fixed, monitoring.SeenFixed, "Бар"))
		answered := g.raised("land")
		check(t, g.Say(ctx, g.land, answered, reply))
		closing := g.raised("land")
		g.notified("school")
		end := g.Book.Day.AddDays(3)
		g.ends(end, func() {
			if g.Book.Day == end && g.of(closing).State == monitoring.Raised {
				check(t, g.LookAgain(ctx, g.observer, closing, monitoring.SeenFixed, "Бар"))
			}
		})
		check(t, g.Turn(ctx))
		if g.of(raised).Institution != "land" {
			t.Error("it has gone on before the day")
		}
		g.Book.Day = end
		rounds, until := g.of(raised).Rounds, g.of(promised).Due
		for range 2 {
			check(t, g.Turn(ctx))
		}
		for _, id := range []string{raised, promised, answered} {
			s := g.of(id)
			letters := slices.DeleteFunc(g.kinds(id), func(k string) bool { return k != "succeeded health" })
			if s.Institution != "health" || len(letters) != 1 {
				t.Errorf("%s is at %s, letters %v", s.State, s.Institution, g.kinds(id))
			}
		}
		if s := g.of(raised); s.State != monitoring.Raised || s.Rounds != rounds+1 || !s.Due.After(end) {
			t.Errorf("what was raised is %s, due %v, round %d", s.State, s.Due, s.Rounds)
		}
		if s := g.of(promised); s.State != monitoring.Promised || s.Due != until {
			t.Errorf("a promise is %s until %v", s.State, s.Due)
		}
		g.in(answered, monitoring.Answered)
		for _, id := range []string{fixed, closing} {
			if s := g.of(id); s.Institution != "land" || s.State != monitoring.Fixed {
				t.Errorf("what is closed is %s and has gone on to %s", s.State, s.Institution)
			}
		}
		p, err := g.Page(ctx, answered)
		check(t, err)
		if last := p.History[len(p.History)-1]; last.Note != "monitoring.step-succeeded" || p.At.ID != "health" {
			t.Errorf("the page doesn't say it: %+v", last)
		}
	})
}

// TestSucceededWindow ends the land office while what is about it waits for its
// reply: the health office has a whole window of its own, by hand, what the land
// office replied stands, and its link is over.
func TestSucceededWindow(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		silent, replied, draft := g.notified("land"), g.notified("land"), g.draft("land")
		misaddressed, mute := g.notified("land"), g.notified("land")
		old, said := g.token(silent, "land@example.kz"), reply
		said.Text = "MARK-LAND"
		check(t, g.Say(ctx, g.land, replied, said))
		check(t, g.Say(ctx, g.land, misaddressed, monitoring.Saying{Act: charter.Disown, Text: "Біздікі емес", Lang: "kk"}))
		g.ends(calendar.Date(2026, 11, 9), func() {})
		g.on(2026, 11, 9) // a Monday, the day after which ten working days end on the 23rd
		for range 2 {
			check(t, g.Turn(ctx))
		}
		check(t, g.Approve(ctx, g.reviewer, draft, passed(2)))
		for id, letters := range map[string][]string{silent: {"notice land", "inherited health"}, replied: {"notice land", "inherited health"}, draft: {"notice health"}} {
			s := g.of(id)
			if s.Institution != "health" || s.State != monitoring.Notified || s.ReplyDue != calendar.Date(2026, 11, 23) || s.Due != s.ReplyDue || !slices.Equal(g.kinds(id), letters) {
				t.Errorf("%s at %s until %v, letters %v", s.State, s.Institution, s.ReplyDue, g.kinds(id))
			}
		}
		if s := g.of(misaddressed); s.Institution != "land" || s.State != monitoring.Misaddressed {
			t.Errorf("what the land office says isn't its own is %s at %s", s.State, s.Institution)
		}
		_, err := g.Answer(ctx, old, reply)
		wants(t, err, "monitoring.link-ended")
		g.on(2026, 11, 23)
		wants(t, g.Publish(ctx, g.reviewer, replied), "monitoring.window-runs")
		said.Text = "MARK-HEALTH"
		_, err = g.Answer(ctx, g.token(silent, "health@example.kz"), said)
		check(t, err)
		check(t, g.Publish(ctx, g.reviewer, silent))
		g.on(2026, 11, 24)
		check(t, g.Publish(ctx, g.reviewer, replied))
		check(t, g.Publish(ctx, g.reviewer, mute))
		if p, err := g.Page(ctx, mute); err != nil || p.Delivered != calendar.Date(2026, 11, 9) {
			t.Errorf("no answer since %v: %v", p.Delivered, err)
		}
		for id, want := range map[string]string{silent: "MARK-HEALTH", replied: "MARK-LAND"} {
			p, err := g.Page(ctx, id)
			check(t, err)
			if len(p.Said) != 1 || p.Said[0].Text != want || p.At.ID != "health" {
				t.Errorf("the page of %s has %+v", p.At.ID, p.Said)
			}
		}
	})
}
