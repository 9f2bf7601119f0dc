package newsroom

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"slices"

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
	s.Handle("GET /start", charter.Read, p.start)
	p.newsRoutes()
	p.articleRoutes()
	p.feedRoutes()
	p.deskRoutes()
	p.viewsRoutes()
	p.posterRoutes()
	return s.Area("newsroom", pagesAndWords)
}

type pages struct {
	*Newsroom
	*web.Site
}

// frontPage is the first page that a reader sees.
type frontPage struct {
	Doors      []wish
	Properties []property
	Figures    []Figure
	Institutes []institute
	News       []Publication
	Ahead      []Event
	Poster     *passedOn
	newsroom   *Newsroom
}

// A wish is what a reader may want, and where they find it.
type wish struct{ Want, Href string }

// Unmet reports whether the pages of an institute are still to come.
func (p frontPage) Unmet() bool {
	return slices.ContainsFunc(p.Institutes, func(in institute) bool { return in.Href == "" })
}

// RubricName is the name of the rubric of a line.
func (p frontPage) RubricName(id string) i18n.Text {
	r, _ := p.newsroom.rubric(id)
	return r.Name
}

// Limits of the front page.
const (
	frontNews  = 6
	frontAhead = 4
)

// wishes are the doors that this site has.
func (p pages) wishes() (all []wish) {
	for _, d := range p.Doors {
		if i := slices.IndexFunc(d.Hrefs, p.Has); i >= 0 {
			all = append(all, wish{d.Want, d.Hrefs[i]})
		}
	}
	return all
}

func (p pages) front(w http.ResponseWriter, r *web.Request) (err error) {
	page := frontPage{Doors: p.wishes(), Properties: properties, newsroom: p.Newsroom}
	if page.Figures, err = handed(r.Context(), p.Figures); err != nil {
		return fmt.Errorf("the figures of the front page: %w", err)
	}
	cards, err := handed(r.Context(), p.Bodies)
	if err != nil {
		return fmt.Errorf("the bodies of the front page: %w", err)
	}
	page.Institutes = gather(cards, p.Has)
	if p.Poster != nil {
		page.Poster = passed(p.Address+"/"+string(r.Lang)+"/card.jpg", p.Text(r, "newsroom.slogan"))
	}
	if page.Ahead, err = handed(r.Context(), p.Ahead); err != nil {
		return fmt.Errorf("the events of the front page: %w", err)
	}
	page.Ahead = page.Ahead[:min(frontAhead, len(page.Ahead))]
	if p.DB != nil {
		if page.News, err = p.Newsroom.News(r.Context(), Filter{Lang: r.Lang, Limit: frontNews}); err != nil {
			return fmt.Errorf("the news of the front page: %w", err)
		}
	}
	r.Keep(keepFor)
	return p.Show(w, r, "newsroom/front", page)
}

// handed is what another area hands over, if it does.
func handed[T any](ctx context.Context, from func(context.Context) ([]T, error)) ([]T, error) {
	if from == nil {
		return nil, nil
	}
	return from(ctx)
}

// startPage asks what a reader wants.
type startPage struct{ Doors []wish }

func (p pages) start(w http.ResponseWriter, r *web.Request) error {
	r.Keep(keepFor)
	return p.Show(w, r, "newsroom/start", startPage{p.wishes()})
}
