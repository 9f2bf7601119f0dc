package db_test

import (
	"testing"

	"adal/internal/db"
	"adal/internal/db/dbtest"
)

// TestSurvey counts a table of few rows, which PostgreSQL by itself never would,
// and leaves what is in it as it is.
func TestSurvey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d)
		if err := d.Write(t.Context(), "s", func(tx *db.Tx) error { return insert(t.Context(), tx, "a", 1) }); err != nil {
			t.Fatal(err)
		}
		if err := d.Survey(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d); n != 1 {
			t.Errorf("the table has %d rows", n)
		}
		if !d.Postgres() {
			return
		}
		var rows float64
		if err := d.Pool().QueryRowContext(t.Context(), `
			SELECT reltuples FROM pg_class WHERE oid = (current_schema() || '.thing')::regclass`).Scan(&rows); err != nil || rows != 1 {
			t.Errorf("PostgreSQL supposes %v rows: %v", rows, err)
		}
	})
}
