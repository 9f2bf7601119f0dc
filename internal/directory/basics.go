package directory

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	"adal/internal/db"

	"github.com/BurntSushi/toml"
)

// basics.toml has the kinds and topics that every installation begins with.
//
//go:embed basics.toml
var basicsTOML string

// LoadBasics adds the kinds and topics that every installation begins with. What
// is there already stays as it is, so it may run at every start.
func (d *Directory) LoadBasics(ctx context.Context, tx *db.Tx) error {
	var c struct {
		Kind  []Kind
		Topic []Topic
	}
	if _, err := toml.Decode(basicsTOML, &c); err != nil {
		return fmt.Errorf("reading the basics of the directory: %w", err)
	}
	there, err := d.In(ctx, tx)
	if err != nil {
		return err
	}
	_, err = d.Put(ctx, tx, Change{
		Kinds:  slices.DeleteFunc(c.Kind, func(k Kind) bool { _, ok := there.Kind(k.ID); return ok }),
		Topics: slices.DeleteFunc(c.Topic, func(t Topic) bool { _, ok := there.Topic(t.ID); return ok }),
	})
	return err
}
