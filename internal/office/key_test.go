package office_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/fault"
	"adal/internal/office"

	"github.com/google/go-cmp/cmp"
)

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
