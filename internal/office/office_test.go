package office_test

import (
	"errors"
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
