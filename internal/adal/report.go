package adal

import (
	"context"
	"strconv"
	"strings"
	"time"

	"adal/internal/db"
	"adal/internal/headquarters"
	"adal/internal/headquarters/report"
	"adal/internal/i18n"
	"adal/internal/initiatives"
	"adal/internal/monitoring"
	"adal/internal/monitoring/figures"
	"adal/internal/newsroom"
	"adal/internal/reception"
)

// newReports makes the half-year reports of figures that the areas count. An area
// that counts nothing yet stands in them all the same, and says so.
func (a *App) newReports(c Config) *report.Desk {
	a.Headquarters.Reports = a.reportLines
	return &report.Desk{
		DB: a.DB, Book: a.Book, Words: a.Site.Words, Address: strings.TrimRight(c.Address, "/"), Changed: a.Site.Changed,
		Parts: []report.Part{
			{Word: "report.part-plan", Count: a.countPlan},
			{Word: "report.part-events", Count: a.countEvents},
			{Word: "report.part-learning", Count: a.countLearning},
			{Word: "report.part-news", Count: a.countNews},
			{Word: "report.part-reception", Count: a.countMatters},
			{Word: "report.part-monitoring", Count: a.countShortcomings},
			{Word: "report.part-initiatives", Count: a.countInitiatives},
		},
	}
}

// reportLines are the published reports of a body.
func (a *App) reportLines(ctx context.Context, l i18n.Lang, body string) (lines []headquarters.Line, err error) {
	all, err := a.Reports.Of(ctx, body)
	for _, r := range all {
		if r.Published != "" {
			lines = append(lines, headquarters.Line{Title: a.Reports.Title(l, r), Href: "/reports/" + r.ID, Day: r.Until.AddDays(1), Note: r.Number})
		}
	}
	return lines, err
}

// count is a whole number as each language writes it.
func count(n int) i18n.Text {
	return i18n.Text{KK: i18n.Number(i18n.KK, int64(n)), RU: i18n.Number(i18n.RU, int64(n)), EN: i18n.Number(i18n.EN, int64(n))}
}

// houseOf is the path of the page of a span's headquarters.
func houseOf(s report.Span) string {
	if s.Region == "" {
		return "/headquarters/republic"
	}
	return "/headquarters/" + s.Region
}

func (a *App) countPlan(ctx context.Context, s report.Span) ([]report.Figure, error) {
	f, err := a.Headquarters.Counted(ctx, s.Body, s.Since, s.Until)
	if f.Due == 0 {
		return nil, err
	}
	how, href := a.text("report.how-plan"), houseOf(s)+"#plan"
	return []report.Figure{
		{Key: "plan-due", Label: a.text("report.due-items"), Value: count(f.Due), Of: a.text("report.due-items-of", f.Done, f.Dropped, f.Open()), How: how, Href: href},
		{Key: "plan-in-time", Label: a.text("report.in-time"), Value: count(f.InTime), Of: a.text("report.in-time-of", f.Done), How: how, Href: href},
	}, err
}

func (a *App) countEvents(ctx context.Context, s report.Span) ([]report.Figure, error) {
	f, err := a.Events.Counted(ctx, s.Body, s.Since, s.Until)
	if f.Announced == 0 {
		return nil, err
	}
	href := "/events?since=" + s.Since.String() + "&until=" + s.Until.String() + "&body=" + s.Body
	how := a.text("report.how-reached")
	return []report.Figure{
		{Key: "events-held", Label: a.text("report.held"), Value: count(f.Held), Of: a.text("report.held-of", f.Announced, f.Cancelled, f.Silent), How: a.text("report.how-events"), Href: href},
		{Key: "people-reached", Label: a.text("report.reached"), Value: count(f.Reached), Of: a.text("report.reached-of", f.Held), How: how, Href: href},
		{Key: "people-trained", Label: a.text("report.trained"), Value: count(f.Trained), Of: a.text("report.trained-of", f.Training), How: how, Href: href},
	}, err
}

func (a *App) countLearning(ctx context.Context, s report.Span) ([]report.Figure, error) {
	f, err := a.School.Counted(ctx, s.Body, s.Since, s.Until)
	if f.Tried == 0 {
		return nil, err
	}
	return []report.Figure{{
		Key: "courses-passed", Label: a.text("report.courses"), Value: count(f.Passed), Of: a.text("report.courses-of", f.Tried, f.Issued),
		How: a.text("report.how-courses"), Href: "/learning",
	}}, err
}

// countNews counts what was published about the region, in each language.
func (a *App) countNews(ctx context.Context, s report.Span) ([]report.Figure, error) {
	zone := a.Book.Zone
	from := time.Date(s.Since.Year(), s.Since.Month(), s.Since.Day(), 0, 0, 0, 0, zone)
	end := s.Until.AddDays(1)
	to := time.Date(end.Year(), end.Month(), end.Day(), 0, 0, 0, 0, zone)
	var all, views int
	var of []any
	for _, l := range i18n.Langs {
		found, err := a.Newsroom.News(ctx, newsroom.Filter{
			Lang: l, Region: s.Region, Since: from, Before: newsroom.Place{At: db.Time{Time: to.UTC()}}, Limit: mostOfHalf,
		})
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			n, err := a.Newsroom.Views.Of(ctx, p.Docket)
			if err != nil {
				return nil, err
			}
			views += int(n.Views)
		}
		all, of = all+len(found), append(of, len(found))
	}
	if all == 0 {
		return nil, nil
	}
	return []report.Figure{
		{Key: "articles", Label: a.text("report.articles"), Value: count(all), Of: a.text("report.articles-of", of...), How: a.text("report.how-articles"), Href: "/news/archive"},
		{Key: "views", Label: a.text("report.views"), Value: count(views), Of: a.text("report.views-of"), How: a.text("report.how-views"), Href: "/news/archive"},
	}, nil
}

// mostOfHalf is how many articles of a half year are counted in a language.
const mostOfHalf = 20_000

// countMatters counts each track for itself, with what could tell of persons kept
// back.
func (a *App) countMatters(ctx context.Context, s report.Span) (all []report.Figure, err error) {
	tracks, err := a.Reception.FiguresOf(ctx, s.Region, s.Since, s.Until)
	for _, t := range tracks {
		if !t.Opened.Hidden && t.Opened.N == 0 {
			continue
		}
		word := map[reception.Track]string{reception.Appeal: "report.appeals", reception.Signal: "report.signals"}[t.Track]
		all = append(all, report.Figure{
			Key: string(t.Track) + "s", Label: a.text(word), Value: plain(t.Opened.String()),
			Of:  a.text("report.matters-of", t.Answered.String(), t.InTime.String(), t.Open.String()),
			How: a.text("report.how-matters"), Href: "/reception/figures",
		})
	}
	return all, err
}

func (a *App) countShortcomings(ctx context.Context, s report.Span) ([]report.Figure, error) {
	f, err := a.Monitoring.Figures(ctx, monitoring.Scope{Region: s.Region, Since: s.Since, Until: s.Until})
	if err != nil || f.Raised == 0 {
		return nil, err
	}
	// Of a rate, Of is the numerator and N the denominator.
	share := func(r figures.Rate) i18n.Text { return plain(strconv.Itoa(r.Of) + " / " + strconv.Itoa(r.N)) }
	how, href := a.text("report.how-shortcomings"), "/monitoring"
	if s.Region != "" {
		href += "?region=" + s.Region
	}
	return []report.Figure{
		{Key: "shortcomings-raised", Label: a.text("report.raised"), Value: count(f.Raised), Of: a.text("report.raised-of", f.Open, f.Claimed), How: how, Href: href},
		{Key: "shortcomings-answered", Label: a.text("report.answered"), Value: share(f.Response), Of: a.text("report.rate-of", f.Response.N), How: how, Href: href},
		{Key: "shortcomings-fixed", Label: a.text("report.fixed"), Value: share(f.Fix), Of: a.text("report.fixed-of", f.Fix.N, f.Unknown), How: how, Href: href},
	}, nil
}

// countInitiatives counts the initiatives that are at work in the region, each in
// the stage that it is in.
func (a *App) countInitiatives(ctx context.Context, s report.Span) (all []report.Figure, err error) {
	stages, err := a.Ground.StagesIn(ctx, s.Region, s.Until)
	for _, stage := range initiatives.Stages {
		if n := stages[stage]; n > 0 {
			all = append(all, report.Figure{
				Key: "initiatives-" + string(stage), Label: a.text("initiatives.state-" + string(stage)), Value: count(n),
				Of: a.text("initiatives.counted"), How: a.text("initiatives.how-counted"), Href: "/initiatives?stage=" + string(stage),
			})
		}
	}
	return all, err
}
