package adal

import (
	"context"
	"fmt"
	"strings"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/i18n"
	"adal/internal/initiatives"
	"adal/internal/links"
	"adal/internal/newsroom"
	"adal/internal/office"

	_ "embed"

	"github.com/BurntSushi/toml"
)

// newGround brings good practices from an idea to the country. It comes after the
// box of letters.
func (a *App) newGround(c Config) *initiatives.Ground {
	return &initiatives.Ground{
		DB: a.DB, Book: a.Book, Words: a.Site.Words, Box: a.Box, Secret: a.Followers.Key, Signer: a.Reception.Signer, Key: a.Key,
		Address: strings.TrimRight(c.Address, "/"), Changed: a.Site.Changed,
	}
}

// initiativeTitle is how an initiative is called beside what belongs to it.
func (a *App) initiativeTitle(ctx context.Context, id string) (links.Ref, error) {
	i, err := a.Ground.Get(ctx, id)
	return links.Ref{Kind: initiatives.Kind, Title: i.Title, Path: i.Path(), Day: i.Opened}, err
}

// initiativeFigure is the figure of initiatives on the front page: those that were
// piloted, and of these those that worked.
func (a *App) initiativeFigure(ctx context.Context) (all []newsroom.Figure, err error) {
	s, err := a.Ground.Counted(ctx)
	judged := s[initiatives.Worked] + s[initiatives.Reworked] + s[initiatives.Spread] + s[initiatives.Failed]
	if err != nil || judged+s[initiatives.Piloted] == 0 {
		return nil, err
	}
	return []newsroom.Figure{{
		Label: a.text("initiatives.figure"), Value: plain(fmt.Sprint(judged - s[initiatives.Failed])),
		Of: a.text("initiatives.figure-of", judged, s[initiatives.Piloted]), Href: "/initiatives",
	}}, nil
}

// initiativeCards are what the project office finds to do.
func (a *App) initiativeCards(ctx context.Context, by charter.Principal) ([]office.Card, error) {
	all, err := a.Ground.Desk(ctx, by)
	n := 0
	for _, i := range all {
		if i.State == initiatives.Idea {
			n++
		}
	}
	return []office.Card{{Href: "/office/initiatives", Word: "initiatives.desk-card", Number: n}}, err
}

// demoInitiativesTOML are initiatives of the demo, one in each stage of their
// life. Their figures are invented.
//
//go:embed demo_initiatives.toml
var demoInitiativesTOML string

type demoInitiative struct {
	Title, Summary, Assessment, Verdict, Steps i18n.Text
	Topic                                      string
	Ago                                        int // days since it began
	Shown                                      bool
	Pilot                                      initiatives.Pilot
	Days                                       int // of the pilot
	To                                         string
	Instance                                   []struct {
		Region, Owner            string
		Name, Deviations, Result i18n.Text
		After, Days              int // since the idea
		Done                     string
	}
}

// initiatives lets the project office of the demo work: one seat leads the pilots,
// another one judges them.
func (d *demo) initiatives(ctx context.Context) error {
	var data struct{ Initiative []demoInitiative }
	if _, err := toml.Decode(demoInitiativesTOML, &data); err != nil {
		return fmt.Errorf("reading the initiatives: %w", err)
	}
	seats, err := d.seatsOf(ctx, "adaldyq-alany", 2)
	if err != nil {
		return err
	}
	today, err := d.today(ctx)
	if err != nil {
		return err
	}
	book, ground := *d.Book, *d.Ground
	ground.Book, ground.Changed = &book, nil
	for _, one := range data.Initiative {
		if err := one.live(ctx, &ground, &book.Day, today, seats); err != nil {
			return fmt.Errorf("%s: %w", one.Title.EN, err)
		}
	}
	d.Site.Changed()
	return nil
}

// live takes an initiative through its life, on the days on which it was.
func (o demoInitiative) live(ctx context.Context, g *initiatives.Ground, day *calendar.Day, today calendar.Day, seats []charter.Principal) error {
	lead, judge := seats[0], seats[1]
	*day = today.AddDays(-o.Ago)
	first := *day
	id, err := g.Begin(ctx, lead, initiatives.Said{Title: o.Title, Summary: o.Summary, Topic: o.Topic})
	if err != nil {
		return err
	}
	a := initiatives.Assessing{Title: o.Title, Summary: o.Summary, Topic: o.Topic, Assessment: o.Assessment}
	if o.Shown {
		*day = first.AddDays(3)
		if err := g.Assess(ctx, lead, id, initiatives.Shown, a); err != nil || o.Assessment.KK == "" {
			return err
		}
	}
	*day = first.AddDays(10)
	if err := g.Assess(ctx, lead, id, initiatives.Assessed, a); err != nil || o.Days == 0 {
		return err
	}
	if err := o.pilot(ctx, g, day, id, lead, judge); err != nil || o.To == "" {
		return err
	}
	if o.Steps.KK != "" {
		if err := g.SaveKit(ctx, lead, id, initiatives.Kit{Steps: o.Steps}); err != nil {
			return err
		}
	}
	return o.spread(ctx, g, day, first, id, lead)
}

func (o demoInitiative) pilot(ctx context.Context, g *initiatives.Ground, day *calendar.Day, id string, lead, judge charter.Principal) error {
	here, there := []initiatives.Measure{}, []initiatives.Measure{}
	for _, i := range o.Pilot.Indicators {
		here, there = append(here, i.HereAfter), append(there, i.ThereAfter)
	}
	p := o.Pilot
	p.Since, p.Until = day.AddDays(5), day.AddDays(5+o.Days)
	p.Indicators = append([]initiatives.Indicator{}, p.Indicators...)
	if err := g.Pilot(ctx, lead, id, p, nil); err != nil || o.To == "" {
		return err
	}
	*day = p.Until
	if err := g.Measure(ctx, lead, id, here, there); err != nil {
		return err
	}
	*day = day.AddDays(7)
	to := map[string]func() error{
		"worked":   func() error { return g.Judge(ctx, judge, id, initiatives.Worked, o.Verdict) },
		"reworked": func() error { return g.Judge(ctx, judge, id, initiatives.Reworked, o.Verdict) },
		"failed":   func() error { return g.Judge(ctx, judge, id, initiatives.Failed, o.Verdict) },
	}[o.To]
	if to == nil {
		return fmt.Errorf("no verdict is called %q", o.To)
	}
	return to()
}

func (o demoInitiative) spread(ctx context.Context, g *initiatives.Ground, day *calendar.Day, first calendar.Day, id string, lead charter.Principal) error {
	for _, i := range o.Instance {
		*day = first.AddDays(i.After)
		l := initiatives.Local{Region: i.Region, Name: i.Name, Owner: i.Owner, Since: *day, Until: day.AddDays(i.Days), Deviations: i.Deviations}
		one, err := g.Replicate(ctx, lead, id, l, nil)
		if err != nil {
			return fmt.Errorf("in %s: %w", i.Region, err)
		}
		if i.Done == "" {
			continue
		}
		if err := g.Advance(ctx, lead, one, initiatives.Running, i.Deviations, i18n.Text{}); err != nil {
			return err
		}
		if i.Done == string(initiatives.Finished) {
			*day = day.AddDays(i.Days)
			if err := g.Advance(ctx, lead, one, initiatives.Finished, i.Deviations, i.Result); err != nil {
				return err
			}
		}
	}
	return nil
}
