package initiatives

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/markdown"
	"adal/internal/overlap"
)

// Bounds of texts, in letters.
const (
	longTitle = 200
	longText  = 20_000
	longIdea  = 5_000 // of a stranger
)

// waiting is how many ideas of strangers may wait to be assessed: the office
// reads them one by one.
const waiting = 300

// tidy trims the texts and says what is wrong with them.
func (s *Said) tidy(most int) error {
	var wrong []error
	for field, t := range map[string]*i18n.Text{
		"title": &s.Title, "summary": &s.Summary, "assessment": &s.Assessment, "declined": &s.Declined, "verdict": &s.Verdict,
	} {
		long := most
		if field == "title" {
			long = longTitle
		}
		for l, text := range each(t) {
			*text = strings.TrimSpace(strings.ToValidUTF8(*text, "\ufffd"))
			if n := utf8.RuneCountInString(*text); n > long {
				wrong = append(wrong, fault.In(field+"-"+string(l), "initiatives.long", n, long))
			}
			for _, err := range lint(field, *text) {
				wrong = append(wrong, renamed(err, field+"-"+string(l)))
			}
		}
	}
	if s.Title == (i18n.Text{}) {
		wrong = append(wrong, fault.In("title-kk", "initiatives.missing"))
	}
	if s.Summary == (i18n.Text{}) {
		wrong = append(wrong, fault.In("summary-kk", "initiatives.missing"))
	}
	if !slices.Contains(overlap.Topics, s.Topic) {
		wrong = append(wrong, fault.In("topic", "initiatives.topic-missing"))
	}
	return errors.Join(wrong...)
}

// lint says what of a text can't be shown; a title is no Markdown.
func lint(field, text string) []error {
	if field == "title" {
		return nil
	}
	return markdown.Lint(text)
}

// renamed is a fault of another field.
func renamed(err error, field string) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return fault.In(field, f.Word, f.Args...)
	}
	return err
}

// each is the texts of the three languages.
func each(t *i18n.Text) map[i18n.Lang]*string {
	return map[i18n.Lang]*string{i18n.KK: &t.KK, i18n.RU: &t.RU, i18n.EN: &t.EN}
}

// Propose brings an idea of somebody from the public, in the language of the
// page they wrote it on, to the project office. It returns the number to ask
// after it by.
func (g *Ground) Propose(ctx context.Context, by charter.Principal, l i18n.Lang, title, summary, topic string) (number string, err error) {
	s := Said{Topic: topic, Origin: Origin{Citizen: true}}
	*each(&s.Title)[l], *each(&s.Summary)[l] = title, summary
	if err := s.tidy(longIdea); err != nil {
		return "", inForm(err)
	}
	office, err := g.office(ctx)
	if err != nil {
		return "", err
	}
	var i docket.Item
	err = g.DB.Write(ctx, office.ID, func(tx *db.Tx) error {
		n, err := docket.CountOpen(ctx, tx, office.ID, []string{Kind})
		if err != nil {
			return err
		}
		if n >= waiting {
			return fault.New(fault.Busy, "initiatives.waiting")
		}
		i, err = g.open(ctx, tx, by, charter.Propose, "", office, s)
		return err
	})
	return i.Number, err
}

// inForm names the faults of an idea's form, which has one field for a text and
// not one for each language.
func inForm(err error) error {
	var all []error
	for _, f := range fault.Fields(err) {
		name, _, _ := strings.Cut(f.Field, "-")
		all = append(all, fault.In(name, f.Word, f.Args...))
	}
	if all == nil {
		return err
	}
	return errors.Join(all...)
}

// office is the project office that ideas of strangers go to: the republic's, or
// else the first.
func (g *Ground) office(ctx context.Context) (bodies.Body, error) {
	var all []bodies.Body
	err := g.DB.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = bodies.All(ctx, tx, charter.KindProjectOffice, g.Book.Today(tx))
		return err
	})
	if err != nil {
		return bodies.Body{}, err
	}
	if n := slices.IndexFunc(all, func(b bodies.Body) bool { return b.Region == "" }); n > 0 {
		return all[n], nil
	}
	if len(all) == 0 {
		return bodies.Body{}, fault.New(fault.Conflict, "initiatives.no-office")
	}
	return all[0], nil
}

// Begin begins an initiative of a seat's own office.
func (g *Ground) Begin(ctx context.Context, by charter.Principal, s Said) (id string, err error) {
	s = Said{Title: s.Title, Summary: s.Summary, Topic: s.Topic}
	if err := s.tidy(longText); err != nil {
		return "", err
	}
	err = g.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		body, err := bodies.Get(ctx, tx, by.Body, g.Book.Today(tx))
		if err != nil {
			return err
		}
		i, err := g.open(ctx, tx, by, charter.Assess, Idea, body, s)
		id = i.ID
		return err
	})
	return id, err
}

func (g *Ground) open(ctx context.Context, tx *db.Tx, by charter.Principal, act charter.Act, to docket.State, body bodies.Body, s Said) (docket.Item, error) {
	text, hash, err := s.text()
	if err != nil {
		return docket.Item{}, err
	}
	i, err := g.Book.Open(ctx, tx, Flow, act, docket.Doing{By: by, Own: true, To: to, SHA256: hash}, body, body.Region)
	if err != nil {
		return i, err
	}
	return i, insert(ctx, tx, i.ID, text)
}

// step changes what an initiative says and takes a step with it, both or
// neither.
func (g *Ground) step(ctx context.Context, by charter.Principal, id string, act charter.Act, to docket.State, change func(tx *db.Tx, i *Initiative, d *docket.Doing) error) error {
	err := g.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		i, err := g.mine(ctx, tx, by, id)
		if err != nil {
			return err
		}
		d := docket.Doing{By: by, To: to}
		if err := change(tx, &i, &d); err != nil {
			return err
		}
		text, hash, err := i.text()
		if err != nil {
			return err
		}
		d.SHA256 = hash
		if _, err := g.Book.Do(ctx, tx, Flow, id, act, d); err != nil {
			return err
		}
		return setSaid(ctx, tx, id, text)
	})
	if err == nil {
		g.changed()
	}
	return err
}

// Assessing is what the office says of an idea.
type Assessing struct {
	Title, Summary i18n.Text // as everybody will see them: the office may put a stranger's text in order
	Topic          string
	Assessment     i18n.Text // why it is worth a pilot; of Assessed
	Declined       i18n.Text // why it isn't; of Declined
}

// Assess shows an idea to everybody, finds it worth a pilot, or declines it. An
// assessment and a refusal have their reasons in Kazakh at least.
func (g *Ground) Assess(ctx context.Context, by charter.Principal, id string, to docket.State, a Assessing) error {
	if to != Shown && to != Assessed && to != Declined {
		return fault.In("to", "initiatives.to-missing")
	}
	return g.step(ctx, by, id, charter.Assess, to, func(_ *db.Tx, i *Initiative, d *docket.Doing) error {
		if to == Declined {
			i.Declined = a.Declined
		} else {
			i.Title, i.Summary, i.Said.Topic, i.Seen = a.Title, a.Summary, a.Topic, true
		}
		if to == Assessed {
			i.Assessment = a.Assessment
		}
		if err := i.tidy(longText); err != nil {
			return err
		}
		switch {
		case to == Declined && i.Declined.KK == "":
			return fault.In("declined-kk", "initiatives.reason-missing")
		case to == Assessed && i.Assessment.KK == "":
			return fault.In("assessment-kk", "initiatives.reason-missing")
		}
		return nil
	})
}
