// Package dbtest runs a test on an empty database of each engine.
package dbtest

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"adal/internal/db"

	"database/sql"
)

// Postgres is the environment variable that says where a PostgreSQL may be
// tested on; `make test` starts one and sets it.
const Postgres = "ADAL_TEST_POSTGRES"

// template is a SQLite database without rows, brought up to date once for all tests
// of a package: that takes longer than most of them.
var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "adal-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "adal.db")
	d, err := db.Open(context.Background(), file)
	if err != nil {
		return nil, err
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// Each runs test on SQLite and, where there is one, on PostgreSQL.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, open(t, schema(t))) })
}

// SQLite is an empty database of SQLite, for what can't have subtests: a fuzz test has
// one for all that it is fed.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	file := filepath.Join(t.TempDir(), "adal.db")
	whole, err := template()
	if err == nil {
		err = os.WriteFile(file, whole, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return open(t, file)
}

func open(t testing.TB, url string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// EachURL runs test with the address of an empty database of each engine.
func EachURL(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "adal.db")) })
	t.Run("postgres", func(t *testing.T) { test(t, schema(t)) })
}

// schema makes an empty schema of its own and returns its address.
func schema(t *testing.T) string {
	url := os.Getenv(Postgres)
	if url == "" {
		t.Skip(Postgres + " is not set: make test starts a PostgreSQL and sets it")
	}
	admin, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	name := "t" + strings.ToLower(rand.Text())
	if _, err := admin.Exec("CREATE SCHEMA " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP SCHEMA " + name + " CASCADE"); err != nil {
			t.Error(err)
		}
		admin.Close()
	})
	return url + "&search_path=" + name
}
