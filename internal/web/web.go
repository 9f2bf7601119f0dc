// Package web serves the pages of the areas.
//
// An area gives its routes to a [Site]. Each route names the act of the charter
// that it is for, and a handler returns an error instead of writing one: here
// alone errors become statuses and words. Everything is served in Kazakh,
// Russian and English, from this server alone, and works without script.
package web

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/i18n"
)

//go:embed ui pages words.toml
var own embed.FS

// A Seat is who signed in, as pages show them.
type Seat struct {
	charter.Principal
	Name i18n.Text
	Body i18n.Text
}

// A Request is a request for a page in a language, by a seat or by the public.
type Request struct {
	*http.Request
	Lang i18n.Lang
	Seat *Seat // nil for the public

	keep     time.Duration       // how long the answer may stand on the shelf
	eachTime func(*http.Request) // called whenever it is served
	round    int64               // of the shelf, when the request began
}

// By is who asks, as the charter knows them.
func (r *Request) By() charter.Principal {
	if r.Seat == nil {
		return charter.Public()
	}
	return r.Seat.Principal
}

// A Handler answers a request or returns what was wrong with it.
type Handler func(w http.ResponseWriter, r *Request) error

// A NavItem is an item of the main navigation.
type NavItem struct {
	Href    string // without the language
	Word    string
	Current bool
}

// A Site is all pages.
type Site struct {
	Words   i18n.Words
	Log     *slog.Logger
	Charter *charter.Charter
	// SeatOf says who signed in, if anybody. It is asked on routes of acts that
	// seats do and of none else, so that no page of the public depends on it.
	SeatOf func(*http.Request) (*Seat, error)
	Nav    []NavItem
	Foot   []NavItem // more links at the foot of every page
	// Home is the site's address as readers know it, such as "https://adal.example": what
	// machines follow is written whole. "" leaves it to the browser.
	Home string
	// MainSite is the address of another site that every page links to, and
	// MainName what it is called; "" for none.
	MainSite, MainName string
	// Seek is the path of the page that looks for words, without the language; every
	// page has a box for it. "" for none.
	Seek string
	// Strip is what stands above every page's name, for c-rates; nil if nothing
	// does. A page is shown without it when it fails.
	Strip func(context.Context, i18n.Lang) (any, error)
	// Moved says where a page of an older address is now, "" if nowhere; nil if
	// there are none.
	Moved func(ctx context.Context, address string) (string, error)

	mux    *http.ServeMux
	leaves leaves
	assets map[string]*asset
	acts   map[charter.Act]bool
	public []string // patterns, without a language
	seats  []string // the same, of what only seats may ask for
	areas  map[string]bool
	shelf  shelf
}

// NewSite returns a site with no pages but the faults.
func NewSite(c *charter.Charter, log *slog.Logger) (*Site, error) {
	s := &Site{
		Words: i18n.Words{}, Log: log, Charter: c, SeatOf: func(*http.Request) (*Seat, error) { return nil, nil },
		mux: http.NewServeMux(), leaves: leaves{sources: map[string]*leaf{}},
		acts: map[charter.Act]bool{}, areas: map[string]bool{},
	}
	static, err := fs.Sub(own, "ui/static")
	if err != nil {
		return nil, err
	}
	if s.assets, err = readAssets(static); err != nil {
		return nil, err
	}
	if s.leaves.frame, err = read(own, s.funcs("web", i18n.KK), "ui/base.html", "ui/card.html", "ui/components/*.html"); err != nil {
		return nil, fmt.Errorf("the frame of pages: %w", err)
	}
	s.mux.HandleFunc("GET /static/{hash}/{name...}", s.serveAsset)
	s.mux.HandleFunc("GET /{$}", s.chooseLanguage)
	s.mux.HandleFunc("/", s.nowhere)
	return s, s.Area("web", own)
}

// chooseLanguage sends a reader of "/" on to the pages in their language. With a
// query it may be an older address, as "/?p=123" is.
func (s *Site) chooseLanguage(w http.ResponseWriter, r *http.Request) {
	if s.Moved != nil && r.URL.RawQuery != "" {
		if to, err := s.Moved(r.Context(), r.URL.RequestURI()); err != nil {
			s.Log.ErrorContext(r.Context(), "looking for an older address", "err", err)
		} else if to != "" {
			http.Redirect(w, r, to, http.StatusMovedPermanently)
			return
		}
	}
	w.Header().Set("Vary", "Accept-Language")
	http.Redirect(w, r, "/"+string(i18n.Match(r.Header.Get("Accept-Language")))+"/", http.StatusSeeOther)
}

// nowhere answers for an address that no route is for: it may be an older one.
func (s *Site) nowhere(w http.ResponseWriter, hr *http.Request) {
	hr, cancel := usual.start(w, hr)
	defer cancel()
	r := &Request{Request: hr, Lang: langOf(hr)}
	defer s.recover(w, r)
	if s.Moved != nil && (hr.Method == http.MethodGet || hr.Method == http.MethodHead) {
		to, err := s.Moved(hr.Context(), hr.URL.RequestURI())
		if err == nil && to != "" {
			http.Redirect(w, hr, to, http.StatusMovedPermanently)
			return
		} else if err != nil {
			s.fail(w, r, err)
			return
		}
	}
	s.fail(w, r, fault.New(fault.NotFound, "web.not-found"))
}

// foreign answers a form that came from a page of another site.
func (s *Site) foreign(w http.ResponseWriter, hr *http.Request) {
	s.fail(w, &Request{Request: hr, Lang: langOf(hr)}, fault.New(fault.Denied, "web.foreign"))
}

// langOf is the language of an address, Kazakh if it names none.
func langOf(r *http.Request) i18n.Lang {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if l, ok := i18n.Parse(first); ok {
		return l
	}
	return i18n.KK
}

// Area adds the pages (pages/*.html), what several of them show (parts/*.html),
// and the words (words.toml) of an area. Its routes are added with Handle.
func (s *Site) Area(name string, fsys fs.FS) error {
	if err := s.Words.Load(name, fsys); err != nil {
		return err
	}
	s.areas[name] = true
	files, err := fs.Glob(fsys, "pages/*.html")
	if err != nil {
		return err
	}
	parts, err := fs.Glob(fsys, "parts/*.html")
	if err != nil {
		return err
	}
	return s.leaves.add(name, fsys, s.funcs(name, i18n.KK), parts, files)
}

// Tool adds the words of a tool that has no pages.
func (s *Site) Tool(name string, fsys fs.FS) error { return s.Words.Load(name, fsys) }

// A Limit is how much one request may send and how long it may take; zero is what is
// usual, and never nothing.
type Limit struct {
	Bytes int64
	Time  time.Duration
}

// slack is how much longer than a request may take its answer may stay on the
// way: a page of 100 kB takes a minute on a line of 14 kbit/s.
const slack = time.Minute

// start begins a request within its limit. A context alone doesn't wake who
// waits for bytes that never come, or for a reader who never takes them: the
// connection has a deadline too.
func (l Limit) start(w http.ResponseWriter, r *http.Request) (*http.Request, context.CancelFunc) {
	l = Limit{cmp.Or(l.Bytes, usual.Bytes), cmp.Or(l.Time, usual.Time)}
	c := http.NewResponseController(w)
	// A writer that has no connection, as in tests, has no deadlines either.
	_ = c.SetReadDeadline(time.Now().Add(l.Time))
	_ = c.SetWriteDeadline(time.Now().Add(l.Time + slack))
	ctx, cancel := context.WithTimeout(r.Context(), l.Time)
	r = r.WithContext(ctx)
	r.Body = http.MaxBytesReader(w, r.Body, l.Bytes)
	return r, cancel
}

// usual is the limit of a request that sets no other.
var usual = Limit{Bytes: 1 << 20, Time: 10 * time.Second}

// Handle serves a pattern such as "GET /reception" in every language, as the
// act of the charter that it is for. It panics on an act that the charter
// permits to nobody: such a route is a mistake of the program.
func (s *Site) Handle(pattern string, act charter.Act, h Handler, limit ...Limit) {
	if len(s.Charter.Owner(act)) == 0 {
		panic(fmt.Sprintf("web: the charter permits %s to nobody, and %s would do it", act, pattern))
	}
	s.acts[act] = true
	if slices.Contains(s.Charter.Owner(act), charter.KindPublic) {
		s.public = append(s.public, pattern)
	} else {
		s.seats = append(s.seats, pattern)
	}
	method, path, _ := strings.Cut(pattern, " ")
	for _, l := range i18n.Langs {
		s.mux.HandleFunc(method+" /"+string(l)+path, s.serve(l, act, h, append(limit, usual)[0]))
	}
}

// HandleLinked serves a pattern whose address says by itself who acts, such as a
// one-time link in a letter, as the act that it is for: nobody signs in, and the
// handler finds out who it is and asks the charter in their name.
func (s *Site) HandleLinked(pattern string, act charter.Act, h Handler, limit ...Limit) {
	if len(s.Charter.Owner(act)) == 0 {
		panic(fmt.Sprintf("web: the charter permits %s to nobody, and %s would do it", act, pattern))
	}
	s.acts[act] = true
	method, path, _ := strings.Cut(pattern, " ")
	for _, l := range i18n.Langs {
		s.mux.HandleFunc(method+" /"+string(l)+path, s.serveTo(l, false, h, append(limit, usual)[0]))
	}
}

// HandleProgram serves a pattern for scripts and programs, which has no language:
// its errors are statuses with the fault's word as plain text. The act has to be
// the public's: nobody signs in on these routes.
func (s *Site) HandleProgram(pattern string, act charter.Act, h Handler, limit Limit) {
	if !slices.Contains(s.Charter.Owner(act), charter.KindPublic) {
		panic(fmt.Sprintf("web: %s would do %s for everybody, and it isn't the public's", pattern, act))
	}
	s.acts[act] = true
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, hr *http.Request) {
		hr, cancel := limit.start(w, hr)
		defer cancel()
		r := &Request{Request: hr, Lang: i18n.EN, round: s.shelf.round.Load()}
		defer s.recover(w, r)
		if err := h(w, r); err != nil {
			f, code := s.failure(w, r, err)
			w.Header().Set("Cache-Control", "no-store")
			http.Error(w, f.Word, code)
		}
	})
}

// HandleRaw serves what is the same in all languages and for programs, such as
// the register's tiles.
func (s *Site) HandleRaw(pattern string, h http.Handler) { s.mux.Handle(pattern, h) }

// serve does one request in its language.
func (s *Site) serve(l i18n.Lang, act charter.Act, h Handler, limit Limit) http.HandlerFunc {
	return s.serveTo(l, !slices.Contains(s.Charter.Owner(act), charter.KindPublic), h, limit)
}

// serveTo does one request, of a seat if only seats may ask it.
func (s *Site) serveTo(l i18n.Lang, seats bool, h Handler, limit Limit) http.HandlerFunc {
	return func(w http.ResponseWriter, hr *http.Request) {
		hr, cancel := limit.start(w, hr)
		defer cancel()
		r := &Request{Request: hr, Lang: l, round: s.shelf.round.Load()}
		defer s.recover(w, r)
		if err := s.answer(w, r, h, seats); err != nil {
			s.fail(w, r, err)
		}
	}
}

func (s *Site) answer(w http.ResponseWriter, r *Request, h Handler, seats bool) error {
	if !seats {
		return h(w, r)
	}
	seat, err := s.SeatOf(r.Request)
	if err != nil {
		return err
	}
	if seat == nil {
		return fault.New(fault.SignIn, "web.sign-in")
	}
	r.Seat = seat
	return h(w, r)
}

// Check says whether every act of the areas of this site has a route, but for
// those of a later version.
func (s *Site) Check(later map[charter.Act]bool) error {
	for act, area := range s.Charter.Areas() {
		if s.areas[area] && !s.acts[act] && !later[act] {
			return fmt.Errorf("web: the charter has the act %s of %s, and no route is for it", act, area)
		}
	}
	return nil
}

// Offers reports whether a route is for an act.
func (s *Site) Offers(act charter.Act) bool { return s.acts[act] }

// Patterns are those that everybody may ask for in each language, such as
// "GET /news/{year}", for those who want to look at all of them.
func (s *Site) Patterns() []string { return slices.Clone(s.public) }

// SeatPatterns are those that only seats may ask for.
func (s *Site) SeatPatterns() []string { return slices.Clone(s.seats) }

// Has reports whether a page of everybody's is at a path, which has no language
// and may have a fragment. It is known once all areas have given their routes.
func (s *Site) Has(path string) bool {
	path, _, _ = strings.Cut(path, "#")
	r, err := http.NewRequest(http.MethodGet, "/"+string(i18n.KK)+path, nil)
	if err != nil || !strings.HasPrefix(path, "/") {
		return false
	}
	_, pattern := s.mux.Handler(r)
	return pattern != "" && pattern != "/"
}

// Handler is the whole site.
func (s *Site) Handler() http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(s.foreign))
	own := protection.Handler(s.mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.shelf.serve(w, r) { // what stands there has all headers
			return
		}
		h := w.Header()
		h.Set("Content-Security-Policy", policy(""))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if !i18n.Readable(r.URL.Path) { // nothing has such a name
			s.nowhere(w, r)
			return
		}
		own.ServeHTTP(w, r)
	})
}

// framed is what a card may load, and that every site may show it in a frame of its
// own: no script, no form, and nothing of anybody else's.
const framed = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors *"

// policy is what a page may load: from this server alone, and one script if the
// page has one, by its hash. Pictures may also be those that the page's own
// script opened (blob:).
func policy(script string) string {
	p := "default-src 'none'; style-src 'self'; img-src 'self' data: blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	if script != "" {
		p += "; connect-src 'self'; script-src '" + script + "'"
	}
	return p
}
