package workbook_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"adal/internal/fault"
	"adal/internal/perception/index/workbook"
)

// refused wants an error at the place that says what is wrong.
func refused(t *testing.T, name string, data []byte, place, says string) {
	t.Helper()
	got, err := workbook.Read(name, data)
	var at *workbook.Error
	if !errors.As(err, &at) {
		t.Errorf("%s: want an error that says %q, got %v", name, says, err)
		return
	}
	if got != nil {
		t.Errorf("%s: something was imported all the same", name)
	}
	if !strings.Contains(at.Place(), place) || !strings.Contains(err.Error(), says) {
		t.Errorf("want %q at %q, got %q", says, place, err)
	}
	if fault.Of(err) != fault.Invalid {
		t.Errorf("%v is no fault of what was given", err)
	}
	if strings.Contains(err.Error(), "%!") {
		t.Errorf("the words and what they are filled with don't fit: %v", err)
	}
}

func TestWhatIsRefusedAndWhere(t *testing.T) {
	const head = "Country,ISO3,Region,CPI score 2022,Rank,Standard error,Number of sources,WB,WEF,WJP\n"
	for _, c := range []struct{ text, place, says string }{
		{head + "Chad,TCD,SSA,20,1,1.5,3,18,2o,22\n", "row 2, column I", `"2o" is not a number`},
		{head + "Chad,TCD,SSA,20,1,1.5,3,18,120,22\n", "row 2, column I", "not between 0 and 100"},
		{head + "Chad,TCD,SSA,20,1,1.5,4,18,20,22\n", "row 2, column G", "4 sources are printed for TCD and 3"},
		{head + "\nChad,TCD,SSA,20,1,1.5,3,18,20,22\nChad,TCD,SSA,20,1,1.5,3,18,20,22\n", "row 4, column B", "TCD stands on line 3"},
		{head + "Chad,TCD,SSA,,1,1.5,3,18,20,22\n", "row 2, column D", "no score for TCD"},
		{head + "Atlantis,,SSA,20,1,1.5,3,18,20,22\n", "row 2, column A", `"Atlantis" is not known`},
		{head + "Chad,TGO,SSA,20,1,1.5,3,18,20,22\n", "row 2, column B", `the code TGO is not that of "Chad"`},
		{head + ",,SSA,20,1,1.5,3,18,20,22\n", "row 2, column B", "no country"},
		{head + "Chad,TCD,SSA,20,1.5,1.5,3,18,20,22\n", "row 2, column E", `"1.5" is not a number`},
		{head, "row 1", "no line of figures"},
		{"a,b\n1,2\n", "t.csv", "no line of headings"},
		{"", "t.csv", "no line of headings"},
		{"a\x00b", "t.csv", "neither a workbook nor text"},
		{"Country,ISO3,Score,WB\n\"Chad,TCD", "row 2", "can't be read"},
		{"Country,ISO3,CPI 2022,Rank,Number of sources,WB,Prophets of Delphi\nChad,TCD,20,1,2,18,22\n", "row 2", "2 sources are printed for TCD and 1 were found"},
		{"Country,ISO3,CPI 2022,Rank,WB,Prophets of Delphi\nChad,TCD,20,1,18,22\n", "row 1, column F", `"Prophets of Delphi" is not known`},
		{"Country,ISO3,CPI 2022,Rank,WB,World Bank CPIA\nChad,TCD,20,1,18,22\n", "row 1, column F", "the same as the one in column E"},
		{"Country,ISO3,CPI 2022,Rank,WB WEF\nChad,TCD,20,1,18\n", "row 1, column E", "may mean the source wb or wef"},
		{"Country,CPI 2012,Surveys Used,WB,WEF,GI\nChad,20,2,0,0,12\n", "", ""}, // the World Bank's zero is the one
		{"Country,CPI 2012,Surveys Used,AFDB,WEF,GI\nChad,20,2,0,0,12\n", "row 2", "can't be told which are gaps"},
		{"Country,CPI 2012,WB,WEF,GI\nChad,20,0,0,12\n", "row 2", "number of sources of TCD is not printed"},
	} {
		if c.says == "" {
			if _, err := workbook.Read("t.csv", []byte(c.text)); err != nil {
				t.Error(err)
			}
			continue
		}
		refused(t, "t.csv", []byte(c.text), c.place, c.says)
	}
	refused(t, "old.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"), "old.xls", "can't be read")
	refused(t, "broken.xlsx", []byte("PK\x03\x04 and nothing"), "broken.xlsx", "can't be read")
	refused(t, "huge.csv", make([]byte, workbook.MostBytes+1), "huge.csv", "larger than 32 MB")
}

func TestTidyFilesAreRefusedWithTheirPlace(t *testing.T) {
	for _, c := range []struct{ text, place, says string }{
		{"year,iso3,source,score\n2019,KAZ,bti,x\n", "row 2, column D", "not a number"},
		{"year,iso3,source,score\n2019,KAZ,bti,\n", "row 2, column D", "must not be empty"},
		{"year,iso3,source,score\n2019,,bti,3\n", "row 2, column B", "must not be empty"},
		{"year,iso3,source,score\n2019,Kazakhstan,bti,3\n", "row 2, column B", "no code of a country"},
		{"year,iso3,country,score\n2019,<B>,Chad,3\n", "row 2, column B", "no code of a country"},
		{"year,iso3,source,score\n19,KAZ,bti,3\n", "row 2, column A", "not between 1900 and 2999"},
		{"year,iso3,source,score\n2019,KAZ,bti,3\n2019,KAZ,bti,3\n", "row 3, column B", "stands on line 2"},
		{"year,iso3,source,score,mood\n", "row 1, column E", `"mood" is not known`},
		{"year,iso3,source,score\n2019,KAZ,bti,3,4\n", "row 2, column E", `"4" is not known`},
		{"year,iso3,source\n2019,KAZ,bti\n", "row 1", `"score" is missing`},
		{"year,iso3,source,score\n", "t.csv", "no line of figures"},
		{"year,iso3,year,score\n2019,KAZ,1,3\n", "row 1, column C", "the same as the one in column A"},
	} {
		refused(t, "t.csv", []byte(c.text), c.place, c.says)
	}
}

func TestFilesThatContradictEachOther(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	first := write("a.csv", "year,iso3,source,score\n2019,KAZ,bti,3\n")
	same := write("b.csv", "year,iso3,source,score\n2019,KAZ,bti,3\n2019,KAZ,eiu,4\n")
	other := write("c.csv", "year,iso3,source,score\n2019,KAZ,bti,5\n")
	all, err := workbook.ReadFiles(first, same)
	if err != nil || len(all.Observations) != 2 || len(all.Files) != 2 {
		t.Errorf("the same figure twice is fine: %+v, %v", all, err)
	}
	if _, err := workbook.ReadFiles(first, other); err == nil || !strings.Contains(err.Error(), "c.csv: 2019 KAZ bti is 3 in an earlier file and 5 in this one") {
		t.Errorf("3 and 5 contradict each other: %v", err)
	}
	if _, err := workbook.ReadFiles(filepath.Join(dir, "none.csv")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
	scores := write("d.csv", "year,iso3,score\n2019,KAZ,34\n")
	if _, err := workbook.ReadFiles(scores, write("e.csv", "year,iso3,score\n2019,KAZ,35\n")); err == nil {
		t.Error("34 and 35 contradict each other")
	}
}

func TestEveryErrorHasWordsInThreeLanguages(t *testing.T) {
	text, err := workbook.Words.ReadFile("words.toml")
	if err != nil {
		t.Fatal(err)
	}
	var words map[string]struct{ KK, RU, EN string }
	if err := toml.Unmarshal(text, &words); err != nil {
		t.Fatal(err)
	}
	for key, places := range workbook.PlainWords() {
		w := words[key]
		for _, s := range []string{w.KK, w.RU, w.EN} {
			// One place more than the plain words: where it is.
			if strings.Count(s, "%s") != places+1 {
				t.Errorf("%s: want %d places in %q", key, places+1, s)
			}
		}
		delete(words, key)
	}
	if len(words) > 0 {
		t.Errorf("words of no error: %v", words)
	}
}
