package reception

import (
	"embed"
	"net/http"
	"strconv"
	"time"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/files"
	"adal/internal/seal"
	"adal/internal/web"
)

//go:embed pages parts words.toml
var pagesAndWords embed.FS

// telling is how much a form without script may send, and how long a slow line
// may take for it.
var telling = web.Limit{Bytes: seal.MaxContent + 2<<20, Time: 10 * time.Minute}

// sending is the limit of a request that a whole letter answers.
var sending = web.Limit{Bytes: 1 << 20, Time: 10 * time.Minute}

// piece is the limit of one piece of an upload.
var piece = web.Limit{Bytes: files.Piece, Time: 2 * time.Minute}

// Routes adds the pages of the reception to a site.
func (h *Hall) Routes(s *web.Site) error {
	p := pages{h, s}
	s.Handle("GET /reception", charter.Read, p.front)
	s.Handle("GET /reception/new/{track}", charter.Bring, p.form)
	s.Handle("GET /reception/key/{region}", charter.Bring, p.key)
	s.Handle("POST /reception/matters", charter.Bring, p.bring, telling)
	s.Handle("GET /reception/mailbox", charter.Read, p.phrase)
	// A phrase and a mailbox are never in an address: these are all POST.
	s.Handle("POST /reception/mailbox", charter.Read, p.mailbox)
	s.Handle("POST /reception/mailbox/letters", charter.Write, p.write, telling)
	s.Handle("POST /reception/mailbox/letters/{n}", charter.Read, p.letter, sending)
	s.Handle("POST /reception/mailbox/letters/{n}/files/{file}", charter.Read, p.file, sending)
	s.Handle("POST /reception/mailbox/convert", charter.Convert, p.convert)
	s.Handle("POST /reception/mailbox/destroy", charter.Destroy, p.destroy)
	s.Handle("GET /reception/figures", charter.Read, p.figures)
	s.Handle("GET /reception/figures.csv", charter.Read, p.figuresCSV)
	s.Handle("GET /reception/figures.json", charter.Read, p.figuresJSON)
	s.HandleProgram("POST /reception/uploads", charter.Bring, p.upload, web.Limit{Bytes: 1 << 10, Time: 10 * time.Second})
	s.HandleProgram("GET /reception/uploads/{id}", charter.Bring, p.uploaded, web.Limit{Time: 10 * time.Second})
	s.HandleProgram("PUT /reception/uploads/{id}/{n}", charter.Bring, p.piece, piece)
	p.deskRoutes()
	return s.Area("reception", pagesAndWords)
}

type pages struct {
	*Hall
	*web.Site
}

// formPage is the form for a matter. It works without script; with script, what
// is written never reaches the server open.
type formPage struct {
	Telling
	Regions []bodies.Region
	Limits  limits
	Desk    bool   // a seat writes on a person's behalf
	Channel string // how the person came, at the desk
	Key     string // the verifier key of the register
}

// limits are said before they are met.
type limits struct {
	Letters, Files int
	Bytes          int64
}

var stated = limits{seal.MaxText, seal.MaxFiles, seal.MaxContent}

// Script is the script of the page.
func (formPage) Script() string { return "reception" }

func (p pages) newForm(r *web.Request, t Telling) (formPage, error) {
	f := formPage{Telling: t, Limits: stated, Key: p.Hall.Key}
	return f, p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		f.Regions, err = bodies.Regions(r.Context(), tx, p.Book.Today(tx))
		return err
	})
}

func (p pages) form(w http.ResponseWriter, r *web.Request) error {
	track := Track(r.PathValue("track"))
	if _, ok := Flows[track]; !ok {
		return fault.NotFound
	}
	page, err := p.newForm(r, Telling{Track: track, Region: r.FormValue("region")})
	if err != nil {
		return err
	}
	return p.Show(w, r, "reception/form", page)
}

// keyAnswer is what a page seals to, with what it needs to check it.
type keyAnswer struct {
	Body        string `json:"body"`
	Recipient   string `json:"recipient"`
	Fingerprint string `json:"fingerprint"`
	Register    string `json:"register"` // the verifier key
	Index       int64  `json:"index"`    // of the register's newest listing of keys
	Today       string `json:"today"`
	Puzzle      Puzzle `json:"puzzle"`
}

func (p pages) key(w http.ResponseWriter, r *web.Request) error {
	a := keyAnswer{Register: p.Hall.Key, Puzzle: p.Queue.Puzzle()}
	if err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		c, err := p.CentreOf(r.Context(), tx, r.PathValue("region"))
		if err != nil {
			return err
		}
		a.Body, a.Recipient, a.Fingerprint, a.Today = c.ID, c.Recipient, c.Fingerprint, p.Book.Today(tx).String()
		a.Index, err = p.listing(r.Context(), tx)
		return err
	}); err != nil {
		return err
	}
	return web.JSON(w, a)
}

// broughtPage hands over the receipt and, if the phrase was made at the door,
// the phrase, once.
type broughtPage struct {
	Receipt receiptView
	Phrase  []string // empty if the page's script made it
	Lang    string
	Desk    bool
}

// Script is the script of the page.
func (broughtPage) Script() string { return "reception" }

func (p pages) bring(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if form.Get("mailbox") != "" && err == nil {
		return p.bringSealed(w, r, form, Online)
	}
	t := tellingOf(r, form)
	if err != nil {
		return p.formAgain(w, r, t, err)
	}
	receipt, phrase, err := p.Tell(r.Context(), t)
	if err != nil {
		return p.formAgain(w, r, t, err)
	}
	return p.showBrought(w, r, receipt, phrase, false)
}

// formAgain shows the form with what was told and what is wrong with it.
func (p pages) formAgain(w http.ResponseWriter, r *web.Request, t Telling, wrong error) error {
	if _, ok := Flows[t.Track]; !ok {
		return wrong // nothing was read that the form could be shown for
	}
	page, err := p.newForm(r, t)
	if err != nil {
		return err
	}
	return p.Again(w, r, "reception/form", page, wrong)
}

func (p pages) bringSealed(w http.ResponseWriter, r *web.Request, form web.Form, channel string) error {
	b, err := bringingOf(r, form, channel)
	if err != nil {
		return err
	}
	leave, err := p.Queue.Enter(r.Header.Get("Adal-Proof"), b.content())
	if err != nil {
		return err
	}
	defer leave()
	receipt, err := p.Bring(r.Context(), b)
	if err != nil {
		return err
	}
	return p.showBrought(w, r, receipt, seal.Phrase{}, channel != Online)
}

func (p pages) showBrought(w http.ResponseWriter, r *web.Request, file []byte, phrase seal.Phrase, desk bool) error {
	view, err := p.receiptView(r, file)
	if err != nil {
		return err
	}
	return p.Show(w, r, "reception/brought", broughtPage{Receipt: view, Phrase: words(phrase), Lang: string(r.Lang), Desk: desk})
}

// uploadRequest begins an upload.
type uploadRequest struct {
	Size int64 `json:"size"`
}

func (p pages) upload(w http.ResponseWriter, r *web.Request) error {
	var asked uploadRequest
	if err := web.ReadJSON(r, &asked); err != nil {
		return err
	}
	if asked.Size > seal.MaxSealed {
		return fault.New(fault.TooLarge, "seal.files-too-large")
	}
	var id string
	if err := p.DB.Write(r.Context(), "uploads", func(tx *db.Tx) (err error) {
		id, err = files.Begin(r.Context(), tx, asked.Size, p.Book.Today(tx))
		return err
	}); err != nil {
		return err
	}
	return web.JSON(w, map[string]any{"id": id})
}

func (p pages) uploaded(w http.ResponseWriter, r *web.Request) error {
	var s files.State
	if err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		s, err = files.Progress(r.Context(), tx, r.PathValue("id"))
		return err
	}); err != nil {
		return err
	}
	return web.JSON(w, map[string]any{"have": append([]int{}, s.Have...)})
}

func (p pages) piece(w http.ResponseWriter, r *web.Request) error {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return fault.NotFound
	}
	bytes, err := r.ReadAll()
	if err != nil {
		return err
	}
	if err := p.DB.Write(r.Context(), r.PathValue("id"), func(tx *db.Tx) error {
		return files.Add(r.Context(), tx, r.PathValue("id"), n, r.Header.Get("Adal-Sha256"), bytes)
	}); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
