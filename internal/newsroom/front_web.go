package newsroom

import (
	"embed"
	"fmt"
	"net/http"

	"adal/internal/charter"
	"adal/internal/web"
)

//go:embed pages words.toml
var pagesAndWords embed.FS

// Routes adds the pages of the newsroom to a site.
func (n *Newsroom) Routes(s *web.Site) error {
	p := pages{n, s}
	s.Handle("GET /{$}", charter.Read, p.front)
	return s.Area("newsroom", pagesAndWords)
}

type pages struct {
	*Newsroom
	*web.Site
}

// frontPage is the first page that a reader sees.
type frontPage struct {
	Doors      []door
	Properties []property
	Figures    []Figure
	Institutes []institute
}

func (p pages) front(w http.ResponseWriter, r *web.Request) error {
	page := frontPage{Doors: doors, Properties: properties}
	if p.Figures != nil {
		figures, err := p.Figures(r.Context())
		if err != nil {
			return fmt.Errorf("the figures of the front page: %w", err)
		}
		page.Figures = figures
	}
	var cards []Card
	if p.Bodies != nil {
		var err error
		if cards, err = p.Bodies(r.Context()); err != nil {
			return fmt.Errorf("the bodies of the front page: %w", err)
		}
	}
	page.Institutes = gather(cards)
	return p.Show(w, r, "newsroom/front", page)
}
