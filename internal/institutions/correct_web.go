package institutions

import (
	"encoding/csv"
	"net/http"
	"strings"
	"time"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/directory"
	"adal/internal/fault"
	"adal/internal/web"
)

// brought is what a form of files may send.
var brought = web.Limit{Bytes: 32 << 20, Time: time.Minute}

// correctionRoutes adds the pages where anybody proposes, and a keeper decides.
func (p pages) correctionRoutes() {
	p.Handle("GET /institutions/{id}/correct", charter.Correct, p.correct)
	p.Handle("POST /institutions/{id}/correct", charter.Correct, p.propose, web.Limit{Bytes: 64 << 10, Time: 10 * time.Second})
	p.Handle("GET /institutions/corrections", charter.Read, p.log)
	p.Handle("GET /institutions/corrections.csv", charter.Read, p.logCSV)
	p.Handle("GET /corrections/{number}", charter.Read, p.status)
	p.Handle("GET /office/directory", charter.KeepDirectory, p.desk)
	p.Handle("POST /office/directory", charter.KeepDirectory, p.bring, brought)
	p.Handle("GET /office/directory/institutions/{id}", charter.KeepDirectory, p.keep)
	p.Handle("POST /office/directory/institutions/{id}", charter.KeepDirectory, p.kept)
	p.Handle("GET /office/directory/{id}", charter.KeepDirectory, p.waiting)
	p.Handle("POST /office/directory/{id}", charter.KeepDirectory, p.decide)
}

// correctPage is the form of a correction, with what stands there now.
type correctPage struct {
	view
	directory.Institution
	Values                map[string]string
	Since, Reason, Source string
}

// Columns are what may be changed.
func (correctPage) Columns() []string { return directory.Editable }

func (p pages) correctPage(r *web.Request) (page correctPage, err error) {
	if page.view, err = p.view(r); err != nil {
		return page, err
	}
	i, ok := page.Get(r.PathValue("id"))
	if !ok {
		return page, fault.New(fault.NotFound, "institutions.not-found")
	}
	page.Institution, page.Values = i, map[string]string{}
	for _, name := range directory.Editable {
		page.Values[name] = i.Column(name, page.Day)
	}
	return page, nil
}

func (p pages) correct(w http.ResponseWriter, r *web.Request) error {
	page, err := p.correctPage(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "institutions/correct", page)
}

// read reads a correction of some columns from a form, and has the page show what
// was written.
func (page *correctPage) read(form web.Form, columns []string) (n Correction, err error) {
	n = Correction{Institution: page.ID, Lang: page.Lang, Reason: form.Get("reason"), Source: form.Get("source")}
	for _, name := range columns {
		now := strings.Join(strings.Fields(form.Get(name)), " ")
		n.Edits = append(n.Edits, directory.Edit{Column: name, Was: page.Values[name], Now: now})
		page.Values[name] = now
	}
	page.Since, page.Reason, page.Source = form.Get("since"), n.Reason, n.Source
	if page.Since != "" {
		if n.Since, err = calendar.Parse(page.Since); err != nil {
			err = fault.In("since", "directory.why-day")
		}
	}
	return n, err
}

func (p pages) propose(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	page, err := p.correctPage(r)
	if err != nil {
		return err
	}
	number := ""
	n, err := page.read(form, directory.Editable)
	if err == nil {
		number, err = p.Propose(r.Context(), r.By(), n)
	}
	if err != nil {
		return p.Again(w, r, "institutions/correct", page, err)
	}
	return p.Go(w, r, "/corrections/"+number)
}

// statusPage is a correction as everybody may see it.
type statusPage struct {
	view
	Correction
}

func (p pages) status(w http.ResponseWriter, r *web.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	n, err := p.ByNumber(r.Context(), r.PathValue("number"))
	if err != nil {
		return err
	}
	return p.Show(w, r, "institutions/status", statusPage{v, n})
}

// logPage is the corrections that were decided.
type logPage struct {
	view
	Log        []Correction
	Back, Next string
}

func (p pages) log(w http.ResponseWriter, r *web.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	n := asked(r).Page
	page := logPage{view: v}
	all, more, err := p.Catalogue.Log(r.Context(), n-1)
	if err != nil {
		return err
	}
	page.Log = all
	if n > 1 {
		page.Back = "/institutions/corrections" + asking{}.Query(n-1)
	}
	if more {
		page.Next = "/institutions/corrections" + asking{}.Query(n+1)
	}
	return p.Show(w, r, "institutions/log", page)
}

func (p pages) logCSV(w http.ResponseWriter, r *web.Request) error {
	var text strings.Builder
	out := csv.NewWriter(&text)
	_ = out.Write([]string{"number", "institution", "decided", "state", "column", "was", "now", "since", "reason", "source", "note"})
	for n, more := 0, true; more; n++ {
		var all []Correction
		var err error
		if all, more, err = p.Catalogue.Log(r.Context(), n); err != nil {
			return err
		}
		for _, c := range all {
			edits := c.Edits
			if len(edits) == 0 {
				edits = []directory.Edit{{}}
			}
			since := ""
			if !c.Since.IsZero() {
				since = c.Since.String()
			}
			for _, e := range edits {
				_ = out.Write([]string{
					c.Item.Number, c.Institution, c.Decided.String(), string(c.Item.State), e.Column, web.Cell(e.Was), web.Cell(e.Now), since,
					web.Cell(c.Reason), web.Cell(c.Source), web.Cell(c.Note),
				})
			}
		}
	}
	out.Flush()
	return p.Send(w, r, "text/csv; charset=utf-8", []byte(text.String()))
}

// deskPage is what waits for a keeper, and where files come in.
type deskPage struct {
	view
	Waiting []Correction
	Outcome *directory.Outcome
	Tried   bool
	Done    string
}

func (p pages) deskPage(r *web.Request) (page deskPage, err error) {
	if page.view, err = p.view(r); err == nil {
		page.Waiting, err = p.Waiting(r.Context(), r.By())
	}
	return page, err
}

func (p pages) desk(w http.ResponseWriter, r *web.Request) error {
	page, err := p.deskPage(r)
	if err != nil {
		return err
	}
	if done := r.FormValue("done"); done == "accept" || done == "decline" {
		page.Done = done
	}
	return p.Show(w, r, "institutions/desk", page)
}

func (p pages) bring(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	var files []directory.File
	for _, f := range form.Files {
		if f.Field == "files" {
			files = append(files, directory.File{Name: f.Name, Content: f.Content})
		}
	}
	if err == nil && len(files) == 0 {
		err = fault.In("files", "institutions.files-missing")
	}
	try := form.Get("try") != ""
	var o directory.Outcome
	if err == nil {
		o, err = p.Import(r.Context(), r.By(), files, try)
	}
	page, opened := p.deskPage(r)
	if opened != nil {
		return opened
	}
	if err != nil {
		return p.Again(w, r, "institutions/desk", page, err)
	}
	page.Outcome, page.Tried = &o, try
	return p.Show(w, r, "institutions/desk", page)
}

// waitingPage is a correction that a keeper decides, beside what stands there now.
type waitingPage struct {
	view
	Correction
	Written string // the note, as it was written
}

func (p pages) waitingPage(r *web.Request) (page waitingPage, err error) {
	if page.view, err = p.view(r); err == nil {
		page.Correction, err = p.Catalogue.Get(r.Context(), r.By(), r.PathValue("id"))
	}
	return page, err
}

func (p pages) waiting(w http.ResponseWriter, r *web.Request) error {
	page, err := p.waitingPage(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "institutions/waiting", page)
}

func (p pages) decide(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	what := form.Get("decide")
	if err == nil && what != "accept" && what != "decline" {
		err = fault.New(fault.Invalid, "web.invalid")
	}
	if err == nil {
		err = p.Decide(r.Context(), r.By(), r.PathValue("id"), what == "accept", form.Get("note"))
	}
	if err != nil {
		page, opened := p.waitingPage(r)
		if opened != nil {
			return opened
		}
		page.Written = form.Get("note")
		return p.Again(w, r, "institutions/waiting", page, err)
	}
	return p.Go(w, r, "/office/directory?done="+what)
}
