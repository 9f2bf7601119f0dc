package register

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A Checkpoint fixes the register at one size: two registers with the same root
// hold the same entries in the same order.
type Checkpoint struct {
	Origin string    // the name of the register
	Size   int64     // how many entries it has
	Root   tlog.Hash // of the Merkle tree over them (RFC 6962, section 2.1)
}

// String is the text that is signed, as c2sp.org/tlog-checkpoint has it.
func (c Checkpoint) String() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, c.Root)
}

// sign returns the checkpoint as a signed note.
func (c Checkpoint) sign(signer note.Signer) ([]byte, error) {
	signed, err := note.Sign(&note.Note{Text: c.String()}, signer)
	if err != nil {
		return nil, fmt.Errorf("signing the checkpoint: %w", err)
	}
	return signed, nil
}

// ParseCheckpoint reads the text of a checkpoint, whose signature it does not
// see. Lines after the third are extensions, which are allowed and mean nothing
// to us.
func ParseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	last := len(lines) - 1
	if last < 3 || lines[last] != "" {
		return Checkpoint{}, errors.New("a checkpoint has three lines: origin, size, root hash")
	}
	for _, line := range lines[:last] {
		if line == "" {
			return Checkpoint{}, errors.New("a checkpoint has no empty line")
		}
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return Checkpoint{}, fmt.Errorf("%.40q is not the size of a register", lines[1])
	}
	// ParseHash lets carriage returns and stray last bits pass; the way back
	// shows them.
	root, err := tlog.ParseHash(lines[2])
	if err != nil || root.String() != lines[2] {
		return Checkpoint{}, fmt.Errorf("%.60q is not a root hash", lines[2])
	}
	return Checkpoint{Origin: lines[0], Size: size, Root: root}, nil
}

// OpenCheckpoint reads a signed checkpoint. It is an error if key did not sign it
// or if it is the checkpoint of another register than the key's.
func OpenCheckpoint(signed []byte, key note.Verifier) (Checkpoint, error) {
	n, err := note.Open(signed, note.VerifierList(key))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("the checkpoint is not signed with the key of %s (%08x): %w", key.Name(), key.KeyHash(), err)
	}
	c, err := ParseCheckpoint(n.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	if c.Origin != key.Name() {
		return Checkpoint{}, fmt.Errorf("the checkpoint is of the register %.100q, the key is that of %s", c.Origin, key.Name())
	}
	return c, nil
}
