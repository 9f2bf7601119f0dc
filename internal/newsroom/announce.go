package newsroom

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"adal/internal/db"
	"adal/internal/jobs"
)

// Out is the job that tells others of a text when its moment has come: the
// pages that are kept, those who follow the news, and hubs that pass feeds on.
const Out jobs.Kind[string] = "newsroom-out"

// stale is after how long what has changed is told to nobody any more: what
// comes from an older site is no news to anybody.
const stale = 7 * 24 * time.Hour

// Announce tells others of a text whose moment has come, or that was corrected
// or withdrawn since. It may be called again: who is told sees to it that nobody
// hears twice.
func (n *Newsroom) Announce(ctx context.Context, id string) error {
	var p Publication
	if err := n.DB.Read(ctx, func(tx *db.Tx) (err error) {
		p, err = byDocket(ctx, tx, id)
		return err
	}); err != nil {
		return fmt.Errorf("announcing a text: %w", err)
	}
	n.changed()
	if n.Hub == "" && n.Tell == nil || time.Since(p.Changed.Time) > stale {
		return nil
	}
	return n.DB.Write(ctx, "announce", func(tx *db.Tx) error {
		if err := n.pings(ctx, tx, p); err != nil {
			return err
		}
		if n.Tell == nil || p.Withdrawn != "" {
			return nil
		}
		return n.Tell(ctx, tx, p)
	})
}

// Ping is the job that tells the hub of a feed that has changed.
const Ping jobs.Kind[Changed] = "newsroom-ping"

// Changed is a feed that has changed.
type Changed struct {
	Feed  string    // its whole address
	Until time.Time // when it is told to nobody any more
}

// patience is how long a hub that can't be reached is tried.
const patience = 24 * time.Hour

// pings asks for a ping of every feed that a text is in.
func (n *Newsroom) pings(ctx context.Context, tx *db.Tx, p Publication) error {
	if n.Hub == "" {
		return nil
	}
	paths := []string{"/feed", "/news/rubric/" + p.Rubric + "/feed"}
	if p.Region != "" {
		paths = append(paths, "/news/region/"+p.Region+"/feed")
	}
	tags, err := tagsOfText(ctx, tx, p.Docket)
	if err != nil {
		return err
	}
	for _, t := range tags {
		paths = append(paths, "/news/tag/"+t.ID+"/feed")
	}
	change := p.Docket + "/" + strconv.FormatInt(p.Changed.UnixMicro(), 36)
	for _, path := range paths {
		for _, kind := range []string{".atom", ".rss", ".json"} {
			path := "/" + string(p.Lang) + path + kind
			if err := Ping.Add(ctx, tx, change+path, tx.Now, Changed{n.Address + path, tx.Now.Add(patience)}); err != nil {
				return err
			}
		}
	}
	return nil
}
