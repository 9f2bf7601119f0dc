package events

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/headquarters"
	"adal/internal/i18n"
	"adal/internal/ical"
)

// uid is what calendars know a docket by, for ever: a site may move to another
// address, and its events are the same.
func uid(docket string) string { return docket + "@adal" }

// Feeds reach from half a year ago to a year ahead.
const (
	feedBack  = -6
	feedAhead = 12
)

// Feed is the calendar of open events, of all bodies or of one. What was cancelled
// stays in it, so that calendars strike it out.
func (h *Hall) Feed(ctx context.Context, l i18n.Lang, body, name string) ([]byte, error) {
	var all []Event
	var made time.Time
	if err := h.DB.Read(ctx, func(tx *db.Tx) (err error) {
		made = h.now(tx)
		all, err = between(ctx, tx, Span{From: made.AddDate(0, feedBack, 0), To: made.AddDate(0, feedAhead, 0), Body: body})
		return err
	}); err != nil {
		return nil, err
	}
	c := ical.Calendar{Name: name, Lang: string(l)}
	for _, e := range all {
		if e.Open {
			c.Events = append(c.Events, h.entry(e, l, 0))
		}
	}
	c.Made = newest(c.Events)
	return c.Write(), nil
}

// newest is when the last change of some events was, so that a feed that nothing
// changed in has the same bytes.
func newest(all []ical.Event) time.Time {
	at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, e := range all {
		if e.Changed.After(at) {
			at = e.Changed
		}
	}
	return at
}

// One is the calendar of one event.
func (h *Hall) One(e Event, l i18n.Lang) []byte {
	entry := h.entry(e, l, time.Hour)
	return ical.Calendar{Name: e.Title.In(l), Lang: string(l), Made: e.Changed.Time, Events: []ical.Event{entry}}.Write()
}

// OwnKey makes the address of a seat's own calendar; one that it had is good no more.
func (h *Hall) OwnKey(ctx context.Context, by charter.Principal) (key string, err error) {
	key = strings.ToLower(rand.Text())
	return key, h.DB.Write(ctx, by.Body, func(tx *db.Tx) error { return putKey(ctx, tx, hashOf(key), by.Seat, by.Body) })
}

// NoKey takes the address of a seat's own calendar back.
func (h *Hall) NoKey(ctx context.Context, by charter.Principal) error {
	return h.DB.Write(ctx, by.Body, func(tx *db.Tx) error { return removeKey(ctx, tx, by.Seat) })
}

// Own is the calendar of a seat's own: the events of its body and those that it is
// invited to, open or not, and the deadlines of its plan, with alarms. A seat whose
// term is over has none.
func (h *Hall) Own(ctx context.Context, l i18n.Lang, key string) ([]byte, error) {
	var seat bodies.Seat
	var body bodies.Body
	var all []Event
	if err := h.DB.Read(ctx, func(tx *db.Tx) error {
		id, err := seatOfKey(ctx, tx, hashOf(key))
		if err != nil {
			return err
		}
		today := h.Book.Today(tx)
		if seat, err = bodies.SeatByID(ctx, tx, id); err != nil {
			return err
		}
		if !seat.On(today) {
			return fault.NotFound
		}
		if body, err = bodies.Get(ctx, tx, seat.Body, today); err != nil {
			return err
		}
		all, err = ofBody(ctx, tx, seat.Body)
		return err
	}); err != nil {
		return nil, err
	}
	c := ical.Calendar{Name: body.Name.In(l), Lang: string(l)}
	for _, e := range all {
		c.Events = append(c.Events, h.entry(e, l, time.Hour))
	}
	due, err := h.deadlines(ctx, l, body)
	c.Events = append(c.Events, due...)
	c.Made = newest(c.Events)
	return c.Write(), err
}

// deadlines are those of the open items of a body's plan.
func (h *Hall) deadlines(ctx context.Context, l i18n.Lang, body bodies.Body) (all []ical.Event, err error) {
	items, err := h.Houses.Items(ctx, body.ID)
	if err != nil {
		return nil, err
	}
	return all, h.DB.Read(ctx, func(tx *db.Tx) error {
		for _, i := range items {
			if !i.Settled.IsZero() || i.Due.IsZero() {
				continue
			}
			steps, err := docket.History(ctx, tx, i.ID)
			if err != nil {
				return err
			}
			all = append(all, h.deadline(i, steps, l))
		}
		return nil
	})
}

// deadline is a day in a calendar, which changes with each step of the item.
func (h *Hall) deadline(i headquarters.Item, steps []docket.Entry, l i18n.Lang) ical.Event {
	changed := i.Opened
	for _, s := range steps {
		changed = s.Day
	}
	return ical.Event{
		UID: uid(i.ID), Sequence: len(steps), Changed: changed.Time(), Start: i.Due.Time(), AllDay: true,
		Summary: h.Words.Say(l, "events.deadline", i.Work.Title), URL: h.Address + "/" + string(l) + "/plan/" + i.ID, Alarm: 24 * time.Hour,
	}
}
