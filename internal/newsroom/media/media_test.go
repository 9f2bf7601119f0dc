package media_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/newsroom/media"

	"github.com/google/go-cmp/cmp"
)

// TestAdd adds a picture: what is kept has nothing that was hidden in it, and the
// same file is the same picture.
func TestAdd(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id := h.put(1, alts)
		p, err := h.Get(t.Context(), h.editor, id)
		check(t, err)
		if p.Width != 1000 || p.Height != 500 || p.Alt.RU != "Площадь в Актау" || p.Name != "photo1.jpg" || len(p.Served) != 32 || p.Served == p.Hash[:32] {
			t.Errorf("%+v", p)
		}
		rows, err := h.DB.Pool().QueryContext(t.Context(), `SELECT width, kind, bytes FROM picture_size ORDER BY width, kind`)
		check(t, err)
		defer rows.Close()
		var got []string
		for rows.Next() {
			var width, kind string
			var b []byte
			check(t, rows.Scan(&width, &kind, &b))
			got = append(got, width+"."+kind)
			if bytes.Contains(b, []byte(secret)) {
				t.Errorf("%s.%s still has what was hidden", width, kind)
			}
		}
		check(t, rows.Err())
		if d := cmp.Diff([]string{"400.jpg", "400.webp", "800.jpg", "800.webp", "1000.jpg", "1000.webp"}, got); d != "" {
			t.Error(d)
		}
		if again := h.put(1, media.Said{}); again != id || h.count(`SELECT COUNT(*) FROM picture`) != 1 {
			t.Error("the same file became another picture")
		}
		if n := h.count(`SELECT COUNT(*) FROM register_staged`); n != 1 {
			t.Errorf("the register has %d entries of it", n)
		}
	})
}

// TestNotAdded refuses what can't be kept, and then keeps nothing of it.
func TestNotAdded(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		good := media.File{Name: "a.jpg", Data: photo(t, 20, 20, 1)}
		long := strings.Repeat("ә", media.MaxAlt+1)
		for _, c := range []struct {
			facts       media.Facts
			said        media.Said
			files       []media.File
			field, word string
		}{
			{own, alts, nil, "file", "media.file-missing"},
			{own, alts, []media.File{good, {Name: `C:\x\page.jpg`, Data: []byte("<script>")}}, "file", "media.file-refused"},
			{own, alts, []media.File{good, {Name: "half.jpg", Data: good.Data[:len(good.Data)/2]}}, "file", "media.file-refused"},
			{media.Facts{Licence: "own"}, alts, []media.File{good}, "source", "media.source-missing"},
			{media.Facts{Source: "x", Licence: "stolen"}, alts, []media.File{good}, "licence", "media.licence-missing"},
			{own, media.Said{Alt: i18n.Text{RU: long}}, []media.File{good}, "alt-ru", "media.too-long"},
		} {
			_, err := h.Add(t.Context(), h.editor, c.facts, c.said, c.files...)
			wants(t, err, c.field, c.word)
		}
		if n := h.count(`SELECT COUNT(*) FROM picture`) + h.count(`SELECT COUNT(*) FROM picture_size`); n != 0 {
			t.Errorf("%d rows were kept", n)
		}
		_, err := h.Add(t.Context(), h.editor, own, alts, media.File{Name: "C:\\x\\pa\x00ge\u202e.jpg", Data: []byte("<script>")})
		if f := fault.Fields(err); len(f) != 1 || f[0].Args[0] != "page.jpg" || f[0].Args[1] != "pictures.no-picture" {
			t.Errorf("the fault is %+v", f)
		}
	})
}

// TestSay: a picture is described in Kazakh first, and usable in the languages in
// which it is.
func TestSay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.put(1, media.Said{})
		usable := func(l i18n.Lang, ids ...string) (err error) {
			check(t, h.DB.Read(ctx, func(tx *db.Tx) error { err = h.Usable(ctx, tx, l, ids); return nil }))
			return err
		}
		wants(t, usable(i18n.KK, "", id), "text", "media.undescribed-kk")
		wants(t, usable(i18n.KK, "nowhere"), "text", "media.gone")
		wants(t, h.Say(ctx, h.editor, id, own, media.Said{Alt: i18n.Text{RU: "Площадь"}}), "alt-kk", "media.alt-missing")
		check(t, h.Say(ctx, h.editor, id, own, alts))
		check(t, usable(i18n.KK, id, ""))
		check(t, usable(i18n.RU, id))
		wants(t, usable(i18n.EN, id), "text", "media.undescribed-en")
		for _, who := range []struct {
			name string
			do   func(context.Context) error
		}{
			{"read", func(ctx context.Context) error { _, err := h.Get(ctx, h.stranger, id); return err }},
			{"said", func(ctx context.Context) error { return h.Say(ctx, h.stranger, id, own, alts) }},
			{"withdrawn", func(ctx context.Context) error { return h.Withdraw(ctx, h.stranger, id, "себебі бар", true) }},
		} {
			if err := who.do(ctx); fault.Of(err) != fault.NotFound {
				t.Errorf("another body's seat has %s it: %v", who.name, err)
			}
		}
	})
}

// TestFind finds by what was said in any language and case.
func TestFind(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		first, second := h.put(1, alts), h.put(2, media.Said{Alt: i18n.Text{KK: "Порт"}})
		for query, want := range map[string][]string{
			"": {second, first}, "АЛАҢ": {first}, "актау площадь": {first}, "photo2": {second}, "порт алаң": nil, "тілші": {second, first},
		} {
			found, more, err := h.Find(t.Context(), h.editor, query, 0)
			check(t, err)
			var got []string
			for _, p := range found {
				got = append(got, p.ID)
			}
			if d := cmp.Diff(want, got); d != "" || more {
				t.Errorf("%q: %s", query, d)
			}
		}
		if found, _, err := h.Find(t.Context(), h.stranger, "", 0); err != nil || len(found) != 0 {
			t.Errorf("another body's seat sees %d, %v", len(found), err)
		}
		if found, more, err := h.Find(t.Context(), h.editor, "", 7); err != nil || len(found) != 0 || more {
			t.Errorf("a page that isn't there: %d, %v", len(found), err)
		}
	})
}

// TestFigure is what a text shows: each size in both formats, the better one
// first, with what is said in its language.
func TestFigure(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id := h.put(1, alts)
		p, err := h.Get(t.Context(), h.editor, id)
		check(t, err)
		f, ok := h.Figure(t.Context(), i18n.RU, false, id)
		at := "/media/" + p.Served
		if !ok || f.Src != at+"/800.jpg" || f.Width != 800 || f.Height != 400 || f.Alt != "Площадь в Актау" || f.Caption != "Алаң" {
			t.Errorf("%+v", f)
		}
		if want := at + "/400.webp 400w, " + at + "/800.webp 800w, " + at + "/1000.webp 1000w"; f.Sources[0].Srcset != want || f.Sources[0].Type != "image/webp" {
			t.Errorf("%+v", f.Sources)
		}
		if f, ok = h.Figure(t.Context(), i18n.KK, true, id); !ok || f.Src != "/kk/office/media/"+id+"/800.jpg" {
			t.Errorf("for the office: %+v", f)
		}
		if _, ok := h.Figure(t.Context(), i18n.KK, false, "nowhere"); ok {
			t.Error("there is a picture that isn't there")
		}
	})
}
