package newsroom_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/newsroom"
)

func TestOldAddress(t *testing.T) {
	for in, want := range map[string]string{
		"/2020/03/06/slug/": "/2020/03/06/slug", "https://older.example/2020/03/06/slug/?utm_source=x#top": "/2020/03/06/slug",
		"https://older.example/?p=123": "/?p=123", "?page_id=7": "/?page_id=7", "/kk/?p=12": "/kk/?p=12", "/?p=1x": "", "/?p=": "", "/": "", "": "",
		"/2020/03/%D0%B6%D0%B0%D2%A3%D0%B0/": "/2020/03/жаңа", "/2020/03/%d0%b6%d0%b0%d2%a3%d0%b0": "/2020/03/жаңа",
		"mailto:a@b.example": "", "/%00": "", "/%ff": "", "/%zz": "", "slug": "", "/" + strings.Repeat("a", 1_001): "",
	} {
		if got := newsroom.OldAddress(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// status asks for a page and says what came and where it leads.
func (d *desk) status(path string) (int, string) {
	d.t.Helper()
	w := httptest.NewRecorder()
	d.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Header().Get("Location")
}

// leads fails if an address doesn't lead to another for good.
func (d *desk) leads(from, to string) {
	d.t.Helper()
	if code, at := d.status(from); code != http.StatusMovedPermanently || at != to {
		d.t.Errorf("%s: %d to %q, want %q", from, code, at, to)
	}
}

// TestRename gives a text another address twice and then its first one back:
// whichever a reader kept leads in one step to where the text is.
func TestRename(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		d := o.site()
		id := o.draft(words)
		wants(t, o.Rename(ctx, o.chief, id, "x"), "docket.not-in-state")
		o.publish(id, time.Time{})
		first := "/kk" + o.only().Path()
		root := strings.TrimSuffix(first, o.only().Slug)
		d.as(o.chief)
		if code, to, page := d.post("/kk/office/news/"+id+"/address", "slug", "Жаңа мекенжай"); code != http.StatusSeeOther {
			t.Fatalf("renaming: %d to %q\n%s", code, to, page)
		}
		second := root + "zhana-mekenzhai"
		if "/kk"+o.only().Path() != second {
			t.Fatalf("it is at %s", o.only().Path())
		}
		check(t, o.Rename(ctx, o.chief, id, "ushinshi"))
		third := root + "ushinshi"
		d.leads(first, third)
		d.leads(second, third)
		d.leads(second+"/versions", third+"/versions")
		d.leads(second+"/versions/1", third+"/versions/1")
		d.page(third)
		check(t, o.Rename(ctx, o.chief, id, strings.TrimPrefix(first, root)))
		d.page(first)
		d.leads(second, first)
		d.leads(third, first)

		wants(t, o.Rename(ctx, o.chief, id, "…"), "newsroom.slug-missing")
		wants(t, o.Rename(ctx, o.chief, id, strings.TrimPrefix(first, root)), "newsroom.slug-missing")
		if err := o.Rename(ctx, o.stranger, id, "y"); !errors.Is(err, fault.NotFound) {
			t.Errorf("a stranger renames: %v", err)
		}

		// Another text never gets an address that was this one's, by name or by title.
		w := words
		w.Title = "Үшінші"
		other := o.draft(w)
		o.publish(other, time.Time{})
		all, err := o.News(ctx, newsroom.Filter{Lang: "kk", Limit: 10})
		check(t, err)
		for _, p := range all {
			if p.Docket == other && p.Slug != "ushinshi-2" {
				t.Errorf("the other text is at %s", p.Slug)
			}
		}
		wants(t, o.Rename(ctx, o.chief, other, "zhana mekenzhai"), "newsroom.slug-taken")
		wants(t, o.Rename(ctx, o.chief, other, strings.TrimPrefix(first, root)), "newsroom.slug-taken")
		d.leads(third, first)

		// What is withdrawn says so where it is now; what is to come isn't told of.
		check(t, o.Withdraw(ctx, o.chief, id, "қате болды"))
		d.leads(second, first)
	})
}

// TestMovedChains follows addresses that lead on to one another, and never lets
// them lead round in a ring.
func TestMovedChains(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		d := o.site()
		id := o.draft(words)
		o.publish(id, time.Time{})
		at := "/kk" + o.only().Path()
		move := func(m newsroom.Moved) error {
			return o.DB.Write(ctx, "nr", func(tx *db.Tx) error { return o.Move(ctx, tx, m) })
		}
		check(t, errors.Join(
			move(newsroom.Moved{Address: "/?p=7", Docket: id}),
			move(newsroom.Moved{Address: "/a", Path: "/?p=7"}),
			move(newsroom.Moved{Address: "/b", Path: "/a"}),
			move(newsroom.Moved{Address: "/c", Path: "/kk/news/rubric/regions"}),
			move(newsroom.Moved{Address: "/c", Path: "/b"}), // it leads elsewhere already
			move(newsroom.Moved{Address: "/same", Path: "/same/"}),
		))
		site := func(address string) string {
			to, err := o.MovedTo(ctx, address)
			check(t, err)
			return to
		}
		for from, to := range map[string]string{
			"/?p=7": at, "/b/": at, "/a?x=1": at, "/c": "/kk/news/rubric/regions", "/same": "", "/nowhere": "", "/?p=8": "", "/": "",
		} {
			if got := site(from); got != to {
				t.Errorf("%s leads to %q, want %q", from, got, to)
			}
		}
		wants(t, move(newsroom.Moved{Address: "/kk/news/rubric/regions", Path: "/c"}), "newsroom.moved-ring")
		check(t, move(newsroom.Moved{Address: "/y", Path: "/z"}))
		wants(t, move(newsroom.Moved{Address: "/z", Path: "/y"}), "newsroom.moved-ring")

		// A ring that somebody made behind our back leads nowhere, and ends.
		check(t, o.DB.Write(ctx, "nr", func(tx *db.Tx) error {
			_, err := tx.ExecContext(ctx, `UPDATE news_moved SET path = '/y' WHERE address = '/y'`)
			return err
		}))
		if got := site("/y"); got != "" {
			t.Errorf("a ring leads to %q", got)
		}
		// The site asks for it wherever nothing else is.
		d.page(at)
	})
}
