package transfer_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/newsroom"
	"adal/internal/newsroom/media"
	"adal/internal/newsroom/transfer"
	"adal/internal/newsroom/views"
	"adal/internal/newsroom/wxr"
)

// office is a newsroom with its library, and what takes things over into it.
type office struct {
	*transfer.Transfer
	t                       testing.TB
	editor, chief, stranger charter.Principal
}

func each(t *testing.T, test func(t *testing.T, o *office)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newOffice(t, d)) })
}

func newOffice(t testing.TB, d *db.DB) *office {
	t.Helper()
	ch, err := charter.Load()
	check(t, err)
	rubrics, err := newsroom.LoadRubrics(os.DirFS(t.TempDir()))
	check(t, err)
	book := &docket.Book{Charter: ch, Calendar: calendar.Kazakhstan(), Zone: time.FixedZone("Asia/Aqtau", 5*60*60)}
	library := &media.Library{DB: d, Book: book}
	news := &newsroom.Newsroom{
		DB: d, Rubrics: rubrics, Book: book, Address: "https://adal.example", Views: &views.Counter{DB: d, Zone: book.Zone},
		Figure: library.Figure, HasPicture: library.Has, Usable: library.Usable, Used: library.Used, PictureAt: library.At,
	}
	o := &office{Transfer: &transfer.Transfer{DB: d, News: news, Media: library}, t: t}
	say := func(s string) i18n.Text { return i18n.Text{KK: s, RU: s, EN: s} }
	seat := func(tx *db.Tx, body, login string) charter.Principal {
		s, _, err := bodies.Invite(t.Context(), tx, bodies.Seat{Body: body, Login: login, Person: login, Since: calendar.Date(2020, 1, 1)})
		check(t, err)
		return charter.Principal{Seat: s.ID, Body: body, Kind: charter.KindNewsroom}
	}
	check(t, d.Write(t.Context(), "all", func(tx *db.Tx) error {
		if err := errors.Join(bodies.LoadRegions(t.Context(), tx),
			bodies.Add(t.Context(), tx, bodies.Body{ID: "nr", Kind: charter.KindNewsroom, Code: "NR", Since: calendar.Date(2020, 1, 1), Name: say("Редакция")}),
			bodies.Add(t.Context(), tx, bodies.Body{ID: "ac", Kind: charter.KindAntikorCentre, Code: "AC", Since: calendar.Date(2020, 1, 1), Name: say("Орталық")}),
		); err != nil {
			return err
		}
		o.editor, o.chief, o.stranger = seat(tx, "nr", "editor"), seat(tx, "nr", "chief"), seat(tx, "ac", "stranger")
		o.stranger.Kind = charter.KindAntikorCentre
		return nil
	}))
	return o
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants fails if err has no fault with a word.
func wants(t testing.TB, err error, word string) {
	t.Helper()
	for _, f := range fault.Fields(err) {
		if f.Word == word {
			return
		}
	}
	t.Errorf("want %s, got %v", word, err)
}

// site is the export of a site that doesn't exist.
func site(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile("../wxr/testdata/site.xml")
	check(t, err)
	return text
}

// photo is a picture of a colour.
func photo(t testing.TB, shade uint8) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 900, 600))
	for i := range img.Pix {
		img.Pix[i] = shade + uint8(i/900/40)
	}
	img.Set(3, 3, color.White)
	var b bytes.Buffer
	check(t, jpeg.Encode(&b, img, nil))
	return b.Bytes()
}

// uploads is the folder of the site's files.
func uploads(t testing.TB) fs.FS {
	t.Helper()
	return fstest.MapFS{"wp-content/uploads/2020/03/zal.jpg": {Data: photo(t, 90)}}
}

var settings = transfer.Settings{Regions: map[string]string{"manghystau": "KZ-47"}, Drafts: true}

// plan is what an export comes to.
func (o *office) plan(text []byte, from fs.FS, s transfer.Settings) *transfer.Plan {
	o.t.Helper()
	p, err := o.WordPress(o.t.Context(), bytes.NewReader(text), wxr.MostBytes, from, s)
	check(o.t, err)
	o.t.Cleanup(func() { check(o.t, p.Close()) })
	return p
}

// said are the notes of a plan, each with the item that it is about.
func said(notes []transfer.Note) (all []string) {
	for _, n := range notes {
		item, _, _ := strings.Cut(n.Item, " ")
		all = append(all, strings.TrimSpace(item+" "+n.Word))
	}
	return all
}

// count counts the rows of a table.
func (o *office) count(table string) (n int) {
	o.t.Helper()
	check(o.t, o.DB.Read(o.t.Context(), func(tx *db.Tx) (err error) {
		n, err = db.One(o.t.Context(), tx, db.Value[int], `SELECT COUNT(*) FROM `+table)
		return err
	}))
	return n
}
