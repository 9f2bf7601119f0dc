package monitoring_test

import (
	"testing"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/overlap"
)

// TestCampaignMeets: who plans something about an institution of a campaign sees the
// campaign, as long as it lasts.
func TestCampaignMeets(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		mine := overlap.Work{Institution: "clinic", Since: calendar.Date(2027, 12, 31), Until: calendar.Date(2028, 1, 31)}
		met := func(w overlap.Work, want int) {
			t.Helper()
			check(t, g.DB.Read(ctx, func(tx *db.Tx) error {
				found, err := overlap.Found(ctx, tx, w)
				if err == nil && len(found) != want {
					t.Errorf("%+v", found)
				}
				if want == 1 && err == nil && (found[0].Docket != g.campaign || found[0].Kind != overlap.Campaign || found[0].Title.KK == "") {
					t.Errorf("%+v", found[0])
				}
				return err
			}))
		}
		met(mine, 1)
		met(overlap.Work{Institution: "port", Since: mine.Since, Until: mine.Until}, 0)
		check(t, g.End(ctx, g.reviewer, g.campaign))
		met(mine, 0)
	})
}
