package monitoring

import (
	"context"
	"errors"
	"strings"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/i18n"
	"adal/internal/paper"
)

// Paper is a letter as PDF in a language, to be brought to its institution. If it
// went to no address that works it has a link: who prints it makes one, and the
// link names their seat for ever.
func (g *Group) Paper(ctx context.Context, by charter.Principal, id string, lang i18n.Lang) (pdf []byte, err error) {
	l, err := g.Letter(ctx, by, id)
	if err != nil {
		return nil, err
	}
	address := ""
	var from bodies.Body
	if err := g.write(ctx, by.Body, func(tx *db.Tx) error {
		if from, err = bodies.Get(ctx, tx, l.Body, l.Day); err != nil {
			return err
		}
		s, err := shortcomingOf(ctx, tx, l.Docket)
		if err != nil || !asks(l.Kind) || l.Address != "" && l.Bounced.IsZero() || s.Institution != l.Institution || len(answers(s.State)) == 0 {
			return err
		}
		token, err := g.newTicket(ctx, tx, s, by.Seat)
		address = g.answerAddress(lang, token)
		return err
	}); err != nil {
		return nil, err
	}
	return g.print(l, from, lang, address)
}

// print writes a letter as PDF.
func (g *Group) print(l Letter, from bodies.Body, lang i18n.Lang, address string) ([]byte, error) {
	p := paper.New(paper.About{
		Lang: lang, Title: l.Subject.In(lang), Author: from.Name.In(lang), Day: l.Day,
		Foot: strings.Join([]string{from.Name.In(lang), l.Number, g.Address}, " · "),
	})
	p.Text(from.Name.In(lang))
	p.Facts(
		paper.Fact{Name: g.Words.Say(lang, "monitoring.number"), Value: l.Number},
		paper.Fact{Name: g.Words.Say(lang, "monitoring.letter-day"), Value: i18n.Date(lang, l.Day)},
		paper.Fact{Name: g.Words.Say(lang, "monitoring.deadline"), Value: dateOr(lang, l.Due)},
	)
	p.Title(l.Subject.In(lang))
	p.Text(l.Text.In(lang))
	var wrong error
	if address != "" {
		p.Text(g.Words.Say(lang, "monitoring.letter-link-line", ""))
		p.Link(address, address)
		wrong = p.QR(address, address, 32)
	}
	pdf, err := p.Bytes()
	return pdf, errors.Join(err, wrong)
}

func dateOr(l i18n.Lang, d calendar.Day) string {
	if d.IsZero() {
		return "–"
	}
	return i18n.Date(l, d)
}
