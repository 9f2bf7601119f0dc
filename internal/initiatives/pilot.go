package initiatives

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/overlap"
)

// MostIndicators bounds a pilot: who measures everything proves nothing.
const MostIndicators = 8

// A Pilot is a trial in one region.
type Pilot struct {
	Region     string       `json:"region"`
	Comparison string       `json:"comparison,omitempty"` // a region where nothing was done; "" for none
	Since      calendar.Day `json:"since,omitzero"`
	Until      calendar.Day `json:"until,omitzero"`
	Indicators []Indicator  `json:"indicators,omitempty"`
}

// An Indicator is what a pilot is measured by. Its baseline and its target are
// said before the pilot begins and don't change.
type Indicator struct {
	Name   i18n.Text `json:"name"`
	Kind   string    `json:"kind"` // Share, Mean or Count
	Less   bool      `json:"less"` // it is better if there is less of it
	Target float64   `json:"target"`
	// Here is where the pilot is, There where it isn't.
	HereBefore, HereAfter, ThereBefore, ThereAfter Measure
}

// Change is how much the indicator changed where the pilot is.
func (i Indicator) Change() Estimate { return Change(i.Kind, i.HereBefore, i.HereAfter) }

// Elsewhere is how much it changed where the pilot isn't.
func (i Indicator) Elsewhere() Estimate { return Change(i.Kind, i.ThereBefore, i.ThereAfter) }

// Compared reports whether all four measures are there.
func (i Indicator) Compared() bool {
	return i.HereAfter.Known && i.ThereBefore.Known && i.ThereAfter.Known
}

// Effect is the difference in differences.
func (i Indicator) Effect() Estimate { return Differences(i.Change(), i.Elsewhere()) }

// Reached reports whether the target was reached.
func (i Indicator) Reached() bool {
	if i.Less {
		return i.HereAfter.Known && i.HereAfter.Value <= i.Target
	}
	return i.HereAfter.Known && i.HereAfter.Value >= i.Target
}

// Better reports whether an estimate is in the direction that is wanted.
func (i Indicator) Better(e Estimate) bool { return e.Value > 0 != i.Less && e.Value != 0 }

// check says what is wrong with a pilot, by the fields of its form.
func (p Pilot) check() error {
	var wrong []error
	if p.Region == "" {
		wrong = append(wrong, fault.In("region", "initiatives.region-missing"))
	}
	if p.Comparison != "" && p.Comparison == p.Region {
		wrong = append(wrong, fault.In("comparison", "initiatives.comparison-same"))
	}
	if p.Since.IsZero() {
		wrong = append(wrong, fault.In("since", "overlap.day-missing"))
	}
	if p.Until.IsZero() {
		wrong = append(wrong, fault.In("until", "overlap.day-missing"))
	} else if p.Until.Before(p.Since) {
		wrong = append(wrong, fault.In("until", "overlap.until-before"))
	}
	if len(p.Indicators) == 0 {
		wrong = append(wrong, fault.In("name-1-kk", "initiatives.indicators-none"))
	}
	if len(p.Indicators) > MostIndicators {
		wrong = append(wrong, fault.In("name-1-kk", "initiatives.indicators-many", MostIndicators))
	}
	for n, i := range p.Indicators {
		wrong = append(wrong, i.check(n+1, p.Comparison != ""))
	}
	return errors.Join(wrong...)
}

func (i Indicator) check(n int, compared bool) error {
	field := func(name string) string { return fmt.Sprintf("%s-%d", name, n) }
	var wrong []error
	if strings.TrimSpace(i.Name.KK) == "" || len(i.Name.KK) > longTitle {
		wrong = append(wrong, fault.In(field("name")+"-kk", "initiatives.indicator-name"))
	}
	if i.Kind != Share && i.Kind != Mean && i.Kind != Count {
		wrong = append(wrong, fault.In(field("kind"), "initiatives.kind-missing"))
	}
	if !i.HereBefore.Known {
		wrong = append(wrong, fault.In(field("here-before"), "initiatives.no-baseline", n))
	}
	if compared && !i.ThereBefore.Known {
		wrong = append(wrong, fault.In(field("there-before"), "initiatives.no-baseline-there", n))
	}
	wrong = append(wrong, Measure{Value: i.Target}.check(field("target"), i.Kind))
	for name, m := range i.measures() {
		wrong = append(wrong, m.check(field(name), i.Kind))
	}
	return errors.Join(wrong...)
}

// measures are the four, by the names of their fields.
func (i *Indicator) measures() map[string]*Measure {
	return map[string]*Measure{"here-before": &i.HereBefore, "here-after": &i.HereAfter, "there-before": &i.ThereBefore, "there-after": &i.ThereAfter}
}

// Pilot begins the trial of an initiative. Its works are entered beside those of
// other bodies: what it meets has to be settled first, and is a fault of the
// field "overlap".
func (g *Ground) Pilot(ctx context.Context, by charter.Principal, id string, p Pilot, o overlap.Decisions) error {
	for n := range p.Indicators {
		p.Indicators[n].HereAfter, p.Indicators[n].ThereAfter = Measure{}, Measure{}
	}
	if err := p.check(); err != nil {
		return err
	}
	return g.step(ctx, by, id, charter.Pilot, Piloted, func(tx *db.Tx, i *Initiative, d *docket.Doing) error {
		day := g.Book.Today(tx)
		for field, code := range map[string]string{"region": p.Region, "comparison": p.Comparison} {
			if _, err := bodies.RegionOn(ctx, tx, code, day); code != "" && err != nil {
				return fault.In(field, "initiatives.region-missing")
			}
		}
		i.Said.Pilot, d.Due, d.Own = p, p.Until, true
		if err := g.enter(ctx, tx, by, g.work(*i, id, overlap.Pilot, p.Region, p.Since, p.Until), o); err != nil {
			return err
		}
		return setPilots(ctx, tx, id, by.Seat)
	})
}

// work is what the office plans, as other bodies see it.
func (g *Ground) work(i Initiative, docket, kind, region string, since, until calendar.Day) overlap.Work {
	return overlap.Work{
		Docket: docket, Body: i.Body, Kind: kind, Title: i.Title, Topic: i.Said.Topic, Region: region, Since: since, Until: until, Path: i.Path(),
	}
}

// enter enters a work, and settles what it meets. The office's own work on the same
// initiative isn't met: it has the same page.
func (g *Ground) enter(ctx context.Context, tx *db.Tx, by charter.Principal, w overlap.Work, o overlap.Decisions) error {
	return overlap.Enter(ctx, tx, w, o, overlap.Settlement{Body: by.Body, Seat: by.Seat, Day: g.Book.Today(tx)})
}

// Meets are the works that a work on an initiative would meet, with what was chosen of
// them so far; none while it isn't said when it is done.
func (g *Ground) Meets(ctx context.Context, i Initiative, docket string, l Local, o overlap.Decisions) (all []overlap.Met, err error) {
	w := g.work(i, docket, overlap.Pilot, l.Region, l.Since, l.Until)
	if w.Check() != nil {
		return nil, nil
	}
	return all, g.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = overlap.Choices(ctx, tx, w, o)
		return err
	})
}

// Measure records what was measured after a pilot: by indicator, here and there.
// Baselines and targets stay as they were said.
func (g *Ground) Measure(ctx context.Context, by charter.Principal, id string, here, there []Measure) error {
	return g.step(ctx, by, id, charter.Pilot, "", func(_ *db.Tx, i *Initiative, d *docket.Doing) error {
		p := i.Said.Pilot
		if len(here) != len(p.Indicators) || len(there) != len(p.Indicators) {
			return fault.New(fault.Invalid, "initiatives.measure-wrong")
		}
		for n := range p.Indicators {
			p.Indicators[n].HereAfter, p.Indicators[n].ThereAfter = here[n], there[n]
		}
		d.Own, d.Note = true, "initiatives.measured"
		i.Said.Pilot = p
		return p.check()
	})
}

// Judge gives the verdict on a pilot, with its reasons. Whoever began the pilot
// doesn't (charter, article 9); each indicator has to be measured first.
func (g *Ground) Judge(ctx context.Context, by charter.Principal, id string, to docket.State, verdict i18n.Text) error {
	if to != Worked && to != Reworked && to != Failed {
		return fault.In("to", "initiatives.to-missing")
	}
	return g.step(ctx, by, id, charter.Judge, to, func(tx *db.Tx, i *Initiative, d *docket.Doing) error {
		if i.State != Piloted { // what wasn't begun has no work to end
			return fault.New(fault.Conflict, "docket.not-in-state", "initiatives.state-"+string(i.State))
		}
		d.Own = i.Pilots == by.Seat
		for n, one := range i.Said.Pilot.Indicators {
			if !one.HereAfter.Known {
				return fault.In("verdict-kk", "initiatives.not-measured", n+1)
			}
		}
		i.Verdict = verdict
		if err := i.tidy(longText); err != nil {
			return err
		}
		if i.Verdict.KK == "" {
			return fault.In("verdict-kk", "initiatives.reason-missing")
		}
		return overlap.End(ctx, tx, id)
	})
}
