package seal

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"

	"adal/internal/fault"
	"adal/internal/i18n"
)

// NewPassphrase draws n words for a new member, single spaces between them. Each
// word is worth ten bits; six are a good beginning, below five is an error.
func NewPassphrase(l i18n.Lang, n int) (string, error) {
	if n < 5 || n > 24 {
		return "", fmt.Errorf("drawing a passphrase: %d words, want 5 to 24", n)
	}
	return draw(l, n)
}

// SeatKeys derives what a seat's login name and passphrase stand for: the login
// secret, of which the server stores the hash, and the identity that unwraps the
// member's own, which never leaves the member's browser. The salt is the login
// name, so the same passphrase of two members gives unrelated keys; renaming a
// login therefore needs the passphrase. It takes some 30 ms of a processor and
// 46 MiB; a server calls [Turns.SeatKeys] instead.
func SeatKeys(login, passphrase string) (LoginSecret, Identity, error) {
	text := normalPassphrase(passphrase)
	if text == "" {
		return LoginSecret{}, Identity{}, fault.In("passphrase", "seal.passphrase-empty")
	}
	salt := sha256.Sum256([]byte("adal.seat.v1\n" + strings.ToLower(login)))
	master := stretch(text, salt[:], seatCost)
	id, err := IdentityFromSeed(expand(master, "adal unlock v1"))
	return LoginSecret(expand(master, "adal login v1")), id, err
}

// normalPassphrase is the form that keys are derived from. Members choose their
// passphrases, so case and signs count; only what no keyboard shows is evened
// out: NFC, no space at the ends, any run of spaces as one.
func normalPassphrase(s string) string {
	return strings.Join(strings.Fields(norm.NFC.String(s)), " ")
}
