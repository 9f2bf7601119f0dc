package newsroom

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/poster"
	"adal/internal/web"
)

// posterRoutes adds the pictures that stand for pages where they are passed on.
func (p pages) posterRoutes() {
	p.Handle("GET /card.jpg", charter.Read, p.frontPoster)
	p.Handle("GET /news/{year}/{month}/{slug}/card.jpg", charter.Read, p.articlePoster)
}

// A passedOn picture is what a page says of its poster to machines.
type passedOn struct {
	Src           string // with the site's address
	Alt           string
	Width, Height int
}

func passed(src, alt string) *passedOn { return &passedOn{src, alt, poster.Width, poster.Height} }

// posterOf is the poster of an article; nil if there is none. Its address changes
// with what it shows, since whoever passed it on keeps it by its address.
func (p pages) posterOf(a Article) *passedOn {
	if p.Poster == nil || a.Withdrawn != "" {
		return nil
	}
	return passed(p.Address+"/"+string(a.Lang)+a.Path()+"/card.jpg?v="+strconv.Itoa(a.Version), a.Title)
}

func (p pages) articlePoster(w http.ResponseWriter, r *web.Request) error {
	a, _, err := p.ofAddress(r)
	if gone, to := p.renamed(r, err); gone {
		http.Redirect(w, r.Request, to, http.StatusMovedPermanently)
		return nil
	}
	if err == nil && (a.Withdrawn != "" || p.Poster == nil) {
		err = fault.NotFound
	}
	if err != nil {
		return err
	}
	rubric, _ := p.rubric(a.Rubric)
	meta := []string{i18n.Dateline(a.Lang, a.Day)}
	if a.Region.ID != "" {
		meta = append([]string{a.Region.Name.In(a.Lang)}, meta...)
	}
	return p.paint(w, r, poster.Poster{
		Title: a.Title, Eyebrow: rubric.Name.In(a.Lang), Meta: strings.Join(meta, " · "), Site: p.Text(r, "web.name"), Photo: a.Picture,
	})
}

func (p pages) frontPoster(w http.ResponseWriter, r *web.Request) error {
	if p.Poster == nil {
		return fault.NotFound
	}
	return p.paint(w, r, poster.Poster{Title: p.Text(r, "newsroom.slogan"), Eyebrow: p.Text(r, "newsroom.eyebrow"), Site: p.Text(r, "web.name")})
}

func (p pages) paint(w http.ResponseWriter, r *web.Request, of poster.Poster) error {
	drawn, err := p.Poster.Draw(r.Context(), of)
	if r.Context().Err() != nil {
		return errors.Join(fault.New(fault.Busy, "web.busy"), err)
	}
	if err != nil {
		return err
	}
	return p.Send(w, r, poster.Kind, drawn)
}
