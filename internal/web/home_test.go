package web_test

import (
	"strings"
	"testing"
)

// TestHome writes what machines follow whole, and what readers follow short.
func TestHome(t *testing.T) {
	s, _ := site(t)
	page := func() string { return ask(s, "GET", "/kk/nowhere", nil).Body.String() }
	if !strings.Contains(page(), `<link rel="alternate" hreflang="ru" href="/ru/nowhere">`) {
		t.Error("an installation without an address has none in its pages")
	}
	s.Home = "https://adal.example"
	if p := page(); !strings.Contains(p, `<link rel="alternate" hreflang="ru" href="https://adal.example/ru/nowhere">`) || !strings.Contains(p, `<a href="/ru/nowhere" lang="ru"`) {
		t.Error("the languages of a page aren't whole addresses")
	}
}
