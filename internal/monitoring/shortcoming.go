package monitoring

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// A Shortcoming is what isn't as it should be at an institution. Its Topic is the
// institution's field, its Region where it is.
type Shortcoming struct {
	docket.Item
	Observation string
	Campaign    string
	Institution string // that has to answer
	Question    string // of the checklist, that it answers
	Severity    string // "", "low", "medium" or "high", as the checklist says
	Basis       string // the norm that it is measured by
	Seen        calendar.Day
	Place       Place // as coarse as the campaign says
	Words             // of the newest version
	Version     int
	Shown       int // the version that is public; 0 for none
	Proposed    int // a correction that waits for another reader; 0 for none
	Notified    calendar.Day
	ReplyDue    calendar.Day
	Replied     calendar.Day // first, before publication or after
	Published   calendar.Day
	Raised      calendar.Day // first
	AnswerDue   calendar.Day // of the round under way; extensions are in it
	Answered    calendar.Day // in the round under way
	Rounds      int          // how often it was raised
	Promised    calendar.Day // the date that was promised last
	Broken      int          // promises
	Escalated   calendar.Day
	Asked       calendar.Day // until when more time is asked for
	Claimed     calendar.Day
	Verified    calendar.Day // when somebody saw that it is fixed
	Label       string       // the seat that gave it its present state of fixed, partly, …
	Reason      string       // for which it was closed, withdrawn or merged
	Merged      string       // the shortcoming that it is a duplicate of
	Confirmed   int          // times, not people
	Disputed    int
}

// Public reports whether everybody may see it. What was withdrawn is public as
// such: its number, its state and its reason.
func (s Shortcoming) Public() bool { return !s.Published.IsZero() }

// Waits reports whether it is the institution's turn.
func (s Shortcoming) Waits() bool {
	return s.State == Notified || slices.Contains(waits, s.State)
}

// Closed reports whether nothing more is expected of the institution.
func (s Shortcoming) Closed() bool {
	return slices.Contains(closed, s.State) || slices.Contains(ended, s.State)
}

// Words are what a shortcoming says: facts, each borne out by evidence, and apart
// from them what the group thinks of it.
type Words struct {
	Title, Facts, Opinion i18n.Text
}

// Limits of the words in letters.
const (
	MaxTitle = 200
	MaxFacts = 5_000
	MaxNote  = 1_000
)

// A Version is a text as it was at one time.
type Version struct {
	Words
	N      int
	Day    calendar.Day
	Seat   string
	Note   string       // what was corrected, and why
	Public calendar.Day // since when everybody could read it; zero if never
}

// Hash is what the register has of a version: the SHA-256 of its words as JSON
// with the members title, facts and opinion, each with kk, ru and en; lower hex.
func (w Words) Hash() string {
	text, err := json.Marshal(struct {
		Title   i18n.Text `json:"title"`
		Facts   i18n.Text `json:"facts"`
		Opinion i18n.Text `json:"opinion"`
	}{w.Title, w.Facts, w.Opinion})
	if err != nil {
		panic(err) // nine strings can be written
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// each calls f with the parts of the words that a person wrote.
func (w *Words) each(f func(field string, most int, l i18n.Lang, s *string)) {
	for _, part := range []struct {
		name string
		most int
		text *i18n.Text
	}{{"title", MaxTitle, &w.Title}, {"facts", MaxFacts, &w.Facts}, {"opinion", MaxFacts, &w.Opinion}} {
		for _, l := range []struct {
			lang i18n.Lang
			s    *string
		}{{i18n.KK, &part.text.KK}, {i18n.RU, &part.text.RU}, {i18n.EN, &part.text.EN}} {
			f(part.name, part.most, l.lang, l.s)
		}
	}
}

// tidy is what a person meant to write.
func (w Words) tidy() Words {
	w.each(func(_ string, _ int, _ i18n.Lang, s *string) {
		*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	})
	return w
}

// check says what of the words can't be kept at all.
func (w Words) check() error {
	var wrong []error
	w.each(func(field string, most int, l i18n.Lang, s *string) {
		wrong = append(wrong, checkText(field+"-"+string(l), *s, most))
	})
	if w.Title == (i18n.Text{}) {
		wrong = append(wrong, fault.In("title-kk", "monitoring.title-missing"))
	}
	return errors.Join(wrong...)
}

// whole says what of the words keeps them from being published: the letters to
// institutions and the pages are in Kazakh and Russian.
func (w Words) whole() error {
	var wrong []error
	w.each(func(field string, _ int, l i18n.Lang, s *string) {
		if *s == "" && l != i18n.EN && field != "opinion" {
			wrong = append(wrong, fault.In(field+"-"+string(l), "monitoring.language-missing"))
		}
	})
	return errors.Join(wrong...)
}

func checkText(field, s string, most int) error {
	if n := utf8.RuneCountInString(s); n > most {
		return fault.In(field, "monitoring.too-long", n, most)
	}
	if !i18n.Readable(s) {
		return fault.In(field, "monitoring.not-text")
	}
	return nil
}

// reason checks the reason that an act needs.
func reason(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	if i18n.Blank(s) {
		return s, fault.In("reason", "monitoring.reason-missing")
	}
	return s, checkText("reason", s, MaxNote)
}

// Rewrite replaces the words of a draft. Whoever reviewed it before reads it
// again.
func (g *Group) Rewrite(ctx context.Context, by charter.Principal, id string, base int, w Words) error {
	w = w.tidy()
	return g.with(ctx, by, id, func(tx *db.Tx, s Shortcoming) error {
		if err := w.check(); err != nil {
			return err
		}
		if base != s.Version {
			return fault.New(fault.Conflict, "monitoring.changed-meanwhile")
		}
		if s.State != Draft {
			return notNow(s)
		}
		if w == s.Words {
			return nil
		}
		if err := g.step(ctx, tx, by, &s, charter.Observe, docket.Doing{Own: true}); err != nil {
			return err
		}
		return g.version(ctx, tx, by, &s, w, "")
	})
}

// version adds a version to the words of a shortcoming.
func (g *Group) version(ctx context.Context, tx *db.Tx, by charter.Principal, s *Shortcoming, w Words, note string) error {
	n, err := nextVersion(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	s.Version, s.Words = n, w
	if err := insertVersion(ctx, tx, s.ID, Version{Words: w, N: s.Version, Day: g.Book.Today(tx), Seat: by.Seat, Note: note}); err != nil {
		return err
	}
	return g.update(ctx, tx, *s)
}

// update keeps what became of a shortcoming, and brings what is public of it up to
// that.
func (g *Group) update(ctx context.Context, tx *db.Tx, s Shortcoming) error {
	if err := update(ctx, tx, s); err != nil {
		return err
	}
	return g.show(ctx, tx, s)
}

// step takes a step with a shortcoming, which knows of it afterwards.
func (g *Group) step(ctx context.Context, tx *db.Tx, by charter.Principal, s *Shortcoming, act charter.Act, d docket.Doing) error {
	if s.State == Duplicate && !s.Public() {
		return notNow(*s) // it was merged before anybody knew of it, and the register has it sealed
	}
	d.By = by
	if by.Kind == charter.KindStateBody {
		d.Addressee = s.Institution
	}
	was := s.State
	item, err := g.Book.Do(ctx, tx, Flow, s.ID, act, d)
	if err != nil {
		return err
	}
	s.Item = item
	// Time that was asked for is nothing to decide any more once the deadline isn't
	// what it was asked for.
	if was != s.State && (act == charter.Promise || !allows(charter.RequestExtension, s.State)) {
		s.Asked = calendar.Day{}
	}
	if err := g.show(ctx, tx, *s); err != nil {
		return err
	}
	if !s.Public() {
		return nil
	}
	return g.tell(ctx, tx, *s, act, was != s.State || act == charter.Reply)
}

// notNow says in which state a shortcoming is when that forbids what was asked.
func notNow(s Shortcoming) error {
	return fault.New(fault.Conflict, "docket.not-in-state", "monitoring.state-"+string(s.State))
}
