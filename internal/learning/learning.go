// Package learning teaches: short courses on integrity, with a test and a
// certificate that anybody can check.
//
// The rule of the domain: whoever learns here is known to nobody. Anybody may
// read a course and try its test without saying who they are, and of that a
// number is kept. A certificate has the name that its holder wrote on it, and
// the platform keeps a hash of it with the certificate's code: who holds the
// paper can prove that it is theirs, and the database names nobody. A seat takes
// a test as a seat; then it is known what it passed, since a campaign may ask
// that of its observers, and how often it may try in a day.
//
// A course is a docket. What is taught is a version, whose hash is in the
// register: a certificate says which one its holder knew.
package learning

import (
	"context"
	"errors"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/links"
)

// A School is the courses of an installation.
type School struct {
	DB   *db.DB
	Book *docket.Book
	// Address is the site's own, without a slash at the end: certificates lead
	// there. Empty if it isn't known.
	Address string
	// Links is what belongs together with a course, across areas; nil for nothing.
	Links *links.Web
	// Changed is called when what the public sees has changed; nil for nobody.
	Changed func()
}

// The states of a course.
const (
	Drafted   docket.State = "drafted"   // nobody outside the office sees it yet
	Taught    docket.State = "taught"    // it is as the public sees it
	Changed   docket.State = "changed"   // the public sees it, and changes wait
	Withdrawn docket.State = "withdrawn" // it isn't taught any more; its certificates hold
)

// Flow is the life of a course. Its steps are readable in the register; what is
// published has the hash of the version.
var Flow = docket.Flow{Area: "learning", Kind: "course", Mark: "L", Public: true, Steps: []docket.Step{
	{Act: charter.Teach, To: Drafted, Sealed: true},
	{Act: charter.Teach, From: []docket.State{Drafted, Changed}, To: Taught, Settles: true},
	{Act: charter.Teach, From: []docket.State{Taught}, To: Changed, Sealed: true},
	{Act: charter.Teach, From: []docket.State{Taught, Changed}, To: Withdrawn, Settles: true},
	{Act: charter.Certify, From: []docket.State{Taught, Changed}},
}}

// A Course is a course with what the public sees of it.
type Course struct {
	Item      docket.Item
	Slug      string // in its address
	Body      string // that teaches it
	BodyName  i18n.Text
	Edited    int // counts the office's changes
	Published int // the version that is taught; 0 before there is one
	Certify   bool
	Draft     Material // as the office works on it
	Version   Version  // the one that is taught
}

// Open returns a course that is taught, or fault.NotFound.
func (s *School) Open(ctx context.Context, slug string) (c Course, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		c, err = s.taught(ctx, tx, slug)
		return err
	})
	return c, err
}

// OpenIn is Open within a transaction.
func (s *School) OpenIn(ctx context.Context, tx *db.Tx, slug string) (Course, error) {
	return s.taught(ctx, tx, slug)
}

// ByDocket returns a course that is taught by its docket, or fault.NotFound.
func (s *School) ByDocket(ctx context.Context, id string) (c Course, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		r, err := courseByDocket(ctx, tx, id)
		if err != nil {
			return err
		}
		c, err = s.taught(ctx, tx, r.slug)
		return err
	})
	return c, err
}

func (s *School) taught(ctx context.Context, tx *db.Tx, slug string) (Course, error) {
	r, err := courseBySlug(ctx, tx, slug)
	if err != nil {
		return Course{}, err
	}
	c, err := s.complete(ctx, tx, r)
	if err == nil && (c.Published == 0 || c.Item.State == Withdrawn) {
		return Course{}, fault.NotFound
	}
	return c, err
}

// complete reads what belongs to the row of a course.
func (s *School) complete(ctx context.Context, tx *db.Tx, r courseRow) (c Course, err error) {
	c = Course{Slug: r.slug, Edited: r.edited, Published: r.published, Certify: r.certify}
	if c.Draft, err = readMaterial(r.material); err != nil {
		return c, err
	}
	if c.Item, err = docket.Find(ctx, tx, r.docket); err != nil {
		return c, err
	}
	c.Body = c.Item.Body
	body, err := bodies.Get(ctx, tx, c.Body, s.Book.Today(tx))
	if err != nil && !errors.Is(err, fault.NotFound) {
		return c, err
	}
	c.BodyName = body.Name
	if c.Published > 0 {
		c.Version, err = versionOf(ctx, tx, r.docket, c.Published)
	}
	return c, err
}

// Taught are the courses that the public can take, the oldest first.
func (s *School) Taught(ctx context.Context) (all []Course, err error) {
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
			if c.Published > 0 && c.Item.State != Withdrawn {
				all = append(all, c)
			}
		}
		return nil
	})
	return all, err
}

// Figures are what was taught in a time, from Since to Until.
type Figures struct {
	Tried, Passed, Issued int // attempts, of these passed, and certificates
}

// Counted is how many attempts a body's courses had from a day until another;
// every body's if body is empty.
func (s *School) Counted(ctx context.Context, body string, since, until calendar.Day) (f Figures, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		f, err = counted(ctx, tx, body, since, until)
		return err
	})
	return f, err
}

// Passed reports whether a seat has passed a course, in whatever version.
func (s *School) Passed(ctx context.Context, tx *db.Tx, seat, slug string) (bool, error) {
	n, err := passes(ctx, tx, seat, slug)
	return n > 0, err
}

func (s *School) changed() {
	if s.Changed != nil {
		s.Changed()
	}
}

// allowed reports whether somebody may do an act for their own body.
func (s *School) allowed(by charter.Principal, act charter.Act) error {
	if by.Body == "" {
		return fault.SignIn
	}
	return s.Book.Charter.Allow(by, act, charter.Resource{Body: by.Body, Region: by.Region})
}
