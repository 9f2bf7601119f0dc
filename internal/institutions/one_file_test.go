package institutions_test

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"
)

// TestOneFile reads an institution as programs do.
func TestOneFile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		lines, err := csv.NewReader(strings.NewReader(h.get("/kk/institutions/aktau.csv", 200))).ReadAll()
		if err != nil || len(lines) < 2 || lines[1][0] != "aktau" {
			t.Errorf("%v, %v", lines, err)
		}
		var one struct{ ID, Kind string }
		check(t, json.Unmarshal([]byte(h.get("/ru/institutions/aktau.json", 200)), &one))
		if one.ID != "aktau" || one.Kind == "" {
			t.Errorf("%+v", one)
		}
		var geo struct {
			Type     string
			Features []struct{ ID string }
		}
		check(t, json.Unmarshal([]byte(h.get("/en/institutions/aktau.geojson", 200)), &geo))
		i := h.aktau()
		if geo.Type != "FeatureCollection" || len(geo.Features) != 1 && i.Place != nil {
			t.Errorf("%+v", geo)
		}
		feed, err := gofeed.NewParser().ParseString(h.get("/kk/institutions/aktau.atom", 200))
		if err != nil || len(feed.Items) != len(i.Styles) {
			t.Errorf("%v, %v", feed, err)
		}
		h.get("/kk/institutions/aktau.pdf", 404)
		h.get("/kk/institutions/nobody.csv", 404)
	})
}
