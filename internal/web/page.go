package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"adal/internal/fault"
	"adal/internal/i18n"
)

// A Frame is what a page is shown in.
type Frame struct {
	Path   string // without the language
	Posted bool   // it answers a form: there is no such page in another language
	Title  string
	Fault  *fault.Error            // what was wrong, if it is about no field
	Faults map[string]*fault.Error // what was wrong, by field
	Seat   *Seat
	Script string // the bundle that the page runs, without ".js"; empty for none
	Area   string
	Nav    []NavItem
	Foot   []NavItem
	Seek   string      // the page that looks for words; "" for none
	Main   NavItem     // another site, by its whole address; its Word is its name
	Langs  []Elsewhere // the page in each language
	Site   string      // the address of the site, for what machines follow; "" if it isn't known
	Strip  any         // of the header; nil for none
	Page   any
}

// Elsewhere is a page in a language.
type Elsewhere struct {
	Lang    i18n.Lang
	Href    string
	Missing bool // there it says that it isn't there in that language
}

// A translated page has an address of its own in each language.
type translated interface{ Elsewhere() []Elsewhere }

// elsewhere is a page in each language: the same address, if it doesn't say
// otherwise.
func elsewhere(page any, path string) []Elsewhere {
	if p, ok := page.(translated); ok {
		return p.Elsewhere()
	}
	all := make([]Elsewhere, len(i18n.Langs))
	for i, l := range i18n.Langs {
		all[i] = Elsewhere{Lang: l, Href: "/" + string(l) + path}
	}
	return all
}

// A scripted page names the script that it runs.
type scripted interface{ Script() string }

// Show shows a page, named area/page.
func (s *Site) Show(w http.ResponseWriter, r *Request, name string, page any) error {
	return s.show(w, r, http.StatusOK, name, Frame{Page: page})
}

// Missing shows a page in place of one that isn't there, with what is.
func (s *Site) Missing(w http.ResponseWriter, r *Request, name string, page any) error {
	return s.show(w, r, http.StatusNotFound, name, Frame{Page: page})
}

// Again shows a form again with what is wrong with it, each fault beside its
// field. An error that isn't about what was written comes back.
func (s *Site) Again(w http.ResponseWriter, r *Request, name string, page any, err error) error {
	all := fault.Fields(err)
	if len(all) == 0 {
		return err
	}
	f, status := Frame{Page: page}, statuses[all[0].Kind].code
	for _, one := range all {
		if one.Kind != fault.Invalid && one.Kind != fault.TooLarge && one.Kind != fault.Busy && one.Kind != fault.Full {
			return err
		}
		if one.Field == "" {
			f.Fault = one
			continue
		}
		if f.Faults == nil {
			f.Faults = map[string]*fault.Error{}
		}
		if f.Faults[one.Field] == nil {
			f.Faults[one.Field] = one
		}
	}
	return s.show(w, r, status, name, f)
}

// Go sends the reader on after a form was taken.
func (s *Site) Go(w http.ResponseWriter, r *Request, path string) error {
	http.Redirect(w, r.Request, "/"+string(r.Lang)+path, http.StatusSeeOther)
	return nil
}

// Card shows a page that every site may have in a frame of its own. What is on it is
// public: nobody is signed in there.
func (s *Site) Card(w http.ResponseWriter, r *Request, name string, page any) error {
	h := w.Header()
	h.Set("Content-Security-Policy", framed)
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Del("Cross-Origin-Opener-Policy")
	return s.show(w, r, http.StatusOK, name, Frame{Page: page})
}

// JSON answers a program, or a script of ours.
func JSON(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(v)
}

// Bytes answers with sealed bytes: what a browser neither shows nor guesses at.
func Bytes(w http.ResponseWriter, b []byte) error {
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Cache-Control", "no-store")
	_, err := w.Write(b)
	return err
}

func (s *Site) show(w http.ResponseWriter, r *Request, status int, name string, f Frame) error {
	t, err := s.page(r.Lang, name)
	if err != nil {
		return err
	}
	f.Path = strings.TrimPrefix(r.URL.Path, "/"+string(r.Lang))
	f.Seat, f.Nav, f.Posted = r.Seat, s.nav(f.Path), r.Method != http.MethodGet && r.Method != http.MethodHead
	f.Area, _, _ = strings.Cut(strings.TrimPrefix(f.Path, "/"), "/")
	f.Foot, f.Seek, f.Main = s.Foot, s.Seek, NavItem{Href: s.MainSite, Word: s.MainName}
	f.Langs, f.Site = elsewhere(f.Page, f.Path), s.Home
	if s.Strip != nil {
		var err error
		if f.Strip, err = s.Strip(r.Context(), r.Lang); err != nil {
			s.Log.ErrorContext(r.Context(), "the strip of the header", "err", err)
		}
	}
	if p, ok := f.Page.(scripted); ok {
		f.Script = p.Script()
	}
	var b bytes.Buffer
	if err := t.Execute(&b, f); err != nil {
		return fmt.Errorf("showing %s: %w", name, err)
	}
	if f.Script != "" {
		script, err := s.asset(f.Script + ".js")
		if err != nil {
			return err
		}
		w.Header().Set("Content-Security-Policy", policy(script.integrity))
	}
	permit(w.Header(), f.Page)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if r.keep > 0 && status == http.StatusOK {
		return s.send(w, r, b.Bytes())
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err = b.WriteTo(w)
	return err
}

// nav is the main navigation as seen from a page.
func (s *Site) nav(path string) []NavItem {
	items := make([]NavItem, len(s.Nav))
	for i, item := range s.Nav {
		item.Current = path == item.Href || strings.HasPrefix(path, item.Href+"/")
		items[i] = item
	}
	return items
}

// Text says a word in the language of a request, for what isn't a page.
func (s *Site) Text(r *Request, word string, args ...any) string {
	return s.Words.Say(r.Lang, word, args...)
}

// tooLarge turns the error of a body beyond its limit into a fault.
func tooLarge(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return &fault.Error{Kind: fault.TooLarge, Word: "web.too-large-limit", Args: []any{i18n.Bytes(large.Limit)}}
	}
	return err
}
