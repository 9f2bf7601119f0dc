package learning_test

import (
	"fmt"
	"slices"
	"testing"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/learning"
)

// TestAttempt marks what was replied: two of three are 66 percent, which is less
// than 75.
func TestAttempt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, public := t.Context(), charter.Public()
		_, slug := h.taught()
		h.pass(public, slug)
		for name, c := range map[string]struct {
			replies map[int][]string
			score   int
		}{
			"two":   {map[int][]string{0: {"0"}, 1: {"true"}, 2: {"4"}}, 66},
			"one":   {map[int][]string{0: {"1"}, 1: {"true"}}, 33},
			"none":  {nil, 0},
			"other": {map[int][]string{7: {"0"}, -1: {"true"}}, 0},
		} {
			id, err := h.Try(ctx, public, slug)
			check(t, err)
			a, err := h.Answer(ctx, public, id, c.replies)
			if err != nil || a.Score != c.score || a.Passed() {
				t.Errorf("%s: %d, passed %v, %v", name, a.Score, a.Passed(), err)
			}
			_, err = h.Answer(ctx, public, id, right)
			wants(t, err, "", "learning.marked")
			_, _, err = h.Issue(ctx, public, id, "Аты Жөні")
			wants(t, err, "", "learning.not-passed")
		}
		if f, err := h.Counted(ctx, "hq", today, today); err != nil || f != (learning.Figures{Tried: 5, Passed: 1}) {
			t.Errorf("%+v %v", f, err)
		}
		if f, err := h.Counted(ctx, "other", today, today); err != nil || f != (learning.Figures{}) {
			t.Errorf("another body's: %+v %v", f, err)
		}
		if f, err := h.Counted(ctx, "", today.AddDays(1), today.AddDays(9)); err != nil || f != (learning.Figures{}) {
			t.Errorf("after it: %+v %v", f, err)
		}
	})
}

// TestSeats holds that a seat tries a course twice in a day, that what it passed
// is known, and that nobody takes another's attempt.
func TestSeats(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		_, slug := h.taught()
		id, err := h.Try(ctx, h.monitor, slug)
		check(t, err)
		for who, by := range map[string]charter.Principal{"the public": charter.Public(), "another seat": h.head} {
			if _, err := h.Attempt(ctx, by, id); fault.Of(err) != fault.NotFound {
				t.Errorf("%s opens it: %v", who, err)
			}
			if _, err := h.Answer(ctx, by, id, right); fault.Of(err) != fault.NotFound {
				t.Errorf("%s answers it: %v", who, err)
			}
		}
		_, err = h.Answer(ctx, h.monitor, id, nil)
		check(t, err)
		passed := func() (yes bool) {
			check(t, h.DB.Read(ctx, func(tx *db.Tx) (err error) {
				yes, err = h.Passed(ctx, tx, h.monitor.Seat, slug)
				return err
			}))
			return yes
		}
		if passed() {
			t.Error("who failed has passed")
		}
		h.pass(h.monitor, slug)
		if all, err := h.Passes(ctx, h.monitor); err != nil || !passed() || all[slug] != (learning.Pass{Slug: slug, Version: 1, Day: today, Score: 100}) {
			t.Errorf("%+v %v", all, err)
		}
		_, err = h.Try(ctx, h.monitor, slug)
		wants(t, err, "", "learning.tried")
		h.Book.Day = today.AddDays(1)
		h.pass(h.monitor, slug)
	})
}

// TestLot holds that an attempt has as many questions as it should, each once,
// and the same whenever it is opened; and that two have not the same order.
func TestLot(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, public := t.Context(), charter.Public()
		m := small()
		m.Quiz, m.Ask, m.Title.RU, m.About.RU = i18n.Text{}, 10, "", ""
		m.Lessons = []learning.Lesson{{Title: i18n.Text{KK: "а"}, Text: i18n.Text{KK: "б"}}}
		for i := range 20 {
			m.Quiz.KK += fmt.Sprintf("Сұрақ %d? {=иә ~жоқ ~білмеймін}\n\n", i)
		}
		id, err := h.Begin(ctx, h.head, m.Title)
		check(t, err)
		check(t, h.Save(ctx, h.head, id, 1, m))
		check(t, h.Teach(ctx, h.head, id, ""))
		order := func(attempt string) (places []int) {
			a, err := h.Attempt(ctx, public, attempt)
			check(t, err)
			all, err := a.Questions(i18n.RU) // which isn't there
			check(t, err)
			for _, q := range all {
				places = append(places, q.N)
				if sorted := slices.Sorted(slices.Values(q.Order)); !slices.Equal(sorted, []int{0, 1, 2}) {
					t.Fatalf("the answers are shown as %v", q.Order)
				}
			}
			return places
		}
		first, err := h.Try(ctx, public, "qysqa-kurs")
		check(t, err)
		second, err := h.Try(ctx, public, "qysqa-kurs")
		check(t, err)
		got := order(first)
		if unique := slices.Compact(slices.Sorted(slices.Values(got))); len(got) != 10 || len(unique) != 10 {
			t.Errorf("an attempt has %v", got)
		}
		if again := order(first); !slices.Equal(got, again) {
			t.Errorf("opened again it has %v, not %v", again, got)
		}
		if slices.Equal(got, order(second)) { // 20!/10! orders: once in 10^11
			t.Error("two attempts have one order")
		}
	})
}

// TestSweep holds that an attempt is kept until the next day and no longer, and
// is of no use after that though nobody swept.
func TestSweep(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, public := t.Context(), charter.Public()
		_, slug := h.taught()
		id := h.pass(public, slug)
		for days, want := range []fault.Kind{"", "", fault.NotFound} {
			h.Book.Day = today.AddDays(days)
			if days < 2 {
				check(t, h.Sweep(ctx))
			}
			if _, err := h.Attempt(ctx, public, id); fault.Of(err) != want {
				t.Errorf("after %d days: %v", days, err)
			}
		}
		check(t, h.Sweep(ctx))
		if n := value[int](h, `SELECT COUNT(*) FROM course_attempt`); n != 0 {
			t.Errorf("%d attempts are kept", n)
		}
	})
}

// TestFlood holds that strangers can't fill the database with attempts.
func TestFlood(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, slug := h.taught()
		check(t, h.DB.Write(ctx, "all", func(tx *db.Tx) error {
			_, err := tx.ExecContext(ctx, `
				WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
				INSERT INTO course_attempt (id, docket, version, seat, day, seed, score, code)
				SELECT 'x' || CAST(i AS TEXT), $1, 1, '', $2, 0, -1, '' FROM n`, id, today)
			return err
		}))
		_, err := h.Try(ctx, charter.Public(), slug)
		wants(t, err, "", "learning.busy")
		if _, err := h.Try(ctx, h.monitor, slug); err != nil {
			t.Errorf("a seat is kept out by strangers: %v", err)
		}
	})
}

// TestWrittenInAnyLanguage holds that a reply in words is right in whichever
// language of the course it was written.
func TestWrittenInAnyLanguage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, public := t.Context(), charter.Public()
		m := small()
		m.Quiz = i18n.Text{KK: "Қалай аталады? {=парасаттылық =адалдық}", RU: "Как называется? {=добропорядочность}"}
		id, err := h.Begin(ctx, h.head, m.Title)
		check(t, err)
		check(t, h.Save(ctx, h.head, id, 1, m))
		check(t, h.Teach(ctx, h.head, id, ""))
		for reply, want := range map[string]int{"Адалдық": 100, " ДОБРОПОРЯДОЧНОСТЬ ": 100, "жемқорлық": 0, "": 0} {
			attempt, err := h.Try(ctx, public, "qysqa-kurs")
			check(t, err)
			if a, err := h.Answer(ctx, public, attempt, map[int][]string{0: {reply}}); err != nil || a.Score != want {
				t.Errorf("%q: %d, want %d: %v", reply, a.Score, want, err)
			}
		}
	})
}
