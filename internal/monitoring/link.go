package monitoring

import (
	"context"
	"crypto/rand"
	"errors"
	"regexp"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
)

// A Ticket is a link by which an institution acts on one shortcoming, without an
// account: 130 random bits, of which the database has a hash. It is good for one
// act. Whoever opens it uses nothing up, for programs open links before people do.
type Ticket struct {
	ID          string // public: histories name it as the seat link-<id>
	Docket      string
	Institution string
	Made        calendar.Day
	Ends        calendar.Day // its last day
	Used        calendar.Day // zero while it is good
	Act         charter.Act  // that used it
	Paper       string       // the seat that printed it for an institution without an address; empty for none
}

// tokenForm is how rand.Text writes 130 bits.
var tokenForm = regexp.MustCompile(`^[A-Z2-7]{26}$`)

// newTicket makes a link to a shortcoming for its institution. Links that were
// made before stay good: a letter that was read late still opens.
func (g *Group) newTicket(ctx context.Context, tx *db.Tx, s Shortcoming, paper string) (token string, err error) {
	token = rand.Text()
	today := g.Book.Today(tx)
	return token, insertTicket(ctx, tx, hashOf(token), Ticket{
		ID: newID()[:12], Docket: s.ID, Institution: s.Institution, Made: today, Ends: today.AddDays(g.terms().Link), Paper: paper,
	})
}

// hashOf is how a link is kept. It has 130 bits, so a plain hash holds.
func hashOf(token string) string { return digest([]byte("adal answer\n" + token)) }

// ticket returns the link of a token. One that was never made is fault.NotFound.
func ticketOf(ctx context.Context, tx *db.Tx, token string) (Ticket, error) {
	if !tokenForm.MatchString(token) {
		return Ticket{}, fault.NotFound
	}
	return ticketByHash(ctx, tx, hashOf(token))
}

// good says why a link doesn't act any more.
func (g *Group) good(tx *db.Tx, t Ticket) error {
	switch {
	case !t.Used.IsZero() && t.Act == "":
		return fault.New(fault.Conflict, "monitoring.link-ended", t.Used)
	case !t.Used.IsZero():
		return fault.New(fault.Conflict, "monitoring.link-used", t.Used)
	case g.Book.Today(tx).After(t.Ends):
		return fault.New(fault.Conflict, "monitoring.link-over", t.Ends)
	}
	return nil
}

// principal is who acts by a link.
func (g *Group) principal(ctx context.Context, tx *db.Tx, t Ticket) (charter.Principal, error) {
	at, err := g.institution(ctx, tx, t.Institution)
	return charter.Principal{Seat: linkSeat + t.ID, Body: t.Institution, Kind: charter.KindStateBody, Region: at.Region}, err
}

// Resend sends a new link to the address that the directory has of the
// institution, and to no other: whoever holds an old link may ask for it. At most
// one goes out a day.
func (g *Group) Resend(ctx context.Context, token string) error {
	t, body, err := g.reach(ctx, token)
	if err != nil {
		return err
	}
	return g.write(ctx, body, func(tx *db.Tx) error {
		s, err := shortcomingOf(ctx, tx, t.Docket)
		if err != nil {
			return err
		}
		if s.Institution != t.Institution || len(answers(s.State)) == 0 {
			return notNow(s)
		}
		if n, err := lettersOn(ctx, tx, s.ID, LetterLink, g.Book.Today(tx)); err != nil || n > 0 {
			return errors.Join(err, fault.New(fault.Busy, "monitoring.link-sent"))
		}
		to, err := g.institution(ctx, tx, s.Institution)
		if err != nil {
			return err
		}
		if to.Email == "" {
			return fault.New(fault.Conflict, "monitoring.no-address")
		}
		return g.letter(ctx, tx, s, to, LetterLink)
	})
}

// reach finds the shortcoming of a token and the body in whose scope it is.
func (g *Group) reach(ctx context.Context, token string) (t Ticket, body string, err error) {
	return t, body, g.DB.Read(ctx, func(tx *db.Tx) error {
		if t, err = ticketOf(ctx, tx, token); err != nil {
			return err
		}
		s, err := shortcomingOf(ctx, tx, t.Docket)
		body = s.Body
		return err
	})
}

// AnswerableBy returns what is addressed to the body of a seat, and what the seat
// may do.
func (g *Group) AnswerableBy(ctx context.Context, by charter.Principal, id string) (a Answerable, err error) {
	return a, g.DB.Read(ctx, func(tx *db.Tx) error {
		if a.Current, err = shortcomingOf(ctx, tx, id); err != nil {
			return err
		}
		if a.Current.Institution != by.Body || a.Current.State == Draft || a.Current.State == Unconfirmed {
			return fault.NotFound
		}
		on := charter.Resource{Body: a.Current.Body, Docket: id, To: by.Body}
		if err := g.Book.Charter.Allow(by, charter.Reply, on); err != nil {
			return err
		}
		a.Acts = answers(a.Current.State)
		if a.At, err = g.institution(ctx, tx, by.Body); err != nil {
			return err
		}
		a.Page, err = g.page(ctx, tx, a.Current, by.Body)
		return err
	})
}

// Addressed returns what waits for an answer of the seat's body, the most urgent
// first.
func (g *Group) Addressed(ctx context.Context, by charter.Principal) (all []Line, err error) {
	if err := g.may(by, charter.Reply); err != nil {
		return nil, err
	}
	return all, g.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = addressed(ctx, tx, by.Body, docket.PerPage)
		return err
	})
}
