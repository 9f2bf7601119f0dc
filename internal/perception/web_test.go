package perception_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"adal/internal/i18n"
	"adal/internal/perception"
)

var (
	charts = regexp.MustCompile(`(?s)<svg class="chart" [^>]*role="img"[^>]*>.{0,400}`)
	tables = regexp.MustCompile(`<table class="table`)
	ids    = regexp.MustCompile(` id="([^"]+)"`)
)

// wholePage fails if a chart has no words for those who don't see it, if a page
// with charts has no table, or if an id is there twice.
func (s *site) wholePage(path string, least int) {
	s.t.Helper()
	page := s.page(path)
	found := charts.FindAllString(page, -1)
	if len(found) < least {
		s.t.Errorf("%s has %d charts, not %d", path, len(found), least)
	}
	for _, svg := range found {
		if !regexp.MustCompile(`<title id="[^"]+">[^<]+</title><desc id="[^"]+">[^<]+</desc>`).MatchString(svg) {
			s.t.Errorf("%s: a chart has no words: %.200s", path, svg)
		}
	}
	if len(found) > 0 && !tables.MatchString(page) {
		s.t.Errorf("%s has charts and no table", path)
	}
	seen := map[string]bool{}
	for _, id := range ids.FindAllStringSubmatch(page, -1) {
		if seen[id[1]] {
			s.t.Errorf("%s has the id %s twice", path, id[1])
		}
		seen[id[1]] = true
	}
	for _, text := range []string{"%!", "NaN", "ZgotmplZ", "&lt;nil&gt;", "perception."} {
		if strings.Contains(page, text) {
			s.t.Errorf("%s has %s", path, text)
		}
	}
}

// TestPages shows every page of a small own edition in each language.
func TestPages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.publishes(sources2019+strings.TrimPrefix(sources2018, "year,iso3,source,score\n"), scores2019)
		s := w.site()
		for _, l := range i18n.Langs {
			at := "/" + string(l) + "/index"
			s.wholePage(at, 2)
			s.wholePage(at+"/2019?region=ECA&sort=-name", 2)
			s.wholePage(at+"/2018", 2)
			s.wholePage(at+"/2019/KAZ", 6) // rank, change, series, three sources
			s.wholePage(at+"/2019/DNK", 6)
			s.wholePage(at+"/2018/KAZ", 5)
			s.wholePage(at+"/methods", 0)
			s.wholePage(at+"/2019/KAZ/what-if?gi=49", 0)
		}
		// In 2018 KAZ had 31 behind KGZ 33, and was third; it is second. With the
		// correction the errors of 2019 are 2.02 and 1.15 times √(10/12), 2.12
		// together, so that KGZ, 4 points below, is above in 3 of 100 draws.
		s.has("/en/index/2019/KAZ", "1 place up. Beyond the margin: the earlier rank 3", "2–2", "It passed: Kyrgyzstan")
		s.has("/en/index", `aria-current="true">2019`, "Denmark", "80.3–89.7", "2.89")
		s.has("/kk/index/2019", "Дания", "Қазақстан", "Өзбекстан")
		_, table, _ := strings.Cut(s.page("/kk/index/2019?region=ECA"), "<tbody")
		table, _, _ = strings.Cut(table, "</tbody>")
		if strings.Contains(table, "Дания") || strings.Count(table, "<tr") != 3 {
			t.Error("the region isn't chosen:", table)
		}
	})
}

// TestSorting sorts the table by each column, and the other way round.
func TestSorting(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.publishes(sources2019, scores2019)
		s := w.site()
		rows := regexp.MustCompile(`/en/index/2019/([A-Z]{3})">`)
		for sort, want := range map[string]string{
			"":        "DNK KAZ KGZ UZB",
			"rank":    "DNK KAZ KGZ UZB",
			"-rank":   "UZB KGZ KAZ DNK",
			"name":    "DNK KAZ KGZ UZB",
			"-name":   "UZB KGZ KAZ DNK",
			"error":   "DNK KAZ KGZ UZB", // 2.89, 2.02, 1.15, 1.04
			"-error":  "UZB KGZ KAZ DNK",
			"sources": "DNK KAZ KGZ UZB", // all have three: by rank
			"drop'--": "DNK KAZ KGZ UZB",
		} {
			_, table, _ := strings.Cut(s.page("/en/index/2019?sort="+sort), "<tbody")
			var order []string
			for _, m := range rows.FindAllStringSubmatch(table, -1) {
				order = append(order, m[1])
			}
			if got := strings.Join(order, " "); got != want {
				t.Errorf("by %q: %s", sort, got)
			}
		}
		s.has("/en/index/2019?sort=name", `aria-sort="ascending"><a href="?sort=-name#table"`)
		s.has("/en/index/2019?sort=-name&region=ECA", `aria-sort="descending"><a href="?sort=name&amp;region=ECA#table"`, `href="?sort=-name#table"`)
	})
}

// TestNowhere: an address that isn't one is nothing found, whoever makes it up,
// and never anything broken.
func TestNowhere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.publishes(sources2019, scores2019)
		s := w.site()
		for _, path := range []string{
			"/index/2011", "/index/0", "/index/-2019", "/index/02019", "/index/+2019", "/index/2019.5", "/index/99999999999999999999", "/index/2019.xml",
			"/index/٢٠١٩", "/index/2019?region=Atlantis", "/index/2019?version=0", "/index/2019?version=2", "/index/2019?version=x", "/index/2012?version=1",
			"/index/2019?version=", "/index/2019/kaz", "/index/2019/KA", "/index/2019/KAZA", "/index/2019/XXX", "/index/2019/TKM", "/index/2019/KAZ.xml",
			"/index/2019/..%2f..%2fetc", "/index/2019/КАЗ", "/index/2019/KAZ?from=2019", "/index/2019/KAZ?from=1", "/index/2019/KAZ?from=x", "/index/2019/KAZ/what",
			"/index/2019/XXX/what-if", "/index/2019/XXX/chart.svg", "/index/2012/chart.svg", "/index/2011/chart.svg", "/index/2012/manifest.txt", "/index/2011/manifest.txt", "/index/2012/DNK",
		} {
			if got := s.ask("/ru" + path); got.Code != http.StatusNotFound {
				t.Errorf("%s: %d", path, got.Code)
			}
		}
	})
}

// TestFiles compares what can be taken along with the page's figures: every
// file has the attribution, and every address of the index has both forms.
func TestFiles(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.publishes(sources2019, scores2019)
		s := w.site()
		for path, rows := range map[string]int{"/index": 4, "/index/2019": 4, "/index/2012": 1, "/index/2019/KAZ": 14, "/index/methods": 14} {
			text := s.page("/kk" + path + ".csv")
			all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
			check(t, err)
			if len(all) != rows+1 || all[0][len(all[0])-1] != "attribution" {
				t.Errorf("%s.csv has %d rows, and columns %v", path, len(all), all[0])
			}
			for _, row := range all[1:] {
				if row[len(row)-1] != perception.Attribution {
					t.Errorf("%s.csv: a row without its attribution: %v", path, row)
				}
			}
			if m := s.document("/kk" + path + ".json"); m["attribution"] != perception.Attribution {
				t.Errorf("%s.json has the attribution %v", path, m["attribution"])
			}
		}
		s.has("/en/index/2019.csv", "2019,KAZ,Kazakhstan,ECA,34,2,3,2.020726,30.68601", "\r\n")
		m := s.document("/en/index/2019.json")
		e, err := w.Edition(t.Context(), 2019)
		check(t, err)
		if m["recipe_hash"] != e.Recipe.Hash() || m["manifest_sha256"] != e.Version.Digest || len(m["rows"].([]any)) != 4 {
			t.Errorf("%v", m)
		}
		if got := s.page("/en/index/2019/manifest.txt"); got != e.Version.Manifest(2019) {
			t.Error(got)
		}
		s.has("/en/index/2019", e.Version.Digest, e.Recipe.Hash())
	})
}

// TestFormula: a name that a spreadsheet would run is written as a text.
func TestFormula(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.publishes(sources2019, strings.ReplaceAll(scores2019, ",Uzbekistan,", `,"=HYPERLINK(""http://x"")",`))
		s := w.site()
		s.has("/en/index/2019.csv", `"'=HYPERLINK(`)
		s.wholePage("/en/index/2019", 2)
	})
}

// TestVersionsShown: a version that was replaced stays readable under its number,
// and says that it was.
func TestVersionsShown(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.publishes(sources2019, scores2019)
		in := input(t, strings.ReplaceAll(sources2019, "2019,DNK,gi,90", "2019,DNK,gi,93"))
		in.Note = "gi of Denmark was misread"
		w.one(in)
		s := w.site()
		s.lacks("/en/index/2019", "misread") // nobody sees what isn't published
		if got := s.ask("/en/index/2019?version=2"); got.Code != http.StatusNotFound {
			t.Error("a version that isn't published can be seen:", got.Code)
		}
		check(t, w.Publish(t.Context(), w.by, 2019, "gi of Denmark was misread"))
		s.has("/en/index/2019", "misread", `href="/en/index/2019?version=1"`)
		s.lacks("/en/index/2019", "has replaced since")
		s.has("/en/index/2019?version=1", "has replaced since", ">85<", `/en/index/2019.csv?version=1`)
		s.has("/en/index/2019?version=2", ">86<")
		s.lacks("/en/index/2019?version=2", "has replaced since")
		s.has("/en/index/2019.csv?version=1", "DNK,Denmark,WE/EU,85,")
		s.has("/en/index/2019.csv", "DNK,,,86,")
		one, err := w.EditionVersion(t.Context(), 2019, 1)
		check(t, err)
		if got := s.page("/en/index/2019/manifest.txt?version=1"); got != one.Version.Manifest(2019) {
			t.Error(got)
		}
	})
}

// TestShownElsewhere: a chart may be shown on other sites, says what it is, and
// brings nothing along that runs or asks.
func TestShownElsewhere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.publishes(sources2019, scores2019)
		s := w.site()
		for _, path := range []string{"/kk/index/2019/chart.svg", "/kk/index/2019/KAZ/chart.svg"} {
			for range 2 { // made, and from the shelf
				got := s.ask(path)
				h := got.Header()
				if got.Code != http.StatusOK || h.Get("Content-Type") != "image/svg+xml" || h.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
					t.Errorf("%s: %d %v", path, got.Code, h)
				}
				if strings.Contains(got.Body.String(), "<script") || !strings.Contains(got.Body.String(), "<title") {
					t.Errorf("%s: %.200s", path, got.Body)
				}
			}
			page := strings.TrimSuffix(path, "/chart.svg")
			s.has(page, fmt.Sprintf(`&lt;img src="https://adal.example%s"`, path))
		}
		if got := s.ask("/kk/index/2019").Header().Get("Cross-Origin-Resource-Policy"); got != "same-origin" {
			t.Error("a page may be shown elsewhere:", got)
		}
	})
}
