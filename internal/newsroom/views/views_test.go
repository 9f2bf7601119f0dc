package views

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"adal/internal/db"
	"adal/internal/db/dbtest"
)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestExact: 32 readers of 7 articles at once, while the counter writes, and not
// one is lost over an orderly stop.
func TestExact(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := &Counter{DB: d, Zone: time.UTC}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- c.Run(ctx) }()
		const readers, each = 32, 3_500
		var wg sync.WaitGroup
		for range readers {
			wg.Go(func() {
				for i := range each {
					c.Viewed(fmt.Sprint("d", i%7))
					c.Served(fmt.Sprint("d", i%7))
					if i%1_000 == 0 {
						check(t, c.Flush(ctx))
					}
				}
			})
		}
		wg.Wait()
		stop()
		check(t, <-done)
		for i := range 7 {
			n, err := c.Of(t.Context(), fmt.Sprint("d", i))
			check(t, err)
			if n.Views != readers*each/7 || n.Served != readers*each/7 {
				t.Errorf("d%d: %+v, not %d", i, n, readers*each/7)
			}
		}
	})
}

// TestKept: what the database refuses is counted when it takes it.
func TestKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := &Counter{DB: d, Zone: time.UTC}
		c.Viewed("a")
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if err := c.Flush(gone); !errors.Is(err, context.Canceled) {
			t.Fatalf("%v", err)
		}
		c.Viewed("a")
		check(t, c.Flush(t.Context()))
		check(t, c.Flush(t.Context()))
		if n, err := c.Of(t.Context(), "a"); err != nil || n.Views != 2 || c.writes != 1 {
			t.Errorf("%+v in %d writes, %v", n, c.writes, err)
		}
	})
}

// TestSuspicious: what comes faster than anybody reads stands apart.
func TestSuspicious(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := &Counter{DB: d, Zone: time.UTC, Most: 3}
		for range 5 {
			c.Viewed("a")
		}
		c.Viewed("b")
		check(t, c.Flush(t.Context()))
		c.Viewed("a")
		check(t, c.Flush(t.Context()))
		if n, err := c.Of(t.Context(), "a"); err != nil || n.Views != 4 || n.Suspicious != 2 {
			t.Errorf("%+v %v", n, err)
		}
	})
}

// TestBase: what an older site counted stands under what is counted here.
func TestBase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := &Counter{DB: d, Zone: time.UTC}
		check(t, d.Write(t.Context(), "views", func(tx *db.Tx) error {
			if Base(t.Context(), tx, "a", 1, "") == nil {
				t.Error("a number without a source")
			}
			return Base(t.Context(), tx, "a", 592, "older.example, 2020")
		}))
		c.Viewed("a")
		check(t, c.Flush(t.Context()))
		if n, err := c.Of(t.Context(), "a"); err != nil || n.Views != 593 || n.Source != "older.example, 2020" {
			t.Errorf("%+v %v", n, err)
		}
	})
}
