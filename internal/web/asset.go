package web

import (
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
)

// An asset is a static file. Its address holds a hash of it, so it may be kept
// for ever, and pages that run it name its hash.
type asset struct {
	path      string
	kind      string
	integrity string // as in the integrity attribute: sha384-…
	plain     []byte
	packed    []byte // nil if packing doesn't pay
}

func readAssets(fsys fs.FS) (map[string]*asset, error) {
	all := map[string]*asset{}
	return all, fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		plain, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		all[name] = newAsset(name, plain)
		return nil
	})
}

func newAsset(name string, plain []byte) *asset {
	sum := sha512.Sum384(plain)
	return &asset{
		path:      "/static/" + hex.EncodeToString(sum[:8]) + "/" + name,
		kind:      mime.TypeByExtension(path.Ext(name)),
		integrity: "sha384-" + base64.StdEncoding.EncodeToString(sum[:]),
		plain:     plain,
		packed:    packed(plain, gzip.BestCompression),
	}
}

func (s *Site) asset(name string) (*asset, error) {
	a, ok := s.assets[name]
	if !ok {
		return nil, fmt.Errorf("there is no static file %q", name)
	}
	return a, nil
}

// Bundles are the names of all scripts that pages may run, without ".js", in
// their order.
func (s *Site) Bundles() (names []string) {
	for file := range s.assets {
		if name, ok := strings.CutSuffix(file, ".js"); ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Script is the text of a page's script and its hash, as the register has it.
func (s *Site) Script(name string) (text []byte, integrity string, err error) {
	a, err := s.asset(name + ".js")
	if err != nil {
		return nil, "", err
	}
	return a.plain, a.integrity, nil
}

func (s *Site) serveAsset(w http.ResponseWriter, r *http.Request) {
	a, ok := s.assets[r.PathValue("name")]
	if !ok || a.path != r.URL.Path {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := a.plain
	if a.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.packed
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	if r.Method != http.MethodHead {
		w.Write(body) // a reader who went away is no error of ours
	}
}
