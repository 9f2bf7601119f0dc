package learning

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	mathrand "math/rand/v2"
	"strings"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/learning/gift"
)

// openAttempts is how many attempts of nobody known a course may have in a day:
// each is a row until the day after.
const openAttempts = 10_000

// An Attempt is one try at a course's test.
type Attempt struct {
	ID     string
	Seat   string // empty for the public
	Day    calendar.Day
	Score  int    // percent, rounded down; -1 before it was marked
	Code   string // of the certificate that was made of it, as the database keeps it; empty for none
	Course Course // with the version that the attempt is at

	seed int64
}

// Marked reports whether the replies were given.
func (a Attempt) Marked() bool { return a.Score >= 0 }

// Passed reports whether they were good enough.
func (a Attempt) Passed() bool { return a.Marked() && a.Score >= a.Course.Version.Pass }

// A Question is one of an attempt, in its place.
type Question struct {
	gift.Question
	N     int   // its place in the test, from 0: what replies name
	Order []int // of its answers, as they are shown
}

// Questions are those that the lot gave an attempt, in a language in which the
// course is there. The same attempt always has the same.
func (a Attempt) Questions(l i18n.Lang) ([]Question, error) {
	all, err := a.Course.Version.Questions(a.Course.Version.In(l))
	if err != nil {
		return nil, err
	}
	lot := mathrand.New(mathrand.NewPCG(uint64(a.seed), uint64(a.Course.Version.N)))
	places := lot.Perm(len(all))
	if ask := a.Course.Version.Ask; ask > 0 && ask < len(places) {
		places = places[:ask]
	}
	var drawn []Question
	for _, n := range places {
		drawn = append(drawn, Question{Question: all[n], N: n, Order: lot.Perm(len(all[n].Answers))})
	}
	return drawn, nil
}

// Try begins an attempt at a course: of a seat if one asks, or of nobody known.
// A seat has a number of attempts in a day.
func (s *School) Try(ctx context.Context, by charter.Principal, slug string) (id string, err error) {
	var seed [8]byte
	_, _ = rand.Read(seed[:]) // never fails
	err = s.DB.Write(ctx, "learning", func(tx *db.Tx) error {
		c, err := s.taught(ctx, tx, slug)
		if err != nil {
			return err
		}
		if err := s.may(by, c); err != nil {
			return err
		}
		today := s.Book.Today(tx)
		n, err := attemptsOn(ctx, tx, c.Item.ID, by.Seat, today)
		switch {
		case err != nil:
			return err
		case by.Seat != "" && n >= c.Version.Daily:
			return fault.New(fault.Conflict, "learning.tried", c.Version.Daily)
		case n >= openAttempts:
			return fault.New(fault.Busy, "learning.busy")
		}
		id = strings.ToLower(rand.Text())
		return insertAttempt(ctx, tx, attemptRow{
			id: id, docket: c.Item.ID, version: c.Published, seat: by.Seat, day: today, seed: int64(binary.LittleEndian.Uint64(seed[:])), score: -1,
		})
	})
	return id, err
}

// may asks the charter whether somebody may take a course: everybody may, and a
// seat as what it is in its own body.
func (s *School) may(by charter.Principal, c Course) error {
	if by.Seat == "" {
		return s.Book.Charter.Allow(by, charter.RegisterForEvent, charter.Resource{Body: c.Body, Region: c.Item.Region, Docket: c.Item.ID})
	}
	return s.allowed(by, charter.SeeOwnBody)
}

// Attempt returns an attempt of a seat, or of nobody known to whoever has its
// id.
func (s *School) Attempt(ctx context.Context, by charter.Principal, id string) (a Attempt, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		a, err = s.attempt(ctx, tx, by, id)
		return err
	})
	return a, err
}

func (s *School) attempt(ctx context.Context, tx *db.Tx, by charter.Principal, id string) (a Attempt, err error) {
	r, err := attemptByID(ctx, tx, id)
	if err != nil {
		return a, err
	}
	if r.seat != by.Seat || r.day.Before(s.Book.Today(tx).AddDays(-1)) {
		return a, fault.NotFound
	}
	row, err := courseByDocket(ctx, tx, r.docket)
	if err != nil {
		return a, err
	}
	a = Attempt{ID: r.id, Seat: r.seat, Day: r.day, Score: r.score, Code: r.code, seed: r.seed}
	if a.Course, err = s.complete(ctx, tx, row); err != nil {
		return a, err
	}
	a.Course.Version, err = versionOf(ctx, tx, r.docket, r.version)
	return a, err
}

// Answer marks the replies to an attempt, by the questions' places, and keeps
// the score. An attempt is marked once.
func (s *School) Answer(ctx context.Context, by charter.Principal, id string, replies map[int][]string) (a Attempt, err error) {
	err = s.DB.Write(ctx, "learning", func(tx *db.Tx) error {
		if a, err = s.attempt(ctx, tx, by, id); err != nil {
			return err
		}
		if err := s.may(by, a.Course); err != nil {
			return err
		}
		if a.Marked() {
			return fault.New(fault.Conflict, "learning.marked")
		}
		if a.Score, err = a.mark(replies); err != nil {
			return err
		}
		day, passed := s.Book.Today(tx), a.Passed()
		err := errors.Join(setScore(ctx, tx, id, a.Score), addTally(ctx, tx, a.Course.Item.ID, a.Course.Version.N, day, 1, count(passed), 0))
		if passed && by.Seat != "" {
			err = errors.Join(err, addPass(ctx, tx, a.Course.Item.ID, a.Course.Version.N, by.Seat, day, a.Score))
		}
		return err
	})
	return a, err
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// mark is the percentage of the marks that replies earn, rounded down: who needs
// 80 has 80.
func (a Attempt) mark(replies map[int][]string) (int, error) {
	questions, err := a.Questions(i18n.KK)
	if err != nil {
		return 0, err
	}
	spoken := a.Course.Version.Langs()
	sum := 0.0
	for _, q := range questions {
		best := 0.0
		// What is written may be right in any language of the course.
		for _, l := range spoken {
			all, err := a.Course.Version.Questions(l)
			if err != nil {
				return 0, err
			}
			best = max(best, all[q.N].Mark(replies[q.N]))
		}
		sum += best
	}
	return int(100*sum/float64(len(questions)) + 1e-9), nil
}

// A Pass is what a seat has passed.
type Pass struct {
	Slug    string
	Version int
	Day     calendar.Day
	Score   int
}

// Passes are what a seat has passed, by course, with the newest version of each.
func (s *School) Passes(ctx context.Context, by charter.Principal) (all map[string]Pass, err error) {
	if err := s.allowed(by, charter.SeeOwnBody); err != nil {
		return nil, err
	}
	all = map[string]Pass{}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		rows, err := passesOf(ctx, tx, by.Seat)
		for _, p := range rows {
			all[p.Slug] = p
		}
		return err
	})
	return all, err
}

// Sweep forgets the attempts whose time is over.
func (s *School) Sweep(ctx context.Context) error {
	return s.DB.Write(ctx, "learning", func(tx *db.Tx) error {
		return deleteAttempts(ctx, tx, s.Book.Today(tx).AddDays(-1))
	})
}
