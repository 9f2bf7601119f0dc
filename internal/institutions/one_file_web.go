package institutions

import (
	"net/http"

	"adal/internal/directory"
	"adal/internal/fault"
	"adal/internal/web"
)

// oneFile sends an institution in a format for programs.
func (p pages) oneFile(w http.ResponseWriter, r *web.Request, page onePage, ending string) error {
	switch ending {
	case "csv":
		return p.send(w, r, "text/csv; charset=utf-8", directory.InstitutionsCSV([]directory.Institution{page.Institution}))
	case "json":
		return p.sendJSON(w, r, "application/json; charset=utf-8", p.row(page.view, page.Institution))
	case "geojson":
		return p.sendGeoJSON(w, r, page.view, page.Institution)
	case "atom":
		return p.sendChanges(w, r, page.view, page.Address, page.Institution)
	}
	return fault.NotFound
}
