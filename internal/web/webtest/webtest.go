// Package webtest reads pages as people do, for tests.
package webtest

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"adal/internal/i18n"
)

var (
	alone   = regexp.MustCompile(`(?s)<p class="intro" role="alert">(.*?)</p>|<div class="alert error" role="alert">.*?<p>(.*?)</p>`)
	summary = regexp.MustCompile(`(?s)<li><a href="#([^"]+)">(.*?)</a></li>`)
)

// Said is what a page says is wrong with a field, where the field is and in the summary
// above the form that leads there; of no field, what it says of the whole. It is "" if
// one of the two is missing or they differ.
func Said(page, field string) string {
	if field == "" {
		if m := alone.FindStringSubmatch(page); m != nil {
			return html.UnescapeString(m[1] + m[2])
		}
		return ""
	}
	near := regexp.MustCompile(`(?s)<p class="error" id="` + regexp.QuoteMeta(field) + `-error">.*?<span>(.*?)</span></p>`).FindStringSubmatch(page)
	for _, m := range summary.FindAllStringSubmatch(page, -1) {
		if near != nil && m[1] == field && m[2] == near[1] && strings.Contains(page, `id="`+field+`"`) {
			return html.UnescapeString(m[2])
		}
	}
	return ""
}

// Faults is how many things a page says are wrong with its forms.
func Faults(page string) int {
	_, list, _ := strings.Cut(page, `id="faults"`)
	list, _, _ = strings.Cut(list, "</ul>")
	return len(summary.FindAllString(list, -1))
}

var (
	input     = regexp.MustCompile(`<input\b[^>]*>`)
	textarea  = regexp.MustCompile(`(?s)<textarea\b([^>]*)>\n?(.*?)</textarea>`)
	selection = regexp.MustCompile(`(?s)<select\b([^>]*)>(.*?)</select>`)
	selected  = regexp.MustCompile(`<option value="([^"]*)" selected`)
	valued    = regexp.MustCompile(` value="([^"]*)"`)
)

// Written are the values that the forms of a page send under a name.
func Written(page, name string) (all []string) {
	keep := func(m []string) {
		if m != nil {
			all = append(all, html.UnescapeString(m[1]))
		}
	}
	named := ` name="` + name + `"`
	for _, tag := range input.FindAllString(page, -1) {
		picks := strings.Contains(tag, `type="radio"`) || strings.Contains(tag, `type="checkbox"`)
		if strings.Contains(tag, named) && (!picks || strings.Contains(tag, " checked")) {
			keep(valued.FindStringSubmatch(tag))
		}
	}
	for _, m := range textarea.FindAllStringSubmatch(page, -1) {
		if strings.Contains(m[1], named) {
			keep(m[1:])
		}
	}
	for _, m := range selection.FindAllStringSubmatch(page, -1) {
		if strings.Contains(m[1], named) {
			keep(selected.FindStringSubmatch(m[2]))
		}
	}
	return all
}

// Kept fails unless all that was written in a form is in the fields of a page again.
func Kept(t testing.TB, page string, form []string) {
	t.Helper()
	for n := 0; n < len(form); n += 2 {
		if got := Written(page, form[n]); !slices.Contains(got, form[n+1]) {
			t.Errorf("%q was written as %q, and the page has %q", form[n], form[n+1], got)
		}
	}
}

// A Refusal is a form that is refused, and how.
type Refusal struct {
	Path   string   // without the language
	Form   []string // pairs of field and value
	Status int
	Field  string // that is wrong; "" for none of them
	Word   string // key of what is said
	Args   []any
}

// But is a form with other values for some fields.
func But(form []string, pairs ...string) []string {
	all := append([]string{}, form...)
	for n := 0; n < len(pairs); n += 2 {
		at := 0
		for at < len(all) && all[at] != pairs[n] {
			at += 2
		}
		if at == len(all) {
			all = append(all, pairs[n], "")
		}
		all[at+1] = pairs[n+1]
	}
	return all
}

// Refused sends a form in each language. The page says in one sentence of the reader's
// language what is wrong, at the field and above the form, and of nothing else, and the
// value that was written first is there again.
func Refused(t testing.TB, words i18n.Words, post func(path string, want int, pairs ...string) string, r Refusal) {
	t.Helper()
	said := map[string]bool{}
	for _, l := range i18n.Langs {
		page := post("/"+string(l)+r.Path, r.Status, r.Form...)
		want := words.Say(l, r.Word, r.Args...)
		if got := Said(page, r.Field); got != want || got == r.Word || strings.Contains(got, "%") {
			t.Errorf("%s: %s %.300q: %q says %q, want %q", l, r.Path, r.Form, r.Field, got, want)
		}
		if n := Faults(page); r.Field != "" && n != 1 {
			t.Errorf("%s: %s %.300q: %d things are wrong", l, r.Path, r.Form, n)
		}
		if r.Field != "" && !strings.Contains(page, html.EscapeString(r.Form[1])) {
			t.Errorf("%s: %s: %.80s isn't there again", l, r.Path, r.Form[1])
		}
		said[want] = true
	}
	if len(said) != len(i18n.Langs) {
		t.Errorf("%s says the same in two languages: %v", r.Word, said)
	}
}
