package workbook_test

import (
	"bytes"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"adal/internal/perception/index"
	"adal/internal/perception/index/workbook"
)

// book writes sheets, in the order of names, as a workbook.
func book(t testing.TB, names []string, sheets map[string][][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for _, name := range names {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for r, row := range sheets[name] {
			at, err := excelize.CoordinatesToCellName(1, r+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetSheetRow(name, at, &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func scoresOf(i *workbook.Import) map[string]map[string]float64 {
	all := map[string]map[string]float64{}
	for _, o := range i.Observations {
		if all[o.Unit] == nil {
			all[o.Unit] = map[string]float64{}
		}
		all[o.Unit][o.Source] = o.Score
	}
	return all
}

// All figures in these sheets are made up.

func TestZerosMeanGapsUntilTheCountSaysOtherwise(t *testing.T) {
	// As in 2012 and 2013: no codes, two lines of headings, gaps written as 0.
	data := book(t, []string{"CPI 2012"}, map[string][][]any{"CPI 2012": {
		{"Country Rank", "Country / Territory", "Region", "CPI 2012 Score", "Surveys Used", "Standard Error", "90% Confidence interval", "", "Scores range", "", "AFDB", "BF (SGI)", "BF (BTI)", "WB", "WEF"},
		{"", "", "", "", "", "", "Lower bound", "Upper bound", "MIN", "MAX"},
		{2, "Sudan", "SSA", 13, 3, 2.1, 10, 17, 0, 20, 12, 0, 20, 0, 0},
		{1, "Côte d´Ivoire", "SSA", 29, 3, 1.5, 26, 31, 20, 40, 20, 0, 27, 40, 0},
	}})
	got, err := workbook.Read("CPI2012.xlsx", data)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]map[string]float64{
		"SDN": {"afdb": 12, "bti": 20, "wb": 0}, // the World Bank's zero is real
		"CIV": {"afdb": 20, "bti": 27, "wb": 40},
	}
	if diff := gocmp.Diff(want, scoresOf(got)); diff != "" {
		t.Error(diff)
	}
	if diff := gocmp.Diff(index.Published{Year: 2012, Unit: "SDN", Name: "Sudan", Region: "SSA", Score: 13, Rank: 2, N: 3, SE: 2.1, Low: 10, High: 17}, got.Published[0]); diff != "" {
		t.Error(diff)
	}
}

func TestSourcesInRegionalSheets(t *testing.T) {
	// As in 2017: the sheet of the world has no sources, the regions have.
	region := func(rows ...[]any) [][]any {
		return append([][]any{{"Region 2017"}, {}, {"Country", "ISO3", "CPI Score 2017", "Number of sources", "Bertelsmann Foundation Transformation Index", "World Bank CPIA", "Varities of Democracy Project"}}, rows...)
	}
	sheets := map[string][][]any{
		"CPI 2017": {{"Country", "ISO3", "Region", "CPI Score 2017", "Rank", "Standard error 2017", "Lower CI 2017", "Upper CI 2017"},
			{"Kosovo", "LWI", "ECA", 39, 1, 2.5, 35, 43}, {"Chad", "TCD", "SSA", 20, 2, 1.9, 17, 23}},
		"ECA": region([]any{"Kosovo", "LWI", 39, 3, 40, 37, 41}),
		"SSA": region([]any{"Chad", "TCD", 20, 2, "-", 21, 19}),
	}
	got, err := workbook.Read("x.xlsx", book(t, []string{"CPI 2017", "ECA", "SSA"}, sheets))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]map[string]float64{"KOS": {"bti": 40, "wb": 37, "vdem": 41}, "TCD": {"wb": 21, "vdem": 19}}
	if diff := gocmp.Diff(want, scoresOf(got)); diff != "" {
		t.Error(diff)
	}
	if got.Published[0].N != 3 || got.Published[0].Rank != 1 {
		t.Errorf("figures of both sheets: %+v", got.Published[0])
	}
	sheets["SSA"] = region([]any{"Chad", "TCD", 21, 2, "", 21, 19})
	refused(t, "x.xlsx", book(t, []string{"CPI 2017", "ECA", "SSA"}, sheets), "sheet SSA, row 4, column C", "CPI 2017")
	refused(t, "x.xlsx", book(t, []string{"CPI 2017", "ECA"}, sheets), "sheet CPI 2017, row 3", "no sheet has the sources of TCD")
}

var plainSheet = [][]any{
	{"Corruption Perceptions Index 2025: Global scores"},
	{"A note that stands above the headings."}, {},
	{"Country / Territory", "ISO3", "Region", "CPI score 2025", "Rank", "Standard error", "Number of sources", "Upper CI", "Lower CI ", "Economist Intelligence Unit Country Ratings", "S&P Global Insights Country Risk Ratings", "Varieties of Democracy Project"},
	{"Kazakhstan", "KAZ", "ECA", 38, 2, 2.25, 3, 41.69, 34.31, 38, 40.5, 35.25},
	{"Türkiye", "TUR", "ECA", 40, 1, 1.5, 2, 42.46, 37.54, 41, "", 39},
	{"* a note below"},
}

func TestLinesAboveTheHeadingsAndStrictOpenXML(t *testing.T) {
	data := book(t, []string{"CPI2025"}, map[string][][]any{"CPI2025": plainSheet})
	plain, err := workbook.Read("CPI2025.xlsx", data)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]map[string]float64{"KAZ": {"eiu": 38, "gi": 40.5, "vdem": 35.25}, "TUR": {"eiu": 41, "vdem": 39}}
	if diff := gocmp.Diff(want, scoresOf(plain)); diff != "" {
		t.Error(diff)
	}
	if p := plain.Published[0]; p.Year != 2025 || p.Low != 34.31 || p.High != 41.69 {
		t.Errorf("the upper limit stands before the lower: %+v", p)
	}
	strict, err := workbook.Read("CPI2025.xlsx", strictly(t, data))
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(plain.Observations, strict.Observations); diff != "" {
		t.Error(diff)
	}
}

// strictly rewrites a workbook to strict Open XML.
func strictly(t testing.TB, data []byte) []byte {
	t.Helper()
	names := strings.NewReplacer(
		"http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main",
		"http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships",
		"http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main",
		"<workbook ", `<workbook conformance="strict" `)
	parts := unpacked(t, data)
	for name, text := range parts {
		parts[name] = names.Replace(text)
	}
	return packed(t, parts)
}

func TestCopiesAsText(t *testing.T) {
	const lines = `Country / Territory|ISO3|Region|CPI score 2023|Rank|Standard error|Number of sources|Lower CI|Upper CI|World Bank CPIA|World Economic Forum EOS|World Justice Project Rule of Law Index
Serbia|SCG|ECA|36|2|1.5|2|33.54|38.46||35|37
Montenegro|MON|ECA|46|1|0.5|3|45.18|46.82|45.5|46|46.5
`
	want := map[string]map[string]float64{"SRB": {"wef": 35, "wjp": 37}, "MNE": {"wb": 45.5, "wef": 46, "wjp": 46.5}}
	for _, text := range []string{
		lines,
		"\xef\xbb\xbf" + strings.ReplaceAll(lines, "\n", "\r\n"),
		strings.ReplaceAll(lines, "|", ","),
		strings.ReplaceAll(lines, "|", "\t"),
		strings.ReplaceAll(strings.ReplaceAll(lines, ".", ","), "|", ";"), // decimal commas
	} {
		got, err := workbook.Read("copy.csv", []byte(text))
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if diff := gocmp.Diff(want, scoresOf(got)); diff != "" {
			t.Error(diff)
		}
		if p := got.Published[0]; p.Year != 2023 || p.Unit != "SRB" || p.SE != 1.5 {
			t.Errorf("%+v", p)
		}
	}
}

func TestTheYearMayBeInTheNameOfTheFile(t *testing.T) {
	text := "Country,ISO3,Score,Rank,Number of sources,WB,WEF,WJP\nChad,TCD,20,1,3,18,20,22\n"
	got, err := workbook.Read("CPI2022_results.csv", []byte(text))
	if err != nil || got.Published[0].Year != 2022 {
		t.Errorf("%+v, %v", got, err)
	}
	refused(t, "results.csv", []byte(text), "results.csv, row 1", "no year")
}
