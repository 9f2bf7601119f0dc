package monitoring

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"adal/internal/calendar"
	"adal/internal/feeds"
	"adal/internal/i18n"
	"adal/internal/web"
)

// sendFeed sends a feed as Atom or as JSON Feed.
func (p pages) sendFeed(w http.ResponseWriter, r *web.Request, f feeds.Feed) error {
	write, kind := f.Atom, feeds.AtomType
	if strings.HasSuffix(r.URL.Path, ".json") {
		write, kind = f.JSON, feeds.JSONType
	}
	text, err := write()
	if err != nil {
		return err
	}
	return p.Send(w, r, kind, text)
}

// newFeed is a feed whose address is that of the request.
func (p pages) newFeed(r *web.Request, title, home string) feeds.Feed {
	self := strings.TrimSuffix(strings.TrimSuffix(r.URL.Path, ".json"), ".atom")
	return feeds.Feed{Title: title, About: p.Text(r, "monitoring.public-about"), Lang: string(r.Lang), Home: home, Self: p.Address + self}
}

// feed is the list as something to follow: what is narrowed has a feed of its own.
func (p pages) feed(r *web.Request, page noticesPage) feeds.Feed {
	at := p.Address + "/" + string(r.Lang)
	f := p.newFeed(r, p.Text(r, "monitoring.public-title"), at+"/monitoring")
	f.Query = page.Query()
	for _, n := range page.Notices {
		last := n.Published
		for _, d := range []calendar.Day{n.Raised, n.Verified} {
			if d.After(last) {
				last = d
			}
		}
		item := feeds.Item{
			ID: feeds.Tag(p.Address, n.ID), Title: n.Title.In(r.Lang), Link: at + n.Path(), Author: p.Text(r, "web.name"),
			Summary: page.Names[n.Institution].Name.In(r.Lang) + ": " + p.Text(r, "monitoring.state-"+string(n.State)), Published: n.Published.Time(), Updated: last.Time(),
		}
		f.Items = append(f.Items, item)
		if f.Updated.Before(item.Updated) {
			f.Updated = item.Updated
		}
	}
	return f
}

// steps are the public steps of a shortcoming as something to follow, the newest
// first.
func (p pages) steps(w http.ResponseWriter, r *web.Request) error {
	page, err := p.openPublic(r)
	if err != nil {
		return err
	}
	at := p.Address + "/" + string(r.Lang) + Notice{ID: page.ID}.Path()
	title := page.Title.In(r.Lang)
	if title == "" {
		title = page.Number // it was withdrawn
	}
	f := p.newFeed(r, title, at)
	for _, e := range page.History {
		day := e.Day.Time()
		f.Items = append(f.Items, feeds.Item{
			ID: feeds.Tag(p.Address, fmt.Sprintf("%s/%d", page.ID, e.N)), Title: i18n.Capital(p.Text(r, page.Word(e))), Summary: page.Why(e), Link: at,
			Author: p.Text(r, "web.name"), Published: day, Updated: day,
		})
		f.Updated = day
	}
	slices.Reverse(f.Items)
	r.Keep(keepPublic)
	return p.sendFeed(w, r, f)
}
