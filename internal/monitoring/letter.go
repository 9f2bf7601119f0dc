package monitoring

import (
	"context"
	"strings"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/mail"
)

// Kinds of letters to institutions.
const (
	LetterNotice    = "notice"    // before publication: the reply window
	LetterRaised    = "raised"    // the deadline
	LetterAgain     = "again"     // it isn't fixed: the next deadline
	LetterReminder  = "reminder"  // before the deadline
	LetterOverdue   = "overdue"   // after it
	LetterEscalated = "escalated" // to the superior body
	LetterBroken    = "broken"    // a promised date has passed
	LetterGranted   = "granted"   // more time
	LetterDeclined  = "declined"
	LetterLink      = "link" // a new link, as asked for
	LetterWithdrawn = "withdrawn"
	LetterRestored  = "restored"  // it was withdrawn wrongly: the deadline
	LetterSucceeded = "succeeded" // to who has the work of the one before
	LetterInherited = "inherited" // the same, before publication: a reply window of its own
)

// A Letter is one that went out, without the link that was in it.
type Letter struct {
	ID          string
	Body        string
	Docket      string
	Number      string // of the shortcoming
	N           int    // of the letters about it
	Institution string
	Name        i18n.Text // of whom it is to, as they were named
	Kind        string
	Day         calendar.Day
	Due         calendar.Day
	Address     string       // that it was sent to; empty if it has to be brought
	Bounced     calendar.Day // when the address turned out to be dead
	Subject     i18n.Text    // in Kazakh and Russian
	Text        i18n.Text
}

// letter posts a letter about a shortcoming in the transaction of what it follows
// from. Each has a new link, but for those that ask for nothing.
func (g *Group) letter(ctx context.Context, tx *db.Tx, s Shortcoming, to Institution, kind string) error {
	about, err := shortcomingOf(ctx, tx, s.ID) // as this transaction has it by now
	if err != nil {
		return err
	}
	l := Letter{ID: newID(), Body: s.Body, Docket: s.ID, Institution: to.ID, Name: to.Name, Kind: kind, Day: g.Book.Today(tx), Due: about.Due}
	if l.N, err = nextLetter(ctx, tx, s.ID); err != nil {
		return err
	}
	for lang, part := range map[i18n.Lang][2]*string{i18n.KK: {&l.Subject.KK, &l.Text.KK}, i18n.RU: {&l.Subject.RU, &l.Text.RU}} {
		*part[0] = g.Words.Say(lang, "monitoring.letter-"+kind+"-subject", about.Number)
		*part[1] = g.compose(lang, about, to, kind, l.Due)
	}
	address, err := mail.Address(to.Email)
	if err == nil && g.Box != nil && g.Box.Takes() {
		l.Address = address
	}
	if err := insertLetter(ctx, tx, l); err != nil || l.Address == "" {
		return err
	}
	return g.post(ctx, tx, about, l)
}

// compose is the text of a letter: to whom, what happened, what was seen, and what
// there is to do until when.
func (g *Group) compose(lang i18n.Lang, s Shortcoming, to Institution, kind string, due calendar.Day) string {
	say := func(key string, args ...any) string { return g.Words.Say(lang, "monitoring.letter-"+key, args...) }
	parts := []string{to.Name.In(lang), say(kind, s.Number, due), "«" + s.Title.In(lang) + "»", s.Facts.In(lang)}
	if s.Basis != "" {
		parts = append(parts, say("basis", s.Basis))
	}
	if !due.IsZero() && kind != LetterWithdrawn {
		parts = append(parts, say("due", due))
	}
	if asks(kind) {
		parts = append(parts, say("can"))
	}
	return strings.Join(append(parts, say("never")), "\n\n")
}

// asks reports whether a kind of letter asks for something, and so has a link. The
// superior body is told, and doesn't answer in the institution's place.
func asks(kind string) bool { return kind != LetterEscalated && kind != LetterWithdrawn }

// post sends a letter with its link in both languages.
func (g *Group) post(ctx context.Context, tx *db.Tx, s Shortcoming, l Letter) error {
	text := l.Text.KK + "\n\n* * *\n\n" + l.Text.RU
	if asks(l.Kind) {
		token, err := g.newTicket(ctx, tx, s, "")
		if err != nil {
			return err
		}
		text = l.Text.KK + "\n\n" + g.Words.Say(i18n.KK, "monitoring.letter-link-line", g.answerAddress(i18n.KK, token)) +
			"\n\n* * *\n\n" + l.Text.RU + "\n\n" + g.Words.Say(i18n.RU, "monitoring.letter-link-line", g.answerAddress(i18n.RU, token))
	}
	return g.Box.Post(ctx, tx, mail.Letter{
		To: l.Address, Subject: l.Subject.KK + " / " + l.Subject.RU, Text: text, Lang: i18n.KK, Key: "monitoring " + l.ID, About: aboutLetter + l.ID,
	})
}

// aboutLetter begins what the box knows of a letter of ours.
const aboutLetter = "monitoring-letter/"

// answerAddress is where an institution answers.
func (g *Group) answerAddress(l i18n.Lang, token string) string {
	return g.Address + "/" + string(l) + "/answer/" + token
}

// Bounced notes that a letter's address is dead, if it is a letter of ours: the
// outbox shows it, and "no answer" isn't said of who got nothing.
func (g *Group) Bounced(ctx context.Context, tx *db.Tx, about string) error {
	id, ours := strings.CutPrefix(about, aboutLetter)
	if !ours {
		return nil
	}
	if err := setBounced(ctx, tx, id, g.Book.Today(tx)); err != nil || g.Refused == nil {
		return err
	}
	l, err := letterOf(ctx, tx, id)
	if err != nil {
		return err
	}
	return g.Refused(ctx, tx, l.Institution, l.Address)
}

// LettersPerPage is how many letters a page of the outbox has.
const LettersPerPage = 50

// Outbox returns a page of the letters that a body sent, the newest first, and
// whether there are more.
func (g *Group) Outbox(ctx context.Context, by charter.Principal, page int) (all []Letter, more bool, err error) {
	if err := g.may(by, charter.Raise); err != nil {
		return nil, false, err
	}
	err = g.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = letters(ctx, tx, by.Body, LettersPerPage+1, page*LettersPerPage)
		return err
	})
	if len(all) > LettersPerPage {
		return all[:LettersPerPage], true, err
	}
	return all, false, err
}

// Letter returns a letter of the seat's body.
func (g *Group) Letter(ctx context.Context, by charter.Principal, id string) (l Letter, err error) {
	if err := g.may(by, charter.Raise); err != nil {
		return l, err
	}
	return l, g.DB.Read(ctx, func(tx *db.Tx) error {
		if l, err = letterOf(ctx, tx, id); err == nil && l.Body != by.Body {
			err = fault.NotFound
		}
		return err
	})
}
