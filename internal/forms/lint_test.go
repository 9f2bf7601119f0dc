package forms

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"adal/internal/fault"
	"adal/internal/i18n"
)

// TestLintedQuestions judges good and bad questions in three languages. A word
// behind a question mark is only doubtful.
func TestLintedQuestions(t *testing.T) {
	var all []struct{ Lang, Type, Text, Word string }
	b, err := os.ReadFile("testdata/lint.json")
	if err == nil {
		err = json.Unmarshal(b, &all)
	}
	if err != nil {
		t.Fatal(err)
	}
	n := map[bool]int{}
	for _, c := range all {
		q := Question{Type: Type(c.Type), Name: "q", Label: i18n.Text{KK: "Мәтін", RU: "Текст", EN: "Text"}}
		*in(&q.Label, i18n.Lang(c.Lang)) = c.Text
		f := ruled(q)
		refused, doubtful := Lint(f)
		var got []string
		for _, e := range refused {
			got = append(got, strings.TrimPrefix(e.Word, "forms."))
		}
		for _, e := range doubtful {
			if e.Word != "forms.lint-title" {
				got = append(got, "?"+strings.TrimPrefix(e.Word, "forms."))
			}
		}
		n[c.Word == ""]++
		if c.Word == "" && len(got) > 0 || c.Word != "" && !slices.Contains(got, c.Word) {
			t.Errorf("%s: %s: %v, want %q", c.Lang, c.Text, got, c.Word)
		}
	}
	if n[true] < 15 || n[false] < 25 {
		t.Errorf("%d good and %d bad questions are too few", n[true], n[false])
	}
}

// ruled is a form that has the note and one question.
func ruled(q Question) *Form {
	f := &Form{Questions: []Question{{Type: Note, Name: "rule", Label: Rule}, q}}
	if q.Type.Listed() {
		f.Questions[1].List = "yes_no"
		f.Choices = []Choice{{List: "yes_no", Name: "yes", Label: i18n.Text{KK: "Иә", RU: "Да", EN: "Yes"}}}
	}
	f.compile(&faults{})
	return f
}

// TestRule holds that a checklist needs the note in every language, always shown.
func TestRule(t *testing.T) {
	q := Question{Type: Integer, Name: "n", Label: i18n.Text{KK: "Неше адам?", RU: "Сколько людей?", EN: "How many people?"}}
	refuses := func(change func(f *Form)) bool {
		f := ruled(q)
		change(f)
		f.compile(&faults{})
		refused, _ := Lint(f)
		return slices.ContainsFunc(refused, func(e *fault.Error) bool { return e.Word == "forms.lint-rule" })
	}
	if refuses(func(*Form) {}) {
		t.Error("the text that the linter asks for isn't enough")
	}
	if refuses(func(f *Form) {
		f.Questions[0].Label = i18n.Text{KK: "Көшеден қараңыз. Құжат талап етпеңіз!", RU: "Смотрите с улицы. Нельзя требовать документы.", EN: "Look from the street; don't ask for any documents."}
	}) {
		t.Error("other words for the same aren't enough")
	}
	for name, change := range map[string]func(f *Form){
		"no note":        func(f *Form) { f.Questions = f.Questions[1:] },
		"not in English": func(f *Form) { f.Questions[0].Label.EN = "" },
		"only sometimes": func(f *Form) { f.Questions[0].Relevant = "${n} > 1" },
		"a question":     func(f *Form) { f.Questions[0].Type = Text },
		"asks for documents": func(f *Form) {
			f.Questions[0].Label.RU = "В общественном месте спрашивайте документы."
		},
		"nothing of where": func(f *Form) { f.Questions[0].Label.KK = "Құжат сұрамаңыз." },
		"in a hidden group": func(f *Form) {
			f.Questions = append(f.Questions[1:2:2], Question{Type: BeginGroup, Name: "g", Relevant: "${n} > 1"}, f.Questions[0], Question{Type: EndGroup})
		},
	} {
		if !refuses(change) {
			t.Errorf("%s: it passes", name)
		}
	}
}

// TestLintedForm holds what else is refused, and what is only doubtful.
func TestLintedForm(t *testing.T) {
	f := ruled(Question{Type: Text, Name: "q", Label: i18n.Text{KK: "Сан", RU: "Число"}, Hint: i18n.Text{KK: "Көмек"},
		Constraint: "regex(., '[0-9]{12}')", Shortcoming: ". = 'x'"})
	refused, doubtful := Lint(f)
	words := func(all []*fault.Error) (s []string) {
		for _, e := range all {
			s = append(s, strings.TrimPrefix(e.Word, "forms."))
		}
		return s
	}
	if got := words(refused); !slices.Equal(got, []string{"lint-language", "lint-twelve"}) {
		t.Errorf("refused: %v", got)
	}
	if got := words(doubtful); !slices.Equal(got, []string{"lint-english", "lint-basis", "lint-severity", "lint-title"}) {
		t.Errorf("doubtful: %v", got)
	}
	if LintError(f) == nil {
		t.Error("what is refused is no error")
	}
	f = ruled(Question{Type: Integer, Name: "n", Label: i18n.Text{KK: "Неше адам?", RU: "Сколько людей?", EN: "How many?"}})
	if err := LintError(f); err != nil {
		t.Error(err)
	}
}
