package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/jobs"
)

const greet jobs.Kind[string] = "greet"

func add(t *testing.T, d *db.DB, id, who string, in time.Duration) {
	t.Helper()
	if err := d.Write(t.Context(), "test", func(tx *db.Tx) error {
		return greet.Add(t.Context(), tx, id, tx.Now.Plus(in), who)
	}); err != nil {
		t.Fatal(err)
	}
}

func runner(d *db.DB) *jobs.Runner {
	return &jobs.Runner{DB: d, Log: slog.New(slog.DiscardHandler), Every: time.Millisecond, Lease: time.Minute}
}

// TestOnce adds one job twice and does it once, and not before its time.
func TestOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var greeted []string
		r := runner(d)
		jobs.Handle(r, greet, func(_ context.Context, who string) error { greeted = append(greeted, who); return nil })
		add(t, d, "a", "Айгүл", 0)
		add(t, d, "a", "Айгүл", 0)
		add(t, d, "b", "later", time.Hour)
		for range 3 {
			if _, err := r.Next(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if len(greeted) != 1 || greeted[0] != "Айгүл" {
			t.Errorf("greeted %q", greeted)
		}
	})
}

// TestNothingWithoutItsTransaction adds a job in an act that fails.
func TestNothingWithoutItsTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		broken := errors.New("broken")
		err := d.Write(t.Context(), "test", func(tx *db.Tx) error {
			return errors.Join(greet.Add(t.Context(), tx, "", tx.Now, "x"), broken)
		})
		if !errors.Is(err, broken) {
			t.Fatal(err)
		}
		if did, err := runner(d).Next(t.Context()); did || err != nil {
			t.Errorf("Next = %v, %v", did, err)
		}
	})
}

// TestAgain fails, panics and is then unknown: the job stays, put off, and the
// runner goes on.
func TestAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := runner(d)
		tries := 0
		jobs.Handle(r, greet, func(context.Context, string) error {
			if tries++; tries == 1 {
				panic("first")
			}
			return errors.New("second")
		})
		add(t, d, "a", "x", 0)
		for try := range 2 {
			if did, err := r.Next(t.Context()); !did || err != nil {
				t.Fatalf("try %d: %v, %v", try, did, err)
			}
			if did, err := r.Next(t.Context()); did || err != nil {
				t.Fatalf("a failed job came again at once: %v, %v", did, err)
			}
			if _, err := d.Pool().ExecContext(t.Context(), `UPDATE job SET due = '2020-01-01T00:00:00.000000Z'`); err != nil {
				t.Fatal(err)
			}
		}
		var failure string
		if err := d.Pool().QueryRowContext(t.Context(), `SELECT failure FROM job`).Scan(&failure); err != nil || failure != "second" {
			t.Errorf("failure %q, %v", failure, err)
		}
	})
}

// TestShare lets four runners share 40 jobs: each is done once.
func TestShare(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		var mu sync.Mutex
		done := map[string]int{}
		for i := range 40 {
			add(t, d, "", string(rune('a'+i)), 0)
		}
		var wg sync.WaitGroup
		for range 4 {
			r := runner(d)
			jobs.Handle(r, greet, func(_ context.Context, who string) error {
				mu.Lock()
				defer mu.Unlock()
				if done[who]++; len(done) == 40 {
					stop()
				}
				return nil
			})
			wg.Go(func() { r.Run(ctx) })
		}
		wg.Wait()
		for who, n := range done {
			if n != 1 {
				t.Errorf("%q was done %d times", who, n)
			}
		}
	})
}

// TestStopped stops a runner in the midst of a job: the job hasn't failed, nobody is
// told so, and the next runner does it at once.
func TestStopped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var log bytes.Buffer
		r := runner(d)
		r.Log = slog.New(slog.NewTextHandler(&log, nil))
		ctx, stop := context.WithCancel(t.Context())
		jobs.Handle(r, greet, func(ctx context.Context, who string) error {
			stop()
			<-ctx.Done()
			return ctx.Err()
		})
		add(t, d, "a", "Айгүл", 0)
		if did, err := r.Next(ctx); !did || err != nil {
			t.Fatal(did, err)
		}
		if log.Len() > 0 {
			t.Errorf("the log says %s", &log)
		}
		greeted := ""
		next := runner(d)
		jobs.Handle(next, greet, func(_ context.Context, who string) error { greeted = who; return nil })
		if did, err := next.Next(t.Context()); !did || err != nil || greeted != "Айгүл" {
			t.Errorf("the next runner did %v and greeted %q: %v", did, greeted, err)
		}
	})
}

// TestRepeat does a periodic job once per period, also after a new start.
func TestRepeat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n := 0
		for range 3 { // the first start ends before the daily job is due first
			ctx, stop := context.WithCancel(t.Context())
			r := runner(d)
			r.Repeat("daily", 24*time.Hour, func(context.Context) error { n++; return nil })
			jobs.Handle(r, greet, func(context.Context, string) error { stop(); return nil })
			add(t, d, "", "end", 0)
			r.Run(ctx)
		}
		if n != 1 {
			t.Errorf("the daily job ran %d times on one day", n)
		}
	})
}
