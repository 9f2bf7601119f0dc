package adal

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/i18n"
	"adal/internal/reception"
	"adal/internal/seal"

	"github.com/BurntSushi/toml"
)

// demoTOML is the network of the demo: bodies, seats named by their role, and
// matters. No person in it exists.
//
//go:embed demo.toml
var demoTOML string

// demoData is demo.toml.
type demoData struct {
	Body []struct {
		ID, Kind, Code, Region, Parent string
		Since                          calendar.Day
		Name                           i18n.Text
	}
	Seat   []demoSeat
	Matter []demoMatter
}

type demoSeat struct{ Login, Person, Body string }

// A demoMatter is one that somebody brought some days ago, and what the body
// has done with it since.
type demoMatter struct {
	Region string
	Track  reception.Track
	Ago    int // days
	Lang   i18n.Lang
	Text   string
	Topic  string
	Did    []string // acts, a day apart
	Answer string
	Ask    string
}

// A DemoSeat is who may sign in to the demo.
type DemoSeat struct{ Login, Person, Body, Passphrase string }

// keepers is the keepers' body in demo.toml.
const keepers = "keeper"

// demoFile keeps the passphrases of the demo beside its data, for the next
// start. Real ones are kept nowhere.
const demoFile = "demo-seats.json"

// fillingFile is there while the demo is being filled. Whoever finds it after a
// start has a half.
const fillingFile = "demo-filling"

// ForgetHalf removes what a demo left that was ended while it was being filled,
// so that the next one begins anew. It comes before Open. It touches no data but
// that which Demo itself began in an empty database.
func ForgetHalf(c Config) error {
	marker := filepath.Join(c.Data, fillingFile)
	if _, err := os.Stat(marker); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	for _, file := range []string{c.File() + "-wal", c.File() + "-shm", c.File(), filepath.Join(c.Data, demoFile), marker} {
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("removing a half demo: %w", err)
		}
	}
	return nil
}

// beginFilling marks the data as a half demo, if there are no bodies that
// somebody else added.
func (a *App) beginFilling(ctx context.Context, c Config) (end func() error, err error) {
	var there []bodies.Body
	if err := a.DB.Read(ctx, func(tx *db.Tx) (err error) {
		there, err = bodies.All(ctx, tx, "", a.Book.Today(tx))
		return err
	}); err != nil {
		return nil, err
	}
	if len(there) > 0 {
		return nil, fmt.Errorf("%s has bodies that are no demo's: give the demo a folder of its own", c.Data)
	}
	marker := filepath.Join(c.Data, fillingFile)
	return func() error { return os.Remove(marker) }, os.WriteFile(marker, nil, 0o600)
}

// Demo fills an empty App with the network of the demo and returns its seats.
// One that was filled before stays as it is.
func (a *App) Demo(ctx context.Context, c Config) ([]DemoSeat, error) {
	file := filepath.Join(c.Data, demoFile)
	text, err := os.ReadFile(file)
	if err == nil {
		var seats []DemoSeat
		return seats, json.Unmarshal(text, &seats)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var data demoData
	if _, err := toml.Decode(demoTOML, &data); err != nil {
		return nil, fmt.Errorf("reading the demo: %w", err)
	}
	end, err := a.beginFilling(ctx, c)
	if err != nil {
		return nil, err
	}
	d := demo{App: a, members: map[string]member{}}
	seats, err := d.fill(ctx, data)
	if err != nil {
		return nil, fmt.Errorf("filling the demo: %w", err)
	}
	if text, err = json.MarshalIndent(seats, "", "\t"); err != nil {
		return nil, err
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		return nil, err
	}
	return seats, end()
}

// demo fills an App.
type demo struct {
	*App
	members map[string]member   // by body
	office  []charter.Principal // the seats of the newsroom
}

// member is a seat with its keys open, as they are in its holder's browser.
type member struct {
	seat     bodies.Seat
	identity seal.Identity
}

func (d *demo) fill(ctx context.Context, data demoData) (seats []DemoSeat, err error) {
	for _, b := range data.Body {
		if err := d.DB.Write(ctx, b.ID, func(tx *db.Tx) error {
			return bodies.Add(ctx, tx, bodies.Body{
				ID: b.ID, Kind: bodies.Kind(b.Kind), Code: b.Code, Region: b.Region, Parent: b.Parent, Since: b.Since, Name: b.Name,
			})
		}); err != nil {
			return nil, fmt.Errorf("the body %s: %w", b.ID, err)
		}
	}
	if err := d.directory(ctx); err != nil {
		return nil, fmt.Errorf("the directory: %w", err)
	}
	for _, s := range data.Seat {
		phrase, err := d.seat(ctx, s)
		if err != nil {
			return nil, fmt.Errorf("the seat %s: %w", s.Login, err)
		}
		seats = append(seats, DemoSeat{s.Login, s.Person, s.Body, phrase})
	}
	for n, m := range data.Matter {
		if err := d.matter(ctx, m); err != nil {
			return nil, fmt.Errorf("matter %d: %w", n+1, err)
		}
	}
	if err := d.news(ctx, d.office); err != nil {
		return nil, err
	}
	if err := d.houses(ctx); err != nil {
		return nil, err
	}
	if err := d.course(ctx); err != nil {
		return nil, fmt.Errorf("the course: %w", err)
	}
	if err := d.monitoring(ctx); err != nil {
		return nil, fmt.Errorf("monitoring: %w", err)
	}
	if err := d.initiatives(ctx); err != nil {
		return nil, fmt.Errorf("the initiatives: %w", err)
	}
	if err := d.events(ctx); err != nil {
		return nil, err
	}
	if err := d.reports(ctx); err != nil {
		return nil, fmt.Errorf("the reports: %w", err)
	}
	return seats, nil
}

// seated is how many days ago the seats of the demo were taken: before anything
// that they did.
const seated = 200

// seat does what the holder of an invitation does in their browser.
func (d *demo) seat(ctx context.Context, s demoSeat) (passphrase string, err error) {
	if passphrase, err = seal.NewPassphrase(i18n.EN, 6); err != nil {
		return "", err
	}
	login, unlocking, err := seal.SeatKeys(s.Login, passphrase)
	if err != nil {
		return "", err
	}
	id, err := seal.NewIdentity()
	if err != nil {
		return "", err
	}
	wrapped, err := seal.Wrap(id, unlocking.Recipient())
	if err != nil {
		return "", err
	}
	return passphrase, d.DB.Write(ctx, s.Body, func(tx *db.Tx) error {
		today := d.Book.Today(tx)
		_, invitation, err := bodies.Invite(ctx, tx, bodies.Seat{Body: s.Body, Person: s.Person, Login: s.Login, Since: today.AddDays(-seated)})
		if err != nil {
			return err
		}
		seat, err := bodies.Take(ctx, tx, invitation, login.Hash(), id.Recipient().String(), wrapped)
		if err != nil {
			return err
		}
		return d.admit(ctx, tx, member{seat, id}, today.AddDays(-seated))
	})
}

// admit gives a seat the key of its body; the first seat makes it.
func (d *demo) admit(ctx context.Context, tx *db.Tx, m member, day calendar.Day) error {
	if m.seat.Body == keepers {
		return nil // nothing is ever sealed to the keepers
	}
	if body, err := bodies.Get(ctx, tx, m.seat.Body, d.Book.Today(tx)); err != nil {
		return err
	} else if body.Kind == charter.KindNewsroom {
		d.office = append(d.office, charter.Principal{Seat: m.seat.ID, Body: body.ID, Kind: charter.KindNewsroom, Region: body.Region})
	}
	first, ok := d.members[m.seat.Body]
	if !ok {
		d.members[m.seat.Body] = m
		body, err := seal.NewIdentity()
		if err != nil {
			return err
		}
		wrapped, err := seal.Wrap(body, m.identity.Recipient())
		if err != nil {
			return err
		}
		_, err = bodies.Publish(ctx, tx, bodies.Key{Body: m.seat.Body, Recipient: body.Recipient().String(), Since: day}, m.seat.ID, wrapped)
		return err
	}
	wraps, err := bodies.Wraps(ctx, tx, first.seat.ID)
	if err != nil || len(wraps) == 0 {
		return errors.Join(err, errors.New("the first seat has no key"))
	}
	body, err := seal.Unwrap(first.identity, wraps[0].Identity)
	if err != nil {
		return err
	}
	wrapped, err := seal.Wrap(body, m.identity.Recipient())
	if err != nil {
		return err
	}
	return bodies.Admit(ctx, tx, wraps[0].Fingerprint, m.seat.ID, wrapped)
}

// matter brings a matter some days ago and lets the body do with it what it
// did, a day after the other.
func (d demo) matter(ctx context.Context, m demoMatter) error {
	hall := *d.Reception
	book := *d.Book
	hall.Book = &book
	if err := d.DB.Read(ctx, func(tx *db.Tx) error {
		book.Day = d.Book.Today(tx).AddDays(-m.Ago)
		return nil
	}); err != nil {
		return err
	}
	t := reception.Telling{Lang: m.Lang, Region: m.Region, Track: m.Track, Text: m.Text}
	if m.Track == reception.Appeal {
		t.Name, t.Contact = "Demo reporter", "+7 700 000 00 00"
	}
	file, _, err := hall.Tell(ctx, t)
	if err != nil {
		return err
	}
	receipt, err := seal.OpenReceipt(file)
	if err != nil {
		return err
	}
	seat := d.members[receipt.Body].seat
	by := charter.Principal{Seat: seat.ID, Body: seat.Body, Kind: charter.KindAntikorCentre}
	var item docket.Item
	if err := d.DB.Read(ctx, func(tx *db.Tx) (err error) {
		by.Region = ""
		if b, err := bodies.Get(ctx, tx, seat.Body, book.Day); err == nil {
			by.Region = b.Region
		}
		item, err = docket.FindNumber(ctx, tx, receipt.Number)
		return err
	}); err != nil {
		return err
	}
	for _, act := range m.Did {
		book.Day = book.Day.AddDays(1)
		if err := d.do(ctx, &hall, by, item, charter.Act(act), m); err != nil {
			return fmt.Errorf("%s: %w", act, err)
		}
	}
	return nil
}

func (d demo) do(ctx context.Context, hall *reception.Hall, by charter.Principal, item docket.Item, act charter.Act, m demoMatter) error {
	switch act {
	case charter.Triage:
		return hall.Triage(ctx, by, item.ID, reception.Triage{Topic: m.Topic, Region: m.Region, Competence: "ours"})
	case charter.Take:
		return hall.Take(ctx, by, item.ID)
	}
	o, err := hall.Open(ctx, by, item.ID)
	if err != nil {
		return err
	}
	to, err := seal.ParseRecipient(o.Recipient)
	if err != nil {
		return err
	}
	l := seal.Letter{Lang: m.Lang, Kind: seal.Answer, Text: m.Answer}
	if act == charter.Ask {
		l.Kind, l.Text = seal.Question, m.Ask
	}
	sealed, err := seal.SealLetter(l, to)
	if err != nil {
		return err
	}
	s := reception.Sealed{Bytes: sealed, At: seal.SealedInBrowser}
	if act == charter.Ask {
		return hall.Ask(ctx, by, item.ID, s)
	}
	return hall.Answer(ctx, by, item.ID, s)
}
