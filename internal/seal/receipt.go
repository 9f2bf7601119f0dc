package seal

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"

	"adal/internal/calendar"
)

// Where a letter was sealed. A letter written without script is sealed in the
// server's memory, before anything is stored, and both sides must be able to see
// that this is what happened.
const (
	SealedInBrowser = "browser"
	SealedAtDoor    = "door"
)

// A Receipt says that a body received a sealed letter on a day and owes an answer
// by another. It names no person. The register's key signs it, and the register
// takes its [Receipt.Leaf] within a day, so that a matter which disappears
// later is missed by anybody who kept the receipt: the same promise as the signed
// timestamp of Certificate Transparency (RFC 6962, section 3).
type Receipt struct {
	Origin     string       // of the register, also the name in Key
	Number     string       // of the matter, as people quote it
	Track      string       // "appeal" or "signal"
	Body       string       // the body in charge
	Day        calendar.Day // received
	Due        calendar.Day // answer owed, not before Day
	Clock      string       // the profile of terms that gave Due
	Sealed     string       // [SealedInBrowser] or [SealedAtDoor]
	Commitment string       // see [Commitment]
	Nonce      string       // 32 hex digits: keeps the leaf from being guessed
	Key        string       // the register's verifier key, as in C2SP signed-note
}

const receiptHeading = "adal receipt v1"

// NewNonce makes the nonce of a receipt: 128 random bits in lower hex.
func NewNonce() string {
	var b [16]byte
	rand.Read(b[:]) // never fails; it ends the program instead
	return hex.EncodeToString(b[:])
}

// fields is the one order of a receipt's lines.
func (r *Receipt) fields() []struct{ name, value string } {
	return []struct{ name, value string }{
		{"origin", r.Origin}, {"number", r.Number}, {"track", r.Track}, {"body", r.Body},
		{"day", r.Day.String()}, {"due", r.Due.String()}, {"clock", r.Clock}, {"sealed", r.Sealed},
		{"commitment", r.Commitment}, {"nonce", r.Nonce}, {"key", r.Key},
	}
}

// Text is what is signed: a heading and one line for each field.
func (r Receipt) Text() string {
	var b strings.Builder
	b.WriteString(receiptHeading + "\n")
	for _, f := range r.fields() {
		b.WriteString(f.name + ": " + f.value + "\n")
	}
	return b.String()
}

// Leaf is the register's entry for this receipt: it commits to the receipt and
// tells nothing of it to who does not have it.
func (r Receipt) Leaf() []byte {
	sum := sha256.Sum256([]byte(r.Text()))
	return []byte("adal matter v1\n" + hex.EncodeToString(sum[:]) + "\n")
}

// check refuses values that could not be read back as they are.
func (r Receipt) check() error {
	for _, f := range r.fields() {
		if !isLine(f.value) {
			return fmt.Errorf("%s: not one line of 1 to 300 bytes", f.name)
		}
	}
	switch {
	case r.Day.IsZero() || r.Due.IsZero() || r.Due.Before(r.Day):
		return errors.New("due: before the day of receipt")
	case r.Track != "appeal" && r.Track != "signal":
		return errors.New("track: neither appeal nor signal")
	case r.Sealed != SealedInBrowser && r.Sealed != SealedAtDoor:
		return errors.New("sealed: neither browser nor door")
	case !isHex(r.Commitment, 32):
		return errors.New("commitment: not 64 lower hex digits")
	case !isHex(r.Nonce, 16):
		return errors.New("nonce: not 32 lower hex digits")
	}
	return nil
}

func isLine(s string) bool {
	return s != "" && len(s) <= 300 && utf8.ValidString(s) && strings.TrimSpace(s) == s &&
		strings.IndexFunc(s, func(c rune) bool { return unicode.IsControl(c) || c == '\u2028' || c == '\u2029' }) < 0
}

func isHex(s string, bytes int) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == bytes && strings.ToLower(s) == s
}

// Sign makes the file that the person keeps: the receipt as a signed note (C2SP
// signed-note, Ed25519). The signer must be the one of the receipt's Key.
func (r Receipt) Sign(signer note.Signer) ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("signing a receipt: %w", err)
	}
	file, err := note.Sign(&note.Note{Text: r.Text()}, signer)
	if err != nil {
		return nil, fmt.Errorf("signing a receipt: %w", err)
	}
	if _, err := OpenReceipt(file); err != nil {
		return nil, fmt.Errorf("signing a receipt: the signer does not fit it: %w", err)
	}
	return file, nil
}

// OpenReceipt reads a signed receipt and verifies it with the key inside, without
// asking anybody. The file must be exactly what [Receipt.Sign] wrote: no byte of
// it can be changed without an error.
//
// What it proves is that the holder of that key said so. Whether this is the key
// of the register the reader means is for the caller to compare, with
// [Receipt.Key] and [Receipt.Origin].
func OpenReceipt(file []byte) (Receipt, error) {
	r, err := openReceipt(file)
	if err != nil {
		return Receipt{}, fmt.Errorf("opening a receipt: %w", err)
	}
	return r, nil
}

func openReceipt(file []byte) (Receipt, error) {
	const longest = 8 << 10 // eleven lines of at most 300 bytes, their names and a signature
	if len(file) > longest {
		return Receipt{}, errors.New("too long for a receipt")
	}
	text, _, ok := bytes.Cut(file, []byte("\n\n"))
	if !ok {
		return Receipt{}, errors.New("no signature")
	}
	r, err := parseReceipt(string(text) + "\n")
	if err != nil {
		return Receipt{}, err
	}
	verifier, err := note.NewVerifier(r.Key)
	if err != nil {
		return Receipt{}, fmt.Errorf("key: %w", err)
	}
	if verifier.Name() != r.Origin {
		return Receipt{}, errors.New("key: of another register")
	}
	signed, err := note.Open(file, note.VerifierList(verifier))
	if err != nil {
		return Receipt{}, err
	}
	// A verifier ignores what it does not know: unknown signatures, and the unused
	// bits of base64. A receipt is one spelling only.
	sig, err := base64.StdEncoding.Strict().DecodeString(signed.Sigs[0].Base64)
	if err != nil {
		return Receipt{}, errors.New("signature in another spelling")
	}
	canonical := fmt.Sprintf("%s\n— %s %s\n", r.Text(), r.Origin, base64.StdEncoding.EncodeToString(sig))
	if canonical != string(file) {
		return Receipt{}, errors.New("more than one receipt and its signature")
	}
	return r, nil
}

// parseReceipt reads [Receipt.Text] back and accepts nothing else.
func parseReceipt(text string) (Receipt, error) {
	var r Receipt
	lines := strings.Split(text, "\n")
	names := r.fields()
	if len(lines) != len(names)+2 || lines[0] != receiptHeading {
		return r, errors.New("not a receipt")
	}
	values := make(map[string]string)
	for i, f := range names {
		value, ok := strings.CutPrefix(lines[i+1], f.name+": ")
		if !ok {
			return r, fmt.Errorf("line %d is not %s", i+2, f.name)
		}
		values[f.name] = value
	}
	var err1, err2 error
	r.Day, err1 = calendar.Parse(values["day"])
	r.Due, err2 = calendar.Parse(values["due"])
	r.Origin, r.Number, r.Track, r.Body = values["origin"], values["number"], values["track"], values["body"]
	r.Clock, r.Sealed, r.Commitment = values["clock"], values["sealed"], values["commitment"]
	r.Nonce, r.Key = values["nonce"], values["key"]
	if err := errors.Join(err1, err2, r.check()); err != nil {
		return r, err
	}
	if r.Text() != text {
		return r, errors.New("another spelling of a receipt")
	}
	return r, nil
}
