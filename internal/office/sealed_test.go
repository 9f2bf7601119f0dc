package office_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"adal/internal/bodies"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/seal"
)

// TestAdministratorOpensNothing looks at all that the database holds after much
// was done: nothing in it opens anything or acts for anybody.
func TestAdministratorOpensNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		_, unused, err := h.Seat(ctx, h.ids["keeper"].by, bodies.Seat{Body: "group", Person: "өкіл", Login: "saule"})
		h.fine(err)
		h.seat("centre", "aigerim")
		h.seat("centre", "marat")
		h.fine(h.Admit(ctx, h.ids["aigerim"].by, h.ids["marat"].by.Seat, h.wraps("aigerim", "marat")))
		s, err := h.SignIn(ctx, "aigerim", h.ids["aigerim"].secret)
		h.fine(err)
		secrets := []string{"AGE-SECRET-KEY", unused, strings.ReplaceAll(unused, "-", ""), s.Token}
		for _, m := range h.ids {
			secrets = append(secrets, m.passphrase, m.secret, m.identity.Secret())
		}
		cells := 0
		for _, cell := range dump(t, d) {
			cells++
			for _, secret := range secrets {
				if strings.Contains(strings.ToUpper(cell), strings.ToUpper(secret)) {
					t.Errorf("the database holds %.12q…", secret)
				}
			}
		}
		if cells < 100 {
			t.Errorf("looked at %d cells only", cells)
		}
		// Nor do all sealed things together open one another without a passphrase.
		h.fine(d.Read(ctx, func(tx *db.Tx) error {
			sealed, err := db.All(ctx, tx, db.Value[[]byte], `SELECT identity FROM body_key_wrap`)
			for _, w := range sealed {
				if _, err := seal.Unwrap(h.ids["keeper"].identity, w); !errors.Is(err, seal.ErrNotForUs) {
					t.Errorf("the keeper's own key on a wrap: %v", err)
				}
			}
			return err
		}))
	})
}

// dump is every cell of every table, as text.
func dump(t *testing.T, d *db.DB) (cells []string) {
	t.Helper()
	ctx := t.Context()
	list := `SELECT name FROM sqlite_master WHERE type = 'table'`
	if d.Postgres() {
		list = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`
	}
	if err := d.Read(ctx, func(tx *db.Tx) error {
		tables, err := db.All(ctx, tx, db.Value[string], list)
		if err != nil || !slices.Contains(tables, "session") {
			return fmt.Errorf("tables %v: %w", tables, err)
		}
		for _, table := range tables {
			more, err := dumpTable(ctx, tx, table)
			if err != nil {
				return err
			}
			cells = append(cells, more...)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return cells
}

func dumpTable(ctx context.Context, tx *db.Tx, table string) (cells []string, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT * FROM `+table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		row := make([]any, len(columns))
		for i := range row {
			row[i] = new(any)
		}
		if err := rows.Scan(row...); err != nil {
			return nil, err
		}
		for _, cell := range row {
			switch v := (*cell.(*any)).(type) {
			case []byte:
				cells = append(cells, string(v))
			default:
				cells = append(cells, fmt.Sprint(v))
			}
		}
	}
	return cells, rows.Err()
}
