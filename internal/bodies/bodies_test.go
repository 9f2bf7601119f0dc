package bodies_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/seal"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var (
	today    = calendar.Date(2026, time.November, 23)
	tomorrow = today.AddDays(1)
)

// write runs fn and stops the test at an error.
func write(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), "", fn); err != nil {
		t.Fatal(err)
	}
}

// centre adds the regions and a body.
func centre(t *testing.T, d *db.DB) bodies.Body {
	t.Helper()
	b := bodies.Body{
		ID: "antikor-mangystau", Kind: "antikor-centre", Code: "AC47", Region: "KZ-47",
		Since: calendar.Date(2020, time.March, 6),
		Name:  i18n.Text{KK: "Маңғыстау Антикор орталығы", RU: "Антикор-центр Мангистау", EN: "Antikor centre of Mangystau"},
	}
	write(t, d, func(tx *db.Tx) error {
		return errors.Join(bodies.LoadRegions(t.Context(), tx), bodies.Add(t.Context(), tx, b))
	})
	return b
}

// TestRegionsOfTheirDay asks for names on days. The days are those of the
// decrees: the capital was Nur-Sultan from 23 March 2019 to 16 September 2022,
// South Kazakhstan became Turkistan on 19 June 2018, Ulytau, Abai and Zhetisu
// exist since 8 June 2022.
func TestRegionsOfTheirDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		centre(t, d)
		for _, c := range []struct{ code, day, kk string }{
			{"KZ-71", "2018-07-06", "Астана"},
			{"KZ-71", "2019-03-22", "Астана"},
			{"KZ-71", "2019-03-23", "Нұр-Сұлтан"},
			{"KZ-71", "2020-03-06", "Нұр-Сұлтан"},
			{"KZ-71", "2022-09-16", "Нұр-Сұлтан"},
			{"KZ-71", "2022-09-17", "Астана"},
			{"KZ-AST", "2023-01-01", "Астана"},
			{"KZ-61", "2018-06-18", "Оңтүстік Қазақстан облысы"},
			{"KZ-YUZ", "2018-06-19", "Түркістан облысы"},
			{"KZ-MAN", "2026-11-23", "Маңғыстау облысы"},
			{"KZ-62", "2022-06-08", "Ұлытау облысы"},
			{"KZ-62", "2022-06-07", ""},
			{"KZ-XX", "2026-11-23", ""},
		} {
			write(t, d, func(tx *db.Tx) error {
				r, err := bodies.RegionOn(t.Context(), tx, c.code, day(t, c.day))
				if c.kk == "" {
					if !errors.Is(err, fault.NotFound) {
						t.Errorf("%s on %s: %v, %v", c.code, c.day, r, err)
					}
				} else if err != nil || r.Name.KK != c.kk {
					t.Errorf("%s on %s is %q, want %q, %v", c.code, c.day, r.Name.KK, c.kk, err)
				}
				return nil
			})
		}
	})
}

// TestRegionsCount counts: until 7 June 2022 there were 14 regions and three
// cities of republican rank (Shymkent since 19 June 2018), then 17 and three.
func TestRegionsCount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		centre(t, d)
		write(t, d, func(tx *db.Tx) error { return bodies.LoadRegions(t.Context(), tx) }) // again changes nothing
		for _, c := range []struct {
			day string
			n   int
		}{{"2018-06-18", 16}, {"2020-03-06", 17}, {"2022-06-07", 17}, {"2022-06-08", 20}, {"2026-11-23", 20}} {
			write(t, d, func(tx *db.Tx) error {
				all, err := bodies.Regions(t.Context(), tx, day(t, c.day))
				if len(all) != c.n {
					t.Errorf("%d regions on %s, want %d", len(all), c.day, c.n)
				}
				for _, r := range all {
					if r.Name.KK == "" || r.Name.RU == "" || r.Name.EN == "" || r.In.KK == "" || r.In.RU == "" || r.In.EN == "" {
						t.Errorf("%s lacks a name: %+v", r.ID, r)
					}
				}
				return err
			})
		}
	})
}

func day(t *testing.T, s string) calendar.Day {
	t.Helper()
	d, err := calendar.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestBodyOfItsDay follows a body through a new name and its end.
func TestBodyOfItsDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, ctx := centre(t, d), t.Context()
		renamed := i18n.Text{KK: "Адалдық орталығы", RU: "Центр честности", EN: "Integrity centre"}
		next := bodies.Body{ID: "next", Kind: b.Kind, Code: "AC48", Since: today, Name: renamed}
		write(t, d, func(tx *db.Tx) error {
			return errors.Join(
				bodies.Rename(ctx, tx, b.ID, renamed, calendar.Date(2023, time.January, 1)),
				bodies.Add(ctx, tx, next),
				bodies.End(ctx, tx, b.ID, next.ID, tomorrow))
		})
		write(t, d, func(tx *db.Tx) error {
			for _, c := range []struct{ day, kk string }{
				{"2019-01-01", b.Name.KK}, // before it was: its first name
				{"2020-03-06", b.Name.KK}, {"2022-12-31", b.Name.KK}, {"2023-01-01", renamed.KK},
			} {
				got, err := bodies.Get(ctx, tx, b.ID, day(t, c.day))
				if err != nil || got.Name.KK != c.kk {
					t.Errorf("on %s: %q, %v", c.day, got.Name.KK, err)
				}
			}
			got, err := bodies.Get(ctx, tx, b.ID, today)
			if err != nil || got.Successor != "next" || !got.On(today) || got.On(tomorrow) {
				t.Errorf("%+v, %v", got, err)
			}
			for _, c := range []struct {
				day  calendar.Day
				want []string
			}{{calendar.Date(2021, 1, 1), []string{b.ID}}, {today, []string{"next", b.ID}}, {tomorrow, []string{"next"}}} {
				list, err := bodies.All(ctx, tx, "antikor-centre", c.day)
				var ids []string
				for _, one := range list {
					ids = append(ids, one.ID)
				}
				if diff := cmp.Diff(c.want, ids); diff != "" || err != nil {
					t.Errorf("on %s (-want +got): %s %v", c.day, diff, err)
				}
			}
			if none, err := bodies.All(ctx, tx, "keeper", today); len(none) != 0 || err != nil {
				t.Errorf("keepers: %v, %v", none, err)
			}
			if every, err := bodies.All(ctx, tx, "", today); len(every) != 2 || err != nil {
				t.Errorf("all bodies: %v, %v", every, err)
			}
			return nil
		})
		if err := d.Write(ctx, "", func(tx *db.Tx) error { return bodies.End(ctx, tx, b.ID, "", today) }); !errors.Is(err, fault.Conflict) {
			t.Errorf("ending a body twice: %v", err)
		}
		if err := d.Write(ctx, "", func(tx *db.Tx) error { return bodies.Add(ctx, tx, bodies.Body{ID: "x"}) }); !errors.Is(err, fault.Invalid) {
			t.Errorf("a body of nothing: %v", err)
		}
	})
}

// invite appoints somebody and returns the seat and the invitation.
func invite(t *testing.T, d *db.DB, body, login string) (s bodies.Seat, code string) {
	t.Helper()
	write(t, d, func(tx *db.Tx) (err error) {
		s, code, err = bodies.Invite(t.Context(), tx, bodies.Seat{Body: body, Person: "өкіл", Login: login, Since: today})
		return err
	})
	return s, code
}

// keys are what a browser makes for a seat.
func keys(t *testing.T) (id seal.Identity, sealed []byte) {
	t.Helper()
	id, err := seal.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	sealed, err = seal.Wrap(id, id.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	return id, sealed
}

// take lets the holder of an invitation take the seat.
func take(t *testing.T, d *db.DB, code string) (s bodies.Seat, id seal.Identity) {
	t.Helper()
	id, sealed := keys(t)
	write(t, d, func(tx *db.Tx) (err error) {
		s, err = bodies.Take(t.Context(), tx, code, "hash of "+code, id.Recipient().String(), sealed)
		return err
	})
	return s, id
}

func TestInvite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, ctx := centre(t, d), t.Context()
		s, code := invite(t, d, b.ID, "  Aigerim ")
		if s.Login != "aigerim" || s.Taken() || len(code) < 26 {
			t.Errorf("%+v, %q", s, code)
		}
		for _, c := range []struct {
			login, person string
			until         calendar.Day
			field, word   string
		}{
			{"aigerim", "Басқа", calendar.Day{}, "login", "bodies.login-taken"},
			{"", "Басқа", calendar.Day{}, "login", "bodies.incomplete"},
			{"marat", " ", calendar.Day{}, "person", "bodies.incomplete"},
			{"ab", "Басқа", calendar.Day{}, "login", "bodies.login-form"},
			{"әйгерім", "Басқа", calendar.Day{}, "login", "bodies.login-form"},
			{"a b c", "Басқа", calendar.Day{}, "login", "bodies.login-form"},
			{strings.Repeat("a", 41), "Басқа", calendar.Day{}, "login", "bodies.login-form"},
			{"marat", "Басқа", today, "until", "bodies.term-empty"},
		} {
			err := d.Write(ctx, "", func(tx *db.Tx) error {
				_, _, err := bodies.Invite(ctx, tx, bodies.Seat{Body: b.ID, Person: c.person, Login: c.login, Since: today, Until: c.until})
				return err
			})
			if f := fault.Fields(err); len(f) != 1 || f[0].Field != c.field || f[0].Word != c.word {
				t.Errorf("inviting %q: %v, want %s", c.login, err, c.word)
			}
		}
	})
}

// TestTakeOnce uses an invitation, and tries to use it again.
func TestTakeOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, ctx := centre(t, d), t.Context()
		invited, code := invite(t, d, b.ID, "aigerim")
		write(t, d, func(tx *db.Tx) error {
			s, err := bodies.Invited(ctx, tx, code)
			if s.ID != invited.ID {
				t.Errorf("invited to %q, %v", s.ID, err)
			}
			return err
		})
		id, sealed := keys(t)
		try := func(code, recipient string) error {
			return d.Write(ctx, "", func(tx *db.Tx) error {
				_, err := bodies.Take(ctx, tx, code, "hash", recipient, sealed)
				return err
			})
		}
		if err := try(code, "age1no"); err == nil {
			t.Error("a seat was taken with a recipient that is none")
		}
		s, _ := take(t, d, code)
		if !s.Taken() || s.ID != invited.ID {
			t.Errorf("%+v", s)
		}
		for _, code := range []string{code, "", "AAAA"} {
			if err := try(code, id.Recipient().String()); !errors.Is(err, fault.Invalid) {
				t.Errorf("taking with %q: %v", code, err)
			}
		}
		write(t, d, func(tx *db.Tx) error {
			got, err := bodies.SeatByID(ctx, tx, s.ID)
			if got.Recipient != s.Recipient {
				t.Error("the second try changed the keys")
			}
			if _, err := bodies.Invited(ctx, tx, code); !errors.Is(err, fault.NotFound) {
				t.Errorf("a used invitation: %v", err)
			}
			return err
		})
	})
}

func TestSignIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := centre(t, d)
		_, waiting := invite(t, d, b.ID, "marat")
		_ = waiting
		_, code := invite(t, d, b.ID, "aigerim")
		s, _ := take(t, d, code)
		for _, c := range []struct {
			login, secret string
			ok            bool
		}{
			{"aigerim", "hash of " + code, true},
			{" AIGERIM ", "hash of " + code, true},
			{"aigerim", "hash of other", false},
			{"marat", "", false}, // not taken: the stored hash is empty
			{"nobody", "", false},
		} {
			asked := 0
			write(t, d, func(tx *db.Tx) error {
				got, err := bodies.SignIn(t.Context(), tx, c.login, func(stored string) bool { asked++; return stored == c.secret })
				if c.ok && (err != nil || got.ID != s.ID) || !c.ok && !errors.Is(err, fault.NotFound) {
					t.Errorf("%q with %q: %v", c.login, c.secret, err)
				}
				return nil
			})
			if asked != 1 {
				t.Errorf("%q: compared %d times", c.login, asked)
			}
		}
	})
}

// TestKeys publishes, admits, replaces and revokes.
func TestKeys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, ctx := centre(t, d), t.Context()
		_, code1 := invite(t, d, b.ID, "aigerim")
		_, code2 := invite(t, d, b.ID, "marat")
		invite(t, d, b.ID, "saule") // never takes the seat
		one, _ := take(t, d, code1)
		two, _ := take(t, d, code2)
		id, wrap := keys(t)
		waiting := func(day calendar.Day) (who []string) {
			write(t, d, func(tx *db.Tx) error {
				all, err := bodies.Waiting(ctx, tx, b.ID, day)
				for _, s := range all {
					who = append(who, s.Login)
				}
				return err
			})
			return who
		}
		if who := waiting(today); who != nil {
			t.Errorf("%v wait for a key that isn't there", who)
		}
		var key bodies.Key
		publish := func(recipient string, since calendar.Day) error {
			return d.Write(ctx, "", func(tx *db.Tx) (err error) {
				key, err = bodies.Publish(ctx, tx, bodies.Key{Body: b.ID, Recipient: recipient, Since: since}, one.ID, wrap)
				return err
			})
		}
		if err := publish(id.Recipient().String(), today); err != nil {
			t.Fatal(err)
		}
		if want := seal.Fingerprint(id.Recipient().String()); key.Fingerprint != want {
			t.Errorf("fingerprint %s, want %s", key.Fingerprint, want)
		}
		if diff := cmp.Diff([]string{"marat"}, waiting(today)); diff != "" {
			t.Error(diff)
		}
		admit := func(seat string) error {
			return d.Write(ctx, "", func(tx *db.Tx) error { return bodies.Admit(ctx, tx, key.Fingerprint, seat, wrap) })
		}
		if err := admit(two.ID); err != nil || waiting(today) != nil {
			t.Errorf("admitting: %v", err)
		}
		if err := admit(two.ID); !errors.Is(err, fault.Conflict) {
			t.Errorf("admitting twice: %v", err)
		}
		if err := publish(id.Recipient().String(), today); !errors.Is(err, fault.Conflict) {
			t.Errorf("publishing a key again: %v", err)
		}
		if err := publish("age1no", today); err == nil {
			t.Error("published what is no recipient")
		}
		first := id.Recipient().String()
		id, wrap = keys(t)
		if err := publish(id.Recipient().String(), tomorrow); err != nil {
			t.Fatal(err)
		}
		write(t, d, func(tx *db.Tx) error {
			good, err := bodies.KeyOf(ctx, tx, b.ID)
			if err != nil || good.Recipient != id.Recipient().String() || !good.Revoked.IsZero() {
				t.Errorf("the good key: %+v, %v", good, err)
			}
			all, err := bodies.Keys(ctx, tx)
			if len(all) != 1 || all[0] != good {
				t.Errorf("the good keys: %+v, %v", all, err)
			}
			w, err := bodies.Wraps(ctx, tx, one.ID)
			if len(w) != 2 || w[0].Recipient != good.Recipient || w[1].Recipient != first || !bytes.Equal(w[0].Identity, wrap) {
				t.Errorf("what the first seat can open: %d, %v", len(w), err)
			}
			return err
		})
		write(t, d, func(tx *db.Tx) error { return bodies.Revoke(ctx, tx, b.ID, tomorrow) })
		if err := d.Write(ctx, "", func(tx *db.Tx) error { return bodies.Revoke(ctx, tx, b.ID, tomorrow) }); !errors.Is(err, fault.NotFound) {
			t.Errorf("revoking twice: %v", err)
		}
	})
}

// TestUnseat ends a seat, also one whose term would have ended later.
func TestUnseat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, ctx := centre(t, d), t.Context()
		var code string
		write(t, d, func(tx *db.Tx) (err error) {
			_, code, err = bodies.Invite(ctx, tx, bodies.Seat{Body: b.ID, Person: "өкіл", Login: "aigerim", Since: today, Until: today.AddMonths(24)})
			return err
		})
		s, _ := take(t, d, code)
		id, wrap := keys(t)
		write(t, d, func(tx *db.Tx) error {
			_, err := bodies.Publish(ctx, tx, bodies.Key{Body: b.ID, Recipient: id.Recipient().String(), Since: today}, s.ID, wrap)
			return err
		})
		write(t, d, func(tx *db.Tx) error { return bodies.Unseat(ctx, tx, s.ID, tomorrow) })
		write(t, d, func(tx *db.Tx) error {
			got, err := bodies.SeatByID(ctx, tx, s.ID)
			if err != nil || got.On(tomorrow) || !got.On(today) || got.Identity != nil {
				t.Errorf("%+v, %v", got, err)
			}
			if w, err := bodies.Wraps(ctx, tx, s.ID); len(w) != 0 || err != nil {
				t.Errorf("%d wraps are left, %v", len(w), err)
			}
			if _, err := bodies.SignIn(ctx, tx, "aigerim", func(string) bool { return true }); !errors.Is(err, fault.NotFound) {
				t.Errorf("signing in after the end: %v", err)
			}
			return nil
		})
		if err := d.Write(ctx, "", func(tx *db.Tx) error { return bodies.Unseat(ctx, tx, s.ID, tomorrow) }); !errors.Is(err, fault.Conflict) {
			t.Errorf("ending a seat twice: %v", err)
		}
		again, _ := invite(t, d, b.ID, "aigerim") // the name is free
		write(t, d, func(tx *db.Tx) error {
			all, err := bodies.Seats(ctx, tx, b.ID)
			if len(all) != 2 || again.ID == s.ID {
				t.Errorf("%d seats", len(all))
			}
			return err
		})
		if err := d.Write(ctx, "", func(tx *db.Tx) error { return bodies.Unseat(ctx, tx, "nobody", today) }); err == nil {
			t.Error("ended a seat that isn't there")
		}
	})
}

// TestEndTerms lets time end a term.
func TestEndTerms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, ctx := centre(t, d), t.Context()
		var code string
		write(t, d, func(tx *db.Tx) (err error) {
			_, code, err = bodies.Invite(ctx, tx, bodies.Seat{Body: b.ID, Person: "өкіл", Login: "aigerim", Since: today, Until: tomorrow})
			return err
		})
		s, _ := take(t, d, code)
		end := func(on calendar.Day) (n int) {
			write(t, d, func(tx *db.Tx) (err error) {
				n, err = bodies.EndTerms(ctx, tx, on)
				return err
			})
			return n
		}
		if n := end(today); n != 0 {
			t.Errorf("%d terms ended a day early", n)
		}
		if n := end(tomorrow); n != 1 {
			t.Errorf("%d terms ended", n)
		}
		if n := end(tomorrow); n != 0 {
			t.Errorf("%d terms ended again", n)
		}
		write(t, d, func(tx *db.Tx) error {
			got, err := bodies.SeatByID(ctx, tx, s.ID)
			if got.Identity != nil || got.Until != tomorrow {
				t.Errorf("%+v", got)
			}
			return err
		})
	})
}

// TestSeatOn checks the half-open term against counting day by day.
func TestSeatOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		length, at := rapid.IntRange(0, 40).Draw(t, "length"), rapid.IntRange(-50, 90).Draw(t, "at")
		s := bodies.Seat{Since: today}
		if length > 0 {
			s.Until = today.AddDays(length)
		}
		want := at >= 0 && (length == 0 || at < length)
		if got := s.On(today.AddDays(at)); got != want {
			t.Fatalf("held on day %d of %d: %t", at, length, got)
		}
	})
}
