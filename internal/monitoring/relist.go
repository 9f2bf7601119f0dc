package monitoring

import (
	"context"
	"errors"

	"adal/internal/db"
	"adal/internal/monitoring/figures"
)

// inTurn is how many shortcomings a transaction lists.
const inTurn = 1_000

// Relist lists and counts all that is public, if that wasn't done yet: what an
// older version has left, or what came by other ways than acts.
func (g *Group) Relist(ctx context.Context) error {
	for after := ""; ; {
		left := false
		if err := g.DB.Write(ctx, "monitoring", func(tx *db.Tx) error {
			stale, err := stale(ctx, tx)
			if err != nil || !stale {
				return err
			}
			if after == "" {
				if err := unlist(ctx, tx); err != nil {
					return err
				}
			}
			all, err := publicAfter(ctx, tx, after, inTurn)
			if err != nil || len(all) == 0 {
				return setListed(ctx, tx, err)
			}
			after, left = all[len(all)-1].ID, true
			return listAll(ctx, tx, all)
		}); err != nil || !left {
			return err
		}
	}
}

func listAll(ctx context.Context, tx *db.Tx, all []Shortcoming) error {
	counts := map[count]int{{part{partAll, ""}, figures.Mark{Kind: "turns"}}: 1}
	listings := make([]listing, len(all))
	for n, s := range all {
		listings[n] = listing{s.ID, s.entry()}
		listings[n].count(counts, 1)
	}
	return errors.Join(list(ctx, tx, listings), addCounts(ctx, tx, counts))
}
