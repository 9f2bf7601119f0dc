package learning

import (
	"context"
	"errors"
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

// A Version is what was taught from a day on.
type Version struct {
	N      int
	Day    calendar.Day
	Seat   string
	Note   string // what changed, since the second one
	Digest string // SHA-256 of the material's text, lower hex, as the register has it
	Material
}

// usual are the settings of a course that nobody has set.
var usual = Material{Pass: 80, Daily: 3}

// Begin begins a course of a seat's body and returns its docket.
func (s *School) Begin(ctx context.Context, by charter.Principal, title i18n.Text) (id string, err error) {
	m := usual
	m.Title = title
	m.tidy()
	if m.Title.KK == "" {
		return "", fault.In("title-kk", "learning.missing")
	}
	if err := m.bounds(); err != nil {
		return "", err
	}
	text, err := m.Text()
	if err != nil {
		return "", err
	}
	err = s.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		body, err := bodies.Get(ctx, tx, by.Body, s.Book.Today(tx))
		if err != nil {
			return err
		}
		item, err := s.Book.Open(ctx, tx, Flow, charter.Teach, docket.Doing{By: by, Own: true, SHA256: Digest(text)}, body, body.Region)
		if err != nil {
			return err
		}
		slug, err := freeSlug(ctx, tx, i18n.Slug(m.Title.KK))
		if err != nil {
			return err
		}
		id = item.ID
		return insertCourse(ctx, tx, courseRow{docket: id, slug: slug, material: text, edited: 1})
	})
	return id, err
}

// freeSlug is a slug that no course has: the one that is asked for, or that with
// a number.
func freeSlug(ctx context.Context, tx *db.Tx, slug string) (string, error) {
	taken, err := slugsLike(ctx, tx, slug)
	if err != nil {
		return "", err
	}
	free := slug
	for n := 2; taken[free]; n++ {
		free = slug + "-" + i18n.Number(i18n.EN, int64(n))
	}
	return free, nil
}

// Get is a course for a seat that may teach it.
func (s *School) Get(ctx context.Context, by charter.Principal, id string) (c Course, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		c, err = s.mine(ctx, tx, by, id)
		return err
	})
	return c, err
}

// mine is a course of the body that a seat teaches for.
func (s *School) mine(ctx context.Context, tx *db.Tx, by charter.Principal, id string) (Course, error) {
	if err := s.allowed(by, charter.Teach); err != nil {
		return Course{}, err
	}
	r, err := courseByDocket(ctx, tx, id)
	if err != nil {
		return Course{}, err
	}
	c, err := s.complete(ctx, tx, r)
	if err == nil && c.Body != by.Body {
		return Course{}, fault.NotFound
	}
	return c, err
}

// Desk are the courses of a seat's body.
func (s *School) Desk(ctx context.Context, by charter.Principal) (all []Course, err error) {
	if err := s.allowed(by, charter.Teach); err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		rows, err := courses(ctx, tx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			c, err := s.complete(ctx, tx, r)
			if err != nil {
				return err
			}
			if c.Body == by.Body {
				all = append(all, c)
			}
		}
		return nil
	})
	return all, err
}

// Save keeps what an office has written of a course. Edited is the course's
// number of changes when its writer opened it: if somebody else has changed it
// since, nothing is kept and the fault is a Conflict.
func (s *School) Save(ctx context.Context, by charter.Principal, id string, edited int, m Material) error {
	m.tidy()
	if m.Title.KK == "" {
		return fault.In("title-kk", "learning.missing")
	}
	if err := m.bounds(); err != nil {
		return err
	}
	text, err := m.Text()
	if err != nil {
		return err
	}
	return s.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		c, err := s.mine(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if c.Item.State == Withdrawn {
			return fault.New(fault.Conflict, "docket.not-in-state", "learning.state-"+string(Withdrawn))
		}
		if c.Edited != edited {
			return fault.New(fault.Conflict, "learning.edited")
		}
		switch before, err := c.Draft.Text(); {
		case err != nil:
			return err
		case before == text:
			return nil
		}
		if c.Item.State == Taught {
			doing := docket.Doing{By: by, Own: true, To: Changed, SHA256: Digest(text)}
			if _, err := s.Book.Do(ctx, tx, Flow, id, charter.Teach, doing); err != nil {
				return err
			}
		}
		return setMaterial(ctx, tx, id, text)
	})
}

// Teach makes the course as the office has it what the public sees. From the
// second version on a note says what changed.
func (s *School) Teach(ctx context.Context, by charter.Principal, id, note string) error {
	note = strings.TrimSpace(note)
	if n := utf8.RuneCountInString(note); n > longAbout {
		return fault.In("note", "learning.long", n, longAbout)
	}
	err := s.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		c, err := s.mine(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if err := c.Draft.Check(); err != nil {
			return err
		}
		if c.Published > 0 && note == "" {
			return fault.In("note", "learning.note-missing")
		}
		text, err := c.Draft.Text()
		if err != nil {
			return err
		}
		v := Version{N: c.Published + 1, Day: s.Book.Today(tx), Seat: by.Seat, Note: note, Digest: Digest(text)}
		doing := docket.Doing{By: by, Own: true, To: Taught, Note: note, SHA256: v.Digest}
		if _, err := s.Book.Do(ctx, tx, Flow, id, charter.Teach, doing); err != nil {
			return err
		}
		return errors.Join(insertVersion(ctx, tx, id, v, text), setPublished(ctx, tx, id, v.N))
	})
	if err == nil {
		s.changed()
	}
	return err
}

// Withdraw ends a course with a reason. Its certificates hold.
func (s *School) Withdraw(ctx context.Context, by charter.Principal, id, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return fault.In("reason", "learning.reason-missing")
	}
	err := s.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		if _, err := s.mine(ctx, tx, by, id); err != nil {
			return err
		}
		_, err := s.Book.Do(ctx, tx, Flow, id, charter.Teach, docket.Doing{By: by, Own: true, To: Withdrawn, Note: reason})
		return err
	})
	if err == nil {
		s.changed()
	}
	return err
}

// SetCertify says whether those who pass may have a certificate in the name of
// the body. It is an act of its own: to teach is one thing, to vouch another.
func (s *School) SetCertify(ctx context.Context, by charter.Principal, id string, yes bool) error {
	err := s.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		c, err := s.mine(ctx, tx, by, id)
		if err != nil || c.Certify == yes {
			return err
		}
		word := "learning.certify-off"
		if yes {
			word = "learning.certify-on"
		}
		if _, err := s.Book.Do(ctx, tx, Flow, id, charter.Certify, docket.Doing{By: by, Note: word}); err != nil {
			return err
		}
		return setCertify(ctx, tx, id, yes)
	})
	if err == nil {
		s.changed()
	}
	return err
}

// Versions are all that were taught of a course, the newest first.
func (s *School) Versions(ctx context.Context, slug string) (all []Version, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		c, err := s.taught(ctx, tx, slug)
		if err != nil {
			return err
		}
		all, err = versions(ctx, tx, c.Item.ID)
		return err
	})
	return all, err
}
