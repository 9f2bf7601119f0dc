package markdown

import (
	"slices"
	"strings"
	"testing"

	"adal/internal/fault"
	"adal/internal/markdown/hostile"

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
		// What a mark stands for is what is shown, heard and told to machines.
		"![a \\[b\\] \\&amp; &amp;](media:p1 \"c \\\"d\\\" \\&lt; &lt;\")": `<figure><picture><source type="image/webp" srcset="/media/p1/480.webp 480w, /media/p1/960.webp 960w" sizes="` + figureSizes +
			`"><img src="/media/p1/960.jpg" width="960" height="640" alt="a [b] &amp;amp; &amp;" decoding="async"></picture><figcaption>c &#34;d&#34; &amp;lt; &lt; · Штаб</figcaption></figure>`,
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

func TestHostile(t *testing.T) {
	if len(hostile.Texts) < 60 {
		t.Fatal("the corpus is small")
	}
	for _, s := range hostile.Texts {
		hostile.Harmless(t, s, render(t, s))
		hostile.Harmless(t, s, render(t, "> "+s+"\n\n- "+s))
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range hostile.Texts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 4_000 {
			return
		}
		hostile.Harmless(t, s, render(t, s))
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
