package monitoring

import (
	"cmp"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/chart"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/markdown"
	"adal/internal/monitoring/figures"
	"adal/internal/web"
)

// keepPublic is how long a page for everybody may stand: what changes it says so,
// and a day does.
const keepPublic = time.Hour

// publicRoutes adds the pages for everybody.
func (p pages) publicRoutes() {
	for _, ending := range []string{"", ".csv", ".json", ".geojson", ".atom", ".feed.json"} {
		p.Handle("GET /monitoring"+ending, charter.Read, p.everything)
	}
	p.removalRoutes()
	p.Handle("GET /monitoring/{id}", charter.Read, p.shortcoming)
	p.Handle("GET /monitoring/{id}/card", charter.Read, p.card)
	p.Handle("GET /monitoring/{id}/steps.atom", charter.Read, p.steps)
	p.Handle("GET /monitoring/{id}/steps.json", charter.Read, p.steps)
	p.Handle("POST /monitoring/{id}/confirm", charter.Confirm, p.confirm)
	p.Handle("POST /monitoring/{id}/dispute", charter.Dispute, p.dispute)
	p.Handle("GET /campaigns", charter.Read, p.publicCampaigns)
	for _, ending := range []string{".csv", ".json", ".atom", ".feed.json"} {
		p.Handle("GET /campaigns"+ending, charter.Read, p.campaignsFile)
	}
	p.Handle("GET /campaigns/{id}", charter.Read, p.publicCampaign)
	p.HandleProgram("GET /evidence/{served}", charter.Read, p.exhibit, web.Limit{Bytes: 1 << 10, Time: 10 * time.Second})
}

// noticesPage is what is public, narrowed as its reader asks.
type noticesPage struct {
	Filter
	Notices  []Notice
	Everyone Everyone
	Regions  []bodies.Region
	Names    map[string]Institution
	Of       i18n.Text // the campaign that the list is narrowed to; empty for none, and for one that nobody may know of
	Today    calendar.Day
	Map      template.HTML
	Counted  string // what the numbers in the map are of
	Figures  figures.Figures
	more     bool
	lang     i18n.Lang
	follow   func(subject string) string
}

// Back is the page of what is newer, "" if this is the newest.
func (p noticesPage) Back() string {
	if len(p.Notices) == 0 || p.Behind == "" && (p.Before == "" || !p.more) {
		return ""
	}
	return p.at("monitoring?", "before", p.Notices[0].Mark())
}

// Next is the page of what is older, "" if this is the oldest.
func (p noticesPage) Next() string { return p.next("monitoring?") }

func (p noticesPage) next(file string) string {
	if len(p.Notices) == 0 || p.Before == "" && !p.more {
		return ""
	}
	return p.at(file, "behind", p.Notices[len(p.Notices)-1].Mark())
}

// at is an address of the list from a mark on.
func (p noticesPage) at(file, way, mark string) string {
	if q := p.Query(); q != "" {
		file += q + "&"
	}
	return "/" + file + way + "=" + url.QueryEscape(mark)
}

// Narrowed reports whether anything narrows the list.
func (p noticesPage) Narrowed() bool { return p.Query() != "" }

// Whole is the list without the campaign that it is narrowed to, which no field of the
// page takes back.
func (p noticesPage) Whole() string {
	p.Campaign = ""
	if q := p.Query(); q != "" {
		return "/monitoring?" + q
	}
	return "/monitoring"
}

// File is the address of the list in another format, narrowed as the page is.
func (p noticesPage) File(ending string) string {
	if q := p.Query(); q != "" {
		return "/monitoring." + ending + "?" + q
	}
	return "/monitoring." + ending
}

// Follow is where letters about the list can be asked for, "" for nowhere.
func (p noticesPage) Follow() string { return p.follow(p.Subject()) }

// RegionName is the name of a region of today.
func (p noticesPage) RegionName(code string) string {
	for _, r := range p.Regions {
		if r.ID == code {
			return r.Name.In(p.lang)
		}
	}
	return code
}

func filter(r *web.Request) Filter {
	return Filter{
		Institution: r.FormValue("institution"), Region: r.FormValue("region"), Topic: r.FormValue("topic"), Campaign: r.FormValue("campaign"),
		Group: r.FormValue("state"), Behind: r.FormValue("behind"), Before: r.FormValue("before"),
	}
}

func (p pages) everything(w http.ResponseWriter, r *web.Request) (err error) {
	_, ending, _ := strings.Cut(r.URL.Path, ".")
	page := noticesPage{Filter: filter(r), lang: r.Lang, follow: p.followAt}
	page.Most = most[ending]
	if page.Notices, page.more, err = p.Notices(r.Context(), page.Filter); err != nil {
		return err
	}
	var ids []string
	for _, n := range page.Notices {
		ids = append(ids, n.Institution)
	}
	if page.Names, err = p.Called(r.Context(), ids); err != nil {
		return err
	}
	r.Keep(keepPublic)
	if ending != "" {
		return p.file(w, r, ending, page)
	}
	if err := p.lay(r, &page); err != nil {
		return err
	}
	return p.Show(w, r, "monitoring/public", page)
}

// lay adds what there is to narrow by, the map, the figures and the names of
// regions.
func (p pages) lay(r *web.Request, page *noticesPage) (err error) {
	if page.Everyone, err = p.Around(r.Context(), page.Filter); err != nil {
		return err
	}
	if err = p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		page.Today = p.Book.Today(tx)
		if page.Regions, err = bodies.Regions(r.Context(), tx, page.Today); err != nil || page.Campaign == "" {
			return err
		}
		c, err := campaignOf(r.Context(), tx, page.Campaign)
		if err == nil && c.State != Planned {
			page.Of = c.Name
		} else if errors.Is(err, fault.NotFound) {
			err = nil
		}
		return err
	}); err != nil {
		return err
	}
	i18n.Sort(r.Lang, page.Everyone.Topics, func(t Topic) string { return t.Name.In(r.Lang) })
	slices.SortFunc(page.Regions, func(a, b bodies.Region) int { return i18n.Compare(r.Lang, a.Name.In(r.Lang), b.Name.In(r.Lang)) })
	page.Figures, err = p.Group.Figures(r.Context(), Scope{Institution: page.Institution, Campaign: page.Campaign, Region: page.Region, Topic: page.Topic})
	page.Map = p.atlas(r, page).HTML()
	return err
}

// atlas is how many are in each region of what the page is narrowed to in other ways:
// those that are open, if no state is asked for. The shade says how many and nothing
// of how well a region does: where nobody looked nothing is seen. A tile narrows the
// page to its region and leaves it narrowed as it is.
func (p pages) atlas(r *web.Request, page *noticesPage) chart.SVG {
	group := p.Text(r, "monitoring.group-"+cmp.Or(page.Group, GroupOpen))
	page.Counted = p.Text(r, "monitoring.map-title", group)
	m := chart.Regions{Lang: r.Lang, About: chart.About{ID: "regions", Title: page.Counted, Description: p.Text(r, "monitoring.map-about")}}
	for _, one := range page.Regions {
		n, seen := page.Everyone.In[one.ID], page.Everyone.All[one.ID]
		t := chart.RegionTile{ID: one.ID, Name: p.Text(r, "monitoring.map-tile", one.Name.In(r.Lang), group, n, seen), Class: -1, Own: one.ID == page.Region}
		if seen > 0 {
			there := page.Filter
			there.Region = one.ID
			t.Value, t.Class = strconv.Itoa(n), min(5, n)
			t.Href = "/" + string(r.Lang) + "/monitoring?" + there.Query()
		}
		m.Tiles = append(m.Tiles, t)
	}
	return m.Draw()
}

// A shortcomingPage is a shortcoming as everybody sees it.
type shortcomingPage struct {
	Page
	RegionText string
	Today      calendar.Day
	Text       string // of a dispute or a complaint, as it was written
	Kind       string
	Done       string
	Follow     string // where letters about it can be asked for, "" for nowhere
	Together   []links.Ref
	site       string // its address with the language
}

// Changes are what a version changed.
func (p shortcomingPage) Changes(n int, l i18n.Lang) []markdown.Change {
	at := slices.IndexFunc(p.Versions, func(v Version) bool { return v.N == n })
	if at < 1 {
		return nil
	}
	whole := func(v Version) string {
		return strings.Join([]string{v.Title.In(l), v.Facts.In(l), v.Opinion.In(l)}, "\n\n")
	}
	return markdown.Diff(whole(p.Versions[at-1]), whole(p.Versions[at]))
}

// Answers are what the institution said, and Voices what anybody did.
func (p shortcomingPage) Answers() (all []Said) {
	return slices.DeleteFunc(slices.Clone(p.Said), func(s Said) bool { return s.Body == "" })
}

// Voices are what anybody said against it.
func (p shortcomingPage) Voices() (all []Said) {
	return slices.DeleteFunc(slices.Clone(p.Said), func(s Said) bool { return s.Body != "" })
}

// Ended reports whether it was withdrawn or is a duplicate: then nothing more can
// be said of it but about what was hidden.
func (p shortcomingPage) Ended() bool { return slices.Contains(ended, p.State) }

// Word names a step of the history.
func (p shortcomingPage) Word(e docket.Entry) string {
	switch {
	case strings.HasPrefix(e.Note, "monitoring.step-"):
		return e.Note
	case e.Act == charter.DecideAppeal && !p.moved(e):
		return e.Act.Word()
	case e.Act == charter.Redact && e.Note != "":
		for _, r := range p.Removals {
			if r.Day == e.Day && r.Reason == e.Note {
				return "monitoring.removed-" + r.Kind
			}
		}
		return e.Act.Word()
	case e.Act == charter.Confirm || e.Act == charter.Dispute || e.Act == charter.Redact || e.Act == charter.Review || e.Act == charter.RequestExtension:
		return e.Act.Word()
	}
	return "monitoring.state-" + string(e.State)
}

// moved reports whether a step of the history led to another state.
func (p shortcomingPage) moved(e docket.Entry) bool {
	at := slices.IndexFunc(p.History, func(o docket.Entry) bool { return o.N == e.N })
	return at < 1 || p.History[at-1].State != e.State
}

// Why is the reason of a step that has one.
func (shortcomingPage) Why(e docket.Entry) string {
	if strings.HasPrefix(e.Note, "monitoring.") {
		return ""
	}
	return e.Note
}

func (p pages) openPublic(r *web.Request) (page shortcomingPage, err error) {
	if page.Page, err = p.Page(r.Context(), r.PathValue("id")); err != nil {
		return page, err
	}
	page.site = p.Address + "/" + string(r.Lang)
	if !page.Ended() {
		page.Follow = p.followAt(Subject(page.ID))
	}
	if page.Together, err = p.Links.Timeline(r.Context(), page.ID); err != nil {
		return page, err
	}
	return page, p.DB.Read(r.Context(), func(tx *db.Tx) error {
		page.Today = p.Book.Today(tx)
		region, err := bodies.RegionOn(r.Context(), tx, page.Region, page.Seen)
		if fault.Of(err) == fault.NotFound {
			return nil
		}
		page.RegionText = region.Name.In(r.Lang)
		return err
	})
}

func (p pages) shortcoming(w http.ResponseWriter, r *web.Request) error {
	page, err := p.openPublic(r)
	if err != nil {
		return err
	}
	if done := r.FormValue("done"); done == "confirmed" || done == "disputed" {
		page.Done = done
	}
	r.Keep(keepPublic)
	return p.Show(w, r, "monitoring/shortcoming", page)
}

func (p pages) confirm(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	if err := p.Confirm(r.Context(), id); err != nil {
		return err
	}
	return p.Go(w, r, "/monitoring/"+id+"?done=confirmed")
}

func (p pages) dispute(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	id := r.PathValue("id")
	if err == nil {
		err = p.Dispute(r.Context(), id, form.Get("kind"), form.Get("text"), r.Lang)
	}
	if err != nil {
		page, opened := p.openPublic(r)
		if opened != nil {
			return opened
		}
		page.Text, page.Kind = form.Get("text"), form.Get("kind")
		return p.Again(w, r, "monitoring/shortcoming", page, sayable(err)) // with what was written
	}
	return p.Go(w, r, "/monitoring/"+id+"?done=disputed")
}

// exhibit serves a picture that was cleared. What stands at an address never
// changes: what is covered later has another one.
func (p pages) exhibit(w http.ResponseWriter, r *web.Request) error {
	name, jpg := strings.CutSuffix(r.PathValue("served"), ".jpg")
	if !jpg {
		return fault.NotFound
	}
	jpeg, err := p.Exhibited(r.Context(), name)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Cache-Control", "public, max-age=3600")
	_, err = w.Write(jpeg)
	return err
}
