package reception

import (
	"net/http"
	"strings"

	"adal/internal/web"
)

// frontPage leads to the right door, and says first who answers for a matter.
type frontPage struct {
	Tracks []Track
	Asks   bool // somebody can say who answers
	Text   string
	Known  *Known
}

// mostAsked is how many letters of a question are read.
const mostAsked = 200

func (p pages) front(w http.ResponseWriter, r *web.Request) error {
	page := frontPage{Tracks: Tracks, Asks: p.Who != nil}
	text := []rune(strings.Join(strings.Fields(r.URL.Query().Get("q")), " "))
	page.Text = string(text[:min(len(text), mostAsked)])
	if page.Asks && page.Text != "" {
		known, err := p.Who(r.Context(), r.Lang, page.Text)
		if err != nil {
			return err
		}
		page.Known = &known
	}
	return p.Show(w, r, "reception/front", page)
}
