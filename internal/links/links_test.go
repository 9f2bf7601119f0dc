package links_test

import (
	"context"
	"testing"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/links"
)

var flow = docket.Flow{Area: "headquarters", Kind: "plan-item", Mark: "P", Public: true, Steps: []docket.Step{{Act: charter.Plan, To: "planned"}}}

// bench is a web over dockets of which the area shows all but one.
type bench struct {
	*links.Web
	t      *testing.T
	hidden string
	ids    []string
	by     charter.Principal
}

func each(t *testing.T, test func(t *testing.T, b *bench)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ch, err := charter.Load()
		check(t, err)
		book := &docket.Book{Charter: ch, Calendar: calendar.Kazakhstan(), Day: calendar.Date(2020, 3, 6)}
		b := &bench{t: t, by: charter.Principal{Seat: "s", Body: "hq", Kind: charter.KindHeadquarters}}
		b.Web = &links.Web{DB: d, Book: book, Address: "https://adal.example", Sources: []links.Source{{Title: nothing}, {Title: b.title, At: b.at}}}
		check(t, d.Write(t.Context(), "hq", func(tx *db.Tx) error {
			body := bodies.Body{ID: "hq", Kind: charter.KindHeadquarters, Code: "HQ", Since: calendar.Date(2020, 1, 1), Name: i18n.Text{KK: "Штаб"}}
			if err := bodies.Add(t.Context(), tx, body); err != nil {
				return err
			}
			for range 5 {
				i, err := book.Open(t.Context(), tx, flow, charter.Plan, docket.Doing{By: b.by}, body, "")
				if err != nil {
					return err
				}
				b.ids = append(b.ids, i.ID)
			}
			return nil
		}))
		test(t, b)
	})
}

func nothing(context.Context, string) (links.Ref, error) { return links.Ref{}, fault.NotFound }

func (b *bench) title(_ context.Context, id string) (links.Ref, error) {
	for n, one := range b.ids {
		if one == id && id != b.hidden {
			return links.Ref{Kind: "plan-item", Title: i18n.Text{KK: id}, Path: "/p/" + id, Day: calendar.Date(2020, 3, 10-n)}, nil
		}
	}
	return links.Ref{}, fault.NotFound
}

func (b *bench) at(_ context.Context, _ i18n.Lang, path string) (string, error) {
	for _, id := range b.ids {
		if path == "/p/"+id {
			return id, nil
		}
	}
	return "", fault.NotFound
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestTimeline: what is reached over others belongs together, by day, and what the
// public may not see isn't there.
func TestTimeline(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx := t.Context()
		check(t, b.Join(ctx, b.by, b.ids[0], b.ids[1]))
		check(t, b.Join(ctx, b.by, b.ids[2], b.ids[1]))
		check(t, b.Join(ctx, b.by, b.ids[1], b.ids[2]))
		check(t, b.Join(ctx, b.by, b.ids[3], b.ids[4]))
		all, err := b.Timeline(ctx, b.ids[0])
		check(t, err)
		if len(all) != 3 || all[0].Docket != b.ids[2] || all[2].Docket != b.ids[0] || !all[2].Here || all[0].Here {
			t.Errorf("%+v", all)
		}
		if all[0].Href(i18n.RU) != "/ru/p/"+b.ids[2] {
			t.Error(all[0].Href(i18n.RU))
		}
		b.hidden = b.ids[1]
		if all, err := b.Timeline(ctx, b.ids[0]); err != nil || len(all) != 2 {
			t.Errorf("with a hidden one between: %+v, %v", all, err)
		}
		check(t, b.Part(ctx, b.by, b.ids[4], b.ids[3]))
		if all, err := b.Timeline(ctx, b.ids[3]); err != nil || all != nil {
			t.Errorf("parted: %+v, %v", all, err)
		}
	})
}

// TestFind understands an id, a number and an address, of this site alone.
func TestFind(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		b.hidden = b.ids[4]
		for said, want := range map[string]string{
			b.ids[0]: b.ids[0], " hq-p-2020-0002 ": b.ids[1], "/kk/p/" + b.ids[2]: b.ids[2], "https://adal.example/ru/p/" + b.ids[3]: b.ids[3],
			"": "", "https://evil.example/kk/p/" + b.ids[0]: "", "/de/p/" + b.ids[0]: "", "/kk/nowhere": "", "HQ-P-2020-0099": "", b.ids[4]: "", "http://%zz": "",
		} {
			id, err := b.Find(t.Context(), said)
			if id != want || want == "" && fault.Of(err) != fault.Invalid {
				t.Errorf("%q: %q, %v", said, id, err)
			}
		}
	})
}

// TestWho: a seat links what is its body's with what is public, and nothing with
// itself.
func TestWho(t *testing.T) {
	each(t, func(t *testing.T, b *bench) {
		ctx, stranger := t.Context(), charter.Principal{Seat: "x", Body: "other", Kind: charter.KindNewsroom}
		if err := b.Join(ctx, stranger, b.ids[0], b.ids[1]); fault.Of(err) != fault.Denied {
			t.Errorf("a stranger linked: %v", err)
		}
		if err := b.Join(ctx, b.by, b.ids[0], b.ids[0]); fault.Of(err) != fault.Invalid {
			t.Errorf("linked with itself: %v", err)
		}
		b.hidden = b.ids[1]
		if err := b.Join(ctx, b.by, b.ids[0], b.ids[1]); fault.Of(err) != fault.Invalid {
			t.Errorf("linked with what isn't public: %v", err)
		}
	})
}
