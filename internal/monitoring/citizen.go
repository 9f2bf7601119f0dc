package monitoring

import (
	"context"
	"strings"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// Complaint is what somebody says against the publication itself, or against a
// removal: another seat decides it.
const Complaint = "complaint"

// Decisions about what anybody wrote.
const (
	Waiting = "waiting" // for a seat
	Let     = "shown"
	Kept    = "kept-back" // with a reason in the history, and in the public log
	Upheld  = "upheld"    // a complaint
	Refused = "refused"   // a complaint
)

// Remark is the kind of what somebody said through another program: that they saw
// the same, or that it is over. A seat reads it before anybody else does.
const Remark = "remark"

// Nobody who confirms or disputes is known, so that nobody can be counted: what is
// counted are times. A day takes so many of them for one shortcoming, and no more.
const (
	confirmsADay = 50
	disputesADay = 10
)

// Confirm says that somebody has seen the same. Neither who nor when within the
// day is kept.
func (g *Group) Confirm(ctx context.Context, id string) error {
	return g.anybody(ctx, id, charter.Confirm, Said{Kind: string(charter.Confirm)}, confirmsADay, nil)
}

// Dispute says with a reason that a shortcoming isn't so, or isn't fixed; or
// complains, if kind is Complaint, that it should not be public. A seat reads it
// before anybody else does, for it may speak of persons.
func (g *Group) Dispute(ctx context.Context, id, kind, text string, l i18n.Lang) error {
	text, err := voice(text, "monitoring.reason-missing", MaxNote)
	if err != nil {
		return err
	}
	if kind != Complaint {
		kind = string(charter.Dispute)
	}
	return g.anybody(ctx, id, charter.Dispute, Said{Kind: kind, Lang: l, Text: text, Decided: Waiting}, disputesADay, nil)
}

// voice is what anybody says, if it can be kept; missing is the word for nothing.
func voice(text, missing string, most int) (string, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if i18n.Blank(text) {
		return "", fault.In("text", missing)
	}
	return text, checkText("text", text, most)
}

// Remark says in words that a shortcoming is as it was, which confirms it, or that
// it is over, which disputes it. Nothing changes by that: a seat looks again. With
// is done first in the transaction; what it fails with ends it.
func (g *Group) Remark(ctx context.Context, id string, over bool, text string, l i18n.Lang, with func(context.Context, *db.Tx) error) error {
	text, err := voice(text, "monitoring.remark-missing", MaxFacts)
	if err != nil {
		return err
	}
	act := charter.Confirm
	if over {
		act = charter.Dispute
	}
	return g.anybody(ctx, id, act, Said{Kind: Remark, Lang: l, Text: text, Decided: Waiting}, confirmsADay, with)
}

func (g *Group) anybody(ctx context.Context, id string, act charter.Act, said Said, most int, with func(context.Context, *db.Tx) error) error {
	body := ""
	if err := g.DB.Read(ctx, func(tx *db.Tx) error {
		s, err := shortcomingOf(ctx, tx, id)
		if err == nil && !s.Public() {
			err = fault.NotFound
		}
		body = s.Body
		return err
	}); err != nil {
		return err
	}
	err := g.write(ctx, body, func(tx *db.Tx) error {
		s, err := shortcomingOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if said.About == 0 && (s.State == Withdrawn || s.State == Duplicate && said.Kind != Complaint) {
			return notNow(s) // only about what isn't shown of it, or shouldn't be
		}
		if with != nil {
			if err := with(ctx, tx); err != nil {
				return err
			}
		}
		if said.Text != "" && said.Kind != Remark && allows(act, s.State) { // a program has a key for that
			if same, err := waitingSame(ctx, tx, id, said); err != nil || same {
				return err // sent again, after a lost answer
			}
		}
		said.Day = g.Book.Today(tx)
		if n, err := saidOn(ctx, tx, id, said); err != nil {
			return err
		} else if n >= most {
			return fault.New(fault.Busy, "monitoring.enough-today")
		}
		if err := g.step(ctx, tx, charter.Public(), &s, act, docket.Doing{}); err != nil {
			return err
		}
		switch {
		case act == charter.Confirm:
			s.Confirmed++
		case said.About == 0:
			s.Disputed++
		}
		if err := insertSaid(ctx, tx, id, said); err != nil {
			return err
		}
		return g.update(ctx, tx, s)
	})
	g.changed()
	return err
}

// Let shows everybody what somebody wrote, or keeps it back with a reason. It is
// the publication of a text, and so the act of publishing.
func (g *Group) Let(ctx context.Context, by charter.Principal, id string, n int, show bool, why string) error {
	why, wrong := reason(why)
	return g.with(ctx, by, id, func(tx *db.Tx, s Shortcoming) error {
		if !show && wrong != nil {
			return wrong
		}
		said, err := saidOf(ctx, tx, id, n)
		if err != nil {
			return err
		}
		if said.Decided != Waiting || said.Kind == Complaint {
			return fault.New(fault.Conflict, "monitoring.decided-already")
		}
		decided, note := Let, "monitoring.step-let"
		if !show {
			decided, note = Kept, why
		}
		if err := g.step(ctx, tx, by, &s, charter.Redact, docket.Doing{Note: note}); err != nil {
			return err
		}
		if err := decide(ctx, tx, id, n, show, decided); err != nil || show {
			return err
		}
		return g.remove(ctx, tx, s, Removal{Kind: RemovedComment, Said: n, Reason: why})
	})
}

// Decide decides a complaint about a publication: if it is right, the publication
// is withdrawn; or about a removal, which is undone. Nobody decides who took any part
// in it. What was written stays the group's to read: the decision is public with its
// reason.
func (g *Group) Decide(ctx context.Context, by charter.Principal, id string, n int, right bool, why string) error {
	why, wrong := reason(why)
	return g.with(ctx, by, id, func(tx *db.Tx, s Shortcoming) error {
		if wrong != nil {
			return wrong
		}
		said, err := saidOf(ctx, tx, id, n)
		if err != nil {
			return err
		}
		if said.Decided != Waiting || said.Kind != Complaint {
			return fault.New(fault.Conflict, "monitoring.decided-already")
		}
		if said.About == 0 && s.State == Withdrawn {
			return notNow(s) // its publication is over
		}
		own, err := tookPart(ctx, tx, s, by.Seat)
		if err != nil {
			return err
		}
		d := docket.Doing{Own: own, Note: why}
		switch {
		case said.About > 0:
			err = g.settle(ctx, tx, by, s, said.About, right, d)
		case right:
			err = g.withdraw(ctx, tx, by, s, charter.DecideAppeal, d)
		default:
			err = g.step(ctx, tx, by, &s, charter.DecideAppeal, d)
		}
		if err != nil {
			return err
		}
		return decide(ctx, tx, id, n, false, verdict(right))
	})
}
