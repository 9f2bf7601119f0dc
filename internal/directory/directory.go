// Package directory knows the institutions of the state and who answers for
// what in which region.
//
// The rule of the domain: nothing here is forgotten. An institution is renamed,
// comes under another superior or becomes part of another; each of that has its
// day, and an old record shows the name of its day ([Institution.On]). Who
// answers for something is asked of a day too ([Data.WhoAnswers]), and where
// nobody is known to, the answer says so.
//
// An institution that has seats on the platform is the body of the same id: one
// that answers a letter and one that signs in are the same to whoever wrote.
//
// # Storage
//
// A directory is some thousands of rows that everybody reads and that change a
// few times a day. So it is read whole, and kept in memory until its token in
// the database is another one: looking up, searching and checking are plain
// functions over [Data], the same on both databases. What comes in, by file or
// by an office, is laid over what is there, and the whole is checked before
// anything is written ([Directory.Put]).
package directory

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"sync"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/i18n"
	"adal/internal/stem"
)

// A Kind is a kind of institution: an akimat, a ministry, a school.
type Kind struct {
	ID   string
	Name i18n.Text
	from line
}

// A District is a part of a region that has institutions of its own: a district
// or a town.
type District struct {
	ID, Region string
	Name       i18n.Text
	from       line
}

// A Style is what an institution is called, and where it belongs, from a day on.
type Style struct {
	Since    calendar.Day
	Name     i18n.Text
	Short    i18n.Text // where there is little room; may be empty
	In       i18n.Text // "in the akimat", inflected; may be empty
	Region   string    // empty for one of the whole republic
	District string    // empty for one of a whole region
	Superior string    // the institution above it; empty for none
}

// An Institution is one of the state.
type Institution struct {
	ID        string
	Kind      string
	Until     calendar.Day // the first day on which it is no more; zero while it is
	Successor string       // that its work went to; empty for none
	Styles    []Style      // the oldest first; never empty
	Email     string       // where its letters go; empty if nobody knows
	Address   i18n.Text
	Place     *Place       // nil if nobody knows
	Clock     string       // the profile of its deadlines; empty for the usual one
	Refused   calendar.Day // when its mailbox turned a letter away; zero while it takes them
	from      line
}

// A Place is where something stands, in degrees.
type Place struct{ Lat, Lon float64 }

// Since is the first day of an institution.
func (i Institution) Since() calendar.Day { return i.Styles[0].Since }

// On is how an institution is styled on a day: in the style that began last, or
// in its first before it began.
func (i Institution) On(day calendar.Day) Style {
	s := i.Styles[0]
	for _, next := range i.Styles[1:] {
		if next.Since.After(day) {
			break
		}
		s = next
	}
	return s
}

// Is reports whether an institution exists on a day.
func (i Institution) Is(day calendar.Day) bool {
	return !day.Before(i.Since()) && (i.Until.IsZero() || day.Before(i.Until))
}

// Data is the whole directory. Nobody changes one that they were given.
type Data struct {
	Kinds        []Kind
	Districts    []District
	Topics       []Topic
	Institutions []Institution
	Competences  []Competence
	Regions      []bodies.Region // as they are named on the day it was read

	index
}

// A Directory reads and changes the directory of an installation.
type Directory struct {
	DB     *db.DB
	Clocks map[string]calendar.Clock // profiles that an institution may have
	Today  func(*db.Tx) calendar.Day

	mu    sync.Mutex
	kept  *Data
	token string // of what is kept
	day   calendar.Day
	keys  map[keyed][]stem.Key // of words that were taken apart
}

// Read returns the directory.
func (d *Directory) Read(ctx context.Context) (all *Data, err error) {
	err = d.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = d.In(ctx, tx)
		return err
	})
	return all, err
}

// In is Read within a transaction, with what the transaction itself has changed.
func (d *Directory) In(ctx context.Context, tx *db.Tx) (*Data, error) {
	token, err := tokenOf(ctx, tx)
	if err != nil {
		return nil, fmt.Errorf("reading the directory: %w", err)
	}
	today := d.Today(tx)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.kept != nil && d.token == token && d.day == today && token != "" {
		return d.kept, nil
	}
	all, err := load(ctx, tx)
	if err != nil {
		return nil, fmt.Errorf("reading the directory: %w", err)
	}
	if all.Regions, err = bodies.Regions(ctx, tx, today); err != nil {
		return nil, fmt.Errorf("reading the directory: %w", err)
	}
	if d.keys == nil {
		d.keys = map[keyed][]stem.Key{}
	}
	all.enter(d.keys)
	// A token is drawn at random, so what a transaction that is undone kept here is
	// never taken for what another wrote.
	d.kept, d.token, d.day = all, token, today
	return all, nil
}

// touch says that the directory is another one from now on.
func touch(ctx context.Context, tx *db.Tx) error { return setToken(ctx, tx, rand.Text()) }

// Refuse keeps that the mailbox of an institution turned a letter away. A later
// address makes it good again.
func (d *Directory) Refuse(ctx context.Context, tx *db.Tx, id, address string) error {
	all, err := d.In(ctx, tx)
	if err != nil {
		return err
	}
	i, ok := all.Get(id)
	if !ok || !strings.EqualFold(i.Email, address) {
		return nil // it has another address since
	}
	if err := setRefused(ctx, tx, id, d.Today(tx)); err != nil {
		return fmt.Errorf("keeping that the mailbox of %s is dead: %w", id, err)
	}
	return touch(ctx, tx)
}
