package office

import (
	"embed"
	"encoding/base64"
	"net/http"
	"path"
	"regexp"
	"strings"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/seal"
	"adal/internal/web"
)

//go:embed pages parts words.toml
var files embed.FS

// Routes adds the pages of the office to a site.
func (o *Office) Routes(s *web.Site) error {
	h := pages{o, s}
	s.Handle("GET /office", charter.SignIn, h.front)
	s.Handle("POST /office/sign-in", charter.SignIn, h.signIn)
	s.Handle("POST /office/sign-out", charter.SignIn, h.signOut)
	s.Handle("GET /office/join", charter.SignIn, h.join)
	s.Handle("POST /office/join/invitation", charter.SignIn, h.invitation) // a code is never in an address
	s.Handle("POST /office/join", charter.SignIn, h.take)
	s.Handle("GET /office/keys", keepKey, h.keys)
	s.Handle("POST /office/admit", keepKey, h.admit)
	s.Handle("POST /office/key", keepKey, h.renew)
	s.Handle("GET /office/seats", charter.SeatSomebody, h.seats)
	s.Handle("POST /office/seats", charter.SeatSomebody, h.seat)
	s.Handle("POST /office/seats/{seat}/unseat", charter.Unseat, h.unseat)
	s.Handle("POST /office/bodies/{body}/revoke-key", charter.RevokeKey, h.revoke)
	s.Handle("POST /office/list", charter.PublishKey, h.list)
	return s.Area("office", files)
}

type pages struct {
	*Office
	*web.Site
}

// cookie is the name of the only cookie there is; the public gets none.
const cookie = "adal_seat"

// SeatOf says who signed in, for web.Site.
func (o *Office) SeatOf(r *http.Request) (*web.Seat, error) {
	c, err := r.Cookie(cookie)
	if err != nil {
		return nil, nil
	}
	s, b, err := o.Session(r.Context(), c.Value)
	if fault.Of(err) == fault.NotFound {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return &web.Seat{
		Principal: principal(s, b),
		Name:      i18n.Text{KK: s.Person, RU: s.Person, EN: s.Person},
		Body:      b.Name,
	}, nil
}

// setCookie gives a token to the browser, which forgets it when it is closed;
// an empty one takes it back.
func (o *Office) setCookie(w http.ResponseWriter, r *web.Request, token string) {
	c := &http.Cookie{
		Name: cookie, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: r.TLS != nil || o.TrustProxy && r.Header.Get("X-Forwarded-Proto") == "https",
	}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

var nextForm = regexp.MustCompile(`^/(kk|ru|en)(/[A-Za-z0-9_~.-]+)*/?(\?[A-Za-z0-9_~.&=%+-]*)?$`)

// nextOf is where to go after signing in: a path of this site in one of its
// languages, and the office for anything else.
func nextOf(asked string, l i18n.Lang) string {
	way, _, _ := strings.Cut(asked, "?")
	if nextForm.MatchString(asked) && path.Clean(way) == strings.TrimSuffix(way, "/") {
		return asked
	}
	return "/" + string(l) + "/office"
}

// signInPage asks for name and passphrase.
type signInPage struct{ Next string }

// Script is the bundle of the page.
func (signInPage) Script() string { return "office" }

// overviewPage is what a seat finds when it signed in.
type overviewPage struct {
	Overview
	Mine    string // fingerprint of the member's own key
	Waiting []coded
	Holders []coded
	Keeper  bool
	Done    string // key of what was just done
}

// coded is a seat with the code of its key, which two people compare aloud.
type coded struct {
	bodies.Seat
	Code string
}

func codes(seats []bodies.Seat) (all []coded) {
	for _, s := range seats {
		all = append(all, coded{s, seal.Fingerprint(s.Recipient)})
	}
	return all
}

// Script is the bundle of the page.
func (overviewPage) Script() string { return "office" }

func (h pages) front(w http.ResponseWriter, r *web.Request) error {
	asked := r.FormValue("next")
	next := nextOf(asked, r.Lang)
	seat, err := h.Office.SeatOf(r.Request)
	switch {
	case err != nil:
		return err
	case seat == nil:
		return h.Show(w, r, "office/sign-in", signInPage{next})
	case asked != "":
		http.Redirect(w, r.Request, next, http.StatusSeeOther)
		return nil
	}
	r.Seat = seat
	p := overviewPage{Keeper: seat.Kind == charter.KindKeeper, Done: doneWord(r)}
	if p.Overview, err = h.Overview(r.Context(), r.By()); err != nil {
		return err
	}
	if h.Office.Cards != nil {
		if p.Cards, err = h.Office.Cards(r.Context(), seat); err != nil {
			return err
		}
	}
	p.Mine = seal.Fingerprint(p.Seat.Recipient)
	p.Waiting, p.Holders = codes(p.Overview.Waiting), codes(p.Overview.Holders)
	return h.Show(w, r, "office/overview", p)
}

// doneWord is the word of what was just done, as the address says it.
func doneWord(r *web.Request) string {
	switch done := r.FormValue("done"); done {
	case "admitted", "renewed", "unseated", "revoked", "listed":
		return "done-" + done
	}
	return ""
}

// signedIn is what the script of the page gets.
type signedIn struct {
	Identity []byte `json:"identity"` // the member's own, sealed to their passphrase
	Next     string `json:"next"`
}

func (h pages) signIn(w http.ResponseWriter, r *web.Request) error {
	s, err := h.SignIn(r.Context(), r.PostFormValue("login"), r.PostFormValue("secret"))
	if err != nil {
		return err
	}
	h.setCookie(w, r, s.Token)
	return web.JSON(w, signedIn{s.Seat.Identity, nextOf(r.PostFormValue("next"), r.Lang)})
}

func (h pages) signOut(w http.ResponseWriter, r *web.Request) error {
	if c, err := r.Cookie(cookie); err == nil {
		if err := h.SignOut(r.Context(), c.Value); err != nil {
			return err
		}
	}
	h.setCookie(w, r, "")
	return h.Go(w, r, "/office")
}

// joinPage lets the holder of an invitation make their keys.
type joinPage struct{}

// Script is the bundle of the page.
func (joinPage) Script() string { return "office" }

func (h pages) join(w http.ResponseWriter, r *web.Request) error {
	return h.Show(w, r, "office/join", joinPage{})
}

// invited is what the script of the page gets.
type invited struct {
	Login    string `json:"login"`
	Person   string `json:"person"`
	Body     string `json:"body"`
	NeedsKey bool   `json:"needsKey"`
}

func (h pages) invitation(w http.ResponseWriter, r *web.Request) error {
	i, err := h.Invitation(r.Context(), r.PostFormValue("invitation"))
	if err != nil {
		return err
	}
	return web.JSON(w, invited{i.Seat.Login, i.Seat.Person, i.Body.Name.In(r.Lang), i.NeedsKey})
}

func (h pages) take(w http.ResponseWriter, r *web.Request) error {
	j := Joining{
		Invitation: r.PostFormValue("invitation"), Secret: r.PostFormValue("secret"),
		Recipient: r.PostFormValue("recipient"), BodyRecipient: r.PostFormValue("body_recipient"),
	}
	var err error
	if j.Identity, err = fromBase64(r.PostFormValue("identity")); err != nil {
		return err
	}
	if j.BodyIdentity, err = fromBase64(r.PostFormValue("body_identity")); err != nil {
		return err
	}
	s, err := h.Join(r.Context(), j)
	if err != nil {
		return err
	}
	h.setCookie(w, r, s.Token)
	return web.JSON(w, signedIn{s.Seat.Identity, nextOf("", r.Lang)})
}

// keyring is a Keyring for the script of the page.
type keyring struct {
	Login    string `json:"login"`
	Identity []byte `json:"identity"`
	Keys     []wrap `json:"keys"`
}

type wrap struct {
	Fingerprint string `json:"fingerprint"`
	Identity    []byte `json:"identity"`
}

func (h pages) keys(w http.ResponseWriter, r *web.Request) error {
	all, err := h.Keyring(r.Context(), r.By())
	if err != nil {
		return err
	}
	k := keyring{Login: all.Login, Identity: all.Identity, Keys: []wrap{}}
	for _, one := range all.Keys {
		k.Keys = append(k.Keys, wrap{one.Fingerprint, one.Identity})
	}
	return web.JSON(w, k)
}

func (h pages) admit(w http.ResponseWriter, r *web.Request) error {
	wraps, err := pairs(r, "fingerprint")
	if err != nil {
		return err
	}
	if err := h.Admit(r.Context(), r.By(), r.PostFormValue("seat"), wraps); err != nil {
		return err
	}
	return h.Go(w, r, "/office?done=admitted")
}

func (h pages) renew(w http.ResponseWriter, r *web.Request) error {
	wraps, err := pairs(r, "seat")
	if err != nil {
		return err
	}
	if err := h.Renew(r.Context(), r.By(), r.PostFormValue("recipient"), wraps); err != nil {
		return err
	}
	return h.Go(w, r, "/office?done=renewed")
}

// pairs are the sealed identities of a form by what stands beside each.
func pairs(r *web.Request, by string) (map[string][]byte, error) {
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	names, identities := r.PostForm[by], r.PostForm["identity"]
	all := make(map[string][]byte, len(names))
	if len(names) != len(identities) {
		return nil, fault.New(fault.Invalid, "office.key-malformed")
	}
	for i, name := range names {
		identity, err := fromBase64(identities[i])
		if err != nil {
			return nil, err
		}
		all[name] = identity
	}
	return all, nil
}

func fromBase64(text string) ([]byte, error) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fault.New(fault.Invalid, "office.key-malformed")
	}
	return b, nil
}

// seatsPage is the keeper's.
type seatsPage struct {
	Bodies  []Listed
	Options []map[string]any // the bodies to choose from
	Today   calendar.Day
	Form    bodies.Seat
	Until   string // as it was written
	Done    string
}

func (h pages) seatsPage(r *web.Request) (p seatsPage, err error) {
	p.Today, p.Done = h.today(), doneWord(r)
	if p.Bodies, err = h.Directory(r.Context(), r.By()); err != nil {
		return p, err
	}
	for _, l := range p.Bodies {
		p.Options = append(p.Options, map[string]any{"value": l.Body.ID, "label": l.Body.Name.In(r.Lang)})
	}
	return p, nil
}

func (h pages) seats(w http.ResponseWriter, r *web.Request) error {
	p, err := h.seatsPage(r)
	if err != nil {
		return err
	}
	return h.Show(w, r, "office/seats", p)
}

// invitedPage shows an invitation, once.
type invitedPage struct {
	Seat bodies.Seat
	Code string
}

func (h pages) seat(w http.ResponseWriter, r *web.Request) error {
	form := bodies.Seat{Body: r.PostFormValue("body"), Person: r.PostFormValue("person"), Login: r.PostFormValue("login")}
	var err error
	if until := r.PostFormValue("until"); until != "" {
		if form.Until, err = calendar.Parse(until); err != nil {
			err = fault.In("until", "office.day-malformed")
		}
	}
	var p invitedPage
	if err == nil {
		p.Seat, p.Code, err = h.Seat(r.Context(), r.By(), form)
	}
	if err == nil {
		return h.Show(w, r, "office/invited", p)
	}
	again, failed := h.seatsPage(r)
	if failed != nil {
		return failed
	}
	again.Form, again.Until = form, r.PostFormValue("until")
	return h.Again(w, r, "office/seats", again, err)
}

func (h pages) unseat(w http.ResponseWriter, r *web.Request) error {
	if err := h.Unseat(r.Context(), r.By(), r.PathValue("seat")); err != nil {
		return err
	}
	return h.Go(w, r, "/office/seats?done=unseated")
}

func (h pages) revoke(w http.ResponseWriter, r *web.Request) error {
	if err := h.RevokeKey(r.Context(), r.By(), r.PathValue("body")); err != nil {
		return err
	}
	return h.Go(w, r, "/office/seats?done=revoked")
}

func (h pages) list(w http.ResponseWriter, r *web.Request) error {
	if err := h.PublishList(r.Context(), r.By()); err != nil {
		return err
	}
	return h.Go(w, r, "/office/seats?done=listed")
}
