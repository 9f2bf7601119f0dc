package learning_test

import (
	"bytes"
	"mime/multipart"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"adal/internal/charter"
)

var location = regexp.MustCompile(`/test/([a-z0-9]+)$`)

// TestPages learns, takes the test and has a certificate as a browser without
// script does.
func TestPages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, slug := h.taught()
		for path, want := range map[string]string{
			"/kk/learning": "Қысқа курс", "/ru/learning": "Короткий курс", "/en/learning": "Қысқа курс",
			"/kk/learning/" + slug: "1 сабақ", "/ru/learning/" + slug: "1 урок", "/en/learning/" + slug: "It is shown in Қазақша.",
			"/kk/learning/" + slug + "/1": "Мәтін", "/kk/certificates": "Сертификатты тексеру",
			"/kk/learning.csv": "HQ-L-2026-0001,/learning/qysqa-kurs", "/kk/learning.json": `"number":"HQ-L-2026-0001"`,
		} {
			if page := h.get(path, 200); !strings.Contains(page, want) || !utf8.ValidString(page) || strings.Contains(page, "<script>x") {
				t.Errorf("%s doesn't say %q", path, want)
			}
		}
		for _, path := range []string{"/kk/learning/nothing", "/kk/learning/" + slug + "/2", "/kk/learning/" + slug + "/0", "/kk/learning/" + slug + "/01", "/kk/learning/" + slug + "/test/x"} {
			h.get(path, 404)
		}
		at := h.post("/kk/learning/"+slug+"/test", 303).Header().Get("Location")
		if !location.MatchString(at) {
			t.Fatalf("the test begins at %s", at)
		}
		h.get(at, 200)
		page := h.post(at, 422, "q0", "0", "q2", "3").Body.String()
		if !strings.Contains(page, `value="3"`) || !strings.Contains(page, "сұраққа жауап берілмеген") {
			t.Error("a question without a reply isn't said, or the others' are lost")
		}
		h.post(at, 303, "q0", "0", "q1", "true", "q2", "3")
		if page := words(h.get(at, 200)); !strings.Contains(page, "Сіз тестен өттіңіз") {
			t.Errorf("%s", page)
		}
		h.post(at, 303, "q0", "1", "q1", "false", "q2", "9") // again, changes nothing
		if page := words(h.get(at, 200)); !strings.Contains(page, "100 %") {
			t.Errorf("%s", page)
		}
		h.post("/kk/learning/nothing"+strings.TrimPrefix(at, "/kk/learning/"+slug), 404, "q0", "0")
	})
}

// TestCertificatePage checks a certificate as a stranger who holds the paper.
func TestCertificatePage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, slug := h.taught()
		_, code, err := h.Issue(t.Context(), charter.Public(), h.pass(charter.Public(), slug), name)
		check(t, err)
		at := "/kk/certificates/" + code
		if page := words(h.get(at, 200)); !strings.Contains(page, "Сертификат күшінде.") || strings.Contains(page, name) {
			t.Errorf("%s", page)
		}
		if page := words(h.post(at, 200, "name", name).Body.String()); !strings.Contains(page, "сертификаттағы аты-жөн осы") {
			t.Errorf("%s", page)
		}
		if page := words(h.post(at, 200, "name", "<b>x").Body.String()); !strings.Contains(page, "бұл емес") || !strings.Contains(page, "&lt;b&gt;x") {
			t.Errorf("%s", page)
		}
		h.get("/kk/certificates/"+code[:16]+"*", 422)
		h.get("/kk/certificates/%3Cscript%3E", 422)
		h.get("/kk/certificates?code=+"+code+"+", 303)
	})
}

// TestOffice makes a course, and lets an observer pass it, over the pages of the
// office.
func TestOffice(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.get("/kk/office/courses", 401)
		h.seat = &h.monitor
		h.get("/kk/office/courses", 403)
		h.seat = &h.head
		h.post("/kk/office/courses", 422, "title-kk", " ")
		at := h.post("/kk/office/courses", 303, "title-kk", "Курс").Header().Get("Location")
		if page := words(h.get(at, 200)); !strings.Contains(page, "Жариялау үшін мыналар жетпейді") {
			t.Errorf("%s", page)
		}
		form := []string{"edited", "1", "title-kk", "Курс", "about-kk", "Не туралы", "lesson-1-title-kk", "Сабақ", "lesson-1-text-kk", "Мәтін & т.б.", "quiz-kk", "Бола ма? {T}", "ask", "0", "pass", "x", "daily", "3"}
		if page := h.post(at, 422, form...).Body.String(); !strings.Contains(page, "Мәтін &amp; т.б.") || !strings.Contains(page, "Бүтін сан жазыңыз.") {
			t.Error("what was written is lost, or what is wrong isn't said")
		}
		form[len(form)-3] = "80"
		h.post(at, 303, form...)
		h.post(at, 409, form...) // it is another one now
		h.get(at+"/1", 200)
		h.get(at+"/2", 404)
		if file := h.get(at+"/quiz.kk.gift", 200); file != "Бола ма? {T}" {
			t.Errorf("the file is %q", file)
		}
		h.upload(at, "Мына файл. {=иә ~жоқ}")
		if file := h.get(at+"/quiz.kk.gift", 200); file != "Мына файл. {=иә ~жоқ}" {
			t.Errorf("the file is %q", file)
		}
		h.post(at+"/teach", 303)
		h.post(at+"/certify", 303, "certify", "yes")
		h.seat = &h.monitor
		test := h.post("/kk/office/learning/kurs", 303).Header().Get("Location")
		h.get(test, 200)
		h.post(test, 303, "q0", "0")
		h.post(test+"/certificate", 200, "name", name)
		if page := words(h.get("/kk/office/learning", 200)); !strings.Contains(page, "Сіз тестен өттіңіз") {
			t.Errorf("%s", page)
		}
		h.seat = &h.head
		h.post("/kk/office/certificates", 422, "code", "abc", "reason", "x")
		h.post(at+"/withdraw", 422)
		h.post(at+"/withdraw", 303, "reason", "Ескірді")
		h.get("/kk/learning/kurs", 404)
	})
}

// upload saves a course with a file of questions.
func (h *house) upload(at, gift string) {
	h.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for field, v := range map[string]string{"edited": "2", "title-kk": "Курс", "about-kk": "Не туралы", "lesson-1-title-kk": "Сабақ", "lesson-1-text-kk": "Мәтін", "ask": "0", "pass": "80", "daily": "3"} {
		check(h.t, form.WriteField(field, v))
	}
	file, err := form.CreateFormFile("gift-kk", "q.gift")
	check(h.t, err)
	_, err = file.Write([]byte(gift))
	check(h.t, err)
	check(h.t, form.Close())
	r := httptest.NewRequest("POST", at, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	h.do(r, 303)
}
