package open311

import (
	"net/http"
	"strings"
	"time"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/monitoring"
	"adal/internal/web"
)

func (p pages) officeRoutes() {
	p.Handle("GET /office/signals", charter.Observe, p.signals)
	p.Handle("GET /office/signals/{id}", charter.Observe, p.signal)
	p.Handle("POST /office/signals/{id}/take", charter.Observe, p.take, web.Limit{Bytes: 64 << 20, Time: 2 * time.Minute})
	p.Handle("POST /office/signals/{id}/decline", charter.Observe, p.declined)
	p.Handle("GET /office/programs", charter.AdmitProgram, p.programs)
	p.Handle("POST /office/programs", charter.AdmitProgram, p.admit)
	p.Handle("POST /office/programs/{id}/revoke", charter.AdmitProgram, p.revoke)
}

// signalsPage lists what programs passed on.
type signalsPage struct {
	Signals    []Signal
	Decided    bool
	Today      calendar.Day
	Back, Next string
	Done       bool
}

// Late reports whether a signal waits longer than the group promised.
func (p signalsPage) Late(s Signal) bool { return s.Overdue(p.Today) }

func (p pages) signals(w http.ResponseWriter, r *web.Request) (err error) {
	page := signalsPage{Decided: r.FormValue("state") == "decided", Done: r.FormValue("done") == "declined"}
	n, more := 0, false
	if n, err = r.Page(); err != nil {
		return err
	}
	if page.Signals, more, err = p.Signals(r.Context(), r.By(), page.Decided, n); err != nil {
		return err
	}
	if page.Today, err = p.today(r.Context()); err != nil {
		return err
	}
	page.Back, page.Next = r.Around(n, more)
	return p.Show(w, r, "open311/signals", page)
}

// signalPage is a signal with the forms that decide it. What stands in them is what
// was written.
type signalPage struct {
	Signal
	Title                                i18n.Text
	Given                                []answered
	At                                   []monitoring.Institution
	To, Note, Count, Link, Conflict, Why string
}

// answered is a question with its answer.
type answered struct{ Question, Answer i18n.Text }

// Lapsed reports whether nobody decided it in time.
func (p signalPage) Lapsed() bool { return p.Reason == Lapsed }

func (p pages) open(r *web.Request) (page signalPage, err error) {
	if page.Signal, err = p.Door.Signal(r.Context(), r.By(), r.PathValue("id")); err != nil {
		return page, err
	}
	o, _, err := p.Offer(r.Context(), Code(page.Checklist, page.Question))
	if err != nil {
		return page, err
	}
	page.Title, page.To, page.Note, page.Link = nameOf(o.Question), page.Institution, page.Description, page.Media
	answers, err := page.Answers()
	if err != nil {
		return page, err
	}
	for _, q := range o.Form.Questions {
		said := i18n.Text{KK: answers[q.Name], RU: answers[q.Name], EN: answers[q.Name]}
		for _, c := range o.Form.Offered(q.Name) {
			if c.Name == answers[q.Name] {
				said = c.Label
			}
		}
		if answers[q.Name] != "" && q.Type.Asked() {
			page.Given = append(page.Given, answered{q.Label, said})
		}
	}
	page.At, err = p.Door.institutions(r.Context(), Offer{Campaigns: []monitoring.Campaign{{Item: docket.Item{ID: page.Campaign}}}})
	i18n.Sort(r.Lang, page.At, func(i monitoring.Institution) string { return i.Name.In(r.Lang) })
	return page, err
}

func (p pages) signal(w http.ResponseWriter, r *web.Request) error {
	page, err := p.open(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "open311/signal", page)
}

func (p pages) take(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	id, err := p.Take(r.Context(), r.By(), r.PathValue("id"), takingOf(form))
	if err == nil {
		return p.Go(w, r, "/office/monitoring/"+id)
	}
	page, opened := p.open(r)
	if opened != nil {
		return opened
	}
	page.To, page.Note, page.Count = form.Get("institution"), form.Get("note"), form.Get("count")
	page.Link, page.Conflict = form.Get("link"), form.Get("conflict")
	return p.Again(w, r, "open311/signal", page, err)
}

// takingOf is what the form of a taking says.
func takingOf(form web.Form) Taking {
	t := Taking{Institution: form.Get("institution"), Note: form.Get("note"), Conflict: strings.TrimSpace(form.Get("conflict"))}
	if form.Get("none") == "yes" {
		t.Conflict = monitoring.NoConflict
	}
	if s := strings.TrimSpace(form.Get("count")); s != "" {
		t.Evidence = append(t.Evidence, monitoring.Exhibit{Kind: monitoring.Count, Note: s})
	}
	if s := strings.TrimSpace(form.Get("link")); s != "" && form.Get("keep-link") == "yes" {
		t.Evidence = append(t.Evidence, monitoring.Exhibit{Kind: monitoring.Link, Link: s})
	}
	for _, f := range form.Files {
		if f.Field == "photo" {
			t.Evidence = append(t.Evidence, monitoring.Exhibit{Kind: monitoring.Photo, Content: f.Content})
		}
	}
	return t
}

func (p pages) declined(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	if err = p.Decline(r.Context(), r.By(), r.PathValue("id"), form.Get("reason")); err == nil {
		return p.Go(w, r, "/office/signals?done=declined")
	}
	page, opened := p.open(r)
	if opened != nil {
		return opened
	}
	page.Why = form.Get("reason")
	return p.Again(w, r, "open311/signal", page, err)
}

// programsPage lists the programs of a group, with the form that admits one.
type programsPage struct {
	Programs []Program
	Name     string // as it was written
	Key      string // of the program just admitted: shown once
	Done     bool   // a key was revoked
	At       string // where programs come in
}

func (p pages) programsOf(r *web.Request) (page programsPage, err error) {
	page = programsPage{Done: r.URL.Query().Get("done") == "revoked", At: p.Address + "/open311/v2/"}
	page.Programs, err = p.Programs(r.Context(), r.By())
	return page, err
}

func (p pages) programs(w http.ResponseWriter, r *web.Request) error {
	page, err := p.programsOf(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "open311/programs", page)
}

// admit shows a key in the answer to the form: no address leads to it.
func (p pages) admit(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	key, wrong := p.Admit(r.Context(), r.By(), form.Get("name"))
	page, err := p.programsOf(r)
	if err != nil {
		return err
	}
	if wrong != nil {
		page.Name = form.Get("name")
		return p.Again(w, r, "open311/programs", page, wrong)
	}
	page.Key = key
	return p.Show(w, r, "open311/programs", page)
}

func (p pages) revoke(w http.ResponseWriter, r *web.Request) error {
	err := p.Revoke(r.Context(), r.By(), r.PathValue("id"))
	if err != nil && fault.Of(err) != fault.Conflict { // it is revoked, which was wanted
		return err
	}
	return p.Go(w, r, "/office/programs?done=revoked")
}
