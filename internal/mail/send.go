package mail

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"adal/internal/db"
)

const (
	// atOnce is how many letters are taken from the box together.
	atOnce = 20
	// lease is after how long a letter counts as lost with who took it.
	lease = 5 * time.Minute
	// turn is how long a call of Send may go on taking letters: other jobs wait.
	turn = 20 * time.Second
	// first is how soon a letter is tried again; each failure doubles that up to
	// slowest.
	first   = 5 * time.Minute
	slowest = 6 * time.Hour
	// patience is how long a letter is tried (RFC 5321, 4.5.4.1: four to five days
	// at least).
	patience = 5 * 24 * time.Hour
)

// Send sends what is due, over one connection, until nothing is or its turn is
// over. It is called by the job Out, and every few minutes for what has to be
// tried again. A letter is deleted once the server has it: if the program ends
// between the two it goes again, under the same Message-ID.
func (b *Box) Send(ctx context.Context) error {
	if b.Server == nil {
		return nil
	}
	var c *session
	defer func() {
		if c != nil {
			c.close()
		}
	}()
	for began := time.Now(); ; {
		batch, err := b.take(ctx)
		if err != nil || len(batch) == 0 {
			return err
		}
		for i, w := range batch {
			if c == nil {
				if c, err = b.Server.dial(ctx, b.From); err != nil {
					b.log().WarnContext(ctx, "the mail server can't be reached", "server", b.Server.String(), "err", err)
					return b.putBack(ctx, batch[i:], err)
				}
			}
			severed, err := b.sendOne(ctx, c, w)
			if err != nil {
				return errors.Join(err, b.putBack(ctx, batch[i+1:], err))
			}
			if severed {
				c.close()
				c = nil
			}
		}
		if time.Since(began) > turn {
			return b.again(ctx)
		}
	}
}

// again asks for another turn.
func (b *Box) again(ctx context.Context) error {
	return b.DB.Write(ctx, "mail", func(tx *db.Tx) error { return Out.Add(ctx, tx, "", tx.Now, struct{}{}) })
}

// take takes the letters that are due first, with their attachments.
func (b *Box) take(ctx context.Context) (batch []waiting, err error) {
	due := false
	if err := b.DB.Read(ctx, func(tx *db.Tx) error {
		due, err = anyDue(ctx, tx)
		return err
	}); err != nil || !due {
		return nil, err
	}
	err = b.DB.Write(ctx, "mail", func(tx *db.Tx) error {
		if batch, err = claim(ctx, tx, tx.Now.Plus(lease), atOnce); err != nil {
			return err
		}
		for i := range batch {
			w := &batch[i]
			if err := json.Unmarshal([]byte(w.headers), &w.letter.Headers); err != nil {
				return err
			}
			if w.letter.Attachments, err = filesOf(ctx, tx, w.id); err != nil {
				return err
			}
			w.letter.Key = w.id
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("taking letters from the box: %w", err)
	}
	return batch, nil
}

// sendOne sends a letter and keeps what came of it. It reports whether the
// connection is of no more use.
func (b *Box) sendOne(ctx context.Context, c *session, w waiting) (severed bool, err error) {
	there := false
	if err := b.DB.Read(ctx, func(tx *db.Tx) error {
		there, err = still(ctx, tx, w.id)
		return err
	}); err != nil || !there {
		return false, err
	}
	var r *refusal
	if errors.As(c.send(w), &r) {
		b.log().WarnContext(ctx, "a letter didn't go", "letter", w.id, "tries", w.tries, "reason", r.reason, "final", r.final)
	}
	ctx = context.WithoutCancel(ctx)
	return r != nil && r.severed, b.DB.Write(ctx, "mail", func(tx *db.Tx) error {
		if r == nil {
			return errors.Join(deleteLetter(ctx, tx, w.id), count(ctx, tx, b.today(tx), "sent"))
		}
		return b.failed(ctx, tx, w, r)
	})
}

// failed puts a letter off, or gives it up.
func (b *Box) failed(ctx context.Context, tx *db.Tx, w waiting, r *refusal) error {
	if !r.final && tx.Now.Sub(w.posted.Time) < patience {
		return putOff(ctx, tx, w.id, tx.Now.Plus(min(first<<min(w.tries-1, 10), slowest)))
	}
	today := b.today(tx)
	if err := errors.Join(deleteLetter(ctx, tx, w.id), count(ctx, tx, today, "failed"),
		insertFailure(ctx, tx, Failure{today, r.reason})); err != nil {
		return err
	}
	if r.nobody && w.about != "" && b.Bounced != nil {
		return b.Bounced(ctx, tx, w.about)
	}
	return nil
}

// putBack puts letters off that weren't tried.
func (b *Box) putBack(ctx context.Context, batch []waiting, why error) error {
	ctx = context.WithoutCancel(ctx)
	return b.DB.Write(ctx, "mail", func(tx *db.Tx) error {
		for _, w := range batch {
			if err := b.failed(ctx, tx, w, &refusal{reason: scrub(why.Error())}); err != nil {
				return err
			}
		}
		return nil
	})
}
