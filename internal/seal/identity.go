package seal

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"filippo.io/age"
)

// A Recipient is the public half of an [Identity]: whom a file is sealed to. The
// zero value is nobody. Two recipients are the same when their strings are.
type Recipient struct{ key *age.HybridRecipient }

// An Identity opens what was sealed to its [Recipient]. The zero value opens
// nothing. Printing an identity, in a log or in an error, never shows the secret.
type Identity struct{ key *age.HybridIdentity }

// Both prefixes are those of age's hybrid keys, with the separator of Bech32.
const (
	recipientPrefix = "age1pq1"
	identityPrefix  = "AGE-SECRET-KEY-PQ-1"
)

// The errors name what is wrong and never repeat what was given, which may be a
// secret put into the wrong field.
var (
	errRecipient = errors.New("not a hybrid age recipient (age1pq1…)")
	errIdentity  = errors.New("not a hybrid age identity (AGE-SECRET-KEY-PQ-1…)")
)

// NewIdentity makes a random identity.
func NewIdentity() (Identity, error) {
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		return Identity{}, fmt.Errorf("making an identity: %w", err)
	}
	return Identity{key}, nil
}

// IdentityFromSeed makes the identity that belongs to 32 secret bytes, always the
// same one. The seed is the age identity in its raw form (an HPKE private key of
// MLKEM768-X25519), so the result is also what age's own tools would read.
func IdentityFromSeed(seed [32]byte) (Identity, error) {
	id, err := ParseIdentity(strings.ToUpper(bech32Encode("age-secret-key-pq-", seed[:])))
	if err != nil {
		return Identity{}, fmt.Errorf("making an identity from a seed: %w", err)
	}
	return id, nil
}

// ParseIdentity reads the text form "AGE-SECRET-KEY-PQ-1…" and takes no other
// kind of age identity and no other spelling of the same one.
func ParseIdentity(s string) (Identity, error) {
	if !strings.HasPrefix(s, identityPrefix) {
		return Identity{}, errIdentity
	}
	key, err := age.ParseHybridIdentity(s)
	if err != nil || key.String() != s {
		return Identity{}, errIdentity
	}
	return Identity{key}, nil
}

// Secret is the text form "AGE-SECRET-KEY-PQ-1…", which opens everything that
// was sealed to this identity.
func (id Identity) Secret() string {
	if id.key == nil {
		return ""
	}
	return id.key.String()
}

// Recipient is the public half, the same at every call.
func (id Identity) Recipient() Recipient {
	if id.key == nil {
		return Recipient{}
	}
	return Recipient{id.key.Recipient()}
}

// IsZero reports whether this is the zero value, which opens nothing.
func (id Identity) IsZero() bool { return id.key == nil }

// String hides the secret; see [Identity.Secret].
func (id Identity) String() string { return "[identity]" }

// GoString hides the secret from %#v.
func (id Identity) GoString() string { return id.String() }

// LogValue hides the secret from logs.
func (id Identity) LogValue() slog.Value { return slog.StringValue(id.String()) }

// ParseRecipient reads the text form "age1pq1…" and takes no other kind of age
// recipient, and no other spelling of the same one, so that a fingerprint of the
// text is a fingerprint of the key.
func ParseRecipient(s string) (Recipient, error) {
	if !strings.HasPrefix(s, recipientPrefix) {
		return Recipient{}, errRecipient
	}
	key, err := age.ParseHybridRecipient(s)
	if err != nil || key.String() != s {
		return Recipient{}, errRecipient
	}
	return Recipient{key}, nil
}

// String is the text form "age1pq1…", or "" for nobody. About 1,960 characters:
// a post-quantum key is large.
func (r Recipient) String() string {
	if r.key == nil {
		return ""
	}
	return r.key.String()
}

// IsZero reports whether this is the zero value, nobody.
func (r Recipient) IsZero() bool { return r.key == nil }

// Fingerprint is the SHA-256 of a recipient's text form in lower hex: what the
// register lists and what two people can compare aloud.
func Fingerprint(recipient string) string {
	sum := sha256.Sum256([]byte(recipient))
	return hex.EncodeToString(sum[:])
}
