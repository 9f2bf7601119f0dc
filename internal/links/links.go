// Package links knows what belongs together across all areas: the item of a plan,
// the event that it led to, the article about it, the initiative that it serves.
//
// A link is a pair of dockets and says nothing else: what a thing is called and
// where its page is, the area that has it says when it is asked. Links have no
// direction, so each of the two pages shows the other one, and the timeline of a
// thing is all that can be reached from it.
package links

import (
	"context"
	"embed"
	"errors"
	"net/url"
	"slices"
	"strings"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// Words has the names of kinds of things, and the faults.
//
//go:embed words.toml
var Words embed.FS

// A Ref is a thing as a page refers to it.
type Ref struct {
	Docket string
	Kind   string    // one of Kinds
	Title  i18n.Text // empty if the public may not know of it
	Path   string    // of its page, without the language
	Lang   i18n.Lang // if it is there in one language alone
	Day    calendar.Day
	Here   bool // it is the thing whose timeline it is
}

// Word is the key of what kind of thing it is.
func (r Ref) Word() string { return "links.kind-" + r.Kind }

// Href is the address of the thing's page for a reader of a language.
func (r Ref) Href(l i18n.Lang) string {
	if r.Lang != "" {
		l = r.Lang
	}
	return "/" + string(l) + r.Path
}

// Kinds of things that can be linked.
var Kinds = []string{"plan-item", "event", "article", "campaign", "shortcoming", "initiative", "edition", "course"}

// A Source is an area as it speaks of its things. What it doesn't have, or doesn't
// show to everybody, is fault.NotFound.
type Source struct {
	// Title returns a thing by its docket.
	Title func(ctx context.Context, docket string) (Ref, error)
	// At returns the docket of the thing whose page has a path, without the
	// language; nil if no page of the area leads back to a docket.
	At func(ctx context.Context, l i18n.Lang, path string) (docket string, err error)
}

// A Web is all links of an installation. Nothing belongs together in one that is nil.
type Web struct {
	DB      *db.DB
	Book    *docket.Book
	Address string // of the site, as readers know it
	Sources []Source
	Changed func() // called when what pages show has changed; nil for nobody
}

// most is how many things a timeline has.
const most = 60

// Find returns the docket that a person means: by its id, its number, or the address
// of its page.
func (w *Web) Find(ctx context.Context, said string) (string, error) {
	said = strings.TrimSpace(said)
	unknown := fault.In("to", "links.unknown")
	if said == "" {
		return "", fault.In("to", "links.missing")
	}
	if !strings.Contains(said, "/") {
		return w.byName(ctx, said)
	}
	u, err := url.Parse(said)
	if err != nil || u.Host != "" && !w.here(u) {
		return "", unknown
	}
	first, rest, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	l, ok := i18n.Parse(first)
	if !ok {
		return "", unknown
	}
	for _, s := range w.Sources {
		if s.At == nil {
			continue
		}
		id, err := s.At(ctx, l, "/"+rest)
		if err == nil {
			return id, nil
		} else if fault.Of(err) != fault.NotFound {
			return "", err
		}
	}
	return "", unknown
}

// here reports whether an address is of this site.
func (w *Web) here(u *url.URL) bool {
	own, err := url.Parse(w.Address)
	return err == nil && strings.EqualFold(own.Host, u.Host)
}

func (w *Web) byName(ctx context.Context, said string) (id string, err error) {
	var i docket.Item
	err = w.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if i, err = docket.Find(ctx, tx, strings.ToLower(said)); errors.Is(err, fault.NotFound) {
			i, err = docket.FindNumber(ctx, tx, strings.ToUpper(said))
		}
		return err
	})
	if err == nil {
		_, err = w.Title(ctx, i.ID)
	}
	if errors.Is(err, fault.NotFound) {
		return "", fault.In("to", "links.unknown")
	}
	return i.ID, err
}

// Title returns a thing as the area that has it speaks of it, or fault.NotFound.
func (w *Web) Title(ctx context.Context, id string) (Ref, error) {
	for _, s := range w.Sources {
		r, err := s.Title(ctx, id)
		if fault.Of(err) == fault.NotFound {
			continue
		}
		r.Docket = id
		return r, err
	}
	return Ref{}, fault.NotFound
}

// Join links a docket of the seat's body with another one. Linked twice is linked.
func (w *Web) Join(ctx context.Context, by charter.Principal, from, to string) error {
	return w.change(ctx, by, from, to, insert)
}

// Part takes a link away.
func (w *Web) Part(ctx context.Context, by charter.Principal, from, to string) error {
	return w.change(ctx, by, from, to, remove)
}

func (w *Web) change(ctx context.Context, by charter.Principal, from, to string, do func(context.Context, *db.Tx, link) error) error {
	if from == to {
		return fault.In("to", "links.itself")
	}
	if _, err := w.Title(ctx, to); errors.Is(err, fault.NotFound) {
		return fault.In("to", "links.unknown") // a matter of the reception has no title here
	} else if err != nil {
		return err
	}
	err := w.DB.Write(ctx, by.Body, func(tx *db.Tx) error { return w.write(ctx, tx, by, from, to, do) })
	if err == nil && w.Changed != nil {
		w.Changed()
	}
	return err
}

// write links within a transaction that has the scope of the seat's body.
func (w *Web) write(ctx context.Context, tx *db.Tx, by charter.Principal, from, to string, do func(context.Context, *db.Tx, link) error) error {
	i, err := docket.Find(ctx, tx, from)
	if err != nil {
		return err
	}
	if err := w.Book.Charter.Allow(by, charter.Link, charter.Resource{Body: i.Body, Region: by.Region, Docket: i.ID}); err != nil {
		return err
	}
	l := link{first: from, second: to, body: by.Body, seat: by.Seat, day: w.Book.Today(tx)}
	if l.second < l.first {
		l.first, l.second = l.second, l.first
	}
	return do(ctx, tx, l)
}

// Put links two dockets within the transaction of what makes them belong together.
// The caller has asked the charter.
func (w *Web) Put(ctx context.Context, tx *db.Tx, by charter.Principal, from, to string) error {
	return w.write(ctx, tx, by, from, to, insert)
}

// Timeline returns what belongs together with a docket, by day, itself included.
// It is empty if nothing does.
func (w *Web) Timeline(ctx context.Context, id string) (all []Ref, err error) {
	if w == nil {
		return nil, nil
	}
	ids, err := w.reached(ctx, id)
	if err != nil || len(ids) < 2 {
		return nil, err
	}
	for _, one := range ids {
		r, err := w.Title(ctx, one)
		if fault.Of(err) == fault.NotFound {
			continue
		} else if err != nil {
			return nil, err
		}
		r.Here = one == id
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(a, b Ref) int { return a.Day.Compare(b.Day) })
	if len(all) < 2 {
		return nil, nil
	}
	return all, nil
}

// reached are the dockets that can be reached from one, itself first.
func (w *Web) reached(ctx context.Context, id string) (ids []string, err error) {
	ids = []string{id}
	return ids, w.DB.Read(ctx, func(tx *db.Tx) error {
		for at := 0; at < len(ids) && len(ids) < most; at++ {
			near, err := neighbours(ctx, tx, ids[at])
			if err != nil {
				return err
			}
			for _, n := range near {
				if !slices.Contains(ids, n) && len(ids) < most {
					ids = append(ids, n)
				}
			}
		}
		return nil
	})
}

// Linked returns the dockets that are linked with one by somebody.
func (w *Web) Linked(ctx context.Context, id string) (all []Ref, err error) {
	if w == nil {
		return nil, nil
	}
	var ids []string
	if err := w.DB.Read(ctx, func(tx *db.Tx) (err error) {
		ids, err = neighbours(ctx, tx, id)
		return err
	}); err != nil {
		return nil, err
	}
	for _, one := range ids {
		r, err := w.Title(ctx, one)
		if err == nil {
			all = append(all, r)
		} else if fault.Of(err) != fault.NotFound {
			return nil, err
		}
	}
	return all, nil
}
