package newsroom_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/markdown"
	"adal/internal/newsroom/views"
	"adal/internal/web"

	"github.com/mmcdole/gofeed"
)

// desk is the site of an office, with a seat signed in or nobody.
type desk struct {
	*office
	http.Handler
	seat *charter.Principal
}

func (o *office) site() *desk {
	o.t.Helper()
	site, err := web.NewSite(o.Book.Charter, slog.New(slog.NewTextHandler(io.Discard, nil)))
	check(o.t, err)
	check(o.t, site.Tool("docket", docket.Words))
	check(o.t, site.Tool("markdown", markdown.Words))
	o.Address, o.Changed = "https://adal.example", site.Changed
	d := &desk{office: o}
	site.SeatOf = func(*http.Request) (*web.Seat, error) {
		if d.seat == nil {
			return nil, nil
		}
		return &web.Seat{Principal: *d.seat, Name: one("Seat"), Body: one("Body")}, nil
	}
	check(o.t, o.Routes(site))
	d.Handler = site.Handler()
	return d
}

// as lets a seat sign in.
func (d *desk) as(by charter.Principal) { d.seat = &by }

// page asks for a page that has to be there.
func (d *desk) page(path string) string {
	d.t.Helper()
	w := httptest.NewRecorder()
	d.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code != http.StatusOK {
		d.t.Fatalf("%s: %d", path, w.Code)
	}
	return w.Body.String()
}

// post sends a form and returns the status, where it leads and what is shown.
func (d *desk) post(path string, fields ...string) (code int, to, body string) {
	d.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w.Code, w.Header().Get("Location"), w.Body.String()
}

// goes posts and fails if it doesn't lead on.
func (d *desk) goes(path string, fields ...string) (to string) {
	d.t.Helper()
	code, to, body := d.post(path, fields...)
	if code != http.StatusSeeOther {
		d.t.Fatalf("%s: %d\n%s", path, code, regexp.MustCompile(`(?s)<main.*</main>`).FindString(body))
	}
	to, _, _ = strings.Cut(to, "?")
	return to
}

// TestEditorialPages is the journey without script: written, previewed, read,
// published, corrected, translated and withdrawn over the pages alone.
func TestEditorialPages(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		d := o.site()
		d.as(o.editor)
		fields := []string{"title", "Брифинг", "lead", "Бүгін брифинг өтті.", "text", "## Жоспар\n\n**Он екі** іс.", "tags", "Штаб, Ақтау", "rubric", "regions", "region", "KZ-47", "byline", "body", "lang", "kk"}
		if code, _, body := d.post("/kk/office/news", append(fields, "do", "preview")...); code != 200 || !strings.Contains(body, "<strong>Он екі</strong>") || !strings.Contains(body, "value=\"Штаб, Ақтау\"") {
			t.Errorf("the preview: %d", code)
		}
		at := d.goes("/kk/office/news", fields...)
		if code, _, body := d.post("/kk/office/news", "title", "", "lead", "Сақталсын", "rubric", "x"); code != 422 || !strings.Contains(body, "Сақталсын") || !strings.Contains(body, "Тақырыбын жазыңыз") {
			t.Errorf("what was wrong isn't shown with what was written: %d", code)
		}
		d.goes(at + "/submit")
		if page := d.page(at); strings.Contains(page, at+"/approve") || !strings.Contains(page, "басқа адам оқуы керек") {
			t.Error("the page lets who wrote it read it for themselves")
		}
		if code, _, _ := d.post(at + "/approve"); code != http.StatusForbidden {
			t.Errorf("who wrote it has read it: %d", code)
		}
		d.as(o.chief)
		d.goes(at + "/approve")
		if code, _, body := d.post(at+"/publish", "at", "tomorrow"); code != 422 || !strings.Contains(body, "Уақытты мына түрде") {
			t.Errorf("a wrong moment: %d", code)
		}
		d.goes(at + "/publish")
		p := o.only()
		path := "/kk" + p.Path()
		d.seat = nil
		page := d.page(path)
		for _, want := range []string{
			`<h2 id="h-zhospar">Жоспар</h2>`, `<link rel="canonical" href="https://adal.example` + path + `">`, `"@type":"NewsArticle"`, "Маңғыстау облысы",
			"Өңірлер", `property="og:title"`, "1 минут оқу", `href="/kk/news/tag/shtab"`,
		} {
			if !strings.Contains(page, want) {
				t.Errorf("the article has no %s", want)
			}
		}
		for _, list := range []string{"/kk/news", "/kk/news/rubric/regions", "/kk/news/region/KZ-47", "/kk/news/tag/aqtau", "/kk/news/archive", fmt.Sprintf("/kk/news/%d/%02d", p.Year, p.Month), "/kk/"} {
			if !strings.Contains(d.page(list), `href="`+path[:len("/kk/news")]) {
				t.Errorf("%s doesn't list it", list)
			}
		}

		d.as(o.editor)
		if code, _, body := d.post(at, "base", "7", "title", "Менікі", "lead", "Л", "text", "менің мәтінім"); code != 200 || !strings.Contains(body, "екеуі") && !strings.Contains(body, "Екеуі") || !strings.Contains(body, "менің мәтінім") {
			t.Errorf("two editors at once: %d", code)
		}
		d.goes(at, "base", "1", "title", "Брифинг", "lead", "Бүгін брифинг өтті.", "text", "## Жоспар\n\n**Он үш** іс.", "tags", "Штаб")
		d.goes(at + "/submit")
		d.as(o.chief)
		d.goes(at + "/approve")
		d.goes(at+"/correct", "note", "Сан түзетілді.")
		d.page(at + "/revisions/2")
		d.seat = nil
		if page = d.page(path + "/versions"); !strings.Contains(page, "<del>екі</del>") || !strings.Contains(page, "<ins>үш</ins>") || !strings.Contains(page, "Сан түзетілді.") {
			t.Error("the log of corrections doesn't show what changed")
		}
		if page = d.page(path + "/versions/1"); !strings.Contains(page, "<strong>Он екі</strong>") || !strings.Contains(page, "бұрынғы нұсқа") {
			t.Error("the first version can't be read")
		}
		if page = d.page(path); !strings.Contains(page, "<strong>Он үш</strong>") || !strings.Contains(page, `"CorrectionComment"`) {
			t.Error("the page that is kept isn't the corrected one")
		}

		if code, body := get(t, d, "/ru"+p.Path()); code != http.StatusNotFound || !strings.Contains(body, `href="`+path+`"`) || !strings.Contains(body, "нет на русском") {
			t.Errorf("a missing translation: %d", code)
		}
		d.as(o.editor)
		if !strings.Contains(d.page("/kk/office/news/translations"), "lang=ru") {
			t.Error("the queue doesn't have it")
		}
		id := at[strings.LastIndex(at, "/")+1:]
		if page := d.page("/kk/office/news/new?from=" + id + "&lang=ru"); !strings.Contains(page, `name="lang" value="ru"`) || !strings.Contains(page, "Он үш") {
			t.Error("the original isn't beside the form")
		}
		d.goes("/kk/office/news", "from", id, "lang", "ru", "title", "Брифинг", "lead", "Кратко", "text", "Тринадцать.")

		d.as(o.chief)
		d.goes(at+"/withdraw", "note", "Дереккөз расталмады.")
		d.seat = nil
		if page = d.page(path); !strings.Contains(page, "Дереккөз расталмады.") || strings.Contains(page, "Он үш") || !strings.Contains(page, "noindex") {
			t.Error("what was withdrawn doesn't say why")
		}
	})
}

// TestHostileForms sends what would run as script through every field of every
// form, and looks at every page that shows it.
func TestHostileForms(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		const bad = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`
		d := o.site()
		d.as(o.editor)
		at := d.goes("/kk/office/news", "title", bad, "lead", bad, "text", "мәтін", "tags", "a<script>b", "rubric", "regions", "byline", "body", "lang", "kk")
		_, _, preview := d.post("/kk/office/news", "title", bad, "lead", bad, "text", bad, "tags", bad, "rubric", bad, "region", bad, "byline", bad, "lang", bad, "do", "preview")
		_, _, refused := d.post("/kk/office/news", "title", bad, "lead", bad, "text", bad, "tags", bad, "rubric", bad, "region", bad, "byline", bad, "lang", bad)
		shown := []string{preview, refused, d.page(at), d.page("/kk/office/news"), d.page(at + "/revisions/1")}
		d.goes(at + "/submit")
		d.as(o.chief)
		_, _, back := d.post(at+"/publish", "at", bad)
		d.goes(at + "/approve")
		d.goes(at + "/publish")
		path := "/kk" + o.only().Path()
		d.seat = nil
		shown = append(shown, back, d.page(path), d.page(path+"/versions"), d.page(path+"/versions/1"), d.page("/kk/news"), d.page("/kk/"), d.page("/kk/news?before="))
		for n, page := range shown {
			if strings.Contains(page, "<script>alert") || strings.Contains(page, "<img src=x") || strings.Contains(page, "</script>\"'>") {
				t.Errorf("page %d runs what was typed", n)
			}
		}
		for _, path := range []string{"/kk/news?before=zzz", "/kk/news/2020/3/x", "/kk/news/2020/13/x", "/kk/news/20/03/x", "/kk/news/rubric/none", "/kk/news/tag/none", "/kk/news/region/none", path + "/versions/0", path + "/versions/01", path + "/versions/9", "/kk/news/1999/01", "/sitemap/1999.xml", "/sitemap/x", "/kk/news/tag/none/feed.atom"} {
			if code, _ := get(t, d, path); code != http.StatusNotFound {
				t.Errorf("%s: %d", path, code)
			}
		}
	})
}

// TestOffice: the pages of the office are its seats' alone.
func TestOffice(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		d := o.site()
		id := o.draft(words)
		for _, path := range []string{"/kk/office/news", "/kk/office/news/new", "/kk/office/news/translations", "/kk/office/news/" + id, "/kk/office/news/" + id + "/revisions/1"} {
			if code, body := get(t, d, path); code != http.StatusUnauthorized || strings.Contains(body, words.Title) {
				t.Errorf("%s for everybody: %d", path, code)
			}
		}
		d.as(o.stranger)
		for _, path := range []string{"/kk/office/news/" + id, "/kk/office/news/" + id + "/revisions/1"} {
			if code, _ := get(t, d, path); code != http.StatusNotFound {
				t.Errorf("%s for another body: %d", path, code)
			}
		}
		for name := range map[string]bool{"submit": true, "approve": true, "publish": true, "correct": true, "withdraw": true, "back": true, "facts": true, "retranslated": true} {
			if code, _, _ := d.post("/kk/office/news/"+id+"/"+name, "note", "себебі"); code != http.StatusNotFound {
				t.Errorf("another body may %s: %d", name, code)
			}
		}
	})
}

// TestFeeds reads the feeds of an office with an independent reader.
func TestFeeds(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		d := o.site()
		for i := range 3 {
			w := words
			w.Title = fmt.Sprintf("Мәтін %d", i)
			o.publish(o.draft(w), time.Time{})
		}
		for _, of := range []string{"", "/news/rubric/regions", "/news/region/KZ-47", "/news/tag/shtab"} {
			for _, kind := range []string{"atom", "rss", "json"} {
				f, err := gofeed.NewParser().Parse(bytes.NewReader([]byte(d.page("/kk" + of + "/feed." + kind))))
				check(t, err)
				if f.FeedType != kind || len(f.Items) != 3 || f.Items[0].Title != "Мәтін 2" || f.FeedLink != "https://adal.example/kk"+of+"/feed."+kind {
					t.Errorf("%s %s: %+v", of, kind, f)
				}
				if code, _ := get(t, d, strings.TrimPrefix(f.Items[0].Link, "https://adal.example")); code != 200 {
					t.Errorf("%s leads nowhere: %d", f.Items[0].Link, code)
				}
			}
		}
		for path, want := range map[string]int{"/sitemap.xml": 3, fmt.Sprintf("/sitemap/%d.xml", time.Now().In(aqtau).Year()): 3, "/sitemap/news.xml": 3} {
			if n := strings.Count(d.page(path), "<loc>"); n != want {
				t.Errorf("%s has %d addresses, not %d", path, n, want)
			}
		}
		if !strings.Contains(d.page("/robots.txt"), "Sitemap: https://adal.example/sitemap.xml") {
			t.Error("robots.txt")
		}
	})
}

// TestViews: only who reads a public article is counted, and the page shows the
// number in the right form (CLDR: 592 is "other" in Kazakh, "few" in Russian, as
// 592 mod 10 is 2 and 592 mod 100 isn't 12).
func TestViews(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.Views = &views.Counter{DB: o.DB, Zone: aqtau}
		d := o.site()
		id, waits := o.draft(words), o.draft(words)
		o.publish(id, time.Time{})
		o.publish(waits, time.Now().Add(time.Hour))
		check(t, o.DB.Write(t.Context(), "views", func(tx *db.Tx) error {
			return views.Base(t.Context(), tx, id, 590, "older.example")
		}))
		beacon := func(id string, header ...string) {
			t.Helper()
			r := httptest.NewRequest(http.MethodPost, "/views/"+id, nil)
			r.Header.Set("User-Agent", "Mozilla/5.0 (Linux; Android 9)")
			for i := 0; i < len(header); i += 2 {
				r.Header.Set(header[i], header[i+1])
			}
			w := httptest.NewRecorder()
			d.ServeHTTP(w, r)
			if w.Code != http.StatusNoContent && w.Code != http.StatusForbidden || w.Body.Len() > 0 && w.Code == 204 || len(w.Result().Cookies()) > 0 {
				t.Errorf("%s: %d", id, w.Code)
			}
		}
		beacon(id)
		beacon(id)
		beacon(id, "User-Agent", "Googlebot/2.1")
		beacon(id, "User-Agent", "")
		beacon(id, "Cookie", "seat=x")
		beacon(id, "Sec-Purpose", "prefetch")
		beacon(id, "Sec-Fetch-Site", "cross-site")
		beacon("nothing")
		beacon(waits)
		check(t, o.Views.Flush(t.Context()))
		for other := range map[string]bool{waits: true, "nothing": true} {
			if n, err := o.Views.Of(t.Context(), other); err != nil || n.Views != 0 {
				t.Errorf("%s was counted: %+v %v", other, n, err)
			}
		}
		page := d.page("/kk" + o.only().Path())
		for _, want := range []string{"592 рет көрсетілді", `data-views="/views/` + id + `"`, "/reading.js"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page has no %s", want)
			}
		}
		d.page("/ru/news/counting")
	})
}
