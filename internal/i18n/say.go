package i18n

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// A saying is one text of a word, cut at its places: parts[0], the first
// argument, parts[1], the second argument and so on.
type saying struct {
	whole string   // with its places as they are written
	parts []string // nil without places
	verbs string   // 's' or 'd' for each place
}

// newSaying cuts a text. The only places are %s and %d.
func newSaying(text string) (saying, error) {
	s := saying{whole: text}
	var part strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '%' {
			part.WriteByte(text[i])
			continue
		}
		i++
		switch {
		case i < len(text) && text[i] == '%':
			part.WriteByte('%')
		case i < len(text) && (text[i] == 's' || text[i] == 'd'):
			s.parts = append(s.parts, part.String())
			s.verbs += text[i : i+1]
			part.Reset()
		default:
			return saying{}, errors.New("the places are %s and %d, a percent sign is %%")
		}
	}
	if s.verbs != "" {
		s.parts = append(s.parts, part.String())
	} else if strings.Contains(text, "%") {
		s.whole = part.String()
	}
	return s, nil
}

// Say says the word of a key in a language. An unknown key says itself, so that
// a forgotten word is seen and hurts nothing. Each place takes the next
// argument, whether it is written %s or %d:
//
//   - a whole number is written in the language, from five digits on in groups,
//     and the first of them decides the plural form. A number that is a name (a
//     year, an identifier) keeps its digits together as a string;
//   - a string that is itself a key is said in the language, any other string
//     stands as it is. The same holds for what prints itself as a string;
//   - a Text is said in the language;
//   - a Day is written as Date writes it and Bytes as Size does, for faults,
//     which are made before anybody knows the reader's language.
//
// Arguments without a place are left out. A place without an argument stays as
// it is written.
func (w Words) Say(l Lang, key string, args ...any) string {
	word, ok := w[key]
	if !ok {
		return key
	}
	which := base
	if word.plural {
		which = counted(l, args)
	}
	s := word.saying(l, which)
	if s.parts == nil {
		return s.whole
	}
	var room [256]byte // most of what is said fits, and so costs one allocation
	said := append(room[:0], s.parts[0]...)
	for i, part := range s.parts[1:] {
		if i < len(args) {
			said = w.appendSaid(said, l, args[i])
		} else {
			said = append(said, '%', s.verbs[i])
		}
		said = append(said, part...)
	}
	return string(said)
}

// appendSaid adds one argument as it is said in a language.
func (w Words) appendSaid(said []byte, l Lang, arg any) []byte {
	switch v := arg.(type) {
	case string:
		return append(said, w.name(l, v)...)
	case Text:
		return append(said, v.In(l)...)
	case Day:
		return append(said, Date(l, v)...)
	case Bytes:
		return append(said, Size(l, int64(v))...)
	}
	if n, negative, ok := integer(arg); ok {
		return appendInteger(said, l, n, negative, 5)
	}
	return append(said, w.name(l, fmt.Sprint(arg))...)
}

// name says a string that is a key, and leaves any other as it is. A word with
// places, said within another, keeps them; it has no arguments of its own.
func (w Words) name(l Lang, s string) string {
	if word, ok := w[s]; ok {
		return word.saying(l, base).whole
	}
	return s
}

// counted is the form that goes with the first whole number of the arguments.
func counted(l Lang, args []any) int {
	for _, arg := range args {
		if n, _, ok := integer(arg); ok {
			return form(l, n)
		}
	}
	return base
}

// integer is the magnitude and the sign of a whole number. A number that prints
// itself as something else, a month or a size for example, is none.
func integer(arg any) (n uint64, negative, ok bool) {
	switch v := arg.(type) {
	case int:
		return magnitude(int64(v)), v < 0, true
	case int64:
		return magnitude(v), v < 0, true
	case string, Text, Bytes, fmt.Stringer, error:
		return 0, false, false
	}
	v := reflect.ValueOf(arg)
	switch {
	case v.CanInt():
		return magnitude(v.Int()), v.Int() < 0, true
	case v.CanUint():
		return v.Uint(), false, true
	}
	return 0, false, false
}
