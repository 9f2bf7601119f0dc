package monitoring

import (
	"context"
	"errors"
	"slices"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// A Desk is a shortcoming with all that its group knows of it.
type Desk struct {
	Shortcoming
	At          Institution
	Observation Observation
	Evidence    []Evidence
	Gate        []Check // of the newest version
	Versions    []Version
	Said        []Said
	History     []docket.Entry
	Doers       map[string]i18n.Text // the names of the bodies that have a step in the history, as they were on the day of their last one
	Letters     []Letter
	Merged      []Merged
	Removals    []Removal
	Own         bool // the seat made what is reviewed
	TookPart    bool // and so decides no complaint
	Today       calendar.Day
	Accusations []string // words that accuse of a crime
}

// Desk returns a shortcoming of the seat's body.
func (g *Group) Desk(ctx context.Context, by charter.Principal, id string) (d Desk, err error) {
	if err := g.may(by, charter.Observe); err != nil {
		return d, err
	}
	return d, g.DB.Read(ctx, func(tx *db.Tx) error {
		if d.Shortcoming, err = g.held(ctx, tx, by, id); err != nil {
			return err
		}
		d.Today, d.Accusations = g.Book.Today(tx), d.Words.Accusations()
		return g.lay(ctx, tx, by, &d)
	})
}

func (g *Group) lay(ctx context.Context, tx *db.Tx, by charter.Principal, d *Desk) error {
	var wrong [11]error
	d.At, wrong[0] = g.institution(ctx, tx, d.Institution)
	d.Observation, wrong[1] = observationOf(ctx, tx, d.Shortcoming.Observation)
	d.Evidence, wrong[2] = exhibits(ctx, tx, d.Shortcoming)
	d.Gate, wrong[3] = checks(ctx, tx, d.ID, d.Version)
	d.Versions, wrong[4] = versions(ctx, tx, d.ID)
	d.Said, wrong[5] = saids(ctx, tx, d.ID)
	d.History, wrong[6] = docket.History(ctx, tx, d.ID)
	d.Letters, wrong[7] = lettersOf(ctx, tx, d.ID)
	d.Merged, wrong[8] = mergedInto(ctx, tx, d.ID)
	d.TookPart, wrong[9] = tookPart(ctx, tx, d.Shortcoming, by.Seat)
	d.Removals, wrong[10] = removalsOf(ctx, tx, d.ID)
	own, err := wrote(ctx, tx, d.Shortcoming)
	for _, seat := range own {
		d.Own = d.Own || seat == by.Seat
	}
	if err := errors.Join(append(wrong[:], err)...); err != nil {
		return err
	}
	d.Doers, err = g.doers(ctx, tx, d.History)
	return err
}

// doers are the names of those who have a step in a history: of bodies as they were
// named on the day of their last one, and of institutions, whose seats are links.
func (g *Group) doers(ctx context.Context, tx *db.Tx, history []docket.Entry) (map[string]i18n.Text, error) {
	all := map[string]i18n.Text{}
	for _, e := range slices.Backward(history) {
		if _, named := all[e.Body]; named || e.Body == "" {
			continue
		}
		b, err := bodies.Get(ctx, tx, e.Body, e.Day)
		if errors.Is(err, fault.NotFound) {
			var at Institution
			at, err = g.institution(ctx, tx, e.Body)
			b.Name = at.Name
		}
		if err != nil {
			return nil, err
		}
		all[e.Body] = b.Name
	}
	return all, nil
}

// A Line is a shortcoming in a list of the office.
type Line struct {
	docket.Item
	Words       // the title alone
	Institution string
	Name        Institution
	Asked       calendar.Day
	Proposed    int
	Waiting     int // what anybody wrote and no seat has read
}

// An InState is how many shortcomings are in a state.
type InState struct {
	State docket.State
	N     int
}

// PerPage is how many lines a page of a list of the office has.
const PerPage = 30

// Lines returns a page of the shortcomings of the seat's body, those whose deadline
// comes first at the top, whether there are more, and how many are in each state.
// The empty state is all that are not closed.
func (g *Group) Lines(ctx context.Context, by charter.Principal, state docket.State, page int) (all []Line, more bool, counts []InState, err error) {
	if err := g.may(by, charter.Observe); err != nil {
		return nil, false, nil, err
	}
	err = g.DB.Read(ctx, func(tx *db.Tx) error {
		if all, err = lines(ctx, tx, by.Body, state, PerPage+1, page*PerPage); err != nil {
			return err
		}
		if more = len(all) > PerPage; more {
			all = all[:PerPage]
		}
		for i := range all {
			if all[i].Name, err = g.institution(ctx, tx, all[i].Institution); err != nil {
				return err
			}
		}
		counts, err = countStates(ctx, tx, by.Body)
		return err
	})
	return all, more, counts, err
}

// ToDo is how many shortcomings of a body wait for one of its seats: drafts and
// corrections to be reviewed, claims to look at, requests and complaints to decide.
func (g *Group) ToDo(ctx context.Context, by charter.Principal) (n int, err error) {
	if err := g.may(by, charter.Observe); err != nil {
		return 0, err
	}
	return n, g.DB.Read(ctx, func(tx *db.Tx) error {
		n, err = toDo(ctx, tx, by.Body)
		return err
	})
}
