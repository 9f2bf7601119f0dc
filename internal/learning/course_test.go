package learning_test

import (
	"testing"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/learning"
)

// TestCourse takes a course through its life.
func TestCourse(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, err := h.Begin(ctx, h.head, i18n.Text{KK: " Қысқа курс "})
		check(t, err)
		for who, by := range map[string]charter.Principal{"another headquarters": h.stranger, "an observer": h.monitor, "the public": charter.Public()} {
			if _, err := h.Get(ctx, by, id); err == nil {
				t.Errorf("%s opens it", who)
			}
			if h.Save(ctx, by, id, 1, small()) == nil || h.Teach(ctx, by, id, "") == nil || h.SetCertify(ctx, by, id, true) == nil || h.Withdraw(ctx, by, id, "x") == nil {
				t.Errorf("%s works on it", who)
			}
		}
		if _, err := h.Begin(ctx, h.monitor, small().Title); fault.Of(err) != fault.Denied {
			t.Errorf("an observer begins a course: %v", err)
		}
		wants(t, h.Teach(ctx, h.head, id, ""), "quiz-kk", "learning.missing")
		check(t, h.Save(ctx, h.head, id, 1, small()))
		wants(t, h.Save(ctx, h.head, id, 1, small()), "", "learning.edited")
		if all, err := h.Taught(ctx); err != nil || len(all) != 0 {
			t.Errorf("the public sees %d courses before one is published: %v", len(all), err)
		}
		check(t, h.Teach(ctx, h.head, id, ""))
		c, err := h.Get(ctx, h.head, id)
		check(t, err)
		text, err := small().Text()
		check(t, err)
		if c.Slug != "qysqa-kurs" || c.Item.State != learning.Taught || c.Version.N != 1 || c.Version.Digest != learning.Digest(text) {
			t.Errorf("%+v", c)
		}
		changed := small()
		changed.Title.KK = "Қысқа курс, жаңа"
		check(t, h.Save(ctx, h.head, id, c.Edited, changed))
		if public, err := h.Open(ctx, c.Slug); err != nil || public.Version.Title.KK != "Қысқа курс" || public.Item.State != learning.Changed {
			t.Errorf("the public sees a draft: %+v %v", public, err)
		}
		wants(t, h.Teach(ctx, h.head, id, " "), "note", "learning.note-missing")
		check(t, h.Teach(ctx, h.head, id, "Атауы"))
		all, err := h.Versions(ctx, c.Slug)
		if err != nil || len(all) != 2 || all[0].Title.KK != "Қысқа курс, жаңа" || all[1].Title.KK != "Қысқа курс" || all[0].Note != "Атауы" {
			t.Errorf("%+v %v", all, err)
		}
		twin, err := h.Begin(ctx, h.head, small().Title)
		check(t, err)
		if other, err := h.Get(ctx, h.head, twin); err != nil || other.Slug != "qysqa-kurs-2" {
			t.Errorf("a second course of one title is %q: %v", other.Slug, err)
		}
		check(t, h.Withdraw(ctx, h.head, id, "Ескірді"))
		if _, err := h.Open(ctx, c.Slug); fault.Of(err) != fault.NotFound {
			t.Errorf("a course that was withdrawn: %v", err)
		}
		h.leaves(id, 5)
	})
}

// leaves holds that the history of a course is in the register as it was
// chained.
func (h *house) leaves(id string, steps int) {
	h.t.Helper()
	check(h.t, h.DB.Read(h.t.Context(), func(tx *db.Tx) error {
		leaves, err := docket.Verify(h.t.Context(), tx, id)
		if len(leaves) != steps {
			h.t.Errorf("%d steps, want %d", len(leaves), steps)
		}
		return err
	}))
}

// TestCheck holds that nothing is taught that is half there.
func TestCheck(t *testing.T) {
	if err := small().Check(); err != nil {
		t.Fatal(err)
	}
	for word, c := range map[string]struct {
		field string
		spoil func(*learning.Material)
	}{
		"learning.missing":      {"lesson-1-text-ru", func(m *learning.Material) { m.Lessons[0].Text.RU = "" }},
		"learning.lessons-none": {"lesson-1-title-kk", func(m *learning.Material) { m.Lessons = nil }},
		"learning.pass-wrong":   {"pass", func(m *learning.Material) { m.Pass = 49 }},
		"learning.daily-wrong":  {"daily", func(m *learning.Material) { m.Daily = 0 }},
		"learning.ask-wrong":    {"ask", func(m *learning.Material) { m.Ask = -1 }},
		"learning.ask-more":     {"ask", func(m *learning.Material) { m.Ask = 4 }},
		"learning.quiz-none":    {"quiz-kk", func(m *learning.Material) { m.Quiz.KK = "// nothing" }},
		"learning.quiz-count":   {"quiz-ru", func(m *learning.Material) { m.Quiz.RU = "Какой? {=этот ~тот}" }},
		"learning.quiz-differs": {"quiz-ru", func(m *learning.Material) {
			m.Quiz.RU = "Какой? {~этот =тот}\n\nТак ли? {T}\n\nСколько? {#3}"
		}},
		"learning.quiz-unmarked": {"quiz-kk", func(m *learning.Material) { m.Quiz.KK += "\n\nНеге? {}" }},
		"learning.gift-braces":   {"quiz-ru", func(m *learning.Material) { m.Quiz.RU += "\n\nЧто? {=a" }},
		"learning.long":          {"title-kk", func(m *learning.Material) { m.Title.KK = string(make([]rune, 201)) }},
		"markdown.heading-skips": {"lesson-1-text-kk", func(m *learning.Material) { m.Lessons[0].Text.KK = "# a\n\n### b" }},
	} {
		m := small()
		m.Lessons = append([]learning.Lesson{}, m.Lessons...)
		c.spoil(&m)
		wants(t, m.Check(), c.field, word)
	}
	m := small()
	m.Title.EN = "Only a title"
	wants(t, m.Check(), "about-en", "learning.missing")
	m = small()
	m.Quiz = i18n.Text{KK: "Сан? {#3}", RU: "Число? {#4}"}
	wants(t, m.Check(), "quiz-ru", "learning.quiz-differs")
	m.Quiz = i18n.Text{KK: "Олай ма? {T}", RU: "Так ли? {F}"}
	wants(t, m.Check(), "quiz-ru", "learning.quiz-differs")
}
