package monitoring

import (
	"context"
	"net/url"
	"slices"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/i18n"
)

// An Event is a public step of a shortcoming, as those who follow it are told of.
type Event struct {
	ID    string // of the shortcoming
	State docket.State
	Act   charter.Act
	Day   calendar.Day
}

// tell says what happened to whoever asked for it. A step is what moves a
// shortcoming, and what its institution replies: not how often it was confirmed, no
// complaint, and no correction that waits.
func (g *Group) tell(ctx context.Context, tx *db.Tx, s Shortcoming, act charter.Act, step bool) error {
	if g.Tell != nil {
		if err := g.Tell(ctx, tx, s, act); err != nil {
			return err
		}
	}
	if g.Step == nil || !step {
		return nil
	}
	return g.Step(ctx, tx, Event{ID: s.ID, State: s.State, Act: act, Day: g.Book.Today(tx)})
}

// Subjects under which shortcomings can be followed: one of them, or a list as it is
// narrowed.
const (
	oneSubject  = "monitoring/one/"
	listSubject = "monitoring/list?"
)

// Subject is how a shortcoming is called among what can be followed.
func Subject(id string) string { return oneSubject + id }

// Query is what narrows a list, as an address has it.
func (f Filter) Query() string {
	v := url.Values{}
	for name, value := range map[string]string{"institution": f.Institution, "region": f.Region, "topic": f.Topic, "campaign": f.Campaign, "state": f.Group} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v.Encode()
}

// Subject is how a list is called among what can be followed.
func (f Filter) Subject() string { return listSubject + f.Query() }

// Subjects are all under which a step can be followed, the narrowest first.
func (g *Group) Subjects(ctx context.Context, e Event) (all []string, err error) {
	var s Shortcoming
	if err := g.DB.Read(ctx, func(tx *db.Tx) (err error) {
		s, err = shortcomingOf(ctx, tx, e.ID)
		return err
	}); err != nil {
		return nil, err
	}
	groups := []string{""}
	for _, group := range Groups {
		if slices.Contains(of[group], e.State) {
			groups = append(groups, group)
		}
	}
	all = append(all, Subject(e.ID))
	for n := ways - 1; n >= 0; n-- {
		f := Filter{Institution: s.Institution, Region: s.Region, Topic: s.Topic, Campaign: s.Campaign}
		for bit, part := range []*string{&f.Institution, &f.Region, &f.Topic, &f.Campaign} {
			if n&(1<<bit) == 0 {
				*part = ""
			}
		}
		for _, f.Group = range groups {
			all = append(all, f.Subject())
		}
	}
	return slices.Compact(all), nil
}

// followAt is where letters about a subject can be asked for, "" for nowhere.
func (g *Group) followAt(subject string) string {
	if g.FollowAt == nil {
		return ""
	}
	return g.FollowAt(subject)
}

// Told is what a follower is told of a step: what stands on the page of the
// shortcoming now and the state that the step led to, and nothing else.
func (g *Group) Told(ctx context.Context, e Event) (letter func(i18n.Lang) (subject, text string), err error) {
	p, err := g.Page(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	return func(l i18n.Lang) (subject, text string) {
		state := g.Words.Say(l, "monitoring.state-"+string(e.State))
		if e.Act == charter.Reply {
			state = g.Words.Say(l, "monitoring.said-reply")
		}
		title := p.Title.In(l)
		if title == "" {
			title = p.Number // it was withdrawn since
		}
		return g.Words.Say(l, "monitoring.follow-subject", state, title),
			g.Words.Say(l, "monitoring.follow-letter", title, p.At.Name.In(l), p.Number, state, e.Day, g.Address+"/"+string(l)+Notice{ID: e.ID}.Path())
	}, nil
}
