// Package events is what a headquarters holds: briefings, meetings, visits to
// schools, live broadcasts.
//
// The rule of the domain: an event is announced before it is held, and afterwards
// everybody can read what came of it: how many were there and who counted them, what
// was said, what was decided and became work. Whoever wants a place needs no account
// and leaves a name to be called by; the day after, nothing is left of them but a
// number. A time is never without its zone. A room has one event at a time, whoever
// asks first.
package events

import (
	"context"
	"errors"
	"slices"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/headquarters"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/mail"
)

// A Hall keeps the events of an installation. It may be used by many goroutines at
// once.
type Hall struct {
	DB      *db.DB
	Book    *docket.Book
	Houses  *headquarters.Headquarters
	Links   *links.Web
	Words   i18n.Words
	Address string    // of the site, without a slash at its end
	Box     *mail.Box // for reminders; one that takes nothing asks nobody for an address
	Key     []byte    // seals the addresses of guests, 32 bytes
	Changed func()    // called when what the public sees has changed; nil for nobody
}

// Kinds of events.
var Kinds = []string{"briefing", "meeting", "school", "live"}

// States of an event.
const (
	Announced docket.State = "announced"
	Held      docket.State = "held"
	Cancelled docket.State = "cancelled"
)

// flow is the flow of an event with one step.
func flow(s docket.Step) docket.Flow {
	s.Act = charter.HoldBriefing
	return docket.Flow{Area: "events", Kind: "event", Mark: "E", Clock: "kz-appc", Public: true, Steps: []docket.Step{s}}
}

// minutesWithin is in how many working days after an event its minutes are due.
const minutesWithin = 5

// Facts are what an office says of an event.
type Facts struct {
	Type   string // one of Kinds
	Open   bool   // everybody sees it; else those who are invited
	Title  i18n.Text
	About  i18n.Text
	Agenda i18n.Text // a line for each point, such as "15:00 Сөз басы"
	Place  i18n.Text // where it is, if it is in no room that we know
	Starts time.Time // in its zone
	Ends   time.Time
	Stream string // address of a live broadcast; "" for none
	Room   string // id of a room; "" for none
	Places int    // that can be asked for; 0 for no registration
	Press  bool   // the press may ask to be accredited
	Bodies []string
}

// An Event is one event.
type Event struct {
	docket.Item
	Facts
	Seat       string // that announced it
	Sequence   int    // how often it changed
	Changed    db.Time
	Reason     string // why it was cancelled
	Registered int    // how many asked for a place
	Came       int    // how many of them were checked in at the door
	Attended   int    // how many were there, as the office counted
	Trained    bool   // those who were there count as trained
	Minutes    i18n.Text
	RoomName   i18n.Text
	Forgotten  bool // nothing is kept of the guests any more
	zone       string
}

// Limits of an event.
const (
	maxLine   = 200
	maxText   = 4000
	maxPlaces = 5000
	longest   = 12 * time.Hour
)

// Over reports whether the event has ended at a moment.
func (e Event) Over(now time.Time) bool { return e.Ends.Before(now) }

// Day is the day on which it begins, where it is.
func (e Event) Day() calendar.Day { return calendar.Of(e.Starts) }

// now is when something is done: now, or at noon of the day on which the book says
// that it is.
func (h *Hall) now(tx *db.Tx) time.Time {
	if d := h.Book.Day; !d.IsZero() {
		return time.Date(d.Year(), d.Month(), d.Day(), 12, 0, 0, 0, h.Book.Zone)
	}
	return tx.Now.Time
}

// Announce announces an event of the seat's body, and books its room.
func (h *Hall) Announce(ctx context.Context, by charter.Principal, f Facts) (id string, err error) {
	return id, h.write(ctx, by, func(tx *db.Tx) error {
		if err := h.check(ctx, tx, by, &f); err != nil {
			return err
		}
		if !f.Starts.After(h.now(tx)) {
			return fault.In("day", "events.in-past")
		}
		today := h.Book.Today(tx)
		body, err := bodies.Get(ctx, tx, by.Body, today)
		if err != nil {
			return err
		}
		step := docket.Step{To: Announced, Due: h.minutesDue(f)}
		i, err := h.Book.Open(ctx, tx, flow(step), charter.HoldBriefing, docket.Doing{By: by, Own: true, SHA256: f.hash()}, body, body.Region)
		if err != nil {
			return err
		}
		e := Event{Item: i, Facts: f, Seat: by.Seat, Changed: db.Time{Time: h.now(tx)}, Attended: -1}
		id = i.ID
		if err := insert(ctx, tx, e); err != nil {
			return err
		}
		return errors.Join(h.book(ctx, tx, by, e), putInvited(ctx, tx, e), h.remind(ctx, tx, e))
	})
}

// minutesDue is when the minutes of an event have to be there.
func (h *Hall) minutesDue(f Facts) docket.Due {
	return func(t docket.Terms) (calendar.Day, error) {
		return t.Calendar.Add(calendar.Of(f.Ends), minutesWithin), nil
	}
}

// Change changes an event that is ahead: its guests hear of it.
func (h *Hall) Change(ctx context.Context, by charter.Principal, id string, f Facts) error {
	return h.step(ctx, by, id, func(tx *db.Tx, e *Event) (docket.Step, error) {
		if err := h.check(ctx, tx, by, &f); err != nil {
			return docket.Step{}, err
		}
		now := h.now(tx)
		if !e.Starts.After(now) {
			return docket.Step{}, fault.New(fault.Conflict, "events.begun")
		}
		if !f.Starts.After(now) {
			return docket.Step{}, fault.In("day", "events.in-past")
		}
		taken, err := countGuests(ctx, tx, id)
		if err != nil {
			return docket.Step{}, err
		}
		if f.Places < taken {
			return docket.Step{}, fault.In("places", "events.places-taken", taken)
		}
		moved := !f.Starts.Equal(e.Starts) || !f.Ends.Equal(e.Ends) || f.Room != e.Room || f.Place != e.Place
		e.Facts, e.zone = f, f.Starts.Location().String()
		if err := errors.Join(freeRoom(ctx, tx, id), h.book(ctx, tx, by, *e), putInvited(ctx, tx, *e), h.remind(ctx, tx, *e)); err != nil {
			return docket.Step{}, err
		}
		if moved {
			err = h.tellGuests(ctx, tx, *e, "moved")
		}
		return docket.Step{From: []docket.State{Announced}, Due: h.minutesDue(f)}, err
	})
}

// Cancel calls an event off, for a reason: its guests hear of it, its room is free.
func (h *Hall) Cancel(ctx context.Context, by charter.Principal, id, reason string) error {
	reason = line(reason)
	if err := needs("reason", reason, maxLine); err != nil {
		return err
	}
	return h.step(ctx, by, id, func(tx *db.Tx, e *Event) (docket.Step, error) {
		e.Reason = reason
		err := errors.Join(freeRoom(ctx, tx, id), h.tellGuests(ctx, tx, *e, "cancelled"))
		return docket.Step{From: []docket.State{Announced}, To: Cancelled, Due: docket.Nothing, Settles: true}, err
	})
}

// A Record is what came of an event.
type Record struct {
	Minutes  i18n.Text
	Attended int
	Trained  bool // it taught those who were there
}

// Conclude publishes what came of an event that has begun. It can be mended later.
func (h *Hall) Conclude(ctx context.Context, by charter.Principal, id string, r Record) error {
	r.Minutes = tidy(r.Minutes, lines)
	wrong := []error{needsText("minutes", r.Minutes, maxText)}
	if r.Attended < 0 || r.Attended > 1_000_000 {
		wrong = append(wrong, fault.In("attended", "events.attended-missing"))
	}
	if err := errors.Join(wrong...); err != nil {
		return err
	}
	return h.step(ctx, by, id, func(tx *db.Tx, e *Event) (docket.Step, error) {
		if e.Starts.After(h.now(tx)) {
			return docket.Step{}, fault.New(fault.Conflict, "events.ahead-still")
		}
		e.Minutes, e.Attended, e.Trained = r.Minutes, r.Attended, r.Trained
		return docket.Step{From: []docket.State{Announced, Held}, To: Held, Settles: true}, nil
	})
}

// step changes an event of the seat's body and takes the step that follows.
func (h *Hall) step(ctx context.Context, by charter.Principal, id string, change func(*db.Tx, *Event) (docket.Step, error)) error {
	return h.write(ctx, by, func(tx *db.Tx) error {
		e, err := byDocket(ctx, tx, id)
		if err != nil || e.Body != by.Body {
			return errors.Join(err, fault.NotFound)
		}
		s, err := change(tx, &e)
		if err != nil {
			return err
		}
		if _, err := h.Book.Do(ctx, tx, flow(s), id, charter.HoldBriefing, docket.Doing{By: by, Own: e.Seat == by.Seat, SHA256: e.Facts.hash()}); err != nil {
			return err
		}
		e.Sequence++
		e.Changed = db.Time{Time: h.now(tx)}
		return update(ctx, tx, e)
	})
}

func (h *Hall) write(ctx context.Context, by charter.Principal, do func(*db.Tx) error) error {
	if err := h.Book.Charter.Allow(by, charter.HoldBriefing, charter.Resource{Body: by.Body, Region: by.Region}); err != nil {
		return err
	}
	err := h.DB.Write(ctx, by.Body, do)
	if err == nil {
		h.changed()
	}
	return err
}

func (h *Hall) changed() {
	if h.Changed != nil {
		h.Changed()
	}
}

// A Material belongs to an event: a presentation, a recording.
type Material struct {
	N           int
	Title, Href string
}

// Add adds a material to an event of the seat's body.
func (h *Hall) Add(ctx context.Context, by charter.Principal, id string, m Material) error {
	m.Title = line(m.Title)
	wrong := []error{needs("title", m.Title, maxLine)}
	if !headquarters.Followable(m.Href) {
		wrong = append(wrong, fault.In("href", "headquarters.href-wrong"))
	}
	if err := errors.Join(wrong...); err != nil {
		return err
	}
	return h.write(ctx, by, func(tx *db.Tx) error {
		e, err := byDocket(ctx, tx, id)
		if err != nil || e.Body != by.Body {
			return errors.Join(err, fault.NotFound)
		}
		return insertMaterial(ctx, tx, id, m)
	})
}

// Get returns an event, with who may see it left to the caller.
func (h *Hall) Get(ctx context.Context, id string) (e Event, err error) {
	return e, h.DB.Read(ctx, func(tx *db.Tx) error {
		e, err = byDocket(ctx, tx, id)
		return err
	})
}

// Public returns an event that everybody may see, or fault.NotFound.
func (h *Hall) Public(ctx context.Context, id string) (Event, error) {
	e, err := h.Get(ctx, id)
	if err == nil && !e.Open {
		err = fault.NotFound
	}
	return e, err
}

// A Span is a time in which events begin, of all bodies or of one.
type Span struct {
	From, To time.Time
	Body     string // "" for all
}

// Between returns the open events that begin in a span, the first one first.
func (h *Hall) Between(ctx context.Context, s Span) (all []Event, err error) {
	return all, h.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = between(ctx, tx, s)
		all = slices.DeleteFunc(all, func(e Event) bool { return !e.Open })
		return err
	})
}

// Ahead returns the open events of a body, or of all, that haven't ended and take
// place, the next one first.
func (h *Hall) Ahead(ctx context.Context, body string, most int) (all []Event, err error) {
	err = h.DB.Read(ctx, func(tx *db.Tx) error {
		now := h.now(tx)
		found, err := between(ctx, tx, Span{From: now.Add(-longest), To: now.AddDate(1, 0, 0), Body: body})
		for _, e := range found {
			if e.Open && !e.Over(now) && e.State != Cancelled && len(all) < most {
				all = append(all, e)
			}
		}
		return err
	})
	return all, err
}

// Of returns the events of a body and those that it is invited to, the latest first.
func (h *Hall) Of(ctx context.Context, body string) (all []Event, err error) {
	return all, h.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = ofBody(ctx, tx, body)
		return err
	})
}
