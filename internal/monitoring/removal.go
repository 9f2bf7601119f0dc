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
	Day         calendar.Day
	Reason      string
	Complaint   string       // what became of the last one: Waiting, Upheld or Refused; "" if there is none
	Decided     calendar.Day // the complaint
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
func (r Removal) Undone() bool { return r.Complaint == Upheld }

// Open reports whether anybody may complain about it: what is shown again is nothing
// to complain about, nor a part of what was withdrawn or merged as a whole.
func (r Removal) Open() bool {
	if r.Undone() || r.Kind == RemovedComment && r.Said == 0 {
		return false
	}
	return r.Kind == RemovedPublication || !slices.Contains(ended, r.State)
}

// RemovalPage is how many removals a page of the log has.
const RemovalPage = 50

// Removals are a page of the public log, the newest first, and whether there is more.
// Pages are counted from 0; most is RemovalPage, or how many a file has.
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
func (g *Group) remove(ctx context.Context, tx *db.Tx, s Shortcoming, kind string, said int, why string) error {
	return insertRemoval(ctx, tx, Removal{ID: s.ID, Kind: kind, Said: said, Day: g.Book.Today(tx), Reason: why})
}

// Complain says with a reason that a removal isn't right. Only the group reads that,
// for it may have what isn't to be shown; the decision and its reason are public.
func (g *Group) Complain(ctx context.Context, id string, n int, text string, l i18n.Lang) error {
	text, err := voice(text)
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
		if r.Complaint == Waiting {
			return nil
		}
		return answerRemoval(ctx, tx, id, n, Waiting, r.Decided, r.Why)
	})
}

// settle decides a complaint about a removal. What was removed wrongly is shown again,
// but for what was covered in a picture, of which nothing is left in the clear. A
// publication begins its life anew: it is raised again, or somebody looks again.
func (g *Group) settle(ctx context.Context, tx *db.Tx, by charter.Principal, s Shortcoming, n int, right bool, d docket.Doing) error {
	r, err := removalOf(ctx, tx, s.ID, n)
	if err != nil {
		return err
	}
	undo := right && !r.Undone() // or another complaint was right before
	if undo && r.Kind == RemovedPublication {
		d.To = Published
	}
	if err := g.step(ctx, tx, by, &s, charter.DecideAppeal, d); err != nil {
		return err
	}
	switch {
	case undo && r.Kind == RemovedPublication:
		s.Label, s.Reason, s.Verified = "", "", calendar.Day{}
		err = g.update(ctx, tx, s)
	case undo && r.Kind == RemovedComment:
		err = decide(ctx, tx, s.ID, r.Said, true, Let)
	}
	if err != nil || r.Undone() {
		return err
	}
	return answerRemoval(ctx, tx, s.ID, n, verdict(right), g.Book.Today(tx), d.Note)
}

// verdict is what is decided of a complaint.
func verdict(right bool) string {
	if right {
		return Upheld
	}
	return Refused
}
