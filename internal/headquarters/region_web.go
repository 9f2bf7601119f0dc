package headquarters

import (
	"net/http"
	"slices"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/i18n"
	"adal/internal/web"
)

// regionsPage is where the republic founds the headquarters of regions.
type regionsPage struct {
	names
	Houses []House
	Form   regionForm
	Done   *House // that was founded just now
}

// regionForm is what was written of one.
type regionForm struct {
	Region, Number, Day string
	Name, Aims          i18n.Text
}

// Without are the regions that have no headquarters.
func (f regionsPage) Without() []bodies.Region {
	return slices.DeleteFunc(slices.Clone(f.Regions), func(r bodies.Region) bool {
		return slices.ContainsFunc(f.Houses, func(h House) bool { return h.Region == r.ID })
	})
}

func (p pages) regionsPage(r *web.Request) (page regionsPage, err error) {
	if err := p.allowed(r, charter.Found); err != nil {
		return page, err
	}
	if page.names, err = p.names(r.Context()); err != nil {
		return page, err
	}
	page.Form.Day = page.Today.String()
	if page.Houses, err = p.Houses(r.Context()); err != nil {
		return page, err
	}
	page.Houses = slices.DeleteFunc(page.Houses, func(h House) bool { return h.Region == "" })
	if i := slices.IndexFunc(page.Houses, func(h House) bool { return h.ID == r.URL.Query().Get("founded") }); i >= 0 {
		page.Done = &page.Houses[i]
	}
	return page, nil
}

func (p pages) regions(w http.ResponseWriter, r *web.Request) error {
	page, err := p.regionsPage(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "headquarters/regions", page)
}

func (p pages) foundIn(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	f := regionForm{form.Get("region"), form.Get("number"), form.Get("day"), form.Text("name"), form.Text("aims")}
	id, err := p.FoundIn(r.Context(), r.By(), Regional{Region: f.Region, Name: f.Name, Founding: Founding{Number: f.Number, Day: day(f.Day), Aims: f.Aims}})
	if err == nil {
		return p.Go(w, r, "/office/headquarters/regions?founded="+id)
	}
	page, failed := p.regionsPage(r)
	if failed != nil {
		return failed
	}
	page.Form = f
	return p.Again(w, r, "headquarters/regions", page, err)
}
