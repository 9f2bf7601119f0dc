package events

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/mail"
)

// A Guest asked for a place. All that is kept of them is gone a day after the event.
type Guest struct {
	ID      string // the hash of the link that is theirs
	Event   string
	Code    string // that their place is checked by at the door
	Name    string // to be called by
	Lang    i18n.Lang
	Outlet  string // of the press; "" for everybody else
	State   string // GuestIn, or of the press GuestAsked, GuestIn, GuestOut
	Came    bool
	address []byte // sealed; empty if there is none
}

// States of a guest.
const (
	GuestAsked = "asked" // the press, until somebody decided
	GuestIn    = "in"
	GuestOut   = "out" // not accredited
)

// Asking is what somebody who wants a place says.
type Asking struct {
	Name    string
	Address string // of mail, for the reminder; "" for none
	Press   bool
	Outlet  string
	Lang    i18n.Lang
}

// forAddress is what the key of addresses is derived for (RFC 5869).
const forAddress = "adal event guest address v1"

func (h *Hall) aead() (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, h.Key, nil, forAddress, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func (h *Hall) sealAddress(id, address string) ([]byte, error) {
	if address == "" {
		return []byte{}, nil
	}
	a, err := h.aead()
	if err != nil {
		return nil, err
	}
	return a.Seal(nil, nil, []byte(address), []byte(id)), nil
}

func (h *Hall) openAddress(g Guest) (string, error) {
	if len(g.address) == 0 {
		return "", nil
	}
	a, err := h.aead()
	if err != nil {
		return "", err
	}
	address, err := a.Open(nil, nil, g.address, []byte(g.ID))
	if err != nil {
		return "", fmt.Errorf("the address of a guest: %w", err)
	}
	return string(address), nil
}

// hashOf is how a link is kept. It has 130 bits, so a plain hash holds.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte("adal event place\n" + token))
	return hex.EncodeToString(sum[:])
}

// Register gives somebody a place at an event and returns the token of the link that
// is theirs. The press is asked for apart: it takes no places, and waits to be
// accredited.
func (h *Hall) Register(ctx context.Context, id string, a Asking) (token string, err error) {
	a.Name, a.Outlet, a.Address = line(a.Name), line(a.Outlet), strings.TrimSpace(a.Address)
	wrong := []error{needs("name", a.Name, 80)}
	if a.Press {
		wrong = append(wrong, needs("outlet", a.Outlet, 120))
	} else {
		a.Outlet = ""
	}
	if a.Address != "" {
		if a.Address, err = mail.Address(a.Address); err != nil || !h.Box.Takes() {
			wrong = append(wrong, fault.In("address", "events.address-wrong"))
		}
	}
	if err := errors.Join(wrong...); err != nil {
		return "", err
	}
	token = strings.ToLower(rand.Text())
	g := Guest{ID: hashOf(token), Event: id, Code: rand.Text()[:8], Name: a.Name, Lang: a.Lang, Outlet: a.Outlet, State: GuestIn}
	if a.Press {
		g.State = GuestAsked
	}
	if g.address, err = h.sealAddress(g.ID, a.Address); err != nil {
		return "", err
	}
	e, err := h.Public(ctx, id)
	if err != nil {
		return "", err
	}
	err = h.DB.Write(ctx, e.Body, func(tx *db.Tx) error { return h.register(ctx, tx, g) })
	if err == nil {
		h.changed()
	}
	return token, err
}

func (h *Hall) register(ctx context.Context, tx *db.Tx, g Guest) error {
	e, err := byDocket(ctx, tx, g.Event)
	if err != nil {
		return err
	}
	if err := h.Book.Charter.Allow(charter.Public(), charter.RegisterForEvent, charter.Resource{Body: e.Body, Docket: e.ID}); err != nil {
		return err
	}
	switch {
	case e.State != Announced || !e.Starts.After(h.now(tx)):
		return fault.New(fault.Invalid, "events.register-closed")
	case g.Outlet != "" && !e.Press:
		return fault.In("outlet", "events.press-closed")
	case g.Outlet == "":
		taken, err := countGuests(ctx, tx, e.ID)
		if err != nil {
			return err
		}
		if taken >= e.Places {
			return fault.New(fault.Invalid, "events.full")
		}
	}
	return errors.Join(insertGuest(ctx, tx, g), countRegistered(ctx, tx, e.ID, 1))
}

// A Place is what the holder of a link has.
type Place struct {
	Guest
	On Event
}

// Place returns the place of a link, or fault.NotFound.
func (h *Hall) Place(ctx context.Context, token string) (p Place, err error) {
	return p, h.DB.Read(ctx, func(tx *db.Tx) error {
		if p.Guest, err = guestByID(ctx, tx, hashOf(token)); err != nil {
			return err
		}
		p.On, err = byDocket(ctx, tx, p.Guest.Event)
		return err
	})
}

// GiveBack gives a place back: nothing is kept of its holder.
func (h *Hall) GiveBack(ctx context.Context, token string) error {
	p, err := h.Place(ctx, token)
	if err != nil {
		return err
	}
	err = h.DB.Write(ctx, p.On.Body, func(tx *db.Tx) error {
		if p.Came {
			return fault.New(fault.Conflict, "events.came-already")
		}
		return errors.Join(deleteGuest(ctx, tx, p.ID), countRegistered(ctx, tx, p.On.ID, -1), h.Box.Drop(ctx, tx, about(p.Guest)))
	})
	if err == nil {
		h.changed()
	}
	return err
}

// about names a guest to the box of letters.
func about(g Guest) string { return "event-guest/" + g.ID }

// Guests returns the guests of an event of the seat's body.
func (h *Hall) Guests(ctx context.Context, by charter.Principal, id string) (all []Guest, err error) {
	return all, h.DB.Read(ctx, func(tx *db.Tx) error {
		if _, err := h.holds(ctx, tx, by, id); err != nil {
			return err
		}
		all, err = guests(ctx, tx, id)
		return err
	})
}

// holds returns an event of the seat's body.
func (h *Hall) holds(ctx context.Context, tx *db.Tx, by charter.Principal, id string) (Event, error) {
	e, err := byDocket(ctx, tx, id)
	if err != nil {
		return e, err
	}
	if err := h.Book.Charter.Allow(by, charter.HoldBriefing, charter.Resource{Body: e.Body, Region: by.Region, Docket: id}); err != nil {
		return e, err
	}
	if e.Body != by.Body {
		return e, fault.NotFound
	}
	return e, nil
}

// expects returns an event of the seat's body that guests come to: nobody comes to what
// was called off, and nobody is told that they may.
func (h *Hall) expects(ctx context.Context, tx *db.Tx, by charter.Principal, id string) (Event, error) {
	e, err := h.holds(ctx, tx, by, id)
	if err == nil && e.State == Cancelled {
		err = fault.New(fault.Conflict, "docket.not-in-state", "events.state-cancelled")
	}
	return e, err
}

// CheckIn notes at the door that the holder of a code came, and returns them. Who
// came already is returned as well.
func (h *Hall) CheckIn(ctx context.Context, by charter.Principal, id, code string) (g Guest, err error) {
	code = strings.ToUpper(strings.TrimSpace(code))
	return g, h.write(ctx, by, func(tx *db.Tx) error {
		if _, err := h.expects(ctx, tx, by, id); err != nil {
			return err
		}
		if g, err = guestByCode(ctx, tx, id, code); errors.Is(err, fault.NotFound) {
			return fault.In("code", "events.code-unknown")
		} else if err != nil {
			return err
		}
		if g.State != GuestIn {
			return fault.In("code", "events.not-accredited", g.Name)
		}
		if g.Came {
			return nil
		}
		return errors.Join(setCame(ctx, tx, g.ID), countCame(ctx, tx, id))
	})
}

// Accredit decides whether somebody of the press comes.
func (h *Hall) Accredit(ctx context.Context, by charter.Principal, id, guest string, in bool) error {
	return h.write(ctx, by, func(tx *db.Tx) error {
		e, err := h.expects(ctx, tx, by, id)
		if err != nil {
			return err
		}
		g, err := guestByID(ctx, tx, guest)
		if err != nil || g.Event != id || g.Outlet == "" {
			return errors.Join(err, fault.NotFound)
		}
		if g.State = GuestOut; in {
			g.State = GuestIn
		}
		return errors.Join(setGuestState(ctx, tx, guest, g.State), h.tell(ctx, tx, e, g, "press-"+g.State))
	})
}

// kept is how long after an event its guests are known.
const kept = 24 * time.Hour

// Forget deletes the guests of events that ended a day ago. Their number stays.
func (h *Hall) Forget(ctx context.Context) error {
	return h.DB.Write(ctx, "events-forget", func(tx *db.Tx) error {
		return forget(ctx, tx, db.Time{Time: tx.Now.Add(-kept)})
	})
}
