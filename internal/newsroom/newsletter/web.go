package newsletter

import (
	"cmp"
	"embed"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/follow"
	"adal/internal/i18n"
	"adal/internal/web"
)

//go:embed pages parts words.toml
var pagesAndWords embed.FS

// Routes adds the pages of the newsletter to a site.
func (n *Newsletter) Routes(s *web.Site) error {
	p := pages{n, s}
	s.Handle("GET /subscribe", charter.Subscribe, p.form)
	s.Handle("POST /subscribe", charter.Subscribe, p.ask)
	s.Handle("GET /subscribe/sent", charter.Subscribe, p.sent)
	s.Handle("GET /subscribe/confirm/{token}", charter.Subscribe, p.link)
	s.Handle("POST /subscribe/confirm/{token}", charter.Subscribe, p.confirm)
	s.Handle("GET /subscribe/manage/{token}", charter.Subscribe, p.manage)
	s.Handle("POST /subscribe/manage/{token}", charter.Subscribe, p.leave)
	// RFC 8058: the address in a letter's head shows a page when it is opened, and
	// ends the letters when something is posted to it, whatever stands in it.
	s.Handle("GET /subscribe/stop/{token}", charter.Subscribe, p.stopPage)
	s.Handle("POST /subscribe/stop/{token}", charter.Subscribe, p.stop)
	p.boxRoutes()
	return s.Area("newsletter", pagesAndWords)
}

type pages struct {
	*Newsletter
	*web.Site
}

// formPage asks what somebody wants to follow.
type formPage struct {
	Asking
	Closed  bool // no letters go from here
	Options []option
	Other   i18n.Text // what isn't news, and is asked for
}

// option is one of a list to choose from.
type option map[string]any

func (p pages) formPage(r *web.Request, a Asking) (formPage, error) {
	page := formPage{Asking: a, Closed: !p.Box.Takes(), Options: []option{{"value": "", "label": p.Text(r, "newsletter.all")}}}
	choices, err := p.Choices(r.Context())
	for _, c := range choices {
		page.Options = append(page.Options, option{"value": c.ID, "label": c.Name.In(r.Lang)})
	}
	if err == nil && !slices.ContainsFunc(choices, func(c Choice) bool { return c.ID == a.Of }) {
		if page.Other, err = p.other(r.Context(), a.Of); errors.Is(err, fault.NotFound) {
			err = nil // it isn't offered, and asking for it is refused
		}
	}
	return page, err
}

func (p pages) form(w http.ResponseWriter, r *web.Request) error {
	page, err := p.formPage(r, Asking{Of: r.URL.Query().Get("of"), Lang: r.Lang, Often: follow.Each})
	if err != nil {
		return err
	}
	return p.Show(w, r, "newsletter/form", page)
}

func (p pages) ask(w http.ResponseWriter, r *web.Request) error {
	f, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	a := Asking{Address: f.Get("address"), Of: f.Get("of"), Lang: i18n.Lang(f.Get("lang")), Often: follow.Often(f.Get("often"))}
	if err := p.Ask(r.Context(), r.By(), a); err != nil {
		page, other := p.formPage(r, a)
		if other != nil {
			return errors.Join(err, other)
		}
		return p.Again(w, r, "newsletter/form", page, err)
	}
	return p.Go(w, r, "/subscribe/sent")
}

// sentPage says that a letter is on its way, if it may be.
type sentPage struct{ Box bool }

func (p pages) sent(w http.ResponseWriter, r *web.Request) error {
	return p.Show(w, r, "newsletter/sent", sentPage{p.Box.Shown && p.Open})
}

// linkPage shows what a link would confirm. To open it does nothing: whoever
// looks at links in letters before their reader does confirms nothing.
type linkPage struct {
	Often follow.Often
	All   []Followed
}

func (p pages) link(w http.ResponseWriter, r *web.Request) error {
	often, all, err := p.Wished(r.Context(), r.PathValue("token"))
	if err != nil {
		return p.old(w, r, err)
	}
	return p.Show(w, r, "newsletter/link", linkPage{often, all})
}

func (p pages) confirm(w http.ResponseWriter, r *web.Request) error {
	token, err := p.Confirm(r.Context(), r.By(), r.PathValue("token"))
	if err != nil {
		return p.old(w, r, err)
	}
	return p.Go(w, r, "/subscribe/manage/"+token+"?done=confirmed")
}

// oldPage says that a link works no more.
type oldPage struct{ Fault *fault.Error }

func (p pages) old(w http.ResponseWriter, r *web.Request, err error) error {
	if all := fault.Fields(err); errors.Is(err, fault.NotFound) && len(all) > 0 {
		return p.Missing(w, r, "newsletter/old", oldPage{all[0]})
	}
	return err
}

// managePage shows what somebody follows.
type managePage struct {
	Often follow.Often
	All   []Followed
	Done  string // key of what was just done
}

func (p pages) manage(w http.ResponseWriter, r *web.Request) error {
	often, all, err := p.Followed(r.Context(), r.PathValue("token"))
	if err != nil {
		return p.old(w, r, err)
	}
	page := managePage{Often: often, All: all}
	if r.URL.Query().Get("done") == "confirmed" {
		page.Done = "confirmed"
	}
	return p.Show(w, r, "newsletter/manage", page)
}

func (p pages) leave(w http.ResponseWriter, r *web.Request) error {
	f, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	token := r.PathValue("token")
	if err := p.Leave(r.Context(), token, f.Get("leave")); err != nil {
		return err
	}
	if _, _, err := p.Followed(r.Context(), token); errors.Is(err, fault.NotFound) {
		return p.Show(w, r, "newsletter/stopped", stoppedPage{})
	}
	return p.Go(w, r, "/subscribe/manage/"+url.PathEscape(token))
}

// stopPage asks whether somebody wants no more news, or no more of something else.
type stopPage struct {
	Token string
	Of    string
	Name  i18n.Text // of what isn't news
}

func (p pages) stopPage(w http.ResponseWriter, r *web.Request) error {
	page := stopPage{Token: r.PathValue("token"), Of: r.URL.Query().Get("of")}
	if page.Of != "" {
		all, err := p.named(r.Context(), r.Lang, page.Of)
		if err != nil {
			return err
		}
		page.Name = all[0].Name
	}
	return p.Show(w, r, "newsletter/stop", page)
}

// stoppedPage says that no more letters come: of the news, or of something else.
type stoppedPage struct{ Other bool }

func (p pages) stop(w http.ResponseWriter, r *web.Request) error {
	what := cmp.Or(r.URL.Query().Get("of"), "news")
	if err := p.Leave(r.Context(), r.PathValue("token"), what); err != nil {
		return err
	}
	return p.Show(w, r, "newsletter/stopped", stoppedPage{what != "news"})
}
