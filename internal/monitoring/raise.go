package monitoring

import (
	"context"
	"errors"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
)

// Raise raises a published shortcoming with its institution: the deadline of the
// institution's own clock begins.
func (g *Group) Raise(ctx context.Context, by charter.Principal, id string) error {
	return g.with(ctx, by, id, func(tx *db.Tx, s Shortcoming) error {
		if s.State != Published {
			return notNow(s)
		}
		to, err := g.institution(ctx, tx, s.Institution)
		if err != nil {
			return err
		}
		return g.raise(ctx, tx, by, s, to, docket.Doing{}, charter.Raise, LetterRaised)
	})
}

// raise begins a round: a new deadline, and a new letter always.
func (g *Group) raise(ctx context.Context, tx *db.Tx, by charter.Principal, s Shortcoming, to Institution, d docket.Doing, act charter.Act, letter string) error {
	d.To, d.Due, d.Addressee = Raised, g.answerDue(tx, to), to.ID
	if err := g.step(ctx, tx, by, &s, act, d); err != nil {
		return err
	}
	if s.Raised.IsZero() {
		s.Raised = g.Book.Today(tx)
	}
	s.AnswerDue, s.Answered, s.Rounds = s.Due, calendar.Day{}, s.Rounds+1
	s.Promised, s.Asked, s.Claimed, s.Verified, s.Escalated = calendar.Day{}, calendar.Day{}, calendar.Day{}, calendar.Day{}, calendar.Day{}
	s.Label, s.Reason = "", ""
	return errors.Join(g.update(ctx, tx, s), g.letter(ctx, tx, s, to, letter))
}

// Grant gives an institution the time that it asked for, or less: until a day,
// which is the new deadline.
func (g *Group) Grant(ctx context.Context, by charter.Principal, id string, until calendar.Day, why string) error {
	return g.with(ctx, by, id, func(tx *db.Tx, s Shortcoming) error {
		if s.Asked.IsZero() {
			return fault.New(fault.Conflict, "monitoring.nothing-asked")
		}
		if !until.After(g.Book.Today(tx)) || until.After(s.Asked) || !until.After(s.Due) {
			return fault.In("until", "monitoring.until-wrong", s.Asked)
		}
		to, err := g.institution(ctx, tx, s.Institution)
		if err != nil {
			return err
		}
		d := docket.Doing{To: Raised, Due: until, Note: why, Addressee: to.ID}
		if s.State == Promised {
			d.To, s.Promised = Promised, until
		} else {
			s.AnswerDue = until
		}
		if err := g.step(ctx, tx, by, &s, charter.Raise, d); err != nil {
			return err
		}
		s.Asked = calendar.Day{}
		return errors.Join(g.update(ctx, tx, s), g.letter(ctx, tx, s, to, LetterGranted))
	})
}

// Decline says no to more time, with a reason.
func (g *Group) Decline(ctx context.Context, by charter.Principal, id, why string) error {
	why, wrong := reason(why)
	return g.with(ctx, by, id, func(tx *db.Tx, s Shortcoming) error {
		if wrong != nil {
			return wrong
		}
		if s.Asked.IsZero() {
			return fault.New(fault.Conflict, "monitoring.nothing-asked")
		}
		to, err := g.institution(ctx, tx, s.Institution)
		if err != nil {
			return err
		}
		if err := g.step(ctx, tx, by, &s, charter.Raise, docket.Doing{Note: why, Addressee: to.ID}); err != nil {
			return err
		}
		s.Asked = calendar.Day{}
		return errors.Join(g.update(ctx, tx, s), g.letter(ctx, tx, s, to, LetterDeclined))
	})
}
