package feeds

import (
	"encoding/xml"
	"time"
)

// MostURLs is how many addresses a sitemap may have (sitemaps.org), and MostNews
// how many one of news.
const (
	MostURLs = 50_000
	MostNews = 1_000
)

// A URL is an address of a sitemap.
type URL struct {
	Loc     string
	Changed time.Time    // zero if nobody knows
	Others  []Translated // the same in each language, itself among them
	News    *News        // of an article of the last two days
}

// Translated is an address in a language.
type Translated struct{ Lang, Loc string }

// News is what the extension for news says of an article.
type News struct {
	Publication, Lang, Title string
	Published                time.Time
}

type alternate struct {
	Rel  string `xml:"rel,attr"`
	Lang string `xml:"hreflang,attr"`
	Href string `xml:"href,attr"`
}

type publication struct {
	Name string `xml:"news:name"`
	Lang string `xml:"news:language"`
}

type news struct {
	Publication publication `xml:"news:publication"`
	Date        string      `xml:"news:publication_date"`
	Title       string      `xml:"news:title"`
}

type entry struct {
	Loc     string      `xml:"loc"`
	Changed string      `xml:"lastmod,omitempty"`
	Others  []alternate `xml:"xhtml:link"`
	News    *news       `xml:"news:news"`
}

type urlset struct {
	XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	XHTML   string   `xml:"xmlns:xhtml,attr"`
	News    string   `xml:"xmlns:news,attr"`
	URLs    []entry  `xml:"url"`
}

// Sitemap writes addresses; of more than MostURLs the first ones.
func Sitemap(urls []URL) ([]byte, error) {
	set := urlset{XHTML: "http://www.w3.org/1999/xhtml", News: "http://www.google.com/schemas/sitemap-news/0.9"}
	for _, u := range urls[:min(len(urls), MostURLs)] {
		e := entry{Loc: u.Loc}
		if !u.Changed.IsZero() {
			e.Changed = rfc3339(u.Changed)
		}
		for _, o := range u.Others {
			e.Others = append(e.Others, alternate{"alternate", o.Lang, o.Loc})
		}
		if n := u.News; n != nil {
			e.News = &news{publication{n.Publication, n.Lang}, rfc3339(n.Published), n.Title}
		}
		set.URLs = append(set.URLs, e)
	}
	return encode(set)
}

// SitemapIndex writes the addresses of sitemaps.
func SitemapIndex(maps []URL) ([]byte, error) {
	index := struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Maps    []entry  `xml:"sitemap"`
	}{}
	for _, m := range maps {
		e := entry{Loc: m.Loc}
		if !m.Changed.IsZero() {
			e.Changed = rfc3339(m.Changed)
		}
		index.Maps = append(index.Maps, e)
	}
	return encode(index)
}
