package perception_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestPublishedPages shows the six published editions, and compares what can be
// taken along with the publisher's own table, figure by figure. Those of 2012 and
// 2016–2018 have fewer decimals.
func TestPublishedPages(t *testing.T) {
	in := published(t)
	each(t, func(t *testing.T, w *world) {
		outcomes, err := w.Import(t.Context(), w.by, in)
		check(t, err)
		s := w.site()
		for _, o := range outcomes {
			check(t, w.Publish(t.Context(), w.by, o.Year, ""))
			s.wholePage(fmt.Sprintf("/kk/index/%d", o.Year), 2)
			s.wholePage(fmt.Sprintf("/kk/index/%d/KAZ", o.Year), 3)
			s.likePrinted(o.Year)
		}
		s.sentences()
		s.whole()
	})
}

// likePrinted fails if the CSV of an edition isn't what the publisher printed.
func (s *site) likePrinted(year int) {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(sharedCPI(s.t), "scores.csv"))
	check(s.t, err)
	printed := map[string][]string{}
	for _, row := range s.table(string(text)) {
		if row[0] == strconv.Itoa(year) {
			printed[row[1]] = row
		}
	}
	rows := s.table(s.page(fmt.Sprintf("/en/index/%d.csv", year)))
	if len(rows) != len(printed) {
		s.t.Errorf("%d: %d rows, and %d were printed", year, len(rows), len(printed))
	}
	for _, row := range rows {
		for column := 4; column < 10; column++ {
			want, err := strconv.ParseFloat(printed[row[1]][column], 64)
			check(s.t, err)
			got, err := strconv.ParseFloat(row[column], 64)
			check(s.t, err)
			if math.Abs(got-want) > 1e-5 {
				s.t.Errorf("%d %s, column %d: %s, and %s was printed", year, row[1], column, row[column], printed[row[1]][column])
			}
		}
	}
}

// table reads CSV without its line of names.
func (s *site) table(text string) [][]string {
	s.t.Helper()
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	check(s.t, err)
	return all[1:]
}

// sentences holds that the page of Kazakhstan says the document's own sentence,
// explains it and qualifies it: the figures are those of the publisher, and of
// the reference that was worked out by other means.
func (s *site) sentences() {
	s.t.Helper()
	s.has("/en/index/2019/KAZ", "11 places up. Within the margin: the earlier rank 124 lies in the 90\u00a0% interval of the rank, 91–127.",
		"Of these places &#43;10 are owed to its own score and &#43;1 to what the others did.", "It passed: Liberia", "of 180 countries", "standard error 4.18",
		"t = 0.54", "t = 1.94", "p = 0.089", "degrees of freedom 8.0", "Sources up: 5, down: 0, unchanged: 4", "among all 180 countries",
		"The three largest (PRS ICRG, Bertelsmann BTI, IMD) make &#43;3.37 together; the whole change is &#43;3.54.", "27.2–40.8")
	s.lacks("/en/index/2019/KAZ", "It was passed by")
	s.has("/kk/index/2019/KAZ", "11 орынға жоғары. Бұл қателік шегінде: бұрынғы 124-орын кейінгі орынның 90\u00a0% аралығында (91–127) жатыр.")
	s.has("/ru/index/2019/KAZ", "На 11 мест выше. Это в пределах погрешности: прежнее 124-е место лежит в 90\u00a0%-м интервале нового (91–127).")
	change := s.document("/en/index/2019/KAZ.json")["change"].(map[string]any)
	if change["places_up"] != 11.0 || change["own"] != 10.0 || change["field"] != 1.0 || len(change["passed"].([]any)) != 11 || change["passed_by"] != nil {
		s.t.Errorf("%v", change)
	}
	// Without the EIU, Freedom House or V-Dem it would have been 101st; in 2022 it
	// was.
	if n := strings.Count(s.page("/en/index/2019/KAZ"), ">101<"); n != 3+1 {
		s.t.Errorf("%d sources lift it to the 101st place when they are left out", n)
	}
	// 34.21 − (42.52 − 30)/9 = 32.82, rounded 33: the 118th, as without ICRG.
	s.has("/en/index/2019/KAZ/what-if?icrg=30", ">33<", ">118<", "32.82")
	s.has("/en/index/2016/KAZ?from=2012", "put side by side:", "re-based", "V-Dem", "Grenada")
	s.lacks("/en/index/2016/KAZ?from=2012", "places", "It passed")
}

// whole holds that what needs everybody's figures is there once they are.
func (s *site) whole() {
	s.t.Helper()
	s.lacks("/en/index", "A part of the edition only", "adal index import")
	s.has("/en/index", `aria-current="true">2023`, "Denmark", "Tier</th>")
	if n := strings.Count(s.page("/en/index/2019"), `<tr role="row"`); n != 181 {
		s.t.Errorf("%d rows", n)
	}
	if n := strings.Count(s.page("/en/index/2019"), `class="dot`); n != 180 {
		s.t.Errorf("%d dots", n)
	}
	if n := strings.Count(s.page("/en/index/2019"), `<text class="code`); n != 180 {
		s.t.Errorf("%d tiles", n)
	}
}
