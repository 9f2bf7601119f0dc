package headquarters_test

import (
	"testing"

	"adal/internal/headquarters"
)

// TestCounted counts by hand: of four items due in the half, one was done in time,
// one late, one was given up and one is open; a fifth is due on the day after it.
func TestCounted(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		plan := func(topic, due string) string {
			id, err := h.Plan(ctx, h.head, item("Тармақ", topic, "2020-02-20", due), nil)
			check(t, err)
			return id
		}
		inTime, late, dropped := plan("land", "2020-06-30"), plan("health", "2020-03-31"), plan("roads", "2020-06-01")
		plan("media", "2020-05-01")
		plan("youth", "2020-07-01")
		h.Book.Day = day("2020-04-01")
		check(t, h.Advance(ctx, h.head, inTime, 100, "Бітті", ""))
		check(t, h.Advance(ctx, h.head, late, 100, "Кеш бітті", ""))
		check(t, h.Drop(ctx, h.head, dropped, "Керек болмады"))
		f, err := h.Counted(ctx, "hq", day("2020-01-01"), day("2020-06-30"))
		check(t, err)
		if want := (headquarters.Figures{Due: 4, Done: 2, Dropped: 1, InTime: 1}); f != want || f.Open() != 1 {
			t.Errorf("%+v", f)
		}
	})
}
