package monitoring_test

import (
	"testing"

	"adal/internal/monitoring"
)

// TestFigures counts what became of four: fixed, late, withdrawn and not due yet.
func TestFigures(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		fixed := g.raised("land")
		check(t, g.Say(ctx, g.land, fixed, reply))
		check(t, g.LookAgain(ctx, g.observer, fixed, monitoring.SeenFixed, "Бар"))
		g.on(2026, 11, 2)
		g.raised("clinic")
		g.on(2026, 11, 2)
		wrong := g.raised("land")
		check(t, g.Withdraw(ctx, g.reviewer, wrong, "Қате"))
		g.on(2026, 12, 28)
		fresh := g.raised("land")
		// Raised on 17 November 2026, due 8 December; the last one is raised in January.
		f, err := g.Figures(ctx, monitoring.Scope{})
		if err != nil || f.Raised != 3 || f.Response.N != 2 || f.Response.Of != 1 || f.Fix.Of != 1 || f.Fix.N != 2 || f.Unknown != 1 || f.Open != 2 {
			t.Errorf("all: %+v, %v", f, err)
		}
		f, err = g.Figures(ctx, monitoring.Scope{Institution: "clinic", Region: "KZ-47", Campaign: g.campaign})
		if err != nil || f.Raised != 1 || f.Fix.Of != 0 || f.Fix.Shown() {
			t.Errorf("the clinic: %+v, %v", f, err)
		}
		f, err = g.Figures(ctx, monitoring.Scope{Since: g.of(fresh).Raised})
		if err != nil || f.Raised != 1 || f.Response.N != 0 {
			t.Errorf("since then: %+v, %v", f, err)
		}
	})
}
