package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"adal/internal/charter"
	"adal/internal/db"

	"github.com/jackc/pgx/v5"
)

// letter is the size of the smallest bucket of letters.
const letter = 16 << 10

// window is how long each figure of the machine is measured.
const window = 2 * time.Second

// machine measures what this machine can do at most, and what needs no server.
func machine(ctx context.Context, dir string) (all []figure, commits float64, err error) {
	fsyncs, err := syncs(dir)
	if err != nil {
		return nil, 0, err
	}
	if commits, err = inserts(ctx, dir); err != nil {
		return nil, 0, err
	}
	took, err := decision()
	if err != nil {
		return nil, 0, err
	}
	return []figure{
		plain("writes of 16 KiB made durable by fsync, per second", "%.0f", fsyncs),
		plain("bare SQLite inserts of 16 KiB, each a durable commit, per second", "%.0f", commits),
		below("decision of the charter", "%v", took, 2*time.Microsecond),
	}, commits, nil
}

// syncs is how often in a second the disk takes 16 KiB for good.
func syncs(dir string) (perSecond float64, err error) {
	f, err := os.Create(filepath.Join(dir, "syncs"))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	block := make([]byte, letter)
	rand.Read(block)
	return rate(func() error {
		_, err := f.Write(block)
		return errors.Join(err, f.Sync())
	})
}

// inserts is how many rows of 16 KiB SQLite keeps durably in a second, one after
// the other.
func inserts(ctx context.Context, dir string) (perSecond float64, err error) {
	d, err := db.Open(ctx, filepath.Join(dir, "inserts.db"))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	pool := d.Pool()
	if _, err := pool.ExecContext(ctx, `CREATE TABLE bare (bytes BLOB NOT NULL)`); err != nil {
		return 0, err
	}
	block := make([]byte, letter)
	rand.Read(block)
	return rate(func() error {
		_, err := pool.ExecContext(ctx, `INSERT INTO bare (bytes) VALUES ($1)`, block)
		return err
	})
}

// rate is how often something is done in a second.
func rate(do func() error) (float64, error) {
	n, begun := 0, time.Now()
	for time.Since(begun) < window {
		if err := do(); err != nil {
			return 0, err
		}
		n++
	}
	return float64(n) / time.Since(begun).Seconds(), nil
}

// decision is how long the charter takes to decide whether a seat may take a
// matter of its body, and another body's.
func decision() (time.Duration, error) {
	ch, err := charter.Load()
	if err != nil {
		return 0, err
	}
	by := charter.Principal{Seat: "seat", Body: "antikor-47", Kind: charter.KindAntikorCentre, Region: "KZ-47"}
	own := charter.Resource{Body: "antikor-47", Region: "KZ-47", Docket: "m"}
	if ch.Allow(by, charter.Take, own) != nil {
		return 0, errors.New("the charter denies what it permits")
	}
	const n = 200_000
	begun := time.Now()
	for range n {
		ch.Allow(by, charter.Take, own)
	}
	return (time.Since(begun) / n).Round(time.Nanosecond), nil
}

// ownSchema is an empty schema of a PostgreSQL.
type ownSchema struct{ url, fsync string }

// schema makes an empty schema of its own, and drop drops it.
func schema(ctx context.Context, url string) (s ownSchema, drop func() error, err error) {
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return s, nil, fmt.Errorf("reaching PostgreSQL: %w", err)
	}
	name := "bench" + strings.ToLower(rand.Text())
	if _, err := c.Exec(ctx, "CREATE SCHEMA "+name); err != nil {
		return s, nil, errors.Join(err, c.Close(ctx))
	}
	s.url = url + "&search_path=" + name
	if err := c.QueryRow(ctx, "SHOW fsync").Scan(&s.fsync); err != nil {
		return s, nil, errors.Join(err, c.Close(ctx))
	}
	return s, func() error {
		_, err := c.Exec(context.WithoutCancel(ctx), "DROP SCHEMA "+name+" CASCADE")
		return errors.Join(err, c.Close(ctx))
	}, nil
}
