package monitoring

import (
	"fmt"
	"html"
	"net/http"

	"adal/internal/i18n"
	"adal/internal/web"
)

// card is a shortcoming on a page of somebody else: of what was withdrawn nothing
// but that.
func (p pages) card(w http.ResponseWriter, r *web.Request) error {
	page, err := p.openPublic(r)
	if err != nil {
		return err
	}
	r.Keep(keepPublic)
	return p.Card(w, r, "monitoring/card", page)
}

// Card is what shows the card on a page of somebody else, for those who copy it.
func (p shortcomingPage) Card(l i18n.Lang) string {
	return fmt.Sprintf(`<iframe src="%s/monitoring/%s/card" title="%s" width="100%%" height="240" loading="lazy"></iframe>`, p.site, p.ID, html.EscapeString(p.Title.In(l)))
}
