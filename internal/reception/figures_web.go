package reception

import (
	"encoding/csv"
	"fmt"
	"net/http"

	"adal/internal/web"
)

// figuresPage are the figures of the reception, by track.
type figuresPage struct {
	Tracks  []TrackFigures
	AtLeast int
}

func (p pages) figures(w http.ResponseWriter, r *web.Request) error {
	all, err := p.Figures(r.Context())
	if err != nil {
		return err
	}
	return p.Show(w, r, "reception/figures", figuresPage{all, atLeast})
}

// row is a figure as programs read it.
type row struct {
	Track  Track  `json:"track"`
	Region string `json:"region,omitempty"`
	Figure string `json:"figure"`
	N      *int   `json:"n"` // null if it is kept back
	Since  string `json:"since"`
	Until  string `json:"until"`
}

func (f TrackFigures) rows() (rows []row) {
	add := func(region, figure string, c Cell) {
		r := row{Track: f.Track, Region: region, Figure: figure, Since: f.Since.String(), Until: f.Until.String()}
		if !c.Hidden {
			r.N = &c.N
		}
		rows = append(rows, r)
	}
	add("", "registered", f.Opened)
	add("", "answered", f.Answered)
	add("", "answered in time", f.InTime)
	add("", "answered late", f.Late)
	add("", "ended without an answer", f.Closed)
	add("", "open", f.Open)
	for _, region := range f.Regions {
		add(region.ID, "registered", region.Opened)
	}
	return rows
}

func (p pages) figuresJSON(w http.ResponseWriter, r *web.Request) error {
	all, err := p.Figures(r.Context())
	if err != nil {
		return err
	}
	rows := []row{}
	for _, f := range all {
		rows = append(rows, f.rows()...)
	}
	return web.JSON(w, map[string]any{"rule": p.Text(r, "reception.figures-rule", atLeast), "rows": rows})
}

func (p pages) figuresCSV(w http.ResponseWriter, r *web.Request) error {
	all, err := p.Figures(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	out := csv.NewWriter(w)
	lines := [][]string{{"track", "region", "figure", "n", "since", "until", "rule"}}
	for _, f := range all {
		for _, row := range f.rows() {
			n := ""
			if row.N != nil {
				n = fmt.Sprint(*row.N)
			}
			lines = append(lines, []string{string(row.Track), row.Region, row.Figure, n, row.Since, row.Until, p.Text(r, "reception.figures-rule", atLeast)})
		}
	}
	return out.WriteAll(lines)
}
