package monitoring

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"adal/internal/calendar"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/feeds"
	"adal/internal/i18n"
	"adal/internal/web"
)

// campaignFacts are what a file for programs says of a campaign.
type campaignFacts struct {
	Number  string       `json:"number"`
	Address string       `json:"address"`
	Name    i18n.Text    `json:"name"`
	About   i18n.Text    `json:"about"`
	Since   calendar.Day `json:"since"`
	Until   calendar.Day `json:"until"`
	State   docket.State `json:"state"`
	Covers  []coverage   `json:"coverage,omitempty"`
}

// coverage is what was planned at an institution beside what was done.
type coverage struct {
	Institution string    `json:"institution"`
	Name        i18n.Text `json:"institution_name"`
	Planned     int       `json:"planned"`
	Actual      int       `json:"observed"`
	Public      int       `json:"published"`
}

func (p pages) facts(r *web.Request, c Campaign) campaignFacts {
	return campaignFacts{c.Number, p.Address + "/" + string(r.Lang) + "/campaigns/" + c.ID, c.Name, c.About, c.Since, c.Until, c.State, nil}
}

// campaignsFile sends all campaigns that have begun in a format for programs.
func (p pages) campaignsFile(w http.ResponseWriter, r *web.Request) error {
	all, err := p.Underway(r.Context())
	if err != nil {
		return err
	}
	r.Keep(keepPublic)
	facts := make([]campaignFacts, len(all))
	for i, c := range all {
		facts[i] = p.facts(r, c)
	}
	switch _, ending, _ := strings.Cut(r.URL.Path, "."); ending {
	case "csv":
		lines := [][]string{{"number", "address", "name", "since", "until", "state"}}
		for _, f := range facts {
			lines = append(lines, []string{f.Number, f.Address, web.Cell(f.Name.In(r.Lang)), f.Since.String(), f.Until.String(), string(f.State)})
		}
		return p.sendCSV(w, r, lines)
	case "json":
		return p.sendJSON(w, r, facts)
	}
	f := p.newFeed(r, p.Text(r, "monitoring.campaigns"), p.Address+"/"+string(r.Lang)+"/campaigns")
	for i, c := range all {
		at := c.Since.Time()
		f.Items = append(f.Items, feeds.Item{
			ID: feeds.Tag(p.Address, c.ID), Title: c.Name.In(r.Lang), Summary: c.About.In(r.Lang), Link: facts[i].Address, Author: p.Text(r, "web.name"), Published: at, Updated: at,
		})
		if i == 0 {
			f.Updated = at // the newest comes first
		}
	}
	return p.sendFeed(w, r, f)
}

// campaignFile sends a campaign in a format for programs: its coverage, or, where
// that has places and moments, its shortcomings.
func (p pages) campaignFile(w http.ResponseWriter, r *web.Request, page publicCampaignPage, ending string) error {
	f := p.facts(r, page.Campaign)
	for _, o := range page.Objects {
		f.Covers = append(f.Covers, coverage{o.Institution, page.Names[o.Institution].Name, o.Planned, o.Actual, o.Public})
	}
	switch ending {
	case "csv":
		lines := [][]string{{"institution", "institution_name", "planned", "observed", "published"}}
		for _, c := range f.Covers {
			lines = append(lines, []string{c.Institution, web.Cell(c.Name.In(r.Lang)), strconv.Itoa(c.Planned), strconv.Itoa(c.Actual), strconv.Itoa(c.Public)})
		}
		return p.sendCSV(w, r, lines)
	case "json":
		return p.sendJSON(w, r, f)
	case "geojson", "atom":
		return p.Go(w, r, "/monitoring."+ending+"?"+Filter{Campaign: page.ID}.Query())
	}
	return fault.NotFound
}

func (p pages) sendCSV(w http.ResponseWriter, r *web.Request, lines [][]string) error {
	var text strings.Builder
	if err := csv.NewWriter(&text).WriteAll(lines); err != nil {
		return err
	}
	return p.Send(w, r, "text/csv; charset=utf-8", []byte(text.String()))
}

func (p pages) sendJSON(w http.ResponseWriter, r *web.Request, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return p.Send(w, r, "application/json", text)
}
