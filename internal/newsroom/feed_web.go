package newsroom

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/feeds"
	"adal/internal/i18n"
	"adal/internal/web"
)

// feedRoutes adds what machines read.
func (p pages) feedRoutes() {
	for _, kind := range []string{"atom", "rss", "json"} {
		for _, of := range []string{"", "/news/rubric/{rubric}", "/news/region/{region}", "/news/tag/{tag}"} {
			p.Handle("GET "+of+"/feed."+kind, charter.Read, p.feed)
		}
	}
	limit := web.Limit{Bytes: 1 << 10, Time: 10 * time.Second}
	p.HandleProgram("GET /sitemap.xml", charter.Read, p.sitemaps, limit)
	p.HandleProgram("GET /sitemap/{file}", charter.Read, p.sitemap, limit)
	p.HandleProgram("GET /robots.txt", charter.Read, p.robots, limit)
}

// feedItems is how many articles a feed has.
const feedItems = 30

func (p pages) feed(w http.ResponseWriter, r *web.Request) error {
	path, kind, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"+string(r.Lang)), "/feed.")
	if kind == "" {
		path, kind, _ = strings.Cut(path, "feed.")
	}
	page := newsPage{Path: path, newsroom: p.Newsroom}
	f, err := p.filter(r, &page)
	if err != nil {
		return err
	}
	f.Limit = feedItems
	all, err := p.News(r.Context(), f)
	if err != nil {
		return err
	}
	if page.Path == "" {
		page.Path = "/news"
	}
	feed := p.feedOf(r.Lang, page, all)
	write, mime := feed.Atom, feeds.AtomType
	switch kind {
	case "rss":
		write, mime = feed.RSS, feeds.RSSType
	case "json":
		write, mime = feed.JSON, feeds.JSONType
	}
	text, err := write()
	if err != nil {
		return err
	}
	if p.Hub != "" { // WebSub, 4: readers look here first
		w.Header().Add("Link", "<"+p.Hub+`>; rel="hub"`)
		w.Header().Add("Link", "<"+feed.Self+"."+kind+`>; rel="self"`)
	}
	r.Keep(keepFor)
	return p.Send(w, r, mime, text)
}

// dawnOfFeeds is when a feed changed last in which nothing stands.
var dawnOfFeeds = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

func (p pages) feedOf(l i18n.Lang, page newsPage, all []Publication) feeds.Feed {
	site := p.Address + "/" + string(l)
	f := feeds.Feed{
		Title: p.Words.Say(l, "web.name"), About: p.Words.Say(l, "web.tagline"), Lang: string(l),
		Home: site + page.Path, Self: site + page.Feed(), Updated: dawnOfFeeds, Hub: p.Hub,
	}
	if page.Title != "" {
		f.Title = page.Title + " · " + f.Title
	}
	for _, a := range all {
		rubric, _ := p.rubric(a.Rubric)
		f.Items = append(f.Items, feeds.Item{
			ID: feeds.Tag(p.Address, a.Docket), Title: a.Title, Summary: a.Lead, Link: site + a.Path(), Author: a.Author,
			Published: a.Published.Time, Updated: a.Changed.Time, Tags: []string{rubric.Name.In(l)},
		})
		if a.Changed.After(f.Updated) {
			f.Updated = a.Changed.Time
		}
	}
	return f
}

func (p pages) sitemaps(w http.ResponseWriter, r *web.Request) error {
	maps := []feeds.URL{{Loc: p.Address + "/sitemap/news.xml"}, {Loc: p.Address + "/sitemap/pages.xml"}}
	years, err := p.Years(r.Context())
	if err != nil {
		return err
	}
	for _, y := range years {
		maps = append(maps, feeds.URL{Loc: fmt.Sprintf("%s/sitemap/%d.xml", p.Address, y.Year), Changed: y.Changed.Time})
	}
	text, err := feeds.SitemapIndex(maps)
	if err != nil {
		return err
	}
	r.Keep(keepFor)
	return p.Send(w, r, feeds.XMLType, text)
}

// sitemap is of a year, of the news of two days, or of the pages that are always
// there.
func (p pages) sitemap(w http.ResponseWriter, r *web.Request) error {
	name, ok := strings.CutSuffix(r.PathValue("file"), ".xml")
	if !ok {
		return fault.NotFound
	}
	urls, err := p.urls(r, name)
	if err != nil {
		return err
	}
	text, err := feeds.Sitemap(urls)
	if err != nil {
		return err
	}
	r.Keep(keepFor)
	return p.Send(w, r, feeds.XMLType, text)
}

func (p pages) urls(r *web.Request, name string) ([]feeds.URL, error) {
	switch name {
	case "pages":
		return p.standing(), nil
	case "news":
		return p.fresh(r)
	}
	year, err := strconv.Atoi(name)
	if err != nil {
		return nil, fault.NotFound
	}
	all, err := p.Year(r.Context(), year)
	if err == nil && len(all) == 0 {
		err = fault.NotFound
	}
	texts := map[string][]feeds.Translated{}
	for _, a := range all {
		texts[a.Article] = append(texts[a.Article], feeds.Translated{Lang: string(a.Lang), Loc: p.Address + "/" + string(a.Lang) + a.Path()})
	}
	urls := make([]feeds.URL, len(all))
	for i, a := range all {
		urls[i] = feeds.URL{Loc: p.Address + "/" + string(a.Lang) + a.Path(), Changed: a.Changed.Time, Others: texts[a.Article]}
	}
	return urls, err
}

// standing are the pages of the navigation, each in every language.
func (p pages) standing() (urls []feeds.URL) {
	paths := []string{"/", "/news", "/news/archive"}
	for _, item := range p.Nav {
		if item.Href != "/news" && !strings.HasPrefix(item.Href, "/office") {
			paths = append(paths, item.Href)
		}
	}
	for _, path := range paths {
		var texts []feeds.Translated
		for _, l := range i18n.Langs {
			texts = append(texts, feeds.Translated{Lang: string(l), Loc: p.Address + "/" + string(l) + path})
		}
		for _, t := range texts {
			urls = append(urls, feeds.URL{Loc: t.Loc, Others: texts})
		}
	}
	return urls
}

// newsFor is how long an article is news to search engines.
const newsFor = 48 * time.Hour

func (p pages) fresh(r *web.Request) (urls []feeds.URL, err error) {
	for _, l := range i18n.Langs {
		all, err := p.News(r.Context(), Filter{Lang: l, Since: time.Now().Add(-newsFor), Limit: feeds.MostNews / len(i18n.Langs)})
		if err != nil {
			return nil, err
		}
		for _, a := range all {
			urls = append(urls, feeds.URL{Loc: p.Address + "/" + string(l) + a.Path(), News: &feeds.News{
				Publication: p.Words.Say(l, "web.name"), Lang: string(l), Title: a.Title, Published: a.Published.Time,
			}})
		}
	}
	return urls, nil
}

func (p pages) robots(w http.ResponseWriter, r *web.Request) error {
	r.Keep(time.Hour)
	return p.Send(w, r, "text/plain; charset=utf-8", []byte("User-agent: *\nDisallow: /kk/office\nDisallow: /ru/office\nDisallow: /en/office\nSitemap: "+p.Address+"/sitemap.xml\n"))
}
