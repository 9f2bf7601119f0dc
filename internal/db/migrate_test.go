package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"adal/internal/db"
	"adal/internal/db/dbtest"
)

// public is the lock that servers over the schema "public" hold while they migrate.
const public = 4097083626 // the CRC-32 of "goose"

// TestStartTogether starts several servers at once over one database, while those of
// another schema of it are being brought up to date for as long as they like.
func TestStartTogether(t *testing.T) {
	dbtest.EachURL(t, func(t *testing.T, url string) {
		first, err := db.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer first.Close()
		if !first.Postgres() {
			t.Skip("a SQLite database has one server")
		}
		other, err := first.Pool().Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		if _, err := other.ExecContext(t.Context(), `SELECT pg_advisory_lock($1)`, int64(public)); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		var all sync.WaitGroup
		errs := make([]error, 3)
		for n := range errs {
			all.Go(func() {
				d, err := db.Open(ctx, url)
				if err == nil {
					err = d.Close()
				}
				errs[n] = err
			})
		}
		all.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
	})
}
