package db_test

import (
	"fmt"
	"testing"

	"adal/internal/db"
	"adal/internal/db/dbtest"
)

// TestPlaces names the parameters of rows one after the other.
func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		rows, columns int
		want          string
	}{
		{1, 1, "($1)"}, {1, 3, "($1, $2, $3)"}, {2, 2, "($1, $2), ($3, $4)"}, {3, 1, "($1), ($2), ($3)"},
	} {
		if got := db.Places(c.rows, c.columns); got != c.want {
			t.Errorf("%d × %d: %s, want %s", c.rows, c.columns, got, c.want)
		}
	}
}

// TestFill inserts more rows than one statement takes, in their order, the last
// statement shorter than the others; what is there already is added to; nothing is
// nothing.
func TestFill(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d)
		const rows = 1_001
		var values []any
		for n := range rows {
			values = append(values, fmt.Sprintf("%04d", n), n)
		}
		add := func(values []any) {
			t.Helper()
			if err := d.Write(t.Context(), "all", func(tx *db.Tx) error {
				return db.Fill(t.Context(), tx, `INSERT INTO thing (id, n)`, 2, values, `ON CONFLICT (id) DO UPDATE SET n = thing.n + excluded.n`)
			}); err != nil {
				t.Fatal(err)
			}
		}
		add(nil)
		if n := count(t, d); n != 0 {
			t.Errorf("%d rows of nothing", n)
		}
		add(values)
		add(values)
		type thing struct {
			id string
			n  int
		}
		var all []thing
		if err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
			all, err = db.All(t.Context(), tx, func(a *thing) []any { return []any{&a.id, &a.n} }, `SELECT id, n FROM thing ORDER BY id`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if len(all) != rows {
			t.Fatalf("%d rows, want %d", len(all), rows)
		}
		for n, a := range all {
			if a.id != fmt.Sprintf("%04d", n) || a.n != 2*n {
				t.Fatalf("row %d is %v", n, a)
			}
		}
	})
}
