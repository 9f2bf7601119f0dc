package adal

import (
	"context"

	"adal/internal/db"
	"adal/internal/newsroom/seek"
	"adal/internal/search"
)

// mostEvents is how many of the events ahead search knows.
const mostEvents = 500

// areaSources are what the areas beside the newsroom have made public. A shortcoming
// is put by the act itself, so it is read once, by an index that hasn't got it; the
// rest is little, becomes public by acts of several areas, and is compared every so
// often with what is found.
func (a *App) areaSources() []search.Source {
	return []search.Source{
		{Kind: "shortcoming", Version: 1, Next: a.Monitoring.Findable},
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
