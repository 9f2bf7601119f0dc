package monitoring

import (
	"context"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
)

// An Answerable is what an institution sees by its link: the shortcoming as it is
// or will be public, and what it may do.
type Answerable struct {
	Ticket  Ticket
	Spent   error // why the link doesn't act; nil while it does
	At      Institution
	Current Shortcoming
	Page    Page
	Acts    []charter.Act
}

// Answerable returns what an institution sees by its link, used or not.
func (g *Group) Answerable(ctx context.Context, token string) (a Answerable, err error) {
	return a, g.DB.Read(ctx, func(tx *db.Tx) error {
		if a.Ticket, err = ticketOf(ctx, tx, token); err != nil {
			return err
		}
		if a.At, err = g.institution(ctx, tx, a.Ticket.Institution); err != nil {
			return err
		}
		if a.Current, err = shortcomingOf(ctx, tx, a.Ticket.Docket); err != nil {
			return err
		}
		if a.Spent = g.good(tx, a.Ticket); a.Spent == nil {
			a.Acts = answers(a.Current.State)
		}
		a.Page, err = g.page(ctx, tx, a.Current, a.Ticket.Institution)
		return err
	})
}

// answers are the acts of an institution in a state, in the order of the charter.
func answers(in docket.State) (acts []charter.Act) {
	for _, act := range []charter.Act{charter.Reply, charter.Promise, charter.ClaimFixed, charter.RequestExtension, charter.Disown} {
		if allows(act, in) {
			acts = append(acts, act)
		}
	}
	return acts
}
