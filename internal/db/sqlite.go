package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
)

// readers is the size of SQLite's pool of readers: on two cores more of them
// starve the one writer.
const readers = 6

// shared is how many Writes may share one commit. It bounds how long the first
// of them waits for the last.
const shared = 64

func openSQLite(path string) (*DB, error) {
	const pragmas = "?_pragma=foreign_keys(1)&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)" +
		"&_pragma=synchronous(FULL)&_pragma=secure_delete(1)&_pragma=temp_store(MEMORY)"
	uri := "file:" + (&url.URL{Path: path}).EscapedPath() + pragmas
	// The file exists before SQLite opens it, so that nobody but its owner
	// could ever read it.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	write, err := sql.Open("sqlite", uri+"&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	// What a reader keeps of the file is a copy of what the system keeps: half of
	// SQLite's usual 2 MB for each of them is enough.
	read, err := sql.Open("sqlite", uri+"&_pragma=query_only(1)&_pragma=cache_size(-1000)")
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	d := &DB{write: write, read: read, acts: make(chan *act, shared), ended: make(chan struct{})}
	go d.writer()
	return d, nil
}

// An act is one Write that waits for its turn.
type act struct {
	ctx   context.Context
	fn    func(*Tx) error
	err   error
	panic any
	done  chan struct{}
}

func (d *DB) writeSQLite(ctx context.Context, fn func(*Tx) error) error {
	a := &act{ctx: ctx, fn: fn, done: make(chan struct{})}
	d.acts <- a
	<-a.done
	if a.panic != nil {
		panic(a.panic)
	}
	return a.err
}

// writer runs the acts that wait, those of one moment in one transaction.
func (d *DB) writer() {
	defer close(d.ended)
	for first := range d.acts {
		batch := []*act{first}
		if err := d.together(&batch); err != nil {
			for _, a := range batch {
				a.err = errors.Join(a.err, err)
			}
		}
		for _, a := range batch {
			close(a.done)
		}
	}
}

// together runs the batch, and whatever else comes to wait meanwhile, and
// commits once. An error is that of the commit, and then nothing was kept.
func (d *DB) together(batch *[]*act) error {
	tx, err := d.write.BeginTx(context.Background(), nil) // BEGIN IMMEDIATE
	if err != nil {
		return fmt.Errorf("beginning to write: %w", err)
	}
	defer tx.Rollback()
	for i := 0; i < len(*batch); i++ {
		if err := (*batch)[i].run(tx); err != nil {
			return err
		}
		if len(*batch) == shared {
			continue
		}
		select {
		case a, ok := <-d.acts:
			if ok {
				*batch = append(*batch, a)
			}
		default:
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	return nil
}

// run runs one act in a savepoint of its own, so that its failure undoes
// nothing of the others. An error means that the whole transaction is lost, as
// SQLite does when the disk is full.
func (a *act) run(tx *sql.Tx) error {
	if a.err = a.ctx.Err(); a.err != nil {
		return nil // its caller went away before it began
	}
	if _, err := tx.Exec(`SAVEPOINT act`); err != nil {
		return fmt.Errorf("beginning an act: %w", err)
	}
	func() {
		defer func() { a.panic = recover() }()
		a.err = a.fn(&Tx{tx: tx, Now: now(), whole: true})
	}()
	if a.err != nil || a.panic != nil {
		if _, err := tx.Exec(`ROLLBACK TO act`); err != nil {
			return fmt.Errorf("undoing an act: %w", errors.Join(a.err, err)) // what the act met, such as a full disk, comes first
		}
	}
	if _, err := tx.Exec(`RELEASE act`); err != nil {
		return fmt.Errorf("ending an act: %w", err)
	}
	return nil
}

// BackupFile writes a consistent copy of a SQLite database to a new file, while
// others go on reading and writing. PostgreSQL has pg_dump.
func BackupFile(ctx context.Context, from, to string) error {
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("backing up: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("backing up: %w", err)
	}
	c, err := sql.Open("sqlite", "file:"+(&url.URL{Path: from}).EscapedPath()+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return fmt.Errorf("backing up: %w", err)
	}
	defer c.Close()
	if _, err := c.ExecContext(ctx, `VACUUM INTO $1`, to); err != nil {
		return fmt.Errorf("backing up: %w", errors.Join(err, os.Remove(to)))
	}
	return nil
}

// Check lets SQLite look through a whole database file, such as a backup.
func Check(ctx context.Context, file string) error {
	if _, err := os.Stat(file); err != nil {
		return fmt.Errorf("checking the database: %w", err)
	}
	c, err := sql.Open("sqlite", "file:"+(&url.URL{Path: file}).EscapedPath()+"?mode=ro")
	if err != nil {
		return fmt.Errorf("checking the database: %w", err)
	}
	defer c.Close()
	var said string
	if err := c.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&said); err != nil {
		return fmt.Errorf("checking the database: %w", err)
	}
	if said != "ok" {
		return fmt.Errorf("checking the database: %s", said)
	}
	return nil
}
