package workbook_test

import (
	"math"
	"path/filepath"
	"strings"
	"testing"

	"adal/internal/perception/index/workbook"
)

// TestJoin joins files that print other figures of the same country: gaps are
// filled, and what contradicts is refused with the figure's name.
func TestJoin(t *testing.T) {
	read := func(name, text string) *workbook.Import {
		t.Helper()
		one, err := workbook.Read(name, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return one
	}
	all := read("a.csv", "year,iso3,score,rank\n2019,KAZ,34,113\n")
	if err := all.Join(read("b.csv", "year,iso3,country,score,standard_error\n2019,KAZ,Kazakhstan,34,4.176606\n")); err != nil {
		t.Fatal(err)
	}
	if p := all.Published[0]; len(all.Published) != 1 || p.Rank != 113 || p.SE != 4.176606 || p.Name != "Kazakhstan" || !math.IsNaN(p.Low) {
		t.Errorf("%+v", all.Published)
	}
	for text, want := range map[string]string{
		"year,iso3,score\n2019,KAZ,35\n":                     "c.csv: 2019 KAZ score is 34 in an earlier file and 35 in this one",
		"year,iso3,score,rank\n2019,KAZ,34,114\n":            "rank is 113",
		"year,iso3,score,standard_error\n2019,KAZ,34,4.18\n": "standard_error is 4.176606",
	} {
		if err := all.Join(read("c.csv", text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v", err)
		}
	}
	if len(all.Files) != 2 {
		t.Errorf("a refused file was joined: %+v", all.Files)
	}
	one := read("d.csv", "year,iso3,source,score\n2019,KAZ,bti,32.8455\n")
	if err := one.Join(read("e.csv", "year,iso3,source,score\n2019,KAZ,bti,32.8\n")); err == nil {
		t.Error("two scores of one source were joined")
	}
}

// TestJoinPublished joins the publisher's workbooks with the tidy files of all
// editions: they say the same, but for the workbook of 2021, which rounds its
// sources to integers and so can't be mixed with them.
func TestJoinPublished(t *testing.T) {
	dir := sharedCPI(t)
	all, err := workbook.ReadFiles(filepath.Join(dir, "sources.csv"), filepath.Join(dir, "scores.csv"),
		filepath.Join(dir, "workbooks", "CPI2018.xlsx"), filepath.Join(dir, "workbooks", "CPI2019.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	if len(all.Published) != 1072 || len(all.Files) != 4 {
		t.Errorf("%d published rows of %d files", len(all.Published), len(all.Files))
	}
	rounded, err := workbook.ReadFiles(filepath.Join(dir, "workbooks", "CPI2021.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	if err := all.Join(rounded); err == nil || !strings.Contains(err.Error(), "2021 AFG bti is 24.86647") {
		t.Error(err)
	}
}
