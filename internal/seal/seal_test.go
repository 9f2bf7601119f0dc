package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"
)

// someone makes an identity for a test.
func someone(t testing.TB) Identity {
	t.Helper()
	id, err := NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestSealOpen(t *testing.T) {
	reporter, officer, stranger := someone(t), someone(t), someone(t)
	rapid.Check(t, func(t *rapid.T) {
		content := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "content")
		content = bytes.Repeat(content, rapid.SampledFrom([]int{1, 700}).Draw(t, "times"))
		sealed, err := Seal(content, reporter.Recipient(), officer.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range []Identity{reporter, officer} {
			opened, err := Open(id, sealed)
			if err != nil || !bytes.Equal(opened, content) {
				t.Fatalf("Open: %d bytes, %v; want the %d that were sealed", len(opened), err, len(content))
			}
		}
		if _, err := Open(stranger, sealed); !errors.Is(err, ErrNotForUs) {
			t.Fatalf("a stranger's Open: %v, want ErrNotForUs", err)
		}
	})
}

// Whoever changes or cuts a sealed file gets an error to the reader, never
// another content.
func TestSealedIsAuthentic(t *testing.T) {
	id := someone(t)
	sealed, err := Seal([]byte("what was said"), id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := Open(id, changed); err == nil {
			t.Errorf("byte %d changed, and Open did not notice", i)
		}
		if _, err := Open(id, sealed[:i]); err == nil {
			t.Errorf("cut to %d bytes, and Open did not notice", i)
		}
	}
}

func TestStream(t *testing.T) {
	id := someone(t)
	content := bytes.Repeat([]byte("алма "), 100_000)
	var sealed bytes.Buffer
	w, err := SealTo(&sealed, id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, bytes.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := OpenFrom(id, &sealed)
	if err != nil {
		t.Fatal(err)
	}
	if opened, err := io.ReadAll(r); err != nil || !bytes.Equal(opened, content) {
		t.Errorf("%d bytes, %v; want %d", len(opened), err, len(content))
	}
}

func TestNobody(t *testing.T) {
	if _, err := Seal(nil); err == nil {
		t.Error("sealed to no recipients")
	}
	if _, err := Seal(nil, Recipient{}); err == nil {
		t.Error("sealed to the empty recipient")
	}
	if _, err := Open(Identity{}, nil); err == nil {
		t.Error("opened with the empty identity")
	}
	if _, err := Wrap(Identity{}, someone(t).Recipient()); err == nil {
		t.Error("wrapped the empty identity")
	}
}

// The chain of keys: a passphrase's identity opens the member's, the member's the
// body's, the body's the matter's. Handing a matter over re-wraps one key.
func TestWrapChain(t *testing.T) {
	unlocking, member, body, matter, other := someone(t), someone(t), someone(t), someone(t), someone(t)
	wrap := func(id Identity, to ...Recipient) []byte {
		w, err := Wrap(id, to...)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	memberWrap := wrap(member, unlocking.Recipient())
	bodyWrap := wrap(body, someone(t).Recipient(), member.Recipient())
	matterWrap := wrap(matter, body.Recipient())

	at := unlocking
	for _, w := range [][]byte{memberWrap, bodyWrap, matterWrap} {
		next, err := Unwrap(at, w)
		if err != nil {
			t.Fatal(err)
		}
		at = next
	}
	if at.Secret() != matter.Secret() {
		t.Error("the chain ends at another identity")
	}
	if _, err := Unwrap(other, matterWrap); !errors.Is(err, ErrNotForUs) {
		t.Errorf("another body's Unwrap: %v, want ErrNotForUs", err)
	}
	notAKey, err := Seal([]byte("not an identity"), other.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Unwrap(other, notAKey); err == nil || strings.Contains(err.Error(), "not an identity\"") {
		t.Errorf("unwrapped what is no identity: %v", err)
	}
}

func TestParseStrict(t *testing.T) {
	id := someone(t)
	r := id.Recipient().String()
	if again, err := ParseRecipient(r); err != nil || again.String() != r {
		t.Errorf("ParseRecipient(String()) = %v, %v", again, err)
	}
	if again, err := ParseIdentity(id.Secret()); err != nil || again.Secret() != id.Secret() {
		t.Errorf("ParseIdentity(Secret()): %v", err)
	}
	// The classic recipient and identity are age's own examples (README of age).
	for _, s := range []string{
		"", r + " ", " " + r, strings.ToUpper(r), r[:len(r)-1], r + "q", strings.Replace(r, "age1pq1", "age1tagpq1", 1),
		"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", id.Secret(),
	} {
		if _, err := ParseRecipient(s); err == nil {
			t.Errorf("ParseRecipient took %.30q…", s)
		}
	}
	for _, s := range []string{
		"", id.Secret() + "\n", strings.ToLower(id.Secret()), id.Secret()[:60], r,
		"AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
	} {
		_, err := ParseIdentity(s)
		if err == nil {
			t.Errorf("ParseIdentity took %.30q…", s)
		} else if len(s) > 20 && strings.Contains(err.Error(), s[20:40]) {
			t.Errorf("the error repeats what was given: %v", err)
		}
	}
}

// Fingerprint of "abc": the example of FIPS 180-4, as in NIST's SHA-256 document.
func TestFingerprint(t *testing.T) {
	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	if got := Fingerprint("abc"); got != want {
		t.Errorf("Fingerprint = %s, want %s", got, want)
	}
	if got := Commitment([]byte("abc")); got != want {
		t.Errorf("Commitment = %s, want %s", got, want)
	}
}

// No way of printing shows a secret.
func TestSecretsDoNotPrint(t *testing.T) {
	id := someone(t)
	phrase, err := NewPhrase("en")
	if err != nil {
		t.Fatal(err)
	}
	secrets := map[string]any{
		id.Secret(): id, phrase.Text(): phrase,
		Mailbox{1, 2, 3}.Token(): Mailbox{1, 2, 3}, LoginSecret{9}.Token(): LoginSecret{9},
	}
	for secret, v := range secrets {
		for _, form := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			if got := fmt.Sprintf(form, v); strings.Contains(got, secret) || strings.Contains(got, "1, 2, 3") || strings.Contains(got, "010203") {
				t.Errorf("%s of %T shows it: %s", form, v, got)
			}
		}
	}
}

// Derivations wait for each other: of five, two run, and as soon as those leave
// the next two.
func TestTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := NewTurns(2)
		var running atomic.Int32
		finish := make(chan struct{})
		for range 5 {
			go func() {
				leave, err := turns.Enter(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				running.Add(1)
				<-finish
				running.Add(-1)
				leave()
			}()
		}
		for _, want := range []int32{2, 2, 1, 0} {
			synctest.Wait()
			if got := running.Load(); got != want {
				t.Errorf("%d at once, want %d", got, want)
			}
			for range want {
				finish <- struct{}{}
			}
		}
	})
}
