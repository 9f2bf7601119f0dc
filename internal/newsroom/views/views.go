// Package views counts how often an article was shown.
//
// The rule of the domain: nobody is watched to count them. There is no visitor
// here, under no name, hash or cookie: a page that was visible for five seconds
// says so, once in half an hour for a tab that remembers it by itself, and a
// number grows. Beside it stands how often the page was served. Seats and
// machines that say what they are aren't counted, and what comes faster than
// anybody reads is counted apart and never thrown away.
//
// Numbers grow in memory and enter the database together, once a second: a
// server that stops in order loses none, one that is killed the last second's.
package views

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"adal/internal/calendar"
	"adal/internal/db"
)

// A Count is what was counted of an article.
type Count struct {
	Views      int64  // shown for five seconds
	Served     int64  // sent, to whomever
	Suspicious int64  // shown faster than it is read
	Source     string // of what an older site had counted before; empty for none
}

func (c *Count) add(other Count) {
	c.Views += other.Views
	c.Served += other.Served
	c.Suspicious += other.Suspicious
}

// A Counter counts. Its zero value with DB and Zone set is ready.
type Counter struct {
	DB   *db.DB
	Zone *time.Location // in which a day begins
	// Most is how many shows of an article in a second are believed; 0 for all.
	Most int64

	mu      sync.Mutex
	waiting map[place]Count
	second  map[string]int64 // shows of each article since the last flush
	writes  int64
}

// A place is an article on a day.
type place struct {
	docket string
	day    calendar.Day
}

// Viewed counts a show of an article.
func (c *Counter) Viewed(docket string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.second == nil {
		c.second = map[string]int64{}
	}
	if c.second[docket]++; c.Most > 0 && c.second[docket] > c.Most {
		c.wait(docket, Count{Suspicious: 1})
	} else {
		c.wait(docket, Count{Views: 1})
	}
}

// Served counts that the page of an article was sent.
func (c *Counter) Served(docket string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wait(docket, Count{Served: 1})
}

func (c *Counter) wait(docket string, n Count) {
	if c.waiting == nil {
		c.waiting = map[place]Count{}
	}
	at := place{docket, calendar.Of(time.Now().In(c.Zone))}
	sum := c.waiting[at]
	sum.add(n)
	c.waiting[at] = sum
}

// Run brings what was counted into the database once a second until ctx ends,
// and then the rest.
func (c *Counter) Run(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			// What can't be kept now waits for the next second.
			_ = c.Flush(ctx)
		case <-ctx.Done():
			rest, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
			defer cancel()
			return c.Flush(rest)
		}
	}
}

// Flush brings what was counted into the database in one transaction, and none
// if nothing was.
func (c *Counter) Flush(ctx context.Context) error {
	c.mu.Lock()
	taken := c.waiting
	c.waiting, c.second = nil, nil
	c.mu.Unlock()
	if len(taken) == 0 {
		return nil
	}
	err := c.DB.Write(ctx, "views", func(tx *db.Tx) error {
		for at, n := range taken {
			if err := add(ctx, tx, at, n); err != nil {
				return err
			}
		}
		return nil
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil {
		c.writes++
		return nil
	}
	for at, n := range taken { // nothing was kept of it: it is counted next time
		sum := n
		sum.add(c.waiting[at])
		if c.waiting == nil {
			c.waiting = map[place]Count{}
		}
		c.waiting[at] = sum
	}
	return fmt.Errorf("keeping the views: %w", err)
}

// Writes is how many transactions the counter has written.
func (c *Counter) Writes() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.writes
}

// Of returns what the database has of an article, with what an older site had
// counted.
func (c *Counter) Of(ctx context.Context, docket string) (n Count, err error) {
	return n, c.DB.Read(ctx, func(tx *db.Tx) error {
		n, err = of(ctx, tx, docket)
		return err
	})
}

// In is Of within a transaction.
func (c *Counter) In(ctx context.Context, tx *db.Tx, docket string) (Count, error) {
	return of(ctx, tx, docket)
}

// Base says what an older site had counted, and which site.
func Base(ctx context.Context, tx *db.Tx, docket string, views int64, source string) error {
	if views < 0 || source == "" {
		return errors.New("what was counted before needs a number and a source")
	}
	return setBase(ctx, tx, docket, views, source)
}
