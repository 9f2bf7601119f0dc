package forms

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"adal/internal/fault"
	"adal/internal/i18n"

	"github.com/BurntSushi/toml"
)

//go:embed lint.toml
var lintTOML string

// Rule is the note that every checklist has, where nobody can miss it. Any text
// that says where an observer stands, and that documents are never asked for, will
// do.
var Rule = i18n.Text{
	KK: "Тек қоғамдық жерден қараңыз, ешқашан құжат сұрамаңыз.",
	RU: "Наблюдайте только из общественного места, никогда не спрашивайте документы.",
	EN: "Observe from public space only, never ask for documents.",
}

// lists are the words of the linter by what they are about and their language.
var lists = sync.OnceValue(func() (all map[string]map[i18n.Lang][][]string) {
	var read map[string]map[i18n.Lang][]string
	if _, err := toml.Decode(lintTOML, &read); err != nil {
		panic("lint.toml: " + err.Error()) // it is a part of the program
	}
	all = map[string]map[i18n.Lang][][]string{}
	for about, byLang := range read {
		all[about] = map[i18n.Lang][][]string{}
		for l, entries := range byLang {
			for _, e := range entries {
				all[about][l] = append(all[about][l], strings.Fields(e))
			}
		}
	}
	return all
})

// Lint judges a form by the core rule, observation and never inspection: what has
// to be changed before it can be a checklist, and what somebody should look at.
// Each is a fault with its place. The words are data (lint.toml); what they miss a
// person still has to see.
func Lint(f *Form) (refused, doubtful []*fault.Error) {
	l := &linter{form: f, refused: &faults{}, doubtful: &faults{}}
	for i := range f.Questions {
		l.question(i)
	}
	for i, c := range f.Choices {
		at := c.row
		if at == 0 {
			at = i + 2
		}
		l.translated(choicesSheet, at, "label", c.Label)
	}
	l.rule()
	if f.Title == (i18n.Text{}) {
		l.doubtful.add(settingsSheet, 0, "form_title", "forms.lint-title")
	}
	return fault.Fields(l.refused.err()), fault.Fields(l.doubtful.err())
}

// LintError is what Lint refuses as one error, nil if it refuses nothing.
func LintError(f *Form) error {
	l := &faults{}
	refused, _ := Lint(f)
	for _, e := range refused {
		l.all = append(l.all, found{err: e})
	}
	return l.err()
}

type linter struct {
	form              *Form
	refused, doubtful *faults
}

// twelve finds a constraint that wants twelve digits, as many as an individual
// identification number has.
var twelve = regexp.MustCompile(`(\[0-9\]|\\d)\{12\}`)

func (l *linter) question(i int) {
	q, at := &l.form.Questions[i], l.form.at(i)
	for _, column := range []string{"label", "hint", "required_message", "constraint_message", "adal_finding"} {
		text := *q.said(column)
		if q.Type != EndGroup && q.Type != Calculate && q.Type != Hidden {
			l.translated(surveySheet, at, column, text)
		}
		if q.Type == EndGroup || column == "adal_finding" {
			continue
		}
		for _, lang := range i18n.Langs {
			l.said(q, at, column, lang, *in(&text, lang))
		}
	}
	if q.Type.Asked() && twelve.MatchString(q.Constraint) {
		l.refused.add(surveySheet, at, "constraint", "forms.lint-twelve")
	}
	if q.Shortcoming != "" && q.Basis == "" {
		l.doubtful.add(surveySheet, at, "adal_basis", "forms.lint-basis", q.Name)
	}
	if q.Shortcoming != "" && q.Severity == "" {
		l.doubtful.add(surveySheet, at, "adal_severity", "forms.lint-severity", q.Name)
	}
}

// translated says what isn't there in each language: Kazakh and Russian have to
// be, English should.
func (l *linter) translated(sheet string, row int, column string, t i18n.Text) {
	if t == (i18n.Text{}) {
		return
	}
	if t.KK == "" || t.RU == "" {
		l.refused.add(sheet, row, column, "forms.lint-language")
	} else if t.EN == "" {
		l.doubtful.add(sheet, row, column, "forms.lint-english")
	}
}

// said judges one text of a question in a language.
func (l *linter) said(q *Question, at int, column string, lang i18n.Lang, text string) {
	refuse := func(word, found string) { l.refused.add(surveySheet, at, column, word, found) }
	for _, s := range sentences(text) {
		ask := s.claims("ask", lang)
		document := s.finds("document", lang)
		switch {
		case document != "" && ask:
			refuse("forms.lint-document", document)
		case document != "" && q.Type == Image && s.finds("posted", lang) == "":
			refuse("forms.lint-document", document)
		case document != "" && q.Type.Asked() && !s.denies("ask", lang) && s.finds("posted", lang) == "":
			l.doubtful.add(surveySheet, at, column, "forms.lint-document-doubt", document)
		}
		if w := s.finds("identity", lang); w != "" && !s.denies("ask", lang) {
			refuse("forms.lint-identity", w)
		}
		if w := s.finds("person", lang); w != "" && q.Type != Note && !s.denied(lang) {
			refuse("forms.lint-person", w)
		}
		pictured := q.Type == Image || s.claims("picture", lang)
		if w := s.finds("inside", lang); w != "" && pictured && !s.denied(lang) && s.finds("open", lang) == "" {
			refuse("forms.lint-inside", w)
		}
	}
}

// rule looks for the note that says the core rule, in every language and whatever
// is answered.
func (l *linter) rule() {
	for i, q := range l.form.Questions {
		r := &l.form.rows[i]
		if q.Type != Note || r.relevant != nil || r.group >= 0 && !l.form.always(r.group) {
			continue
		}
		all := true
		for _, lang := range i18n.Langs {
			all = all && saysRule(*in(&q.Label, lang), lang)
		}
		if all {
			return
		}
	}
	l.refused.add(surveySheet, 0, "", "forms.lint-rule", Rule)
}

// always reports whether a group and all around it are shown in any case.
func (f *Form) always(group int) bool {
	for ; group >= 0; group = f.rows[group].group {
		if f.rows[group].relevant != nil {
			return false
		}
	}
	return true
}

// saysRule reports whether a text says where to stand, and what never to ask for.
func saysRule(text string, lang i18n.Lang) bool {
	public, never := false, false
	for _, s := range sentences(text) {
		public = public || s.finds("public", lang) != ""
		never = never || s.finds("document", lang) != "" && s.denies("ask", lang)
	}
	return public && never
}

// A sentence is its words, small.
type sentence []string

func sentences(text string) (all []sentence) {
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".!?;\n…", r) }) {
		words := strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(part, "’", "'")), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '\''
		})
		if len(words) > 0 {
			all = append(all, words)
		}
	}
	return all
}

// finds is the first word of the sentence that a list has, or "".
func (s sentence) finds(list string, lang i18n.Lang) string {
	for i := range s {
		if s.at(i, list, lang) {
			return s[i]
		}
	}
	return ""
}

// at reports whether a list has what stands at the word i.
func (s sentence) at(i int, list string, lang i18n.Lang) bool {
next:
	for _, entry := range lists()[list][lang] {
		if i+len(entry) > len(s) {
			continue
		}
		for j, want := range entry {
			exact, is := strings.CutPrefix(want, "=")
			if is && s[i+j] != exact || !is && !strings.HasPrefix(s[i+j], want) {
				continue next
			}
		}
		return true
	}
	return false
}

// claims reports whether a list has a word that isn't denied.
func (s sentence) claims(list string, lang i18n.Lang) bool {
	for i := range s {
		if s.at(i, list, lang) && !s.deniedAt(i, lang) {
			return true
		}
	}
	return false
}

// denies reports whether a list has a word that is denied, and none that isn't.
func (s sentence) denies(list string, lang i18n.Lang) bool {
	return s.finds(list, lang) != "" && !s.claims(list, lang)
}

// denied reports whether what the sentence tells somebody to do is denied.
func (s sentence) denied(lang i18n.Lang) bool {
	return s.denies("ask", lang) || s.denies("picture", lang)
}

// unsaid are the endings of a Kazakh verb that is denied: сұрамаңыз, талап етпеу.
var unsaid = regexp.MustCompile(`(ма|ме|ба|бе|па|пе)(ңыз|ңіз|ңдар|ңдер|ңыздар|ңіздер|у|уі|ймыз|йміз|йды|йді|ған|ген|сын|сін)$`)

// deniedAt reports whether the word i is denied: by one of the three before it or,
// in Kazakh, by its own ending or that of one of the three behind it.
func (s sentence) deniedAt(i int, lang i18n.Lang) bool {
	from, to := max(0, i-3), i
	if lang == i18n.KK {
		from, to = i, min(len(s), i+4)
	}
	for j := from; j < to; j++ {
		if s.at(j, "never", lang) || lang == i18n.KK && unsaid.MatchString(s[j]) {
			return true
		}
	}
	return false
}
