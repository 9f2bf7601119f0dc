package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"adal/internal/calendar"
	"adal/internal/forms"
	"adal/internal/i18n"
)

// checklists measures the import of a workbook of a thousand rows with an
// expression in each, and what an observation costs a telephone in script and
// styles.
func checklists() error {
	f := forms.Form{Questions: []forms.Question{{Type: forms.Note, Name: "rule", Label: forms.Rule}}, Choices: []forms.Choice{
		{List: "yes_no", Name: "yes", Label: i18n.Text{KK: "Иә", RU: "Да", EN: "Yes"}}, {List: "yes_no", Name: "no", Label: i18n.Text{KK: "Жоқ", RU: "Нет", EN: "No"}},
	}}
	last := "rule"
	for i := range 999 {
		q := forms.Question{
			Type: forms.SelectOne, List: "yes_no", Name: fmt.Sprintf("q%d", i), Required: "yes", Shortcoming: "no", Severity: "low",
			Label: i18n.Text{KK: "Кіреберісте пандус бар ма?", RU: "Есть ли у входа пандус?", EN: "Is there a ramp at the entrance?"},
		}
		if i > 0 {
			q.Relevant = fmt.Sprintf("${%s} = 'yes' or selected(${%s}, 'no')", last, last)
		}
		last = q.Name
		f.Questions = append(f.Questions, q)
	}
	workbook, err := f.Export()
	if err != nil {
		return err
	}
	var times []float64
	var read *forms.Form
	for range 9 {
		start := time.Now()
		if read, err = forms.Import(workbook); err != nil {
			return err
		}
		forms.Lint(read)
		times = append(times, time.Since(start).Seconds())
	}
	slices.Sort(times)
	answers := map[string][]string{}
	for _, q := range read.Questions {
		answers[q.Name] = []string{"no"}
	}
	start := time.Now()
	if _, err := read.Check(answers, calendar.Date(2026, 11, 28)); err != nil {
		return err
	}
	checked := float64(time.Since(start).Microseconds()) / 1000
	size := 0
	for _, name := range []string{"checklist.js", "adal.css"} {
		info, err := os.Stat(filepath.Join("internal", "web", "ui", "static", name))
		if err != nil {
			return err
		}
		size += int(info.Size())
	}
	return show("Checklists", []figure{
		below("importing and linting 1,000 rows, median", "%.3f s", times[len(times)/2], 1),
		plain("checking 999 answers", "%.1f ms", checked),
		below("script and styles of a form on a page", "%d bytes", size, 60_000),
	})
}
