package monitoring_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/i18n"
	"adal/internal/monitoring"

	"github.com/mmcdole/gofeed"
)

// formats are all addresses under which lists for everybody are.
var formats = []string{"/monitoring", "/monitoring.csv", "/monitoring.json", "/monitoring.geojson", "/monitoring.atom", "/monitoring/withdrawn"}

// TestHidden holds that no page and no format for everybody has a word of what
// isn't published, of what was corrected and waits, of what was withdrawn, or of
// what anybody wrote and no seat has read.
func TestHidden(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, s := t.Context(), g.serve()
		marked := func(mark string) monitoring.Words {
			w := words()
			w.Title.KK, w.Facts.RU = w.Title.KK+" "+mark, w.Facts.RU+" "+mark
			return w
		}
		draft := g.draft("clinic")
		check(t, g.Rewrite(ctx, g.observer, draft, 2, marked("MARK-DRAFT")))
		waiting := g.draft("land")
		check(t, g.Rewrite(ctx, g.observer, waiting, 2, marked("MARK-NOTIFIED")))
		check(t, g.Approve(ctx, g.reviewer, waiting, passed(3)))
		public := g.raised("clinic")
		check(t, g.Correct(ctx, g.observer, public, 2, marked("MARK-PROPOSED"), "MARK-NOTE"))
		check(t, g.Dispute(ctx, public, "", "MARK-DISPUTE", i18n.KK))
		gone := g.draft("clinic")
		check(t, g.Rewrite(ctx, g.observer, gone, 2, marked("MARK-WITHDRAWN")))
		check(t, g.Approve(ctx, g.reviewer, gone, passed(3)))
		g.Book.Day = g.of(gone).ReplyDue.AddDays(1)
		check(t, g.Publish(ctx, g.reviewer, gone))
		check(t, g.Withdraw(ctx, g.reviewer, gone, "Қате шықты"))
		paths := append([]string{"/monitoring/" + public, "/monitoring/" + gone}, formats...)
		for _, l := range []string{"kk", "ru", "en"} {
			for _, path := range paths {
				code, page, _ := s.ask(charter.Public(), http.MethodGet, "/"+l+path, nil)
				if code != http.StatusOK || strings.Contains(page, "MARK-") {
					t.Errorf("%s%s: %d, and it says what isn't public: %v", l, path, code, strings.Contains(page, "MARK-"))
				}
				for seat, hidden := range map[string]charter.Principal{"who observed": g.observer, "who reviewed": g.reviewer} {
					if strings.Contains(page, hidden.Seat) {
						t.Errorf("%s%s says %s", l, path, seat)
					}
				}
			}
			for _, id := range []string{draft, waiting} {
				if code, _, _ := s.ask(charter.Public(), http.MethodGet, "/"+l+"/monitoring/"+id, nil); code != http.StatusNotFound {
					t.Errorf("what isn't published is answered with %d", code)
				}
			}
		}
		if _, page, _ := s.ask(charter.Public(), http.MethodGet, "/kk/monitoring/withdrawn", nil); !strings.Contains(page, "Қате шықты") {
			t.Error("the reason of a withdrawal isn't in the log")
		}
	})
}

// TestFormats holds that all formats have the same, and a place as coarse as the
// campaign says.
func TestFormats(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s, id := g.serve(), ""
		for range 3 {
			id = g.raised("clinic")
		}
		g.raised("land")
		get := func(path string) string {
			code, page, _ := s.ask(charter.Public(), http.MethodGet, path, nil)
			if code != http.StatusOK {
				t.Fatalf("%s: %d", path, code)
			}
			return page
		}
		for query, want := range map[string]int{"": 4, "?institution=clinic": 3, "?institution=nothing": 0, "?state=open": 4, "?state=fixed": 0, "?region=KZ-47&state=open": 4} {
			lines, err := csv.NewReader(strings.NewReader(get("/kk/monitoring.csv" + query))).ReadAll()
			var objects []map[string]any
			check(t, json.Unmarshal([]byte(get("/kk/monitoring.json"+query)), &objects))
			var geo struct {
				Type     string
				Features []struct {
					Geometry struct{ Coordinates [2]float64 }
				}
			}
			check(t, json.Unmarshal([]byte(get("/kk/monitoring.geojson"+query)), &geo))
			feed, failed := gofeed.NewParser().ParseString(get("/kk/monitoring.atom" + query))
			if err != nil || failed != nil || len(lines) != want+1 || len(objects) != want || len(geo.Features) != want || len(feed.Items) != want || geo.Type != "FeatureCollection" {
				t.Errorf("%q: %d, %d, %d and %d, want %d: %v %v", query, len(lines)-1, len(objects), len(geo.Features), len(feed.Items), want, err, failed)
			}
			for _, f := range geo.Features {
				if at := f.Geometry.Coordinates; at == [2]float64{51.153456, 43.652345} || at[0] < 51 || at[0] > 51.3 {
					t.Errorf("a point is at %v", at)
				}
			}
		}
		if code, _, _ := s.ask(charter.Public(), http.MethodGet, "/kk/monitoring?state=x", nil); code != http.StatusNotFound {
			t.Errorf("a state that isn't: %d", code)
		}
		if page := get("/en/monitoring"); !strings.Contains(page, "/monitoring/"+id) || !strings.Contains(page, `id="regions-t"`) || strings.Contains(page, "%!") {
			t.Error("the list doesn't say what it should")
		}
		s.see(charter.Public(), "/monitoring/"+id, "/confirm", "/dispute")
		s.see(charter.Public(), "/monitoring/withdrawn")
		s.see(charter.Public(), "/campaigns", "/campaigns/"+g.campaign)
		s.see(charter.Public(), "/campaigns/"+g.campaign, "/institutions/clinic")
	})
}

// TestSaying confirms and disputes as a browser without script does.
func TestSaying(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s, id := g.serve(), g.raised("clinic")
		at := "/monitoring/" + id
		s.do(charter.Public(), at+"/confirm", url.Values{})
		if _, page, _ := s.ask(charter.Public(), http.MethodGet, "/kk"+at+"?1", nil); !strings.Contains(page, "1 рет расталды") {
			t.Error("what was confirmed isn't counted")
		}
		s.asks(charter.Public(), at+"/dispute", url.Values{"kind": {"dispute"}, "text": {""}}, http.StatusUnprocessableEntity, `id="text-error"`)
		s.do(charter.Public(), at+"/dispute", url.Values{"kind": {"dispute"}, "text": {"Пандус бар"}})
		if _, page, _ := s.ask(charter.Public(), http.MethodGet, "/kk"+at+"?2", nil); strings.Contains(page, "Пандус бар") {
			t.Error("what nobody has read is public")
		}
		check(t, g.Let(t.Context(), g.reviewer, id, 2, true, ""))
		if _, page, _ := s.ask(charter.Public(), http.MethodGet, "/kk"+at+"?3", nil); !strings.Contains(page, "Пандус бар") {
			t.Error("what was let isn't public")
		}
	})
}
