package adal

import (
	"context"
	"slices"
	"strings"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/directory"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/institutions"
	"adal/internal/monitoring"
	"adal/internal/monitoring/figures"
)

// newCatalogue is the pages of the directory.
func (a *App) newCatalogue(c Config) *institutions.Catalogue {
	return &institutions.Catalogue{DB: a.DB, Book: a.Book, Directory: a.Directory, Address: strings.TrimRight(c.Address, "/"), Changed: a.Site.Changed, Observed: a.observed}
}

// observed is what monitoring found at an institution and what became of it. Of a
// rate below the least denominator there is no share, only how many there are.
func (a *App) observed(ctx context.Context, l i18n.Lang, id string) (o institutions.Observed, err error) {
	if a.Monitoring.FollowAt != nil {
		o.Follow = a.Monitoring.FollowAt(monitoring.Filter{Institution: id}.Subject())
	}
	f, err := a.Monitoring.Figures(ctx, monitoring.Scope{Institution: id})
	if err != nil || f.Raised == 0 {
		return o, err
	}
	for word, r := range map[string]figures.Rate{"institutions.figure-response": f.Response, "institutions.figure-fix": f.Fix} {
		one := institutions.Figure{Label: a.Site.Words.Say(l, word), Value: "–", Of: a.Site.Words.Say(l, "institutions.figure-few", r.N, figures.Least)}
		if r.Shown() {
			one.Value = i18n.Percent(l, r.Share(), 0)
			one.Of = a.Site.Words.Say(l, "institutions.figure-of", r.Of, r.N, f.Open, f.Unknown)
			one.Interval = i18n.Percent(l, r.Low, 0) + " – " + i18n.Percent(l, r.High, 0)
		}
		o.Figures = append(o.Figures, one)
	}
	if err := a.observedLines(ctx, l, id, &o); err != nil {
		return o, err
	}
	slices.SortFunc(o.Figures, func(x, y institutions.Figure) int { return strings.Compare(x.Label, y.Label) })
	return o, nil
}

// newestLines is how many shortcomings stand on the page of an institution.
const newestLines = 5

// observedLines are the newest shortcomings of an institution, and where all are.
func (a *App) observedLines(ctx context.Context, l i18n.Lang, id string, o *institutions.Observed) error {
	all, _, err := a.Monitoring.Notices(ctx, monitoring.Filter{Institution: id, Most: newestLines})
	for _, n := range all {
		o.Lines = append(o.Lines, institutions.Line{Title: n.Title.In(l), Href: n.Path(), Note: a.Site.Words.Say(l, "monitoring.state-"+string(n.State)), Day: n.Published})
	}
	if len(all) > 0 {
		o.More = "/monitoring?institution=" + id
	}
	return err
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

// heir is who has the work of an institution on a day. A body of the state that
// nobody has entered in the directory has its own.
func (a *App) heir(ctx context.Context, tx *db.Tx, id string, day calendar.Day) (string, error) {
	all, err := a.Directory.In(ctx, tx)
	if err != nil {
		return "", err
	}
	if _, ok := all.Get(id); !ok {
		return id, nil
	}
	i, ok := all.Heir(id, day)
	if !ok {
		return "", fault.NotFound
	}
	return i.ID, nil
}

// topicName is what the directory calls a topic.
func (a *App) topicName(ctx context.Context, tx *db.Tx, topic string) (i18n.Text, error) {
	all, err := a.Directory.In(ctx, tx)
	if err != nil {
		return i18n.Text{}, err
	}
	found, ok := all.Topic(topic)
	if !ok {
		return i18n.Text{}, fault.NotFound
	}
	return found.Name, nil
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
