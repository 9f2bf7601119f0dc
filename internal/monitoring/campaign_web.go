package monitoring

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/overlap"
	"adal/internal/web"
)

func (p pages) campaignRoutes() {
	p.Handle("GET /office/campaigns", charter.PlanCampaign, p.campaigns)
	p.Handle("GET /office/campaigns/new", charter.PlanCampaign, p.newCampaign)
	p.Handle("POST /office/campaigns", charter.PlanCampaign, p.plan)
	p.Handle("GET /office/campaigns/{id}", charter.PlanCampaign, p.campaign)
	p.Handle("POST /office/campaigns/{id}", charter.PlanCampaign, p.replan)
	p.Handle("POST /office/campaigns/{id}/begin", charter.PlanCampaign, p.moveTo(p.Begin, "begun"))
	p.Handle("POST /office/campaigns/{id}/end", charter.PlanCampaign, p.moveTo(p.End, "ended"))
}

// campaignsPage lists the campaigns of a group.
type campaignsPage struct{ Campaigns []Campaign }

// Planned is how many observations a campaign is to have, Actual how many it has.
func (c Campaign) Planned() (n int) {
	for _, o := range c.Objects {
		n += o.Planned
	}
	return n
}

// Actual is how many observations a campaign has.
func (c Campaign) Actual() (n int) {
	for _, o := range c.Objects {
		n += o.Actual
	}
	return n
}

func (p pages) campaigns(w http.ResponseWriter, r *web.Request) (err error) {
	var page campaignsPage
	if page.Campaigns, err = p.Campaigns(r.Context(), r.By()); err != nil {
		return err
	}
	return p.Show(w, r, "monitoring/campaigns", page)
}

// campaignPage is a campaign, with the form that plans it while it may be planned.
type campaignPage struct {
	Campaign     Campaign
	Form         Plan
	Since, Until string // as they were written
	Chosen       string // checklist and version
	Counts       map[string]string
	Observers    map[string]bool
	Institutions []Institution
	Checklists   []Checklist
	Seats        []bodies.Seat
	Names        map[string]i18n.Text
	Met          []overlap.Met
	Linked       []links.Ref
	Region       string // of the group
	Courses      []Course
	New          bool
	Done         string
}

// Script looks for overlaps while one types.
func (campaignPage) Script() string { return "overlap" }

// Written is a part of a campaign's words in a language.
func (c campaignPage) Written(field string, l i18n.Lang) string {
	t := c.Form.Name
	if field == "about" {
		t = c.Form.About
	}
	switch l {
	case i18n.RU:
		return t.RU
	case i18n.EN:
		return t.EN
	}
	return t.KK
}

// Planned reports whether the plan may still be changed.
func (c campaignPage) Planned() bool { return c.New || c.Campaign.State == Planned }

// choices are what a campaign may be made of.
func (p pages) choices(r *web.Request, page *campaignPage) (err error) {
	if page.Institutions, err = p.institutions(r); err != nil {
		return err
	}
	page.Region = r.By().Region
	if p.Group.Courses != nil {
		if page.Courses, err = p.Group.Courses(r.Context()); err != nil {
			return err
		}
	}
	page.Names = map[string]i18n.Text{}
	for _, i := range page.Institutions {
		page.Names[i.ID] = i.Name
	}
	if page.Checklists, err = p.Checklists(r.Context(), r.By()); err != nil {
		return err
	}
	return p.DB.Read(r.Context(), func(tx *db.Tx) error {
		today := p.Book.Today(tx)
		page.Seats, err = bodies.Seats(r.Context(), tx, r.By().Body)
		page.Seats = slices.DeleteFunc(page.Seats, func(s bodies.Seat) bool { return !s.On(today) })
		return err
	})
}

func (p pages) newCampaign(w http.ResponseWriter, r *web.Request) error {
	page := campaignPage{New: true, Form: Plan{Grain: 250}, Counts: map[string]string{}, Observers: map[string]bool{}}
	if err := p.choices(r, &page); err != nil {
		return err
	}
	return p.Show(w, r, "monitoring/campaign", page)
}

func (p pages) openCampaign(r *web.Request) (page campaignPage, err error) {
	page.Counts, page.Observers = map[string]string{}, map[string]bool{}
	if page.Campaign, err = p.Campaign(r.Context(), r.By(), r.PathValue("id")); err != nil {
		return page, err
	}
	if page.Campaign.Body != r.By().Body {
		return page, fault.NotFound
	}
	c := page.Campaign
	if page.Linked, err = p.Links.Linked(r.Context(), c.ID); err != nil {
		return page, err
	}
	page.Form, page.Since, page.Until = c.Plan, c.Since.String(), c.Until.String()
	page.Chosen = c.Checklist + " " + strconv.Itoa(c.Plan.Version)
	for _, o := range c.Objects {
		page.Counts[o.Institution] = strconv.Itoa(o.Planned)
	}
	for _, seat := range c.Observers {
		page.Observers[seat] = true
	}
	return page, p.choices(r, &page)
}

func (p pages) campaign(w http.ResponseWriter, r *web.Request) error {
	page, err := p.openCampaign(r)
	if err != nil {
		return err
	}
	if done := r.URL.Query().Get("done"); slices.Contains([]string{"planned", "begun", "ended"}, done) {
		page.Done = done
	}
	return p.Show(w, r, "monitoring/campaign", page)
}

// read is what a form says of a plan, which the page keeps.
func (c *campaignPage) read(f web.Form) (p Plan, err error) {
	p = Plan{Name: f.Text("name"), About: f.Text("about"), Observers: f.Values["observers"], Course: f.Get("course"), Overlaps: overlap.Said(f.Values)}
	c.Since, c.Until, c.Chosen = f.Get("since"), f.Get("until"), f.Get("checklist")
	var wrong [2]error
	p.Since, wrong[0] = dayOf(f, "since")
	p.Until, wrong[1] = dayOf(f, "until")
	p.Grain = number(f, "grain")
	id, n, _ := strings.Cut(c.Chosen, " ")
	p.Checklist = id
	p.Version, _ = strconv.Atoi(n) // a version that is no number isn't there, which the plan says
	c.Counts, c.Observers = map[string]string{}, map[string]bool{}
	for _, i := range c.Institutions {
		s := strings.TrimSpace(f.Get("planned-" + i.ID))
		if c.Counts[i.ID] = s; s == "" {
			continue
		}
		planned, err := strconv.Atoi(s)
		if err != nil {
			planned = -1 // refused with the other plans that aren't any
		}
		p.Objects = append(p.Objects, Object{Institution: i.ID, Planned: planned})
	}
	for _, seat := range p.Observers {
		c.Observers[seat] = true
	}
	c.Form = p
	for _, err := range wrong {
		if err != nil {
			return p, err
		}
	}
	return p, nil
}

func (p pages) plan(w http.ResponseWriter, r *web.Request) error {
	page := campaignPage{New: true}
	return p.planned(w, r, page, func(plan Plan) (string, error) { return p.PlanCampaign(r.Context(), r.By(), plan) })
}

func (p pages) replan(w http.ResponseWriter, r *web.Request) error {
	page, err := p.openCampaign(r)
	if err != nil {
		return err
	}
	return p.planned(w, r, page, func(plan Plan) (string, error) {
		return page.Campaign.ID, p.Replan(r.Context(), r.By(), page.Campaign.ID, plan)
	})
}

func (p pages) planned(w http.ResponseWriter, r *web.Request, page campaignPage, do func(Plan) (string, error)) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	if err := p.choices(r, &page); err != nil {
		return err
	}
	plan, err := page.read(form)
	id := ""
	if err == nil {
		id, err = do(plan)
	}
	if err != nil {
		var failed error
		if page.Met, failed = p.Meets(r.Context(), r.By(), page.Campaign.ID, plan); failed != nil {
			return failed
		}
		return p.Again(w, r, "monitoring/campaign", page, err)
	}
	return p.Go(w, r, "/office/campaigns/"+id+"?done=planned")
}

func (p pages) moveTo(do mover, done string) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		if err := do(r.Context(), r.By(), r.PathValue("id")); err != nil {
			return err
		}
		return p.Go(w, r, "/office/campaigns/"+r.PathValue("id")+"?done="+done)
	}
}

// mover moves a campaign on.
type mover func(ctx context.Context, by charter.Principal, id string) error
