package register_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/register"
)

const origin = "adal.example/register"

// A book is a register on one database.
type book struct {
	t    *testing.T
	d    *db.DB
	skey string
	*register.Reader
	*register.Sequencer
}

// open opens a register that was looked at once, so it has a checkpoint.
func open(t *testing.T, d *db.DB) *book {
	t.Helper()
	b := fresh(t, d)
	b.once(0)
	return b
}

// fresh opens a register whose sequencer did not run yet.
func fresh(t *testing.T, d *db.DB) *book {
	t.Helper()
	skey, vkey, err := register.NewKey(origin)
	if err != nil {
		t.Fatal(err)
	}
	return &book{t, d, skey, &register.Reader{DB: d, VKey: vkey}, sequencer(t, d, skey)}
}

func sequencer(t *testing.T, d *db.DB, skey string) *register.Sequencer {
	t.Helper()
	signer, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	return &register.Sequencer{DB: d, Log: slog.New(slog.DiscardHandler), Signer: signer}
}

// stage stages public entries, each an act of its own on a docket so numbered.
func (b *book) stage(from, to int) {
	b.t.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		for i := from; i < to; i++ {
			if err := register.Stage(ctx, tx, register.Entry{Act: "note", Number: fmt.Sprint(i)}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *book) write(fn func(context.Context, *db.Tx) error) {
	b.t.Helper()
	if err := b.d.Write(b.t.Context(), "act", func(tx *db.Tx) error { return fn(b.t.Context(), tx) }); err != nil {
		b.t.Fatal(err)
	}
}

// exec changes the database behind the register's back.
func (b *book) exec(query string, args ...any) {
	b.t.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	})
}

// once runs the sequencer and expects it to append n entries.
func (b *book) once(n int) {
	b.t.Helper()
	if got, err := b.Once(b.t.Context()); err != nil || got != n {
		b.t.Fatalf("appended %d, want %d: %v", got, n, err)
	}
}

// grow appends public entries until the register has size of them.
func (b *book) grow(size int) {
	b.t.Helper()
	from := int(b.head().Size)
	for from < size {
		to := min(size, from+1000)
		b.stage(from, to)
		b.once(to - from)
		from = to
	}
}

func (b *book) head() register.Checkpoint {
	b.t.Helper()
	signed, err := b.Checkpoint(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	key, err := note.NewVerifier(b.VKey)
	if err != nil {
		b.t.Fatal(err)
	}
	c, err := register.OpenCheckpoint(signed, key)
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// texts are all entries.
func (b *book) texts() (all []string) {
	b.t.Helper()
	list, err := b.Entries(b.t.Context(), 0, 1<<20)
	if err != nil {
		b.t.Fatal(err)
	}
	for i, l := range list {
		if l.N != int64(i) {
			b.t.Fatalf("entry %d stands at %d", l.N, i)
		}
		all = append(all, string(l.Text))
	}
	return all
}

// mth is the Merkle Tree Hash written down from its definition in RFC 6962,
// section 2.1: the empty string for no entry, 0x00 before a leaf, 0x01 before
// two halves of which the left one is the largest power of two smaller than n.
func mth(entries []string) tlog.Hash {
	switch n := len(entries); n {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return sha256.Sum256(append([]byte{0}, entries[0]...))
	default:
		k := 1
		for k*2 < n {
			k *= 2
		}
		left, right := mth(entries[:k]), mth(entries[k:])
		return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
	}
}

func TestEntryText(t *testing.T) {
	day := calendar.Date(2026, time.November, 23)
	for _, c := range []struct {
		entry register.Entry
		want  string
	}{
		{
			register.Entry{Act: "hand-over", Day: day, Body: "b1", Seat: "s1", To: "b2", Docket: "d1", Number: "M-2026-17", Article: "12", Digest: "ab"},
			`{"act":"hand-over","day":"2026-11-23","body":"b1","seat":"s1","to":"b2","docket":"d1","number":"M-2026-17","article":"12","digest":"ab"}`,
		},
		{
			register.Entry{Act: register.ListKeys, Day: day, Keys: []register.Key{{"b1", "f1"}, {"b2", "f2"}}},
			`{"act":"list-keys","day":"2026-11-23","keys":[{"body":"b1","fingerprint":"f1"},{"body":"b2","fingerprint":"f2"}]}`,
		},
		{
			register.Entry{Act: register.PublishScript, Day: day, Name: "reception.js", SHA384: "sha384-x/+="},
			`{"act":"publish-script","day":"2026-11-23","name":"reception.js","sha384":"sha384-x/+="}`,
		},
		{
			register.Entry{Act: register.PublishCharter, SHA256: "cd", Name: "<charter> & «Жарғы»"},
			`{"act":"publish-charter","name":"<charter> & «Жарғы»","sha256":"cd"}`,
		},
	} {
		got, err := c.entry.Text()
		if err != nil || string(got) != c.want {
			t.Errorf("text %s\nwant %s, %v", got, c.want, err)
		}
		back, ok := register.ParseEntry(got)
		if diff := cmp.Diff(c.entry, back); !ok || diff != "" {
			t.Errorf("reading %s: %s", got, diff)
		}
	}
}

func TestEntryRefused(t *testing.T) {
	for _, act := range []string{"", "List", "list keys", "-list", "list-", "тізім", "a--b"} {
		if text, err := (register.Entry{Act: act}).Text(); err == nil {
			t.Errorf("the act %q became %s", act, text)
		}
		if _, ok := register.ParseEntry([]byte(`{"act":"` + act + `"}`)); ok {
			t.Errorf("the act %q was read", act)
		}
	}
	// {"act":"a","name":"…"} has 21 bytes beside the name.
	if text, err := (register.Entry{Act: "a", Name: strings.Repeat("x", 65535-21)}).Text(); err != nil || len(text) != 65535 {
		t.Errorf("the longest entry has %d bytes: %v", len(text), err)
	}
	if _, err := (register.Entry{Act: "a", Name: strings.Repeat("x", 65535-20)}).Text(); err == nil {
		t.Error("an entry of 65536 bytes passed")
	}
	for _, text := range []string{"", "{", "[]", `"note"`, `{}`, `{"act":1}`, "adal matter v1\n"} {
		if e, ok := register.ParseEntry([]byte(text)); ok {
			t.Errorf("%q was read as %+v", text, e)
		}
	}
}

func TestSealedText(t *testing.T) {
	// SHA-256 of "abc", FIPS 180-2, appendix B.1.
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	text := register.Sealed(register.Matter, sha256.Sum256([]byte("abc")))
	if want := "adal matter v1\n" + abc + "\n"; string(text) != want {
		t.Errorf("sealed entry %q, want %q", text, want)
	}
	kind, commitment, ok := register.ParseSealed([]byte("adal step v1\n" + abc + "\n"))
	if kind != register.Step || commitment != abc || !ok {
		t.Errorf("read %q %q %v", kind, commitment, ok)
	}
	for _, text := range []string{
		"", "adal matter v1\n" + abc, "adal matter v2\n" + abc + "\n", "adal matter v1\n" + abc[1:] + "\n",
		"adal matter v1\n" + strings.ToUpper(abc) + "\n", "adal matter v1\n" + abc + "\n\n", "\nadal matter v1\n" + abc + "\n",
	} {
		if _, _, ok := register.ParseSealed([]byte(text)); ok {
			t.Errorf("%q passed for a commitment", text)
		}
	}
}

func TestNewKey(t *testing.T) {
	for _, name := range []string{"", "two words", "a+b", "a\nb"} {
		if _, _, err := register.NewKey(name); err == nil {
			t.Errorf("a key was made for a register called %q", name)
		}
	}
	skey, vkey, err := register.NewKey(origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil || signer.KeyHash() != verifier.KeyHash() || verifier.Name() != origin {
		t.Errorf("the two halves do not belong together: %v", err)
	}
}
