package monitoring_test

import (
	"context"
	"testing"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/monitoring"
)

// TestCourse: a campaign that asks for a course has no observer who hasn't passed it,
// and everybody reads which one it is. Another campaign asks for none.
func TestCourse(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		g.Courses = func(context.Context) ([]monitoring.Course, error) {
			return []monitoring.Course{{Slug: "observer", Title: i18n.Text{KK: "Байқаушы курсы"}}}, nil
		}
		passed := map[string]bool{}
		g.Trained = func(_ context.Context, _ *db.Tx, seat, course string) error {
			if course == "" || passed[seat+course] {
				return nil
			}
			return fault.In("observers", "monitoring.untrained", course)
		}
		p := g.again(g.plan())
		_, err := g.PlanCampaign(ctx, g.reviewer, p)
		check(t, err)
		p = g.again(g.plan())
		p.Course = "cooking"
		_, err = g.PlanCampaign(ctx, g.reviewer, p)
		wants(t, err, "monitoring.course-unknown")
		p.Course = "observer"
		_, err = g.PlanCampaign(ctx, g.reviewer, p)
		wants(t, err, "monitoring.untrained")
		passed[g.observer.Seat+"observer"] = true
		id, err := g.PlanCampaign(ctx, g.reviewer, p)
		check(t, err)
		p.Observers = append(p.Observers, g.far.Seat)
		wants(t, g.Replan(ctx, g.reviewer, id, p), "monitoring.untrained")
		check(t, g.Begin(ctx, g.reviewer, id))
		s := g.serve()
		s.see(charter.Public(), "/campaigns/"+id, "Байқаушы курсы", "/learning/observer")
		s.see(g.reviewer, "/office/campaigns/new", `<option value="observer"`)
	})
}
