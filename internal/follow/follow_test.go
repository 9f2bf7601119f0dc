package follow

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/mail"

	"pgregory.net/rapid"
)

type world struct {
	*Followers
	t testing.TB
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		test(t, &world{&Followers{DB: d, Box: &mail.Box{DB: d, Shown: true}, Key: bytes.Repeat([]byte{7}, KeySize)}, t})
	})
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) do(fn func(tx *db.Tx) error) error {
	return w.DB.Write(w.t.Context(), Scope, fn)
}

// wish asks, and returns the token.
func (w *world) wish(address string, subjects ...string) (token string) {
	w.t.Helper()
	check(w.t, w.do(func(tx *db.Tx) (err error) {
		token, err = w.wishIn(tx, address, subjects...)
		return err
	}))
	return token
}

func (w *world) wishIn(tx *db.Tx, address string, subjects ...string) (token string, err error) {
	return w.Wish(w.t.Context(), tx, Wish{Address: address, Lang: i18n.KK, Often: Each, Subjects: subjects})
}

func (w *world) confirm(token string) (who Follower, err error) {
	return who, w.do(func(tx *db.Tx) error {
		who, err = w.Confirm(w.t.Context(), tx, token)
		return err
	})
}

func (w *world) must(token string) Follower {
	w.t.Helper()
	who, err := w.confirm(token)
	check(w.t, err)
	return who
}

func (w *world) count(query string) (n int) {
	w.t.Helper()
	check(w.t, w.DB.Pool().QueryRow(query).Scan(&n))
	return n
}

func subjects(f Follower) (all []string) {
	for _, g := range f.Following {
		all = append(all, g.Subject)
	}
	return all
}

// TestConfirm: only the token makes a wish true, once, and within 48 hours;
// looking at it does nothing.
func TestConfirm(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		token := w.wish("aigul@mail.kz", "news/kk", "news/kk/rubric/law")
		for range 2 {
			check(t, w.DB.Read(t.Context(), func(tx *db.Tx) error {
				got, err := w.Wished(t.Context(), tx, token)
				if len(got.Subjects) != 2 || got.Address != "" || got.Lang != i18n.KK || got.Often != Each {
					t.Errorf("%+v", got)
				}
				return err
			}))
		}
		if w.count(`SELECT COUNT(*) FROM follower`) != 0 {
			t.Error("looking at a link confirmed it")
		}
		for _, bad := range []string{"", "x", token + "x", strings.ToUpper(token), hash(token)} {
			if _, err := w.confirm(bad); !errors.Is(err, fault.NotFound) {
				t.Errorf("%q: %v", bad, err)
			}
		}
		who := w.must(token)
		if who.Address != "aigul@mail.kz" || !slices.Equal(subjects(who), []string{"news/kk", "news/kk/rubric/law"}) {
			t.Errorf("%+v", who)
		}
		if _, err := w.confirm(token); !errors.Is(err, fault.NotFound) {
			t.Errorf("a link worked twice: %v", err)
		}
		late := w.wish("late@mail.kz", "news/kk")
		for ago, want := range map[time.Duration]fault.Kind{lives - time.Minute: "", lives + time.Minute: fault.NotFound} {
			check(t, w.do(func(tx *db.Tx) error {
				_, err := tx.ExecContext(t.Context(), `UPDATE follow_wish SET asked = $1`, tx.Now.Plus(-ago))
				return err
			}))
			check(t, w.DB.Read(t.Context(), func(tx *db.Tx) error {
				if _, err := w.Wished(t.Context(), tx, late); fault.Of(err) != want {
					t.Errorf("after %v: %v", ago, err)
				}
				return nil
			}))
		}
		check(t, w.do(func(tx *db.Tx) error {
			_, err := tx.ExecContext(t.Context(), `UPDATE follow_wish SET asked = $1`, tx.Now.Plus(-lives-time.Minute))
			return err
		}))
		check(t, w.Sweep(t.Context()))
		if w.count(`SELECT COUNT(*) FROM follow_wish`) != 0 {
			t.Error("an address is kept that nobody confirmed")
		}
	})
}

// TestKept: the database has neither an address nor a token.
func TestKept(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		token := w.wish("aigul@mail.kz", "news/kk")
		who := w.must(token)
		waits := w.wish("Aigul@mail.kz", "news/ru")
		var sealed, wished []byte
		var name, hashed string
		check(t, w.DB.Pool().QueryRow(`SELECT f.address, f.name, w.address, w.token FROM follower f, follow_wish w`).Scan(&sealed, &name, &wished, &hashed))
		kept := string(sealed) + name + string(wished) + hashed
		for _, secret := range []string{"aigul", "Aigul", "mail.kz", token, waits, w.Token(who.ID), strings.SplitN(w.Token(who.ID), ".", 2)[1]} {
			if strings.Contains(kept, secret) {
				t.Errorf("%q is in the database", secret)
			}
		}
		other := &Followers{DB: w.DB, Box: w.Box, Key: bytes.Repeat([]byte{8}, KeySize)}
		check(t, w.DB.Read(t.Context(), func(tx *db.Tx) error {
			if _, err := other.Of(t.Context(), tx, w.Token(who.ID)); !errors.Is(err, fault.NotFound) {
				t.Errorf("another key takes the token: %v", err)
			}
			if _, err := other.Of(t.Context(), tx, other.Token(who.ID)); err == nil {
				t.Error("another key opens the address")
			}
			return nil
		}))
		again := w.must(waits) // in large letters it is the same person
		if again.ID != who.ID || !slices.Equal(subjects(again), []string{"news/kk", "news/ru"}) || again.Following[0].Since != who.Following[0].Since {
			t.Errorf("%+v after %+v", again, who)
		}
	})
}

// TestAskedTooOften: three letters wait for one address, and no more go; another
// address still gets its own.
func TestAskedTooOften(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var tokens []string
		for range 5 {
			tokens = append(tokens, w.wish("aigul@mail.kz", "news/kk"))
		}
		if slices.Index(tokens, "") != 3 || w.wish("b@mail.kz", "news/kk") == "" {
			t.Errorf("%q", tokens)
		}
		if w.count(`SELECT COUNT(*) FROM follow_wish`) != 4 {
			t.Error("a wish is kept that no letter is for")
		}
	})
}

// TestLeave: with the last subject everything goes, also the letters that wait;
// to leave twice is no fault, and nobody leaves for another.
func TestLeave(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		who, other := w.must(w.wish("a@mail.kz", "news/kk", "news/kk/rubric/law", "shortcoming/7")), w.must(w.wish("b@mail.kz", "news/kk"))
		check(t, w.do(func(tx *db.Tx) error {
			for _, f := range []Follower{who, other} {
				if first, err := w.Tell(t.Context(), tx, f.ID, "x"); err != nil || !first {
					return errors.Join(err, errors.New("not the first time"))
				}
				if err := w.Box.Post(t.Context(), tx, mail.Letter{To: f.Address, Subject: "С", Text: "Т", Key: f.ID, About: f.ID}); err != nil {
					return err
				}
			}
			return nil
		}))
		leave := func(token string, leaves func(string) bool) {
			t.Helper()
			check(t, w.do(func(tx *db.Tx) error { return w.Leave(t.Context(), tx, token, leaves) }))
		}
		leave(who.ID, Everything)
		leave(who.ID+".", Everything)
		leave(who.ID+"."+strings.SplitN(w.Token(other.ID), ".", 2)[1], Everything)
		if n := w.count(`SELECT COUNT(*) FROM following`); n != 4 {
			t.Fatalf("somebody left in another's name: %d", n)
		}
		leave(w.Token(who.ID), func(s string) bool { return strings.HasPrefix(s, "news/") })
		check(t, w.DB.Read(t.Context(), func(tx *db.Tx) error {
			f, err := w.Of(t.Context(), tx, w.Token(who.ID))
			if !slices.Equal(subjects(f), []string{"shortcoming/7"}) {
				t.Errorf("left with %v", subjects(f))
			}
			return err
		}))
		if n := w.count(`SELECT COUNT(*) FROM mail_letter`); n != 2 {
			t.Errorf("%d letters wait", n)
		}
		leave(w.Token(who.ID), Everything)
		leave(w.Token(who.ID), Everything)
		for query, want := range map[string]int{
			`SELECT COUNT(*) FROM follower`: 1, `SELECT COUNT(*) FROM following`: 1, `SELECT COUNT(*) FROM follow_told`: 1, `SELECT COUNT(*) FROM mail_letter`: 1,
		} {
			if n := w.count(query); n != want {
				t.Errorf("%s: %d", query, n)
			}
		}
		check(t, w.do(func(tx *db.Tx) error { return w.Bounced(t.Context(), tx, other.ID) }))
		check(t, w.do(func(tx *db.Tx) error { return w.Bounced(t.Context(), tx, "wish nobody") }))
		if w.count(`SELECT COUNT(*) FROM follower`) != 0 {
			t.Error("an address that doesn't exist is kept")
		}
	})
}

// TestRefused: what can't be a wish is none.
func TestRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		good := Wish{Address: "a@mail.kz", Lang: i18n.KK, Often: Each, Subjects: []string{"news/kk"}}
		for field, change := range map[string]func(*Wish){
			"address": func(w *Wish) { w.Address = "a@mail.kz\r\nBcc: b@mail.kz" }, "lang": func(w *Wish) { w.Lang = "de" }, "often": func(w *Wish) { w.Often = "hourly" },
			"subject": func(w *Wish) { w.Subjects = []string{"news/kk\nnews/ru"} },
		} {
			bad := good
			change(&bad)
			err := w.do(func(tx *db.Tx) error {
				_, err := w.Wish(t.Context(), tx, bad)
				return err
			})
			if all := fault.Fields(err); len(all) != 1 || all[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		good.Subjects = nil
		if err := w.do(func(tx *db.Tx) error {
			_, err := w.Wish(t.Context(), tx, good)
			return err
		}); err == nil {
			t.Error("nothing can be followed")
		}
	})
}

// TestPages: going through followers a few at a time meets each once, and only
// those of the subject.
func TestPages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for i := range 7 {
			w.must(w.wish(fmt.Sprintf("a%d@mail.kz", i), []string{"news/kk", "news/ru"}[i%2], "news/en"))
		}
		for subject, want := range map[string]int{"news/kk": 4, "news/ru": 3, "news/en": 7, "news": 0, "": 7} {
			seen := map[string]bool{}
			for after := ""; ; {
				var all []Follower
				check(t, w.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
					if subject == "" {
						all, err = w.Next(t.Context(), tx, after, 3)
					} else {
						all, err = w.Some(t.Context(), tx, subject, after, 3)
					}
					return err
				}))
				if len(all) == 0 {
					break
				}
				for _, f := range all {
					if seen[f.ID] || f.Address == "" || len(f.Following) != 2 {
						t.Errorf("%s: %+v", subject, f)
					}
					seen[f.ID], after = true, f.ID
				}
			}
			if len(seen) != want {
				t.Errorf("%s has %d followers, not %d", subject, len(seen), want)
			}
		}
	})
}

// errUndone ends a transaction of which nothing shall be left.
var errUndone = errors.New("undone")

// TestModel compares with a map what any sequence of wishes, confirmations and
// leavings leaves. Each sequence is one transaction that is undone.
func TestModel(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		rapid.Check(t, func(rt *rapid.T) {
			var steps []modelStep
			for range rapid.IntRange(1, 15).Draw(rt, "steps") {
				steps = append(steps, modelStep{
					fmt.Sprintf("a%d@mail.kz", rapid.IntRange(0, 2).Draw(rt, "address")), fmt.Sprintf("s%d", rapid.IntRange(0, 2).Draw(rt, "subject")),
					rapid.SampledFrom([]string{"wish", "confirm", "leave", "leave all"}).Draw(rt, "step"),
				})
			}
			m := model{world: w, follow: map[string]map[string]bool{}, ids: map[string]string{}}
			if err := w.do(func(tx *db.Tx) error {
				for _, s := range steps {
					if err := m.step(tx, s); err != nil {
						return err
					}
				}
				return errors.Join(m.compare(tx), errUndone)
			}); err.Error() != errUndone.Error() {
				rt.Fatalf("%v", err)
			}
		})
	})
}

type modelStep struct{ address, subject, do string }

// model is who follows what, by their addresses.
type model struct {
	*world
	follow map[string]map[string]bool
	ids    map[string]string
}

func (m *model) step(tx *db.Tx, s modelStep) error {
	ctx := m.t.Context()
	switch s.do {
	case "wish", "confirm":
		token, err := m.wishIn(tx, s.address, s.subject)
		if err != nil || token == "" || s.do == "wish" {
			return err
		}
		who, err := m.Confirm(ctx, tx, token)
		if m.ids[s.address] = who.ID; m.follow[s.address] == nil {
			m.follow[s.address] = map[string]bool{}
		}
		m.follow[s.address][s.subject] = true
		return err
	}
	all := s.do == "leave all"
	if delete(m.follow[s.address], s.subject); all || len(m.follow[s.address]) == 0 {
		delete(m.follow, s.address)
	}
	return m.Leave(ctx, tx, m.Token(m.ids[s.address]), func(one string) bool { return all || one == s.subject })
}

func (m *model) compare(tx *db.Tx) error {
	var wrong []error
	for _, s := range []string{"s0", "s1", "s2"} {
		var want, got []string
		for a, all := range m.follow {
			if all[s] {
				want = append(want, a)
			}
		}
		all, err := m.Some(m.t.Context(), tx, s, "", 10)
		for _, f := range all {
			got = append(got, f.Address)
		}
		slices.Sort(want)
		slices.Sort(got)
		if wrong = append(wrong, err); !slices.Equal(got, want) {
			wrong = append(wrong, fmt.Errorf("%s is followed by %v, not %v", s, got, want))
		}
	}
	return errors.Join(wrong...)
}

// FuzzToken: no text but the one that was made is a token.
func FuzzToken(f *testing.F) {
	w := &Followers{Key: bytes.Repeat([]byte{7}, KeySize)}
	good := w.Token("ABC")
	for _, s := range []string{good, "ABC.", "ABC", ".", good + "=", good + "A", "abc" + good[3:]} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if id, ok := w.holder(s); ok && s != w.Token(id) || ok != (s == good) && id == "ABC" {
			t.Errorf("%q is taken for %q", s, id)
		}
	})
}
