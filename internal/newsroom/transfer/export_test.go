package transfer_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"adal/internal/db"
	"adal/internal/i18n"
	"adal/internal/newsroom"
	"adal/internal/newsroom/transfer"
)

// files takes an export into memory.
type files fstest.MapFS

func (f files) File(name string, content []byte) error {
	f[name] = &fstest.MapFile{Data: bytes.Clone(content)}
	return nil
}

// fill gives a newsroom everything that it can have: a site that was taken over, an
// article in three languages with corrections, one that was withdrawn, a renamed
// one, drafts, one for later.
func (o *office) fill() {
	o.t.Helper()
	ctx := o.t.Context()
	s := settings
	s.Rubric = "society"
	check(o.t, o.Take(ctx, o.editor, o.plan(site(o.t), uploads(o.t), s)))
	publish := func(id string, at time.Time) {
		check(o.t, o.News.Submit(ctx, o.editor, id))
		check(o.t, o.News.Approve(ctx, o.chief, id))
		check(o.t, o.News.Publish(ctx, o.chief, id, at))
	}
	w := newsroom.Words{Title: "Жаңа мақала", Lead: "Кіріспе\nекі жолда", Text: "Бір.\n\n+++\n\n```\nа\n+++\nб\n```", Tags: []string{"штаб", "Ақтау"}}
	facts := newsroom.Facts{Rubric: "law", Byline: newsroom.BySeat}
	id, err := o.News.Draft(ctx, o.editor, facts, i18n.KK, w)
	check(o.t, err)
	publish(id, time.Time{})
	w.Text += "\n\nТүзетілді."
	_, err = o.News.Save(ctx, o.editor, id, 1, w, "")
	check(o.t, err)
	check(o.t, o.News.Submit(ctx, o.editor, id))
	check(o.t, o.News.Approve(ctx, o.chief, id))
	check(o.t, o.News.Correct(ctx, o.chief, id, "Сан түзетілді"))
	check(o.t, o.News.Rename(ctx, o.chief, id, "basqa-mekenzhai"))
	ru := newsroom.Words{Title: "Новая статья", Lead: "Вводка", Text: "Один."}
	ruID, err := o.News.Translate(ctx, o.editor, id, i18n.RU, ru)
	check(o.t, err)
	publish(ruID, time.Time{})
	check(o.t, o.News.Withdraw(ctx, o.chief, ruID, "Ошибка в источнике"))
	_, err = o.News.Translate(ctx, o.editor, id, i18n.EN, newsroom.Words{Title: "A new article", Text: "One."})
	check(o.t, err)
	w.Text += "\n\nӘлі жазылып жатыр."
	_, err = o.News.Save(ctx, o.editor, id, 2, w, "")
	check(o.t, err)
	later, err := o.News.Draft(ctx, o.editor, facts, i18n.KK, newsroom.Words{Title: "Ертеңгі", Lead: "Кіріспе", Text: "Мәтін."})
	check(o.t, err)
	publish(later, time.Now().Add(48*time.Hour))
}

// TestRoundTrip gives everything out, reads it back into an empty newsroom, and
// gives it out again: it is the same but for the numbers.
func TestRoundTrip(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.fill()
		first := files{}
		check(t, o.Export(ctx, "", first))
		for _, name := range []string{"export.json", "moved.json"} {
			if first[name] == nil {
				t.Errorf("there is no %s", name)
			}
		}
		other := newOffice(t, fresh(t))
		p, err := other.ReadBack(ctx, fstest.MapFS(first))
		check(t, err)
		t.Cleanup(func() { check(t, p.Close()) })
		if got, want := fmt.Sprint(p.Articles, p.Texts, p.Report.Drafts, p.Pictures, p.Known), "4 7 2 1 0"; got != want {
			t.Errorf("it comes to %s, want %s", got, want)
		}
		check(t, other.Take(ctx, other.editor, p))
		second := files{}
		check(t, other.Export(ctx, "", second))
		if a, b := essence(t, first), essence(t, second); a != b {
			t.Errorf("it went out as\n%s\nand came back as\n%s", a, b)
		}
		// Readers find it where it was, what was withdrawn with its reason.
		for _, old := range []string{"/?p=101", "/2020/03/06/brifing"} {
			if to, err := other.News.MovedTo(ctx, old); err != nil || to != "/kk/news/2020/03/shtabtyn-algashqy-brifingi" {
				t.Errorf("%s leads to %q: %v", old, to, err)
			}
		}
		now := time.Now().In(o.News.Book.Zone)
		a, _, err := other.News.Article(ctx, i18n.KK, now.Year(), int(now.Month()), "basqa-mekenzhai")
		check(t, err)
		if a.Version != 2 || a.Versions[0].Note != "Сан түзетілді" || a.Author != "editor" || a.Source != "adal.example" {
			t.Errorf("%+v", a)
		}
		if ru, _, err := other.News.Article(ctx, i18n.RU, now.Year(), int(now.Month()), "novaya-statya"); err != nil || ru.Withdrawn != "Ошибка в источнике" {
			t.Errorf("%+v %v", ru, err)
		}

		// A second time it changes nothing, neither there nor where it came from.
		for _, at := range []*office{other, o} {
			p, err := at.ReadBack(ctx, fstest.MapFS(first))
			check(t, err)
			if p.Texts != 0 || p.Known != 7 {
				t.Errorf("the second time: %+v", p.Report)
			}
			check(t, p.Close())
		}
	})
}

// fresh is another database.
func fresh(t *testing.T) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), path.Join(t.TempDir(), "other.db"))
	check(t, err)
	t.Cleanup(func() { check(t, d.Close()) })
	return d
}

// essence is an export without what each installation gives anew: ids, numbers, and
// that a text came from elsewhere.
func essence(t *testing.T, f files) string {
	t.Helper()
	var all []string
	for name, file := range f {
		if path.Base(name) != "article.json" {
			continue
		}
		var a map[string]any
		check(t, json.Unmarshal(file.Data, &a))
		delete(a, "id")
		delete(a, "source")
		a["picture"] = a["picture"] != nil
		for _, one := range a["texts"].([]any) {
			text := one.(map[string]any)
			text["translated_from"] = text["translated_from"] != nil
			for _, key := range []string{"id", "number", "views_before_by"} {
				delete(text, key)
			}
			if text["state"] == "correcting" || text["state"] == "checked" {
				text["state"] = "published"
			}
			for _, version := range append(text["versions"].([]any), text["draft"]) {
				if v, ok := version.(map[string]any); ok {
					file := f[path.Join(path.Dir(name), v["file"].(string))]
					_, body, _ := strings.Cut(string(file.Data), "\n+++\n")
					v["says"] = body
				}
			}
		}
		text, err := json.MarshalIndent(a, "", " ")
		check(t, err)
		all = append(all, string(text))
	}
	for name, file := range f {
		if strings.HasPrefix(name, "pictures/") && path.Ext(name) == ".json" {
			var p map[string]any
			check(t, json.Unmarshal(file.Data, &p))
			delete(p, "file_sha256") // it was made of its pixels once more
			text, err := json.Marshal(p)
			check(t, err)
			all = append(all, string(text))
		}
	}
	slices.Sort(all)
	return strings.Join(append(all, string(f["moved.json"].Data)), "\n")
}

// TestTampered refuses an export in which anything was changed.
func TestTampered(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		o.fill()
		whole := files{}
		check(t, o.Export(ctx, "", whole))
		other := newOffice(t, fresh(t))
		find := func(end string) string {
			for name := range whole {
				if strings.HasSuffix(name, end) {
					return name
				}
			}
			t.Fatalf("there is no %s", end)
			return ""
		}
		text, picture := find("kk.1.md"), find(".jpg")
		for name, c := range map[string]struct {
			change func(f files)
			word   string
		}{
			"a changed text":    {func(f files) { f.File(text, append(bytes.Clone(f[text].Data), "x"...)) }, "transfer.file-changed"},
			"a missing text":    {func(f files) { delete(f, text) }, "transfer.file-missing"},
			"a changed picture": {func(f files) { f.File(picture, photo(t, 3)) }, "transfer.file-changed"},
			"another format":    {func(f files) { f.File("export.json", []byte(`{"format":"other/1"}`)) }, "transfer.not-export"},
			"no head":           {func(f files) { f.File(text, []byte("Мәтін.\n")) }, "transfer.file-wrong"},
			"a huge text":       {func(f files) { f.File(text, bytes.Repeat([]byte("a"), 2<<20)) }, "transfer.file-wrong"},
			"a way out": {func(f files) {
				a := find("article.json")
				f.File(a, regexpReplace(f[a].Data, `"file": "`, `"file": "../../../`))
			}, "transfer.file-wrong"},
			"a foreign move":   {func(f files) { f.File("moved.json", []byte(`[{"address":"/x","path":"//evil.example"}]`)) }, "transfer.file-wrong"},
			"an unknown field": {func(f files) { f.File("moved.json", []byte(`[{"addres":"/x"}]`)) }, "transfer.file-wrong"},
			"nothing":          {func(f files) { clear(f) }, "transfer.file-missing"},
		} {
			t.Run(name, func(t *testing.T) {
				f := files{}
				for name, file := range whole {
					f[name] = file
				}
				c.change(f)
				p, err := other.ReadBack(ctx, fstest.MapFS(f))
				wants(t, err, c.word)
				if err == nil {
					check(t, p.Close())
				}
			})
		}
		if n := other.count("article"); n != 0 {
			t.Errorf("%d articles were taken over", n)
		}
	})
}

func regexpReplace(data []byte, old, now string) []byte {
	return bytes.ReplaceAll(data, []byte(old), []byte(now))
}

// TestSinks writes the same files into a folder and a zip file.
func TestSinks(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.fill()
		memory := files{}
		dir := path.Join(t.TempDir(), "new")
		var packed bytes.Buffer
		z := transfer.NewZip(&packed)
		for _, to := range []transfer.Sink{memory, transfer.Folder(dir), z} {
			check(t, o.Export(t.Context(), "nr", to))
		}
		check(t, z.Close())
		unpacked, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
		check(t, err)
		for name, file := range memory {
			for from, fsys := range map[string]fs.FS{"folder": os.DirFS(dir), "zip": unpacked} {
				got, err := fs.ReadFile(fsys, name)
				if err != nil || !bytes.Equal(got, file.Data) {
					t.Errorf("%s in the %s: %v", name, from, err)
				}
			}
		}
		none := files{}
		check(t, o.Export(t.Context(), "ac", none))
		if len(none) != 2 {
			t.Errorf("a body without news gives out %d files", len(none))
		}
	})
}
