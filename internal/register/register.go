// Package register is the append-only register of what was done.
//
// The rule of the domain: whatever a body does, and whatever it received, can be
// counted by an outsider afterwards, and nothing of it can be lost, dated back or
// altered unseen. Three steps make it so.
//
//   - An act is staged in its own transaction ([Stage], [StageSealed]): there is
//     no act without its entry and no entry without its act.
//   - The [Sequencer] appends what was staged to a Merkle tree (RFC 6962) and
//     signs a checkpoint, which fixes every entry up to its size.
//   - Anybody reads checkpoint, tiles and entries ([Handler]) and recomputes the
//     whole tree ([Client]). A reader who keeps a checkpoint notices any change
//     of what was there when it was signed.
//
// Public acts are readable ([Entry]) and appended within seconds. A matter of the
// reception enters as a commitment only, which tells nothing to who does not hold
// the receipt; it waits until its day is over and enters together with all others
// of that day in an order drawn by lot, so that neither this package's tables nor
// the tree tell when within the day a person wrote. The signed receipt is the
// promise that it will be there, as in Certificate Transparency.
//
// The formats are those of c2sp.org/tlog-tiles, c2sp.org/tlog-checkpoint and
// c2sp.org/signed-note with Ed25519, so that other people's programs can check
// the register too.
package register

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"

	"golang.org/x/mod/sumdb/note"

	"adal/internal/calendar"
)

// MaxEntry is the greatest length of an entry in bytes: an entry bundle gives it
// two bytes.
const MaxEntry = 1<<16 - 1

// Acts of the register itself. Other packages name their own.
const (
	ListKeys       = "list-keys"       // Keys: the keys to which people may seal
	PublishScript  = "publish-script"  // Name, SHA384: the script of a page
	PublishCharter = "publish-charter" // SHA256: the text of the charter
)

// An Entry is one public act. Its text is one JSON object with the members in
// the order of the fields; what does not apply is left out. An entry names seats
// and bodies, never a person, and no moment finer than a day.
type Entry struct {
	Act     string       `json:"act"`               // what was done, in lower-case words: "raise-shortcoming"
	Day     calendar.Day `json:"day,omitzero"`      // on which day
	Body    string       `json:"body,omitempty"`    // by which body: its id
	Seat    string       `json:"seat,omitempty"`    // by which seat: its id
	To      string       `json:"to,omitempty"`      // towards which other body: its id
	Docket  string       `json:"docket,omitempty"`  // on what: the docket's id
	Number  string       `json:"number,omitempty"`  // the docket's number, as people quote it
	Article string       `json:"article,omitempty"` // the article of the charter that allows it
	Digest  string       `json:"digest,omitempty"`  // SHA-256 of what else belongs to it, lower hex
	Name    string       `json:"name,omitempty"`    // of a published file
	SHA256  string       `json:"sha256,omitempty"`  // of a published text, lower hex
	SHA384  string       `json:"sha384,omitempty"`  // of a published script, as in its integrity attribute
	Keys    []Key        `json:"keys,omitempty"`    // all that are valid from now on
}

// A Key is the fingerprint of the key of a body.
type Key struct {
	Body        string `json:"body"`
	Fingerprint string `json:"fingerprint"`
}

var actForm = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)

// Text is the entry as it stands in the register. It is the same for equal
// entries.
func (e Entry) Text() ([]byte, error) {
	if !actForm.MatchString(e.Act) {
		return nil, fmt.Errorf("the act %.40q is not named in lower-case words joined by hyphens", e.Act)
	}
	var text bytes.Buffer
	to := json.NewEncoder(&text)
	to.SetEscapeHTML(false)
	if err := to.Encode(e); err != nil {
		return nil, fmt.Errorf("writing an entry: %w", err)
	}
	if text.Len()-1 > MaxEntry {
		return nil, fmt.Errorf("the entry of the act %s has %d bytes, more than %d", e.Act, text.Len()-1, MaxEntry)
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), nil
}

// ParseEntry reads the text of a public entry; ok is false for any other text. It
// leaves aside members it does not know, as a later version may add some.
func ParseEntry(text []byte) (e Entry, ok bool) {
	err := json.Unmarshal(text, &e)
	if err != nil || !actForm.MatchString(e.Act) {
		return Entry{}, false
	}
	return e, true
}

// Kinds of sealed entries.
const (
	Matter = "matter" // a matter was received; see seal.Receipt
	Step   = "step"   // something was done in a matter
)

var sealedForm = regexp.MustCompile(`^adal (matter|step) v1\n([0-9a-f]{64})\n$`)

// Sealed is the entry of a commitment: a hash of what stays closed.
func Sealed(kind string, commitment [32]byte) []byte {
	return []byte("adal " + kind + " v1\n" + hex.EncodeToString(commitment[:]) + "\n")
}

// ParseSealed reads a sealed entry: its kind and the commitment in lower hex; ok
// is false for any other text.
func ParseSealed(text []byte) (kind, commitment string, ok bool) {
	m := sealedForm.FindSubmatch(text)
	if m == nil {
		return "", "", false
	}
	return string(m[1]), string(m[2]), true
}

// NewKey makes the key with which a register signs: skey is secret, vkey is for
// everybody. The origin is the register's name for ever, its address without
// scheme: "adal.example/register". It has no spaces and no plus sign.
func NewKey(origin string) (skey, vkey string, err error) {
	skey, vkey, err = note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return "", "", fmt.Errorf("making the key of the register: %w", err)
	}
	if _, err := note.NewSigner(skey); err != nil {
		return "", "", fmt.Errorf("making a key for the register %.100q: %w", origin, err)
	}
	return skey, vkey, nil
}
