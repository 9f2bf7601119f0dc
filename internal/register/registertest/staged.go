// Package registertest lets tests see what acts say in the register.
package registertest

import (
	"testing"

	"adal/internal/db"
	"adal/internal/register"
)

// Staged are the readable entries of an act that wait for the register, in the order in
// which they were staged.
func Staged(t testing.TB, d *db.DB, act string) (all []register.Entry) {
	t.Helper()
	if err := d.Read(t.Context(), func(tx *db.Tx) error {
		texts, err := db.All(t.Context(), tx, db.Value[[]byte], `SELECT entry FROM register_staged ORDER BY staged, place`)
		for _, text := range texts {
			if e, ok := register.ParseEntry(text); ok && e.Act == act {
				all = append(all, e)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return all
}
