package monitoring_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"adal/internal/charter"
	"adal/internal/files"
	"adal/internal/forms"
	"adal/internal/monitoring"
)

// bring sends the form of an observation as a browser without script does, or as the
// page's script does if it wants to be answered to in JSON.
func (s site) bring(by charter.Principal, path string, fields url.Values, photos map[string][]byte, asJSON bool) (int, string, http.Header) {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, values := range fields {
		for _, v := range values {
			check(s.t, m.WriteField(name, v))
		}
	}
	for name, content := range photos {
		h := textproto.MIMEHeader{"Content-Type": {"image/jpeg"}, "Content-Disposition": {`form-data; name="` + name + `"; filename="a.jpg"`}}
		part, err := m.CreatePart(h)
		check(s.t, err)
		_, err = part.Write(content)
		check(s.t, err)
	}
	check(s.t, m.Close())
	r := httptest.NewRequest(http.MethodPost, "/kk"+path, &b)
	r.Header.Set("Seat", by.Seat)
	r.Header.Set("Content-Type", m.FormDataContentType())
	if asJSON {
		r.Header.Set("Accept", "application/json")
	}
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	return w.Code, w.Body.String(), w.Header()
}

// outing is a form that was filled in.
func outing(key string) url.Values {
	return url.Values{
		"key": {key + strings.Repeat("z", 16)}, "institution": {"land"}, "seen": {"2026-11-02T10:30"}, "lat": {"43,652345"}, "lon": {"51.153456"},
		"note": {"Үш баспалдақ бар.\r\nПандус жоқ."}, "conflict": {"none"}, "answer-ramp": {"no"}, "answer-hours": {"yes"}, "answers-asked": {"*"},
	}
}

// TestFieldPages shows the pages, with what they need to be taken along: a policy that
// lets this server's worker in, and the place if the reader gives it.
func TestFieldPages(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s := g.serve()
		path := "/office/field/" + g.campaign
		s.see(g.observer, "/office/field", path)
		s.see(g.reviewer, "/office/field")
		s.see(g.observer, path, `name="conflict"`, `value="land"`, `data-grain="250"`)
		s.see(g.reviewer, path, "data-drafts")
		_, page, h := s.ask(g.observer, "GET", "/kk"+path, nil)
		if p := h.Get("Content-Security-Policy"); !strings.Contains(p, "; worker-src 'self'") || !strings.Contains(p, "script-src 'sha384-") || strings.Contains(p, "unsafe") {
			t.Errorf("the policy is %s", p)
		}
		if p := h.Get("Permissions-Policy"); !strings.Contains(p, "geolocation=(self)") || !strings.Contains(p, "camera=()") {
			t.Errorf("permitted: %s", p)
		}
		if _, _, h := s.ask(g.observer, "GET", "/kk/office/monitoring", nil); strings.Contains(h.Get("Permissions-Policy"), "(self)") || strings.Contains(h.Get("Content-Security-Policy"), "worker-src") {
			t.Error("another page may ask for the place")
		}
		if strings.Contains(page, "data-plain hidden") {
			t.Error("what is for browsers without script is hidden")
		}
		code, script, h := s.ask(charter.Principal{}, "GET", "/worker/field.js", nil)
		if code != 200 || !strings.Contains(script, `addEventListener("fetch"`) || h.Get("Cache-Control") != "no-cache" || h.Get("Service-Worker-Allowed") != "/" {
			t.Errorf("the worker: %d, %v", code, h)
		}
		if p := h.Get("Content-Security-Policy"); p != "default-src 'none'; connect-src 'self'" {
			t.Errorf("the worker's policy is %s", p)
		}
		if code, _, _ := s.ask(charter.Principal{}, "GET", "/kk"+path, nil); code != 401 {
			t.Errorf("nobody in particular: %d", code)
		}
	})
}

// TestPlainForm says all that is missing beside its field and keeps all that was
// written, photos too; sent as it comes back it is one observation.
func TestPlainForm(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s := g.serve()
		path := "/office/field/" + g.campaign
		f := outing("plain")
		f.Del("conflict")
		f.Set("shown", "Кіреберіс")
		code, page, _ := s.bring(g.observer, path, f, map[string][]byte{"photos": photo(3)}, false)
		if code != http.StatusUnprocessableEntity || !strings.Contains(page, g.Words.Say("kk", "monitoring.conflict-missing")) {
			t.Fatalf("%d %s", code, page[strings.Index(page, "<main"):])
		}
		for _, kept := range []string{"Үш баспалдақ бар.", `value="43,652345"`, `value="2026-11-02T10:30"`, `<option value="land" selected>`, `value="no" checked`, `value="` + f.Get("key")} {
			if !strings.Contains(page, kept) {
				t.Errorf("the form comes back without %s", kept)
			}
		}
		parcel := regexp.MustCompile(`name="parcel" value="([^"]+)" checked`).FindStringSubmatch(page)
		if parcel == nil {
			t.Fatal("the form comes back without the photo")
		}
		f.Set("conflict", "some")
		f.Set("interest", " ")
		f.Set("parcel", strings.ReplaceAll(parcel[1], "&amp;", "&"))
		if code, page, _ = s.bring(g.observer, path, f, nil, false); code != 422 || !strings.Contains(page, g.Words.Say("kk", "monitoring.interest-missing")) {
			t.Fatalf("without an interest: %d", code)
		}
		f.Set("interest", "Менің туысым осында істейді")
		code, _, h := s.bring(g.observer, path, f, nil, false)
		if code != http.StatusSeeOther || h.Get("Location") != "/kk"+path+"?done=1" {
			t.Fatalf("%d to %s", code, h.Get("Location"))
		}
		s.see(g.observer, path+"?done=1")
		o, err := g.Kept(t.Context(), g.observer, g.campaign, f.Get("key"))
		check(t, err)
		if o.Note != "Үш баспалдақ бар.\nПандус жоқ." || o.Conflict != "Менің туысым осында істейді" || o.Place.Lat != 43.651886 || !o.Seen.Equal(time.Date(2026, 11, 2, 5, 30, 0, 0, time.UTC)) {
			t.Errorf("kept: %+v", o)
		}
		d, err := g.Desk(t.Context(), g.reviewer, o.Drafts[0])
		check(t, err)
		if len(d.Evidence) != 1 || d.Evidence[0].Note != "Кіреберіс" || d.Evidence[0].Digest != sum(photo(3)) {
			t.Errorf("evidence: %+v", d.Evidence)
		}
	})
}

// TestPlainFormRefuses keeps what was written when the campaign is over, when somebody
// else signed in or when the checklist changed, and says why.
func TestPlainFormRefuses(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s := g.serve()
		path := "/office/field/" + g.campaign
		refused := func(by charter.Principal, f url.Values, word string) {
			t.Helper()
			code, page, _ := s.bring(by, path, f, nil, false)
			if code != 422 || !strings.Contains(page, g.Words.Say("kk", word)) || !strings.Contains(page, "Үш баспалдақ бар.") {
				t.Errorf("%s: %d", word, code)
			}
			if code, page, _ = s.bring(by, path, f, nil, true); code/100 != 4 || !strings.Contains(page, g.Words.Say("kk", word)) || strings.Contains(page, "<textarea") {
				t.Errorf("%s, to a script: %d", word, code)
			}
		}
		f := outing("refused")
		refused(g.reviewer, f, "monitoring.no-observer")
		f.Set("seat", g.far.Seat)
		refused(g.observer, f, "monitoring.other-seat")
		f.Set("seat", g.observer.Seat)
		f.Set("checklist", "0123")
		refused(g.observer, f, "monitoring.checklist-changed")
		f.Del("checklist")
		for field, c := range map[string][2]string{
			"seen": {"yesterday", "monitoring.moment-wrong"}, "lat": {"north", "monitoring.place-wrong"}, "lon": {"181", "monitoring.place-wrong"},
			"links": {"javascript:alert(1)", "monitoring.link-wrong"}, "parcel": {"%zz", "monitoring.photo-changed"}, "key": {"short", "monitoring.key-wrong"},
		} {
			other := url.Values{}
			for k, v := range f {
				other[k] = v
			}
			other.Set(field, c[0])
			refused(g.observer, other, c[1])
		}
		check(t, g.End(t.Context(), g.reviewer, g.campaign))
		code, page, _ := s.bring(g.observer, path, f, nil, false)
		if code != 422 || !strings.Contains(page, "Үш баспалдақ бар.") {
			t.Errorf("when it is over: %d", code)
		}
		if c, err := g.Campaign(t.Context(), g.reviewer, g.campaign); err != nil || c.Actual() != 0 {
			t.Errorf("%d observations, %v", c.Actual(), err)
		}
	})
}

// TestFieldPrograms is what the page's script asks: it begins a photo, sends its pieces,
// sends the observation, and asks whether it is kept.
func TestFieldPrograms(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s := g.serve()
		sent := g.sender(photo(6))
		put := func(by charter.Principal, n, digest string, body []byte) int {
			r := httptest.NewRequest(http.MethodPut, "/kk/office/photos/"+sent.Upload+"/"+n, bytes.NewReader(body))
			r.Header.Set("Seat", by.Seat)
			r.Header.Set("Adal-Sha256", digest)
			w := httptest.NewRecorder()
			s.h.ServeHTTP(w, r)
			return w.Code
		}
		if code := put(charter.Principal{}, "0", sum(sent.closed), sent.closed); code != 401 {
			t.Errorf("nobody in particular sends a piece: %d", code)
		}
		if code := put(g.observer, "x", sum(sent.closed), sent.closed); code != 404 {
			t.Errorf("a piece without number: %d", code)
		}
		if code := put(g.observer, "0", sum(nil), sent.closed); code != 422 {
			t.Errorf("a damaged piece: %d", code)
		}
		if code := put(g.observer, "0", sum(sent.closed), make([]byte, files.Piece+1)); code != 413 {
			t.Errorf("a piece that is too large: %d", code)
		}
		if code := put(g.observer, "0", sum(sent.closed), sent.closed); code != 204 {
			t.Errorf("a piece: %d", code)
		}
		_, have, _ := s.ask(g.observer, "GET", "/kk/office/photos/"+sent.Upload, nil)
		if strings.TrimSpace(have) != `{"have":[0]}` {
			t.Errorf("it has %s", have)
		}
		f := outing("script")
		f.Set("seen", "2026-11-02T05:30:00.000Z")
		line := url.Values{"upload": {sent.Upload}, "key": {sent.Key}, "sha256": {sent.Digest}, "at": {"2026-11-02T05:29:00Z"}, "note": {"Есік"}}
		f.Set("parcel", line.Encode())
		path := "/office/field/" + g.campaign
		kept := path + "/kept/" + f.Get("key")
		if code, _, _ := s.ask(g.observer, "GET", "/kk"+kept, nil); code != 404 {
			t.Errorf("before it came it is kept: %d", code)
		}
		code, answer, _ := s.bring(g.observer, path, f, nil, true)
		var said struct {
			ID     string
			Opened int
		}
		if err := json.Unmarshal([]byte(answer), &said); err != nil || code != 200 || said.Opened != 1 {
			t.Fatalf("%d %s", code, answer)
		}
		if code, again, _ := s.bring(g.observer, path, f, nil, true); code != 200 || again != answer {
			t.Errorf("sent again: %d %s", code, again)
		}
		if code, again, _ := s.ask(g.observer, "GET", "/kk"+kept, nil); code != 200 || again != answer {
			t.Errorf("asked: %d %s", code, again)
		}
		o, err := g.Kept(t.Context(), g.observer, g.campaign, f.Get("key"))
		check(t, err)
		d, err := g.Desk(t.Context(), g.reviewer, o.Drafts[0])
		check(t, err)
		if e := d.Evidence; len(e) != 1 || e[0].Note != "Есік" || !e[0].At.Equal(time.Date(2026, 11, 2, 5, 29, 0, 0, time.UTC)) {
			t.Errorf("evidence: %+v", e)
		}
	})
}

// TestImageQuestion answers a question for a photo by the photo's SHA-256: as a file of
// the plain form, as one that waits here already, and by nothing that only says so.
func TestImageQuestion(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		type m = map[string]any
		text, err := json.Marshal(m{"title": one("Signs"), "questions": []m{
			{"type": "note", "name": "rule", "label": forms.Rule}, {"type": "image", "name": "sign", "label": one("The sign"), "required": "true()"},
		}})
		check(t, err)
		f, err := forms.Open(text)
		check(t, err)
		book, err := f.Export()
		check(t, err)
		p := g.plan()
		p.Checklist, p.Version, err = g.Upload(t.Context(), g.reviewer, "", book)
		check(t, err)
		id, err := g.PlanCampaign(t.Context(), g.reviewer, g.again(p))
		check(t, err)
		check(t, g.Begin(t.Context(), g.reviewer, id))
		s, path := g.serve(), "/office/field/"+id
		fields := outing("image")
		fields.Set("answer-sign", sum(photo(1)))
		if code, _, _ := s.bring(g.observer, path, fields, nil, false); code != 422 {
			t.Errorf("a digest without its photo: %d", code)
		}
		fields.Del("conflict")
		_, page, _ := s.bring(g.observer, path, fields, map[string][]byte{"answer-sign": photo(1)}, false)
		parcel := regexp.MustCompile(`name="parcel" value="([^"]+)" checked`).FindStringSubmatch(page)
		if parcel == nil || !strings.Contains(page, `name="answer-sign" value="`+sum(photo(1))) {
			t.Fatal("the form comes back without the photo that answers")
		}
		fields.Set("conflict", "none")
		fields.Set("parcel", strings.ReplaceAll(parcel[1], "&amp;", "&"))
		if code, page, _ := s.bring(g.observer, path, fields, nil, false); code != http.StatusSeeOther {
			t.Fatalf("%d %s", code, page)
		}
		o, err := g.Kept(t.Context(), g.observer, id, fields.Get("key"))
		if err != nil || o.Answers["sign"] != sum(photo(1)) {
			t.Errorf("answered: %v, %v", o.Answers, err)
		}
	})
}

// TestWire weighs what a phone fetches for the form once, as it is served: script, its
// worker and styles, packed. Photos add nothing to it.
func TestWire(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s := g.serve()
		_, page, _ := s.ask(g.observer, http.MethodGet, "/kk/office/field/"+g.campaign, nil)
		paths := []string{"/worker/field.js"}
		for _, m := range regexp.MustCompile(`(?:href|src)="(/static/[^"]+[.](?:css|js))"`).FindAllStringSubmatch(page, -1) {
			paths = append(paths, m[1])
		}
		if len(paths) != 4 { // two styles, one script, the worker
			t.Errorf("the page needs %v", paths)
		}
		total := 0
		for _, path := range paths {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Header.Set("Accept-Encoding", "gzip")
			w := httptest.NewRecorder()
			s.h.ServeHTTP(w, r)
			if w.Code != 200 || strings.HasSuffix(path, "/field.js") && !strings.Contains(path, "worker") && w.Header().Get("Content-Encoding") != "gzip" {
				t.Errorf("%s: %d, %s", path, w.Code, w.Header().Get("Content-Encoding"))
			}
			t.Logf("%6d %s", w.Body.Len(), path)
			total += w.Body.Len()
		}
		if t.Logf("%6d in all", total); total > 60_000 {
			t.Errorf("%d bytes on the wire", total)
		}
	})
}

// TestTooMuch bounds what one observation may bring.
func TestTooMuch(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s := g.serve()
		f := outing("much")
		for n := range monitoring.MostEvidence + 1 {
			f.Set("links", fmt.Sprintf("%s https://example.kz/%d", f.Get("links"), n))
		}
		if code, _, _ := s.bring(g.observer, "/office/field/"+g.campaign, f, nil, false); code != 413 {
			t.Errorf("%d", code)
		}
	})
}
