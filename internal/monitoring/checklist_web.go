package monitoring

import (
	"net/http"
	"strconv"
	"time"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/forms"
	"adal/internal/web"
)

func (p pages) checklistRoutes() {
	p.Handle("GET /office/checklists", charter.PlanCampaign, p.checklists)
	p.Handle("POST /office/checklists", charter.PlanCampaign, p.upload, web.Limit{Bytes: 12 << 20, Time: 30 * time.Second})
	p.Handle("GET /office/checklists/{id}/{n}", charter.PlanCampaign, p.checklist)
	p.Handle("GET /office/checklists/{id}/{n}/checklist.xlsx", charter.PlanCampaign, p.workbook)
}

// checklistsPage lists the checklists of a group, with the form that adds one.
type checklistsPage struct {
	Checklists []Checklist
	Into       string // the checklist that gets a next version; empty for a new one
}

func (p pages) checklists(w http.ResponseWriter, r *web.Request) error {
	page, err := p.checklistsPage(r)
	if err != nil {
		return err
	}
	page.Into = r.URL.Query().Get("into")
	return p.Show(w, r, "monitoring/checklists", page)
}

func (p pages) checklistsPage(r *web.Request) (page checklistsPage, err error) {
	page.Checklists, err = p.Checklists(r.Context(), r.By())
	return page, err
}

func (p pages) upload(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	id, n := "", 0
	workbook := form.One("workbook")
	if len(workbook) == 0 {
		err = fault.In("workbook", "monitoring.workbook-missing")
	} else {
		id, n, err = p.Upload(r.Context(), r.By(), form.Get("into"), workbook)
	}
	if err != nil {
		page, opened := p.checklistsPage(r)
		if opened != nil {
			return opened
		}
		page.Into = form.Get("into")
		return p.Again(w, r, "monitoring/checklists", page, err)
	}
	return p.Go(w, r, "/office/checklists/"+id+"/"+strconv.Itoa(n)+"?done=yes")
}

// checklistPage is a version of a checklist, as it is asked.
type checklistPage struct {
	Version  ChecklistVersion
	Form     *forms.Form
	Doubtful []*fault.Error // what its author should look at again
	Done     bool
}

func (p pages) openChecklist(r *web.Request) (page checklistPage, err error) {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return page, fault.NotFound
	}
	if page.Version, err = p.ChecklistVersion(r.Context(), r.PathValue("id"), n); err != nil {
		return page, err
	}
	if page.Version.Body != r.By().Body {
		return page, fault.NotFound
	}
	page.Form, err = page.Version.Form()
	return page, err
}

func (p pages) checklist(w http.ResponseWriter, r *web.Request) error {
	page, err := p.openChecklist(r)
	if err != nil {
		return err
	}
	_, page.Doubtful = forms.Lint(page.Form)
	page.Done = r.URL.Query().Get("done") == "yes"
	return p.Show(w, r, "monitoring/checklist", page)
}

func (p pages) workbook(w http.ResponseWriter, r *web.Request) error {
	page, err := p.openChecklist(r)
	if err != nil {
		return err
	}
	workbook, err := page.Form.Export()
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", `attachment; filename="checklist-`+strconv.Itoa(page.Version.N)+`.xlsx"`)
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(workbook)
	return err
}
