package adal

import (
	"context"
	"strings"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/directory"
	"adal/internal/fault"
	"adal/internal/institutions"
	"adal/internal/monitoring"
)

// newCatalogue is the pages of the directory.
func (a *App) newCatalogue(c Config) *institutions.Catalogue {
	return &institutions.Catalogue{DB: a.DB, Book: a.Book, Directory: a.Directory, Address: strings.TrimRight(c.Address, "/"), Changed: a.Site.Changed}
}

// institution is one of the directory as it is named on a day, or a body of the
// state that nobody has entered there.
func (a *App) institution(ctx context.Context, tx *db.Tx, id string, day calendar.Day) (monitoring.Institution, error) {
	all, err := a.Directory.In(ctx, tx)
	if err != nil {
		return monitoring.Institution{}, err
	}
	if i, ok := all.Get(id); ok {
		return observable(i, day), nil
	}
	b, err := bodies.Get(ctx, tx, id, day)
	if err == nil && b.Kind != charter.KindStateBody {
		err = fault.NotFound
	}
	return institutionOf(b), err
}

// institutions are those of the directory that exist on a day, and the bodies of
// the state that nobody has entered there.
func (a *App) institutions(ctx context.Context, tx *db.Tx, day calendar.Day) (found []monitoring.Institution, err error) {
	all, err := a.Directory.In(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, i := range all.Institutions {
		if i.Is(day) {
			found = append(found, observable(i, day))
		}
	}
	seated, err := bodies.All(ctx, tx, charter.KindStateBody, day)
	for _, b := range seated {
		if _, ok := all.Get(b.ID); !ok {
			found = append(found, institutionOf(b))
		}
	}
	return found, err
}

// observable is an institution as monitoring knows it. A mailbox that turns
// letters away is none: its letters are brought on paper.
func observable(i directory.Institution, day calendar.Day) monitoring.Institution {
	s := i.On(day)
	m := monitoring.Institution{ID: i.ID, Name: s.Name, Region: s.Region, Superior: s.Superior, Clock: i.Clock}
	if i.Refused.IsZero() {
		m.Email = i.Email
	}
	return m
}

func institutionOf(b bodies.Body) monitoring.Institution {
	return monitoring.Institution{ID: b.ID, Name: b.Name, Region: b.Region, Superior: b.Parent}
}
