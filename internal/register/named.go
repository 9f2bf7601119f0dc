package register

import (
	"context"
	"fmt"

	"adal/internal/db"
	"adal/internal/fault"
)

// NewestNamed returns the newest public entry of an act with a Name, such as a
// script's, that has been appended, or fault.NotFound. It looks back over the
// last 1000 entries of the act.
func NewestNamed(ctx context.Context, tx *db.Tx, act, name string) (Entry, error) {
	all, err := db.All(ctx, tx, db.Value[[]byte], `SELECT entry FROM register_entry WHERE act = $1 ORDER BY n DESC LIMIT 1000`, act)
	if err != nil {
		return Entry{}, fmt.Errorf("reading the newest entry %q of %s: %w", act, name, err)
	}
	for _, text := range all {
		if e, ok := ParseEntry(text); ok && e.Name == name {
			return e, nil
		}
	}
	return Entry{}, fault.NotFound
}
