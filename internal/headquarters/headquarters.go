// Package headquarters is the information-educational headquarters: its members,
// and the plan of its work.
//
// The rule of the domain: everybody can read who is a member, as what and for how
// long, and what the headquarters has promised to do by when. A member holds one
// term at a time, and a headquarters has one head. An item of the plan is done when
// there is something to show for it, and given up with a reason; neither
// disappears. What another body plans already is joined, moved out of the way of,
// or done beside it for a reason that everybody can read.
package headquarters

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/register"
)

// A Headquarters keeps the members and plans of all headquarters of an
// installation. It may be used by many goroutines at once.
type Headquarters struct {
	DB    *db.DB
	Book  *docket.Book
	Links *links.Web
	// Events returns what stands ahead and what was held lately, for a body's page;
	// nil if nothing is held.
	Events func(ctx context.Context, l i18n.Lang, body string) ([]Line, error)
	// Reports returns the published reports of a body; nil if there are none.
	Reports func(ctx context.Context, l i18n.Lang, body string) ([]Line, error)
	// Changed is called when what the public sees has changed; nil for nobody.
	Changed func()
}

// A Line is something that another area shows on a page of a headquarters.
type Line struct {
	Title, Href string // Href without the language
	Day         calendar.Day
	Note        string
}

// Categories of members.
var Categories = []string{"public-figure", "business", "citizen"}

// A Member is a person in a headquarters for a term.
type Member struct {
	ID        string
	Body      string
	Category  string // one of Categories
	Head      bool
	Name      i18n.Text // as the headquarters names them; the demo names them by role
	Since     calendar.Day
	Until     calendar.Day // the first day on which the term is over
	Interests string       // what they stated of conflicts of interest; "" for none
	Relieved  string       // why the term ended before its time
}

// On reports whether the term runs on a day.
func (m Member) On(day calendar.Day) bool { return !day.Before(m.Since) && day.Before(m.Until) }

// Last is the last day of the term.
func (m Member) Last() calendar.Day { return m.Until.AddDays(-1) }

// Void reports whether the term was ended before it began, so that it has no day.
func (m Member) Void() bool { return !m.Since.Before(m.Until) }

// meets reports whether two terms have a day in common.
func (m Member) meets(o Member) bool {
	return !m.Void() && !o.Void() && m.Since.Before(o.Until) && o.Since.Before(m.Until)
}

// A Founding is the decision that a headquarters was founded by.
type Founding struct {
	Body   string
	Number string // of the decision
	Day    calendar.Day
	By     i18n.Text // who decided
	Aims   i18n.Text // what it is for, a line for each aim
}

// Limits of what is written, in letters.
const (
	maxLine = 200
	maxText = 2000
)

// longest is how many years a term has at the most.
const longest = 5

// Found records the founding decision of the seat's body, or mends it.
func (h *Headquarters) Found(ctx context.Context, by charter.Principal, f Founding) error {
	f.Body, f.Number, f.By, f.Aims = by.Body, line(f.Number), tidy(f.By, line), tidy(f.Aims, lines)
	wrong := []error{needs("number", f.Number, maxLine), needsText("by", f.By, maxLine), needsText("aims", f.Aims, maxText)}
	if f.Day.IsZero() {
		wrong = append(wrong, fault.In("day", "overlap.day-missing"))
	}
	return h.write(ctx, by, charter.AppointMember, func(tx *db.Tx) error {
		if f.Day.After(h.Book.Today(tx)) {
			wrong = append(wrong, fault.In("day", "headquarters.founded-later"))
		}
		if err := errors.Join(wrong...); err != nil {
			return err
		}
		return errors.Join(putFounding(ctx, tx, f), h.stage(ctx, tx, by, f.Number))
	})
}

// Appoint appoints a member of the seat's body for a term.
func (h *Headquarters) Appoint(ctx context.Context, by charter.Principal, m Member) (id string, err error) {
	m.ID, m.Body, m.Name, m.Interests = strings.ToLower(rand.Text()[:12]), by.Body, tidy(m.Name, line), line(m.Interests)
	wrong := []error{needsText("name", m.Name, maxLine), fits("interests", m.Interests, maxLine)}
	if !slices.Contains(Categories, m.Category) {
		wrong = append(wrong, fault.In("category", "headquarters.category-missing"))
	}
	switch {
	case m.Since.IsZero():
		wrong = append(wrong, fault.In("since", "overlap.day-missing"))
	case m.Until.IsZero():
		wrong = append(wrong, fault.In("until", "overlap.day-missing"))
	case !m.Since.Before(m.Until):
		wrong = append(wrong, fault.In("until", "overlap.until-before"))
	case m.Until.After(m.Since.AddMonths(12 * longest)):
		wrong = append(wrong, fault.In("until", "headquarters.term-long", longest))
	}
	if err := errors.Join(wrong...); err != nil {
		return "", err
	}
	return m.ID, h.write(ctx, by, charter.AppointMember, func(tx *db.Tx) error {
		all, err := members(ctx, tx, by.Body)
		if err != nil {
			return err
		}
		if err := free(m, all); err != nil {
			return err
		}
		return errors.Join(insertMember(ctx, tx, m), h.stage(ctx, tx, by, m.ID))
	})
}

// free says what keeps a term from running beside the others of the body.
func free(m Member, all []Member) error {
	for _, o := range all {
		if !m.meets(o) {
			continue
		}
		if i18n.Fold(o.Name.KK) == i18n.Fold(m.Name.KK) {
			return fault.In("since", "headquarters.terms-overlap", o.Name, o.Since, o.Last())
		}
		if m.Head && o.Head {
			return fault.In("head", "headquarters.two-heads", o.Name, o.Since, o.Last())
		}
	}
	return nil
}

// Relieve ends the term of a member on a day, for a reason. One that hasn't begun never
// does, and needs no day.
func (h *Headquarters) Relieve(ctx context.Context, by charter.Principal, id string, until calendar.Day, reason string) error {
	reason = line(reason)
	return h.write(ctx, by, charter.AppointMember, func(tx *db.Tx) error {
		m, err := memberByID(ctx, tx, id)
		if err != nil || m.Body != by.Body {
			return errors.Join(err, fault.NotFound)
		}
		wrong := []error{needs("reason", reason, maxLine)}
		switch {
		case m.Void():
			return fault.New(fault.Conflict, "headquarters.relieved-already")
		case h.Book.Today(tx).Before(m.Since):
			until = m.Since
		case until.IsZero() || !until.After(m.Since) || !until.Before(m.Until):
			wrong = append(wrong, fault.In("until", "headquarters.not-in-term", m.Since, m.Last()))
		}
		if err := errors.Join(wrong...); err != nil {
			return err
		}
		return errors.Join(endMember(ctx, tx, id, until, reason), h.stage(ctx, tx, by, id))
	})
}

// write does an act of the seat in its own body.
func (h *Headquarters) write(ctx context.Context, by charter.Principal, act charter.Act, do func(*db.Tx) error) error {
	if err := h.Book.Charter.Allow(by, act, charter.Resource{Body: by.Body, Region: by.Region}); err != nil {
		return err
	}
	err := h.DB.Write(ctx, by.Body, do)
	if err == nil && h.Changed != nil {
		h.Changed()
	}
	return err
}

// stage says in the register that a seat changed who is a member.
func (h *Headquarters) stage(ctx context.Context, tx *db.Tx, by charter.Principal, name string) error {
	return register.Stage(ctx, tx, register.Entry{
		Act: string(charter.AppointMember), Day: h.Book.Today(tx), Body: by.Body, Seat: by.Seat,
		Article: h.Book.Charter.Article(charter.AppointMember), Name: name,
	})
}

// A House is a headquarters with what everybody may read of it.
type House struct {
	bodies.Body
	Founding *Founding // nil if nobody recorded it
	Members  []Member  // whose term runs, the head first
	Former   []Member  // whose term is over or never began, the latest first
	Coming   []Member  // whose term begins later
}

// Key names a headquarters in addresses: its region, or "republic".
func (h House) Key() string { return Key(h.Body) }

// Key names the headquarters of a body in addresses.
func Key(b bodies.Body) string {
	if b.Region == "" {
		return "republic"
	}
	return b.Region
}

// Houses returns the headquarters that there are today, the republican first.
func (h *Headquarters) Houses(ctx context.Context) (all []House, err error) {
	return all, h.DB.Read(ctx, func(tx *db.Tx) error {
		found, err := bodies.All(ctx, tx, charter.KindHeadquarters, h.Book.Today(tx))
		for _, b := range found {
			one, err := h.house(ctx, tx, b)
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		return err
	})
}

// House returns the headquarters of a region, which may be named by an older code,
// or of "republic", or fault.NotFound.
func (h *Headquarters) House(ctx context.Context, key string) (one House, err error) {
	return one, h.DB.Read(ctx, func(tx *db.Tx) error {
		region, today := "", h.Book.Today(tx)
		if key != "republic" {
			r, err := bodies.RegionOn(ctx, tx, strings.ToUpper(key), today)
			if err != nil {
				return err
			}
			region = r.ID
		}
		found, err := bodies.All(ctx, tx, charter.KindHeadquarters, today)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(found, func(b bodies.Body) bool { return b.Region == region })
		if i < 0 {
			return fault.NotFound
		}
		one, err = h.house(ctx, tx, found[i])
		return err
	})
}

func (h *Headquarters) house(ctx context.Context, tx *db.Tx, b bodies.Body) (House, error) {
	one, today := House{Body: b}, h.Book.Today(tx)
	f, err := founding(ctx, tx, b.ID)
	if err == nil {
		one.Founding = &f
	} else if !errors.Is(err, fault.NotFound) {
		return one, err
	}
	all, err := members(ctx, tx, b.ID)
	for _, m := range all {
		switch {
		case m.On(today):
			one.Members = append(one.Members, m)
		case today.Before(m.Since) && !m.Void():
			one.Coming = append(one.Coming, m)
		default:
			one.Former = append(one.Former, m)
		}
	}
	slices.SortStableFunc(one.Former, func(a, b Member) int { return b.Until.Compare(a.Until) })
	return one, err
}

// Head is the head of the headquarters; nil if it has none today.
func (h House) Head() *Member {
	for i, m := range h.Members {
		if m.Head {
			return &h.Members[i]
		}
	}
	return nil
}

// Sitting is how many members of a body have a term that runs today.
func (h *Headquarters) Sitting(ctx context.Context, body string) (n int, err error) {
	return n, h.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := members(ctx, tx, body)
		for _, m := range all {
			if m.On(h.Book.Today(tx)) {
				n++
			}
		}
		return err
	})
}

// AimsIn are the aims of the headquarters in a language.
func (h House) AimsIn(l i18n.Lang) []string {
	if h.Founding == nil {
		return nil
	}
	return strings.Split(h.Founding.Aims.In(l), "\n")
}

// line is a text in one line without what can't be kept.
func line(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")), " ")
}

// lines is a text whose lines are tidy, and none of them empty.
func lines(s string) string {
	var all []string
	for _, l := range strings.Split(s, "\n") {
		if l = line(l); l != "" {
			all = append(all, l)
		}
	}
	return strings.Join(all, "\n")
}

func tidy(t i18n.Text, each func(string) string) i18n.Text {
	return i18n.Text{KK: each(t.KK), RU: each(t.RU), EN: each(t.EN)}
}

// needs says whether a field is written and not too long.
func needs(field, s string, most int) error {
	if s == "" {
		return fault.In(field, "headquarters.missing")
	}
	return fits(field, s, most)
}

func fits(field, s string, most int) error {
	if n := utf8.RuneCountInString(s); n > most {
		return fault.In(field, "headquarters.too-long", n, most)
	}
	return nil
}

// needsText says the same of a text in three languages, of which Kazakh has to be
// there.
func needsText(field string, t i18n.Text, most int) error {
	return errors.Join(needs(field+"-kk", t.KK, most), fits(field+"-ru", t.RU, most), fits(field+"-en", t.EN, most))
}
