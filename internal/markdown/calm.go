package markdown

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Longest is how many bytes of a text are shown: 1 MiB, a hundred times a long
// article. [HTML] and [Lint] refuse a longer one.
const Longest = 1 << 20

// The parser's work grows with the square of the number of some marks. Nobody
// writes as many of them as the bounds below, so those beyond are letters.
const (
	deepest    = 24      // quotations, lists and footnotes that a line opens in one another
	mostRuns   = 4000    // runs of * _ ~ in a paragraph
	mostOpen   = 100     // brackets of a paragraph that are open at once
	mostOpened = 2000    // brackets that a paragraph opens in all, so links have room in long tables
	addresses  = 1 << 20 // bytes that a line's links are looked for in
)

// calm is a text that takes no longer to parse than its length lets expect: what
// goes beyond the bounds is escaped. It is valid UTF-8 without NUL.
func calm(s string) string {
	if len(s) > Longest {
		s = s[:Longest]
	}
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\uFFFD")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	var out bytes.Buffer
	out.Grow(len(s) + len(s)/16)
	var p paragraph
	for line := range strings.SplitAfterSeq(s, "\n") {
		if strings.TrimSpace(line) == "" {
			p = paragraph{}
		}
		p.write(&out, shallow(line))
	}
	return out.String()
}

// shallow is a line that opens at most deepest quotations, lists and footnotes.
func shallow(line string) string {
	if isRule(line) {
		return line
	}
	at := 0
	for depth := 0; ; depth++ {
		for at < len(line) && (line[at] == ' ' || line[at] == '\t') {
			at++
		}
		n := opener(line[at:])
		switch {
		case n == 0:
			return line
		case depth == deepest:
			return line[:at+n-1] + `\` + line[at+n-1:]
		}
		at += n
	}
}

// isRule reports whether a line is one that parts what is above and below it,
// however long it is.
func isRule(line string) bool {
	rest := strings.Trim(line, " \t\n")
	return rest != "" && strings.Trim(rest, rest[:1]+" \t") == "" && strings.ContainsAny(rest[:1], "-*_=")
}

// opener is how many bytes of a line's beginning open a quotation, an item of a
// list or a footnote; 0 if it opens none. The last of them is a mark that can be
// escaped.
func opener(s string) int {
	if s == "" {
		return 0
	}
	switch c := s[0]; {
	case c == '>':
		return 1
	case c == '-' || c == '+' || c == '*':
		return ended(s, 1)
	case c >= '0' && c <= '9':
		n := len(s) - len(strings.TrimLeft(s, "0123456789"))
		if n < len(s) && (s[n] == '.' || s[n] == ')') {
			return ended(s, n+1)
		}
	case strings.HasPrefix(s, "[^"):
		if n := strings.Index(s, "]:"); n > 0 {
			return n + 2
		}
	}
	return 0
}

// ended is n if white space or nothing follows the first n bytes, else 0.
func ended(s string, n int) int {
	if n == len(s) || strings.IndexByte(" \t\n", s[n]) >= 0 {
		return n
	}
	return 0
}

// A paragraph counts the marks since the last empty line.
type paragraph struct{ runs, open, opened int }

// write writes a line, with a backslash before each mark beyond the bounds.
func (p *paragraph) write(out *bytes.Buffer, line string) {
	left := addresses // an address ends at white space: the line's are read again for every link in it
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case c == '\\' && i+1 < len(line) && line[i+1] < utf8.RuneSelf && line[i+1] != '\n':
			out.WriteByte(c)
			i++
			c = line[i]
		case c == '*' || c == '_' || c == '~':
			if i == 0 || line[i-1] != c {
				p.runs++
			}
			escapeIf(out, p.runs > mostRuns)
		case c == '[':
			beyond := p.open >= mostOpen || p.opened >= mostOpened
			if !beyond {
				p.open++
				p.opened++
			}
			escapeIf(out, beyond)
		case c == ']':
			p.open = max(0, p.open-1)
		case c == '(' && i > 0 && line[i-1] == ']':
			left -= wordLength(line[i:])
			escapeIf(out, left < 0)
		}
		out.WriteByte(c)
	}
}

func escapeIf(out *bytes.Buffer, beyond bool) {
	if beyond {
		out.WriteByte('\\')
	}
}

// wordLength is how many bytes there are before the next white space.
func wordLength(s string) int {
	if n := strings.IndexAny(s, " \t\n"); n >= 0 {
		return n
	}
	return len(s)
}
