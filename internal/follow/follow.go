// Package follow keeps who wants to hear of something by letter.
//
// The rule of the domain: nobody follows anything but by a link in a letter to
// themselves, and leaves by one without being asked who they are. A link opens a
// page and does nothing yet; only what is sent from there does, once. The address
// lies sealed, for as long as something is followed and no longer, and who asked
// is never known. Nobody is told of one thing twice.
package follow

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/mail"
)

// Words are those of this package's faults.
//
//go:embed words.toml
var Words embed.FS

// Often is how often a follower wants letters.
type Often string

// How often.
const (
	Each   Often = "each"   // one for each thing, when it happens
	Weekly Often = "weekly" // one a week, with all that happened
	// AsBefore is of a wish that says nothing of it: Each for who followed nothing.
	AsBefore Often = ""
)

// A Wish is what somebody asked to follow.
type Wish struct {
	Address  string // as mail.Address returns it
	Lang     i18n.Lang
	Often    Often
	Subjects []string // such as "news/kk/rubric/law"; what they mean is the areas' to say
}

// A Following is one subject that is followed.
type Following struct {
	Subject string
	Lang    i18n.Lang
	Since   db.Time
}

// A Follower is somebody who follows something.
type Follower struct {
	ID        string
	Address   string
	Often     Often
	Following []Following
}

// Followers are all of them.
type Followers struct {
	DB  *db.DB
	Box *mail.Box
	// Key is a secret of KeySize bytes that isn't in the database.
	Key []byte
}

// KeySize is how long Followers.Key is, in bytes.
const KeySize = 32

const (
	// lives is how long a wish waits to be confirmed.
	lives = 48 * time.Hour
	// perAddress is how many wishes of one address may wait: nobody's letters
	// can be used to bury somebody.
	perAddress = 3
	// mostWishes is how many may wait together.
	mostWishes = 2000
	// mostSubjects is how many one may follow.
	mostSubjects = 50
	// told is how long it is known of what a follower was told.
	told = 40 * 24 * time.Hour
)

// Wish keeps what somebody asked to follow, until they confirm it with the token
// that it returns: a letter to them carries it, and nothing else does. The token
// is empty if so many letters went to the address already that there is to be no
// other; who asks must not be able to tell.
func (f *Followers) Wish(ctx context.Context, tx *db.Tx, w Wish) (token string, err error) {
	if err := w.check(); err != nil {
		return "", err
	}
	if err := deleteWishes(ctx, tx, tx.Now.Plus(-lives)); err != nil {
		return "", err
	}
	name := f.name(w.Address)
	of, all, err := wishes(ctx, tx, name)
	switch {
	case err != nil:
		return "", err
	case of >= perAddress:
		return "", nil
	case all >= mostWishes:
		return "", fault.New(fault.Busy, "follow.busy")
	}
	token = secret()
	return token, insertWish(ctx, tx, wishRow{token: hash(token), name: name, address: f.seal(w.Address), wish: w, asked: tx.Now})
}

func (w Wish) check() error {
	if to, err := mail.Address(w.Address); err != nil || to != w.Address {
		return fault.In("address", "mail.address-wrong")
	}
	if w.Often != Each && w.Often != Weekly && w.Often != AsBefore {
		return fault.In("often", "follow.often-missing")
	}
	if len(w.Subjects) == 0 || len(w.Subjects) > mostSubjects || slices.ContainsFunc(w.Subjects, notSubject) {
		return fault.In("subject", "follow.subject-missing")
	}
	if _, ok := i18n.Parse(string(w.Lang)); !ok {
		return fault.In("lang", "follow.lang-missing")
	}
	return nil
}

// notSubject reports whether a subject can't be one.
func notSubject(s string) bool {
	return s == "" || len(s) > 200 || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// About is what letters are about that ask for a token, for mail.
func About(token string) string { return "wish " + hash(token) }

// Wished returns what a token would confirm, without the address. One that is
// used, too old or made up is fault.NotFound.
func (f *Followers) Wished(ctx context.Context, tx *db.Tx, token string) (Wish, error) {
	row, err := f.wished(ctx, tx, token)
	return row.wish, err
}

func (f *Followers) wished(ctx context.Context, tx *db.Tx, token string) (wishRow, error) {
	row, err := wishOf(ctx, tx, hash(token))
	if errors.Is(err, fault.NotFound) || err == nil && tx.Now.Sub(row.asked.Time) > lives {
		return wishRow{}, fault.New(fault.NotFound, "follow.link-old")
	}
	return row, err
}

// Confirm makes a wish true, once. Who follows something already goes on doing
// so, as often as they asked for last.
func (f *Followers) Confirm(ctx context.Context, tx *db.Tx, token string) (Follower, error) {
	row, err := f.wished(ctx, tx, token)
	if err != nil {
		return Follower{}, err
	}
	if err := errors.Join(deleteWish(ctx, tx, row.token), f.Box.Drop(ctx, tx, About(token))); err != nil {
		return Follower{}, err
	}
	id, err := upsert(ctx, tx, followerRow{id: rand.Text(), name: row.name, address: row.address, often: row.wish.Often})
	if err != nil {
		return Follower{}, fmt.Errorf("confirming a wish: %w", err)
	}
	before, err := followingOf(ctx, tx, id)
	if err != nil {
		return Follower{}, err
	}
	if len(before)+len(row.wish.Subjects) > 2*mostSubjects {
		return Follower{}, fault.New(fault.TooLarge, "follow.too-many")
	}
	for _, s := range row.wish.Subjects {
		if err := insertFollowing(ctx, tx, id, Following{s, row.wish.Lang, tx.Now}); err != nil {
			return Follower{}, err
		}
	}
	return f.follower(ctx, tx, id)
}

// Of returns the follower of a token that Token made. One who left is
// fault.NotFound.
func (f *Followers) Of(ctx context.Context, tx *db.Tx, token string) (Follower, error) {
	id, ok := f.holder(token)
	if !ok {
		return Follower{}, fault.New(fault.NotFound, "follow.left")
	}
	return f.follower(ctx, tx, id)
}

func (f *Followers) follower(ctx context.Context, tx *db.Tx, id string) (Follower, error) {
	row, err := followerByID(ctx, tx, id)
	if errors.Is(err, fault.NotFound) {
		return Follower{}, fault.New(fault.NotFound, "follow.left")
	} else if err != nil {
		return Follower{}, err
	}
	return f.whole(ctx, tx, row)
}

// whole is a follower with all that they follow.
func (f *Followers) whole(ctx context.Context, tx *db.Tx, row followerRow) (who Follower, err error) {
	who = Follower{ID: row.id, Often: row.often}
	if who.Address, err = f.open(row.address); err != nil {
		return Follower{}, err
	}
	who.Following, err = followingOf(ctx, tx, row.id)
	return who, err
}

// Leave ends what the holder of a token follows, of the subjects for which leaves
// says so. With the last of them everything goes that is known of them: the
// address, what they were told of, and the letters that wait. To leave again is no
// fault.
func (f *Followers) Leave(ctx context.Context, tx *db.Tx, token string, leaves func(subject string) bool) error {
	id, ok := f.holder(token)
	if !ok {
		return nil
	}
	return f.leave(ctx, tx, id, leaves)
}

func (f *Followers) leave(ctx context.Context, tx *db.Tx, id string, leaves func(subject string) bool) error {
	all, err := followingOf(ctx, tx, id)
	if err != nil {
		return fmt.Errorf("leaving: %w", err)
	}
	left := 0
	for _, one := range all {
		if !leaves(one.Subject) {
			left++
			continue
		}
		if err := deleteFollowing(ctx, tx, id, one.Subject); err != nil {
			return fmt.Errorf("leaving: %w", err)
		}
	}
	if left > 0 {
		return nil
	}
	return errors.Join(deleteTold(ctx, tx, id), deleteFollower(ctx, tx, id), f.Box.Drop(ctx, tx, id))
}

// Everything is every subject, for Leave.
func Everything(string) bool { return true }

// Bounced forgets a follower whose address doesn't exist any more, for mail.Box.
// About is what the letter was about.
func (f *Followers) Bounced(ctx context.Context, tx *db.Tx, about string) error {
	return f.leave(ctx, tx, about, Everything)
}

// Some returns followers of a subject after one, in the order of their ids: "" is
// before the first.
func (f *Followers) Some(ctx context.Context, tx *db.Tx, subject, after string, most int) (all []Follower, err error) {
	rows, err := ofSubject(ctx, tx, subject, after, most)
	return f.wholes(ctx, tx, rows, err)
}

// Next returns the followers of anything after one, in the order of their ids.
func (f *Followers) Next(ctx context.Context, tx *db.Tx, after string, most int) (all []Follower, err error) {
	rows, err := ofAll(ctx, tx, after, most)
	return f.wholes(ctx, tx, rows, err)
}

func (f *Followers) wholes(ctx context.Context, tx *db.Tx, rows []followerRow, err error) (all []Follower, _ error) {
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		who, err := f.whole(ctx, tx, row)
		if err != nil {
			return nil, err
		}
		all = append(all, who)
	}
	return all, nil
}

// Tell reports whether a follower is to be told of a thing: the first time that
// it is asked, in the transaction that posts the letter.
func (f *Followers) Tell(ctx context.Context, tx *db.Tx, follower, thing string) (bool, error) {
	return insertTold(ctx, tx, follower, thing, tx.Now)
}

// Mark returns up to when something periodic was done; the zero Time is never.
func (f *Followers) Mark(ctx context.Context, tx *db.Tx, name string) (db.Time, error) {
	at, err := mark(ctx, tx, name)
	if errors.Is(err, fault.NotFound) {
		return db.Time{}, nil
	}
	return at, err
}

// SetMark keeps up to when something periodic was done.
func (f *Followers) SetMark(ctx context.Context, tx *db.Tx, name string, at db.Time) error {
	return setMark(ctx, tx, name, at)
}

// Scope is the db scope in which followers are written.
const Scope = "follow"

// Sweep forgets wishes that nobody confirmed, with their addresses, and of what
// followers were told long ago.
func (f *Followers) Sweep(ctx context.Context) error {
	return f.DB.Write(ctx, Scope, func(tx *db.Tx) error {
		return errors.Join(deleteWishes(ctx, tx, tx.Now.Plus(-lives)), deleteOldTold(ctx, tx, tx.Now.Plus(-told)))
	})
}

// hash is what the database knows of a token.
func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
