package monitoring_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/monitoring"
)

// TestConfirm counts times and keeps nothing of who: a day takes fifty.
func TestConfirm(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, id := t.Context(), g.raised("land")
		for range 50 {
			check(t, g.Confirm(ctx, id))
		}
		wants(t, g.Confirm(ctx, id), "monitoring.enough-today")
		g.Book.Day = g.Book.Day.AddDays(1)
		check(t, g.Confirm(ctx, id))
		if s := g.of(id); s.Confirmed != 51 || s.State != monitoring.Raised {
			t.Errorf("confirmed %d times, %s", s.Confirmed, s.State)
		}
		g.on(2026, 11, 2)
		if err := g.Confirm(ctx, g.notified("land")); !errors.Is(err, fault.NotFound) {
			t.Errorf("what isn't public is confirmed: %v", err)
		}
	})
}

// TestDispute shows nobody what somebody wrote before a seat has read it.
func TestDispute(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, id := t.Context(), g.raised("land")
		wants(t, g.Dispute(ctx, id, "", " ", i18n.KK), "monitoring.reason-missing")
		wants(t, g.Dispute(ctx, id, "", strings.Repeat("a", 1001), i18n.KK), "monitoring.too-long")
		check(t, g.Dispute(ctx, id, "", "Пандус бар, артқы жақта", i18n.KK))
		check(t, g.Dispute(ctx, id, "", "Ол кісі ұры", i18n.KK))
		said := func() []monitoring.Said {
			p, err := g.Page(ctx, id)
			check(t, err)
			return p.Said
		}
		if got := said(); len(got) != 0 {
			t.Errorf("unread: %+v", got)
		}
		wants(t, g.Let(ctx, g.reviewer, id, 2, false, ""), "monitoring.reason-missing")
		check(t, g.Let(ctx, g.reviewer, id, 1, true, ""))
		check(t, g.Let(ctx, g.reviewer, id, 2, false, "Адамды айыптайды"))
		wants(t, g.Let(ctx, g.reviewer, id, 2, true, ""), "monitoring.decided-already")
		if got := said(); len(got) != 1 || got[0].Text != "Пандус бар, артқы жақта" {
			t.Errorf("read: %+v", got)
		}
	})
}

// TestComplaint is decided by a seat that took no part, and withdraws with a reason
// that everybody reads.
func TestComplaint(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, id := t.Context(), g.raised("land")
		check(t, g.Dispute(ctx, id, monitoring.Complaint, "Бұл біздің мекеме емес", i18n.KK))
		for _, part := range []string{"observer", "reviewer"} {
			by := g.observer
			if part == "reviewer" {
				by = g.reviewer
			}
			wants(t, g.Decide(ctx, by, id, 1, false, "жоқ"), "charter.not-your-own")
		}
		wants(t, g.Let(ctx, g.reviewer, id, 1, true, ""), "monitoring.decided-already")
		wants(t, g.Decide(ctx, g.far, id, 1, true, ""), "monitoring.reason-missing")
		check(t, g.Decide(ctx, g.far, id, 1, true, "Мекеме қате аталған"))
		wants(t, g.Decide(ctx, g.far, id, 1, false, "x"), "monitoring.decided-already")
		p, err := g.Page(ctx, id)
		if err != nil || p.State != monitoring.Withdrawn || p.Reason != "Мекеме қате аталған" || p.Title != (i18n.Text{}) || len(p.Evidence)+len(p.Said) != 0 {
			t.Errorf("withdrawn: %+v, %v", p, err)
		}
	})
}

// TestCorrection is public after another person read it, through the same gate; the
// versions before stay.
func TestCorrection(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, id := t.Context(), g.raised("land")
		w := words()
		wants(t, g.Correct(ctx, g.observer, id, 2, w, "Ештеңе"), "monitoring.nothing-changed")
		w.Facts.RU = "У входа две ступени, пандуса нет."
		wants(t, g.Correct(ctx, g.observer, id, 2, w, ""), "monitoring.reason-missing")
		wants(t, g.Correct(ctx, g.observer, id, 1, w, "Санау"), "monitoring.changed-meanwhile")
		check(t, g.Correct(ctx, g.observer, id, 2, w, "Баспалдақ екеу екен"))
		public := func() monitoring.Page {
			p, err := g.Page(ctx, id)
			check(t, err)
			return p
		}
		if p := public(); p.Facts != words().Facts || len(p.Versions) != 1 {
			t.Errorf("it is public unread: %+v", p.Facts)
		}
		wants(t, g.ApproveCorrection(ctx, g.observer, id, passed(3)), "charter.not-your-own")
		wants(t, g.ApproveCorrection(ctx, g.reviewer, id, monitoring.Judgement{Version: 3}), "monitoring.gate-not-passed")
		check(t, g.ApproveCorrection(ctx, g.reviewer, id, passed(3)))
		p := public()
		if p.Facts != w.Facts || len(p.Versions) != 2 || p.Versions[1].Note != "Баспалдақ екеу екен" || p.Versions[0].Facts != words().Facts {
			t.Errorf("the correction: %+v", p.Versions)
		}
		w.Facts.RU = "Пандуса нет."
		check(t, g.Correct(ctx, g.observer, id, 3, w, "Қысқа"))
		check(t, g.DropCorrection(ctx, g.reviewer, id, "Керек емес"))
		if s := g.of(id); s.Proposed != 0 || s.Version != 3 || s.Shown != 3 {
			t.Errorf("dropped: %d, %d, %d", s.Proposed, s.Version, s.Shown)
		}
		check(t, g.Correct(ctx, g.far, id, 3, w, "Қысқа"))
		check(t, g.ApproveCorrection(ctx, g.observer, id, passed(5)))
		if p := public(); len(p.Versions) != 3 || p.Facts.RU != "Пандуса нет." {
			t.Errorf("after a dropped one: %d versions, %q", len(p.Versions), p.Facts.RU)
		}
	})
}

// TestReopen raises again what was called fixed and isn't.
func TestReopen(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, id := t.Context(), g.raised("land")
		check(t, g.LookAgain(ctx, g.observer, id, monitoring.SeenFixed, "Бар"))
		before := len(g.kinds(id))
		check(t, g.LookAgain(ctx, g.observer, id, monitoring.SeenNot, "Қайта бұзылды"))
		s := g.of(id)
		if kinds := g.kinds(id); s.State != monitoring.Raised || s.Rounds != 2 || !s.Verified.IsZero() || len(kinds) != before+1 || kinds[before] != "again land" {
			t.Errorf("reopened: %s, round %d, %v", s.State, s.Rounds, kinds)
		}
		wants(t, g.LookAgain(ctx, g.observer, id, "well", "x"), "monitoring.outcome-missing")
	})
}

// TestSentStays leaves letters as they went out, whatever is corrected or withdrawn
// since.
func TestSentStays(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, id := t.Context(), g.raised("land")
		sent := func() (texts []string) {
			d, err := g.Desk(ctx, g.reviewer, id)
			check(t, err)
			for _, l := range d.Letters[:2] {
				texts = append(texts, l.Subject.KK+l.Text.KK+l.Text.RU)
			}
			return texts
		}
		before := sent()
		w := words()
		w.Facts.KK = "Екі баспалдақ бар."
		check(t, g.Correct(ctx, g.observer, id, 2, w, "Түзету"))
		check(t, g.ApproveCorrection(ctx, g.reviewer, id, passed(3)))
		check(t, g.Withdraw(ctx, g.reviewer, id, "Қате"))
		if after := sent(); !slices.Equal(before, after) || !strings.Contains(before[0], words().Facts.KK) {
			t.Errorf("letters were %q and are %q", before, after)
		}
	})
}

// TestEveryStepHasItsActor holds that no step is without who took it and its
// article, and that each closing has its reason.
func TestEveryStepHasItsActor(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		id := g.raised("land")
		check(t, g.Confirm(ctx, id))
		check(t, g.Say(ctx, g.land, id, reply))
		for _, o := range []monitoring.Outcome{monitoring.SeenFixed, monitoring.SeenPartly, monitoring.SeenNoAction, monitoring.SeenNot} {
			wants(t, g.LookAgain(ctx, g.observer, id, o, " "), "monitoring.reason-missing")
		}
		wants(t, g.Withdraw(ctx, g.observer, id, ""), "monitoring.reason-missing")
		wants(t, g.Merge(ctx, g.observer, id, id, ""), "monitoring.reason-missing")
		check(t, g.LookAgain(ctx, g.observer, id, monitoring.SeenPartly, "Бір бөлігі"))
		for _, e := range g.history(id) {
			if e.Article == "" || e.Seat == "" && e.Act != "confirm" || e.State == "" {
				t.Errorf("step %d: %+v", e.N, e)
			}
		}
		if s := g.of(id); s.Reason != "Бір бөлігі" || s.Label != g.observer.Seat || !s.Closed() {
			t.Errorf("closed by %q for %q", s.Label, s.Reason)
		}
	})
}
