package e2e

import (
	"maps"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"adal/internal/i18n"
)

// name is a part of an address that names one of many: a number, an id, a day.
var name = regexp.MustCompile(`[0-9]|^[a-z2-7]{26}$|^[A-Z]{3}$|-.*-`)

// shape is an address without what names one of many, so that one page of each kind
// is looked at.
func shape(to *url.URL) string {
	parts := strings.Split(to.Path, "/")
	for n, part := range parts {
		if name.MatchString(part) {
			parts[n] = "*"
		}
	}
	return strings.Join(parts, "/") + "?" + strings.Join(slices.Sorted(maps.Keys(to.Query())), "&")
}

// TestWalk follows every link that everybody and each seat of the demo finds, to one
// page of each kind, in Kazakh, on the smallest phone and in the dark: none is broken,
// none wider than the phone, none faulty to axe. It takes minutes, so it does nothing
// unless ADAL_WALK is set.
func TestWalk(t *testing.T) {
	if os.Getenv("ADAL_WALK") == "" {
		t.Skip("ADAL_WALK isn't set")
	}
	h := shared(t)
	walked := map[string]bool{}
	b := visit(t, h.url)
	b.open("/kk/")
	b.walk(walked)
	for _, login := range slices.Sorted(maps.Keys(h.seat)) {
		t.Run(login, func(t *testing.T) {
			s := seat(t, h, h.url, i18n.KK, login)
			s.walk(walked)
		})
	}
}

// walk looks at the page that is open, and at what it leads to, until there is
// nothing new.
func (b *tab) walk(walked map[string]bool) {
	b.t.Helper()
	b.size(360, 740)
	b.scheme("dark")
	ahead := []string{look[string](b, `location.pathname`)}
	for len(ahead) > 0 {
		at := ahead[0]
		ahead = ahead[1:]
		status := b.opens(at)
		if status == 0 { // a file
			continue
		}
		if status >= 400 && status != http.StatusUnauthorized { // a door for seats
			b.t.Errorf("%s answers %d", at, status)
		}
		b.clean(at)
		for _, link := range look[[]string](b, `[...document.querySelectorAll("a[href]")].filter(a => a.origin === location.origin && !a.download).map(a => a.pathname + a.search)`) {
			to, err := url.Parse(link)
			if err != nil || !strings.HasPrefix(to.Path, "/kk/") || walked[shape(to)] {
				continue
			}
			walked[shape(to)] = true
			ahead = append(ahead, link)
		}
	}
	b.t.Logf("%d kinds of pages", len(walked))
}

// opens opens a page and returns its status: 0 of what is no page.
func (b *tab) opens(path string) int {
	b.t.Helper()
	err := chromedp.Do(b.ctx, chromedp.Navigate(b.base+path))
	if err != nil && strings.Contains(err.Error(), "ERR_ABORTED") { // saved, not shown
		return 0
	}
	b.must(err)
	if look[string](b, `document.contentType`) != "text/html" {
		return 0
	}
	return look[int](b, `performance.getEntriesByType("navigation")[0].responseStatus`)
}
