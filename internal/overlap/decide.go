package overlap

import (
	"context"
	"errors"
	"strings"

	"adal/internal/bodies"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// Decisions say what becomes of the works that a work meets, by their dockets.
type Decisions map[string]Settlement

// Said are the decisions of a form: "how-" and "reason-" with the docket of the other
// work.
func Said(form map[string][]string) Decisions {
	d := Decisions{}
	first := func(name string) string {
		if all := form[name]; len(all) > 0 {
			return all[0]
		}
		return ""
	}
	for name := range form {
		if other, ok := strings.CutPrefix(name, "how-"); ok {
			d[other] = Settlement{How: first(name), Reason: first("reason-" + other)}
		}
	}
	return d
}

// Enter enters a work and settles what it meets. By says who decides and when. Works
// that the decisions say nothing of are a fault of the field "overlap", reasons that
// are none of "reason-" with the docket of the other work: then the caller gives up.
func Enter(ctx context.Context, tx *db.Tx, w Work, d Decisions, by Settlement) error {
	if err := Put(ctx, tx, w); err != nil {
		return err
	}
	open, err := Unsettled(ctx, tx, w)
	if err != nil {
		return err
	}
	var wrong []error
	for _, o := range open {
		s, ok := d[o.Docket]
		if !ok || s.How == "" {
			wrong = append(wrong, fault.In("overlap", "overlap.undecided", len(open)))
			break
		}
		s.Docket, s.Other, s.Body, s.Seat, s.Day = w.Docket, o.Docket, by.Body, by.Seat, by.Day
		for _, f := range fault.Fields(Settle(ctx, tx, s)) {
			f.Field += "-" + o.Docket
			wrong = append(wrong, f)
		}
	}
	return errors.Join(wrong...)
}

// A Met is a work that another one meets, with whose it is and what is decided.
type Met struct {
	Work
	Whose   i18n.Text
	How     string
	Reason  string
	Settled bool
}

// Choices are the works that a work being written meets, with what was chosen of
// them so far.
func Choices(ctx context.Context, tx *db.Tx, w Work, d Decisions) (all []Met, err error) {
	found, err := Unsettled(ctx, tx, w)
	for _, o := range found {
		one, err := metAs(ctx, tx, o)
		if err != nil {
			return nil, err
		}
		one.How, one.Reason = d[o.Docket].How, d[o.Docket].Reason
		all = append(all, one)
	}
	return all, err
}

// History are the works that a work met, with what was decided of each; those of
// which nothing was decided come last.
func History(ctx context.Context, tx *db.Tx, docket string) (all []Met, err error) {
	w, err := Get(ctx, tx, docket)
	if errors.Is(err, fault.NotFound) {
		return nil, nil // it was entered nowhere
	} else if err != nil {
		return nil, err
	}
	decided, err := Settled(ctx, tx, docket)
	if err != nil {
		return nil, err
	}
	for _, s := range decided {
		o, err := Get(ctx, tx, s.Other)
		if err != nil {
			return nil, err
		}
		one, err := metAs(ctx, tx, o)
		if err != nil {
			return nil, err
		}
		one.How, one.Reason, one.Settled = s.How, s.Reason, true
		all = append(all, one)
	}
	open, err := Choices(ctx, tx, w, nil)
	return append(all, open...), err
}

// metAs is a work with the name that its body had on its first day, or has had since.
func metAs(ctx context.Context, tx *db.Tx, w Work) (Met, error) {
	b, err := bodies.Get(ctx, tx, w.Body, w.Since)
	return Met{Work: w, Whose: b.Name}, err
}
