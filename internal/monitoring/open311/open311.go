// Package open311 opens monitoring to programs of others by the protocol that
// cities and their citizens' apps speak: Open311 GeoReport v2, with mySociety's
// updates.
//
// The rule of the domain: a program sees what everybody sees, and what it brings
// goes the way of everything else. A [Request] is a published shortcoming and
// nothing more; an [Offer] is a question of a checklist of a campaign under way.
// What a program posts is a signal ([Door.Send]): a seat of the group looks at it,
// and either makes it an observation of its own ([Door.Take]), which another
// person reviews through the gate before anybody reads it, or declines it with a
// reason ([Door.Decline]). Who told it is never kept: name, address, telephone and
// device are read past. What was told is emptied when a seat has decided.
//
// Whoever posts needs a key that a seat gave ([Door.Admit]). Reading needs none.
// The formats are made of one [Document] each: see document.go for XML and JSON.
package open311

import (
	"context"
	"time"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/i18n"
	"adal/internal/monitoring"
)

// A Door is where programs of others come in.
type Door struct{ *monitoring.Group }

// States of a signal.
const (
	Waiting  docket.State = "waiting"
	Taken    docket.State = "taken"
	Declined docket.State = "declined"
)

// Flow is the life of a signal. The register has its steps as commitments: a
// signal may be right or wrong, and nobody but the group knows of it.
var Flow = docket.Flow{Area: "open311", Kind: "seen", Mark: "H", Clock: "kz-appc", Steps: []docket.Step{
	{Act: charter.Signal, To: Waiting, Due: docket.Given},
	{Act: charter.Observe, From: []docket.State{Waiting}, To: Taken, Due: docket.Nothing, Settles: true},
	{Act: charter.Observe, From: []docket.State{Waiting}, To: Declined, Due: docket.Nothing, Settles: true},
}}

// Stamp keeps the moment of a public step, for programs that ask every hour what is
// new. It is for monitoring.Group.Tell, and so in the step's own transaction.
// Of what the public does there is no moment anywhere.
func (d *Door) Stamp(ctx context.Context, tx *db.Tx, s monitoring.Shortcoming, act charter.Act) error {
	if act == charter.Confirm || act == charter.Dispute {
		return nil
	}
	return insertMoment(ctx, tx, s.ID, act, calendar.Of(tx.Now.In(d.Book.Zone)))
}

// word says a word of this package in a language.
func (d *Door) word(l i18n.Lang, key string, args ...any) string { return d.Words.Say(l, key, args...) }

// w3c is a moment as the specification wants it, with the zone of the bodies.
func (d *Door) w3c(t time.Time) string {
	return t.In(d.Book.Zone).Format("2006-01-02T15:04:05-07:00")
}
