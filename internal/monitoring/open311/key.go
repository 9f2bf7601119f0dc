package open311

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"strings"
	"unicode/utf8"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/register"
)

// A Program is one that may pass on signals to a group.
type Program struct {
	ID        string
	Body      string
	Name      string
	Made      calendar.Day
	Seat      string // that admitted it
	Revoked   calendar.Day
	RevokedBy string
	Signals   int
	hash      string
}

// MaxName bounds the name of a program in letters.
const MaxName = 100

// Admit gives a program a key and returns it: an id, a point, and 130 random bits
// that are kept as a hash. Nobody sees it again.
func (d *Door) Admit(ctx context.Context, by charter.Principal, name string) (key string, err error) {
	name = strings.Join(strings.Fields(name), " ")
	if n := utf8.RuneCountInString(name); n == 0 || n > MaxName || !i18n.Readable(name) {
		return "", fault.In("name", "open311.name-wrong", MaxName)
	}
	secret := rand.Text()
	p := Program{ID: strings.ToLower(rand.Text()[:10]), Body: by.Body, Name: name, Seat: by.Seat, hash: hashOf(secret)}
	return p.ID + "." + secret, d.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		if err := d.Book.Charter.Allow(by, charter.AdmitProgram, own(by)); err != nil {
			return err
		}
		p.Made = d.Book.Today(tx)
		return errors.Join(insertProgram(ctx, tx, p), d.enter(ctx, tx, by, p))
	})
}

// Revoke ends a key of the seat's body. What came by it stays.
func (d *Door) Revoke(ctx context.Context, by charter.Principal, id string) error {
	return d.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		if err := d.Book.Charter.Allow(by, charter.AdmitProgram, own(by)); err != nil {
			return err
		}
		p, err := programOf(ctx, tx, id)
		if err == nil && p.Body != by.Body {
			err = fault.NotFound
		}
		if err != nil {
			return err
		}
		if !p.Revoked.IsZero() {
			return fault.New(fault.Conflict, "open311.revoked-already", p.Revoked)
		}
		return errors.Join(revoke(ctx, tx, id, d.Book.Today(tx), by.Seat), d.enter(ctx, tx, by, p))
	})
}

// enter makes it public that a key was given or ended, by whom and under which
// article, not to whom.
func (d *Door) enter(ctx context.Context, tx *db.Tx, by charter.Principal, p Program) error {
	return register.Stage(ctx, tx, register.Entry{
		Act: string(charter.AdmitProgram), Article: d.Book.Charter.Article(charter.AdmitProgram), Body: by.Body, Seat: by.Seat,
		Day: d.Book.Today(tx), Digest: p.hash,
	})
}

func own(by charter.Principal) charter.Resource {
	return charter.Resource{Body: by.Body, Region: by.Region}
}

// Programs are those of the seat's body, the newest first.
func (d *Door) Programs(ctx context.Context, by charter.Principal) (all []Program, err error) {
	if err := d.Book.Charter.Allow(by, charter.AdmitProgram, own(by)); err != nil {
		return nil, err
	}
	return all, d.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = programs(ctx, tx, by.Body)
		return err
	})
}

// admitted is the program of a key. A wrong key and a revoked one aren't told
// apart, and comparing takes as long whatever is wrong.
func admitted(ctx context.Context, tx *db.Tx, key string) (Program, error) {
	id, secret, _ := strings.Cut(key, ".")
	p, err := programOf(ctx, tx, id)
	if err != nil && fault.Of(err) != fault.NotFound {
		return p, err
	}
	same := subtle.ConstantTimeCompare([]byte(hashOf(secret)), []byte(p.hash)) == 1
	if err != nil || !same || !p.Revoked.IsZero() {
		return Program{}, fault.New(fault.Denied, "open311.key-wrong")
	}
	return p, nil
}

// hashOf is how a secret is kept. It has 130 bits, so a plain hash holds.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte("adal open311\n" + secret))
	return hex.EncodeToString(sum[:])
}
