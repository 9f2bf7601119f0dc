package record

import (
	"embed"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"sync"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/web"
)

//go:embed pages parts words.toml
var pagesAndWords embed.FS

// Routes adds the pages of the record to a site.
func (r *Record) Routes(s *web.Site) error {
	p := pages{r, s, sync.OnceValue(func() sheet { return layOut(r.Charter, r.Later) })}
	s.Handle("GET /charter", charter.Read, p.charter)
	s.Handle("GET /charter.json", charter.Read, p.charterJSON)
	s.Handle("GET /charter.cedar", charter.Read, p.charterText)
	s.Handle("GET /register", charter.Read, p.register)
	s.Handle("GET /register.json", charter.Read, p.registerJSON)
	s.Handle("GET /verify", charter.Read, p.verify)
	s.Handle("GET /source", charter.Read, p.source)
	return s.Area("record", pagesAndWords)
}

type pages struct {
	*Record
	*web.Site
	sheet func() sheet
}

// charterPage is the charter as citizens read it.
type charterPage struct {
	sheet
	Keys []key
	say  func(word string, args ...any) string // in the reader's language
}

func (p pages) charter(w http.ResponseWriter, r *web.Request) error {
	keys, err := p.keys(r.Context())
	if err != nil {
		return err
	}
	return p.Show(w, r, "record/charter", charterPage{sheet: p.sheet(), Keys: keys, say: func(word string, args ...any) string { return p.Text(r, word, args...) }})
}

// charterText is the charter as the program reads it.
func (p pages) charterText(w http.ResponseWriter, _ *web.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := w.Write(charter.Text())
	return err
}

// Matrix is who may do what in a chapter, as the component c-matrix takes it.
// What it is about stands above it on the page.
func (c charterPage) Matrix(ch chapter) map[string]any {
	cols := make([]string, len(ch.Kinds))
	for i, kind := range ch.Kinds {
		cols[i] = c.say("record.kind-" + kind)
	}
	rows := make([]map[string]any, len(ch.Rows))
	for i, r := range ch.Rows {
		label := c.say(r.Act.Word())
		if mark := r.Mark(); mark != "" {
			label += " – " + c.say("record."+mark)
		}
		cells := make([]map[string]any, len(r.Cells))
		for j, cell := range r.Cells {
			cells[j] = map[string]any{}
			if cell.Article != 0 {
				cells[j] = map[string]any{
					"may": cell.May, "ban": !cell.May, "text": c.say("record.article", cell.Article),
					"href": fmt.Sprintf("#article-%d", cell.Article),
				}
			}
		}
		rows[i] = map[string]any{"label": label, "cells": cells}
	}
	return map[string]any{
		"corner": c.say("record.act"), "cols": cols, "rows": rows,
	}
}

func (p pages) charterJSON(w http.ResponseWriter, r *web.Request) error {
	keys, err := p.keys(r.Context())
	if err != nil {
		return err
	}
	return web.JSON(w, charterOf(p.sheet(), keys))
}

// registerPage is the register in words.
type registerPage struct {
	State   state
	Begun   bool // a checkpoint was signed
	Part    part
	Newest  bool // the page begins with the newest entry
	Address string
}

// read reads the part of the register that a request asks for.
func (p pages) read(r *web.Request) (page registerPage, err error) {
	page.Address = address(r)
	if page.State, page.Begun, err = p.head(r.Context()); err != nil || !page.Begun {
		return page, err
	}
	before := page.State.Size
	if asked := r.FormValue("before"); asked != "" {
		n, err := strconv.ParseInt(asked, 10, 64)
		if err != nil || n < 1 {
			return page, fault.NotFound
		}
		before = min(before, n)
	}
	page.Newest = before == page.State.Size
	page.Part, err = p.back(r.Context(), before)
	return page, err
}

func (p pages) register(w http.ResponseWriter, r *web.Request) error {
	page, err := p.read(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "record/register", page)
}

func (p pages) registerJSON(w http.ResponseWriter, r *web.Request) error {
	page, err := p.read(r)
	if err != nil {
		return err
	}
	return web.JSON(w, registerOf(page))
}

// verifyPage says how to check each promise, and what the check doesn't prove.
type verifyPage struct {
	Address string
	Scripts []script
	Hash    string // of the charter
	VKey    string
}

// A script is the script of a page as it is served now.
type script struct{ Name, Integrity string }

func (p pages) verify(w http.ResponseWriter, r *web.Request) error {
	page := verifyPage{Address: address(r), Hash: p.Record.Charter.Hash(), VKey: p.Reader.VKey}
	for _, name := range p.Scripts {
		_, integrity, err := p.Script(name)
		if err != nil {
			return err
		}
		page.Scripts = append(page.Scripts, script{name + ".js", integrity})
	}
	return p.Show(w, r, "record/verify", page)
}

// sourcePage says where the source is.
type sourcePage struct{ URL, Version string }

func (p pages) source(w http.ResponseWriter, r *web.Request) error {
	return p.Show(w, r, "record/source", sourcePage{p.SourceURL, p.Version})
}

// hostForm is the name of a host with or without its port. Anything else isn't
// repeated in a command that somebody will copy.
var hostForm = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?$`)

// address is the address of the platform as the reader reached it, for the
// commands that they copy.
func address(r *web.Request) string {
	if !hostForm.MatchString(r.Host) {
		return "https://adal.example"
	}
	if r.TLS == nil && r.Header.Get("X-Forwarded-Proto") != "https" {
		return "http://" + r.Host
	}
	return "https://" + r.Host
}
