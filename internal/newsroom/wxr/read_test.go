package wxr_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"adal/internal/fault"
	"adal/internal/newsroom/wxr"
)

func TestRead(t *testing.T) {
	file, err := os.Open("testdata/site.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	e, err := wxr.Read(file, wxr.MostBytes)
	if err != nil {
		t.Fatal(err)
	}
	if e.Title != "Ескі сайт" || e.Address != "https://older.example" || e.Lang != "kk" || e.Authors["editor"] != "Ескі редакция" || len(e.Items) != 5 {
		t.Fatalf("%+v", e)
	}
	post, picture := e.Items[0], e.Items[2]
	almaty, err := time.LoadLocation("Asia/Almaty") // +06 in March 2020
	if err != nil {
		t.Fatal(err)
	}
	for what, got := range map[string]any{
		"id": post.ID, "line": post.Line, "lang": post.Lang(), "group": post.Group(), "at": post.At(almaty).Format(time.RFC3339), "meta": post.Meta["post_views_count"],
		"terms": len(post.In("category")), "status": post.Status, "excerpt": post.Excerpt, "file": picture.File, "by the clock": picture.At(almaty).Format(time.RFC3339),
		"script": strings.Contains(post.Content, "<script>"), "menu": e.Items[4].At(almaty).IsZero(), "protected": post.Protected,
	} {
		want := map[string]any{
			"id": 101, "line": 20, "lang": "kk", "group": "pll_5e61f0", "at": "2020-03-06T04:30:00Z", "meta": "592",
			"terms": 2, "status": "publish", "excerpt": "Штаб мүшелері жұмыс жоспарын таныстырды.", "file": "https://older.example/wp-content/uploads/2020/03/zal.jpg",
			"by the clock": "2020-03-06T02:00:00Z", "script": true, "menu": true, "protected": false,
		}[what]
		if got != want {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
}

// TestVersions reads older forms of the format.
func TestVersions(t *testing.T) {
	for version, ok := range map[string]bool{"1.0": true, "1.1": true, "1.2": true, "2.0": false, "": false} {
		in := strings.ReplaceAll(file(`<item><title>a</title><wp:post_id>7</wp:post_id><category><![CDATA[Өңір]]></category><category domain="tag" nicename="x"><![CDATA[X]]></category></item>`), "1.2", version)
		e, err := wxr.Read(strings.NewReader(in), wxr.MostBytes)
		if (err == nil) != ok {
			t.Errorf("version %q: %v", version, err)
		} else if ok && (len(e.Items) != 1 || len(e.Items[0].Terms) != 1) {
			t.Errorf("version %q: %+v", version, e.Items)
		}
	}
	for lang, want := range map[string]string{"kk": "kk", "kk_KZ": "kk", "kz": "kk", "ru-RU": "ru", "EN": "en", "": ""} {
		i := wxr.Item{Terms: []wxr.Term{{Domain: "language", Slug: lang}}}
		if got := i.Lang(); got != want {
			t.Errorf("%q is %q", lang, got)
		}
	}
	i := wxr.Item{Meta: map[string]string{"_wpml_import_language_code": "ru", "_wpml_import_translation_group": "9"}}
	if i.Lang() != "ru" || i.Group() != "9" {
		t.Error("what WPML says isn't read")
	}
}

// file is an export with some items.
func file(items string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>a</title><link>https://older.example</link><wp:wxr_version>1.2</wp:wxr_version>
` + items + `
</channel></rss>`
}

func item(id int, more string) string {
	return fmt.Sprintf("<item><title>a</title><wp:post_id>%d</wp:post_id>%s</item>\n", id, more)
}

// repeat reads a text again and again.
type repeat struct {
	text  string
	times int
	rest  string
}

func (r *repeat) Read(p []byte) (int, error) {
	if r.rest == "" {
		if r.times == 0 {
			return 0, io.EOF
		}
		r.times--
		r.rest = r.text
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// TestBombs refuses what would cost or say too much, and names the place.
func TestBombs(t *testing.T) {
	start, _, _ := strings.Cut(file("\x00"), "\x00")
	laughs := `<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
` + strings.TrimPrefix(file(item(1, "<content:encoded>&c;</content:encoded>")), `<?xml version="1.0" encoding="UTF-8"?>`)
	for name, c := range map[string]struct {
		in   io.Reader
		word string
		at   string // the line that the fault names
	}{
		"billion laughs":        {strings.NewReader(laughs), "wxr.doctype", "2"},
		"an external entity":    {strings.NewReader(`<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss/>`), "wxr.doctype", "1"},
		"an unknown entity":     {strings.NewReader(file(item(1, "<content:encoded>&nbsp;</content:encoded>"))), "wxr.broken", "4"},
		"deep nesting":          {strings.NewReader(file("<item>" + strings.Repeat("<a>", 100_000))), "wxr.deep", "4"},
		"a text without end":    {io.MultiReader(strings.NewReader(start+"<item><title>"), &repeat{text: strings.Repeat("a", 1<<16), times: 1 << 20}), "wxr.long", "4"},
		"a name without end":    {io.MultiReader(strings.NewReader(start+"<item><"), &repeat{text: strings.Repeat("a", 1<<16), times: 1 << 20}), "wxr.long", "4"},
		"a mark without end":    {io.MultiReader(strings.NewReader(start+"<item a='"), &repeat{text: strings.Repeat("a", 1<<16), times: 1 << 20}), "wxr.long", "4"},
		"a comment without end": {io.MultiReader(strings.NewReader(start+"<!--"), &repeat{text: strings.Repeat("a", 1<<16), times: 1 << 20}), "wxr.long", "4"},
		"many short texts":      {io.MultiReader(strings.NewReader(start+"<item><title>"), &repeat{text: "<![CDATA[" + strings.Repeat("a", 1<<16) + "]]>", times: 1 << 20}), "wxr.long", "4"},
		"a file without end":    {io.MultiReader(strings.NewReader(start), &repeat{text: "<other>" + strings.Repeat("a", 1<<20) + "</other>", times: 1 << 20}), "wxr.large", "32"},
		"many items":            {io.MultiReader(strings.NewReader(start), &items{}), "wxr.many", "50004"},
		"many terms":            {io.MultiReader(strings.NewReader(start+"<item>"), &repeat{text: `<category nicename="a">a</category>` + "\n", times: 1 << 20}), "wxr.many", "2004"},
		"an id twice":           {strings.NewReader(file(item(1, "") + item(2, "") + item(1, ""))), "wxr.twice", "6"},
		"no id":                 {strings.NewReader(file("<item></item>")), "wxr.nameless", "4"},
		"an absurd id":          {strings.NewReader(file("<item><wp:post_id>-1</wp:post_id></item>")), "wxr.number", "4"},
		"another encoding":      {strings.NewReader(strings.Replace(file(""), "UTF-8", "windows-1251", 1)), "wxr.encoding", "WINDOWS-1251"},
		"a wrong encoding":      {strings.NewReader(file("\n<item><title>\xcf\xf0\xe8\xe2\xe5\xf2</title></item>")), "wxr.broken", "5"},
		"UTF-16":                {bytes.NewReader([]byte("\xff\xfe<\x00r\x00s\x00s\x00>\x00")), "wxr.broken", "1"},
		"a control letter":      {strings.NewReader(file(item(1, "<content:encoded>\x0b</content:encoded>"))), "wxr.broken", "4"},
		"half a file":           {strings.NewReader(file(item(1, ""))[:300]), "wxr.broken", "4"},
		"nothing":               {strings.NewReader(""), "wxr.other", ""},
		"a feed":                {strings.NewReader(`<rss version="2.0"><channel><item><title>a</title></item></channel></rss>`), "wxr.nameless", "1"},
		"an empty feed":         {strings.NewReader(`<rss version="2.0"><channel></channel></rss>`), "wxr.other", ""},
		"a page":                {strings.NewReader(`<html><body>a</body></html>`), "wxr.other", ""},
		"a packed file":         {strings.NewReader("PK\x03\x04\x14\x00\x00\x00"), "wxr.broken", "1"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := wxr.Read(c.in, 32<<20)
			all := fault.Fields(err)
			if len(all) != 1 || all[0].Word != c.word {
				t.Fatalf("%v", err)
			}
			if c.at != "" && (len(all[0].Args) == 0 || fmt.Sprint(all[0].Args[0]) != c.at) {
				t.Errorf("it names %v, want %s", all[0].Args, c.at)
			}
		})
	}
}

// items are items without end, each on a line of its own.
type items struct {
	n   int
	buf bytes.Buffer
}

func (i *items) Read(p []byte) (int, error) {
	for i.buf.Len() < len(p) {
		i.n++
		i.buf.WriteString(item(i.n, ""))
	}
	return i.buf.Read(p)
}

// FuzzRead reads anything and fails at nothing but with a fault.
func FuzzRead(f *testing.F) {
	f.Add(file(item(1, `<category domain="x" nicename="y">z</category>`)))
	f.Add("<!DOCTYPE a><rss>")
	f.Fuzz(func(t *testing.T, s string) {
		e, err := wxr.Read(strings.NewReader(s), 1<<20)
		if err != nil && len(fault.Fields(err)) == 0 {
			t.Fatalf("%q: %v", s, err)
		}
		if err != nil {
			return
		}
		for _, i := range e.Items {
			if _, err := wxr.Markdown(i.Content, wxr.Options{Site: e.Address, Base: i.Link}); err != nil && len(fault.Fields(err)) == 0 {
				t.Fatalf("%q: %v", i.Content, err)
			}
		}
	})
}
