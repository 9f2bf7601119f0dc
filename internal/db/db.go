// Package db opens the database and runs transactions in it.
//
// SQLite is the embedded default, PostgreSQL the choice when one machine is
// outgrown. Both are spoken to through database/sql with one text of SQL:
// numbered placeholders ($1), RETURNING, ON CONFLICT, reading CTEs, row values
// and window functions mean the same to both. A test in package house lets
// both engines plan every query.
//
// A Write names its scope, a body or a docket: nobody else writes within that
// scope while it runs, so code may look first and write after. SQLite has one
// writer anyway; there, Writes that wait at the same moment share one durable
// commit, each in its own savepoint. PostgreSQL takes a lock per scope, so that
// bodies write side by side.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"adal/internal/fault"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// DB is the database.
type DB struct {
	write *sql.DB // one connection on SQLite
	read  *sql.DB
	acts  chan *act // to the one writer of SQLite; nil on PostgreSQL
	ended chan struct{}
}

// Open opens the database at url, a postgres:// URL or the path of a SQLite
// file, and brings its schema up to date.
func Open(ctx context.Context, url string) (*DB, error) {
	open := openSQLite
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		open = openPostgres
	}
	d, err := open(url)
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	if err := d.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("bringing the database up to date: %w", err), d.Close())
	}
	return d, nil
}

func openPostgres(url string) (*DB, error) {
	pool, err := sql.Open("pgx", url)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(32)
	pool.SetMaxIdleConns(8)
	return &DB{write: pool, read: pool}, nil
}

// Close closes the database after the Writes that are under way.
func (d *DB) Close() error {
	if d.acts != nil {
		close(d.acts)
		<-d.ended
	}
	if d.read == d.write {
		return d.write.Close()
	}
	return errors.Join(d.read.Close(), d.write.Close())
}

// Postgres reports whether the engine is PostgreSQL.
func (d *DB) Postgres() bool { return d.acts == nil }

// Pool is the pool of connections that may write, for tests and for keepers'
// commands that speak to one engine in its own words.
func (d *DB) Pool() *sql.DB { return d.write }

// A Tx is a transaction.
type Tx struct {
	tx *sql.Tx
	// Now is one moment for all that happens in the transaction.
	Now Time
	// whole says that a statement, once begun, is not cut off when its caller
	// goes away: SQLite would undo the acts of others that share the commit.
	whole bool
}

func (tx *Tx) context(ctx context.Context) context.Context {
	if tx.whole {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// ExecContext runs a statement.
func (tx *Tx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return tx.tx.ExecContext(tx.context(ctx), query, args...)
}

// QueryContext runs a query.
func (tx *Tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return tx.tx.QueryContext(tx.context(ctx), query, args...)
}

// QueryRowContext runs a query of one row.
func (tx *Tx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return tx.tx.QueryRowContext(tx.context(ctx), query, args...)
}

// Read runs fn in a transaction that sees one state of the database.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if d.Postgres() {
		opts.Isolation = sql.LevelRepeatableRead
	}
	tx, err := d.read.BeginTx(ctx, opts)
	if err != nil {
		return Explain(err)
	}
	defer tx.Rollback()
	return Explain(fn(&Tx{tx: tx, Now: now()}))
}

// Write runs fn in a transaction, once, while nobody else writes within scope.
// It returns after the commit is durable. fn must not call Write, and does
// nothing slow: no mail, no HTTP; that is a job's work.
func (d *DB) Write(ctx context.Context, scope string, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d.Postgres() {
		return Explain(d.writePostgres(ctx, scope, fn))
	}
	return Explain(d.writeSQLite(ctx, fn))
}

func (d *DB) writePostgres(ctx context.Context, scope string, fn func(*Tx) error) error {
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, scope); err != nil {
		return err
	}
	if err := fn(&Tx{tx: tx, Now: now()}); err != nil {
		return err
	}
	return tx.Commit()
}

// Explain marks the errors that callers ask about with their kind of fault. All
// that Read, Write and One return is explained already.
func Explain(err error) error {
	var pg *pgconn.PgError
	var lite *sqlite.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("%w: %w", fault.NotFound, err)
	case errors.As(err, &pg) && pg.Code == "23505",
		errors.As(err, &lite) && (lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY):
		return fmt.Errorf("%w: %w", fault.Conflict, err)
	case errors.As(err, &pg) && pg.Code == "53100",
		errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w: %w", fault.Full, err)
	case errors.As(err, &pg) && pg.Code == "22021": // what isn't UTF-8, or has a zero in it, is no text to PostgreSQL
		return fmt.Errorf("%w: %w", fault.Invalid, err)
	}
	return err
}

// All runs a query and returns its rows. fields names where the columns of one
// row go.
func All[T any](ctx context.Context, tx *Tx, fields func(*T) []any, query string, args ...any) ([]T, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var t T
		if err := rows.Scan(fields(&t)...); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, rows.Err()
}

// One runs a query that has one row, else the error is fault.NotFound.
func One[T any](ctx context.Context, tx *Tx, fields func(*T) []any, query string, args ...any) (t T, err error) {
	err = Explain(tx.QueryRowContext(ctx, query, args...).Scan(fields(&t)...))
	return t, err
}

// Value is the fields of a query with one column.
func Value[T any](t *T) []any { return []any{t} }

// Affected returns an error of kind unless a statement changed exactly one row.
func Affected(res sql.Result, err error, kind fault.Kind) error {
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return errors.Join(kind, err)
	}
	return nil
}

func now() Time { return Time{time.Now().UTC()} }
