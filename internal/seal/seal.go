// Package seal is the only place where Adal touches a secret.
//
// The rule of the domain: what a person tells is readable by the person and by
// the body in charge, and by nobody else; neither the server that keeps it, nor
// its administrator, nor its backups. Three chains of keys make it so.
//
//   - A reporter has an access [Phrase] of eight words. From it, and from nothing
//     else, follow a [Mailbox] (the right to look) and an [Identity] (the ability
//     to read). The server keeps a hash of the first and never meets the second.
//   - A member has a passphrase. From it follow a [LoginSecret] (the right to
//     enter) and an unlocking identity (the ability to read); the two are derived
//     apart, so that whoever learns one does not have the other.
//   - A member's identity opens the body's, the body's opens each matter's. An
//     identity that another identity opens is "wrapped": see [Wrap].
//
// Everything sealed is an age file (age-encryption.org/v1) to hybrid recipients
// only: ML-KEM-768 with X25519. Such a file stays closed even if one of the two
// is broken one day, and a member can open it with the plain age command when
// this program is gone. A [Letter] is a tar archive padded to a bucket, so that
// the length of what is stored does not tell the length of what was said.
//
// A [Receipt] is the other half of the promise: it proves that a matter was
// received, to anybody, without saying who brought it.
//
// The pages do the same in the browser, in script/*.ts; testdata/vectors.json
// holds values that both sides must reach.
package seal

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
)

// Words holds words.toml: what the faults of this package say in kk, ru and en.
//
//go:embed words.toml
var Words embed.FS

// ErrNotForUs is returned (wrapped) by [Open], [OpenFrom], [Unwrap] and
// [OpenLetter] when a sealed file is intact as far as can be seen, but was sealed
// to other recipients.
var ErrNotForUs = errors.New("sealed to somebody else")

// errNoRecipients: a file sealed to nobody could never be opened again.
var errNoRecipients = errors.New("no recipients")

// Seal encrypts content to all of the recipients, at least one. Its result is a
// binary age file. Two calls with the same arguments give different bytes of the
// same length.
func Seal(content []byte, to ...Recipient) ([]byte, error) {
	var sealed bytes.Buffer
	w, err := SealTo(&sealed, to...)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	return sealed.Bytes(), nil
}

// SealTo is [Seal] for content too large to hold twice: what is written to its
// result arrives in dst sealed. The file is complete only after Close returned
// without error; Close does not close dst.
func SealTo(dst io.Writer, to ...Recipient) (io.WriteCloser, error) {
	if len(to) == 0 {
		return nil, fmt.Errorf("sealing: %w", errNoRecipients)
	}
	recipients := make([]age.Recipient, len(to))
	for i, r := range to {
		if r.key == nil {
			return nil, fmt.Errorf("sealing: recipient %d is empty", i+1)
		}
		recipients[i] = r.key
	}
	w, err := age.Encrypt(dst, recipients...)
	if err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	return w, nil
}

// Open decrypts an age file that was sealed to the identity's recipient. It
// returns nothing at all unless the whole file is authentic; its memory is
// bounded by the length of the file.
func Open(with Identity, sealed []byte) ([]byte, error) {
	r, err := OpenFrom(with, bytes.NewReader(sealed))
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("opening what was sealed: %w", err)
	}
	return content, nil
}

// OpenFrom is [Open] for large files. Each piece read is authentic, but only an
// io.EOF proves that the file was not cut short: do not act on what was read
// before the end was seen.
func OpenFrom(with Identity, sealed io.Reader) (io.Reader, error) {
	if with.key == nil {
		return nil, errors.New("opening what was sealed: empty identity")
	}
	r, err := age.Decrypt(sealed, with.key)
	var others *age.NoIdentityMatchError
	if errors.As(err, &others) {
		return nil, fmt.Errorf("opening what was sealed: %w", ErrNotForUs)
	}
	if err != nil {
		return nil, fmt.Errorf("opening what was sealed: %w", err)
	}
	return r, nil
}

// Wrap seals an identity to the recipients whose holders may act with it: a
// body's identity to each of its members, a matter's to the body in charge and to
// the reporter. Destroying all wraps of an identity destroys all it could open.
func Wrap(id Identity, to ...Recipient) ([]byte, error) {
	if id.key == nil {
		return nil, errors.New("wrapping: empty identity")
	}
	return Seal([]byte(id.Secret()), to...)
}

// Unwrap opens what [Wrap] made.
func Unwrap(with Identity, wrapped []byte) (Identity, error) {
	secret, err := Open(with, wrapped)
	if err != nil {
		return Identity{}, fmt.Errorf("unwrapping an identity: %w", err)
	}
	id, err := ParseIdentity(string(secret))
	if err != nil {
		return Identity{}, fmt.Errorf("unwrapping an identity: %w", err)
	}
	return id, nil
}
