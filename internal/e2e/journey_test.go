package e2e

import (
	"bytes"
	"image/jpeg"
	"strings"
	"testing"

	"adal/internal/i18n"
	"adal/internal/seal"
)

// told is what the reporter of these tests saw, in Kazakh whatever the pages
// speak.
const (
	told     = "Әкімдіктің қоймасынан жанармай ұрланып жатыр. Күзетші түнде қақпаны ашады, көлік нөмірін көрдім."
	question = "Бұл қай түні болды және қақпа қай көшеде?"
	reply    = "Жексенбіге қараған түні, шығыс жақтағы қақпа. Тағы бір құжат тіркедім."
	answered = "Рақмет. Қойма тексерілді, қақпаның кілті ауыстырылды."
)

// TestJourney is the hardest journey, in each language and by keyboard: a
// person tells, the body asks, the person answers, the body answers, the person
// destroys. Between the two browsers everything is sealed.
func TestJourney(t *testing.T) {
	t.Parallel()
	for _, j := range []struct {
		lang  i18n.Lang
		width int64
	}{{i18n.KK, 320}, {i18n.RU, 1280}, {i18n.EN, 900}} {
		t.Run(string(j.lang), func(t *testing.T) {
			t.Parallel()
			h := shared(t)
			r := &reporter{tab: visit(t, h.url), lang: j.lang}
			r.size(j.width, 800)
			document, content := paper(t)
			r.tell(telling{track: "signal", region: "KZ-47", text: told, files: []string{photo(t), document}})
			r.brought()
			checkReceipt(t, r, "signal")
			r.fits()

			desk := seat(t, h, h.url, j.lang, "receptionist")
			desk.size(j.width, 800)
			desk.matter(j.lang, r.receipt.Number)
			desk.sees(told)
			checkFiles(t, desk, content)
			desk.fits()
			answerSomeday(t, desk, j.lang)

			r.comeBack()
			r.sees(question)
			r.write("#text", reply)
			r.attach("#files", document)
			r.do("form[data-form=write] button.button")
			r.sees(word(t, j.lang, "reception.written"))
			r.until(`!document.querySelector("[data-letter]")`)
			r.sees(reply)

			desk.matter(j.lang, r.receipt.Number)
			desk.sees(reply)
			desk.say("answer", answered)

			r.comeBack()
			r.fits()
			for _, text := range []string{answered, question, told} {
				r.sees(text)
			}
			r.until(`document.querySelector(".deadline time").dateTime === %s`, r.receipt.Due.String())
			if n := look[int](r.tab, `document.querySelectorAll("ol.history li").length`); n != 6 {
				t.Errorf("the history has %d steps, not the six: brought, triaged, taken, asked, written, answered", n)
			}
			r.destroy()
			if text := look[string](r.tab, `document.body.textContent`); strings.Contains(text, told) || strings.Contains(text, answered) {
				t.Error("what was destroyed is still on the page")
			}
			desk.matter(j.lang, r.receipt.Number)
			desk.sees(word(t, j.lang, "reception.state-destroyed"))
			desk.sees(word(t, j.lang, "reception.letter-destroyed"))
		})
	}
}

// checkReceipt compares the receipt on the page with what it must say.
func checkReceipt(t *testing.T, r *reporter, track string) {
	t.Helper()
	got, today := r.receipt, almaty(t)
	if got.Track != track || got.Body != "antikor-mangystau" || got.Sealed != seal.SealedInBrowser {
		t.Errorf("the receipt says %s, %s, sealed in the %s", got.Track, got.Body, got.Sealed)
	}
	if got.Day != today || got.Due != fifteenth(today) {
		t.Errorf("the receipt has the days %v and %v, want %v and %v", got.Day, got.Due, today, fifteenth(today))
	}
	if name, file := r.save("a[download^=adal-]"); name != "adal-"+got.Number+".txt" || !bytes.Equal(file, r.file) {
		t.Errorf("the link gives the file %s of %d bytes, want that of the receipt with %d", name, len(file), len(r.file))
	}
	altered := bytes.Replace(r.file, []byte(got.Due.String()), []byte(got.Due.AddDays(1).String()), 1)
	if _, err := seal.OpenReceipt(altered); err == nil {
		t.Error("a receipt with another day is taken for signed")
	}
}

// fits says whether the page is as wide as the window: nobody has to scroll
// sideways.
func (b *tab) fits() {
	b.t.Helper()
	wide := look[[]string](b, `document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
		[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll"))
			.map(e => e.tagName + "." + e.className)`)
	if len(wide) > 0 {
		b.t.Errorf("wider than the window at %s: %v", look[string](b, `location.pathname`), wide)
	}
}

// checkFiles saves the files of the first letter as the body's seat gets them.
func checkFiles(t *testing.T, desk *tab, document []byte) {
	t.Helper()
	desk.until(`document.querySelector(".letter img")?.naturalWidth === 160`)
	name, picture := desk.save(".letter a[download$=jpg]")
	if _, err := jpeg.Decode(bytes.NewReader(picture)); err != nil || name != "дала.jpg" {
		t.Errorf("the picture came as %s: %v", name, err)
	}
	for what, secret := range map[string][]byte{"Exif": []byte("Exif"), "the place": place, "the camera": []byte(strings.TrimRight(camera, "\x00"))} {
		if bytes.Contains(picture, secret) {
			t.Errorf("the picture that was sealed still has %s", what)
		}
	}
	if name, got := desk.save(".letter a[download$=pdf]"); name != "құжат.pdf" || !bytes.Equal(got, document) {
		t.Errorf("the document came as %s with %d bytes, want %d", name, len(got), len(document))
	}
}

// answerSomeday sorts the matter, takes it in hand and asks back.
func answerSomeday(t *testing.T, desk *tab, lang i18n.Lang) {
	t.Helper()
	desk.choose("#topic", "utilities")
	desk.choose("#competence", "ours")
	desk.do(`form[action$="/triage"] button.button`)
	desk.sees(word(t, lang, "reception.did-triage"))
	desk.take()
	desk.sees(word(t, lang, "reception.did-take"))
	desk.say("ask", question)
	desk.sees(word(t, lang, "reception.did-ask"))
	desk.sees(question)
}
