package monitoring_test

import (
	"testing"

	"adal/internal/db"
	"adal/internal/i18n"
	"adal/internal/monitoring"
	"adal/internal/search"
)

// matches are the ids that a word finds.
func (g *group) matches(word string) (ids []string) {
	g.t.Helper()
	a, err := (&search.Index{DB: g.DB}).Find(g.t.Context(), search.Query{Text: word, Lang: i18n.KK})
	check(g.t, err)
	for _, h := range a.Hits {
		ids = append(ids, h.ID)
	}
	return ids
}

// TestFindable holds that a shortcoming is found from the act on that makes it
// public, in the words that are public, until the act that takes it back.
func TestFindable(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		finds := func(when, word string, want int) {
			t.Helper()
			if got := g.matches(word); len(got) != want {
				t.Errorf("%s %q finds %v, want %d", when, word, got, want)
			}
		}
		id := g.notified("clinic")
		finds("before it is public", "пандусты", 0)
		g.Book.Day = g.of(id).ReplyDue.AddDays(1)
		check(t, g.Publish(ctx, g.reviewer, id))
		finds("published", "пандусты", 1)
		w := words()
		w.Title.KK = "Кіреберісте жарық жоқ"
		check(t, g.Correct(ctx, g.observer, id, 2, w, "Қате"))
		finds("while the correction waits", "жарық", 0)
		check(t, g.ApproveCorrection(ctx, g.reviewer, id, passed(3)))
		finds("corrected", "жарық", 1)
		check(t, g.Raise(ctx, g.reviewer, id))
		check(t, g.LookAgain(ctx, g.observer, id, monitoring.SeenFixed, "Бар"))
		finds("fixed", "жарық", 1)
		check(t, g.Withdraw(ctx, g.reviewer, id, "Қате"))
		finds("withdrawn", "жарық", 0)
		again := g.raised("clinic")
		var all []search.Document
		for after, more := "", true; more; more = after != "" {
			err := g.DB.Read(ctx, func(tx *db.Tx) (err error) {
				var some []search.Document
				some, after, err = g.Findable(ctx, tx, after)
				all = append(all, some...)
				return err
			})
			check(t, err)
		}
		if len(all) != 2 || all[0].ID != again || all[0].Lang != i18n.KK || all[1].Lang != i18n.RU {
			t.Errorf("a new index gets %+v", all)
		}
	})
}
