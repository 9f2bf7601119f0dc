package monitoring_test

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/monitoring"
	"adal/internal/pictures"
)

// atOnce does things at the same moment and returns what became of each.
func atOnce(things ...func() error) []error {
	var wg sync.WaitGroup
	wrong := make([]error, len(things))
	for i, do := range things {
		wg.Go(func() { wrong[i] = do() })
	}
	wg.Wait()
	return wrong
}

// oneOf fails unless exactly one of several went through and all others were told the
// same.
func oneOf(t *testing.T, what string, wrong []error, word string) {
	t.Helper()
	passed := 0
	for _, err := range wrong {
		if err == nil {
			passed++
		} else if !slices.ContainsFunc(fault.Fields(err), func(f *fault.Error) bool { return f.Word == word }) {
			t.Errorf("%s: %v, want %s", what, err, word)
		}
	}
	if passed != 1 {
		t.Errorf("%s: %d went through: %v", what, passed, wrong)
	}
}

// TestAtOnce has all seats of the group take the same step at the same moment, from
// review to the appeal: each step is taken once, and what it sends goes out once.
func TestAtOnce(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, id := t.Context(), g.draft("land")
		all := func(do func(by charter.Principal) error) (things []func() error) {
			for _, by := range []charter.Principal{g.observer, g.reviewer, g.far} {
				things = append(things, func() error { return do(by) })
			}
			return things
		}
		wrong := atOnce(all(func(by charter.Principal) error { return g.Approve(ctx, by, id, passed(2)) })...)
		if wrong[0] == nil {
			t.Error("who saw it approved it")
		}
		oneOf(t, "approving", wrong[1:], "docket.not-in-state")
		if got := g.kinds(id); len(got) != 1 {
			t.Errorf("letters: %v", got)
		}
		g.Book.Day = g.of(id).ReplyDue.AddDays(1)
		oneOf(t, "publishing", atOnce(all(func(by charter.Principal) error { return g.Publish(ctx, by, id) })...), "docket.not-in-state")
		oneOf(t, "raising", atOnce(all(func(by charter.Principal) error { return g.Raise(ctx, by, id) })...), "docket.not-in-state")
		check(t, g.Dispute(ctx, id, "", "Пандус бар", i18n.KK))
		oneOf(t, "letting", atOnce(all(func(by charter.Principal) error { return g.Let(ctx, by, id, 1, by == g.far, "Қайталау") })...), "monitoring.decided-already")
		w := words()
		w.Facts.KK += " Түзетілді."
		oneOf(t, "correcting", atOnce(all(func(by charter.Principal) error { return g.Correct(ctx, by, id, 2, w, "Түзету") })...), "monitoring.changed-meanwhile")
		if got := g.kinds(id); len(got) != 2 {
			t.Errorf("letters: %v", got)
		}
		g.verify(id)
	})
}

// TestLinkAtOnce: a link that is used in two windows at the same moment says one thing,
// and leaves one new link.
func TestLinkAtOnce(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, id := t.Context(), g.raised("land")
		token, before := g.token(id, "land@example.kz"), g.count(`SELECT COUNT(*) FROM answer_link`)
		var things []func() error
		for _, text := range []string{"Бірінші", "Екінші", "Үшінші"} {
			things = append(things, func() error {
				_, err := g.Answer(ctx, token, monitoring.Saying{Act: charter.Reply, Text: text})
				return err
			})
		}
		oneOf(t, "answering", atOnce(things...), "monitoring.link-used")
		p, err := g.Page(ctx, id)
		if err != nil || len(p.Said) != 1 {
			t.Errorf("said: %+v, %v", p.Said, err)
		}
		if n := g.count(`SELECT COUNT(*) FROM answer_link`) - before; n != 1 {
			t.Errorf("%d new links", n)
		}
	})
}

// TestCoverAtOnce: of two who cover different parts of a picture at the same moment the
// second is told, and nothing that the first covered comes back.
func TestCoverAtOnce(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, s := t.Context(), g.sighting("cover", "land", "ramp")
		s.Evidence = []monitoring.Exhibit{{Kind: monitoring.Photo, Content: photo(3), Note: "Кіреберіс"}}
		o, err := g.Observe(ctx, g.observer, s)
		check(t, err)
		d, err := g.Desk(ctx, g.reviewer, o.Drafts[0])
		check(t, err)
		cover := func(by charter.Principal, x float64) func() error {
			return func() error {
				return g.Cover(ctx, by, o.Drafts[0], d.Evidence[0].ID, []pictures.Box{{X: x, Y: 10, Width: 20, Height: 20}}, "")
			}
		}
		wrong := atOnce(cover(g.reviewer, 10), cover(g.far, 60))
		e, jpeg, err := g.Picture(ctx, g.reviewer, o.Drafts[0], d.Evidence[0].ID)
		check(t, err)
		through := 0
		for _, err := range wrong {
			if err == nil {
				through++
			} else {
				wants(t, err, "monitoring.changed-meanwhile")
			}
		}
		// Both, one after the other, or one of them alone: as many boxes as went through.
		if through == 0 || e.Boxes != through || len(jpeg) == 0 {
			t.Errorf("%d went through, %d boxes: %v", through, e.Boxes, wrong)
		}
	})
}

// TestAppealByAnother: of two seats that took no part and decide an appeal at the same
// moment one decides; who decides can't be any who took part, and the log has the reason.
func TestAppealByAnother(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, id := t.Context(), g.raised("land")
		check(t, g.Dispute(ctx, id, monitoring.Complaint, "Бұл біздің мекеме емес", i18n.KK))
		fourth := g.far
		fourth.Seat = "fourth"
		decide := func(by charter.Principal) func() error {
			return func() error { return g.Decide(ctx, by, id, 1, true, "Мекеме қате аталған") }
		}
		wrong := atOnce(decide(g.observer), decide(g.reviewer), decide(g.far), decide(fourth))
		if wrong[0] == nil || wrong[1] == nil {
			t.Errorf("who took part decided: %v, %v", wrong[0], wrong[1])
		}
		oneOf(t, "deciding", wrong[2:], "monitoring.decided-already")
		all, _, err := g.Removals(ctx, 0, 10)
		if err != nil || len(all) != 1 || all[0].Reason != "Мекеме қате аталған" || all[0].ID != id {
			t.Errorf("the log has %+v, %v", all, err)
		}
	})
}

// TestHiddenInLog: what anybody wrote and isn't shown stands in the public log with the
// reason and without its words; what is shown doesn't, nor what waits. The same once more
// while it waits is one.
func TestHiddenInLog(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, s, id := t.Context(), g.serve(), g.raised("land")
		for _, text := range []string{"Ол кісі ұры", "Ол кісі ұры", "Пандус бар", "Күтіп тұр"} {
			check(t, g.Dispute(ctx, id, "", text, i18n.KK))
		}
		if n := g.count(`SELECT COUNT(*) FROM shortcoming_said WHERE docket = $1`, id); n != 3 || g.of(id).Disputed != 3 {
			t.Errorf("%d are kept, %d counted", n, g.of(id).Disputed)
		}
		check(t, g.Let(ctx, g.reviewer, id, 1, false, "Адамды айыптайды"))
		check(t, g.Let(ctx, g.reviewer, id, 2, true, "Дұрыс"))
		all, _, err := g.Removals(ctx, 0, 10)
		if err != nil || len(all) != 1 || all[0].ID != id || all[0].Reason != "Адамды айыптайды" || all[0].Day != g.Book.Day || all[0].Number != g.of(id).Number {
			t.Errorf("the log has %+v, %v", all, err)
		}
		s.see(charter.Public(), "/monitoring/withdrawn", "Адамды айыптайды", g.of(id).Number)
		if _, page, _ := s.ask(charter.Public(), "GET", "/kk/monitoring/withdrawn", nil); strings.Contains(page, "Ол кісі") || strings.Contains(page, "Күтіп тұр") || strings.Contains(page, "Пандус бар") {
			t.Error("the log says what it shouldn't")
		}
		check(t, g.Dispute(ctx, id, "", "Ол кісі ұры", i18n.KK)) // what was decided may be said again
		if got := g.of(id).Disputed; got != 4 {
			t.Errorf("disputed %d times", got)
		}
		if err := g.Dispute(ctx, g.notified("land"), "", "x", i18n.KK); !errors.Is(err, fault.NotFound) {
			t.Errorf("what isn't public is disputed: %v", err)
		}
	})
}

// TestNothingLost: who comes second with a form finds all that they wrote in it on the
// page, beside what somebody else did meanwhile: a text, a reason, a note of the gate. No
// answer of the gate is kept for a text that it wasn't given for.
func TestNothingLost(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, s, id := t.Context(), g.serve(), g.draft("land")
		at := "/office/monitoring/" + id
		mine := url.Values{"version": {"2"}}
		for _, l := range []string{"kk", "ru"} {
			mine.Set("title-"+l, "Менің атауым "+l)
			mine.Set("facts-"+l, "Менің дерегім "+l)
		}
		review := gate("2")
		review.Set("note-crime", "Менің ескертпем")
		w := words()
		w.Facts.KK = "Баспалдақ екеу."
		check(t, g.Rewrite(ctx, g.far, id, 2, w))
		s.asks(g.observer, at+"/rewrite", mine, http.StatusUnprocessableEntity, "дерегім</ins>")
		s.asks(g.reviewer, at+"/review", review, http.StatusUnprocessableEntity, `<p class="said">Менің ескертпем</p>`)
		if _, page, _ := s.ask(g.reviewer, http.MethodPost, "/kk"+at+"/review", review); strings.Contains(page, "checked") {
			t.Error("an answer of the gate is kept for a text that nobody read")
		}
		check(t, g.Approve(ctx, g.reviewer, id, passed(3)))
		s.asks(g.observer, at+"/rewrite", mine, http.StatusUnprocessableEntity, "атауым")
		s.asks(g.far, at+"/review", url.Values{"do": {"back"}, "version": {"3"}, "reason": {"Менің себебім"}}, http.StatusUnprocessableEntity, "Менің себебім")
		g.Book.Day = g.of(id).ReplyDue.AddDays(1)
		check(t, g.Publish(ctx, g.reviewer, id))
		s.asks(g.far, at+"/publish", url.Values{}, http.StatusConflict, "")
		check(t, g.Dispute(ctx, id, "", "Пандус бар", i18n.KK))
		s.asks(g.far, at+"/let", url.Values{"n": {"1"}, "do": {"keep"}, "reason": {""}}, http.StatusUnprocessableEntity, `id="reason-error"`)
	})
}
