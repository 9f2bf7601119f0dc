package reception

import (
	"cmp"
	"encoding/base64"
	"errors"
	"mime"
	"net/http"
	"strconv"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/seal"
	"adal/internal/web"
)

// phrasePage asks for the access phrase.
type phrasePage struct{ Phrase string }

// Script is the script of the page.
func (phrasePage) Script() string { return "reception" }

func (p pages) phrase(w http.ResponseWriter, r *web.Request) error {
	return p.Show(w, r, "reception/phrase", phrasePage{})
}

// An access is how somebody came to a mailbox: with the phrase, to be opened at
// the door, or with what a script made of it.
type access struct {
	phrase  string // empty if a script keeps it
	mailbox seal.Mailbox
}

// at is the access that a form brings.
func (p pages) at(r *web.Request, f web.Form) (access, error) {
	if token := f.Get("mailbox"); token != "" {
		m, err := seal.ParseMailbox(token)
		if err != nil {
			return access{}, errDamaged
		}
		return access{mailbox: m}, nil
	}
	phrase, err := seal.ParsePhrase(f.Get("phrase"))
	if err != nil {
		return access{}, err
	}
	m, _, err := p.Turns.PhraseKeys(r.Context(), phrase)
	return access{phrase: phrase.Text(), mailbox: m}, err
}

// mailboxPage is a matter as its reporter sees it.
type mailboxPage struct {
	Matter   Matter
	Deadline deadline
	Badge    string
	Body     i18n.Text
	Letters  []shownLetter
	Steps    []shownStep
	Receipt  receiptView
	Key      string // the matter's identity sealed to the reporter, for the script
	Phrase   string // carried from page to page where there is no script
	Open     bool   // opened at the door
	Text     string // what was written and didn't go
	Done     string // word of what was just done
	Limits   limits
}

// Script is the script of the page.
func (mailboxPage) Script() string { return "reception" }

// A shownLetter is a letter with its contents, where they were opened at the
// door.
type shownLetter struct {
	Letter
	Text  string
	Files []OpenedFile
}

// A shownStep is a step of the history as a page shows it.
type shownStep struct {
	Act  charter.Act
	Day  i18n.Day
	Body bool // done by the body
}

func (p pages) mailbox(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	a, err := p.at(r, form)
	if err == nil {
		return p.showMailbox(w, r, a, "", "", nil)
	}
	return p.Again(w, r, "reception/phrase", phrasePage{form.Get("phrase")}, err)
}

// showMailbox shows a mailbox, after what was done in it, or with what was
// wrong with it.
func (p pages) showMailbox(w http.ResponseWriter, r *web.Request, a access, done, text string, wrong error) error {
	page := mailboxPage{Phrase: a.phrase, Open: a.phrase != "", Done: done, Text: text, Limits: stated}
	if err := p.fillMailbox(r, a, &page); err != nil {
		return p.Again(w, r, "reception/phrase", phrasePage{a.phrase}, err)
	}
	if wrong != nil {
		return p.Again(w, r, "reception/mailbox", page, wrong)
	}
	return p.Show(w, r, "reception/mailbox", page)
}

func (p pages) fillMailbox(r *web.Request, a access, page *mailboxPage) error {
	var opened []Opened
	var receipt []byte
	if page.Open {
		u, err := p.Unseal(r.Context(), a.phrase)
		if err != nil {
			return err
		}
		page.Matter, opened, receipt = u.Matter, u.Letters, u.Receipt
	} else {
		m, key, file, err := p.Mailbox(r.Context(), a.mailbox.Hash())
		if err != nil {
			return err
		}
		page.Matter, page.Key, receipt = m, base64.StdEncoding.EncodeToString(key), file
	}
	for i, l := range page.Matter.Letters {
		shown := shownLetter{Letter: l}
		if page.Open && l.file != "" {
			shown.Text, shown.Files = opened[i].Text, opened[i].Files
		}
		page.Letters = append(page.Letters, shown)
	}
	for _, e := range page.Matter.History {
		page.Steps = append(page.Steps, shownStep{e.Act, e.Day, e.Seat != ""})
	}
	var err error
	if page.Receipt, err = p.receiptView(r, receipt); err != nil {
		return err
	}
	page.Body = page.Receipt.BodyName
	page.Deadline, err = p.deadlineNow(r, page.Matter.Item)
	page.Badge = page.Deadline.badge(page.Matter.Item)
	return err
}

func (p pages) write(w http.ResponseWriter, r *web.Request) error {
	return p.further(w, r, "reception.written", p.Write)
}

func (p pages) convert(w http.ResponseWriter, r *web.Request) error {
	return p.further(w, r, "reception.converted", p.Convert)
}

// further does what a person further says in their matter, sealed by the page's
// script or at the door.
func (p pages) further(w http.ResponseWriter, r *web.Request, done string, act saying) error {
	form, free, cut := r.ReadForm()
	defer free()
	a, err := p.at(r, form)
	if err != nil {
		return p.Again(w, r, "reception/phrase", phrasePage{form.Get("phrase")}, cmp.Or(cut, err))
	}
	if cut != nil {
		return p.showMailbox(w, r, a, "", form.Get("text"), cut)
	}
	s := sealedOf(form)
	if a.phrase != "" {
		t := tellingOf(r, form)
		if done == "reception.converted" {
			t.Track = Appeal
		}
		if s, err = p.AtDoor(r.Context(), a.mailbox.Hash(), t); err != nil {
			return p.showMailbox(w, r, a, "", t.Text, err)
		}
	}
	if err := act(r.Context(), a.mailbox.Hash(), s); err != nil {
		return p.showMailbox(w, r, a, "", form.Get("text"), err)
	}
	return p.showMailbox(w, r, a, done, "", nil)
}

func (p pages) destroy(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	a, err := p.at(r, form)
	if err != nil {
		return p.Again(w, r, "reception/phrase", phrasePage{form.Get("phrase")}, err)
	}
	if form.Get("sure") != "yes" {
		return p.showMailbox(w, r, a, "", "", fault.In("sure", "reception.not-sure"))
	}
	if err := p.Destroy(r.Context(), a.mailbox.Hash()); err != nil {
		return p.showMailbox(w, r, a, "", "", err)
	}
	return p.showMailbox(w, r, a, "reception.was-destroyed", "", nil)
}

// letter gives the page's script the sealed bytes of a letter.
func (p pages) letter(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	n, err2 := strconv.Atoi(r.PathValue("n"))
	if err != nil || err2 != nil {
		return fault.NotFound
	}
	m, err := seal.ParseMailbox(form.Get("mailbox"))
	if err != nil {
		return fault.NotFound
	}
	l, err := p.Letter(r.Context(), m.Hash(), n)
	if err != nil {
		return err
	}
	return p.send(w, r, l)
}

// file gives a person without script a file that was opened at the door. It is
// never shown in the place of a page, whatever it says that it is.
func (p pages) file(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	n, err1 := strconv.Atoi(r.PathValue("n"))
	i, err2 := strconv.Atoi(r.PathValue("file"))
	if errors.Join(err, err1, err2) != nil {
		return fault.NotFound
	}
	f, err := p.UnsealFile(r.Context(), form.Get("phrase"), n, i)
	if errors.Is(err, fault.NotFound) {
		return fault.NotFound
	} else if err != nil {
		return p.Again(w, r, "reception/phrase", phrasePage{form.Get("phrase")}, err)
	}
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	return web.Bytes(w, f.Content)
}
