package i18n

import (
	"errors"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// longestHeader is how many bytes of an Accept-Language header are read. What
// browsers send stays below 200.
const longestHeader = 512

// offered are the languages that the matcher chooses from, and spoken is what
// the site answers each with. Kazakh stands here in its three scripts: a reader
// whose browser asks for the Latin or the Arabic one is answered in Kazakh, not
// in the next best language of the matcher.
var (
	offered = language.NewMatcher([]language.Tag{
		language.Kazakh, language.Make("kk-Latn"), language.Make("kk-Arab"),
		language.Russian, language.English,
	})
	spoken = []Lang{KK, KK, KK, RU, EN}
)

// Match returns the language for an Accept-Language header (RFC 9110, section
// 12.5.4). Close languages count as CLDR's table of languages understood says:
// Kyrgyz, Tatar or Uzbek get Russian, not Kazakh. Whoever asks for nothing that
// is close to ours, for nothing at all, or in a malformed header, gets Kazakh.
// Only the first 512 bytes of a header are read.
//
// The matcher's own answer for an unknown language is a language of the same
// script, English for German; its confidence tells that this is no match.
func Match(acceptLanguage string) Lang {
	tags := wanted(bounded(acceptLanguage))
	if len(tags) == 0 {
		return KK
	}
	_, i, confidence := offered.Match(tags...)
	if confidence == language.No {
		return KK
	}
	return spoken[i]
}

// bounded cuts a header that is too long behind its last whole entry.
func bounded(header string) string {
	if len(header) <= longestHeader {
		return header
	}
	header = header[:longestHeader]
	return header[:max(strings.LastIndexByte(header, ','), 0)]
}

// wanted are the languages of a header, the most wanted first, or none if the
// header is malformed. A well-formed language that the tables do not know is
// passed over; the parser of a whole header would give up on it.
func wanted(header string) []language.Tag {
	type entry struct {
		tag    language.Tag
		weight float32
	}
	var entries []entry
	for part := range strings.SplitSeq(header, ",") {
		tags, weights, err := language.ParseAcceptLanguage(strings.TrimSpace(part))
		if unknown := language.ValueError(nil); errors.As(err, &unknown) {
			continue
		}
		if err != nil {
			return nil
		}
		for i, tag := range tags {
			if w := weights[i]; !(w > 0 && w <= 1) { // also what is not a number
				return nil
			}
			entries = append(entries, entry{tag, weights[i]})
		}
	}
	slices.SortStableFunc(entries, func(a, b entry) int {
		switch {
		case a.weight > b.weight:
			return -1
		case a.weight < b.weight:
			return 1
		}
		return 0
	})
	tags := make([]language.Tag, len(entries))
	for i, e := range entries {
		tags[i] = e.tag
	}
	return tags
}
