package adal

import (
	"context"
	"strconv"
	"strings"

	"adal/internal/fault"
	"adal/internal/headquarters"
	"adal/internal/headquarters/events"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/office"
	"adal/internal/overlap"
)

// newLinks is what belongs together across the areas, each of which says here how
// it speaks of its things. Areas that come later add themselves to Sources.
func (a *App) newLinks(c Config) *links.Web {
	return &links.Web{DB: a.DB, Book: a.Book, Address: c.Address, Changed: a.Site.Changed, Sources: []links.Source{
		{Title: a.articleTitle, At: a.articleAt},
		{Title: a.planTitle, At: at("/plan/")},
		{Title: a.eventTitle, At: at("/events/")},
		{Title: a.initiativeTitle, At: at("/initiatives/")},
		{Title: a.shortcomingTitle, At: at("/monitoring/")},
		{Title: a.campaignTitle, At: at("/campaigns/")},
		{Title: a.courseTitle, At: a.courseAt},
	}}
}

// at finds the docket in the path of a page that has it as its last part.
func at(prefix string) func(context.Context, i18n.Lang, string) (string, error) {
	return func(_ context.Context, _ i18n.Lang, path string) (string, error) {
		id, ok := strings.CutPrefix(path, prefix)
		if !ok || id == "" || strings.Contains(id, "/") {
			return "", fault.NotFound
		}
		return id, nil
	}
}

func (a *App) planTitle(ctx context.Context, id string) (links.Ref, error) {
	i, err := a.Headquarters.Get(ctx, id)
	return links.Ref{Kind: overlap.PlanItem, Title: i.Work.Title, Path: "/plan/" + id, Day: i.Work.Since}, err
}

func (a *App) articleTitle(ctx context.Context, id string) (links.Ref, error) {
	p, err := a.Newsroom.Public(ctx, id)
	return links.Ref{Kind: "article", Title: plain(p.Title), Path: p.Path(), Lang: p.Lang, Day: p.Day}, err
}

// articleAt is the docket of the article of an address: /news/2020/03/slug.
func (a *App) articleAt(ctx context.Context, l i18n.Lang, path string) (string, error) {
	parts := strings.Split(strings.TrimPrefix(path, "/news/"), "/")
	if !strings.HasPrefix(path, "/news/") || len(parts) != 3 {
		return "", fault.NotFound
	}
	year, err := strconv.Atoi(parts[0])
	if err != nil {
		return "", fault.NotFound
	}
	month, err := strconv.Atoi(parts[1])
	if err != nil {
		return "", fault.NotFound
	}
	p, _, err := a.Newsroom.Article(ctx, l, year, month, parts[2])
	return p.Docket, err
}

// newHeadquarters keeps the members and plans of the headquarters.
func (a *App) newHeadquarters(c Config) *headquarters.Headquarters {
	a.Links = a.newLinks(c)
	a.Newsroom.Together, a.School.Links = a.Links.Timeline, a.Links
	a.Ground.Together, a.Ground.Linked = a.Links.Timeline, a.Links.Linked
	return &headquarters.Headquarters{DB: a.DB, Book: a.Book, Links: a.Links, Changed: a.Site.Changed, Events: a.eventLines}
}

// newEvents keeps the events of the headquarters. It comes after them, and after
// the box of letters.
func (a *App) newEvents(c Config) (*events.Hall, error) {
	key, err := c.followKey()
	return &events.Hall{
		DB: a.DB, Book: a.Book, Houses: a.Headquarters, Links: a.Links, Words: a.Site.Words, Address: strings.TrimRight(c.Address, "/"),
		Box: a.Box, Key: key, Changed: a.Site.Changed,
	}, err
}

// eventsPer is how many events stand on the page of a headquarters.
const eventsPer = 8

// eventLines are the events of a body that are ahead, and its latest ones.
func (a *App) eventLines(ctx context.Context, l i18n.Lang, body string) (lines []headquarters.Line, err error) {
	all, err := a.Events.Of(ctx, body)
	for _, e := range all {
		if e.Open && e.Item.Body == body && len(lines) < eventsPer {
			lines = append(lines, headquarters.Line{
				Title: e.Title.In(l), Href: "/events/" + e.ID, Day: e.Day(), Note: a.Site.Words.Say(l, "events.state-"+string(e.State)),
			})
		}
	}
	return lines, err
}

func (a *App) eventTitle(ctx context.Context, id string) (links.Ref, error) {
	e, err := a.Events.Public(ctx, id)
	if err != nil {
		return links.Ref{}, err
	}
	return links.Ref{Kind: "event", Title: e.Title, Path: "/events/" + id, Day: e.Day()}, nil
}

// planCards are what a seat of a headquarters finds to do.
func (a *App) planCards(ctx context.Context, body string) ([]office.Card, error) {
	items, err := a.Headquarters.Waiting(ctx, body)
	if err != nil {
		return nil, err
	}
	members, err := a.Headquarters.Sitting(ctx, body)
	return []office.Card{
		{Href: "/office/plan", Word: "headquarters.plan-card", Number: items},
		{Href: "/office/headquarters", Word: "headquarters.office-card", Number: members},
	}, err
}
