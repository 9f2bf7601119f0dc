package monitoring_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/i18n"
	"adal/internal/monitoring"

	"github.com/mmcdole/gofeed"
)

// endings are those of files for programs.
var endings = []string{"", ".csv", ".json", ".geojson", ".atom", ".feed.json"}

// everywhere is every address that everybody may ask for, as the site itself knows
// them: each id where an id goes, with each ending, in each language.
func (g *group) everywhere(ids ...string) (all []string) {
	g.t.Helper()
	for _, pattern := range g.public {
		method, path, _ := strings.Cut(pattern, " ")
		if method != http.MethodGet {
			continue
		}
		paths := []string{path}
		if before, after, some := strings.Cut(path, "{id}"); some {
			paths = nil
			for _, id := range append(ids, g.campaign) {
				for _, ending := range endings {
					paths = append(paths, before+id+ending+after)
				}
			}
		}
		for _, path := range paths {
			if strings.Contains(path, "{") {
				continue // a token or a name that only one who was told knows
			}
			for _, l := range i18n.Langs {
				all = append(all, "/"+string(l)+path)
			}
		}
	}
	if len(all) < 100 {
		g.t.Errorf("only %d addresses: %v", len(all), g.public)
	}
	return all
}

// moment finds a moment in a page or a file, and zoned says that its zone follows.
var moment, zoned = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\.\d+)?.{0,6}`), regexp.MustCompile(`T[\d:.]+(Z|[+-]\d\d:\d\d)`)

// exact are the digits of where the observer stood; the campaign lets everybody know
// it to 250 metres.
var exact = regexp.MustCompile(`43[.,]6523|51[.,]1534`)

// TestHidden holds that no page and no format for everybody has a word of what
// isn't published, of what was corrected and waits, of what was withdrawn, or of
// what anybody wrote and no seat has read, who wrote or reviewed it, where exactly
// that was, or a time without its zone.
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
		answered := 0
		for _, path := range g.everywhere(public, gone, draft, waiting) {
			code, page, _ := s.ask(charter.Public(), http.MethodGet, path, nil)
			if strings.Contains(page, "MARK-") {
				t.Errorf("%s says what isn't public", path)
			}
			if at := exact.FindString(page); at != "" {
				t.Errorf("%s says where the observer stood: %s", path, at)
			}
			for _, m := range moment.FindAllString(page, -1) {
				if !zoned.MatchString(m) {
					t.Errorf("%s has a time without a zone: %s", path, m)
				}
			}
			for seat, hidden := range map[string]charter.Principal{"who observed": g.observer, "who reviewed": g.reviewer} {
				if strings.Contains(page, hidden.Seat) {
					t.Errorf("%s says %s", path, seat)
				}
			}
			if code == http.StatusOK {
				answered++
			}
			if code < 300 && (strings.Contains(path, draft) || strings.Contains(path, waiting)) || code >= 500 {
				t.Errorf("%s is answered with %d", path, code)
			}
		}
		if answered < 60 {
			t.Errorf("only %d addresses are answered", answered)
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
