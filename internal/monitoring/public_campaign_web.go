package monitoring

import (
	"context"
	"net/http"
	"strings"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/links"
	"adal/internal/monitoring/figures"
	"adal/internal/overlap"
	"adal/internal/web"
)

// Underway are the campaigns that everybody may see: those that have begun, the
// newest first, without their institutions and observers.
func (g *Group) Underway(ctx context.Context) (all []Campaign, err error) {
	return all, g.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = begun(ctx, tx)
		return err
	})
}

// begunPage is all campaigns that have begun.
type begunPage struct{ Campaigns []Campaign }

func (p pages) publicCampaigns(w http.ResponseWriter, r *web.Request) error {
	all, err := p.Underway(r.Context())
	if err != nil {
		return err
	}
	r.Keep(keepPublic)
	return p.Show(w, r, "monitoring/public-campaigns", begunPage{all})
}

// publicCampaignPage is a campaign as everybody sees it: what was planned beside
// what was done, and what became of it.
type publicCampaignPage struct {
	Campaign
	Names   map[string]Institution
	Figures figures.Figures
	Asked   Course // of its observers; empty for none
	// Met are the works that it met, with what was decided of them.
	Met      []overlap.Met
	Together []links.Ref
}

func (p pages) publicCampaign(w http.ResponseWriter, r *web.Request) error {
	page := publicCampaignPage{Names: map[string]Institution{}}
	id, ending, file := strings.Cut(r.PathValue("id"), ".")
	var err error
	if page.Campaign, err = p.Campaign(r.Context(), charter.Public(), id); err != nil {
		return err
	}
	if page.Figures, err = p.Group.Figures(r.Context(), Scope{Campaign: page.ID}); err != nil {
		return err
	}
	if page.Asked, err = p.course(r.Context(), page.Course); err != nil {
		return err
	}
	if page.Together, err = p.Links.Timeline(r.Context(), page.ID); err != nil {
		return err
	}
	ids := make([]string, len(page.Objects))
	for i, o := range page.Objects {
		ids[i] = o.Institution
	}
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		if page.Met, err = overlap.History(r.Context(), tx, page.ID); err != nil {
			return err
		}
		all, err := p.called(r.Context(), tx, ids)
		for i, one := range all {
			page.Names[ids[i]] = one
		}
		return err
	})
	if err != nil {
		return err
	}
	r.Keep(keepPublic)
	if file {
		return p.campaignFile(w, r, page, ending)
	}
	return p.Show(w, r, "monitoring/public-campaign", page)
}
