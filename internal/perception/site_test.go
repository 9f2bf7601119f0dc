package perception_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"adal/internal/charter"
	"adal/internal/docket"
	"adal/internal/i18n"
	"adal/internal/perception/index"
	"adal/internal/perception/index/workbook"
	"adal/internal/web"
)

// site is the pages of an index, with a seat signed in or nobody.
type site struct {
	*world
	http.Handler
	seat *charter.Principal
}

func (w *world) site() *site {
	w.t.Helper()
	pages, err := web.NewSite(w.Book.Charter, slog.New(slog.NewTextHandler(w.t.Output(), nil)))
	check(w.t, err)
	check(w.t, pages.Tool("docket", docket.Words))
	check(w.t, pages.Tool("index", index.Words))
	check(w.t, pages.Tool("workbook", workbook.Words))
	w.Address, w.Changed = "https://adal.example", pages.Changed
	s := &site{world: w}
	pages.SeatOf = func(*http.Request) (*web.Seat, error) {
		if s.seat == nil {
			return nil, nil
		}
		name := i18n.Text{KK: "Орын", RU: "Место", EN: "Seat"}
		return &web.Seat{Principal: *s.seat, Name: name, Body: name}, nil
	}
	check(w.t, w.Routes(pages))
	s.Handler = pages.Handler()
	return s
}

// ask asks for an address and returns whatever comes.
func (s *site) ask(path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

// page asks for what has to be there.
func (s *site) page(path string) string {
	s.t.Helper()
	w := s.ask(path)
	if w.Code != http.StatusOK {
		s.t.Fatalf("%s: %d %.300s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// has fails if a page lacks one of the texts.
func (s *site) has(path string, texts ...string) {
	s.t.Helper()
	page := s.page(path)
	for _, text := range texts {
		if !strings.Contains(page, text) {
			s.t.Errorf("%s doesn't have %q", path, text)
		}
	}
}

// lacks fails if a page has one of the texts.
func (s *site) lacks(path string, texts ...string) {
	s.t.Helper()
	page := s.page(path)
	for _, text := range texts {
		if strings.Contains(page, text) {
			s.t.Errorf("%s has %q", path, text)
		}
	}
}

// document asks for JSON.
func (s *site) document(path string) map[string]any {
	s.t.Helper()
	var m map[string]any
	check(s.t, json.Unmarshal([]byte(s.page(path)), &m))
	return m
}

// post sends a form and returns the status, where it leads and what is shown.
func (s *site) post(path string, fields ...string) (code int, to, body string) {
	s.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.send(r)
}

// upload sends files, each a name and its content, with a note.
func (s *site) upload(note string, files ...string) (code int, to, body string) {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	check(s.t, m.WriteField("note", note))
	for i := 0; i < len(files); i += 2 {
		part, err := m.CreateFormFile("file", files[i])
		check(s.t, err)
		_, err = io.WriteString(part, files[i+1])
		check(s.t, err)
	}
	check(s.t, m.Close())
	r := httptest.NewRequest(http.MethodPost, "/kk/office/index", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return s.send(r)
}

func (s *site) send(r *http.Request) (code int, to, body string) {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Code, w.Header().Get("Location"), w.Body.String()
}

// publishes imports texts and publishes what is in them.
func (w *world) publishes(texts ...string) {
	w.t.Helper()
	all, err := w.Import(w.t.Context(), w.by, input(w.t, texts...))
	check(w.t, err)
	for _, o := range all {
		check(w.t, w.Publish(w.t.Context(), w.by, o.Year, ""))
	}
}
