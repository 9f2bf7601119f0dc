package monitoring_test

import (
	"context"
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
)

// A deed is a method of the group, the way of the life that it takes, and the states
// of that way in which it is meant, if not in all.
type deed struct {
	way  string
	only []docket.State
	do   func(ctx context.Context, g *group, s monitoring.Shortcoming) error
}

func says(act charter.Act) func(context.Context, *group, monitoring.Shortcoming) error {
	return func(ctx context.Context, g *group, s monitoring.Shortcoming) error {
		return g.Say(ctx, g.land, s.ID, monitoring.Saying{Act: act, Text: "Мәтін", Lang: "kk", Until: s.Due.AddDays(20)})
	}
}

func looks(o monitoring.Outcome) func(context.Context, *group, monitoring.Shortcoming) error {
	return func(ctx context.Context, g *group, s monitoring.Shortcoming) error {
		return g.LookAgain(ctx, g.observer, s.ID, o, "Көрдік")
	}
}

// owed are the states in which an institution owes an answer, and so may have asked
// for more time.
var owed = []docket.State{"raised", "promised", "overdue", "escalated", "broken"}

// deeds are all methods that move a shortcoming or add to it, but for what needs
// something of its own first: a complaint, a correction that waits.
func (g *group) deeds(into string) map[string]deed {
	note := func(f func(context.Context, charter.Principal, string, string) error, by charter.Principal) func(context.Context, *group, monitoring.Shortcoming) error {
		return func(ctx context.Context, _ *group, s monitoring.Shortcoming) error {
			return f(ctx, by, s.ID, "Себебі бар")
		}
	}
	other := func(s monitoring.Shortcoming) monitoring.Words {
		w := words()
		w.Title.KK += seq()
		return w
	}
	draft := []docket.State{"draft"}
	return map[string]deed{
		"rewrite": {"observe=.", draft, func(ctx context.Context, g *group, s monitoring.Shortcoming) error {
			return g.Rewrite(ctx, g.observer, s.ID, s.Version, other(s))
		}},
		"correct": {"observe=.", slices.DeleteFunc(slices.Clone(monitoring.States), func(s docket.State) bool { return s == "draft" }), func(ctx context.Context, g *group, s monitoring.Shortcoming) error {
			return g.Correct(ctx, g.observer, s.ID, s.Version, other(s), "Түзету")
		}},
		"approve": {"review=notified", draft, func(ctx context.Context, g *group, s monitoring.Shortcoming) error {
			return g.Approve(ctx, g.reviewer, s.ID, passed(s.Version))
		}},
		"send back": {"review=.", draft, func(ctx context.Context, g *group, s monitoring.Shortcoming) error {
			return g.SendBack(ctx, g.reviewer, s.ID, "Себебі бар", monitoring.Judgement{})
		}},
		"refuse": {"review=unconfirmed", nil, note(g.Refuse, g.reviewer)},
		"readdress hidden": {"review=notified", []docket.State{"misaddressed"}, func(ctx context.Context, g *group, s monitoring.Shortcoming) error {
			if s.Public() {
				return fault.Conflict // that is another way
			}
			return g.Readdress(ctx, g.reviewer, s.ID, "clinic", "Басқасы")
		}},
		"readdress": {"raise=raised", []docket.State{"disowned"}, func(ctx context.Context, g *group, s monitoring.Shortcoming) error {
			if !s.Public() {
				return fault.Conflict
			}
			return g.Readdress(ctx, g.reviewer, s.ID, "clinic", "Басқасы")
		}},
		"publish": {"publish-shortcoming=published", nil, func(ctx context.Context, g *group, s monitoring.Shortcoming) error {
			return g.Publish(ctx, g.reviewer, s.ID)
		}},
		"raise": {"raise=raised", []docket.State{"published"}, func(ctx context.Context, g *group, s monitoring.Shortcoming) error {
			return g.Raise(ctx, g.reviewer, s.ID)
		}},
		"grant": {"raise=raised", []docket.State{"raised", "overdue", "escalated", "broken"}, func(ctx context.Context, g *group, s monitoring.Shortcoming) error {
			if s.State == "promised" {
				return fault.Conflict // there it is a promise still
			}
			return g.Grant(ctx, g.reviewer, s.ID, s.Due.AddDays(5), "Жарайды")
		}},
		"grant a promise": {"raise=promised", nil, func(ctx context.Context, g *group, s monitoring.Shortcoming) error {
			if s.State != "promised" {
				return fault.Conflict
			}
			return g.Grant(ctx, g.reviewer, s.ID, s.Due.AddDays(5), "Жарайды")
		}},
		"decline":  {"raise=.", owed, note(g.Decline, g.reviewer)},
		"withdraw": {"withdraw=withdrawn", nil, note(g.Withdraw, g.reviewer)},
		"merge": {"link=duplicate", nil, func(ctx context.Context, g *group, s monitoring.Shortcoming) error {
			return g.Merge(ctx, g.reviewer, s.ID, into, "Бірдей")
		}},
		"confirm": {"confirm=.", nil, func(ctx context.Context, g *group, s monitoring.Shortcoming) error { return g.Confirm(ctx, s.ID) }},
		"dispute": {"dispute=.", slices.DeleteFunc(slices.Clone(monitoring.States), func(s docket.State) bool { return s == "withdrawn" || s == "duplicate" }), func(ctx context.Context, g *group, s monitoring.Shortcoming) error {
			return g.Dispute(ctx, s.ID, "", "Бар", i18n.KK)
		}},
		"promise":   {"promise=promised", nil, says(charter.Promise)},
		"extension": {"request-extension=.", nil, says(charter.RequestExtension)},
		"fixed":     {"look-again=fixed", nil, looks(monitoring.SeenFixed)},
		"partly":    {"look-again=partly", nil, looks(monitoring.SeenPartly)},
		"no action": {"look-again=no-action", nil, looks(monitoring.SeenNoAction)},
		"not ours":  {"look-again=not-responsible", nil, looks(monitoring.SeenNotOurs)},
		"not fixed": {"look-again=raised", nil, looks(monitoring.SeenNot)},
		"reply":     {"reply=", nil, says(charter.Reply)},
		"claim":     {"claim-fixed=", nil, says(charter.ClaimFixed)},
		"disown":    {"disown=", nil, says(charter.Disown)},
	}
}

// leads is where a deed leads from a state by the life that was written by hand: ""
// for nowhere. A way without an end is any of its act.
func (d deed) leads(state docket.State, ways map[string]bool) docket.State {
	if d.only != nil && !slices.Contains(d.only, state) {
		return ""
	}
	for _, to := range append([]docket.State{"."}, monitoring.States...) {
		exactly, any := ways[d.way] && strings.HasSuffix(d.way, "="+string(to)), strings.HasSuffix(d.way, "=") && ways[d.way+string(to)]
		switch {
		case (exactly || any) && to == ".":
			return state
		case exactly || any:
			return to
		}
	}
	return ""
}

// brief is what a deed has to know of a shortcoming.
func (g *group) brief(id string) (s monitoring.Shortcoming) {
	g.t.Helper()
	check(g.t, g.DB.Read(g.t.Context(), func(tx *db.Tx) (err error) {
		s, err = db.One(g.t.Context(), tx, func(s *monitoring.Shortcoming) []any {
			return []any{&s.ID, &s.State, &s.Due, &s.Version, &s.Published}
		}, `SELECT d.id, d.state, d.due, s.version, s.published FROM shortcoming s JOIN docket d ON d.id = s.docket WHERE d.id = $1`, id)
		return err
	}))
	return s
}

// put has a shortcoming in a state, as it would be there.
func (g *group) put(id string, state docket.State, hidden bool) {
	g.t.Helper()
	var published, asked any
	shown := 0
	if !hidden {
		published, shown = g.Book.Day, 2
	}
	if slices.Contains(owed, state) {
		asked = g.Book.Day.AddDays(30)
	}
	ctx := g.t.Context()
	check(g.t, g.DB.Write(ctx, "group", func(tx *db.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE docket SET state = $2, due = $3, settled = NULL WHERE id = $1`, id, string(state), g.Book.Day.AddDays(10)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `
			UPDATE shortcoming SET institution = 'land', published = $2, shown = $3, asked = $4, reply_due = $5, proposed = 0, merged = '' WHERE docket = $1`,
			id, published, shown, asked, g.Book.Day.AddDays(-1))
		return err
	}))
}

// TestEveryMethodInEveryState does everything that a group, an institution and anybody
// can do in every state: it leads where the life that was written by hand has it
// lead, or is refused and changes nothing.
func TestEveryMethodInEveryState(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, life := t.Context(), lifeOf()
		into, hidden, public := g.raised("clinic"), g.notified("land"), g.raised("land")
		g.Book.Day = calendar.Date(2027, 1, 11)
		goes := 0
		for _, state := range monitoring.States {
			g.Book.Day = g.Book.Day.AddDays(1) // a day takes so many words of anybody and no more
			early := slices.Contains([]docket.State{"draft", "notified", "replied", "misaddressed", "unconfirmed"}, state)
			id := public
			if early {
				id = hidden
			}
			for name, d := range g.deeds(into) {
				g.put(id, state, early)
				want := d.leads(state, life[state])
				err := d.do(ctx, g, g.brief(id))
				switch is := g.brief(id).State; {
				case want == "" && (err == nil || is != state):
					t.Errorf("%s in %s leads to %s, %v", name, state, is, err)
				case want != "" && (err != nil || is != want):
					t.Errorf("%s in %s leads to %s, want %s, %v", name, state, is, want, err)
				case want != "":
					goes++
				}
			}
		}
		t.Logf("%d of %d go", goes, len(monitoring.States)*len(g.deeds(into)))
	})
}
