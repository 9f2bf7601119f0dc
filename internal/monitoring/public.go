package monitoring

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"strings"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/monitoring/figures"
)

// A Filter narrows the list of what is public. Empty parts narrow nothing.
type Filter struct {
	Institution, Region, Topic, Campaign string
	Group                                string // of states: one of Groups
	Behind, Before                       string // where a page begins or ends: the Mark of a notice; "" for the newest
	Most                                 int    // lines of a page; 0 for PublicPage
}

// PublicPage is how many lines a page of the public list has, FilePage how many a
// file for programs has, which says where it goes on, and MostPublic how many a
// table has at most.
const (
	PublicPage = 50
	FilePage   = 500
	MostPublic = 10_000
)

// most is how many lines the list has in each format.
var most = map[string]int{"": PublicPage, "atom": PublicPage, "feed.json": PublicPage, "json": FilePage, "geojson": FilePage, "csv": MostPublic}

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

// of are the states of a group.
var of = map[string][]docket.State{
	GroupOpen: open, GroupLate: late, GroupClaimed: {Claimed}, GroupFixed: {Fixed}, GroupClosed: {Partly, NoAction, NotOurs},
}

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

// Mark is where a list goes on behind a notice, for Filter.
func (n Notice) Mark() string { return n.Published.String() + "." + n.ID }

// parse reads a Mark.
func parse(s string) (m mark, err error) {
	day, id, ok := strings.Cut(s, ".")
	d, wrong := calendar.Parse(day)
	if !ok || wrong != nil || len(id) > 100 {
		return m, fault.NotFound
	}
	return mark{figures.Number(d), id}, nil
}

// newest is the mark before all.
var newest = mark{math.MaxInt32, ""}

// Notices is a page of what is public, the newest first, and whether there is
// more in the direction in which the page was asked for.
func (g *Group) Notices(ctx context.Context, f Filter) (all []Notice, more bool, err error) {
	if classes[f.Group] == nil {
		return nil, false, fault.NotFound
	}
	if f.Most == 0 {
		f.Most = PublicPage
	}
	at, read := newest, noticesBehind
	switch {
	case f.Before != "":
		read = noticesBefore
		at, err = parse(f.Before)
	case f.Behind != "":
		at, err = parse(f.Behind)
	}
	if err != nil {
		return nil, false, err
	}
	err = g.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = read(ctx, tx, f, at)
		return err
	})
	if more = len(all) > f.Most; more {
		all = all[:f.Most]
	}
	if f.Before != "" {
		slices.Reverse(all)
	}
	return all, more, err
}

// Everyone is what lists for everybody may be narrowed by: the institutions and the
// topics that something public is about, and how many are in each region of what a
// list is narrowed to in all other ways.
type Everyone struct {
	Institutions []Institution
	Topics       []Topic
	In           map[string]int // by region: in the group of states, those that are open if none is given
	All          map[string]int // in any state
}

// A Topic is what shortcomings are about, as checklists name it.
type Topic struct {
	ID   string
	Name i18n.Text
}

// Around is what there is to narrow a list further by.
func (g *Group) Around(ctx context.Context, f Filter) (e Everyone, err error) {
	group := cmp.Or(f.Group, GroupOpen)
	e.In, e.All = map[string]int{}, map[string]int{}
	return e, g.DB.Read(ctx, func(tx *db.Tx) error {
		regions, err := listedIn(ctx, tx, regionsOf(f.Institution, f.Topic, f.Campaign))
		if err != nil {
			return err
		}
		for _, r := range regions {
			e.All[r.region] += r.n
			if slices.Contains(classes[group], r.class) {
				e.In[r.region] += r.n
			}
		}
		names, err := listedNames(ctx, tx, partInstitutions)
		if err != nil {
			return err
		}
		if e.Institutions, err = g.called(ctx, tx, names); err != nil {
			return err
		}
		e.Topics, err = g.topics(ctx, tx)
		return err
	})
}

// topics are those that something public is about, as far as they have names.
func (g *Group) topics(ctx context.Context, tx *db.Tx) (all []Topic, err error) {
	if g.TopicName == nil {
		return nil, nil
	}
	ids, err := listedNames(ctx, tx, partTopics)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		name, err := g.TopicName(ctx, tx, id)
		if errors.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, Topic{id, name})
	}
	return all, nil
}

// Called are institutions as they are named today, by their ids.
func (g *Group) Called(ctx context.Context, ids []string) (map[string]Institution, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	names := map[string]Institution{}
	return names, g.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := g.called(ctx, tx, ids)
		for _, i := range all {
			names[i.ID] = i
		}
		return err
	})
}

// called are institutions as they are named today, all of them asked for at once.
func (g *Group) called(ctx context.Context, tx *db.Tx, ids []string) (all []Institution, err error) {
	today, err := g.Institutions(ctx, tx, g.Book.Today(tx))
	known := map[string]Institution{}
	for _, i := range today {
		known[i.ID] = i
	}
	for _, id := range ids {
		one, there := known[id]
		if !there && err == nil {
			one, err = g.institution(ctx, tx, id) // it is no more, and is remembered
		}
		all = append(all, one)
	}
	return all, err
}

// Exhibited is a cleared picture of something public, by the name in its address.
func (g *Group) Exhibited(ctx context.Context, served string) (jpeg []byte, err error) {
	return jpeg, g.DB.Read(ctx, func(tx *db.Tx) error {
		jpeg, err = publicPicture(ctx, tx, served)
		return err
	})
}
