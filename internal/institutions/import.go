package institutions

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/directory"
	"adal/internal/register"
)

func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// errTried undoes an import that was only tried.
var errTried = errors.New("only tried")

// Import lays files over the directory, all of them or nothing, and says how many
// records became others. The files' hashes enter the register. If it is only
// tried, nothing is changed.
func (c *Catalogue) Import(ctx context.Context, by charter.Principal, files []directory.File, try bool) (o directory.Outcome, err error) {
	if err := c.keeps(by); err != nil {
		return o, err
	}
	change, err := directory.ParseFiles(files...)
	if err != nil {
		return o, err
	}
	err = c.DB.Write(ctx, directory.Scope, func(tx *db.Tx) error {
		if o, err = c.Directory.Put(ctx, tx, change); err != nil {
			return err
		}
		if try {
			return errTried
		}
		if o.IsZero() {
			return nil
		}
		for _, f := range files {
			if err := register.Stage(ctx, tx, register.Entry{
				Act: string(charter.KeepDirectory), Day: c.Book.Today(tx), Body: by.Body, Seat: by.Seat,
				Article: c.Book.Charter.Article(charter.KeepDirectory), Digest: digest(f.Content),
			}); err != nil {
				return fmt.Errorf("registering an import: %w", err)
			}
		}
		return nil
	})
	if errors.Is(err, errTried) {
		return o, nil
	}
	if err == nil {
		c.changed()
	}
	return o, err
}
