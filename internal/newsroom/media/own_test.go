package media_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
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
	"adal/internal/i18n"
	"adal/internal/markdown"
	"adal/internal/newsroom"
	"adal/internal/newsroom/media"
	"adal/internal/pictures"
	"adal/internal/web"
)

// house is a newsroom of two seats with its library, a stranger's seat, and the
// site that they work on.
type house struct {
	*media.Library
	http.Handler
	t                       testing.TB
	news                    *newsroom.Newsroom
	editor, chief, stranger charter.Principal
	seat                    *charter.Principal // that is signed in
	changes                 int
}

func each(t *testing.T, test func(t *testing.T, h *house)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newHouse(t, d)) })
}

func newHouse(t testing.TB, d *db.DB) *house {
	ch, err := charter.Load()
	check(t, err)
	rubrics, err := newsroom.LoadRubrics(os.DirFS(t.TempDir()))
	check(t, err)
	h := &house{t: t}
	book := &docket.Book{Charter: ch, Calendar: calendar.Kazakhstan(), Zone: time.FixedZone("Asia/Aqtau", 5*60*60)}
	h.Library = &media.Library{DB: d, Book: book}
	h.news = &newsroom.Newsroom{
		DB: d, Rubrics: rubrics, Book: book, Address: "https://adal.example",
		Figure: h.Figure, HasPicture: h.Has, Usable: h.Usable, Used: h.Used,
	}
	name := func(s string) i18n.Text { return i18n.Text{KK: s, RU: s, EN: s} }
	seat := func(tx *db.Tx, body, login string) charter.Principal {
		s, _, err := bodies.Invite(t.Context(), tx, bodies.Seat{Body: body, Login: login, Person: login, Since: calendar.Date(2020, 1, 1)})
		check(t, err)
		return charter.Principal{Seat: s.ID, Body: body, Kind: charter.KindNewsroom}
	}
	check(t, d.Write(t.Context(), "all", func(tx *db.Tx) error {
		if err := errors.Join(bodies.LoadRegions(t.Context(), tx),
			bodies.Add(t.Context(), tx, bodies.Body{ID: "nr", Kind: charter.KindNewsroom, Code: "NR", Since: calendar.Date(2020, 1, 1), Name: name("Редакция")}),
			bodies.Add(t.Context(), tx, bodies.Body{ID: "no", Kind: charter.KindNewsroom, Code: "NO", Since: calendar.Date(2020, 1, 1), Name: name("Басқа")}),
		); err != nil {
			return err
		}
		h.editor, h.chief, h.stranger = seat(tx, "nr", "editor"), seat(tx, "nr", "chief"), seat(tx, "no", "stranger")
		return nil
	}))
	h.serve()
	return h
}

func (h *house) serve() {
	site, err := web.NewSite(h.Book.Charter, slog.New(slog.NewTextHandler(io.Discard, nil)))
	check(h.t, err)
	check(h.t, errors.Join(site.Tool("docket", docket.Words), site.Tool("markdown", markdown.Words), site.Tool("pictures", pictures.Words)))
	site.SeatOf = func(*http.Request) (*web.Seat, error) {
		if h.seat == nil {
			return nil, nil
		}
		return &web.Seat{Principal: *h.seat}, nil
	}
	h.Changed = func() { h.changes++; site.Changed() }
	h.news.Changed = site.Changed
	check(h.t, errors.Join(h.Routes(site), h.news.Routes(site)))
	h.Handler = site.Handler()
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants fails if err isn't a fault of a field with a word.
func wants(t testing.TB, err error, field, word string) {
	t.Helper()
	for _, f := range fault.Fields(err) {
		if f.Word == word && f.Field == field {
			return
		}
	}
	t.Errorf("want %s in %q, got %v", word, field, err)
}

// secret is what the tests hide in a file.
const secret = "43.65N 51.17E"

// photo is a picture of w by h with something hidden in it, another one for each
// number.
func photo(t testing.TB, w, h, n int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.Set(x, y, color.RGBA{uint8(x * n), uint8(y * 3), uint8(n * 40), 255})
		}
	}
	var b bytes.Buffer
	check(t, jpeg.Encode(&b, img, nil))
	comment := append([]byte{0xff, 0xfe, 0, byte(2 + len(secret))}, secret...) // ITU-T T.81, B.2.4.5
	return append(append(b.Bytes()[:2:2], comment...), b.Bytes()[2:]...)
}

var (
	own  = media.Facts{Source: "Тілші", Licence: "own"}
	alts = media.Said{Alt: i18n.Text{KK: "Ақтаудағы алаң", RU: "Площадь в Актау"}, Caption: i18n.Text{KK: "Алаң"}, Credit: i18n.Text{KK: "Редакция"}}
)

// put adds a picture of 1000 by 500 with what is said of it.
func (h *house) put(n int, s media.Said) string {
	h.t.Helper()
	ids, err := h.Add(h.t.Context(), h.editor, own, s, media.File{Name: fmt.Sprintf("photo%d.jpg", n), Data: photo(h.t, 1000, 500, n)})
	check(h.t, err)
	return ids[0]
}

// write drafts a text with pictures, for the public to read if it is read.
func (h *house) write(text, above string) string {
	h.t.Helper()
	id, err := h.news.Draft(h.t.Context(), h.editor, newsroom.Facts{Rubric: "regions", Byline: newsroom.ByBody, Picture: above}, i18n.KK,
		newsroom.Words{Title: "Алаң туралы", Lead: "Қысқаша.", Text: text})
	check(h.t, err)
	return id
}

func (h *house) do(r *http.Request, want int) *httptest.ResponseRecorder {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != want {
		h.t.Fatalf("%s %s: %d, want %d: %.600s", r.Method, r.URL, w.Code, want, w.Body)
	}
	return w
}

func (h *house) get(path string, want int) *httptest.ResponseRecorder {
	h.t.Helper()
	return h.do(httptest.NewRequest("GET", path, nil), want)
}

// post sends a form of pairs.
func (h *house) post(path string, want int, pairs ...string) *httptest.ResponseRecorder {
	h.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.do(r, want)
}

// send uploads files with what their form says.
func (h *house) send(want int, files map[string][]byte, pairs ...string) *httptest.ResponseRecorder {
	h.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i < len(pairs); i += 2 {
		check(h.t, form.WriteField(pairs[i], pairs[i+1]))
	}
	for name, data := range files {
		part, err := form.CreateFormFile("file", name)
		check(h.t, err)
		_, err = part.Write(data)
		check(h.t, err)
	}
	check(h.t, form.Close())
	r := httptest.NewRequest("POST", "/kk/office/media", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return h.do(r, want)
}

// count is how many rows a table has.
func (h *house) count(query string) (n int) {
	h.t.Helper()
	check(h.t, h.DB.Pool().QueryRowContext(h.t.Context(), query).Scan(&n))
	return n
}
