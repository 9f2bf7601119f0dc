package headquarters

import (
	"net/http"
	"net/url"
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

// planPage lists the plan of the seat's headquarters.
type planPage struct{ housePage }

func (p pages) plan(w http.ResponseWriter, r *web.Request) error {
	if err := p.allowed(r, charter.Plan); err != nil {
		return err
	}
	page, err := p.housePage(r, keyOf(r))
	if err != nil {
		return err
	}
	return p.Show(w, r, "headquarters/plan", planPage{page})
}

// keyOf names the headquarters of the seat.
func keyOf(r *web.Request) string { return Key(bodies.Body{Region: r.Seat.Region}) }

// formPage is where an item is planned or changed.
type formPage struct {
	names
	House
	ID       string // of the item that is changed; "" for a new one
	Form     itemForm
	Met      []overlap.Met
	Topics   []string
	Partners map[string]bool
}

// itemForm is what was written of an item.
type itemForm struct {
	Title                             i18n.Text
	Owner, Region, Institution, Topic string
	Since, Due                        string
	From                              string // docket of the event at which it was decided
	Partners                          []string
	Decisions                         overlap.Decisions
}

// Script looks for overlaps while one types.
func (formPage) Script() string { return "overlap" }

// Institutions are the state bodies that a plan may be about: those of the region,
// and of the republic.
func (f formPage) Institutions() []bodies.Body {
	return slices.DeleteFunc(slices.Clone(f.Bodies), func(b bodies.Body) bool {
		return b.Kind != charter.KindStateBody || f.House.Body.Region != "" && b.Region != "" && b.Region != f.House.Body.Region
	})
}

// Others are the bodies that may take part.
func (f formPage) Others() []bodies.Body {
	return slices.DeleteFunc(slices.Clone(f.Bodies), func(b bodies.Body) bool {
		return b.Kind == charter.KindStateBody || b.Kind == charter.KindKeeper || b.ID == f.House.Body.ID
	})
}

func (p pages) formPage(r *web.Request, id string) (page formPage, err error) {
	if err := p.allowed(r, charter.Plan); err != nil {
		return page, err
	}
	page.ID, page.Topics, page.Partners = id, overlap.Topics, map[string]bool{}
	if page.names, err = p.names(r.Context()); err != nil {
		return page, err
	}
	page.House, err = p.House(r.Context(), keyOf(r))
	return page, err
}

func (p pages) newForm(w http.ResponseWriter, r *web.Request) error {
	page, err := p.formPage(r, "")
	if err != nil {
		return err
	}
	q := r.URL.Query()
	page.Form = itemForm{Region: r.Seat.Region, Since: page.Today.String(), From: q.Get("from"), Title: i18n.Text{KK: q.Get("title-kk")}}
	return p.Show(w, r, "headquarters/form", page)
}

func (p pages) changeForm(w http.ResponseWriter, r *web.Request) error {
	page, err := p.formPage(r, r.PathValue("id"))
	if err != nil {
		return err
	}
	i, err := p.own(r)
	if err != nil {
		return err
	}
	page.Form = itemForm{
		Title: i.Work.Title, Owner: i.Owner, Region: i.Work.Region, Institution: i.Work.Institution, Topic: i.Work.Topic,
		Since: i.Work.Since.String(), Due: i.Due.String(), Partners: i.Partners,
	}
	for _, b := range i.Partners {
		page.Partners[b] = true
	}
	return p.Show(w, r, "headquarters/form", page)
}

// own is an item of the seat's headquarters.
func (p pages) own(r *web.Request) (Item, error) {
	i, err := p.Headquarters.Get(r.Context(), r.PathValue("id"))
	if err == nil && i.Body != r.Seat.Principal.Body {
		err = fault.NotFound
	}
	return i, err
}

func readItem(form web.Form) (f itemForm, i Item) {
	f = itemForm{
		Title: text(form, "title"), Owner: form.Get("owner"), Region: form.Get("region"), Institution: form.Get("institution"),
		Topic: form.Get("topic"), Since: form.Get("since"), Due: form.Get("due"), From: form.Get("from"), Partners: form.Values["partners"], Decisions: overlap.Said(form.Values),
	}
	i = Item{Owner: f.Owner, From: f.From, Partners: slices.Clone(f.Partners), Work: overlap.Work{
		Title: f.Title, Institution: f.Institution, Topic: f.Topic, Region: f.Region, Since: day(f.Since), Until: day(f.Due),
	}}
	i.Due = day(f.Due)
	return f, i
}

func (p pages) create(w http.ResponseWriter, r *web.Request) error {
	return p.saved(w, r, "", func(i Item, d overlap.Decisions) (string, error) { return p.Plan(r.Context(), r.By(), i, d) })
}

func (p pages) change(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	return p.saved(w, r, id, func(i Item, d overlap.Decisions) (string, error) { return id, p.Replan(r.Context(), r.By(), id, i, d) })
}

func (p pages) saved(w http.ResponseWriter, r *web.Request, id string, save func(Item, overlap.Decisions) (string, error)) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	f, i := readItem(form)
	to, err := save(i, f.Decisions)
	if err == nil {
		return p.Go(w, r, "/office/plan/"+to)
	}
	page, failed := p.formPage(r, id)
	if failed != nil {
		return failed
	}
	page.Form = f
	for _, b := range f.Partners {
		page.Partners[b] = true
	}
	i.Work.Docket = id
	if i.Work.Check() == nil {
		if page.Met, failed = p.meets(r, i.Work, f.Decisions); failed != nil {
			return failed
		}
	}
	return p.Again(w, r, "headquarters/form", page, err)
}

// meets are the works that a work being written meets, with what was chosen.
func (p pages) meets(r *web.Request, w overlap.Work, d overlap.Decisions) (all []overlap.Met, err error) {
	return all, p.DB.Read(r.Context(), func(tx *db.Tx) error {
		all, err = overlap.Choices(r.Context(), tx, w, d)
		return err
	})
}

// foundWork is a work that the script of the form shows.
type foundWork struct {
	Title string `json:"title"`
	Body  string `json:"body"`
	Kind  string `json:"kind"`
	Days  string `json:"days"`
	Href  string `json:"href"`
}

// overlap answers the script of a form: the works that what is being typed would
// meet. Every seat may ask, whatever it plans.
func (p pages) overlap(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	work := overlap.Work{
		Docket: q.Get("docket"), Path: q.Get("path"), More: q["institution"], Topic: q.Get("topic"), Region: q.Get("region"),
		Since: day(q.Get("since")), Until: day(q.Get("until")),
	}
	if work.Check() != nil {
		return web.JSON(w, []foundWork{}) // not written yet
	}
	found, err := p.meets(r, work, nil)
	if err != nil {
		return err
	}
	all := make([]foundWork, len(found))
	for i, f := range found {
		all[i] = foundWork{
			Title: f.Title.In(r.Lang), Body: f.Whose.In(r.Lang), Kind: p.Text(r, overlap.KindWord(f.Kind)),
			Days: i18n.Date(r.Lang, f.Since) + " – " + i18n.Date(r.Lang, f.Until),
		}
		if f.Path != "" {
			all[i].Href = "/" + string(r.Lang) + f.Path
		}
	}
	return web.JSON(w, all)
}

// managePage is where an item is carried on.
type managePage struct {
	itemPage
	Percent                        string
	Evidence, Href, Reason, LinkTo string
	Linked                         []links.Ref
	Back                           string // where the form of links leads back to
}

func (p pages) manage(w http.ResponseWriter, r *web.Request) error {
	page, err := p.managePage(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "headquarters/manage", page)
}

func (p pages) managePage(r *web.Request) (page managePage, err error) {
	if err := p.allowed(r, charter.Plan); err != nil {
		return page, err
	}
	if _, err := p.own(r); err != nil {
		return page, err
	}
	if page.itemPage, err = p.itemPage(r); err != nil {
		return page, err
	}
	i := page.Item
	page.Percent, page.Evidence, page.Href, page.Back = strconv.Itoa(i.Percent), i.Evidence, i.EvidenceHref, "/office/plan/"+i.ID
	page.Linked, err = p.Links.Linked(r.Context(), i.ID)
	return page, err
}

func (p pages) manageAgain(w http.ResponseWriter, r *web.Request, err error, keep func(*managePage)) error {
	page, failed := p.managePage(r)
	if failed != nil {
		return failed
	}
	keep(&page)
	return p.Again(w, r, "headquarters/manage", page, err)
}

func (p pages) advance(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	percent, err := strconv.Atoi(strings.TrimSpace(form.Get("percent")))
	if err != nil {
		percent = -1
	}
	id := r.PathValue("id")
	if err := p.Advance(r.Context(), r.By(), id, percent, form.Get("evidence"), form.Get("href")); err != nil {
		return p.manageAgain(w, r, err, func(page *managePage) {
			page.Percent, page.Evidence, page.Href = form.Get("percent"), form.Get("evidence"), form.Get("href")
		})
	}
	return p.Go(w, r, "/office/plan/"+id)
}

func (p pages) drop(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	if err := p.Drop(r.Context(), r.By(), id, form.Get("reason")); err != nil {
		return p.manageAgain(w, r, err, func(page *managePage) { page.Reason = form.Get("reason") })
	}
	return p.Go(w, r, "/office/plan/"+id)
}

// linkPage says what is wrong with a link, with the form again.
type linkPage struct{ From, To, Back string }

// link links a thing of the seat's body with another one, or parts them. Pages of
// all areas send their form here, and are gone back to.
func (p pages) link(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	page := linkPage{form.Get("from"), form.Get("to"), form.Get("back")}
	if u, err := url.Parse(page.Back); err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(page.Back, "/office/") {
		page.Back = "/office"
	}
	to := page.To
	if form.Get("do") == "part" {
		err = p.Links.Part(r.Context(), r.By(), page.From, to)
	} else if to, err = p.Links.Find(r.Context(), page.To); err == nil {
		err = p.Links.Join(r.Context(), r.By(), page.From, to)
	}
	if err != nil {
		return p.Again(w, r, "headquarters/link", page, err)
	}
	return p.Go(w, r, page.Back)
}
