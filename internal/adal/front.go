package adal

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"adal/internal/calendar"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/monitoring"
	"adal/internal/newsroom"
	"adal/internal/perception"
)

// doors are the answers to the one question of the front page. Those of areas
// that an installation doesn't have aren't offered.
var doors = []newsroom.Door{
	{Want: "appeal", Hrefs: []string{"/reception/new/appeal"}},
	{Want: "signal", Hrefs: []string{"/reception/new/signal"}},
	{Want: "answer", Hrefs: []string{"/reception/mailbox"}},
	{Want: "shortcoming", Hrefs: []string{"/monitoring"}},
	{Want: "crime", Hrefs: []string{"/agency", "/charter#chapter-agency"}},
	{Want: "who", Hrefs: []string{"/institutions", "/charter"}},
	{Want: "event", Hrefs: []string{"/events"}},
	{Want: "initiative", Hrefs: []string{"/initiatives"}},
	{Want: "learn", Hrefs: []string{"/learning"}},
	{Want: "index", Hrefs: []string{"/index"}},
}

// figures are those of the front page, each area's own in the order in which a
// reader meets it. What fails is missed by nobody but the log: a front page is
// worth more than one of its numbers.
func (a *App) figures(ctx context.Context) (all []newsroom.Figure, err error) {
	for _, area := range []func(context.Context) ([]newsroom.Figure, error){a.received, a.raised, a.initiativeFigure, a.standing} {
		figures, err := area(ctx)
		if err != nil {
			a.log.ErrorContext(ctx, "the figures of the front page", "err", err)
			continue
		}
		all = append(all, figures...)
	}
	return all, nil
}

// received are the figures of the reception, a number for each track and never
// one for both.
func (a *App) received(ctx context.Context) (all []newsroom.Figure, err error) {
	tracks, err := a.Reception.Figures(ctx)
	for _, t := range tracks {
		all = append(all, newsroom.Figure{
			Label: a.text("reception." + string(t.Track) + "-figures"),
			Value: plain(t.Opened.String()),
			Of:    a.text("reception.figure-front", t.Since, t.Answered.String(), t.InTime.String()),
			Href:  "/reception/figures",
		})
	}
	return all, err
}

// aheadOnFront is how many events the front page is given.
const aheadOnFront = 4

// ahead are the events that take place soon.
func (a *App) ahead(ctx context.Context) (all []newsroom.Event, err error) {
	events, err := a.Events.Ahead(ctx, "", aheadOnFront)
	for _, e := range events {
		all = append(all, newsroom.Event{
			Title: e.Title, Note: plain(e.Starts.Format("15:04")), Href: "/events/" + e.ID, Day: e.Day(),
		})
	}
	return all, err
}

// A shower shows in a text what an area has below a path.
type shower struct {
	below string
	show  func(ctx context.Context, l i18n.Lang, rest string) (newsroom.Within, error)
}

// showers are the areas of which a text can show something. An area that comes
// later adds itself here.
func (a *App) showers() []shower {
	return []shower{{"/index/", a.chartWithin}, {"/events/", a.eventWithin}, {"/plan/", a.planWithin}, {"/monitoring/", a.shortcomingWithin}}
}

// within is what a text shows for the path of a page.
func (a *App) within(ctx context.Context, l i18n.Lang, path string) (newsroom.Within, error) {
	for _, s := range a.showers() {
		if rest, ok := strings.CutPrefix(path, s.below); ok && rest != "" && a.Site.Has(path) {
			w, err := s.show(ctx, l, rest)
			if w.Href == "" {
				w.Href = "/" + string(l) + path
			}
			return w, err
		}
	}
	return newsroom.Within{}, fault.NotFound
}

// A chart of the index is drawn at this size, in pixels; it scales.
const chartWide, chartHigh = 720, 480

// chartWithin is a country through the editions, or everybody in one.
func (a *App) chartWithin(ctx context.Context, l i18n.Lang, rest string) (w newsroom.Within, err error) {
	year, code, _ := strings.Cut(strings.TrimSuffix(rest, "/chart.svg"), "/")
	n, err := strconv.Atoi(year)
	if err != nil {
		return w, fault.NotFound
	}
	e, err := a.Index.Edition(ctx, n)
	if err != nil {
		return w, err
	}
	at := fmt.Sprintf("/%s/index/%d", l, n)
	w = newsroom.Within{
		Title: a.Site.Words.Say(l, "perception.field-title", n), Text: a.Site.Words.Say(l, "perception.field-about", len(e.Rows)),
		Href: at, Link: a.Site.Words.Say(l, "newsroom.within-table"), Chart: at + "/chart.svg", Width: chartWide, High: chartHigh,
	}
	if code == "" {
		return w, nil
	}
	row, ok := e.Row(code)
	if !ok {
		return w, fault.NotFound
	}
	s := e.Standing(a.Site.Words, row)
	w.Title = a.Site.Words.Say(l, "perception.series-title", perception.CountryName(l, code, row.Name))
	w.Text = fmt.Sprintf("%s: %s. %s", s.Label.In(l), s.Score.In(l), s.Of.In(l))
	w.Href, w.Chart = at+"/"+code, at+"/"+code+"/chart.svg"
	return w, nil
}

func (a *App) eventWithin(ctx context.Context, l i18n.Lang, id string) (newsroom.Within, error) {
	e, err := a.Events.Public(ctx, id)
	if err != nil {
		return newsroom.Within{}, err
	}
	return newsroom.Within{
		Title: e.Title.In(l), Text: i18n.Date(l, e.Day()) + ", " + e.Starts.Format("15:04"),
		State: a.Site.Words.Say(l, "events.state-"+string(e.State)),
	}, nil
}

func (a *App) planWithin(ctx context.Context, l i18n.Lang, id string) (newsroom.Within, error) {
	i, err := a.Headquarters.Get(ctx, id)
	if err != nil {
		return newsroom.Within{}, err
	}
	return newsroom.Within{
		Title: i.Work.Title.In(l), Text: days(l, i.Work.Since, i.Work.Until), State: a.Site.Words.Say(l, "headquarters.state-"+string(i.State)),
	}, nil
}

func days(l i18n.Lang, since, until calendar.Day) string {
	if until.IsZero() || since == until {
		return i18n.Date(l, since)
	}
	return i18n.Date(l, since) + " – " + i18n.Date(l, until)
}

// shortcomingWithin is a shortcoming as everybody may know it.
func (a *App) shortcomingWithin(ctx context.Context, l i18n.Lang, id string) (newsroom.Within, error) {
	p, err := a.Monitoring.Page(ctx, id)
	if err != nil {
		return newsroom.Within{}, err
	}
	return newsroom.Within{
		Title: p.Words.Title.In(l), Text: p.At.Name.In(l) + " · " + p.Number, State: a.Site.Words.Say(l, "monitoring.state-"+string(p.State)),
	}, nil
}

// raised is what became of the shortcomings that were raised; nothing while none
// was, or nobody can follow the figure to where it is from.
func (a *App) raised(ctx context.Context) ([]newsroom.Figure, error) {
	if !a.Site.Has("/monitoring") {
		return nil, nil
	}
	f, err := a.Monitoring.Figures(ctx, monitoring.Scope{})
	if err != nil || f.Raised == 0 {
		return nil, err
	}
	of := a.text("newsroom.raised-early", f.Open, f.Fix.N)
	if f.Fix.Shown() {
		of = a.text("newsroom.raised-of", f.Open, f.Fix.Of, f.Fix.N, f.Unknown)
	}
	value := i18n.Text{
		KK: i18n.Number(i18n.KK, int64(f.Raised)), RU: i18n.Number(i18n.RU, int64(f.Raised)), EN: i18n.Number(i18n.EN, int64(f.Raised)),
	}
	return []newsroom.Figure{{Label: a.text("newsroom.raised"), Value: value, Of: of, Href: "/monitoring"}}, nil
}
