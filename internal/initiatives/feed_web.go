package initiatives

import (
	"net/http"
	"slices"
	"strconv"

	"adal/internal/docket"
	"adal/internal/feeds"
	"adal/internal/web"
)

// steps is the feed of one initiative: what was done with it, and with it in each
// region, so that whoever waits for a verdict or for their own region hears of it.
func (p pages) steps(w http.ResponseWriter, r *web.Request) error {
	page, err := p.opened(r)
	if err != nil {
		return err
	}
	at := p.Address + "/" + string(r.Lang) + page.Path()
	feed := feeds.Feed{Title: page.Title.In(r.Lang), About: page.Summary.In(r.Lang), Lang: string(r.Lang), Home: at, Self: at + "/steps"}
	add := func(id, name string, all []docket.Entry) {
		for n, e := range all {
			feed.Items = append(feed.Items, feeds.Item{
				ID: feeds.Tag(p.Address, id+"/"+strconv.Itoa(n)), Title: name + ": " + page.Step(e), Link: at, Author: page.BodyName.In(r.Lang),
				Published: e.Day.Time(), Updated: e.Day.Time(),
			})
		}
	}
	add(page.ID, feed.Title, page.History)
	for _, i := range page.Instances {
		history, err := p.Ground.History(r.Context(), i.ID)
		if err != nil {
			return err
		}
		add(i.ID, i.Name.In(r.Lang), history)
	}
	slices.SortStableFunc(feed.Items, func(a, b feeds.Item) int { return b.Updated.Compare(a.Updated) })
	if len(feed.Items) > 0 {
		feed.Updated = feed.Items[0].Updated
	}
	text, err := feed.Atom()
	if err != nil {
		return err
	}
	r.Keep(keepFor)
	return p.Send(w, r, feeds.AtomType, text)
}
