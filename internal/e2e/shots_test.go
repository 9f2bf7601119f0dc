package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"adal/internal/i18n"
)

// A shooting saves pictures of pages.
type shooting struct {
	dir string
	n   int
}

// shoot saves a page as a phone and a desktop show it, light and dark.
func (s *shooting) shoot(b *tab, name string) {
	b.t.Helper()
	s.n++
	for _, width := range []int64{390, 1280} {
		b.size(width, 844)
		for _, scheme := range []string{"light", "dark"} {
			b.scheme(scheme)
			look[any](b, `(document.activeElement?.blur(), scrollTo(0, 0))`)
			picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(90))
			b.must(err)
			file := fmt.Sprintf("%02d-%s-%d-%s.jpg", s.n, name, width, scheme)
			b.must(os.WriteFile(filepath.Join(s.dir, file), picture, 0o600))
		}
	}
	b.scheme("light")
}

// TestShots saves pictures of all pages in Kazakh into the folder ADAL_SHOTS, to
// be looked at. It proves nothing, so it does nothing without that folder.
func TestShots(t *testing.T) {
	s := &shooting{dir: os.Getenv("ADAL_SHOTS")}
	if s.dir == "" {
		t.Skip("ADAL_SHOTS names no folder")
	}
	h := shared(t)
	b := visit(t, h.url)
	for _, path := range public {
		b.open("/kk" + path)
		s.shoot(b, filepath.Base("/kk"+path))
	}
	s.reporter(t, h)
	s.desk(t, h)
	s.keeper(t, h)
}

// reporter saves the states of a reporter's pages.
func (s *shooting) reporter(t *testing.T, h *house) {
	r := &reporter{tab: visit(t, h.url), lang: i18n.KK}
	r.open("/kk/reception/new/appeal")
	r.send("form[data-form=bring]")
	r.until(`document.querySelector("#faults")`)
	s.shoot(r.tab, "faults")
	r.tell(telling{track: "signal", region: "KZ-47", text: told, files: []string{photo(t)}})
	r.brought()
	s.shoot(r.tab, "brought")
	desk := seat(t, h, h.url, i18n.KK, "receptionist")
	desk.matter(i18n.KK, r.receipt.Number)
	s.shoot(desk, "new-matter")
	desk.take()
	desk.say("ask", question)
	r.comeBack()
	s.shoot(r.tab, "mailbox")
	r.write("#text", reply)
	r.do("form[data-form=write] button.button")
	r.sees(word(t, i18n.KK, "reception.written"))
	desk.matter(i18n.KK, r.receipt.Number)
	desk.say("answer", answered)
	s.shoot(desk, "answered")
	r.destroy()
	s.shoot(r.tab, "destroyed")
}

// desk saves the pages of a body that receives people.
func (s *shooting) desk(t *testing.T, h *house) {
	desk := seat(t, h, h.url, i18n.KK, "receptionist")
	s.shoot(desk, "office-in")
	desk.open("/kk/office/matters")
	s.shoot(desk, "queue")
	desk.open("/kk/office/matters/new")
	s.shoot(desk, "at-the-desk")
	path := look[string](desk, `location.pathname.replace("/new", "")`)
	desk.open(path)
	desk.do("tbody a")
	desk.until(`document.querySelector("[data-matter]") && document.readyState === "complete" && !document.querySelector("[data-letter]")`)
	s.shoot(desk, "overdue")
	second := desk.another()
	second.open(look[string](desk, `location.pathname`))
	second.until(`document.querySelector("form[data-unlock]")?.hidden === false`)
	s.shoot(second, "locked")
}

// keeper saves the pages of who looks after seats.
func (s *shooting) keeper(t *testing.T, h *house) {
	keeper := seat(t, h, h.url, i18n.KK, "keeper")
	keeper.open("/kk/office/seats")
	s.shoot(keeper, "seats")
	keeper.choose("#body", "antikor-mangystau")
	keeper.write("#person", "Сынақ маманы")
	keeper.write("#login", "another-newcomer")
	keeper.do(`main form[action$="/office/seats"] button.button`)
	keeper.until(`document.querySelector(".receipt .no")`)
	s.shoot(keeper, "invited")
	code := keeper.text(".receipt .no")
	b := visit(t, h.url)
	b.open("/kk/office/join")
	b.until(`document.querySelector("form[data-form=invitation] fieldset").disabled === false`)
	b.write("#invitation", code)
	b.do("form[data-form=invitation] button.button")
	b.sees("Сынақ маманы")
	s.shoot(b, "joining")
}
