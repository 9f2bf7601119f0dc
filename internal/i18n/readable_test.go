package i18n

import "testing"

// TestReadable takes every letter, and neither broken UTF-8 nor what a terminal
// obeys.
func TestReadable(t *testing.T) {
	for s, want := range map[string]bool{"": true, "Әділ, Ёлка, a\n": true, "\ufffd": true, "a\x00": false, "a\tb\r\n\u200b\u200f": true, "a\x1b[2J": false, "a\u0085": false, "a\u202etxt": true, "\xd0": false, "\xed\xa0\x80": false} {
		if Readable(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
}

// TestBlank: what has no letter, sign or picture is blank, whatever it is made of.
func TestBlank(t *testing.T) {
	for s, want := range map[string]bool{"": true, " \n\u00a0": true, "\u200b\u2060\ufeff": true, "\u202e": true, "\xff": false, "ә": false, " . ": false, "🙂": false} {
		if Blank(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
}

func TestCapital(t *testing.T) {
	for s, want := range map[string]string{"": "", "әділ": "Әділ", "Ёлка": "Ёлка", "іс": "Іс", "1a": "1a", "\xff": "\xff"} {
		if got := Capital(s); got != want {
			t.Errorf("%q: %q", s, got)
		}
	}
}
