package monitoring

import (
	"context"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/monitoring/figures"
)

// A Scope is what figures are of: of an institution, of a campaign, of a region, or
// of those that are all given. The zero Scope is everything.
type Scope struct {
	Institution, Campaign, Region string
	Since                         calendar.Day // raised from then on; zero for always
	Until                         calendar.Day // raised no later; zero for today
}

// Figures counts what became of what was raised, as things stand today. What was
// withdrawn or found to be a duplicate isn't in them.
func (g *Group) Figures(ctx context.Context, of Scope) (f figures.Figures, err error) {
	if p, kept := of.part(); kept {
		return f, g.DB.Read(ctx, func(tx *db.Tx) error {
			today := g.Book.Today(tx)
			t, err := tallyOf(ctx, tx, p, today)
			f = t.Figures(today)
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

// part is the part of all shortcomings whose figures are kept, if a scope is one.
func (s Scope) part() (p part, kept bool) {
	if !s.Since.IsZero() || !s.Until.IsZero() {
		return p, false
	}
	switch (Scope{Institution: s.Institution, Campaign: s.Campaign, Region: s.Region}) {
	case Scope{}:
		return part{partAll, ""}, true
	case Scope{Institution: s.Institution}:
		return part{partInstitution, s.Institution}, true
	case Scope{Region: s.Region}:
		return part{partRegion, s.Region}, true
	case Scope{Campaign: s.Campaign}:
		return part{partCampaign, s.Campaign}, true
	}
	return p, false
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
