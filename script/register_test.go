package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	bodyName  = "antikor-mangystau"
	recipient = "age1pq1example"
	today     = "2026-11-23"
)

// A log is a register of its own, made with Go's tlog, which is the reference
// here, and laid out as C2SP tlog-tiles prescribes.
type log struct {
	dir     string
	hashes  memory
	entries [][]byte
	signer  note.Signer
	vkey    string
}

type memory []tlog.Hash

func (m memory) ReadHashes(at []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(at))
	for i, n := range at {
		out[i] = m[n]
	}
	return out, nil
}

// newLog has size entries, of which the one at index is the listing.
func newLog(t *testing.T, size, index int, listing string) *log {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, "adal.example/register")
	if err != nil {
		t.Fatal(err)
	}
	l := &log{dir: t.TempDir(), vkey: public}
	if l.signer, err = note.NewSigner(secret); err != nil {
		t.Fatal(err)
	}
	for i := range size {
		entry := fmt.Appendf(nil, "entry %d", i)
		if i == index {
			entry = []byte(listing)
		}
		hashes, err := tlog.StoredHashes(int64(i), entry, l.hashes)
		if err != nil {
			t.Fatal(err)
		}
		l.hashes = append(l.hashes, hashes...)
		l.entries = append(l.entries, entry)
	}
	l.publish(t)
	return l
}

// publish writes checkpoint and tiles. The paths are written out here by the
// rules of C2SP and not by tlog, whose own layout is another one.
func (l *log) publish(t *testing.T) {
	t.Helper()
	size := int64(len(l.entries))
	root, err := tlog.TreeHash(size, l.hashes)
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("adal.example/register\n%d\n%s\n", size, base64.StdEncoding.EncodeToString(root[:]))
	checkpoint, err := note.Sign(&note.Note{Text: text}, l.signer)
	if err != nil {
		t.Fatal(err)
	}
	l.write(t, "checkpoint", checkpoint)
	for _, tile := range tlog.NewTiles(8, 0, size) {
		data, err := tlog.ReadTileData(tile, l.hashes)
		if err != nil {
			t.Fatal(err)
		}
		l.write(t, c2spPath(fmt.Sprint(tile.L), tile.N, tile.W), data)
	}
	for from := int64(0); from < size; from += 256 {
		var data []byte
		to := min(from+256, size)
		for _, e := range l.entries[from:to] {
			data = append(binary.BigEndian.AppendUint16(data, uint16(len(e))), e...)
		}
		l.write(t, c2spPath("entries", from/256, int(to-from)), data)
	}
}

func c2spPath(level string, n int64, width int) string {
	path := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	if width < 256 {
		path += fmt.Sprintf(".p/%d", width)
	}
	return "tile/" + level + "/" + path
}

func (l *log) write(t *testing.T, path string, data []byte) {
	t.Helper()
	file := filepath.Join(l.dir, path)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func (l *log) serve(t *testing.T) string {
	server := httptest.NewServer(http.FileServer(http.Dir(l.dir)))
	t.Cleanup(server.Close)
	return server.URL
}

func listing(day, body, key, more string) string {
	return fmt.Sprintf(`{"act":"list-keys","day":%q,"keys":[{"body":"other","fingerprint":"00"},{"body":%q,"fingerprint":"%x"%s}]}`,
		day, body, sha256.Sum256([]byte(key)), more)
}

func TestVerifyKey(t *testing.T) {
	n := start(t)
	good := listing(today, bodyName, recipient, "")
	for _, tt := range [][2]int{{1, 0}, {2, 0}, {2, 1}, {3, 2}, {255, 100}, {256, 255}, {257, 256}, {257, 3}, {600, 300}, {65793, 65792}, {70000, 12345}} {
		l := newLog(t, tt[0], tt[1], good)
		if err := n.try(nil, "verifyKey", l.serve(t), l.vkey, tt[1], bodyName, recipient, today); err != nil {
			t.Errorf("entry %d of %d: %v", tt[1], tt[0], err)
		}
	}
}

func TestVerifyKeyListing(t *testing.T) {
	n := start(t)
	tests := []struct{ name, listing, fault string }{
		{"two days old", listing("2026-11-21", bodyName, recipient, ""), ""},
		{"tomorrow, east of here", listing("2026-11-24", bodyName, recipient, ""), ""},
		{"three days old", listing("2026-11-20", bodyName, recipient, ""), "stale"},
		{"from the future", listing("2026-11-25", bodyName, recipient, ""), "stale"},
		{"no such day", listing("2026-13-01", bodyName, recipient, ""), "stale"},
		{"another key", listing(today, bodyName, "age1pq1other", ""), "unlisted"},
		{"another body", listing(today, "headquarters", recipient, ""), "unlisted"},
		{"revoked", listing(today, bodyName, recipient, `,"revoked":"2026-11-22"`), "revoked"},
		{"another act", `{"act":"publish","day":"2026-11-23","keys":[]}`, "tampered"},
		{"no JSON", "list-keys", "tampered"},
		{"a text for keys", `{"act":"list-keys","day":"2026-11-23","keys":"x"}`, "tampered"},
	}
	for _, tt := range tests {
		l := newLog(t, 5, 4, tt.listing)
		base := l.serve(t)
		if tt.fault != "" {
			wantFault(t, n, tt.fault, "verifyKey", base, l.vkey, 4, bodyName, recipient, today)
		} else if err := n.try(nil, "verifyKey", base, l.vkey, 4, bodyName, recipient, today); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// A server that lies about anything is found out.
func TestVerifyKeyTampered(t *testing.T) {
	n := start(t)
	good := listing(today, bodyName, recipient, "")
	other := newLog(t, 300, 290, good)
	tests := map[string]func(*log){
		"another checkpoint": func(l *log) { l.signer = other.signer; l.publish(t) },
		"an entry added unsigned": func(l *log) {
			l.entries[290] = []byte(strings.Replace(good, "other", "OTHER", 1))
			data := []byte{}
			for _, e := range l.entries[256:] {
				data = append(binary.BigEndian.AppendUint16(data, uint16(len(e))), e...)
			}
			l.write(t, "tile/entries/001.p/44", data)
		},
		"a hash changed":     func(l *log) { l.write(t, "tile/1/000.p/1", make([]byte, 32)) },
		"a short tile":       func(l *log) { l.write(t, "tile/0/001.p/44", make([]byte, 31)) },
		"a short bundle":     func(l *log) { l.write(t, "tile/entries/001.p/44", []byte{0, 5, 'a'}) },
		"a tile missing":     func(l *log) { os.Remove(filepath.Join(l.dir, "tile/0/001.p/44")) },
		"no checkpoint":      func(l *log) { os.Remove(filepath.Join(l.dir, "checkpoint")) },
		"an empty one":       func(l *log) { l.write(t, "checkpoint", nil) },
		"a changed size":     func(l *log) { l.edit(t, "checkpoint", "\n300\n", "\n301\n") },
		"an unsigned one":    func(l *log) { l.edit(t, "checkpoint", "— adal.example", "— adal.invalid") },
		"a name in the text": func(l *log) { l.edit(t, "checkpoint", "adal.example/register\n300", "adal.example/registry\n300") },
	}
	for name, lie := range tests {
		l := newLog(t, 300, 290, good)
		if name == "another checkpoint" {
			l.vkey = newLog(t, 1, 0, good).vkey
		}
		lie(l)
		t.Log(name)
		wantFault(t, n, "tampered", "verifyKey", l.serve(t), l.vkey, 290, bodyName, recipient, today)
	}
	l := newLog(t, 300, 290, good)
	base := l.serve(t)
	for _, index := range []any{-1, 300, 1.5, 289} {
		wantFault(t, n, "tampered", "verifyKey", base, l.vkey, index, bodyName, recipient, today)
	}
	for _, vkey := range []string{"", l.vkey[:len(l.vkey)-4], strings.Replace(l.vkey, "adal", "edal", 1), other.vkey} {
		wantFault(t, n, "tampered", "verifyKey", base, vkey, 290, bodyName, recipient, today)
	}
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }))
	wantFault(t, n, "unreachable", "verifyKey", broken.URL, l.vkey, 290, bodyName, recipient, today)
	broken.Close()
	wantFault(t, n, "unreachable", "verifyKey", broken.URL, l.vkey, 290, bodyName, recipient, today)
}

func (l *log) edit(t *testing.T, path, from, to string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(l.dir, path))
	if err != nil || !strings.Contains(string(data), from) {
		t.Fatalf("%s does not hold %q: %v", path, from, err)
	}
	l.write(t, path, []byte(strings.Replace(string(data), from, to, 1)))
}

// The register may have dropped a partial tile when the full one came.
func TestVerifyKeyPartialGone(t *testing.T) {
	n := start(t)
	l := newLog(t, 300, 290, listing(today, bodyName, recipient, ""))
	checkpoint, err := os.ReadFile(filepath.Join(l.dir, "checkpoint"))
	if err != nil {
		t.Fatal(err)
	}
	for i := len(l.entries); i < 512; i++ {
		hashes, err := tlog.StoredHashes(int64(i), []byte("later"), l.hashes)
		if err != nil {
			t.Fatal(err)
		}
		l.hashes, l.entries = append(l.hashes, hashes...), append(l.entries, []byte("later"))
	}
	l.publish(t)
	l.write(t, "checkpoint", checkpoint)
	for _, gone := range []string{"tile/0/001.p", "tile/entries/001.p"} {
		if err := os.RemoveAll(filepath.Join(l.dir, gone)); err != nil {
			t.Fatal(err)
		}
	}
	if err := n.try(nil, "verifyKey", l.serve(t), l.vkey, 290, bodyName, recipient, today); err != nil {
		t.Error(err)
	}
}

// The example of C2SP tlog-tiles: number 1234067 is x001/x234/067.
func TestTilePath(t *testing.T) {
	n := start(t)
	same(t, "path", get[string](t, n, "tilePath", 0, 1234067, 256), "tile/0/x001/x234/067")
	same(t, "path", get[string](t, n, "tilePath", "entries", 0, 7), "tile/entries/000.p/7")
}
