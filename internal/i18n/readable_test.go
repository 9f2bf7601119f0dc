package i18n

import "testing"

// TestReadable takes every letter, and neither broken UTF-8 nor a zero.
func TestReadable(t *testing.T) {
	for s, want := range map[string]bool{"": true, "Әділ, Ёлка, a\n": true, "\ufffd": true, "a\x00": false, "\xd0": false, "\xed\xa0\x80": false} {
		if Readable(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
}
