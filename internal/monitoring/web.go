package monitoring

import (
	"embed"
	"net/http"
	"slices"
	"time"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/web"
)

//go:embed pages parts words.toml
var pagesAndWords embed.FS

// sent is what one form with pictures may send.
var sent = web.Limit{Bytes: 64 << 20, Time: 2 * time.Minute}

// Routes adds the pages of monitoring to a site.
func (g *Group) Routes(s *web.Site) error {
	g.kept = &memory{}
	p := pages{g, s}
	s.Handle("GET /office/monitoring", charter.Observe, p.list)
	s.Handle("GET /office/letters", charter.Raise, p.outbox)
	s.Handle("GET /office/letters/{id}", charter.Raise, p.letter)
	s.Handle("POST /office/letters/{id}/paper", charter.Raise, p.paper)
	s.Handle("GET /office/monitoring/{id}", charter.Observe, p.desk)
	for name, step := range steps {
		s.Handle("POST /office/monitoring/{id}/"+name, step.act, p.step(name, step))
	}
	s.Handle("GET /office/monitoring/{id}/pictures/{evidence}", charter.Redact, p.picture)
	s.Handle("POST /office/monitoring/{id}/pictures/{evidence}", charter.Redact, p.cover)
	s.Handle("GET /office/monitoring/{id}/pictures/{evidence}/{served}", charter.Redact, p.pictureBytes)
	if err := p.fieldRoutes(); err != nil {
		return err
	}
	p.campaignRoutes()
	p.checklistRoutes()
	p.answerRoutes()
	p.publicRoutes()
	return s.Area("monitoring", pagesAndWords)
}

type pages struct {
	*Group
	*web.Site
}

// listPage is what a group has in hand.
type listPage struct {
	Lines      []Line
	Counts     []InState
	State      docket.State
	Today      calendar.Day
	Back, Next string
}

func (p pages) list(w http.ResponseWriter, r *web.Request) error {
	n, err := r.Page()
	if err != nil {
		return err
	}
	page, more := listPage{State: docket.State(r.FormValue("state"))}, false
	if page.Lines, more, page.Counts, err = p.Lines(r.Context(), r.By(), page.State, n); err != nil {
		return err
	}
	if page.Today, err = p.today(r); err != nil {
		return err
	}
	slices.SortFunc(page.Counts, func(a, b InState) int { return slices.Index(States, a.State) - slices.Index(States, b.State) })
	page.Back, page.Next = r.Around(n, more)
	return p.Show(w, r, "monitoring/list", page)
}

// today is the day of the bodies.
func (p pages) today(r *web.Request) (today calendar.Day, err error) {
	return today, p.DB.Read(r.Context(), func(tx *db.Tx) error {
		today = p.Book.Today(tx)
		return nil
	})
}

// dayOf is a day of a form, zero for none.
func dayOf(form web.Form, name string) (calendar.Day, error) {
	s := form.Get(name)
	if s == "" {
		return calendar.Day{}, nil
	}
	d, err := calendar.Parse(s)
	if err != nil {
		return d, fault.In(name, "monitoring.day-wrong")
	}
	return d, nil
}

// outboxPage lists the letters that went out.
type outboxPage struct {
	Letters    []Letter
	Back, Next string
}

func (p pages) outbox(w http.ResponseWriter, r *web.Request) error {
	n, err := r.Page()
	if err != nil {
		return err
	}
	all, more, err := p.Outbox(r.Context(), r.By(), n)
	if err != nil {
		return err
	}
	page := outboxPage{Letters: all}
	page.Back, page.Next = r.Around(n, more)
	return p.Show(w, r, "monitoring/outbox", page)
}

// letterPage is a letter as it went out, without its link.
type letterPage struct{ Letter Letter }

func (p pages) letter(w http.ResponseWriter, r *web.Request) error {
	l, err := p.Letter(r.Context(), r.By(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return p.Show(w, r, "monitoring/letter", letterPage{l})
}

func (p pages) paper(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	lang, ok := i18n.Parse(form.Get("lang"))
	if !ok || lang == i18n.EN {
		lang = i18n.KK
	}
	pdf, err := p.Paper(r.Context(), r.By(), r.PathValue("id"), lang)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `attachment; filename="letter-`+r.PathValue("id")+`-`+string(lang)+`.pdf"`)
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(pdf)
	return err
}
