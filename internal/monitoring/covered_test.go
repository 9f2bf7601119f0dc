package monitoring_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"

	"adal/internal/charter"
	"adal/internal/i18n"
	"adal/internal/monitoring"
	"adal/internal/pictures"
)

// pictured are drafts of one observation that has a picture, the first with all its
// words, their evidence, and where in it the picture is.
func (g *group) pictured(questions ...string) (drafts []string, evidence []monitoring.Evidence, at int) {
	g.t.Helper()
	ctx, seen := g.t.Context(), g.sighting("pictured"+seq(), "land", questions...)
	seen.Evidence = append(seen.Evidence, monitoring.Exhibit{Kind: monitoring.Photo, Content: photo(3)})
	o, err := g.Observe(ctx, g.observer, seen)
	check(g.t, err)
	check(g.t, g.Rewrite(ctx, g.observer, o.Drafts[0], 1, words()))
	d, err := g.Desk(ctx, g.reviewer, o.Drafts[0])
	check(g.t, err)
	at = slices.IndexFunc(d.Evidence, func(e monitoring.Evidence) bool { return e.Served != "" })
	if at < 0 {
		g.t.Fatal("nothing to cover")
	}
	return o.Drafts, d.Evidence, at
}

// TestCoveredLater: once everybody sees a picture, no more of it is covered without a
// reason in the public log; before that none is needed. What is covered stays so.
func TestCoveredLater(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, box := t.Context(), []pictures.Box{{X: 10, Y: 10, Width: 30, Height: 30}}
		drafts, evidence, at := g.pictured("ramp")
		id, e, s := drafts[0], evidence[at], g.serve()
		check(t, g.Cover(ctx, g.reviewer, id, e.ID, box, "")) // nobody has seen it
		check(t, g.Approve(ctx, g.reviewer, id, passed(2)))
		g.Book.Day = g.of(id).ReplyDue.AddDays(1)
		check(t, g.Publish(ctx, g.reviewer, id))
		address := "/office/monitoring/" + id + "/pictures/" + e.ID
		s.see(g.reviewer, address, `name="reason"`)
		s.asks(g.reviewer, address, url.Values{"do": {"cover"}, "x1": {"10"}, "y1": {"10"}, "w1": {"30"}, "h1": {"30"}}, http.StatusUnprocessableEntity, "reason-error")
		wants(t, g.Cover(ctx, g.reviewer, id, e.ID, box, " "), "monitoring.reason-missing")
		check(t, g.Cover(ctx, g.reviewer, id, e.ID, nil, "")) // nothing more to cover
		if len(g.log()) != 0 {
			t.Errorf("the log has %+v", g.log())
		}
		check(t, g.Cover(ctx, g.reviewer, id, e.ID, box, "Көлік нөмірі көрініп тұр"))
		if r := g.log(); len(r) != 1 || r[0].Kind != monitoring.RemovedPicture || r[0].Reason != "Көлік нөмірі көрініп тұр" {
			t.Errorf("the log has %+v", r)
		}
		if n := g.count(`SELECT COUNT(*) FROM docket_step WHERE docket = $1 AND act = 'redact'`, id); n != 3 {
			t.Errorf("three times something was covered, in %d steps", n)
		}
		check(t, g.Complain(ctx, id, 1, "Нөмір емес, баспалдақ еді", i18n.KK))
		check(t, g.Decide(ctx, g.far, id, 1, true, "Баспалдақ жабылған"))
		after, err := g.Desk(ctx, g.reviewer, id)
		check(t, err)
		if got := after.Evidence[at]; got.Boxes != 2 || g.log()[0].Decision != monitoring.Upheld || g.log()[0].Served != got.Served {
			t.Errorf("%d boxes, %+v", got.Boxes, g.log())
		}
		check(t, g.Say(ctx, g.land, id, monitoring.Saying{Act: charter.ClaimFixed, Text: "Бар", Lang: i18n.KK, Proof: []monitoring.Exhibit{{Content: photo(5)}}}))
		proof, err := g.Desk(ctx, g.reviewer, id)
		check(t, err)
		check(t, g.Cover(ctx, g.reviewer, id, proof.Evidence[len(proof.Evidence)-1].ID, box, "")) // nobody has seen that one
		if len(g.log()) != 1 {
			t.Errorf("the log has %+v", g.log())
		}
		s.see(charter.Public(), "/monitoring/"+id+"/removals/1", after.Evidence[at].Served)
		s.see(g.far, "/office/monitoring/"+id, address)
		check(t, g.Withdraw(ctx, g.reviewer, id, "Қате"))
		if r := g.log(); len(r) != 2 || r[0].Served != "" || r[1].Served != "" {
			t.Errorf("of what was withdrawn a picture is named: %+v", r)
		}
	})
}

// TestCoveredElsewhere: one observation may lead to several shortcomings with the same
// picture. As long as any of them shows it, covering needs a reason from whichever page,
// and each that shows it enters that.
func TestCoveredElsewhere(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, box := t.Context(), []pictures.Box{{X: 10, Y: 10, Width: 30, Height: 30}}
		drafts, evidence, at := g.pictured("ramp", "hours")
		shown, draft, e := drafts[0], drafts[1], evidence[at]
		check(t, g.Cover(ctx, g.reviewer, shown, e.ID, nil, ""))
		check(t, g.Approve(ctx, g.reviewer, shown, passed(2)))
		g.Book.Day = g.of(shown).ReplyDue.AddDays(1)
		check(t, g.Publish(ctx, g.reviewer, shown))
		wants(t, g.Cover(ctx, g.reviewer, draft, e.ID, box, ""), "monitoring.reason-missing")
		check(t, g.Cover(ctx, g.reviewer, draft, e.ID, box, "Бет көрінеді"))
		if r := g.log(); len(r) != 1 || r[0].ID != shown || r[0].Reason != "Бет көрінеді" || r[0].Evidence != e.ID {
			t.Errorf("the log has %+v", r)
		}
		check(t, g.Withdraw(ctx, g.reviewer, shown, "Қате"))
		check(t, g.Cover(ctx, g.reviewer, draft, e.ID, box, "")) // nobody sees it now
		if len(g.log()) != 2 {
			t.Errorf("the log has %+v", g.log())
		}
	})
}
