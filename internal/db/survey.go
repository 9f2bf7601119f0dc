package db

import (
	"context"
	"fmt"
)

// Survey lets PostgreSQL count what its tables hold, by which it chooses among
// indexes. It does that by itself only where much has changed: of a table of few
// rows it would go on supposing many, and read all dockets to find four of them.
// SQLite chooses without counting.
func (d *DB) Survey(ctx context.Context) error {
	if !d.Postgres() {
		return nil
	}
	// Of this installation alone: others may have schemas of their own beside it.
	if _, err := d.write.ExecContext(ctx, `
		DO $$ DECLARE t text; BEGIN
			FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP EXECUTE format('ANALYZE %I', t); END LOOP;
		END $$`); err != nil {
		return fmt.Errorf("counting what tables hold: %w", err)
	}
	return nil
}
