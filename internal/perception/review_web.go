package perception

import (
	"errors"
	"net/http"

	"adal/internal/fault"
	"adal/internal/perception/index"
	"adal/internal/web"
)

// reviewPage is an edition as it would be published, with every printed figure
// that doesn't come out of its sources.
type reviewPage struct {
	reader
	*Edition
	Work   Work
	Report index.EditionReport
	Why    string // of the publication, as it was written
}

// Compared reports whether anything was printed to compare with.
func (v reviewPage) Compared() bool { return v.Report.Err == nil }

func (p pages) reviewed(r *web.Request) (page reviewPage, err error) {
	year, err := yearOf(r.PathValue("year"))
	if err != nil {
		return page, err
	}
	page.reader = p.reader(r)
	if page.Work, err = p.Work(r.Context(), r.By(), year); err != nil {
		return page, err
	}
	if page.Edition, err = p.Draft(r.Context(), r.By(), year); err != nil {
		return page, err
	}
	page.Report, err = page.Reproduce()
	return page, err
}

func (p pages) review(w http.ResponseWriter, r *web.Request) error {
	page, err := p.reviewed(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "perception/review", page)
}

// publish makes the newest version of an edition what the public sees.
func (p pages) publish(w http.ResponseWriter, r *web.Request) error {
	year, err := yearOf(r.PathValue("year"))
	if err != nil {
		return err
	}
	form, free, err := r.ReadForm()
	defer free()
	if err == nil {
		err = p.Publish(r.Context(), r.By(), year, form.Get("note"))
	}
	if f := (*fault.Error)(nil); errors.As(err, &f) && f.Kind == fault.Invalid {
		page, opened := p.reviewed(r)
		if opened != nil {
			return opened
		}
		page.Why = form.Get("note")
		return p.Again(w, r, "perception/review", page, err)
	} else if err != nil {
		return err
	}
	return p.Go(w, r, "/office/index?done=published")
}
