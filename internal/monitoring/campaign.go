package monitoring

import (
	"context"
	"errors"
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

// A Campaign observes institutions by a checklist in a period.
type Campaign struct {
	docket.Item
	Plan
}

// A Plan is what a campaign is to be.
type Plan struct {
	Name, About i18n.Text
	Checklist   string
	Version     int // of the checklist
	Since       calendar.Day
	Until       calendar.Day // its last day
	Grain       int          // side of the field in metres to whose middle places are moved; 0 keeps them exact
	Objects     []Object
	Observers   []string          // seats of the group
	Course      string            // that they have to have passed; "" for none
	Overlaps    overlap.Decisions // what becomes of the works that it meets, when it is planned
}

// An Object is an institution of a campaign with its coverage.
type Object struct {
	Institution string
	Planned     int // observations
	Actual      int
	Drafted     int // shortcomings that observations opened
	Public      int // of them, published
}

// Limits of a campaign.
const (
	MostObjects   = 500
	MostObservers = 200
	MostGrain     = 10_000
)

// PlanCampaign opens a campaign and returns its id.
func (g *Group) PlanCampaign(ctx context.Context, by charter.Principal, p Plan) (id string, err error) {
	p = p.tidy()
	if err := g.teaches(ctx, p.Course); err != nil {
		return "", err
	}
	return id, g.write(ctx, by.Body, func(tx *db.Tx) error {
		if err := g.checkPlan(ctx, tx, by, p); err != nil {
			return err
		}
		body, err := bodies.Get(ctx, tx, by.Body, g.Book.Today(tx))
		if err != nil {
			return err
		}
		item, err := g.Book.Open(ctx, tx, CampaignFlow, charter.PlanCampaign, docket.Doing{By: by, Own: true}, body, body.Region)
		if err != nil {
			return err
		}
		id = item.ID
		c := Campaign{item, p}
		return errors.Join(insertCampaign(ctx, tx, c), g.enter(ctx, tx, by, c))
	})
}

// work is what a campaign plans, as other bodies see it. It has no page before it
// begins.
func (c Campaign) work() overlap.Work {
	w := overlap.Work{
		Docket: c.ID, Body: c.Body, Kind: overlap.Campaign, Title: c.Name, Region: c.Region, Since: c.Since, Until: c.Until, Ended: c.State == Over,
	}
	if c.State == Running {
		w.Path = "/campaigns/" + c.ID
	}
	for _, o := range c.Objects {
		w.More = append(w.More, o.Institution)
	}
	return w
}

// enter enters a campaign among the works that bodies plan, so that nobody plans the
// same without seeing it, and settles what it meets.
func (g *Group) enter(ctx context.Context, tx *db.Tx, by charter.Principal, c Campaign) error {
	return overlap.Enter(ctx, tx, c.work(), c.Overlaps, overlap.Settlement{Body: by.Body, Seat: by.Seat, Day: g.Book.Today(tx)})
}

// Meets are the works that a campaign being planned would meet, with what was chosen of
// them so far; none while it isn't said whom it observes and when.
func (g *Group) Meets(ctx context.Context, by charter.Principal, id string, p Plan) (all []overlap.Met, err error) {
	c := Campaign{docket.Item{ID: id, Body: by.Body, Region: by.Region}, p}
	if c.work().Check() != nil {
		return nil, nil
	}
	return all, g.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = overlap.Choices(ctx, tx, c.work(), p.Overlaps)
		return err
	})
}

// Replan changes a campaign that hasn't begun.
func (g *Group) Replan(ctx context.Context, by charter.Principal, id string, p Plan) error {
	p = p.tidy()
	if err := g.teaches(ctx, p.Course); err != nil {
		return err
	}
	return g.write(ctx, by.Body, func(tx *db.Tx) error {
		if _, err := g.campaign(ctx, tx, by, id); err != nil {
			return err
		}
		if err := g.checkPlan(ctx, tx, by, p); err != nil {
			return err
		}
		item, err := g.Book.Do(ctx, tx, CampaignFlow, id, charter.PlanCampaign, docket.Doing{By: by, Own: true})
		if err != nil {
			return err
		}
		if item.State != Planned {
			return fault.New(fault.Conflict, "docket.not-in-state", "monitoring.state-"+string(item.State))
		}
		c := Campaign{item, p}
		return errors.Join(updateCampaign(ctx, tx, c), g.enter(ctx, tx, by, c))
	})
}

// Begin lets the observers of a campaign begin.
func (g *Group) Begin(ctx context.Context, by charter.Principal, id string) error {
	return g.moveCampaign(ctx, by, id, Running)
}

// End ends a campaign: nothing more is observed in it.
func (g *Group) End(ctx context.Context, by charter.Principal, id string) error {
	return g.moveCampaign(ctx, by, id, Over)
}

func (g *Group) moveCampaign(ctx context.Context, by charter.Principal, id string, to docket.State) error {
	err := g.write(ctx, by.Body, func(tx *db.Tx) error {
		c, err := g.campaign(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if c.Item, err = g.Book.Do(ctx, tx, CampaignFlow, id, charter.PlanCampaign, docket.Doing{By: by, Own: true, To: to}); err != nil {
			return err
		}
		if c.Objects, err = objects(ctx, tx, id); err != nil {
			return err
		}
		return overlap.Put(ctx, tx, c.work())
	})
	g.changed()
	return err
}

// campaign is a campaign of the seat's body, without its lists.
func (g *Group) campaign(ctx context.Context, tx *db.Tx, by charter.Principal, id string) (Campaign, error) {
	c, err := campaignOf(ctx, tx, id)
	if err == nil && c.Body != by.Body {
		err = fault.NotFound
	}
	return c, err
}

// Campaigns returns the campaigns of the seat's body, the newest first, with their
// coverage.
func (g *Group) Campaigns(ctx context.Context, by charter.Principal) (all []Campaign, err error) {
	if err := g.may(by, charter.PlanCampaign); err != nil {
		return nil, err
	}
	return all, g.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = campaigns(ctx, tx, by.Body)
		for i := range all {
			if err != nil {
				return err
			}
			all[i].Objects, err = objects(ctx, tx, all[i].ID)
		}
		return err
	})
}

// Campaign returns a campaign with its coverage and its observers. What is only
// planned is for the group's seats; the others are for everybody, without the
// observers.
func (g *Group) Campaign(ctx context.Context, by charter.Principal, id string) (c Campaign, err error) {
	return c, g.DB.Read(ctx, func(tx *db.Tx) error {
		if c, err = campaignOf(ctx, tx, id); err != nil {
			return err
		}
		own := by.Kind == charter.KindMonitoringGroup && c.Body == by.Body
		if !own && c.State == Planned {
			return fault.NotFound
		}
		if c.Objects, err = objects(ctx, tx, id); err != nil || !own {
			return err
		}
		c.Observers, err = observers(ctx, tx, id)
		return err
	})
}

func (p Plan) tidy() Plan {
	for _, t := range []*i18n.Text{&p.Name, &p.About} {
		t.KK, t.RU, t.EN = strings.TrimSpace(t.KK), strings.TrimSpace(t.RU), strings.TrimSpace(t.EN)
	}
	return p
}

func (g *Group) checkPlan(ctx context.Context, tx *db.Tx, by charter.Principal, p Plan) error {
	var wrong []error
	for field, s := range map[string]string{"name-kk": p.Name.KK, "name-ru": p.Name.RU} {
		if s == "" {
			wrong = append(wrong, fault.In(field, "monitoring.language-missing"))
		}
		wrong = append(wrong, checkText(field, s, MaxTitle))
	}
	for field, s := range map[string]string{"name-en": p.Name.EN, "about-kk": p.About.KK, "about-ru": p.About.RU, "about-en": p.About.EN} {
		wrong = append(wrong, checkText(field, s, MaxFacts))
	}
	if p.Since.IsZero() || p.Until.Before(p.Since) {
		wrong = append(wrong, fault.In("until", "monitoring.period-wrong"))
	}
	if p.Grain < 0 || p.Grain > MostGrain {
		wrong = append(wrong, fault.In("grain", "monitoring.grain-wrong", MostGrain))
	}
	if v, err := checklistVersion(ctx, tx, p.Checklist, p.Version); errors.Is(err, fault.NotFound) || err == nil && v.Body != by.Body {
		wrong = append(wrong, fault.In("checklist", "monitoring.checklist-missing"))
	} else if err != nil {
		return err
	}
	return errors.Join(append(wrong, g.checkCoverage(ctx, tx, by, p))...)
}

// checkCoverage says what is wrong with whom a plan observes, and by whom.
func (g *Group) checkCoverage(ctx context.Context, tx *db.Tx, by charter.Principal, p Plan) error {
	if len(p.Objects) == 0 || len(p.Objects) > MostObjects {
		return fault.In("objects", "monitoring.objects-missing", MostObjects)
	}
	if len(p.Observers) == 0 || len(p.Observers) > MostObservers {
		return fault.In("observers", "monitoring.observers-missing", MostObservers)
	}
	once := map[string]bool{}
	for _, o := range p.Objects {
		if _, err := g.institution(ctx, tx, o.Institution); errors.Is(err, fault.NotFound) || once[o.Institution] || o.Planned < 1 || o.Planned > 10_000 {
			return fault.In("objects", "monitoring.object-wrong")
		} else if err != nil {
			return err
		}
		once[o.Institution] = true
	}
	today := g.Book.Today(tx)
	for _, seat := range p.Observers {
		s, err := bodies.SeatByID(ctx, tx, seat)
		if errors.Is(err, fault.NotFound) || err == nil && (s.Body != by.Body || !s.On(today)) || once[seat] {
			return fault.In("observers", "monitoring.observer-wrong")
		} else if err != nil {
			return err
		}
		once[seat] = true
		if g.Trained == nil {
			continue
		}
		if err := g.Trained(ctx, tx, seat, p.Course); err != nil {
			return err
		}
	}
	return nil
}
