package events

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/web"
)

// officeRoutes adds the pages on which a headquarters holds its events.
func (p pages) officeRoutes() {
	p.Handle("GET /office/events", charter.HoldBriefing, p.office)
	p.Handle("GET /office/events/new", charter.HoldBriefing, p.newForm)
	p.Handle("POST /office/events", charter.HoldBriefing, p.create)
	p.Handle("GET /office/events/{id}", charter.HoldBriefing, p.manage)
	p.Handle("GET /office/events/{id}/change", charter.HoldBriefing, p.changeForm)
	p.Handle("POST /office/events/{id}", charter.HoldBriefing, p.change)
	p.Handle("POST /office/events/{id}/cancel", charter.HoldBriefing, p.cancel)
	p.Handle("POST /office/events/{id}/minutes", charter.HoldBriefing, p.conclude)
	p.Handle("POST /office/events/{id}/materials", charter.HoldBriefing, p.material)
	p.Handle("POST /office/events/{id}/press", charter.HoldBriefing, p.accredit)
	p.Handle("GET /office/events/{id}/came", charter.HoldBriefing, p.door)
	p.Handle("POST /office/events/{id}/came", charter.HoldBriefing, p.checkIn)
	p.Handle("GET /office/calendar", charter.SeeOwnBody, p.calendar)
	p.Handle("POST /office/calendar", charter.SeeOwnBody, p.ownKey)
	p.Handle("GET /office/calendar/{id}", charter.SeeOwnBody, p.invited)
	p.Handle("GET /office/rooms", charter.BookRoom, p.rooms)
	p.Handle("POST /office/rooms", charter.BookRoom, p.nameRoom)
}

// allowed asks the charter before a page is shown.
func (p pages) allowed(r *web.Request, act charter.Act) error {
	return p.Book.Charter.Allow(r.By(), act, charter.Resource{Body: r.Seat.Principal.Body, Region: r.Seat.Region})
}

// officePage lists the events of the seat's body.
type officePage struct {
	Ahead, Past []shown
	Key         string // the address of the seat's own calendar, once
}

func (p pages) office(w http.ResponseWriter, r *web.Request) error {
	if err := p.allowed(r, charter.HoldBriefing); err != nil {
		return err
	}
	page, err := p.officePage(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "events/office", page)
}

func (p pages) officePage(r *web.Request) (page officePage, err error) {
	now, err := p.now(r.Context())
	if err != nil {
		return page, err
	}
	all, err := p.Of(r.Context(), r.Seat.Principal.Body)
	if err != nil {
		return page, err
	}
	list, err := p.shown(r, all, now)
	for _, s := range list {
		if s.State == Announced && !s.Over {
			page.Ahead = append(page.Ahead, s)
		} else {
			page.Past = append(page.Past, s)
		}
	}
	slices.Reverse(page.Ahead)
	return page, err
}

// calendar is what a seat of any body is invited to, and its own calendar.
func (p pages) calendar(w http.ResponseWriter, r *web.Request) error {
	page, err := p.officePage(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "events/calendar", page)
}

// invited is an event for those who are invited, as a seat of one of their bodies sees
// it. Nobody registers for it: who comes is known.
func (p pages) invited(w http.ResponseWriter, r *web.Request) error {
	e, err := p.Hall.Get(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	mine := r.Seat.Principal.Body
	if !e.Open && e.Item.Body != mine && !slices.Contains(e.Bodies, mine) {
		return fault.NotFound
	}
	page, err := p.pageOf(r, e)
	if err != nil {
		return err
	}
	page.Register = page.Register && e.Open
	return p.Show(w, r, "events/event", page)
}

// ownKey gives a seat a calendar of its own, or takes it back.
func (p pages) ownKey(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	if form.Get("do") == "none" {
		if err := p.NoKey(r.Context(), r.By()); err != nil {
			return err
		}
		return p.Go(w, r, "/office/calendar")
	}
	key, err := p.OwnKey(r.Context(), r.By())
	if err != nil {
		return err
	}
	page, err := p.officePage(r)
	if err != nil {
		return err
	}
	page.Key = p.Hall.Address + "/" + string(r.Lang) + "/calendar/" + key + ".ics"
	return p.Show(w, r, "events/calendar", page)
}

// formPage is where an event is announced or changed.
type formPage struct {
	ID     string
	Form   eventForm
	Kinds  []string
	Zones  []string
	Rooms  []Room
	Bodies []bodies.Body
	Asked  map[string]bool
}

// eventForm is what was written of an event.
type eventForm struct {
	Type                           string
	Closed, Press                  bool
	Title, About, Agenda, Place    i18n.Text
	Day, From, To, Zone            string
	Stream, Room, Places, Reminder string
	Bodies                         []string
}

// ZoneWord is the key of the name of a zone.
func (formPage) ZoneWord(zone string) string { return ZoneWord(zone) }

func (p pages) formPage(r *web.Request, id string, f eventForm) (page formPage, err error) {
	if err := p.allowed(r, charter.HoldBriefing); err != nil {
		return page, err
	}
	page = formPage{ID: id, Form: f, Kinds: Kinds, Zones: Zones, Asked: map[string]bool{}}
	for _, b := range f.Bodies {
		page.Asked[b] = true
	}
	if page.Rooms, err = p.Rooms(r.Context(), r.By()); err != nil {
		return page, err
	}
	return page, p.DB.Read(r.Context(), func(tx *db.Tx) error {
		all, err := bodies.All(r.Context(), tx, "", p.Book.Today(tx))
		page.Bodies = slices.DeleteFunc(all, func(b bodies.Body) bool {
			return b.Kind == charter.KindStateBody || b.Kind == charter.KindKeeper || b.ID == r.Seat.Principal.Body
		})
		return err
	})
}

func (p pages) newForm(w http.ResponseWriter, r *web.Request) error {
	page, err := p.formPage(r, "", eventForm{Type: "briefing", Zone: ZoneOf(r.Seat.Region), From: "15:00", To: "16:00", Places: "0"})
	if err != nil {
		return err
	}
	return p.Show(w, r, "events/form", page)
}

// mine is an event of the seat's body.
func (p pages) mine(r *web.Request) (Event, error) {
	if err := p.allowed(r, charter.HoldBriefing); err != nil {
		return Event{}, err
	}
	e, err := p.Hall.Get(r.Context(), r.PathValue("id"))
	if err == nil && e.Item.Body != r.Seat.Principal.Body {
		err = fault.NotFound
	}
	return e, err
}

func (p pages) changeForm(w http.ResponseWriter, r *web.Request) error {
	e, err := p.mine(r)
	if err != nil {
		return err
	}
	page, err := p.formPage(r, e.ID, eventForm{
		Type: e.Type, Closed: !e.Open, Press: e.Press, Title: e.Title, About: e.About, Agenda: e.Agenda, Place: e.Place,
		Day: e.Starts.Format("2006-01-02"), From: e.Starts.Format("15:04"), To: e.Ends.Format("15:04"), Zone: e.Starts.Location().String(),
		Stream: e.Stream, Room: e.Room, Places: i18n.Number(i18n.EN, int64(e.Places)), Bodies: e.Bodies,
	})
	if err != nil {
		return err
	}
	return p.Show(w, r, "events/form", page)
}

// readEvent is what a form says of an event, and what is wrong with its times.
func readEvent(form web.Form) (f eventForm, facts Facts, err error) {
	f = eventForm{
		Type: form.Get("kind"), Closed: form.Get("closed") == "yes", Press: form.Get("press") == "yes",
		Title: form.Text("title"), About: form.Text("about"), Agenda: form.Text("agenda"), Place: form.Text("place"),
		Day: form.Get("day"), From: form.Get("from"), To: form.Get("to"), Zone: form.Get("zone"),
		Stream: form.Get("stream"), Room: form.Get("room"), Places: form.Get("places"), Bodies: form.Values["bodies"],
	}
	facts = Facts{
		Type: f.Type, Open: !f.Closed, Title: f.Title, About: f.About, Agenda: f.Agenda, Place: f.Place,
		Stream: f.Stream, Room: f.Room, Places: number(strings.TrimSpace(f.Places)), Press: f.Press, Bodies: slices.Clone(f.Bodies),
	}
	if facts.Starts, err = Moment(f.Day, f.From, f.Zone); err == nil {
		facts.Ends, err = Moment(f.Day, f.To, f.Zone)
		for _, wrong := range fault.Fields(err) {
			wrong.Field = "to"
		}
	}
	return f, facts, err
}

func (p pages) create(w http.ResponseWriter, r *web.Request) error {
	return p.saved(w, r, "", func(f Facts) (string, error) { return p.Announce(r.Context(), r.By(), f) })
}

func (p pages) change(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	return p.saved(w, r, id, func(f Facts) (string, error) { return id, p.Change(r.Context(), r.By(), id, f) })
}

func (p pages) saved(w http.ResponseWriter, r *web.Request, id string, save func(Facts) (string, error)) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	f, facts, err := readEvent(form)
	if err == nil {
		var to string
		if to, err = save(facts); err == nil {
			return p.Go(w, r, "/office/events/"+to)
		}
	}
	page, failed := p.formPage(r, id, f)
	if failed != nil {
		return failed
	}
	return p.Again(w, r, "events/form", page, err)
}

// managePage is where an event is held.
type managePage struct {
	eventPage
	Guests   []Guest
	Begun    bool
	Record   Record
	Attended string
	Reason   string
	Material Material
	Decision string
	Linked   []links.Ref
	Back     string
}

// Seen is where others see the event.
func (m managePage) Seen() string {
	if m.Open {
		return "/events/"
	}
	return "/office/calendar/"
}

func (p pages) manage(w http.ResponseWriter, r *web.Request) error {
	page, err := p.managePage(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "events/manage", page)
}

func (p pages) managePage(r *web.Request) (page managePage, err error) {
	e, err := p.mine(r)
	if err != nil {
		return page, err
	}
	if page.eventPage, err = p.pageOf(r, e); err != nil {
		return page, err
	}
	if page.Guests, err = p.Guests(r.Context(), r.By(), e.ID); err != nil {
		return page, err
	}
	now, err := p.now(r.Context())
	if err != nil {
		return page, err
	}
	page.Begun, page.Back = !e.Starts.After(now), "/office/events/"+e.ID
	page.Record = Record{Minutes: e.Minutes, Trained: e.Trained}
	if e.Attended >= 0 {
		page.Attended = i18n.Number(i18n.EN, int64(e.Attended))
	}
	page.Linked, err = p.Links.Linked(r.Context(), e.ID)
	return page, err
}

// post reads a form and does with it what it says; if that can't be, the page is
// shown again as keep fills it.
func (p pages) post(w http.ResponseWriter, r *web.Request, do func(web.Form) error, keep func(web.Form, *managePage)) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	if err := do(form); err != nil {
		page, failed := p.managePage(r)
		if failed != nil {
			return errors.Join(failed, err)
		}
		keep(form, &page)
		return p.Again(w, r, "events/manage", page, err)
	}
	return p.Go(w, r, "/office/events/"+r.PathValue("id"))
}

func (p pages) cancel(w http.ResponseWriter, r *web.Request) error {
	return p.post(w, r, func(form web.Form) error {
		return p.Cancel(r.Context(), r.By(), r.PathValue("id"), form.Get("reason"))
	}, func(form web.Form, page *managePage) { page.Reason = form.Get("reason") })
}

func (p pages) conclude(w http.ResponseWriter, r *web.Request) error {
	read := func(form web.Form) Record {
		return Record{Minutes: form.Text("minutes"), Attended: number(strings.TrimSpace(form.Get("attended"))), Trained: form.Get("trained") == "yes"}
	}
	return p.post(w, r, func(form web.Form) error {
		return p.Conclude(r.Context(), r.By(), r.PathValue("id"), read(form))
	}, func(form web.Form, page *managePage) { page.Record, page.Attended = read(form), form.Get("attended") })
}

func (p pages) material(w http.ResponseWriter, r *web.Request) error {
	read := func(form web.Form) Material {
		return Material{Title: form.Get("title"), Href: strings.TrimSpace(form.Get("href"))}
	}
	return p.post(w, r, func(form web.Form) error {
		return p.Add(r.Context(), r.By(), r.PathValue("id"), read(form))
	}, func(form web.Form, page *managePage) { page.Material = read(form) })
}

func (p pages) accredit(w http.ResponseWriter, r *web.Request) error {
	return p.post(w, r, func(form web.Form) error {
		return p.Accredit(r.Context(), r.By(), r.PathValue("id"), form.Get("guest"), form.Get("do") == "in")
	}, func(web.Form, *managePage) {})
}

// doorPage is where those who come are checked in.
type doorPage struct {
	Event shown
	Code  string
	Name  string // of whom was checked in
	Again bool   // they had come already
}

func (p pages) door(w http.ResponseWriter, r *web.Request) error {
	page, err := p.doorPage(r)
	if err != nil {
		return err
	}
	page.Code = r.URL.Query().Get("code")
	return p.Show(w, r, "events/door", page)
}

func (p pages) doorPage(r *web.Request) (page doorPage, err error) {
	e, err := p.mine(r)
	if err != nil {
		return page, err
	}
	list, err := p.shown(r, []Event{e}, time.Time{})
	if err == nil {
		page.Event = list[0]
	}
	return page, err
}

func (p pages) checkIn(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	g, wrong := p.CheckIn(r.Context(), r.By(), r.PathValue("id"), form.Get("code"))
	page, err := p.doorPage(r)
	if err != nil {
		return err
	}
	if wrong != nil {
		page.Code = form.Get("code")
		return p.Again(w, r, "events/door", page, wrong)
	}
	page.Name, page.Again = g.Name, g.Came
	return p.Show(w, r, "events/door", page)
}

// roomsPage are the rooms that the seat may book, and who has them.
type roomsPage struct {
	Rooms   []takenRoom
	Centres []bodies.Body
	Centre  string
	Name    i18n.Text
	Seats   string
}

type takenRoom struct {
	Room
	Taken []shown
}

func (p pages) rooms(w http.ResponseWriter, r *web.Request) error {
	page, err := p.roomsPage(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "events/rooms", page)
}

func (p pages) roomsPage(r *web.Request) (page roomsPage, err error) {
	if err := p.allowed(r, charter.BookRoom); err != nil {
		return page, err
	}
	all, err := p.Rooms(r.Context(), r.By())
	if err != nil {
		return page, err
	}
	for _, one := range all {
		taken, err := p.Taken(r.Context(), one.ID)
		if err != nil {
			return page, err
		}
		t := takenRoom{Room: one}
		if t.Taken, err = p.shown(r, taken, time.Time{}); err != nil {
			return page, err
		}
		page.Rooms = append(page.Rooms, t)
	}
	return page, p.DB.Read(r.Context(), func(tx *db.Tx) error {
		found, err := bodies.All(r.Context(), tx, charter.KindAntikorCentre, p.Book.Today(tx))
		for _, b := range found {
			if p.mayBook(r.Context(), tx, r.By(), b.ID) == nil {
				page.Centres = append(page.Centres, b)
			}
		}
		return err
	})
}

func (p pages) nameRoom(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	one := Room{Body: form.Get("centre"), Name: form.Text("name"), Seats: number(strings.TrimSpace(form.Get("seats")))}
	if _, err := p.Name(r.Context(), r.By(), one); err != nil {
		page, failed := p.roomsPage(r)
		if failed != nil {
			return failed
		}
		page.Centre, page.Name, page.Seats = one.Body, one.Name, form.Get("seats")
		return p.Again(w, r, "events/rooms", page, err)
	}
	return p.Go(w, r, "/office/rooms")
}
