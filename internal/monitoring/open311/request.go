package open311

import (
	"context"
	"time"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/monitoring"
)

// A Request is a published shortcoming as programs read it. Until somebody decided
// a signal, and while what came of it isn't published, its request has its state
// and nothing of what was told: for whoever knows its id.
type Request struct {
	ID                  string // of the signal that it came of, else of the shortcoming
	Shortcoming         string // "" if there is none that is public
	Number              string
	State               docket.State
	Code                string
	Title, Facts        i18n.Text
	Institution, Region string
	Reason              string
	Place               monitoring.Place
	Due                 calendar.Day
	Picture             string // that was cleared: as its address names it
	published, moved    calendar.Day
	publishedAt         db.Time // if it is known as exactly as that
	movedAt             db.Time
	checklist           string
	version             int
	question            string
	after               docket.State // of a signal: what became of its shortcoming, "" for none
}

// closed are the states in which nothing more is expected; store_public.go says
// the same to the database.
var closed = map[docket.State]bool{
	monitoring.Fixed: true, monitoring.Partly: true, monitoring.NoAction: true, monitoring.NotOurs: true, monitoring.Duplicate: true,
	monitoring.Withdrawn: true, monitoring.Unconfirmed: true, Declined: true,
}

// Status is what the specification calls open and closed.
func (r Request) Status() string {
	if closed[r.State] {
		return "closed"
	}
	return "open"
}

// Requested is when it was published, or when the signal came in.
func (r Request) Requested(zone *time.Location) time.Time {
	return exact(r.publishedAt, r.published, zone)
}

// Updated is when it was last moved on.
func (r Request) Updated(zone *time.Location) time.Time {
	t := exact(r.movedAt, r.moved, zone)
	if r.moved.After(calendar.Of(t.In(zone))) { // steps of before moments were kept, or after
		t = start(r.moved, zone)
	}
	return t
}

func exact(at db.Time, day calendar.Day, zone *time.Location) time.Time {
	if at.IsZero() {
		return start(day, zone)
	}
	return at.Time
}

// Requests are a page of what is published, the newest first.
func (d *Door) Requests(ctx context.Context, f Filter) (all []Request, err error) {
	if f.IDs != nil {
		for _, id := range f.IDs {
			r, err := d.Request(ctx, id)
			if fault.Of(err) == fault.NotFound {
				continue // of several those that are there
			}
			if err != nil {
				return nil, err
			}
			all = append(all, r)
		}
		return all, nil
	}
	return all, d.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = requests(ctx, tx, f, d.Book.Zone)
		return err
	})
}

// Request is the request of an id: that of a published shortcoming, or of a signal.
// What was withdrawn is a fault that says so, with its reason.
func (d *Door) Request(ctx context.Context, id string) (r Request, err error) {
	return r, d.DB.Read(ctx, func(tx *db.Tx) error {
		shortcoming := id
		signal, err := signalRequest(ctx, tx, id)
		if err == nil {
			shortcoming = signal.Shortcoming
		} else if fault.Of(err) != fault.NotFound {
			return err
		}
		of := fault.NotFound
		if r, err = requestOf(ctx, tx, shortcoming); fault.Of(err) != of {
			return err
		}
		if reason, err := withdrawnOf(ctx, tx, shortcoming); fault.Of(err) != of {
			if err != nil {
				return err
			}
			return fault.New(of, "open311.withdrawn", reason)
		}
		if signal.ID == "" {
			return fault.New(of, "open311.id-unknown")
		}
		r = signal.envelope()
		return nil
	})
}

// envelope is a signal without anything that was told.
func (r Request) envelope() Request {
	if r.State == Taken && closed[r.after] {
		r.State, r.Reason = Declined, "" // the review didn't bear it out, and why is the group's
	}
	r.Shortcoming = ""
	return r
}
