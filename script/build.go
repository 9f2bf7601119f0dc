// Command script bundles the TypeScript of the pages: every script/pages/NAME.ts
// becomes internal/web/ui/static/NAME.js, one file without further requests, so
// that a page can pin it by its hash and the register can list that hash.
//
// The result is checked in, so building Adal needs no Node. It depends only on the
// sources, package-lock.json and the version of esbuild in go.mod; with --check
// nothing is written, and a difference is an error.
//
//	npm ci --prefix script
//	go run ./script
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	check := flag.Bool("check", false, "compare instead of writing; fail on a difference")
	flag.Parse()
	if err := run(".", *check); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var errNoModules = errors.New("run `npm ci --prefix script` first")

// run bundles all pages of the repository at root.
func run(root string, check bool) error {
	if _, err := os.Stat(filepath.Join(root, "script", "node_modules", "age-encryption")); err != nil {
		return errNoModules
	}
	pages, err := filepath.Glob(filepath.Join(root, "script", "pages", "*.ts"))
	if err != nil {
		return fmt.Errorf("looking for pages: %w", err)
	}
	var differ []error
	for _, page := range pages {
		name := strings.TrimSuffix(filepath.Base(page), ".ts")
		bundle, err := bundlePage(page)
		if err != nil {
			return fmt.Errorf("bundling %s: %w", name, err)
		}
		target := filepath.Join(root, "internal", "web", "ui", "static", name+".js")
		if check {
			differ = append(differ, compare(target, bundle))
			continue
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return fmt.Errorf("writing %s: %w", target, err)
		}
		if err := os.WriteFile(target, bundle, 0o644); err != nil {
			return fmt.Errorf("writing %s: %w", target, err)
		}
	}
	return errors.Join(differ...)
}

func compare(target string, bundle []byte) error {
	published, err := os.ReadFile(target)
	if err != nil {
		return fmt.Errorf("comparing: %w", err)
	}
	if !bytes.Equal(published, bundle) {
		return fmt.Errorf("%s is not what the sources make: run `go run ./script`", target)
	}
	return nil
}

// bundlePage makes the one file of a page: minified, for browsers since 2020, as
// an immediately called function that leaves nothing in the page's global names.
func bundlePage(page string) ([]byte, error) {
	options := common()
	options.EntryPoints = []string{page}
	options.Platform = api.PlatformBrowser
	options.Format = api.FormatIIFE
	options.MinifyWhitespace = true
	options.MinifyIdentifiers = true
	options.MinifySyntax = true
	return bundle(options)
}

// common is what a page and a test have in common.
func common() api.BuildOptions {
	return api.BuildOptions{
		Bundle:        true,
		Target:        api.ES2020,
		Charset:       api.CharsetUTF8,
		Loader:        map[string]api.Loader{".txt": api.LoaderText},
		LegalComments: api.LegalCommentsEndOfFile,
		Outdir:        "out", // names only; nothing is written by esbuild
		LogLevel:      api.LogLevelSilent,
	}
}

func bundle(options api.BuildOptions) ([]byte, error) {
	result := api.Build(options)
	var errs []error
	for _, m := range result.Errors {
		where := ""
		if m.Location != nil {
			where = fmt.Sprintf("%s:%d: ", m.Location.File, m.Location.Line)
		}
		errs = append(errs, errors.New(where+m.Text))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if len(result.OutputFiles) != 1 {
		return nil, fmt.Errorf("esbuild made %d files, want one", len(result.OutputFiles))
	}
	return result.OutputFiles[0].Contents, nil
}
