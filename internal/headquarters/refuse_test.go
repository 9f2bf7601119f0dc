package headquarters_test

import (
	"fmt"
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/web/webtest"
)

// stands is how many rows the tables have that an act of a headquarters writes to, and
// how far its plan is.
func (h *house) stands() string {
	h.t.Helper()
	var all []string
	for _, q := range []string{
		"COUNT(*) FROM founding", "COUNT(*) FROM member WHERE relieved = ''", "COUNT(*) FROM member", "COUNT(*) FROM plan_item", "COALESCE(SUM(done), 0) FROM plan_item",
		"COUNT(*) FROM plan_partner", "COUNT(*) FROM plan_comment", "COUNT(*) FROM plan_origin", "COUNT(*) FROM work", "COUNT(*) FROM work_settled", "COUNT(*) FROM work WHERE ended",
		"COUNT(*) FROM docket_step", "COUNT(*) FROM link", "COUNT(*) FROM body", "COUNT(*) FROM register_staged",
	} {
		var n int
		check(h.t, h.DB.Pool().QueryRowContext(h.t.Context(), "SELECT "+q).Scan(&n))
		all = append(all, fmt.Sprintf("%s: %d", q, n))
	}
	return strings.Join(all, "\n")
}

// TestRefusals: what can't be is refused on its page in the reader's language, and
// changes nothing, whatever it is.
func TestRefusals(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		head, items := h.busy()
		before := h.stands()
		for name, cases := range map[string]struct {
			by  *charter.Principal
			all []webtest.Refusal
		}{
			"members": {&h.head, memberRefusals(head)}, "founding": {&h.head, foundingRefusals()}, "regions": {&h.second, regionRefusals()},
			"plan": {&h.head, planRefusals(items)}, "progress": {&h.head, progressRefusals(items)}, "comments": {&h.monitor, commentRefusals(items)},
		} {
			h.seat = cases.by
			for _, c := range cases.all {
				webtest.Refused(t, h.Words, h.post, c)
			}
			if after := h.stands(); after != before {
				t.Fatalf("%s: it was\n%s\nand is\n%s", name, before, after)
			}
		}
	})
}

// planned are items of a headquarters with a head: one that is open, one that is done,
// and one of another body that the open one was settled with.
type planned struct{ open, done, other string }

// busy appoints a head and plans, and returns the head's id and the items.
func (h *house) busy() (head string, p planned) {
	h.t.Helper()
	ctx := h.t.Context()
	m := member("Қоғам қайраткері", "2020-02-01", "2021-02-01")
	m.Head = true
	head, err := h.Appoint(ctx, h.head, m)
	check(h.t, err)
	p.open, err = h.Plan(ctx, h.head, item("Ашық сабақ", "education", "2020-03-01", "2020-03-31"), nil)
	check(h.t, err)
	p.done, err = h.Plan(ctx, h.head, item("Брифинг", "media", "2020-02-20", "2020-02-28"), nil)
	check(h.t, err)
	check(h.t, h.Advance(ctx, h.head, p.done, 100, "Өтті", ""))
	p.other, err = h.Plan(ctx, h.second, item("Жер туралы жиын", "land", "2020-05-01", "2020-05-31"), nil)
	check(h.t, err)
	return head, p
}
