package learning

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/register"
)

// longName bounds a name on a certificate.
const longName = 120

// A Certificate says that somebody passed a version of a course.
type Certificate struct {
	Day       calendar.Day
	Score     int
	Course    Course // with the version that was passed
	Withdrawn calendar.Day
	Reason    string

	key, holder string
}

// Good reports whether the body still vouches for it.
func (c Certificate) Good() bool { return c.Withdrawn.IsZero() }

// Names reports whether a name is the one on the certificate, whatever its case
// and the spaces in it.
func (c Certificate) Names(code, name string) bool { return c.holder == holderOf(code, name) }

// holderOf is what is kept of a name: a hash that needs the code to be tried.
func holderOf(code, name string) string {
	sum := sha256.Sum256([]byte("adal-certificate-holder/1\n" + code + "\n" + i18n.Fold(name)))
	return hex.EncodeToString(sum[:])
}

// digest is what the register has of a certificate. Its holder, who has the code
// and the name, can compute it.
func (c Certificate) digest() string {
	text := fmt.Sprintf("adal-certificate/1\n%s\n%s\n%s\n%d\n%v\n%d\n", c.key, c.holder, c.Course.Item.Number, c.Course.Version.N, c.Day, c.Score)
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Issue makes the certificate of an attempt that passed, in the name that its
// holder gives, and returns its code. The same name gets the same one again
// while the attempt is kept; another name is a Conflict.
func (s *School) Issue(ctx context.Context, by charter.Principal, attempt, name string) (c Certificate, code string, err error) {
	name = strings.Join(strings.Fields(name), " ")
	if n := utf8.RuneCountInString(name); n < 2 || n > longName || i18n.Fold(name) == "" {
		return c, "", fault.In("name", "learning.name-wrong", longName)
	}
	err = s.DB.Write(ctx, "learning", func(tx *db.Tx) error {
		a, err := s.attempt(ctx, tx, by, attempt)
		if err != nil {
			return err
		}
		if err := s.may(by, a.Course); err != nil {
			return err
		}
		code = codeOf(a.ID)
		switch {
		case !a.Passed():
			return fault.New(fault.Conflict, "learning.not-passed")
		case a.Code != "":
			c, err = s.again(ctx, tx, code, name)
			return err
		case !a.Course.Certify:
			return fault.New(fault.Conflict, "learning.no-certificates")
		}
		c = Certificate{Day: s.Book.Today(tx), Score: a.Score, Course: a.Course, key: keyOf(code), holder: holderOf(code, name)}
		return errors.Join(
			insertCertificate(ctx, tx, c), setCode(ctx, tx, a.ID, c.key),
			addTally(ctx, tx, a.Course.Item.ID, a.Course.Version.N, c.Day, 0, 0, 1), s.record(ctx, tx, c, c.Day, ""))
	})
	return c, code, err
}

// again is a certificate that was made before.
func (s *School) again(ctx context.Context, tx *db.Tx, code, name string) (Certificate, error) {
	c, err := s.certificate(ctx, tx, code)
	if err == nil && !c.Names(code, name) {
		return Certificate{}, fault.New(fault.Conflict, "learning.name-other")
	}
	return c, err
}

// record enters a certificate in the register: in the name of the body that
// teaches the course, by its decision to vouch for those who pass (SetCertify),
// or by the seat that withdraws it.
func (s *School) record(ctx context.Context, tx *db.Tx, c Certificate, day calendar.Day, seat string) error {
	act := string(charter.Certify)
	if seat != "" {
		act = "withdraw-certificate"
	}
	return register.Stage(ctx, tx, register.Entry{
		Act: act, Day: day, Body: c.Course.Body, Seat: seat, Docket: c.Course.Item.ID, Number: c.Course.Item.Number,
		Article: s.Book.Charter.Article(charter.Certify), Digest: c.digest(),
	})
}

// Certificate returns the certificate of a code, or a fault of the field "code".
func (s *School) Certificate(ctx context.Context, code string) (c Certificate, err error) {
	if code, err = ParseCode(code); err != nil {
		return c, err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		c, err = s.certificate(ctx, tx, code)
		return err
	})
	return c, err
}

func (s *School) certificate(ctx context.Context, tx *db.Tx, code string) (Certificate, error) {
	r, err := certificateBy(ctx, tx, keyOf(code))
	if errors.Is(err, fault.NotFound) {
		return Certificate{}, fault.In("code", "learning.code-unknown")
	} else if err != nil {
		return Certificate{}, err
	}
	c := r.Certificate
	row, err := courseByDocket(ctx, tx, r.docket)
	if err != nil {
		return c, err
	}
	if c.Course, err = s.complete(ctx, tx, row); err != nil {
		return c, err
	}
	c.Course.Version, err = versionOf(ctx, tx, r.docket, r.version)
	return c, err
}

// Recall withdraws a certificate with a reason that its page shows.
func (s *School) Recall(ctx context.Context, by charter.Principal, code, reason string) error {
	code, err := ParseCode(code)
	if err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return fault.In("reason", "learning.reason-missing")
	}
	return s.DB.Write(ctx, "learning", func(tx *db.Tx) error {
		if err := s.allowed(by, charter.Certify); err != nil {
			return err
		}
		c, err := s.certificate(ctx, tx, code)
		switch {
		case err != nil:
			return err
		case c.Course.Body != by.Body:
			return fault.In("code", "learning.code-unknown")
		case !c.Good():
			return fault.New(fault.Conflict, "learning.recalled-before")
		}
		day := s.Book.Today(tx)
		return errors.Join(setWithdrawn(ctx, tx, c.key, day, reason), s.record(ctx, tx, c, day, by.Seat))
	})
}
