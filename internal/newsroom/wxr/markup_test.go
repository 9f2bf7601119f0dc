package wxr_test

import (
	"strings"
	"testing"

	"adal/internal/markdown"
	"adal/internal/markdown/hostile"
	"adal/internal/newsroom/wxr"

	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

// options are those of a text of an older site.
func options() wxr.Options {
	return wxr.Options{
		Site: "https://older.example", Base: "https://older.example/2020/03/06/slug/",
		Footnotes: map[string]string{"f1": `Түсіндірме <b>бір</b> <a href="https://a.example/">дерек</a>.`},
		Picture: func(p wxr.Picture) (string, string) {
			switch {
			case p.Src == "https://older.example/up/a.jpg" || p.ID == 7:
				alt := p.Alt
				if alt == "" {
					alt = "Алаң [көрінісі]"
				}
				return "p1", alt
			}
			return "", ""
		},
	}
}

func convert(t testing.TB, markup string) wxr.Text {
	t.Helper()
	text, err := wxr.Markdown(markup, options())
	if err != nil {
		t.Fatalf("%q: %v", markup, err)
	}
	return text
}

// TestMarkdown states what becomes of the markup of both editors. What is expected
// is CommonMark 0.31 with GitHub's tables and goldmark's footnotes.
func TestMarkdown(t *testing.T) {
	const blocks = "<!-- wp:paragraph -->"
	for in, want := range map[string]string{
		// Blocks.
		blocks + "<p>Бір <strong>екі</strong> <em>үш</em></p><!-- /wp:paragraph -->\n\n<p>төрт</p>": "Бір **екі** *үш*\n\nтөрт",
		blocks + "<p>Жол<br>екінші</p>":                                          "Жол\\\nекінші",
		blocks + "<h2>Бас</h2><h4>Ішкі</h4><h2>Екі</h2><h3>Үш</h3>":              "## Бас\n\n### Ішкі\n\n## Екі\n\n### Үш",
		blocks + "<h5>Бес</h5><h2>Екі</h2>":                                      "## Бес\n\n## Екі",
		blocks + "<h2><strong>Бас</strong> #</h2>":                               "## Бас",
		blocks + "<ul><li>а</li><li>б<ul><li>в</li></ul></li></ul>":              "- а\n- б\n  - в",
		blocks + `<ol start="3"><li>а</li><li>б</li></ol>`:                       "3. а\n4. б",
		blocks + "<ul><li><p>а</p><p>б</p></li><li>в</li></ul>":                  "- а\n\n  б\n\n- в",
		blocks + "<blockquote><p>а</p><p>б</p><cite>в</cite></blockquote>":       "> а\n>\n> б\n>\n> в",
		blocks + "<pre class=\"wp-block-code\"><code>a &lt; b\n  c</code></pre>": "```\na < b\n  c\n```",
		blocks + "<hr/>": "---",
		blocks + "<figure class=\"wp-block-table\"><table><thead><tr><th>а</th><th>б|в</th></tr></thead><tbody><tr><td colspan=2>г<br>д</td></tr></tbody></table><figcaption>ж</figcaption></figure>": "| а | б\\|в |\n|---|---|\n| г д |  |\n\nж",
		blocks + `<figure class="wp-block-image"><img src="https://older.example/up/a.jpg" alt="Жиын" class="wp-image-7"/><figcaption>Ақтау, "алаң"</figcaption></figure>`:                            `![Жиын](media:p1 "Ақтау, \"алаң\"")`,
		blocks + `<p>Мәтін <img src="/up/a.jpg"> соңы</p>`:                                                                                            "Мәтін соңы\n\n![Алаң \\[көрінісі\\]](media:p1)",
		blocks + `<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">` + "\nhttps://video.example/watch?v=a_b\n" + `</div></figure>`: `[video.example/watch?v=a\_b](https://video.example/watch?v=a_b)`,
		blocks + `<p>Сөз<sup data-fn="f1" class="fn"><a href="#f1" id="f1-link">1</a></sup>.</p>`:                                                     "Сөз[^1].\n\n[^1]: Түсіндірме **бір** [дерек](https://a.example/).",
		blocks + `<p><a href="https://older.example/2020/01/05/basqa/">сілтеме</a> <a href="../x.html">екі</a></p>`:                                   "[сілтеме](/2020/01/05/basqa/) [екі](/2020/03/06/x.html)",
		blocks + `<p><a href="https://a.example/x (1)">а</a></p>`:                                                                                     "[а](https://a.example/x%20%281%29)",
		blocks + `<p><a href="javascript:alert(1)">а</a> <a href="#x">б</a> <a href="https://a.example/"><img src="/up/a.jpg" alt="в"></a></p>`:       "а б\n\n![в](media:p1)",
		blocks + `<details><summary>Сұрақ</summary><p>Жауап</p></details>`:                                                                            "**Сұрақ**\n\nЖауап",
		blocks + "<p>а&nbsp;б</p>": "а\u00a0б",
		// The classic editor: empty lines are the paragraphs.
		"Бірінші\nжол\n\nЕкінші <b>сөз</b>": "Бірінші\\\nжол\n\nЕкінші **сөз**",
		"<strong>Бас\n\nсоңы</strong>":      "Бас\n\nсоңы",
		"а\n<ul>\n\t<li>б</li>\n</ul>\nв":   "а\n\n- б\n\nв",
		`[caption id="attachment_7" align="x"]<img src="/up/b.jpg" alt="Зал" /> Суретте <i>зал</i>[/caption]` + "\n\nсоңы": "![Зал](media:p1 \"Суретте зал\")\n\nсоңы",
		"[embed]https://video.example/1[/embed]":                    "[video.example/1](https://video.example/1)",
		`[gallery ids="7, 7"]`:                                      "![Алаң \\[көрінісі\\]](media:p1)\n\n![Алаң \\[көрінісі\\]](media:p1)",
		"Сөз[ref]Дерек: <i>кітап</i>[/ref].":                        "Сөз[^1].\n\n[^1]: Дерек: *кітап*",
		"[contact-form-7 id=1] [slider] а [sic] [vc_row]б[/vc_row]": "\\[slider\\] а \\[sic\\] б",
		// Letters that would be marks.
		"<p>1. а</p><p># б</p><p>- в</p><p>+ г</p><p>&gt; д</p><p>===</p><p>::chart x</p><p>2) е</p>": "1\\. а\n\n\\# б\n\n\\- в\n\n\\+ г\n\n\\> д\n\n\\===\n\n\\::chart x\n\n2\\) е",
		"<p>*а* _б_ `в` [г](д) &lt;b&gt; &amp;amp; a|b ~~ж~~ snake_case</p>":                          "\\*а\\* \\_б\\_ \\`в\\` \\[г\\](д) \\<b> \\&amp; a\\|b \\~\\~ж\\~\\~ snake_case",
		// Marks that CommonMark wouldn't take are left out; spaces go out of them.
		"<p>а<b> б </b>в</p>":                  "а **б** в",
		"<p><b>«сөз»</b>сі</p>":                "«сөз»сі",
		"<p><b>сөз</b>і <i><b>екі</b></i></p>": "**сөз**і ***екі***",
		"<p><b></b>а<b><b>б</b></b></p>":       "а**б**",
		"":                                     "",
	} {
		if got := convert(t, in).Markdown; got != want {
			t.Errorf("%s\nbecomes\n%s\nnot\n%s", in, got, want)
		}
	}
}

// TestLead takes the first paragraph apart, if there is one.
func TestLead(t *testing.T) {
	for in, want := range map[string][2]string{
		"<p>Бір <b>екі</b></p><p>үш</p>": {"Бір екі", "үш"}, "<h2>а</h2><p>б</p>": {"", ""}, "<p>а</p>": {"", ""},
	} {
		if got := convert(t, "<!-- wp:x -->"+in); got.Lead != want[0] || got.Rest != want[1] {
			t.Errorf("%s: %q and %q", in, got.Lead, got.Rest)
		}
	}
}

// TestDropped names what was left out.
func TestDropped(t *testing.T) {
	text := convert(t, `<!-- wp:latest-posts {"n":5} /--><!-- wp:separator /--><p>а<script>alert(1)</script><iframe src="https://video.example/embed/1"></iframe></p>
		<form><input></form><style>p{}</style><img src="data:image/png;base64,AA"><a href="javascript:x">б</a>[slider_1 a=b]`)
	want := []string{"[slider_1]", "wp:latest-posts", "script", "iframe https://video.example/embed/1", "form", "style", "img data:image/png;base64,AA", "a javascript:x"}
	if got := strings.Join(text.Dropped, "; "); got != strings.Join(want, "; ") {
		t.Errorf("left out: %s", got)
	}
	if strings.Contains(text.Markdown, "alert") || text.Markdown != "а\n\nб" {
		t.Errorf("it says %q", text.Markdown)
	}
}

// shown shows what became of a markup, as pages do.
func shown(t testing.TB, in string) string {
	t.Helper()
	text, err := wxr.Markdown(in, options())
	if err != nil {
		return ""
	}
	for _, err := range markdown.Lint(text.Markdown) {
		t.Errorf("%q has become what can't be published: %v\n%s", in, err, text.Markdown)
	}
	out, err := markdown.HTML(text.Markdown, markdown.Options{Figure: func(id string) (markdown.Figure, bool) {
		return markdown.Figure{Src: "/media/p1/960.jpg", Width: 960, Height: 640, Alt: "Алаң"}, id == "p1"
	}})
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestHostile brings the corpus through an export: as markup, as what the editors
// wrap it in, and where an attribute stands.
func TestHostile(t *testing.T) {
	for _, s := range hostile.Texts {
		for _, in := range []string{
			s, "<!-- wp:paragraph --><p>" + s + "</p>", "<ul><li>" + s + "</li></ul>", "<table><tr><td>" + s + "</td></tr></table>", "<h2>" + s + "</h2>", "<blockquote>" + s + "</blockquote>",
			`<a href="` + s + `">x</a>`, `<a href='` + s + `'>x</a>`, `<img src="/up/a.jpg" alt="` + s + `">`, `<figure><img src="/up/a.jpg"><figcaption>` + s + `</figcaption></figure>`,
			`<figure>https://x.example/` + s + `</figure>`, "[embed]" + s + "[/embed]", "[caption]" + `<img src="/up/a.jpg">` + s + "[/caption]", "[ref]" + s + "[/ref]", "<pre><code>" + s + "</code></pre>",
			`<iframe src="` + s + `"></iframe>`, html.EscapeString(s), "<p>" + html.EscapeString(s) + "</p>",
		} {
			hostile.Harmless(t, in, shown(t, in))
		}
	}
}

// letters of a text without white space, as a page shows them.
func letters(s string) string {
	root, err := html.Parse(strings.NewReader(s))
	if err != nil {
		return ""
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), "")
}

// TestSaysTheSame makes markup of pieces that mean something to Markdown: what a
// page shows in the end is what the older site showed, letter by letter.
func TestSaysTheSame(t *testing.T) {
	pieces := []string{"сөз", " ", "*", "_", "**", "`", "[", "]", "(", ")", "#", "-", "+", "&gt;", "&lt;", "&amp;", "&amp;lt;", "1.", "2)", "~", "|", "\\", "!", ":", "::a", "\n", "а_б", "«", "»", "=", "www.a.example", "https://a.example/x_y", "&nbsp;", "<br>"}
	tags := []string{"b", "i", "em", "strong", "s", "code", "span", "sub"}
	rapid.Check(t, func(t *rapid.T) {
		var make func(depth int) string
		make = func(depth int) string {
			var b strings.Builder
			for range rapid.IntRange(0, 6).Draw(t, "n") {
				if depth < 3 && rapid.IntRange(0, 3).Draw(t, "tag") == 0 {
					tag := rapid.SampledFrom(tags).Draw(t, "which")
					b.WriteString("<" + tag + ">" + make(depth+1) + "</" + tag + ">")
				} else {
					b.WriteString(rapid.SampledFrom(pieces).Draw(t, "piece"))
				}
			}
			return b.String()
		}
		var in strings.Builder
		in.WriteString("<!-- wp:paragraph -->")
		for range rapid.IntRange(1, 3).Draw(t, "blocks") {
			of := rapid.SampledFrom([][2]string{{"<p>", "</p>"}, {"<ul><li>", "</li></ul>"}, {"<blockquote><p>", "</p></blockquote>"}, {"<table><tr><th>a</th></tr><tr><td>", "</td></tr></table>"}}).Draw(t, "in")
			in.WriteString(of[0] + make(0) + of[1])
		}
		text, err := wxr.Markdown(in.String(), wxr.Options{})
		if err != nil {
			t.Fatal(err)
		}
		out, err := markdown.HTML(text.Markdown, markdown.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := letters(string(out)), letters(in.String()); got != want {
			t.Fatalf("%s\nbecomes\n%s\nand is shown as\n%s\nwhich says\n%q, not\n%q", in.String(), text.Markdown, out, got, want)
		}
	})
}

// TestDeep refuses markup in markup without end.
func TestDeep(t *testing.T) {
	for _, tag := range []string{"div", "b", "ul", "table", "blockquote", "a", "span"} {
		_, err := wxr.Markdown(strings.Repeat("<"+tag+">", 100_000), options())
		if err != nil {
			continue // it said so
		}
	}
	if _, err := wxr.Markdown(strings.Repeat("<div>", 1_000)+"a", options()); err == nil {
		t.Error("a thousand levels were read")
	}
}
