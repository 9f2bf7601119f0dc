package report_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/headquarters"
	"adal/internal/headquarters/report"
	"adal/internal/i18n"
	"adal/internal/overlap"
	"adal/internal/web"
)

// house is a headquarters of two seats whose areas count what the test says. It is
// 1 July 2020.
type house struct {
	*report.Desk
	http.Handler
	t            testing.TB
	head, second charter.Principal
	seat         *charter.Principal
	held         int // what the area of events counts
	asked        []report.Span
}

func day(s string) calendar.Day {
	d, err := calendar.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func each(t *testing.T, test func(t *testing.T, h *house)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ch, err := charter.Load()
		check(t, err)
		days, clocks, err := calendar.LoadDir(os.DirFS(t.TempDir()))
		check(t, err)
		h := &house{t: t, held: 3}
		h.Desk = &report.Desk{
			DB: d, Book: &docket.Book{Charter: ch, Calendar: days, Clocks: clocks, Zone: time.UTC, Day: day("2020-07-01")}, Address: "https://adal.example",
			Parts: []report.Part{{Word: "report.part-events", Count: h.count}, {Word: "report.part-initiatives"}, {Word: "report.part-news", Count: nothing}},
		}
		check(t, d.Write(t.Context(), "hq", func(tx *db.Tx) error {
			if err := errors.Join(bodies.LoadRegions(t.Context(), tx), bodies.Add(t.Context(), tx, bodies.Body{
				ID: "hq", Kind: charter.KindHeadquarters, Code: "HQ47", Region: "KZ-47", Since: day("2020-02-01"),
				Name: i18n.Text{KK: "Маңғыстау штабы", RU: "Штаб Мангистау", EN: "Mangystau headquarters"},
			})); err != nil {
				return err
			}
			for login, into := range map[string]*charter.Principal{"head": &h.head, "second": &h.second} {
				s, _, err := bodies.Invite(t.Context(), tx, bodies.Seat{Body: "hq", Login: login, Person: login, Since: day("2020-02-01")})
				if err != nil {
					return err
				}
				*into = charter.Principal{Seat: s.ID, Body: "hq", Kind: charter.KindHeadquarters, Region: "KZ-47"}
			}
			return nil
		}))
		h.serve(ch)
		test(t, h)
	})
}

func (h *house) serve(ch *charter.Charter) {
	site, err := web.NewSite(ch, slog.New(slog.NewTextHandler(io.Discard, nil)))
	check(h.t, err)
	check(h.t, errors.Join(site.Tool("docket", docket.Words), site.Tool("overlap", overlap.Words), (&headquarters.Headquarters{DB: h.DB, Book: h.Book}).Routes(site)))
	site.SeatOf = func(*http.Request) (*web.Seat, error) {
		if h.seat == nil {
			return nil, nil
		}
		return &web.Seat{Principal: *h.seat}, nil
	}
	h.Words, h.Changed = site.Words, site.Changed
	check(h.t, h.Routes(site))
	h.Handler = site.Handler()
}

func (h *house) count(_ context.Context, s report.Span) ([]report.Figure, error) {
	h.asked = append(h.asked, s)
	n := string(rune('0' + h.held))
	same := func(s string) i18n.Text { return i18n.Text{KK: s, RU: s, EN: s} }
	return []report.Figure{{
		Key: "events-held", Label: i18n.Text{KK: "Өткен іс-шаралар: әғқңөұүһі", RU: "Мероприятия", EN: "Events held"}, Value: same(n),
		Of: i18n.Text{KK: "Жарияланғаны 5", RU: "Объявлено 5", EN: "Announced 5"}, How: same("Хаттамалар"), Href: "/events",
	}}, nil
}

func nothing(context.Context, report.Span) ([]report.Figure, error) { return nil, nil }

// TestLife: somebody makes a report, somebody else approves it, and what is
// published is what the register has the hash of.
func TestLife(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, err := h.Make(ctx, h.head, report.Half{Year: 2020, N: 1})
		check(t, err)
		if s := h.asked[0]; s != (report.Span{Body: "hq", Region: "KZ-47", Since: day("2020-01-01"), Until: day("2020-06-30")}) {
			t.Errorf("the areas were asked for %+v", s)
		}
		h.held = 4
		check(t, h.Recount(ctx, h.head, id, i18n.Text{KK: "  Алғысөз \n\n Екінші  "}))
		if _, err := h.Public(ctx, id); fault.Of(err) != fault.NotFound {
			t.Errorf("a draft is public: %v", err)
		}
		if err := h.Approve(ctx, h.head, id); fault.Of(err) != fault.Denied {
			t.Errorf("its maker approved it: %v", err)
		}
		if err := h.Publish(ctx, h.head, id); fault.Of(err) != fault.Conflict {
			t.Errorf("published before it was approved: %v", err)
		}
		check(t, h.Approve(ctx, h.second, id))
		check(t, h.Publish(ctx, h.head, id))
		r, err := h.Public(ctx, id)
		check(t, err)
		file, err := r.File()
		check(t, err)
		sum := sha256.Sum256(file)
		if r.SHA256 != hex.EncodeToString(sum[:]) || r.Foreword.KK != "Алғысөз\n\nЕкінші" || !bytes.Contains(file, []byte(`"kk": "4"`)) {
			t.Errorf("%s\n%s", r.SHA256, file)
		}
		if n := h.number(`SELECT COUNT(*) FROM register_staged WHERE entry LIKE '%` + r.SHA256 + `%'`); n != 1 {
			t.Errorf("the register has the hash %d times", n)
		}
		if err := h.Recount(ctx, h.head, id, i18n.Text{}); fault.Of(err) != fault.Conflict {
			t.Errorf("a published report was counted again: %v", err)
		}
	})
}

func (h *house) number(query string) (n int) {
	h.t.Helper()
	rows, err := h.DB.Pool().QueryContext(h.t.Context(), "SELECT entry FROM register_staged")
	check(h.t, err)
	defer rows.Close()
	want := query[strings.Index(query, "%")+1 : strings.LastIndex(query, "%")]
	for rows.Next() {
		var entry []byte
		check(h.t, rows.Scan(&entry))
		if bytes.Contains(entry, []byte(want)) {
			n++
		}
	}
	check(h.t, rows.Err())
	return n
}

// TestFaults: no half twice, none to come, none approved before it is over.
func TestFaults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		for _, c := range []struct {
			half report.Half
			word string
		}{{report.Half{}, "report.half-wrong"}, {report.Half{Year: 2020, N: 3}, "report.half-wrong"}, {report.Half{Year: 2021, N: 1}, "report.half-ahead"}} {
			_, err := h.Make(ctx, h.head, c.half)
			if f := fault.Fields(err); len(f) != 1 || f[0].Word != c.word || f[0].Field != "half" {
				t.Errorf("%+v: %v", c.half, err)
			}
		}
		id, err := h.Make(ctx, h.head, report.Half{Year: 2020, N: 2})
		check(t, err)
		if _, err := h.Make(ctx, h.second, report.Half{Year: 2020, N: 2}); fault.Of(err) != fault.Invalid {
			t.Errorf("the same half twice: %v", err)
		}
		refused := func(word string) {
			t.Helper()
			if f := fault.Fields(h.Approve(ctx, h.second, id)); len(f) != 1 || f[0].Word != word {
				t.Errorf("want %s: %+v", word, f)
			}
		}
		refused("report.not-over")
		h.Book.Day = day("2021-01-01")
		refused("report.counted-early")
		check(t, h.Recount(ctx, h.head, id, i18n.Text{}))
		check(t, h.Approve(ctx, h.second, id))
		monitor, asked := charter.Principal{Seat: "x", Body: "mg", Kind: charter.KindMonitoringGroup}, len(h.asked)
		if _, err := h.Make(ctx, monitor, report.Half{Year: 2020, N: 1}); fault.Of(err) != fault.Denied {
			t.Errorf("a monitor reported: %v", err)
		}
		if len(h.asked) != asked {
			t.Error("the areas were counted for who may not report")
		}
	})
}

func (h *house) do(r *http.Request, want int) string {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != want {
		h.t.Fatalf("%s %s: %d, want %d: %.900s", r.Method, r.URL, w.Code, want, w.Body)
	}
	if to := w.Header().Get("Location"); to != "" {
		return to
	}
	return w.Body.String()
}

func (h *house) get(path string, want int) string {
	h.t.Helper()
	return h.do(httptest.NewRequest("GET", path, nil), want)
}

func (h *house) post(path string, want int, pairs ...string) string {
	h.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.do(r, want)
}

func has(t testing.TB, page string, all ...string) {
	t.Helper()
	for _, want := range all {
		if !strings.Contains(page, want) {
			from := max(strings.Index(page, "<main"), 0)
			t.Errorf("the page has no %q: %.2500s", want, page[from:])
		}
	}
}

// TestPages makes, approves and publishes a report over pages, and reads it as a
// page, a table, a file and a paper.
func TestPages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.get("/kk/office/reports", 401)
		has(t, h.get("/kk/reports", 200), "Есеп әлі жоқ")
		h.seat = &h.head
		has(t, h.post("/kk/office/reports", 422, "half", "2031-1"), "әлі басталған жоқ")
		h.post("/kk/office/reports", 422, "half", "кеше")
		at := h.post("/kk/office/reports", 303, "half", "2020-1")
		has(t, h.get(at, 200), "2020 жылдың бірінші жартыжылдығындағы жұмыс туралы есеп", "Есепті оны жасамаған адам бекітеді", "Бұл жерде саналмайды", "Осы кезеңде ештеңе болған жоқ")
		h.post(at+"/approve", 403)
		has(t, h.post(at, 422, "foreword-kk", strings.Repeat("ә", 4001)), "Мәтін тым ұзын")
		h.post(at, 303, "foreword-kk", "Жарты жылда штаб құрылды.")
		h.seat = &h.second
		h.post(at+"/approve", 303)
		h.seat = &h.head
		h.post(at+"/publish", 303)
		h.seat = nil
		id := at[strings.LastIndex(at, "/")+1:]
		has(t, h.get("/kk/reports/"+id, 200), "Өткен іс-шаралар: әғқңөұүһі", "Жарияланғаны 5", "Хаттамалар", `href="/kk/events"`, "Жарты жылда штаб құрылды.", "2020 жылғы 1 қаңтар – 2020 жылғы 30 маусым")
		has(t, h.get("/kk/reports", 200), "Маңғыстау штабы")
		h.files(id)
		h.get("/kk/reports/nowhere", 404)
		h.get("/kk/reports/nowhere/report.pdf", 404)
	})
}

// files reads the report as programs and readers of paper do.
func (h *house) files(id string) {
	h.t.Helper()
	rows, err := csv.NewReader(strings.NewReader(h.get("/en/reports/"+id+"/report.csv", 200))).ReadAll()
	check(h.t, err)
	if len(rows) != 4 || rows[3][2] != "There was nothing in this period." || strings.Join(rows[1], "|") != "Events|events-held|Events held|3|Announced 5|Хаттамалар|https://adal.example/en/events" || rows[2][2] != "Not counted here." {
		h.t.Errorf("%q", rows)
	}
	var file struct {
		Number   string
		Chapters []report.Chapter
	}
	check(h.t, json.Unmarshal([]byte(h.get("/ru/reports/"+id+"/report.json", 200)), &file))
	if file.Number != "HQ47-R-2020-0001" || len(file.Chapters) != 3 || file.Chapters[1].Counted {
		h.t.Errorf("%+v", file)
	}
	for lang, want := range map[string][]string{
		"kk": {"2020 жылдың бірінші жартыжылдығындағы", "Өткен іс-шаралар: әғқңөұүһі", "Жарияланғаны 5", "Бұл жерде саналмайды.", "Маңғыстау штабы", "Жарты жылда штаб құрылды."},
		"ru": {"Отчёт о работе за первое полугодие 2020 года", "Мероприятия", "Здесь не подсчитывается."},
		"en": {"Report on the first half of 2020", "Events held", "Mangystau headquarters"},
	} {
		cmd := exec.CommandContext(h.t.Context(), "pdftotext", "-layout", "-", "-")
		cmd.Stdin = strings.NewReader(h.get("/"+lang+"/reports/"+id+"/report.pdf", 200))
		text, err := cmd.Output()
		check(h.t, err)
		flat := strings.Join(strings.Fields(string(text)), " ")
		for _, w := range want {
			for _, part := range strings.Fields(w) { // a table wraps where it likes
				if !strings.Contains(flat, part) {
					h.t.Errorf("%s: the paper has no %q of %q: %s", lang, part, w, flat)
				}
			}
		}
	}
}
