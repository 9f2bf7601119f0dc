package main

import "testing"

// TestMarks: what each key makes of a text, the selection between ‹ and ›, as
// CommonMark 0.31 reads the marks.
func TestMarks(t *testing.T) {
	n := start(t)
	for _, c := range [][3]string{
		{"bold", "а ‹штаб› б", "а **‹штаб›** б"},
		{"bold", "а **‹штаб›** б", "а ‹штаб› б"},
		{"bold", "а ‹ штаб ›б", "а  **‹штаб›** б"}, // the mark must touch the word
		{"bold", "‹›", "**‹›**"},
		{"italic", "‹штаб›", "*‹штаб›*"},
		{"italic", "*‹штаб›*", "‹штаб›"},
		{"italic", "**‹штаб›**", "***‹штаб›***"}, // bold stays
		{"link", "‹жарғы› бар", "[жарғы](‹address›) бар"},
		{"link", "‹https://adal.example/kk/charter›", "[‹›](https://adal.example/kk/charter)"},
		{"heading", "бір\nек‹›і", "бір\n## екі‹›"},
		{"heading", "### ек‹›і", "екі‹›"},
		{"list", "‹бір\n\nекі›\nүш", "‹- бір\n\n- екі›\nүш"},
		{"list", "‹- бір\n- екі›", "‹бір\nекі›"},
		{"numbers", "‹бір\nекі\n›үш", "‹1. бір\n2. екі›\nүш"},
		{"quote", "сө‹›з", "> сөз‹›"},
		{"quote", "‹> сөз\n> сөз›", "‹сөз\nсөз›"},
		{"table", "сөз‹›", "сөз\n\n| Column 1 | Column 2 |\n| --- | --- |\n|  |  |‹›"},
		{"picture", "бір‹›\nекі", "бір\n\n![A \\[b\\]](media:p1)‹›\n\nекі"},
	} {
		if got := get[string](t, n, "marked", c[0], c[1]); got != c[2] {
			t.Errorf("%s of %q is %q, not %q", c[0], c[1], got, c[2])
		}
	}
}
