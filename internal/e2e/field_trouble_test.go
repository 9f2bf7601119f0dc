package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"

	"adal/internal/i18n"
)

// large is a grey photo of 50 million pixels, more than the server decodes.
func large(t *testing.T) string {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 8200, 6150))
	for i := range m.Pix {
		m.Pix[i] = uint8(i / 8200 / 30)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 50}); err != nil {
		t.Fatal(err)
	}
	return write(t, "үлкен.jpg", b.Bytes())
}

// said waits until the form says a word of its own.
func (o *observer) said(key string) {
	o.t.Helper()
	o.sees(word(o.t, i18n.KK, "monitoring."+key))
}

// TestFieldPlace takes the place by the button, and sends and keeps none finer than the
// campaign permits: 43.652345, 51.153456 in fields of 250 m, computed by hand.
func TestFieldPlace(t *testing.T) {
	t.Parallel()
	h := shared(t)
	o := outside(t, h, h.url)
	o.open(o.campaign)
	o.until(`document.querySelector("[data-locate]")?.hidden === false`)
	id := chromedp.FromContext(o.ctx).BrowserContextID
	_, err := chromedp.CallBrowser(o.ctx, browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "geolocation"}, Setting: "granted", Origin: h.url, BrowserContextID: id,
	})
	o.must(err)
	lat, lon, exact := 43.652345, 51.153456, 5.0
	call(o.tab, emulation.SetGeolocationOverride, emulation.SetGeolocationOverrideParams{Latitude: &lat, Longitude: &lon, Accuracy: &exact})
	o.do("[data-locate]")
	o.sees(strings.ReplaceAll(word(t, i18n.KK, "monitoring.script-place-is"), "{place}", "43.651886, 51.154453"))
	o.until(`document.querySelector("#lat").value === "43.651886" && document.querySelector("#lon").value === "51.154453"`)
	// Written by hand, it is moved as soon as the field is left, and never kept as it was.
	o.write("#lat", "43,652999")
	o.until(`document.querySelector("[data-kept]").textContent !== ""`)
	look[any](o.tab, `void (() => { const asked = indexedDB.open("adal-field"); asked.onsuccess = () => { const all = asked.result.transaction("drafts").objectStore("drafts").getAll(); all.onsuccess = () => { window.kept = JSON.stringify(all.result) } } })()`)
	o.until(`window.kept?.includes("43.651886") && !window.kept.includes("652999") && !window.kept.includes("652345")`)
	o.press("\t")
	o.until(`document.querySelector("#lat").value === "43.651886"`)
}

// TestFieldPhotos makes a photo small that the server would refuse, refuses what is no
// picture in a sentence, and keeps nothing but what is seen.
func TestFieldPhotos(t *testing.T) {
	t.Parallel()
	h := shared(t)
	o := outside(t, h, h.url)
	o.open(o.campaign)
	o.until(`document.querySelector("[data-drafts]")?.hidden === false`)
	o.attach("#photos", write(t, "сурет.jpg", []byte("<svg onload=alert(1)>")))
	o.said("script-photo-type")
	o.attach("#photos", write(t, "жарты.jpg", []byte("\xFF\xD8\xFF\xC0\x00\x11\x08\x00\x10\x00\x10\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00")))
	o.said("script-photo-broken")
	at, _ := o.institution(1)
	o.see(at, "Үлкен сурет", large(t))
	if w, ht := look[int](o.tab, `document.querySelector("[data-photo-list] img").naturalWidth`), look[int](o.tab, `document.querySelector("[data-photo-list] img").naturalHeight`); max(w, ht) > 2560 || w*3 < ht*4-8 || w*3 > ht*4+8 {
		t.Errorf("the photo is %d × %d", w, ht)
	}
	o.attach("#photos", photo(t))
	o.until(`document.querySelectorAll("[data-photo-list] img").length === 2`)
	look[any](o.tab, `void (() => { const asked = indexedDB.open("adal-field"); asked.onsuccess = () => { const all = asked.result.transaction("photos").objectStore("photos").getAll(); all.onsuccess = () => {
		window.beside = all.result.filter(p => /Exif|GPS/.test(new TextDecoder("latin1").decode(p.content))).length + "/" + all.result.length } } })()`)
	o.until(`window.beside === "0/2"`)
	o.do("form[data-outing] button:not([type])")
	o.until(fmt.Sprintf(part, "sent") + " === 1")
	reviewed(t, h, "Үлкен сурет")
}

// TestFieldRefused keeps what the server refuses, with its sentence, until it is mended;
// what stands in the browser's database is shown as text and nothing else.
func TestFieldRefused(t *testing.T) {
	t.Parallel()
	h := shared(t)
	l := wireTo(t, h)
	o := outside(t, h, l.url)
	o.open(o.campaign)
	at, _ := o.institution(2)
	o.see(at, "<b>Мерзімнен тыс</b>", photo(t))
	look[any](o.tab, `(i => { i.value = "2020-01-01T10:00"; i.dispatchEvent(new Event("change", {bubbles: true})) })(document.querySelector("#seen"))`)
	o.do("form[data-outing] button:not([type])")
	o.until(`document.querySelector("[data-part=script-here] .error")?.textContent.length > 20`)
	if said := o.text("[data-part=script-here] .error"); strings.Contains(said, "script-") || !strings.Contains(said, "20") {
		t.Errorf("it is refused with %q", said)
	}
	o.clean("a draft that was refused")
	o.do("[data-part=script-here] [id^=open-]")
	o.until(`document.querySelector("#note").value === "<b>Мерзімнен тыс</b>" && document.querySelector("[data-photo-list] img")`)
	now := time.Now().Format("2006-01-02T15:04")
	look[any](o.tab, `(i => { i.value = %s; i.dispatchEvent(new Event("change", {bubbles: true})) })(document.querySelector("#seen"))`, now)
	// A stranger puts a draft into the database, with markup for a name and an address for a campaign.
	look[any](o.tab, `void (() => { const asked = indexedDB.open("adal-field"); asked.onsuccess = () => {
		const tx = asked.result.transaction("drafts", "readwrite"), all = tx.objectStore("drafts").getAll();
		all.onsuccess = () => { const d = all.result[0];
			tx.objectStore("drafts").put({...d, key: "strangerstranger1", title: "<img src=x onerror=window.hurt=1>", rev: 1, state: "draft"});
			tx.objectStore("drafts").put({...d, key: "strangerstranger2", campaign: "../../seats", rev: 1, state: "ready"}); };
		tx.oncomplete = () => { window.planted = true } } })()`)
	o.until(`window.planted`)
	o.do("form[data-outing] button:not([type])")
	o.until(fmt.Sprintf(part, "sent") + " === 1")
	o.sees("<img src=x onerror=window.hurt=1>")
	if look[bool](o.tab, `!!window.hurt || !!document.querySelector("[data-lists] img") || !!document.querySelector("[data-draft=strangerstranger2]")`) {
		t.Error("what a stranger put into the database does something")
	}
}

// TestFieldFull says in a sentence that the phone has no room, and that its clock is
// wrong, and goes on.
func TestFieldFull(t *testing.T) {
	t.Parallel()
	h := shared(t)
	l := wireTo(t, h)
	o := outside(t, h, l.url)
	l.set(l.pass, func(r *http.Response, body []byte) []byte {
		r.Header.Set("Date", time.Now().Add(-47*time.Minute).UTC().Format(http.TimeFormat))
		return body
	})
	o.open(o.campaign)
	o.sees(strings.ReplaceAll(word(t, i18n.KK, "monitoring.script-clock"), "{n}", "47"))
	// The browser looks at the room that is left when something is written first.
	room := 1.0
	call(o.tab, storage.OverrideQuotaForOrigin, storage.OverrideQuotaForOriginParams{Origin: l.url, QuotaSize: &room})
	o.write("#note", "Орын жоқ кезде")
	o.said("script-full")
	o.clean("a phone without room")
	if look[string](o.tab, `document.querySelector("#note").value`) != "Орын жоқ кезде" {
		t.Error("what was written is gone")
	}
	call(o.tab, storage.OverrideQuotaForOrigin, storage.OverrideQuotaForOriginParams{Origin: l.url})
	at, _ := o.institution(1)
	o.see(at, "Орын бар кезде", photo(t))
	o.do(`[data-part=script-here] [id^=delete-]`)
	o.until(`document.querySelectorAll("[data-lists] li").length === 0 && document.querySelector("#note").value === ""`)
}
