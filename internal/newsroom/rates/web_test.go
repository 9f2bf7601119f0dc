package rates

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"html"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"adal/internal/web"

	"github.com/google/go-cmp/cmp"
)

// A site is the pages as somebody reads them.
type site struct {
	t *testing.T
	h http.Handler
}

func newSite(t *testing.T, w *world) site {
	s, err := web.NewSite(w.Book.Charter, slog.New(slog.NewTextHandler(io.Discard, nil)))
	check(t, err)
	s.SeatOf = func(r *http.Request) (*web.Seat, error) {
		if r.Header.Get("Test-Seat") == "" {
			return nil, nil
		}
		return &web.Seat{Principal: w.by}, nil
	}
	w.Changed = s.Changed
	check(t, w.Routes(s))
	return site{t, s.Handler()}
}

func (s site) do(r *http.Request, want int) string {
	s.t.Helper()
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	if w.Code != want {
		s.t.Fatalf("%s %s: %d, not %d: %s", r.Method, r.URL, w.Code, want, w.Body)
	}
	return w.Body.String()
}

func (s site) get(path string, want int) string {
	s.t.Helper()
	return s.do(httptest.NewRequest("GET", path, nil), want)
}

// seat gets a page as a seat of the newsroom.
func (s site) seat(path string) string {
	s.t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	r.Header.Set("Test-Seat", "editor")
	return s.do(r, 200)
}

// send sends a file with fields as a seat of the newsroom.
func (s site) send(data []byte, want int, fields ...string) string {
	s.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, f := range fields {
		check(s.t, form.WriteField(f, "yes"))
	}
	part, err := form.CreateFormFile("file", "f.xml")
	check(s.t, err)
	_, err = part.Write(data)
	check(s.t, err)
	check(s.t, form.Close())
	r := httptest.NewRequest("POST", "/kk/office/rates", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Test-Seat", "editor")
	return s.do(r, want)
}

func contains(t *testing.T, page string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(page, want) && !strings.Contains(html.UnescapeString(page), want) {
			t.Errorf("the page has no %q", want)
		}
	}
}

// TestPages shows the rates of a day in three languages, each with its day, and
// which way it went with a sign and a word.
func TestPages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := newSite(t, w)
		if page := s.get("/kk/rates", 200); strings.Contains(page, `class="rates"`) {
			t.Error("a strip without rates")
		}
		w.take(daily("05.03.2020", "USD 380.5 1", "IRR 9.06 1000", "EUR 425.5 1"), daily("06.03.2020", "USD 381.25 1", "IRR 9.06 1000", "EUR 420 1"))
		contains(t, s.get("/kk/rates", 200), `class="rates"`, "381,25", `<span class="hide">өсті </span><span aria-hidden="true">+</span>0,75`, "1000 IRR", "өзгермеді",
			`<span class="hide">төмендеді </span><span aria-hidden="true">−</span>5,50`, `datetime="2020-03-06"`, "АҚШ доллары", "Еуро", "2020 жылғы 6 наурыз")
		contains(t, s.get("/ru/rates", 200), "Доллар США", "вырос", "6 марта 2020 г.")
		contains(t, s.get("/en/rates", 200), "US dollar", "381.25", "6 March 2020")
		contains(t, s.get("/kk/rates?day=2020-03-05", 200), "380,50", "/kk/rates.csv?day=2020-03-05")
		contains(t, s.get("/kk/rates?day=2020-03-04", 200), "Бұл күнге дейін бірде-бір бағам енгізілмеген")
		contains(t, s.get("/kk/rates?day=x", 422), "Күнді мына түрде жазыңыз")
		contains(t, s.get("/ru/rates/USD", 200), "Доллар США", "март 2020 г.", "381,25", "380,50", "</span>0,75")
		// The strip of the header has each rate with its change and where more is told.
		contains(t, s.get("/kk/rates/USD", 200),
			`<a href="/kk/rates/USD" title="АҚШ доллары">USD</a></dt><dd>381,25 <span class="soft"><span class="hide">өсті </span><span aria-hidden="true">+</span>0,75</span>`)
		for _, path := range []string{"/kk/rates/XXX", "/kk/rates/usd", "/kk/rates/USD.exe", "/kk/rates/USD.", "/kk/rates/USD?year=1999", "/kk/rates/USD?year=x", "/kk/rates/XXX.csv"} {
			s.get(path, 404)
		}
		s.get("/kk/rates.csv?day=x", 422)
		s.get("/kk/office/rates", 401)
	})
}

// TestFiles reads the files back.
func TestFiles(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := newSite(t, w)
		w.take(daily("05.03.2020", "USD 380.5 1", "IRR 9.06 1000"), daily("06.03.2020", "USD 381.25 1", "IRR 90.5 10000"))
		const source = "National Bank of the Republic of Kazakhstan"
		const method = "The official rate for the day given, in tenge for the number of units given. The change is against the official day before, for the same number of units."
		for path, want := range map[string][][]string{
			"/en/rates/USD.csv": {{"day", "code", "quant", "tenge"}, {"2020-03-06", "USD", "1", "381.25"}, {"2020-03-05", "USD", "1", "380.5"}},
			"/en/rates/IRR.csv": {{"day", "code", "quant", "tenge"}, {"2020-03-06", "IRR", "10000", "90.5"}, {"2020-03-05", "IRR", "1000", "9.06"}},
			// 9.06 for 1,000 are 90.6 for 10,000.
			"/en/rates.csv": {{"day", "code", "name", "quant", "tenge", "before", "change"},
				{"2020-03-06", "IRR", "Iranian rial", "10000", "90.5", "2020-03-05", "-0.1"}, {"2020-03-06", "USD", "US dollar", "1", "381.25", "2020-03-05", "0.75"}},
			"/en/rates.csv?day=2020-03-05": {{"day", "code", "name", "quant", "tenge", "before", "change"},
				{"2020-03-05", "IRR", "Iranian rial", "1000", "9.06", "", ""}, {"2020-03-05", "USD", "US dollar", "1", "380.5", "", ""}},
		} {
			want[0] = append(want[0], "source", "method")
			for i := range want[1:] {
				want[i+1] = append(want[i+1], source, method)
			}
			got, err := csv.NewReader(strings.NewReader(s.get(path, 200))).ReadAll()
			check(t, err)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s: %s", path, d)
			}
		}
		for path, want := range map[string]string{
			"/en/rates/USD.json": `{"code": "USD", "name": "US dollar", "source": "` + source + `", "method": "` + method + `", "rates": [
				{"day": "2020-03-06", "quant": 1, "tenge": 381.25}, {"day": "2020-03-05", "quant": 1, "tenge": 380.5}]}`,
			"/en/rates.json": `{"day": "2020-03-06", "source": "` + source + `", "method": "` + method + `", "rates": [
				{"day": "2020-03-06", "code": "IRR", "name": "Iranian rial", "quant": 10000, "tenge": 90.5, "before": "2020-03-05", "change": -0.1},
				{"day": "2020-03-06", "code": "USD", "name": "US dollar", "quant": 1, "tenge": 381.25, "before": "2020-03-05", "change": 0.75}]}`,
		} {
			if d := cmp.Diff(exact(t, want), exact(t, s.get(path, 200))); d != "" {
				t.Errorf("%s: %s", path, d)
			}
		}
	})
}

// exact is JSON with its numbers as they are written.
func exact(t *testing.T, text string) (v any) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	check(t, d.Decode(&v))
	return v
}

// TestOffice imports a file over the newsroom's page, which shows what was
// refused and why.
func TestOffice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := newSite(t, w)
		contains(t, s.seat("/kk/office/rates"), "Сервер ешкімнен бағам сұрамайды", "Қабылданбаған файл жоқ")
		s.send(daily("05.03.2020", "USD 380.5 1"), 303)
		contains(t, s.send([]byte("<html>"), 422), "Бұл бағам файлы емес", `aria-invalid="true"`)
		contains(t, s.send(nil, 422), "Файлды таңдаңыз")
		contains(t, s.send(bytes.Repeat([]byte("x"), most+1<<17), 413), "<form")
		contains(t, s.send(daily("06.03.2020", "USD 600 1"), 422), "жартысынан астам")
		contains(t, s.seat("/kk/office/rates"), "f.xml", "USD 2020-03-05 380.5 → 600", "09:00", "Бұл бағам файлы емес. html")
		if page := s.get("/kk/rates", 200); strings.Contains(page, "600") {
			t.Error("what was refused is on the page")
		}
		s.send(daily("06.03.2020", "USD 600 1"), 303, "sure")
		contains(t, s.get("/kk/rates", 200), "600,00")
		contains(t, s.seat("/ru/office/rates?done=known"), "Эти курсы уже есть")
		if page := s.seat("/ru/office/rates?done=<b>"); strings.Contains(page, "done-") {
			t.Error("what was done is what the address says")
		}
		bank := newBank(t, w, "/<b>")
		bank.answer = broken(500, "")
		w.fetch(bank, 0)
		contains(t, s.seat("/en/office/rates"), "1 failure.", "with an error instead of a file", "09:05", "&lt;b&gt;")
	})
}
