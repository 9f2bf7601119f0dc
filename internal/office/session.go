package office

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"time"

	"adal/internal/bodies"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/seal"
)

// How long a session lasts: a working day, and less if nobody is there.
const (
	longest = 12 * time.Hour
	idle    = 2 * time.Hour
	touch   = 5 * time.Minute // the shortest time between two notes of its use
)

// A Session is what a seat gets for signing in.
type Session struct {
	Token string // of 256 bits; only its hash is kept
	Ends  time.Time
	Seat  bodies.Seat
}

// A session is a row.
type session struct {
	seat       string
	used, ends db.Time
}

// SignIn begins a session of a seat. The secret is what seal.SeatKeys derives
// from login name and passphrase. A name that isn't there and a secret that is
// wrong are one fault and take one time; after five failures in a row of one
// name, whether there is such a name or not, each further one makes the next
// wait longer, up to a quarter of an hour.
func (o *Office) SignIn(ctx context.Context, login, secret string) (Session, error) {
	name := loginKey(login)
	if err := o.mayTry(ctx, name); err != nil {
		return Session{}, err
	}
	given, malformed := seal.ParseLoginSecret(secret)
	match := func(stored string) bool {
		return given.Matches(cmp.Or(stored, noSecret)) && stored != "" && malformed == nil
	}
	var s bodies.Seat
	err := o.DB.Read(ctx, func(tx *db.Tx) (err error) {
		s, err = bodies.SignIn(ctx, tx, login, match)
		return err
	})
	s, found, err := absent(s, err)
	if err != nil {
		return Session{}, fmt.Errorf("signing in: %w", err)
	}
	if !found || !s.On(o.today()) {
		if err := o.failed(ctx, name); err != nil {
			return Session{}, err
		}
		return Session{}, fault.New(fault.Invalid, "office.sign-in-wrong")
	}
	if err := o.succeeded(ctx, name); err != nil {
		return Session{}, err
	}
	return o.begin(ctx, s)
}

// noSecret is compared with when there is nothing to compare with.
var noSecret = hex.EncodeToString(make([]byte, sha256.Size))

// begin begins a session and forgets those of the seat that are over.
func (o *Office) begin(ctx context.Context, s bodies.Seat) (Session, error) {
	var raw [32]byte
	rand.Read(raw[:]) // never fails; it ends the program instead
	now := o.now()
	begun := Session{Token: base64.RawURLEncoding.EncodeToString(raw[:]), Ends: now.Add(longest), Seat: s}
	err := o.DB.Write(ctx, "session/"+s.ID, func(tx *db.Tx) error {
		if err := deleteEndedOf(ctx, tx, s.ID, now, now.Plus(-idle)); err != nil {
			return err
		}
		return insertSession(ctx, tx, tokenHash(begun.Token), session{seat: s.ID, used: now, ends: now.Plus(longest)})
	})
	if err != nil {
		return Session{}, fmt.Errorf("beginning a session: %w", err)
	}
	return begun, nil
}

// Session returns the seat that holds a token and its body. It is fault.NotFound
// when the session is over: twelve hours after it began, after two hours of
// silence, or with the seat's term.
func (o *Office) Session(ctx context.Context, token string) (s bodies.Seat, b bodies.Body, err error) {
	now, today, key := o.now(), o.today(), tokenHash(token)
	var used db.Time
	err = o.DB.Read(ctx, func(tx *db.Tx) error {
		row, err := sessionOf(ctx, tx, key)
		if err != nil {
			return err
		}
		if !now.Before(row.ends.Time) || now.Sub(row.used.Time) >= idle {
			return fault.NotFound
		}
		used = row.used
		if s, err = bodies.SeatByID(ctx, tx, row.seat); err != nil {
			return err
		}
		if b, err = bodies.Get(ctx, tx, s.Body, today); err != nil {
			return err
		}
		if !s.On(today) || !b.On(today) {
			return fault.NotFound
		}
		return nil
	})
	if err != nil {
		return s, b, fmt.Errorf("looking for a session: %w", err)
	}
	if now.Sub(used.Time) < touch {
		return s, b, nil
	}
	err = o.DB.Write(ctx, "session/"+s.ID, func(tx *db.Tx) error { return touchSession(ctx, tx, key, now) })
	if err != nil {
		return s, b, fmt.Errorf("keeping a session: %w", err)
	}
	return s, b, nil
}

// SignOut ends a session, if there is one.
func (o *Office) SignOut(ctx context.Context, token string) error {
	key := tokenHash(token)
	err := o.DB.Write(ctx, "session/"+key, func(tx *db.Tx) error { return deleteSession(ctx, tx, key) })
	if err != nil {
		return fmt.Errorf("signing out: %w", err)
	}
	return nil
}

func tokenHash(token string) string {
	h := sha256.Sum256([]byte("adal session\n" + token))
	return hex.EncodeToString(h[:])
}
