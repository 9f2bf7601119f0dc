package seal

import (
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"log/slog"

	"golang.org/x/crypto/argon2"
)

// A cost is what one guess costs: memory in KiB and passes, with one lane.
type cost struct{ memory, passes uint32 }

// Both costs are among those that OWASP's Password Storage Cheat Sheet counts as
// equal. The first suits a telephone's memory and follows 80 random bits; the
// second is for passphrases that people may choose themselves.
var (
	phraseCost = cost{memory: 19456, passes: 2}
	seatCost   = cost{memory: 47104, passes: 1}
)

// stretch is Argon2id (RFC 9106) with one lane and 32 bytes.
func stretch(password string, salt []byte, c cost) []byte {
	return argon2.IDKey([]byte(password), salt, c.passes, c.memory, 1, 32)
}

// expand is HKDF-SHA256 (RFC 5869) without salt. Different purposes give
// unrelated keys: who learns one of them learns nothing of the others.
func expand(master []byte, purpose string) [32]byte {
	key, err := hkdf.Key(sha256.New, master, nil, purpose, 32)
	if err != nil {
		panic(err) // only for lengths above 8,160 bytes
	}
	return [32]byte(key)
}

// A Mailbox is the right to look into the mailbox of one matter, derived from
// its phrase. It opens no letter.
type Mailbox [32]byte

// A LoginSecret is the right to enter as one seat, derived from its passphrase.
// It unlocks no identity.
type LoginSecret [32]byte

var errToken = errors.New("not 32 bytes in base64url without padding")

// ParseMailbox reads the form of [Mailbox.Token].
func ParseMailbox(token string) (Mailbox, error) { return parseToken[Mailbox](token) }

// ParseLoginSecret reads the form of [LoginSecret.Token].
func ParseLoginSecret(token string) (LoginSecret, error) { return parseToken[LoginSecret](token) }

// parseToken takes exactly one spelling of each value: the unused bits of the
// last character must be zero.
func parseToken[T ~[32]byte](token string) (T, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) != 32 || len(token) != base64.RawURLEncoding.EncodedLen(32) {
		return T{}, errToken
	}
	return T(b), nil
}

// Token is the form on the wire: 43 characters of base64url without padding.
func (m Mailbox) Token() string { return base64.RawURLEncoding.EncodeToString(m[:]) }

// Token is the form on the wire: 43 characters of base64url without padding.
func (s LoginSecret) Token() string { return base64.RawURLEncoding.EncodeToString(s[:]) }

// Hash is what the server stores instead: SHA-256 in lower hex. The mailbox has
// 256 bits nobody chose, so a plain hash is enough.
func (m Mailbox) Hash() string { return hash(m) }

// Hash is what the server stores instead: SHA-256 in lower hex.
func (s LoginSecret) Hash() string { return hash(s) }

// Matches compares with a stored [LoginSecret.Hash] in constant time.
func (s LoginSecret) Matches(stored string) bool {
	return subtle.ConstantTimeCompare([]byte(s.Hash()), []byte(stored)) == 1
}

func hash(secret [32]byte) string {
	sum := sha256.Sum256(secret[:])
	return hex.EncodeToString(sum[:])
}

// String hides the value; see [Mailbox.Token].
func (m Mailbox) String() string { return "[mailbox]" }

// String hides the value; see [LoginSecret.Token].
func (s LoginSecret) String() string { return "[login secret]" }

// GoString hides the value from %#v.
func (m Mailbox) GoString() string { return m.String() }

// GoString hides the value from %#v.
func (s LoginSecret) GoString() string { return s.String() }

// LogValue hides the value from logs.
func (m Mailbox) LogValue() slog.Value { return slog.StringValue(m.String()) }

// LogValue hides the value from logs.
func (s LoginSecret) LogValue() slog.Value { return slog.StringValue(s.String()) }
