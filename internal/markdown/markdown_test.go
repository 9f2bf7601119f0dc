package markdown

import (
	"slices"
	"strings"
	"testing"

	"adal/internal/fault"

	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

// own is what the tests show pictures and embedded things with.
var shown = Options{
	Figure: func(id string) (Figure, bool) {
		return Figure{
			Sources: []Source{{"image/webp", "/media/p1/480.webp 480w, /media/p1/960.webp 960w"}},
			Src:     "/media/p1/960.jpg", Width: 960, Height: 640, Alt: "Алаң", Credit: "Штаб",
		}, id == "p1"
	},
	Embed: func(name, arg string) (Within, bool) { return Within{Title: arg, Href: arg}, name == "chart" },
}

func render(t testing.TB, s string) string {
	t.Helper()
	out, err := HTML(s, shown)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestHTML states what of CommonMark 0.31.2, and of ours, pages rely on.
func TestHTML(t *testing.T) {
	for in, want := range map[string]string{
		"# Бірінші": `<h2 id="h-birinshi">Бірінші</h2>`,
		"## Ұлттық қор\n\n## Ұлттық қор": `<h2 id="h-ulttyq-qor">Ұлттық қор</h2>` + "\n" + `<h2 id="h-ulttyq-qor-2">Ұлттық қор</h2>`,
		"###### six":               `<h2 id="h-six">six</h2>`,
		"## a\n\n##### b":          `<h2 id="h-a">a</h2>` + "\n" + `<h5 id="h-b">b</h5>`,
		"*a* **b** ~~c~~":          `<p><em>a</em> <strong>b</strong> <del>c</del></p>`,
		"> q":                      "<blockquote>\n<p>q</p>\n</blockquote>",
		"[a](/kk/x)":               `<p><a href="/kk/x">a</a></p>`,
		"[a](javascript:alert(1))": `<p>a</p>`,
		"<b>x</b>":                 `<p>&lt;b&gt;x&lt;/b&gt;</p>`,
		"::chart KAZ 2019":         `<div class="within card"><p><a href="KAZ%202019"><strong>KAZ 2019</strong></a></p></div>`,
		"::unknown x":              `<p>::unknown x</p>`,
		"![Жиын](media:p1 \"Ақтау\")": `<figure><picture><source type="image/webp" srcset="/media/p1/480.webp 480w, /media/p1/960.webp 960w" sizes="` + figureSizes +
			`"><img src="/media/p1/960.jpg" width="960" height="640" alt="Жиын" decoding="async"></picture><figcaption>Ақтау · Штаб</figcaption></figure>`,
		"![a](https://other.example/x.png)": `<p><a href="https://other.example/x.png">a</a></p>`,
		"![a](media:gone)":                  `<p>a</p>`,
		"```js\nx<y\n```":                   "<pre><code>x&lt;y\n</code></pre>",
	} {
		if got := strings.TrimSpace(render(t, in)); got != want {
			t.Errorf("%q is shown as\n%s\nnot as\n%s", in, got, want)
		}
	}
	two := render(t, "![Бір](media:p1)\n\n![Екі](media:p1)")
	if first, second, _ := strings.Cut(two, "</picture>"); strings.Contains(first, "lazy") || !strings.Contains(second, `loading="lazy"`) {
		t.Errorf("the first picture alone is loaded at once:\n%s", two)
	}
	later := shown
	later.Later = true
	if out, err := HTML("![Бір](media:p1)", later); err != nil || !strings.Contains(string(out), `loading="lazy"`) {
		t.Errorf("a picture stands above, and the text's own doesn't wait: %s, %v", out, err)
	}
	table := render(t, "| a | b |\n|:--|--:|\n| 1 | 2 |")
	for _, want := range []string{`<div class="scroll" tabindex="0"><table>`, "<th>a</th>", "<td>2</td>"} {
		if !strings.Contains(table, want) {
			t.Errorf("a table has no %s:\n%s", want, table)
		}
	}
	note := render(t, "Сөз[^1].\n\n[^1]: Түсіндірме.")
	if !strings.Contains(note, `href="#fn:1"`) || !strings.Contains(note, "Түсіндірме") {
		t.Errorf("a footnote:\n%s", note)
	}
}

// hostile are texts that would run something, load something or break out of
// where they stand, after the OWASP cheat sheet on filter evasion.
var hostile = []string{
	`<script>alert(1)</script>`, `<SCRIPT SRC=https://x.example/x.js></SCRIPT>`, `<img src=x onerror=alert(1)>`, `<img """><script>alert(1)</script>">`,
	`<svg onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`, `<math href="javascript:alert(1)">x</math>`, `<iframe src="javascript:alert(1)">`,
	`<iframe srcdoc="<script>alert(1)</script>">`, `<object data="data:text/html,x">`, `<embed src="x.swf">`, `<base href="https://x.example/">`,
	`<link rel=stylesheet href=https://x.example/x.css>`, `<meta http-equiv=refresh content="0;url=javascript:alert(1)">`, `<style>@import "https://x.example"</style>`,
	`<body onload=alert(1)>`, `<details open ontoggle=alert(1)>`, `<input autofocus onfocus=alert(1)>`, `<form action=javascript:alert(1)><button>x`,
	`<a href="javascript:alert(1)">x</a>`, `<a href="jav&#x09;ascript:alert(1)">x</a>`, `<div style="background:url(javascript:alert(1))">`, `<!--[if gte IE 4]><script>alert(1)</script><![endif]-->`,
	`<![CDATA[<script>alert(1)</script>]]>`, `<?php echo 1 ?>`, `<!DOCTYPE html>`, "<scr\x00ipt>alert(1)</scr\x00ipt>", `<<script>alert(1)//<</script>`,
	`[a](javascript:alert(1))`, `[a](JaVaScRiPt:alert(1))`, `[a](javascript&colon;alert(1))`, `[a](&#106;avascript:alert(1))`, `[a](&#x6A;avascript:alert(1))`,
	`[a](<javascript:alert(1)>)`, "[a](java\tscript:alert(1))", "[a](<java\nscript:alert(1)>)", `[a](%6Aavascript:alert(1))`, `[a](vbscript:x)`, `[a](data:text/html;base64,PHNjcmlwdD4=)`,
	`[a](data:image/svg+xml,<svg onload=alert(1)>)`, `[a](file:///etc/passwd)`, `[a](blob:https://x.example/1)`, `[a](//x.example)`, `[a](\\x.example)`, `[a](/\x.example)`, `[a](ftp://x.example)`,
	`[a](x "onmouseover=alert(1)")`, `[a](x '"onmouseover="alert(1)')`, `[a](x" onmouseover="alert(1))`, `[a](<x" onclick="alert(1)>)`, `[a]: javascript:alert(1)` + "\n\n[a]", `[a][b]` + "\n\n[b]: data:text/html,x",
	`<javascript:alert(1)>`, `<data:text/html,x>`, `<x@x.example?subject=<script>>`, `![a](javascript:alert(1))`, `![a](https://x.example/x.png)`, `![a](data:image/svg+xml,x)`, `![a](media:../../x)`,
	`![a"onerror="alert(1)](media:p1)`, `![a](media:p1 "\"><script>alert(1)</script>")`, `![<script>alert(1)</script>](media:p1)`, "```\"><script>alert(1)</script>\nx\n```", "```js onload=alert(1)\nx\n```",
	`# <script>alert(1)</script>`, `# x {#y onclick=alert(1)}`, `| <script> | x |` + "\n|--|--|\n| <img src=x onerror=1> | y |", `[^<script>]` + "\n\n[^<script>]: x", `::chart <script>alert(1)</script>`, `::<script> x`,
	`https://x.example/"onmouseover="alert(1)`, `www.x.example/<script>`, `javascript://x.example/%0aalert(1)`, "`<script>alert(1)</script>`", "    <script>alert(1)</script>", `\<script>alert(1)</script>`, `&lt;script&gt;alert(1)&lt;/script&gt;`,
}

// elements and attributes are all that a shown text may have.
var (
	elements   = strings.Fields("html head body h2 h3 h4 h5 h6 p a em strong del blockquote ul ol li hr br pre code div table thead tbody tr th td figure figcaption picture source img sup section")
	attributes = strings.Fields("href title id class role tabindex src srcset sizes type width height alt loading decoding start")
)

// harmless fails if markup has anything that a page must not have.
func harmless(t testing.TB, in, out string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(out))
	if err != nil {
		t.Fatalf("%q: %v", in, err)
	}
	for n := range root.Descendants() {
		if n.Type == html.CommentNode || n.Type == html.DoctypeNode {
			t.Fatalf("%q has become a comment: %s", in, out)
		}
		if n.Type != html.ElementNode {
			continue
		}
		if !slices.Contains(elements, n.Data) {
			t.Fatalf("%q has become a <%s>: %s", in, n.Data, out)
		}
		for _, a := range n.Attr {
			if !slices.Contains(attributes, a.Key) {
				t.Fatalf("%q has got an attribute %s: %s", in, a.Key, out)
			}
			if a.Key == "src" && !strings.HasPrefix(a.Val, "/media/") {
				t.Fatalf("%q loads %s", in, a.Val)
			}
			if a.Key == "href" {
				scheme, _, found := strings.Cut(strings.ToLower(a.Val), ":")
				if found && !strings.ContainsAny(scheme, "/?#") && !schemes[scheme] || strings.HasPrefix(a.Val, "//") || strings.HasPrefix(a.Val, `/\`) || strings.HasPrefix(a.Val, `\`) {
					t.Fatalf("%q leads to %s", in, a.Val)
				}
			}
		}
	}
}

func TestHostile(t *testing.T) {
	if len(hostile) < 60 {
		t.Fatal("the corpus is small")
	}
	for _, s := range hostile {
		harmless(t, s, render(t, s))
		harmless(t, s, render(t, "> "+s+"\n\n- "+s))
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 4_000 {
			return
		}
		harmless(t, s, render(t, s))
		Lint(s)
		Plain(s)
	})
}

func TestLint(t *testing.T) {
	for in, want := range map[string]string{
		"![](media:p1)":     "markdown.picture-undescribed",
		"![a](/x.png)":      "markdown.picture-foreign",
		"x <b>y</b>":        "markdown.markup",
		"[a](javascript:x)": "markdown.link-unsafe",
		"# a\n\n### b":      "markdown.heading-skips",
		"### a\n\n## b":     "markdown.heading-skips",
		"# a\n\n## b\n\n[c](/d)\n\n![e](media:p1)": "",
	} {
		got := ""
		for _, err := range Lint(in) {
			got = fault.Fields(err)[0].Word
		}
		if got != want {
			t.Errorf("%q: %q, not %q", in, got, want)
		}
	}
}

func TestPlain(t *testing.T) {
	in := "# Тақырып\n\nБір *екі*\nүш[^1].\n\n::chart KAZ\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: Төрт"
	got := Plain(in)
	for _, want := range []string{"Тақырып\n\nБір екі үш", "Төрт"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
	if strings.Contains(got, "KAZ") || strings.Contains(got, "*") {
		t.Errorf("marks are left: %q", got)
	}
	if n := Count("Бір-екі, үш! 4"); n != 3 {
		t.Errorf("%d words, not 3", n)
	}
	// 552 words at 184 a minute are 3 minutes.
	if m := ReadingTime(strings.Repeat("сөз ", 552)); m != 3 {
		t.Errorf("%d minutes, not 3", m)
	}
	if m := ReadingTime(""); m != 1 {
		t.Errorf("an empty text takes %d minutes", m)
	}
}

func TestMediaAndEmbeds(t *testing.T) {
	in := "![a](media:p1)\n\n> ![b](media:p2) ![a](media:p1)\n\n`![c](media:p3)`\n\n::chart KAZ 2019"
	if got := Media(in); !slices.Equal(got, []string{"p1", "p2"}) {
		t.Errorf("%v", got)
	}
	if got := Embeds(in); !slices.Equal(got, []Embedded{{"chart", "KAZ 2019"}}) {
		t.Errorf("%v", got)
	}
}

// TestDiff: whatever two texts are, the changes give both of them back.
func TestDiff(t *testing.T) {
	want := []Change{{Kept, "9 "}, {Removed, "жаңа"}, {Added, "ескі"}, {Kept, " дереккөз"}}
	if got := Diff("9 жаңа дереккөз", "9 ескі дереккөз"); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	text := rapid.StringOfN(rapid.RuneFrom([]rune("аә б.\n")), 0, 200, -1)
	rapid.Check(t, func(t *rapid.T) {
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		both(t, before, after)
	})
	long := strings.Repeat("сөз сөйлем.\n", 5_000)
	both(t, "а"+long+"б", "в"+strings.ToUpper(long)+"г")
}

func both(t interface{ Errorf(string, ...any) }, before, after string) {
	var a, b strings.Builder
	for _, c := range Diff(before, after) {
		if c.Kind != Added {
			a.WriteString(c.Text)
		}
		if c.Kind != Removed {
			b.WriteString(c.Text)
		}
	}
	if a.String() != before || b.String() != after {
		t.Errorf("the changes of %.40q and %.40q give %.40q and %.40q", before, after, a.String(), b.String())
	}
}
