package e2e

import (
	"bytes"
	"strings"
	"testing"

	"adal/internal/i18n"
	"adal/internal/seal"
)

// TestNoScript is the reporter's journey in a browser that runs no script, as
// Tor Browser does when it is set to "Safest".
func TestNoScript(t *testing.T) {
	t.Parallel()
	h := shared(t)
	r := &reporter{tab: visit(t, h.url), lang: i18n.KK}
	r.script(false)
	r.size(390, 800)
	r.tell(telling{track: "appeal", region: "KZ-47", name: " ", contact: "+7 700 111 22 33", text: "  "})
	for _, fault := range []string{"reception.name-missing", "reception.text-missing"} {
		r.sees(word(t, i18n.KK, fault))
	}
	if region, contact := look[string](r.tab, `document.querySelector("#region").value`), look[string](r.tab, `document.querySelector("#contact").value`); region != "KZ-47" || contact != "+7 700 111 22 33" {
		t.Errorf("the form comes back with the region %q and the contact %q", region, contact)
	}
	r.write("#name", "Сынақ Адамы")
	r.write("#text", told)
	r.attach("#files", photo(t))
	r.sees(word(t, i18n.KK, "web.sealed-door"))
	r.do("form[data-form=bring] button.button")
	r.brought()
	r.fits()
	if r.receipt.Sealed != seal.SealedAtDoor || r.receipt.Track != "appeal" {
		t.Errorf("the receipt says %s, sealed at the %s", r.receipt.Track, r.receipt.Sealed)
	}

	desk := seat(t, h, h.url, i18n.RU, "receptionist")
	desk.matter(i18n.RU, r.receipt.Number)
	desk.sees("Сынақ Адамы")
	desk.sees(told)
	desk.sees(word(t, i18n.RU, "web.sealed-door"))
	if _, picture := desk.save(".letter a[download$=jpg]"); bytes.Contains(picture, []byte("Exif")) || bytes.Contains(picture, place) {
		t.Error("the picture that was sealed at the door still says where it was taken")
	}
	desk.take()
	desk.say("ask", question)

	r.comeBack()
	r.sees(question)
	r.sees(word(t, i18n.KK, "reception.opened-door"))
	if shown := strings.Join(strings.Fields(r.text("body")), " "); strings.Contains(shown, r.phrase) {
		t.Error("the phrase is shown again")
	}
	r.writesAtDoor(t)
	desk.matter(i18n.RU, r.receipt.Number)
	desk.sees(reply)
	desk.say("answer", answered)
	r.comeBack()
	r.sees(answered)
	r.destroysAtDoor(t)
	desk.matter(i18n.RU, r.receipt.Number)
	desk.sees(word(t, i18n.RU, "reception.state-destroyed"))
}

// writesAtDoor writes a further letter with a file, and gets the file back.
func (r *reporter) writesAtDoor(t *testing.T) {
	t.Helper()
	document, content := paper(t)
	r.write("#text", "   ")
	r.do("form[data-form=write] button.button")
	r.sees(word(t, i18n.KK, "reception.text-missing"))
	r.write("#text", reply)
	r.attach("#files", document)
	r.do("form[data-form=write] button.button")
	r.sees(word(t, i18n.KK, "reception.written"))
	r.sees(reply)
	if name, got := r.save(`.letter form[action*="/letters/3/files/"] button`); name != "құжат.pdf" || !bytes.Equal(got, content) {
		t.Errorf("the file came back as %s with %d bytes, want %d", name, len(got), len(content))
	}
}

// destroysAtDoor destroys the matter, after it was asked for being sure.
func (r *reporter) destroysAtDoor(t *testing.T) {
	t.Helper()
	r.unfold("form[data-form=destroy]")
	r.do("form[data-form=destroy] button.button")
	r.sees(word(t, i18n.KK, "reception.not-sure"))
	r.reach("#sure")
	r.press(" ")
	r.do("form[data-form=destroy] button.button")
	r.sees(word(t, i18n.KK, "reception.was-destroyed"))
	if strings.Contains(r.text("body"), told) {
		t.Error("what was destroyed is still on the page")
	}
}
