package monitoring_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/charter"

	"github.com/mmcdole/gofeed"
)

// TestCampaignFiles reads campaigns and their coverage as programs do; one that is
// only planned is in no file.
func TestCampaignFiles(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s, ctx := g.serve(), t.Context()
		g.raised("clinic")
		later := g.plan()
		later.Since, later.Until = calendar.Date(2029, 1, 1), calendar.Date(2029, 6, 30)
		hidden, err := g.PlanCampaign(ctx, g.reviewer, later)
		check(t, err)
		get := func(path string, want int) (string, http.Header) {
			t.Helper()
			code, page, h := s.ask(charter.Public(), http.MethodGet, path, nil)
			if code != want || want == 200 && strings.Contains(page, hidden) {
				t.Fatalf("%s: %d\n%s", path, code, page)
			}
			return page, h
		}
		var all []struct{ Number, Address, Since, State string }
		text, _ := get("/kk/campaigns.json", 200)
		check(t, json.Unmarshal([]byte(text), &all))
		if len(all) != 1 || all[0].Address != "https://adal.example/kk/campaigns/"+g.campaign || all[0].Since != "2026-01-01" || all[0].State != "running" {
			t.Errorf("%+v", all)
		}
		text, _ = get("/ru/campaigns.csv", 200)
		lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || len(lines) != 2 || lines[1][2] != "Access to offices (ru)" {
			t.Errorf("%v, %v", lines, err)
		}
		for _, path := range []string{"/en/campaigns.atom", "/en/campaigns.feed.json"} {
			text, _ := get(path, 200)
			feed, err := gofeed.NewParser().ParseString(text)
			if err != nil || len(feed.Items) != 1 || feed.Items[0].Title != "Access to offices" {
				t.Errorf("%s: %v %v", path, feed, err)
			}
		}
		at := "/kk/campaigns/" + g.campaign
		text, _ = get(at+".csv", 200)
		if lines, err := csv.NewReader(strings.NewReader(text)).ReadAll(); err != nil || len(lines) != 4 || strings.Join(lines[1], " ") != "clinic Clinic (kk) 2 1 1" {
			t.Errorf("%v, %v", lines, err)
		}
		var one struct {
			Coverage []struct {
				Institution       string
				Planned, Observed int
			}
		}
		text, _ = get(at+".json", 200)
		check(t, json.Unmarshal([]byte(text), &one))
		if len(one.Coverage) != 3 || one.Coverage[1].Institution != "land" || one.Coverage[1].Planned != 3 || one.Coverage[1].Observed != 0 {
			t.Errorf("%+v", one)
		}
		if _, h := get(at+".geojson", http.StatusSeeOther); h.Get("Location") != "/kk/monitoring.geojson?campaign="+g.campaign {
			t.Error(h)
		}
		get(at+".exe", http.StatusNotFound)
		for _, ending := range []string{"", ".csv", ".json", ".atom"} {
			get("/kk/campaigns/"+hidden+ending, http.StatusNotFound)
		}
	})
}
