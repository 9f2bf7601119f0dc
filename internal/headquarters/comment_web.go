package headquarters

import (
	"net/http"

	"adal/internal/web"
)

// othersPage lists the plans of all headquarters, for seats of any body.
type othersPage struct {
	names
	Plans []othersPlan
}

type othersPlan struct {
	House
	Items []Item
}

func (p pages) others(w http.ResponseWriter, r *web.Request) error {
	var page othersPage
	var err error
	if page.names, err = p.names(r.Context()); err != nil {
		return err
	}
	houses, err := p.Houses(r.Context())
	if err != nil {
		return err
	}
	for _, h := range houses {
		all, err := p.Items(r.Context(), h.ID)
		if err != nil {
			return err
		}
		plan := othersPlan{House: h}
		for _, i := range all {
			if i.Settled.IsZero() {
				plan.Items = append(plan.Items, i)
			}
		}
		page.Plans = append(page.Plans, plan)
	}
	return p.Show(w, r, "headquarters/others", page)
}

// otherPage is an item of any plan, which a seat comments.
type otherPage struct {
	itemPage
	Text string
}

func (p pages) other(w http.ResponseWriter, r *web.Request) error {
	page, err := p.itemPage(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "headquarters/other", otherPage{page, ""})
}

func (p pages) comment(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	if err := p.Comment(r.Context(), r.By(), id, form.Get("text")); err != nil {
		page, failed := p.itemPage(r)
		if failed != nil {
			return failed
		}
		return p.Again(w, r, "headquarters/other", otherPage{page, form.Get("text")}, err)
	}
	return p.Go(w, r, "/office/plans/"+id)
}
