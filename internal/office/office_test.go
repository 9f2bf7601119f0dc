package office_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/office"
	"adal/internal/register"
	"adal/internal/seal"

	"github.com/google/go-cmp/cmp"
)

// A house is an office with two bodies and a clock that tests move.
type house struct {
	*office.Office
	t   *testing.T
	at  time.Time
	ids map[string]member // by login
}

// A member is what only their browser has.
type member struct {
	by         charter.Principal
	passphrase string
	secret     string // the login secret
	identity   seal.Identity
}

var law = func() *charter.Charter {
	c, err := charter.Load()
	if err != nil {
		panic(err)
	}
	return c
}()

func open(t *testing.T, d *db.DB) *house {
	t.Helper()
	h := &house{t: t, at: time.Date(2026, time.November, 23, 4, 0, 0, 0, time.UTC), ids: map[string]member{}}
	h.Office = &office.Office{
		DB: d, Charter: law, Zone: time.FixedZone("", 5*3600), Now: func() time.Time { return h.at },
	}
	ctx, since := t.Context(), calendar.Date(2020, time.March, 6)
	if err := d.Write(ctx, "", func(tx *db.Tx) error {
		name := i18n.Text{KK: "Орган", RU: "Орган", EN: "Body"}
		return errors.Join(
			bodies.LoadRegions(ctx, tx),
			bodies.Add(ctx, tx, bodies.Body{ID: "keeper", Kind: charter.KindKeeper, Code: "K", Since: since, Name: name}),
			bodies.Add(ctx, tx, bodies.Body{ID: "centre", Kind: charter.KindAntikorCentre, Code: "AC", Region: "KZ-47", Since: since, Name: name}),
			bodies.Add(ctx, tx, bodies.Body{ID: "group", Kind: charter.KindMonitoringGroup, Code: "MG", Since: since, Name: name}))
	}); err != nil {
		t.Fatal(err)
	}
	_, code, err := h.First(ctx, bodies.Seat{Body: "keeper", Person: "әкімші", Login: "keeper"})
	h.fine(err)
	h.join("keeper", code)
	return h
}

func (h *house) fine(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// wants checks the kind of an error, and its word if one is given.
func (h *house) wants(err error, kind fault.Kind, word string) {
	h.t.Helper()
	all := fault.Fields(err)
	if !errors.Is(err, kind) || word != "" && (len(all) == 0 || all[0].Word != word) {
		h.t.Errorf("got %v, want %s %s", err, kind, word)
	}
}

// browser makes what a new member's browser makes of a passphrase.
func (h *house) browser(login, passphrase, code string, needsKey bool) (office.Joining, member, seal.Identity) {
	h.t.Helper()
	secret, unlocking, err := seal.SeatKeys(login, passphrase)
	h.fine(err)
	id, sealed := h.keys(unlocking.Recipient())
	j := office.Joining{Invitation: code, Secret: secret.Token(), Recipient: id.Recipient().String(), Identity: sealed}
	var body seal.Identity
	if needsKey {
		body, j.BodyIdentity = h.keys(id.Recipient())
		j.BodyRecipient = body.Recipient().String()
	}
	return j, member{passphrase: passphrase, secret: secret.Token(), identity: id}, body
}

// keys makes an identity and seals it.
func (h *house) keys(to seal.Recipient) (seal.Identity, []byte) {
	h.t.Helper()
	id, err := seal.NewIdentity()
	h.fine(err)
	sealed, err := seal.Wrap(id, to)
	h.fine(err)
	return id, sealed
}

// join lets the holder of an invitation join, and returns the key of the body
// that they made.
func (h *house) join(login, code string) seal.Identity {
	h.t.Helper()
	ctx := h.t.Context()
	i, err := h.Invitation(ctx, code)
	h.fine(err)
	if i.Seat.Login != login {
		h.t.Fatalf("invited %q, want %q", i.Seat.Login, login)
	}
	j, m, body := h.browser(login, "жеті рет өлшеп бір рет кес "+login, code, i.NeedsKey)
	s, err := h.Join(ctx, j)
	h.fine(err)
	m.by = charter.Principal{Seat: s.Seat.ID, Body: i.Body.ID, Kind: string(i.Body.Kind), Region: i.Body.Region}
	h.ids[login] = m
	return body
}

// seat lets the keeper seat somebody and them join.
func (h *house) seat(body, login string) seal.Identity {
	h.t.Helper()
	_, code, err := h.Seat(h.t.Context(), h.ids["keeper"].by, bodies.Seat{Body: body, Person: "өкіл " + login, Login: login})
	h.fine(err)
	return h.join(login, code)
}

// opens are the keys of the body that a member can open in their browser, from
// what the server has and their passphrase alone.
func (h *house) opens(login string) (fingerprints []string) {
	h.t.Helper()
	m := h.ids[login]
	ring, err := h.Keyring(h.t.Context(), m.by)
	h.fine(err)
	_, unlocking, err := seal.SeatKeys(ring.Login, m.passphrase)
	h.fine(err)
	mine, err := seal.Unwrap(unlocking, ring.Identity)
	h.fine(err)
	for _, k := range ring.Keys {
		body, err := seal.Unwrap(mine, k.Identity)
		h.fine(err)
		if body.Recipient().String() != k.Recipient {
			h.t.Error("a wrap holds another identity than its key's")
		}
		fingerprints = append(fingerprints, k.Fingerprint)
	}
	return fingerprints
}

// wraps does what the browser of a seat does to admit a colleague.
func (h *house) wraps(from, to string) map[string][]byte {
	h.t.Helper()
	ring, err := h.Keyring(h.t.Context(), h.ids[from].by)
	h.fine(err)
	all := map[string][]byte{}
	for _, k := range ring.Keys {
		body, err := seal.Unwrap(h.ids[from].identity, k.Identity)
		h.fine(err)
		all[k.Fingerprint], err = seal.Wrap(body, h.ids[to].identity.Recipient())
		h.fine(err)
	}
	return all
}

// staged are the public acts that wait for the register.
func (h *house) staged() (all []register.Entry) {
	h.t.Helper()
	h.fine(h.DB.Read(h.t.Context(), func(tx *db.Tx) error {
		texts, err := db.All(h.t.Context(), tx, db.Value[[]byte], `SELECT entry FROM register_staged ORDER BY staged, place`)
		for _, text := range texts {
			e, ok := register.ParseEntry(text)
			if !ok {
				h.t.Errorf("not an entry: %s", text)
			}
			all = append(all, e)
		}
		return err
	}))
	return all
}

func (h *house) acts() (acts []string) {
	for _, e := range h.staged() {
		acts = append(acts, e.Act)
	}
	return acts
}

// TestBody follows a body from its first seat to another key.
func TestBody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		first := h.seat("centre", "aigerim")
		print1 := seal.Fingerprint(first.Recipient().String())
		h.seat("centre", "marat")
		if diff := cmp.Diff([]string{print1}, h.opens("aigerim")); diff != "" {
			t.Errorf("the first opens (-want +got): %s", diff)
		}
		if got := h.opens("marat"); got != nil {
			t.Errorf("the second opens %v before being admitted", got)
		}
		v, err := h.Overview(ctx, h.ids["aigerim"].by)
		h.fine(err)
		if len(v.Waiting) != 1 || v.Waiting[0].Login != "marat" || !v.Holds || !v.May || v.Left || v.Key.Fingerprint != print1 {
			t.Errorf("%+v", v)
		}
		v, err = h.Overview(ctx, h.ids["marat"].by)
		h.fine(err)
		if v.Holds || v.May || len(v.Waiting) != 0 || len(v.Holders) != 1 || len(v.Colleagues) != 1 {
			t.Errorf("%+v", v)
		}
		h.fine(h.Admit(ctx, h.ids["aigerim"].by, h.ids["marat"].by.Seat, h.wraps("aigerim", "marat")))
		if diff := cmp.Diff([]string{print1}, h.opens("marat")); diff != "" {
			t.Errorf("the second opens (-want +got): %s", diff)
		}

		h.fine(h.Unseat(ctx, h.ids["keeper"].by, h.ids["aigerim"].by.Seat))
		v, err = h.Overview(ctx, h.ids["marat"].by)
		h.fine(err)
		if !v.Left || !v.May {
			t.Errorf("after a colleague left: %+v", v)
		}
		h.at = h.at.Add(24 * time.Hour)
		second, wrap := h.keys(h.ids["marat"].identity.Recipient())
		h.fine(h.Renew(ctx, h.ids["marat"].by, second.Recipient().String(), map[string][]byte{h.ids["marat"].by.Seat: wrap}))
		print2 := seal.Fingerprint(second.Recipient().String())
		if diff := cmp.Diff([]string{print2, print1}, h.opens("marat")); diff != "" {
			t.Errorf("after the renewal the second opens (-want +got): %s", diff)
		}
		// A newcomer gets the key of older matters too.
		h.seat("centre", "saule")
		h.fine(h.Admit(ctx, h.ids["marat"].by, h.ids["saule"].by.Seat, h.wraps("marat", "saule")))
		if diff := cmp.Diff([]string{print2, print1}, h.opens("saule")); diff != "" {
			t.Errorf("the newcomer opens (-want +got): %s", diff)
		}
		if diff := cmp.Diff([]string{
			"seat", "take-seat", // the keeper, whose body has no key
			"seat", "take-seat", "publish-key", "list-keys",
			"seat", "take-seat", "admit", "unseat", "publish-key", "list-keys",
			"seat", "take-seat", "admit",
		}, h.acts()); diff != "" {
			t.Errorf("the register (-want +got): %s", diff)
		}
		last := h.staged()[11]
		want := register.Entry{
			Act: "list-keys", Day: calendar.Date(2026, time.November, 24), Keys: []register.Key{{Body: "centre", Fingerprint: print2}},
		}
		if diff := cmp.Diff(want, last); diff != "" {
			t.Errorf("the listing (-want +got): %s", diff)
		}
	})
}

// TestKeyFaults tries what must not be.
func TestKeyFaults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		h.seat("centre", "aigerim")
		h.seat("centre", "marat")
		h.seat("group", "saule")
		aigerim, marat, saule, keeper := h.ids["aigerim"], h.ids["marat"], h.ids["saule"], h.ids["keeper"]
		id, wrap := h.keys(marat.identity.Recipient())
		recipient := id.Recipient().String()

		h.wants(h.Renew(ctx, marat.by, recipient, map[string][]byte{marat.by.Seat: wrap}), fault.Denied, "office.not-admitted")
		h.wants(h.Renew(ctx, keeper.by, recipient, map[string][]byte{keeper.by.Seat: wrap}), fault.Denied, "office.not-admitted")
		mine := func(more ...string) map[string][]byte {
			all := map[string][]byte{aigerim.by.Seat: wrap}
			for _, seat := range more {
				all[seat] = wrap
			}
			return all
		}
		h.wants(h.Renew(ctx, aigerim.by, recipient, mine(marat.by.Seat)), fault.Conflict, "office.key-changed")
		h.wants(h.Renew(ctx, aigerim.by, recipient, mine(saule.by.Seat)), fault.Conflict, "office.key-changed")
		h.wants(h.Renew(ctx, aigerim.by, recipient, map[string][]byte{}), fault.Invalid, "office.key-malformed")
		h.wants(h.Renew(ctx, aigerim.by, "age1no", mine()), fault.Invalid, "office.key-malformed")
		clear := []byte("age-encryption.org/v1\n" + id.Secret())
		h.wants(h.Renew(ctx, aigerim.by, recipient, map[string][]byte{aigerim.by.Seat: clear}), fault.Invalid, "office.key-malformed")

		good := h.wraps("aigerim", "marat")
		h.wants(h.Admit(ctx, marat.by, marat.by.Seat, good), fault.Denied, "office.not-admitted")
		h.wants(h.Admit(ctx, saule.by, marat.by.Seat, good), fault.Conflict, "office.nobody-waits")
		h.wants(h.Admit(ctx, aigerim.by, saule.by.Seat, good), fault.Conflict, "office.nobody-waits")
		h.wants(h.Admit(ctx, aigerim.by, marat.by.Seat, nil), fault.Conflict, "office.key-changed")
		for fingerprint := range good {
			h.wants(h.Admit(ctx, aigerim.by, marat.by.Seat, map[string][]byte{fingerprint: []byte(id.Secret())}), fault.Invalid, "office.key-malformed")
			h.wants(h.Admit(ctx, aigerim.by, marat.by.Seat, map[string][]byte{fingerprint: wrap, "other": wrap}), fault.Conflict, "office.key-changed")
		}
		h.wants(h.Admit(ctx, charter.Public(), marat.by.Seat, good), fault.Denied, "")
		h.fine(h.Admit(ctx, aigerim.by, marat.by.Seat, good))
		h.wants(h.Admit(ctx, aigerim.by, marat.by.Seat, good), fault.Conflict, "office.nobody-waits")
		if got := h.opens("saule"); len(got) != 1 {
			t.Errorf("the seat of the other body opens %v", got)
		}
	})
}

// TestJoinTogether lets two join a body without a key at once: the second one's
// key is left aside.
func TestJoinTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		var joinings []office.Joining
		for _, login := range []string{"aigerim", "marat"} {
			_, code, err := h.Seat(ctx, h.ids["keeper"].by, bodies.Seat{Body: "centre", Person: login, Login: login})
			h.fine(err)
			i, err := h.Invitation(ctx, strings.ToLower(strings.ReplaceAll(code, "-", " ")))
			h.fine(err)
			if !i.NeedsKey {
				t.Error("the body needs a key")
			}
			j, _, _ := h.browser(login, "passphrase of "+login, code, true)
			joinings = append(joinings, j)
		}
		for _, j := range joinings {
			_, err := h.Join(ctx, j)
			h.fine(err)
			_, err = h.Join(ctx, j)
			h.wants(err, fault.Invalid, "bodies.invitation-unknown")
		}
		h.fine(d.Read(ctx, func(tx *db.Tx) error {
			k, err := bodies.KeyOf(ctx, tx, "centre")
			if k.Recipient != joinings[0].BodyRecipient {
				t.Error("the good key isn't that of the first")
			}
			w, err2 := bodies.Waiting(ctx, tx, "centre", calendar.Date(2026, time.November, 23))
			if len(w) != 1 || w[0].Login != "marat" {
				t.Errorf("waiting: %+v", w)
			}
			return errors.Join(err, err2)
		}))
	})
}

func TestJoinFaults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		_, code, err := h.Seat(ctx, h.ids["keeper"].by, bodies.Seat{
			Body: "centre", Person: "өкіл", Login: "aigerim", Until: calendar.Date(2026, time.November, 25),
		})
		h.fine(err)
		good, _, _ := h.browser("aigerim", "passphrase", code, true)
		for name, spoil := range map[string]func(*office.Joining){
			"secret":         func(j *office.Joining) { j.Secret = "passphrase" },
			"recipient":      func(j *office.Joining) { j.Recipient = "age1no" },
			"identity":       func(j *office.Joining) { j.Identity = []byte("AGE-SECRET-KEY-PQ-1QQ") },
			"body recipient": func(j *office.Joining) { j.BodyRecipient = "" },
			"body identity":  func(j *office.Joining) { j.BodyIdentity = nil },
			"invitation":     func(j *office.Joining) { j.Invitation = "AAAAA" },
		} {
			j := good
			spoil(&j)
			if _, err := h.Join(ctx, j); !errors.Is(err, fault.Invalid) {
				t.Errorf("joining with a wrong %s: %v", name, err)
			}
		}
		h.at = h.at.Add(48 * time.Hour) // the term is over
		_, err = h.Join(ctx, good)
		h.wants(err, fault.Invalid, "bodies.invitation-unknown")
		h.at = h.at.Add(-48 * time.Hour)
		_, err = h.Join(ctx, good) // nothing above used the invitation up
		h.fine(err)
	})
}

// TestSeatFaults asks the keeper's rules: nobody seats themselves, no other body
// seats anybody, the last keeper stays.
func TestSeatFaults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		h.seat("centre", "aigerim")
		keeper, aigerim := h.ids["keeper"].by, h.ids["aigerim"].by
		try := func(by charter.Principal, s bodies.Seat) error {
			_, code, err := h.Seat(ctx, by, s)
			if err != nil && code != "" {
				t.Error("an invitation in spite of a fault")
			}
			return err
		}
		h.wants(try(aigerim, bodies.Seat{Body: "centre", Person: "бауырым", Login: "brother"}), fault.Denied, "")
		h.wants(try(keeper, bodies.Seat{Body: "centre", Person: "әкімші", Login: "keeper2"}), fault.Denied, "")
		h.wants(try(keeper, bodies.Seat{Body: "none", Person: "өкіл", Login: "somebody"}), fault.Invalid, "office.body-unknown")
		h.wants(try(keeper, bodies.Seat{Body: "centre", Person: "өкіл", Login: "aigerim"}), fault.Invalid, "bodies.login-taken")
		h.wants(h.Unseat(ctx, aigerim, keeper.Seat), fault.Denied, "")
		h.wants(h.Unseat(ctx, keeper, keeper.Seat), fault.Conflict, "office.last-keeper")
		h.wants(h.Unseat(ctx, keeper, "nobody"), fault.NotFound, "")
		h.wants(h.RevokeKey(ctx, aigerim, "centre"), fault.Denied, "")
		h.wants(h.RevokeKey(ctx, keeper, "group"), fault.Conflict, "office.no-key")
		h.wants(h.PublishList(ctx, aigerim), fault.Denied, "")
		if _, err := h.Directory(ctx, aigerim); !errors.Is(err, fault.Denied) {
			t.Errorf("the list of seats for a centre: %v", err)
		}
		_, _, err := h.First(ctx, bodies.Seat{Body: "keeper", Person: "екінші", Login: "second"})
		h.wants(err, fault.Conflict, "office.not-first")
		_, _, err = h.First(ctx, bodies.Seat{Body: "group", Person: "екінші", Login: "second"})
		h.wants(err, fault.Conflict, "office.not-first")
		if len(h.acts()) != 6 {
			t.Errorf("the register has %v", h.acts())
		}
		h.seat("keeper", "keeper2")
		h.fine(h.Unseat(ctx, keeper, keeper.Seat))
	})
}

// TestRevokeKey revokes a key and lets the body make another one.
func TestRevokeKey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		h.seat("centre", "aigerim")
		h.seat("centre", "marat")
		h.fine(h.RevokeKey(ctx, h.ids["keeper"].by, "centre"))
		entries := h.staged()
		list := entries[len(entries)-1]
		if list.Act != "list-keys" || len(list.Keys) != 0 {
			t.Errorf("%+v", list)
		}
		if e := entries[len(entries)-2]; e.Act != "revoke-key" || e.To != "centre" || e.Article != "81" || len(e.Digest) != 64 {
			t.Errorf("%+v", e)
		}
		marat := h.ids["marat"]
		id, wrap := h.keys(marat.identity.Recipient())
		h.fine(h.Renew(ctx, marat.by, id.Recipient().String(), map[string][]byte{marat.by.Seat: wrap}))
		if got := h.opens("marat"); len(got) != 1 {
			t.Errorf("opens %v", got)
		}
		dir, err := h.Directory(ctx, h.ids["keeper"].by)
		h.fine(err)
		for _, l := range dir {
			if l.Body.ID == "centre" && (l.Key.Recipient != id.Recipient().String() || len(l.Seats) != 2) {
				t.Errorf("%+v", l)
			}
		}
	})
}

// TestListKeys lists once a day and after a change that is not listed.
func TestListKeys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		appended := func() {
			texts := h.staged()
			h.fine(d.Write(ctx, "register", func(tx *db.Tx) error {
				if _, err := tx.ExecContext(ctx, `DELETE FROM register_staged`); err != nil {
					return err
				}
				for i, e := range texts {
					text, err := e.Text()
					if err != nil {
						return err
					}
					n := time.Now().UnixNano() + int64(i)
					if _, err := tx.ExecContext(ctx, `INSERT INTO register_entry (n, leaf, act, entry) VALUES ($1, $2, $3, $4)`,
						n, []byte{1}, e.Act, text); err != nil {
						return err
					}
				}
				return nil
			}))
		}
		step := func(name string, want int) {
			t.Helper()
			h.fine(h.ListKeys(ctx))
			n := 0
			for _, e := range h.staged() {
				if e.Act == "list-keys" {
					n++
				}
			}
			if n != want {
				t.Errorf("%s: %d listings staged, want %d", name, n, want)
			}
			appended()
		}
		appended()
		step("the first, of no key", 1)
		step("again", 0)
		h.seat("centre", "aigerim")
		appended() // with its own listing
		step("after a change that was listed", 0)
		h.at = h.at.Add(24 * time.Hour)
		step("the next day", 1)
		step("again", 0)
		h.fine(d.Write(ctx, "", func(tx *db.Tx) error { return bodies.Revoke(ctx, tx, "centre", calendar.Date(2026, 11, 24)) }))
		step("after a change past the office", 1)
		h.fine(h.PublishList(ctx, h.ids["keeper"].by))
		if diff := cmp.Diff([]string{"list-keys"}, h.acts()); diff != "" {
			t.Errorf("at the keeper's wish: %s", diff)
		}
	})
}

// TestAdministratorOpensNothing looks at all that the database holds after much
// was done: nothing in it opens anything or acts for anybody.
func TestAdministratorOpensNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		_, unused, err := h.Seat(ctx, h.ids["keeper"].by, bodies.Seat{Body: "group", Person: "өкіл", Login: "saule"})
		h.fine(err)
		h.seat("centre", "aigerim")
		h.seat("centre", "marat")
		h.fine(h.Admit(ctx, h.ids["aigerim"].by, h.ids["marat"].by.Seat, h.wraps("aigerim", "marat")))
		s, err := h.SignIn(ctx, "aigerim", h.ids["aigerim"].secret)
		h.fine(err)
		secrets := []string{"AGE-SECRET-KEY", unused, strings.ReplaceAll(unused, "-", ""), s.Token}
		for _, m := range h.ids {
			secrets = append(secrets, m.passphrase, m.secret, m.identity.Secret())
		}
		cells := 0
		for _, cell := range dump(t, d) {
			cells++
			for _, secret := range secrets {
				if strings.Contains(strings.ToUpper(cell), strings.ToUpper(secret)) {
					t.Errorf("the database holds %.12q…", secret)
				}
			}
		}
		if cells < 100 {
			t.Errorf("looked at %d cells only", cells)
		}
		// Nor do all sealed things together open one another without a passphrase.
		h.fine(d.Read(ctx, func(tx *db.Tx) error {
			sealed, err := db.All(ctx, tx, db.Value[[]byte], `SELECT identity FROM body_key_wrap`)
			for _, w := range sealed {
				if _, err := seal.Unwrap(h.ids["keeper"].identity, w); !errors.Is(err, seal.ErrNotForUs) {
					t.Errorf("the keeper's own key on a wrap: %v", err)
				}
			}
			return err
		}))
	})
}

// dump is every cell of every table, as text.
func dump(t *testing.T, d *db.DB) (cells []string) {
	t.Helper()
	ctx := t.Context()
	list := `SELECT name FROM sqlite_master WHERE type = 'table'`
	if d.Postgres() {
		list = `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`
	}
	if err := d.Read(ctx, func(tx *db.Tx) error {
		tables, err := db.All(ctx, tx, db.Value[string], list)
		if err != nil || !slices.Contains(tables, "session") {
			return fmt.Errorf("tables %v: %w", tables, err)
		}
		for _, table := range tables {
			more, err := dumpTable(ctx, tx, table)
			if err != nil {
				return err
			}
			cells = append(cells, more...)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return cells
}

func dumpTable(ctx context.Context, tx *db.Tx, table string) (cells []string, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT * FROM `+table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		row := make([]any, len(columns))
		for i := range row {
			row[i] = new(any)
		}
		if err := rows.Scan(row...); err != nil {
			return nil, err
		}
		for _, cell := range row {
			switch v := (*cell.(*any)).(type) {
			case []byte:
				cells = append(cells, string(v))
			default:
				cells = append(cells, fmt.Sprint(v))
			}
		}
	}
	return cells, rows.Err()
}
