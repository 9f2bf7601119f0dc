package transfer

import (
	"archive/zip"
	"bytes"
	"embed"
	"errors"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"time"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/newsroom/wxr"
	"adal/internal/web"
)

//go:embed pages words.toml
var pagesAndWords embed.FS

// sent is what one form may send. Larger files are for the command of the keeper.
var sent = web.Limit{Bytes: 128 << 20, Time: 5 * time.Minute}

// Routes adds the pages of the office where things are taken over and given out.
func (t *Transfer) Routes(s *web.Site) error {
	p := pages{t, s}
	s.Handle("GET /office/news/import", charter.ImportArticle, p.form)
	s.Handle("POST /office/news/import", charter.ImportArticle, p.take, sent)
	s.Handle("GET /office/news/export.zip", charter.Draft, p.export, web.Limit{Bytes: 1 << 10, Time: 10 * time.Minute})
	return s.Area("transfer", pagesAndWords)
}

type pages struct {
	*Transfer
	*web.Site
}

// importPage is the form, and after a file was looked at what it comes to.
type importPage struct {
	Settings string
	Rubrics  []string
	Report   *Report
	Taken    bool
}

func (p pages) form(w http.ResponseWriter, r *web.Request) error {
	return p.Show(w, r, "transfer/import", p.page())
}

func (p pages) page() (page importPage) {
	for _, one := range p.News.Rubrics {
		page.Rubrics = append(page.Rubrics, one.ID)
	}
	return page
}

func (p pages) take(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	page := p.page()
	page.Settings = form.Get("settings")
	if err == nil {
		page.Report, page.Taken, err = p.sent(r, form)
	}
	if err != nil {
		return p.Again(w, r, "transfer/import", page, inForm(err))
	}
	return p.Show(w, r, "transfer/import", page)
}

// inForm is an error whose faults stand beside the field of the file, if they are
// about no other.
func inForm(err error) error {
	var all []error
	for _, f := range fault.Fields(err) {
		if f.Kind == fault.Conflict { // somebody took over the same meanwhile
			f = &fault.Error{Kind: fault.Invalid, Word: f.Word, Args: f.Args}
		}
		if f.Field != "settings" && f.Field != "uploads" {
			f = &fault.Error{Kind: f.Kind, Field: "file", Word: f.Word, Args: f.Args}
		}
		all = append(all, f)
	}
	if len(all) == 0 {
		return err
	}
	return errors.Join(all...)
}

// sent looks at what a form sent, and takes it over if that is asked for.
func (p pages) sent(r *web.Request, form web.Form) (report *Report, taken bool, err error) {
	plan, err := p.planOf(r, form)
	if err != nil {
		return nil, false, err
	}
	defer plan.Close()
	if form.Get("do") != "take" || len(plan.Refused) > 0 {
		return &plan.Report, false, nil
	}
	return &plan.Report, true, p.Take(r.Context(), r.By(), plan)
}

func (p pages) planOf(r *web.Request, form web.Form) (*Plan, error) {
	if err := p.Allowed(r.By()); err != nil {
		return nil, err
	}
	settings, err := ReadSettings([]byte(form.Get("settings")))
	if err != nil {
		return nil, err
	}
	file := contentOf(form, "file")
	if len(file) == 0 {
		return nil, fault.In("file", "transfer.no-file")
	}
	if bytes.HasPrefix(file, []byte("PK")) {
		from, err := unpacked(file, "file")
		if err != nil {
			return nil, err
		}
		return p.ReadBack(r.Context(), from)
	}
	var uploads fs.FS
	if packed := contentOf(form, "uploads"); len(packed) > 0 {
		if uploads, err = unpacked(packed, "uploads"); err != nil {
			return nil, err
		}
	}
	return p.WordPress(r.Context(), bytes.NewReader(file), wxr.MostBytes, uploads, settings)
}

func contentOf(form web.Form, field string) []byte {
	at := slices.IndexFunc(form.Files, func(f web.File) bool { return f.Field == field })
	if at < 0 {
		return nil
	}
	return form.Files[at].Content
}

// unpacked are the files of a zip file. What is read of each is bounded by who
// reads it.
func unpacked(data []byte, field string) (fs.FS, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(z.File) > mostFiles {
		return nil, fault.In(field, "transfer.zip-wrong")
	}
	return z, nil
}

// export gives out what the seat's body has.
func (p pages) export(w http.ResponseWriter, r *web.Request) error {
	by := r.By()
	if err := p.News.Book.Charter.Allow(by, charter.Draft, charter.Resource{Body: by.Body, Region: by.Region}); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="`+strings.Map(safe, by.Body)+`-news.zip"`)
	h.Set("Cache-Control", "no-store")
	z := NewZip(w)
	if err := p.Export(r.Context(), by.Body, z); err != nil {
		// Half of the file is on its way: broken off, it can't be taken for the whole.
		p.Log.ErrorContext(r.Context(), "giving out the news", "err", err)
		panic(http.ErrAbortHandler)
	}
	return z.Close()
}

func safe(r rune) rune {
	if r == '-' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
		return r
	}
	return -1
}
