package reception_test

import (
	"testing"

	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/reception"
	"adal/internal/seal"
)

// TestUnsealFile opens one file of a letter at the door. The page of the mailbox
// has its name and size, and never what is in it.
func TestUnsealFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		_, phrase, err := w.Tell(ctx, reception.Telling{
			Lang: i18n.KK, Region: "KZ-47", Track: reception.Signal, Text: "Жер",
			Files: []seal.File{{Name: "акт.txt", Type: "text/plain", Content: []byte("abc")}},
		})
		check(t, err)
		u, err := w.Unseal(ctx, phrase.Text())
		check(t, err)
		if got := u.Letters[0].Files; len(got) != 1 || got[0] != (reception.OpenedFile{Name: "акт.txt", Size: 3}) {
			t.Errorf("the page has %v", got)
		}
		f, err := w.UnsealFile(ctx, phrase.Text(), 1, 0)
		check(t, err)
		if f.Name != "акт.txt" || string(f.Content) != "abc" {
			t.Errorf("got %q with %q", f.Name, f.Content)
		}
		for _, at := range [][2]int{{1, 1}, {1, -1}, {0, 0}, {2, 0}} {
			_, err := w.UnsealFile(ctx, phrase.Text(), at[0], at[1])
			wants(t, err, fault.NotFound, "a file that isn't there")
		}
		check(t, w.Destroy(ctx, u.Mailbox.Hash()))
		_, err = w.UnsealFile(ctx, phrase.Text(), 1, 0)
		wants(t, err, fault.NotFound, "a file that was destroyed")
	})
}
