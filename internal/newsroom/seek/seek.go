// Package seek is the page on which everybody looks for what is public.
//
// The rule of the domain: whoever looks for something learns what there is, and
// nobody learns what they looked for. Questions are kept nowhere, counted
// nowhere and logged nowhere, and an answer may stand in no cache, not even the
// browser's. Whoever finds nothing is told which door to take instead.
package seek

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"adal/internal/i18n"
	"adal/internal/search"
)

// A Seeker answers what everybody asks.
type Seeker struct {
	Index *search.Index
	// Kinds are what can be found, in the order in which a page offers them.
	Kinds []Kind
	// Regions are the names of regions by their codes.
	Regions func(context.Context) (map[string]i18n.Text, error)
}

// A Kind is one of what can be found, with the word for it.
type Kind struct {
	ID, Word string
	// Undated says that the day of what is found is no day on which anything
	// happened, but the year that it is of.
	Undated bool
}

// longest is how many letters of a question are shown again and asked for.
const longest = 200

// perPage is how many hits a page has.
const perPage = 10

// An asked is a question with its filters, as an address has it. What an address
// says that can't be is taken as not said: nobody is refused an answer for it.
type asked struct {
	Text, Kind, Lang, Region string
	Year, Page               int
}

func askedOf(v url.Values) asked {
	a := asked{Text: tidy(v.Get("q")), Kind: code(v.Get("kind")), Region: code(v.Get("region"))}
	if l, ok := i18n.Parse(v.Get("lang")); ok {
		a.Lang = string(l)
	}
	if year, err := strconv.Atoi(v.Get("year")); err == nil && year > 1900 && year < 2100 {
		a.Year = year
	}
	if page, err := strconv.Atoi(v.Get("page")); err == nil && page > 1 && page < 1_000 {
		a.Page = page - 1
	}
	return a
}

// tidy is a question in one line, without what can't be seen, cut where it gets
// longer than anybody asks.
func tidy(s string) string {
	if len(s) > longest*utf8.UTFMax {
		s = s[:longest*utf8.UTFMax]
	}
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), func(r rune) bool { return r <= ' ' || r == 0x7f }), " ")
	n := 0
	for i := range s {
		if n++; n > longest {
			return s[:i]
		}
	}
	return s
}

// code is a code of an address, "" if it is none.
func code(s string) string {
	if len(s) > 20 || strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-'
	}) {
		return ""
	}
	return s
}

// with is the same question with another value of a filter, for an address. The
// answer begins at its first page again.
func (a asked) with(name, value string) string {
	v := url.Values{"q": {a.Text}}
	for key, now := range map[string]string{"kind": a.Kind, "lang": a.Lang, "region": a.Region, "year": yearText(a.Year)} {
		if key == name {
			now = value
		}
		if now != "" {
			v.Set(key, now)
		}
	}
	if name == "page" && value != "1" {
		v.Set("page", value)
	}
	return "/search?" + v.Encode()
}

func yearText(year int) string {
	if year == 0 {
		return ""
	}
	return strconv.Itoa(year)
}

// filtered reports whether a question has filters.
func (a asked) filtered() bool { return a.Kind != "" || a.Lang != "" || a.Region != "" || a.Year != 0 }

// query is what is asked of the index.
func (a asked) query(l i18n.Lang) search.Query {
	q := search.Query{Text: a.Text, Lang: i18n.Lang(a.Lang), Region: a.Region, Year: a.Year, Prefer: l, Page: a.Page, Each: perPage}
	if a.Kind != "" {
		q.Kinds = []string{a.Kind}
	}
	return q
}

// kind is what a page says of a kind.
func (s *Seeker) kind(id string) Kind {
	if at := slices.IndexFunc(s.Kinds, func(k Kind) bool { return k.ID == id }); at >= 0 {
		return s.Kinds[at]
	}
	return Kind{ID: id, Word: "seek.kind-other"}
}
