package seal

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/bits"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"adal/internal/calendar"
)

// aReceipt makes a receipt with its register's signer.
func aReceipt(t testing.TB) (Receipt, note.Signer) {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, "adal.example/register")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	return Receipt{
		Origin: "adal.example/register", Number: "МҢ-2026-000017", Track: "signal", Body: "antikor-mangystau",
		Day: calendar.Date(2026, time.November, 23), Due: calendar.Date(2026, time.December, 14),
		Clock: "kz-appc", Sealed: SealedInBrowser, Commitment: strings.Repeat("0a", 32),
		Nonce: NewNonce(), Key: public,
	}, signer
}

func TestReceipt(t *testing.T) {
	want, signer := aReceipt(t)
	file, err := want.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	got, err := OpenReceipt(file)
	if err != nil || got != want {
		t.Errorf("OpenReceipt = %+v, %v; want %+v", got, err, want)
	}
	// The text as the format prescribes it, written by hand.
	text := "adal receipt v1\norigin: adal.example/register\nnumber: МҢ-2026-000017\ntrack: signal\n" +
		"body: antikor-mangystau\nday: 2026-11-23\ndue: 2026-12-14\nclock: kz-appc\nsealed: browser\n" +
		"commitment: 0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a\n" +
		"nonce: " + want.Nonce + "\nkey: " + want.Key + "\n"
	if !bytes.HasPrefix(file, []byte(text+"\n— adal.example/register ")) {
		t.Errorf("the file is\n%s\nwant it to begin with\n%s", file, text)
	}
	if leaf, want := string(got.Leaf()), fmt.Sprintf("adal matter v1\n%x\n", sha256.Sum256([]byte(text))); leaf != want {
		t.Errorf("Leaf = %q, want %q", leaf, want)
	}
}

// No byte of a receipt can become another without being noticed: neither what it
// says nor how it is spelt.
func TestReceiptUnchangeable(t *testing.T) {
	r, signer := aReceipt(t)
	file, err := r.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	signature := bytes.LastIndex(file, []byte("\n— ")) + 1
	for i, was := range file {
		for b := range 256 {
			// Every value in the signature, where base64 has bits that say nothing;
			// in the signed text every single bit, and what a text is made of.
			several := bits.OnesCount8(byte(b)^was) == 1 || strings.ContainsRune("\n\r \x000Az+=", rune(b))
			if byte(b) == was || i < signature && !several {
				continue
			}
			file[i] = byte(b)
			if got, err := OpenReceipt(file); err == nil {
				t.Fatalf("byte %d, %#x for %#x: accepted as %+v", i, b, was, got)
			}
		}
		file[i] = was
	}
	for i := range file {
		without := append(bytes.Clone(file[:i]), file[i+1:]...)
		if _, err := OpenReceipt(without); err == nil {
			t.Errorf("byte %d left out: accepted", i)
		}
		twice := append(bytes.Clone(file[:i+1]), file[i:]...)
		if _, err := OpenReceipt(twice); err == nil {
			t.Errorf("byte %d twice: accepted", i)
		}
	}
	for _, more := range []string{" ", "\n", string(file[signature:]), "— somebody.else AAAAAAAA\n"} {
		if _, err := OpenReceipt(append(bytes.Clone(file), more...)); err == nil {
			t.Errorf("%q at the end: accepted", more)
		}
	}
	if _, err := OpenReceipt(bytes.Replace(file, []byte("\n"), []byte("\r\n"), 1)); err == nil {
		t.Error("another end of line: accepted")
	}
}

func TestReceiptRefused(t *testing.T) {
	tests := map[string]func(*Receipt){
		"another name":    func(r *Receipt) { r.Origin = "other.example/register" },
		"no number":       func(r *Receipt) { r.Number = "" },
		"two lines":       func(r *Receipt) { r.Body = "a\nkey: b" },
		"space at end":    func(r *Receipt) { r.Body = "a " },
		"track":           func(r *Receipt) { r.Track = "rumour" },
		"no day":          func(r *Receipt) { r.Day = calendar.Day{} },
		"due before":      func(r *Receipt) { r.Due = r.Day.AddDays(-1) },
		"sealed":          func(r *Receipt) { r.Sealed = "elsewhere" },
		"commitment caps": func(r *Receipt) { r.Commitment = strings.ToUpper(r.Commitment) },
		"short nonce":     func(r *Receipt) { r.Nonce = r.Nonce[2:] },
		"long":            func(r *Receipt) { r.Clock = strings.Repeat("x", 301) },
		"no UTF-8":        func(r *Receipt) { r.Clock = "\xff" },
		"not a key":       func(r *Receipt) { r.Key = "adal.example/register" },
		"another key":     func(r *Receipt) { other, _ := aReceipt(t); r.Key = other.Key },
		"separator":       func(r *Receipt) { r.Body = "a\u2028b" },
	}
	for name, change := range tests {
		r, signer := aReceipt(t)
		change(&r)
		if file, err := r.Sign(signer); err == nil {
			t.Errorf("%s: signed\n%s", name, file)
		}
	}
}

func TestNonce(t *testing.T) {
	a, b := NewNonce(), NewNonce()
	if raw, err := hex.DecodeString(a); err != nil || len(raw) != 16 || a == b {
		t.Errorf("NewNonce = %s, %s", a, b)
	}
}

func FuzzOpenReceipt(f *testing.F) {
	r, signer := aReceipt(f)
	file, err := r.Sign(signer)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file)
	f.Add([]byte(r.Text()))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := OpenReceipt(b)
		if err == nil && !strings.HasPrefix(string(b), got.Text()+"\n— ") {
			t.Errorf("accepted in another spelling: %q", b)
		}
		if r, err := parseReceipt(string(b)); err == nil && r.Text() != string(b) {
			t.Errorf("two spellings of a text: %q", b)
		}
	})
}
