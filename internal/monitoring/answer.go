package monitoring

import (
	"context"
	"errors"
	"slices"
	"strings"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// MaxReply is the most letters of what an institution says. It stands in full.
const MaxReply = 10_000

// A Saying is what an institution says: one of its five acts.
type Saying struct {
	Act   charter.Act  // reply, promise, claim-fixed, request-extension or disown
	Text  string       // the reply, or the reason
	Lang  i18n.Lang    // of the text
	Until calendar.Day // the date that it promises, or asks for
	Proof []Exhibit    // pictures that show the fix
}

// A Said is what was said about a shortcoming.
type Said struct {
	N       int
	Day     calendar.Day
	Kind    string // an act: reply, promise, claim-fixed, request-extension, disown, confirm, dispute; or Complaint
	Body    string // the institution; empty for anybody
	Seat    string
	Lang    i18n.Lang
	Text    string
	Until   calendar.Day
	Shown   bool   // everybody may read it, once the shortcoming is public
	Decided string // of what anybody wrote: Waiting until a seat has read it, then its decision
	About   int    // the removal that a complaint is about; 0 for the publication
}

// Answer does what an institution says by its link, and uses the link up. In its
// place it returns the token of a new one, for what the institution does next.
func (g *Group) Answer(ctx context.Context, token string, a Saying) (next string, err error) {
	t, body, err := g.reach(ctx, token)
	if err != nil {
		return "", err
	}
	ready, err := g.proof(ctx, body, a)
	if err != nil {
		return "", err
	}
	err = g.write(ctx, body, func(tx *db.Tx) error {
		if t, err = ticketOf(ctx, tx, token); err != nil {
			return err
		}
		if err := g.good(tx, t); err != nil {
			return err
		}
		s, err := shortcomingOf(ctx, tx, t.Docket)
		if err != nil {
			return err
		}
		by, err := g.principal(ctx, tx, t)
		if err != nil {
			return err
		}
		if err := g.say(ctx, tx, by, s, a, ready); err != nil {
			return err
		}
		if err := useTicket(ctx, tx, hashOf(token), g.Book.Today(tx), a.Act); err != nil {
			return err
		}
		if s.Institution != t.Institution || a.Act == charter.Disown {
			return nil
		}
		next, err = g.newTicket(ctx, tx, s, t.Paper)
		return err
	})
	g.changed()
	return next, err
}

// Say does what an institution says by a seat of its own.
func (g *Group) Say(ctx context.Context, by charter.Principal, id string, a Saying) error {
	body := ""
	if err := g.DB.Read(ctx, func(tx *db.Tx) error {
		s, err := shortcomingOf(ctx, tx, id)
		body = s.Body
		return err
	}); err != nil {
		return err
	}
	ready, err := g.proof(ctx, body, a)
	if err != nil {
		return err
	}
	err = g.write(ctx, body, func(tx *db.Tx) error {
		s, err := shortcomingOf(ctx, tx, id)
		if err != nil {
			return err
		}
		return g.say(ctx, tx, by, s, a, ready)
	})
	g.changed()
	return err
}

// proof makes ready what an institution shows.
func (g *Group) proof(ctx context.Context, body string, a Saying) ([]taken, error) {
	for i := range a.Proof {
		a.Proof[i].Kind = Proof
	}
	return g.take(ctx, body, a.Proof)
}

// say takes the step of what an institution says, and keeps it in full.
func (g *Group) say(ctx context.Context, tx *db.Tx, by charter.Principal, s Shortcoming, a Saying, ready []taken) error {
	a.Text = strings.TrimSpace(strings.ReplaceAll(a.Text, "\r\n", "\n"))
	if err := g.checkSaying(tx, s, a); err != nil {
		return err
	}
	today := g.Book.Today(tx)
	d := docket.Doing{Own: true, SHA256: digest([]byte(a.Text))}
	switch a.Act {
	case charter.Promise:
		d.Due, s.Promised = a.Until, a.Until
	case charter.RequestExtension:
		s.Asked = a.Until
	case charter.ClaimFixed:
		d.Due, s.Claimed = g.in(tx, g.terms().Look), today
	}
	hid := !s.Public()
	if err := g.step(ctx, tx, by, &s, a.Act, d); err != nil {
		return err
	}
	if s.Replied.IsZero() {
		s.Replied = today
	}
	// Asking for more time is no answer.
	if a.Act != charter.RequestExtension && !s.Raised.IsZero() && s.Answered.IsZero() {
		s.Answered = today
	}
	said := Said{Day: today, Kind: string(a.Act), Body: by.Body, Seat: by.Seat, Lang: a.Lang, Text: a.Text, Until: a.Until, Shown: !hid}
	for i := range ready {
		ready[i].Docket, ready[i].Body, ready[i].N = s.ID, by.Body, MostEvidence+ready[i].N
	}
	return errors.Join(insertSaid(ctx, tx, s.ID, said), g.update(ctx, tx, s), g.keep(ctx, tx, ready))
}

// latest is how far ahead an institution may promise, in days.
const latest = 730

func (g *Group) checkSaying(tx *db.Tx, s Shortcoming, a Saying) error {
	if !slices.Contains([]charter.Act{charter.Reply, charter.Promise, charter.ClaimFixed, charter.RequestExtension, charter.Disown}, a.Act) {
		return fault.In("act", "monitoring.act-missing")
	}
	if !allows(a.Act, s.State) {
		return notNow(s)
	}
	var wrong []error
	if a.Text == "" {
		wrong = append(wrong, fault.In("text", "monitoring.answer-empty"))
	}
	wrong = append(wrong, checkText("text", a.Text, MaxReply))
	if a.Act == charter.Promise || a.Act == charter.RequestExtension {
		today := g.Book.Today(tx)
		if !a.Until.After(today) || a.Until.After(today.AddDays(latest)) || a.Act == charter.RequestExtension && !a.Until.After(s.Due) {
			wrong = append(wrong, fault.In("until", "monitoring.date-wrong"))
		}
	}
	return errors.Join(wrong...)
}

// allows reports whether the flow has a step of an act from a state.
func allows(act charter.Act, in docket.State) bool {
	return slices.ContainsFunc(Flow.Steps, func(s docket.Step) bool { return s.Act == act && slices.Contains(s.From, in) })
}
