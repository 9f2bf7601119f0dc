package record_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/i18n"
	"adal/internal/record"
	"adal/internal/register"
	"adal/internal/seal"
	"adal/internal/web"

	"golang.org/x/mod/sumdb/note"
)

// hostile is a name that would run as script if a page didn't escape it.
const hostile = `<script>alert(1)</script>"&'`

var today = calendar.Date(2026, time.November, 23)

// A house is a site with the record and a register that can grow.
type house struct {
	t *testing.T
	*record.Record
	http.Handler
	*register.Sequencer
}

// build makes a house over an empty database; change may set fields first.
func build(t *testing.T, d *db.DB, change func(*record.Record)) house {
	t.Helper()
	ch, err := charter.Load()
	if err != nil {
		t.Fatal(err)
	}
	skey, vkey, err := register.NewKey("adal.example/register")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	site, err := web.NewSite(ch, log)
	if err != nil {
		t.Fatal(err)
	}
	if err := site.Tool("charter", charter.Words); err != nil {
		t.Fatal(err)
	}
	r := &record.Record{
		DB: d, Charter: ch, Reader: &register.Reader{DB: d, VKey: vkey},
		Today:   func(*db.Tx) calendar.Day { return today },
		Later:   map[charter.Act]bool{charter.Forward: true},
		Scripts: []string{"reception"},
	}
	if change != nil {
		change(r)
	}
	if err := r.Routes(site); err != nil {
		t.Fatal(err)
	}
	return house{t, r, site.Handler(), &register.Sequencer{DB: d, Log: log, Signer: signer, Every: time.Second, Delay: 24 * time.Hour, Zone: time.UTC}}
}

// get asks for a page and returns its status and body.
func (h house) get(path string) (int, string) {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://adal.example"+path, nil))
	if cookies := w.Result().Cookies(); len(cookies) > 0 {
		h.t.Errorf("%s sets cookies: %v", path, cookies)
	}
	return w.Code, w.Body.String()
}

// page asks for a page that has to be there.
func (h house) page(path string) string {
	h.t.Helper()
	code, body := h.get(path)
	if code != http.StatusOK {
		h.t.Fatalf("%s: %d\n%s", path, code, body)
	}
	return body
}

// says checks that a page has some texts and lacks others, which begin with "!".
func (h house) says(page string, texts ...string) {
	h.t.Helper()
	for _, text := range texts {
		without, not := strings.CutPrefix(text, "!")
		if strings.Contains(page, without) == not {
			h.t.Errorf("has(%q) = %v", without, !not)
		}
	}
}

func (h house) write(fn func(ctx context.Context, tx *db.Tx) error) {
	h.t.Helper()
	if err := h.Record.DB.Write(h.t.Context(), "", func(tx *db.Tx) error { return fn(h.t.Context(), tx) }); err != nil {
		h.t.Fatal(err)
	}
}

// once lets the sequencer append all that waits.
func (h house) once() {
	h.t.Helper()
	if _, err := h.Once(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// stage stages public entries.
func (h house) stage(entries ...register.Entry) {
	h.t.Helper()
	h.write(func(ctx context.Context, tx *db.Tx) error {
		for _, e := range entries {
			if err := register.Stage(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// seal stages sealed entries of a day that is over.
func (h house) seal(kind string, n int) {
	h.t.Helper()
	h.write(func(ctx context.Context, tx *db.Tx) error {
		for i := range n {
			if err := register.StageSealed(ctx, tx, register.Sealed(kind, [32]byte{byte(i), kind[0]}), calendar.Date(2020, 3, 6)); err != nil {
				return err
			}
		}
		return nil
	})
}

// body adds a body that was renamed in 2025, with a key.
func (h house) body(name string) (fingerprint string) {
	h.t.Helper()
	id, err := seal.NewIdentity()
	if err != nil {
		h.t.Fatal(err)
	}
	h.write(func(ctx context.Context, tx *db.Tx) error {
		if err := bodies.LoadRegions(ctx, tx); err != nil {
			return err
		}
		old := i18n.Text{KK: "Ескі атау", RU: "Старое имя", EN: "Old name"}
		if err := bodies.Add(ctx, tx, bodies.Body{ID: "centre", Kind: charter.KindAntikorCentre, Code: "AC47", Region: "KZ-47", Since: calendar.Date(2020, 3, 1), Name: old}); err != nil {
			return err
		}
		if err := bodies.Rename(ctx, tx, "centre", i18n.Text{KK: name, RU: name, EN: name}, calendar.Date(2025, 1, 1)); err != nil {
			return err
		}
		seat, _, err := bodies.Invite(ctx, tx, bodies.Seat{Body: "centre", Person: "receptionist", Login: "reception", Since: today})
		if err != nil {
			return err
		}
		k, err := bodies.Publish(ctx, tx, bodies.Key{Body: "centre", Recipient: id.Recipient().String(), Since: today}, seat.ID, []byte("sealed"))
		fingerprint = k.Fingerprint
		return err
	})
	return fingerprint
}

// TestPages asks for every page in every language, before and after the register
// began.
func TestPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d, nil)
		titles := map[string][3]string{
			"/charter":  {"Өкілеттіктер жарғысы", "Хартия полномочий", "Charter of mandates"},
			"/register": {"Ашық тізілім", "Открытый реестр", "Open register"},
			"/verify":   {"Өзіңіз көз жеткізіңіз", "Убедитесь сами", "Verify it yourself"},
			"/source":   {"Бастапқы код", "Исходный код", "Source code"},
		}
		for _, begun := range []bool{false, true} {
			if begun {
				h.body("Centre")
				h.stage(register.Entry{Act: "raise", Day: today, Body: "centre", Article: "24"})
				h.once()
			}
			for path, title := range titles {
				for i, l := range i18n.Langs {
					page := h.page("/" + string(l) + path)
					h.says(page, "<h1>"+title[i]+"</h1>", `<html lang="`+string(l)+`">`, "!record.", "!charter.act-", "!style=", "!<script")
				}
			}
		}
	})
}

// TestCharter reads the page of the charter against charter.cedar.
func TestCharter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d, nil)
		fingerprint := h.body(hostile)
		page := h.page("/kk/charter")
		h.says(page, h.Record.Charter.Hash(), fingerprint, "2026 жылғы 23 қараша", "!"+hostile, "&lt;script&gt;",
			"Мұнда ешкім тексеру жүргізбейді және құжат талап етпейді", // article 3
			"[V]", `<a href="#law">`, `id="article-3"`, `id="chapter-reception"`, "Дәлел толық")
		for _, a := range h.Record.Charter.Articles() {
			if n := strings.Count(page, fmt.Sprintf(`id="article-%d"`, a.Number)); n != 1 {
				t.Errorf("article %d stands %d times", a.Number, n)
			}
		}
		en := h.page("/en/charter")
		h.says(en,
			"forward to the right body <b class=\"small\">(not yet)</b>",      // Later
			"impose administrative penalties <b class=\"small\">(not on this", // article 50 has no area
			"prosecute – not on this platform</th>", "everybody (but for the exceptions", "prosecute;",
			"action == Action::&#34;subscribe&#34;", "inspect", "!learn who reported <b")
		if got, want := strings.Count(en, `<table class="matrix"`), 9; got != want {
			t.Errorf("%d matrices, want one for each of %d chapters", got, want)
		}
	})
}

// TestCharterJSON checks what programs read: the owner of an act that the
// document names, and one that nobody has.
func TestCharterJSON(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d, nil)
		h.body("Centre")
		var got struct {
			SHA256   string
			Holds    bool
			Articles []struct {
				Number int
				Cedar  string
			}
			Matrix []struct {
				Act            string
				May, Forbidden map[string]int
				Offered        bool
			}
			Keys []struct{ Body, Fingerprint, Since string }
		}
		if err := json.Unmarshal([]byte(h.page("/ru/charter.json")), &got); err != nil {
			t.Fatal(err)
		}
		if !got.Holds || got.SHA256 != h.Record.Charter.Hash() || len(got.Articles) != len(h.Record.Charter.Articles()) {
			t.Errorf("%v %s %d", got.Holds, got.SHA256, len(got.Articles))
		}
		if len(got.Keys) != 1 || got.Keys[0].Since != "2026-11-23" || len(got.Keys[0].Fingerprint) != 64 {
			t.Errorf("keys %+v", got.Keys)
		}
		seen := 0
		for _, r := range got.Matrix {
			switch r.Act {
			case "observe":
				seen++
				if len(r.May) != 1 || r.May["monitoring-group"] != 20 || !r.Offered {
					t.Errorf("observe: %+v", r)
				}
			case "demand-document":
				seen++
				if len(r.May) != 0 || len(r.Forbidden) != 10 || r.Forbidden["agency"] != 3 || r.Offered {
					t.Errorf("demand-document: %+v", r)
				}
			case "prosecute":
				seen++
				if len(r.May) != 2 || r.May["department"] != 50 || r.Forbidden["monitoring-group"] != 4 || r.Offered {
					t.Errorf("prosecute: %+v", r)
				}
			case "forward":
				seen++
				if len(r.May) != 1 || r.Offered {
					t.Errorf("forward: %+v", r)
				}
			}
		}
		if seen != 4 || len(got.Matrix) != len(charter.Acts()) {
			t.Errorf("%d of the acts, %d rows for %d acts", seen, len(got.Matrix), len(charter.Acts()))
		}
	})
}

// TestEntries reads entries in words: the name of the body is that of its day.
func TestEntries(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d, nil)
		h.body(hostile)
		h.seal(register.Matter, 3)
		h.seal(register.Step, 1)
		h.once()
		h.stage(
			register.Entry{Act: "raise", Day: calendar.Date(2024, 12, 31), Body: "centre", To: "unknown-body", Number: "MG47-2024-0001", Article: "24"},
			register.Entry{Act: register.PublishScript, Day: today, Name: "reception.js", SHA384: "sha384-abc"},
			register.Entry{Act: register.ListKeys, Day: today, Keys: []register.Key{{Body: "centre", Fingerprint: "aa"}}},
			register.Entry{Act: "do-what-nobody-knows", Day: today, Body: "centre"},
		)
		h.once()
		page := h.page("/en/register")
		h.says(page, "raise with the state body · MG47-2024-0001", "Old name", "towards: unknown-body",
			`<a href="/en/charter#article-24">Article 24</a>`, "31 December 2024",
			"the script of a page was published", "reception.js", "1 key<", "do-what-nobody-knows",
			"3 sealed matters were received; 1 step was taken in a sealed matter", "Entries 0 – 3",
			"!"+hostile, "&lt;script&gt;", "The register begins here", "!before=",
			"adal verify register http://adal.example", "adal verify receipt FILE --url http://adal.example", h.Reader.VKey[:20],
			"c2sp.org/tlog-tiles", `href="/register/checkpoint"`)
		h.says(h.page("/ru/register"), "получено 3 запечатанных вопроса; сделан 1 шаг по запечатанному вопросу", "Старое имя")
		h.says(h.page("/kk/register"), "3 мөрленген мәселе қабылданды", "мемлекеттік органға көтеру", "24-бап")
		if strings.Index(page, `id="entry-7"`) > strings.Index(page, `id="entry-4"`) {
			t.Error("the newest entry isn't on top")
		}
		if !strings.Contains(page, "number\">\n<p class=\"what\">Entries</p>\n<p class=\"big\">8</p>") {
			t.Error("the page doesn't say the size, 8")
		}
	})
}

// part is /register.json.
type part struct {
	Size       int64
	Checkpoint string
	Before     int64
	Entries    []struct {
		N              int64
		Leaf           string
		Entry          map[string]any
		First          *int64
		Matters, Steps *int64
	}
}

// TestPaging walks back through 120 public entries with 300 sealed ones in the
// midst of them: no entry is left out or shown twice, and no page has more than
// 50 public ones.
func TestPaging(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d, nil)
		many := func(n int) {
			entries := make([]register.Entry, n)
			for i := range entries {
				entries[i] = register.Entry{Act: "raise", Day: today}
			}
			h.stage(entries...)
			h.once()
		}
		many(70)
		h.seal(register.Matter, 200)
		h.seal(register.Step, 100)
		h.once()
		many(50)
		next, pages, public, sealed, expect := "", 0, 0, int64(0), int64(419)
		for {
			var p part
			if err := json.Unmarshal([]byte(h.page("/kk/register.json"+next)), &p); err != nil {
				t.Fatal(err)
			}
			pages++
			here := 0
			for _, e := range p.Entries {
				if e.N != expect {
					t.Fatalf("entry %d stands where %d should", e.N, expect)
				}
				if expect--; e.First != nil {
					sealed += *e.Matters + *e.Steps
					expect = *e.First - 1
				} else {
					here++
				}
			}
			if here > 50 || p.Size != 420 || !strings.HasPrefix(p.Checkpoint, "adal.example/register\n420\n") {
				t.Errorf("%d public entries, size %d, %q", here, p.Size, p.Checkpoint)
			}
			public += here
			if p.Before == 0 {
				break
			}
			next = fmt.Sprintf("?before=%d", p.Before)
		}
		if pages != 3 || public != 120 || sealed != 300 || expect != -1 {
			t.Errorf("%d pages, %d public, %d sealed, down to %d", pages, public, sealed, expect+1)
		}
		h.says(h.page("/en/register"), `rel="next" href="/en/register?before=370#entries"`, "Latest entries", `!rel="prev"`)
		h.says(h.page("/en/register?before=370"), `rel="prev"`, "Earlier entries", "200 sealed matters were received")
		for _, bad := range []string{"0", "-1", "x", "1e3", "99999999999999999999"} {
			if code, _ := h.get("/en/register?before=" + bad); code != http.StatusNotFound {
				t.Errorf("before=%s: %d", bad, code)
			}
		}
		h.says(h.page("/en/register?before=1000000"), "Latest entries")
	})
}

// TestLeaf compares the leaf of an entry with RFC 6962, section 2.1: SHA-256 of a
// zero byte and the entry. The text is written as in package register's
// documentation; printf '\0{"act":"raise","day":"2026-11-23"}' | sha256sum.
func TestLeaf(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d, nil)
		h.stage(register.Entry{Act: "raise", Day: today})
		h.once()
		var p part
		if err := json.Unmarshal([]byte(h.page("/kk/register.json")), &p); err != nil {
			t.Fatal(err)
		}
		if want := "15b7ae697bd6489430aa37cb17e4a207bbd9fc4f046f885d94fc29c376a98178"; len(p.Entries) != 1 || p.Entries[0].Leaf != want || p.Entries[0].Entry["day"] != "2026-11-23" {
			t.Errorf("%+v, want the leaf %s", p.Entries, want)
		}
	})
}

// TestSource checks that a missing address is said and a given one is linked.
func TestSource(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d, nil)
		h.says(h.page("/en/source"), "AGPL-3.0-or-later", "the keeper must offer", "not named in this build", "must offer the source")
		h = build(t, d, func(r *record.Record) { r.SourceURL, r.Version = "https://code.example/adal?a=1&b=2", "v0.1.0" })
		h.says(h.page("/en/source"), `href="https://code.example/adal?a=1&amp;b=2"`, "v0.1.0", "!has not given the address")
		h = build(t, d, func(r *record.Record) { r.SourceURL = "javascript:alert(1)" })
		h.says(h.page("/en/source"), `!href="javascript:`)
	})
}

// TestAddress checks whose address stands in commands that readers copy.
func TestAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d, nil)
		for _, c := range []struct{ host, proto, want string }{
			{"adal.example", "", "http://adal.example"},
			{"adal.example:8443", "https", "https://adal.example:8443"},
			{"127.0.0.1:8080", "", "http://127.0.0.1:8080"},
			{"a;rm -rf ~", "", "https://adal.example"},
			{"$(id).example", "https", "https://adal.example"},
			{"", "", "https://adal.example"},
		} {
			r := httptest.NewRequest(http.MethodGet, "http://x/en/register", nil)
			r.Host = c.host
			r.Header.Set("X-Forwarded-Proto", c.proto)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if !strings.Contains(w.Body.String(), "adal verify register "+c.want+"<") {
				t.Errorf("%q by %q isn't %s", c.host, c.proto, c.want)
			}
		}
	})
}

// TestBrokenRegister checks that a register that can't be believed isn't shown.
func TestBrokenRegister(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d, nil)
		h.stage(register.Entry{Act: "raise", Day: today})
		h.once()
		_, other, err := register.NewKey("adal.example/register")
		if err != nil {
			t.Fatal(err)
		}
		h.Reader.VKey = other
		if code, body := h.get("/en/register"); code != http.StatusInternalServerError || strings.Contains(body, other) {
			t.Errorf("%d", code)
		}
	})
}
