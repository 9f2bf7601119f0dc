package newsroom_test

import (
	"errors"
	"os"
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
	"adal/internal/newsroom"
)

// office is a newsroom of two seats, and another body's seat.
type office struct {
	*newsroom.Newsroom
	t                       testing.TB
	editor, chief, stranger charter.Principal
	changes                 int
}

var aqtau = time.FixedZone("Asia/Aqtau", 5*60*60)

func each(t *testing.T, test func(t *testing.T, o *office)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newOffice(t, d)) })
}

func newOffice(t testing.TB, d *db.DB) *office {
	t.Helper()
	ch, err := charter.Load()
	check(t, err)
	rubrics, err := newsroom.LoadRubrics(os.DirFS(t.TempDir()))
	check(t, err)
	o := &office{t: t}
	o.Newsroom = &newsroom.Newsroom{DB: d, Rubrics: rubrics, Changed: func() { o.changes++ }, Book: &docket.Book{
		Charter: ch, Calendar: calendar.Kazakhstan(), Zone: aqtau,
	}}
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
		o.editor, o.chief, o.stranger = seat(tx, "nr", "editor"), seat(tx, "nr", "chief"), seat(tx, "no", "stranger")
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

// wants fails if err isn't a fault with a word.
func wants(t testing.TB, err error, word string) {
	t.Helper()
	for _, f := range fault.Fields(err) {
		if f.Word == word {
			return
		}
	}
	t.Helper()
	t.Errorf("want %s, got %v", word, err)
}

var (
	facts = newsroom.Facts{Rubric: "regions", Region: "KZ-47", Byline: newsroom.ByBody}
	words = newsroom.Words{
		Title: "Штаб жұмыс жоспарын таныстырды", Lead: "Маңғыстау штабы алғашқы брифингін өткізді.",
		Text: "Жоспарда **он екі** іс-шара бар.", Tags: []string{"Штаб", "Ақтау"},
	}
)

// draft is a text of the editor.
func (o *office) draft(w newsroom.Words) string {
	o.t.Helper()
	id, err := o.Draft(o.t.Context(), o.editor, facts, i18n.KK, w)
	check(o.t, err)
	return id
}

// publish brings a text to the public.
func (o *office) publish(id string, at time.Time) {
	o.t.Helper()
	ctx := o.t.Context()
	check(o.t, o.Submit(ctx, o.editor, id))
	check(o.t, o.Approve(ctx, o.chief, id))
	check(o.t, o.Publish(ctx, o.chief, id, at))
}

// only is the one text that the public can read.
func (o *office) only() newsroom.Publication {
	o.t.Helper()
	all, err := o.News(o.t.Context(), newsroom.Filter{Lang: i18n.KK, Limit: 10})
	check(o.t, err)
	if len(all) != 1 {
		o.t.Fatalf("%d texts are public", len(all))
	}
	return all[0]
}
