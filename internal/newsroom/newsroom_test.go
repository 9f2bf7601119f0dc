package newsroom_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/i18n"
	"adal/internal/newsroom"
	"adal/internal/web"
)

// serve returns a site with the newsroom.
func serve(t *testing.T, n *newsroom.Newsroom) http.Handler {
	t.Helper()
	ch, err := charter.Load()
	if err != nil {
		t.Fatal(err)
	}
	site, err := web.NewSite(ch, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Routes(site); err != nil {
		t.Fatal(err)
	}
	return site.Handler()
}

// get asks for a page.
func get(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	if len(w.Result().Cookies()) > 0 {
		t.Errorf("%s sets cookies", path)
	}
	return w.Code, w.Body.String()
}

func one(s string) i18n.Text { return i18n.Text{KK: s, RU: s, EN: s} }

// TestEmpty shows the front page of an installation without bodies: it makes no
// number up.
func TestEmpty(t *testing.T) {
	h := serve(t, &newsroom.Newsroom{Doors: []newsroom.Door{{Want: "who", Hrefs: []string{"/nothing", "/news/counting#a"}}, {Want: "learn", Hrefs: []string{"/learning"}}}})
	for l, sentence := range map[i18n.Lang]string{
		i18n.KK: "Адам айтады, байқаушы көреді, орган жауап береді, ал не өзгергенін жұрттың бәрі көре алады.",
		i18n.RU: "Человек говорит, наблюдатель видит, орган отвечает, и каждый может увидеть, что изменилось.",
		i18n.EN: "A person tells, an observer sees, a body answers, and everybody can see what changed.",
	} {
		code, page := get(t, h, "/"+string(l)+"/")
		if code != http.StatusOK || !strings.Contains(page, sentence) {
			t.Errorf("%s: %d", l, code)
		}
		for _, never := range []string{"newsroom.", `class="number"`, "style=", "<script", "<img"} {
			if strings.Contains(page, never) {
				t.Errorf("%s has %q", l, never)
			}
		}
		if n := strings.Count(page, "<h1"); n != 1 {
			t.Errorf("%s has %d main headings", l, n)
		}
		if strings.Contains(page, "/learning") || strings.Contains(page, "/nothing") || strings.Contains(page, `action="/`+string(l)+`/search"`) {
			t.Errorf("%s offers what isn't there", l)
		}
		for _, href := range []string{"/reception", "/reception/mailbox", "/news/counting#a", "/register", "/verify#script", "/charter#proof"} {
			if !strings.Contains(page, `href="/`+string(l)+href+`"`) {
				t.Errorf("%s has no door to %s", l, href)
			}
		}
	}
	if code, _ := get(t, h, "/kk/nowhere"); code != http.StatusNotFound {
		t.Errorf("a page that isn't there: %d", code)
	}
}

// TestHanded shows what other areas hand over, escaped and under its kind.
func TestHanded(t *testing.T) {
	h := serve(t, &newsroom.Newsroom{
		Bodies: func(context.Context) ([]newsroom.Card, error) {
			return []newsroom.Card{
				{Kind: charter.KindDepartment, Name: one("Mangystau department")},
				{Kind: charter.KindAntikorCentre, Name: one(`<script>alert(1)</script>`)},
				{Kind: charter.KindStateBody, Name: one("Land office")},
			}, nil
		},
		Figures: func(context.Context) ([]newsroom.Figure, error) {
			return []newsroom.Figure{
				{Label: one("Signals"), Value: one("1,284"), Of: one("since 1 January 2026"), Href: "/reception/figures"},
				{Label: one("Kept back"), Value: one("< 5*"), Of: one("rule")},
			}, nil
		},
		Ahead: func(context.Context) ([]newsroom.Event, error) {
			return []newsroom.Event{{Title: one("A <b>briefing"), Note: one("10:30"), Href: "/events/1", Day: calendar.Date(2020, 3, 6)}}, nil
		},
	})
	code, page := get(t, h, "/en/")
	if code != http.StatusOK {
		t.Fatal(code)
	}
	for _, text := range []string{"A &lt;b&gt;briefing", "10:30", `href="/en/events/1"`, "March", "2020", "&lt;script&gt;", "1,284", "since 1 January 2026", `href="/en/reception/figures"`, "&lt; 5*"} {
		if !strings.Contains(page, text) {
			t.Errorf("there is no %q", text)
		}
	}
	for _, text := range []string{"<script", "Land office"} {
		if strings.Contains(page, text) {
			t.Errorf("there is %q", text)
		}
	}
	agency := strings.Index(page, "The Agency and its departments")
	if i := strings.Index(page, "Mangystau department"); agency < 0 || i < agency {
		t.Error("the department doesn't stand under the Agency")
	}
	if n := strings.Count(page, `class="method"`); n != 1 {
		t.Errorf("%d figures have a method, want 1", n)
	}
}

// TestTwice asks twice: what was gathered for one reader isn't kept for the next.
func TestTwice(t *testing.T) {
	h := serve(t, &newsroom.Newsroom{Bodies: func(context.Context) ([]newsroom.Card, error) {
		return []newsroom.Card{{Kind: charter.KindAgency, Name: one("Only once")}}, nil
	}})
	for range 2 {
		if _, page := get(t, h, "/ru/"); strings.Count(page, "Only once") != 1 {
			t.Errorf("stands %d times", strings.Count(page, "Only once"))
		}
	}
}

// TestFailing doesn't show half a page.
func TestFailing(t *testing.T) {
	broken := errors.New("no database")
	for _, n := range []*newsroom.Newsroom{
		{Bodies: func(context.Context) ([]newsroom.Card, error) { return nil, broken }},
		{Figures: func(context.Context) ([]newsroom.Figure, error) { return nil, broken }},
		{Ahead: func(context.Context) ([]newsroom.Event, error) { return nil, broken }},
	} {
		if code, page := get(t, serve(t, n), "/kk/"); code != http.StatusInternalServerError || strings.Contains(page, broken.Error()) {
			t.Errorf("%d", code)
		}
	}
}
