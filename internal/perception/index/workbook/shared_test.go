package workbook_test

import (
	"cmp"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"adal/internal/perception/index"
	"adal/internal/perception/index/workbook"
)

// sharedCPI is the folder of the published editions: test data beside the
// checkout or where ADAL_SHARED says, and no part of the project.
func sharedCPI(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("ADAL_SHARED"); dir != "" {
		return filepath.Join(dir, "cpi")
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		found := filepath.Join(dir, "shared", "cpi")
		if _, err := os.Stat(filepath.Join(found, "scores.csv")); err == nil {
			return found
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("the published editions are not here: set ADAL_SHARED to the folder that has cpi/scores.csv")
		}
		dir = up
	}
}

func ofYear(i *workbook.Import, year int) (obs []index.Observation, pub []index.Published) {
	for _, o := range i.Observations {
		if o.Year == year {
			obs = append(obs, o)
		}
	}
	for _, p := range i.Published {
		if p.Year == year {
			pub = append(pub, p)
		}
	}
	slices.SortFunc(obs, func(a, b index.Observation) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Source, b.Source))
	})
	slices.SortFunc(pub, func(a, b index.Published) int { return cmp.Compare(a.Unit, b.Unit) })
	return obs, pub
}

func TestWorkbooksEqualTheTidyFiles(t *testing.T) {
	dir := sharedCPI(t)
	tidy, err := workbook.ReadFiles(filepath.Join(dir, "sources.csv"), filepath.Join(dir, "scores.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		year  int
		sheet string
		// The workbook of 2021 prints the sources as integers where the tidy
		// file has what was measured.
		rounded bool
	}{{2018, "CPI2018", false}, {2019, "CPI2019", false}, {2021, "CPI 2021", true}} {
		book, err := workbook.ReadFiles(filepath.Join(dir, "workbooks", "CPI"+map[int]string{2018: "2018", 2019: "2019", 2021: "2021"}[c.year]+".xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		wantScores, wantFigures := ofYear(tidy, c.year)
		scores, figures := ofYear(book, c.year)
		if len(scores) != len(book.Observations) || len(figures) != len(book.Published) {
			t.Errorf("%d: other years were imported, too", c.year)
		}
		if c.rounded {
			for i := range wantScores {
				wantScores[i].Score = math.Floor(wantScores[i].Score + 0.5)
			}
		}
		if diff := gocmp.Diff(wantScores, scores); diff != "" {
			t.Errorf("%d: sources:\n%s", c.year, diff)
		}
		// Names of countries are spelled in many ways; their codes are not.
		if diff := gocmp.Diff(wantFigures, figures, cmpopts.IgnoreFields(index.Published{}, "Name"), cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%d: figures:\n%s", c.year, diff)
		}
		for _, s := range book.Files[0].Sheets {
			if (s.Name == c.sheet) != (s.Year == c.year) {
				t.Errorf("%d: the edition was not taken from %s: %+v", c.year, c.sheet, s)
			}
		}
	}
}

func TestTheTidyFilesAreWhole(t *testing.T) {
	dir := sharedCPI(t)
	tidy, err := workbook.ReadFiles(filepath.Join(dir, "sources.csv"), filepath.Join(dir, "scores.csv"))
	if err != nil {
		t.Fatal(err)
	}
	panel, err := tidy.Panel()
	if err != nil {
		t.Fatal(err)
	}
	for _, report := range index.Reproduce(panel, tidy.Published) {
		if !report.OK() {
			t.Error(report)
		}
	}
	if len(tidy.Published) != 1072 || len(tidy.Files) != 2 || len(tidy.Files[0].SHA256) != 64 {
		t.Errorf("4 × 180 + 2 × 176 lines in two files: %d in %d", len(tidy.Published), len(tidy.Files))
	}
}
