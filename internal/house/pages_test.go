package house

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What no page may have: a request to somebody else, or what the policy of
// contents forbids anyway and a browser without it would do.
var (
	elsewhere = regexp.MustCompile(`(?i)((src|srcset|action)=|url\(|<link[^>]*href=)\s*["']?\s*(https?:)?//[a-z]`)
	inline    = regexp.MustCompile(`(?i)\sstyle=|<style|\son[a-z]+="|<script>|javascript:`)
)

// TestPages holds that pages ask nobody else for anything and have no inline
// style or script.
func TestPages(t *testing.T) {
	if !elsewhere.MatchString(`<img src="https://cdn.example/x">`) || !inline.MatchString(`<p style="x">`) || !inline.MatchString(`<a onclick="x">`) {
		t.Error("the check of pages doesn't check")
	}
	n := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch filepath.Ext(path) {
		case ".html", ".css", ".svg":
		default:
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n++
		for i, line := range strings.Split(string(text), "\n") {
			if elsewhere.MatchString(line) || inline.MatchString(line) {
				t.Errorf("%s:%d: %.120s", path, i+1, strings.TrimSpace(line))
			}
		}
		return nil
	})
	if err != nil || n < 10 {
		t.Errorf("%d files, %v", n, err)
	}
}

// unescaped are conversions that keep html/template from escaping.
var unescaped = regexp.MustCompile(`template\.(HTML|JS|CSS|HTMLAttr|JSStr|Srcset)\(|template\.URL\(`)

// converters are the files that may say of something that it is escaped, each
// in one place.
var converters = map[string]string{
	"../web/funcs.go":       "template.URL(",
	"../markdown/render.go": "template.HTML(",
	"../chart/chart.go":     "template.HTML(",
}

// TestEscaping holds that nothing is kept from being escaped, but for the one
// link that package web checks itself.
func TestEscaping(t *testing.T) {
	found := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range unescaped.FindAllString(string(text), -1) {
			if converters[filepath.ToSlash(path)] == m {
				found++
				continue
			}
			t.Errorf("%s: %s", path, m)
		}
		return nil
	})
	if err != nil || found != len(converters) {
		t.Errorf("found %d of %d, %v", found, len(converters), err)
	}
}
