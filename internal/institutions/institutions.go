// Package institutions shows everybody who answers for what in which region,
// and takes corrections of it from anybody.
//
// The rule of the domain: the first question is not "which institution?" but
// "who answers for this, here?". It is answered in any form of the words in which
// people ask, on the level on which somebody is known to answer; and where nobody
// is known, the page says so instead of guessing. The directory itself is package
// directory's; this area has its pages, its exports, and what people propose.
//
// Anybody may propose a correction without saying who they are. Nothing is
// published of it until a keeper of the installation has decided (article 85 of
// the charter): then what was changed, why, and by which source is in a log that
// everybody reads, and the decision in the register.
package institutions

import (
	"context"
	"encoding/json"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/directory"
	"adal/internal/docket"
	"adal/internal/i18n"
)

// A Catalogue is the pages of the directory of an installation.
type Catalogue struct {
	DB        *db.DB
	Book      *docket.Book
	Directory *directory.Directory
	// Address is the site's own, without a slash at the end: exports lead there.
	Address string
	// Observed is what others know of an institution: what is addressed to it and
	// what became of that. Nil for nothing.
	Observed func(ctx context.Context, l i18n.Lang, id string) (Observed, error)
	// Changed is called when what the public sees has changed; nil for nobody.
	Changed func()
}

// Observed is what is addressed to an institution.
type Observed struct {
	Figures []Figure
	Lines   []Line // the newest
	More    string // where all are, without the language; empty for nowhere
	Follow  string // where letters about it can be asked for; empty for nowhere
}

// A Figure is one that never stands alone.
type Figure struct{ Label, Value, Of, Interval string }

// A Line is something on another page.
type Line struct {
	Title, Href, Note string // the address without the language
	Day               calendar.Day
}

// today is the directory with the day that it is.
func (c *Catalogue) today(ctx context.Context) (all *directory.Data, day calendar.Day, err error) {
	err = c.DB.Read(ctx, func(tx *db.Tx) error {
		day = c.Book.Today(tx)
		all, err = c.Directory.In(ctx, tx)
		return err
	})
	return all, day, err
}

// Popolo is the whole directory in the data standard of popoloproject.com, also of
// those that are no more.
func (c *Catalogue) Popolo(ctx context.Context, w i18n.Words) ([]byte, error) {
	all, day, err := c.today(ctx)
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(all.Popolo(day, w.Say(i18n.KK, "institutions.head"), func(id string) string { return c.Address + "/kk" + Path(id) }), "", " ")
	return append(text, '\n'), err
}

// Path is the page of an institution, without the language.
func Path(id string) string { return "/institutions/" + id }
