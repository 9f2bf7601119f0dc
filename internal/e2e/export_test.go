package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"adal/internal/i18n"
)

// TestExport takes a matter out of the platform and opens it with the programs
// that everybody has: age and tar.
func TestExport(t *testing.T) {
	t.Parallel()
	h := shared(t)
	document, content := paper(t)
	r := &reporter{tab: visit(t, h.url), lang: i18n.KK}
	r.tell(telling{track: "signal", region: "KZ-47", text: told, files: []string{document}})
	r.brought()
	desk := seat(t, h, h.url, i18n.KK, "receptionist")
	desk.matter(i18n.KK, r.receipt.Number)
	desk.unfold("form[data-form=export]")
	desk.do("form[data-form=export] button.button")
	desk.until(`document.querySelectorAll("[data-exported] a").length === 2`)
	dir := t.TempDir()
	var key, sealed string
	for n, to := range []*string{&key, &sealed} {
		name, file := desk.save([]string{`[data-exported] li:first-child a`, `[data-exported] li:last-child a`}[n])
		*to = filepath.Join(dir, name)
		desk.must(os.WriteFile(*to, file, 0o600))
	}
	if filepath.Base(key) != r.receipt.Number+".key" || filepath.Base(sealed) != r.receipt.Number+"-1.age" {
		t.Errorf("the files are %s and %s", key, sealed)
	}
	age := plainAge(t)
	archive := outputOf(t, nil, age, "--decrypt", "--identity", key, sealed)
	if got := string(outputOf(t, archive, "tar", "-t")); got != "letter.json\nletter.txt\n1.pdf\n" {
		t.Errorf("tar lists %q", got)
	}
	if got := string(outputOf(t, archive, "tar", "-xO", "letter.txt")); strings.TrimSpace(got) != told {
		t.Errorf("letter.txt says %q", got)
	}
	if got := outputOf(t, archive, "tar", "-xO", "1.pdf"); !bytes.Equal(got, content) {
		t.Errorf("1.pdf has %d bytes, want %d", len(got), len(content))
	}
	desk.matter(i18n.KK, r.receipt.Number)
	desk.sees(word(t, i18n.KK, "reception.act-export"))
}

// plainAge builds the age command of its authors, at the version that Adal is
// built on. What it needs beside is in a list of sums of its own, since Adal
// doesn't need it.
func plainAge(t *testing.T) (program string) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	program = filepath.Join(dir, "age")
	outputOf(t, nil, "go", "build", "-modfile", filepath.Join(dir, "go.mod"), "-mod=mod", "-o", program, "filippo.io/age/cmd/age")
	return program
}

// outputOf runs a program on some input and returns its output.
func outputOf(t *testing.T, input []byte, program string, args ...string) []byte {
	t.Helper()
	c := exec.Command(program, args...)
	c.Stdin = bytes.NewReader(input)
	var wrong bytes.Buffer
	c.Stderr = &wrong
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", program, args, err, &wrong)
	}
	return out
}
