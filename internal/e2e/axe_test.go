package e2e

import (
	"os"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"adal/internal/i18n"
)

// axe is axe-core, the checker of accessibility that auditors use.
var axe = sync.OnceValues(func() (string, error) {
	text, err := os.ReadFile(axeFile)
	return string(text), err
})

// A violation is what axe finds.
type violation struct {
	ID, Help string
	Nodes    []struct{ HTML string }
}

// clean checks the page as it stands there now. axe comes through the browser's
// own tools, so the page's policy stays as it is.
func (b *tab) clean(state string) {
	b.t.Helper()
	source, err := axe()
	b.must(err)
	b.must(chromedp.Do(b.ctx, chromedp.Evaluate[chromedp.Void](source)))
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]violation](
		`axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations)`, chromedp.EvalAwaitPromise))
	b.must(err)
	for _, v := range found {
		b.t.Errorf("%s: %s: %s", state, v.ID, v.Help)
		for _, n := range v.Nodes {
			b.t.Logf("    %.300s", n.HTML)
		}
	}
	b.fits()
}

// public are the pages that everybody finds, without the language.
var public = []string{
	"/", "/reception", "/reception/new/signal", "/reception/new/appeal", "/reception/mailbox", "/reception/figures", "/reception?q=%D1%82%D0%B0%D1%81%20%D0%B6%D0%BE%D0%BB%20%D0%90%D2%9B%D1%82%D0%B0%D1%83",
	"/rates", "/rates/USD", "/news", "/news/archive", "/news/2020/03", "/news/rubric/law", "/news/2020/03/mangystau-shtaby-zhumys-zhosparyn-zhurtqa-tanystyrdy",
	"/news/2020/03/mangystau-shtaby-zhumys-zhosparyn-zhurtqa-tanystyrdy/versions", "/news/2020/02/monitoringtik-top-ne-istei-alady-ne-istei-almaidy",
	"/index", "/index/2018", "/index/2019/KAZ", "/index/2025/KAZ", "/index/2019/KAZ/what-if", "/index/2019/KAZ/what-if?icrg=&gi=101", "/index/2013/KAZ/what-if", "/index/methods",
	"/charter", "/register", "/verify", "/source", "/office", "/office/join", "/nowhere",
	"/monitoring", "/monitoring?state=late", "/monitoring/withdrawn", "/campaigns", "/initiatives", "/initiatives?stage=failed", "/initiatives/propose",
	"/learning", "/learning/baiqaushy-neni-istei-alady-neni-istei-almaidy", "/learning/baiqaushy-neni-istei-alady-neni-istei-almaidy/3", "/certificates",
	"/institutions", "/institutions?q=%D1%82%D0%B0%D1%81%20%D0%B6%D0%BE%D0%BB%20%D0%90%D2%9B%D1%82%D0%B0%D1%83", "/institutions?topic=order&region=KZ-47", "/institutions/topics", "/institutions/akimat-71", "/institutions/industry-ministry",
	"/subscribe", "/subscribe?of=monitoring%2Flist%3Fstate%3Dlate", "/subscribe/stop/old?of=monitoring%2Flist%3Fstate%3Dlate", "/subscribe/sent", "/subscribe/confirm/old", "/subscribe/stop/old", "/office/outbox",
}

// TestAxe checks every public page in each language, and in Kazakh in the dark on
// a small phone.
func TestAxe(t *testing.T) {
	t.Parallel()
	h := shared(t)
	for _, lang := range i18n.Langs {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			b := visit(t, h.url)
			for _, path := range public {
				b.open("/" + string(lang) + path)
				b.clean(path)
				if lang == i18n.KK {
					b.size(360, 740)
					b.scheme("dark")
					b.clean(path + " in the dark, on a phone")
					b.scheme("light")
					b.size(1280, 800)
				}
			}
		})
	}
}

// send sends the form of a page as a browser without script does, so that a page
// of the door can be checked by a script.
func (b *tab) send(selector string) {
	b.t.Helper()
	look[any](b, `(form => { form.noValidate = true; HTMLFormElement.prototype.submit.call(form) })(document.querySelector(%s))`, selector)
}

// TestAxeDoor checks the states of a reporter's pages without script.
func TestAxeDoor(t *testing.T) {
	t.Parallel()
	h := shared(t)
	r := &reporter{tab: visit(t, h.url), lang: i18n.KK}
	r.open("/kk/reception/new/appeal")
	r.size(390, 800)
	r.send("form[data-form=bring]")
	r.until(`document.querySelector("#faults")`)
	r.clean("the form with faults")
	r.choose("#region", "KZ-47")
	r.write("#name", "Сынақ Адамы")
	r.write("#contact", "+7 700 111 22 33")
	r.write("#text", told)
	r.attach("#files", photo(t))
	r.send("form[data-form=bring]")
	r.brought()
	r.clean("brought at the door")
	r.open("/kk/reception/mailbox")
	r.write("#phrase", "адамм "+r.phrase)
	r.send("form[data-form=mailbox]")
	r.sees(word(t, i18n.KK, "seal.phrase-unknown-word", "адамм"))
	r.clean("a wrong phrase at the door")
	r.write("#phrase", r.phrase)
	r.send("form[data-form=mailbox]")
	r.sees(told)
	r.clean("the mailbox at the door")
	r.send("form[data-form=destroy]")
	r.sees(word(t, i18n.KK, "reception.not-sure"))
	r.clean("destroying without being sure")
	look[any](r.tab, `document.querySelector("#sure").checked = true`)
	r.send("form[data-form=destroy]")
	r.sees(word(t, i18n.KK, "reception.was-destroyed"))
	r.clean("destroyed at the door")
}

// TestAxeScript checks the states of a reporter's pages and of the desk's with
// script.
func TestAxeScript(t *testing.T) {
	t.Parallel()
	h := shared(t)
	r := &reporter{tab: visit(t, h.url), lang: i18n.KK}
	r.open("/kk/reception/new/signal")
	r.do("form[data-form=bring] button.button")
	r.sees(word(t, i18n.KK, "reception.region-missing"))
	r.clean("the form with a fault")
	r.tell(telling{track: "signal", region: "KZ-47", text: told, files: []string{photo(t)}})
	r.brought()
	r.clean("brought")

	desk := seat(t, h, h.url, i18n.KK, "receptionist")
	desk.clean("the office")
	desk.open("/kk/office/matters")
	desk.clean("the queue")
	desk.open("/kk/office/matters/new")
	desk.clean("the form at the desk")
	desk.matter(i18n.KK, r.receipt.Number)
	desk.clean("a new matter")
	desk.do(`form[action$="/triage"] button.button`) // the browser itself asks for what is missing
	desk.send(`form[action$="/triage"]`)
	desk.sees(word(t, i18n.KK, "reception.topic-missing"))
	desk.until(`!document.querySelector("[data-letter]")`)
	desk.clean("a triage with faults")
	desk.matter(i18n.KK, r.receipt.Number)
	desk.take()
	desk.clean("a matter in hand")
	desk.scheme("dark")
	desk.clean("a matter in hand, in the dark")
	desk.say("ask", question)
	second := desk.another()
	second.open(look[string](desk, `location.pathname`))
	second.until(`document.querySelector("form[data-unlock]")?.hidden === false`)
	second.clean("a second tab without keys")

	r.comeBack()
	r.clean("the mailbox")
	r.scheme("dark")
	r.clean("the mailbox in the dark")
	r.destroy()
	r.clean("destroyed")
}

// TestJoin lets the keeper invite somebody, who joins, and checks the pages on
// the way.
func TestJoin(t *testing.T) {
	t.Parallel()
	h := shared(t)
	keeper := seat(t, h, h.url, i18n.KK, "keeper")
	keeper.clean("the keeper's office")
	keeper.open("/kk/office/seats")
	keeper.clean("the seats")
	keeper.choose("#body", "antikor-mangystau")
	keeper.write("#person", "Сынақ маманы")
	keeper.write("#login", "newcomer")
	keeper.do(`main form[action$="/office/seats"] button.button`)
	keeper.until(`document.querySelector(".receipt .no")`)
	keeper.clean("the invitation")
	code := keeper.text(".receipt .no")

	b := visit(t, h.url)
	b.open("/kk/office/join")
	b.until(`document.querySelector("form[data-form=invitation] fieldset").disabled === false`)
	b.write("#invitation", "ABCDE-FGHIJ")
	b.do("form[data-form=invitation] button.button")
	b.until(`document.querySelector("form[data-form=invitation] [data-alert]").innerText.trim() !== ""`)
	b.clean("a wrong invitation")
	b.write("#invitation", code)
	b.do("form[data-form=invitation] button.button")
	b.sees("Сынақ маманы")
	b.clean("joining")
	b.write("#again", look[string](b, `[...document.querySelectorAll("#drawn li")].map(li => li.textContent).join(" ")`))
	b.do("form[data-form=join] .buttons button:not([data-draw])")
	b.until(`document.querySelector("[data-office]")`)
	b.sees(word(t, i18n.KK, "office.key-waiting-title"))
	b.clean("joined, and waiting for the key")

	desk := seat(t, h, h.url, i18n.KK, "receptionist")
	desk.clean("somebody waits to be admitted")
	desk.do("form[data-form=admit] button.button")
	desk.sees(word(t, i18n.KK, "office.done-admitted"))
	number := one(t, h)
	b.matter(i18n.KK, number)
	b.sees(told)
}
