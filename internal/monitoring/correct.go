package monitoring

import (
	"context"
	"errors"
	"slices"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
)

// Correct proposes a correction of what is public, with a note that says what and
// why. It is public when somebody else has read it; until then the page stays as
// it was.
func (g *Group) Correct(ctx context.Context, by charter.Principal, id string, base int, w Words, note string) error {
	w = w.tidy()
	note, wrong := reason(note)
	return g.with(ctx, by, id, func(tx *db.Tx, s Shortcoming) error {
		if err := errors.Join(wrong, w.check(), w.whole()); err != nil {
			return err
		}
		if !slices.Contains(public, s.State) {
			return notNow(s)
		}
		if base != s.Version {
			return fault.New(fault.Conflict, "monitoring.changed-meanwhile")
		}
		if w == s.Words {
			return fault.New(fault.Conflict, "monitoring.nothing-changed")
		}
		if err := g.step(ctx, tx, by, &s, charter.Observe, docket.Doing{Own: true}); err != nil {
			return err
		}
		if err := g.version(ctx, tx, by, &s, w, note); err != nil {
			return err
		}
		s.Proposed = s.Version
		return g.update(ctx, tx, s)
	})
}

// ApproveCorrection makes a proposed correction public, through the same gate as
// the first text. The versions before stay readable, and what changed is shown.
func (g *Group) ApproveCorrection(ctx context.Context, by charter.Principal, id string, j Judgement) error {
	return g.with(ctx, by, id, func(tx *db.Tx, s Shortcoming) error {
		if s.Proposed == 0 {
			return fault.New(fault.Conflict, "monitoring.nothing-proposed")
		}
		if err := g.judge(ctx, tx, by, s, j); err != nil {
			return err
		}
		// Whose the earlier versions were doesn't matter: they were read already.
		proposed, err := versionOf(ctx, tx, s.ID, s.Proposed)
		if err != nil {
			return err
		}
		d := docket.Doing{Own: proposed.Seat == by.Seat, SHA256: s.Hash()}
		if err := g.step(ctx, tx, by, &s, charter.Review, d); err != nil {
			return err
		}
		s.Shown, s.Proposed = s.Version, 0
		return errors.Join(g.gate(ctx, tx, by, s, j), g.update(ctx, tx, s), setPublic(ctx, tx, s.ID, s.Version, g.Book.Today(tx)))
	})
}

// DropCorrection takes a proposed correction back, with a reason. The proposal
// stays in the group's history.
func (g *Group) DropCorrection(ctx context.Context, by charter.Principal, id, why string) error {
	why, wrong := reason(why)
	return g.with(ctx, by, id, func(tx *db.Tx, s Shortcoming) error {
		if wrong != nil {
			return wrong
		}
		if s.Proposed == 0 {
			return fault.New(fault.Conflict, "monitoring.nothing-proposed")
		}
		if err := g.step(ctx, tx, by, &s, charter.Observe, docket.Doing{Own: true, Note: why}); err != nil {
			return err
		}
		s.Version, s.Proposed = s.Shown, 0
		return g.update(ctx, tx, s)
	})
}
