// Package jobs does work after the transaction that asked for it: at least
// once, soon, and again later when it failed.
//
// A job is a row. It is added in the transaction of what it follows from, so
// there is never the one without the other, and it is gone when it is done. A
// periodic job is a row that, when done, is put off to its next time instead.
//
// Nothing of a reporter's visit becomes a job: a row's due moment would tell
// when it was.
package jobs

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"adal/internal/db"
	"adal/internal/fault"
)

// scope is the db scope of the queue.
const scope = "jobs"

// Kind names a kind of job whose work takes an Args.
type Kind[Args any] string

// Add asks for a job at a time, in the transaction that calls for it. An id
// that was added before and isn't done yet is not added again; an empty id is
// of its own.
func (k Kind[Args]) Add(ctx context.Context, tx *db.Tx, id string, due db.Time, args Args) error {
	text, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("adding a job %s: %w", k, err)
	}
	if id == "" {
		id = rand.Text()
	}
	return add(ctx, tx, string(k)+"/"+id, string(k), string(text), due)
}

func add(ctx context.Context, tx *db.Tx, id, kind, args string, due db.Time) error {
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO job (id, kind, args, due) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING`,
		id, kind, args, due); err != nil {
		return fmt.Errorf("adding a job %s: %w", kind, err)
	}
	return nil
}

// Runner runs the jobs of a database. More than one, in this process or
// another, share the work.
type Runner struct {
	DB    *db.DB
	Log   *slog.Logger
	Every time.Duration // between looks at an empty queue
	Lease time.Duration // after which a job counts as lost with its runner

	work map[string]work
}

// work is how the jobs of a kind are done, and how often if it is periodic.
type work struct {
	do    func(ctx context.Context, args []byte) error
	every time.Duration
}

// Handle says how the jobs of a kind are done. It is called before Run.
func Handle[Args any](r *Runner, k Kind[Args], do func(context.Context, Args) error) {
	r.handle(string(k), work{do: func(ctx context.Context, text []byte) error {
		var args Args
		if err := json.Unmarshal(text, &args); err != nil {
			return fmt.Errorf("reading what the job is about: %w", err)
		}
		return do(ctx, args)
	}})
}

// Repeat does a work every so often, in one of the processes that share the
// database; after a restart, when it is due next. It is called before Run.
func (r *Runner) Repeat(kind string, every time.Duration, do func(context.Context) error) {
	r.handle(kind, work{do: func(ctx context.Context, _ []byte) error { return do(ctx) }, every: every})
}

func (r *Runner) handle(kind string, w work) {
	if r.work == nil {
		r.work = map[string]work{}
	}
	r.work[kind] = w
}

// Run does jobs, one after another, until ctx ends.
func (r *Runner) Run(ctx context.Context) {
	begun := false
	for ctx.Err() == nil {
		if !begun {
			err := r.begin(ctx)
			if begun = err == nil; !begun && ctx.Err() == nil {
				r.Log.Error("asking for the periodic jobs", "err", err)
			}
		}
		did, err := r.Next(ctx)
		if err != nil && ctx.Err() == nil {
			r.Log.Error("job queue", "err", err)
		}
		if !did {
			select {
			case <-ctx.Done():
			case <-time.After(r.Every):
			}
		}
	}
}

// begin adds the periodic jobs that aren't there yet.
func (r *Runner) begin(ctx context.Context) error {
	return r.DB.Write(ctx, scope, func(tx *db.Tx) error {
		for kind, w := range r.work {
			if w.every == 0 {
				continue
			}
			if err := add(ctx, tx, kind, kind, "", tx.Now); err != nil {
				return err
			}
		}
		return nil
	})
}

type job struct {
	id, kind, args string
	tries          int
}

func (j *job) fields() []any { return []any{&j.id, &j.kind, &j.args, &j.tries} }

// Next does the job that is due first and reports whether there was one.
func (r *Runner) Next(ctx context.Context) (bool, error) {
	if due, err := r.anything(ctx); err != nil || !due {
		return false, err
	}
	var j job
	err := r.DB.Write(ctx, scope, func(tx *db.Tx) (err error) {
		j, err = db.One(ctx, tx, (*job).fields, `
			UPDATE job SET tries = tries + 1, lease = $2
			WHERE id = (SELECT id FROM job WHERE due <= $1 AND (lease IS NULL OR lease < $1) ORDER BY due, id LIMIT 1)
			RETURNING id, kind, args, tries`, tx.Now, tx.Now.Plus(r.Lease))
		return err
	})
	if errors.Is(err, fault.NotFound) {
		return false, nil
	} else if err != nil {
		return false, fmt.Errorf("claiming a job: %w", err)
	}
	failure, stopped := r.do(ctx, j), ctx.Err() != nil
	ctx = context.WithoutCancel(ctx)
	return true, r.DB.Write(ctx, scope, func(tx *db.Tx) error {
		if failure != nil && stopped {
			return giveBack(ctx, tx, j)
		}
		return r.settle(ctx, tx, j, failure)
	})
}

// anything reports whether a job is due, without a write: an idle server
// writes nothing.
func (r *Runner) anything(ctx context.Context) (due bool, err error) {
	err = r.DB.Read(ctx, func(tx *db.Tx) error {
		due, err = db.One(ctx, tx, db.Value[bool], `
			SELECT EXISTS (SELECT 1 FROM job WHERE due <= $1 AND (lease IS NULL OR lease < $1))`, tx.Now)
		return err
	})
	return due, err
}

// settle takes a job off the queue, or puts it off, unless its lease ran out and
// somebody else claimed it since.
func (r *Runner) settle(ctx context.Context, tx *db.Tx, j job, failure error) error {
	every := r.work[j.kind].every
	switch {
	case failure != nil:
		r.Log.Warn("job failed", "job", j.id, "tries", j.tries, "err", failure)
		wait := time.Second << min(j.tries, 15) // up to nine hours
		if every > 0 {
			wait = min(wait, every)
		}
		_, err := tx.ExecContext(ctx, `UPDATE job SET lease = NULL, due = $2, failure = $3 WHERE id = $1 AND tries = $4`,
			j.id, tx.Now.Plus(wait), failure.Error(), j.tries)
		return err
	case every > 0:
		_, err := tx.ExecContext(ctx, `UPDATE job SET lease = NULL, tries = 0, due = $2, failure = '' WHERE id = $1 AND tries = $3`,
			j.id, tx.Now.Plus(every), j.tries)
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM job WHERE id = $1 AND tries = $2`, j.id, j.tries)
	return err
}

// giveBack leaves a job as it was before it was claimed: a stop cut it off, which is
// no failure of it, and whoever runs next does it.
func giveBack(ctx context.Context, tx *db.Tx, j job) error {
	_, err := tx.ExecContext(ctx, `UPDATE job SET lease = NULL, tries = tries - 1 WHERE id = $1 AND tries = $2`, j.id, j.tries)
	return err
}

func (r *Runner) do(ctx context.Context, j job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	w, ok := r.work[j.kind]
	if !ok {
		return fmt.Errorf("no work for kind %q", j.kind)
	}
	ctx, cancel := context.WithTimeout(ctx, r.Lease)
	defer cancel()
	return w.do(ctx, []byte(j.args))
}
