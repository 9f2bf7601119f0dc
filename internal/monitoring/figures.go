package monitoring

import (
	"context"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/monitoring/figures"
)

// A Scope is what figures are of: of an institution, of a campaign, of a region, of
// a topic, or of those that are all given. The zero Scope is everything. It has no
// state: how many of the fixed ones are fixed says nothing.
type Scope struct {
	Institution, Campaign, Region, Topic string
	Since                                calendar.Day // raised from then on; zero for always
	Until                                calendar.Day // raised no later; zero for today
}

// Figures counts what became of what was raised, as things stand today. What was
// withdrawn or found to be a duplicate isn't in them.
func (g *Group) Figures(ctx context.Context, of Scope) (f figures.Figures, err error) {
	if of.Since.IsZero() && of.Until.IsZero() {
		return f, g.DB.Read(ctx, func(tx *db.Tx) error {
			f, err = g.kept.figures(ctx, tx, figuresOf(of.Institution, of.Region, of.Topic, of.Campaign), g.Book.Today(tx))
			return err
		})
	}
	return f, g.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := cases(ctx, tx, of)
		if err != nil {
			return err
		}
		f = figures.Reckon(all, g.Book.Today(tx))
		return nil
	})
}

// outcome is a row of what figures count.
type outcome struct {
	figures.Case
	state   docket.State
	settled calendar.Day
	label   string
}

// counted makes a case of a row.
func (o outcome) counted() figures.Case {
	c := o.Case
	c.Claimed = o.state == Claimed
	c.Seen = o.label != ""
	if c.Verified.IsZero() {
		c.Ended = o.settled
	}
	return c
}
