package office

import (
	"context"
	"fmt"
	"slices"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/register"
)

// A Listed is a body with its seats, as the keeper sees it.
type Listed struct {
	Body  bodies.Body
	Key   bodies.Key // the good one; empty if there is none
	Seats []bodies.Seat
}

// Directory returns the bodies that exist today with their seats.
func (o *Office) Directory(ctx context.Context, by charter.Principal) (all []Listed, err error) {
	if err := o.Charter.Allow(by, charter.SeatSomebody, charter.Resource{}); err != nil {
		return nil, err
	}
	err = o.DB.Read(ctx, func(tx *db.Tx) error {
		list, err := bodies.All(ctx, tx, "", o.today())
		if err != nil {
			return err
		}
		keys, err := bodies.Keys(ctx, tx)
		if err != nil {
			return err
		}
		for _, b := range list {
			l := Listed{Body: b}
			if l.Seats, err = bodies.Seats(ctx, tx, b.ID); err != nil {
				return err
			}
			if n := slices.IndexFunc(keys, func(k bodies.Key) bool { return k.Body == b.ID }); n >= 0 {
				l.Key = keys[n]
			}
			all = append(all, l)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("listing the seats: %w", err)
	}
	return all, nil
}

// Seat appoints a person to a seat of a body from today on, until a day or
// without one, and returns the invitation. It is shown once: only its hash is
// kept. Nobody appoints themselves.
func (o *Office) Seat(ctx context.Context, by charter.Principal, s bodies.Seat) (seat bodies.Seat, invitation string, err error) {
	err = o.DB.Write(ctx, scope, func(tx *db.Tx) error {
		b, err := o.body(ctx, tx, s.Body)
		if err != nil {
			return err
		}
		me, err := bodies.SeatByID(ctx, tx, by.Seat)
		if err != nil {
			return err
		}
		on := charter.Resource{Body: b.ID, Region: b.Region, Own: me.Person == s.Person}
		if err := o.Charter.Allow(by, charter.SeatSomebody, on); err != nil {
			return err
		}
		s.Since = o.today()
		if seat, invitation, err = bodies.Invite(ctx, tx, s); err != nil {
			return err
		}
		return o.record(ctx, tx, by, charter.SeatSomebody, register.Entry{
			Act: string(charter.SeatSomebody), To: b.ID, Name: seat.ID,
		})
	})
	if err != nil {
		return seat, "", fmt.Errorf("seating somebody in %s: %w", s.Body, err)
	}
	return seat, readableCode(invitation), nil
}

// First appoints the first person to the keeper's body, whom nobody can have
// seated. It is a fault.Conflict as soon as there was a seat in it.
func (o *Office) First(ctx context.Context, s bodies.Seat) (seat bodies.Seat, invitation string, err error) {
	err = o.DB.Write(ctx, scope, func(tx *db.Tx) error {
		b, err := o.body(ctx, tx, s.Body)
		if err != nil {
			return err
		}
		there, err := bodies.Seats(ctx, tx, b.ID)
		if err != nil {
			return err
		}
		if b.Kind != charter.KindKeeper || len(there) > 0 {
			return fault.New(fault.Conflict, "office.not-first")
		}
		s.Since = o.today()
		if seat, invitation, err = bodies.Invite(ctx, tx, s); err != nil {
			return err
		}
		return register.Stage(ctx, tx, register.Entry{
			Act: string(charter.SeatSomebody), Day: o.today(), To: b.ID, Name: seat.ID,
		})
	})
	if err != nil {
		return seat, "", fmt.Errorf("seating the first keeper: %w", err)
	}
	return seat, readableCode(invitation), nil
}

// body is a body that exists today.
func (o *Office) body(ctx context.Context, tx *db.Tx, id string) (bodies.Body, error) {
	b, ok, err := absent(bodies.Get(ctx, tx, id, o.today()))
	if err == nil && (!ok || !b.On(o.today())) {
		err = fault.In("body", "office.body-unknown")
	}
	return b, err
}

// Unseat ends a seat today: its sessions end, and what was sealed for it is
// destroyed. The last keeper stays, or nobody could seat anybody.
func (o *Office) Unseat(ctx context.Context, by charter.Principal, seat string) error {
	today := o.today()
	err := o.DB.Write(ctx, scope, func(tx *db.Tx) error {
		s, err := bodies.SeatByID(ctx, tx, seat)
		if err != nil {
			return err
		}
		b, err := bodies.Get(ctx, tx, s.Body, today)
		if err != nil {
			return err
		}
		on := charter.Resource{Body: b.ID, Region: b.Region, Own: s.ID == by.Seat}
		if err := o.Charter.Allow(by, charter.Unseat, on); err != nil {
			return err
		}
		if err := lastKeeper(ctx, tx, s, b, today); err != nil {
			return err
		}
		if err := bodies.Unseat(ctx, tx, seat, today); err != nil {
			return err
		}
		if err := deleteSessionsOf(ctx, tx, seat); err != nil {
			return err
		}
		return o.record(ctx, tx, by, charter.Unseat, register.Entry{Act: string(charter.Unseat), To: b.ID, Name: seat})
	})
	if err != nil {
		return fmt.Errorf("ending the seat %s: %w", seat, err)
	}
	return nil
}

// lastKeeper is a fault if a seat is the only one of the keeper's body that
// somebody took.
func lastKeeper(ctx context.Context, tx *db.Tx, s bodies.Seat, b bodies.Body, today calendar.Day) error {
	if b.Kind != charter.KindKeeper || !s.Taken() {
		return nil
	}
	all, err := bodies.Seats(ctx, tx, b.ID)
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.ID != s.ID && other.Taken() && other.On(today) {
			return nil
		}
	}
	return fault.New(fault.Conflict, "office.last-keeper")
}
