// Package wxr reads what an older site was: the export file of WordPress (WXR 1.0
// to 1.2), and the markup of its texts.
//
// The rule of the domain: a file is a stranger's until the last byte of it was
// looked at. It has no entities of its own, asks nobody for anything, is no deeper,
// longer or fuller than exports are, and says everything once; otherwise nothing
// of it is taken, and the fault names the line. Its markup becomes the newsroom's
// Markdown: what can be said in that is said, what would run or load something is
// left out, and each thing that was left out is named.
package wxr

import (
	"embed"
	"strings"
	"time"
)

// Words are those of the package's faults.
//
//go:embed words.toml
var Words embed.FS

// An Export is what a file says of a site.
type Export struct {
	Title   string
	Address string            // of the site
	Lang    string            // as the site names its language, such as "kk" or "ru-RU"
	Version string            // of the format
	Authors map[string]string // display names by login
	Items   []Item
}

// An Item is a post, a page, an attachment or something else of the site.
type Item struct {
	ID        int
	Line      int // of the file
	Type      string
	Status    string
	Title     string
	Link      string
	GUID      string
	Author    string // its login
	Slug      string
	Content   string
	Excerpt   string
	File      string    // address of an attachment's file
	Protected bool      // by a password
	GMT       time.Time // of its publication; zero if the file doesn't say
	Local     time.Time // the same as the site's clock showed it, written as UTC
	Terms     []Term
	Meta      map[string]string
	Slugs     []string // that it had before
	Parent    int
}

// A Term is what an item is sorted under: a category, a tag, or a language.
type Term struct{ Domain, Slug, Name string }

// In returns the terms of a domain.
func (i Item) In(domain string) (terms []Term) {
	for _, t := range i.Terms {
		if t.Domain == domain {
			terms = append(terms, t)
		}
	}
	return terms
}

// Lang is the language that Polylang or WPML gave an item, as "kk"; "" if none
// did.
func (i Item) Lang() string {
	for _, t := range i.In("language") {
		return short(t.Slug)
	}
	return short(i.Meta["_wpml_import_language_code"])
}

// Group names what the translations of one text share; "" if nothing does.
func (i Item) Group() string {
	for _, t := range i.In("post_translations") {
		return t.Slug
	}
	return i.Meta["_wpml_import_translation_group"]
}

// short is a language without its country, "kk" for "kk_KZ"; some sites call
// Kazakh after the country.
func short(lang string) string {
	lang, _, _ = strings.Cut(strings.ReplaceAll(strings.ToLower(lang), "_", "-"), "-")
	if lang == "kz" || lang == "kaz" {
		return "kk"
	}
	return lang
}

// At is when an item was published, on a site whose clock shows the time of a
// zone; the zero Time if nothing says so.
func (i Item) At(zone *time.Location) time.Time {
	if !i.GMT.IsZero() {
		return i.GMT
	}
	if l := i.Local; !l.IsZero() {
		return time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), l.Second(), 0, zone).UTC()
	}
	return time.Time{}
}
