package monitoring

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/forms"
	"adal/internal/i18n"
)

// A Sighting is what an observer sends in.
type Sighting struct {
	// Key is made by the client for each observation, 16 to 64 letters and
	// digits: what is sent again under one key is kept once.
	Key         string
	Campaign    string
	Institution string
	Seen        time.Time
	Place       Place // as the telephone knows it; it is coarsened before it is kept
	Lang        i18n.Lang
	Answers     map[string][]string // by the name of the question
	// Question is the only one that is answered, with what it depends on: of a
	// signal; "" for the whole checklist.
	Question string
	Note     string // in the observer's words
	// With is done in the transaction that keeps it; nil for nothing. What it fails
	// with keeps it from being kept.
	With func(context.Context, *db.Tx, Observation) error
	// Conflict is the statement that an observer signs for each observation:
	// NoConflict, or what their interest is.
	Conflict string
	Evidence []Exhibit
	// Seat and Checklist say who wrote it and to which form, by its digest, where that
	// was written without the server; empty if they are the ones of now.
	Seat, Checklist string
}

// NoConflict states that an observer has no interest in what they observed.
const NoConflict = "none"

// An Observation is what was kept of a sighting.
type Observation struct {
	ID          string
	Campaign    string
	Institution string
	Seat        string
	Day         calendar.Day // on which it came in
	Seen        db.Time
	Place       Place
	Lang        i18n.Lang
	Note        string
	Answers     forms.Answers // as the checklist took them
	Conflict    string
	Digest      string   // SHA-256 of what came, with the digests of its evidence
	Drafts      []string // the shortcomings that it opened
	key         string
	answers     string
}

// soon is how much ahead the clock of a telephone may be.
const soon = 24 * time.Hour

// Observe keeps what an observer of a campaign saw and opens a draft for each
// answer that the checklist calls a shortcoming. A repeated submission returns the
// first one's observation and changes nothing.
func (g *Group) Observe(ctx context.Context, by charter.Principal, s Sighting) (o Observation, err error) {
	if err := g.may(by, charter.Observe); err != nil {
		return o, err
	}
	if first, err := g.sent(ctx, by, s); err == nil || !errors.Is(err, fault.NotFound) {
		return first, err
	}
	if err := s.check(); err != nil {
		return o, err
	}
	ready, err := g.take(ctx, by.Body, s.Evidence)
	if err != nil {
		return o, err
	}
	return o, g.write(ctx, by.Body, func(tx *db.Tx) error {
		if o, err = observationByKey(ctx, tx, s.Campaign, by.Seat, s.Key); err == nil || !errors.Is(err, fault.NotFound) {
			return err // it came twice at the same moment
		}
		o, err = g.observe(ctx, tx, by, s, ready)
		return err
	})
}

// sent is what a submission with the same key was kept as.
func (g *Group) sent(ctx context.Context, by charter.Principal, s Sighting) (o Observation, err error) {
	return o, g.DB.Read(ctx, func(tx *db.Tx) error {
		o, err = observationByKey(ctx, tx, s.Campaign, by.Seat, s.Key)
		return err
	})
}

func (s Sighting) check() error {
	if len(s.Key) < 16 || len(s.Key) > 64 || strings.IndexFunc(s.Key, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-')
	}) >= 0 {
		return fault.New(fault.Invalid, "monitoring.key-wrong")
	}
	if strings.TrimSpace(s.Conflict) == "" {
		return fault.In("conflict", "monitoring.conflict-missing")
	}
	return errors.Join(s.Place.check(), checkText("note", s.Note, MaxFacts), checkText("conflict", s.Conflict, MaxNote))
}

func (g *Group) observe(ctx context.Context, tx *db.Tx, by charter.Principal, s Sighting, ready []taken) (o Observation, err error) {
	c, err := g.campaign(ctx, tx, by, s.Campaign)
	if err != nil {
		return o, err
	}
	if err := g.mayObserve(ctx, tx, by, c, s); err != nil {
		return o, err
	}
	if err := inTime(tx, ready); err != nil {
		return o, err
	}
	v, err := checklistVersion(ctx, tx, c.Checklist, c.Plan.Version)
	if err != nil {
		return o, err
	}
	if err := s.asks(by, v); err != nil {
		return o, err
	}
	form, err := v.asked(s.Question)
	if err != nil {
		return o, err
	}
	today := g.Book.Today(tx)
	answers, err := form.Check(s.Answers, today)
	if err != nil {
		return o, err
	}
	coarse(form, answers, c.Grain)
	if v.Frozen.IsZero() {
		if err := freeze(ctx, tx, c.Checklist, c.Plan.Version, today); err != nil {
			return o, err
		}
	}
	o = Observation{
		ID: newID(), Campaign: c.ID, Institution: s.Institution, Seat: by.Seat, Day: today, Seen: db.Time{Time: s.Seen},
		Place: s.Place.Coarse(c.Grain), Lang: s.Lang, Note: strings.TrimSpace(s.Note), Answers: answers, Conflict: strings.TrimSpace(s.Conflict), key: s.Key,
	}
	text, err := json.Marshal(answers)
	if err != nil {
		return o, err
	}
	o.answers, o.Digest = string(text), o.digest(text, ready)
	if err := insertObservation(ctx, tx, o); err != nil {
		return o, fmt.Errorf("keeping an observation: %w", err)
	}
	for i := range ready {
		ready[i].Observation, ready[i].Body = o.ID, by.Body
	}
	if err := g.keep(ctx, tx, ready); err != nil {
		return o, err
	}
	if err := g.draft(ctx, tx, by, &o, form.Shortcomings(answers, today)); err != nil || s.With == nil {
		return o, err
	}
	return o, s.With(ctx, tx, o)
}

// mayObserve says what keeps a seat from observing an institution in a campaign
// now.
func (g *Group) mayObserve(ctx context.Context, tx *db.Tx, by charter.Principal, c Campaign, s Sighting) error {
	if c.State != Running {
		return fault.New(fault.Conflict, "docket.not-in-state", "monitoring.state-"+string(c.State))
	}
	seen := calendar.Of(s.Seen.In(g.Book.Zone))
	today := g.Book.Today(tx)
	if seen.Before(c.Since) || seen.After(c.Until) || seen.After(today.AddDays(int(soon/(24*time.Hour)))) {
		return fault.In("seen", "monitoring.outside-period", c.Since, c.Until)
	}
	who, err := observers(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if !slices.Contains(who, by.Seat) {
		return fault.New(fault.Denied, "monitoring.no-observer")
	}
	planned, err := objects(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(planned, func(o Object) bool { return o.Institution == s.Institution }) {
		return fault.In("institution", "monitoring.object-wrong")
	}
	return nil
}

// digest is the SHA-256 of an observation as JSON, with the digests of its
// evidence: what came can be compared with what is kept.
func (o Observation) digest(answers []byte, ready []taken) string {
	var evidence []string
	for _, t := range ready {
		evidence = append(evidence, t.Digest)
	}
	text, err := json.Marshal(struct {
		Campaign, Institution, Seat, Key string
		Seen                             time.Time
		Note, Conflict                   string
		Answers                          json.RawMessage
		Evidence                         []string
	}{o.Campaign, o.Institution, o.Seat, o.key, o.Seen.UTC(), o.Note, o.Conflict, answers, evidence})
	if err != nil {
		panic(err) // texts and moments can be written
	}
	return digest(text)
}

// draft opens a draft for each answer that is a shortcoming.
func (g *Group) draft(ctx context.Context, tx *db.Tx, by charter.Principal, o *Observation, found []forms.Question) error {
	body, err := bodies.Get(ctx, tx, by.Body, g.Book.Today(tx))
	if err != nil {
		return err
	}
	at, err := g.institution(ctx, tx, o.Institution)
	if err != nil {
		return err
	}
	region := at.Region
	if region == "" {
		region = body.Region
	}
	for _, q := range found {
		title := q.Finding
		if title == (i18n.Text{}) {
			title = q.Label
		}
		s := Shortcoming{
			Observation: o.ID, Campaign: o.Campaign, Institution: o.Institution, Question: q.Name, Severity: q.Severity, Basis: q.Basis,
			Seen: calendar.Of(o.Seen.In(g.Book.Zone)), Place: o.Place, Version: 1, Words: Words{Title: cut(title, MaxTitle)},
		}
		if s.Item, err = g.Book.Open(ctx, tx, Flow, charter.Observe, docket.Doing{By: by, Own: true}, body, region); err != nil {
			return err
		}
		s.Facts = factsOf(o)
		if err := errors.Join(docket.Sort(ctx, tx, s.ID, q.Topic, region), insert(ctx, tx, s)); err != nil {
			return err
		}
		if err := insertVersion(ctx, tx, s.ID, Version{Words: s.Words, N: 1, Day: g.Book.Today(tx), Seat: by.Seat}); err != nil {
			return err
		}
		o.Drafts = append(o.Drafts, s.ID)
	}
	return nil
}

// factsOf begins the facts with the observer's note, in the language it is in.
func factsOf(o *Observation) (t i18n.Text) {
	switch o.Lang {
	case i18n.RU:
		t.RU = o.Note
	case i18n.EN:
		t.EN = o.Note
	default:
		t.KK = o.Note
	}
	return t
}
