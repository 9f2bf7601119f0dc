package bodies

import (
	"context"
	_ "embed"
	"fmt"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/i18n"

	"github.com/BurntSushi/toml"
)

//go:embed regions.toml
var regionsTOML string

// regionData is a region in regions.toml.
type regionData struct {
	ID    string
	Since calendar.Day
	Codes []struct {
		Code  string
		Until calendar.Day
	}
	Names []struct {
		Since    calendar.Day
		Name, In i18n.Text
	}
}

// LoadRegions adds the regions of Kazakhstan with their names and codes. What
// is there already stays as it is, so it may run at every start.
func LoadRegions(ctx context.Context, tx *db.Tx) error {
	var data struct{ Region []regionData }
	if _, err := toml.Decode(regionsTOML, &data); err != nil {
		return fmt.Errorf("reading the regions: %w", err)
	}
	for _, r := range data.Region {
		if err := insertRegion(ctx, tx, r); err != nil {
			return fmt.Errorf("adding the region %s: %w", r.ID, err)
		}
	}
	return nil
}
