package seek

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/i18n"
	"adal/internal/search"
	"adal/internal/web"
)

// world is a site with the page, and some documents.
type world struct {
	t    *testing.T
	http http.Handler
	log  bytes.Buffer
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ch, err := charter.Load()
		check(t, err)
		w := &world{t: t}
		site, err := web.NewSite(ch, slog.New(slog.NewTextHandler(&w.log, &slog.HandlerOptions{Level: slog.LevelDebug})))
		check(t, err)
		s := &Seeker{
			Index: &search.Index{DB: d},
			Kinds: []Kind{{ID: "article", Word: "seek.kind-article"}, {ID: "edition", Word: "seek.kind-edition", Undated: true}},
			Regions: func(context.Context) (map[string]i18n.Text, error) {
				return map[string]i18n.Text{"KZ-47": {KK: "Маңғыстау"}}, nil
			},
		}
		check(t, s.Routes(site))
		check(t, d.Write(t.Context(), "test", func(tx *db.Tx) error {
			for _, one := range []search.Document{
				{Kind: "article", ID: "1", Lang: i18n.KK, Region: "KZ-47", Day: calendar.Date(2020, time.March, 6), Path: "/news/2020/03/a", Title: "Жемқорлыққа қарсы <b>брифинг</b>", Text: "Ақтауда өтті."},
				{Kind: "article", ID: "2", Lang: i18n.RU, Day: calendar.Date(2021, time.March, 6), Path: "/news/2021/03/b", Title: "Брифинг в Алматы", Text: "О «жемқорлық» & коррупции."},
				{Kind: "edition", ID: "2024", Lang: i18n.KK, Day: calendar.Date(2024, time.December, 31), Path: "/index/2024", Title: "Жемқорлық индексі"},
			} {
				check(t, search.Put(t.Context(), tx, one))
			}
			for i := range 25 {
				check(t, search.Put(t.Context(), tx, search.Document{Kind: "article", ID: "k" + string(rune('a'+i)), Lang: i18n.KK, Path: "/k", Title: "Көп мақала"}))
			}
			return nil
		}))
		w.http = site.Handler()
		test(t, w)
	})
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ask asks for a page of the search, by what stands behind the question mark.
func (w *world) ask(l, query string) (*httptest.ResponseRecorder, string) {
	w.t.Helper()
	rec := httptest.NewRecorder()
	w.http.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/"+l+"/search?"+query, nil))
	if rec.Code != http.StatusOK {
		w.t.Errorf("%.80q: %d", query, rec.Code)
	}
	return rec, rec.Body.String()
}

func has(t *testing.T, page string, want bool, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(page, part) != want {
			t.Errorf("the page has %q: %v", part, !want)
		}
	}
}

func TestPage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, page := w.ask("kk", url.Values{"q": {"жемқорлықтың"}}.Encode())
		has(t, page, true, "3 нәтиже табылды.", `<a href="/kk/news/2020/03/a" hreflang="kk"><mark>Жемқорлыққа</mark> қарсы &lt;b&gt;брифинг`, "06 Наурыз, 2020", "Маңғыстау",
			`href="/ru/news/2021/03/b"`, "Русский", "«<mark>жемқорлық</mark>» &amp; коррупции", `content="noindex"`)
		has(t, page, false, "<b>брифинг", "31 Желтоқсан") // the edition's day is only of its year

		_, page = w.ask("kk", url.Values{"q": {"жемқорлық"}, "lang": {"ru"}}.Encode())
		has(t, page, true, "1 нәтиже табылды.", `name="lang" value="ru"`, "<details class=\"fold sift\" open>")
		has(t, page, false, "/kk/news/2020/03/a")

		_, page = w.ask("ru", "q="+url.QueryEscape("брифинги"))
		has(t, page, true, "Найдено 2 результата.", `href="/en/search?q=%D0%B1`)

		_, page = w.ask("kk", "q="+url.QueryEscape("көп мақалалар"))
		has(t, page, true, "25 нәтиже табылды.", "page=2", `rel="next"`)
		has(t, page, false, `rel="prev"`)
		_, page = w.ask("kk", "q="+url.QueryEscape("көп мақалалар")+"&page=3")
		has(t, page, true, `start="21"`, `rel="prev"`)
		has(t, page, false, `rel="next"`)
	})
}

// TestNothing holds that whoever finds nothing is told where to go, and that an
// empty question is none.
func TestNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, page := w.ask("kk", "q="+url.QueryEscape("жоқжоқ"))
		has(t, page, true, "«жоқжоқ» бойынша ештеңе табылмады.", `href="/kk/reception"`, `href="/kk/charter"`)
		_, page = w.ask("kk", "q=+%20")
		has(t, page, false, "табылмады", "Басқа есіктер")
		_, page = w.ask("kk", "q="+url.QueryEscape("жемқорлық")+"&year=1950")
		has(t, page, true, "Нақтылауды алып тастап")
	})
}

// TestHostile holds that nothing that somebody asks makes an error page, an
// element or a slow answer.
func TestHostile(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, q := range []string{
			"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "'; DROP TABLE search_document; --", `жемқорлық" OR NEAR(a b, 5) AND *`, "* - + ~ ^ : ( ) { } [ ]",
			"\x00\x01\x7f", "\xff\xfe", "\u202eжем", strings.Repeat("а", 20_000), strings.Repeat("сөз ", 8_000), strings.Repeat("𝕒́", 4_000),
			"%s%d%n", "${jndi:x}", "{{.}}", "-1", "1e400", strings.Repeat("\u0301", 500), "İıſ", "жемқорлық\x00қарсы",
		} {
			begun := time.Now()
			_, page := w.ask("kk", url.Values{"q": {q}, "kind": {q}, "lang": {q}, "region": {q}, "year": {q}, "page": {q}}.Encode())
			has(t, page, false, "<script", "onerror=alert(1)>", "\x00")
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("%.20q took %v", q, took)
			}
		}
		for _, filters := range []string{"page=-3", "page=0", "page=99999999999999999999", "page=999", "year=0", "year=9999", "lang=xx", "region=KZ-47'", "kind=../x", "q=a;b", "%zz=1"} {
			w.ask("kk", filters+"&q="+url.QueryEscape("жемқорлық"))
		}
		_, page := w.ask("kk", "q="+url.QueryEscape(strings.Repeat("сөз", 500)))
		if strings.Contains(page, strings.Repeat("сөз", longest/3+1)) {
			t.Error("a long question is shown whole")
		}
	})
}

// TestNobodysQuestions holds that a question goes into no cache, cookie or log.
func TestNobodysQuestions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		rec, page := w.ask("kk", "q=qupiasuraq")
		h := rec.Header()
		if h.Get("Cache-Control") != "no-store" || h.Get("X-Robots-Tag") != "noindex" || len(rec.Result().Cookies()) > 0 || h.Get("Etag") != "" {
			t.Errorf("the answer's headers: %v", h)
		}
		has(t, page, false, "<script")
		if strings.Contains(w.log.String(), "qupiasuraq") {
			t.Errorf("the log has the question: %s", w.log.String())
		}
	})
}
