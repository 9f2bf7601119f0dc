package register

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"adal/internal/calendar"
	"adal/internal/db"
)

// Stage lets a public act enter the register. It belongs into the transaction of
// the act, and entries of one transaction keep their order. The same entry staged
// twice enters twice.
func Stage(ctx context.Context, tx *db.Tx, e Entry) error {
	text, err := e.Text()
	if err != nil {
		return fmt.Errorf("staging for the register: %w", err)
	}
	if err := stage(ctx, tx, rand.Text(), text); err != nil {
		return fmt.Errorf("staging %s for the register: %w", e.Act, err)
	}
	return nil
}

// StageSealed lets a commitment of the reception enter the register (see Sealed):
// in the first run of the sequencer after the day is over, in an order drawn by
// lot among all that wait. The day is that of the act in the zone of the
// sequencer. Staging the same entry again while it waits changes nothing.
//
// On SQLite the table keeps its rows in the order of their hashes. PostgreSQL
// keeps new rows of any table one after the other until they are deleted, so
// there whoever reads the files of the database, or a dump of that same day, sees
// the order of that day.
func StageSealed(ctx context.Context, tx *db.Tx, entry []byte, day calendar.Day) error {
	if _, _, ok := ParseSealed(entry); !ok {
		return errors.New("staging for the register: a sealed entry is a commitment and nothing else")
	}
	if day.IsZero() {
		return errors.New("staging for the register: a sealed entry has a day")
	}
	id := sha256.Sum256(entry)
	if err := stageSealed(ctx, tx, hex.EncodeToString(id[:]), day, entry); err != nil {
		return fmt.Errorf("staging a sealed entry for the register: %w", err)
	}
	return nil
}
