package monitoring

import (
	"context"
	"errors"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
)

// An Outcome is what somebody sees who looks again.
type Outcome string

// Outcomes of looking again.
const (
	SeenFixed    Outcome = "fixed"
	SeenPartly   Outcome = "partly"
	SeenNot      Outcome = "not-fixed"       // it is raised again
	SeenNoAction Outcome = "no-action"       // nothing was done, and nothing more will be asked
	SeenNotOurs  Outcome = "not-responsible" // nobody is
)

// outcomes are the states that outcomes lead to.
var outcomes = map[Outcome]docket.State{
	SeenFixed: Fixed, SeenPartly: Partly, SeenNot: Raised, SeenNoAction: NoAction, SeenNotOurs: NotOurs,
}

// LookAgain says what was seen by somebody who looked again. What isn't fixed is
// raised again: a new deadline, and a new letter.
func (g *Group) LookAgain(ctx context.Context, by charter.Principal, id string, o Outcome, why string) error {
	why, wrong := reason(why)
	to, known := outcomes[o]
	return g.with(ctx, by, id, func(tx *db.Tx, s Shortcoming) error {
		if wrong != nil {
			return wrong
		}
		if !known {
			return fault.In("outcome", "monitoring.outcome-missing")
		}
		if o == SeenNot {
			at, err := g.institution(ctx, tx, s.Institution)
			if err != nil {
				return err
			}
			return g.raise(ctx, tx, by, s, at, docket.Doing{Note: why}, charter.LookAgain, LetterAgain)
		}
		if err := g.step(ctx, tx, by, &s, charter.LookAgain, docket.Doing{To: to, Note: why}); err != nil {
			return err
		}
		s.Label, s.Reason = by.Seat, why
		if o == SeenFixed {
			s.Verified = g.Book.Today(tx)
		}
		return errors.Join(g.update(ctx, tx, s), endLinks(ctx, tx, s.ID, g.Book.Today(tx)))
	})
}

// Withdraw takes back a wrong publication, or a shortcoming before it was public.
// The reason of what was public stays in the public log.
func (g *Group) Withdraw(ctx context.Context, by charter.Principal, id, why string) error {
	why, wrong := reason(why)
	return g.with(ctx, by, id, func(tx *db.Tx, s Shortcoming) error {
		if wrong != nil {
			return wrong
		}
		return g.withdraw(ctx, tx, by, s, charter.Withdraw, docket.Doing{Note: why})
	})
}

func (g *Group) withdraw(ctx context.Context, tx *db.Tx, by charter.Principal, s Shortcoming, act charter.Act, d docket.Doing) error {
	d.To = Withdrawn
	if err := g.step(ctx, tx, by, &s, act, d); err != nil {
		return err
	}
	s.Label, s.Reason = by.Seat, d.Note
	if s.Public() {
		if err := g.remove(ctx, tx, s, Removal{Kind: RemovedPublication, Reason: s.Reason}); err != nil {
			return err
		}
	}
	if err := errors.Join(g.update(ctx, tx, s), endLinks(ctx, tx, s.ID, g.Book.Today(tx))); err != nil || s.Notified.IsZero() {
		return err
	}
	to, err := g.institution(ctx, tx, s.Institution)
	if err != nil {
		return err
	}
	return g.letter(ctx, tx, s, to, LetterWithdrawn)
}

// Merge closes a shortcoming as a duplicate of another one. Nothing of it is lost:
// its evidence, its replies and who confirmed it stay under its number, and the
// other's page names it.
func (g *Group) Merge(ctx context.Context, by charter.Principal, id, into, why string) error {
	why, wrong := reason(why)
	return g.with(ctx, by, id, func(tx *db.Tx, s Shortcoming) error {
		if wrong != nil {
			return wrong
		}
		other, err := g.held(ctx, tx, by, into)
		if errors.Is(err, fault.NotFound) || err == nil && (other.ID == s.ID || other.Merged != "" || other.State == Withdrawn || other.State == Unconfirmed) {
			return fault.In("into", "monitoring.merge-wrong")
		} else if err != nil {
			return err
		}
		if s.Public() && !other.Public() {
			return fault.In("into", "monitoring.merge-hidden") // what is public doesn't disappear into what isn't
		}
		if err := g.step(ctx, tx, by, &s, charter.Link, docket.Doing{To: Duplicate, Note: why}); err != nil {
			return err
		}
		s.Merged, s.Label, s.Reason = other.ID, by.Seat, why
		// What was merged into this one goes along, so that a duplicate never leads to another.
		return errors.Join(g.update(ctx, tx, s), remerge(ctx, tx, s.ID, other.ID), endLinks(ctx, tx, s.ID, g.Book.Today(tx)))
	})
}
