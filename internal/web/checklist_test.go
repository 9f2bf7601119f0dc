package web_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

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

// Script implements scripted.
func (checklistPage) Script() string { return "checklist" }

// checklistSite is a site with one page: the sample of docs/checklists.md.
func checklistSite(t *testing.T) *web.Site {
	t.Helper()
	c, err := charter.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := web.NewSite(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Tool("forms", forms.Words); err != nil {
		t.Fatal(err)
	}
	if err := s.Area("specimen", withWords{os.DirFS("testdata")}); err != nil {
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
	today := calendar.Date(2026, 11, 28)
	show := func(w httpWriter, r *web.Request, raw map[string][]string, unseen bool, wrong error) error {
		state := forms.State{Raw: raw, Today: today, Faults: map[string]*fault.Error{}}
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
	s.Handle("GET /checklist", charter.Read, func(w httpWriter, r *web.Request) error { return show(w, r, nil, false, nil) })
	s.Handle("POST /checklist", charter.Read, func(w httpWriter, r *web.Request) error {
		sent, free, err := r.ReadForm()
		defer free()
		if err != nil {
			return err
		}
		raw := forms.FromPage(sent.Values)
		if f.Unseen(sent.Values, today) {
			return show(w, r, raw, true, nil)
		}
		answers, err := f.Check(raw, today)
		if err != nil {
			return show(w, r, raw, false, err)
		}
		kept, err := json.Marshal(answers)
		if err != nil {
			return err
		}
		return s.Show(w, r, "specimen/checklist", checklistPage{Title: f.Title, Kept: string(kept)})
	}, web.Limit{Bytes: 1 << 20})
	return s
}

// fill sends fields as a browser without script does.
func fill(t *testing.T, s *web.Site, lang string, fields ...string) string {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i < len(fields); i += 2 {
		if err := m.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/"+lang+"/checklist", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	body, err := io.ReadAll(w.Body)
	if err != nil || w.Code >= 500 {
		t.Fatalf("%d, %v", w.Code, err)
	}
	return string(body)
}

// askedOf is what a page says that it asked.
func askedOf(t *testing.T, body string) string {
	t.Helper()
	m := regexp.MustCompile(`name="answers-asked" value="([^"]*)"`).FindStringSubmatch(body)
	if m == nil {
		t.Fatalf("the page doesn't say what it asked:\n%s", body)
	}
	return m[1]
}

// TestChecklistWithoutScript goes through a form as a browser without script does:
// what follows from an answer is asked on the next page, what is wrong is said
// beside it, and nothing that was written is lost.
func TestChecklistWithoutScript(t *testing.T) {
	s := checklistSite(t)
	for _, lang := range []string{"kk", "ru", "en"} {
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/"+lang+"/checklist", nil))
		body := w.Body.String()
		if w.Code != 200 || !strings.Contains(body, "</html>") || strings.Contains(body, "forms.") {
			t.Fatalf("%s: %d, %s", lang, w.Code, body)
		}
		asked := askedOf(t, body)
		if strings.Contains(asked, "steps") || strings.Contains(asked, "town") || !strings.Contains(body, `data-ask="steps" hidden`) {
			t.Errorf("at first it asks %s", asked)
		}
		given := []string{"answer-seen", "2026-11-28", "answer-ramp", "no", "answer-hours", "yes", "answer-region", "47", "answer-interest", "OK",
			"answer-words", "Қараңғы <b>", "answer-place", "43.65", "answer-place", "51.17",
			"answer-matters", "respect", "answer-matters", "speed", "answer-matters", "clarity"}
		body = fill(t, s, lang, append(given, "answers-asked", asked)...)
		asked = askedOf(t, body)
		if !strings.Contains(asked, "steps") || !strings.Contains(asked, "town") || strings.Contains(body, `data-ask="steps" hidden`) {
			t.Errorf("then it asks %s", asked)
		}
		for _, kept := range []string{"Қараңғы &lt;b&gt;</textarea>", `value="43.65"`, `value="51.17"`, `<option value="respect" selected>`, `value="no" checked`} {
			if !strings.Contains(body, kept) {
				t.Errorf("%q is lost", kept)
			}
		}
		body = fill(t, s, lang, append(given, "answers-asked", asked, "answer-town", "atyrau", "answer-steps", "many")...)
		if strings.Count(body, `aria-invalid="true"`) < 2 || !strings.Contains(body, `value="many"`) || !strings.Contains(body, `href="#answer-steps"`) {
			t.Errorf("%s: what is wrong isn't said, or what was written is lost", lang)
		}
		body = fill(t, s, lang, append(given, "answers-asked", asked, "answer-town", "aktau", "answer-steps", "4")...)
		if !strings.Contains(body, "&#34;town&#34;:&#34;aktau&#34;") || !strings.Contains(body, "&#34;matters&#34;:&#34;respect speed clarity&#34;") {
			t.Errorf("%s: it isn't kept: %s", lang, body)
		}
	}
}

// TestManyFields holds that a form of as many questions as a checklist may have
// isn't refused for their number.
func TestManyFields(t *testing.T) {
	s := checklistSite(t)
	var fields []string
	for range forms.MostQuestions {
		fields = append(fields, "answer-other", "x")
	}
	if body := fill(t, s, "en", fields...); !strings.Contains(body, "answers-asked") {
		t.Errorf("%s", body)
	}
}
