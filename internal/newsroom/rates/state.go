package rates

import (
	"context"
	"time"

	"adal/internal/charter"
	"adal/internal/db"
)

// A State is how the last asking went.
type State struct {
	Address  string // empty if the server asks nobody
	At       time.Time
	Again    time.Time // the earliest
	Failures int       // one after the other, up to now
	Failure  string    // key of what went wrong last, "" if nothing
}

// State returns how the last asking went, for a seat of the newsroom.
func (b *Bureau) State(ctx context.Context, by charter.Principal) (s State, err error) {
	if err := b.allowed(by); err != nil || b.Address == "" {
		return s, err
	}
	return s, b.DB.Read(ctx, func(tx *db.Tx) error {
		a, err := askedOf(ctx, tx, b.Address)
		s = State{Address: b.Address, At: a.at.Time, Again: a.again.Time, Failures: a.failures, Failure: a.failure}
		return err
	})
}
