package open311

import (
	"context"
	"errors"
	"strings"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/monitoring"
)

// PerPage is how many signals a page of the office has.
const PerPage = 30

// Signals are a page of what came to the seat's body, the most urgent first:
// what waits, or what was decided.
func (d *Door) Signals(ctx context.Context, by charter.Principal, decided bool, page int) (all []Signal, more bool, err error) {
	if err := d.Book.Charter.Allow(by, charter.Observe, own(by)); err != nil {
		return nil, false, err
	}
	err = d.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = signals(ctx, tx, by.Body, decided, PerPage+1, page*PerPage)
		return err
	})
	if len(all) > PerPage {
		return all[:PerPage], true, err
	}
	return all, false, err
}

// ToDecide is how many signals wait for a seat of a body.
func (d *Door) ToDecide(ctx context.Context, by charter.Principal) (n int, err error) {
	return n, d.DB.Read(ctx, func(tx *db.Tx) error {
		n, err = waitingFor(ctx, tx, by.Body)
		return err
	})
}

// Signal is one that came to the seat's body.
func (d *Door) Signal(ctx context.Context, by charter.Principal, id string) (s Signal, err error) {
	if err := d.Book.Charter.Allow(by, charter.Observe, own(by)); err != nil {
		return s, err
	}
	return s, d.DB.Read(ctx, func(tx *db.Tx) error {
		s, err = held(ctx, tx, by, id)
		return err
	})
}

func held(ctx context.Context, tx *db.Tx, by charter.Principal, id string) (Signal, error) {
	s, err := signalOf(ctx, tx, id)
	if err == nil && s.Body != by.Body {
		err = fault.NotFound // another body's isn't told from one that doesn't exist
	}
	return s, err
}

// A Taking is what a seat adds to a signal that it makes its own observation.
type Taking struct {
	Institution string // whom it is about
	Note        string // what there is to be seen, in the seat's words and for everybody to read
	Conflict    string // the statement that an observer signs
	Evidence    []monitoring.Exhibit
}

// Take makes a signal an observation of a seat that observes in its campaign, with
// the draft of a shortcoming. Another person reviews it: a signal gets no further
// than anything else that somebody saw. What the reporter wrote is emptied.
func (d *Door) Take(ctx context.Context, by charter.Principal, id string, t Taking) (shortcoming string, err error) {
	s, err := d.Signal(ctx, by, id)
	if err != nil {
		return "", err
	}
	if s.State != Waiting {
		return "", fault.New(fault.Conflict, "docket.not-in-state", "open311.state-"+string(s.State))
	}
	if strings.TrimSpace(t.Note) == "" {
		return "", fault.In("note", "open311.note-missing")
	}
	answers, err := s.Answers()
	if err != nil {
		return "", err
	}
	seen := monitoring.Sighting{
		Key: s.ID, Campaign: s.Campaign, Institution: t.Institution, Question: s.Question, Seen: start(s.Opened, d.Book.Zone), Place: s.Place, Lang: s.Lang,
		Note: t.Note, Conflict: t.Conflict, Evidence: t.Evidence, Answers: map[string][]string{},
	}
	for name, answer := range answers {
		seen.Answers[name] = []string{answer}
	}
	seen.With = func(ctx context.Context, tx *db.Tx, o monitoring.Observation) error {
		if len(o.Drafts) != 1 {
			return fault.New(fault.Conflict, "open311.no-draft")
		}
		shortcoming = o.Drafts[0]
		if _, err := d.Book.Do(ctx, tx, Flow, id, charter.Observe, docket.Doing{By: by, To: Taken}); err != nil {
			return err
		}
		return decideSignal(ctx, tx, id, shortcoming, "")
	}
	_, err = d.Observe(ctx, by, seen)
	return shortcoming, err
}

// Decline ends a signal with a reason, which whoever has its id may read.
func (d *Door) Decline(ctx context.Context, by charter.Principal, id, why string) error {
	why = strings.Join(strings.Fields(why), " ")
	return d.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		if _, err := held(ctx, tx, by, id); err != nil {
			return err
		}
		if why == "" || len([]rune(why)) > monitoring.MaxNote {
			return fault.In("reason", "open311.reason-missing", monitoring.MaxNote)
		}
		return d.decline(ctx, tx, by, id, why)
	})
}

func (d *Door) decline(ctx context.Context, tx *db.Tx, by charter.Principal, id, why string) error {
	_, err := d.Book.Do(ctx, tx, Flow, id, charter.Observe, docket.Doing{By: by, To: Declined})
	if err != nil {
		return err
	}
	return decideSignal(ctx, tx, id, "", why)
}

// Lapsed is the reason of a signal that nobody decided while its campaign ran.
const Lapsed = "open311.lapsed"

// updatesKept is how many days it is known which updates came.
const updatesKept = 30

// Sweep ends the signals whose campaign is over, so that nothing that was told is
// kept longer than somebody may act on it, and forgets which updates came.
func (d *Door) Sweep(ctx context.Context) error {
	var over []Signal
	if err := d.DB.Read(ctx, func(tx *db.Tx) (err error) {
		over, err = lapsed(ctx, tx, d.Book.Today(tx))
		return err
	}); err != nil {
		return err
	}
	for _, s := range over {
		err := d.DB.Write(ctx, s.Body, func(tx *db.Tx) error {
			b, err := bodies.Get(ctx, tx, s.Body, d.Book.Today(tx))
			if err != nil {
				return err
			}
			clock := charter.Principal{Seat: monitoring.Clock, Body: b.ID, Kind: string(b.Kind), Region: b.Region}
			return d.decline(ctx, tx, clock, s.ID, Lapsed)
		})
		if err != nil && !errors.Is(err, fault.Conflict) { // somebody decided it meanwhile
			return err
		}
	}
	return d.DB.Write(ctx, "open311", func(tx *db.Tx) error {
		return forgetUpdates(ctx, tx, d.Book.Today(tx).AddDays(-updatesKept))
	})
}
