package monitoring_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/monitoring"
)

// life is the life of a shortcoming as MONITORING.md and DOMAIN.md tell it, written
// by hand: for each state, which act leads where; "." stays.
const life = `
draft          observe=. redact=. review=. review=notified review=unconfirmed link=duplicate withdraw=withdrawn
notified       redact=. review=notified review=unconfirmed reply=replied claim-fixed=replied disown=misaddressed link=duplicate withdraw=withdrawn publish-shortcoming=published
replied        redact=. review=notified review=unconfirmed reply=. claim-fixed=. disown=misaddressed link=duplicate withdraw=withdrawn publish-shortcoming=published
misaddressed   redact=. review=notified review=unconfirmed link=duplicate withdraw=withdrawn
published      raise=. raise=raised promise=promised claim-fixed=claimed disown=disowned look-again=fixed look-again=partly reply=. %
raised         raise=. raise=raised raise=overdue promise=promised request-extension=. claim-fixed=claimed disown=disowned look-again=fixed look-again=partly reply=answered %
overdue        raise=. raise=raised raise=escalated promise=promised request-extension=. claim-fixed=claimed disown=disowned look-again=fixed look-again=partly look-again=no-action reply=answered %
escalated      raise=. raise=raised promise=promised request-extension=. claim-fixed=claimed disown=disowned look-again=fixed look-again=partly look-again=no-action reply=answered %
answered       raise=. promise=promised claim-fixed=claimed disown=disowned look-again=fixed look-again=partly look-again=no-action look-again=raised reply=. %
promised       raise=. raise=promised raise=broken request-extension=. claim-fixed=claimed disown=disowned look-again=fixed look-again=partly reply=. %
broken         raise=. raise=raised raise=escalated promise=promised request-extension=. claim-fixed=claimed disown=disowned look-again=fixed look-again=partly look-again=no-action reply=answered %
claimed        raise=. look-again=fixed look-again=partly look-again=no-action look-again=raised reply=. %
disowned       raise=. raise=raised look-again=fixed look-again=partly look-again=not-responsible reply=. %
fixed          look-again=raised reply=. %
partly         look-again=raised reply=. %
no-action      look-again=raised reply=. %
not-responsible look-again=raised reply=. %
duplicate      withdraw=withdrawn redact=. dispute=. decide-appeal=. decide-appeal=withdrawn
withdrawn      dispute=. decide-appeal=. decide-appeal=raised decide-appeal=fixed decide-appeal=partly decide-appeal=no-action decide-appeal=not-responsible decide-appeal=duplicate
unconfirmed`

// always is what can be done with everything that is public, whatever its state.
const always = "link=duplicate withdraw=withdrawn decide-appeal=. decide-appeal=withdrawn observe=. review=. redact=. confirm=. dispute=."

// owner is whose act it is, by the charter's articles 20 to 26 and 2.
var owner = map[charter.Act][]string{
	charter.Observe: {"monitoring-group"}, charter.Redact: {"monitoring-group"}, charter.Review: {"monitoring-group"},
	charter.PublishShortcoming: {"monitoring-group"}, charter.Raise: {"monitoring-group"}, charter.LookAgain: {"monitoring-group"},
	charter.Withdraw: {"monitoring-group"}, charter.DecideAppeal: {"monitoring-group"},
	charter.Reply: {"state-body"}, charter.Promise: {"state-body"}, charter.ClaimFixed: {"state-body"},
	charter.RequestExtension: {"state-body"}, charter.Disown: {"state-body"},
	charter.Confirm: {"public"}, charter.Dispute: {"public"},
	charter.Link: slices.DeleteFunc(charter.Kinds(), func(k string) bool { return k == "public" }),
}

func lifeOf() map[docket.State]map[string]bool {
	all := map[docket.State]map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(life), "\n") {
		words := strings.Fields(strings.ReplaceAll(line, "%", always))
		ways := map[string]bool{}
		for _, w := range words[1:] {
			ways[w] = true
		}
		all[docket.State(words[0])] = ways
	}
	return all
}

// TestFlow compares the flow with the life that was written by hand: each act in
// each state leads where it should and nowhere else.
func TestFlow(t *testing.T) {
	want := lifeOf()
	if len(want) != len(monitoring.States) {
		t.Fatalf("%d states are told of, there are %d", len(want), len(monitoring.States))
	}
	for _, state := range monitoring.States {
		got := map[string]bool{}
		for _, s := range monitoring.Flow.Steps {
			if slices.Contains(s.From, state) {
				to := string(s.To)
				if to == "" {
					to = "."
				}
				key := string(s.Act) + "=" + to
				if got[key] {
					t.Errorf("%s: %s is there twice", state, key)
				}
				got[key] = true
			}
		}
		for w := range want[state] {
			if !got[w] {
				t.Errorf("%s: no %s", state, w)
			}
		}
		for w := range got {
			if !want[state][w] {
				t.Errorf("%s: %s leads astray", state, w)
			}
		}
	}
}

// TestEveryActInEveryStateByEverybody asks for every act in every state by every
// kind of seat: of the acts that the life has, their owners' go through and all
// others are denied; of those that it hasn't, nobody's do.
func TestEveryActInEveryStateByEverybody(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		want, id := lifeOf(), g.draft("land")
		undo := errors.New("undone")
		asked := 0
		for _, state := range monitoring.States {
			// All of a state is one transaction that is undone.
			if err := g.DB.Write(t.Context(), "group", func(tx *db.Tx) error {
				for _, act := range charter.Acts() {
					for _, kind := range charter.Kinds() {
						asked++
						g.everything(tx, id, state, act, kind, want[state])
					}
				}
				return undo
			}); err != undo {
				t.Fatal(err)
			}
		}
		t.Logf("%d questions", asked)
	})
}

// everything asks for one act in one state by one kind of seat.
func (g *group) everything(tx *db.Tx, id string, state docket.State, act charter.Act, kind string, ways map[string]bool) {
	ctx := g.t.Context()
	_, err := tx.ExecContext(ctx, `UPDATE docket SET state = $2, due = '2026-12-01', settled = NULL WHERE id = $1`, id, string(state))
	check(g.t, err)
	by := charter.Principal{Kind: kind}
	if kind != charter.KindPublic {
		by.Seat, by.Body, by.Region = "somebody", "group", "KZ-47"
	}
	d := docket.Doing{By: by, Due: calendar.Date(2027, 3, 1)}
	if kind == charter.KindStateBody {
		d.By.Body, d.Addressee = "land", "land"
	}
	may, there := slices.Contains(owner[act], kind), way(ways, act)
	if may && kind != charter.KindPublic && act != charter.Link { // what is linked is asked of both
		far := d
		far.By.Body = "others"
		if _, err := g.Book.Do(ctx, tx, monitoring.Flow, id, act, far); fault.Of(err) != fault.Denied {
			g.t.Errorf("a %s of another body may %s in %s: %v", kind, act, state, err)
		}
	}
	_, err = g.Book.Do(ctx, tx, monitoring.Flow, id, act, d)
	switch {
	case may && there && err != nil:
		g.t.Errorf("%s can't %s in %s: %v", kind, act, state, err)
	case may && !there && fault.Of(err) != fault.Conflict:
		g.t.Errorf("%s may %s in %s: %v", kind, act, state, err)
	case !may && owner[act] == nil && (fault.Of(err) == fault.Denied || fault.Of(err) == fault.Conflict):
		// An act of another part: denied, or not a step of this life.
	case !may && fault.Of(err) != fault.Denied:
		g.t.Errorf("%s may %s in %s: %v", kind, act, state, err)
	}
}

// way reports whether an act leads anywhere from a state.
func way(ways map[string]bool, act charter.Act) bool {
	for w := range ways {
		if strings.HasPrefix(w, string(act)+"=") {
			return true
		}
	}
	return false
}
