package monitoring

import (
	"context"
	"slices"
	"strconv"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// A Removal is something that everybody could see, or was meant to, and can't. The
// public log has them all, each with its reason; anybody may complain about it, and
// a seat that took no part decides.
type Removal struct {
	ID, Number  string // of the shortcoming
	State       docket.State
	Institution string
	Published   calendar.Day
	N           int    // among those of the shortcoming, from 1
	Kind        string // RemovedPublication, RemovedComment or RemovedPicture
	Said        int    // the comment; 0 for none, and where an old log doesn't say which
	Evidence    string // the picture of which more is covered; "" for none
	Served      string // names what everybody sees of that picture; "" for nothing
	Day         calendar.Day
	Reason      string
	Waiting     int          // complaints about it
	Decision    string       // of the last one: Upheld or Refused; "" if none was decided
	Decided     calendar.Day // on which day
	Why         string       // it was decided so
}

// Kinds of removals.
const (
	RemovedPublication = "publication" // it was withdrawn
	RemovedComment     = "comment"     // it was kept back; its text is the group's to read
	RemovedPicture     = "picture"     // more of it was covered after it was public
)

// Path is the address of its page, without the language.
func (r Removal) Path() string { return "/monitoring/" + r.ID + "/removals/" + strconv.Itoa(r.N) }

// Undone reports whether a complaint was right.
func (r Removal) Undone() bool { return r.Decision == Upheld }

// Shown reports whether everybody sees it again.
func (r Removal) Shown() bool {
	return r.Undone() && (r.Kind == RemovedPublication || r.Kind == RemovedComment && r.Said > 0)
}

// Was reports whether everybody saw it before.
func (r Removal) Was() bool { return r.Kind != RemovedComment }

// Open reports whether anybody may complain about it: what was right to complain about
// is decided, and of what was withdrawn as a whole no part can be shown again.
func (r Removal) Open() bool {
	return !r.Undone() && (r.Kind == RemovedPublication || r.State != Withdrawn)
}

// Removals are a page of the public log, the newest first, and whether there is more.
// Pages are counted from 0 and have so many at most.
func (g *Group) Removals(ctx context.Context, page, most int) (all []Removal, more bool, err error) {
	err = g.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = removals(ctx, tx, most+1, page*most)
		return err
	})
	if more = len(all) > most; more {
		all = all[:most]
	}
	return all, more, err
}

// Removal is one of the public log, or fault.NotFound.
func (g *Group) Removal(ctx context.Context, id string, n int) (r Removal, err error) {
	return r, g.DB.Read(ctx, func(tx *db.Tx) error {
		r, err = removalOf(ctx, tx, id, n)
		return err
	})
}

// remove enters in the public log what everybody can't see from now on.
func (g *Group) remove(ctx context.Context, tx *db.Tx, s Shortcoming, r Removal) error {
	r.ID, r.Day = s.ID, g.Book.Today(tx)
	return insertRemoval(ctx, tx, r)
}

// Complain says with a reason that a removal isn't right. Only the group reads that,
// for it may have what isn't to be shown; the decision and its reason are public.
func (g *Group) Complain(ctx context.Context, id string, n int, text string, l i18n.Lang) error {
	text, err := voice(text, "monitoring.reason-missing", MaxNote)
	if err != nil {
		return err
	}
	said := Said{Kind: Complaint, About: n, Lang: l, Text: text, Decided: Waiting}
	return g.anybody(ctx, id, charter.Dispute, said, disputesADay, func(ctx context.Context, tx *db.Tx) error {
		r, err := removalOf(ctx, tx, id, n)
		if err != nil {
			return err
		}
		if !r.Open() {
			return fault.New(fault.Conflict, "monitoring.removal-over")
		}
		return nil
	})
}

// settle decides a complaint about a removal. What was removed wrongly is shown again,
// but for what was covered in a picture, of which nothing is left in the clear.
func (g *Group) settle(ctx context.Context, tx *db.Tx, by charter.Principal, s Shortcoming, n int, right bool, d docket.Doing) error {
	r, err := removalOf(ctx, tx, s.ID, n)
	if err != nil {
		return err
	}
	undo := right && !r.Undone() // or another complaint was right before
	if undo && r.Kind == RemovedPublication {
		err = g.restore(ctx, tx, by, s, d)
	} else {
		err = g.step(ctx, tx, by, &s, charter.DecideAppeal, d)
	}
	if err == nil && undo && r.Said > 0 {
		err = decide(ctx, tx, s.ID, r.Said, true, Let)
	}
	if err != nil || r.Undone() {
		return err
	}
	return answerRemoval(ctx, tx, s.ID, n, verdict(right), g.Book.Today(tx), d.Note)
}

// restore makes public again what was withdrawn wrongly. What was closed or merged is so
// as it was; anything else is raised anew, with a deadline and a letter that has a link:
// the institution was told that nothing is asked of it.
func (g *Group) restore(ctx context.Context, tx *db.Tx, by charter.Principal, s Shortcoming, d docket.Doing) error {
	all, err := docket.History(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	for _, e := range slices.Backward(all) {
		if e.State == Withdrawn {
			continue
		}
		if !slices.Contains(closed, e.State) && e.State != Duplicate {
			break
		}
		if e.Act != charter.LookAgain && e.Act != charter.Link {
			continue // since then something was said
		}
		d.To = e.State
		if err := g.step(ctx, tx, by, &s, charter.DecideAppeal, d); err != nil {
			return err
		}
		s.Label, s.Reason = e.Seat, e.Note
		return g.update(ctx, tx, s)
	}
	to, err := g.institution(ctx, tx, s.Institution)
	if err != nil {
		return err
	}
	s.Raised = calendar.Day{} // it is asked from now on
	return g.raise(ctx, tx, by, s, to, d, charter.DecideAppeal, LetterRestored)
}

// verdict is what is decided of a complaint.
func verdict(right bool) string {
	if right {
		return Upheld
	}
	return Refused
}
