package e2e

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"adal/internal/i18n"
)

// A wire is the line between an observer and the house: it can be cut, and it counts what
// goes over it.
type wire struct {
	*between
	h *house

	mu       sync.Mutex
	cut      bool
	pieces   map[string]int // how often each piece of a photo came through
	breaks   int            // of the next pieces, so many go no further
	deaf     bool           // answers to observations are lost until somebody asks for them
	arrivals int            // observations that came through
	asked    int            // whether one is kept
}

var errCut = errors.New("the line is cut")

func wireTo(t *testing.T, h *house) *wire {
	t.Helper()
	l := &wire{between: stand(t, h), h: h, pieces: map[string]int{}}
	l.set(l.pass, nil)
	return l
}

func (l *wire) pass(r *http.Request) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.cut:
		return errCut
	case r.Method == http.MethodPut && strings.Contains(r.URL.Path, "/office/photos/"):
		if number := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/'):]; l.breaks > 0 && number != "/0" {
			l.breaks--
			return errCut
		}
		l.pieces[r.URL.Path]++
	case r.Method == http.MethodPost && strings.Contains(r.URL.Path, "/office/field/"):
		l.arrivals++
		if l.deaf {
			return errors.Join(errCut, l.arrive(r))
		}
	case strings.Contains(r.URL.Path, "/kept/"):
		l.deaf = false
		l.asked++
	}
	return nil
}

// arrive lets a request arrive, whose answer is lost then.
func (l *wire) arrive(r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	again, err := http.NewRequest(r.Method, l.h.url+r.URL.Path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	again.Header, again.Host = r.Header.Clone(), r.Host
	answer, err := http.DefaultClient.Do(again)
	if err != nil {
		return err
	}
	return answer.Body.Close()
}

// down takes the network away from a tab, and up gives it back.
func (l *wire) down(b *tab) { l.network(b, true) }
func (l *wire) up(b *tab)   { l.network(b, false) }

func (l *wire) network(b *tab, cut bool) {
	b.t.Helper()
	l.mu.Lock()
	l.cut = cut
	l.mu.Unlock()
	call(b, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: cut, DownloadThroughput: -1, UploadThroughput: -1})
	b.until(`navigator.onLine === ` + map[bool]string{true: "false", false: "true"}[cut])
}

// rough is a photo that no encoder makes small: of several pieces.
func rough(t *testing.T, name string) string {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 2000, 1200))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range m.Pix {
		m.Pix[i] = uint8(r.Uint32())
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 60}); err != nil {
		t.Fatal(err)
	}
	return write(t, name, b.Bytes())
}

// An observer is a seat of the monitoring group with a phone.
type observer struct {
	*tab
	campaign string // its path
}

// outside opens the pages once with network, as an observer does before leaving.
func outside(t *testing.T, h *house, base string) *observer {
	t.Helper()
	o := &observer{tab: seat(t, h, base, i18n.KK, "monitor")}
	o.size(360, 740)
	o.open("/kk/office/field")
	o.until(`document.querySelector("[data-state]")?.dataset.state === "script-offline-ready"`)
	o.campaign = o.links("/kk/office/field/")[0]
	o.until(`navigator.serviceWorker.ready.then(r => r.active?.state === "activated")`)
	return o
}

// institution is one of those that may be chosen, from 1: its id and its name.
func (o *observer) institution(n int) (id, name string) {
	o.t.Helper()
	id, name, _ = strings.Cut(look[string](o.tab, fmt.Sprintf(`(o => o.value + "|" + o.textContent)(document.querySelectorAll("#institution option")[%d])`, n)), "|")
	return id, name
}

// see writes an observation with a photo, up to the button that sends it.
func (o *observer) see(institution, note, file string) {
	o.t.Helper()
	o.until(`document.querySelector("[data-drafts]")?.hidden === false && document.querySelector("[name=answers-asked]").value === "*"`)
	o.choose("#institution", institution)
	o.reach("#answer-ramp")
	o.press(" ")
	o.press(kb.ArrowDown)
	o.attach("#photos", file)
	o.until(`document.querySelector("[data-photo-list] img")?.complete`)
	o.write("#note", note)
	o.reach("#conflict")
	o.press(" ")
	o.until(`document.querySelector("[data-kept]").textContent === %s`, word(o.t, i18n.KK, "monitoring.script-saved"))
}

// part is how many drafts are in a part of the list.
const part = `document.querySelectorAll("[data-part=script-%s] > li").length`

// observed is how many observations the campaign has at an institution, as its planner
// sees them.
func observed(t *testing.T, h *house, campaign, institution string) int {
	t.Helper()
	b := seat(t, h, h.url, i18n.KK, "monitor2")
	b.open(strings.Replace(campaign, "/field/", "/campaigns/", 1))
	return look[int](b, `Number([...document.querySelectorAll("tbody tr")].find(r => r.querySelector("th").textContent.trim() === %s).querySelectorAll("td")[1].textContent)`, institution)
}

// TestFieldOffline is an observer's day: the page was opened once, the network is gone,
// it is opened again, two observations are written with photos, one of them before and
// one after the page was left. When there is network again both arrive, each once.
func TestFieldOffline(t *testing.T) {
	t.Parallel()
	h := shared(t)
	l := wireTo(t, h)
	o := outside(t, h, l.url)
	o.clean("the list of campaigns")
	o.open(o.campaign)
	o.until(`document.querySelector("[data-state]")?.dataset.state === "script-offline-ready"`)
	names := look[[]string](o.tab, `[...document.querySelectorAll("#institution option")].slice(1).map(o => o.value)`)
	first, second := names[0], names[1]

	l.down(o.tab)
	o.open("/kk/office/field")
	o.sees(word(t, i18n.KK, "monitoring.script-offline"))
	o.do(`a[href="` + o.campaign + `"]`)
	o.see(first, "Желісіз жазылған бірінші", photo(t))
	o.clean("a form with a photo, without network")
	o.do("form[data-outing] button:not([type])")
	o.until(fmt.Sprintf(part, "sending") + " === 1")
	o.see(second, "Желісіз жазылған екінші", photo(t))
	at := look[string](o.tab, `location.pathname + location.hash`)
	o.open("/kk/office/field") // the page is left and opened again
	o.open(at)
	o.until(`document.querySelector("#note")?.value === "Желісіз жазылған екінші" && document.querySelector("[data-photo-list] img")`)
	if look[string](o.tab, `document.querySelector("#institution").value`) != second || look[int](o.tab, `document.querySelectorAll("[name=answer-ramp]:checked").length`) != 1 {
		t.Error("the draft comes back without its answers")
	}
	o.scheme("dark")
	o.clean("the list without network, in the dark")
	o.do("form[data-outing] button:not([type])")
	o.until(fmt.Sprintf(part, "sending") + " === 2")

	l.up(o.tab)
	o.until(fmt.Sprintf(part, "sent") + " === 2")
	if n := look[int](o.tab, fmt.Sprintf(part, "sending")+" + "+fmt.Sprintf(part, "here")); n != 0 {
		t.Errorf("%d drafts are still here", n)
	}
	o.clean("the list with what was sent")
	reviewed(t, h, "Желісіз жазылған бірінші")
	reviewed(t, h, "Желісіз жазылған екінші")
}

// reviewed finds the one draft of an observation at the desk, with its photo.
func reviewed(t *testing.T, h *house, note string) {
	t.Helper()
	b := seat(t, h, h.url, i18n.KK, "monitor2")
	b.open("/kk/office/monitoring?state=draft")
	found := 0
	for _, id := range b.links("/kk/office/monitoring/") {
		b.open(id)
		if look[bool](b, `document.body.textContent.includes(%s)`, note) {
			b.until(`document.querySelector(".files img")?.naturalWidth > 0`)
			found++
		}
	}
	if found != 1 {
		t.Errorf("%d drafts say %q", found, note)
	}
}

// TestFieldBrokenLine breaks the line in the middle of a photo and after the observation
// has arrived: what came isn't sent again, and it is one observation.
func TestFieldBrokenLine(t *testing.T) {
	t.Parallel()
	h := shared(t)
	l := wireTo(t, h)
	o := outside(t, h, l.url)
	o.open(o.campaign)
	third, name := o.institution(3)
	before := observed(t, h, o.campaign, name)
	o.front()
	o.see(third, "Жол ортасынан үзілген", rough(t, "шу.jpg"))
	l.mu.Lock()
	l.breaks, l.deaf = 2, true
	l.mu.Unlock()
	o.do("form[data-outing] button:not([type])")
	o.until(fmt.Sprintf(part, "sent") + " === 1")
	if got := observed(t, h, o.campaign, name); got != before+1 {
		t.Errorf("%d observations, %d before", got, before)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.breaks != 0 || l.arrivals == 0 || l.asked != 1 || len(l.pieces) < 2 {
		t.Errorf("%d breaks are left; %d arrivals, %d times asked, pieces %v", l.breaks, l.arrivals, l.asked, l.pieces)
	}
	for path, n := range l.pieces {
		if n != 1 {
			t.Errorf("%s was sent %d times", path, n)
		}
	}
}

// TestFieldTwoTabs lets two tabs send one draft: one observation arrives.
func TestFieldTwoTabs(t *testing.T) {
	t.Parallel()
	h := shared(t)
	l := wireTo(t, h)
	o := outside(t, h, l.url)
	o.open(o.campaign)
	fourth, _ := o.institution(4)
	l.down(o.tab)
	o.see(fourth, "Екі беттен", photo(t))
	o.do("form[data-outing] button:not([type])")
	o.until(fmt.Sprintf(part, "sending") + " === 1")
	other := o.another()
	l.bothWrite(o, other)
	l.mu.Lock()
	l.cut = false
	l.mu.Unlock()
	other.open("/kk/office/field")
	call(o.tab, network.OverrideNetworkState, network.OverrideNetworkStateParams{DownloadThroughput: -1, UploadThroughput: -1})
	for _, b := range []*tab{other, o.tab} {
		b.until(fmt.Sprintf(part, "sent") + " === 1")
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.arrivals != 1 {
		t.Errorf("%d observations were sent", l.arrivals)
	}
}

// bothWrite lets two tabs write one draft: who comes second learns it, and nothing of the
// first one's is written over.
func (l *wire) bothWrite(o *observer, other *tab) {
	o.t.Helper()
	o.front()
	o.write("#note", "Бірінші бет")
	o.until(`location.hash !== "" && document.querySelector("[data-kept]").textContent === %s`, word(o.t, i18n.KK, "monitoring.script-saved"))
	at := look[string](o.tab, `location.pathname + location.hash`)
	other.open(at)
	other.front()
	other.until(`document.querySelector("#note")?.value === "Бірінші бет"`)
	other.write("#note", "Екінші бет")
	other.until(`document.querySelector("[data-kept]").textContent === %s`, word(o.t, i18n.KK, "monitoring.script-saved"))
	o.front()
	o.write("#note", "Бірінші бет тағы")
	o.sees(word(o.t, i18n.KK, "monitoring.script-other-tab"))
	o.open("/kk/office/field")
	o.open(at)
	o.until(`document.querySelector("#note")?.value === "Екінші бет"`)
	o.do(`[data-part=script-here] [id^=delete-]`)
	o.until(`!document.querySelector("[data-part=script-here]")`)
}

// TestFieldSignedOut keeps a draft whose seat is signed out, and sends it after it
// signed in again; a draft that is deleted is gone, and so is everything.
func TestFieldSignedOut(t *testing.T) {
	t.Parallel()
	h := shared(t)
	l := wireTo(t, h)
	o := outside(t, h, l.url)
	o.open(o.campaign)
	fifth, _ := o.institution(5)
	o.see(fifth, "Кіру мерзімі біткен", photo(t))
	call(o.tab, network.ClearBrowserCookies, cdp.Empty{})
	o.do("form[data-outing] button:not([type])")
	o.sees(word(t, i18n.KK, "monitoring.script-signed-out"))
	if look[int](o.tab, fmt.Sprintf(part, "sending")) != 1 {
		t.Error("the draft isn't there any more")
	}
	o.open("/kk/office")
	o.signIn("monitor", h.seat["monitor"])
	o.until(`document.querySelector("[data-office]")`)
	o.open("/kk/office/field")
	o.until(fmt.Sprintf(part, "sent") + " === 1")
	o.do("[data-delete-all]")
	o.sees(word(t, i18n.KK, "monitoring.script-gone"))
	o.until(`document.querySelectorAll("[data-lists] li").length === 0`)
	look[any](o.tab, `void caches.keys().then(k => { window.left = k.length })`)
	o.until(`window.left === 0`)
}

// TestFieldNoScript sends the plain form: what is missing is said, all that was written
// and the photo stay, and what is coarse is coarse.
func TestFieldNoScript(t *testing.T) {
	t.Parallel()
	h := shared(t)
	b := seat(t, h, h.url, i18n.KK, "monitor")
	b.size(360, 740)
	b.script(false)
	b.open("/kk/office/field")
	b.open(b.links("/kk/office/field/")[0])
	b.choose("#institution", look[string](b, `document.querySelectorAll("#institution option")[2].value`))
	b.write("#lat", "43.652345")
	b.write("#lon", "51,153456")
	b.reach("#answer-hours")
	b.press(kb.ArrowDown)
	b.attach("#photos", photo(t))
	b.write("#note", "Скриптсіз жазылған")
	b.do("form[data-outing] button:not([type])")
	b.sees(word(t, i18n.KK, "monitoring.conflict-missing"))
	b.fits()
	if note, kept := look[string](b, `document.querySelector("#note").value`), look[int](b, `document.querySelectorAll("[name=parcel]:checked").length`); note != "Скриптсіз жазылған" || kept != 1 {
		t.Errorf("the form comes back with %q and %d photos", note, kept)
	}
	b.reach("#conflict")
	b.press(" ")
	b.do("form[data-outing] button:not([type])")
	b.until(`location.search.startsWith("?done=")`)
	reviewed(t, h, "Скриптсіз жазылған")
}

// TestFieldShots saves pictures of the observer's pages into the folder ADAL_SHOTS.
func TestFieldShots(t *testing.T) {
	dir := os.Getenv("ADAL_SHOTS")
	if dir == "" {
		t.Skip("ADAL_SHOTS names no folder")
	}
	h := shared(t)
	o := outside(t, h, h.url)
	for _, scheme := range []string{"light", "dark"} {
		o.scheme(scheme)
		o.open("/kk/office/field")
		o.until(`document.querySelector("[data-state]")?.dataset.state === "script-offline-ready"`)
		o.shoot(dir, "field-"+scheme)
		o.open(o.campaign)
		at, _ := o.institution(1)
		o.see(at, "Кіреберісте бес баспалдақ бар.", photo(t))
		o.shoot(dir, "outing-"+scheme)
	}
}

// shoot saves what a phone shows of a whole page.
func (o *observer) shoot(dir, name string) {
	o.t.Helper()
	look[any](o.tab, `(document.activeElement?.blur(), scrollTo(0, 0))`)
	picture, err := chromedp.Run(o.ctx, chromedp.FullScreenshot(100))
	o.must(err)
	o.must(os.WriteFile(filepath.Join(dir, name+"-360.png"), picture, 0o600))
}
