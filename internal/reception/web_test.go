package reception_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"adal/internal/adal"
	"adal/internal/db/dbtest"
	"adal/internal/files"
	"adal/internal/i18n"
	"adal/internal/seal"

	"github.com/google/go-cmp/cmp"
)

// house is the whole product over a new database, filled with the demo.
type house struct {
	*adal.App
	t    *testing.T
	data string
	site string // over the net, for what a recorder can't show
	log  *locked
	own  seal.Identity // of all reporters of the test
}

// locked is a log that several write.
type locked struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(p)
}

func (l *locked) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.String()
}

// eachHouse runs a test in a house on each engine.
func eachHouse(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.EachURL(t, func(t *testing.T, url string) {
		c := config(t.TempDir())
		if strings.HasPrefix(url, "postgres") {
			c.Database = url
		} else {
			furnish(t, c.Data)
		}
		test(t, newHouse(t, c))
	})
}

// inHouse runs a test in a house on SQLite alone, for what no engine has a part
// in.
func inHouse(t *testing.T) *house {
	t.Helper()
	c := config(t.TempDir())
	furnish(t, c.Data)
	return newHouse(t, c)
}

func config(data string) adal.Config {
	return adal.Config{Data: data, Origin: "test.example/register", Zone: "Asia/Almaty", Merge: 24 * time.Hour}
}

func newHouse(t *testing.T, c adal.Config) *house {
	t.Helper()
	h := &house{t: t, log: &locked{}, data: c.Data}
	var err error
	h.App, err = adal.Open(t.Context(), c, slog.New(slog.NewJSONHandler(h.log, nil)))
	check(t, err)
	t.Cleanup(func() { check(t, h.Close()) })
	_, err = h.Demo(t.Context(), c)
	check(t, err)
	check(t, h.Begin(t.Context()))
	h.own, err = seal.NewIdentity()
	check(t, err)
	srv := httptest.NewServer(h.App)
	t.Cleanup(srv.Close)
	h.site = srv.URL
	return h
}

// furnished is a data folder with the demo, as files: deriving the keys of its
// people takes long, so it is made once.
var furnished = sync.OnceValues(func() (map[string][]byte, error) {
	dir, err := os.MkdirTemp("", "adal-test-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	ctx, c := context.Background(), config(dir)
	app, err := adal.Open(ctx, c, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	_, err = app.Demo(ctx, c)
	if err := errors.Join(err, app.Close()); err != nil {
		return nil, err
	}
	all := map[string][]byte{}
	list, err := os.ReadDir(dir)
	for _, f := range list {
		text, err2 := os.ReadFile(filepath.Join(dir, f.Name()))
		all[f.Name()], err = text, errors.Join(err, err2)
	}
	return all, err
})

// furnish puts the demo into a data folder.
func furnish(t *testing.T, data string) {
	t.Helper()
	all, err := furnished()
	check(t, err)
	for name, text := range all {
		check(t, os.WriteFile(filepath.Join(data, name), text, 0o600))
	}
}

// trace is in every request of the tests, and nothing of it may be kept.
const userAgent, address = "Unmistakable-Browser/77.3", "203.0.113.77"

// ask sends a request and returns status and page.
func (h *house) ask(method, path, kind string, body io.Reader, header ...string) (int, string) {
	h.t.Helper()
	r := httptest.NewRequest(method, path, body)
	r.RemoteAddr = address + ":4711"
	r.Header.Set("User-Agent", userAgent)
	r.Header.Set("X-Forwarded-For", address)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func (h *house) post(path string, fields ...string) (int, string) {
	h.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return h.ask("POST", path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// multi is a form with files; a field "name@file" is one.
func multi(t *testing.T, fields ...string) (kind string, body *bytes.Buffer) {
	t.Helper()
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	for i := 0; i < len(fields); i += 2 {
		name, file, isFile := strings.Cut(fields[i], "@")
		if !isFile {
			check(t, w.WriteField(name, fields[i+1]))
			continue
		}
		part, err := w.CreateFormFile(name, file)
		check(t, err)
		_, err = io.WriteString(part, fields[i+1])
		check(t, err)
	}
	check(t, w.Close())
	return w.FormDataContentType(), body
}

func (h *house) tell(path string, fields ...string) (int, string) {
	h.t.Helper()
	kind, body := multi(h.t, fields...)
	return h.ask("POST", path, kind, body)
}

// sealedForm is what a page's script sends for a signal: the form's fields.
func (h *house) sealedForm(text string) (fields []string, mailbox seal.Mailbox) {
	t := h.t
	t.Helper()
	code, answer := h.ask("GET", "/kk/reception/key/KZ-47", "", nil)
	var key struct{ Recipient, Fingerprint string }
	if err := json.Unmarshal([]byte(answer), &key); err != nil || code != 200 {
		t.Fatalf("the key: %d %s", code, answer)
	}
	to, err := seal.ParseRecipient(key.Recipient)
	check(t, err)
	id, err := seal.NewIdentity()
	check(t, err)
	body, err := seal.Wrap(id, to)
	check(t, err)
	own, err := seal.Wrap(id, h.own.Recipient())
	check(t, err)
	letter, err := seal.SealLetter(seal.Letter{Lang: i18n.KK, Kind: seal.Report, Text: text}, id.Recipient())
	check(t, err)
	mailbox = seal.Mailbox(sha256.Sum256([]byte(text + id.Recipient().String())))
	return []string{
		"track", "signal", "region", "KZ-47", "mailbox", mailbox.Token(), "recipient", id.Recipient().String(),
		"fingerprint", key.Fingerprint, "key_body", base64.StdEncoding.EncodeToString(body),
		"key_reporter", base64.StdEncoding.EncodeToString(own), "letter@letter.age", string(letter),
	}, mailbox
}

// count is how many rows a table has.
func (h *house) count(table string) (n int) {
	h.t.Helper()
	check(h.t, h.DB.Pool().QueryRowContext(h.t.Context(), `SELECT COUNT(*) FROM `+table).Scan(&n))
	return n
}

var alert = regexp.MustCompile(`(?s)<div class="alert error".*?</div>`)

// says is the clear sentence of a page about what was wrong, without markup.
func says(page string) string {
	return strings.Join(strings.Fields(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(alert.FindString(page), " "))), " ")
}

// TestRefused sends what can't be taken, in each language. Each is told in one
// sentence of that language, and nothing of it is kept.
func TestRefused(t *testing.T) {
	h := inHouse(t)
	before := h.count("matter")
	good, _ := h.sealedForm("бір")
	cut := func(field string) []string {
		fields := append([]string{}, good...)
		for i := 0; i < len(fields); i += 2 {
			if name, _, _ := strings.Cut(fields[i], "@"); name == field {
				fields[i+1] = fields[i+1][1:]
			}
		}
		return fields
	}
	kind, whole := multi(t, good...)
	half := whole.Bytes()[:whole.Len()/2]
	for _, l := range i18n.Langs {
		site := "/" + string(l)
		for name, c := range map[string]struct {
			code int
			do   func() (int, string)
			word string // "" if the sentence is about more than one field
		}{
			"truncated": {422, func() (int, string) { return h.ask("POST", site+"/reception/matters", kind, bytes.NewReader(half)) }, "web.broken-off"},
			"no form at all": {422, func() (int, string) {
				return h.ask("POST", site+"/reception/matters", "image/png", strings.NewReader("x"))
			}, "web.invalid"},
			"damaged mailbox":   {422, func() (int, string) { return h.tell(site+"/reception/matters", cut("mailbox")...) }, "reception.damaged"},
			"damaged recipient": {422, func() (int, string) { return h.tell(site+"/reception/matters", cut("recipient")...) }, "reception.damaged"},
			"damaged letter":    {422, func() (int, string) { return h.tell(site+"/reception/matters", cut("letter")...) }, "reception.damaged"},
			"another key":       {409, func() (int, string) { return h.tell(site+"/reception/matters", cut("fingerprint")...) }, "reception.key-changed"},
			"unknown mailbox":   {422, func() (int, string) { return h.post(site+"/reception/mailbox", "mailbox", seal.Mailbox{9}.Token()) }, "reception.phrase-unknown"},
			"no phrase":         {422, func() (int, string) { return h.post(site+"/reception/mailbox", "phrase", "") }, "seal.phrase-empty"},
			"nothing there":     {404, func() (int, string) { return h.ask("GET", site+"/reception/new/rumour", "", nil) }, "web.not-found"},
			"not signed in":     {401, func() (int, string) { return h.ask("GET", site+"/office/matters", "", nil) }, ""},
			"a stranger's page": {403, func() (int, string) {
				return h.ask("POST", site+"/reception/matters", kind, bytes.NewReader(whole.Bytes()), "Sec-Fetch-Site", "cross-site")
			}, ""},
		} {
			code, page := c.do()
			if code != c.code {
				t.Errorf("%s in %s: %d, want %d", name, l, code, c.code)
			}
			if want := h.Site.Words.Say(l, c.word); c.word != "" && !strings.Contains(html.UnescapeString(page), want) {
				t.Errorf("%s in %s: the page says %q, want %q", name, l, says(page), want)
			}
		}
		for _, method := range []string{"PUT", "DELETE", "PATCH"} {
			if code, _ := h.ask(method, site+"/reception/matters", "", nil); code != 405 && code != 404 {
				t.Errorf("%s in %s: %d", method, l, code)
			}
		}
	}
	if n := h.count("matter"); n != before {
		t.Errorf("%d matters were kept", n-before)
	}
}

// TestTooLarge sends more than is stated: the page says so in the reader's
// language, and how much it may be.
func TestTooLarge(t *testing.T) {
	h := inHouse(t)
	before := h.count("file")
	big := strings.Repeat("x", seal.MaxContent+3<<20)
	for _, l := range i18n.Langs {
		code, page := h.tell("/"+string(l)+"/reception/matters", "track", "signal", "region", "KZ-47", "text", "бір", "files@a.bin", big)
		if code != 413 || says(page) == "" {
			t.Errorf("%s: %d, %q", l, code, says(page))
		}
	}
	many := []string{"track", "signal", "region", "KZ-47", "text", "бір"}
	for range seal.MaxFiles + 1 {
		many = append(many, "files@a.txt", "x")
	}
	if code, page := h.tell("/kk/reception/matters", many...); code != 413 && code != 422 || !strings.Contains(page, "бір") {
		t.Errorf("too many files: %d, %q", code, says(page))
	}
	code, answer := h.ask("POST", "/reception/uploads", "application/json", strings.NewReader(fmt.Sprintf(`{"size":%d}`, seal.MaxSealed+1)))
	if code != 413 {
		t.Errorf("an upload that is too large: %d, %s", code, answer)
	}
	if n := h.count("file"); n != before {
		t.Errorf("%d files were kept", n-before)
	}
}

// TestAgain shows each form again with what was written and a sentence for each
// field, in three languages.
func TestAgain(t *testing.T) {
	h := inHouse(t)
	const written = `Жазылған <мәтін> "тырнақшада"`
	for _, l := range i18n.Langs {
		site := "/" + string(l)
		say := func(word string, args ...any) string { return h.Site.Words.Say(l, word, args...) }
		code, brought := h.tell(site+"/reception/matters", "track", "signal", "region", "KZ-47", "text", "бір")
		if code != 200 {
			t.Fatalf("%s: %d %s", l, code, says(brought))
		}
		phrase := phraseOf(t, brought)
		for name, c := range map[string]struct {
			path   string
			fields []string
			words  []string
			keeps  string
		}{
			"signal": {"/reception/matters", []string{"track", "signal", "text", written}, []string{say("reception.region-missing")}, written},
			"appeal": {"/reception/matters", []string{"track", "appeal", "region", "KZ-47", "text", written, "name", " "}, []string{say("reception.name-missing"), say("reception.contact-missing")}, written},
			"empty":  {"/reception/matters", []string{"track", "appeal", "region", "KZ-47", "name", written, "contact", "c"}, []string{say("reception.text-missing")}, written},
			"long": {"/reception/matters", []string{"track", "signal", "region", "KZ-47", "text", strings.Repeat("ә", seal.MaxText+1)},
				[]string{say("seal.text-too-long", seal.MaxText, seal.MaxText+1)}, strings.Repeat("ә", seal.MaxText+1)},
			"phrase":   {"/reception/mailbox", []string{"phrase", "жоқсөз " + phrase}, []string{"жоқсөз"}, "жоқсөз " + phrase},
			"nothing":  {"/reception/mailbox/letters", []string{"phrase", phrase, "text", "  "}, []string{say("reception.text-missing")}, phrase},
			"not sure": {"/reception/mailbox/destroy", []string{"phrase", phrase}, []string{say("reception.not-sure")}, phrase},
			"consent":  {"/reception/mailbox/convert", []string{"phrase", phrase, "text", "иә"}, []string{say("reception.name-missing")}, phrase},
		} {
			code, page := h.tell(site+c.path, c.fields...)
			plain := html.UnescapeString(page)
			if code != 422 {
				t.Errorf("%s in %s: %d", name, l, code)
			}
			for _, word := range c.words {
				if !strings.Contains(plain, word) {
					t.Errorf("%s in %s: the page doesn't say %q but %q", name, l, word, says(page))
				}
			}
			if !strings.Contains(plain, c.keeps) {
				t.Errorf("%s in %s: what was written is gone", name, l)
			}
			if strings.Contains(page, "<мәтін>") {
				t.Errorf("%s in %s: what was written became markup", name, l)
			}
		}
	}
}

var phraseWord = regexp.MustCompile(`<li>(\pL+)</li>`)

func phraseOf(t *testing.T, page string) string {
	t.Helper()
	list := regexp.MustCompile(`(?s)<ol class="phrase".*?</ol>`).FindString(page)
	var words []string
	for _, m := range phraseWord.FindAllStringSubmatch(list, -1) {
		words = append(words, m[1])
	}
	if len(words) != seal.PhraseWords {
		t.Fatalf("the page shows %d words", len(words))
	}
	return strings.Join(words, " ")
}

// TestPieces sends pieces again, damaged, of another upload, too late; none of
// it becomes half a matter.
func TestPieces(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		fields, _ := h.sealedForm("бір")
		whole := fields[len(fields)-1]
		begin := func(size int) string {
			code, answer := h.ask("POST", "/reception/uploads", "application/json", strings.NewReader(fmt.Sprintf(`{"size":%d}`, size)))
			var a struct{ ID string }
			if err := json.Unmarshal([]byte(answer), &a); err != nil || code != 200 {
				t.Fatalf("beginning: %d %s", code, answer)
			}
			return a.ID
		}
		put := func(id string, n int, piece, of string) int {
			sum := sha256.Sum256([]byte(of))
			code, _ := h.ask("PUT", fmt.Sprintf("/reception/uploads/%s/%d", id, n), "application/octet-stream", strings.NewReader(piece), "Adal-Sha256", hex.EncodeToString(sum[:]))
			return code
		}
		id := begin(len(whole))
		tampered := "X" + whole[1:]
		for _, c := range []struct {
			name string
			code int
			got  int
		}{
			{"tampered", 422, put(id, 0, tampered, whole)},
			{"cut off", 422, put(id, 0, whole[1:], whole[1:])},
			{"longer than a piece", 413, put(id, 0, strings.Repeat("x", files.Piece+1), whole)},
			{"of no place", 422, put(id, 1, whole, whole)},
			{"of no upload", 404, put("nobody", 0, whole, whole)},
			{"right", 204, put(id, 0, whole, whole)},
			{"replayed", 204, put(id, 0, whole, whole)},
			{"another in its place", 409, put(id, 0, tampered, tampered)},
		} {
			if c.got != c.code {
				t.Errorf("a piece, %s: %d, want %d", c.name, c.got, c.code)
			}
		}
		sealed := append(fields[:len(fields)-2:len(fields)-2], "upload", id)
		code, page := h.tell("/kk/reception/matters", sealed...)
		if code != 200 {
			t.Fatalf("what came in pieces: %d, %s", code, says(page))
		}
		if code := put(id, 0, whole, whole); code != 404 {
			t.Errorf("a piece after the end: %d", code)
		}
		// The same once more under the same mailbox gives the same receipt; under
		// another, the upload isn't there any more.
		n := h.count("matter")
		if code, again := h.tell("/kk/reception/matters", sealed...); code != 200 || receiptOf(t, again) != receiptOf(t, page) {
			t.Errorf("the same again: %d", code)
		}
		for i := range sealed {
			if sealed[i] == "mailbox" {
				sealed[i+1] = seal.Mailbox{7}.Token()
			}
		}
		if code, _ := h.tell("/kk/reception/matters", sealed...); code != 404 && code != 422 && code != 409 {
			t.Errorf("another's upload: %d", code)
		}
		unfinished := begin(len(whole))
		for i := range sealed {
			if sealed[i] == "upload" {
				sealed[i+1] = unfinished
			}
		}
		if code, _ := h.tell("/kk/reception/matters", sealed...); code != 422 {
			t.Errorf("an upload without its pieces: %d", code)
		}
		if got := h.count("matter"); got != n {
			t.Errorf("%d matters too many", got-n)
		}
	})
}

func receiptOf(t *testing.T, page string) string {
	t.Helper()
	m := regexp.MustCompile(`data:text/plain;charset=utf-8;base64,([^"]+)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page has no receipt: %s", says(page))
	}
	file, err := base64.StdEncoding.DecodeString(html.UnescapeString(m[1]))
	check(t, err)
	_, err = seal.OpenReceipt(file)
	check(t, err)
	return string(file)
}

// TestFullDisk lets the database have no room for more, which only SQLite can be
// told: the person is told so,
// nothing is half-kept, and it goes on when there is room again.
func TestFullDisk(t *testing.T) {
	h := inHouse(t)
	tables := []string{"matter", "matter_key", "letter", "file", "file_piece", "docket", "docket_step", "matter_receipt", "register_sealed"}
	counts := func() (all []int) {
		for _, table := range tables {
			all = append(all, h.count(table))
		}
		return all
	}
	pragma := func(text string) {
		_, err := h.DB.Pool().ExecContext(t.Context(), text)
		check(t, err)
	}
	fields, mailbox := h.sealedForm("бір")
	before := counts()
	var pages int
	check(t, h.DB.Pool().QueryRowContext(t.Context(), `PRAGMA page_count`).Scan(&pages))
	pragma(fmt.Sprintf(`PRAGMA max_page_count = %d`, pages))
	for _, l := range i18n.Langs {
		code, page := h.tell("/"+string(l)+"/reception/matters", fields...)
		if want := h.Site.Words.Say(l, "web.full"); code != 507 || !strings.Contains(html.UnescapeString(page), want) {
			t.Errorf("sealed, in %s: %d, %q, want %q", l, code, says(page), want)
		}
		code, page = h.tell("/"+string(l)+"/reception/matters", "track", "signal", "region", "KZ-47", "text", "екі сөз")
		if code != 507 || says(page) == "" {
			t.Errorf("at the door, in %s: %d, %q", l, code, says(page))
		}
	}
	if diff := cmp.Diff(before, counts()); diff != "" {
		t.Errorf("something of it was kept in %v: %s", tables, diff)
	}
	pragma(`PRAGMA max_page_count = 1073741823`)
	code, page := h.tell("/kk/reception/matters", fields...)
	if code != 200 {
		t.Fatalf("with room again: %d, %s", code, says(page))
	}
	if code, _ := h.post("/kk/reception/mailbox", "mailbox", mailbox.Token()); code != 200 {
		t.Errorf("the mailbox: %d", code)
	}
}

// timeOfDay is a moment within a day in any of the ways a database shows one.
var timeOfDay = regexp.MustCompile(`\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\b\d\d:\d\d:\d\d\b|\b1[6-9]\d{8}(\d{3}|\d{6}|\d{9})?\b`)

// TestDays brings matters and looks at every value of every table: nothing in
// what the reception keeps is finer than a day. A person who looks into their
// mailbox leaves no trace at all, and nobody's address or browser is anywhere.
func TestDays(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		fields, mailbox := h.sealedForm("бір")
		if code, page := h.tell("/kk/reception/matters", fields...); code != 200 {
			t.Fatal(says(page))
		}
		_, brought := h.tell("/ru/reception/matters", "track", "appeal", "region", "KZ-47", "text", "два", "name", "n", "contact", "c")
		phrase := phraseOf(t, brought)
		rows := h.dump()
		for _, table := range []string{"matter", "matter_key", "matter_receipt", "letter", "docket", "docket_step", "file", "file_piece", "register_sealed", "job", "session"} {
			for _, row := range rows[table] {
				if table == "job" && (strings.Contains(row, "| newsroom-") || strings.Contains(row, "| event-")) {
					continue // when an article comes out, or an event begins, is for everybody to know
				}
				if found := timeOfDay.FindString(row); found != "" {
					t.Errorf("%s holds a moment, %s: %.300s", table, found, row)
				}
			}
		}
		for _, table := range []string{"matter", "letter", "docket", "file_piece", "matter_receipt"} {
			if len(rows[table]) == 0 {
				t.Errorf("%s is empty, so this test shows nothing", table)
			}
		}
		for _, l := range i18n.Langs {
			for _, answer := range []func() (int, string){
				func() (int, string) { return h.post("/"+string(l)+"/reception/mailbox", "mailbox", mailbox.Token()) },
				func() (int, string) {
					return h.post("/"+string(l)+"/reception/mailbox/letters/1", "mailbox", mailbox.Token())
				},
				func() (int, string) { return h.post("/"+string(l)+"/reception/mailbox", "phrase", phrase) },
				func() (int, string) { return h.ask("GET", "/"+string(l)+"/reception", "", nil) },
			} {
				if code, page := answer(); code != 200 {
					t.Fatalf("%d: %s", code, says(page))
				}
			}
		}
		if diff := cmp.Diff(rows, h.dump()); diff != "" {
			t.Errorf("looking into the mailbox left a trace: %s", diff)
		}
		h.nowhere(rows, userAgent, address)
	})
}

// dump is every row of every table, as text.
func (h *house) dump() map[string][]string {
	h.t.Helper()
	list := `SELECT name FROM sqlite_master WHERE type = 'table'`
	if h.DB.Postgres() {
		list = `SELECT tablename FROM pg_tables WHERE schemaname = current_schema()`
	}
	all := map[string][]string{}
	for _, table := range h.texts(list) {
		all[table] = append(all[table], h.texts(`SELECT * FROM `+table)...)
	}
	return all
}

// texts are the rows of a query, as text.
func (h *house) texts(query string) (all []string) {
	t := h.t
	t.Helper()
	rows, err := h.DB.Pool().QueryContext(t.Context(), query)
	check(t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	check(t, err)
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		check(t, rows.Scan(values...))
		texts := make([]string, len(values))
		for i, v := range values {
			switch v := (*v.(*any)).(type) {
			case []byte:
				if texts[i] = string(v); strings.HasPrefix(texts[i], "age-encryption.org") {
					texts[i] = fmt.Sprintf("%x", sha256.Sum256(v)) // sealed, and so nothing to read by chance
				}
			default:
				texts[i] = fmt.Sprint(v)
			}
		}
		all = append(all, strings.Join(texts, " | "))
	}
	check(t, rows.Err())
	return all
}

// nowhere looks for texts in all tables, all files of the data folder, and the
// log.
func (h *house) nowhere(rows map[string][]string, texts ...string) {
	h.t.Helper()
	found := func(where, what string) {
		for _, text := range texts {
			if strings.Contains(what, text) {
				h.t.Errorf("%s holds %q", where, text)
			}
		}
	}
	for table, all := range rows {
		found("the table "+table, strings.Join(all, "\n"))
	}
	found("the log", h.log.text())
	check(h.t, filepath.WalkDir(h.data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		found(d.Name(), string(text))
		return err
	}))
}

// TestBrokenOff lets a person go away in the midst of sending: nothing is kept.
func TestBrokenOff(t *testing.T) {
	h := inHouse(t)
	before := h.count("matter")
	fields, _ := h.sealedForm("бір")
	kind, body := multi(t, fields...)
	ctx, leave := context.WithCancel(t.Context())
	from, to := io.Pipe()
	r, err := http.NewRequestWithContext(ctx, "POST", h.site+"/kk/reception/matters", from)
	check(t, err)
	r.Header.Set("Content-Type", kind)
	done := make(chan error)
	go func() {
		resp, err := http.DefaultClient.Do(r)
		if err == nil {
			resp.Body.Close()
		}
		done <- err
	}()
	_, err = to.Write(body.Bytes()[:body.Len()/2])
	check(t, err)
	leave()
	check(t, to.CloseWithError(context.Canceled)) // the client waits for its body's end
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("who went away got %v", err)
	}
	// The same matter is new to the server.
	if code, page := h.tell("/kk/reception/matters", fields...); code != 200 {
		t.Errorf("again: %d, %s", code, says(page))
	}
	if n := h.count("matter"); n != before+1 {
		t.Errorf("%d matters were kept, not one", n-before)
	}
}
