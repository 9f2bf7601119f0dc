package workbook_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"maps"
	"math"
	"slices"
	"testing"

	"adal/internal/perception/index/workbook"
)

// whole checks what must hold of any bytes: an error of ours, or an import
// whose every number can be used.
func whole(t *testing.T, got *workbook.Import, err error) {
	t.Helper()
	if err != nil {
		var at *workbook.Error
		if !errors.As(err, &at) || at.File == "" {
			t.Fatalf("an error without a place: %v", err)
		}
		return
	}
	if _, err := got.Panel(); err != nil {
		t.Fatalf("what was imported is no panel: %v", err)
	}
	if len(got.Observations)+len(got.Published) == 0 {
		t.Fatal("nothing was imported and nothing said")
	}
	for _, p := range got.Published {
		if math.IsNaN(p.Score) || p.Unit == "" || p.Year == 0 || p.N < 0 || p.Rank < 0 {
			t.Fatalf("half a line: %+v", p)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("year,iso3,source,score\n2019,KAZ,bti,32.8455\n")
	f.Add("year,iso3,country,region,score,rank,n_sources,standard_error,ci_low,ci_high\n2019,KAZ,Kazakhstan,ECA,34,113,9,4.176606,27.15037,40.84963\n")
	f.Add("Country|ISO3|CPI score 2023|Rank|Number of sources|WB|WEF\nChad|TCD|20|1|2|18|22\n")
	f.Add("Country / Territory,CPI 2012 Score,Surveys Used,90% Confidence interval,,WB,WEF\n,,,Lower,Upper\nSudan,13,2,1,2,0,13\n")
	f.Add("Country;CPI 2012;GI\nChad;\"1,5\";\"0,1\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := workbook.Read("f.csv", []byte(text))
		whole(t, got, err)
	})
}

// FuzzWorkbook varies the sheet and the shared strings of a workbook, which is
// where a file can lie; bytes of a packed archive only break its checksums.
func FuzzWorkbook(f *testing.F) {
	data := book(f, []string{"CPI2025"}, map[string][][]any{"CPI2025": plainSheet})
	sheet, texts := "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml"
	parts := unpacked(f, data)
	if parts[sheet] == "" {
		f.Fatalf("the sheet is elsewhere: %v", slices.Sorted(maps.Keys(parts)))
	}
	f.Add(parts[sheet], parts[texts])
	f.Add(`<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData><row r="1048576"><c r="XFD1048576" t="s"><v>999</v></c></row></sheetData></worksheet>`, parts[texts])
	f.Fuzz(func(t *testing.T, cells, strings string) {
		changed := maps.Clone(parts)
		changed[sheet], changed[texts] = cells, strings
		got, err := workbook.Read("f.xlsx", packed(t, changed))
		whole(t, got, err)
	})
}

func unpacked(t testing.TB, data []byte) map[string]string {
	t.Helper()
	from, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, part := range from.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[part.Name] = string(text)
	}
	return parts
}

func packed(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	to := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := to.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, parts[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
