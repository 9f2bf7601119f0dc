package bodies

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/seal"
)

// A Key is what matters are sealed to for a body. Its identity is sealed to
// each of the body's seats; nobody else, the server included, can open it.
type Key struct {
	Fingerprint string // SHA-256 of the recipient, in hexadecimal
	Body        string
	Recipient   string
	Since       calendar.Day
	Revoked     calendar.Day // zero while it is good
}

// Publish gives a body a key that one of its seats made, with its identity
// sealed to that seat. A body has one good key at a time: the one before is
// revoked on the same day, and stays to open what was sealed to it.
func Publish(ctx context.Context, tx *db.Tx, k Key, seat string, identity []byte) (Key, error) {
	if _, err := seal.ParseRecipient(k.Recipient); err != nil {
		return k, fmt.Errorf("publishing a key of %s: %w", k.Body, err)
	}
	k.Fingerprint = seal.Fingerprint(k.Recipient)
	if err := revokeKeys(ctx, tx, k.Body, k.Since); err != nil {
		return k, err
	}
	if err := insertKey(ctx, tx, k); err != nil {
		return k, err
	}
	return k, Admit(ctx, tx, k.Fingerprint, seat, identity)
}

// Admit gives a seat the body's identity, sealed to that seat by another seat
// of the body.
func Admit(ctx context.Context, tx *db.Tx, fingerprint, seat string, identity []byte) error {
	return insertWrap(ctx, tx, fingerprint, seat, identity)
}

// Revoke revokes the good key of a body, or returns fault.NotFound.
func Revoke(ctx context.Context, tx *db.Tx, body string, day calendar.Day) error {
	if _, err := KeyOf(ctx, tx, body); err != nil {
		return err
	}
	return revokeKeys(ctx, tx, body, day)
}

// KeyOf returns the good key of a body, or fault.NotFound.
func KeyOf(ctx context.Context, tx *db.Tx, body string) (Key, error) { return keyOf(ctx, tx, body) }

// Keys returns the good keys of all bodies, by body.
func Keys(ctx context.Context, tx *db.Tx) ([]Key, error) { return goodKeys(ctx, tx) }

// A Wrap is the identity of a key of a body, sealed to one seat.
type Wrap struct {
	Fingerprint string
	Recipient   string
	Identity    []byte
}

// Wraps returns what a seat can open: the keys of its body, the newest first.
func Wraps(ctx context.Context, tx *db.Tx, seat string) ([]Wrap, error) {
	return wrapsOf(ctx, tx, seat)
}

// Waiting returns the seats of a body that are taken and held on a day and don't
// have its good key yet: a colleague admits them. Without a good key there is
// nothing to wait for.
func Waiting(ctx context.Context, tx *db.Tx, body string, day calendar.Day) ([]Seat, error) {
	k, err := KeyOf(ctx, tx, body)
	if fault.Of(err) == fault.NotFound {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return seatsWithout(ctx, tx, body, k.Fingerprint, day)
}

// hashOf is how an invitation is kept. It has 130 bits, so a plain hash holds.
func hashOf(invitation string) string {
	h := sha256.Sum256([]byte("adal invitation\n" + invitation))
	return hex.EncodeToString(h[:])
}
