package register_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/register"
)

func serve(t *testing.T, b *book) string {
	t.Helper()
	s := httptest.NewServer(register.Handler(b.Reader, slog.New(slog.DiscardHandler)))
	t.Cleanup(s.Close)
	return s.URL
}

// ask speaks plain HTTP, uncompressed unless it says so.
func ask(t *testing.T, method, url, accept string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", accept)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, body
}

func TestHandler(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.grow(258)
		url := serve(t, b)
		const text, bytes = "text/plain; charset=utf-8", "application/octet-stream"
		const short, long, partial = "public, max-age=2", "public, max-age=31536000, immutable", "public, max-age=3600"
		for path, want := range map[string]struct {
			kind, keep string
			size       int
		}{
			"checkpoint":           {text, short, -1},
			"key":                  {text, partial, len(b.VKey) + 1},
			"tile/0/000":           {bytes, long, 8192},
			"tile/0/001.p/2":       {bytes, partial, 64},
			"tile/0/001.p/1":       {bytes, partial, 32}, // of an earlier checkpoint
			"tile/0/000.p/255":     {bytes, partial, 255 * 32},
			"tile/1/000.p/1":       {bytes, partial, 32},
			"tile/entries/000":     {bytes, long, -1},
			"tile/entries/001.p/2": {bytes, partial, 2 * (2 + len(`{"act":"note","number":"256"}`))},
		} {
			for _, method := range []string{"GET", "HEAD"} {
				resp, body := ask(t, method, url+"/register/"+path, "identity")
				head := resp.Header
				if resp.StatusCode != 200 || head.Get("Content-Type") != want.kind || head.Get("Cache-Control") != want.keep || head.Get("Set-Cookie") != "" {
					t.Errorf("%s %s: %s %v", method, path, resp.Status, head)
				}
				if method == "GET" && want.size >= 0 && len(body) != want.size || method == "HEAD" && len(body) > 0 {
					t.Errorf("%s %s: %d bytes, want %d", method, path, len(body), want.size)
				}
			}
		}
		for _, path := range []string{
			"tile/0/002", "tile/0/001", "tile/0/001.p/3", "tile/0/000.p/256", "tile/0/0", "tile/data/000", "tile/2/000.p/1",
			"tile/entries/001", "tile/entries/001.p/3", "tile/entries/002.p/1", "tile/", "", "entries", "tile/8/0/000",
		} {
			if resp, _ := ask(t, "GET", url+"/register/"+path, "identity"); resp.StatusCode != 404 {
				t.Errorf("%s: %s", path, resp.Status)
			}
		}
		if resp, _ := ask(t, "POST", url+"/register/checkpoint", "identity"); resp.StatusCode != 405 {
			t.Errorf("POST: %s", resp.Status)
		}
	})
}

// TestServed compares what is served with values from outside: a signed note that
// note.Open opens, the hashes and the bundle of two entries written down by hand.
func TestServed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		for _, text := range []string{"", "\x00"} { // of the vectors of RFC 6962
			b.exec(`INSERT INTO register_staged (id, staged, place, entry) VALUES ('x', '2026-11-23T00:00:00.000000Z', 0, $1)`, []byte(text))
			b.once(1)
		}
		url := serve(t, b)
		_, signed := ask(t, "GET", url+"/register/checkpoint", "identity")
		_, vkey := ask(t, "GET", url+"/register/key", "identity")
		key, err := note.NewVerifier(strings.TrimSuffix(string(vkey), "\n"))
		if err != nil {
			t.Fatal(err)
		}
		n, err := note.Open(signed, note.VerifierList(key))
		// fac54203… in base64.
		if want := origin + "\n2\n+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=\n"; err != nil || n.Text != want || len(n.Sigs) != 1 {
			t.Errorf("the checkpoint is %q, %v", signed, err)
		}
		const leaves = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d" +
			"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
		if _, tile := ask(t, "GET", url+"/register/tile/0/000.p/2", "identity"); hex.EncodeToString(tile) != leaves {
			t.Errorf("the tile is %x", tile)
		}
		const bundle = "\x00\x00" + "\x00\x01\x00"
		if _, got := ask(t, "GET", url+"/register/tile/entries/000.p/2", "identity"); string(got) != bundle {
			t.Errorf("the bundle is %q", got)
		}
		resp, small := ask(t, "GET", url+"/register/tile/entries/000.p/2", "gzip")
		zip, err := gzip.NewReader(bytes.NewReader(small))
		if err != nil || resp.Header.Get("Content-Encoding") != "gzip" || resp.Header.Get("Vary") != "Accept-Encoding" {
			t.Fatalf("compressed: %v, %v", resp.Header, err)
		}
		if got, err := io.ReadAll(zip); err != nil || string(got) != bundle {
			t.Errorf("the bundle compressed is %q, %v", got, err)
		}
	})
}

func TestSite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := fresh(t, d)
		url := serve(t, b)
		client := &register.Client{Source: &register.Site{Base: url + "/register/"}}
		if _, err := client.Verify(t.Context()); !isNotFound(err) {
			t.Errorf("a register without a checkpoint: %v", err)
		}
		b.once(0)
		receipts := b.stageSealed(today().AddDays(-1), 0, 1)
		b.once(1)
		b.grow(600)
		r, err := client.Verify(t.Context())
		if err != nil || r.Checkpoint != b.head() || !r.FirstUse || r.VKey != b.VKey {
			t.Errorf("over the net: %+v, %v", r, err)
		}
		in, err := client.Inclusion(t.Context(), []byte(receipts[0]))
		if err != nil || b.texts()[in.N] != receipts[0] {
			t.Errorf("over the net: %+v, %v", in, err)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := client.Verify(gone); !errors.Is(err, context.Canceled) {
			t.Errorf("given up: %v", err)
		}
	})
}

// TestSiteBounds lets a hostile site send more than it was asked for.
func TestSiteBounds(t *testing.T) {
	sent := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "key"):
			http.Error(w, "broken", http.StatusInternalServerError)
		case strings.HasSuffix(r.URL.Path, "checkpoint"):
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
		default:
			block := make([]byte, 1<<16)
			for {
				n, err := w.Write(block)
				if sent += n; err != nil || sent > 1<<30 {
					return
				}
			}
		}
	}))
	site := &register.Site{Base: s.URL}
	if _, err := site.Tile(t.Context(), register.Tile{Level: 0, N: 0, Width: 2}); err == nil || !strings.Contains(err.Error(), "longer than 64 bytes") {
		t.Errorf("a tile without end: %v", err)
	}
	if _, err := site.Key(t.Context()); err == nil || !strings.Contains(err.Error(), "500") {
		t.Errorf("a key that cannot be had: %v", err)
	}
	if _, err := site.Checkpoint(t.Context()); err == nil {
		t.Error("a checkpoint that is always elsewhere was found")
	}
	s.Close()
	if sent > 1<<29 {
		t.Errorf("it was sent %d bytes", sent)
	}
	if _, err := site.Checkpoint(t.Context()); err == nil {
		t.Error("a site that is gone had a checkpoint")
	}
}

// TestBroken: what the database cannot give is not told in detail.
func TestBroken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.grow(3)
		b.exec(`DELETE FROM register_entry WHERE n = 0`)
		b.exec(`INSERT INTO register_entry (n, leaf, act, entry) VALUES (3, $1, '', $1)`, []byte("x"))
		resp, body := ask(t, "GET", serve(t, b)+"/register/tile/entries/000.p/3", "identity")
		if resp.StatusCode != 500 || strings.Contains(string(body), "missing") {
			t.Errorf("%s %q", resp.Status, body)
		}
	})
}
