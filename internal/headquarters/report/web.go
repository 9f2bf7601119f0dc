package report

import (
	"bytes"
	"context"
	"embed"
	"encoding/csv"
	"net/http"
	"strconv"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/i18n"
	"adal/internal/web"
)

//go:embed pages parts words.toml
var pagesAndWords embed.FS

// fresh is how long a published report is kept.
const fresh = time.Hour

// Routes adds the pages of the reports to a site.
func (d *Desk) Routes(s *web.Site) error {
	p := pages{d, s}
	s.Handle("GET /reports", charter.Read, p.list)
	s.Handle("GET /reports/{id}", charter.Read, p.report)
	s.Handle("GET /reports/{id}/report.pdf", charter.Read, p.pdf)
	s.Handle("GET /reports/{id}/report.csv", charter.Read, p.csv)
	s.Handle("GET /reports/{id}/report.json", charter.Read, p.json)
	s.Handle("GET /office/reports", charter.Report, p.office)
	s.Handle("POST /office/reports", charter.Report, p.make)
	s.Handle("GET /office/reports/{id}", charter.Report, p.manage)
	s.Handle("POST /office/reports/{id}", charter.Report, p.recount)
	s.Handle("POST /office/reports/{id}/approve", charter.ApproveReport, p.approve)
	s.Handle("POST /office/reports/{id}/publish", charter.Report, p.publish)
	return s.Area("report", pagesAndWords)
}

type pages struct {
	*Desk
	*web.Site
}

// A shown report is one with its names.
type shown struct {
	Report
	Title    string
	BodyName i18n.Text
	Key      string // of the headquarters
	Chapters []Chapter
	Day      calendar.Day // of its publication
}

func (p pages) shown(r *web.Request, one Report) (s shown, err error) {
	s = shown{Report: one, Title: p.Desk.Title(r.Lang, one)}
	if s.Chapters, err = one.Chapters(); err != nil {
		return s, err
	}
	if one.Published != "" {
		if s.Day, err = calendar.Parse(one.Published); err != nil {
			return s, err
		}
	}
	return s, p.DB.Read(r.Context(), func(tx *db.Tx) error {
		b, err := bodies.Get(r.Context(), tx, one.Body, one.Until)
		s.BodyName, s.Key = b.Name, b.Region
		if b.Region == "" {
			s.Key = "republic"
		}
		return err
	})
}

// listPage are all published reports.
type listPage struct{ Reports []shown }

func (p pages) all(r *web.Request, body string) (list []shown, err error) {
	all, err := p.Of(r.Context(), body)
	for _, one := range all {
		s, err := p.shown(r, one)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, err
}

func (p pages) list(w http.ResponseWriter, r *web.Request) error {
	all, err := p.all(r, "")
	if err != nil {
		return err
	}
	r.Keep(fresh)
	return p.Show(w, r, "report/list", listPage{all})
}

// reportPage is a published report.
type reportPage struct{ shown }

// public is the published report of an address.
func (p pages) public(r *web.Request) (s shown, err error) {
	one, err := p.Public(r.Context(), r.PathValue("id"))
	if err != nil {
		return s, err
	}
	r.Keep(fresh)
	return p.shown(r, one)
}

func (p pages) report(w http.ResponseWriter, r *web.Request) error {
	s, err := p.public(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "report/report", reportPage{s})
}

func (p pages) pdf(w http.ResponseWriter, r *web.Request) error {
	s, err := p.public(r)
	if err != nil {
		return err
	}
	text, err := p.Paper(s.Report, r.Lang, s.BodyName.In(r.Lang))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `inline; filename="`+s.Number+`-`+string(r.Lang)+`.pdf"`)
	return p.Send(w, r, "application/pdf", text)
}

func (p pages) json(w http.ResponseWriter, r *web.Request) error {
	s, err := p.public(r)
	if err != nil {
		return err
	}
	text, err := s.File()
	if err != nil {
		return err
	}
	return p.Send(w, r, "application/json; charset=utf-8", text)
}

func (p pages) csv(w http.ResponseWriter, r *web.Request) error {
	s, err := p.public(r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	out.Write([]string{"part", "key", "figure", "value", "of", "how", "where"})
	for _, c := range s.Chapters {
		if len(c.Figures) == 0 {
			out.Write([]string{p.Text(r, c.Word), "", p.Desk.empty(r.Lang, c), "", "", "", ""})
		}
		for _, f := range c.Figures {
			where := ""
			if f.Href != "" {
				where = p.Desk.Address + "/" + string(r.Lang) + f.Href
			}
			out.Write([]string{p.Text(r, c.Word), f.Key, f.Label.In(r.Lang), f.Value.In(r.Lang), f.Of.In(r.Lang), f.How.In(r.Lang), where})
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return p.Send(w, r, "text/csv; charset=utf-8", b.Bytes())
}

// officePage lists the reports of the seat's body.
type officePage struct {
	Reports []shown
	Halves  []Half
	Form    string
}

// String is a half as a form sends it.
func (h Half) String() string { return h.Text() + "-" + strconv.Itoa(h.N) }

func (p pages) officePage(r *web.Request) (page officePage, err error) {
	if err := p.may(r.By(), charter.Report); err != nil {
		return page, err
	}
	if page.Reports, err = p.all(r, r.Seat.Principal.Body); err != nil {
		return page, err
	}
	return page, p.DB.Read(r.Context(), func(tx *db.Tx) error {
		today := p.Book.Today(tx)
		h := Half{today.Year(), 1}
		if today.Month() > 6 {
			h.N = 2
		}
		for range 4 {
			page.Halves = append(page.Halves, h)
			if h.N--; h.N == 0 {
				h = Half{h.Year - 1, 2}
			}
		}
		return nil
	})
}

func (p pages) office(w http.ResponseWriter, r *web.Request) error {
	page, err := p.officePage(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "report/office", page)
}

func (p pages) make(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	var h Half
	if said := form.Get("half"); len(said) == len("2020-1") && said[4] == '-' {
		h.Year, _ = strconv.Atoi(said[:4]) // what is no year is none
		h.N, _ = strconv.Atoi(said[5:])
	}
	id, err := p.Make(r.Context(), r.By(), h)
	if err != nil {
		page, failed := p.officePage(r)
		if failed != nil {
			return failed
		}
		page.Form = form.Get("half")
		return p.Again(w, r, "report/office", page, err)
	}
	return p.Go(w, r, "/office/reports/"+id)
}

// managePage is a report on its way.
type managePage struct {
	shown
	Own     bool // the seat made it
	History []docket.Entry
}

func (p pages) manage(w http.ResponseWriter, r *web.Request) error {
	page, err := p.managePage(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "report/manage", page)
}

func (p pages) managePage(r *web.Request) (page managePage, err error) {
	one, err := p.held(r.Context(), r.By(), r.PathValue("id"), charter.Report)
	if err != nil {
		return page, err
	}
	page.Own = one.Seat == r.Seat.Seat
	if page.shown, err = p.shown(r, one); err != nil {
		return page, err
	}
	return page, p.DB.Read(r.Context(), func(tx *db.Tx) error {
		page.History, err = docket.History(r.Context(), tx, one.ID)
		return err
	})
}

func (p pages) recount(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	foreword := i18n.Text{KK: form.Get("foreword-kk"), RU: form.Get("foreword-ru"), EN: form.Get("foreword-en")}
	if err := p.Recount(r.Context(), r.By(), r.PathValue("id"), foreword); err != nil {
		page, failed := p.managePage(r)
		if failed != nil {
			return failed
		}
		page.Foreword = foreword
		return p.Again(w, r, "report/manage", page, err)
	}
	return p.Go(w, r, "/office/reports/"+r.PathValue("id"))
}

func (p pages) approve(w http.ResponseWriter, r *web.Request) error {
	return p.done(w, r, p.Approve)
}

func (p pages) publish(w http.ResponseWriter, r *web.Request) error {
	return p.done(w, r, p.Publish)
}

func (p pages) done(w http.ResponseWriter, r *web.Request, do func(context.Context, charter.Principal, string) error) error {
	id := r.PathValue("id")
	if _, err := p.held(r.Context(), r.By(), id, charter.Report); err != nil {
		return err
	}
	if err := do(r.Context(), r.By(), id); err != nil {
		return err
	}
	return p.Go(w, r, "/office/reports/"+id)
}
