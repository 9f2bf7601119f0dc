// Package mail sends letters.
//
// The rule of the domain: a letter is posted in the transaction of what it
// follows from, so there is never the one without the other, and goes out
// afterwards, once. What was sent is forgotten: of a letter that went nothing is
// left but one more in a count, and of one that can't go, the reason. No address
// ever stands in a log.
package mail

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	netmail "net/mail"
	"time"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/jobs"
)

// Words are those of this package's faults.
//
//go:embed words.toml
var Words embed.FS

// A Letter is to one person.
type Letter struct {
	To      string // as Address returns it
	Subject string // one line
	Text    string
	HTML    string // the same as Text, for those who prefer it; "" for none
	Lang    i18n.Lang
	Headers []Header // more of the head, of those that Post allows
	// Key names the letter for ever: of two with one key the second isn't
	// posted. It is kept as a hash, for Remembered.
	Key string
	// About is whom or what the letter is about, for Drop; "" for nobody.
	About       string
	Attachments []Attachment
}

// A Header is a line of a letter's head.
type Header struct {
	Name, Value string
}

// An Attachment is a file that goes with a letter.
type Attachment struct {
	Name    string
	Type    string // such as "application/pdf"
	Content []byte
}

// A Box takes letters. It may be used by many goroutines at once.
type Box struct {
	DB *db.DB
	// Server sends the letters; nil if none does.
	Server *Server
	// Shown says that letters stay in the box, where a page shows them, if there
	// is no Server.
	Shown bool
	// From is who all letters are from.
	From netmail.Address
	// Zone says which day it is in the count of letters; nil for UTC.
	Zone *time.Location
	// Bounced is told what a letter was about whose address doesn't exist; nil for
	// nobody.
	Bounced func(ctx context.Context, tx *db.Tx, about string) error
	// Log is told how sending went; nil for the log of the program.
	Log *slog.Logger
}

// Remembered is how many days a letter's key is known after it was posted.
const Remembered = 60

// Out is the job that sends what was posted.
const Out jobs.Kind[struct{}] = "mail"

// Takes reports whether the box takes letters: whether they are sent, or shown.
func (b *Box) Takes() bool { return b.Server != nil || b.Shown }

// Post posts letters in the transaction of what they follow from. A letter whose
// key is known isn't posted again, which is no error. A letter that can't be
// written as one is: none of them is posted then, for the transaction has to end.
func (b *Box) Post(ctx context.Context, tx *db.Tx, letters ...Letter) error {
	if !b.Takes() {
		return fault.New(fault.Invalid, "mail.closed")
	}
	for _, l := range letters {
		if err := b.post(ctx, tx, l); err != nil {
			return fmt.Errorf("posting a letter: %w", err)
		}
	}
	if b.Server == nil || len(letters) == 0 {
		return nil
	}
	return Out.Add(ctx, tx, "", tx.Now, struct{}{})
}

func (b *Box) post(ctx context.Context, tx *db.Tx, l Letter) error {
	if err := l.check(); err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(l.Key))
	key := hex.EncodeToString(sum[:])
	if first, err := claimKey(ctx, tx, key, b.today(tx)); err != nil || !first {
		return err
	}
	headers, err := json.Marshal(l.Headers)
	if err != nil {
		return err
	}
	w := waiting{id: rand.Text(), about: l.About, posted: tx.Now, letter: l, headers: string(headers)}
	if b.Server != nil {
		w.due = tx.Now
	}
	return insert(ctx, tx, w)
}

// Drop takes back the letters about somebody or something that wait yet.
func (b *Box) Drop(ctx context.Context, tx *db.Tx, about string) error {
	if about == "" {
		return nil
	}
	return errors.Join(deleteFilesAbout(ctx, tx, about), deleteAbout(ctx, tx, about))
}

// A Waiting letter is one that lies in the box.
type Waiting struct {
	Letter
	Posted db.Time
}

// Shelf returns the newest letters that lie in the box to be looked at, without
// their attachments: none if they are sent.
func (b *Box) Shelf(ctx context.Context, most int) (all []Waiting, err error) {
	if !b.Shown || b.Server != nil {
		return nil, nil
	}
	return all, b.DB.Read(ctx, func(tx *db.Tx) error {
		rows, err := shelf(ctx, tx, most)
		for _, w := range rows {
			if err := json.Unmarshal([]byte(w.headers), &w.letter.Headers); err != nil {
				return err
			}
			all = append(all, Waiting{w.letter, w.posted})
		}
		return err
	})
}

// A Count is how many letters went how on a day.
type Count struct {
	Day          calendar.Day
	Sent, Failed int
}

// Counts returns the counts of the days since one, the newest first.
func (b *Box) Counts(ctx context.Context, since calendar.Day) (all []Count, err error) {
	return all, b.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = counts(ctx, tx, since)
		return err
	})
}

// A Failure is a letter that couldn't be sent.
type Failure struct {
	Day    calendar.Day
	Reason string // what the server answered, without any address
}

// Failures returns the newest letters that couldn't be sent.
func (b *Box) Failures(ctx context.Context, most int) (all []Failure, err error) {
	return all, b.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = failures(ctx, tx, most)
		return err
	})
}

// shown is how many days a letter lies in the box to be looked at.
const shown = 7

// Sweep forgets keys and failures that are older than Remembered, and letters
// that lay in the box for a week.
func (b *Box) Sweep(ctx context.Context) error {
	return b.DB.Write(ctx, "mail", func(tx *db.Tx) error {
		old, week := b.today(tx).AddDays(-Remembered), tx.Now.Plus(-shown*24*time.Hour)
		return errors.Join(sweepKeys(ctx, tx, old), sweepFailures(ctx, tx, old), sweepShownFiles(ctx, tx, week), sweepShown(ctx, tx, week))
	})
}

func (b *Box) today(tx *db.Tx) calendar.Day {
	if b.Zone == nil {
		return calendar.Of(tx.Now.Time)
	}
	return calendar.Of(tx.Now.In(b.Zone))
}

func (b *Box) log() *slog.Logger {
	if b.Log != nil {
		return b.Log
	}
	return slog.Default()
}
