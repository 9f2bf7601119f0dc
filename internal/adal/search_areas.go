package adal

import (
	"context"

	"adal/internal/db"
	"adal/internal/i18n"
	"adal/internal/monitoring"
	"adal/internal/newsroom/seek"
	"adal/internal/search"
)

// mostEvents is how many of the events ahead search knows.
const mostEvents = 500

// areaSources are what the areas beside the newsroom have made public: compared
// every so often with what is found, since most of it becomes public by acts of
// several areas.
func (a *App) areaSources() []search.Source {
	return []search.Source{
		{Kind: "shortcoming", Always: true, Next: a.whole(a.findShortcomings)},
		{Kind: "institution", Always: true, Next: a.whole(a.findInstitutions)},
		{Kind: "event", Always: true, Next: a.whole(a.findEvents)},
		{Kind: "initiative", Always: true, Next: a.whole(a.findInitiatives)},
		{Kind: "course", Always: true, Next: a.whole(a.findCourses)},
	}
}

// areaKinds are how the kinds of areaSources are called.
var areaKinds = []seek.Kind{
	{ID: "shortcoming", Word: "seek.kind-shortcoming"}, {ID: "institution", Word: "seek.kind-institution"}, {ID: "event", Word: "seek.kind-event"},
	{ID: "initiative", Word: "seek.kind-initiative"}, {ID: "course", Word: "seek.kind-course"},
}

// findShortcomings are those in the public list: what was withdrawn isn't there.
func (a *App) findShortcomings(ctx context.Context, tx *db.Tx) (names []search.Names, err error) {
	all, _, err := a.Monitoring.Notices(ctx, monitoring.Filter{Most: monitoring.MostPublic})
	if err != nil {
		return nil, err
	}
	called := map[string]i18n.Text{}
	for _, n := range all {
		if _, known := called[n.Institution]; !known {
			i, err := a.institution(ctx, tx, n.Institution, a.Book.Today(tx))
			if err != nil {
				return nil, err
			}
			called[n.Institution] = i.Name
		}
		names = append(names, search.Names{
			Kind: "shortcoming", ID: n.ID, Region: n.Region, Path: n.Path(), Day: n.Published, Title: n.Title, Summary: called[n.Institution], Text: plain(n.Number),
		})
	}
	return names, nil
}

// findInstitutions are those of today.
func (a *App) findInstitutions(ctx context.Context, tx *db.Tx) (names []search.Names, err error) {
	all, err := a.institutions(ctx, tx, a.Book.Today(tx))
	for _, i := range all {
		names = append(names, search.Names{Kind: "institution", ID: i.ID, Region: i.Region, Path: "/institutions/" + i.ID, Title: i.Name})
	}
	return names, err
}

func (a *App) findEvents(ctx context.Context, _ *db.Tx) (names []search.Names, err error) {
	all, err := a.Events.Ahead(ctx, "", mostEvents)
	for _, e := range all {
		names = append(names, search.Names{Kind: "event", ID: e.ID, Path: "/events/" + e.ID, Day: e.Day(), Title: e.Title})
	}
	return names, err
}

func (a *App) findInitiatives(ctx context.Context, _ *db.Tx) (names []search.Names, err error) {
	all, err := a.Ground.All(ctx)
	for _, i := range all {
		names = append(names, search.Names{
			Kind: "initiative", ID: i.ID, Region: i.Said.Pilot.Region, Path: i.Path(), Day: i.Opened, Title: i.Title, Summary: i.Summary, Text: i.Verdict,
		})
	}
	return names, err
}

func (a *App) findCourses(ctx context.Context, _ *db.Tx) (names []search.Names, err error) {
	all, err := a.School.Taught(ctx)
	for _, c := range all {
		names = append(names, search.Names{Kind: "course", ID: c.Item.ID, Path: "/learning/" + c.Slug, Day: c.Version.Day, Title: c.Version.Title, Summary: c.Version.About})
	}
	return names, err
}
