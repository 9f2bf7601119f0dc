package monitoring_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/monitoring"

	"errors"
)

// stateOf are the states of each group as the domain tells it, written by hand.
var stateOf = map[string][]docket.State{
	"open":    {"published", "raised", "overdue", "escalated", "answered", "promised", "broken", "claimed", "disowned"},
	"late":    {"overdue", "escalated", "broken"},
	"claimed": {"claimed"}, "fixed": {"fixed"}, "closed": {"partly", "no-action", "not-responsible"},
	"": {"published", "raised", "overdue", "escalated", "answered", "promised", "broken", "claimed", "disowned", "fixed", "partly", "no-action", "not-responsible"},
}

// A scan is what a look at every public row finds, the newest first.
type scan []struct{ id, institution, region, topic, campaign, state string }

func (g *group) scan() (all scan) {
	g.t.Helper()
	check(g.t, g.DB.Read(g.t.Context(), func(tx *db.Tx) (err error) {
		type row = struct{ id, institution, region, topic, campaign, state string }
		all, err = db.All(g.t.Context(), tx, func(r *row) []any {
			return []any{&r.id, &r.institution, &r.region, &r.topic, &r.campaign, &r.state}
		}, `SELECT s.docket, s.institution, d.region, d.topic, s.campaign, d.state FROM shortcoming s JOIN docket d ON d.id = s.docket
			WHERE s.published IS NOT NULL ORDER BY s.published DESC, s.docket DESC`)
		return err
	}))
	return all
}

// of is what a list should have.
func (all scan) of(f monitoring.Filter) (ids []string) {
	fits := func(asked, is string) bool { return asked == "" || asked == is }
	for _, r := range all {
		if fits(f.Institution, r.institution) && fits(f.Region, r.region) && fits(f.Topic, r.topic) && fits(f.Campaign, r.campaign) && slices.Contains(stateOf[f.Group], docket.State(r.state)) {
			ids = append(ids, r.id)
		}
	}
	return ids
}

// agrees holds that the lists and figures that acts keep are those that a look at
// every row finds.
func (g *group) agrees(when string) {
	g.t.Helper()
	rows := g.scan()
	for n := range 1 << 4 {
		for _, institution := range []string{"land", "clinic", "school"} {
			for group := range stateOf {
				f := monitoring.Filter{Institution: given(n, 1, institution), Region: given(n, 2, "KZ-47"), Topic: given(n, 4, "access"), Campaign: given(n, 8, g.campaign), Group: group}
				all, more, err := g.Notices(g.t.Context(), f)
				check(g.t, err)
				ids := []string{}
				for _, one := range all {
					ids = append(ids, one.ID)
				}
				if want := rows.of(f); more || !slices.Equal(ids, want) {
					g.t.Errorf("%s, %+v: %v, want %v", when, f, ids, want)
				}
			}
		}
	}
	g.figuresAgree(when)
	g.mapAgrees(when, rows)
}

// figuresAgree holds figures against those of a time that leaves nothing out, which
// are counted row by row.
func (g *group) figuresAgree(when string) {
	g.t.Helper()
	for n := range 1 << 4 {
		for _, institution := range []string{"land", "clinic", "none"} {
			for _, topic := range []string{"access", "other"} {
				of := monitoring.Scope{Institution: given(n, 1, institution), Region: given(n, 2, "KZ-47"), Topic: given(n, 4, topic), Campaign: given(n, 8, g.campaign)}
				kept, err := g.Figures(g.t.Context(), of)
				check(g.t, err)
				of.Since = calendar.Date(1990, 1, 1)
				scanned, err := g.Figures(g.t.Context(), of)
				check(g.t, err)
				if kept != scanned {
					g.t.Errorf("%s, %+v:\n%+v, want\n%+v", when, of, kept, scanned)
				}
			}
		}
	}
}

// mapAgrees holds what stands in the map of regions against the list of each region,
// narrowed in the same ways.
func (g *group) mapAgrees(when string, rows scan) {
	g.t.Helper()
	for n := range 1 << 4 {
		for group := range stateOf {
			f := monitoring.Filter{Institution: given(n, 1, "land"), Topic: given(n, 2, "access"), Campaign: given(n, 4, g.campaign), Region: given(n, 8, "KZ-10"), Group: group}
			around, err := g.Around(g.t.Context(), f)
			check(g.t, err)
			if there := len(rows.of(monitoring.Filter{Topic: "access"})) > 0; there != (len(around.Topics) == 1) {
				g.t.Errorf("%s: the topics are %v, and something is about one: %v", when, around.Topics, there)
			}
			for _, f.Region = range []string{"KZ-47", "KZ-10"} {
				f.Group = group
				if group == "" {
					f.Group = "open"
				}
				in := len(rows.of(f))
				f.Group = ""
				if all := len(rows.of(f)); around.In[f.Region] != in || around.All[f.Region] != all {
					g.t.Errorf("%s, %+v in state %q: the map has %d of %d, want %d of %d", when, f, group, around.In[f.Region], around.All[f.Region], in, all)
				}
			}
		}
	}
}

// given is s if a bit is set, else nothing.
func given(n, bit int, s string) string {
	if n&bit == 0 {
		return ""
	}
	return s
}

// TestTopics lets everybody narrow the list to a topic that something in it is
// about, by the name that the directory has for it.
func TestTopics(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s := g.serve()
		nobody := charter.Principal{}
		if _, page, _ := s.ask(nobody, http.MethodGet, "/kk/monitoring", nil); strings.Contains(page, `id="topic"`) {
			t.Error("there is a topic to narrow by, and nothing is about any")
		}
		id := g.raised("land")
		for l, name := range map[string]string{"kk": "Access (kk)", "ru": "Access (ru)", "en": "Access"} {
			_, page, _ := s.ask(nobody, http.MethodGet, "/"+l+"/monitoring?topic=access", nil)
			if !strings.Contains(page, `<option value="access" selected>`+name+`</option>`) || !strings.Contains(page, id) {
				t.Errorf("%s: the list of a topic doesn't name it, or has nothing", l)
			}
			href := `href="/` + l + `/monitoring?region=KZ-47&amp;topic=access"`
			if !strings.Contains(page, href) {
				t.Errorf("%s: a tile of the map leads out of the topic", l)
			}
			_, page, _ = s.ask(nobody, http.MethodGet, "/"+l+"/monitoring?topic=other", nil)
			if strings.Contains(page, id) || strings.Contains(page, "region=KZ-47&amp;topic=other") || !strings.Contains(page, g.Words.Say(i18n.Lang(l), "monitoring.figures-none")) {
				t.Errorf("%s: the list, the map or the figures of another topic have it", l)
			}
		}
	})
}

// TestOfCampaign: a list of a campaign says so, stays narrowed to it when it is narrowed
// further, and leads out of it; one that is only planned isn't named.
func TestOfCampaign(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s, id := g.serve(), g.raised("land")
		planned, err := g.PlanCampaign(t.Context(), g.reviewer, g.again(g.plan()))
		check(t, err)
		for l, name := range map[string]string{"kk": "Access to offices (kk)", "ru": "Access to offices (ru)", "en": "Access to offices"} {
			_, page, _ := s.ask(charter.Public(), http.MethodGet, "/"+l+"/monitoring?topic=access&campaign="+g.campaign, nil)
			for _, want := range []string{
				`<a href="/` + l + `/campaigns/` + g.campaign + `">` + name + `</a>`, `<input type="hidden" name="campaign" value="` + g.campaign + `">`,
				`href="/` + l + `/monitoring?topic=access"`, id,
			} {
				if !strings.Contains(page, want) {
					t.Errorf("%s: no %s", l, want)
				}
			}
			for _, hidden := range []string{planned, "nothing"} {
				code, page, _ := s.ask(charter.Public(), http.MethodGet, "/"+l+"/monitoring?campaign="+hidden, nil)
				if code != http.StatusOK || strings.Contains(page, name) || strings.Contains(page, id) {
					t.Errorf("%s: %s: %d", l, hidden, code)
				}
			}
		}
	})
}

// TestListed lets a group, institutions and everybody do a great many things by
// chance, on the days on which chance has them: lists and figures are always those
// that a look at every row finds, and so they are when they are made anew. What was
// sent stays as it was, and no step is without who took it and why.
func TestListed(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		g.serve() // from then on figures are remembered
		ctx, drawn := t.Context(), rand.New(rand.NewPCG(7, 11))
		var ids []string
		sent := map[string]string{}
		for n := range 60 {
			if n%8 == 0 {
				ids = append(ids, g.raised([]string{"land", "clinic", "school"}[n/8%3]))
				g.draft("land") // is in no list
			}
			id := ids[drawn.IntN(len(ids))]
			say := func(act charter.Act) error {
				return g.Say(ctx, g.land, id, monitoring.Saying{Act: act, Text: "Жөнделді", Lang: "kk", Until: g.Book.Day.AddDays(20)})
			}
			err := [...]func() error{
				func() error { return say(charter.Reply) },
				func() error { return say(charter.Promise) },
				func() error { return say(charter.ClaimFixed) },
				func() error { return say(charter.Disown) },
				func() error { return g.LookAgain(ctx, g.observer, id, monitoring.SeenFixed, "Көрдік") },
				func() error { return g.LookAgain(ctx, g.observer, id, monitoring.SeenNot, "Көрдік") },
				func() error { return g.LookAgain(ctx, g.observer, id, monitoring.SeenPartly, "Көрдік") },
				func() error { return g.Readdress(ctx, g.reviewer, id, "clinic", "Басқасы") },
				func() error { return g.Merge(ctx, g.reviewer, id, ids[0], "Бірдей") },
				func() error { return g.corrected(id, n) },
				func() error { return g.Confirm(ctx, id) },
				func() error { return g.Turn(ctx) },
				func() error { g.Book.Day = g.Book.Day.AddDays(9); return g.Turn(ctx) },
			}[drawn.IntN(13)]()
			if err != nil && fault.Of(err) == "" {
				t.Fatal(err) // what the domain forbids just doesn't happen
			}
			if n == 40 {
				check(t, g.Withdraw(ctx, g.reviewer, ids[len(ids)-1], "Қате"))
			}
			if n%20 == 19 {
				g.agrees(fmt.Sprintf("after %d acts", n+1))
				sent = g.sent(sent)
			}
		}
		check(t, g.DB.Write(ctx, "test", func(tx *db.Tx) error {
			_, err1 := tx.ExecContext(ctx, `UPDATE tally SET n = 999 WHERE part <> 'all'`)
			_, err2 := tx.ExecContext(ctx, `INSERT INTO tally (part, name, kind, day, n) VALUES ('all', '', 'stale', 0, 1) ON CONFLICT (part, name, kind, day) DO UPDATE SET n = 1`)
			return errors.Join(err1, err2)
		}))
		check(t, g.Relist(ctx))
		g.agrees("made anew")
		for _, id := range ids {
			g.accounted(id)
		}
	})
}

// TestPaging walks a list forth and back.
func TestPaging(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		for range 7 {
			g.raised("clinic")
		}
		want := g.scan().of(monitoring.Filter{})
		var forth []string
		f := monitoring.Filter{Most: 3}
		for more, n := true, 0; more; n++ {
			all, again, err := g.Notices(t.Context(), f)
			check(t, err)
			if len(all) != min(3, 7-3*n) {
				t.Fatalf("page %d has %d", n, len(all))
			}
			for _, one := range all {
				forth = append(forth, one.ID)
			}
			more, f.Behind = again, all[len(all)-1].Mark()
			if n == 2 {
				back, again, err := g.Notices(t.Context(), monitoring.Filter{Most: 3, Before: all[0].Mark()})
				check(t, err)
				if len(back) != 3 || !again || back[0].ID != want[3] || back[2].ID != want[5] {
					t.Errorf("back from the last page: %v, %v", back, again)
				}
			}
		}
		if !slices.Equal(forth, want) {
			t.Errorf("%v, want %v", forth, want)
		}
		for _, wrong := range []string{"x", "2026-01-01", "2026-13-01.a"} {
			if _, _, err := g.Notices(t.Context(), monitoring.Filter{Behind: wrong}); !errors.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", wrong, err)
			}
		}
	})
}
