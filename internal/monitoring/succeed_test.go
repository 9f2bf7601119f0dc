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

// TestSucceeded ends the land office, whose work goes to the health office: what is
// open follows with a step and a letter, once, and what is closed or not public
// stays.
func TestSucceeded(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		raised, promised, fixed := g.raised("land"), g.raised("land"), g.raised("land")
		check(t, g.Say(ctx, g.land, promised, monitoring.Saying{Act: charter.Promise, Text: "Жөндейміз", Lang: "kk", Until: g.Book.Day.AddDays(30)}))
		check(t, g.LookAgain(ctx, g.observer, fixed, monitoring.SeenFixed, "Бар"))
		answered := g.raised("land")
		check(t, g.Say(ctx, g.land, answered, reply))
		hidden := g.notified("land")
		end := g.Book.Day.AddDays(3)
		g.Heir = func(_ context.Context, _ *db.Tx, id string, day calendar.Day) (string, error) {
			switch {
			case id == "school":
				return "", fault.NotFound
			case id != "land" || day.Before(end):
				return id, nil
			}
			return "health", nil
		}
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
		if g.of(fixed).Institution != "land" || g.of(hidden).Institution != "land" {
			t.Error("what is closed or not public has gone on")
		}
		p, err := g.Page(ctx, answered)
		check(t, err)
		if last := p.History[len(p.History)-1]; last.Note != "monitoring.step-succeeded" || p.At.ID != "health" {
			t.Errorf("the page doesn't say it: %+v", last)
		}
	})
}
