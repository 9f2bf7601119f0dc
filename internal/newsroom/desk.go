package newsroom

import (
	"context"
	"time"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// write writes in the scope of a seat's body.
func (n *Newsroom) write(ctx context.Context, by charter.Principal, fn func(*db.Tx) error) error {
	return n.DB.Write(ctx, by.Body, fn)
}

// with does something with a text of the seat's body.
func (n *Newsroom) with(ctx context.Context, by charter.Principal, id string, act func(*db.Tx, Text) error) error {
	return n.write(ctx, by, func(tx *db.Tx) error {
		t, err := n.held(ctx, tx, by, id)
		if err != nil {
			return err
		}
		return act(tx, t)
	})
}

// held is a text that is the seat's body's.
func (n *Newsroom) held(ctx context.Context, tx *db.Tx, by charter.Principal, id string) (Text, error) {
	t, err := textOf(ctx, tx, id)
	if err == nil && (t.Body != by.Body || t.Kind != Flow.Kind) {
		err = fault.NotFound // another body's text isn't told from one that doesn't exist
	}
	return t, err
}

// may asks the charter for what isn't a step of the docket.
func (n *Newsroom) may(by charter.Principal, act charter.Act, t Text) error {
	return n.Book.Charter.Allow(by, act, charter.Resource{Body: t.Body, Region: by.Region, Docket: t.ID})
}

// moment is when something is done: now, or at ten in the morning of the day on
// which the book says that it is.
func (n *Newsroom) moment(tx *db.Tx) db.Time {
	if n.Book.Day.IsZero() {
		return tx.Now
	}
	d := n.Book.Day
	return db.Time{Time: time.Date(d.Year(), d.Month(), d.Day(), 10, 0, 0, 0, n.Book.Zone)}
}

// changed says that what the public sees has changed.
func (n *Newsroom) changed() {
	if n.Changed != nil {
		n.Changed()
	}
}

// present is how long ago somebody was at a text who still is.
const present = 2 * time.Minute

// A Line is a text in the list of the office.
type Line struct {
	docket.Item
	Article   string
	Lang      i18n.Lang
	Title     string
	At        db.Time // of the newest revision
	Person    string  // who saved it
	Rubric    string
	Region    string
	Published db.Time // zero if it isn't; to come if it is scheduled
}

// A Count is how many texts are in a state.
type Count struct {
	State docket.State
	N     int
}

// PerPage is how many texts a page of the office's list has.
const PerPage = 30

// Texts returns a page of the texts of a seat's body, the newest first, whether
// there are more, and how many are in each state.
func (n *Newsroom) Texts(ctx context.Context, by charter.Principal, state docket.State, page int) (all []Line, more bool, counts []Count, err error) {
	if err := n.Book.Charter.Allow(by, charter.Draft, charter.Resource{Body: by.Body, Region: by.Region}); err != nil {
		return nil, false, nil, err
	}
	err = n.DB.Read(ctx, func(tx *db.Tx) error {
		if all, err = lines(ctx, tx, by.Body, state, PerPage+1, page*PerPage); err != nil {
			return err
		}
		counts, err = countStates(ctx, tx, by.Body)
		return err
	})
	if len(all) > PerPage {
		return all[:PerPage], true, counts, err
	}
	return all, false, counts, err
}

// ToReview is how many texts of a body wait for somebody else to read them.
func (n *Newsroom) ToReview(ctx context.Context, by charter.Principal) (waiting int, err error) {
	_, _, counts, err := n.Texts(ctx, by, InReview, 0)
	for _, c := range counts {
		if c.State == InReview || c.State == Correcting {
			waiting += c.N
		}
	}
	return waiting, err
}

// A Sibling is a text of an article in a language.
type Sibling struct {
	Docket   string
	Lang     i18n.Lang
	State    docket.State
	Origin   string
	OriginAt int
	Version  int // that is public; 0 for none
	Title    string
	Stale    bool // what it was translated from has a newer version
}

// A Desk is a text with all that its editor's page shows.
type Desk struct {
	Text
	Siblings  []Sibling
	Revisions []Revision // the newest first, without what they say
	Public    Publication
	Saved     Autosave // of the seat, if HasSaved
	HasSaved  bool
	Editors   []string // who else is at it
	Own       bool     // the seat wrote some of it since it was public last
	History   []docket.Entry
	Waits     bool   // its moment is to come
	Clock     string // of its moment, in the zone of the bodies, which it names
}

// Desk returns a text of the seat's body for its editor.
func (n *Newsroom) Desk(ctx context.Context, by charter.Principal, id string) (d Desk, err error) {
	return d, n.DB.Read(ctx, func(tx *db.Tx) error {
		if d.Text, err = n.held(ctx, tx, by, id); err != nil {
			return err
		}
		if err := n.may(by, charter.Draft, d.Text); err != nil {
			return err
		}
		return n.lay(ctx, tx, by, &d)
	})
}

func (n *Newsroom) lay(ctx context.Context, tx *db.Tx, by charter.Principal, d *Desk) (err error) {
	if d.Siblings, err = family(ctx, tx, d.Article); err != nil {
		return err
	}
	if d.Revisions, err = revisions(ctx, tx, d.ID); err != nil {
		return err
	}
	if d.Saved, d.HasSaved, err = autosaveOf(ctx, tx, d.ID, by.Seat); err != nil {
		return err
	}
	if d.Saved.Words.same(d.Words) {
		d.HasSaved = false
	}
	if d.Editors, err = editors(ctx, tx, d.ID, by.Seat, tx.Now.Plus(-present)); err != nil {
		return err
	}
	if d.Own, err = wrote(ctx, tx, d.ID, by.Seat); err != nil {
		return err
	}
	if d.State != Drafted && d.State != InReview && d.State != Approved {
		if d.Public, err = byDocket(ctx, tx, d.ID); err != nil {
			return err
		}
		d.Waits = d.Public.Published.After(n.moment(tx).Time)
		d.Clock = d.Public.Published.In(n.Book.Zone).Format("15:04 (UTC-07:00)")
	}
	d.History, err = docket.History(ctx, tx, d.ID)
	return err
}

// family are the texts of an article, each with whether its origin has gone on
// since.
func family(ctx context.Context, tx *db.Tx, article string) ([]Sibling, error) {
	all, err := siblings(ctx, tx, article)
	for i, s := range all {
		for _, origin := range all {
			all[i].Stale = all[i].Stale || s.Origin == origin.Docket && s.OriginAt < origin.Version
		}
	}
	return all, err
}

// Revision returns a revision of a text, and the one that was public last before
// it; a zero one if none was.
func (n *Newsroom) Revision(ctx context.Context, by charter.Principal, id string, number int) (r Revision, err error) {
	return r, n.DB.Read(ctx, func(tx *db.Tx) error {
		t, err := n.held(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if err := n.may(by, charter.Draft, t); err != nil {
			return err
		}
		r, err = revisionOf(ctx, tx, id, number)
		return err
	})
}

// An Untranslated article lacks a language, or has one of an older version.
type Untranslated struct {
	Article  string
	Siblings []Sibling
}

// Untranslated returns a page of the articles that somebody should translate,
// and whether there are more.
func (n *Newsroom) Untranslated(ctx context.Context, by charter.Principal, page int) (all []Untranslated, more bool, err error) {
	if err := n.Book.Charter.Allow(by, charter.Draft, charter.Resource{Body: by.Body, Region: by.Region}); err != nil {
		return nil, false, err
	}
	err = n.DB.Read(ctx, func(tx *db.Tx) error {
		ids, err := untranslated(ctx, tx, by.Body, PerPage+1, page*PerPage)
		if err != nil {
			return err
		}
		if more = len(ids) > PerPage; more {
			ids = ids[:PerPage]
		}
		for _, id := range ids {
			s, err := family(ctx, tx, id)
			if err != nil {
				return err
			}
			all = append(all, Untranslated{id, s})
		}
		return nil
	})
	return all, more, err
}
