package office

import (
	"context"
	"fmt"
	"strings"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/register"
	"adal/internal/seal"
)

// An Invitation is what its holder joins.
type Invitation struct {
	Seat bodies.Seat
	Body bodies.Body
	// NeedsKey says that the body has no key yet, so that the one who joins
	// makes it.
	NeedsKey bool
}

// Invitation returns what an invitation code is for. Case, spaces and hyphens
// don't matter, nor do the digits that look like letters.
func (o *Office) Invitation(ctx context.Context, code string) (i Invitation, err error) {
	err = o.DB.Read(ctx, func(tx *db.Tx) error {
		i, err = o.invitation(ctx, tx, code)
		return err
	})
	if err != nil {
		return i, fmt.Errorf("looking at an invitation: %w", err)
	}
	return i, nil
}

func (o *Office) invitation(ctx context.Context, tx *db.Tx, code string) (i Invitation, err error) {
	s, ok, err := absent(bodies.Invited(ctx, tx, plainCode(code)))
	if err != nil {
		return i, err
	}
	if !ok || !s.On(o.today()) {
		return i, fault.In("invitation", "bodies.invitation-unknown")
	}
	i.Seat = s
	if i.Body, err = bodies.Get(ctx, tx, s.Body, o.today()); err != nil {
		return i, err
	}
	_, ok, err = absent(bodies.KeyOf(ctx, tx, s.Body))
	i.NeedsKey = !ok && i.Body.Kind != charter.KindKeeper
	return i, err
}

// A Joining is what the browser of a new member made.
type Joining struct {
	Invitation string
	Secret     string // the login secret, of which the hash is kept
	Recipient  string // of the member's own identity
	Identity   []byte // that identity, sealed to the passphrase
	// The body's first key, if it needs one, sealed to the member.
	BodyRecipient string
	BodyIdentity  []byte
}

// Join gives the holder of an invitation their seat and begins a session. If the
// body got a key meanwhile, the one that was brought is left aside and the member
// waits to be admitted.
func (o *Office) Join(ctx context.Context, j Joining) (Session, error) {
	secret, err := seal.ParseLoginSecret(j.Secret)
	if err != nil {
		return Session{}, fault.New(fault.Invalid, "office.key-malformed")
	}
	if _, err := seal.ParseRecipient(j.Recipient); err != nil {
		return Session{}, fault.New(fault.Invalid, "office.key-malformed")
	}
	if err := sealed(j.Identity); err != nil {
		return Session{}, err
	}
	var s bodies.Seat
	err = o.DB.Write(ctx, scope, func(tx *db.Tx) error {
		i, err := o.invitation(ctx, tx, j.Invitation)
		if err != nil {
			return err
		}
		by := principal(i.Seat, i.Body)
		if err := o.Charter.Allow(by, charter.SignIn, charter.Resource{}); err != nil {
			return err
		}
		if s, err = bodies.Take(ctx, tx, plainCode(j.Invitation), secret.Hash(), j.Recipient, j.Identity); err != nil {
			return err
		}
		e := register.Entry{Act: "take-seat", Digest: seal.Fingerprint(j.Recipient)}
		if err := o.record(ctx, tx, by, charter.SignIn, e); err != nil {
			return err
		}
		if !i.NeedsKey {
			return nil
		}
		if err := o.Charter.Allow(by, keepKey, ownBody(by)); err != nil {
			return err
		}
		return o.publish(ctx, tx, by, j.BodyRecipient, map[string][]byte{s.ID: j.BodyIdentity})
	})
	if err != nil {
		return Session{}, fmt.Errorf("joining: %w", err)
	}
	return o.begin(ctx, s)
}

// plainCode is an invitation as it was made: 26 letters of base32.
func plainCode(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z', r >= '2' && r <= '7':
			return r
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r == '0':
			return 'O'
		case r == '1':
			return 'I'
		case r == '8':
			return 'B'
		}
		return -1
	}, typed)
}

// readableCode is an invitation in groups of five, to be copied by hand.
func readableCode(code string) string {
	var b strings.Builder
	for i, r := range code {
		if i > 0 && i%5 == 0 && len(code)-i > 1 {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return b.String()
}
