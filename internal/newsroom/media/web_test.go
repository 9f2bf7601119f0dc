package media_test

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg"
	"regexp"
	"strings"
	"testing"
	"time"

	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/newsroom"
	"adal/internal/newsroom/media"
)

// TestJourney is the life of a picture: nobody but a seat sees it until a text
// with it is public, and nobody at all when it is withdrawn.
func TestJourney(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		inText, above := h.put(1, alts), h.put(2, media.Said{})
		one, err := h.Get(ctx, h.editor, inText)
		check(t, err)
		two, err := h.Get(ctx, h.editor, above)
		check(t, err)
		id := h.write("Мәтін.\n\n![Алаң мен адамдар](media:"+inText+")\n\nСоңы.", above)
		wants(t, h.news.Submit(ctx, h.editor, id), "text", "media.undescribed-kk")
		check(t, h.Say(ctx, h.editor, above, own, alts))
		check(t, h.news.Submit(ctx, h.editor, id))
		check(t, h.news.Approve(ctx, h.chief, id))
		h.get("/media/"+one.Served+"/800.jpg", 404)
		h.get("/kk/office/media/"+inText+"/800.jpg", 401)
		h.seat = &h.editor
		if w := h.get("/kk/office/media/"+inText+"/800.jpg", 200); w.Header().Get("Cache-Control") != "private, no-store" {
			t.Errorf("what isn't public may be kept by others: %v", w.Header())
		}
		h.seat = nil
		check(t, h.news.Publish(ctx, h.chief, id, time.Time{}))
		for _, served := range []string{one.Served, two.Served} {
			for file, kind := range map[string]string{"400.jpg": "image/jpeg", "1000.webp": "image/webp"} {
				w := h.get("/media/"+served+"/"+file, 200)
				if hd := w.Header(); hd.Get("Content-Type") != kind || hd.Get("Cache-Control") != "public, max-age=31536000, immutable" || hd.Get("X-Content-Type-Options") != "nosniff" {
					t.Errorf("%s: %v", file, hd)
				}
				if c, _, err := image.DecodeConfig(w.Body); err != nil || fmt.Sprint(c.Width) != strings.Split(file, ".")[0] {
					t.Errorf("%s has %d, %v", file, c.Width, err)
				}
			}
		}
		for _, path := range []string{"/media/" + one.Served + "/800.png", "/media/" + one.Served + "/0800.jpg", "/media/" + one.Served + "/801.jpg", "/media/" + one.Served + "/jpg", "/media/x/800.jpg", "/media/" + one.Hash + "/800.jpg"} {
			h.get(path, 404)
		}
		page := h.article()
		for _, want := range []string{
			`<figure class="above"><picture><source type="image/webp" srcset="/media/` + two.Served + `/400.webp 400w,`, `alt="Ақтаудағы алаң" decoding="async"`, "<figcaption>Алаң · Редакция</figcaption>",
			`<img src="/media/` + one.Served + `/800.jpg" width="800" height="400" alt="Алаң мен адамдар" loading="lazy" decoding="async">`,
		} {
			if !strings.Contains(page, want) {
				t.Errorf("the page has no %s:\n%s", want, regexp.MustCompile(`(?s)<article.*</article>`).FindString(page))
			}
		}
		h.withdraw(inText, one)
	})
}

// article is the page of the one article.
func (h *house) article() string {
	h.t.Helper()
	all, err := h.news.News(h.t.Context(), newsroom.Filter{Lang: i18n.KK, Limit: 2})
	check(h.t, err)
	if len(all) != 1 {
		h.t.Fatalf("%d articles", len(all))
	}
	return h.get("/kk"+all[0].Path(), 200).Body.String()
}

// withdraw withdraws a picture that a public text has.
func (h *house) withdraw(id string, p media.Picture) {
	h.t.Helper()
	ctx := h.t.Context()
	wants(h.t, h.Withdraw(ctx, h.editor, id, "Бала көрінеді", false), "sure", "media.is-public")
	for _, wrong := range []string{" ", "Құқығы жоқ\x00", "Құқығы \xd0"} {
		wants(h.t, h.Withdraw(ctx, h.editor, id, wrong, true), "reason", "media.reason-missing")
	}
	h.get("/media/"+p.Served+"/800.jpg", 200)
	check(h.t, h.Withdraw(ctx, h.editor, id, "Бала көрінеді", true))
	h.get("/media/"+p.Served+"/800.jpg", 404)
	if page := h.article(); strings.Contains(page, p.Served) || !strings.Contains(page, "Алаң мен адамдар") {
		h.t.Error("the page still has the picture, or not what it showed")
	}
	if n := h.count(`SELECT COUNT(*) FROM picture_size WHERE picture = '` + id + `'`); n != 0 {
		h.t.Errorf("%d sizes are still there", n)
	}
	if err := h.Withdraw(ctx, h.editor, id, "тағы да", true); fault.Of(err) != fault.Conflict {
		h.t.Errorf("it was withdrawn twice: %v", err)
	}
	_, err := h.Add(ctx, h.editor, own, alts, media.File{Name: "again.jpg", Data: photo(h.t, 1000, 500, 1)})
	wants(h.t, err, "file", "media.file-withdrawn")
}

// TestOldVersions: what a version had that was public is seen with it, until the
// article is withdrawn.
func TestOldVersions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		pic := h.put(1, alts)
		p, err := h.Get(ctx, h.editor, pic)
		check(t, err)
		id := h.write("![Алаң](media:"+pic+")", "")
		check(t, h.news.Submit(ctx, h.editor, id))
		check(t, h.news.Approve(ctx, h.chief, id))
		check(t, h.news.Publish(ctx, h.chief, id, time.Time{}))
		_, err = h.news.Save(ctx, h.editor, id, 1, newsroom.Words{Title: "Алаң туралы", Lead: "Қысқаша.", Text: "Суретсіз."}, "")
		check(t, err)
		check(t, h.news.Submit(ctx, h.editor, id))
		check(t, h.news.Approve(ctx, h.chief, id))
		check(t, h.news.Correct(ctx, h.chief, id, "Сурет алынды"))
		h.get("/media/"+p.Served+"/800.jpg", 200)
		uses, err := h.Uses(ctx, h.editor, pic)
		check(t, err)
		if len(uses) != 1 || !uses[0].Public || uses[0].Docket != id || uses[0].Title != "Алаң туралы" {
			t.Errorf("it is used in %+v", uses)
		}
		check(t, h.news.Withdraw(ctx, h.chief, id, "Қате болды"))
		h.get("/media/"+p.Served+"/800.jpg", 404)
	})
}

// TestPages works with the library over its pages alone.
func TestPages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.get("/kk/office/media", 401)
		h.send(401, map[string][]byte{"a.jpg": photo(t, 30, 20, 1)})
		h.seat = &h.editor
		if page := h.get("/kk/office/media", 200).Body.String(); !strings.Contains(page, "Сурет жоқ") {
			t.Error("an empty library says nothing")
		}
		page := h.send(422, map[string][]byte{"page.jpg": []byte("<html>")}, "source", "Тілші <b>", "licence", "own", "taken", "2026-03-06").Body.String()
		for _, want := range []string{"«page.jpg» алынбады. Файл сурет емес", "Тілші &lt;b&gt;", `value="2026-03-06"`, `<option value="own" selected>`} {
			if !strings.Contains(page, want) {
				t.Errorf("the form has no %s", want)
			}
		}
		h.send(422, map[string][]byte{"a.jpg": photo(t, 30, 20, 1)}, "source", "Тілші", "licence", "own", "taken", "кеше")
		h.send(422, nil, "source", "Тілші", "licence", "own")
		to := h.send(303, map[string][]byte{"a.jpg": photo(t, 600, 300, 1)}, "source", "Тілші", "licence", "own").Header().Get("Location")
		at := strings.TrimSuffix(to, "?done=added")
		if page := h.get(to, 200).Body.String(); !strings.Contains(page, "(media:"+at[len("/kk/office/media/"):]+")") || !strings.Contains(page, `width="400" height="200"`) {
			t.Error("the page doesn't say how to put it into a text")
		}
		if page := h.post(at, 422, "source", "Тілші", "licence", "own", "caption-ru", "Подпись", "alt-kk", "").Body.String(); !strings.Contains(page, "Подпись") || !strings.Contains(page, "қазақша жазыңыз") {
			t.Error("what was written is lost, or nobody says what is wrong")
		}
		h.post(at, 303, "source", "Тілші", "licence", "cc-by", "alt-kk", `Алаң "x"`)
		if page := h.get("/kk/office/media?q=алаң", 200).Body.String(); !strings.Contains(page, "Алаң &#34;x&#34;") || !strings.Contains(page, "орысша сипаттамасы жоқ") {
			t.Error("it isn't found")
		}
		h.send(303, map[string][]byte{"b.jpg": photo(t, 30, 20, 2), "c.jpg": photo(t, 30, 20, 3)}, "source", "Тілші", "licence", "own")
		if page := h.get("/ru/office/media", 200).Body.String(); strings.Count(page, "<img ") != 3 {
			t.Error("not all are listed")
		}
		h.post(at+"/withdraw", 422, "reason", "")
		h.post(at+"/withdraw", 303, "reason", "Қате сурет")
		if page := h.get(at+"?done=withdrawn", 200).Body.String(); !strings.Contains(page, "Қате сурет") || strings.Contains(page, "<figure") {
			t.Error("the page of a withdrawn picture")
		}
		h.seat = &h.stranger
		h.get(at, 404)
		h.get(at+"/400.jpg", 404)
	})
}

// TestPreview: who writes sees pictures before anybody else does.
func TestPreview(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		pic := h.put(1, alts)
		h.seat = &h.editor
		page := h.post("/kk/office/news", 200, "do", "preview", "lang", "kk", "text", "![Алаң](media:"+pic+")").Body.Bytes()
		if !bytes.Contains(page, []byte(`src="/kk/office/media/`+pic+`/800.jpg"`)) {
			t.Error("the preview doesn't show it")
		}
	})
}
