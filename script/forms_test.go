package main

import (
	"encoding/json"
	"os"
	"testing"

	"adal/internal/forms"
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
