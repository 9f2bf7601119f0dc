package chart_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"adal/internal/chart"
	"adal/internal/i18n"
)

// all are the 20 regions of the republic as ISO 3166-2 has them since 2022.
var all = strings.Fields("KZ-10 KZ-11 KZ-15 KZ-19 KZ-23 KZ-27 KZ-31 KZ-33 KZ-35 KZ-39 KZ-43 KZ-47 KZ-55 KZ-59 KZ-61 KZ-62 KZ-63 KZ-71 KZ-75 KZ-79")

// places are where the tiles of a map stand.
func places(t *testing.T, m chart.Regions) map[string]string {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(whole(t, m.Draw())))
	found, name := map[string]string{}, ""
	for {
		token, err := d.Token()
		if err != nil {
			return found
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		at := map[string]string{}
		for _, a := range start.Attr {
			at[a.Name.Local] = a.Value
		}
		switch start.Name.Local {
		case "a":
			_, name, _ = strings.Cut(at["href"], "region=")
			name, _, _ = strings.Cut(name, "&")
		case "rect":
			found[name] = at["x"] + " " + at["y"]
		}
	}
}

// TestRegions: each region has a tile of its own, west is left of east and north
// above south (by the longitudes and latitudes of the regional centres).
func TestRegions(t *testing.T) {
	m := chart.Regions{About: about, Lang: i18n.KK}
	for i, id := range all {
		m.Tiles = append(m.Tiles, chart.RegionTile{ID: id, Name: id, Value: "7", Class: i%7 - 1, Own: id == "KZ-10", Href: "/kk/institutions?region=" + id + "&x=1"})
	}
	m.Tiles = append(m.Tiles, chart.RegionTile{ID: "KZ-99", Name: "nowhere"})
	text := whole(t, m.Draw())
	if strings.Contains(text, "nowhere") || strings.Count(text, "<a ") != 20 || strings.Count(text, `class="own"`) != 1 {
		t.Errorf("not 20 links, or not one marked: %.400s", text)
	}
	if !strings.Contains(text, `role="group"`) || !strings.Contains(text, "<title>KZ-10</title>") || !strings.Contains(text, ">Маңғ<") || !strings.Contains(text, "&amp;x=1") {
		t.Error("no group of links with short names")
	}
	m.Tiles[9].Own, m.Tiles[0].Own = false, false
	at := places(t, m)
	seen := map[string]string{}
	for id, where := range at {
		if other, twice := seen[where]; twice {
			t.Errorf("%s and %s stand in one place", id, other)
		}
		seen[where] = id
	}
	if len(at) != 20 {
		t.Errorf("%d places", len(at))
	}
	// Aktau 51.2° E, Aktobe 57.2, Kyzylorda 65.5, Karaganda 73.1, Pavlodar 76.9, Oskemen 82.6.
	column(t, at, 0, "KZ-47", "KZ-15", "KZ-43", "KZ-35", "KZ-55", "KZ-63")
	// Petropavl 54.9° N, Astana 51.2, Karaganda 49.8, Taraz 42.9, Shymkent 42.3.
	column(t, at, 1, "KZ-59", "KZ-71", "KZ-35", "KZ-31", "KZ-79")
}

// column fails if regions don't follow each other in a direction.
func column(t *testing.T, at map[string]string, which int, ids ...string) {
	t.Helper()
	last := -1.0
	for _, id := range ids {
		var xy [2]float64
		for i, s := range strings.Fields(at[id]) {
			for _, r := range s {
				if r == '.' {
					break
				}
				xy[i] = xy[i]*10 + float64(r-'0')
			}
		}
		if xy[which] <= last {
			t.Errorf("%s at %s doesn't come after those before", id, at[id])
		}
		last = xy[which]
	}
}

// TestRegionsPicture: a map that leads nowhere is a picture, and hostile names
// stay names.
func TestRegionsPicture(t *testing.T) {
	evil := `"><script>alert(1)</script>`
	for _, href := range []string{"", evil} {
		text := whole(t, chart.Regions{About: about, Tiles: []chart.RegionTile{{ID: "KZ-47", Name: evil, Value: evil, Href: href}}}.Draw())
		if strings.Contains(text, "<script") || strings.Contains(text, `role="img"`) != (href == "") {
			t.Errorf("%.500s", text)
		}
	}
}
