// Package newsroom is what the platform says to everybody: the front page and
// the news.
//
// The rule of the domain: nothing is said that a reader can't follow to where it
// is proved, and nothing is unsaid in silence. A text becomes public after
// somebody who didn't write it has read it; a correction is a new version with a
// note, and the versions before stay readable; what is withdrawn leaves its
// reason at its address. Each language has a text of its own, and where one is
// missing the page says so. A front page promises nothing and shows no number
// that nobody counted: what other areas have to say is handed in.
package newsroom

import (
	"context"
	"slices"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/markdown"
	"adal/internal/newsroom/views"
	"adal/internal/poster"
)

// A Newsroom writes the news, and shows what other areas hand over.
type Newsroom struct {
	DB      *db.DB
	Book    *docket.Book
	Rubrics []Rubric
	// Address of the site as readers know it, such as "https://adal.example": what
	// leaves the site has to name it.
	Address string
	// Hub passes feeds on to who follows them (WebSub); empty for none.
	Hub string
	// Tell hands a text whose moment has come, in each language, to what sends it
	// on; nil for nobody. It is called again when the text is corrected.
	Tell func(ctx context.Context, tx *db.Tx, p Publication) error
	// Letters says that the news can be had by letter, at /subscribe.
	Letters bool
	// Rates returns the rates that stood on a day, for c-rates; nil if none did, and
	// nil if there are no rates.
	Rates func(ctx context.Context, l i18n.Lang, day calendar.Day) (any, error)
	// Options say what stands in texts of other areas.
	Options markdown.Options
	// Within returns what another area shows in a text for the path of one of its
	// pages, without the language, or fault.NotFound; nil if nothing does.
	Within func(ctx context.Context, l i18n.Lang, path string) (Within, error)
	// Figure returns a picture of the media library as texts in a language show
	// it, to the office also before anything public has it; nil if there is no
	// library.
	Figure func(ctx context.Context, l i18n.Lang, office bool, id string) (markdown.Figure, bool)
	// Poster draws the pictures that stand for pages where they are passed on; nil
	// for none.
	Poster *poster.Painter
	// Views counts how often articles are shown; nil for not at all.
	Views *views.Counter
	// Changed is called when what the public sees has changed; nil for nobody.
	Changed func()
	// HasPicture reports whether the media library has a picture; nil if there is
	// no library.
	HasPicture func(ctx context.Context, tx *db.Tx, id string) (bool, error)
	// Usable says what keeps pictures from being published in a language, such as
	// a missing description; nil if nothing does. Empty ids are none.
	Usable func(ctx context.Context, tx *db.Tx, l i18n.Lang, ids []string) error
	// Used is told which pictures a version of a text has, 0 being the text as the
	// office works on it; nil for nobody.
	Used func(ctx context.Context, tx *db.Tx, docket string, version int, ids []string) error
	// PictureAt is the address of a picture of the media library, "" if the public
	// can't see it; nil if there is no library.
	PictureAt func(ctx context.Context, tx *db.Tx, id string) (string, error)
	// Together returns what belongs together with a text, across areas; nil for
	// nothing.
	Together func(ctx context.Context, docket string) ([]links.Ref, error)
	// Bodies returns the bodies of the installation as they are named today; nil
	// if there are none.
	Bodies func(context.Context) ([]Card, error)
	// Figures returns the figures of the front page; nil if there are none.
	Figures func(context.Context) ([]Figure, error)
	// Ahead returns what takes place soon, the nearest first; nil for nothing.
	Ahead func(context.Context) ([]Event, error)
	// Doors are the answers to the question what a reader wants, in their order.
	Doors []Door
}

// A Door is where a reader goes who wants something.
type Door struct {
	Want  string   // the word is want-Want, and want-Want-about says what happens there
	Hrefs []string // without the language; the first that the site has is the door, and without one it isn't offered
}

// An Event is what takes place soon.
type Event struct {
	Title i18n.Text
	Note  i18n.Text // when and where, as each language writes it
	Href  string    // without the language
	Day   calendar.Day
}

// A Card is a body of the installation.
type Card struct {
	Kind string // of the charter; one that the front page doesn't speak of is left out
	Name i18n.Text
}

// A Figure is a number that never stands alone.
type Figure struct {
	Label i18n.Text // what it counts
	Value i18n.Text // already written for each language
	Of    i18n.Text // numerator, denominator, window: what it is of
	Href  string    // its method, without the language; "" for none
}

// An institute is a kind of bodies with those of the installation.
type institute struct {
	Kind    string
	Names   []i18n.Text
	Href    string // where a reader meets it; empty if no page is there
	Chapter string // of the charter that bounds it
}

// institutes are the kinds that the front page speaks of, in the order in which
// a person meets them. What stands under the Agency is one mandate: departments
// act for it.
var institutes = []institute{
	{Kind: charter.KindAntikorCentre, Href: "/reception", Chapter: "reception"},
	{Kind: charter.KindMonitoringGroup, Href: "/monitoring", Chapter: "monitoring"},
	{Kind: charter.KindHeadquarters, Href: "/headquarters", Chapter: "headquarters"},
	{Kind: charter.KindProjectOffice, Href: "/initiatives", Chapter: "initiatives"},
	{Kind: charter.KindAgency, Href: "/agency", Chapter: "agency"},
}

// gather puts the bodies of an installation under their kinds, which lead where
// the site has a page.
func gather(cards []Card, has func(path string) bool) []institute {
	all := slices.Clone(institutes)
	for i, in := range all {
		if !has(in.Href) {
			all[i].Href = ""
		}
	}
	for _, c := range cards {
		kind := c.Kind
		if kind == charter.KindDepartment {
			kind = charter.KindAgency
		}
		if i := slices.IndexFunc(all, func(in institute) bool { return in.Kind == kind }); i >= 0 {
			all[i].Names = append(all[i].Names, c.Name)
		}
	}
	return all
}

// A property is a promise and where it is proved.
type property struct{ Name, Href string }

// properties are the five properties of the platform.
var properties = []property{
	{"sealed", "/verify#script"},
	{"counted", "/register"},
	{"bounded", "/charter#proof"},
	{"answered", "/verify#receipt"},
	{"measured", "/reception/figures"},
}
