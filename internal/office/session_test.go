package office_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/fault"
	"adal/internal/office"
	"adal/internal/seal"

	"pgregory.net/rapid"
)

// in signs somebody in and returns the token.
func (h *house) in(login string) string {
	h.t.Helper()
	s, err := h.SignIn(h.t.Context(), login, h.ids[login].secret)
	h.fine(err)
	return s.Token
}

// holds checks whether a session is still good.
func (h *house) holds(token string, want bool) {
	h.t.Helper()
	s, b, err := h.Session(h.t.Context(), token)
	if want && (err != nil || s.Body != b.ID || s.ID == "") {
		h.t.Errorf("the session should hold: %v", err)
	}
	if !want && !errors.Is(err, fault.NotFound) {
		h.t.Errorf("the session of %q should be over: %v", s.Login, err)
	}
}

func TestSessionEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		h.seat("centre", "aigerim")
		h.holds("", false)
		h.holds("made up", false)

		silent := h.in("aigerim")
		h.at = h.at.Add(2*time.Hour - time.Second)
		h.holds(silent, true)
		h.at = h.at.Add(2*time.Hour - time.Second) // its use was noted
		h.holds(silent, true)
		h.at = h.at.Add(2 * time.Hour)
		h.holds(silent, false)

		// Use within five minutes of the last note isn't noted: a session may
		// end up to five minutes early, and a busy page doesn't write each time.
		busy := h.in("aigerim")
		h.at = h.at.Add(4 * time.Minute)
		h.holds(busy, true)
		h.at = h.at.Add(116 * time.Minute)
		h.holds(busy, false)

		long := h.in("aigerim")
		for range 12 {
			h.at = h.at.Add(time.Hour - time.Second)
			h.holds(long, true)
		}
		h.at = h.at.Add(12 * time.Second)
		h.holds(long, false)

		first, second := h.in("aigerim"), h.in("aigerim") // two browsers
		h.fine(h.SignOut(ctx, first))
		h.holds(first, false)
		h.holds(second, true)
		h.fine(h.SignOut(ctx, first))

		h.fine(h.Unseat(ctx, h.ids["keeper"].by, h.ids["aigerim"].by.Seat))
		h.holds(second, false)
	})
}

// TestSessionEndsWithTerm lets midnight of the body's zone end a term.
func TestSessionEndsWithTerm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		h.at = time.Date(2026, time.November, 23, 18, 30, 0, 0, time.UTC) // 23:30 in the zone
		_, code, err := h.Seat(ctx, h.ids["keeper"].by, bodies.Seat{
			Body: "centre", Person: "өкіл", Login: "aigerim", Until: calendar.Date(2026, time.November, 24),
		})
		h.fine(err)
		h.join("aigerim", code)
		token := h.in("aigerim")
		h.at = h.at.Add(29 * time.Minute)
		h.holds(token, true)
		h.at = h.at.Add(time.Minute)
		h.holds(token, false)
		_, err = h.SignIn(ctx, "aigerim", h.ids["aigerim"].secret)
		h.wants(err, fault.Invalid, "office.sign-in-wrong")
		if len(h.opens("aigerim")) != 1 {
			t.Error("what was sealed is destroyed daily, not yet")
		}
		h.fine(h.Daily(ctx))
		h.fine(d.Read(ctx, func(tx *db.Tx) error {
			if w, err := bodies.Wraps(ctx, tx, h.ids["aigerim"].by.Seat); len(w) != 0 || err != nil {
				t.Errorf("%d wraps are left, %v", len(w), err)
			}
			n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM session WHERE seat = $1`, h.ids["aigerim"].by.Seat)
			if n != 2 { // of joining and of signing in, idle for less than two hours
				t.Errorf("%d sessions", n)
			}
			return err
		}))
		h.at = h.at.Add(3 * time.Hour)
		h.fine(h.Daily(ctx))
		h.fine(d.Read(ctx, func(tx *db.Tx) error {
			n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM session`)
			if n != 0 {
				t.Errorf("%d sessions are left", n)
			}
			return err
		}))
	})
}

// TestWrongPassphrase derives keys from wrong passphrases, as a browser does.
func TestWrongPassphrase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		h.seat("centre", "aigerim")
		ring, err := h.Keyring(ctx, h.ids["aigerim"].by)
		h.fine(err)
		for _, c := range []struct{ login, passphrase string }{
			{"aigerim", h.ids["aigerim"].passphrase + "."},
			{"nobody", h.ids["aigerim"].passphrase},
		} {
			secret, unlocking, err := seal.SeatKeys(c.login, c.passphrase)
			h.fine(err)
			_, err = h.SignIn(ctx, c.login, secret.Token())
			h.wants(err, fault.Invalid, "office.sign-in-wrong")
			if _, err := seal.Unwrap(unlocking, ring.Identity); !errors.Is(err, seal.ErrNotForUs) {
				t.Errorf("unlocking with %+v: %v", c, err)
			}
		}
		for _, secret := range []string{"", "x", h.ids["aigerim"].passphrase} {
			_, err := h.SignIn(ctx, "marat", secret)
			h.wants(err, fault.Invalid, "office.sign-in-wrong")
		}
		h.in("aigerim")
	})
}

// TestDelay fails in a row with a name that is there and with one that isn't:
// five are free, then 1 s, 2 s, 4 s … up to 15 minutes. Other names don't wait.
func TestDelay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		h.seat("centre", "aigerim")
		h.seat("centre", "marat")
		wrong := h.ids["keeper"].secret
		for _, login := range []string{"aigerim", "nobody"} {
			for range 5 {
				_, err := h.SignIn(ctx, login, wrong)
				h.wants(err, fault.Invalid, "office.sign-in-wrong")
			}
			wait := time.Second
			for range 12 {
				_, err := h.SignIn(ctx, login, wrong)
				h.wants(err, fault.Busy, "office.wait")
				h.at = h.at.Add(wait - time.Millisecond)
				_, err = h.SignIn(ctx, " "+login, h.ids["aigerim"].secret) // the right one waits too
				h.wants(err, fault.Busy, "office.wait")
				h.at = h.at.Add(time.Millisecond)
				_, err = h.SignIn(ctx, login, wrong)
				h.wants(err, fault.Invalid, "office.sign-in-wrong")
				wait = min(2*wait, 15*time.Minute)
			}
			h.in("marat")
		}
		// Another server, or this one after a restart, knows of the delay.
		other := &office.Office{DB: d, Charter: h.Charter, Zone: h.Zone, Now: h.Now}
		_, err := other.SignIn(ctx, "nobody", wrong)
		h.wants(err, fault.Busy, "office.wait")
		h.at = h.at.Add(15 * time.Minute)
		h.in("aigerim")
		for range 5 { // a success forgives
			_, err := h.SignIn(ctx, "aigerim", wrong)
			h.wants(err, fault.Invalid, "office.sign-in-wrong")
		}
		h.at = h.at.Add(25 * time.Hour)
		h.fine(h.Daily(ctx))
		h.fine(d.Read(ctx, func(tx *db.Tx) error {
			n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM sign_in_delay`)
			if n != 0 {
				t.Errorf("%d delays are remembered for more than a day", n)
			}
			return err
		}))
		for range 5 {
			_, err := h.SignIn(ctx, "nobody", wrong)
			h.wants(err, fault.Invalid, "office.sign-in-wrong")
		}
	})
}

// TestDelayWritesLittle makes names up: none of them comes to the database.
func TestDelayWritesLittle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		for i := range 50 {
			_, err := h.SignIn(ctx, string(rune('a'+i%26))+"x"+string(rune('a'+i/26)), h.ids["keeper"].secret)
			h.wants(err, fault.Invalid, "office.sign-in-wrong")
		}
		h.fine(d.Read(ctx, func(tx *db.Tx) error {
			n, err := db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM sign_in_delay`)
			if n != 0 {
				t.Errorf("%d rows", n)
			}
			return err
		}))
	})
}

// TestDelayTogether tries many secrets of one name at the same moment: no more
// than the free ones are compared.
func TestDelayTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		var wg sync.WaitGroup
		var mu sync.Mutex
		compared := 0
		for range 40 {
			wg.Go(func() {
				_, err := h.SignIn(context.Background(), "keeper", h.ids["none"].secret)
				mu.Lock()
				defer mu.Unlock()
				if !errors.Is(err, fault.Busy) {
					compared++
				}
			})
		}
		wg.Wait()
		if compared != 5 {
			t.Errorf("%d of 40 were compared", compared)
		}
	})
}

// TestDelayGrows checks the curve of the delay on its whole length.
func TestDelayGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 1_000_000).Draw(t, "failures")
		now, next := office.Delay(n), office.Delay(n+1)
		if next < now || now < 0 || now > 15*time.Minute || (now == 0) != (n < 5) {
			t.Fatalf("after %d failures %s, then %s", n, now, next)
		}
	})
}

// TestCode copies an invitation by hand, in any way that people do.
func TestCode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.StringMatching(`[A-Z2-7]{26}`).Draw(t, "code")
		typed := office.ReadableCode(code)
		if groups := strings.Split(typed, "-"); len(groups) != 5 {
			t.Fatalf("%q has %d groups", typed, len(groups))
		}
		if rapid.Bool().Draw(t, "small") {
			typed = strings.ToLower(typed)
		}
		typed = strings.NewReplacer("O", "0", "I", "1", "B", "8", "-", rapid.SampledFrom([]string{"-", " ", "", "–"}).Draw(t, "between")).Replace(typed)
		if got := office.PlainCode(typed); got != code {
			t.Fatalf("%q was read as %q, want %q", typed, got, code)
		}
	})
}
