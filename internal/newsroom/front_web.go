package newsroom

import (
	"embed"
	"fmt"
	"net/http"

	"adal/internal/charter"
	"adal/internal/i18n"
	"adal/internal/web"
)

//go:embed pages parts words.toml
var pagesAndWords embed.FS

// Routes adds the pages of the newsroom to a site.
func (n *Newsroom) Routes(s *web.Site) error {
	p := pages{n, s}
	s.Handle("GET /{$}", charter.Read, p.front)
	p.newsRoutes()
	p.articleRoutes()
	p.feedRoutes()
	p.deskRoutes()
	p.viewsRoutes()
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
	News       []Publication
	newsroom   *Newsroom
}

// RubricName is the name of the rubric of a line.
func (p frontPage) RubricName(id string) i18n.Text {
	r, _ := p.newsroom.rubric(id)
	return r.Name
}

// frontNews is how many articles the front page has.
const frontNews = 6

func (p pages) front(w http.ResponseWriter, r *web.Request) error {
	page := frontPage{Doors: doors, Properties: properties, newsroom: p.Newsroom}
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
	if p.DB != nil {
		var err error
		if page.News, err = p.Newsroom.News(r.Context(), Filter{Lang: r.Lang, Limit: frontNews}); err != nil {
			return fmt.Errorf("the news of the front page: %w", err)
		}
	}
	r.Keep(keepFor)
	return p.Show(w, r, "newsroom/front", page)
}
