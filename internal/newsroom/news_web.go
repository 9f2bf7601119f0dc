package newsroom

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/web"
)

// newsRoutes adds the lists of articles.
func (p pages) newsRoutes() {
	p.Handle("GET /news", charter.Read, p.news)
	p.Handle("GET /news/rubric/{rubric}", charter.Read, p.news)
	p.Handle("GET /news/region/{region}", charter.Read, p.news)
	p.Handle("GET /news/tag/{tag}", charter.Read, p.news)
	p.Handle("GET /news/archive", charter.Read, p.archive)
	p.Handle("GET /news/{year}/{month}", charter.Read, p.month)
}

// keepFor is how long a page may stand as it is although nothing was published:
// a scheduled article is seen at the latest then.
const keepFor = time.Minute

// perPage is how many articles a page of a list has.
const perPage = 20

// newsPage is a list of articles.
type newsPage struct {
	Path     string // of the list, without the language
	Title    string // of the rubric, region or tag; empty for all
	Lines    []Publication
	Older    string // what stands in ?before=; empty if there is nothing older
	Later    bool   // it isn't the first page
	Rubrics  []Rubric
	Rubric   string
	Month    calendar.Day // of a month's page
	newsroom *Newsroom
}

// RubricName is the name of the rubric of a line.
func (p newsPage) RubricName(id string) i18n.Text {
	r, _ := p.newsroom.rubric(id)
	return r.Name
}

// Feed is the address of the feeds of a list, without the language and ending;
// empty if there are none.
func (p newsPage) Feed() string {
	switch {
	case p.Path == "/news":
		return "/feed"
	case !p.Month.IsZero():
		return ""
	}
	return p.Path + "/feed"
}

// Letters is where a list can be had by letter, without the language; empty if
// it can't.
func (p newsPage) Letters() string {
	of, ok := strings.CutPrefix(p.Path, "/news")
	switch {
	case !p.newsroom.Letters || !ok || !p.Month.IsZero() || strings.HasPrefix(of, "/tag/"):
		return ""
	case of == "":
		return "/subscribe"
	}
	return "/subscribe?of=" + strings.TrimPrefix(of, "/")
}

func (p pages) news(w http.ResponseWriter, r *web.Request) error {
	page := newsPage{Path: strings.TrimPrefix(r.URL.Path, "/"+string(r.Lang)), Rubrics: p.Rubrics, newsroom: p.Newsroom}
	f, err := p.filter(r, &page)
	if err != nil {
		return err
	}
	if f.Before, err = placeOf(r.FormValue("before")); err != nil {
		return err
	}
	page.Later = f.Before != Place{}
	if err := p.lines(r, f, &page); err != nil {
		return err
	}
	r.Keep(keepFor)
	return p.Show(w, r, "newsroom/news", page)
}

// lines fills a page with what a filter leaves.
func (p pages) lines(r *web.Request, f Filter, page *newsPage) (err error) {
	f.Limit = perPage + 1
	if page.Lines, err = p.News(r.Context(), f); err != nil {
		return fmt.Errorf("the news: %w", err)
	}
	if len(page.Lines) > perPage {
		page.Lines = page.Lines[:perPage]
		page.Older = page.Lines[perPage-1].Place()
	}
	return nil
}

// filter reads what narrows the news from an address, and gives the page its
// title.
func (p pages) filter(r *web.Request, page *newsPage) (Filter, error) {
	f := Filter{Lang: r.Lang, Rubric: r.PathValue("rubric"), Region: r.PathValue("region"), Tag: r.PathValue("tag")}
	switch {
	case f.Rubric != "":
		rubric, ok := p.rubric(f.Rubric)
		if !ok {
			return f, fault.NotFound
		}
		page.Title, page.Rubric = rubric.Name.In(r.Lang), f.Rubric
	case f.Region != "":
		region, err := p.regionNow(r, f.Region)
		page.Title = region.Name.In(r.Lang)
		return f, err
	case f.Tag != "":
		name, err := p.TagName(r.Context(), r.Lang, f.Tag)
		page.Title = "#" + name
		return f, err
	}
	return f, nil
}

func (p pages) regionNow(r *web.Request, code string) (region bodies.Region, err error) {
	return region, p.DB.Read(r.Context(), func(tx *db.Tx) error {
		region, err = bodies.RegionOn(r.Context(), tx, code, p.Book.Today(tx))
		return err
	})
}

// Place is where a publication stands in the news, for an address.
func (p Publication) Place() string {
	return strconv.FormatInt(p.Published.UnixMicro(), 36) + "-" + p.Docket
}

// placeOf reads what Place wrote; "" is the beginning.
func placeOf(s string) (Place, error) {
	if s == "" {
		return Place{}, nil
	}
	moment, docket, ok := strings.Cut(s, "-")
	micro, err := strconv.ParseInt(moment, 36, 64)
	if !ok || err != nil {
		return Place{}, fault.NotFound
	}
	return Place{At: db.Time{Time: time.UnixMicro(micro).UTC()}, Docket: docket}, nil
}

// archivePage are the months in which something was published.
type archivePage struct{ Years []archiveYear }

type archiveYear struct {
	Year   int
	Months []Month
}

// Day is the first day of a month.
func (m Month) Day() calendar.Day { return calendar.Date(m.Year, time.Month(m.Month), 1) }

// Path is the address of a month without its language.
func (m Month) Path() string { return fmt.Sprintf("/news/%04d/%02d", m.Year, m.Month) }

func (p pages) archive(w http.ResponseWriter, r *web.Request) error {
	all, err := p.Archive(r.Context(), r.Lang)
	if err != nil {
		return err
	}
	var page archivePage
	for _, m := range all {
		if n := len(page.Years); n == 0 || page.Years[n-1].Year != m.Year {
			page.Years = append(page.Years, archiveYear{Year: m.Year})
		}
		y := &page.Years[len(page.Years)-1]
		y.Months = append(y.Months, m)
	}
	r.Keep(keepFor)
	return p.Show(w, r, "newsroom/archive", page)
}

// month lists the articles of a month of the archive.
func (p pages) month(w http.ResponseWriter, r *web.Request) error {
	year, month, err := monthOf(r)
	if err != nil {
		return err
	}
	first := calendar.Date(year, time.Month(month), 1)
	page := newsPage{Path: strings.TrimPrefix(r.URL.Path, "/"+string(r.Lang)), Month: first, newsroom: p.Newsroom, Rubrics: p.Rubrics}
	page.Title = i18n.MonthYear(r.Lang, first)
	f := Filter{Lang: r.Lang, Since: p.midnight(first), Before: Place{At: db.Time{Time: p.midnight(first.AddMonths(1))}}}
	if before := r.FormValue("before"); before != "" {
		if f.Before, err = placeOf(before); err != nil {
			return err
		}
		page.Later = true
	}
	if err := p.lines(r, f, &page); err != nil {
		return err
	}
	if len(page.Lines) == 0 {
		return fault.NotFound
	}
	r.Keep(keepFor)
	return p.Show(w, r, "newsroom/news", page)
}

// monthOf reads the year and the month of an address, which has one spelling of
// each.
func monthOf(r *web.Request) (year, month int, err error) {
	at, err := time.Parse("2006-01", r.PathValue("year")+"-"+r.PathValue("month"))
	if err != nil {
		return 0, 0, errors.Join(fault.NotFound, err)
	}
	return at.Year(), int(at.Month()), nil
}

// midnight is when a day begins for the bodies.
func (p pages) midnight(d calendar.Day) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, p.Book.Zone)
}
