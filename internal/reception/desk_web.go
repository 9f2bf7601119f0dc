package reception

import (
	"context"
	"encoding/base64"
	"net/http"
	"strconv"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/web"
)

// deskRoutes are the pages of the seats of a body that receives people.
func (p pages) deskRoutes() {
	p.Handle("GET /office/matters", charter.Receive, p.queue)
	p.Handle("GET /office/matters/new", charter.BringFor, p.bringForForm)
	p.Handle("POST /office/matters", charter.BringFor, p.bringFor, telling)
	p.Handle("GET /office/matters/{id}", charter.Open, p.matter)
	p.Handle("GET /office/matters/{id}/letters/{n}", charter.Open, p.letterOf, sending)
	p.Handle("POST /office/matters/{id}/triage", charter.Triage, p.triage)
	p.Handle("POST /office/matters/{id}/take", charter.Take, p.step(p.Take, "take"))
	p.Handle("POST /office/matters/{id}/export", charter.Export, p.step(p.Export, "export"))
	p.Handle("POST /office/matters/{id}/ask", charter.Ask, p.say(p.Ask, "ask"), telling)
	p.Handle("POST /office/matters/{id}/appoint", charter.Appoint, p.say(p.Appoint, "appoint"), telling)
	p.Handle("POST /office/matters/{id}/answer", charter.Answer, p.say(p.Answer, "answer"), telling)
	p.Handle("POST /office/matters/{id}/extend", charter.Extend, p.say(p.Extend, "extend"), telling)
}

// queuePage is what a body has in hand, the most urgent first.
type queuePage struct {
	Items      []queued
	Back, Next string // without the language; empty for none
}

// queued is a matter in the queue.
type queued struct {
	docket.Item
	Deadline deadline
	Badge    string
}

func (p pages) queue(w http.ResponseWriter, r *web.Request) error {
	n, err := r.Page()
	if err != nil {
		return err
	}
	by := docket.Filter{State: docket.State(r.FormValue("state")), Open: r.FormValue("all") == "" && r.FormValue("state") == "", Page: n}
	items, more, err := p.Matters(r.Context(), r.By(), by)
	if err != nil {
		return err
	}
	today, err := p.today(r)
	if err != nil {
		return err
	}
	page := queuePage{}
	page.Back, page.Next = r.Around(n, more)
	for _, i := range items {
		d := p.Hall.deadline(i, today)
		page.Items = append(page.Items, queued{i, d, d.badge(i)})
	}
	return p.Show(w, r, "reception/queue", page)
}

// today is the day of the bodies.
func (p pages) today(r *web.Request) (today calendar.Day, err error) {
	return today, p.DB.Read(r.Context(), func(tx *db.Tx) error {
		today = p.Book.Today(tx)
		return nil
	})
}

func (p pages) deadlineNow(r *web.Request, i docket.Item) (deadline, error) {
	today, err := p.today(r)
	return p.Hall.deadline(i, today), err
}

// matterPage is a matter as its body's seats see it. What is said in it is
// opened in their browser alone.
type matterPage struct {
	Matter      Matter
	Deadline    deadline
	Badge       string
	Region      i18n.Text
	Regions     []bodies.Region
	Steps       []shownStep
	Topics      []string
	Competences []string
	Key         string // the matter's identity sealed to the body
	BodyKey     string // the body's identity sealed to the seat
	Triage      Triage
	Done        string
	May         map[string]bool // which acts the state allows
	Limits      limits
}

// Script is the script of the page.
func (matterPage) Script() string { return "office" }

// did are the words of what was just done, by what the address says.
var did = map[string]string{
	"take": "reception.did-take", "export": "reception.did-export", "ask": "reception.did-ask", "answer": "reception.did-answer",
	"appoint": "reception.did-appoint", "extend": "reception.did-extend", "triage": "reception.did-triage",
}

func (p pages) matter(w http.ResponseWriter, r *web.Request) error {
	return p.showMatter(w, r, did[r.FormValue("done")], nil, nil)
}

func (p pages) showMatter(w http.ResponseWriter, r *web.Request, done string, t *Triage, wrong error) error {
	o, err := p.Open(r.Context(), r.By(), r.PathValue("id"))
	if err != nil {
		return err
	}
	page := matterPage{
		Matter: o.Matter, Key: base64.StdEncoding.EncodeToString(o.Key), BodyKey: base64.StdEncoding.EncodeToString(o.BodyKey),
		Topics: Topics, Competences: Competences, Done: done, May: p.may(o.Matter), Limits: stated,
		Triage: Triage{Topic: o.Topic, Region: o.Region, Competence: o.Competence, Offer: o.Offered},
	}
	if t != nil {
		page.Triage = *t
	}
	for _, e := range o.History {
		page.Steps = append(page.Steps, shownStep{e.Act, e.Day, e.Seat != ""})
	}
	if err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		today := p.Book.Today(tx)
		page.Deadline = p.Hall.deadline(o.Item, today)
		page.Badge = page.Deadline.badge(o.Item)
		if page.Regions, err = bodies.Regions(r.Context(), tx, today); err != nil {
			return err
		}
		region, err := bodies.RegionOn(r.Context(), tx, o.Region, today)
		page.Region = region.Name
		return err
	}); err != nil {
		return err
	}
	if wrong != nil {
		return p.Again(w, r, "reception/matter", page, wrong)
	}
	return p.Show(w, r, "reception/matter", page)
}

// may is which acts the state of a matter allows, for the page to offer.
func (p pages) may(m Matter) map[string]bool {
	may := map[string]bool{}
	for _, s := range Flows[m.Track()].Steps {
		for _, from := range s.From {
			if from == m.State {
				may[string(s.Act)] = true
			}
		}
	}
	return may
}

func (p pages) letterOf(w http.ResponseWriter, r *web.Request) error {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return fault.NotFound
	}
	l, err := p.LetterOf(r.Context(), r.By(), r.PathValue("id"), n)
	if err != nil {
		return err
	}
	return p.send(w, r, l)
}

func (p pages) triage(w http.ResponseWriter, r *web.Request) error {
	t := Triage{
		Topic: r.PostFormValue("topic"), Region: r.PostFormValue("region"), Competence: r.PostFormValue("competence"),
		Offer: r.PostFormValue("offer") != "",
	}
	if err := p.Triage(r.Context(), r.By(), r.PathValue("id"), t); err != nil {
		return p.showMatter(w, r, "", &t, err)
	}
	return p.Go(w, r, "/office/matters/"+r.PathValue("id")+"?done=triage")
}

// step is a handler of an act that says nothing.
func (p pages) step(act func(context.Context, charter.Principal, string) error, done string) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		if err := act(r.Context(), r.By(), r.PathValue("id")); err != nil {
			return err
		}
		return p.Go(w, r, "/office/matters/"+r.PathValue("id")+"?done="+done)
	}
}

// say is a handler of an act with a letter, which the seat's browser sealed.
func (p pages) say(act func(context.Context, charter.Principal, string, Sealed) error, done string) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		form, free, err := r.ReadForm()
		defer free()
		if err != nil {
			return err
		}
		s := sealedOf(form)
		if s.Bytes == nil && s.Upload == "" {
			return p.showMatter(w, r, "", nil, fault.New(fault.Invalid, "reception.needs-script"))
		}
		if err := act(r.Context(), r.By(), r.PathValue("id"), s); err != nil {
			return err
		}
		return p.Go(w, r, "/office/matters/"+r.PathValue("id")+"?done="+done)
	}
}

// bringForForm is the form for a visitor or a caller, at the desk.
func (p pages) bringForForm(w http.ResponseWriter, r *web.Request) error {
	track := Track(r.FormValue("track"))
	if _, ok := Flows[track]; !ok {
		track = Appeal // who comes in person mostly says who they are
	}
	page, err := p.newForm(r, Telling{Track: track, Region: r.Seat.Region})
	if err != nil {
		return err
	}
	page.Desk, page.Channel = true, Desk
	return p.Show(w, r, "reception/form", page)
}

func (p pages) bringFor(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	channel := form.Get("channel")
	if channel != Desk && channel != Telephone {
		return fault.In("channel", "reception.channel-missing")
	}
	if form.Get("mailbox") == "" {
		return fault.New(fault.Invalid, "reception.needs-script")
	}
	return p.bringSealed(w, r, form, channel)
}
