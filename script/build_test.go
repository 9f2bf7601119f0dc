package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// aPage uses everything that the reception's page uses.
const aPage = `
import * as keys from "SCRIPT/keys";
import * as phrase from "SCRIPT/phrase";
import * as picture from "SCRIPT/picture";
import * as puzzle from "SCRIPT/puzzle";
import * as register from "SCRIPT/register";
import * as seal from "SCRIPT/seal";
import * as upload from "SCRIPT/upload";
import * as words from "SCRIPT/words";
(globalThis as any).all = { keys, phrase, picture, puzzle, register, seal, upload, words };
`

// writePage puts a page beside script, where its imports find the modules.
func writePage(t *testing.T, source string) string {
	t.Helper()
	script, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "page.ts")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(source, "SCRIPT", script)), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// The first page of a reporter on a slow telephone line: at most 75 kB of script.
func TestSize(t *testing.T) {
	start(t) // skips without node_modules
	js, err := bundlePage(writePage(t, aPage))
	if err != nil {
		t.Fatal(err)
	}
	var small bytes.Buffer
	w, err := gzip.NewWriterLevel(&small, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(js); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes, %d with gzip", len(js), small.Len())
	if small.Len() > 75_000 {
		t.Errorf("the script has %d bytes with gzip, more than 75,000", small.Len())
	}
	again, err := bundlePage(writePage(t, aPage))
	if err != nil || !bytes.Equal(js, again) {
		t.Errorf("bundled again it is another file (%v): a page could not be pinned", err)
	}
}

func TestRun(t *testing.T) {
	root := t.TempDir()
	if err := run(root, false); err != errNoModules {
		t.Errorf("without node_modules: %v, want %v", err, errNoModules)
	}
	pages := filepath.Join(root, "script", "pages")
	for _, dir := range []string{pages, filepath.Join(root, "script", "node_modules", "age-encryption")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	page := filepath.Join(pages, "door.ts")
	write := func(source string) {
		if err := os.WriteFile(page, []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("document.title = `Есік`;")
	if err := run(root, true); err == nil {
		t.Error("--check found nothing wrong with a bundle that is not there")
	}
	if err := run(root, false); err != nil {
		t.Fatal(err)
	}
	js, err := os.ReadFile(filepath.Join(root, "internal", "web", "ui", "static", "door.js"))
	if err != nil || !bytes.Contains(js, []byte("Есік")) {
		t.Errorf("%q, %v", js, err)
	}
	if err := run(root, true); err != nil {
		t.Errorf("--check right after: %v", err)
	}
	write("document.title = `Терезе`;")
	if err := run(root, true); err == nil {
		t.Error("--check did not see that the source changed")
	}
	write("import './nowhere';")
	if err := run(root, false); err == nil || !strings.Contains(err.Error(), "door.ts:1") {
		t.Errorf("a broken page: %v, want its file and line", err)
	}
}

// The compiler's own opinion, under strict.
func TestTypes(t *testing.T) {
	start(t)
	if testing.Short() {
		t.Skip("the compiler takes seconds")
	}
	if out, err := exec.Command("node", "node_modules/typescript/bin/tsc", "--noEmit").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
