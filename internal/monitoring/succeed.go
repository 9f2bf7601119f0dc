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

// succeed hands what is open at institutions that are no more to those who have
// their work now. Each has a step of its own and a new letter; what the deadline ran
// for is raised anew, and a promise stands. Before publication the reply window
// begins anew, as long as any: its right of reply is the successor's too (article
// 21), and what the one before it replied stands all the same.
func (g *Group) succeed(ctx context.Context) error {
	heirs := map[string]string{}
	var open []deadline
	if err := g.DB.Read(ctx, func(tx *db.Tx) error {
		ids, err := observed(ctx, tx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			heir, err := g.heir(ctx, tx, id)
			if err != nil {
				return err
			}
			if heir == id {
				continue
			}
			some, err := openAt(ctx, tx, id)
			if err != nil {
				return err
			}
			heirs[id], open = heir, append(open, some...)
		}
		return nil
	}); err != nil {
		return fmt.Errorf("looking for institutions that are no more: %w", err)
	}
	var failed []error
	for _, d := range open {
		if err := g.write(ctx, d.body, func(tx *db.Tx) error { return g.inherit(ctx, tx, d.id, heirs) }); err != nil {
			failed = append(failed, fmt.Errorf("handing on %s: %w", d.id, err))
		}
	}
	if len(open) > 0 {
		g.changed()
	}
	return errors.Join(failed...)
}

// heir is who has the work of an institution today: itself while it exists, and
// where nobody is known to.
func (g *Group) heir(ctx context.Context, tx *db.Tx, id string) (string, error) {
	if g.Heir == nil {
		return id, nil
	}
	heir, err := g.Heir(ctx, tx, id, g.Book.Today(tx))
	if errors.Is(err, fault.NotFound) {
		return id, nil
	}
	return heir, err
}

// inherit hands a shortcoming on, unless it was closed or handed on meanwhile.
func (g *Group) inherit(ctx context.Context, tx *db.Tx, id string, heirs map[string]string) error {
	s, err := shortcomingOf(ctx, tx, id)
	heir, ok := heirs[s.Institution]
	if err != nil || !ok || s.Closed() {
		return err
	}
	by, err := g.clock(ctx, tx, s.Body)
	if err != nil {
		return err
	}
	if err := endLinks(ctx, tx, s.ID, g.Book.Today(tx)); err != nil {
		return err
	}
	s.Institution = heir
	d := docket.Doing{Addressee: heir, Note: "monitoring.step-succeeded"}
	if !s.Public() {
		return g.window(ctx, tx, by, s, d, LetterInherited)
	}
	to, err := g.institution(ctx, tx, heir)
	if err != nil {
		return err
	}
	if s.State == Raised || s.State == Overdue || s.State == Escalated || s.State == Broken {
		s.Asked = calendar.Day{}
		return g.raise(ctx, tx, by, s, to, d, charter.Raise, LetterSucceeded)
	}
	if err := g.step(ctx, tx, by, &s, charter.Raise, d); err != nil {
		return err
	}
	return errors.Join(g.update(ctx, tx, s), g.letter(ctx, tx, s, to, LetterSucceeded))
}
