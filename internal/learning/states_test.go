package learning_test

import (
	"slices"
	"strings"
	"testing"

	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/learning"
)

// TestStates takes every act with a course in every state. What the table, made by hand,
// doesn't have is refused as a conflict and changes nothing.
func TestStates(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		for _, c := range []struct {
			state    docket.State
			way, may string // the acts that lead there, and that may be done there
		}{
			{learning.Drafted, "", "save teach"}, {learning.Taught, "teach", "save certify withdraw"}, {learning.Changed, "teach save", "save teach certify withdraw"},
			{learning.Withdrawn, "teach withdraw", ""},
		} {
			for _, act := range []string{"save", "teach", "certify", "withdraw"} {
				id, err := h.Begin(ctx, h.head, small().Title)
				check(t, err)
				check(t, h.Save(ctx, h.head, id, 1, small()))
				now := func() learning.Course {
					one, err := h.Get(ctx, h.head, id)
					check(t, err)
					return one
				}
				does := map[string]func() error{
					"save": func() error {
						m := now().Draft
						m.Title.KK += "!"
						return h.Save(ctx, h.head, id, now().Edited, m)
					},
					"teach":    func() error { return h.Teach(ctx, h.head, id, "Жаңартылды") },
					"certify":  func() error { return h.SetCertify(ctx, h.head, id, !now().Certify) },
					"withdraw": func() error { return h.Withdraw(ctx, h.head, id, "Ескірді") },
				}
				for _, step := range strings.Fields(c.way) {
					check(t, does[step]())
				}
				before := now()
				if before.Item.State != c.state {
					t.Fatalf("it is %s, want %s", before.Item.State, c.state)
				}
				err = does[act]()
				after := now()
				if slices.Contains(strings.Fields(c.may), act) {
					if err != nil {
						t.Errorf("%s of what is %s: %v", act, c.state, err)
					}
				} else if fault.Of(err) != fault.Conflict || after.Item.State != before.Item.State || after.Edited != before.Edited || after.Published != before.Published || after.Certify != before.Certify {
					t.Errorf("%s of what is %s: %v, %+v", act, c.state, err, after)
				}
			}
		}
	})
}
