package web

import (
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"adal/internal/charter"
	"adal/internal/i18n"
)

// bookOf is a site with an area of some pages, each shown at its own address.
func bookOf(t *testing.T, pages map[string]string) (*Site, error) {
	t.Helper()
	c, err := charter.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSite(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{"words.toml": {Data: []byte("[hello]\nkk = \"Сәлем\"\nru = \"Привет\"\nen = \"Hello\"\n")}}
	for name, text := range pages {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	s.Handle("GET /{page}", charter.Read, func(w http.ResponseWriter, r *Request) error {
		return s.Show(w, r, "book/"+r.PathValue("page"), nil)
	})
	return s, s.Area("book", fs.FS(fsys))
}

// see is what a page says in a language.
func see(s *Site, l i18n.Lang, page string) string {
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/"+string(l)+"/"+page, nil))
	return w.Body.String()
}

// TestLeavesOfOwn gives each page its own main, in each language, though they are
// made of the same trees, and lets a page go over a part and a part over the frame.
func TestLeavesOfOwn(t *testing.T) {
	s, err := bookOf(t, map[string]string{
		"parts/b.html": `{{define "b-said"}}<i>part {{t "hello"}}</i>{{end}}{{define "head"}}<meta name="of-the-part">{{end}}`,
		"pages/a.html": `{{define "main"}}<p>A {{template "b-said" .}}</p>{{end}}`,
		"pages/b.html": `{{define "b-said"}}<b>page {{t "hello"}}</b>{{end}}{{define "main"}}<p>B {{template "b-said" .}}</p>{{end}}{{define "head"}}{{end}}`,
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time it is ready
		for l, hello := range map[i18n.Lang]string{i18n.KK: "Сәлем", i18n.RU: "Привет", i18n.EN: "Hello"} {
			a, b := see(s, l, "a"), see(s, l, "b")
			if !strings.Contains(a, "<p>A <i>part "+hello+"</i></p>") || !strings.Contains(a, `lang="`+string(l)+`"`) {
				t.Errorf("%s: the page with the part is %s", l, a)
			}
			if !strings.Contains(b, "<p>B <b>page "+hello+"</b></p>") || strings.Contains(b, "<i>") {
				t.Errorf("%s: the page with a part of its own is %s", l, b)
			}
			if !strings.Contains(a, "of-the-part") || !strings.Contains(b, "of-the-part") {
				t.Errorf("%s: an empty definition hid one that says something", l)
			}
		}
	}
}

// TestLeavesSafe escapes what a page shows in the language of where it stands, a
// second page of the same trees too.
func TestLeavesSafe(t *testing.T) {
	s, err := bookOf(t, map[string]string{
		"parts/b.html": `{{define "b-link"}}<a href="{{.}}" title="{{.}}">{{.}}</a>{{end}}`,
		"pages/a.html": `{{define "main"}}{{template "b-link" "javascript:alert('<1>')"}}{{end}}`,
		"pages/b.html": `{{define "main"}}<p>{{template "b-link" "javascript:alert('<1>')"}}</p>{{end}}`,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{"a", "b", "a"} {
		want := `<a href="#ZgotmplZ" title="javascript:alert(&#39;&lt;1&gt;&#39;)">javascript:alert(&#39;&lt;1&gt;&#39;)</a>`
		if got := see(s, i18n.KK, page); !strings.Contains(got, want) {
			t.Errorf("%s is %s", page, got)
		}
	}
}

// TestLeavesRefused finds a page that can't be shown when the area is added.
func TestLeavesRefused(t *testing.T) {
	for what, page := range map[string]string{
		"no template of that name":       `{{define "main"}}{{template "c-nothing" .}}{{end}}`,
		"none of that name, deep within": `{{define "main"}}{{range .}}{{with .}}{{if .}}{{else}}{{template "c-nothing" .}}{{end}}{{end}}{{end}}{{end}}`,
		"no function of that name":       `{{define "main"}}{{nothing .}}{{end}}`,
		"a page that doesn't end":        `{{define "main"}}{{if .}}`,
	} {
		if _, err := bookOf(t, map[string]string{"pages/a.html": page}); err == nil {
			t.Errorf("%s: the area was added", what)
		} else if !strings.Contains(err.Error(), "book") {
			t.Errorf("%s: the error doesn't name the area: %v", what, err)
		}
	}
}

// TestLeavesBounded holds no more pages ready than it says, and shows each one,
// with many readers at once.
func TestLeavesBounded(t *testing.T) {
	pages := map[string]string{}
	for n := range madeAtMost {
		pages[fmt.Sprintf("pages/p%d.html", n)] = fmt.Sprintf(`{{define "main"}}<p>the page %d</p>{{end}}`, n)
	}
	s, err := bookOf(t, pages)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for reader := range 4 {
		wg.Go(func() {
			for n := range madeAtMost {
				n = (n + reader*7) % madeAtMost
				for _, l := range i18n.Langs {
					if got := see(s, l, fmt.Sprintf("p%d", n)); !strings.Contains(got, fmt.Sprintf("<p>the page %d</p>", n)) {
						t.Errorf("the page %d in %s is %s", n, l, got)
					}
				}
			}
		})
	}
	wg.Wait()
	if held := len(s.leaves.made); held == 0 || held > madeAtMost {
		t.Errorf("%d pages stand ready, at most %d may", held, madeAtMost)
	}
}
