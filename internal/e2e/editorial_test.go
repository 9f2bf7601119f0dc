package e2e

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp/kb"

	"adal/internal/i18n"
)

// said of the text that the editorial journey writes, in Kazakh.
const (
	newsTitle = "Ақтау мектебінде адалдық сабағы өтті"
	newsLead  = "Штаб мүшелері жоғары сынып оқушыларымен парасаттылық туралы сөйлесті."
	newsText  = "## Не айтылды\n\nСабаққа **қырық екі** оқушы қатысты."
	newsLater = "\n\nКелесі сабақ сәуірде өтеді."
)

// types types into the text of the editor where its end is.
func (b *tab) types(text string) {
	b.t.Helper()
	look[any](b, `(t => (t.focus(), t.setSelectionRange(t.value.length, t.value.length)))(document.querySelector("#text"))`)
	call(b, input.InsertText, input.InsertTextParams{Text: text})
}

// control presses a key with Ctrl, by its place on the keyboard, as a Kazakh
// layout gives another letter there.
func (b *tab) control(code string, shift bool) {
	b.t.Helper()
	look[any](b, `document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {code: %s, key: "ы", ctrlKey: true, shiftKey: `+map[bool]string{true: "true", false: "false"}[shift]+`, bubbles: true, cancelable: true}))`, code)
}

// moves does a step of a text, and waits until the page says so.
func (b *tab) moves(at, step string) {
	b.t.Helper()
	b.open(at)
	b.do(`form[action$="/` + step + `"] button`)
	b.until(`location.search === "?done=` + step + `"`)
}

// fetched is what an address of the house answers everybody.
func fetched(t *testing.T, h *house, path string) string {
	t.Helper()
	answer, err := http.Get(h.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v", path, answer.StatusCode, err)
	}
	return string(body)
}

// TestEditorial takes a text from the first letter to a corrected and translated
// page: written with script, saved by itself, seen by a colleague, with a picture,
// read by another seat, published, read, corrected, translated, and in the feeds.
func TestEditorial(t *testing.T) {
	t.Parallel()
	h := shared(t)
	editor := seat(t, h, h.url, i18n.KK, "editor")
	at := editor.begins()
	editor.keepsItself()
	second := seat(t, h, h.url, i18n.KK, "editor2")
	second.joins(at)
	editor.types(" ")
	editor.until(`document.querySelector("[data-others]").textContent.includes("Demo second editor")`)
	editor.clean("an editor who isn't alone")
	editor.putsPicture(t, at)

	editor.moves(at, "submit")
	second.moves(at, "approve")
	second.moves(at, "publish")
	public := look[string](second, `new URL([...document.querySelectorAll("main a")].find(a => a.pathname.startsWith("/kk/news/2")).href).pathname`)
	reader := reads(t, h, public)

	editor.open(at)
	editor.until(`!document.querySelector("[data-tools]").hidden`)
	look[any](editor, `(t => (t.focus(), t.setRangeText("қырық үш", t.value.indexOf("қырық екі"), t.value.indexOf("қырық екі") + 9, "end"), t.dispatchEvent(new Event("input", {bubbles: true}))))(document.querySelector("#text"))`)
	editor.saves()
	editor.moves(at, "submit")
	second.moves(at, "approve")
	second.write("#correction", "Оқушылар саны түзетілді.")
	second.do(`form[action$="/correct"] button`)
	second.until(`location.search === "?done=correct"`)
	reader.open(public)
	reader.sees("Оқушылар саны түзетілді.")
	reader.do(`.corrections a`)
	reader.until(`document.querySelector("del")?.textContent.includes("екі") && document.querySelector("ins")?.textContent.includes("үш")`)
	reader.clean("the log of corrections")

	id := at[strings.LastIndex(at, "/")+1:]
	russian := editor.translates(id)
	editor.moves(russian, "submit")
	second.moves(russian, "approve")
	second.schedules(t, h, russian)
	reader.open("/ru/news")
	reader.sees("В школе Актау прошёл урок честности")
	for _, feed := range []string{"/kk/feed.atom", "/kk/feed.rss", "/kk/feed.json"} {
		if !strings.Contains(fetched(t, h, feed), newsTitle) {
			t.Errorf("%s doesn't have it", feed)
		}
	}
	if !strings.Contains(fetched(t, h, "/ru/feed.atom"), "урок честности") {
		t.Error("the Russian feed doesn't have the translation")
	}
}

// begins writes a text with the keys of the editor, and saves it.
func (b *tab) begins() (at string) {
	b.t.Helper()
	b.open("/kk/office/news/new")
	b.until(`!document.querySelector("[data-tools]").hidden`)
	b.clean("the editor")
	b.write("#title", newsTitle)
	b.write("#lead", newsLead)
	b.types(newsText)
	b.until(`document.querySelector("[data-shown] strong")?.textContent === "қырық екі"`)
	look[any](b, `document.querySelector("#text").setSelectionRange(0, 0)`)
	b.types("\n\nсоңы")
	look[any](b, `(t => t.setSelectionRange(t.value.length - 4, t.value.length))(document.querySelector("#text"))`)
	b.control("KeyI", false)
	if text := look[string](b, `document.querySelector("#text").value`); !strings.HasSuffix(text, "\n\n*соңы*") {
		b.t.Errorf("Ctrl+I made %q", text)
	}
	call(b, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "z", Code: "KeyZ", Modifiers: 2, Commands: []string{"undo"}})
	b.until(`document.querySelector("#text").value.endsWith("\n\nсоңы")`)
	b.control("Digit8", true)
	b.until(`[...document.querySelectorAll("[data-shown] li")].some(l => l.textContent.trim() === "соңы")`)
	b.sees(word(b.t, i18n.KK, "newsroom.script-first"))
	for _, width := range []int64{320, 1280} {
		b.size(width, 800)
		b.fits()
	}
	look[any](b, `document.querySelector("#rubric").value = "regions"`)
	b.saves()
	return look[string](b, `location.pathname`)
}

// saves saves by keyboard and waits for the page that comes of it: the address
// alone can be that of the saving before.
func (b *tab) saves() {
	b.t.Helper()
	look[any](b, `window.before = true`)
	b.control("KeyS", false)
	b.until(`!window.before && location.search === "?done=saved"`)
}

// keepsItself waits until the text saves itself, and finds it in a new page.
func (b *tab) keepsItself() {
	b.t.Helper()
	b.until(`!document.querySelector("[data-tools]").hidden`)
	b.types(newsLater)
	b.until(`document.querySelector("[data-kept]").textContent.startsWith(%s)`, word(b.t, i18n.KK, "newsroom.script-kept"))
	b.open(look[string](b, `location.pathname`))
	b.sees(word(b.t, i18n.KK, "newsroom.saved-itself"))
	b.open(look[string](b, `location.pathname + "?saved=yes"`))
	b.until(`document.querySelector("#text").value.includes("сәуірде") && !document.querySelector("[data-tools]").hidden`)
	b.saves()
}

// joins opens the text of a colleague and writes, without saving.
func (b *tab) joins(at string) {
	b.t.Helper()
	b.open(at)
	b.until(`!document.querySelector("[data-tools]").hidden`)
	b.types(" менікі")
	b.until(`document.querySelector("[data-kept]").textContent !== ""`)
}

// putsPicture adds a picture to the library, describes it, and chooses it in the
// editor by keyboard.
func (b *tab) putsPicture(t *testing.T, at string) {
	t.Helper()
	b.saves()
	b.open("/kk/office/media")
	b.attach("#file", photo(t))
	b.write("#source", "Штаб")
	b.choose("#licence", "own")
	b.do(`form[enctype] button.button`)
	b.until(`document.querySelector("#alt-kk")`)
	b.write("#alt-kk", "Сыныпта отырған оқушылар")
	b.write("#alt-ru", "Ученики в классе")
	b.do(`form:has(#alt-kk) button.button`)
	b.until(`location.search === "?done=saved"`)
	b.open(at)
	b.until(`!document.querySelector("[data-tools]").hidden`)
	b.types("")
	b.control("Digit5", true)
	b.until(`document.querySelector("dialog[open] [data-choices] button:not([disabled])")`)
	b.clean("the chooser of pictures")
	b.write("#chooser-find", "отырған")
	b.until(`document.querySelectorAll("[data-choices] button").length === 1`)
	b.do(`[data-choices] button`)
	b.until(`document.querySelector("#text").value.includes("![Сыныпта отырған оқушылар](media:")`)
	b.until(`document.querySelector("[data-shown] figure img")?.naturalWidth > 0`)
	b.saves()
}

// reads reads an article as a person whom nobody knows: with script, without it,
// on paper, and on a small phone.
func reads(t *testing.T, h *house, public string) *tab {
	t.Helper()
	b := visit(t, h.url)
	b.open(public)
	b.sees(newsLead)
	b.until(`document.querySelector("article figure img[alt='Сыныпта отырған оқушылар']") && document.querySelector("article picture source[type='image/webp'][srcset][sizes]")`)
	b.clean("the article")
	poster := look[string](b, `new URL(document.querySelector("meta[property='og:image']").content).pathname`)
	if !strings.HasPrefix(fetched(t, h, poster), "\xff\xd8\xff") {
		t.Error("the poster is no JPEG")
	}
	b.size(320, 640)
	b.fits()
	b.size(1280, 900)
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	if look[bool](b, `getComputedStyle(document.querySelector(".article footer")).display !== "none" || getComputedStyle(document.querySelector(".prose")).display === "none"`) {
		t.Error("on paper stands what can't be used there, or the text doesn't")
	}
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: ""})
	b.script(false)
	b.open(public)
	b.sees("қырық екі")
	b.script(true)
	for _, l := range []i18n.Lang{i18n.RU, i18n.EN} {
		b.open("/" + string(l) + strings.TrimPrefix(public, "/kk"))
		b.until(`[...document.querySelectorAll("main a")].some(a => a.pathname === %s)`, public)
	}
	return b
}

// translates writes the Russian text beside the Kazakh one, and saves it.
func (b *tab) translates(id string) (at string) {
	b.t.Helper()
	b.open("/kk/office/news/new?from=" + id + "&lang=ru")
	b.until(`!document.querySelector("[data-tools]").hidden`)
	b.write("#title", "В школе Актау прошёл урок честности")
	b.write("#lead", "Члены штаба поговорили со старшеклассниками о добропорядочности.")
	b.write("#text", "На уроке было **сорок три** ученика.")
	b.saves()
	return look[string](b, `location.pathname`)
}

// schedules publishes a text a little later, in the time of the bodies, and waits
// until the public has it: nobody has it before.
func (b *tab) schedules(t *testing.T, h *house, at string) {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Almaty")
	if err != nil {
		t.Fatal(err)
	}
	// A whole minute is what the form takes; it has to be ahead when the form arrives.
	moment := time.Now().Add(80 * time.Second).Truncate(time.Minute).In(zone)
	b.open(at)
	b.set("#at", moment.Format("2006-01-02T15:04"))
	b.do(`form[action$="/publish"] button`)
	b.until(`location.search === "?done=publish"`)
	b.sees(moment.Format("15:04 (UTC-07:00)"))
	b.clean("a scheduled text")
	public := look[string](b, `new URL([...document.querySelectorAll("main a")].find(a => a.pathname.startsWith("/ru/news/2")).href).pathname`)
	for again := time.NewTicker(250 * time.Millisecond); ; <-again.C {
		answer, err := http.Get(h.url + public)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		now := time.Now()
		switch {
		case answer.StatusCode == http.StatusOK && now.Before(moment):
			t.Fatalf("%s is public at %v, and is scheduled for %v", public, now, moment)
		case answer.StatusCode == http.StatusOK:
			return
		case now.After(moment.Add(patience)):
			t.Fatalf("%s: %d at %v, scheduled for %v", public, answer.StatusCode, now, moment)
		}
	}
}

// TestEditorKeys: the toolbar is one stop of the Tab key, and arrows move in it.
func TestEditorKeys(t *testing.T) {
	t.Parallel()
	h := shared(t)
	b := seat(t, h, h.url, i18n.KK, "editor")
	b.open("/kk/office/news/new")
	b.until(`!document.querySelector("[data-tools]").hidden`)
	b.reach("[data-mark=bold]")
	b.press(kb.ArrowRight)
	b.press(kb.ArrowRight)
	if at := look[string](b, `document.activeElement.dataset.mark`); at != "link" {
		t.Errorf("the arrows lead to %q", at)
	}
	b.press(kb.End)
	if look[string](b, `document.activeElement.dataset.mark`) != "preview" {
		t.Error("End doesn't lead to the last one")
	}
	open := look[bool](b, `!document.querySelector("[data-seen]").hidden`)
	b.press(kb.Enter)
	if look[bool](b, `!document.querySelector("[data-seen]").hidden`) == open || look[string](b, `document.activeElement.getAttribute("aria-pressed")`) == "true" == open {
		t.Error("the preview isn't opened and closed")
	}
	if dir := os.Getenv("ADAL_SHOTS"); dir != "" {
		b.types(newsText)
		(&shooting{dir: dir}).shoot(b, "editor")
	}
}
