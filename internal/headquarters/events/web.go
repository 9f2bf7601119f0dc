package events

import (
	"context"
	"embed"
	"net/http"
	"slices"
	"strconv"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/headquarters"
	"adal/internal/i18n"
	"adal/internal/ical"
	"adal/internal/links"
	"adal/internal/paper"
	"adal/internal/web"
)

//go:embed pages parts words.toml
var pagesAndWords embed.FS

// fresh is how long a public page is kept: an event begins and ends by itself.
const fresh = time.Minute

// Routes adds the pages of the events to a site.
func (h *Hall) Routes(s *web.Site) error {
	p := pages{h, s}
	s.Handle("GET /events", charter.Read, p.list)
	s.Handle("GET /events/calendar.ics", charter.Read, p.feed)
	s.Handle("GET /events/{id}", charter.Read, p.event)
	s.Handle("GET /events/{id}/event.ics", charter.Read, p.one)
	s.Handle("GET /headquarters/{region}/calendar.ics", charter.Read, p.feedOfBody)
	s.Handle("GET /calendar/{file}", charter.Read, p.own)
	s.Handle("POST /events/{id}/register", charter.RegisterForEvent, p.register)
	s.Handle("GET /places/{token}", charter.RegisterForEvent, p.place)
	s.Handle("POST /places/{token}", charter.RegisterForEvent, p.giveBack)
	p.officeRoutes()
	return s.Area("events", pagesAndWords)
}

type pages struct {
	*Hall
	*web.Site
}

// now is the moment in which a page is made.
func (p pages) now(ctx context.Context) (now time.Time, err error) {
	return now, p.DB.Read(ctx, func(tx *db.Tx) error {
		now = p.Hall.now(tx)
		return nil
	})
}

// A shown event is one as a list has it.
type shown struct {
	Event
	When  string
	Where string
	Body  i18n.Text
	Over  bool
}

func (p pages) shown(r *web.Request, all []Event, now time.Time) (list []shown, err error) {
	return list, p.DB.Read(r.Context(), func(tx *db.Tx) error {
		for _, e := range all {
			b, err := bodies.Get(r.Context(), tx, e.Item.Body, e.Day())
			if err != nil {
				return err
			}
			list = append(list, shown{Event: e, When: p.When(r.Lang, e), Where: p.where(r.Lang, e), Body: b.Name, Over: e.Over(now)})
		}
		return nil
	})
}

// listPage has what is ahead, or a month.
type listPage struct {
	Events     []shown
	Month      calendar.Day // its first day; zero for what is ahead
	Weeks      []week
	Days       []string // of the week, short
	Back, Next string   // months
	This       string
	From, To   calendar.Day // of a period; zero for none
	Of         i18n.Text    // whose events they are; empty for everybody's
}

// A week is the days of the month from a Monday.
type week []cell

// Bare reports whether nothing is on any of its days.
func (w week) Bare() bool {
	return !slices.ContainsFunc(w, func(c cell) bool { return len(c.Events) > 0 })
}

// A cell is a day of the month.
type cell struct {
	Day    int // 0 outside of the month
	Today  bool
	Events []shown
}

func (p pages) list(w http.ResponseWriter, r *web.Request) error {
	now, err := p.now(r.Context())
	if err != nil {
		return err
	}
	page, err := p.month(r, now)
	if err != nil {
		return err
	}
	r.Keep(fresh)
	return p.Show(w, r, "events/list", page)
}

// month is the month of the query, or what is ahead.
func (p pages) month(r *web.Request, now time.Time) (page listPage, err error) {
	page.This = now.In(p.Book.Zone).Format("2006-01")
	said := r.URL.Query().Get("month")
	if r.URL.Query().Has("since") {
		return page, p.period(r, now, &page)
	}
	if said == "" {
		all, err := p.Ahead(r.Context(), "", 100)
		if err != nil {
			return page, err
		}
		page.Events, err = p.shown(r, all, now)
		return page, err
	}
	first, err := time.ParseInLocation("2006-01", said, p.Book.Zone)
	if err != nil || first.Year() < 2000 || first.Year() > 2100 {
		return page, fault.NotFound
	}
	page.Month = calendar.Of(first)
	page.Back, page.Next = first.AddDate(0, -1, 0).Format("2006-01"), first.AddDate(0, 1, 0).Format("2006-01")
	all, err := p.Between(r.Context(), Span{From: first.AddDate(0, 0, -1), To: first.AddDate(0, 1, 1)})
	if err != nil {
		return page, err
	}
	list, err := p.shown(r, all, now)
	for _, s := range list {
		if s.Starts.Format("2006-01") == said { // where it is
			page.Events = append(page.Events, s)
		}
	}
	page.Weeks, page.Days = p.weeks(page, calendar.Of(now.In(p.Book.Zone))), p.weekdays(r.Lang)
	return page, err
}

// longestPeriod is how many days a period has at the most.
const longestPeriod = 366

// period fills a page with the open events between two days, both included, of a body
// or of all: what a report counted can be read there.
func (p pages) period(r *web.Request, now time.Time, page *listPage) error {
	q := r.URL.Query()
	since, failed := calendar.Parse(q.Get("since"))
	until, err := calendar.Parse(q.Get("until"))
	if failed != nil || err != nil || until.Before(since) || since.DaysUntil(until) > longestPeriod {
		return fault.NotFound
	}
	page.From, page.To = since, until
	if body := q.Get("body"); body != "" {
		if err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
			b, err := bodies.Get(r.Context(), tx, body, until)
			page.Of = b.Name
			return err
		}); err != nil {
			return err
		}
	}
	all, err := p.Between(r.Context(), Span{From: since.Time().Add(-24 * time.Hour), To: until.Time().Add(48 * time.Hour), Body: q.Get("body")})
	if err != nil {
		return err
	}
	list, err := p.shown(r, all, now)
	for _, s := range list {
		if d := s.Event.Day(); !d.Before(since) && !d.After(until) { // where it is
			page.Events = append(page.Events, s)
		}
	}
	return err
}

// weekdays are the days of a week from Monday, short.
func (p pages) weekdays(l i18n.Lang) (all []string) {
	for _, w := range []time.Weekday{1, 2, 3, 4, 5, 6, 0} {
		all = append(all, i18n.Weekday(l, w))
	}
	return all
}

// weeks are the days of the month of a page in weeks from Monday.
func (pages) weeks(page listPage, today calendar.Day) (weeks []week) {
	day := page.Month.AddDays(-(int(page.Month.Weekday()) + 6) % 7)
	for next := page.Month.AddMonths(1); day.Before(next); {
		days := make(week, 7)
		for i := range days {
			if day.Month() == page.Month.Month() {
				days[i] = cell{Day: day.Day(), Today: day.Equal(today)}
				for _, e := range page.Events {
					if e.Event.Day().Equal(day) {
						days[i].Events = append(days[i].Events, e)
					}
				}
			}
			day = day.AddDays(1)
		}
		weeks = append(weeks, days)
	}
	return weeks
}

// eventPage is an event as everybody sees it.
type eventPage struct {
	shown
	House     string // key of the headquarters
	Left      int    // places
	Register  bool   // places can be asked for now
	Materials []Material
	Decided   []headquarters.Item
	Together  []links.Ref
	Letters   bool // an address may be left
	Form      Asking
}

// Agenda is the agenda's lines in a language.
func (e shown) AgendaIn(l i18n.Lang) []string { return splitLines(e.Event.Agenda.In(l)) }

// AboutIn is the text of the event in a language, by paragraph.
func (e shown) AboutIn(l i18n.Lang) []string { return splitLines(e.Event.About.In(l)) }

// MinutesIn is the minutes' paragraphs in a language.
func (e shown) MinutesIn(l i18n.Lang) []string { return splitLines(e.Event.Minutes.In(l)) }

func (p pages) event(w http.ResponseWriter, r *web.Request) error {
	page, err := p.eventPage(r)
	if err != nil {
		return err
	}
	r.Keep(fresh)
	return p.Show(w, r, "events/event", page)
}

func (p pages) eventPage(r *web.Request) (page eventPage, err error) {
	e, err := p.Public(r.Context(), r.PathValue("id"))
	if err != nil {
		return page, err
	}
	return p.pageOf(r, e)
}

func (p pages) pageOf(r *web.Request, e Event) (page eventPage, err error) {
	ctx := r.Context()
	now, err := p.now(ctx)
	if err != nil {
		return page, err
	}
	list, err := p.shown(r, []Event{e}, now)
	if err != nil {
		return page, err
	}
	page.shown, page.Letters = list[0], p.Box.Takes()
	if err := p.DB.Read(ctx, func(tx *db.Tx) error {
		taken, err := countGuests(ctx, tx, e.ID)
		if err != nil {
			return err
		}
		page.Left = max(e.Places-taken, 0)
		b, err := bodies.Get(ctx, tx, e.Item.Body, e.Day())
		if err != nil {
			return err
		}
		page.House = headquarters.Key(b)
		page.Materials, err = materials(ctx, tx, e.ID)
		return err
	}); err != nil {
		return page, err
	}
	page.Register = e.State == Announced && e.Starts.After(now) && (page.Left > 0 || e.Press)
	if page.Decided, err = p.Houses.Decided(ctx, e.ID); err != nil {
		return page, err
	}
	page.Together, err = p.Links.Timeline(ctx, e.ID)
	return page, err
}

func (p pages) register(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	a := Asking{Name: form.Get("name"), Address: form.Get("address"), Press: form.Get("press") == "yes", Outlet: form.Get("outlet"), Lang: r.Lang}
	token, err := p.Register(r.Context(), r.PathValue("id"), a)
	if err != nil {
		page, failed := p.eventPage(r)
		if failed != nil {
			return failed
		}
		page.Form = a
		return p.Again(w, r, "events/event", page, err)
	}
	return p.Go(w, r, "/places/"+token)
}

// placePage is what the holder of a link has.
type placePage struct {
	shown
	Guest Guest
	Code  paper.Code // leads those at the door to the place
	Token string
}

func (p pages) place(w http.ResponseWriter, r *web.Request) error {
	page, err := p.placePage(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "events/place", page)
}

func (p pages) placePage(r *web.Request) (page placePage, err error) {
	page.Token = r.PathValue("token")
	place, err := p.Place(r.Context(), page.Token)
	if err != nil {
		return page, fault.New(fault.NotFound, "events.place-gone")
	}
	now, err := p.now(r.Context())
	if err != nil {
		return page, err
	}
	list, err := p.shown(r, []Event{place.On}, now)
	if err != nil {
		return page, err
	}
	page.shown, page.Guest = list[0], place.Guest
	page.Code, err = paper.NewCode(p.Hall.Address + "/kk/office/events/" + place.On.ID + "/came?code=" + place.Code)
	return page, err
}

func (p pages) giveBack(w http.ResponseWriter, r *web.Request) error {
	token := r.PathValue("token")
	place, err := p.Place(r.Context(), token)
	if err != nil {
		return fault.New(fault.NotFound, "events.place-gone")
	}
	if err := p.GiveBack(r.Context(), token); err != nil {
		return err
	}
	return p.Go(w, r, "/events/"+place.On.ID)
}

// send answers with a calendar.
func (p pages) send(w http.ResponseWriter, r *web.Request, name string, text []byte) error {
	w.Header().Set("Content-Disposition", `inline; filename="`+name+`"`)
	return p.Send(w, r, ical.Type, text)
}

func (p pages) feed(w http.ResponseWriter, r *web.Request) error {
	text, err := p.Feed(r.Context(), r.Lang, "", p.Text(r, "events.title"))
	if err != nil {
		return err
	}
	r.Keep(fresh)
	return p.send(w, r, "adal.ics", text)
}

func (p pages) feedOfBody(w http.ResponseWriter, r *web.Request) error {
	house, err := p.Houses.House(r.Context(), r.PathValue("region"))
	if err != nil {
		return err
	}
	text, err := p.Feed(r.Context(), r.Lang, house.ID, house.Name.In(r.Lang))
	if err != nil {
		return err
	}
	r.Keep(fresh)
	return p.send(w, r, house.Key()+".ics", text)
}

func (p pages) one(w http.ResponseWriter, r *web.Request) error {
	e, err := p.Public(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return p.send(w, r, "event.ics", p.One(e, r.Lang))
}

// own is the calendar of a seat's own, whose address is its key.
func (p pages) own(w http.ResponseWriter, r *web.Request) error {
	file := r.PathValue("file")
	if len(file) < 5 || file[len(file)-4:] != ".ics" {
		return fault.NotFound
	}
	text, err := p.Own(r.Context(), r.Lang, file[:len(file)-4])
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", ical.Type)
	w.Header().Set("Cache-Control", "private, no-store")
	_, err = w.Write(text)
	return err
}

// number reads a whole number; what isn't one is less than nothing.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// AsShown is the event of a page, for the parts that show one.
func (e shown) AsShown() shown { return e }
