package register_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/register"
)

// A between stands between a client and a register.
type between struct {
	register.Source
	asked []string
	tile  func(register.Tile, []byte) []byte
	check func([]byte) []byte
}

func (m *between) Tile(ctx context.Context, t register.Tile) ([]byte, error) {
	m.asked = append(m.asked, t.Path())
	data, err := m.Source.Tile(ctx, t)
	if m.tile != nil && err == nil {
		data = m.tile(t, data)
	}
	return data, err
}

func (m *between) Checkpoint(ctx context.Context) ([]byte, error) {
	signed, err := m.Source.Checkpoint(ctx)
	if m.check != nil && err == nil {
		signed = m.check(signed)
	}
	return signed, err
}

// at lets change alter one tile on its way.
func at(path string, change func([]byte) []byte) *between {
	return &between{tile: func(t register.Tile, data []byte) []byte {
		if t.Path() == path {
			return change(data)
		}
		return data
	}}
}

func wants(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %q", err, want)
	}
}

// TestVerify checks a register of 700 entries: two full bundles and one of 188.
func TestVerify(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		for _, size := range []int{0, 1, 255, 256, 257, 700} {
			b.grow(size)
			m := &between{Source: b.Reader}
			r, err := (&register.Client{Source: m, VKey: b.VKey}).Verify(t.Context())
			if err != nil || r.Checkpoint != b.head() || r.FirstUse || r.VKey != b.VKey {
				t.Errorf("of %d entries: %+v, %v", size, r, err)
			}
			want := map[int][]string{
				0:   nil,
				1:   {"tile/entries/000.p/1", "tile/0/000.p/1"},
				255: {"tile/entries/000.p/255", "tile/0/000.p/255"},
				256: {"tile/entries/000", "tile/0/000", "tile/1/000.p/1"},
				257: {"tile/entries/000", "tile/0/000", "tile/entries/001.p/1", "tile/0/001.p/1", "tile/1/000.p/1"},
				700: {"tile/entries/000", "tile/0/000", "tile/entries/001", "tile/0/001", "tile/entries/002.p/188", "tile/0/002.p/188", "tile/1/000.p/2"},
			}[size]
			if diff := cmp.Diff(want, m.asked); diff != "" {
				t.Errorf("of %d entries it read: %s", size, diff)
			}
		}
	})
}

// TestTampering changes the database, whose keeper may do as they please.
func TestTampering(t *testing.T) {
	other := `{"act":"note","number":"other"}`
	leaf := tlog.RecordHash([]byte(other))
	cases := map[string]struct {
		change func(b *book)
		want   string
	}{
		"entry changed": {
			func(b *book) { b.exec(`UPDATE register_entry SET entry = $1 WHERE n = 5`, []byte(other)) },
			"entry 5 is not the one whose hash is in tile/0/000",
		},
		"late entry changed": {
			func(b *book) { b.exec(`UPDATE register_entry SET entry = $1 WHERE n = 699`, []byte(other)) },
			"entry 699 is not the one whose hash is in tile/0/002.p/188",
		},
		"entry dropped": {
			func(b *book) { b.exec(`DELETE FROM register_entry WHERE n = 5`) },
			"entry 5 is missing",
		},
		"last entry dropped": {
			func(b *book) { b.exec(`DELETE FROM register_entry WHERE n = 699`) },
			"tile/entries/002.p/188 of the register: not found",
		},
		"entries moved up": {
			func(b *book) {
				b.exec(`DELETE FROM register_entry WHERE n = 5`)
				for n := 6; n < 700; n++ {
					b.exec(`UPDATE register_entry SET n = $1 WHERE n = $2`, n-1, n)
				}
				b.exec(`INSERT INTO register_entry (n, leaf, act, entry) VALUES (699, $1, '', $2)`, leaf[:], []byte(other))
			},
			"entry 5 is not the one whose hash is in tile/0/000",
		},
		"entries reordered": {
			func(b *book) {
				b.exec(`UPDATE register_entry SET n = -1 WHERE n = 300`)
				b.exec(`UPDATE register_entry SET n = 300 WHERE n = 301`)
				b.exec(`UPDATE register_entry SET n = 301 WHERE n = -1`)
			},
			"entry 300 is not the one whose hash is in tile/0/001",
		},
		"tiles swapped": {
			func(b *book) {
				b.exec(`UPDATE register_tile SET n = -1 WHERE level = 0 AND n = 0`)
				b.exec(`UPDATE register_tile SET n = 0 WHERE level = 0 AND n = 1`)
				b.exec(`UPDATE register_tile SET n = 1 WHERE level = 0 AND n = -1`)
			},
			"entry 0 is not the one whose hash is in tile/0/000",
		},
		"tile dropped": {
			func(b *book) { b.exec(`DELETE FROM register_tile WHERE level = 0 AND n = 1`) },
			"tile/0/001 of the register: not found",
		},
		"entry and tile changed": {
			func(b *book) {
				b.exec(`UPDATE register_entry SET entry = $1, leaf = $2 WHERE n = 261`, []byte(other), leaf[:])
				hashes, err := b.Tile(b.t.Context(), register.Tile{Level: 0, N: 1, Width: 256})
				if err != nil {
					b.t.Fatal(err)
				}
				copy(hashes[5*32:], leaf[:])
				b.exec(`UPDATE register_tile SET hashes = $1 WHERE level = 0 AND n = 1`, hashes)
			},
			"tile/1/000.p/2 has a wrong hash of tile/0/001",
		},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.grow(700)
		for _, table := range []string{"entry", "tile"} {
			b.exec(`CREATE TABLE kept_` + table + ` AS SELECT * FROM register_` + table)
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				for _, table := range []string{"entry", "tile"} {
					b.exec(`DELETE FROM register_` + table)
					b.exec(`INSERT INTO register_` + table + ` SELECT * FROM kept_` + table)
				}
				client := &register.Client{Source: b.Reader, VKey: b.VKey}
				if _, err := client.Verify(t.Context()); err != nil {
					t.Fatalf("before anything is changed: %v", err)
				}
				c.change(b)
				_, err := client.Verify(t.Context())
				wants(t, err, c.want)
			})
		}
	})
}

// TestLies changes what comes over the wire.
func TestLies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.grow(700)
		signedBy := func(skey string, c register.Checkpoint) []byte {
			signer, _ := note.NewSigner(skey)
			signed, err := note.Sign(&note.Note{Text: c.String()}, signer)
			if err != nil {
				t.Fatal(err)
			}
			return signed
		}
		stranger, _, err := register.NewKey(origin)
		if err != nil {
			t.Fatal(err)
		}
		says := func(signed []byte) *between { return &between{check: func([]byte) []byte { return signed }} }
		head := b.head()
		head.Root[31] ^= 1
		cut := func(data []byte) []byte { return data[:len(data)-1] }
		for name, c := range map[string]struct {
			lie  *between
			want string
		}{
			"bundle cut":     {at("tile/entries/002.p/188", cut), "tile/entries/002.p/188: the bundle is cut off in entry 187 of 188"},
			"bundle empty":   {at("tile/entries/001", func([]byte) []byte { return nil }), "tile/entries/001: the bundle has 0 entries of 256"},
			"bundle longer":  {at("tile/entries/000", func(data []byte) []byte { return append(data, 0, 0) }), "goes on after its 256 entries"},
			"tile cut":       {at("tile/0/001", cut), "tile/0/001 has 8191 bytes and not 8192"},
			"stranger's key": {says(signedBy(stranger, b.head())), "not signed with the key of " + origin},
			"size forged": {&between{check: func(signed []byte) []byte {
				return []byte(strings.Replace(string(signed), "\n700\n", "\n699\n", 1))
			}}, "not signed with the key of " + origin},
			"root of no tree": {says(signedBy(b.skey, head)), "and not " + head.Root.String()},
		} {
			t.Run(name, func(t *testing.T) {
				c.lie.Source = b.Reader
				_, err := (&register.Client{Source: c.lie, VKey: b.VKey}).Verify(t.Context())
				wants(t, err, c.want)
			})
		}
	})
}

// TestState keeps a checkpoint, with which a register is held to what it said.
func TestState(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.grow(300)
		client := &register.Client{Source: b.Reader, State: filepath.Join(t.TempDir(), "state")}
		first, err := client.Verify(t.Context())
		if err != nil || !first.FirstUse || first.VKey != b.VKey || first.Before.Origin != "" {
			t.Fatalf("the first time: %+v, %v", first, err)
		}
		b.grow(600)
		second, err := client.Verify(t.Context())
		if err != nil || second.FirstUse || second.Before != first.Checkpoint || second.Checkpoint.Size != 600 {
			t.Fatalf("the second time: %+v, %v", second, err)
		}
		kept, err := os.ReadFile(client.State)
		if err != nil {
			t.Fatal(err)
		}

		// The register goes back to an earlier checkpoint, validly signed.
		b.exec(`DELETE FROM register_checkpoint WHERE size > 300`)
		_, err = client.Verify(t.Context())
		wants(t, err, "the register has shrunk: it had 600 entries and now has 300")
		_, err = client.Inclusion(t.Context(), []byte(b.texts()[0]))
		wants(t, err, "the register has shrunk")

		// It names a new key, and another register answers.
		stranger, vkey, err := register.NewKey(origin)
		if err != nil {
			t.Fatal(err)
		}
		_, err = (&register.Client{Source: b.Reader, State: client.State, VKey: vkey}).Verify(t.Context())
		wants(t, err, "is not the one remembered")
		b.VKey, b.Sequencer = vkey, sequencer(t, d, stranger)
		b.exec(`DELETE FROM register_checkpoint`)
		b.exec(`DELETE FROM register_entry`)
		b.exec(`DELETE FROM register_tile`)
		b.once(0)
		b.grow(700)
		_, err = client.Verify(t.Context())
		wants(t, err, "not signed with the key")

		// None of that was remembered.
		if now, err := os.ReadFile(client.State); err != nil || string(now) != string(kept) {
			t.Errorf("the state is %q, %v", now, err)
		}
		if list, err := os.ReadDir(filepath.Dir(client.State)); err != nil || len(list) != 1 {
			t.Errorf("beside the state there are %v, %v", list, err)
		}
		if err := os.WriteFile(client.State, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err = client.Verify(t.Context())
		wants(t, err, "recalling the last checkpoint from "+client.State)
	})
}

// TestFork signs two registers with one key.
func TestFork(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.grow(300)
		client := &register.Client{Source: b.Reader, State: filepath.Join(t.TempDir(), "state")}
		if _, err := client.Verify(t.Context()); err != nil {
			t.Fatal(err)
		}
		// Entry 250 never was, and all is signed anew.
		texts := slices.Delete(b.texts(), 250, 251)
		for _, table := range []string{"checkpoint", "entry", "tile"} {
			b.exec(`DELETE FROM register_` + table)
		}
		b.Sequencer = sequencer(t, d, b.skey)
		for i, text := range append(texts, "one more") {
			b.exec(`INSERT INTO register_staged (id, staged, place, entry) VALUES ($1, '2026-11-23T00:00:00.000000Z', $2, $3)`, fmt.Sprint(i), i, []byte(text))
		}
		b.once(300)
		if _, err := (&register.Client{Source: b.Reader}).Verify(t.Context()); err != nil {
			t.Errorf("who remembers nothing notices nothing, yet: %v", err)
		}
		_, err := client.Verify(t.Context())
		wants(t, err, "two different checkpoints of 300 entries")
		b.grow(301)
		_, err = client.Verify(t.Context())
		wants(t, err, "rewritten: its first 300 entries are not those")
	})
}

// TestInclusion looks for entries. What it asks of the register does not depend
// on which entry it is.
func TestInclusion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		receipts := b.stageSealed(today().AddDays(-1), 0, 40)
		b.once(40)
		b.grow(600)
		texts := b.texts()
		var asked []string
		for _, receipt := range []string{receipts[0], receipts[39], texts[len(texts)-1]} {
			m := &between{Source: b.Reader}
			in, err := (&register.Client{Source: m, VKey: b.VKey}).Inclusion(t.Context(), []byte(receipt))
			if err != nil || texts[in.N] != receipt || in.Checkpoint != b.head() {
				t.Errorf("entry %q: %+v, %v", receipt, in, err)
			}
			if asked != nil && !slices.Equal(asked, m.asked) {
				t.Errorf("for this entry it asked %v, for another %v", m.asked, asked)
			}
			asked = m.asked
		}
		m := &between{Source: b.Reader}
		_, err := (&register.Client{Source: m, VKey: b.VKey}).Inclusion(t.Context(), []byte("a matter that never came"))
		if !errors.Is(err, register.ErrNotIncluded) || !slices.Equal(asked, m.asked) {
			t.Errorf("an entry that is not there: %v, having asked %v", err, m.asked)
		}
		// An entry is not included in a register that is not sound.
		b.exec(`UPDATE register_entry SET entry = $1 WHERE n = 599`, []byte("x"))
		_, err = (&register.Client{Source: b.Reader, VKey: b.VKey}).Inclusion(t.Context(), []byte(texts[0]))
		wants(t, err, "have the root hash")
	})
}

// TestWalk hands over what the register has, in its order, and nothing at all of
// a register that is not sound.
func TestWalk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.grow(600)
		client := &register.Client{Source: b.Reader, VKey: b.VKey}
		var got []string
		r, err := client.Walk(t.Context(), func(n int64, entry []byte) error {
			if n != int64(len(got)) {
				t.Errorf("entry %d came as number %d", len(got), n)
			}
			got = append(got, string(entry))
			return nil
		})
		if err != nil || r.Checkpoint != b.head() {
			t.Fatalf("%+v, %v", r, err)
		}
		if diff := cmp.Diff(b.texts(), got); diff != "" {
			t.Error(diff)
		}
		enough, calls := errors.New("enough"), 0
		_, err = client.Walk(t.Context(), func(int64, []byte) error { calls++; return enough })
		if !errors.Is(err, enough) || calls != 1 {
			t.Errorf("after %d calls: %v", calls, err)
		}
		b.exec(`UPDATE register_entry SET entry = $1 WHERE n = 599`, []byte("x"))
		_, err = client.Walk(t.Context(), func(int64, []byte) error {
			t.Fatal("an entry of a register that is not sound was handed over")
			return nil
		})
		wants(t, err, "have the root hash")
	})
}
