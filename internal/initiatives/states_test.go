package initiatives_test

import (
	"slices"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/initiatives"
)

// trials gives each trial of a test days of its own, so that none meets another.
type trials struct {
	*house
	n int
}

func (h *trials) days() (since, until calendar.Day) {
	h.n++
	return today.AddDays(100 * h.n), today.AddDays(100*h.n + 60)
}

// does are the acts with an initiative, by the state that they lead to or by their name.
func (h *trials) does(id string) map[string]func() error {
	ctx, s, why := h.t.Context(), said(), i18n.Text{KK: "Себебі"}
	assess := func(to docket.State) func() error {
		return func() error {
			return h.Assess(ctx, h.lead, id, to, initiatives.Assessing{Title: s.Title, Summary: s.Summary, Topic: s.Topic, Assessment: why, Declined: why})
		}
	}
	judge := func(to docket.State) func() error {
		return func() error { return h.Judge(ctx, h.judge, id, to, why) }
	}
	return map[string]func() error{
		"shown": assess(initiatives.Shown), "assessed": assess(initiatives.Assessed), "declined": assess(initiatives.Declined),
		"piloted": func() error {
			p := pilot()
			p.Since, p.Until = h.days()
			return h.Pilot(ctx, h.lead, id, p, nil)
		},
		"measure": func() error {
			return h.Measure(ctx, h.lead, id, []initiatives.Measure{{Known: true, Value: 63, N: 210}}, []initiatives.Measure{{Known: true, Value: 47, N: 195}})
		},
		"worked": judge(initiatives.Worked), "reworked": judge(initiatives.Reworked), "failed": judge(initiatives.Failed),
		"spread": func() error {
			l := local("KZ-47")
			l.Since, l.Until = h.days()
			_, err := h.Replicate(ctx, h.lead, id, l, nil)
			return err
		},
		"kit": func() error {
			return h.SaveKit(ctx, h.lead, id, initiatives.Kit{Steps: i18n.Text{KK: "1. Тақта"}})
		},
	}
}

// TestStates takes every act with an initiative in every state. What the table, made by
// hand, doesn't have is refused and changes nothing: so nothing is spread that wasn't
// tried, and nothing is tried twice.
func TestStates(t *testing.T) {
	each(t, func(t *testing.T, one *house) {
		h, ctx := &trials{house: one}, t.Context()
		kit := h.issued()
		for _, c := range []struct {
			state docket.State
			way   string // the acts that lead there
			may   string // the acts that may be done there
		}{
			{initiatives.Idea, "", "shown assessed declined"}, {initiatives.Shown, "shown", "assessed declined"}, {initiatives.Declined, "shown declined", ""},
			{initiatives.Assessed, "assessed", "declined piloted"}, {initiatives.Piloted, "assessed piloted measure", "measure worked reworked failed"},
			{initiatives.Worked, "assessed piloted measure worked", "spread kit"}, {initiatives.Reworked, "assessed piloted measure reworked", "spread kit"},
			{initiatives.Failed, "assessed piloted measure failed", ""}, {initiatives.Adopted, "kit", "spread"},
			{initiatives.Spread, "assessed piloted measure worked spread", "spread kit"},
		} {
			for _, act := range []string{"shown", "assessed", "declined", "piloted", "measure", "worked", "reworked", "failed", "spread", "kit"} {
				id, err := h.Begin(ctx, h.lead, said())
				if c.state == initiatives.Adopted {
					id, err = h.ImportKit(ctx, h.lead, kit, h.Key)
				}
				check(t, err)
				for _, step := range strings.Fields(c.way) {
					if c.state != initiatives.Adopted {
						check(t, h.does(id)[step]())
					}
				}
				if c.state == initiatives.Spread && act == "spread" { // a region has one at a time
					i, err := h.Mine(ctx, h.lead, id)
					check(t, err)
					check(t, h.Advance(ctx, h.lead, i.Instances[0].ID, initiatives.Stopped, i18n.Text{}, i18n.Text{KK: "Себебі"}))
				}
				before, err := h.Mine(ctx, h.lead, id)
				check(t, err)
				if before.State != c.state {
					t.Fatalf("it is %s, want %s", before.State, c.state)
				}
				err = h.does(id)[act]()
				after, failed := h.Mine(ctx, h.lead, id)
				check(t, failed)
				want := docket.State(act)
				if act == "measure" || act == "kit" {
					want = c.state
				}
				switch may := slices.Contains(strings.Fields(c.may), act); {
				case may && (err != nil || after.State != want):
					t.Errorf("%s of what is %s makes it %s: %v", act, c.state, after.State, err)
				case !may && (fault.Of(err) != fault.Conflict && act != "measure" || err == nil):
					t.Errorf("%s of what is %s: %v", act, c.state, err)
				case !may && (after.State != before.State || after.Edited != before.Edited || len(after.Instances) != len(before.Instances)):
					t.Errorf("%s of what is %s was refused, and changed it: %+v", act, c.state, after)
				}
			}
		}
	})
}

// TestInstanceStates does the same with what is at work in a region.
func TestInstanceStates(t *testing.T) {
	each(t, func(t *testing.T, one *house) {
		h, ctx := &trials{house: one}, t.Context()
		of := h.judged()
		advance := func(id string, to docket.State) error {
			return h.Advance(ctx, h.lead, id, to, i18n.Text{}, i18n.Text{KK: "Нәтижесі"})
		}
		for _, c := range []struct {
			state docket.State
			way   []docket.State
			may   []docket.State
		}{
			{initiatives.Planned, nil, []docket.State{initiatives.Running, initiatives.Stopped}},
			{initiatives.Running, []docket.State{initiatives.Running}, []docket.State{initiatives.Finished, initiatives.Stopped}},
			{initiatives.Finished, []docket.State{initiatives.Running, initiatives.Finished}, nil},
			{initiatives.Stopped, []docket.State{initiatives.Stopped}, nil},
		} {
			for _, to := range []docket.State{initiatives.Planned, initiatives.Running, initiatives.Finished, initiatives.Stopped} {
				l := local("KZ-47")
				l.Since, l.Until = h.days()
				id, err := h.Replicate(ctx, h.lead, of, l, nil)
				check(t, err)
				for _, step := range c.way {
					check(t, advance(id, step))
				}
				may := slices.Contains(c.may, to)
				err = advance(id, to)
				if may && err != nil || !may && (err == nil || to != initiatives.Planned && fault.Of(err) != fault.Conflict) {
					t.Errorf("%s is made %s: %v", c.state, to, err)
				}
				i, err := h.Mine(ctx, h.lead, of)
				check(t, err)
				want := c.state
				if may {
					want = to
				}
				if last := i.Instances[len(i.Instances)-1]; last.ID != id || last.State != want {
					t.Errorf("%s was to be %s and is %s", c.state, to, last.State)
				}
				if want == initiatives.Planned || want == initiatives.Running {
					check(t, advance(id, initiatives.Stopped)) // the region is free for the next one
				}
			}
		}
	})
}

// TestStrangersSpread: what an office tries and spreads, no other one does.
func TestStrangersSpread(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, id := t.Context(), h.judged()
		instance, err := h.Replicate(ctx, h.lead, id, local("KZ-47"), nil)
		check(t, err)
		before, err := h.Get(ctx, id)
		check(t, err)
		for who, by := range map[string]charter.Principal{"another office": h.stranger, "a headquarters": h.head, "the public": charter.Public()} {
			_, replicated := h.Replicate(ctx, by, id, local("KZ-79"), nil)
			_, opened := h.Mine(ctx, by, id)
			for act, err := range map[string]error{
				"measures": h.Measure(ctx, by, id, []initiatives.Measure{{Known: true, Value: 1, N: 9}}, []initiatives.Measure{{}}), "replicates": replicated, "opens": opened,
				"advances": h.Advance(ctx, by, instance, initiatives.Running, i18n.Text{}, i18n.Text{}),
			} {
				if k := fault.Of(err); k != fault.Denied && k != fault.NotFound && k != fault.SignIn {
					t.Errorf("%s %s: %v", who, act, err)
				}
			}
		}
		after, err := h.Get(ctx, id)
		if err != nil || after.Edited != before.Edited || len(after.Instances) != 1 || after.Instances[0].State != initiatives.Planned {
			t.Errorf("%+v, %v", after, err)
		}
	})
}
