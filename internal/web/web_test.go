package web_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/web"
)

// pages are an area with one page, which may show what it is given.
var pages = fstest.MapFS{
	"words.toml":       {Data: []byte("[wrong]\nkk = \"қате %s\"\nru = \"неверно %s\"\nen = \"wrong %s\"\n")},
	"pages/plain.html": {Data: []byte(`{{define "title"}}t{{end}}{{define "main"}}<p id="said">{{.Page.Said}}</p>{{with .Faults}}{{range .}}<b>{{fault .}}</b>{{end}}{{end}}{{end}}`)},
}

type plain struct{ Said string }

// scripted is the same page with the reception's script.
type scripted struct{ Said string }

func (scripted) Script() string { return "reception" }

// site is a site with one area and a log to read.
func site(t *testing.T) (*web.Site, *bytes.Buffer) {
	t.Helper()
	c, err := charter.Load()
	check(t, err)
	log := &bytes.Buffer{}
	s, err := web.NewSite(c, slog.New(slog.NewJSONHandler(log, nil)))
	check(t, err)
	check(t, s.Area("test", pages))
	return s, log
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// ask sends a request from a reader whose address and browser must not be kept.
func ask(s *web.Site, method, path string, body io.Reader, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, body)
	r.RemoteAddr = "203.0.113.77:4711"
	r.Header.Set("User-Agent", "Unmistakable-Browser/77.3")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

// TestPolicy lets no page load anything from elsewhere or run what isn't named
// by its hash.
func TestPolicy(t *testing.T) {
	s, _ := site(t)
	s.Handle("GET /plain", charter.Read, func(w http.ResponseWriter, r *web.Request) error { return s.Show(w, r, "test/plain", plain{}) })
	s.Handle("GET /scripted", charter.Read, func(w http.ResponseWriter, r *web.Request) error {
		return s.Show(w, r, "test/plain", scripted{})
	})
	_, hash, err := s.Script("reception")
	check(t, err)
	for path, script := range map[string]string{"/kk/plain": "", "/kk/scripted": hash, "/kk/nothing": "", "/": ""} {
		w := ask(s, "GET", path, nil)
		policy := w.Header().Get("Content-Security-Policy")
		rules := map[string]string{}
		for rule := range strings.SplitSeq(policy, "; ") {
			name, value, _ := strings.Cut(rule, " ")
			rules[name] = value
		}
		if rules["default-src"] != "'none'" || rules["base-uri"] != "'none'" || rules["frame-ancestors"] != "'none'" || rules["form-action"] != "'self'" || rules["style-src"] != "'self'" {
			t.Errorf("%s: %s", path, policy)
		}
		for _, loose := range []string{"unsafe", "http:", "https:", "*", "strict-dynamic"} {
			if strings.Contains(policy, loose) {
				t.Errorf("%s: the policy has %q: %s", path, loose, policy)
			}
		}
		want := ""
		if script != "" {
			want = "'" + script + "'"
		}
		if rules["script-src"] != want {
			t.Errorf("%s: it may run %q, want %q", path, rules["script-src"], want)
		}
		if got := strings.Count(w.Body.String(), "<script"); got != btoi(script != "") {
			t.Errorf("%s: it has %d scripts", path, got)
		}
		if w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s: %v", path, w.Header())
		}
		for _, m := range regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(w.Body.String(), -1) {
			if !strings.HasPrefix(m[1], "/") && !strings.HasPrefix(m[1], "#") || strings.HasPrefix(m[1], "//") {
				t.Errorf("%s: it asks for %s", path, m[1])
			}
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestCheck finds an act of an area that no route is for, and a route for an act
// that nobody may do.
func TestCheck(t *testing.T) {
	s, _ := site(t)
	var areas []string
	acts := map[string][]charter.Act{}
	for act, area := range s.Charter.Areas() {
		if acts[area] == nil {
			areas = append(areas, area)
		}
		acts[area] = append(acts[area], act)
	}
	if len(acts["reception"]) < 10 {
		t.Fatalf("the charter gives the reception %v in %v", acts["reception"], areas)
	}
	check(t, s.Area("reception", pages))
	nothing := func(http.ResponseWriter, *web.Request) error { return nil }
	for n, act := range acts["reception"] {
		if err := s.Check(nil); err == nil {
			t.Errorf("with %d of %d routes nothing is missing", n, len(acts["reception"]))
		}
		later := map[charter.Act]bool{}
		for _, left := range acts["reception"][n:] {
			later[left] = true
		}
		if err := s.Check(later); err != nil {
			t.Errorf("what is for a later version is missing: %v", err)
		}
		if len(s.Charter.Owner(act)) > 0 {
			s.Handle(fmt.Sprintf("GET /act/%d", n), act, nothing)
		}
	}
	var unowned int
	for _, act := range acts["reception"] {
		unowned += btoi(len(s.Charter.Owner(act)) == 0)
	}
	if err := s.Check(nil); (err != nil) != (unowned > 0) {
		t.Errorf("with all routes: %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("a route for an act that the charter doesn't have")
		}
	}()
	s.Handle("GET /x", "demand-documents-of-everybody", nothing)
}

// TestBroken shows a numbered page for what is ours, in the reader's language,
// and writes the number and the route to the log, but nothing of the reader.
func TestBroken(t *testing.T) {
	for name, breaks := range map[string]func() error{
		"an error": func() error { return errors.New("the roof leaks") },
		"a panic":  func() error { panic("the roof leaks") },
		"a nil":    func() error { var p *plain; return errors.New("the roof leaks" + p.Said) },
	} {
		s, log := site(t)
		s.Handle("GET /break/{what}", charter.Read, func(http.ResponseWriter, *web.Request) error { return breaks() })
		for _, l := range i18n.Langs {
			log.Reset()
			w := ask(s, "GET", "/"+string(l)+"/break/secret-in-the-address?also=secret", nil, "X-Forwarded-For", "203.0.113.77", "Referer", "http://secret.example")
			number := regexp.MustCompile(`"number":"([a-z0-9]{8})"`).FindStringSubmatch(log.String())
			if w.Code != 500 || number == nil || !strings.Contains(w.Body.String(), number[1]) {
				t.Errorf("%s in %s: %d, the log says %s", name, l, w.Code, log)
				continue
			}
			if want := s.Words.Say(l, "web.broken", number[1]); !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s in %s: the page doesn't say %q", name, l, want)
			}
			for _, private := range []string{"203.0.113.77", "4711", "Unmistakable", "secret"} {
				if strings.Contains(log.String(), private) {
					t.Errorf("%s in %s: the log has %q: %s", name, l, private, log)
				}
			}
			if strings.Contains(w.Body.String(), "roof") || !strings.Contains(log.String(), "/break/{what}") {
				t.Errorf("%s in %s: the page tells too much or the log too little: %s", name, l, log)
			}
		}
	}
}

// TestFaults gives each kind of fault its status and says it in the reader's
// language; a field's fault stands with what was written.
func TestFaults(t *testing.T) {
	s, log := site(t)
	var wrong error
	s.Handle("GET /fault", charter.Read, func(http.ResponseWriter, *web.Request) error { return wrong })
	s.Handle("GET /again", charter.Read, func(w http.ResponseWriter, r *web.Request) error {
		return s.Again(w, r, "test/plain", plain{`<i>&"`}, wrong)
	})
	for kind, code := range map[fault.Kind]int{
		fault.Invalid: 422, fault.SignIn: 401, fault.Denied: 403, fault.NotFound: 404, fault.Conflict: 409,
		fault.TooLarge: 413, fault.Busy: 503, fault.Full: 507,
	} {
		for _, l := range i18n.Langs {
			wrong = fmt.Errorf("doing something: %w", fault.New(kind, "test.wrong", "№7"))
			w := ask(s, "GET", "/"+string(l)+"/fault", nil)
			if want := s.Words.Say(l, "test.wrong", "№7"); w.Code != code || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s in %s: %d, want %d and %q", kind, l, w.Code, code, want)
			}
			if wrong = kind; ask(s, "GET", "/"+string(l)+"/fault", nil).Code != code {
				t.Errorf("the bare kind %s isn't %d", kind, code)
			}
		}
	}
	wrong = errors.Join(fault.In("a", "test.wrong", "1"), fault.In("b", "test.wrong", "2"))
	w := ask(s, "GET", "/ru/again", nil)
	for _, want := range []string{"<b>неверно 1</b>", "<b>неверно 2</b>", `<p id="said">&lt;i&gt;&amp;&#34;</p>`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the form again doesn't have %s", want)
		}
	}
	if w.Code != 422 {
		t.Errorf("the form again is %d", w.Code)
	}
	log.Reset()
	if wrong = errors.New("ours"); ask(s, "GET", "/ru/again", nil).Code != 500 || log.Len() == 0 {
		t.Error("what is ours was shown as the reader's fault")
	}
}

// TestCrossOrigin refuses a form that another site's page sends.
func TestCrossOrigin(t *testing.T) {
	s, _ := site(t)
	came := 0
	s.Handle("POST /form", charter.Bring, func(http.ResponseWriter, *web.Request) error { came++; return nil })
	s.HandleProgram("PUT /program", charter.Bring, func(http.ResponseWriter, *web.Request) error { came++; return nil }, web.Limit{Bytes: 10, Time: 1e9})
	for _, c := range []struct {
		header []string
		good   bool
	}{
		{nil, true}, // an old browser, or no browser
		{[]string{"Sec-Fetch-Site", "same-origin"}, true},
		{[]string{"Origin", "http://example.com"}, true}, // the host of httptest
		{[]string{"Sec-Fetch-Site", "cross-site"}, false},
		{[]string{"Sec-Fetch-Site", "same-site"}, false},
		{[]string{"Origin", "https://evil.example"}, false},
		{[]string{"Origin", "null"}, false},
	} {
		for _, r := range [][2]string{{"POST", "/kk/form"}, {"PUT", "/program"}} {
			before := came
			w := ask(s, r[0], r[1], nil, c.header...)
			if (came > before) != c.good || (w.Code == 403) == c.good {
				t.Errorf("%s with %v: %d", r[1], c.header, w.Code)
			}
			if !c.good && !strings.Contains(w.Body.String(), "басқа сайттың") {
				t.Errorf("%s with %v says %s", r[1], c.header, w.Body)
			}
		}
	}
}

// TestSeats asks who signed in where a seat acts, and nowhere else.
func TestSeats(t *testing.T) {
	s, _ := site(t)
	asked := 0
	seat := &web.Seat{Principal: charter.Principal{Seat: "s", Body: "b", Kind: charter.KindAntikorCentre}}
	var who *web.Seat
	s.SeatOf = func(*http.Request) (*web.Seat, error) { asked++; return who, nil }
	var by charter.Principal
	h := func(w http.ResponseWriter, r *web.Request) error { by = r.By(); return nil }
	s.Handle("GET /public", charter.Read, h)
	s.Handle("GET /seats", charter.Take, h)
	if w := ask(s, "GET", "/kk/public", nil); w.Code != 200 || asked != 0 || by != charter.Public() {
		t.Errorf("a public page: %d, asked %d times", w.Code, asked)
	}
	if w := ask(s, "GET", "/kk/seats", nil); w.Code != 401 || asked != 1 {
		t.Errorf("a seat's page for nobody: %d", w.Code)
	}
	if who = seat; ask(s, "GET", "/kk/seats", nil).Code != 200 || by != seat.Principal {
		t.Errorf("a seat's page for a seat: by %+v", by)
	}
}

// TestAssets serves static files for ever under an address that holds their hash,
// and not under another.
func TestAssets(t *testing.T) {
	s, _ := site(t)
	s.Handle("GET /scripted", charter.Read, func(w http.ResponseWriter, r *web.Request) error {
		return s.Show(w, r, "test/plain", scripted{})
	})
	page := ask(s, "GET", "/en/scripted", nil).Body.String()
	all := regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"(?: integrity="([^"]+)")?`).FindAllStringSubmatch(page, -1)
	if len(all) < 3 {
		t.Fatalf("the page has %d static files", len(all))
	}
	for _, m := range all {
		whole := ask(s, "GET", m[1], nil)
		packed := ask(s, "GET", m[1], nil, "Accept-Encoding", "gzip, br")
		if whole.Code != 200 || whole.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" || whole.Header().Get("Content-Type") == "" {
			t.Errorf("%s: %d, %v", m[1], whole.Code, whole.Header())
		}
		text := packed.Body.Bytes()
		if packed.Header().Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(packed.Body)
			check(t, err)
			text, err = io.ReadAll(z)
			check(t, err)
		}
		if !bytes.Equal(text, whole.Body.Bytes()) || whole.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s is another file when packed", m[1])
		}
		if sum := sha512.Sum384(text); m[2] != "" && html.UnescapeString(m[2]) != "sha384-"+base64.StdEncoding.EncodeToString(sum[:]) {
			t.Errorf("%s isn't the file that the page names", m[1])
		}
		stale := regexp.MustCompile(`/static/[0-9a-f]{16}/`).ReplaceAllString(m[1], "/static/0000000000000000/")
		if w := ask(s, "GET", stale, nil); w.Code != 404 || strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s under another hash: %d", m[1], w.Code)
		}
		if w := ask(s, "HEAD", m[1], nil); w.Code != 200 || w.Body.Len() != 0 {
			t.Errorf("the head of %s: %d with %d bytes", m[1], w.Code, w.Body.Len())
		}
	}
}

// TestLimits cuts a body off at its limit and says so.
func TestLimits(t *testing.T) {
	s, _ := site(t)
	read := func(w http.ResponseWriter, r *web.Request) error {
		b, err := r.ReadAll()
		if err == nil {
			fmt.Fprint(w, len(b))
		}
		return err
	}
	s.HandleProgram("PUT /program", charter.Bring, read, web.Limit{Bytes: 10, Time: 1e9})
	s.Handle("POST /form", charter.Bring, func(w http.ResponseWriter, r *web.Request) error {
		f, free, err := r.ReadForm()
		defer free()
		if err == nil {
			fmt.Fprint(w, f.Get("a"))
		}
		return err
	}, web.Limit{Bytes: 100, Time: 1e9})
	if w := ask(s, "PUT", "/program", strings.NewReader("0123456789")); w.Code != 200 {
		t.Errorf("at the limit: %d", w.Code)
	}
	if w := ask(s, "PUT", "/program", strings.NewReader("01234567890")); w.Code != 413 {
		t.Errorf("above the limit: %d", w.Code)
	}
	for body, code := range map[string]int{"a=b": 200, "a=%zz": 422, "a=" + strings.Repeat("b", 100): 413} {
		for _, l := range i18n.Langs {
			if w := ask(s, "POST", "/"+string(l)+"/form", strings.NewReader(body), "Content-Type", "application/x-www-form-urlencoded"); w.Code != code {
				t.Errorf("%.10q in %s: %d, want %d", body, l, w.Code, code)
			}
		}
	}
}

// TestNoName: a path that is no text is nowhere, and no area is asked for it.
func TestNoName(t *testing.T) {
	s, _ := site(t)
	s.Handle("GET /one/{id}", charter.Read, func(w http.ResponseWriter, r *web.Request) error {
		t.Errorf("asked for %q", r.PathValue("id"))
		return nil
	})
	for _, path := range []string{"/kk/one/%00", "/kk/one/a%00b", "/kk/one/%ff", "/ru/one/%c3%28"} {
		if w := ask(s, "GET", path, nil); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// TestLimitHalf takes what is usual for what a limit doesn't say: no time at all
// would cut off every body that doesn't come with its headers.
func TestLimitHalf(t *testing.T) {
	s, _ := site(t)
	var left time.Duration
	s.Handle("POST /half", charter.Bring, func(w http.ResponseWriter, r *web.Request) error {
		end, _ := r.Context().Deadline()
		left = time.Until(end)
		_, err := r.ReadAll()
		return err
	}, web.Limit{Bytes: 4})
	if w := ask(s, "POST", "/kk/half", strings.NewReader("1234")); w.Code != 200 || left < 5*time.Second {
		t.Errorf("%d, with %v left", w.Code, left)
	}
	if w := ask(s, "POST", "/kk/half", strings.NewReader("12345")); w.Code != 413 {
		t.Errorf("above its bytes: %d", w.Code)
	}
}

// FuzzReadForm reads whatever comes as a form: it ends with a form or a fault.
func FuzzReadForm(f *testing.F) {
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n"))
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\nb"))
	f.Add("application/x-www-form-urlencoded", []byte("a=b&c=%41"))
	f.Add("multipart/form-data", []byte("--"))
	f.Add("", []byte{})
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		hr := httptest.NewRequest("POST", "/kk/form", bytes.NewReader(body))
		hr.Header.Set("Content-Type", kind)
		form, free, err := (&web.Request{Request: hr, Lang: i18n.KK}).ReadForm()
		defer free()
		if err != nil && fault.Of(err) == "" {
			t.Fatalf("no fault of the sender: %v", err)
		}
		if err == nil && form.Values == nil {
			t.Fatal("neither a form nor a fault")
		}
	})
}
