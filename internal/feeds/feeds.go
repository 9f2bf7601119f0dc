// Package feeds writes what readers follow, and what search engines read, in the
// formats of others: Atom 1.0 (RFC 4287), RSS 2.0 (rssboard.org/rss-specification),
// JSON Feed 1.1 (jsonfeed.org), sitemaps (sitemaps.org) with their extensions for
// languages and news. It is handed what stands in them and knows no area.
package feeds

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// A Feed is what somebody follows.
type Feed struct {
	Title, About string
	Lang         string
	Home         string // the page that lists the same
	Self         string // the feed's own address, without the ending of its format
	Query        string // that comes behind the ending, without "?"; empty for none
	Hub          string // that tells followers of something new; empty for none
	Updated      time.Time
	Items        []Item // the newest first
}

// An Item is an entry of a feed.
type Item struct {
	ID                 string // for ever, whatever becomes of the address
	Title, Summary     string
	Link               string
	Author             string
	Published, Updated time.Time
	Tags               []string
}

// Kinds of feeds as they are sent.
const (
	AtomType = "application/atom+xml; charset=utf-8"
	RSSType  = "application/rss+xml; charset=utf-8"
	JSONType = "application/feed+json; charset=utf-8"
	XMLType  = "application/xml; charset=utf-8"
)

// self is the feed's own address in a format.
func (f Feed) self(ending string) string {
	if f.Query == "" {
		return f.Self + ending
	}
	return f.Self + ending + "?" + f.Query
}

// encode writes a document with its declaration.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", " ")
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("writing a feed: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

type link struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type name struct {
	Name string `xml:"name"`
}

type category struct {
	Term string `xml:"term,attr"`
}

type atomEntry struct {
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Links     []link     `xml:"link"`
	Author    name       `xml:"author"`
	Published string     `xml:"published"`
	Updated   string     `xml:"updated"`
	Tags      []category `xml:"category"`
	Summary   string     `xml:"summary"`
}

type atom struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	About   string      `xml:"subtitle"`
	Updated string      `xml:"updated"`
	Links   []link      `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

// Atom writes a feed as RFC 4287 has it.
func (f Feed) Atom() ([]byte, error) {
	a := atom{
		Lang: f.Lang, ID: f.self(".atom"), Title: f.Title, About: f.About, Updated: rfc3339(f.Updated),
		Links: []link{{"self", "application/atom+xml", f.self(".atom")}, {"alternate", "text/html", f.Home}},
	}
	if f.Hub != "" {
		a.Links = append(a.Links, link{"hub", "", f.Hub})
	}
	for _, i := range f.Items {
		e := atomEntry{
			ID: i.ID, Title: i.Title, Links: []link{{"alternate", "text/html", i.Link}}, Author: name{i.Author},
			Published: rfc3339(i.Published), Updated: rfc3339(i.Updated), Summary: i.Summary,
		}
		for _, t := range i.Tags {
			e.Tags = append(e.Tags, category{t})
		}
		a.Entries = append(a.Entries, e)
	}
	return encode(a)
}

func rfc3339(t time.Time) string { return known(t).Format(time.RFC3339) }

// known is a moment in UTC; of a feed that never had anything, the one from which
// computers count, since the formats want one.
func known(t time.Time) time.Time {
	if t.IsZero() {
		t = time.Unix(0, 0)
	}
	return t.UTC()
}

type guid struct {
	Permanent bool   `xml:"isPermaLink,attr"`
	ID        string `xml:",chardata"`
}

type rssItem struct {
	Title       string   `xml:"title"`
	Link        string   `xml:"link"`
	GUID        guid     `xml:"guid"`
	Creator     string   `xml:"dc:creator"`
	Date        string   `xml:"pubDate"`
	Tags        []string `xml:"category"`
	Description string   `xml:"description"`
}

type rss struct {
	XMLName xml.Name `xml:"rss"`
	Version string   `xml:"version,attr"`
	Atom    string   `xml:"xmlns:atom,attr"`
	DC      string   `xml:"xmlns:dc,attr"`
	Channel struct {
		Title       string    `xml:"title"`
		Link        string    `xml:"link"`
		Description string    `xml:"description"`
		Lang        string    `xml:"language"`
		Built       string    `xml:"lastBuildDate"`
		Self        []link    `xml:"atom:link"`
		Items       []rssItem `xml:"item"`
	} `xml:"channel"`
}

// RSS writes a feed as RSS 2.0 has it.
func (f Feed) RSS() ([]byte, error) {
	r := rss{Version: "2.0", Atom: "http://www.w3.org/2005/Atom", DC: "http://purl.org/dc/elements/1.1/"}
	c := &r.Channel
	c.Title, c.Link, c.Description, c.Lang, c.Built = f.Title, f.Home, f.About, f.Lang, known(f.Updated).Format(time.RFC1123Z)
	c.Self = []link{{"self", "application/rss+xml", f.self(".rss")}}
	if f.Hub != "" {
		c.Self = append(c.Self, link{"hub", "", f.Hub})
	}
	for _, i := range f.Items {
		c.Items = append(c.Items, rssItem{
			Title: i.Title, Link: i.Link, GUID: guid{false, i.ID}, Creator: i.Author,
			Date: i.Published.UTC().Format(time.RFC1123Z), Tags: i.Tags, Description: i.Summary,
		})
	}
	return encode(r)
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url"`
	Title     string       `json:"title"`
	Text      string       `json:"content_text"`
	Published string       `json:"date_published"`
	Modified  string       `json:"date_modified"`
	Authors   []jsonAuthor `json:"authors"`
	Tags      []string     `json:"tags,omitempty"`
	Lang      string       `json:"language"`
}

type jsonHub struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

type jsonFeed struct {
	Version string     `json:"version"`
	Title   string     `json:"title"`
	Home    string     `json:"home_page_url"`
	Self    string     `json:"feed_url"`
	About   string     `json:"description"`
	Lang    string     `json:"language"`
	Hubs    []jsonHub  `json:"hubs,omitempty"`
	Items   []jsonItem `json:"items"`
}

// JSON writes a feed as JSON Feed 1.1 has it.
func (f Feed) JSON() ([]byte, error) {
	j := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: f.Title, Home: f.Home, Self: f.self(".json"), About: f.About, Lang: f.Lang,
		Items: []jsonItem{},
	}
	if f.Hub != "" {
		j.Hubs = []jsonHub{{"WebSub", f.Hub}}
	}
	for _, i := range f.Items {
		j.Items = append(j.Items, jsonItem{
			ID: i.ID, URL: i.Link, Title: i.Title, Text: i.Summary, Published: rfc3339(i.Published), Modified: rfc3339(i.Updated),
			Authors: []jsonAuthor{{i.Author}}, Tags: i.Tags, Lang: f.Lang,
		})
	}
	text, err := json.MarshalIndent(j, "", " ")
	if err != nil {
		return nil, fmt.Errorf("writing a feed: %w", err)
	}
	return text, nil
}

// Tag is an id that stays when an address changes (RFC 4151): of an installation
// by its host, since the year of the platform.
func Tag(address, id string) string {
	host := strings.TrimPrefix(strings.TrimPrefix(address, "https://"), "http://")
	host, _, _ = strings.Cut(host, "/")
	host, _, _ = strings.Cut(host, ":")
	return "tag:" + host + ",2026:" + id
}
