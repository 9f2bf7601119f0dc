package workbook_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"adal/internal/i18n"
	"adal/internal/perception/index"
	"adal/internal/perception/index/workbook"
)

// The publisher's own lists of significant changes up to 2021: the two-sample
// test must put nobody on a list who isn't there, and find nearly everybody
// who is. (Of all lists of three years it finds 278 of 306 entries.)
func TestPublishersListsOfSignificantChanges(t *testing.T) {
	dir := sharedCPI(t)
	tidy, err := workbook.ReadFiles(filepath.Join(dir, "sources.csv"), filepath.Join(dir, "scores.csv"))
	if err != nil {
		t.Fatal(err)
	}
	panel, err := tidy.Panel()
	if err != nil {
		t.Fatal(err)
	}
	editions := map[int]*index.Result{}
	for _, year := range panel.Years() {
		e, err := panel.Edition(year)
		if err != nil {
			t.Fatal(err)
		}
		recipe, err := index.PresetOf(year)
		if err != nil {
			t.Fatal(err)
		}
		r, err := recipe.Compute(e)
		if err != nil {
			t.Fatal(err)
		}
		if editions[year], err = r.Adopt(tidy.Published); err != nil {
			t.Fatal(err)
		}
	}
	listed, found := 0, 0
	for year, on := range lists(t, dir) {
		from, ok := editions[year]
		if !ok {
			continue
		}
		for unit, tests := range index.TestAll(from, editions[2021]) {
			switch {
			case on[unit] && tests.TwoSample.Significant():
				found++
			case tests.TwoSample.Significant():
				t.Errorf("%s %d–2021 is not on the list: %+v", unit, year, tests.TwoSample)
			}
			if on[unit] {
				listed++
			}
		}
	}
	if listed < 50 || float64(found) < 0.9*float64(listed) {
		t.Errorf("found %d of %d on the lists", found, listed)
	}
	t.Logf("found %d of %d on the lists", found, listed)
}

// lists reads the last sheet of 2021: blocks of country, 2021, earlier, change.
func lists(t *testing.T, dir string) map[int]map[string]bool {
	t.Helper()
	book, err := workbook.ReadFiles(filepath.Join(dir, "workbooks", "CPI2021.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]string{}
	for _, p := range book.Published {
		codes[letters(p.Name)] = p.Unit
	}
	f, err := excelize.OpenFile(filepath.Join(dir, "workbooks", "CPI2021.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Statistical Significant Change")
	if err != nil {
		t.Fatal(err)
	}
	all := map[int]map[string]bool{}
	for c := 0; c+2 < len(rows[2]); c += 5 {
		var year int
		if _, err := fmt.Sscanf(rows[2][c+2], "CPI %d", &year); err != nil {
			t.Fatalf("%q is no year: %v", rows[2][c+2], err)
		}
		all[year] = map[string]bool{}
		for _, row := range rows[3:] {
			if c < len(row) && codes[letters(row[c])] != "" {
				all[year][codes[letters(row[c])]] = true
			}
		}
	}
	return all
}

// letters are a name's plain letters: the list spells Côte d'Ivoire in another
// way than the edition.
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'ô':
			return 'o'
		case r >= 'a' && r <= 'z':
			return r
		}
		return -1
	}, strings.ToLower(name))
}

func TestTheWordsCanBeLoaded(t *testing.T) {
	words := i18n.Words{}
	if err := words.Load("index", index.Words); err != nil {
		t.Error(err)
	}
	if err := words.Load("workbook", workbook.Words); err != nil {
		t.Error(err)
	}
}
