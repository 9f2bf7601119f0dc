package newsletter

import (
	"context"
	"errors"
	"fmt"
	"time"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/follow"
	"adal/internal/i18n"
	"adal/internal/jobs"
)

// Out is the job that sends an article, by its id, to those who want each one.
const Out jobs.Kind[string] = "newsletter"

const (
	// fresh is for how long an article is news: what comes from an older site,
	// or a server that stood still for weeks, fills no mailbox.
	fresh = 7 * 24 * time.Hour
	// together is how many followers are told in one transaction.
	together = 50
)

// Send posts an article to those who want each one. It may end at any moment and
// be called again: nobody is told twice, and nobody is left out.
func (n *Newsletter) Send(ctx context.Context, id string) error {
	item, err := n.Item(ctx, id)
	if errors.Is(err, fault.NotFound) || err == nil && n.now().Sub(item.Published) > fresh {
		return nil // it was withdrawn, or is of long ago
	} else if err != nil {
		return fmt.Errorf("sending an article: %w", err)
	}
	for _, s := range item.subjects() {
		if err := n.through(ctx, func(tx *db.Tx, after string) ([]follow.Follower, error) {
			return n.Followers.Some(ctx, tx, s, after, together)
		}, func(tx *db.Tx, f follow.Follower) error {
			if f.Often != follow.Each || !item.concerns(f) {
				return nil
			}
			if first, err := n.Followers.Tell(ctx, tx, f.ID, item.ID); err != nil || !first {
				return err
			}
			return n.Box.Post(ctx, tx, n.single(f, item))
		}); err != nil {
			return fmt.Errorf("sending an article: %w", err)
		}
	}
	return nil
}

// through goes through followers, some in each transaction.
func (n *Newsletter) through(ctx context.Context, next func(tx *db.Tx, after string) ([]follow.Follower, error), do func(*db.Tx, follow.Follower) error) error {
	for after, more := "", true; more; {
		if err := n.DB.Write(ctx, follow.Scope, func(tx *db.Tx) error {
			some, err := next(tx, after)
			if more = len(some) > 0; err != nil || !more {
				return err
			}
			after = some[len(some)-1].ID
			for _, f := range some {
				if err := do(tx, f); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// hour is when on Monday morning the letters of the week go, in the zone of the
// bodies.
const hour = 8

// monday is the last Monday morning up to a moment.
func monday(now time.Time, zone *time.Location) (time.Time, calendar.Day) {
	day := calendar.Of(now.In(zone))
	for {
		at := time.Date(day.Year(), day.Month(), day.Day(), hour, 0, 0, 0, zone)
		if day.Weekday() == time.Monday && !at.After(now) {
			return at, day
		}
		day = day.AddDays(-1)
	}
}

const (
	// week is the mark up to which letters of the week went.
	week = "newsletter-week"
	// farthest is how far back a letter of the week reaches when the server stood
	// still.
	farthest = 28 * 24 * time.Hour
)

// Digest posts the letters of the week once Monday morning has come. It is called
// every few minutes, may end at any moment and be called again.
func (n *Newsletter) Digest(ctx context.Context) error {
	if !n.Box.Takes() {
		return nil
	}
	to, day := monday(n.now(), n.Book.Zone)
	var from db.Time
	if err := n.DB.Read(ctx, func(tx *db.Tx) (err error) {
		from, err = n.Followers.Mark(ctx, tx, week)
		return err
	}); err != nil {
		return err
	}
	if !from.Before(to) {
		return nil
	}
	if !from.IsZero() { // before the first Monday nobody followed anything
		if to.Sub(from.Time) > farthest {
			from.Time = to.Add(-farthest)
		}
		if err := n.digests(ctx, from.Time, to, day); err != nil {
			return fmt.Errorf("the letters of the week: %w", err)
		}
	}
	return n.DB.Write(ctx, follow.Scope, func(tx *db.Tx) error { return n.Followers.SetMark(ctx, tx, week, db.Time{Time: to}) })
}

func (n *Newsletter) digests(ctx context.Context, from, to time.Time, day calendar.Day) error {
	items := map[i18n.Lang][]Item{}
	for _, l := range i18n.Langs {
		var err error
		if items[l], err = n.Between(ctx, l, from, to); err != nil {
			return err
		}
	}
	return n.through(ctx, func(tx *db.Tx, after string) ([]follow.Follower, error) {
		return n.Followers.Next(ctx, tx, after, together)
	}, func(tx *db.Tx, f follow.Follower) error {
		for _, l := range i18n.Langs {
			if err := n.week(ctx, tx, f, l, day, items[l]); err != nil {
				return err
			}
		}
		return nil
	})
}

// week posts to a follower what they weren't told of yet. To who wants each
// article that is nothing, unless they wanted one letter a week until now.
func (n *Newsletter) week(ctx context.Context, tx *db.Tx, f follow.Follower, l i18n.Lang, day calendar.Day, items []Item) error {
	var mine []Item
	for _, i := range items {
		if !i.concerns(f) {
			continue
		}
		first, err := n.Followers.Tell(ctx, tx, f.ID, i.ID)
		if err != nil {
			return err
		}
		if first {
			mine = append(mine, i)
		}
	}
	if len(mine) == 0 {
		return nil
	}
	return n.Box.Post(ctx, tx, n.digest(f, l, day, mine))
}
