package e2e

import (
	"bytes"
	"os/exec"
	"regexp"
	"testing"

	"adal/internal/i18n"
)

// observing is the course of the demo.
const observing = "/learning/baiqaushy-neni-istei-alady-neni-istei-almaidy"

// answers chooses the right answers of the course: in its questions the first
// one of those to choose from, the first two of several, and "false".
const answers = `document.querySelectorAll("main form input, main form select").forEach(e => {
	if (e.type === "radio") e.checked = e.value === "0" || e.value === "false";
	if (e.type === "checkbox") e.checked = e.value === "0" || e.value === "1";
	if (e.tagName === "SELECT") e.value = e.name.split("-")[1];
})`

// printed is the code on a certificate.
var printed = regexp.MustCompile(`[2-9A-Z]{4}(-[2-9A-Z]{4}){3}-[2-9A-Z]`)

// TestLearning reads a course, fails the test, passes it, and has its certificate
// checked, on a small phone and without script.
func TestLearning(t *testing.T) {
	t.Parallel()
	h := shared(t)
	for _, lang := range i18n.Langs {
		t.Run(string(lang), func(t *testing.T) {
			b := visit(t, h.url)
			b.size(320, 640)
			b.open("/" + string(lang) + observing)
			b.fits()
			b.do(`main ol a[href$="/1"]`)
			b.until(`document.querySelector(".prose table")`)
			b.fits()
			if look[int](b, `[...document.scripts].filter(s => s.type !== "application/ld+json").length`) != 0 {
				t.Error("the page has script")
			}
			b.open("/" + string(lang) + observing)
			b.do(`form[action$="/test"] button`)
			b.sees(word(t, lang, "learning.test-once"))
			b.clean("the test")
			b.fits()
			b.send("main form")
			b.until(`document.querySelector("#faults")`)
			b.clean("the test without an answer")
			look[any](b, answers)
			b.do("main form button.button")
			b.sees(word(t, lang, "learning.passed"))
			b.clean("passed")
			b.write("#name", "Сынақ Әділұлы")
			_, pdf := b.save(`form[action$="/certificate"] button.button`)
			code := codeOn(t, pdf)
			b.open("/" + string(lang) + "/certificates")
			b.write("#code", code)
			b.do("main form button.button")
			b.sees(word(t, lang, "learning.good"))
			b.write("#name", "сынақ әділұлы")
			b.do("main form button.button")
			b.sees(word(t, lang, "learning.same", "сынақ әділұлы"))
			b.clean("the certificate")
			b.fits()
		})
	}
}

// codeOn reads the code of a certificate as another program does.
func codeOn(t *testing.T, pdf []byte) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "pdftotext", "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("pdftotext (build/need.sh installs it): %v", err)
	}
	code := printed.FindString(string(text))
	if code == "" {
		t.Fatalf("the paper has no code: %s", text)
	}
	return code
}
