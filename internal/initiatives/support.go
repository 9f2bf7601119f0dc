package initiatives

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/mail"
)

// Support is counted once for an address, and nobody is tracked for it: who
// supports an idea confirms it by a letter, and kept is a hash of the address
// that is another one for each idea, keyed with a secret that isn't in the
// database. So one address counts once, what one person supports can't be put
// together, and the list of supporters is nobody's to read. Somebody with two
// addresses counts twice; the page says so.

// Bounds of what may wait to be confirmed.
const (
	mostWishes   = 5_000 // in all
	mostLetters  = 3     // to one address for one idea, in two days
	wishDays     = 2
	wishAbout    = "support/"
	supportToken = 26 // letters
)

// person is how an address is known to an idea, and to no other.
func (g *Ground) person(id, address string) string {
	m := hmac.New(sha256.New, g.Secret)
	m.Write([]byte("adal-support/1\n" + id + "\n" + strings.ToLower(address)))
	return hex.EncodeToString(m.Sum(nil))
}

// open are the states in which an idea can be supported.
func (i Initiative) Supportable() bool { return i.State == Shown || i.State == Assessed }

// Support sends a letter with the link that confirms that somebody supports an
// idea. The answer is the same whether their address has done so before or not.
func (g *Ground) Support(ctx context.Context, by charter.Principal, id string, l i18n.Lang, written string) error {
	if !g.Box.Takes() {
		return fault.New(fault.Conflict, "mail.closed")
	}
	address, err := mail.Address(written)
	if err != nil {
		return err
	}
	return g.DB.Write(ctx, "support", func(tx *db.Tx) error {
		i, err := g.supportable(ctx, tx, by, id)
		if err != nil {
			return err
		}
		person, day := g.person(id, address), g.Book.Today(tx)
		all, mine, err := wishes(ctx, tx, person)
		switch {
		case err != nil:
			return err
		case all >= mostWishes:
			return fault.New(fault.Busy, "initiatives.wishes")
		case mine >= mostLetters:
			return nil // who asks must not be able to tell
		}
		token := strings.ToLower(rand.Text())
		if err := insertWish(ctx, tx, tokenHash(token), id, person, day); err != nil {
			return err
		}
		return g.Box.Post(ctx, tx, g.letter(i, address, token, l))
	})
}

// supportable is an idea that somebody may support.
func (g *Ground) supportable(ctx context.Context, tx *db.Tx, by charter.Principal, id string) (Initiative, error) {
	i, err := g.get(ctx, tx, id)
	if err != nil {
		return i, err
	}
	if !i.Public() {
		return i, fault.NotFound
	}
	if !i.Supportable() {
		return i, fault.New(fault.Conflict, "initiatives.not-supportable")
	}
	return i, g.Book.Charter.Allow(by, charter.Support, charter.Resource{Body: i.Body, Region: i.Item.Region, Docket: i.ID})
}

// letter carries the link that confirms.
func (g *Ground) letter(i Initiative, address, token string, l i18n.Lang) mail.Letter {
	link := g.Address + "/" + string(l) + "/support/" + token
	return mail.Letter{
		To: address, Lang: l, Subject: g.Words.Say(l, "initiatives.letter-subject"),
		Text: g.Words.Say(l, "initiatives.letter-text", i.Title.In(l), link, wishDays), Key: "support/" + token, About: wishAbout + tokenHash(token),
	}
}

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte("adal-support-token/1\n" + token))
	return hex.EncodeToString(sum[:])
}

// Wished is the idea that a link would support. A link that is used, too old or
// made up is fault.NotFound.
func (g *Ground) Wished(ctx context.Context, token string) (i Initiative, err error) {
	if len(token) != supportToken {
		return i, fault.NotFound
	}
	err = g.DB.Read(ctx, func(tx *db.Tx) error {
		w, err := g.wished(ctx, tx, token)
		if err != nil {
			return err
		}
		i, err = g.get(ctx, tx, w.docket)
		return err
	})
	return i.outside(), err
}

func (g *Ground) wished(ctx context.Context, tx *db.Tx, token string) (wish, error) {
	w, err := wishOf(ctx, tx, tokenHash(token))
	if err == nil && w.day.Before(g.Book.Today(tx).AddDays(-wishDays)) {
		return w, fault.NotFound
	}
	return w, err
}

// Confirm counts the supporter of a link, once, and returns the idea.
func (g *Ground) Confirm(ctx context.Context, by charter.Principal, token string) (id string, err error) {
	err = g.DB.Write(ctx, "support", func(tx *db.Tx) error {
		w, err := g.wished(ctx, tx, token)
		if err != nil {
			return err
		}
		if _, err := g.supportable(ctx, tx, by, w.docket); err != nil {
			return err
		}
		id = w.docket
		if err := insertSupport(ctx, tx, w.docket, w.person, g.Book.Today(tx)); err != nil {
			return err
		}
		return deleteWishes(ctx, tx, w.person)
	})
	if err == nil {
		g.changed()
	}
	return id, err
}

// Sweep forgets what nobody confirmed, and the hashes of supporters of ideas that
// can't be supported any more: of those a number stays.
func (g *Ground) Sweep(ctx context.Context) error {
	return g.DB.Write(ctx, "support", func(tx *db.Tx) error {
		if err := deleteOldWishes(ctx, tx, g.Book.Today(tx).AddDays(-wishDays)); err != nil {
			return err
		}
		return closeSupport(ctx, tx, []docket.State{Idea, Shown, Assessed})
	})
}

// A wish is what waits to be confirmed.
type wish struct {
	docket, person string
	day            calendar.Day
}
