package i18n

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Readable reports whether s is text: UTF-8, without a control character but those that
// begin a line or a column. PostgreSQL keeps no zero, and a terminal obeys others.
func Readable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
	})
}

// Blank reports whether nobody sees anything of s.
func Blank(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) })
}

// Capital is s with a large first letter.
func Capital(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	if n == 0 || first == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(first)) + s[n:]
}
