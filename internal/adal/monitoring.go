package adal

import (
	"context"
	"errors"
	"strings"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/monitoring"
	"adal/internal/monitoring/open311"
	"adal/internal/office"
)

// newMonitoring is the monitoring groups. It comes after the box of letters.
func (a *App) newMonitoring(c Config) *monitoring.Group {
	terms := monitoring.Usual
	if c.ReplyWindow > 0 {
		terms.Reply = c.ReplyWindow
	}
	g := &monitoring.Group{
		DB: a.DB, Book: a.Book, Box: a.Box, Words: a.Site.Words, Log: a.log, Terms: terms, Address: strings.TrimRight(c.Address, "/"),
		Changed: a.Site.Changed, Institution: a.institution, Institutions: a.institutions, TopicName: a.topicName, Refused: a.Directory.Refuse, Heir: a.heir,
		Links: a.Links,
	}
	if a.Box.Takes() {
		g.Step, g.FollowAt = tellLater, followAt
	}
	g.Courses = a.coursesTaught
	g.Trained = func(ctx context.Context, tx *db.Tx, seat, course string) error {
		for _, slug := range []string{c.ObserverCourse, course} {
			if slug == "" {
				continue
			}
			if ok, err := a.School.Passed(ctx, tx, seat, slug); err != nil || !ok {
				return errors.Join(err, fault.In("observers", "monitoring.untrained", a.courseName(ctx, tx, slug)))
			}
		}
		return nil
	}
	bounced := a.Box.Bounced
	a.Box.Bounced = func(ctx context.Context, tx *db.Tx, about string) error {
		var err error
		if bounced != nil {
			err = bounced(ctx, tx, about)
		}
		return errors.Join(err, g.Bounced(ctx, tx, about))
	}
	return g
}

// newOpen311 is where programs of others come in. It comes after the groups, and
// hears of what they do in public beside whoever else does.
func (a *App) newOpen311() *open311.Door {
	d := &open311.Door{Group: a.Monitoring}
	tell := a.Monitoring.Tell
	a.Monitoring.Tell = func(ctx context.Context, tx *db.Tx, s monitoring.Shortcoming, act charter.Act) error {
		if tell != nil {
			if err := tell(ctx, tx, s, act); err != nil {
				return err
			}
		}
		return d.Stamp(ctx, tx, s, act)
	}
	return d
}

// coursesTaught are the courses that a campaign may ask of its observers.
func (a *App) coursesTaught(ctx context.Context) (all []monitoring.Course, err error) {
	taught, err := a.School.Taught(ctx)
	for _, c := range taught {
		all = append(all, monitoring.Course{Slug: c.Slug, Title: c.Version.Title})
	}
	return all, err
}

// courseName is what a course is called; its address if it isn't taught.
func (a *App) courseName(ctx context.Context, tx *db.Tx, slug string) i18n.Text {
	c, err := a.School.OpenIn(ctx, tx, slug)
	if err != nil {
		return plain(slug)
	}
	return c.Version.Title
}

// monitoringCards are what waits for a seat of a monitoring group.
func (a *App) monitoringCards(ctx context.Context, by charter.Principal) ([]office.Card, error) {
	n, err := a.Monitoring.ToDo(ctx, by)
	if err != nil {
		return nil, err
	}
	told, err := a.Open311.ToDecide(ctx, by)
	return []office.Card{
		{Href: "/office/monitoring", Word: "monitoring.desk-title", Number: n},
		{Href: "/office/signals", Word: "open311.signals", Number: told},
	}, err
}

// answerCards are what waits for a seat of an institution.
func (a *App) answerCards(ctx context.Context, by charter.Principal) ([]office.Card, error) {
	all, err := a.Monitoring.Addressed(ctx, by)
	return []office.Card{{Href: "/office/answers", Word: "monitoring.addressed", Number: len(all)}}, err
}

// shortcomingTitle is how a shortcoming that everybody may see is called beside
// what belongs to it.
func (a *App) shortcomingTitle(ctx context.Context, id string) (links.Ref, error) {
	p, err := a.Monitoring.Page(ctx, id)
	if err == nil && p.State == monitoring.Withdrawn {
		err = fault.NotFound
	}
	return links.Ref{Kind: monitoring.Flow.Kind, Title: p.Title, Path: "/monitoring/" + id, Day: p.Published}, err
}

// campaignTitle is how a campaign that has begun is called.
func (a *App) campaignTitle(ctx context.Context, id string) (links.Ref, error) {
	c, err := a.Monitoring.Campaign(ctx, charter.Public(), id)
	return links.Ref{Kind: monitoring.CampaignFlow.Kind, Title: c.Name, Path: "/campaigns/" + id, Day: c.Since}, err
}
