package monitoring

import (
	"context"
	"errors"
	"slices"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// A Page is all that everybody may know of a shortcoming. What a page or a format
// for the public shows is made of it and of nothing else.
type Page struct {
	Shortcoming             // with the words that are public; nothing but number, state, reason and removals once it was withdrawn
	At          Institution // that has to answer, as they are named today
	Evidence    []Evidence  // that was cleared; without where originals are
	Said        []Said      // that is shown, in its order
	Removals    []Removal   // what isn't shown, with the reasons
	Versions    []Version   // that were public, from the first
	History     []docket.Entry
	Letters     []Letter // that went out since the notice: kind, day, deadline; no address
	Merged      []Merged // what was found to be the same
	Conflict    string   // the observer's statement
	// Delivered is the day on which the notice went out, if nobody replied by the
	// day of publication: "no answer" stands with it. Zero if they did, or if the
	// notice reached no address.
	Delivered calendar.Day
}

// A Merged is a shortcoming that was found to be the same as another one.
type Merged struct {
	ID, Number string
	Seen       calendar.Day
	Confirmed  int
}

// Page returns what everybody may know of a shortcoming, or fault.NotFound before
// it is published.
func (g *Group) Page(ctx context.Context, id string) (p Page, err error) {
	return p, g.DB.Read(ctx, func(tx *db.Tx) error {
		s, err := shortcomingOf(ctx, tx, id)
		if err == nil && !s.Public() {
			err = fault.NotFound
		}
		if err != nil {
			return err
		}
		p, err = g.page(ctx, tx, s, "")
		return err
	})
}

// page is a shortcoming as everybody sees it, or, before publication, as its
// institution does.
func (g *Group) page(ctx context.Context, tx *db.Tx, s Shortcoming, institution string) (p Page, err error) {
	p.Shortcoming = s
	if p.At, err = g.institution(ctx, tx, s.Institution); err != nil {
		return p, err
	}
	if p.History, err = publicHistory(ctx, tx, s); err != nil {
		return p, err
	}
	if p.Removals, err = removalsOf(ctx, tx, s.ID); err != nil {
		return p, err
	}
	if s.State == Withdrawn {
		p.Words, p.Place, p.Question, p.Basis = Words{}, Place{}, "", ""
		return p, nil
	}
	if s.Public() && s.Shown != s.Version {
		v, err := versionOf(ctx, tx, s.ID, s.Shown)
		if err != nil {
			return p, err
		}
		p.Words = v.Words
	}
	return p, errors.Join(g.pageEvidence(ctx, tx, &p), g.pageSaid(ctx, tx, &p, institution))
}

func (g *Group) pageEvidence(ctx context.Context, tx *db.Tx, p *Page) error {
	all, err := exhibits(ctx, tx, p.Shortcoming)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.Cleared == "" && e.Served != "" {
			continue
		}
		e.File, e.Cleared, e.Look = "", "", "" // what the uncovered picture looks like isn't told either
		p.Evidence = append(p.Evidence, e)
	}
	o, err := observationOf(ctx, tx, p.Observation)
	p.Conflict = o.Conflict
	return err
}

func (g *Group) pageSaid(ctx context.Context, tx *db.Tx, p *Page, institution string) error {
	said, err := saids(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	p.Said = slices.DeleteFunc(said, func(s Said) bool {
		own := institution != "" && s.Body == institution
		return !s.Shown && !own || s.Kind == Confirmed
	})
	all, err := versions(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	p.Versions = slices.DeleteFunc(all, func(v Version) bool { return v.Public.IsZero() })
	if p.Letters, err = lettersOf(ctx, tx, p.ID); err != nil {
		return err
	}
	for i, l := range p.Letters {
		if (l.Kind == LetterNotice || l.Kind == LetterInherited) && p.Replied.IsZero() && l.Institution == p.Institution && l.Address != "" && l.Bounced.IsZero() {
			p.Delivered = l.Day
		}
		p.Letters[i].Address, p.Letters[i].Text, p.Letters[i].Subject = "", i18n.Text{}, i18n.Text{}
	}
	p.Merged, err = mergedInto(ctx, tx, p.ID)
	return err
}

// Confirmed is the kind of what only counts.
const Confirmed = "confirm"

// publicHistory are the steps since it was published, in the words of everybody:
// who wrote or reviewed it is nobody's affair but the group's.
func publicHistory(ctx context.Context, tx *db.Tx, s Shortcoming) ([]docket.Entry, error) {
	all, err := docket.History(ctx, tx, s.ID)
	if err != nil {
		return nil, err
	}
	from := slices.IndexFunc(all, func(e docket.Entry) bool { return e.State == Published })
	if from < 0 {
		return nil, nil
	}
	return all[from:], nil
}
