package newsletter

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/follow"
	"adal/internal/i18n"

	"pgregory.net/rapid"
)

// TestEach: an article goes to those who asked for its language and its part of
// the news before it was published, once to each, however many of their subjects
// it is of; a correction goes to nobody.
func TestEach(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		before, after := w.now.Add(-time.Hour), w.now.Add(time.Hour)
		want := map[string]bool{"all@mail.kz": true, "law@mail.kz": true, "both@mail.kz": true, "region@mail.kz": true}
		w.follows("all@mail.kz", follow.Each, before, "news/kk")
		w.follows("law@mail.kz", follow.Each, before, "news/kk/rubric/law")
		w.follows("region@mail.kz", follow.Each, before, "news/kk/region/KZ-47")
		w.follows("both@mail.kz", follow.Each, before, "news/kk", "news/kk/rubric/law", "news/kk/region/KZ-47", "news/ru")
		w.follows("russian@mail.kz", follow.Each, before, "news/ru", "news/ru/rubric/law")
		w.follows("other@mail.kz", follow.Each, before, "news/kk/rubric/regions", "shortcoming/7")
		w.follows("late@mail.kz", follow.Each, after, "news/kk")
		w.follows("weekly@mail.kz", follow.Weekly, before, "news/kk")
		i := w.publish("a", i18n.KK, w.now, "rubric/law", "region/KZ-47")
		for range 3 { // the second and the third are corrections
			check(t, w.Send(t.Context(), "a"))
		}
		got := w.letters()
		for _, l := range got {
			if !want[l.To] {
				t.Errorf("a letter too many, to %s", l.To)
			}
			delete(want, l.To)
			for _, part := range []string{i.Title, i.Lead, "https://adal.example/kk/news/2026/11/a\n", "https://adal.example/kk/subscribe/stop/"} {
				if !strings.Contains(l.Text, part) {
					t.Errorf("the letter has no %q:\n%s", part, l.Text)
				}
			}
			// Nothing in it tells that it was read: the article's address is
			// everybody's, and there is nothing to load.
			if l.Subject != i.Title || l.HTML != "" || len(l.Attachments) > 0 || strings.Count(l.Text, "http") != 3 {
				t.Errorf("the letter is\n%s\n%s", l.Subject, l.Text)
			}
		}
		if len(want) > 0 {
			t.Errorf("no letter to %v", want)
		}
		w.publish("old", i18n.KK, w.now.Add(-8*24*time.Hour), "rubric/law")
		w.follows("long@mail.kz", follow.Each, w.now.Add(-100*24*time.Hour), "news/kk")
		check(t, w.Send(t.Context(), "old"))
		check(t, w.Send(t.Context(), "withdrawn"))
		if n := len(w.letters()); n != len(got) {
			t.Errorf("%d letters of what is old or withdrawn", n-len(got))
		}
	})
}

// TestHead: a letter can be left by one click (RFC 8058, 3: both headers, an
// https address), and is sorted by its list (RFC 2919).
func TestHead(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		f := w.follows("a@mail.kz", follow.Each, w.now.Add(-time.Hour), "news/kk")
		w.publish("a", i18n.KK, w.now)
		w.items[0].Title = "Ұзақ\r\nBcc: x@y.example\u2028" + strings.Repeat("тақырып ", 50)
		w.items[0].Lead = "Бір\x00\x1b екі"
		check(t, w.Send(t.Context(), "a"))
		l := w.letters()[0]
		heads := map[string]string{}
		for _, h := range l.Headers {
			heads[h.Name] = h.Value
		}
		if heads["List-Unsubscribe"] != "<https://adal.example/kk/subscribe/stop/"+w.Followers.Token(f.ID)+">" ||
			heads["List-Unsubscribe-Post"] != "List-Unsubscribe=One-Click" || heads["List-Id"] != "<news.kk.adal.example>" {
			t.Errorf("%v", heads)
		}
		if strings.ContainsAny(l.Subject+l.Text, "\r\x00\x1b\u2028") || strings.Contains(l.Subject, "\n") || len([]rune(l.Subject)) > mostSubject {
			t.Errorf("%q %q", l.Subject, l.Text)
		}
	})
}

// TestMonday: the letters of the week go on Monday at eight in the morning where
// the bodies are. 23 November 2026 is a Monday, and eight in Aqtau is three in
// Greenwich.
func TestMonday(t *testing.T) {
	for now, want := range map[string]string{
		"2026-11-23T03:00:00Z": "2026-11-23T03:00:00Z", "2026-11-23T02:59:59Z": "2026-11-16T03:00:00Z", "2026-11-24T12:00:00Z": "2026-11-23T03:00:00Z",
		"2026-11-29T23:59:59Z": "2026-11-23T03:00:00Z", "2026-11-22T20:00:00Z": "2026-11-16T03:00:00Z", // Monday there, Sunday here
		"2027-01-01T00:00:00Z": "2026-12-28T03:00:00Z",
	} {
		at, err := time.Parse(time.RFC3339, now)
		check(t, err)
		if got, day := monday(at, aqtau); got.UTC().Format(time.RFC3339) != want || day.Weekday() != time.Monday {
			t.Errorf("%s: %s %s, not %s", now, got.UTC().Format(time.RFC3339), day, want)
		}
	}
}

// TestWeek: one letter with what was published since the last one, in each
// language that is followed; nothing to whom there is nothing to tell.
func TestWeek(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		at := func(s string) time.Time {
			at, err := time.Parse(time.RFC3339, s)
			check(t, err)
			return at
		}
		w.now = at("2026-11-18T10:00:00Z")
		check(t, w.Digest(t.Context())) // the first: nobody follows anything
		begin := at("2026-11-17T00:00:00Z")
		w.follows("a@mail.kz", follow.Weekly, begin, "news/kk", "news/ru/rubric/law")
		w.follows("law@mail.kz", follow.Weekly, begin, "news/kk/rubric/law")
		w.follows("late@mail.kz", follow.Weekly, at("2026-11-20T00:00:00Z"), "news/kk")
		w.follows("each@mail.kz", follow.Each, begin, "news/kk")
		w.publish("one", i18n.KK, at("2026-11-18T11:00:00Z"))
		w.publish("two", i18n.KK, at("2026-11-21T11:00:00Z"), "rubric/law")
		w.publish("three", i18n.RU, at("2026-11-21T12:00:00Z"), "rubric/law")
		w.publish("next", i18n.KK, at("2026-11-23T03:00:00Z"), "rubric/law")
		for _, i := range w.items[:3] {
			check(t, w.Send(t.Context(), i.ID))
		}
		w.now = at("2026-11-23T02:59:00Z")
		check(t, w.Digest(t.Context()))
		sent := len(w.letters())
		w.now = at("2026-11-23T03:00:00Z")
		for range 2 {
			check(t, w.Digest(t.Context()))
		}
		got := map[string]string{}
		for _, l := range w.letters()[:len(w.letters())-sent] {
			got[l.To+" "+string(l.Lang)] += l.Text
		}
		for who, want := range map[string][]string{"a@mail.kz kk": {"one", "two"}, "a@mail.kz ru": {"three"}, "law@mail.kz kk": {"two"}, "late@mail.kz kk": {"two"}} {
			for _, id := range []string{"one", "two", "three", "next"} {
				n := 0
				for _, w := range want {
					if w == id {
						n = 1
					}
				}
				if strings.Count(got[who], "/news/2026/11/"+id+"\n") != n {
					t.Errorf("%s: %s", who, got[who])
				}
			}
			delete(got, who)
		}
		if len(got) > 0 || sent != 2 {
			t.Errorf("%d letters at once, and %v", sent, got)
		}
		w.now = at("2026-12-22T10:00:00Z") // the server stood still for four weeks
		check(t, w.Digest(t.Context()))
		if !strings.Contains(fmt.Sprint(w.letters()), "/news/2026/11/next") {
			t.Error("what was published while nobody looked is lost")
		}
	})
}

// TestOnce ends the program between any two transactions, changes how often
// somebody wants letters, and corrects: whatever happens, at the end each article
// came once to each follower who followed it when it was published.
func TestOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		round, w := 0, newWorld(t, d, true)
		rapid.Check(t, func(rt *rapid.T) {
			round++
			w.items = nil
			for _, table := range []string{"mail_letter", "following", "follower", "follow_told", "follow_mark", "follow_wish", "mail_key"} {
				_, err := d.Pool().Exec("DELETE FROM " + table)
				check(t, err)
			}
			w.now = time.Date(2026, 11, 16, 3, 0, 0, 0, time.UTC).Add(time.Minute)
			check(t, w.Digest(t.Context()))
			people := rapid.SampledFrom([]int{1, 2, 3, 5, 8, together + 5}).Draw(rt, "people") // also more than one transaction
			often := func() follow.Often {
				return rapid.SampledFrom([]follow.Often{follow.Each, follow.Weekly}).Draw(rt, "often")
			}
			begin := w.now.Add(-time.Hour)
			wants := map[string]int{}
			check(t, w.DB.Write(t.Context(), follow.Scope, func(tx *db.Tx) error {
				for p := range people {
					subject := []string{"news/kk", "news/kk/rubric/law"}[p%2]
					w.followsIn(tx, fmt.Sprintf("p%d@mail.kz", p), often(), begin, subject)
				}
				return nil
			}))
			total := 0
			for step := range rapid.IntRange(1, 8).Draw(rt, "steps") {
				w.now = w.now.Add(time.Duration(rapid.IntRange(1, 60).Draw(rt, "hours")) * time.Hour)
				switch rapid.SampledFrom([]string{"publish", "crash", "week", "switch"}).Draw(rt, "step") {
				case "publish":
					id := fmt.Sprintf("i%d-%d", round, step)
					law := rapid.Bool().Draw(rt, "law")
					var of []string
					if law {
						of = []string{"rubric/law"}
					}
					w.publish(id, i18n.KK, w.now, of...)
					for p := range people {
						if p%2 == 0 || law {
							wants[fmt.Sprintf("p%d@mail.kz %s", p, id)] = 1
							total++
						}
					}
					w.crash(rt, func(ctx context.Context) error { return w.Send(ctx, id) })
				case "crash":
					if len(w.items) > 0 {
						id := rapid.SampledFrom(w.items).Draw(rt, "item").ID
						w.crash(rt, func(ctx context.Context) error { return w.Send(ctx, id) })
					}
				case "week":
					w.crash(rt, w.Digest)
				case "switch":
					_, err := d.Pool().Exec(`UPDATE follower SET often = '` + string(often()) + `'`)
					check(t, err)
				}
			}
			for _, i := range w.items { // jobs that were cut off are done again
				check(t, w.Send(t.Context(), i.ID))
			}
			w.now = w.now.Add(8 * 24 * time.Hour)
			check(t, w.Digest(t.Context()))
			got := map[string]int{}
			for _, l := range w.letters() {
				for _, i := range w.items {
					got[l.To+" "+i.ID] += strings.Count(l.Text, i.Path+"\n")
				}
			}
			for who, n := range got {
				if n != wants[who] {
					rt.Fatalf("%s: %d times, not %d", who, n, wants[who])
				}
			}
			for who := range wants {
				if got[who] == 0 {
					rt.Fatalf("%s: never", who)
				}
			}
		})
	})
}

// crash does something that is cut off at any moment: what goes wrong then
// doesn't matter, only what is left.
func (w *world) crash(rt *rapid.T, do func(context.Context) error) {
	ctx, cancel := context.WithCancel(w.t.Context())
	defer cancel()
	cut := &cutting{Context: ctx, cancel: cancel}
	cut.left.Store(int32(rapid.IntRange(0, 12).Draw(rt, "left")))
	_ = do(cut)
}

// cutting is a context that ends after it was asked so often whether it has.
type cutting struct {
	context.Context
	left   atomic.Int32
	cancel func()
}

func (c *cutting) Err() error {
	if c.left.Add(-1) < 0 {
		c.cancel()
	}
	return c.Context.Err()
}
