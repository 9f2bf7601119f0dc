package monitoring_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/monitoring"
)

// TestLife goes the long way: reviewed, notified, replied, published, raised,
// promised, broken, escalated, claimed, not fixed, raised again, fixed. Deadlines
// are counted by hand. Days off between 2 November 2026 and 31 March 2027 beside
// weekends: Wed 16 December, Fri 1 and Mon 4 January, Thu 7 January; Mon 8, 22–24
// March (Nauryz: Sun 21 moves to Wed 24).
func TestLife(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		id := g.draft("clinic")
		// Mon 2 November: 3–6 make four, 9–13 nine, Mon 16 ten.
		check(t, g.Approve(ctx, g.reviewer, id, passed(2)))
		if s := g.of(id); s.State != monitoring.Notified || s.ReplyDue != calendar.Date(2026, 11, 16) || s.Due != s.ReplyDue {
			t.Fatalf("notified: %s, until %s", s.State, s.ReplyDue)
		}
		g.on(2026, 11, 5)
		_, err := g.Answer(ctx, g.token(id, "clinic@example.kz"), monitoring.Saying{Act: charter.Reply, Lang: i18n.KK, Text: "Пандус жобада бар."})
		check(t, err)
		g.in(id, monitoring.Replied)
		check(t, g.Publish(ctx, g.observer, id))
		g.on(2026, 11, 6)
		check(t, g.Raise(ctx, g.reviewer, id))
		// Fri 6 November, fifteen working days: 9–13 five, 16–20 ten, 23–27 fifteen.
		if s := g.of(id); s.AnswerDue != calendar.Date(2026, 11, 27) || s.Rounds != 1 {
			t.Fatalf("raised: until %s, round %d", s.AnswerDue, s.Rounds)
		}
		g.on(2026, 11, 20)
		promise := calendar.Date(2026, 12, 15)
		next, err := g.Answer(ctx, g.token(id, "clinic@example.kz"), monitoring.Saying{Act: charter.Promise, Text: "Келесі айда", Until: promise})
		check(t, err)
		if next == "" {
			t.Error("an act leaves no link for the next one")
		}
		if s := g.of(id); s.State != monitoring.Promised || s.Due != promise || s.Answered != g.Book.Day {
			t.Fatalf("promised: %+v", s.Item)
		}
		g.on(2026, 12, 16) // a day after the promise; the day itself is still in time
		check(t, g.Turn(ctx))
		if s := g.of(id); s.State != monitoring.Broken || s.Broken != 1 {
			t.Fatalf("broken: %s, %d", s.State, s.Broken)
		}
		// Ten working days after Tue 15 December: 17, 18 two (16 is off), 21–25 seven,
		// 28–30 ten. On Thu 31 it is the eleventh.
		g.on(2026, 12, 30)
		check(t, g.Turn(ctx))
		g.in(id, monitoring.Broken)
		g.on(2026, 12, 31)
		check(t, g.Turn(ctx))
		if s := g.of(id); s.State != monitoring.Escalated || s.Escalated != g.Book.Day {
			t.Fatalf("escalated: %s on %s", s.State, s.Escalated)
		}
		check(t, g.claimed(id, next))
		check(t, g.LookAgain(ctx, g.observer, id, monitoring.SeenNot, "Баспалдақ сол қалпында"))
		// Thu 31 December: 5, 6, 8 January make three, 11–15 eight, 18–22 thirteen, Tue 26 fifteen.
		if s := g.of(id); s.State != monitoring.Raised || s.Rounds != 2 || s.AnswerDue != calendar.Date(2027, 1, 26) {
			t.Fatalf("raised again: %s, round %d, until %s", s.State, s.Rounds, s.AnswerDue)
		}
		check(t, g.claimed(id, g.token(id, "clinic@example.kz")))
		check(t, g.LookAgain(ctx, g.observer, id, monitoring.SeenFixed, "Пандус салынды"))
		if s := g.of(id); s.State != monitoring.Fixed || s.Verified != g.Book.Day || s.Label != g.observer.Seat || s.Settled.IsZero() {
			t.Fatalf("fixed: %+v", s)
		}
		want := []string{
			"notice clinic", "raised clinic", "broken clinic", "overdue clinic", "escalated health", "again clinic",
		}
		if got := g.kinds(id); !slices.Equal(got, want) {
			t.Errorf("letters: %v, want %v", got, want)
		}
		g.verify(id)
	})
}

// claimed claims that it is fixed.
func (g *group) claimed(id, token string) error {
	_, err := g.Answer(g.t.Context(), token, monitoring.Saying{Act: charter.ClaimFixed, Text: "Жойылды", Lang: i18n.KK})
	return err
}

// verify fails unless the history of a shortcoming is chained as it was recorded.
func (g *group) verify(id string) {
	g.t.Helper()
	check(g.t, g.DB.Read(g.t.Context(), func(tx *db.Tx) error {
		_, err := docket.Verify(g.t.Context(), tx, id)
		return err
	}))
}

// TestReplyWindow doesn't publish before the window is over, unless the
// institution has replied.
func TestReplyWindow(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		id := g.notified("land")
		wants(t, g.Publish(t.Context(), g.reviewer, id), "monitoring.window-runs")
		g.on(2026, 11, 16) // its last day
		wants(t, g.Publish(t.Context(), g.reviewer, id), "monitoring.window-runs")
		g.on(2026, 11, 17)
		check(t, g.Publish(t.Context(), g.reviewer, id))
		p, err := g.Page(t.Context(), id)
		if err != nil || p.Delivered != calendar.Date(2026, 11, 2) || !p.Replied.IsZero() {
			t.Errorf("no answer: delivered %s, replied %s, %v", p.Delivered, p.Replied, err)
		}
		// Later is late and not too late: it stands beside the text.
		_, err = g.Answer(t.Context(), g.token(id, "land@example.kz"), monitoring.Saying{Act: charter.Reply, Text: "Кеш болса да жауап"})
		check(t, err)
		p, err = g.Page(t.Context(), id)
		if err != nil || len(p.Said) != 1 || p.Said[0].Text != "Кеш болса да жауап" || p.State != monitoring.Published {
			t.Errorf("%+v, %v", p.Said, err)
		}
	})
}

// TestReviewByAnother lets nobody review what they saw or wrote, nor anybody skip
// an item of the gate.
func TestReviewByAnother(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, id := t.Context(), g.draft("land")
		wants(t, g.Approve(ctx, g.observer, id, passed(2)), "charter.not-your-own")
		check(t, g.Rewrite(ctx, g.far, id, 2, func() monitoring.Words { w := words(); w.Opinion.KK = "Пікір"; return w }()))
		wants(t, g.Approve(ctx, g.far, id, passed(3)), "charter.not-your-own")
		wants(t, g.Approve(ctx, g.reviewer, id, passed(2)), "monitoring.changed-meanwhile")
		for _, item := range monitoring.Gate {
			j := passed(3)
			j.Checks = slices.DeleteFunc(j.Checks, func(c monitoring.Check) bool { return c.Item == item })
			wants(t, g.Approve(ctx, g.reviewer, id, j), "monitoring.gate-not-passed")
		}
		if err := g.Approve(ctx, g.other, id, passed(3)); !errors.Is(err, fault.NotFound) {
			t.Errorf("another group's seat: %v", err)
		}
		wants(t, g.Publish(ctx, g.reviewer, id), "docket.not-in-state")
		check(t, g.SendBack(ctx, g.reviewer, id, "Фактілерді бөліңіз", monitoring.Judgement{Version: 3}))
		g.in(id, monitoring.Draft)
		wants(t, g.Refuse(ctx, g.observer, id, "өзім"), "charter.not-your-own")
		wants(t, g.Refuse(ctx, g.reviewer, id, "  "), "monitoring.reason-missing")
		check(t, g.Refuse(ctx, g.reviewer, id, "Расталмады"))
		g.in(id, monitoring.Unconfirmed)
		if _, err := g.Page(ctx, id); !errors.Is(err, fault.NotFound) {
			t.Errorf("what was refused is public: %v", err)
		}
	})
}

// TestTwoReviewers lets one of two who approve at once do it, and tells the other.
func TestTwoReviewers(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		id := g.draft("land")
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i, by := range []charter.Principal{g.reviewer, g.far} {
			wg.Go(func() { errs[i] = g.Approve(t.Context(), by, id, passed(2)) })
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("both or neither: %v", errs)
		}
		wants(t, errors.Join(errs...), "docket.not-in-state")
		if got := g.kinds(id); len(got) != 1 {
			t.Errorf("letters: %v", got)
		}
	})
}

// TestLanguages approves nothing that a letter couldn't say in Kazakh and Russian.
func TestLanguages(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		o, err := g.Observe(t.Context(), g.observer, g.sighting("lang", "land", "ramp"))
		check(t, err)
		s := g.of(o.Drafts[0])
		if s.Title.KK != "No ramp (kk)" || s.Facts.RU != "Пандуса нет: у входа три ступени." || s.Question != "ramp" || s.Topic != "access" {
			t.Errorf("the draft begins as %+v", s.Words)
		}
		wants(t, g.Approve(t.Context(), g.reviewer, s.ID, passed(1)), "monitoring.language-missing")
	})
}

// TestAccusations wants a note for words that say of somebody that they are guilty.
func TestAccusations(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		id, ctx := g.draft("land"), t.Context()
		w := words()
		w.Facts.RU = "На двери висит объявление о взятках."
		check(t, g.Rewrite(ctx, g.observer, id, 2, w))
		wants(t, g.Approve(ctx, g.reviewer, id, passed(3)), "monitoring.accusation-note")
		j := passed(3)
		j.Checks[slices.IndexFunc(j.Checks, func(c monitoring.Check) bool { return c.Item == monitoring.GateCrime })].Note = "Цитата объявления"
		check(t, g.Approve(ctx, g.reviewer, id, j))
	})
}

// TestAccusingWords tells accusations from words that only begin like them.
func TestAccusingWords(t *testing.T) {
	for _, c := range []struct {
		lang i18n.Lang
		text string
		want string
	}{
		{i18n.KK, "Бір парақ қағаз", ""},
		{i18n.KK, "Ол парақор", "парақор"},
		{i18n.KK, "пара алды", "пара"},
		{i18n.KK, "ұрыс болған жоқ, ұры да жоқ", "ұры"},
		{i18n.RU, "Ворота закрыты, ворона сидит", ""},
		{i18n.RU, "Начальник – вор и взяточник", "вор взяточник"},
		{i18n.RU, "УКРАЛ", "УКРАЛ"},
		{i18n.RU, "Украшения на окнах", ""},
		{i18n.EN, "A fraudulent clerk", "fraudulent"},
		{i18n.EN, "The ramp is steep", ""},
	} {
		if got := strings.Join(monitoring.Accusations(c.lang, c.text), " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}
