package feeds

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"
)

var (
	morning = time.Date(2020, 3, 6, 10, 0, 0, 0, time.FixedZone("Asia/Aqtau", 5*60*60))
	feed    = Feed{
		Title: "Жаңалықтар & пікір", About: "Маңғыстау", Lang: "kk", Home: "https://adal.example/kk/news", Self: "https://adal.example/kk/feed",
		Hub: "https://hub.example/", Updated: morning.Add(time.Hour),
		Items: []Item{{
			ID: Tag("https://adal.example", "d1"), Title: "Штаб <жоспары>", Summary: "Қысқаша: ә ғ қ ң ө ұ ү һ і", Link: "https://adal.example/kk/news/2020/03/shtab",
			Author: "Редакция", Published: morning, Updated: morning.Add(time.Hour), Tags: []string{"Ақтау"},
		}},
	}
)

// TestFormats lets an independent reader say what the feeds are.
func TestFormats(t *testing.T) {
	for kind, write := range map[string]func() ([]byte, error){"atom": feed.Atom, "rss": feed.RSS, "json": feed.JSON} {
		text, err := write()
		if err != nil {
			t.Fatal(err)
		}
		f, err := gofeed.NewParser().Parse(bytes.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v\n%s", kind, err, text)
		}
		if f.FeedType != kind || f.Title != feed.Title || f.Link != feed.Home || f.FeedLink != feed.Self+"."+kind || f.Language != "kk" || len(f.Items) != 1 {
			t.Errorf("%s: %+v", kind, f)
		}
		i := f.Items[0]
		text2 := i.Description
		if kind == "json" {
			text2 = i.Content
		}
		if i.GUID != "tag:adal.example,2026:d1" || i.Title != "Штаб <жоспары>" || text2 != feed.Items[0].Summary || i.Link != feed.Items[0].Link ||
			!i.PublishedParsed.Equal(morning) || i.Authors[0].Name != "Редакция" || len(i.Categories) != 1 || i.Categories[0] != "Ақтау" {
			t.Errorf("%s: %+v", kind, i)
		}
		// RFC 4287, 4.1.1, RSS and JSON Feed each want what an empty feed has too.
		empty := Feed{Title: "x", Home: "https://a.example/", Self: "https://a.example/feed"}
		for _, w := range []func() ([]byte, error){empty.Atom, empty.RSS, empty.JSON} {
			text, err := w()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := gofeed.NewParser().Parse(bytes.NewReader(text)); err != nil {
				t.Errorf("an empty feed: %v\n%s", err, text)
			}
			if strings.Contains(string(text), "0001") {
				t.Errorf("an empty feed is of the year 1: %s", text)
			}
		}
	}
}

// TestAtomElements holds what RFC 4287 wants of an entry: 4.1.2 (id, title,
// updated, author), and moments as RFC 3339 has them.
func TestAtomElements(t *testing.T) {
	text, err := feed.Atom()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="kk">`, `<updated>2020-03-06T06:00:00Z</updated>`, `<published>2020-03-06T05:00:00Z</published>`,
		`rel="hub"`, `<name>Редакция</name>`, `Штаб &lt;жоспары&gt;`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

// TestSitemap reads a sitemap back by the schema's names.
func TestSitemap(t *testing.T) {
	urls := []URL{{
		Loc: "https://adal.example/kk/news/2020/03/shtab?a=1&b=2", Changed: morning,
		Others: []Translated{{"kk", "https://adal.example/kk/x"}, {"ru", "https://adal.example/ru/y"}},
		News:   &News{"Adal", "kk", "Штаб", morning},
	}}
	text, err := Sitemap(urls)
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []struct {
			Loc     string `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 loc"`
			LastMod string `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 lastmod"`
			Links   []struct {
				Lang string `xml:"hreflang,attr"`
				Href string `xml:"href,attr"`
			} `xml:"http://www.w3.org/1999/xhtml link"`
			News struct {
				Title string `xml:"http://www.google.com/schemas/sitemap-news/0.9 title"`
				Name  string `xml:"http://www.google.com/schemas/sitemap-news/0.9 publication>name"`
			} `xml:"http://www.google.com/schemas/sitemap-news/0.9 news"`
		} `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 url"`
	}
	if err := xml.Unmarshal(text, &read); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	u := read.URLs[0]
	if u.Loc != urls[0].Loc || u.LastMod != "2020-03-06T05:00:00Z" || len(u.Links) != 2 || u.Links[1].Href != "https://adal.example/ru/y" || u.News.Title != "Штаб" || u.News.Name != "Adal" {
		t.Errorf("%+v\n%s", u, text)
	}
	if text, err = Sitemap(make([]URL, MostURLs+1)); err != nil || strings.Count(string(text), "<url>") != MostURLs {
		t.Errorf("a sitemap may have %d addresses: %d, %v", MostURLs, strings.Count(string(text), "<url>"), err)
	}
	if text, err = SitemapIndex(urls); err != nil || !strings.Contains(string(text), "<sitemapindex") || !strings.Contains(string(text), "<lastmod>") {
		t.Errorf("%s %v", text, err)
	}
}
