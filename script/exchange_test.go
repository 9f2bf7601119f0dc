package main

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"adal/internal/i18n"
	"adal/internal/seal"
)

var update = flag.Bool("update", false, "write internal/seal/testdata/browser-letter.age")

// asLetter turns a letter of the driver into one of package seal.
func asLetter(l letter) seal.Letter {
	out := seal.Letter{Lang: i18n.Lang(l.Lang), Kind: seal.Kind(l.Kind), Text: l.Text}
	for _, f := range l.Files {
		out.Files = append(out.Files, seal.File{Name: f.Name, Type: f.Type, Content: f.Content})
	}
	return out
}

// What one side seals the other opens, to the last byte; both pack equally.
func TestExchange(t *testing.T) {
	n := start(t)
	secret := get[string](t, n, "newIdentity")
	id, err := seal.ParseIdentity(secret)
	if err != nil {
		t.Fatal(err)
	}
	recipient := id.Recipient().String()
	same(t, "recipient", get[string](t, n, "recipientOf", secret), recipient)
	rapid.Check(t, func(t *rapid.T) {
		in := letter{
			Lang: rapid.SampledFrom([]string{"kk", "ru", "en"}).Draw(t, "lang"),
			Kind: rapid.SampledFrom([]string{"report", "question", "answer", "message"}).Draw(t, "kind"),
			Text: rapid.StringN(0, 60, -1).Draw(t, "text"), Files: []letterFile{},
		}
		for range rapid.IntRange(0, 2).Draw(t, "files") {
			in.Files = append(in.Files, letterFile{
				rapid.String().Draw(t, "name"), rapid.String().Draw(t, "type"), rapid.SliceOfN(rapid.Byte(), 0, 600).Draw(t, "content"),
			})
		}
		here, err := seal.Pack(asLetter(in))
		if err != nil {
			t.Fatal(err)
		}
		if there := get[raw](t, n, "pack", in); !bytes.Equal(here, there) {
			t.Fatal("packed to other bytes")
		}
		fromPage, err := seal.OpenLetter(id, get[raw](t, n, "sealLetter", in, recipient))
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := seal.SealLetter(asLetter(in), id.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		fromDoor := asLetter(get[letter](t, n, "openLetter", secret, raw(sealed)))
		if diff := cmp.Diff(fromPage, fromDoor, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("the two sides read two letters:\n%s", diff)
		}
	})
}

// Both sides make files of one length, and a wrap of one opens on the other.
func TestExchangeWraps(t *testing.T) {
	n := start(t)
	matter, err1 := seal.NewIdentity()
	body, err2 := seal.NewIdentity()
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	there := get[raw](t, n, "wrap", matter.Secret(), body.Recipient().String(), matter.Recipient().String())
	here, err := seal.Wrap(matter, body.Recipient(), matter.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "length", len(there), len(here))
	opened, err := seal.Unwrap(body, there)
	if err != nil || opened.Secret() != matter.Secret() {
		t.Errorf("unwrapping here: %v", err)
	}
	same(t, "unwrapped there", get[string](t, n, "unwrap", body.Secret(), raw(here)), matter.Secret())
}

// Nothing but hybrid keys, on this side as on the other.
func TestHybridOnly(t *testing.T) {
	n := start(t)
	id, err := seal.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	r, content := id.Recipient().String(), raw("x")
	for _, bad := range []string{
		"", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", strings.ToUpper(r), r[:len(r)-1], r + "q",
		strings.Replace(r, "age1pq1", "age1tagpq1", 1), id.Secret(),
	} {
		wantFault(t, n, "not-a-recipient", "seal", content, bad)
		wantFault(t, n, "not-a-recipient", "seal", content, r, bad)
	}
	wantFault(t, n, "not-a-recipient", "seal", content)
	for _, bad := range []string{"", r, strings.ToLower(id.Secret()), id.Secret()[:70], "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"} {
		wantFault(t, n, "not-an-identity", "open", bad, content)
		wantFault(t, n, "not-an-identity", "recipientOf", bad)
		wantFault(t, n, "not-an-identity", "wrap", bad, r)
	}
	sealed, err := seal.Seal(content, id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	stranger := get[string](t, n, "newIdentity")
	wantFault(t, n, "cannot-open", "open", stranger, raw(sealed))
	sealed[len(sealed)-1] ^= 1
	wantFault(t, n, "cannot-open", "open", id.Secret(), raw(sealed))
}

// The file that package seal is tested with when there is no Node.
func TestBrowserLetterFile(t *testing.T) {
	n := start(t)
	const identity, sealed = "../internal/seal/testdata/browser-identity.txt", "../internal/seal/testdata/browser-letter.age"
	want := letter{"kk", "report", "Хат браузерде мөрленді.\r\n", []letterFile{{"1 2.txt", "text/plain; charset=utf-8", raw("ә")}}}
	if *update {
		secret := get[string](t, n, "newIdentity")
		file := get[raw](t, n, "sealLetter", want, get[string](t, n, "recipientOf", secret))
		if err := os.WriteFile(identity, []byte(secret+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(sealed, file, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	secret, err1 := os.ReadFile(identity)
	file, err2 := os.ReadFile(sealed)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	got := get[letter](t, n, "openLetter", strings.TrimSpace(string(secret)), raw(file))
	same(t, "text", got.Text, "Хат браузерде мөрленді.\n")
}

// How long a reporter waits; the figures stand in the log of go test -v.
func TestTimes(t *testing.T) {
	n := start(t)
	phrase := get[string](t, n, "newPhrase", "kk")
	for range 3 {
		t.Logf("phrase %.0f ms, seat %.0f ms", get[float64](t, n, "timePhrase", phrase), get[float64](t, n, "timeSeat", "aigul.s", "сөз сөз"))
	}
}
