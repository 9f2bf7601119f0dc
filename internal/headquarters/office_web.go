package headquarters

import (
	"net/http"
	"slices"
	"strings"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/web"
)

// officePage is where a headquarters keeps its founding and its members.
type officePage struct {
	names
	House
	Form       memberForm
	Founded    foundingForm
	Categories []string
	Done       string
}

// memberForm is what was written of a member.
type memberForm struct {
	Name                  i18n.Text
	Category              string
	Head                  bool
	Since, Until          string
	Interests, RelievedID string // of the member whose term is to end
	Last, Reason          string // of that end
}

// foundingForm is what was written of the founding.
type foundingForm struct {
	Number, Day string
	By, Aims    i18n.Text
}

func (p pages) officePage(r *web.Request) (page officePage, err error) {
	if err := p.allowed(r, charter.AppointMember); err != nil {
		return page, err
	}
	page.Categories = Categories
	if page.names, err = p.names(r.Context()); err != nil {
		return page, err
	}
	key := r.Seat.Region
	if key == "" {
		key = "republic"
	}
	if page.House, err = p.House(r.Context(), key); err != nil {
		return page, err
	}
	if f := page.Founding; f != nil {
		page.Founded = foundingForm{f.Number, f.Day.String(), f.By, f.Aims}
	}
	page.Form.Since, page.Form.Until = page.Today.String(), page.Today.AddMonths(24).AddDays(-1).String()
	page.Done = r.URL.Query().Get("done")
	if !slices.Contains([]string{"", "founded", "appointed", "relieved"}, page.Done) {
		page.Done = ""
	}
	return page, nil
}

func (p pages) office(w http.ResponseWriter, r *web.Request) error {
	page, err := p.officePage(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "headquarters/office", page)
}

// allowed asks the charter before a page is shown.
func (p pages) allowed(r *web.Request, act charter.Act) error {
	return p.Book.Charter.Allow(r.By(), act, charter.Resource{Body: r.Seat.Principal.Body, Region: r.Seat.Region})
}

// text reads a text in three languages.
func text(form web.Form, name string) i18n.Text {
	return i18n.Text{KK: form.Get(name + "-kk"), RU: form.Get(name + "-ru"), EN: form.Get(name + "-en")}
}

// day reads a day; what isn't one is none, and its fault is found later.
func day(s string) calendar.Day {
	d, err := calendar.Parse(strings.TrimSpace(s))
	if err != nil {
		return calendar.Day{}
	}
	return d
}

func (p pages) found(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	f := foundingForm{form.Get("number"), form.Get("day"), text(form, "by"), text(form, "aims")}
	if err := p.Found(r.Context(), r.By(), Founding{Number: f.Number, Day: day(f.Day), By: f.By, Aims: f.Aims}); err != nil {
		return p.officeAgain(w, r, err, func(page *officePage) { page.Founded = f })
	}
	return p.Go(w, r, "/office/headquarters?done=founded")
}

func (p pages) officeAgain(w http.ResponseWriter, r *web.Request, err error, keep func(*officePage)) error {
	page, failed := p.officePage(r)
	if failed != nil {
		return failed
	}
	keep(&page)
	return p.Again(w, r, "headquarters/office", page, err)
}

func (p pages) appoint(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	f := memberForm{
		Name: text(form, "name"), Category: form.Get("category"), Head: form.Get("head") == "yes",
		Since: form.Get("since"), Until: form.Get("until"), Interests: form.Get("interests"),
	}
	m := Member{Name: f.Name, Category: f.Category, Head: f.Head, Since: day(f.Since), Interests: f.Interests}
	if last := day(f.Until); !last.IsZero() {
		m.Until = last.AddDays(1) // people write the last day
	}
	if _, err := p.Appoint(r.Context(), r.By(), m); err != nil {
		return p.officeAgain(w, r, err, func(page *officePage) { page.Form = f })
	}
	return p.Go(w, r, "/office/headquarters?done=appointed")
}

func (p pages) relieve(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	fields := map[string]string{"until": "last-" + id, "reason": "reason-" + id} // each member has a form
	last := day(form.Get(fields["until"]))
	if !last.IsZero() {
		last = last.AddDays(1)
	}
	if err := p.Relieve(r.Context(), r.By(), id, last, form.Get(fields["reason"])); err != nil {
		for _, f := range fault.Fields(err) {
			f.Field = fields[f.Field]
		}
		return p.officeAgain(w, r, err, func(page *officePage) {
			page.Form.RelievedID, page.Form.Last, page.Form.Reason = id, form.Get(fields["until"]), form.Get(fields["reason"])
		})
	}
	return p.Go(w, r, "/office/headquarters?done=relieved")
}
