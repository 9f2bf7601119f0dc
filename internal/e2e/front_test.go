package e2e

import (
	"testing"

	"adal/internal/i18n"
)

// TestFront asks the one question of the front page on a small phone and a wide
// screen, without script: each answer leads to a page that is there.
func TestFront(t *testing.T) {
	t.Parallel()
	h := shared(t)
	for _, lang := range i18n.Langs {
		b := visit(t, h.url)
		b.script(false)
		for _, path := range []string{"/", "/start"} {
			b.open("/" + string(lang) + path)
			b.sees(word(t, lang, "newsroom.want"))
			b.size(320, 640)
			b.fits()
			b.size(1280, 900)
			b.fits()
		}
		b.script(true)
		for _, path := range []string{"/", "/start"} {
			b.open("/" + string(lang) + path)
			b.clean(string(lang) + path)
			b.scheme("dark")
			b.clean(string(lang) + path + " in the dark")
			b.scheme("light")
		}
		doors := look[[]string](b, `[...document.querySelectorAll(".wishes a")].map(a => a.pathname)`)
		if len(doors) < 7 {
			t.Errorf("%s offers %q", lang, doors)
		}
		for _, door := range doors {
			fetched(t, h, door)
		}
	}
}
