package newsroom_test

import (
	"testing"
	"time"

	"adal/internal/db"
	"adal/internal/newsroom"
	"adal/internal/search"
)

// finds are the paths of what is found, as of a moment; the zero one is now.
func (o *office) finds(x *search.Index, q search.Query) (paths []string) {
	o.t.Helper()
	a, err := x.Find(o.t.Context(), q)
	check(o.t, err)
	for _, h := range a.Hits {
		paths = append(paths, h.Path)
	}
	return paths
}

func (o *office) found(x *search.Index, what, text string, want bool) {
	o.t.Helper()
	if got := o.finds(x, search.Query{Text: text}); (len(got) > 0) != want {
		o.t.Errorf("%s: %q finds %v", what, text, got)
	}
}

// TestFindable follows a text from its draft to its end: only what the public
// reads can be found.
func TestFindable(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx, x := t.Context(), &search.Index{DB: o.DB}
		id := o.draft(words)
		o.found(x, "a draft", "жоспарлар", false)
		o.publish(id, time.Time{})
		o.found(x, "by a form of its title", "штабтың", true)
		o.found(x, "by its text, without marks", "екі", true)
		o.found(x, "by a tag", "Ақтауда", true)

		corrected := words
		corrected.Text = "Жоспарда он бес кездесу бар."
		_, err := o.Save(ctx, o.editor, id, 1, corrected, "")
		check(t, err)
		check(t, o.Submit(ctx, o.editor, id))
		o.found(x, "what isn't corrected yet", "кездесулер", false)
		check(t, o.Approve(ctx, o.chief, id))
		check(t, o.Correct(ctx, o.chief, id, "Саны түзетілді"))
		o.found(x, "what was corrected", "кездесулер", true)
		o.found(x, "what stood there before", "шара", false)

		moved := facts
		moved.Region = "KZ-75"
		check(t, o.SetFacts(ctx, o.editor, id, moved))
		if got := o.finds(x, search.Query{Text: "штаб", Region: "KZ-75"}); len(got) != 1 {
			t.Errorf("in its new region it is found %d times", len(got))
		}
		check(t, o.Rename(ctx, o.chief, id, "zhana-mekenzhai"))
		if got, now := o.finds(x, search.Query{Text: "штаб"}), o.only().Path(); len(got) != 1 || got[0] != now {
			t.Errorf("it is at %s and found at %v", now, got)
		}

		check(t, o.Withdraw(ctx, o.chief, id, "Дерек расталмады"))
		o.found(x, "what was withdrawn", "штаб", false)
		check(t, o.Publish(ctx, o.chief, id, time.Time{}))
		o.found(x, "what is public again", "штаб", true)
	})
}

func TestFindableAtItsMoment(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		x, at := &search.Index{DB: o.DB}, time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond)
		o.publish(o.draft(words), at)
		for _, c := range []struct {
			moment time.Time
			want   int
		}{{time.Now(), 0}, {at.Add(-time.Microsecond), 0}, {at, 1}} {
			if got := o.finds(x, search.Query{Text: "штаб", At: db.Time{Time: c.moment}}); len(got) != c.want {
				t.Errorf("at %v, %v before its moment, it is found %d times", c.moment, at.Sub(c.moment), len(got))
			}
		}
	})
}

// TestFindableOfBefore holds that an index that is younger than the news gets
// them all, and no more.
func TestFindableOfBefore(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		var ids []string
		for range 3 {
			ids = append(ids, o.draft(words))
			o.publish(ids[len(ids)-1], time.Time{})
		}
		check(t, o.Withdraw(ctx, o.chief, ids[1], "Дерек расталмады"))
		o.draft(newsroom.Words{Title: "Штаб туралы нобай", Lead: "Нобай", Text: "Нобай"})
		x := &search.Index{DB: o.DB, Sources: []search.Source{{Kind: "article", Version: 7, Next: o.Findable}}}
		check(t, o.DB.Write(ctx, "test", func(tx *db.Tx) error {
			for _, id := range ids {
				check(t, search.Remove(ctx, tx, "article", id))
			}
			return nil
		}))
		o.found(x, "an empty index", "штаб", false)
		check(t, x.Begin(ctx))
		check(t, x.Tidy(ctx))
		if got := o.finds(x, search.Query{Text: "штаб"}); len(got) != 2 {
			t.Errorf("of two public articles %d are found", len(got))
		}
	})
}
