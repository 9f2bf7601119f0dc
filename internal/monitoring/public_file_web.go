package monitoring

import (
	"encoding/json"
	"net/http"
	"strconv"

	"adal/internal/calendar"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/web"
)

// file sends the list in a format for programs.
func (p pages) file(w http.ResponseWriter, r *web.Request, ending string, page noticesPage) error {
	at := p.Address + "/" + string(r.Lang)
	next := page.next("monitoring." + ending + "?")
	if next != "" {
		next = at + next
		w.Header().Set("Link", "<"+next+`>; rel="next"`) // RFC 8288
	}
	switch ending {
	case "csv":
		return p.sendCSV(w, r, page.csv(at))
	case "json", "geojson":
		text, err := page.json(at, next, ending == "geojson")
		if err != nil {
			return err
		}
		kind := "application/json"
		if ending == "geojson" {
			kind = "application/geo+json" // RFC 7946
		}
		return p.Send(w, r, kind, text)
	case "atom", "feed.json":
		return p.sendFeed(w, r, p.feed(r, page))
	}
	return fault.NotFound
}

func (page noticesPage) csv(at string) [][]string {
	lines := [][]string{{"number", "address", "title", "institution", "institution_name", "region", "topic", "severity", "state", "seen", "published", "raised", "due", "verified_fixed", "confirmed", "rounds", "latitude", "longitude"}}
	for _, n := range page.Notices {
		lat, lon := "", ""
		if n.Place.Known {
			lat, lon = strconv.FormatFloat(n.Place.Lat, 'f', -1, 64), strconv.FormatFloat(n.Place.Lon, 'f', -1, 64)
		}
		lines = append(lines, []string{
			n.Number, at + n.Path(), web.Cell(n.Title.In(page.lang)), n.Institution, web.Cell(page.Names[n.Institution].Name.In(page.lang)), n.Region, n.Topic, n.Severity, string(n.State),
			n.Seen.String(), n.Published.String(), dayText(n.Raised), dayText(n.Due), dayText(n.Verified), strconv.Itoa(n.Confirmed), strconv.Itoa(n.Rounds), lat, lon,
		})
	}
	return lines
}

// dayText is a day, "" for none.
func dayText(d calendar.Day) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// properties are what a format says of a shortcoming.
type properties struct {
	Number      string       `json:"number"`
	Address     string       `json:"address"`
	Title       i18n.Text    `json:"title"`
	Institution string       `json:"institution"`
	Name        i18n.Text    `json:"institution_name"`
	Region      string       `json:"region"`
	Topic       string       `json:"topic"`
	Severity    string       `json:"severity,omitempty"`
	State       docket.State `json:"state"`
	Seen        calendar.Day `json:"seen"`
	Published   calendar.Day `json:"published"`
	Raised      calendar.Day `json:"raised,omitzero"`
	Due         calendar.Day `json:"due,omitzero"`
	Verified    calendar.Day `json:"verified_fixed,omitzero"`
	Confirmed   int          `json:"confirmed"`
	Rounds      int          `json:"rounds"`
}

// json is the list as objects, or as GeoJSON (RFC 7946): a point is the middle of
// the field that the campaign coarsened it to, and what has no place has null.
// Where the list goes on is a member of its own, as RFC 7946 lets it be.
func (page noticesPage) json(at, next string, geo bool) ([]byte, error) {
	type point struct {
		Type        string     `json:"type"`
		Coordinates [2]float64 `json:"coordinates"` // longitude first
	}
	type feature struct {
		Type       string     `json:"type"`
		ID         string     `json:"id"`
		Geometry   *point     `json:"geometry"`
		Properties properties `json:"properties"`
	}
	plain, features := make([]properties, 0, len(page.Notices)), make([]feature, 0, len(page.Notices))
	for _, n := range page.Notices {
		one := properties{
			n.Number, at + n.Path(), n.Title, n.Institution, page.Names[n.Institution].Name, n.Region, n.Topic, n.Severity, n.State,
			n.Seen, n.Published, n.Raised, n.Due, n.Verified, n.Confirmed, n.Rounds,
		}
		plain = append(plain, one)
		f := feature{Type: "Feature", ID: n.ID, Properties: one}
		if n.Place.Known {
			f.Geometry = &point{"Point", [2]float64{n.Place.Lon, n.Place.Lat}}
		}
		features = append(features, f)
	}
	if geo {
		return json.Marshal(struct {
			Type     string    `json:"type"`
			Next     string    `json:"next,omitempty"`
			Features []feature `json:"features"`
		}{"FeatureCollection", next, features})
	}
	return json.Marshal(plain)
}
