package db

import (
	"context"
	"slices"
	"strconv"
)

// atOnce is how many values one statement inserts. The databases take many more, but
// the driver of SQLite looks for each parameter among all of them.
const atOnce = 500

// Fill inserts rows, many by one statement. Into is the statement up to VALUES, values
// are those of all rows, one row of so many columns after the other, and conflict is
// what follows the rows, or nothing. The rows are taken in their order.
func Fill(ctx context.Context, tx *Tx, into string, columns int, values []any, conflict string) error {
	for some := range slices.Chunk(values, atOnce/columns*columns) {
		if _, err := tx.ExecContext(ctx, into+" VALUES "+Places(len(some)/columns, columns)+" "+conflict, some...); err != nil {
			return err
		}
	}
	return nil
}

// Places are the parameters of so many rows: "($1, $2), ($3, $4)".
func Places(rows, columns int) string {
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
