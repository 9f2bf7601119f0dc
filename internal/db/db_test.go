package db_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/fault"
)

func create(t *testing.T, d *db.DB) {
	t.Helper()
	if _, err := d.Pool().ExecContext(t.Context(), `CREATE TABLE thing (id TEXT PRIMARY KEY, n BIGINT NOT NULL)`); err != nil {
		t.Fatal(err)
	}
}

func insert(ctx context.Context, tx *db.Tx, id string, n int) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO thing (id, n) VALUES ($1, $2)`, id, n)
	return err
}

func count(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	if err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		n, err = db.One(t.Context(), tx, db.Value[int], `SELECT COUNT(*) FROM thing`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestWriteTogether lets many write at once. Those that fail or panic undo
// nothing of the others, whatever commit they shared.
func TestWriteTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d)
		ctx := t.Context()
		broken := errors.New("broken")
		var wg sync.WaitGroup
		for i := range 90 {
			wg.Go(func() {
				defer func() {
					if p := recover(); (p != nil) != (i%3 == 2) {
						t.Errorf("act %d: panic %v", i, p)
					}
				}()
				err := d.Write(ctx, "all", func(tx *db.Tx) error {
					if err := insert(ctx, tx, fmt.Sprint(i), i); err != nil {
						return err
					}
					switch i % 3 {
					case 1:
						return broken
					case 2:
						panic("act")
					}
					return nil
				})
				if want := i%3 == 1; errors.Is(err, broken) != want {
					t.Errorf("act %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if n := count(t, d); n != 30 {
			t.Errorf("%d rows were kept, want the 30 of the acts that went well", n)
		}
	})
}

// TestScope lets acts of one scope look first and write after. Without the
// scope's lock, PostgreSQL would lose increments here.
func TestScope(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d)
		ctx := t.Context()
		if err := d.Write(ctx, "body", func(tx *db.Tx) error { return insert(ctx, tx, "a", 0) }); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() {
				if err := d.Write(ctx, "body", func(tx *db.Tx) error {
					n, err := db.One(ctx, tx, db.Value[int], `SELECT n FROM thing WHERE id = 'a'`)
					if err != nil {
						return err
					}
					_, err = tx.ExecContext(ctx, `UPDATE thing SET n = $1 WHERE id = 'a'`, n+1)
					return err
				}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if err := d.Read(ctx, func(tx *db.Tx) error {
			n, err := db.One(ctx, tx, db.Value[int], `SELECT n FROM thing WHERE id = 'a'`)
			if n != 40 {
				t.Errorf("n = %d after 40 increments", n)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestFaults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d)
		ctx := t.Context()
		twice := func(tx *db.Tx) error { return insert(ctx, tx, "a", 1) }
		if err := d.Write(ctx, "", twice); err != nil {
			t.Fatal(err)
		}
		if err := d.Write(ctx, "", twice); !errors.Is(err, fault.Conflict) {
			t.Errorf("a second row of one key: %v", err)
		}
		if err := d.Read(ctx, func(tx *db.Tx) error {
			_, err := db.One(ctx, tx, db.Value[int], `SELECT n FROM thing WHERE id = 'none'`)
			return err
		}); !errors.Is(err, fault.NotFound) {
			t.Errorf("no row: %v", err)
		}
		if err := d.Read(ctx, func(tx *db.Tx) error { return insert(ctx, tx, "b", 1) }); err == nil {
			t.Error("a Read wrote")
		}
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if err := d.Write(gone, "", func(tx *db.Tx) error { return insert(ctx, tx, "c", 1) }); !errors.Is(err, context.Canceled) {
			t.Errorf("writing for who went away: %v", err)
		}
		if n := count(t, d); n != 1 {
			t.Errorf("%d rows", n)
		}
	})
}

// TestFull fills the disk: the act fails as a whole, and what was there stays.
func TestFull(t *testing.T) {
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "adal.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	create(t, d)
	ctx := t.Context()
	if err := d.Write(ctx, "", func(tx *db.Tx) error { return insert(ctx, tx, "before", 1) }); err != nil {
		t.Fatal(err)
	}
	limit := func(pages int) {
		if _, err := d.Pool().ExecContext(ctx, fmt.Sprintf(`PRAGMA max_page_count = %d`, pages)); err != nil {
			t.Fatal(err)
		}
	}
	limit(1) // SQLite takes the present size for less
	err = d.Write(ctx, "", func(tx *db.Tx) error {
		for i := range 10_000 {
			if err := insert(ctx, tx, fmt.Sprintf("%0200d", i), i); err != nil {
				return err
			}
		}
		return nil
	})
	if !errors.Is(err, fault.Full) {
		t.Errorf("a full disk: %v", err)
	}
	if n := count(t, d); n != 1 {
		t.Errorf("%d rows on the full disk, want 1", n)
	}
	limit(1 << 20)
	if err := d.Write(ctx, "", func(tx *db.Tx) error { return insert(ctx, tx, "after", 1) }); err != nil {
		t.Errorf("writing when there is room again: %v", err)
	}
}

// TestNotText: what isn't text is the asker's mistake on PostgreSQL too, and not a
// broken database; SQLite finds nothing by it.
func TestNotText(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		create(t, d)
		for _, id := range []string{"a\x00b", "a\xffb"} {
			err := d.Read(t.Context(), func(tx *db.Tx) error {
				_, err := db.One(t.Context(), tx, db.Value[int], `SELECT n FROM thing WHERE id = $1`, id)
				return err
			})
			if want := map[bool]fault.Kind{true: fault.Invalid, false: fault.NotFound}[d.Postgres()]; fault.Of(err) != want {
				t.Errorf("%q: %v, want %s", id, err, want)
			}
		}
	})
}

// TestBackup copies the database while it is written to.
func TestBackup(t *testing.T) {
	dir := t.TempDir()
	d, err := db.Open(t.Context(), filepath.Join(dir, "adal.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	create(t, d)
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	started := make(chan struct{})
	wg.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			if err := d.Write(t.Context(), "", func(tx *db.Tx) error { return insert(t.Context(), tx, fmt.Sprint(i), i) }); err != nil {
				t.Error(err)
			}
			if i == 100 {
				close(started)
			}
		}
	})
	<-started
	file := filepath.Join(dir, "backup.db")
	if err := db.BackupFile(t.Context(), filepath.Join(dir, "adal.db"), file); err != nil {
		t.Fatal(err)
	}
	stop()
	wg.Wait()
	if err := db.Check(t.Context(), file); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup's mode: %v, %v", info.Mode(), err)
	}
	copied, err := db.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close()
	if n := count(t, copied); n < 100 || n > count(t, d) {
		t.Errorf("%d rows in the backup", n)
	}
	if err := db.BackupFile(t.Context(), filepath.Join(dir, "adal.db"), file); err == nil {
		t.Error("a backup overwrote another")
	}
	if err := os.Truncate(file, 5000); err != nil {
		t.Fatal(err)
	}
	if err := db.Check(t.Context(), file); err == nil {
		t.Error("a truncated backup passed its check")
	}
}

func TestTime(t *testing.T) {
	at := db.Time{Time: time.Date(2026, 11, 23, 4, 5, 6, 7000, time.FixedZone("", 5*3600))}
	v, err := at.Value()
	if err != nil || v != "2026-11-22T23:05:06.000007Z" {
		t.Errorf("Value = %v, %v", v, err)
	}
	var back db.Time
	if err := back.Scan(v); err != nil || !back.Equal(at.Time) {
		t.Errorf("Scan = %v, %v", back, err)
	}
	if err := back.Scan(nil); err != nil || !back.IsZero() {
		t.Errorf("Scan of NULL = %v, %v", back, err)
	}
	if err := back.Scan(5); err == nil {
		t.Error("a number passed for a time")
	}
}

// TestTime both ways through each engine.
func TestTimeKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		kind := map[bool]string{true: "TIMESTAMPTZ", false: "TEXT"}[d.Postgres()]
		if _, err := d.Pool().ExecContext(ctx, `CREATE TABLE moment (at `+kind+`)`); err != nil {
			t.Fatal(err)
		}
		if err := d.Write(ctx, "", func(tx *db.Tx) error {
			if _, err := tx.ExecContext(ctx, `INSERT INTO moment (at) VALUES ($1)`, tx.Now); err != nil {
				return err
			}
			got, err := db.One(ctx, tx, db.Value[db.Time], `SELECT at FROM moment`)
			if err != nil || !got.Equal(tx.Now.Truncate(time.Microsecond)) {
				t.Errorf("got %v, want %v, %v", got, tx.Now, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}
