package forms

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is a piece of an expression: a literal, a number, a name, a reference
// or a sign.
type token struct {
	kind   byte // 't' literal, 'n' number, 'w' name, 'r' ${name}, 's' sign, 'e' the end
	text   string
	number float64
	at     int
}

// signs are the signs of an expression, the longer ones first.
var signs = []string{"!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "(", ")", ",", "."}

// A lexer cuts an expression into tokens.
type lexer struct {
	rest string
	at   int // the letter at which rest begins
}

// take moves on by so many bytes and returns them.
func (l *lexer) take(n int) string {
	s := l.rest[:n]
	l.rest, l.at = l.rest[n:], l.at+utf8.RuneCountInString(s)
	return s
}

// next is the next token.
func (l *lexer) next() (token, *mistake) {
	l.take(len(l.rest) - len(strings.TrimLeftFunc(l.rest, unicode.IsSpace)))
	if l.rest == "" {
		return token{kind: 'e', at: l.at}, nil
	}
	at, c := l.at, l.rest[0]
	switch {
	case c == '\'' || c == '"':
		end := strings.IndexByte(l.rest[1:], c)
		if end < 0 {
			return token{}, wrong(at, "forms.expr-quote")
		}
		s := l.take(end + 2)
		return token{kind: 't', text: s[1 : len(s)-1], at: at}, nil
	case strings.HasPrefix(l.rest, "${"):
		return l.reference(at)
	case digit(c) || c == '.' && len(l.rest) > 1 && digit(l.rest[1]):
		return l.numeral(at)
	}
	if n := nameLength(l.rest); n > 0 {
		return token{kind: 'w', text: l.take(n), at: at}, nil
	}
	for _, s := range signs {
		if strings.HasPrefix(l.rest, s) {
			return token{kind: 's', text: l.take(len(s)), at: at}, nil
		}
	}
	r, _ := utf8.DecodeRuneInString(l.rest)
	switch {
	case strings.ContainsRune("‘’“”«»„", r):
		return token{}, wrong(at, "forms.expr-curly")
	case r == '/':
		return token{}, wrong(at, "forms.expr-path")
	}
	return token{}, wrong(at, "forms.expr-sign", string(r))
}

// reference reads ${name}.
func (l *lexer) reference(at int) (token, *mistake) {
	end := strings.IndexByte(l.rest, '}')
	if end < 0 {
		return token{}, wrong(at, "forms.expr-brace")
	}
	name := strings.TrimSpace(l.rest[2:end])
	if nameLength(name) != len(name) || name == "" {
		return token{}, wrong(at, "forms.expr-brace")
	}
	l.take(end + 1)
	return token{kind: 'r', text: name, at: at}, nil
}

// numeral reads digits with at most one point.
func (l *lexer) numeral(at int) (token, *mistake) {
	n, point := 0, false
	for n < len(l.rest) && (digit(l.rest[n]) || l.rest[n] == '.' && !point) {
		point = point || l.rest[n] == '.'
		n++
	}
	text := l.take(n)
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return token{}, wrong(at, "forms.expr-number", text)
	}
	return token{kind: 'n', text: text, number: number, at: at}, nil
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// nameLength is how many bytes of s are a name: a letter or _, then letters,
// digits, _, - and points.
func nameLength(s string) int {
	for i, r := range s {
		letter := r == '_' || unicode.IsLetter(r)
		if !letter && (i == 0 || !(unicode.IsDigit(r) || r == '-' || r == '.' || r == ':')) {
			return i
		}
	}
	return len(s)
}
