package main

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/fault"
	"adal/internal/forms"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestExpressions runs the server's table of cases by the page's script, which
// reads the trees that the server made.
func TestExpressions(t *testing.T) {
	n := start(t)
	var groups []struct {
		About   string
		Answers map[string][2]string
		Self    [2]string
		Columns map[string]string
		Cases   [][2]string
	}
	b, err := os.ReadFile("../internal/forms/testdata/expressions.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &groups); err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, g := range groups {
		of := map[string]any{"answers": g.Answers, "self": g.Self, "columns": g.Columns, "today": "2026-11-28"}
		for _, c := range g.Cases {
			tree, err := forms.Parse(c[0])
			if err != nil {
				t.Errorf("%s: %v", c[0], err)
				continue
			}
			count++
			if got := get[string](t, n, "expression", tree, of); got != c[1] {
				t.Errorf("%s: %s = %q, want %q", g.About, c[0], got, c[1])
			}
		}
	}
	if count < 150 {
		t.Errorf("only %d cases", count)
	}
}

// TestForms holds for any answers that the page's script finds relevant, calculates
// and refuses what the server does.
func TestForms(t *testing.T) {
	n := start(t)
	workbook, err := os.ReadFile("../internal/forms/testdata/checklist.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	f, err := forms.Import(workbook)
	if err != nil {
		t.Fatal(err)
	}
	today := calendar.Date(2026, 11, 28)
	sheet, err := f.Sheet(forms.State{Today: today}, "kk")
	if err != nil {
		t.Fatal(err)
	}
	may := map[string][]string{
		"seen": {"", "2026-11-28", "2026-11-29"}, "ramp": {"", "yes", "no"}, "steps": {"", "0", "5", "200"}, "signs": {"", "hours", "hours list"},
		"hours": {"", "yes", "no"}, "region": {"", "47", "23"}, "town": {"", "aktau", "atyrau"}, "clean": {"", "0", "2.5"},
		"matters": {"", "speed clarity respect"}, "wait": {"", "-1", "31"}, "came": {"", "10:30"}, "words": {"", "Қ"}, "interest": {"", "OK"},
	}
	var names []string
	for name := range may {
		names = append(names, name)
	}
	slices.Sort(names)
	refused := 0
	rapid.Check(t, func(t *rapid.T) {
		raw, given := map[string]string{}, map[string][]string{}
		for _, name := range names {
			raw[name] = rapid.SampledFrom(may[name]).Draw(t, name)
			given[name] = []string{raw[name]}
		}
		got := get[struct {
			Answers forms.Answers
			Wrong   []string
		}](t, n, "follow", json.RawMessage(sheet.Data), raw, "2026-11-28")
		want, err := f.Check(given, today)
		var wrong []string
		for _, e := range fault.Fields(err) {
			wrong = append(wrong, strings.TrimPrefix(e.Field, "answer-"))
		}
		if len(wrong) > 0 {
			refused++
		}
		if diff := cmp.Diff(wrong, got.Wrong, cmp.Comparer(func(a, b []string) bool { return slices.Equal(a, b) })); diff != "" {
			t.Fatalf("the script finds other faults: %s", diff)
		}
		if diff := cmp.Diff(want, got.Answers); err == nil && diff != "" {
			t.Fatalf("the script keeps other answers: %s", diff)
		}
	})
	if refused == 0 {
		t.Error("nothing was ever refused")
	}
}
