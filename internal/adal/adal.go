// Package adal puts the product together: it is the only one that knows all
// areas, and what one of them shows of another is handed over here.
package adal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/directory"
	"adal/internal/docket"
	"adal/internal/files"
	"adal/internal/follow"
	"adal/internal/headquarters"
	"adal/internal/headquarters/events"
	"adal/internal/headquarters/report"
	"adal/internal/initiatives"
	"adal/internal/institutions"
	"adal/internal/jobs"
	"adal/internal/learning"
	"adal/internal/links"
	"adal/internal/mail"
	"adal/internal/monitoring"
	"adal/internal/monitoring/open311"
	"adal/internal/newsroom"
	"adal/internal/newsroom/media"
	"adal/internal/newsroom/newsletter"
	"adal/internal/newsroom/rates"
	"adal/internal/newsroom/transfer"
	"adal/internal/office"
	"adal/internal/perception"
	"adal/internal/reception"
	"adal/internal/register"
	"adal/internal/seal"
	"adal/internal/search"
	"adal/internal/web"
)

// An App is the product, ready to serve.
type App struct {
	http.Handler
	DB         *db.DB
	Site       *web.Site
	Charter    *charter.Charter
	Book       *docket.Book
	Reception  *reception.Hall
	Office     *office.Office
	Newsroom   *newsroom.Newsroom
	Media      *media.Library
	Transfer   *transfer.Transfer
	Rates      *rates.Bureau
	Index      *perception.Index
	School     *learning.School
	Ground     *initiatives.Ground
	Newsletter *newsletter.Newsletter
	Monitoring *monitoring.Group
	Open311    *open311.Door
	Followers  *follow.Followers
	Box        *mail.Box
	Sequencer  *register.Sequencer
	Jobs       *jobs.Runner
	Key        string // the verifier key of the register

	Directory    *directory.Directory
	Catalogue    *institutions.Catalogue
	Headquarters *headquarters.Headquarters
	Links        *links.Web
	Search       *search.Index
	Events       *events.Hall
	Reports      *report.Desk

	log *slog.Logger
}

// Open puts an App together over the data of c. It fails if the charter's proof
// doesn't hold, or an act of an area has no route.
func Open(ctx context.Context, c Config, log *slog.Logger) (*App, error) {
	k, err := c.key()
	if err != nil {
		return nil, err
	}
	ch, err := charter.Load()
	if err != nil {
		return nil, err
	}
	ch.Alarm = func(err error) { log.Error("the charter could not decide", "err", err) }
	book, err := c.book(ch)
	if err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, c.database())
	if err != nil {
		return nil, err
	}
	a := &App{DB: d, Charter: ch, Book: book, Key: k.verifier, log: log}
	if err := a.assemble(ctx, c, k); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return a, nil
}

// calm is how many may bring something at once before the reception asks for
// work: more than are served at once on two cores.
const calm = 256

// argon bounds how many derivations of keys the door does at once: each takes
// 19 MiB and a core for some tens of milliseconds.
const argon = 2

func (a *App) assemble(ctx context.Context, c Config, k registerKey) error {
	a.Directory = &directory.Directory{DB: a.DB, Clocks: a.Book.Clocks, Today: a.Book.Today}
	if err := a.DB.Write(ctx, directory.Scope, func(tx *db.Tx) error {
		if err := bodies.LoadRegions(ctx, tx); err != nil {
			return err
		}
		return a.Directory.LoadBasics(ctx, tx)
	}); err != nil {
		return err
	}
	site, err := web.NewSite(a.Charter, a.log)
	if err != nil {
		return err
	}
	a.Site = site
	a.Reception = &reception.Hall{
		DB: a.DB, Book: a.Book, Log: a.log, Signer: k.signer, Key: k.verifier,
		Turns: seal.NewTurns(argon), Queue: reception.NewQueue(calm), Who: a.whoAnswers,
	}
	a.Sequencer = &register.Sequencer{DB: a.DB, Log: a.log, Signer: k.signer, Every: time.Second, Delay: c.Merge, Zone: a.Book.Zone}
	if err := a.routes(c); err != nil {
		return err
	}
	a.repeat()
	return nil
}

// routes gives every area to the site, and checks that the site does all that
// the charter says.
func (a *App) routes(c Config) error {
	s := a.Site
	for name, words := range tools {
		if err := s.Tool(name, words); err != nil {
			return err
		}
	}
	reader := &register.Reader{DB: a.DB, VKey: a.Key}
	s.HandleRaw("/register/", register.Handler(reader, a.log))
	s.HandleRaw("GET /healthz", http.HandlerFunc(a.health))
	a.Office = a.newOffice(c)
	s.SeatOf = a.Office.SeatOf
	open := a.newRecord(c, reader)
	var err error
	a.Rates = a.newRates(c)
	a.Index = &perception.Index{DB: a.DB, Book: a.Book, Address: strings.TrimRight(c.Address, "/"), Changed: s.Changed}
	a.Media = &media.Library{DB: a.DB, Book: a.Book, Changed: s.Changed}
	if a.Newsroom, err = a.newNewsroom(c); err != nil {
		return err
	}
	s.Moved = a.Newsroom.MovedTo
	a.School = a.newSchool(c)
	a.Transfer = a.newTransfer()
	if a.Newsletter, err = a.newNewsletter(c); err != nil {
		return err
	}
	a.Ground = a.newGround(c)
	a.Headquarters = a.newHeadquarters(c)
	a.Monitoring = a.newMonitoring(c)
	a.Open311 = a.newOpen311()
	a.Reports = a.newReports(c)
	a.Catalogue = a.newCatalogue(c)
	if a.Events, err = a.newEvents(c); err != nil {
		return err
	}
	for _, routes := range []func(*web.Site) error{
		a.Reception.Routes,
		a.Office.Routes,
		open.Routes,
		a.Newsroom.Routes,
		a.Rates.Routes,
		a.Newsletter.Routes,
		a.Media.Routes,
		a.Transfer.Routes,
		a.Index.Routes,
		a.Headquarters.Routes, a.Events.Routes, a.Reports.Routes,
		a.School.Routes,
		a.Ground.Routes,
		a.Monitoring.Routes, a.Open311.Routes,
		a.Catalogue.Routes,
		a.newSeeker().Routes,
	} {
		if err := routes(s); err != nil {
			return err
		}
	}
	for act := range a.Charter.Areas() {
		open.Later[act] = !s.Offers(act)
	}
	s.Nav = []web.NavItem{
		{Href: "/reception", Word: "web.nav-reception"},
		{Href: "/news", Word: "web.nav-news"},
		{Href: "/monitoring", Word: "web.nav-monitoring"},
		{Href: "/headquarters", Word: "web.nav-headquarters"},
		{Href: "/initiatives", Word: "web.nav-initiatives"},
		{Href: "/learning", Word: "web.nav-learning"},
		{Href: "/institutions", Word: "web.nav-institutions"},
		{Href: "/index", Word: "web.nav-index"},
	}
	s.Foot = []web.NavItem{{Href: "/events", Word: "web.nav-events"}, {Href: "/office", Word: "web.nav-office"}}
	if a.Box.Takes() {
		s.Foot = append(s.Foot, web.NavItem{Href: "/subscribe", Word: "newsletter.title"})
	}
	if s.MainSite, err = c.mainSite(); err != nil {
		return err
	}
	s.MainName, s.Home = c.MainName, strings.TrimRight(c.Address, "/")
	a.Handler = s.Handler()
	return s.Check(Later)
}

// repeat is what is done every so often.
func (a *App) repeat() {
	a.Jobs = &jobs.Runner{DB: a.DB, Log: a.log, Every: time.Second, Lease: time.Minute}
	a.Jobs.Repeat("rates", 5*time.Minute, a.Rates.Fetch)
	jobs.Handle(a.Jobs, newsroom.Out, a.Newsroom.Announce)
	a.post()
	a.Jobs.Repeat("office", time.Hour, a.Office.Daily)
	a.Jobs.Repeat("search", 20*time.Second, a.tidyIndex)
	a.Jobs.Repeat("survey", 6*time.Hour, a.DB.Survey)
	a.Jobs.Repeat("deadlines", time.Hour, a.Monitoring.Turn)
	a.Jobs.Repeat("signals", time.Hour, a.Open311.Sweep)
	jobs.Handle(a.Jobs, events.Remind, a.Events.Remind)
	a.Jobs.Repeat("events-forget", time.Hour, a.Events.Forget)
	a.Jobs.Repeat("learning", time.Hour, a.School.Sweep)
	a.Jobs.Repeat("initiatives", time.Hour, a.Ground.Sweep)
	a.Jobs.Repeat("forget-uploads", 6*time.Hour, func(ctx context.Context) error {
		return a.DB.Write(ctx, "uploads", func(tx *db.Tx) error {
			return files.Sweep(ctx, tx, a.Book.Today(tx).AddDays(-1))
		})
	})
}

// Run does what goes on beside the serving, until ctx ends.
func (a *App) Run(ctx context.Context) {
	var wg sync.WaitGroup
	wg.Go(func() { a.Jobs.Run(ctx) })
	wg.Go(func() { a.Sequencer.Run(ctx) })
	wg.Go(func() {
		if err := a.Newsroom.Views.Run(ctx); err != nil {
			a.log.Error("the last views were lost", "err", err)
		}
	})
	wg.Wait()
}

// Close closes the App after what is under way.
func (a *App) Close() error { return a.DB.Close() }

// health says whether the server can read its database.
func (a *App) health(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if err := a.DB.Read(r.Context(), func(*db.Tx) error { return nil }); err != nil {
		a.log.Error("health", "err", err)
		http.Error(w, "database", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ok")
}

// Begin does once at a start what has to be there before the first reader: the
// listing of keys, the charter and the script in the register.
func (a *App) Begin(ctx context.Context) error {
	if err := a.Office.ListKeys(ctx); err != nil {
		return fmt.Errorf("listing the keys: %w", err)
	}
	if err := a.publish(ctx); err != nil {
		return fmt.Errorf("publishing the script and the charter: %w", err)
	}
	if err := a.Monitoring.Relist(ctx); err != nil {
		return fmt.Errorf("listing the shortcomings: %w", err)
	}
	if err := a.Search.Begin(ctx); err != nil {
		return fmt.Errorf("bringing the index of search up to date: %w", err)
	}
	_, err := a.Sequencer.Once(ctx)
	return err
}

// Later are the acts of this version's areas that no page offers yet. The page
// of the charter says so of every act without a route.
var Later = map[charter.Act]bool{
	// The handover of a matter to another body.
	charter.Forward: true, charter.HandOver: true,
	// Surveys of one's own.
	charter.Survey: true, charter.Respond: true,
}
