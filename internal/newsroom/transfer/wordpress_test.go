package transfer_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"adal/internal/db"
	"adal/internal/i18n"
	"adal/internal/markdown"
	"adal/internal/markdown/hostile"
	"adal/internal/newsroom"
	"adal/internal/newsroom/transfer"
	"adal/internal/newsroom/wxr"
)

// TestTakeOver brings a site in: its article in two languages with the day, the
// author, the count, the picture and every older address, and its draft.
func TestTakeOver(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		p := o.plan(site(t), uploads(t), settings)
		if got, want := fmt.Sprint(p.Articles, p.Texts, p.Report.Drafts, p.Pictures, p.Known, len(p.Refused)), "2 3 1 1 0 1"; got != want {
			t.Fatalf("the plan has %s, want %s: %v", got, want, p.Refused)
		}
		// The draft has no category: somebody has to say what it is.
		if got := said(p.Refused); !slices.Equal(got, []string{"#104 transfer.rubric-missing"}) {
			t.Errorf("refused: %v", got)
		}
		wants(t, o.Take(ctx, o.editor, p), "transfer.refused-something")
		if n := o.count("article"); n != 0 {
			t.Fatalf("a refused file left %d articles", n)
		}
		s := settings
		s.Rubric = "society"
		p = o.plan(site(t), uploads(t), s)
		if got, want := said(p.Notes), []string{"#101 transfer.dropped", "#102 transfer.lead-first", "#104 transfer.lead-made", "#101 transfer.above-undescribed"}; !same(got, want) {
			t.Errorf("noted: %v", got)
		}
		if err := o.Take(ctx, o.stranger, p); err == nil {
			t.Error("a seat of another body took it over")
		}
		check(t, o.Take(ctx, o.editor, p))

		a, _, err := o.News.Article(ctx, i18n.KK, 2020, 3, "shtabtyn-algashqy-brifingi")
		check(t, err)
		if a.Published.UTC().Format("2006-01-02T15:04:05Z") != "2020-03-06T04:30:00Z" || a.Author != "Ескі редакция" || a.Rubric != "regions" || a.Publication.Region != "KZ-47" ||
			a.Lead != "Штаб мүшелері жұмыс жоспарын таныстырды." || a.Source != "older.example" || len(a.Others) != 2 || len(a.Tags) != 1 || a.Version != 1 {
			t.Errorf("%+v", a)
		}
		media := markdown.Media(a.Text)
		if len(media) != 1 {
			t.Fatalf("its pictures are %v", media)
		}
		want := "Брифинг **Ақтауда** өтті[^1].\n\n## Жоспар\n\n![Залда отырған адамдар](media:" + media[0] + " \"Брифинг залы\")\n\n| Бағыт | Мерзім |\n|---|---|\n| Ағарту | 2020 жыл |\n\nБұрынғы хабар [осында](/2020/02/20/top-quryldy/).\n\n[^1]: Антикор орталығында."
		if a.Text != want {
			t.Errorf("it says\n%s\nnot\n%s", a.Text, want)
		}
		for _, err := range markdown.Lint(a.Text) {
			t.Errorf("it couldn't be published: %v", err)
		}
		if n, err := o.News.Views.Of(ctx, a.Docket); err != nil || n.Views != 592 || n.Source != "older.example" {
			t.Errorf("%+v %v", n, err)
		}
		at := "/kk" + a.Path()
		for _, old := range []string{"/2020/03/06/alghashqy-brifing/", "/2020/03/06/brifing", "/?p=101", "/index.php?p=101"} {
			to, err := o.News.MovedTo(ctx, old)
			check(t, err)
			if old != "/index.php?p=101" && to != at {
				t.Errorf("%s leads to %q, not %s", old, to, at)
			}
		}
		for old, to := range map[string]string{"/ru/2020/03/06/pervyi-brifing": "/ru/news/2020/03/pervyi-brifing-shtaba", "/category/onirler/": "/kk/news/rubric/regions", "/tag/shtab": "/kk/news/tag/shtab", "/feed/": "/kk/feed.rss"} {
			if got, err := o.News.MovedTo(ctx, old); err != nil || got != to {
				t.Errorf("%s leads to %q, not %s: %v", old, got, to, err)
			}
		}
		for _, old := range []string{"/wp-content/uploads/2020/03/zal.jpg", "/wp-content/uploads/2020/03/zal-1024x683.jpg", "/?attachment_id=103", "/2020/03/06/alghashqy-brifing/zal/"} {
			if got, err := o.News.MovedTo(ctx, old); err != nil || !strings.HasPrefix(got, "/media/") {
				t.Errorf("%s leads to %q: %v", old, got, err)
			}
		}
		o.registered("older.example", a)
	})
}

func same(got, want []string) bool {
	got, want = slices.Clone(got), slices.Clone(want)
	slices.Sort(got)
	slices.Sort(want)
	return slices.Equal(got, want)
}

// registered looks for the act of the whole and that of a text in what waits for
// the register.
func (o *office) registered(source string, a newsroom.Article) {
	o.t.Helper()
	var texts [][]byte
	check(o.t, o.DB.Read(o.t.Context(), func(tx *db.Tx) (err error) {
		texts, err = db.All(o.t.Context(), tx, db.Value[[]byte], `SELECT entry FROM register_staged`)
		return err
	}))
	all := string(bytes.Join(texts, []byte("\n")))
	for _, want := range []string{"import-article", source, a.Docket} {
		if !strings.Contains(all, want) {
			o.t.Errorf("the register has no %s", want)
		}
	}
}

// TestAgain brings the same file in twice, then one in which a text has changed
// and a translation has been added.
func TestAgain(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		s := settings
		s.Rubric = "society"
		check(t, o.Take(ctx, o.editor, o.plan(site(t), uploads(t), s)))
		before := fmt.Sprint(o.count("article"), o.count("publication"), o.count("picture"), o.count("news_moved"), o.count("revision"))
		p := o.plan(site(t), uploads(t), s)
		if p.Known != 3 || p.Articles != 0 || p.Pictures != 0 || len(p.Refused) != 0 {
			t.Errorf("the second plan: %+v", p.Report)
		}
		check(t, o.Take(ctx, o.editor, p))
		if after := fmt.Sprint(o.count("article"), o.count("publication"), o.count("picture"), o.count("news_moved"), o.count("revision")); after != before {
			t.Errorf("the second time made %s of %s", after, before)
		}
		changed := bytes.Replace(site(t), []byte("План представили"), []byte("План обсудили"), 1)
		english := `<item><title>The first briefing</title><link>https://older.example/en/2020/03/06/first/</link><content:encoded><![CDATA[<p>It was in Aktau.</p><p>Done.</p>]]></content:encoded>
			<wp:post_id>110</wp:post_id><wp:post_date_gmt>2020-03-06 06:00:00</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
			<category domain="language" nicename="en">English</category><category domain="post_translations" nicename="pll_5e61f0">x</category></item></channel>`
		changed = bytes.Replace(changed, []byte("</channel>"), []byte(english), 1)
		p = o.plan(changed, uploads(t), s)
		if got := said(p.Notes); p.Known != 2 || p.Articles != 1 || !slices.Contains(got, "#102 transfer.changed-there") {
			t.Errorf("the third plan: %+v", p.Report)
		}
		check(t, o.Take(ctx, o.editor, p))
		a, _, err := o.News.Article(ctx, i18n.EN, 2020, 3, "the-first-briefing")
		check(t, err)
		if len(a.Others) != 3 || a.Rubric != "regions" {
			t.Errorf("the translation stands by itself: %+v", a)
		}
		if ru, _, err := o.News.Article(ctx, i18n.RU, 2020, 3, "pervyi-brifing-shtaba"); err != nil || !strings.Contains(ru.Text, "представили") {
			t.Errorf("what changed there changed here: %v", err)
		}
	})
}

// TestNothing takes nothing over when the last thing of a file fails.
func TestNothing(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		s := settings
		s.Rubric = "society"
		p := o.plan(site(t), uploads(t), s)
		// Somebody takes the same file over meanwhile: the second of them fails late,
		// when pictures and articles are written already.
		check(t, o.Take(t.Context(), o.chief, o.plan(site(t), uploads(t), s)))
		before := fmt.Sprint(o.count("article"), o.count("docket"), o.count("picture"), o.count("news_moved"), o.count("register_staged"))
		if err := o.Take(t.Context(), o.editor, p); err == nil {
			t.Fatal("it was taken over twice")
		}
		if after := fmt.Sprint(o.count("article"), o.count("docket"), o.count("picture"), o.count("news_moved"), o.count("register_staged")); after != before {
			t.Errorf("half of it is there: %s of %s", after, before)
		}
	})
}

// TestPictures says of each picture that can't be shown why.
func TestPictures(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		const content = `<p>а</p><img src="https://older.example/wp-content/uploads/none.jpg" alt="x"><img src="/wp-content/uploads/script.jpg" alt="x"><img src="/wp-content/uploads/bare-300x200.jpg">` +
			`<img src="/wp-content/uploads/../../secret.jpg" alt="x"><img src="https://elsewhere.example/wp-content/uploads/bare.jpg" alt="Алаң"><p>б</p>`
		text := export(item(1, content, `<category domain="category" nicename="regions">x</category>`))
		// What lies beside the folder isn't in it.
		from := fstest.MapFS{"script.jpg": {Data: []byte("<script>alert(1)</script>")}, "bare.jpg": {Data: photo(t, 9)}, "other/secret.jpg": {Data: photo(t, 10)}}
		p := o.plan(text, from, transfer.Settings{})
		want := []string{"#1 transfer.picture-missing", "#1 media.file-refused", "#1 transfer.picture-undescribed", "#1 transfer.picture-missing", "#1 transfer.picture-missing", "#1 transfer.lead-first"}
		if got := said(p.Notes); !same(got, want) || p.Pictures != 1 || !slices.Equal(p.Undescribed, []string{"bare.jpg"}) {
			t.Errorf("noted %v, undescribed %v, %d pictures", got, p.Undescribed, p.Pictures)
		}
		s := transfer.Settings{Alts: map[string]string{p.Undescribed[0]: "Алаңның көрінісі"}}
		p = o.plan(text, from, s)
		check(t, o.Take(t.Context(), o.editor, p))
		all, err := o.News.News(t.Context(), newsroom.Filter{Lang: i18n.KK, Limit: 3})
		check(t, err)
		if len(all) != 1 || p.Pictures != 1 || len(p.Undescribed) != 0 {
			t.Fatalf("%d texts, %+v", len(all), p.Report)
		}
		a, _, err := o.News.Article(t.Context(), i18n.KK, all[0].Year, all[0].Month, all[0].Slug)
		check(t, err)
		if !strings.Contains(a.Text, "![Алаңның көрінісі](media:") {
			t.Errorf("its text is %s", a.Text)
		}
		for _, old := range []string{"/wp-content/uploads/bare-300x200.jpg", "/wp-content/uploads/bare.jpg"} {
			if to, err := o.News.MovedTo(t.Context(), old); err != nil || !strings.HasPrefix(to, "/media/") {
				t.Errorf("%s leads to %q: %v", old, to, err)
			}
		}
	})
}

// export is a file with items.
func export(items string) []byte {
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/">
<channel><title>a</title><link>https://older.example</link><language>kk</language><wp:wxr_version>1.2</wp:wxr_version>` + items + `</channel></rss>`)
}

func item(id int, content, more string) string {
	return fmt.Sprintf(`<item><title>Мақала %d</title><link>https://older.example/%d/</link><content:encoded><![CDATA[%s]]></content:encoded><wp:post_id>%d</wp:post_id>
<wp:post_date_gmt>2020-03-06 04:30:00</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>%s</item>`, id, id, strings.ReplaceAll(content, "]]>", "]]]]><![CDATA[>"), id, more)
}

// attached is a file of an export.
func attached(id int, file string) string {
	return fmt.Sprintf(`<item><title>%[2]s</title><link>https://older.example/?attachment_id=%[1]d</link><wp:post_id>%[1]d</wp:post_id><wp:status>inherit</wp:status>
<wp:post_type>attachment</wp:post_type><wp:attachment_url>https://older.example/wp-content/uploads/%[2]s</wp:attachment_url></item>`, id, file)
}

// TestRefused refuses what can't be kept, and leaves out what the settings say.
func TestRefused(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		const of = `<category domain="category" nicename="regions">x</category>`
		text := export(item(1, strings.Repeat("сөз ", 30_000), of) + item(2, "", of) + strings.ReplaceAll(item(3, "а", of), "2020-03-06", "2099-01-01") +
			strings.ReplaceAll(item(4, "а", of), "<title>Мақала 4</title>", "<title>"+strings.Repeat("а", 201)+"</title>") + item(5, strings.Repeat("<div>", 1_000), of) +
			item(6, "а\n\nб", of) + strings.ReplaceAll(item(7, "а", of), "<wp:status>publish", "<wp:post_password>x</wp:post_password><wp:status>publish") + strings.ReplaceAll(item(8, "а", of), ">post<", ">product<") +
			attached(9, "2020/03/buiryq.pdf") + attached(10, "2020/03/SURET.JPG"))
		p := o.plan(text, nil, transfer.Settings{})
		want := []string{"#1 newsroom.too-long-by", "#2 newsroom.text-missing", "#3 transfer.undated", "#4 newsroom.too-long-by", "#5 wxr.markup"}
		if got := said(p.Refused); !same(got, want) {
			t.Errorf("refused: %v", got)
		}
		if got := said(p.Notes); !slices.Contains(got, "#7 transfer.protected") || !slices.Contains(got, "#8 transfer.other-type") || !slices.Contains(got, "#9 transfer.no-picture") || slices.Contains(got, "#10 transfer.no-picture") {
			t.Errorf("noted: %v", got)
		}
		p = o.plan(text, nil, transfer.Settings{Without: []int{1, 2, 3, 4, 5}})
		check(t, o.Take(ctx, o.editor, p))
		if p.Texts != 1 || o.count("publication") != 1 {
			t.Errorf("%d texts were taken over", o.count("publication"))
		}
		for word, s := range map[string]transfer.Settings{
			"transfer.rubric-unknown": {Rubric: "nowhere"}, "transfer.lang-unknown": {Lang: "de"}, "transfer.zone-unknown": {Zone: "Mars/Olympus"}, "media.licence-missing": {Licence: "mine"},
		} {
			_, err := o.WordPress(ctx, bytes.NewReader(text), wxr.MostBytes, nil, s)
			wants(t, err, word)
		}
		_, err := o.WordPress(ctx, bytes.NewReader(bytes.Replace(text, []byte("https://older.example<"), []byte("<"), 1)), wxr.MostBytes, nil, transfer.Settings{})
		wants(t, err, "transfer.site-unknown")
		_, err = o.WordPress(ctx, strings.NewReader("<!DOCTYPE x><rss/>"), wxr.MostBytes, nil, transfer.Settings{})
		wants(t, err, "wxr.doctype")
	})
}

// TestHostileExport brings the corpus in as whole sites: titles, leads, texts,
// tags, authors and categories. What the newsroom shows of it does nothing.
func TestHostileExport(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		var items strings.Builder
		esc := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\"", "&quot;", "\x00", "")
		for n, s := range hostile.Texts {
			items.WriteString(item(n+1, "<p>бірінші</p><p>"+strings.ReplaceAll(s, "\x00", "")+"</p><p>соңы</p>", `<category domain="category" nicename="regions">x</category><category domain="post_tag" nicename="t">`+esc.Replace(s)+`</category><excerpt:encoded>`+esc.Replace(s)+`</excerpt:encoded>`))
		}
		p := o.plan(export(items.String()), nil, transfer.Settings{})
		if len(p.Refused) > 0 {
			t.Fatalf("refused: %v", p.Refused)
		}
		check(t, o.Take(ctx, o.editor, p))
		all, err := o.News.News(ctx, newsroom.Filter{Lang: i18n.KK, Limit: 1_000})
		check(t, err)
		if len(all) != len(hostile.Texts) {
			t.Fatalf("%d of %d are public", len(all), len(hostile.Texts))
		}
		for _, one := range all {
			a, _, err := o.News.Article(ctx, i18n.KK, one.Year, one.Month, one.Slug)
			check(t, err)
			out, err := markdown.HTML(a.Text, markdown.Options{})
			check(t, err)
			hostile.Harmless(t, a.Text, string(out))
		}
	})
}

// TestSettings reads settings and refuses what they don't know.
func TestSettings(t *testing.T) {
	s, err := transfer.ReadSettings([]byte("lang = \"ru\"\nwithout = [1, 2]\n[rubrics]\n\"Жаңалық\" = \"society\"\n[alts]\n\"2020/a.jpg\" = \"x\"\n"))
	check(t, err)
	if s.Lang != i18n.RU || len(s.Without) != 2 || s.Rubrics["Жаңалық"] != "society" || s.Alts["2020/a.jpg"] != "x" {
		t.Errorf("%+v", s)
	}
	_, err = transfer.ReadSettings([]byte("rubics = 1"))
	wants(t, err, "transfer.settings-unknown")
	_, err = transfer.ReadSettings([]byte("lang = "))
	wants(t, err, "transfer.settings-wrong")
}

var _ fs.FS = fstest.MapFS{}
