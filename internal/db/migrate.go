package db

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"hash/fnv"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// migrations is one stream for both engines, in PostgreSQL's words. A
// migration is never changed after it was released.
//
//go:embed migrations/*.sql
var migrations embed.FS

// forSQLite are the few words of the schema that SQLite spells in another way.
// A table that ends in "-- unordered" keeps its rows in the order of its key
// and has no row numbers, which would tell in what order they came.
var forSQLite = strings.NewReplacer(
	"\n); -- unordered", "\n) STRICT, WITHOUT ROWID;",
	"BYTEA", "BLOB", "TIMESTAMPTZ", "TEXT", "BOOLEAN", "INTEGER", "BIGINT", "INTEGER",
	"DOUBLE PRECISION", "REAL", "\n);", "\n) STRICT;",
)

func (d *DB) migrate(ctx context.Context) error {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	steps := make([]*goose.Migration, len(files))
	for i, file := range files {
		if steps[i], err = d.step(file); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	dialect, options := goose.DialectSQLite3, []goose.ProviderOption{
		goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true), goose.WithVerbose(false),
	}
	if d.Postgres() {
		id, err := d.lockID(ctx)
		if err != nil {
			return err
		}
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockID(id), lock.WithLockTimeout(1, 300))
		if err != nil {
			return err
		}
		dialect, options = goose.DialectPostgres, append(options, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(dialect, d.write, nil, options...)
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// lockID is what servers hold that start at once over one database, so that one of
// them brings it up to date. Another schema of the same database isn't theirs: who
// waits for the lock asks for it once a second.
func (d *DB) lockID(ctx context.Context) (int64, error) {
	var schema string
	if err := d.write.QueryRowContext(ctx, `SELECT COALESCE(current_schema(), '')`).Scan(&schema); err != nil {
		return 0, err
	}
	if schema == "public" {
		return lock.DefaultLockID, nil // as every version has held it
	}
	h := fnv.New64a()
	h.Write([]byte(schema))
	return int64(h.Sum64()), nil
}

// step is the migration of a file named 0001_what.sql.
func (d *DB) step(file string) (*goose.Migration, error) {
	number, _, _ := strings.Cut(path.Base(file), "_")
	version, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return nil, err
	}
	text, err := migrations.ReadFile(file)
	if err != nil {
		return nil, err
	}
	schema := string(text)
	if !d.Postgres() {
		schema = forSQLite.Replace(schema)
	}
	return goose.NewGoMigration(version, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, schema)
		return err
	}}, nil), nil
}
