package open311

import (
	"context"
	"strconv"
	"strings"
	"time"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/i18n"
)

// An Update is a public step of a shortcoming, as mySociety's extension of the
// specification has it.
type Update struct {
	Request     string // its id
	Shortcoming string
	Act         charter.Act
	State       docket.State // after it
	Note        string       // a word of what deadlines do, or what a person wrote as the reason
	n           int
	day         calendar.Day
	at          db.Time
}

// ID is the update's own, for ever.
func (u Update) ID() string { return u.Shortcoming + "-" + strconv.Itoa(u.n) }

// Status is as the extension writes it.
func (u Update) Status() string {
	if closed[u.State] {
		return "CLOSED"
	}
	return "OPEN"
}

// At is when the step was taken.
func (u Update) At(zone *time.Location) time.Time { return exact(u.at, u.day, zone) }

// Updates are a page of the public steps of a time, the oldest first.
func (d *Door) Updates(ctx context.Context, f Filter) (all []Update, err error) {
	return all, d.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = updates(ctx, tx, f, d.Book.Zone)
		return err
	})
}

// about is what an update says, in the words of the public page.
func (d *Door) about(l i18n.Lang, u Update) string {
	return d.notes(l, u.State, u.Note)
}

// notes are a state with its reason, if it has one.
func (d *Door) notes(l i18n.Lang, state docket.State, reason string) string {
	text := d.word(l, "monitoring.state-"+string(state))
	switch {
	case reason == "":
		return text
	case strings.HasPrefix(reason, "monitoring."):
		return text + ": " + d.word(l, reason)
	}
	return text + ": " + reason
}
