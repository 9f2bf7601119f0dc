package e2e

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"adal/internal/calendar"
	"adal/internal/i18n"
	"adal/internal/seal"
)

// pageWords are the words of the pages, as the program has them.
var pageWords = sync.OnceValues(func() (w i18n.Words, err error) {
	w = i18n.Words{}
	areas, err := filepath.Glob("../*/words.toml")
	inner, failed := filepath.Glob("../*/*/words.toml")
	for _, file := range append(areas, inner...) {
		folder := filepath.Dir(file)
		err = errors.Join(err, w.Load(filepath.Base(folder), os.DirFS(folder)))
	}
	return w, errors.Join(err, failed)
})

// word is a word of the pages in a language.
func word(t *testing.T, lang i18n.Lang, key string, args ...any) string {
	t.Helper()
	w, err := pageWords()
	if err != nil {
		t.Fatal(err)
	}
	return w.Say(lang, key, args...)
}

// A reporter is somebody who tells, with what they have in hand afterwards.
type reporter struct {
	*tab
	lang    i18n.Lang
	phrase  string
	receipt seal.Receipt
	file    []byte // of the receipt
}

// A telling is what a reporter writes into the form.
type telling struct {
	track, region       string
	name, contact, text string
	files               []string
}

// tell goes from the front of the reception through the form, by keyboard.
func (r *reporter) tell(w telling) {
	r.t.Helper()
	r.open("/" + string(r.lang) + "/reception")
	r.do(`main a[href$="/reception/new/` + w.track + `"]`)
	r.until(`document.querySelector("form[data-form=bring]") && document.readyState === "complete"`)
	r.choose("#region", w.region)
	if w.name != "" {
		r.write("#name", w.name)
		r.write("#contact", w.contact)
	}
	r.write("#text", w.text)
	if len(w.files) > 0 {
		r.attach("#files", w.files...)
	}
	r.do("form[data-form=bring] button.button")
}

// brought waits for the receipt, and reads it and the phrase off the page.
func (r *reporter) brought() {
	r.t.Helper()
	r.until(`document.querySelectorAll("#phrase li").length > 0`)
	words := look[[]string](r.tab, `[...document.querySelectorAll("#phrase li")].map(li => li.textContent.trim())`)
	if len(words) != seal.PhraseWords {
		r.t.Fatalf("the page shows the phrase %q", words)
	}
	r.phrase = strings.Join(words, " ")
	if _, err := seal.ParsePhrase(r.phrase); err != nil {
		r.t.Fatalf("the phrase %q: %v", r.phrase, err)
	}
	href := look[string](r.tab, `document.querySelector("a[download^=adal-]").href`)
	_, data, ok := strings.Cut(href, ";base64,")
	file, err := base64.StdEncoding.DecodeString(data)
	if !ok || err != nil {
		r.t.Fatalf("the link of the receipt is %.80s: %v", href, err)
	}
	r.file = file
	if r.receipt, err = seal.OpenReceipt(file); err != nil {
		r.t.Fatalf("the receipt: %v\n%s", err, file)
	}
}

// comeBack opens the mailbox with the phrase, in a page of its own.
func (r *reporter) comeBack() {
	r.t.Helper()
	r.open("/" + string(r.lang) + "/reception/mailbox")
	r.write("#phrase", r.phrase)
	r.do("form[data-form=mailbox] button.button")
	r.until(`document.querySelector("[data-mailbox]") && !document.querySelector("[data-letter]")`)
}

// destroy destroys the matter from the open mailbox.
func (r *reporter) destroy() {
	r.t.Helper()
	r.unfold("form[data-form=destroy]")
	r.reach("#sure")
	r.press(" ")
	r.do("form[data-form=destroy] button.button")
	r.sees(word(r.t, r.lang, "reception.was-destroyed"))
}

// unfold opens what an element is folded in, by keyboard.
func (b *tab) unfold(selector string) {
	b.t.Helper()
	mark := `document.querySelector(%s).closest("details").querySelector("summary").id = "unfold"`
	look[any](b, mark, selector)
	b.do("#unfold")
	b.until(`document.querySelector(%s).closest("details").open`, selector)
}

// seat signs somebody of the demo in.
func seat(t *testing.T, h *house, base string, lang i18n.Lang, login string) *tab {
	t.Helper()
	b := visit(t, base)
	b.open("/" + string(lang) + "/office")
	b.signIn(login, h.seat[login])
	b.until(`document.querySelector("[data-office]")`)
	return b
}

// signIn fills the form for signing in.
func (b *tab) signIn(login, passphrase string) {
	b.t.Helper()
	b.until(`document.querySelector("form[data-form=sign-in] fieldset")?.disabled === false`)
	b.write("#login", login)
	b.write("#passphrase", passphrase)
	b.do("form[data-form=sign-in] button.button")
}

// matter goes to the queue and from there to a matter, and waits until its
// letters are opened.
func (b *tab) matter(lang i18n.Lang, number string) {
	b.t.Helper()
	b.open("/" + string(lang) + "/office/matters?all=yes")
	look[any](b, `[...document.querySelectorAll("tbody a")].find(a => a.textContent.trim() === %s).id = "wanted"`, number)
	b.do("#wanted")
	b.until(`document.querySelector("[data-matter]") && document.readyState === "complete" && !document.querySelector("[data-letter]")`)
}

// take takes the open matter in hand.
func (b *tab) take() {
	b.t.Helper()
	b.do(`form[action$="/take"] button.button`)
	b.did("take")
}

// did waits until the matter is shown again after an act, with its letters open.
func (b *tab) did(act string) {
	b.t.Helper()
	b.until(`location.search === "?done=` + act + `" && document.readyState === "complete" && !document.querySelector("[data-letter]")`)
}

// say writes a letter of the body and sends it with one of the form's buttons.
func (b *tab) say(act, text string) {
	b.t.Helper()
	b.write("#text", text)
	b.do(`form[data-form=say] button[formaction$="/` + act + `"]`)
	b.did(act)
}

// almaty is the day of the bodies of the demo.
func almaty(t *testing.T) calendar.Day {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Almaty")
	if err != nil {
		t.Fatal(err)
	}
	return calendar.Of(time.Now().In(zone))
}

// fifteenth is the fifteenth working day after the registration of what came on
// a day, counted one by one: the term of both tracks (clocks.toml). What comes
// on a day off is registered on the next working day (Law 350-VI, art. 64 [V]).
func fifteenth(day calendar.Day) calendar.Day {
	work := calendar.Kazakhstan()
	for !work.Working(day) {
		day = day.AddDays(1)
	}
	for left := 15; left > 0; {
		if day = day.AddDays(1); work.Working(day) {
			left--
		}
	}
	return day
}
