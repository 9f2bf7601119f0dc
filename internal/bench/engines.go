package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"adal/internal/adal"
	"adal/internal/db/dbtest"
)

// steps are the sizes that pages are measured with, up to a hundred thousand. The
// environment may say how far to go.
func steps() []int {
	most, err := strconv.Atoi(os.Getenv("ADAL_BENCH_MOST"))
	if err != nil {
		most = 100_000
	}
	return slices.DeleteFunc([]int{1_000, 10_000, 100_000, 1_000_000}, func(n int) bool { return n > most })
}

// onBoth measures on SQLite and on PostgreSQL, each with a folder of its own; the
// environment may name one of them.
func onBoth(ctx context.Context, dir, name string, measure func(engine string, c adal.Config) error) error {
	only := os.Getenv("ADAL_BENCH_ONLY") // "sqlite" or "postgres"
	c := adal.Config{Origin: "bench.example/register", Zone: "Asia/Almaty", Merge: 24 * time.Hour, Data: filepath.Join(dir, name)}
	if only != "postgres" {
		if err := measure("SQLite", c); err != nil {
			return err
		}
	}
	if only == "sqlite" {
		return nil
	}
	address := os.Getenv(dbtest.Postgres)
	if address == "" {
		fmt.Printf("PostgreSQL: %s is not set\n\n", dbtest.Postgres)
		return nil
	}
	own, drop, err := schema(ctx, address)
	if err != nil {
		return err
	}
	c.Data, c.Database = c.Data+"-postgres", own.url
	return errors.Join(measure("PostgreSQL", c), drop())
}
