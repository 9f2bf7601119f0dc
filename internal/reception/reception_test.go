package reception_test

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
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/reception"
	"adal/internal/register"
	"adal/internal/seal"

	"golang.org/x/mod/sumdb/note"
)

// day is a Monday on which the terms of the tests begin. Fifteen working days
// later is 2026-12-14: 24–27 November are four, 30 November – 4 December nine,
// 7–11 December fourteen, Monday the 14th fifteen.
var day = calendar.Date(2026, 11, 23)

// world is a reception with one centre, whose keys the test holds.
type world struct {
	*reception.Hall
	centre seal.Identity
	seat   charter.Principal
	other  charter.Principal // of another body
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	ch, err := charter.Load()
	check(t, err)
	_, clocks, err := calendar.LoadDir(noFiles{})
	check(t, err)
	skey, vkey, err := register.NewKey("test.example/register")
	check(t, err)
	signer, err := note.NewSigner(skey)
	check(t, err)
	w := &world{Hall: &reception.Hall{
		DB: d, Signer: signer, Key: vkey, Turns: seal.NewTurns(2), Queue: reception.NewQueue(64),
		Book: &docket.Book{Charter: ch, Calendar: calendar.Kazakhstan(), Clocks: clocks, Zone: time.UTC, Day: day},
	}}
	w.centre, err = seal.NewIdentity()
	check(t, err)
	ctx := t.Context()
	check(t, d.Write(ctx, "test", func(tx *db.Tx) error {
		since := calendar.Date(2020, 3, 1)
		if err := bodies.LoadRegions(ctx, tx); err != nil {
			return err
		}
		for _, b := range []bodies.Body{
			{ID: "centre", Kind: "antikor-centre", Code: "AC47", Region: "KZ-47", Since: since, Name: i18n.Text{KK: "Орталық", RU: "Центр", EN: "Centre"}},
			{ID: "group", Kind: "monitoring-group", Code: "MG47", Region: "KZ-47", Since: since, Name: i18n.Text{KK: "Топ", RU: "Группа", EN: "Group"}},
			{ID: "centre-2", Kind: "antikor-centre", Code: "AC71", Region: "KZ-71", Since: since, Name: i18n.Text{KK: "Орталық", RU: "Центр", EN: "Centre"}},
		} {
			if err := bodies.Add(ctx, tx, b); err != nil {
				return err
			}
		}
		s, _, err := bodies.Invite(ctx, tx, bodies.Seat{Body: "centre", Person: "Demo receptionist", Login: "receptionist", Since: since})
		if err != nil {
			return err
		}
		w.seat = charter.Principal{Seat: s.ID, Body: "centre", Kind: charter.KindAntikorCentre, Region: "KZ-47"}
		_, err = bodies.Publish(ctx, tx, bodies.Key{Body: "centre", Recipient: w.centre.Recipient().String(), Since: since}, s.ID, []byte("wrapped"))
		return err
	}))
	w.other = charter.Principal{Seat: "x", Body: "centre-2", Kind: charter.KindAntikorCentre, Region: "KZ-71"}
	return w
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants fails unless err is of a kind.
func wants(t *testing.T, err error, kind fault.Kind, doing string) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("%s: %v, want a fault of the kind %q", doing, err, kind)
	}
}

const told = "Жер телімі үшін ақша сұрайды"

// bring brings a matter as somebody without script does.
func (w *world) bring(t *testing.T, track reception.Track) (seal.Receipt, seal.Phrase, docket.Item) {
	t.Helper()
	file, phrase, err := w.Tell(t.Context(), reception.Telling{
		Lang: i18n.KK, Region: "KZ-47", Track: track, Name: "Айгүл", Contact: "a@example.kz", Text: told,
	})
	check(t, err)
	r, err := seal.OpenReceipt(file)
	check(t, err)
	var item docket.Item
	check(t, w.DB.Read(t.Context(), func(tx *db.Tx) error {
		item, err = docket.FindNumber(t.Context(), tx, r.Number)
		return err
	}))
	return r, phrase, item
}

// say seals a letter to a matter as a seat's browser does.
func (w *world) say(t *testing.T, id string, kind seal.Kind, text string) reception.Sealed {
	t.Helper()
	o, err := w.Open(t.Context(), w.seat, id)
	check(t, err)
	to, err := seal.ParseRecipient(o.Recipient)
	check(t, err)
	b, err := seal.SealLetter(seal.Letter{Lang: i18n.KK, Kind: kind, Text: text}, to)
	check(t, err)
	return reception.Sealed{Bytes: b, At: seal.SealedInBrowser}
}

// TestMatter follows a signal from the person to the answer, and back.
func TestMatter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		receipt, phrase, item := w.bring(t, reception.Signal)
		if receipt.Number != "AC47-S-2026-0001" || receipt.Day != day || receipt.Due.String() != "2026-12-14" {
			t.Errorf("the receipt says %s, %s, due %s", receipt.Number, receipt.Day, receipt.Due)
		}
		// The body opens it with its own key and no other.
		o, err := w.Open(ctx, w.seat, item.ID)
		check(t, err)
		matter, err := seal.Unwrap(w.centre, o.Key)
		check(t, err)
		if matter.Recipient().String() != o.Recipient {
			t.Error("the key that the body gets isn't the matter's")
		}
		wants(t, w.Answer(ctx, w.seat, item.ID, w.say(t, item.ID, seal.Answer, "x")), fault.Conflict, "answering before taking")
		check(t, w.Triage(ctx, w.seat, item.ID, reception.Triage{Topic: "land", Region: "KZ-47", Competence: "ours"}))
		check(t, w.Take(ctx, w.seat, item.ID))
		check(t, w.Ask(ctx, w.seat, item.ID, w.say(t, item.ID, seal.Question, "Қай ауданда?")))
		check(t, w.Appoint(ctx, w.seat, item.ID, w.say(t, item.ID, seal.Question, "2026-12-01, 10:00")))

		u, err := w.Unseal(ctx, phrase.Text())
		check(t, err)
		if u.Matter.State != reception.Asked || u.Letters[0].Text == "" || u.Letters[1].Text != "Қай ауданда?" {
			t.Errorf("the person sees %s, %v", u.Matter.State, u.Letters)
		}
		s, err := w.AtDoor(ctx, u.Mailbox.Hash(), reception.Telling{Lang: i18n.KK, Text: "Ақтауда"})
		check(t, err)
		check(t, w.Write(ctx, u.Mailbox.Hash(), s))
		answer := w.say(t, item.ID, seal.Answer, "Рақмет")
		check(t, w.Answer(ctx, w.seat, item.ID, answer))
		check(t, w.Answer(ctx, w.seat, item.ID, answer)) // again, after a lost connection
		u, err = w.Unseal(ctx, strings.ToUpper(phrase.Text()))
		check(t, err)
		if u.Matter.State != reception.Answered || len(u.Letters) != 5 || u.Letters[4].Text != "Рақмет" {
			t.Errorf("the person sees %s with %d letters", u.Matter.State, len(u.Letters))
		}
		if got := acts(u.Matter.History); got != "bring triage take ask appoint write answer" {
			t.Errorf("history: %s", got)
		}
		// Who writes after the answer opens the matter again, with a new term.
		s, err = w.AtDoor(ctx, u.Mailbox.Hash(), reception.Telling{Lang: i18n.KK, Text: "Тағы бар"})
		check(t, err)
		check(t, w.Write(ctx, u.Mailbox.Hash(), s))
		m, _, _, err := w.Mailbox(ctx, u.Mailbox.Hash())
		check(t, err)
		if m.State != reception.Reopened || !m.Settled.IsZero() || m.Due.IsZero() {
			t.Errorf("after writing again: %+v", m.Item)
		}
	})
}

func acts(h []docket.Entry) string {
	var all []string
	for _, e := range h {
		all = append(all, string(e.Act))
	}
	return strings.Join(all, " ")
}

// TestDestroy lets the person destroy a matter: nothing of it can be opened by
// anybody, and that there was one stays counted.
func TestDestroy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		_, phrase, item := w.bring(t, reception.Signal)
		mailbox, _, err := phrase.Keys()
		check(t, err)
		check(t, w.Destroy(ctx, mailbox.Hash()))
		for _, table := range []string{"matter_key", "file", "file_piece"} {
			var n int
			check(t, d.Pool().QueryRowContext(ctx, `SELECT COUNT(*) FROM `+table).Scan(&n))
			if n != 0 {
				t.Errorf("%d rows are left in %s", n, table)
			}
		}
		o, err := w.Open(ctx, w.seat, item.ID)
		if err != nil || o.Key != nil {
			t.Errorf("the body can open it: %v, %v", o.Key, err)
		}
		u, err := w.Unseal(ctx, phrase.Text())
		check(t, err)
		if u.Matter.State != reception.Destroyed || acts(u.Matter.History) != "bring destroy" {
			t.Errorf("left is %s with %s", u.Matter.State, acts(u.Matter.History))
		}
		wants(t, w.Take(ctx, w.seat, item.ID), fault.Conflict, "taking what was destroyed")
		wants(t, w.Destroy(ctx, mailbox.Hash()), fault.Conflict, "destroying twice")
	})
}

// TestConvert turns a signal into an appeal with a number, a clock and a
// receipt of its own. The tracks are counted apart.
func TestConvert(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		before, phrase, item := w.bring(t, reception.Signal)
		check(t, w.Triage(ctx, w.seat, item.ID, reception.Triage{Topic: "land", Region: "KZ-47", Competence: "ours", Offer: true}))
		mailbox, _, err := phrase.Keys()
		check(t, err)
		s, err := w.AtDoor(ctx, mailbox.Hash(), reception.Telling{Lang: i18n.KK, Text: "Келісемін", Name: "Айгүл", Contact: "a@example.kz"})
		check(t, err)
		check(t, w.Convert(ctx, mailbox.Hash(), s))
		u, err := w.Unseal(ctx, phrase.Text())
		check(t, err)
		after, err := seal.OpenReceipt(u.Receipt)
		check(t, err)
		if after.Number != "AC47-A-2026-0001" || after.Clock != "kz-appc" || after.Commitment != before.Commitment {
			t.Errorf("the new receipt is %+v", after)
		}
		if u.Matter.Topic != "land" || !strings.Contains(u.Letters[1].Text, "Айгүл") {
			t.Errorf("the appeal has the topic %q and says %q", u.Matter.Topic, u.Letters[1].Text)
		}
		wants(t, w.Convert(ctx, mailbox.Hash(), s), fault.Conflict, "converting twice")
		figures, err := w.Figures(ctx)
		check(t, err)
		if len(figures) != 2 || figures[0].Track != reception.Signal {
			t.Errorf("figures: %+v", figures)
		}
	})
}

// TestLateStaysLate answers late, lets the person write again and answers that in
// time: the figures still say that the answer came late.
func TestLateStaysLate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		_, phrase, item := w.bring(t, reception.Signal)
		mailbox, _, err := phrase.Keys()
		check(t, err)
		check(t, w.Take(ctx, w.seat, item.ID))
		w.Book.Day = day.AddDays(30) // it was due after three weeks
		check(t, w.Answer(ctx, w.seat, item.ID, w.say(t, item.ID, seal.Answer, "кеш")))
		s, err := w.AtDoor(ctx, mailbox.Hash(), reception.Telling{Lang: i18n.KK, Text: "Рақмет"})
		check(t, err)
		check(t, w.Write(ctx, mailbox.Hash(), s))
		check(t, w.Take(ctx, w.seat, item.ID))
		check(t, w.Answer(ctx, w.seat, item.ID, w.say(t, item.ID, seal.Answer, "ерте")))
		check(t, d.Read(ctx, func(tx *db.Tx) error {
			counted, err := docket.Count(ctx, tx, string(reception.Signal), day, w.Book.Day)
			if len(counted) != 1 || counted[0].Answered != 1 || counted[0].InTime != 0 {
				t.Errorf("counted %+v", counted)
			}
			return err
		}))
	})
}

// TestBounded lets everybody try what isn't theirs.
func TestBounded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		_, _, item := w.bring(t, reception.Appeal)
		group := charter.Principal{Seat: "y", Body: "group", Kind: charter.KindMonitoringGroup, Region: "KZ-47"}
		for name, by := range map[string]charter.Principal{"another centre": w.other, "the monitoring group": group, "the public": charter.Public()} {
			if _, err := w.Open(ctx, by, item.ID); err == nil {
				t.Errorf("%s opened the matter", name)
			}
			if err := w.Take(ctx, by, item.ID); err == nil {
				t.Errorf("%s took the matter", name)
			}
			if items, _, err := w.Matters(ctx, by, docket.Filter{}); len(items) > 0 {
				t.Errorf("%s sees the queue: %v", name, err)
			}
		}
		_, err := w.Open(ctx, w.other, item.ID)
		wants(t, err, fault.NotFound, "another centre's look")
		door := w.say(t, item.ID, seal.Answer, "x")
		door.At = seal.SealedAtDoor
		check(t, w.Take(ctx, w.seat, item.ID))
		wants(t, w.Answer(ctx, w.seat, item.ID, door), fault.Invalid, "a seat's words through the door")
	})
}

// TestBringFaults refuses what can't be used, and keeps nothing of it.
func TestBringFaults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		for name, c := range map[string]struct {
			t     reception.Telling
			field string
		}{
			"no text":     {reception.Telling{Region: "KZ-47", Track: reception.Signal, Text: " \n"}, "text"},
			"no region":   {reception.Telling{Track: reception.Signal, Text: "x"}, "region"},
			"bad region":  {reception.Telling{Region: "KZ-99", Track: reception.Signal, Text: "x"}, "region"},
			"no centre":   {reception.Telling{Region: "KZ-75", Track: reception.Signal, Text: "x"}, "region"},
			"no key":      {reception.Telling{Region: "KZ-71", Track: reception.Signal, Text: "x"}, "region"},
			"no name":     {reception.Telling{Region: "KZ-47", Track: reception.Appeal, Contact: "c", Text: "x"}, "name"},
			"no contact":  {reception.Telling{Region: "KZ-47", Track: reception.Appeal, Name: "n", Text: "x"}, "contact"},
			"long text":   {reception.Telling{Region: "KZ-47", Track: reception.Signal, Text: strings.Repeat("ә", 50_001)}, "text"},
			"bad track":   {reception.Telling{Region: "KZ-47", Track: "rumour", Text: "x"}, "track"},
			"bad picture": {reception.Telling{Region: "KZ-47", Track: reception.Signal, Text: "x", Files: []seal.File{{Name: "a.jpg", Type: "image/jpeg", Content: []byte("no")}}}, "files"},
		} {
			c.t.Lang = i18n.KK
			_, _, err := w.Tell(ctx, c.t)
			all := fault.Fields(err)
			if len(all) == 0 || all[0].Field != c.field {
				t.Errorf("%s: %v, want a fault in %q", name, err, c.field)
			}
		}
		var n int
		check(t, d.Pool().QueryRowContext(ctx, `SELECT COUNT(*) FROM matter`).Scan(&n))
		if n != 0 {
			t.Errorf("%d matters were kept", n)
		}
	})
}

// TestLongest takes a text of 50,000 letters.
func TestLongest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		text := strings.Repeat("ә", 50_000)
		_, phrase, err := w.Tell(t.Context(), reception.Telling{Lang: i18n.KK, Region: "KZ-47", Track: reception.Signal, Text: text})
		check(t, err)
		u, err := w.Unseal(t.Context(), phrase.Text())
		check(t, err)
		if u.Letters[0].Text != text {
			t.Error("the text isn't what was told")
		}
	})
}

// TestLengths lets reports of 10 and of 3,000 letters look the same, all over
// the database.
func TestLengths(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		sizes := map[int]int{}
		for _, letters := range []int{10, 3000} {
			_, _, err := w.Tell(ctx, reception.Telling{Lang: i18n.KK, Region: "KZ-47", Track: reception.Signal, Text: strings.Repeat("ғ", letters)})
			check(t, err)
		}
		rows, err := d.Pool().QueryContext(ctx, `
			SELECT LENGTH(p.bytes) + LENGTH(b.identity) + LENGTH(r.identity)
			FROM matter m JOIN letter l ON l.matter = m.id JOIN file_piece p ON p.file = l.file
			JOIN matter_key b ON b.matter = m.id AND b.holder = 'centre'
			JOIN matter_key r ON r.matter = m.id AND r.holder = 'reporter'`)
		check(t, err)
		defer rows.Close()
		for rows.Next() {
			var n int
			check(t, rows.Scan(&n))
			sizes[n]++
		}
		check(t, rows.Err())
		if len(sizes) != 1 {
			t.Errorf("the sizes tell the reports apart: %v", sizes)
		}
	})
}

// TestOnce sends the same again after an answer that was lost: one matter, the
// same receipt. Another letter under the same phrase is refused.
func TestOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := newWorld(t, d), t.Context()
		b := w.bringing(t, "бір")
		first, err := w.Bring(ctx, b)
		check(t, err)
		again, err := w.Bring(ctx, b)
		check(t, err)
		if string(first) != string(again) {
			t.Error("two receipts for one bringing")
		}
		other := w.bringing(t, "екі")
		other.Mailbox = b.Mailbox
		_, err = w.Bring(ctx, other)
		wants(t, err, fault.Conflict, "another matter under the same phrase")
		stale := w.bringing(t, "үш")
		stale.Fingerprint = strings.Repeat("0", 64)
		_, err = w.Bring(ctx, stale)
		wants(t, err, fault.Conflict, "a matter for a key that isn't the body's")
		cut := w.bringing(t, "төрт")
		cut.Letter.Bytes = cut.Letter.Bytes[100:]
		_, err = w.Bring(ctx, cut)
		wants(t, err, fault.Invalid, "a letter that is no age file")
	})
}

// bringing is what a browser sends.
func (w *world) bringing(t *testing.T, text string) reception.Bringing {
	t.Helper()
	phrase, err := seal.NewPhrase(i18n.KK)
	check(t, err)
	mailbox, person, err := phrase.Keys()
	check(t, err)
	matter, err := seal.NewIdentity()
	check(t, err)
	body, err := seal.Wrap(matter, w.centre.Recipient())
	check(t, err)
	own, err := seal.Wrap(matter, person.Recipient())
	check(t, err)
	letter, err := seal.SealLetter(seal.Letter{Lang: i18n.KK, Kind: seal.Report, Text: text}, matter.Recipient())
	check(t, err)
	return reception.Bringing{
		By: charter.Public(), Channel: reception.Online, Region: "KZ-47", Track: reception.Signal, Mailbox: mailbox.Hash(),
		Matter: matter.Recipient(), Fingerprint: seal.Fingerprint(w.centre.Recipient().String()), ForBody: body, ForReporter: own,
		Letter: reception.Sealed{Bytes: letter, At: seal.SealedInBrowser},
	}
}
