package perception_test

import (
	"regexp"
	"strings"
	"testing"
)

// TestGuardShown: where two ranks can't be put side by side, the page says why
// and counts no places. The scale was re-based between 2023 and 2024, and the
// recipe of 2015 became another one in 2016.
func TestGuardShown(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var texts []string
		for _, year := range []string{"2015", "2016", "2023", "2024"} {
			texts = append(texts, strings.ReplaceAll(strings.TrimPrefix(sources2019, "year,iso3,source,score\n"), "2019,", year+","))
		}
		w.publishes("year,iso3,source,score\n" + strings.Join(texts, ""))
		s := w.site()
		for _, path := range []string{"/en/index/2024/KAZ?from=2023", "/en/index/2016/KAZ?from=2015", "/en/index/2024/KAZ?from=2015"} {
			s.has(path, "put side by side:")
			s.lacks(path, "places up", "places down", "The rank is the same", "It passed:")
		}
		s.lacks("/en/index/2023/KAZ?from=2016", "NaN")
		if m := s.document("/en/index/2024/KAZ.json?from=2023"); m["change"].(map[string]any)["places_up"] != nil {
			t.Error("places are counted across a change of scale")
		}
		for _, lang := range []string{"kk", "ru"} {
			s.wholePage("/"+lang+"/index/2024/KAZ?from=2023", 5)
		}
	})
}

// TestLineBroken: no line joins scores of two scales. Of the quoted editions those
// of 2012–2015 and of 2017–2023 have a scale each, and three stand alone: two
// pieces are drawn, and the pen is set down five times.
func TestLineBroken(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d := regexp.MustCompile(`class="line"[^>]* d="([^"]*)"`).FindStringSubmatch(w.site().page("/en/index/2019/KAZ/chart.svg"))
		if len(d) != 2 || strings.Count(d[1], "M") != 5 || strings.Count(d[1], "L") != 3+6 {
			t.Errorf("%q", d)
		}
	})
}

// TestQuotedPages: where nothing was imported the country stands there from
// quoted facts, which say what they are and what to import, and nothing is
// claimed that takes everybody's figures.
func TestQuotedPages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.site()
		for _, lang := range []string{"kk", "ru", "en"} {
			for _, path := range []string{"/index", "/index/2018", "/index/2019", "/index/2012", "/index/2025", "/index/methods"} {
				s.wholePage("/"+lang+path, 0)
			}
			s.wholePage("/"+lang+"/index/2025/KAZ", 1)
			s.wholePage("/"+lang+"/index/2019/KAZ", 11) // change, series, nine sources
			s.wholePage("/"+lang+"/index/2019/KAZ/what-if", 0)
		}
		// 124th to 113th by the publisher; the margin takes everybody.
		s.has("/en/index/2019/KAZ", "11 places up.", "it takes the whole edition of 2019", "adal index import", "PRS ICRG", "&#43;3.54", "p = 0.089", "p = 0.59", "CC BY-ND 4.0")
		s.lacks("/en/index/2019/KAZ", "Within the margin", "It passed:")
		s.has("/en/index/2019", "adal index import", "27.2–40.8", "4.18")
		s.lacks("/en/index/2019", "Tier</th>")
		s.has("/en/index/2019/KAZ/what-if?icrg=27", ">32<", "it takes the whole edition of 2019") // 34.21 − (42.52084−27)/9 = 32.49
		s.has("/en/index/2013/KAZ/what-if", "Import the table of results and sources")
		if m := s.document("/en/index/2019/KAZ.json"); m["quoted"] != true || m["partial"] != true {
			t.Errorf("%v", m)
		}
	})
}
