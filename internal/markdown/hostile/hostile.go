// Package hostile has texts that would do harm if a page showed them as they
// are, and says whether what a page shows of one does any. It is for tests.
package hostile

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Texts are texts that would run something, load something or break out of
// where they stand, after the OWASP cheat sheet on filter evasion.
var Texts = []string{
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

// elements, attributes and schemes are all that a shown text may have.
var (
	elements   = strings.Fields("html head body h2 h3 h4 h5 h6 p a em strong del blockquote ul ol li hr br pre code div table thead tbody tr th td figure figcaption picture source img sup section")
	schemes    = []string{"http", "https", "mailto", "tel"}
	attributes = strings.Fields("href title id class role tabindex src srcset sizes type width height alt loading decoding start")
)

// Harmless fails if markup has anything that a page must not have.
func Harmless(t testing.TB, in, out string) {
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
				if found && !strings.ContainsAny(scheme, "/?#") && !slices.Contains(schemes, scheme) || strings.HasPrefix(a.Val, "//") || strings.HasPrefix(a.Val, `/\`) || strings.HasPrefix(a.Val, `\`) {
					t.Fatalf("%q leads to %s", in, a.Val)
				}
			}
		}
	}
}
