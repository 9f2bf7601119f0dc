package headquarters

import (
	"context"
	"embed"
	"net/http"
	"slices"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/overlap"
	"adal/internal/web"
)

//go:embed pages parts words.toml
var pagesAndWords embed.FS

// fresh is how long a page of the public is kept: what is due today changes with
// the day alone, and everything else says so.
const fresh = 10 * time.Minute

// Routes adds the pages of the headquarters to a site.
func (h *Headquarters) Routes(s *web.Site) error {
	p := pages{h, s}
	s.Handle("GET /headquarters", charter.Read, p.front)
	s.Handle("GET /headquarters/{region}", charter.Read, p.house)
	s.Handle("GET /headquarters/{region}/plan.csv", charter.Read, p.csv)
	s.Handle("GET /headquarters/{region}/plan.json", charter.Read, p.json)
	s.Handle("GET /plan/{id}", charter.Read, p.item)
	s.Handle("GET /office/headquarters", charter.AppointMember, p.office)
	s.Handle("GET /office/headquarters/regions", charter.Found, p.regions)
	s.Handle("POST /office/headquarters/regions", charter.Found, p.foundIn)
	s.Handle("POST /office/headquarters/founding", charter.AppointMember, p.found)
	s.Handle("POST /office/headquarters/members", charter.AppointMember, p.appoint)
	s.Handle("POST /office/headquarters/members/{id}", charter.AppointMember, p.relieve)
	s.Handle("GET /office/plan", charter.Plan, p.plan)
	s.Handle("GET /office/plan/new", charter.Plan, p.newForm)
	s.Handle("POST /office/plan", charter.Plan, p.create)
	s.Handle("GET /office/plan/{id}", charter.Plan, p.manage)
	s.Handle("GET /office/plan/{id}/change", charter.Plan, p.changeForm)
	s.Handle("POST /office/plan/{id}", charter.Plan, p.change)
	s.Handle("POST /office/plan/{id}/progress", charter.Plan, p.advance)
	s.Handle("POST /office/plan/{id}/drop", charter.Plan, p.drop)
	s.Handle("GET /office/overlap", charter.CommentPlan, p.overlap)
	s.Handle("GET /office/plans", charter.CommentPlan, p.others)
	s.Handle("GET /office/plans/{id}", charter.CommentPlan, p.other)
	s.Handle("POST /office/plans/{id}", charter.CommentPlan, p.comment)
	s.Handle("POST /office/links", charter.Link, p.link)
	return s.Area("headquarters", pagesAndWords)
}

type pages struct {
	*Headquarters
	*web.Site
}

// names are what bodies and regions are called today.
type names struct {
	Bodies  []bodies.Body
	Regions []bodies.Region
	Today   calendar.Day
}

func (p pages) names(ctx context.Context) (n names, err error) {
	return n, p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		n.Today = p.Book.Today(tx)
		if n.Bodies, err = bodies.All(ctx, tx, "", n.Today); err != nil {
			return err
		}
		n.Regions, err = bodies.Regions(ctx, tx, n.Today)
		return err
	})
}

// BodyName is the name of a body; its id if it is none of today's.
func (n names) BodyName(id string) i18n.Text {
	for _, b := range n.Bodies {
		if b.ID == id {
			return b.Name
		}
	}
	return i18n.Text{KK: id, RU: id, EN: id}
}

// RegionName is the name of a region, empty for the whole republic.
func (n names) RegionName(id string) i18n.Text {
	for _, r := range n.Regions {
		if r.ID == id {
			return r.Name
		}
	}
	return i18n.Text{}
}

// Badge is the picture of a state.
func (names) Badge(s docket.State) string {
	return map[docket.State]string{Planned: "open", Underway: "taken", Done: "fixed", Dropped: "destroyed", "overdue": "overdue"}[s]
}

// frontPage lists all headquarters.
type frontPage struct {
	names
	Houses []House
}

func (p pages) front(w http.ResponseWriter, r *web.Request) error {
	page := frontPage{}
	var err error
	if page.names, err = p.names(r.Context()); err != nil {
		return err
	}
	if page.Houses, err = p.Houses(r.Context()); err != nil {
		return err
	}
	r.Keep(fresh)
	return p.Show(w, r, "headquarters/front", page)
}

// housePage is one headquarters as everybody sees it.
type housePage struct {
	names
	House
	Open, Over []Item
	Events     []Line
	Reports    []Line
	Share      string // how many items of the plan are done, of how many
}

// Owner is the name of the member who answers for an item, empty for all of the
// headquarters.
func (h House) Owner(i Item) i18n.Text {
	for _, m := range slices.Concat(h.Members, h.Former, h.Coming) {
		if m.ID == i.Owner {
			return m.Name
		}
	}
	return i18n.Text{}
}

func (p pages) house(w http.ResponseWriter, r *web.Request) error {
	page, err := p.housePage(r, r.PathValue("region"))
	if err != nil {
		return err
	}
	r.Keep(fresh)
	return p.Show(w, r, "headquarters/house", page)
}

func (p pages) housePage(r *web.Request, key string) (page housePage, err error) {
	ctx := r.Context()
	if page.names, err = p.names(ctx); err != nil {
		return page, err
	}
	if page.House, err = p.House(ctx, key); err != nil {
		return page, err
	}
	all, err := p.Items(ctx, page.ID)
	if err != nil {
		return page, err
	}
	for _, i := range all {
		if i.Settled.IsZero() {
			page.Open = append(page.Open, i)
		} else {
			page.Over = append(page.Over, i)
		}
	}
	page.Share = p.share(r, all, page.Today)
	for _, more := range []struct {
		of   func(context.Context, i18n.Lang, string) ([]Line, error)
		into *[]Line
	}{{p.Headquarters.Events, &page.Events}, {p.Headquarters.Reports, &page.Reports}} {
		if more.of != nil {
			if *more.into, err = more.of(ctx, r.Lang, page.ID); err != nil {
				return page, err
			}
		}
	}
	return page, nil
}

// share says how much of a plan is done; a number never stands alone.
func (p pages) share(r *web.Request, all []Item, today calendar.Day) string {
	done, dropped, late := 0, 0, 0
	for _, i := range all {
		switch i.Status(today) {
		case Done:
			done++
		case Dropped:
			dropped++
		case "overdue":
			late++
		}
	}
	if len(all) == 0 {
		return ""
	}
	return p.Text(r, "headquarters.plan-share", len(all), done, late, dropped)
}

// itemPage is an item of a plan as everybody sees it.
type itemPage struct {
	names
	House    House
	Item     Item
	Met      []overlap.Met
	Comments []Comment
	History  []docket.Entry
	Together []links.Ref
}

func (p pages) item(w http.ResponseWriter, r *web.Request) error {
	page, err := p.itemPage(r)
	if err != nil {
		return err
	}
	r.Keep(fresh)
	return p.Show(w, r, "headquarters/item", page)
}

func (p pages) itemPage(r *web.Request) (page itemPage, err error) {
	ctx, id := r.Context(), r.PathValue("id")
	if page.names, err = p.names(ctx); err != nil {
		return page, err
	}
	if err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if page.Item, err = item(ctx, tx, id); err != nil {
			return err
		}
		if page.Comments, err = comments(ctx, tx, id); err != nil {
			return err
		}
		if page.History, err = docket.History(ctx, tx, id); err != nil {
			return err
		}
		if page.Met, err = overlap.History(ctx, tx, id); err != nil {
			return err
		}
		b, err := bodies.Get(ctx, tx, page.Item.Body, page.Today)
		if err != nil {
			return err
		}
		page.House, err = p.Headquarters.house(ctx, tx, b)
		return err
	}); err != nil {
		return page, err
	}
	page.Together, err = p.Links.Timeline(ctx, id)
	return page, err
}
