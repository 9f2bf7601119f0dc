package learning

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/learning/gift"
	"adal/internal/markdown"
)

// Bounds of a course: a short one.
const (
	MostLessons = 30
	longTitle   = 200
	longAbout   = 1000
	longLesson  = 40_000
	leastPass   = 50 // percent: less proves nothing
)

// A Material is what a course is made of. Its Kazakh is complete; another
// language has all of it or nothing.
type Material struct {
	Title   i18n.Text `json:"title"`
	About   i18n.Text `json:"about"`
	Lessons []Lesson  `json:"lessons"`
	Quiz    i18n.Text `json:"quiz"`  // in the GIFT format
	Ask     int       `json:"ask"`   // how many of the questions an attempt has; 0 for all
	Pass    int       `json:"pass"`  // percent of the marks
	Daily   int       `json:"daily"` // how often a seat may try in a day
}

// A Lesson is a text of Markdown.
type Lesson struct {
	Title i18n.Text `json:"title"`
	Text  i18n.Text `json:"text"`
}

func readMaterial(text string) (m Material, err error) {
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return m, fmt.Errorf("reading a course's material: %w", err)
	}
	return m, nil
}

// Text is the material as it is kept and hashed: the same for equal materials.
func (m Material) Text() (string, error) {
	b, err := json.Marshal(m)
	return string(b), err
}

// Digest is the SHA-256 of a material's text, in lower hex.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// tidy drops what isn't there: lessons without a word, space around texts.
func (m *Material) tidy() {
	trim := func(t *i18n.Text) {
		t.KK, t.RU, t.EN = strings.TrimSpace(t.KK), strings.TrimSpace(t.RU), strings.TrimSpace(t.EN)
	}
	trim(&m.Title)
	trim(&m.About)
	trim(&m.Quiz)
	var kept []Lesson
	for _, l := range m.Lessons {
		trim(&l.Title)
		trim(&l.Text)
		if l != (Lesson{}) {
			kept = append(kept, l)
		}
	}
	m.Lessons = kept
}

// Langs are the languages in which the whole course is there.
func (m Material) Langs() (all []i18n.Lang) {
	for _, l := range i18n.Langs {
		if m.speaks(l) {
			all = append(all, l)
		}
	}
	return all
}

// speaks reports whether anything of the course is in a language; Check then
// says what is missing.
func (m Material) speaks(l i18n.Lang) bool { return m.Title.Own(l) != "" }

// Questions are the questions of the test in a language.
func (m Material) Questions(l i18n.Lang) ([]gift.Question, error) { return gift.Read(m.Quiz.Own(l)) }

// In is a language in which the whole course is there: the one that is asked
// for, or else the first.
func (m Material) In(l i18n.Lang) i18n.Lang {
	if langs := m.Langs(); !m.speaks(l) && len(langs) > 0 {
		return langs[0]
	}
	return l
}

// bounds says what is too long to be kept, also while the course is worked on.
func (m Material) bounds() error {
	var wrong []error
	long := func(field string, t i18n.Text, most int) {
		for _, l := range i18n.Langs {
			if n := utf8.RuneCountInString(t.Own(l)); n > most {
				wrong = append(wrong, fault.In(field+"-"+string(l), "learning.long", n, most))
			}
		}
	}
	long("title", m.Title, longTitle)
	long("about", m.About, longAbout)
	long("quiz", m.Quiz, gift.MostBytes)
	for i, l := range m.Lessons {
		long(fmt.Sprintf("lesson-%d-title", i+1), l.Title, longTitle)
		long(fmt.Sprintf("lesson-%d-text", i+1), l.Text, longLesson)
	}
	if len(m.Lessons) > MostLessons {
		wrong = append(wrong, fault.New(fault.Invalid, "learning.lessons-many", MostLessons))
	}
	if m.Pass < leastPass || m.Pass > 100 {
		wrong = append(wrong, fault.In("pass", "learning.pass-wrong", leastPass))
	}
	if m.Ask < 0 || m.Ask > gift.MostQuestions {
		wrong = append(wrong, fault.In("ask", "learning.ask-wrong"))
	}
	if m.Daily < 1 || m.Daily > 20 {
		wrong = append(wrong, fault.In("daily", "learning.daily-wrong"))
	}
	return errors.Join(wrong...)
}

// Check says all that keeps a material from being taught: what is missing in
// Kazakh or in a language that was begun, what a text or a question has that
// can't be shown or marked, and where the tests of two languages differ.
func (m Material) Check() error {
	wrong := []error{m.bounds()}
	if len(m.Lessons) == 0 {
		wrong = append(wrong, fault.In("lesson-1-title-kk", "learning.lessons-none"))
	}
	for _, l := range i18n.Langs {
		if l == i18n.KK || m.begun(l) {
			wrong = append(wrong, m.checkIn(l))
		}
	}
	return errors.Join(append(wrong, m.checkQuiz())...)
}

// begun reports whether anything is written in a language.
func (m Material) begun(l i18n.Lang) bool {
	there := m.Title.Own(l) + m.About.Own(l) + m.Quiz.Own(l)
	for _, lesson := range m.Lessons {
		there += lesson.Title.Own(l) + lesson.Text.Own(l)
	}
	return there != ""
}

func (m Material) checkIn(l i18n.Lang) error {
	var wrong []error
	need := func(field string, t i18n.Text) {
		if t.Own(l) == "" {
			wrong = append(wrong, fault.In(field+"-"+string(l), "learning.missing"))
		}
	}
	need("title", m.Title)
	need("about", m.About)
	need("quiz", m.Quiz)
	for i, lesson := range m.Lessons {
		field := fmt.Sprintf("lesson-%d-", i+1)
		need(field+"title", lesson.Title)
		need(field+"text", lesson.Text)
		for _, err := range markdown.Lint(lesson.Text.Own(l)) {
			if f := (*fault.Error)(nil); errors.As(err, &f) {
				wrong = append(wrong, fault.In(field+"text-"+string(l), f.Word, f.Args...))
			}
		}
	}
	return errors.Join(wrong...)
}

// checkQuiz holds the tests of all languages to the Kazakh one: the same
// questions with the same answers in the same order, so that a certificate means
// one thing.
func (m Material) checkQuiz() error {
	first, err := m.marked(i18n.KK)
	if err != nil {
		return err
	}
	if m.Ask > len(first) {
		return fault.In("ask", "learning.ask-more", len(first))
	}
	for _, l := range m.Langs() {
		other, err := m.marked(l)
		if err != nil {
			return err
		}
		if len(other) != len(first) {
			return fault.In("quiz-"+string(l), "learning.quiz-count", len(other), len(first))
		}
		for i := range other {
			if !alike(first[i], other[i]) {
				return fault.In("quiz-"+string(l), "learning.quiz-differs", i+1)
			}
		}
	}
	return nil
}

// marked are the questions in a language, all of which a program can mark.
func (m Material) marked(l i18n.Lang) ([]gift.Question, error) {
	field := "quiz-" + string(l)
	all, err := m.Questions(l)
	if f := (*fault.Error)(nil); errors.As(err, &f) {
		return nil, fault.In(field, f.Word, f.Args...)
	}
	for _, q := range all {
		if !q.Marked() {
			return nil, fault.In(field, "learning.quiz-unmarked", q.Line)
		}
	}
	if len(all) == 0 && m.Quiz.Own(l) != "" || len(all) == 0 && l == i18n.KK {
		return nil, fault.In(field, "learning.quiz-none")
	}
	return all, nil
}

// alike reports whether two questions are the same in two languages, as far as a
// program can see: what is written as an answer may differ, and so may how many
// spellings of it are right.
func alike(a, b gift.Question) bool {
	if a.Kind != b.Kind || a.True != b.True {
		return false
	}
	if a.Kind == gift.Short {
		return true
	}
	if len(a.Answers) != len(b.Answers) {
		return false
	}
	for i := range a.Answers {
		if a.Answers[i].Weight != b.Answers[i].Weight || a.Kind == gift.Number && a.Answers[i].Text != b.Answers[i].Text {
			return false
		}
	}
	return true
}
