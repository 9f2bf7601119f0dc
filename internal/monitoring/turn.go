package monitoring

import (
	"context"
	"errors"
	"fmt"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
)

// Turn does what days do by themselves: successors, reminders, overdue, the superior
// body, broken promises. It may run at any time and as often as one likes; each
// thing happens once. One shortcoming that fails doesn't keep the others.
func (g *Group) Turn(ctx context.Context) error {
	return errors.Join(g.succeed(ctx), g.deadlines(ctx))
}

func (g *Group) deadlines(ctx context.Context) error {
	var ids, in []string
	if err := g.DB.Read(ctx, func(tx *db.Tx) error {
		today := g.Book.Today(tx)
		all, err := dueBy(ctx, tx, g.Book.Calendar.Add(today, g.terms().Remind))
		for _, d := range all {
			ids, in = append(ids, d.id), append(in, d.body)
		}
		return err
	}); err != nil {
		return fmt.Errorf("looking for deadlines: %w", err)
	}
	var failed []error
	for i, id := range ids {
		if err := g.write(ctx, in[i], func(tx *db.Tx) error { return g.turn(ctx, tx, id) }); err != nil {
			failed = append(failed, fmt.Errorf("the deadline of %s: %w", id, err))
		}
	}
	if len(ids) > 0 {
		g.changed()
	}
	return errors.Join(failed...)
}

// turn does what the deadline of a shortcoming does today, if anything.
func (g *Group) turn(ctx context.Context, tx *db.Tx, id string) error {
	s, err := shortcomingOf(ctx, tx, id)
	if err != nil || s.Due.IsZero() {
		return err
	}
	by, err := g.clock(ctx, tx, s.Body)
	if err != nil {
		return err
	}
	to, err := g.institution(ctx, tx, s.Institution)
	if err != nil {
		return err
	}
	switch today := g.Book.Today(tx); s.State {
	case Raised:
		if today.After(s.Due) {
			return g.overdue(ctx, tx, by, s, to, Overdue, LetterOverdue)
		}
		return g.remind(ctx, tx, by, s, to, today)
	case Promised:
		if today.After(s.Due) {
			s.Broken++
			return g.overdue(ctx, tx, by, s, to, Broken, LetterBroken)
		}
		return g.remind(ctx, tx, by, s, to, today)
	case Overdue, Broken:
		if g.Book.Calendar.Between(s.Due, today) > g.terms().Escalate {
			return g.escalate(ctx, tx, by, s, to)
		}
	}
	return nil
}

func (g *Group) overdue(ctx context.Context, tx *db.Tx, by charter.Principal, s Shortcoming, to Institution, state docket.State, letter string) error {
	d := docket.Doing{To: state, Addressee: to.ID, Note: "monitoring.step-" + string(state)}
	if err := g.step(ctx, tx, by, &s, charter.Raise, d); err != nil {
		return err
	}
	return errors.Join(g.update(ctx, tx, s), g.letter(ctx, tx, s, to, letter))
}

// remind reminds of a deadline once.
func (g *Group) remind(ctx context.Context, tx *db.Tx, by charter.Principal, s Shortcoming, to Institution, today calendar.Day) error {
	if g.Book.Calendar.Between(today, s.Due) > g.terms().Remind {
		return nil
	}
	if n, err := reminded(ctx, tx, s.ID, s.Due); err != nil || n > 0 {
		return err
	}
	d := docket.Doing{Addressee: to.ID, Note: "monitoring.step-reminder"}
	if err := g.step(ctx, tx, by, &s, charter.Raise, d); err != nil {
		return err
	}
	return g.letter(ctx, tx, s, to, LetterReminder)
}

// escalate tells the superior body, where the directory knows one, and the
// institution once more.
func (g *Group) escalate(ctx context.Context, tx *db.Tx, by charter.Principal, s Shortcoming, to Institution) error {
	above := Institution{}
	if to.Superior != "" {
		var err error
		if above, err = g.institution(ctx, tx, to.Superior); err != nil && !errors.Is(err, fault.NotFound) {
			return err
		}
	}
	d := docket.Doing{To: Escalated, Note: "monitoring.step-escalated", Addressee: above.ID}
	if err := g.step(ctx, tx, by, &s, charter.Raise, d); err != nil {
		return err
	}
	s.Escalated = g.Book.Today(tx)
	if err := errors.Join(g.update(ctx, tx, s), g.letter(ctx, tx, s, to, LetterOverdue)); err != nil || above.ID == "" {
		return err
	}
	return g.letter(ctx, tx, s, above, LetterEscalated)
}
