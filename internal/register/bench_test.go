package register

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"adal/internal/db"
)

// BenchmarkAppend stages 10,000 entries in 100 transactions and appends them.
func BenchmarkAppend(b *testing.B) {
	skey, _, err := NewKey("adal.example/register")
	if err != nil {
		b.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		d, err := db.Open(b.Context(), filepath.Join(b.TempDir(), "adal.db"))
		if err != nil {
			b.Fatal(err)
		}
		for i := range 100 {
			if err := d.Write(b.Context(), "act", func(tx *db.Tx) error {
				for j := range 100 {
					if err := Stage(b.Context(), tx, Entry{Act: "note", Number: fmt.Sprint(i*100 + j)}); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				b.Fatal(err)
			}
		}
		s := &Sequencer{DB: d, Log: slog.New(slog.DiscardHandler), Signer: signer}
		for n := 0; n < 10_000; {
			more, err := s.Once(b.Context())
			if err != nil || more == 0 {
				b.Fatal(more, err)
			}
			n += more
		}
		if err := d.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzMemory(f *testing.F) {
	skey, vkey, err := NewKey("adal.example/register")
	if err != nil {
		f.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		f.Fatal(err)
	}
	signed, err := Checkpoint{Origin: signer.Name(), Size: 7}.sign(signer)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(vkey + "\n" + string(signed))
	f.Add("\n")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := parseMemory(text)
		if err == nil && (m.checkpoint.Origin == "" || m.checkpoint.Size < 0) {
			t.Errorf("%q was recalled as %+v", text, m)
		}
	})
}
