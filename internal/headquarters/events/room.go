package events

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// A Room is one of an Antikor centre.
type Room struct {
	ID    string
	Body  string
	Name  i18n.Text
	Seats int
}

// quarter is the least that a room is booked for.
const quarter = 15 * time.Minute

// quarters are the quarters of an hour that an event touches, numbered since 1970.
func quarters(from, to time.Time) (first, last int64) {
	const q = int64(quarter / time.Second)
	return from.Unix() / q, (to.Unix() - 1) / q
}

// Name names a room of an Antikor centre, so that it can be booked.
func (h *Hall) Name(ctx context.Context, by charter.Principal, r Room) (id string, err error) {
	r.ID, r.Name = strings.ToLower(rand.Text()[:10]), tidy(r.Name, line)
	wrong := []error{needsText("name", r.Name, maxLine)}
	if r.Seats < 1 || r.Seats > maxPlaces {
		wrong = append(wrong, fault.In("seats", "events.seats-wrong", maxPlaces))
	}
	if err := errors.Join(wrong...); err != nil {
		return "", err
	}
	return r.ID, h.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		if err := h.mayBook(ctx, tx, by, r.Body); err != nil {
			return err
		}
		return insertRoom(ctx, tx, r)
	})
}

// mayBook asks the charter whether a seat books rooms of a centre.
func (h *Hall) mayBook(ctx context.Context, tx *db.Tx, by charter.Principal, centre string) error {
	b, err := bodies.Get(ctx, tx, centre, h.Book.Today(tx))
	if errors.Is(err, fault.NotFound) || err == nil && b.Kind != charter.KindAntikorCentre {
		return fault.In("centre", "events.centre-unknown")
	} else if err != nil {
		return err
	}
	return h.Book.Charter.Allow(by, charter.BookRoom, charter.Resource{Body: b.ID, Region: b.Region})
}

// Rooms returns the rooms that a seat may book.
func (h *Hall) Rooms(ctx context.Context, by charter.Principal) (all []Room, err error) {
	err = h.DB.Read(ctx, func(tx *db.Tx) error {
		found, err := rooms(ctx, tx)
		for _, r := range found {
			if h.mayBook(ctx, tx, by, r.Body) == nil {
				all = append(all, r)
			}
		}
		return err
	})
	return all, err
}

// Taken returns the events that have a room from a moment on, the next one first.
func (h *Hall) Taken(ctx context.Context, room string) (all []Event, err error) {
	return all, h.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = inRoom(ctx, tx, room, db.Time{Time: h.now(tx)})
		return err
	})
}

// book books the room of an event. Who looks first needn't be who books first: that
// two never have the same quarter of an hour is the database's to hold, whatever body
// they are of.
func (h *Hall) book(ctx context.Context, tx *db.Tx, by charter.Principal, e Event) error {
	if e.Room == "" {
		return nil
	}
	r, err := roomByID(ctx, tx, e.Room)
	if errors.Is(err, fault.NotFound) {
		return fault.In("room", "events.room-unknown")
	} else if err != nil {
		return err
	}
	if err := h.mayBook(ctx, tx, by, r.Body); err != nil {
		return err
	}
	if e.Places > r.Seats {
		return fault.In("places", "events.room-small", r.Seats)
	}
	first, last := quarters(e.Starts, e.Ends)
	other, err := whoHas(ctx, tx, e.Room, first, last)
	if err == nil {
		title := other.Title
		if !other.Open && other.Item.Body != by.Body {
			title = i18n.Text{KK: h.Words.Say(i18n.KK, "events.closed-event"), RU: h.Words.Say(i18n.RU, "events.closed-event"), EN: h.Words.Say(i18n.EN, "events.closed-event")}
		}
		return fault.In("room", "events.room-taken", title, other.Starts.Format("15:04"), other.Ends.Format("15:04"))
	} else if !errors.Is(err, fault.NotFound) {
		return err
	}
	for q := first; q <= last; q++ {
		if err := insertQuarter(ctx, tx, e.Room, q, e.ID); fault.Of(db.Explain(err)) == fault.Conflict {
			return fault.In("room", "events.room-just-taken")
		} else if err != nil {
			return err
		}
	}
	return nil
}
