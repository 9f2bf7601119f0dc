package i18n

import (
	"strings"
	"unicode/utf8"
)

// Readable reports whether s is text: UTF-8, and without a zero, which PostgreSQL
// doesn't keep.
func Readable(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
