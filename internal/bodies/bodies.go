// Package bodies knows the bodies of the network, their regions, their seats
// and their keys.
//
// Such bodies change their name and their parent every few years, and regions
// are divided and renamed. So nothing here is an enum: everything is data with
// the days on which it held, and what ended names its successor. A page of 2020
// shows the names of 2020.
//
// A seat is a person in a body for a term. Acts are done by seats, never by
// persons. The keys of a seat are made in its holder's browser; this package
// keeps only what is public or sealed.
package bodies

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/seal"
)

// A Kind is a kind of body. The kinds are the charter's.
type Kind string

// A Region is a region as it was named on the day it was asked for.
type Region struct {
	ID   string // ISO 3166-2, such as KZ-47
	Name i18n.Text
	In   i18n.Text // "in the region", inflected
}

// A Body is a body as it was named on the day it was asked for.
type Body struct {
	ID        string // permanent, such as antikor-mangystau
	Kind      Kind
	Code      string // begins its registration numbers, such as AC47
	Region    string // empty for a republican body
	Parent    string // empty for none
	Since     calendar.Day
	Until     calendar.Day // zero while it exists
	Successor string       // empty for none
	Name      i18n.Text
}

// On reports whether the body exists on a day.
func (b Body) On(day calendar.Day) bool {
	return !day.Before(b.Since) && (b.Until.IsZero() || day.Before(b.Until))
}

// Regions returns the regions that exist on a day, by their ID.
func Regions(ctx context.Context, tx *db.Tx, day calendar.Day) ([]Region, error) {
	return regions(ctx, tx, day)
}

// RegionOn returns a region as it is named on a day. The code may be one that
// ISO 3166-2 gave it earlier: old data still match.
func RegionOn(ctx context.Context, tx *db.Tx, code string, day calendar.Day) (Region, error) {
	return regionOn(ctx, tx, code, day)
}

// Get returns a body as it is named on a day, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, id string, day calendar.Day) (Body, error) {
	return body(ctx, tx, id, day)
}

// All returns the bodies of a kind that exist on a day, of all kinds if kind is
// empty.
func All(ctx context.Context, tx *db.Tx, kind Kind, day calendar.Day) ([]Body, error) {
	return all(ctx, tx, kind, day)
}

// Add adds a body under its first name.
func Add(ctx context.Context, tx *db.Tx, b Body) error {
	if b.ID == "" || b.Kind == "" || b.Code == "" || b.Since.IsZero() || b.Name == (i18n.Text{}) {
		return fmt.Errorf("adding the body %q: %w", b.ID, fault.New(fault.Invalid, "bodies.incomplete"))
	}
	return insertBody(ctx, tx, b)
}

// Free reports whether no body has an id or a code, or ever had.
func Free(ctx context.Context, tx *db.Tx, id, code string) (bool, error) {
	n, err := countNamed(ctx, tx, id, code)
	return n == 0, err
}

// Rename gives a body another name from a day on.
func Rename(ctx context.Context, tx *db.Tx, id string, name i18n.Text, since calendar.Day) error {
	return insertBodyName(ctx, tx, id, name, since)
}

// End ends a body on a day and names the body that its work goes to.
func End(ctx context.Context, tx *db.Tx, id, successor string, until calendar.Day) error {
	return endBody(ctx, tx, id, successor, until)
}

// A Seat is a person in a body for a term.
type Seat struct {
	ID        string
	Body      string
	Person    string // as the body names them; the demo names them by role
	Login     string // lower case
	Since     calendar.Day
	Until     calendar.Day // zero while it is held
	Recipient string       // of its holder's own identity; empty until it was taken
	Identity  []byte       // the holder's identity, sealed to their passphrase
	loginHash string
}

// Taken reports whether the seat's holder has made its keys.
func (s Seat) Taken() bool { return s.Recipient != "" }

// On reports whether the seat is held on a day.
func (s Seat) On(day calendar.Day) bool {
	return !day.Before(s.Since) && (s.Until.IsZero() || day.Before(s.Until))
}

// loginForm is how a sign-in name is written. Keys are derived from it here and
// in the browser, so it has only letters that both make small alike.
var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{2,39}$`)

// Invite appoints a person to a seat and returns the invitation, of 130 bits,
// with which they take it. The invitation is kept as a hash only. A sign-in name
// has 3 to 40 Latin letters, digits and . _ @ -; two seats that are held never
// have the same.
func Invite(ctx context.Context, tx *db.Tx, s Seat) (seat Seat, invitation string, err error) {
	s.Login, s.Person = strings.ToLower(strings.TrimSpace(s.Login)), strings.TrimSpace(s.Person)
	switch {
	case s.Person == "":
		return s, "", fault.In("person", "bodies.incomplete")
	case s.Login == "" || s.Since.IsZero():
		return s, "", fault.In("login", "bodies.incomplete")
	case !loginForm.MatchString(s.Login):
		return s, "", fault.In("login", "bodies.login-form")
	case !s.Until.IsZero() && !s.Until.After(s.Since):
		return s, "", fault.In("until", "bodies.term-empty")
	}
	s.ID, invitation = strings.ToLower(rand.Text()), rand.Text()
	err = insertSeat(ctx, tx, s, hashOf(invitation))
	if errors.Is(err, fault.Conflict) {
		return s, "", fault.In("login", "bodies.login-taken")
	}
	return s, invitation, err
}

// Take gives a seat the keys that its holder made: the hash of the login
// secret, the recipient of their own identity, and that identity sealed to their
// passphrase. The invitation is used up.
func Take(ctx context.Context, tx *db.Tx, invitation, loginHash, recipient string, identity []byte) (Seat, error) {
	id, err := invited(ctx, tx, hashOf(invitation))
	if errors.Is(err, fault.NotFound) {
		return Seat{}, fault.In("invitation", "bodies.invitation-unknown")
	} else if err != nil {
		return Seat{}, err
	}
	if _, err := seal.ParseRecipient(recipient); err != nil {
		return Seat{}, fmt.Errorf("taking the seat %s: %w", id, err)
	}
	if err := setSeatKeys(ctx, tx, id, loginHash, recipient, identity); err != nil {
		return Seat{}, err
	}
	return SeatByID(ctx, tx, id)
}

// Invited returns the seat that waits for the holder of an invitation.
func Invited(ctx context.Context, tx *db.Tx, invitation string) (Seat, error) {
	id, err := invited(ctx, tx, hashOf(invitation))
	if err != nil {
		return Seat{}, err
	}
	return SeatByID(ctx, tx, id)
}

// SeatByID returns a seat, or fault.NotFound.
func SeatByID(ctx context.Context, tx *db.Tx, id string) (Seat, error) {
	return seatWhereID(ctx, tx, id)
}

// SignIn returns the seat of a login if match says that the hash of its login
// secret is right. Both a wrong name and a wrong secret are fault.NotFound.
func SignIn(ctx context.Context, tx *db.Tx, login string, match func(stored string) bool) (Seat, error) {
	s, err := seatWhereLogin(ctx, tx, strings.ToLower(strings.TrimSpace(login)))
	if err != nil && !errors.Is(err, fault.NotFound) {
		return Seat{}, err
	}
	// A name that isn't there is compared too, so that it takes as long.
	if !match(s.loginHash) || s.loginHash == "" {
		return Seat{}, fault.NotFound
	}
	return s, nil
}

// Unseat ends a seat's term: from that day on it may do nothing, and what was
// sealed for it is destroyed now. Its sign-in name becomes free. A seat whose
// term ended before is a fault.Conflict.
func Unseat(ctx context.Context, tx *db.Tx, id string, until calendar.Day) error {
	return endSeat(ctx, tx, id, until)
}

// EndTerms destroys what was sealed for the seats whose term ran out before or on
// a day, and returns how many there were.
func EndTerms(ctx context.Context, tx *db.Tx, day calendar.Day) (int, error) {
	over, err := seatsOver(ctx, tx, day)
	if err != nil {
		return 0, fmt.Errorf("looking for terms that ended: %w", err)
	}
	for _, s := range over {
		if err := emptySeat(ctx, tx, s.ID, s.Until); err != nil {
			return 0, fmt.Errorf("ending the term of %s: %w", s.ID, err)
		}
	}
	return len(over), nil
}

// Seats returns the seats of a body, the oldest first.
func Seats(ctx context.Context, tx *db.Tx, body string) ([]Seat, error) {
	return seatsOf(ctx, tx, body)
}
