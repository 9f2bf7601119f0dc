package reception

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/files"
	"adal/internal/seal"
)

// Matters returns a page of a body's matters, the most urgent first.
func (h *Hall) Matters(ctx context.Context, by charter.Principal, f docket.Filter) (items []docket.Item, more bool, err error) {
	if err := h.Book.Charter.Allow(by, charter.Receive, charter.Resource{Body: by.Body, Region: by.Region}); err != nil {
		return nil, false, err
	}
	f.Body = by.Body
	f.Kinds = []string{string(Signal), string(Appeal)}
	return items, more, h.DB.Read(ctx, func(tx *db.Tx) error {
		items, more, err = docket.List(ctx, tx, f)
		return err
	})
}

// Waiting is how many matters of a seat's body aren't settled.
func (h *Hall) Waiting(ctx context.Context, by charter.Principal) (n int, err error) {
	if err := h.Book.Charter.Allow(by, charter.Receive, charter.Resource{Body: by.Body, Region: by.Region}); err != nil {
		return 0, err
	}
	return n, h.DB.Read(ctx, func(tx *db.Tx) error {
		n, err = docket.CountOpen(ctx, tx, by.Body, []string{string(Signal), string(Appeal)})
		return err
	})
}

// Opening is what a seat needs to open a matter in its browser: the matter's
// identity sealed to the body, and the body's identity sealed to the seat.
type Opening struct {
	Matter
	Key     []byte // the matter's identity, sealed to the body's key
	BodyKey []byte // that key's identity, sealed to the seat; nil if it wasn't admitted
}

// Open returns a matter of the seat's body.
func (h *Hall) Open(ctx context.Context, by charter.Principal, id string) (o Opening, err error) {
	return o, h.DB.Read(ctx, func(tx *db.Tx) error {
		if o.Matter, err = h.held(ctx, tx, by, charter.Open, id); err != nil {
			return err
		}
		var fingerprint string
		if o.Key, fingerprint, err = bodyKey(ctx, tx, o.MatterID, o.Body); errors.Is(err, fault.NotFound) {
			return nil // destroyed: there is nothing to open
		} else if err != nil {
			return err
		}
		wraps, err := bodies.Wraps(ctx, tx, by.Seat)
		if at := slices.IndexFunc(wraps, func(w bodies.Wrap) bool { return w.Fingerprint == fingerprint }); at >= 0 {
			o.BodyKey = wraps[at].Identity
		}
		return err
	})
}

// held is a matter that a seat may do an act with.
func (h *Hall) held(ctx context.Context, tx *db.Tx, by charter.Principal, act charter.Act, id string) (Matter, error) {
	m, err := byDocket(ctx, tx, id)
	if err != nil {
		return m, err
	}
	// Another body's matter isn't told from one that doesn't exist.
	if err := h.Book.Charter.Allow(by, act, charter.Resource{Body: m.Body, Docket: m.ID}); err != nil {
		if m.Body != by.Body {
			return m, fault.NotFound
		}
		return m, err
	}
	return fill(ctx, tx, m)
}

// LetterOf finds letter n of a matter of the seat's body, for send.
func (h *Hall) LetterOf(ctx context.Context, by charter.Principal, id string, n int) (l Letter, err error) {
	return l, h.DB.Read(ctx, func(tx *db.Tx) error {
		m, err := h.held(ctx, tx, by, charter.Open, id)
		if err != nil {
			return err
		}
		l, err = m.letter(n)
		return err
	})
}

// A Triage is how a receptionist sorts a matter.
type Triage struct {
	Topic      string
	Region     string
	Competence string
	// Offer proposes to the person to turn the signal into an appeal.
	Offer bool
}

// Triage sorts a matter. Statistics know nothing else of what it is about.
func (h *Hall) Triage(ctx context.Context, by charter.Principal, id string, t Triage) error {
	var wrong []error
	if !slices.Contains(Topics, t.Topic) {
		wrong = append(wrong, fault.In("topic", "reception.topic-missing"))
	}
	if !slices.Contains(Competences, t.Competence) {
		wrong = append(wrong, fault.In("competence", "reception.competence-missing"))
	}
	return h.with(ctx, by, id, func(tx *db.Tx, m Matter) error {
		if _, err := bodies.RegionOn(ctx, tx, t.Region, h.Book.Today(tx)); errors.Is(err, fault.NotFound) {
			wrong = append(wrong, fault.In("region", "reception.region-missing"))
		} else if err != nil {
			return err
		}
		if wrong != nil {
			return errors.Join(wrong...)
		}
		if _, err := h.Book.Do(ctx, tx, Flows[m.Track()], id, charter.Triage, docket.Doing{By: by, Note: t.Topic}); err != nil {
			return err
		}
		if err := docket.Sort(ctx, tx, id, t.Topic, t.Region); err != nil {
			return err
		}
		return sortMatter(ctx, tx, m.MatterID, t.Competence, t.Offer && m.Track() == Signal)
	})
}

// Take takes a matter in hand.
func (h *Hall) Take(ctx context.Context, by charter.Principal, id string) error {
	return h.step(ctx, by, id, charter.Take)
}

// Export records that a seat takes a matter out of the platform. The matter is
// opened in the seat's browser; the server has nothing to give.
func (h *Hall) Export(ctx context.Context, by charter.Principal, id string) error {
	return h.step(ctx, by, id, charter.Export)
}

func (h *Hall) step(ctx context.Context, by charter.Principal, id string, act charter.Act) error {
	return h.with(ctx, by, id, func(tx *db.Tx, m Matter) error {
		_, err := h.Book.Do(ctx, tx, Flows[m.Track()], id, act, docket.Doing{By: by})
		return err
	})
}

// Ask asks the person back.
func (h *Hall) Ask(ctx context.Context, by charter.Principal, id string, s Sealed) error {
	return h.saying(ctx, by, id, charter.Ask, seal.Question, s)
}

// Answer answers the person and settles the matter.
func (h *Hall) Answer(ctx context.Context, by charter.Principal, id string, s Sealed) error {
	return h.saying(ctx, by, id, charter.Answer, seal.Answer, s)
}

// Extend extends the deadline once, with the reason in a letter: the notice
// that the law asks for.
func (h *Hall) Extend(ctx context.Context, by charter.Principal, id string, s Sealed) error {
	return h.saying(ctx, by, id, charter.Extend, seal.Question, s)
}

// Appoint gives the person an appointment, in a letter: day and time stand
// nowhere else, so that nobody who reads the database can wait at the door for
// who comes.
func (h *Hall) Appoint(ctx context.Context, by charter.Principal, id string, s Sealed) error {
	return h.saying(ctx, by, id, charter.Appoint, seal.Question, s)
}

func (h *Hall) saying(ctx context.Context, by charter.Principal, id string, act charter.Act, kind seal.Kind, s Sealed) error {
	if s.At != seal.SealedInBrowser {
		return fault.New(fault.Invalid, "reception.damaged") // a seat's words never pass the server open
	}
	sum, err := h.digest(ctx, s)
	if err != nil {
		return err
	}
	return h.with(ctx, by, id, func(tx *db.Tx, m Matter) error {
		if last := m.Letters[len(m.Letters)-1]; last.digest == sum {
			return nil // the same letter again, after an answer that was lost
		}
		if _, err := h.Book.Do(ctx, tx, Flows[m.Track()], id, act, docket.Doing{By: by}); err != nil {
			return err
		}
		return h.say(ctx, tx, m, kind, s, sum)
	})
}

// with does an act of a seat with a matter of its body, in the body's scope.
func (h *Hall) with(ctx context.Context, by charter.Principal, id string, act func(*db.Tx, Matter) error) error {
	return h.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		m, err := h.held(ctx, tx, by, charter.Receive, id)
		if err != nil {
			return err
		}
		return act(tx, m)
	})
}

// sealedBytes are those of a letter that Letter or LetterOf found.
func (h *Hall) sealedBytes(ctx context.Context, l Letter) (sealed []byte, err error) {
	var b bytes.Buffer
	if err := files.Copy(ctx, h.DB, &b, l.file); err != nil {
		return nil, fmt.Errorf("reading a letter: %w", err)
	}
	return b.Bytes(), nil
}
