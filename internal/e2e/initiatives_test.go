package e2e

import (
	"strings"
	"testing"

	"adal/internal/i18n"
)

// TestInitiatives finds an initiative, supports an idea by the letter, and
// proposes one, on a small phone and without script, in each language.
func TestInitiatives(t *testing.T) {
	t.Parallel()
	h := shared(t)
	for _, lang := range i18n.Langs {
		t.Run(string(lang), func(t *testing.T) {
			b := visit(t, h.url)
			b.size(320, 640)
			b.open("/" + string(lang) + "/initiatives?stage=spread")
			b.fits()
			b.do("main .card a")
			b.until(`document.querySelector("svg.chart")`)
			b.clean("an initiative that is spread")
			b.fits()
			if look[int](b, `document.scripts.length`) != 0 {
				t.Error("the page has script")
			}
			b.open("/" + string(lang) + "/initiatives?stage=shown")
			b.do("main .card a")
			b.write("#address", string(lang)+"-supporter@mail.example")
			b.do(`form[action$="/support"] button.button`)
			b.sees(word(t, lang, "initiatives.done-asked"))
			b.clean("an idea")
			b.fits()
			b.open("/" + string(lang) + "/office/outbox")
			b.do(`main .said a[href^="/` + string(lang) + `/support/"]`)
			b.sees(word(t, lang, "initiatives.confirm-about"))
			b.clean("the link")
			b.do("main form button.button")
			b.sees(word(t, lang, "initiatives.done-supported"))
			b.open("/" + string(lang) + "/initiatives/propose")
			b.send("main form")
			b.until(`document.querySelector("#faults")`)
			b.clean("an idea with faults")
			b.write("#title", "Сынақ идея")
			b.write("#summary", "Мәні")
			b.choose("#topic", "roads")
			b.do("main form button.button")
			b.until(`location.search.startsWith("?number=")`)
			if text := b.text("main"); !strings.Contains(text, "AA-I-") {
				t.Errorf("no number: %s", text)
			}
		})
	}
}
