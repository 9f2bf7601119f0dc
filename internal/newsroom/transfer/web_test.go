package transfer_test

import (
	"archive/zip"
	"bytes"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/docket"
	"adal/internal/markdown"
	"adal/internal/newsroom/wxr"
	"adal/internal/pictures"
	"adal/internal/web"
)

// desk is the site of the office, with a seat signed in or nobody.
type desk struct {
	*office
	http.Handler
	seat *charter.Principal
}

func (o *office) site() *desk {
	o.t.Helper()
	s, err := web.NewSite(o.News.Book.Charter, slog.New(slog.NewTextHandler(io.Discard, nil)))
	check(o.t, err)
	check(o.t, s.Tool("docket", docket.Words))
	check(o.t, s.Tool("markdown", markdown.Words))
	check(o.t, s.Tool("pictures", pictures.Words))
	check(o.t, s.Tool("wxr", wxr.Words))
	d := &desk{office: o}
	s.SeatOf = func(*http.Request) (*web.Seat, error) {
		if d.seat == nil {
			return nil, nil
		}
		return &web.Seat{Principal: *d.seat}, nil
	}
	check(o.t, o.News.Routes(s))
	check(o.t, o.Media.Routes(s))
	check(o.t, o.Routes(s))
	d.Handler = s.Handler()
	return d
}

func (d *desk) get(path string) (int, string) {
	d.t.Helper()
	w := httptest.NewRecorder()
	d.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

// send sends files and fields as a browser does.
func (d *desk) send(fields map[string]string, files map[string][]byte) (int, string) {
	d.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range fields {
		check(d.t, form.WriteField(name, value))
	}
	for name, content := range files {
		part, err := form.CreateFormFile(name, name+".bin")
		check(d.t, err)
		_, err = part.Write(content)
		check(d.t, err)
	}
	check(d.t, form.Close())
	r := httptest.NewRequest(http.MethodPost, "/kk/office/news/import", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// packed is a zip file with a file.
func packed(t testing.TB, name string, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	check(t, err)
	_, err = w.Write(content)
	check(t, err)
	check(t, z.Close())
	return b.Bytes()
}

// TestOffice looks at an export on the page of the office, takes it over, takes
// everything out, and reads that back.
func TestOffice(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		d := o.site()
		if code, _ := d.get("/kk/office/news/import"); code != http.StatusUnauthorized {
			t.Errorf("nobody sees the page: %d", code)
		}
		d.seat = &o.editor
		if code, page := d.get("/kk/office/news/import"); code != http.StatusOK || !strings.Contains(page, "Ескі сайттан көшіру") || !strings.Contains(page, "<code>regions</code>") {
			t.Fatalf("the form: %d", code)
		}
		export := bytes.Replace(site(t), []byte("Первый брифинг штаба"), []byte("<script>alert(1)</script> &lt;img src=x onerror=alert(2)&gt;"), 1)
		files := map[string][]byte{"file": export, "uploads": packed(t, "uploads/2020/03/zal.jpg", photo(t, 90))}
		fields := map[string]string{"do": "look", "settings": "rubric = \"society\"\ndrafts = true\n[regions]\nmanghystau = \"KZ-47\"\n"}
		code, page := d.send(fields, files)
		if code != http.StatusOK || !strings.Contains(page, "older.example: 2 мақала, 3 мәтін (соның 1 жобасы), 1 сурет") || !strings.Contains(page, "ештеңе көшірілген жоқ") || !strings.Contains(page, "түсіп қалады: script") {
			t.Fatalf("looking: %d\n%s", code, page)
		}
		if strings.Contains(page, "<script>alert") || strings.Contains(page, "<img") || o.count("article") != 0 {
			t.Error("looking did something")
		}
		if !strings.Contains(page, "manghystau = &#34;KZ-47&#34;") {
			t.Error("the settings are lost")
		}
		fields["do"] = "take"
		if code, page = d.send(fields, files); code != http.StatusOK || !strings.Contains(page, "Көшірілді.") || o.count("publication") != 2 {
			t.Fatalf("taking over: %d\n%s", code, page)
		}
		for what, c := range map[string]struct {
			fields map[string]string
			files  map[string][]byte
			says   string
		}{
			"nothing":          {nil, nil, "Файлды таңдаңыз."},
			"a bomb":           {nil, map[string][]byte{"file": []byte("<!DOCTYPE rss><rss/>")}, "1-жол: файлда құжат түрі"},
			"no zip":           {nil, map[string][]byte{"file": site(t), "uploads": []byte("x")}, "дұрыс ZIP файлы емес"},
			"a foreign zip":    {nil, map[string][]byte{"file": packed(t, "a.txt", []byte("a"))}, "export.json файлы жоқ"},
			"wrong settings":   {map[string]string{"settings": "x = 1"}, map[string][]byte{"file": site(t)}, "белгісіз сөз"},
			"an unknown place": {map[string]string{"settings": "rubric = \"nowhere\""}, map[string][]byte{"file": site(t)}, "«nowhere» деген айдар жоқ"},
		} {
			if code, page := d.send(c.fields, c.files); code != http.StatusUnprocessableEntity || !strings.Contains(page, c.says) {
				t.Errorf("%s: %d\n%s", what, code, page)
			}
		}
		code, all := d.get("/kk/office/news/export.zip")
		if code != http.StatusOK {
			t.Fatalf("taking everything out: %d", code)
		}
		if code, page = d.send(map[string]string{"do": "take"}, map[string][]byte{"file": []byte(all)}); code != http.StatusOK || !strings.Contains(page, "бұрын көшірілгені: 3.") {
			t.Errorf("reading back: %d\n%s", code, page)
		}
		d.seat = &o.stranger
		if code, _ := d.get("/kk/office/news/export.zip"); code != http.StatusForbidden {
			t.Errorf("a stranger takes everything out: %d", code)
		}
		if code, _ := d.send(fields, files); code != http.StatusForbidden {
			t.Errorf("a stranger takes over: %d", code)
		}
	})
}
