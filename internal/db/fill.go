package db

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
)

// atOnce is how many values one statement inserts. The databases take many more, but
// the driver of SQLite looks for each parameter among all of them.
const atOnce = 500

// A Writer is a transaction that statements run in: a Tx, or one of the driver.
type Writer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// Fill inserts rows, many by one statement. Into is the statement up to VALUES, values
// are those of all rows, one row of so many columns after the other, and conflict is
// what follows the rows, or nothing. The rows are taken in their order.
func Fill(ctx context.Context, tx Writer, into string, columns int, values []any, conflict string) error {
	for some := range slices.Chunk(values, atOnce/columns*columns) {
		if _, err := tx.ExecContext(ctx, into+" VALUES "+places(len(some)/columns, columns)+" "+conflict, some...); err != nil {
			return err
		}
	}
	return nil
}

// places are the parameters of so many rows: "($1, $2), ($3, $4)".
func places(rows, columns int) string {
	var b []byte
	for n := range rows * columns {
		switch {
		case n%columns > 0:
			b = append(b, ", $"...)
		case n > 0:
			b = append(b, "), ($"...)
		default:
			b = append(b, "($"...)
		}
		b = strconv.AppendInt(b, int64(n)+1, 10)
	}
	return string(append(b, ')'))
}
