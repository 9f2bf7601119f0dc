package newsroom_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/newsroom"
)

// TestEditorsScript: what the script of the editor asks for.
func TestEditorsScript(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		d := o.site()
		id := o.draft(words)
		at := "/kk/office/news/" + id
		said := func(code int, body string, into any) {
			t.Helper()
			if code != http.StatusOK {
				t.Fatalf("%d %s", code, body)
			}
			check(t, json.Unmarshal([]byte(body), into))
		}
		var seen struct {
			HTML  string
			Wrong []string
		}
		d.as(o.editor)
		code, _, body := d.post("/kk/office/news/preview", "text", "**Он екі**\n\n![](media:x)\n\n::show /kk/none\n\n::chart x", "lang", "kk")
		said(code, body, &seen)
		if !strings.Contains(seen.HTML, "<strong>Он екі</strong>") || len(seen.Wrong) != 3 || !strings.Contains(seen.Wrong[1], "/kk/none") || !strings.Contains(seen.Wrong[2], "::chart") {
			t.Errorf("%+v", seen)
		}
		if code, _, _ := d.post("/kk/office/news/preview", "text", strings.Repeat("ә", newsroom.MaxText+1)); code != http.StatusRequestEntityTooLarge {
			t.Errorf("a text too long is shown: %d", code)
		}
		var kept struct{ Others, Newer string }
		code, _, body = d.post(at+"/autosave", "base", "1", "title", "Т", "text", "менікі")
		said(code, body, &kept)
		if kept.Others != "" || kept.Newer != "" {
			t.Errorf("%+v", kept)
		}
		d.as(o.chief)
		code, _, body = d.post(at+"/autosave", "base", "1", "title", "Т", "text", "онікі")
		said(code, body, &kept)
		if !strings.Contains(kept.Others, "editor") || kept.Newer != "" {
			t.Errorf("the other one isn't noticed: %+v", kept)
		}
		d.goes(at, "base", "1", "title", words.Title, "lead", words.Lead, "text", "онікі", "tags", "")
		d.as(o.editor)
		code, _, body = d.post(at+"/autosave", "base", "1", "title", "Т", "text", "менікі тағы")
		said(code, body, &kept)
		if kept.Newer == "" {
			t.Error("a newer revision isn't noticed")
		}
		if page := d.page(at + "?saved=yes"); !strings.Contains(page, "менікі тағы") {
			t.Error("what saved itself isn't there")
		}
		for _, bad := range [][]string{{"base", "x"}, {"base", "0"}, {"base", "1", "text", "a\x00b"}, {"base", "1", "text", "a\xffb"}} {
			if code, _, _ := d.post(at+"/autosave", bad...); code != http.StatusUnprocessableEntity {
				t.Errorf("%q: %d", bad, code)
			}
		}
		d.as(o.stranger)
		if code, _, _ := d.post(at+"/autosave", "base", "1", "text", "өзге"); code != http.StatusNotFound {
			t.Errorf("another body saves: %d", code)
		}
		d.seat = nil
		for _, path := range []string{at + "/autosave", "/kk/office/news/preview"} {
			if code, _, _ := d.post(path, "base", "1", "text", "x"); code != http.StatusUnauthorized {
				t.Errorf("%s for everybody: %d", path, code)
			}
		}
	})
}

// hostile are texts that ran in one program or another: the kinds of OWASP's
// cheat sheet on filter evasion, in words of our own.
var hostile = []string{
	`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `<svg/onload=alert(1)>`, `<iframe srcdoc="<script>alert(1)</script>">`,
	`<a href="javascript:alert(1)">x</a>`, `[x](javascript:alert(1))`, `[x](JaVaScRiPt:alert(1))`, "[x](java\nscript:alert(1))", `[x](javascript&colon;alert(1))`,
	`[x](data:text/html;base64,PHNjcmlwdD4=)`, `[x](vbscript:msgbox(1))`, `![x](javascript:alert(1))`, `![x" onerror="alert(1)](media:x)`,
	`![x](media:x "t\" onload=\"alert(1)")`, `<https://x" onclick="alert(1)>`, `[x]: javascript:alert(1)` + "\n\n[x]", `<details open ontoggle=alert(1)>`,
	"```<script>\nalert(1)\n```", `<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`, `<style>@import 'http://x'</style>`,
	`::show "><script>alert(1)</script>`, `::show javascript:alert(1)`, `::show //evil.example/x`, `::show /kk/../../x`, `:: <b>`, `<base href=//x>`, `<!--<img src="--><img src=x onerror=alert(1)//">`,
	"| a |\n| - |\n| <script>alert(1)</script> |", `[^1]` + "\n\n[^1]: <script>alert(1)</script>", `# <script>alert(1)</script>`, "\u202e<script>", `&lt;script&gt;alert(1)&lt;/script&gt;`,
}

// runs reports whether markup would act.
func runs(html string) string {
	low := strings.ToLower(html)
	for _, bad := range []string{"<script>alert", "<img src=x", "<img src onerror", "<svg", "<iframe", "<style", "<base", "<form>", "<details open", `href="javascript:`, `href="data:`, `href="vbscript:`, `href="//`, `" onclick="`, `" onload="`, `" onerror="`, `src="javascript:`} {
		if strings.Contains(low, bad) {
			return bad
		}
	}
	return ""
}

// TestHostileEditor sends what would run through the preview and what saves by
// itself, and looks at what each gives back.
func TestHostileEditor(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.Newsroom.Within = func(_ context.Context, _ i18n.Lang, path string) (newsroom.Within, error) {
			return newsroom.Within{}, fault.NotFound
		}
		d := o.site()
		d.as(o.editor)
		id := o.draft(words)
		at := "/kk/office/news/" + id
		for _, bad := range hostile {
			code, _, body := d.post("/kk/office/news/preview", "text", bad, "lang", bad)
			var seen struct{ HTML string }
			if err := json.Unmarshal([]byte(body), &seen); code != http.StatusOK || err != nil {
				t.Fatalf("%q: %d %v", bad, code, err)
			}
			if found := runs(seen.HTML); found != "" {
				t.Errorf("the preview of %q has %s: %s", bad, found, seen.HTML)
			}
			if strings.ContainsAny(body, "<>") {
				t.Errorf("the answer to %q could be taken for markup", bad)
			}
			if code, _, body := d.post(at+"/autosave", "base", "1", "title", bad, "lead", bad, "text", bad, "tags", bad); code != http.StatusOK || strings.ContainsAny(body, "<>") {
				t.Errorf("%q: %d %s", bad, code, body)
			}
			page := d.page(at + "?saved=yes")
			main := page[strings.Index(page, "<main"):strings.Index(page, "</main>")]
			for _, mark := range []string{"<script", "<img src=x", "<iframe", `onerror="`} {
				if strings.Contains(main, mark) {
					t.Errorf("the editor with %q has %s", bad, mark)
				}
			}
		}
	})
}

// TestWithin: what another area has is shown in a text by its address, and an
// address that has nothing is refused before anybody reads the text.
func TestWithin(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		var asked []string
		o.Newsroom.Within = func(_ context.Context, l i18n.Lang, path string) (newsroom.Within, error) {
			asked = append(asked, string(l)+path)
			switch path {
			case "/index/2019/KAZ":
				return newsroom.Within{Title: "Индекс", Text: "34 балл", Href: "/kk/index/2019/KAZ", Link: "Кестесі", Chart: "/kk/index/2019/KAZ/chart.svg", Width: 640, High: 360}, nil
			case "/monitoring/1":
				return newsroom.Within{Title: "Пандус <жоқ>", Text: "Кіреберіс", State: "Жойылды", Href: "/kk/monitoring/1"}, nil
			}
			return newsroom.Within{}, fault.NotFound
		}
		d := o.site()
		w := words
		w.Text = "::show https://adal.example/kk/index/2019/KAZ\n\n::show /monitoring/1\n\n::show /ru/monitoring/2"
		id := o.draft(w)
		wants(t, o.Submit(t.Context(), o.editor, id), "newsroom.within-nothing")
		w.Text = strings.TrimSuffix(w.Text, "\n\n::show /ru/monitoring/2")
		_, err := o.Save(t.Context(), o.editor, id, 1, w, "")
		check(t, err)
		o.publish(id, time.Time{})
		page := d.page("/kk" + o.only().Path())
		for _, want := range []string{
			`<img src="/kk/index/2019/KAZ/chart.svg" width="640" height="360" alt="34 балл"`, `<a href="/kk/index/2019/KAZ">Кестесі</a>`,
			`<a href="/kk/monitoring/1"><strong>Пандус &lt;жоқ&gt;</strong></a>`, "<span>Жойылды</span>",
		} {
			if !strings.Contains(page, want) {
				t.Errorf("the page has no %s", want)
			}
		}
		o.Newsroom.Within = func(context.Context, i18n.Lang, string) (newsroom.Within, error) {
			return newsroom.Within{}, fault.NotFound
		}
		o.Newsroom.Changed()
		if page = d.page("/kk" + o.only().Path()); !strings.Contains(page, `<a href="/kk/monitoring/1">`) {
			t.Error("what is gone left nothing to follow")
		}
	})
}
