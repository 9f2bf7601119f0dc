// Package report is the half-year report of a headquarters, which makes itself.
//
// The rule of the domain: nobody writes a number. Each is counted by the area that
// has it, stands with what it is of, and leads to where and how it was counted; what
// nobody counts yet says so instead of being left out or put at nothing. Whoever
// makes a report adds a foreword at the most, somebody else approves it, and once
// published its hash is in the register: the same file proves it for ever.
package report

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// A Desk makes the reports of all headquarters.
type Desk struct {
	DB      *db.DB
	Book    *docket.Book
	Words   i18n.Words
	Address string // of the site, without a slash at its end
	Parts   []Part
	Changed func() // called when what the public sees has changed; nil for nobody
}

// A Span is what a report is on: a body, the region that it is for, and the days.
type Span struct {
	Body, Region string // Region is "" for the whole republic
	Since, Until calendar.Day
}

// A Part of a report is counted by an area.
type Part struct {
	Word string // key of its heading
	// Count counts; nil says that nobody counts this yet.
	Count func(context.Context, Span) ([]Figure, error)
}

// A Figure is a number that never stands alone.
type Figure struct {
	Key   string    `json:"key"` // stable, for programs
	Label i18n.Text `json:"label"`
	Value i18n.Text `json:"value"` // written for each language
	Of    i18n.Text `json:"of"`    // its denominator, its window, what is open
	How   i18n.Text `json:"how"`   // how it was counted, and by whom
	Href  string    `json:"href"`  // where that can be seen, without the language; "" for nowhere
}

// A Chapter is a part as it was counted.
type Chapter struct {
	Word    string   `json:"word"`
	Counted bool     `json:"counted"`
	Figures []Figure `json:"figures"`
}

// States of a report.
const (
	Draft     docket.State = "draft"
	Approved  docket.State = "approved"
	Published docket.State = "published"
)

// flow is the flow of a report with one step.
func flow(s docket.Step) docket.Flow {
	return docket.Flow{Area: "report", Kind: "report", Mark: "R", Public: true, Clock: "kz-appc", Steps: []docket.Step{s}}
}

// A Report is a report on half a year.
type Report struct {
	docket.Item
	Since, Until calendar.Day
	Seat         string       // that made it
	Counted      calendar.Day // when its figures were counted
	Foreword     i18n.Text
	Published    string // the day; "" while it isn't
	SHA256       string // of its file, once published
	figures      string // JSON
}

// Half is a half of a year.
type Half struct{ Year, N int }

// Days are the first and the last day of a half.
func (h Half) Days() (since, until calendar.Day) {
	if h.N == 1 {
		return calendar.Date(h.Year, 1, 1), calendar.Date(h.Year, 6, 30)
	}
	return calendar.Date(h.Year, 7, 1), calendar.Date(h.Year, 12, 31)
}

// Half is the half that a report is on.
func (r Report) Half() Half {
	if r.Since.Month() < 7 {
		return Half{r.Since.Year(), 1}
	}
	return Half{r.Since.Year(), 2}
}

// maxForeword is how long a foreword is at most, in letters.
const maxForeword = 4000

// Make makes the report of the seat's body on a half, with its figures as they
// stand now.
func (d *Desk) Make(ctx context.Context, by charter.Principal, h Half) (id string, err error) {
	if h.N != 1 && h.N != 2 || h.Year < 2019 || h.Year > 2199 {
		return "", fault.In("half", "report.half-wrong")
	}
	if err := d.may(by, charter.Report); err != nil {
		return "", err
	}
	span, today, err := d.span(ctx, by, h)
	if err != nil {
		return "", err
	}
	if span.Since.After(today) {
		return "", fault.In("half", "report.half-ahead")
	}
	text, err := d.count(ctx, span)
	if err != nil {
		return "", err
	}
	return id, d.write(ctx, by, func(tx *db.Tx) error {
		if _, err := ofHalf(ctx, tx, by.Body, span.Since); !errors.Is(err, fault.NotFound) {
			return errors.Join(err, fault.In("half", "report.half-there"))
		}
		body, err := bodies.Get(ctx, tx, by.Body, today)
		if err != nil {
			return err
		}
		i, err := d.Book.Open(ctx, tx, flow(docket.Step{Act: charter.Report, To: Draft}), charter.Report, docket.Doing{By: by, Own: true}, body, span.Region)
		if err != nil {
			return err
		}
		id = i.ID
		return insert(ctx, tx, Report{Item: i, Since: span.Since, Until: span.Until, Seat: by.Seat, Counted: today, figures: text})
	})
}

func (d *Desk) span(ctx context.Context, by charter.Principal, h Half) (s Span, today calendar.Day, err error) {
	s = Span{Body: by.Body, Region: by.Region}
	s.Since, s.Until = h.Days()
	return s, today, d.DB.Read(ctx, func(tx *db.Tx) error {
		today = d.Book.Today(tx)
		return nil
	})
}

// count asks every area for its figures.
func (d *Desk) count(ctx context.Context, s Span) (string, error) {
	chapters := make([]Chapter, len(d.Parts))
	for i, p := range d.Parts {
		chapters[i] = Chapter{Word: p.Word, Counted: p.Count != nil, Figures: []Figure{}}
		if p.Count == nil {
			continue
		}
		all, err := p.Count(ctx, s)
		if err != nil {
			return "", fmt.Errorf("counting %s: %w", p.Word, err)
		}
		chapters[i].Figures = append(chapters[i].Figures, all...)
	}
	text, err := json.Marshal(chapters)
	return string(text), err
}

// Recount counts the figures of a draft again and keeps its foreword.
func (d *Desk) Recount(ctx context.Context, by charter.Principal, id string, foreword i18n.Text) error {
	foreword = i18n.Text{KK: tidy(foreword.KK), RU: tidy(foreword.RU), EN: tidy(foreword.EN)}
	var wrong []error
	for i, t := range []string{foreword.KK, foreword.RU, foreword.EN} {
		if n := utf8.RuneCountInString(t); n > maxForeword {
			wrong = append(wrong, fault.In("foreword-"+string(i18n.Langs[i]), "headquarters.too-long", n, maxForeword))
		}
	}
	if err := errors.Join(wrong...); err != nil {
		return err
	}
	r, err := d.held(ctx, by, id, charter.Report)
	if err != nil {
		return err
	}
	span, today, err := d.span(ctx, by, r.Half())
	if err != nil {
		return err
	}
	text, err := d.count(ctx, span)
	if err != nil {
		return err
	}
	return d.step(ctx, by, id, docket.Step{Act: charter.Report, From: []docket.State{Draft, Approved}, To: Draft}, func(_ *db.Tx, r *Report) error {
		r.Counted, r.Foreword, r.figures = today, foreword, text
		return nil
	})
}

// Approve approves a draft that somebody else made, when its half is over.
func (d *Desk) Approve(ctx context.Context, by charter.Principal, id string) error {
	return d.step(ctx, by, id, docket.Step{Act: charter.ApproveReport, From: []docket.State{Draft}, To: Approved}, func(tx *db.Tx, r *Report) error {
		if !d.Book.Today(tx).After(r.Until) {
			return fault.New(fault.Conflict, "report.not-over")
		}
		if !r.Counted.After(r.Until) {
			return fault.New(fault.Conflict, "report.counted-early")
		}
		return nil
	})
}

// Publish publishes an approved report; its hash enters the register.
func (d *Desk) Publish(ctx context.Context, by charter.Principal, id string) error {
	return d.step(ctx, by, id, docket.Step{Act: charter.Report, From: []docket.State{Approved}, To: Published, Settles: true}, func(tx *db.Tx, r *Report) error {
		r.Published = d.Book.Today(tx).String()
		file, err := r.File()
		if err != nil {
			return err
		}
		sum := sha256.Sum256(file)
		r.SHA256 = hex.EncodeToString(sum[:])
		return nil
	})
}

// step changes a report of the seat's body and takes a step with it.
func (d *Desk) step(ctx context.Context, by charter.Principal, id string, s docket.Step, change func(*db.Tx, *Report) error) error {
	return d.write(ctx, by, func(tx *db.Tx) error {
		r, err := byDocket(ctx, tx, id)
		if err != nil || r.Body != by.Body {
			return errors.Join(err, fault.NotFound)
		}
		if err := change(tx, &r); err != nil {
			return err
		}
		if _, err := d.Book.Do(ctx, tx, flow(s), id, s.Act, docket.Doing{By: by, Own: r.Seat == by.Seat, SHA256: r.SHA256}); err != nil {
			return err
		}
		return update(ctx, tx, r)
	})
}

func (d *Desk) may(by charter.Principal, act charter.Act) error {
	return d.Book.Charter.Allow(by, act, charter.Resource{Body: by.Body, Region: by.Region})
}

func (d *Desk) write(ctx context.Context, by charter.Principal, do func(*db.Tx) error) error {
	err := d.DB.Write(ctx, by.Body, do)
	if err == nil && d.Changed != nil {
		d.Changed()
	}
	return err
}

// held is a report of the seat's body.
func (d *Desk) held(ctx context.Context, by charter.Principal, id string, act charter.Act) (r Report, err error) {
	if err := d.may(by, act); err != nil {
		return r, err
	}
	r, err = d.Get(ctx, id)
	if err == nil && r.Body != by.Body {
		err = fault.NotFound
	}
	return r, err
}

// Get returns a report, with who may see it left to the caller.
func (d *Desk) Get(ctx context.Context, id string) (r Report, err error) {
	return r, d.DB.Read(ctx, func(tx *db.Tx) error {
		r, err = byDocket(ctx, tx, id)
		return err
	})
}

// Public returns a published report, or fault.NotFound.
func (d *Desk) Public(ctx context.Context, id string) (Report, error) {
	r, err := d.Get(ctx, id)
	if err == nil && r.Published == "" {
		err = fault.NotFound
	}
	return r, err
}

// Of returns the reports of a body, the latest half first; of all bodies, if body is
// empty, those that are published.
func (d *Desk) Of(ctx context.Context, body string) (all []Report, err error) {
	return all, d.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = ofBody(ctx, tx, body)
		return err
	})
}

// Chapters are the figures of the report as they were counted.
func (r Report) Chapters() (all []Chapter, err error) {
	return all, json.Unmarshal([]byte(r.figures), &all)
}

// File is the report as programs read it, in all languages; its SHA-256 is in the
// register. The same report is the same bytes.
func (r Report) File() ([]byte, error) {
	chapters, err := r.Chapters()
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(struct {
		Number   string       `json:"number"`
		Body     string       `json:"body"`
		Region   string       `json:"region,omitempty"`
		Since    calendar.Day `json:"since"`
		Until    calendar.Day `json:"until"`
		Counted  calendar.Day `json:"counted"`
		Foreword i18n.Text    `json:"foreword"`
		Chapters []Chapter    `json:"chapters"`
	}{r.Number, r.Body, r.Region, r.Since, r.Until, r.Counted, r.Foreword, chapters}, "", "\t")
	return append(text, '\n'), err
}

// tidy is a text whose lines have no spaces at their ends.
func tidy(s string) string {
	all := strings.Split(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", ""), "\n")
	for i, l := range all {
		all[i] = strings.TrimSpace(l)
	}
	return strings.TrimSpace(strings.Join(all, "\n"))
}
