package e2e

import (
	"testing"

	"adal/internal/i18n"
)

// TestLetters subscribes, confirms and leaves on a small phone, without script,
// and checks every page on the way.
func TestLetters(t *testing.T) {
	t.Parallel()
	h := shared(t)
	for _, lang := range i18n.Langs {
		t.Run(string(lang), func(t *testing.T) {
			b := visit(t, h.url)
			b.size(320, 640)
			b.open("/" + string(lang) + "/subscribe")
			if b.until(`document.querySelector("#address")`); look[int](b, `document.scripts.length`) != 0 {
				t.Error("the page has script")
			}
			b.send("main form")
			b.until(`document.querySelector("#faults")`)
			b.clean("the form with faults")
			b.write("#address", string(lang)+"-reader@mail.example")
			b.choose("#of", "region/KZ-47")
			b.do("main form button.button")
			b.sees(word(t, lang, "newsletter.sent-box"))
			b.clean("sent")
			b.do(`main .alert a[href$="/office/outbox"]`)
			b.sees(string(lang) + "-reader@mail.example")
			b.clean("the outbox")
			b.do(`main .said a[href^="/` + string(lang) + `/subscribe/confirm/"]`)
			b.sees(word(t, lang, "newsletter.confirm-not"))
			b.clean("the link")
			b.do("main form button.button")
			b.sees(word(t, lang, "newsletter.done-confirmed"))
			b.clean("what is followed")
			b.do(`main button[value="all"]`)
			b.sees(word(t, lang, "newsletter.stopped-about"))
			b.clean("left")
		})
	}
}
