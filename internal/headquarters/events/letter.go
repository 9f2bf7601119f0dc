package events

import (
	"context"
	"errors"
	"fmt"
	"time"

	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/ical"
	"adal/internal/jobs"
	"adal/internal/mail"
)

// Remind is the job that reminds the guests of an event.
const Remind jobs.Kind[Reminder] = "event-remind"

// A Reminder is of an event as it was when its time was set: one that was moved
// since has a reminder of its own.
type Reminder struct {
	Event    string
	Sequence int
}

// before is how long before an event its guests are reminded.
const before = 24 * time.Hour

func (h *Hall) remind(ctx context.Context, tx *db.Tx, e Event) error {
	due := e.Starts.Add(-before)
	if e.Places == 0 && !e.Press || due.Before(h.now(tx)) {
		return nil
	}
	id := fmt.Sprintf("%s/%d", e.ID, e.Starts.Unix())
	return Remind.Add(ctx, tx, id, db.Time{Time: due.UTC()}, Reminder{e.ID, int(e.Starts.Unix())})
}

// Remind posts the reminders of an event, unless it was moved or cancelled.
func (h *Hall) Remind(ctx context.Context, r Reminder) error {
	e, err := h.Get(ctx, r.Event)
	if errors.Is(err, fault.NotFound) || err == nil && (e.State != Announced || int(e.Starts.Unix()) != r.Sequence) {
		return nil
	} else if err != nil {
		return err
	}
	return h.DB.Write(ctx, e.Body, func(tx *db.Tx) error { return h.tellGuests(ctx, tx, e, "reminder") })
}

// tellGuests posts a letter to each guest of an event who left an address.
func (h *Hall) tellGuests(ctx context.Context, tx *db.Tx, e Event, what string) error {
	all, err := guests(ctx, tx, e.ID)
	if err != nil {
		return err
	}
	for _, g := range all {
		if g.State == GuestOut {
			continue
		}
		if err := h.tell(ctx, tx, e, g, what); err != nil {
			return err
		}
	}
	return nil
}

// tell posts a letter to a guest, if they left an address.
func (h *Hall) tell(ctx context.Context, tx *db.Tx, e Event, g Guest, what string) error {
	to, err := h.openAddress(g)
	if err != nil || to == "" || !h.Box.Takes() {
		return err
	}
	l := g.Lang
	c := ical.Calendar{Name: e.Title.In(l), Lang: string(l), Made: h.now(tx), Events: []ical.Event{h.entry(e, l, 0)}}
	nth := int64(e.Sequence)
	if what == "reminder" {
		nth = e.Starts.Unix() // whatever else was changed, one is enough
	}
	return h.Box.Post(ctx, tx, mail.Letter{
		To: to, Lang: l, About: about(g), Key: fmt.Sprintf("event/%s/%d/%s/%s", e.ID, nth, what, g.ID),
		Subject: h.Words.Say(l, "events.letter-"+what, e.Title),
		Text: h.Words.Say(l, "events.letter-text", g.Name, h.Words.Say(l, "events.letter-"+what, e.Title), h.When(l, e), h.where(l, e),
			h.Address+"/"+string(l)+"/events/"+e.ID) + reason(h.Words, l, e),
		Attachments: []mail.Attachment{{Name: "event.ics", Type: "text/calendar", Content: c.Write()}},
	})
}

// reason is why an event was cancelled, for a letter.
func reason(words i18n.Words, l i18n.Lang, e Event) string {
	if e.Reason == "" {
		return ""
	}
	return "\n" + words.Say(l, "events.letter-reason", e.Reason) + "\n"
}

// When says when an event is: the day, the time and the zone.
func (h *Hall) When(l i18n.Lang, e Event) string {
	return h.Words.Say(l, "events.when", i18n.Date(l, e.Day()), i18n.Weekday(l, e.Starts.Weekday()), e.Starts.Format("15:04"), e.Ends.Format("15:04"), h.zone(l, e.Starts))
}

// zone names the zone of a moment, with what it was from Greenwich then.
func (h *Hall) zone(l i18n.Lang, t time.Time) string {
	_, seconds := t.Zone()
	return h.Words.Say(l, ZoneWord(t.Location().String())) + fmt.Sprintf(" (UTC%+d)", seconds/3600)
}

// where says where an event is: its room, its place, or both; else where it can be
// watched.
func (h *Hall) where(l i18n.Lang, e Event) string {
	room, place := e.RoomName.In(l), e.Place.In(l)
	switch {
	case room != "" && place != "":
		return room + ", " + place
	case room+place != "":
		return room + place
	}
	return e.Stream
}

// entry is an event as calendars have it.
func (h *Hall) entry(e Event, l i18n.Lang, alarm time.Duration) ical.Event {
	description := e.About.In(l)
	if e.Agenda.In(l) != "" {
		description += "\n\n" + e.Agenda.In(l)
	}
	if e.Stream != "" {
		description += "\n\n" + e.Stream
	}
	page := "/events/"
	if !e.Open {
		page = "/office/calendar/" // for seats alone
	}
	return ical.Event{
		UID: uid(e.ID), Sequence: e.Sequence, Changed: e.Changed.Time, Start: e.Starts, End: e.Ends,
		Summary: e.Title.In(l), Description: description, Location: h.where(l, e), URL: h.Address + "/" + string(l) + page + e.ID,
		Categories: []string{h.Words.Say(l, "events.kind-"+e.Type)}, Cancelled: e.State == Cancelled, Alarm: alarm,
	}
}
