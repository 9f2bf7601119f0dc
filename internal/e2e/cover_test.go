package e2e

import (
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"adal/internal/i18n"

	"github.com/chromedp/cdproto/input"
)

var shownPicture = regexp.MustCompile(`/evidence/[^"]+\.jpg`)

// drag draws with the mouse over an element, from one point to another, in percent
// of its sides.
func (b *tab) drag(selector string, x1, y1, x2, y2 float64) {
	b.t.Helper()
	look[any](b, `document.querySelector(%s).scrollIntoView({block: "center", behavior: "instant"})`, selector)
	r := look[[]float64](b, `(r => [r.left, r.top, r.width, r.height])(document.querySelector(%s).getBoundingClientRect())`, selector)
	at := func(kind input.DispatchMouseEventType, x, y float64, buttons int64) {
		call(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{
			Type: kind, X: r[0] + r[2]*x/100, Y: r[1] + r[3]*y/100, Button: input.MouseButtonLeft, Buttons: buttons, ClickCount: 1,
		})
	}
	at(input.DispatchMouseEventTypeMousePressed, x1, y1, 1)
	at(input.DispatchMouseEventTypeMouseMoved, (x1+x2)/2, (y1+y2)/2, 1)
	at(input.DispatchMouseEventTypeMouseMoved, x2, y2, 1)
	at(input.DispatchMouseEventTypeMouseReleased, x2, y2, 0)
}

// seen is the status of an address for somebody who isn't signed in, and the
// picture behind it if it is one.
func seen(t *testing.T, h *house, path string) (int, image.Image) {
	t.Helper()
	answer, err := http.Get(h.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "image/jpeg" {
		return answer.StatusCode, nil
	}
	img, err := jpeg.Decode(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, img
}

// dark is how dark a picture is at a place in percent: 0 is black, 1 white.
func dark(img image.Image, x, y int) float64 {
	size := img.Bounds().Size()
	r, g, b, _ := img.At(size.X*x/100, size.Y*y/100).RGBA()
	return float64(r+g+b) / 3 / math.MaxUint16
}

// TestCover covers parts of a public picture by the mouse and by the keyboard: what
// everybody sees has both, and what was there before is nowhere to be had.
func TestCover(t *testing.T) {
	t.Parallel()
	h := shared(t)
	id, before := "", ""
	for _, path := range regexp.MustCompile(`/kk/monitoring/[a-z0-9]{20,}`).FindAllString(fetched(t, h, "/kk/monitoring.csv"), -1) {
		if m := shownPicture.FindString(fetched(t, h, path)); m != "" {
			id, before = strings.TrimPrefix(path, "/kk/monitoring/"), m
			break
		}
	}
	if id == "" {
		t.Fatal("the demo shows no picture")
	}
	_, whole := seen(t, h, before)
	const reason = "Көлік нөмірі көрініп тұр"
	b := seat(t, h, h.url, i18n.KK, "monitor2")
	b.size(1280, 900)
	b.open("/kk/office/monitoring/" + id)
	at := b.links("/kk/office/monitoring/" + id + "/pictures/")[0]
	b.open(at)
	b.drag("svg[data-cover]", 45, 40, 20, 15) // from below on the right, as some do
	for name, want := range map[string]float64{"x1": 20, "y1": 15, "w1": 25, "h1": 25} {
		if got, err := strconv.ParseFloat(look[string](b, `document.querySelector("[name=`+name+`]").value`), 64); err != nil || math.Abs(got-want) > 1 {
			t.Errorf("%s is %v, want about %v: %v", name, got, want, err)
		}
	}
	b.drag("svg[data-cover]", 50, 50, 50.2, 50.2)
	if look[string](b, `document.querySelector("[name=x2]").value`) != "" {
		t.Error("a click draws a box")
	}
	for _, of := range [][2]string{{"w2", "30"}, {"h2", "30"}, {"x2", "60"}, {"y2", "60"}} { // where it is comes last
		b.write("[name="+of[0]+"]", of[1])
	}
	if n := look[float64](b, `document.querySelectorAll("svg[data-cover] svg rect").length`); n != 2 {
		t.Errorf("%v boxes are shown", n)
	}
	b.clean("boxes that were drawn")
	b.do("button[value=cover]") // everybody sees it: that needs a reason
	b.until(`document.querySelector("#reason-error") && document.querySelector("[name=x2]").value === "60"`)
	b.clean("a reason that is missing")
	b.write("#reason", reason)
	b.do("button[value=cover]")
	b.until(`location.search === "?done=covered"`)
	if log := fetched(t, h, "/kk/monitoring/withdrawn.csv"); !strings.Contains(log, reason) {
		t.Errorf("the public log says %s", log)
	}

	after := shownPicture.FindString(fetched(t, h, "/kk/monitoring/"+id+"?1"))
	code, img := seen(t, h, after)
	if img == nil || after == before {
		t.Fatalf("the public copy: %d, %s", code, after)
	}
	if in, too, out := dark(img, 30, 25), dark(img, 75, 75), math.Abs(dark(img, 5, 95)-dark(whole, 5, 95)); in > 0.05 || too > 0.05 || out > 0.2 {
		t.Errorf("covered by the mouse %.2f, by the keyboard %.2f; elsewhere it differs by %.2f", in, too, out)
	}
	for path, want := range map[string]int{before: http.StatusNotFound, at: http.StatusUnauthorized, fmt.Sprintf("%s/%s", at, strings.TrimPrefix(before, "/evidence/")): http.StatusUnauthorized} {
		if code, img := seen(t, h, path); code != want || img != nil {
			t.Errorf("a stranger gets %s: %d, want %d", path, code, want)
		}
	}
}
