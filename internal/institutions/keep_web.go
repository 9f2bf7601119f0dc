package institutions

import (
	"net/http"
	"slices"

	"adal/internal/directory"
	"adal/internal/web"
)

// keepPage is the form by which a keeper changes an institution.
type keepPage struct {
	correctPage
	All, Regions, Districts, Kinds []choice
}

// Fields are what may be changed as a text.
func (keepPage) Fields() []string {
	return append(append([]string{}, directory.Editable...), "clock")
}

func (p pages) keepPage(r *web.Request) (page keepPage, err error) {
	if err := p.keeps(r.By()); err != nil {
		return page, err
	}
	if page.correctPage, err = p.correctPage(r); err != nil {
		return page, err
	}
	for _, name := range directory.Kept {
		page.Values[name] = page.Institution.Column(name, page.Day)
	}
	page.Regions, page.Kinds = page.regions(), page.kinds()
	for _, k := range page.Data.Districts { // of every region: the institution may go to another one
		page.Districts = append(page.Districts, choice{"value": k.ID, "label": page.PlaceName(k.Region, k.ID)})
	}
	page.sorted(page.Districts)
	for _, i := range page.Institutions {
		if i.ID != page.ID {
			page.All = append(page.All, choice{"value": i.ID, "label": i.On(page.Day).Name.In(page.Lang)})
		}
	}
	page.sorted(page.All)
	return page, nil
}

func (p pages) keep(w http.ResponseWriter, r *web.Request) error {
	page, err := p.keepPage(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "institutions/keep", page)
}

func (p pages) kept(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	page, err := p.keepPage(r)
	if err != nil {
		return err
	}
	number := ""
	n, err := page.read(form, slices.Concat(directory.Editable, directory.Kept))
	if err == nil {
		number, err = p.Edit(r.Context(), r.By(), n)
	}
	if err != nil {
		return p.Again(w, r, "institutions/keep", page, err)
	}
	return p.Go(w, r, "/corrections/"+number)
}
