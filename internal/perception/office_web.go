package perception

import (
	"errors"
	"net/http"
	"strconv"

	"adal/internal/fault"
	"adal/internal/perception/index/workbook"
	"adal/internal/web"
)

// officePage is where a seat of the newsroom imports editions and publishes
// them.
type officePage struct {
	reader
	Work []Work
	Note string         // of the import, as it was written
	Whys map[int]string // of the publication of an edition, as they were written
	Done string         // "imported" or "published"
}

// Waits says whether a newer version than the public one is there.
func (w Work) Waits() bool { return w.Newest.N != w.Public }

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
	if done := r.FormValue("done"); done == "imported" || done == "published" || done == "unchanged" {
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
		return p.refused(w, r, func(page *officePage) { page.Note = form.Get("note") }, err)
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
func (p pages) refused(w http.ResponseWriter, r *web.Request, keep func(*officePage), err error) error {
	page, opened := p.opened(r)
	if opened != nil {
		return opened
	}
	keep(&page)
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

// whyField is the field that says why an edition is published: one for each,
// since a page has a form for each that waits.
func whyField(year int) string { return "why-" + strconv.Itoa(year) }

// publish makes the newest version of an edition what the public sees.
func (p pages) publish(w http.ResponseWriter, r *web.Request) error {
	year, err := strconv.Atoi(r.PathValue("year"))
	if err != nil {
		return fault.NotFound
	}
	form, free, err := r.ReadForm()
	defer free()
	if err == nil {
		err = p.Publish(r.Context(), r.By(), year, form.Get(whyField(year)))
	}
	if f := (*fault.Error)(nil); errors.As(err, &f) && f.Field == "note" {
		err = fault.In(whyField(year), f.Word, f.Args...)
	}
	if err != nil {
		return p.refused(w, r, func(page *officePage) { page.Whys = map[int]string{year: form.Get(whyField(year))} }, err)
	}
	return p.Go(w, r, "/office/index?done=published")
}
