package e2e

import (
	"encoding/json"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/chromedp/kb"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/forms"
	"adal/internal/i18n"
	"adal/internal/web"
)

// A checklistPage shows a form as an area does.
type checklistPage struct {
	Title  i18n.Text
	Sheet  *forms.Sheet
	Unseen bool
	Word   string
	Kept   string
}

// Script names the page's bundle.
func (checklistPage) Script() string { return "checklist" }

// specimens are the pages of the tests of package web, which have no words.
type specimens struct{ fs.FS }

func (s specimens) Open(name string) (fs.File, error) {
	if name == "words.toml" {
		return fstest.MapFS{name: {}}.Open(name)
	}
	return s.FS.Open(name)
}

// checklistSite serves the sample of docs/checklists.md.
func checklistSite(t *testing.T) string {
	t.Helper()
	c, err := charter.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := web.NewSite(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	workbook, err := os.ReadFile("../forms/testdata/checklist.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	f, err := forms.Import(workbook)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Tool("forms", forms.Words); err != nil {
		t.Fatal(err)
	}
	if err := s.Area("specimen", specimens{os.DirFS("../web/testdata")}); err != nil {
		t.Fatal(err)
	}
	show := func(w http.ResponseWriter, r *web.Request, raw map[string][]string, unseen bool, wrong error) error {
		state := forms.State{Raw: raw, Today: calendar.Of(time.Now()), Faults: map[string]*fault.Error{}}
		for _, e := range fault.Fields(wrong) {
			state.Faults[e.Field] = e
		}
		sheet, err := f.Sheet(state, r.Lang)
		if err != nil {
			return err
		}
		page := checklistPage{Title: f.Title, Sheet: sheet, Unseen: unseen, Word: forms.UnseenWord}
		if wrong != nil {
			return s.Again(w, r, "specimen/checklist", page, wrong)
		}
		return s.Show(w, r, "specimen/checklist", page)
	}
	s.Handle("GET /checklist", charter.Read, func(w http.ResponseWriter, r *web.Request) error { return show(w, r, nil, false, nil) })
	s.Handle("POST /checklist", charter.Read, func(w http.ResponseWriter, r *web.Request) error {
		sent, free, err := r.ReadForm()
		defer free()
		if err != nil {
			return err
		}
		day, raw := calendar.Of(time.Now()), forms.FromPage(sent.Values)
		if f.Unseen(sent.Values, day) {
			return show(w, r, raw, true, nil)
		}
		answers, err := f.Check(raw, day)
		if err != nil {
			return show(w, r, raw, false, err)
		}
		kept, err := json.Marshal(answers)
		if err != nil {
			return err
		}
		return s.Show(w, r, "specimen/checklist", checklistPage{Title: f.Title, Kept: string(kept)})
	}, web.Limit{Bytes: 4 << 20})
	return listen(t, s.Handler())
}

const asks = `!document.querySelector("[data-ask=" + %s + "]").hidden`

// TestChecklist fills a form in by keyboard on a small phone: what follows from an
// answer appears at once, what is counted is counted, what is wrong is said beside
// it, and what arrives is what the server would have made of it.
func TestChecklist(t *testing.T) {
	t.Parallel()
	need(t)
	b := visit(t, checklistSite(t))
	b.size(320, 700)
	for _, lang := range i18n.Langs {
		b.open("/" + string(lang) + "/checklist")
		b.until(`document.querySelector("[name=answers-asked]").value === "*"`)
		b.clean("a form in " + string(lang))
	}
	b.open("/kk/checklist")
	b.scheme("dark")
	b.until(`document.querySelector("[name=answers-asked]").value === "*"`)
	b.clean("a form in the dark")
	if look[bool](b, asks, "steps") || look[bool](b, asks, "thanks") {
		t.Error("what isn't relevant is shown")
	}
	b.reach("#answer-ramp")
	b.press(kb.ArrowDown) // from yes to no
	b.until(asks, "steps")
	b.write("#answer-steps", "500")
	b.press(kb.Tab)
	b.sees("0 мен 199 арасындағы сан.")
	b.clean("a form with a fault beside a field")
	b.write("#answer-steps", "5")
	b.press(kb.Tab)
	b.until(`!document.querySelector("#answer-steps-error")`)
	b.reach("#answer-signs")
	b.press(" ")
	b.sees("Ілінгені: 1 (Жұмыс уақыты).")
	if look[int](b, `document.querySelectorAll("[data-ask=town] option:not([hidden]), [data-ask=town] label:not([hidden])").length`) != 0 {
		t.Error("towns are offered before a region is chosen")
	}
	b.reach("#answer-region")
	b.press(kb.ArrowDown) // Atyrau
	b.until(`document.querySelectorAll("[data-ask=town] label:not([hidden])").length === 1`)
	b.reach(`[data-ask=town] label:not([hidden]) input`)
	b.press(" ")
	b.do("form.stack .button") // the hours and the statement are missing
	b.until(`document.activeElement.name === "answer-hours"`)
	b.clean("a form with what is missing")
	b.press(" ")
	b.write("#answer-wait", "45,5")
	b.reach("#answer-interest")
	b.press(" ")
	b.do("form.stack .button")
	b.sees(`"town":"atyrau"`)
	for _, kept := range []string{`"ramp":"no"`, `"steps":"5"`, `"signs":"hours"`, `"count":"1"`, `"wait":"45.5"`, `"hours":"yes"`, `"interest":"OK"`} {
		b.sees(kept)
	}
}
