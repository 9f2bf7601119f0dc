package office

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/register"
	"adal/internal/seal"
)

// keepKey is the act by which a seat looks after its own body's keys: it sees,
// and lets a colleague see, the work of its own body and of no other.
const keepKey = charter.SeeOwnBody

// A ring is the good key of a body and who can open what is sealed to it.
type ring struct {
	key     bodies.Key    // empty if there is none
	held    []bodies.Seat // held today, with the key
	waiting []bodies.Seat // held today and taken, without it
}

func ringOf(ctx context.Context, tx *db.Tx, body string, today calendar.Day) (r ring, err error) {
	var ok bool
	if r.key, ok, err = absent(bodies.KeyOf(ctx, tx, body)); err != nil || !ok {
		return ring{}, err
	}
	if r.waiting, err = bodies.Waiting(ctx, tx, body, today); err != nil {
		return r, err
	}
	all, err := bodies.Seats(ctx, tx, body)
	for _, s := range all {
		if s.On(today) && s.Taken() && !slices.ContainsFunc(r.waiting, func(w bodies.Seat) bool { return w.ID == s.ID }) {
			r.held = append(r.held, s)
		}
	}
	return r, err
}

func (r ring) holds(seat string) bool {
	return slices.ContainsFunc(r.held, func(s bodies.Seat) bool { return s.ID == seat })
}

// mayRenew reports whether a seat may make another key for its body. Who waits
// to be admitted may not, or they would admit themselves. The keeper's body has
// no key: nothing is sealed to it.
func (r ring) mayRenew(s bodies.Seat, b bodies.Body) bool {
	return s.Taken() && b.Kind != charter.KindKeeper && (len(r.held) == 0 || r.holds(s.ID))
}

// A Keyring is what the browser of a seat needs to open its body's keys. All of
// it is sealed.
type Keyring struct {
	Login    string
	Identity []byte        // the member's own, sealed to their passphrase
	Keys     []bodies.Wrap // the body's, sealed to the member, the newest first
}

// Keyring returns the keys of a seat.
func (o *Office) Keyring(ctx context.Context, by charter.Principal) (k Keyring, err error) {
	if err := o.Charter.Allow(by, keepKey, ownBody(by)); err != nil {
		return k, err
	}
	err = o.DB.Read(ctx, func(tx *db.Tx) error {
		s, err := bodies.SeatByID(ctx, tx, by.Seat)
		if err != nil {
			return err
		}
		k.Login, k.Identity = s.Login, s.Identity
		k.Keys, err = bodies.Wraps(ctx, tx, by.Seat)
		return err
	})
	if err != nil {
		return k, fmt.Errorf("reading the keys of the seat %s: %w", by.Seat, err)
	}
	return k, nil
}

// Admit gives a waiting colleague the keys of the body, each sealed to them in
// the browser of whoever admits: the good key, and those before it that the
// colleague needs for older matters. Fingerprint → sealed identity.
func (o *Office) Admit(ctx context.Context, by charter.Principal, seat string, wraps map[string][]byte) error {
	if err := o.Charter.Allow(by, keepKey, ownBody(by)); err != nil {
		return err
	}
	err := o.DB.Write(ctx, scope, func(tx *db.Tx) error {
		r, err := ringOf(ctx, tx, by.Body, o.today())
		if err != nil {
			return err
		}
		if !r.holds(by.Seat) {
			return fault.New(fault.Denied, "office.not-admitted")
		}
		if !slices.ContainsFunc(r.waiting, func(s bodies.Seat) bool { return s.ID == seat }) {
			return fault.New(fault.Conflict, "office.nobody-waits")
		}
		if _, ok := wraps[r.key.Fingerprint]; !ok {
			return fault.New(fault.Conflict, "office.key-changed")
		}
		if err := o.hand(ctx, tx, by, seat, wraps); err != nil {
			return err
		}
		return o.record(ctx, tx, by, keepKey, register.Entry{Act: "admit", Name: seat, Digest: r.key.Fingerprint})
	})
	if err != nil {
		return fmt.Errorf("admitting the seat %s: %w", seat, err)
	}
	return nil
}

// hand gives a seat those of the keys that the giver has and the seat lacks.
func (o *Office) hand(ctx context.Context, tx *db.Tx, by charter.Principal, seat string, wraps map[string][]byte) error {
	mine, err := bodies.Wraps(ctx, tx, by.Seat)
	if err != nil {
		return err
	}
	theirs, err := bodies.Wraps(ctx, tx, seat)
	if err != nil {
		return err
	}
	for _, fingerprint := range slices.Sorted(maps.Keys(wraps)) {
		is := func(w bodies.Wrap) bool { return w.Fingerprint == fingerprint }
		if !slices.ContainsFunc(mine, is) {
			return fault.New(fault.Conflict, "office.key-changed")
		}
		if slices.ContainsFunc(theirs, is) {
			continue
		}
		if err := sealed(wraps[fingerprint]); err != nil {
			return err
		}
		if err := bodies.Admit(ctx, tx, fingerprint, seat, wraps[fingerprint]); err != nil {
			return err
		}
	}
	return nil
}

// Renew gives a body another key, made in the browser of a seat that holds the
// key before it, and sealed there to itself and to those holders whose codes were
// compared: seat → sealed identity. The others wait to be admitted again, as a
// server that could name them could also name strangers.
func (o *Office) Renew(ctx context.Context, by charter.Principal, recipient string, wraps map[string][]byte) error {
	if err := o.Charter.Allow(by, keepKey, ownBody(by)); err != nil {
		return err
	}
	err := o.DB.Write(ctx, scope, func(tx *db.Tx) error {
		s, err := bodies.SeatByID(ctx, tx, by.Seat)
		if err != nil {
			return err
		}
		b, err := bodies.Get(ctx, tx, by.Body, o.today())
		if err != nil {
			return err
		}
		r, err := ringOf(ctx, tx, by.Body, o.today())
		if err != nil {
			return err
		}
		if !r.mayRenew(s, b) {
			return fault.New(fault.Denied, "office.not-admitted")
		}
		for seat := range wraps {
			if seat != by.Seat && !r.holds(seat) {
				return fault.New(fault.Conflict, "office.key-changed")
			}
		}
		return o.publish(ctx, tx, by, recipient, wraps)
	})
	if err != nil {
		return fmt.Errorf("giving %s another key: %w", by.Body, err)
	}
	return nil
}

// publish publishes a key of the body of whoever acts, sealed to them and to
// others, and lists it.
func (o *Office) publish(ctx context.Context, tx *db.Tx, by charter.Principal, recipient string, wraps map[string][]byte) error {
	if _, err := seal.ParseRecipient(recipient); err != nil {
		return fault.New(fault.Invalid, "office.key-malformed")
	}
	for _, identity := range wraps {
		if err := sealed(identity); err != nil {
			return err
		}
	}
	if err := sealed(wraps[by.Seat]); err != nil {
		return err // they would lock themselves out
	}
	k, err := bodies.Publish(ctx, tx, bodies.Key{Body: by.Body, Recipient: recipient, Since: o.today()}, by.Seat, wraps[by.Seat])
	if err != nil {
		return err
	}
	for _, seat := range slices.Sorted(maps.Keys(wraps)) {
		if seat == by.Seat {
			continue
		}
		if err := bodies.Admit(ctx, tx, k.Fingerprint, seat, wraps[seat]); err != nil {
			return err
		}
	}
	if err := o.record(ctx, tx, by, keepKey, register.Entry{Act: "publish-key", Digest: k.Fingerprint}); err != nil {
		return err
	}
	return o.list(ctx, tx)
}

// maxSealed bounds a sealed identity, which has some 2 kB.
const maxSealed = 8 << 10

// sealed makes sure that what a browser sent is an age file, so that a mistake
// of a script can't bring an identity here in clear.
func sealed(identity []byte) error {
	if len(identity) > maxSealed || !bytes.HasPrefix(identity, []byte("age-encryption.org/v1\n")) ||
		bytes.Contains(bytes.ToUpper(identity), []byte("AGE-SECRET-KEY")) {
		return fault.New(fault.Invalid, "office.key-malformed")
	}
	return nil
}
