package newsroom

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/markdown"
)

// A Version is a text as the public could read it from a moment on.
type Version struct {
	N        int
	Revision int // of the office
	At       db.Time
	Note     string // what was corrected; empty for the first
	Title    string
	Lead     string
	Text     string
}

// Hash is what the register has of a version: the SHA-256 of it as JSON with the
// fields title, lead and text, lower hex.
func (v Version) Hash() string {
	text, err := json.Marshal(struct {
		Title string `json:"title"`
		Lead  string `json:"lead"`
		Text  string `json:"text"`
	}{v.Title, v.Lead, v.Text})
	if err != nil {
		panic(err) // three strings can be written
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Submit asks for somebody else to read a text: for the first time, or as the
// next version of what is public.
func (n *Newsroom) Submit(ctx context.Context, by charter.Principal, id string) error {
	d, err := n.Desk(ctx, by, id)
	if err != nil {
		return err
	}
	within := n.lintWithin(ctx, d.Lang, d.Text.Text)
	return n.with(ctx, by, id, func(tx *db.Tx, t Text) error {
		if t.Revision != d.Revision {
			return n.meanwhile(ctx, tx, t)
		}
		if err := errors.Join(n.ready(ctx, tx, t), errors.Join(within...)); err != nil {
			return err
		}
		if t.State != Drafted && t.State != Published {
			return n.notNow(t)
		}
		if t.State == Published {
			public, err := publicVersionText(ctx, tx, id)
			if err != nil {
				return err
			}
			if public.Title == t.Title && public.Lead == t.Lead && public.Text == t.Text {
				return fault.New(fault.Conflict, "newsroom.nothing-changed")
			}
		}
		return n.step(ctx, tx, by, id, charter.Draft, docket.Doing{})
	})
}

// TakeBack takes a text back from whoever is to read it, or returns it to who
// wrote it; the note says why.
func (n *Newsroom) TakeBack(ctx context.Context, by charter.Principal, id, note string) error {
	return n.with(ctx, by, id, func(tx *db.Tx, t Text) error {
		if err := checkNote(note); err != nil {
			return err
		}
		if t.State == Drafted || t.State == Published || t.State == Withdrawn {
			return n.notNow(t)
		}
		return n.step(ctx, tx, by, id, charter.Draft, docket.Doing{Note: note})
	})
}

// notNow says in which state a text is when that forbids what was asked.
func (n *Newsroom) notNow(t Text) error {
	return fault.New(fault.Conflict, "docket.not-in-state", "newsroom.state-"+string(t.State))
}

// Approve says that somebody who wrote no word of a text since it was public
// last has read it and found nothing against it.
func (n *Newsroom) Approve(ctx context.Context, by charter.Principal, id string) error {
	return n.with(ctx, by, id, func(tx *db.Tx, t Text) error {
		own, err := wrote(ctx, tx, id, by.Seat)
		if err != nil {
			return err
		}
		return n.step(ctx, tx, by, id, charter.ReviewArticle, docket.Doing{Own: own})
	})
}

// latest bounds how far ahead a text may be scheduled.
const latest = 366 * 24 * time.Hour

// Publish makes an approved text public from a moment on; the zero moment is
// now. What came from an older site keeps the moment at which it was public
// there.
func (n *Newsroom) Publish(ctx context.Context, by charter.Principal, id string, at time.Time) error {
	err := n.with(ctx, by, id, func(tx *db.Tx, t Text) error { return n.publish(ctx, tx, by, t, at) })
	n.changed()
	return err
}

func (n *Newsroom) publish(ctx context.Context, tx *db.Tx, by charter.Principal, t Text, at time.Time) error {
	now := n.moment(tx)
	switch {
	case at.IsZero(), at.Before(now.Time) && t.Source == "":
		at = now.Time
	case at.Sub(now.Time) > latest:
		return fault.In("at", "newsroom.moment-far")
	}
	if t.State == Withdrawn {
		if err := n.step(ctx, tx, by, t.ID, charter.PublishArticle, docket.Doing{}); err != nil {
			return err
		}
		return errors.Join(setWithdrawn(ctx, tx, t.ID, "", now), findable(ctx, tx, t.ID), Out.Add(ctx, tx, "", now, t.ID))
	}
	v := Version{N: 1, Revision: t.Revision, At: db.Time{Time: at}, Title: t.Title, Lead: t.Lead, Text: t.Text}
	if err := n.step(ctx, tx, by, t.ID, charter.PublishArticle, docket.Doing{SHA256: v.Hash()}); err != nil {
		return err
	}
	p, err := n.publicationOf(ctx, tx, t, at)
	if err != nil {
		return err
	}
	if err := insertPublication(ctx, tx, p); err != nil {
		return err
	}
	return errors.Join(insertVersion(ctx, tx, t.ID, v), n.setTags(ctx, tx, t, p.Published), n.used(ctx, tx, t.ID, v.N, v.Text),
		findable(ctx, tx, t.ID), Out.Add(ctx, tx, "", p.Published, t.ID))
}

// publicationOf is what the public will read of a text from a moment on.
func (n *Newsroom) publicationOf(ctx context.Context, tx *db.Tx, t Text, at time.Time) (Publication, error) {
	day := calendar.Of(at.In(n.Book.Zone))
	p := Publication{
		Docket: t.ID, Article: t.Article, Lang: t.Lang, Year: day.Year(), Month: int(day.Month()), Day: day,
		Published: db.Time{Time: at}, Changed: db.Time{Time: at}, Rubric: t.Rubric, Region: t.Facts.Region, Picture: t.Picture, Body: t.Body,
		Version: 1, Minutes: markdown.ReadingTime(t.Text), Title: t.Title, Lead: t.Lead,
	}
	var err error
	if p.Author, err = n.author(ctx, tx, t, day); err != nil {
		return p, err
	}
	slug := i18n.Slug(t.Title)
	for i := 1; ; i++ {
		if p.Slug = slug; i > 1 {
			p.Slug = fmt.Sprintf("%s-%d", slug, i)
		}
		if taken, err := addressTaken(ctx, tx, p); err != nil || !taken {
			return p, err
		}
	}
}

// author is who a text says it is by: the seat that began it, or the body as it
// was named on the day.
func (n *Newsroom) author(ctx context.Context, tx *db.Tx, t Text, day calendar.Day) (string, error) {
	if t.Byline == BySeat {
		first, err := revisionOf(ctx, tx, t.ID, 1)
		if err != nil {
			return "", err
		}
		seat, err := bodies.SeatByID(ctx, tx, first.Seat)
		return seat.Person, err
	}
	body, err := bodies.Get(ctx, tx, t.Body, day)
	if errors.Is(err, fault.NotFound) { // it came from a day before the body was
		body, err = bodies.Get(ctx, tx, t.Body, n.Book.Today(tx))
	}
	return body.Name.In(t.Lang), err
}

// Correct makes the checked text the next version of what is public. The note
// tells readers what was corrected, and the version before stays readable.
func (n *Newsroom) Correct(ctx context.Context, by charter.Principal, id, note string) error {
	note = strings.TrimSpace(note)
	err := n.with(ctx, by, id, func(tx *db.Tx, t Text) error {
		if utf8.RuneCountInString(note) < 3 {
			return fault.In("note", "newsroom.note-missing")
		}
		if err := checkNote(note); err != nil {
			return err
		}
		if t.State != Checked {
			return n.notNow(t)
		}
		before, err := publicVersion(ctx, tx, id)
		if err != nil {
			return err
		}
		v := Version{N: before + 1, Revision: t.Revision, At: n.moment(tx), Note: note, Title: t.Title, Lead: t.Lead, Text: t.Text}
		if err := n.step(ctx, tx, by, id, charter.CorrectArticle, docket.Doing{Note: note, SHA256: v.Hash()}); err != nil {
			return err
		}
		if err := insertVersion(ctx, tx, id, v); err != nil {
			return err
		}
		published, err := correctPublication(ctx, tx, id, v, markdown.ReadingTime(t.Text))
		if err != nil {
			return err
		}
		return errors.Join(n.setTags(ctx, tx, t, published), n.used(ctx, tx, id, v.N, v.Text), findable(ctx, tx, id), Out.Add(ctx, tx, "", v.At, id))
	})
	n.changed()
	return err
}

// Withdraw takes a published text from the public; its address says why.
func (n *Newsroom) Withdraw(ctx context.Context, by charter.Principal, id, reason string) error {
	reason = strings.TrimSpace(reason)
	err := n.with(ctx, by, id, func(tx *db.Tx, t Text) error {
		if utf8.RuneCountInString(reason) < 3 {
			return fault.In("note", "newsroom.note-missing")
		}
		if err := checkNote(reason); err != nil {
			return err
		}
		if t.State != Published {
			return n.notNow(t)
		}
		if err := n.step(ctx, tx, by, id, charter.CorrectArticle, docket.Doing{Note: reason}); err != nil {
			return err
		}
		now := n.moment(tx)
		return errors.Join(setWithdrawn(ctx, tx, id, reason, now), findable(ctx, tx, id), Out.Add(ctx, tx, "", now, id))
	})
	n.changed()
	return err
}

// setTags gives the public the tags of a text.
func (n *Newsroom) setTags(ctx context.Context, tx *db.Tx, t Text, published db.Time) error {
	if err := deleteTags(ctx, tx, t.ID); err != nil {
		return err
	}
	for _, name := range t.Tags {
		if err := insertTag(ctx, tx, t.ID, Tag{ID: i18n.Slug(name), Name: name}, t.Lang, published); err != nil {
			return err
		}
	}
	return nil
}

// ready says what keeps a text from being read by somebody and published.
func (n *Newsroom) ready(ctx context.Context, tx *db.Tx, t Text) error {
	var wrong []error
	if t.Lead == "" {
		wrong = append(wrong, fault.In("lead", "newsroom.lead-missing"))
	}
	if t.Text == "" {
		wrong = append(wrong, fault.In("text", "newsroom.text-missing"))
	}
	wrong = append(wrong, markdown.Lint(t.Text)...)
	if n.Usable != nil {
		wrong = append(wrong, n.Usable(ctx, tx, t.Lang, append(markdown.Media(t.Text), t.Picture)))
	}
	return errors.Join(wrong...)
}

func (n *Newsroom) step(ctx context.Context, tx *db.Tx, by charter.Principal, id string, act charter.Act, d docket.Doing) error {
	d.By = by
	_, err := n.Book.Do(ctx, tx, Flow, id, act, d)
	return err
}
