package perception

import (
	"net/http"
	"slices"

	"adal/internal/fault"
	"adal/internal/perception/index/workbook"
	"adal/internal/web"
)

// officePage is where a seat of the newsroom imports editions and publishes
// them.
type officePage struct {
	reader
	Work []Work
	Note string // of the import, as it was written
	Done string // what was done before
}

func (p pages) opened(r *web.Request) (page officePage, err error) {
	page.reader = p.reader(r)
	page.Work, err = p.Desk(r.Context(), r.By())
	return page, err
}

func (p pages) desk(w http.ResponseWriter, r *web.Request) error {
	page, err := p.opened(r)
	if err != nil {
		return err
	}
	if done := r.FormValue("done"); slices.Contains([]string{"imported", "published", "unchanged"}, done) {
		page.Done = done
	}
	return p.Show(w, r, "perception/office", page)
}

// take imports the files of a form, all or none.
func (p pages) take(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	var outcomes []Outcome
	if err == nil {
		outcomes, err = p.sent(r, form)
	}
	if err != nil {
		return p.refused(w, r, form.Get("note"), err)
	}
	done := "unchanged"
	for _, o := range outcomes {
		if !o.Unchanged {
			done = "imported"
		}
	}
	return p.Go(w, r, "/office/index?done="+done)
}

// refused shows the page again with what was written.
func (p pages) refused(w http.ResponseWriter, r *web.Request, note string, err error) error {
	page, opened := p.opened(r)
	if opened != nil {
		return opened
	}
	page.Note = note
	return p.Again(w, r, "perception/office", page, err)
}

func (p pages) sent(r *web.Request, form web.Form) ([]Outcome, error) {
	all := &workbook.Import{}
	n := 0
	for _, file := range form.Files {
		if file.Field != "file" || len(file.Content) == 0 {
			continue
		}
		one, err := workbook.Read(file.Name, file.Content)
		if err != nil {
			return nil, err
		}
		if err := all.Join(one); err != nil {
			return nil, err
		}
		n++
	}
	if n == 0 {
		return nil, fault.In("file", "perception.file-missing")
	}
	return p.Import(r.Context(), r.By(), Input{Data: all, Note: form.Get("note")})
}
