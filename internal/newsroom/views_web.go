package newsroom

import (
	"errors"
	"net/http"
	"time"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/newsroom/views"
	"adal/internal/web"
)

// viewsRoutes adds what an article's page calls once it was read for a while.
func (p pages) viewsRoutes() {
	p.Handle("GET /news/counting", charter.Read, p.counting)
	p.HandleProgram("POST /views/{id}", charter.Read, p.viewed, web.Limit{Bytes: 1 << 10, Time: 5 * time.Second})
}

// countingPage says how views are counted.
type countingPage struct{}

func (p pages) counting(w http.ResponseWriter, r *web.Request) error {
	r.Keep(time.Hour)
	return p.Show(w, r, "newsroom/counting", countingPage{})
}

// viewed counts a show of an article that is public. It answers all alike.
func (p pages) viewed(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("id")
	if p.Views != nil && views.Reader(r.Request) {
		err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
			a, err := byDocket(r.Context(), tx, id)
			if err == nil && a.Withdrawn == "" && !a.Published.After(p.moment(tx).Time) {
				p.Views.Viewed(id)
			}
			return err
		})
		if err != nil && !errors.Is(err, fault.NotFound) {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// count lets a page be counted whenever it is sent, and gives it the numbers that
// the database has.
func (p pages) count(r *web.Request, page *articlePage) (err error) {
	if p.Views == nil || page.Withdrawn != "" {
		return nil
	}
	id := page.Docket
	r.EachTime(func(hr *http.Request) {
		if views.Reader(hr) {
			p.Views.Served(id)
		}
	})
	page.Counted = true
	page.Count, err = p.Views.Of(r.Context(), id)
	return err
}
