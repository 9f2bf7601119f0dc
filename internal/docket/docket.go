// Package docket keeps what a body has under a number until it is settled: a
// matter that a person brought, a shortcoming that was observed, a pilot, an
// item of a plan, an article.
//
// What they share is here: the number, the state, the deadline, who may move it
// on and the history of its steps. What they don't share is a table of the
// area, joined by id. Each step is an act of the charter by a seat, asked for
// and recorded in one transaction, and enters the register: readable if the
// flow is public, as a commitment if it isn't.
//
// Moments are days. Whether a deadline is met is a question of days, and of a
// matter of the reception nothing finer may be known.
package docket

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
)

// A State is where an item is in its flow. Its name is a word of the area.
type State string

// A Step is a way from a state to the next.
type Step struct {
	Act  charter.Act
	From []State // none opens an item
	To   State   // empty if the state stays
	Due  Due     // what becomes of the deadline; nil if it stays
	// Settles says that the body has done its part: from that day on nothing is
	// due, and the day is kept to tell whether it was in time.
	Settles bool
	// Sealed says that the register has the step as a commitment only, though the
	// flow is public: what isn't published yet.
	Sealed bool
}

// A Flow is the life of a kind of items.
type Flow struct {
	Area   string // whose words name its states: "<area>.state-<state>"
	Kind   string
	Mark   string // in the registration number
	Clock  string // the profile of terms that deadlines are counted by
	Public bool   // its steps are readable in the register
	Steps  []Step
}

// A Book is how the bodies of an installation keep their dockets.
type Book struct {
	Charter  *charter.Charter
	Calendar *calendar.Calendar
	Clocks   map[string]calendar.Clock
	Zone     *time.Location // in which it is today
	// Day, if set, is the day on which everything is done: of the demo, which
	// shows what was brought on other days than today, and of tests.
	Day calendar.Day
}

// Today is the day of a transaction where the bodies are.
func (b *Book) Today(tx *db.Tx) calendar.Day {
	if !b.Day.IsZero() {
		return b.Day
	}
	return calendar.Of(tx.Now.In(b.Zone))
}

// An Item is one thing under a number.
type Item struct {
	ID      string // random and permanent
	Kind    string
	Body    string
	Region  string // that it is about, which needn't be its body's
	Topic   string // as the body sorted it; empty if it didn't yet
	Number  string // as people quote it, such as AC47-S-2026-0001
	State   State
	Opened  calendar.Day
	Due     calendar.Day // zero if nothing is due
	Settled calendar.Day // zero while it is open
	Late    bool         // it was settled late once, also if it was reopened since
	home    string       // the region of its body
}

// Overdue reports whether the body is late on a day, or was when it settled
// the item.
func (i Item) Overdue(today calendar.Day) bool {
	day := today
	if !i.Settled.IsZero() {
		day = i.Settled
	}
	return !i.Due.IsZero() && day.After(i.Due)
}

// A Doing is who does an act, and what charter and history want to know of it
// beyond the item.
type Doing struct {
	By   charter.Principal
	Own  bool   // the seat itself made what the act is about
	Note string // a word key or a name, never what a person told
	// SHA256 is the hash of what a public step publishes, lower hex; the register
	// has it.
	SHA256 string
	// To is where an act leads that leads from one state to several, or opens items
	// in several; empty for the first step of the flow.
	To State
	// Due is the day of a step whose Due is Given.
	Due calendar.Day
	// Addressee is the other body that the item waits for, whose seats may act on
	// it; empty for none. The caller knows it from a table of its own.
	Addressee string
}

// Open opens an item of a body under the next number of its kind and year. The
// caller holds the scope of the body.
func (b *Book) Open(ctx context.Context, tx *db.Tx, f Flow, act charter.Act, d Doing, body bodies.Body, region string) (Item, error) {
	at := slices.IndexFunc(f.Steps, func(s Step) bool { return s.Act == act && s.From == nil && (d.To == "" || d.To == s.To) })
	if at < 0 {
		return Item{}, fmt.Errorf("docket: %s opens no %s", act, f.Kind)
	}
	s, today := f.Steps[at], b.Today(tx)
	i := Item{ID: strings.ToLower(rand.Text()), Kind: f.Kind, Body: body.ID, Region: region, State: s.To, Opened: today}
	on := charter.Resource{Body: body.ID, Region: body.Region, Docket: i.ID, Own: d.Own}
	if err := b.Charter.Allow(d.By, act, on); err != nil {
		return Item{}, err
	}
	due, err := b.due(f, s, i, today, d.Due)
	if err != nil {
		return Item{}, err
	}
	i.Due = due
	n, err := nextNumber(ctx, tx, f.Kind, body.ID, today.Year())
	if err != nil {
		return Item{}, fmt.Errorf("numbering a %s: %w", f.Kind, err)
	}
	i.Number = fmt.Sprintf("%s-%s-%d-%04d", body.Code, f.Mark, today.Year(), n)
	if err := insert(ctx, tx, i, today.Year(), n); err != nil {
		return Item{}, fmt.Errorf("opening a %s: %w", f.Kind, err)
	}
	return i, b.record(ctx, tx, f, s, i, act, d)
}

// Do takes the step of an act with an item and returns it as it is then. The
// caller holds the scope of the item's body.
func (b *Book) Do(ctx context.Context, tx *db.Tx, f Flow, id string, act charter.Act, d Doing) (Item, error) {
	i, err := b.Get(ctx, tx, f, id)
	if err != nil {
		return Item{}, err
	}
	on := charter.Resource{Body: i.Body, Region: i.home, Docket: i.ID, To: d.Addressee, Own: d.Own}
	if err := b.Charter.Allow(d.By, act, on); err != nil {
		return Item{}, err
	}
	at := slices.IndexFunc(f.Steps, func(s Step) bool {
		return s.Act == act && slices.Contains(s.From, i.State) && (d.To == "" || d.To == s.To)
	})
	if at < 0 {
		return Item{}, fault.New(fault.Conflict, "docket.not-in-state", f.Area+".state-"+string(i.State))
	}
	s, today := f.Steps[at], b.Today(tx)
	if i.Due, err = b.due(f, s, i, today, d.Due); err != nil {
		return Item{}, err
	}
	if s.To != "" {
		i.State = s.To
	}
	if s.Settles {
		i.Settled = today
		i.Late = i.Late || i.Overdue(today)
	} else if s.Due != nil {
		i.Settled = calendar.Day{} // what is due again is open again
	}
	if err := update(ctx, tx, i); err != nil {
		return Item{}, fmt.Errorf("moving %s on: %w", i.Number, err)
	}
	return i, b.record(ctx, tx, f, s, i, act, d)
}

// Get returns an item of the flow's kind, or fault.NotFound.
func (b *Book) Get(ctx context.Context, tx *db.Tx, f Flow, id string) (Item, error) {
	i, err := byID(ctx, tx, id)
	if err == nil && i.Kind != f.Kind {
		err = fault.NotFound
	}
	return i, err
}

// Sort says what an item is about: a topic, and the region if it was given
// wrongly.
func Sort(ctx context.Context, tx *db.Tx, id, topic, region string) error {
	return sortItem(ctx, tx, id, topic, region)
}

// Find returns an item of any kind, or fault.NotFound.
func Find(ctx context.Context, tx *db.Tx, id string) (Item, error) { return byID(ctx, tx, id) }

// FindNumber returns the item of a registration number, or fault.NotFound.
func FindNumber(ctx context.Context, tx *db.Tx, number string) (Item, error) {
	return byNumber(ctx, tx, number)
}

// A Filter narrows a list to a body's items. The zero State is all states.
type Filter struct {
	Body  string
	Kinds []string // at most two
	State State
	Open  bool // only what isn't settled
	Page  int  // from 0
}

// PerPage is how many items a page of a list has.
const PerPage = 50

// List is a page of items, the most urgent first, and whether there are more.
func List(ctx context.Context, tx *db.Tx, by Filter) (items []Item, more bool, err error) {
	if len(by.Kinds) == 0 || len(by.Kinds) > 2 {
		return nil, false, errors.New("docket: a list is of one or two kinds")
	}
	items, err = list(ctx, tx, by)
	if len(items) > PerPage {
		return items[:PerPage], true, err
	}
	return items, false, err
}
