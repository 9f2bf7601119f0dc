package web_test

import (
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/web"
)

// specimen is what the specimen of all components needs.
type specimen struct{ Day, Due calendar.Day }

// TestSpecimen shows every component in its states, with faults and without, in
// every language. A component that lost a key, a word or a function fails.
func TestSpecimen(t *testing.T) {
	c, err := charter.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := web.NewSite(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	fsys := os.DirFS("testdata")
	// The specimen has no words of its own; an area needs a file of them.
	if err := s.Area("specimen", withWords{fsys}); err != nil {
		t.Fatal(err)
	}
	page := specimen{calendar.Date(2020, 3, 6), calendar.Date(2020, 3, 30)}
	var wrong error
	s.Handle("GET /specimen", charter.Read, func(w httpWriter, r *web.Request) error {
		if wrong != nil {
			return s.Again(w, r, "specimen/specimen", page, wrong)
		}
		return s.Show(w, r, "specimen/specimen", page)
	})
	for _, lang := range []string{"kk", "ru", "en"} {
		for _, wrong = range []error{nil, fault.In("text", "web.invalid"), fault.In("region", "web.invalid")} {
			w := httptest.NewRecorder()
			s.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/"+lang+"/specimen", nil))
			body, err := io.ReadAll(w.Body)
			if err != nil || (w.Code != 200 && wrong == nil) || (w.Code != 422 && wrong != nil) {
				t.Fatalf("%s: %d, %v", lang, w.Code, err)
			}
			if !strings.Contains(string(body), `<html lang="`+lang+`">`) || !strings.Contains(string(body), "</html>") {
				t.Errorf("%s: the page is cut off", lang)
			}
			if got := strings.Contains(string(body), `aria-invalid="true"`); got != (wrong != nil) {
				t.Errorf("%s: a field is marked as wrong: %v, want %v", lang, got, wrong != nil)
			}
		}
	}
}
