// Package monitoring observes institutions from outside, tells them and everybody
// what isn't as it should be, and looks again whether it was put right.
//
// The rule of the domain: this is observation, never inspection. There is no act
// and no field by which a document can be demanded. What one person saw another
// one reviews; the institution hears of it first and may reply, and its reply
// stands in full beside the text; a deadline that everybody sees runs from then
// on; and "fixed" is a claim until somebody looked again.
//
// # The life of a shortcoming
//
// [Flow] is the whole of it, and every arrow is one act of the charter by one seat
// with one entry in the register. An observation ([Group.Observe]) opens a draft
// for each answer that its checklist calls a shortcoming. Somebody else answers the
// [Gate] and approves it ([Group.Approve]), which sends the institution a letter
// with a one-time link and starts the reply window; then it is published
// ([Group.Publish]) and raised ([Group.Raise]) with a deadline of the
// institution's own clock. The institution answers through its link
// ([Group.Answer]) or its seat ([Group.Say]): it replies, promises a date, claims
// the fix, asks for more time, or says that it isn't its own. What it leaves
// undone the group's [Clock] carries on: reminders, overdue, the superior body,
// broken promises ([Group.Turn], once a day). What was an institution's that is no more is its
// successor's: a new round, or, before publication, a new reply window. The group looks again
// ([Group.LookAgain]): what isn't fixed is raised again and a new letter goes out.
// Everybody may confirm, dispute or complain ([Group.Confirm], [Group.Dispute]), also
// about what was withdrawn or hidden ([Group.Complain]); complaints are decided by who
// took no part ([Group.Decide]).
//
// What is public: a shortcoming with a Published day ([Shortcoming.Public]), its
// version Shown, what was Said and is shown, evidence that was cleared, the steps since
// it was published, and each [Removal] with its reason. [Group.Page] has all of that and
// nothing else; pages and formats for everybody are made of it alone. Rows are in the
// tables of migrations 0023, 0024 and 0042; the reading side for lists is SQL of its own over
// shortcoming JOIN docket WHERE published IS NOT NULL.
package monitoring

import (
	"context"
	"log/slog"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/mail"
)

// An Institution is who is observed and has to answer, as they are named on a
// day.
type Institution struct {
	ID       string
	Name     i18n.Text
	Region   string
	Superior string // the body above it; empty for none
	Email    string // where its letters go; empty if nobody knows
	Clock    string // the profile of its deadlines; empty for the usual one
}

// A Course is one that a campaign may ask of its observers.
type Course struct {
	Slug  string // the last part of its address
	Title i18n.Text
}

// teaches says that a campaign can't ask for a course that isn't taught.
func (g *Group) teaches(ctx context.Context, slug string) error {
	c, err := g.course(ctx, slug)
	if err == nil && c.Slug != slug {
		err = fault.In("course", "monitoring.course-unknown")
	}
	return err
}

// course is a course that a campaign asks for; empty if it isn't taught any more.
func (g *Group) course(ctx context.Context, slug string) (Course, error) {
	if g.Courses == nil || slug == "" {
		return Course{}, nil
	}
	all, err := g.Courses(ctx)
	for _, c := range all {
		if c.Slug == slug {
			return c, nil
		}
	}
	return Course{}, err
}

// Terms are the terms that no law sets, in working days.
type Terms struct {
	Reply    int // the window for a reply before publication
	Remind   int // before the deadline a reminder goes out
	Escalate int // after the deadline the superior body is told
	Look     int // for looking again after a claim
	Link     int // days, not working ones, that a link is good for
	Clock    string
}

// Usual are the terms of a group that sets none.
var Usual = Terms{Reply: 10, Remind: 3, Escalate: 10, Look: 10, Link: 120, Clock: "kz-appc"}

// A Group is the monitoring groups of an installation.
type Group struct {
	DB    *db.DB
	Book  *docket.Book
	Box   *mail.Box
	Words i18n.Words
	Log   *slog.Logger
	Terms Terms
	// Address of the site as readers know it, for the links in letters.
	Address string
	// Institution returns who is observed as they are named on a day, or
	// fault.NotFound.
	Institution func(ctx context.Context, tx *db.Tx, id string, day calendar.Day) (Institution, error)
	// Institutions returns all that may be observed on a day.
	Institutions func(ctx context.Context, tx *db.Tx, day calendar.Day) ([]Institution, error)
	// TopicName is what a topic of the checklists is called, or fault.NotFound; nil if
	// none has a name.
	TopicName func(ctx context.Context, tx *db.Tx, topic string) (i18n.Text, error)
	// Heir returns who has the work of an institution on a day: itself while it
	// exists, or fault.NotFound; nil if institutions never end.
	Heir func(ctx context.Context, tx *db.Tx, id string, day calendar.Day) (string, error)
	// Refused is told that an institution's mailbox turned a letter away; nil for
	// nobody.
	Refused func(ctx context.Context, tx *db.Tx, institution, address string) error
	// Links is what belongs together with a shortcoming or a campaign, across areas;
	// nil for nothing.
	Links *links.Web
	// Trained says what keeps a seat from observing in a campaign that asks for a
	// course, or for "" if it asks for none; nil if nothing does.
	Trained func(ctx context.Context, tx *db.Tx, seat, course string) error
	// Courses are those that a campaign may ask for; nil for none.
	Courses func(context.Context) ([]Course, error)
	// Tell is told that something public happened to a shortcoming; nil for nobody.
	Tell func(ctx context.Context, tx *db.Tx, s Shortcoming, act charter.Act) error
	// Step is told of each public step, for those who follow it; nil for nobody.
	Step func(ctx context.Context, tx *db.Tx, e Event) error
	// FollowAt is where letters about a subject can be asked for, without the
	// language; nil if no letters go.
	FollowAt func(subject string) string
	// Changed is called when what the public sees has changed; nil for nobody.
	Changed func()

	kept *memory // since Routes
}

// Clock is the seat in whose name a group does what its deadlines do by
// themselves.
const Clock = "clock"

// linkSeat is the seat in whose name an institution acts through a link.
const linkSeat = "link-"

// terms are the group's, the usual ones where it has none.
func (g *Group) terms() Terms {
	if g.Terms == (Terms{}) {
		return Usual
	}
	return g.Terms
}

// write writes in the scope of a body.
func (g *Group) write(ctx context.Context, body string, fn func(*db.Tx) error) error {
	return g.DB.Write(ctx, body, fn)
}

// may asks the charter for what isn't a step of a docket.
func (g *Group) may(by charter.Principal, act charter.Act) error {
	return g.Book.Charter.Allow(by, act, charter.Resource{Body: by.Body, Region: by.Region})
}

// with does something with a shortcoming of the seat's body.
func (g *Group) with(ctx context.Context, by charter.Principal, id string, act func(*db.Tx, Shortcoming) error) error {
	err := g.write(ctx, by.Body, func(tx *db.Tx) error {
		s, err := g.held(ctx, tx, by, id)
		if err != nil {
			return err
		}
		return act(tx, s)
	})
	g.changed()
	return err
}

// held is a shortcoming that is the seat's body's.
func (g *Group) held(ctx context.Context, tx *db.Tx, by charter.Principal, id string) (Shortcoming, error) {
	s, err := shortcomingOf(ctx, tx, id)
	if err == nil && s.Body != by.Body {
		err = fault.NotFound // another body's isn't told from one that doesn't exist
	}
	return s, err
}

func (g *Group) changed() {
	if g.Changed != nil {
		g.Changed()
	}
}

// clock is who acts when a deadline of a body's does.
func (g *Group) clock(ctx context.Context, tx *db.Tx, body string) (charter.Principal, error) {
	b, err := bodies.Get(ctx, tx, body, g.Book.Today(tx))
	return charter.Principal{Seat: Clock, Body: b.ID, Kind: string(b.Kind), Region: b.Region}, err
}

// institution is who has to answer for something, as they are named today.
func (g *Group) institution(ctx context.Context, tx *db.Tx, id string) (Institution, error) {
	return g.Institution(ctx, tx, id, g.Book.Today(tx))
}

// answerDue is the last day for an institution's answer to what is raised today.
func (g *Group) answerDue(tx *db.Tx, of Institution) calendar.Day {
	k, ok := g.Book.Clocks[of.Clock]
	if !ok {
		k = g.Book.Clocks[g.terms().Clock]
	}
	return k.AnswerDue(g.Book.Calendar, g.Book.Today(tx))
}

// in is the last of n working days from today.
func (g *Group) in(tx *db.Tx, n int) calendar.Day { return g.Book.Calendar.Add(g.Book.Today(tx), n) }
