package monitoring

import (
	"context"
	"slices"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/forms"
)

// An Outing is what an observer takes along to the institutions of a campaign. It has
// to do without the server until they are back.
type Outing struct {
	Campaign
	Asked        ChecklistVersion
	Form         *forms.Form
	Institutions []Institution // of the campaign
	Mine         bool          // the seat observes in it
	Today        calendar.Day
}

// Open reports whether the seat may observe in the campaign now.
func (o Outing) Open() bool { return o.Mine && o.State == Running }

// Outings are the running campaigns in which a seat observes, the newest first.
func (g *Group) Outings(ctx context.Context, by charter.Principal) (mine []Campaign, err error) {
	if err := g.may(by, charter.Observe); err != nil {
		return nil, err
	}
	return mine, g.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := campaigns(ctx, tx, by.Body)
		for _, c := range all {
			if err != nil {
				return err
			}
			if c.State != Running {
				continue
			}
			if c.Observers, err = observers(ctx, tx, c.ID); slices.Contains(c.Observers, by.Seat) {
				mine = append(mine, c)
			}
		}
		return err
	})
}

// Outing is what a seat takes along to the institutions of a campaign of its body.
func (g *Group) Outing(ctx context.Context, by charter.Principal, id string) (o Outing, err error) {
	if err := g.may(by, charter.Observe); err != nil {
		return o, err
	}
	err = g.DB.Read(ctx, func(tx *db.Tx) error {
		if o.Campaign, err = g.campaign(ctx, tx, by, id); err != nil {
			return err
		}
		if o.Observers, err = observers(ctx, tx, id); err != nil {
			return err
		}
		o.Mine, o.Today = slices.Contains(o.Observers, by.Seat), g.Book.Today(tx)
		if o.Asked, err = checklistVersion(ctx, tx, o.Checklist, o.Plan.Version); err != nil {
			return err
		}
		if o.Objects, err = objects(ctx, tx, id); err != nil {
			return err
		}
		for _, x := range o.Objects {
			at, err := g.institution(ctx, tx, x.Institution)
			if err != nil {
				return err
			}
			o.Institutions = append(o.Institutions, at)
		}
		return nil
	})
	if err != nil {
		return o, err
	}
	o.Form, err = o.Asked.Form()
	return o, err
}

// Kept is what an observer's submission was kept as, or fault.NotFound: who lost the
// answer on the way learns that nothing has to be sent again.
func (g *Group) Kept(ctx context.Context, by charter.Principal, campaign, key string) (Observation, error) {
	if err := g.may(by, charter.Observe); err != nil {
		return Observation{}, err
	}
	return g.sent(ctx, by, Sighting{Campaign: campaign, Key: key})
}

// asks says what keeps answers from being taken: they were given to another checklist
// than the campaign has, or by another seat than the one that sends them.
func (s Sighting) asks(by charter.Principal, v ChecklistVersion) error {
	if s.Seat != "" && s.Seat != by.Seat {
		return fault.New(fault.Conflict, "monitoring.other-seat")
	}
	if s.Checklist != "" && s.Checklist != v.Digest {
		return fault.New(fault.Conflict, "monitoring.checklist-changed")
	}
	return nil
}

// coarse moves the places among answers as that of the whole observation is moved, and
// leaves out how high and how exact they are.
func coarse(f *forms.Form, a forms.Answers, grain int) {
	for _, q := range f.Questions {
		lat, lon, ok := a.Place(q.Name)
		if q.Type != forms.Geopoint || !ok || grain <= 0 {
			continue
		}
		a[q.Name] = Place{Known: true, Lat: lat, Lon: lon}.Coarse(grain).String()
	}
}
