package monitoring

import (
	"context"
	"errors"
	"slices"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
)

// Approve passes a draft through the gate and notifies the institution: the reply
// window begins. Nobody approves what they saw or wrote themselves, and of two who
// approve at once the second is told.
func (g *Group) Approve(ctx context.Context, by charter.Principal, id string, j Judgement) error {
	return g.with(ctx, by, id, func(tx *db.Tx, s Shortcoming) error {
		if s.State != Draft {
			return notNow(s)
		}
		if err := g.judge(ctx, tx, by, s, j); err != nil {
			return err
		}
		own, err := wrote(ctx, tx, s)
		if err != nil {
			return err
		}
		// Since it was seen another one may have the work.
		if s.Institution, err = g.heir(ctx, tx, s.Institution); err != nil {
			return err
		}
		if err := g.window(ctx, tx, by, s, docket.Doing{Own: slices.Contains(own, by.Seat)}, LetterNotice); err != nil {
			return err
		}
		return g.gate(ctx, tx, by, s, j)
	})
}

// window notifies the institution of what isn't public yet: its reply window begins,
// whoever was notified before it.
func (g *Group) window(ctx context.Context, tx *db.Tx, by charter.Principal, s Shortcoming, d docket.Doing, letter string) error {
	to, err := g.institution(ctx, tx, s.Institution)
	if err != nil {
		return err
	}
	d.To, d.Due = Notified, g.in(tx, g.terms().Reply)
	if err := g.step(ctx, tx, by, &s, charter.Review, d); err != nil {
		return err
	}
	s.Notified, s.ReplyDue = g.Book.Today(tx), d.Due
	return errors.Join(g.update(ctx, tx, s), g.letter(ctx, tx, s, to, letter))
}

// judge checks the gate of the newest version, and what a program can see of it by
// itself.
func (g *Group) judge(ctx context.Context, tx *db.Tx, by charter.Principal, s Shortcoming, j Judgement) error {
	if j.Version != s.Version {
		return fault.New(fault.Conflict, "monitoring.changed-meanwhile")
	}
	all, err := exhibits(ctx, tx, s)
	if err != nil {
		return err
	}
	var wrong []error
	if len(all) == 0 {
		wrong = append(wrong, fault.In("gate-"+GateEvidence, "monitoring.evidence-missing"))
	}
	if slices.ContainsFunc(all, func(e Evidence) bool { return e.Served != "" && e.Cleared == "" && e.Kind == Photo }) {
		wrong = append(wrong, fault.In("gate-"+GateFaces, "monitoring.picture-unread"))
	}
	return errors.Join(append(wrong, j.check(s), s.whole())...)
}

// gate keeps how the gate of a version was answered.
func (g *Group) gate(ctx context.Context, tx *db.Tx, by charter.Principal, s Shortcoming, j Judgement) error {
	for _, c := range j.Checks {
		c.Seat, c.Day = by.Seat, g.Book.Today(tx)
		if err := putCheck(ctx, tx, s.ID, j.Version, c); err != nil {
			return err
		}
	}
	return nil
}

// SendBack returns a draft to who wrote it. Items of the gate that weren't passed
// are kept with their notes.
func (g *Group) SendBack(ctx context.Context, by charter.Principal, id, why string, j Judgement) error {
	return g.refuse(ctx, by, id, why, j, "")
}

// Refuse ends a draft that the review didn't bear out.
func (g *Group) Refuse(ctx context.Context, by charter.Principal, id, why string) error {
	return g.refuse(ctx, by, id, why, Judgement{}, Unconfirmed)
}

func (g *Group) refuse(ctx context.Context, by charter.Principal, id, why string, j Judgement, to docket.State) error {
	why, wrong := reason(why)
	return g.with(ctx, by, id, func(tx *db.Tx, s Shortcoming) error {
		if wrong != nil {
			return wrong
		}
		if s.Public() || to == "" && s.State != Draft {
			return notNow(s)
		}
		own, err := wrote(ctx, tx, s)
		if err != nil {
			return err
		}
		d := docket.Doing{Own: slices.Contains(own, by.Seat), To: to, Note: why}
		if err := g.step(ctx, tx, by, &s, charter.Review, d); err != nil {
			return err
		}
		if to != "" {
			s.Reason, s.Label = why, by.Seat
		}
		if j.Version == s.Version {
			if err := g.gate(ctx, tx, by, s, j); err != nil {
				return err
			}
		}
		return g.update(ctx, tx, s)
	})
}

// Readdress gives a shortcoming that isn't its institution's to another one,
// before publication or after.
func (g *Group) Readdress(ctx context.Context, by charter.Principal, id, institution, why string) error {
	why, wrong := reason(why)
	return g.with(ctx, by, id, func(tx *db.Tx, s Shortcoming) error {
		if wrong != nil {
			return wrong
		}
		to, err := g.institution(ctx, tx, institution)
		if errors.Is(err, fault.NotFound) || err == nil && institution == s.Institution {
			return fault.In("institution", "monitoring.object-wrong")
		} else if err != nil {
			return err
		}
		if s.State != Misaddressed && s.State != Disowned {
			return notNow(s)
		}
		if err := endLinks(ctx, tx, s.ID, g.Book.Today(tx)); err != nil {
			return err
		}
		before := s.State
		s.Institution, s.Replied = institution, calendar.Day{}
		if before == Disowned {
			return g.raise(ctx, tx, by, s, to, docket.Doing{Note: why}, charter.Raise, LetterRaised)
		}
		// What hasn't been public goes back to the window: the new one may reply too.
		own, err := wrote(ctx, tx, s)
		if err != nil {
			return err
		}
		return g.window(ctx, tx, by, s, docket.Doing{Own: slices.Contains(own, by.Seat), Note: why}, LetterNotice)
	})
}

// Publish makes public what was reviewed, once the institution replied or the
// reply window is over.
func (g *Group) Publish(ctx context.Context, by charter.Principal, id string) error {
	return g.with(ctx, by, id, func(tx *db.Tx, s Shortcoming) error {
		if s.State == Notified && !g.Book.Today(tx).After(s.ReplyDue) {
			return fault.New(fault.Conflict, "monitoring.window-runs", s.ReplyDue)
		}
		if err := g.step(ctx, tx, by, &s, charter.PublishShortcoming, docket.Doing{SHA256: s.Hash()}); err != nil {
			return err
		}
		s.Published, s.Shown = g.Book.Today(tx), s.Version
		if err := errors.Join(g.update(ctx, tx, s), setPublic(ctx, tx, s.ID, s.Version, s.Published), showAll(ctx, tx, s.ID)); err != nil {
			return err
		}
		return g.tell(ctx, tx, s, charter.PublishShortcoming, true)
	})
}
