package mail

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/jobs"

	"pgregory.net/rapid"
)

// TestRefusals: a first digit of 4 is to be tried again, of 5 about the recipient
// or the letter never (RFC 5321, 4.2.1); an address that doesn't exist
// (RFC 3463: 5.1.1) is told to who posted it. What is kept has no address.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		verb, answer string
		final        bool
		bounced      bool
	}{
		{"RCPT", "450 4.2.1 <reader@mail.example>: greylisted, try again", false, false},
		{"RCPT", "550 5.1.1 <reader@mail.example>: no such user", true, true},
		{"RCPT", "554 5.7.1 <reader@mail.example>: we don't like you", true, false},
		{"RCPT", "550 <reader@mail.example>: no enhanced status", true, false},
		{"MAIL", "553 5.7.1 news@adal.example isn't yours", false, false},
		{"MAIL", "421 4.3.2 closing", false, false},
		{"DATA", "451 4.3.0 later", false, false},
		{"END", "552 5.3.4 too large for reader@mail.example", true, false},
		{"END", "451 4.3.0 disk", false, false},
		{"RCPT", "cut", false, false},
		{"DATA", "cut", false, false},
		{"END", "cut", false, false},
	} {
		t.Run(c.verb+" "+c.answer[:3], func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				var well atomic.Bool
				w.answer = func(verb, _ string) string {
					if verb == c.verb && !well.Load() {
						return c.answer
					}
					return ""
				}
				bounced := ""
				w.Bounced = func(_ context.Context, _ *db.Tx, about string) error {
					bounced = about
					return nil
				}
				w.serve("smtp", "", "")
				l := letter
				l.About = "follower"
				w.put(l)
				check(t, w.Send(t.Context()))
				if (bounced != "") != c.bounced {
					t.Errorf("bounced: %q", bounced)
				}
				left := 1
				if c.final {
					left = 0
				}
				if n := w.count(`SELECT COUNT(*) FROM mail_letter`); n != left || len(w.letters()) != 0 {
					t.Errorf("%d letters are left, %d went", n, len(w.letters()))
				}
				all, err := w.Failures(t.Context(), 10)
				check(t, err)
				if len(all) == 1 != c.final || c.final && !strings.Contains(all[0].Reason, c.answer[:3]) {
					t.Errorf("the failures are %+v", all)
				}
				for _, secret := range []string{"reader", "mail.example", "news@"} {
					if strings.Contains(w.log.String()+fmt.Sprint(all), secret) {
						t.Errorf("%q is in the log or the failures:\n%s%v", secret, w.log, all)
					}
				}
				check(t, w.Send(t.Context()))
				if w.visits() != 1 {
					t.Error("it was tried again at once")
				}
				well.Store(true)
				w.later(time.Hour)
				check(t, w.Send(t.Context()))
				if len(w.letters()) != left {
					t.Errorf("%d went in the end", len(w.letters()))
				}
			})
		})
	}
}

// TestGivenUp: after five days a letter is given up, and its reason kept.
func TestGivenUp(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.answer = func(verb, _ string) string {
			if verb == "RCPT" {
				return "451 4.7.1 not now"
			}
			return ""
		}
		w.serve("smtp", "", "")
		w.put(letter)
		for _, days := range []int{0, 4} {
			w.later(time.Duration(days) * 24 * time.Hour)
			check(t, w.Send(t.Context()))
			if w.count(`SELECT COUNT(*) FROM mail_letter`) != 1 {
				t.Fatalf("given up after %d days", days)
			}
		}
		w.later(5 * 24 * time.Hour)
		check(t, w.Send(t.Context()))
		all, err := w.Counts(t.Context(), (&Box{}).today(&db.Tx{Now: db.Time{Time: time.Now()}}).AddDays(-2))
		if err != nil || len(all) != 1 || all[0].Failed != 1 || all[0].Sent != 0 {
			t.Errorf("%+v %v", all, err)
		}
	})
}

// TestWaits: the wait doubles from five minutes to six hours.
func TestWaits(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.answer = func(verb, _ string) string {
			if verb == "RCPT" {
				return "451 4.7.1 not now"
			}
			return ""
		}
		w.serve("smtp", "", "")
		w.put(letter)
		for i, minutes := range []int{5, 10, 20, 40, 80, 160, 320, 360, 360} {
			w.later(0)
			check(t, w.Send(t.Context()))
			var due db.Time
			check(t, w.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
				due, err = db.One(t.Context(), tx, db.Value[db.Time], `SELECT due FROM mail_letter`)
				return err
			}))
			if wait := time.Until(due.Time).Round(time.Minute); wait != time.Duration(minutes)*time.Minute {
				t.Errorf("after try %d it waits %v, not %d minutes", i+1, wait, minutes)
			}
		}
	})
}

// TestUnreachable: a server that isn't there, that doesn't encrypt, whose
// certificate nobody vouches for, or that wants another password gets nothing.
func TestUnreachable(t *testing.T) {
	for name, set := range map[string]func(w *world){
		"no STARTTLS": func(w *world) {
			w.post.cert.Certificate = nil
			w.serve("smtp", "", "")
		},
		"no certificate": func(w *world) {
			w.serve("smtp", "", "")
			_, w.Server.Roots = certificate(w.t)
		},
		"no certificate from the first byte": func(w *world) {
			w.whole = true
			w.serve("smtps", "", "")
			w.Server.Roots = nil
		},
		"another password": func(w *world) {
			w.offers, w.login = []string{"AUTH PLAIN"}, "\x00box\x00other"
			w.serve("smtp", "box", "hidden-password")
		},
		"nobody there": func(w *world) {
			w.serve("smtp", "", "")
			w.Listener.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				set(w)
				w.put(letter)
				check(t, w.Send(t.Context()))
				if len(w.letters()) != 0 || w.count(`SELECT COUNT(*) FROM mail_letter WHERE lease IS NULL`) != 1 {
					t.Error("it went, or is lost")
				}
				for _, said := range w.said {
					if strings.HasPrefix(said, "MAIL") || strings.HasPrefix(said, "RCPT") {
						t.Errorf("it said %q", said)
					}
				}
				if !strings.Contains(w.log.String(), "can't be reached") || strings.Contains(w.log.String(), "hidden-password") || strings.Contains(w.log.String(), "reader") {
					t.Errorf("the log has %q", w.log)
				}
			})
		})
	}
}

// TestServer reads addresses of servers, and never shows a password.
func TestServer(t *testing.T) {
	for address, want := range map[string]string{
		"smtp://mail.example": "mail.example:587", "smtps://u:p@mail.example": "mail.example:465", "smtp://u:p@mail.example:2525": "mail.example:2525",
		"smtp+open://localhost": "localhost:25", "smtp+open://127.0.0.1:1025": "127.0.0.1:1025", "smtp+open://[::1]": "[::1]:25",
		"smtp+open://mail.example": "", "smtp+open://10.0.0.1": "", "http://mail.example": "", "mail.example": "", "": "", "smtp://": "", "smtp://u@mail.example": "",
		"smtp://mail.example/x": "", "smtp://mail.example?x=y": "", "smtp://mail.example:0": "", "smtp://u:p%zz@mail.example": "", "smtp://mail.example:99999": "",
	} {
		s, err := NewServer(address, "")
		if (err == nil) != (want != "") || err == nil && s.String() != want {
			t.Errorf("%q: %v %v", address, s, err)
		}
	}
	s, err := NewServer("smtps://user:hidden-password@mail.example", "")
	check(t, err)
	_, wrong := NewServer("smtps://user:hidden-password@mail.example/x y", "")
	for _, printed := range []string{fmt.Sprint(s), fmt.Sprintf("%+v %#v %s %v", s, s, s, []any{s}), fmt.Sprint(wrong)} {
		if strings.Contains(printed, "hidden") {
			t.Errorf("printed: %s", printed)
		}
	}
}

// TestFrom reads who letters are from.
func TestFrom(t *testing.T) {
	for _, good := range []string{"news@adal.example", "Adal <news@adal.example>", "«Адал» порталы <news@adal.example>"} {
		if a, err := ParseFrom(good); err != nil || a.Address != "news@adal.example" {
			t.Errorf("%q: %v %v", good, a, err)
		}
	}
	for _, bad := range []string{"", "adal", "news@localhost", "A <a@b.example>, B <b@c.example>", "x\r\nBcc: <a@b.example>"} {
		if a, err := ParseFrom(bad); err == nil {
			t.Errorf("%q: %v", bad, a)
		}
	}
}

// TestOneConnection: letters of a time go over one connection, and in order.
func TestOneConnection(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.serve("smtp+open", "", "")
		for i := range 2*atOnce + 5 {
			l := letter
			l.Key = fmt.Sprint(i)
			w.put(l)
		}
		runner := &jobs.Runner{DB: w.DB, Log: w.Log, Lease: time.Minute}
		jobs.Handle(runner, Out, func(ctx context.Context, _ struct{}) error { return w.Send(ctx) })
		for {
			did, err := runner.Next(t.Context())
			check(t, err)
			if !did {
				break
			}
		}
		if len(w.letters()) != 2*atOnce+5 || w.visits() != 1 || w.plains != len(w.letters()) {
			t.Errorf("%d letters over %d connections", len(w.letters()), w.visits())
		}
	})
}

// TestCrashes posts, sends, loses connections and ends programs between any two
// steps: each letter arrives, and those that come twice have one Message-ID.
func TestCrashes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		round := 0
		rapid.Check(t, func(rt *rapid.T) {
			round++
			w := &world{Box: &Box{DB: d, From: mustFrom(t), Log: quiet()}, t: t, post: newPost(t)}
			var cuts atomic.Int32
			w.answer = func(verb, _ string) string {
				if (verb == "RCPT" || verb == "END" || verb == "QUIT") && cuts.Add(-1) == 0 {
					return "cut"
				}
				return ""
			}
			w.serve("smtp+open", "", "")
			defer w.Listener.Close()
			keys := map[string]bool{}
			for range rapid.IntRange(1, 12).Draw(rt, "steps") {
				switch rapid.SampledFrom([]string{"post", "send", "cut", "crash"}).Draw(rt, "step") {
				case "post":
					l := letter
					l.Key = fmt.Sprintf("%d/%d", round, rapid.IntRange(0, 5).Draw(rt, "key"))
					l.Subject = l.Key
					keys[l.Key] = true
					w.put(l)
				case "send":
					w.later(0)
					check(t, w.Send(t.Context()))
				case "cut":
					cuts.Store(int32(rapid.IntRange(1, 4).Draw(rt, "after")))
				case "crash": // between the server's yes and the deletion
					if batch, err := w.take(t.Context()); err == nil && len(batch) > 0 {
						if c, err := w.Server.dial(t.Context(), w.From); err == nil {
							_ = c.send(batch[0])
							c.close()
						}
					}
				}
			}
			cuts.Store(0)
			w.later(0)
			check(t, w.Send(t.Context()))
			arrived, ids := map[string]bool{}, map[string]string{}
			for _, text := range w.letters() {
				subject, id := headerOf(text, "Subject: "), headerOf(text, "Message-ID: ")
				if arrived[subject] = true; ids[subject] != "" && ids[subject] != id {
					rt.Fatalf("%s came as %s and %s", subject, ids[subject], id)
				}
				ids[subject] = id
			}
			if len(arrived) != len(keys) {
				rt.Fatalf("%d of %d letters arrived", len(arrived), len(keys))
			}
		})
	})
}
