package reception

import (
	"context"
	"errors"
	"fmt"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/files"
	"adal/internal/seal"
)

// A saying is an act of the person with a letter.
type saying func(ctx context.Context, mailbox string, s Sealed) error

// own is the person at their own mailbox.
var own = docket.Doing{By: charter.Public(), Own: true}

// Mailbox returns the matter of a mailbox with its letters and history, and the
// matter's identity sealed to the reporter; or a fault in the field "phrase".
func (h *Hall) Mailbox(ctx context.Context, mailbox string) (m Matter, key, receipt []byte, err error) {
	err = h.DB.Read(ctx, func(tx *db.Tx) error {
		if m, err = h.box(ctx, tx, mailbox); err != nil {
			return err
		}
		if key, err = keyFor(ctx, tx, m.MatterID, reporter); err != nil && !errors.Is(err, fault.NotFound) {
			return err
		}
		receipt, err = receiptOf(ctx, tx, m.ID)
		return err
	})
	return m, key, receipt, err
}

// box is the matter of a mailbox with all that is said in it.
func (h *Hall) box(ctx context.Context, tx *db.Tx, mailbox string) (Matter, error) {
	m, err := byMailbox(ctx, tx, mailbox)
	if errors.Is(err, fault.NotFound) {
		return m, fault.In("phrase", "reception.phrase-unknown")
	} else if err != nil {
		return m, fmt.Errorf("looking for a mailbox: %w", err)
	}
	return fill(ctx, tx, m)
}

// Write adds what the person further writes.
func (h *Hall) Write(ctx context.Context, mailbox string, s Sealed) error {
	return h.atMailbox(ctx, mailbox, s, func(tx *db.Tx, m Matter, sum string) error {
		last := m.Letters[len(m.Letters)-1]
		if last.digest == sum {
			return nil // the same letter again, after an answer that was lost
		}
		if _, err := h.Book.Do(ctx, tx, Flows[m.Track()], m.ID, charter.Write, own); err != nil {
			return err
		}
		return h.say(ctx, tx, m, seal.Message, s, sum)
	})
}

// Destroy destroys a matter: the keys to it and all that was said in it. That
// there was one, and what was done with it, stays counted.
func (h *Hall) Destroy(ctx context.Context, mailbox string) error {
	return h.atMailbox(ctx, mailbox, Sealed{}, func(tx *db.Tx, m Matter, _ string) error {
		if _, err := h.Book.Do(ctx, tx, Flows[m.Track()], m.ID, charter.Destroy, own); err != nil {
			return err
		}
		if err := deleteKeys(ctx, tx, m.MatterID); err != nil {
			return fmt.Errorf("destroying the keys: %w", err)
		}
		for _, l := range m.Letters {
			if err := clearLetter(ctx, tx, m.MatterID, l.N); err != nil {
				return fmt.Errorf("destroying a letter: %w", err)
			}
			if err := files.Destroy(ctx, tx, l.file); err != nil {
				return fmt.Errorf("destroying a letter: %w", err)
			}
		}
		return nil
	})
}

// Convert turns a signal into an appeal with the consent of who brought it,
// whose letter says who they are. The appeal has a number, a clock and a
// receipt of its own.
func (h *Hall) Convert(ctx context.Context, mailbox string, s Sealed) error {
	return h.atMailbox(ctx, mailbox, s, func(tx *db.Tx, m Matter, sum string) error {
		if m.Track() != Signal {
			return fault.New(fault.Conflict, "reception.appeal-already")
		}
		if _, err := h.Book.Do(ctx, tx, Flows[Signal], m.ID, charter.Convert, own); err != nil {
			return err
		}
		body, err := bodies.Get(ctx, tx, m.Body, h.Book.Today(tx))
		if err != nil {
			return err
		}
		item, err := h.Book.Open(ctx, tx, Flows[Appeal], charter.Convert, own, body, m.Region)
		if err != nil {
			return err
		}
		if err := docket.Sort(ctx, tx, item.ID, m.Topic, m.Region); err != nil {
			return err
		}
		m.Item = item
		if err := moveMatter(ctx, tx, m.MatterID, item.ID); err != nil {
			return fmt.Errorf("turning the signal into an appeal: %w", err)
		}
		if err := h.say(ctx, tx, m, seal.Message, s, sum); err != nil {
			return err
		}
		_, err = h.receipt(ctx, tx, m, Flows[Appeal])
		return err
	})
}

// atMailbox does an act of the person in the scope of the body in charge.
func (h *Hall) atMailbox(ctx context.Context, mailbox string, s Sealed, act func(tx *db.Tx, m Matter, sum string) error) (err error) {
	var sum, body string
	if s.At != "" {
		if sum, err = h.digest(ctx, s); err != nil {
			return err
		}
	}
	if err := h.DB.Read(ctx, func(tx *db.Tx) error {
		m, err := h.box(ctx, tx, mailbox)
		body = m.Body
		return err
	}); err != nil {
		return err
	}
	return h.DB.Write(ctx, body, func(tx *db.Tx) error {
		m, err := h.box(ctx, tx, mailbox)
		if err != nil {
			return err
		}
		return act(tx, m, sum)
	})
}

// Letter finds letter n of a mailbox, for send.
func (h *Hall) Letter(ctx context.Context, mailbox string, n int) (l Letter, err error) {
	err = h.DB.Read(ctx, func(tx *db.Tx) error {
		m, err := h.box(ctx, tx, mailbox)
		if err != nil {
			return err
		}
		l, err = m.letter(n)
		return err
	})
	return l, err
}

// letter returns letter n if it is still there.
func (m Matter) letter(n int) (Letter, error) {
	if n < 1 || n > len(m.Letters) || m.Letters[n-1].file == "" {
		return Letter{}, fault.NotFound
	}
	return m.Letters[n-1], nil
}
