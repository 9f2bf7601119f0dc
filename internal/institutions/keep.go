package institutions

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/directory"
	"adal/internal/fault"
)

// Edit changes an institution as a keeper does by a form: what anybody might have
// proposed, and where it belongs and how it ends. It is proposed and accepted in
// one act, so that the log and the register have it as they have every correction.
func (c *Catalogue) Edit(ctx context.Context, by charter.Principal, n Correction) (number string, err error) {
	if err := c.keeps(by); err != nil { // who may not is told nothing of what they wrote
		return "", err
	}
	n.Reason, n.Source = tidy(n.Reason), tidy(n.Source)
	if err := errors.Join(said("reason", "institutions.reason-missing", n.Reason), said("source", "institutions.source-missing", n.Source)); err != nil {
		return "", err
	}
	n.Edits = slices.DeleteFunc(slices.Clone(n.Edits), func(e directory.Edit) bool { return e.Was == e.Now })
	if len(n.Edits) == 0 {
		return "", fault.New(fault.Invalid, "institutions.nothing-changed")
	}
	edits, err := json.Marshal(n.Edits)
	if err != nil {
		return "", err
	}
	err = c.DB.Write(ctx, directory.Scope, func(tx *db.Tx) error {
		item, err := c.open(ctx, tx, charter.Public(), n, string(edits))
		if err != nil {
			return err
		}
		number = item.Number
		return c.decide(ctx, tx, by, item.ID, true, n.Reason)
	})
	if err == nil {
		c.changed()
	}
	return number, err
}
