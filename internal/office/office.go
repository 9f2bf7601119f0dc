// Package office is where seats sign in and look after their body's keys.
//
// The rule of the domain: what people tell a body is opened by that body's own
// people, and the installation that carries it opens nothing. So every secret is
// made in a browser and stays there. A passphrase gives two things that have
// nothing to do with each other: a login secret, of which the server keeps a
// hash, and a key that unlocks the member's own identity. That identity opens the
// body's, and the body's opens its matters. The server keeps all of them sealed.
//
// Who joins a body is appointed by the keeper, but gets the body's key from a
// colleague: appointing gives a seat, never what was told. A body that has no
// key yet gets its first one from the first who joins. Everything that happens
// to seats and keys enters the register, and each change of a key is followed by
// a fresh listing of all good keys, so that a page may trust a key only if the
// whole world could have seen it.
package office

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/register"
	"adal/internal/web"
)

// scope is the db scope of seats and keys. All bodies share it: a listing names
// the keys of all of them and must miss none.
const scope = "office"

// An Office is where the seats of an installation sign in. Its zero fields apart
// from DB and Charter are useful.
type Office struct {
	DB      *db.DB
	Charter *charter.Charter
	Zone    *time.Location // in which it is today; nil is Universal Time
	// TrustProxy says that X-Forwarded-Proto comes from a proxy of ours, so that
	// cookies are marked as secure behind one.
	TrustProxy bool
	// Cards are what a seat finds to do in the areas. Nil is nothing.
	Cards func(ctx context.Context, by *web.Seat) ([]Card, error)
	// Now tells the time, of tests. Nil is the clock of the machine.
	Now func() time.Time

	tries tries
}

// A Card leads from the office to a part of an area.
type Card struct {
	Href   string // without the language
	Word   string // key of its title
	Number int    // how much waits there
}

func (o *Office) now() db.Time {
	if o.Now != nil {
		return db.Time{Time: o.Now().UTC()}
	}
	return db.Time{Time: time.Now().UTC()}
}

func (o *Office) today() calendar.Day {
	return calendar.Of(o.now().In(cmp.Or(o.Zone, time.UTC)))
}

// An Overview is what a seat sees of its body and its keys.
type Overview struct {
	Body bodies.Body
	Seat bodies.Seat
	Key  bodies.Key // the good one; empty if the body has none
	// Holds says that this seat can open what is sealed to the good key.
	Holds bool
	// May says that this seat may give the body another key: it holds the good
	// one, or nobody does.
	May bool
	// Left says that somebody left the body after the key was made, who may
	// have kept it: it is time for another.
	Left       bool
	Colleagues []bodies.Seat // held now, without this one
	Waiting    []bodies.Seat // to be admitted
	Holders    []bodies.Seat // who can open what is sealed to the good key, without this one
	Cards      []Card
}

// Overview returns what a seat sees of its body.
func (o *Office) Overview(ctx context.Context, by charter.Principal) (v Overview, err error) {
	if err := o.Charter.Allow(by, charter.SeeOwnBody, ownBody(by)); err != nil {
		return v, err
	}
	today := o.today()
	err = o.DB.Read(ctx, func(tx *db.Tx) error {
		if v.Body, err = bodies.Get(ctx, tx, by.Body, today); err != nil {
			return err
		}
		if v.Seat, err = bodies.SeatByID(ctx, tx, by.Seat); err != nil {
			return err
		}
		all, err := bodies.Seats(ctx, tx, by.Body)
		if err != nil {
			return err
		}
		r, err := ringOf(ctx, tx, by.Body, today)
		if err != nil {
			return err
		}
		v.Key, v.Holds, v.May = r.key, r.holds(by.Seat), r.mayRenew(v.Seat, v.Body)
		for _, s := range all {
			switch {
			case s.On(today) && s.ID != by.Seat:
				v.Colleagues = append(v.Colleagues, s)
			case !s.On(today) && !s.Until.IsZero() && r.key.Fingerprint != "" && !s.Until.Before(r.key.Since):
				v.Left = v.Left || s.Taken()
			}
		}
		v.Waiting, v.Holders = r.waiting, r.held
		return nil
	})
	if err != nil {
		return v, fmt.Errorf("looking at the body %s: %w", by.Body, err)
	}
	mine := func(s bodies.Seat) bool { return s.ID == by.Seat }
	v.Waiting, v.Holders = slices.DeleteFunc(v.Waiting, mine), slices.DeleteFunc(v.Holders, mine)
	return v, nil
}

// Daily does what is due once a day: it destroys what was sealed for seats whose
// term is over, forgets sessions and delays that are over, and lists the keys.
func (o *Office) Daily(ctx context.Context) error {
	now, today := o.now(), o.today()
	err := o.DB.Write(ctx, scope, func(tx *db.Tx) error {
		if _, err := bodies.EndTerms(ctx, tx, today); err != nil {
			return err
		}
		if err := deleteEnded(ctx, tx, now, now.Plus(-idle)); err != nil {
			return err
		}
		return deleteDelays(ctx, tx, now.Plus(-forget))
	})
	if err != nil {
		return fmt.Errorf("clearing the office up: %w", err)
	}
	o.tries.clear(now.Time)
	return o.ListKeys(ctx)
}

// ownBody is the body of whoever acts.
func ownBody(by charter.Principal) charter.Resource {
	return charter.Resource{Body: by.Body, Region: by.Region}
}

// record stages what was done with a seat or a key, and under which act of the
// charter it was allowed.
func (o *Office) record(ctx context.Context, tx *db.Tx, by charter.Principal, under charter.Act, e register.Entry) error {
	e.Day, e.Body, e.Seat = o.today(), by.Body, by.Seat
	e.Article = o.Charter.Article(under)
	return register.Stage(ctx, tx, e)
}

// principal is who acts when a seat of a body does.
func principal(s bodies.Seat, b bodies.Body) charter.Principal {
	return charter.Principal{Seat: s.ID, Body: b.ID, Kind: string(b.Kind), Region: b.Region}
}

// absent turns fault.NotFound into ok = false.
func absent[T any](v T, err error) (T, bool, error) {
	if fault.Of(err) == fault.NotFound {
		return v, false, nil
	}
	return v, err == nil, err
}
