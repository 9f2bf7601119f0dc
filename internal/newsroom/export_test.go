package newsroom

import (
	"context"

	"adal/internal/db"
)

// Move is move for tests.
func (n *Newsroom) Move(ctx context.Context, tx *db.Tx, m Moved) error { return n.move(ctx, tx, m) }
