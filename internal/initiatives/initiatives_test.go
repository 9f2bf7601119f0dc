package initiatives_test

import (
	"testing"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/initiatives"
	"adal/internal/overlap"
)

// TestLife takes an initiative from an idea to three regions.
func TestLife(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, id := t.Context(), h.judged()
		one, err := h.Replicate(ctx, h.lead, id, local("KZ-47"), nil)
		check(t, err)
		two, err := h.Replicate(ctx, h.lead, id, local("KZ-79"), nil)
		check(t, err)
		_, err = h.Replicate(ctx, h.lead, id, local("KZ-47"), nil)
		wants(t, err, "region", "initiatives.region-taken")
		check(t, h.Advance(ctx, h.lead, one, initiatives.Running, i18n.Text{}, i18n.Text{}))
		wants(t, h.Advance(ctx, h.lead, one, initiatives.Finished, i18n.Text{}, i18n.Text{}), "result-kk", "initiatives.reason-missing")
		check(t, h.Advance(ctx, h.lead, one, initiatives.Finished, i18n.Text{KK: "Екі тақта"}, i18n.Text{KK: "27 минут"}))
		check(t, h.Advance(ctx, h.lead, two, initiatives.Stopped, i18n.Text{}, i18n.Text{KK: "Ғимарат жабылды"}))
		if _, err := h.Replicate(ctx, h.lead, id, local("KZ-47"), nil); err != nil {
			t.Errorf("a region that is through can't begin again: %v", err)
		}
		i, err := h.Get(ctx, id)
		check(t, err)
		if i.State != initiatives.Spread || len(i.Instances) != 3 || i.Instances[0].State != initiatives.Finished || i.Instances[0].Result.KK != "27 минут" {
			t.Errorf("%+v", i)
		}
		for region, want := range map[string]int{"": 1, "KZ-47": 1, "KZ-71": 1, "KZ-10": 0} {
			if stages, err := h.StagesIn(ctx, region, today); err != nil || stages[initiatives.Spread] != want {
				t.Errorf("in %q: %v %v", region, stages, err)
			}
		}
		if stages, err := h.StagesIn(ctx, "", today.AddDays(-1)); err != nil || len(stages) != 0 {
			t.Errorf("before it began: %v %v", stages, err)
		}
		check(t, h.DB.Read(ctx, func(tx *db.Tx) error {
			leaves, err := docket.Verify(ctx, tx, id)
			if len(leaves) != 6 { // begun, assessed, piloted, measured, judged, spread
				t.Errorf("%d steps are in the register", len(leaves))
			}
			return err
		}))
	})
}

// TestWho holds that each step is for the office, and the verdict for somebody
// else than who began the pilot.
func TestWho(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, id := t.Context(), h.assessed()
		for who, by := range map[string]charter.Principal{"another office": h.stranger, "a headquarters": h.head, "the public": charter.Public()} {
			for act, err := range map[string]error{
				"assesses": h.Assess(ctx, by, id, initiatives.Declined, initiatives.Assessing{Declined: i18n.Text{KK: "x"}}),
				"pilots":   h.Pilot(ctx, by, id, pilot(), nil),
				"judges":   h.Judge(ctx, by, id, initiatives.Worked, i18n.Text{KK: "x"}),
				"issues":   h.SaveKit(ctx, by, id, initiatives.Kit{Steps: i18n.Text{KK: "x"}}),
			} {
				if k := fault.Of(err); k != fault.Denied && k != fault.NotFound && k != fault.SignIn {
					t.Errorf("%s %s: %v", who, act, err)
				}
			}
		}
		check(t, h.Pilot(ctx, h.lead, id, pilot(), nil))
		wants(t, h.Judge(ctx, h.judge, id, initiatives.Worked, i18n.Text{KK: "x"}), "verdict-kk", "initiatives.not-measured")
		check(t, h.Measure(ctx, h.lead, id, []initiatives.Measure{{Known: true, Value: 63, N: 210}}, []initiatives.Measure{{}}))
		if err := h.Judge(ctx, h.lead, id, initiatives.Worked, i18n.Text{KK: "x"}); fault.Of(err) != fault.Denied {
			t.Errorf("who began the pilot judges it: %v", err)
		}
		wants(t, h.Judge(ctx, h.judge, id, initiatives.Failed, i18n.Text{}), "verdict-kk", "initiatives.reason-missing")
		check(t, h.Judge(ctx, h.judge, id, initiatives.Failed, i18n.Text{KK: "Ақтамады"}))
		if _, err := h.Replicate(ctx, h.lead, id, local("KZ-47"), nil); fault.Of(err) != fault.Conflict {
			t.Errorf("what did not work is spread: %v", err)
		}
		if err := h.SaveKit(ctx, h.lead, id, initiatives.Kit{Steps: i18n.Text{KK: "x"}}); fault.Of(err) != fault.Conflict {
			t.Errorf("of what did not work a kit is issued: %v", err)
		}
		if i, err := h.Get(ctx, id); err != nil || i.Verdict.KK != "Ақтамады" {
			t.Errorf("an honest failure is hidden: %+v %v", i, err)
		}
	})
}

// TestPilot says what a pilot can't be without.
func TestPilot(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, id := t.Context(), h.assessed()
		for word, c := range map[string]struct {
			field string
			spoil func(*initiatives.Pilot)
		}{
			"initiatives.no-baseline":       {"here-before-1", func(p *initiatives.Pilot) { p.Indicators[0].HereBefore.Known = false }},
			"initiatives.no-baseline-there": {"there-before-1", func(p *initiatives.Pilot) { p.Indicators[0].ThereBefore.Known = false }},
			"initiatives.indicators-none":   {"name-1-kk", func(p *initiatives.Pilot) { p.Indicators = nil }},
			"initiatives.indicator-name":    {"name-1-kk", func(p *initiatives.Pilot) { p.Indicators[0].Name.KK = " " }},
			"initiatives.kind-missing":      {"kind-1", func(p *initiatives.Pilot) { p.Indicators[0].Kind = "x" }},
			"initiatives.share-wrong":       {"here-before-1", func(p *initiatives.Pilot) { p.Indicators[0].HereBefore.Value = 101 }},
			"initiatives.measure-wrong":     {"here-before-1", func(p *initiatives.Pilot) { p.Indicators[0].HereBefore.N = -1 }},
			"initiatives.region-missing":    {"region", func(p *initiatives.Pilot) { p.Region = "KZ-99" }},
			"initiatives.comparison-same":   {"comparison", func(p *initiatives.Pilot) { p.Comparison = p.Region }},
			"overlap.until-before":          {"until", func(p *initiatives.Pilot) { p.Until = p.Since.AddDays(-1) }},
			"overlap.day-missing":           {"since", func(p *initiatives.Pilot) { p.Since = calendar.Day{} }},
		} {
			p := pilot()
			c.spoil(&p)
			wants(t, h.Pilot(ctx, h.lead, id, p, nil), c.field, word)
			if i, err := h.Mine(ctx, h.lead, id); err != nil || i.State != initiatives.Assessed || i.Said.Pilot.Region != "" {
				t.Fatalf("%s half-changed it: %+v %v", word, i.Said.Pilot, err)
			}
		}
	})
}

// TestBaselineStays holds that what was said before a pilot can't be changed when
// its result is known.
func TestBaselineStays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, id := t.Context(), h.assessed()
		early := pilot()
		early.Indicators[0].HereAfter = initiatives.Measure{Known: true, Value: 99, N: 9}
		check(t, h.Pilot(ctx, h.lead, id, early, nil))
		if i, err := h.Get(ctx, id); err != nil || i.Said.Pilot.Indicators[0].HereAfter.Known {
			t.Errorf("a result is there before the pilot: %+v %v", i.Said.Pilot, err)
		}
		if err := h.Pilot(ctx, h.lead, id, pilot(), nil); err == nil {
			t.Error("a pilot begins twice")
		}
		check(t, h.Measure(ctx, h.lead, id, []initiatives.Measure{{Known: true, Value: 63, N: 210}}, []initiatives.Measure{{Known: true, Value: 47, N: 195}}))
		i, err := h.Get(ctx, id)
		if one := i.Said.Pilot.Indicators[0]; err != nil || one.HereBefore.Value != 44 || one.Target != 60 || !one.Reached() || !one.Compared() {
			t.Errorf("%+v %v", one, err)
		}
		wants(t, h.Measure(ctx, h.lead, id, nil, nil), "", "initiatives.measure-wrong")
	})
}

// TestWorkEnds holds that a pilot is in nobody's way once it is judged, nor an instance
// that is finished or stopped.
func TestWorkEnds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		ended := func(id string, want bool) {
			t.Helper()
			check(t, h.DB.Read(ctx, func(tx *db.Tx) error {
				w, err := overlap.Get(ctx, tx, id)
				if w.Ended != want {
					t.Errorf("the work has ended: %v, want %v", w.Ended, want)
				}
				return err
			}))
		}
		id := h.assessed()
		check(t, h.Pilot(ctx, h.lead, id, pilot(), nil))
		ended(id, false)
		check(t, h.Measure(ctx, h.lead, id, []initiatives.Measure{{Known: true, Value: 63, N: 210}}, []initiatives.Measure{{Known: true, Value: 47, N: 195}}))
		ended(id, false)
		check(t, h.Judge(ctx, h.judge, id, initiatives.Worked, i18n.Text{KK: "Ақтады"}))
		ended(id, true)
		for to, region := range map[docket.State]string{initiatives.Finished: "KZ-47", initiatives.Stopped: "KZ-23"} {
			one, err := h.Replicate(ctx, h.lead, id, local(region), nil)
			check(t, err)
			ended(one, false)
			check(t, h.Advance(ctx, h.lead, one, initiatives.Running, i18n.Text{}, i18n.Text{}))
			ended(one, false)
			check(t, h.Advance(ctx, h.lead, one, to, i18n.Text{}, i18n.Text{KK: "Нәтижесі белгілі"}))
			ended(one, true)
		}
	})
}

// TestOverlap holds that a pilot doesn't repeat another body's work unsaid.
func TestOverlap(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, id := t.Context(), h.assessed()
		office := h.lead
		h.lead = h.stranger
		theirs := h.assessed()
		h.lead = office
		check(t, h.Pilot(ctx, h.stranger, theirs, pilot(), nil))
		wants(t, h.Pilot(ctx, h.lead, id, pilot(), nil), "overlap", "overlap.undecided")
		apart := func(reason string) overlap.Decisions {
			return overlap.Decisions{theirs: {How: overlap.Apart, Reason: reason}}
		}
		wants(t, h.Pilot(ctx, h.lead, id, pilot(), apart("қысқа")), "reason-"+theirs, "overlap.reason-missing")
		check(t, h.Pilot(ctx, h.lead, id, pilot(), apart("Біз өлшейміз, олар үйретеді.")))
		check(t, h.DB.Read(ctx, func(tx *db.Tx) error {
			all, err := overlap.Settled(ctx, tx, id)
			if len(all) != 1 || all[0].Other != theirs || all[0].Reason != "Біз өлшейміз, олар үйретеді." {
				t.Errorf("%+v", all)
			}
			return err
		}))
	})
}
