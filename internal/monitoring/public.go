package monitoring

import (
	"context"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// A Filter narrows the list of what is public. Empty parts narrow nothing.
type Filter struct {
	Institution, Region, Topic, Campaign string
	Group                                string // of states: one of Groups
	Page                                 int    // from 0
	Most                                 int    // lines of a page; 0 for PublicPage
}

// PublicPage is how many lines a page of the public list has, and MostPublic how
// many a file has.
const (
	PublicPage = 50
	MostPublic = 10_000
)

// Groups of states that a list may be narrowed to.
const (
	GroupOpen    = "open"    // nobody has seen it fixed, and it isn't closed
	GroupLate    = "late"    // the institution is late
	GroupClaimed = "claimed" // said to be fixed, and not looked at yet
	GroupFixed   = "fixed"   // somebody saw it
	GroupClosed  = "closed"  // for another reason
)

// Groups are all groups.
var Groups = []string{GroupOpen, GroupLate, GroupClaimed, GroupFixed, GroupClosed}

// of are the states of a group; "" takes all.
var of = map[string][]docket.State{
	GroupOpen: open, GroupLate: late, GroupClaimed: {Claimed}, GroupFixed: {Fixed}, GroupClosed: {Partly, NoAction, NotOurs},
}

// listed are the states that a list of everything has: what was withdrawn or found
// to be the same as another has lists of its own.
var listed = append(append([]docket.State{}, open...), closed...)

// A Notice is a shortcoming as a list for everybody has it.
type Notice struct {
	ID, Number        string
	Title             i18n.Text
	State             docket.State
	Institution       string
	Region, Topic     string
	Severity          string
	Place             Place
	Seen, Published   calendar.Day
	Due, Raised       calendar.Day
	Verified          calendar.Day
	Confirmed, Rounds int
}

// Path is the address of its page, without the language.
func (n Notice) Path() string { return "/monitoring/" + n.ID }

// Late reports whether the institution is late.
func (n Notice) Late() bool { return n.State == Overdue || n.State == Escalated || n.State == Broken }

// Notices is a page of what is public, the newest first, and whether there is
// more.
func (g *Group) Notices(ctx context.Context, f Filter) (all []Notice, more bool, err error) {
	states, ok := of[f.Group]
	if !ok && f.Group != "" {
		return nil, false, fault.NotFound
	}
	if f.Group == "" {
		states = listed
	}
	if f.Most == 0 {
		f.Most = PublicPage
	}
	err = g.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = notices(ctx, tx, f, states)
		return err
	})
	if len(all) > f.Most {
		return all[:f.Most], true, err
	}
	return all, false, err
}

// A Removal is a shortcoming that was public and was withdrawn, with the reason.
type Removal struct {
	ID, Number  string
	Institution string
	Published   calendar.Day
	Day         calendar.Day
	Reason      string
}

// Removals are all that were withdrawn after they were public, the newest first.
func (g *Group) Removals(ctx context.Context) (all []Removal, err error) {
	return all, g.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = removals(ctx, tx)
		return err
	})
}

// Everyone is what lists for everybody may be narrowed by: the institutions that
// something public is about, and how many are open in each region.
type Everyone struct {
	Institutions []Institution
	Open         map[string]int // by region
	All          map[string]int
}

// Around is what there is to narrow a list by.
func (g *Group) Around(ctx context.Context) (e Everyone, err error) {
	e.Open, e.All = map[string]int{}, map[string]int{}
	return e, g.DB.Read(ctx, func(tx *db.Tx) error {
		counts, err := regionCounts(ctx, tx)
		if err != nil {
			return err
		}
		for _, c := range counts {
			e.All[c.region] += c.n
			for _, s := range open {
				if s == c.state {
					e.Open[c.region] += c.n
				}
			}
		}
		ids, err := observed(ctx, tx)
		for _, id := range ids {
			one, err := g.institution(ctx, tx, id)
			if err != nil {
				return err
			}
			e.Institutions = append(e.Institutions, one)
		}
		return err
	})
}

// Exhibited is a cleared picture of something public, by the name in its address.
func (g *Group) Exhibited(ctx context.Context, served string) (jpeg []byte, err error) {
	return jpeg, g.DB.Read(ctx, func(tx *db.Tx) error {
		jpeg, err = publicPicture(ctx, tx, served)
		return err
	})
}
