package newsroom

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// A Publication is what the public reads of a text.
type Publication struct {
	Docket    string
	Article   string
	Lang      i18n.Lang
	Slug      string
	Year      int
	Month     int
	Day       calendar.Day
	Published db.Time
	Changed   db.Time
	Rubric    string
	Region    string
	Picture   string
	Body      string
	Author    string
	Version   int
	Minutes   int // to read it
	Title     string
	Lead      string
	Withdrawn string // why it is no longer to be read; empty if it is
}

// Path is the address of a publication without its language.
func (p Publication) Path() string {
	return fmt.Sprintf("/news/%04d/%02d/%s", p.Year, p.Month, p.Slug)
}

// A Tag is a word that articles share.
type Tag struct{ ID, Name string }

// A Filter narrows the news to a rubric, a region or a tag, of which it has one
// at most, and to what was published within a time.
type Filter struct {
	Lang                i18n.Lang
	Rubric, Region, Tag string
	Since               time.Time // the zero Time is the beginning
	Before              Place     // the zero Place is now
	Limit               int
}

// A Place is a place in the news, which lie newest first.
type Place struct {
	At     db.Time
	Docket string
}

// News returns publications, the newest first.
func (n *Newsroom) News(ctx context.Context, f Filter) (all []Publication, err error) {
	return all, n.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = n.news(ctx, tx, f)
		return err
	})
}

func (n *Newsroom) news(ctx context.Context, tx *db.Tx, f Filter) ([]Publication, error) {
	if now := n.moment(tx); f.Before.At.IsZero() || f.Before.At.After(now.Time) {
		f.Before = Place{At: now.Plus(time.Microsecond)} // what is of this moment is there
	}
	switch {
	case f.Tag != "":
		return newsOfTag(ctx, tx, f)
	case f.Rubric != "":
		return newsOfRubric(ctx, tx, f)
	case f.Region != "":
		return newsOfRegion(ctx, tx, f)
	}
	return newsOfAll(ctx, tx, f)
}

// An Article is a publication with all that stands on its page.
type Article struct {
	Publication
	Text     string // Markdown
	Tags     []Tag
	Versions []Version // the newest first; without texts
	Others   []Publication
	Related  []Publication
	Region   bodies.Region // as it was named on the day; zero for the whole country
	Source   string        // the older site that it came from; empty if it began here
}

// Article returns the publication of an address. A text that is only there in
// another language is fault.NotFound, and others says where it is.
func (n *Newsroom) Article(ctx context.Context, l i18n.Lang, year, month int, slug string) (a Article, others []Publication, err error) {
	return a, others, n.DB.Read(ctx, func(tx *db.Tx) error {
		if a.Publication, err = byAddress(ctx, tx, l, year, month, slug, n.moment(tx)); errors.Is(err, fault.NotFound) {
			others, err = n.elsewhere(ctx, tx, l, year, month, slug)
			return errors.Join(err, fault.NotFound)
		} else if err != nil {
			return err
		}
		return n.fill(ctx, tx, &a)
	})
}

// Public returns the publication of a docket; one that is withdrawn, or of a
// moment to come, is fault.NotFound.
func (n *Newsroom) Public(ctx context.Context, docket string) (p Publication, err error) {
	return p, n.DB.Read(ctx, func(tx *db.Tx) error {
		p, err = byDocket(ctx, tx, docket)
		if err == nil && (p.Withdrawn != "" || p.Published.After(n.moment(tx).Time)) {
			return fault.NotFound
		}
		return err
	})
}

// elsewhere finds what an address is in other languages, and if there is the
// same article in this language under another address, that alone.
func (n *Newsroom) elsewhere(ctx context.Context, tx *db.Tx, l i18n.Lang, year, month int, slug string) ([]Publication, error) {
	for _, other := range i18n.Langs {
		p, err := byAddress(ctx, tx, other, year, month, slug, n.moment(tx))
		if errors.Is(err, fault.NotFound) {
			continue
		} else if err != nil {
			return nil, err
		}
		all, err := byArticle(ctx, tx, p.Article, n.moment(tx))
		if at := slices.IndexFunc(all, func(p Publication) bool { return p.Lang == l }); at >= 0 {
			return all[at : at+1], err
		}
		return all, err
	}
	return nil, nil
}

func (n *Newsroom) fill(ctx context.Context, tx *db.Tx, a *Article) (err error) {
	now := n.moment(tx)
	if a.Versions, err = versions(ctx, tx, a.Docket); err != nil {
		return err
	}
	if a.Others, err = byArticle(ctx, tx, a.Article, now); err != nil {
		return err
	}
	if a.Publication.Region != "" {
		if a.Region, err = bodies.RegionOn(ctx, tx, a.Publication.Region, a.Day); errors.Is(err, fault.NotFound) {
			// The region is younger than the article.
			a.Region, err = bodies.RegionOn(ctx, tx, a.Publication.Region, n.Book.Today(tx))
		}
		if err != nil {
			return fmt.Errorf("the region of an article: %w", err)
		}
	}
	if a.Withdrawn != "" {
		return nil
	}
	if a.Source, err = sourceOf(ctx, tx, a.Article); err != nil {
		return err
	}
	v, err := publicVersionText(ctx, tx, a.Docket)
	if err != nil {
		return err
	}
	a.Text = v.Text
	if a.Tags, err = tagsOfText(ctx, tx, a.Docket); err != nil {
		return err
	}
	a.Related, err = n.related(ctx, tx, *a)
	return err
}

// relatedCount is how many related articles a page names.
const relatedCount = 4

// related are articles that share a tag, then those of the region, then those of
// the rubric, the newest first.
func (n *Newsroom) related(ctx context.Context, tx *db.Tx, a Article) (all []Publication, err error) {
	filters := make([]Filter, 0, len(a.Tags)+2)
	for _, t := range a.Tags {
		filters = append(filters, Filter{Tag: t.ID})
	}
	if a.Publication.Region != "" {
		filters = append(filters, Filter{Region: a.Publication.Region})
	}
	filters = append(filters, Filter{Rubric: a.Rubric})
	for _, f := range filters {
		f.Lang, f.Limit = a.Lang, relatedCount+1
		found, err := n.news(ctx, tx, f)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			known := p.Docket == a.Docket || slices.ContainsFunc(all, func(q Publication) bool { return q.Docket == p.Docket })
			if !known && len(all) < relatedCount {
				all = append(all, p)
			}
		}
	}
	return all, nil
}

// Versions returns every text that was public under a publication's docket, the
// oldest first.
func (n *Newsroom) Versions(ctx context.Context, docket string) (all []Version, err error) {
	return all, n.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = versionTexts(ctx, tx, docket)
		return err
	})
}

// A Month is a month of the archive.
type Month struct{ Year, Month, Articles int }

// Archive returns the months in which something was published, the newest first.
func (n *Newsroom) Archive(ctx context.Context, l i18n.Lang) (all []Month, err error) {
	return all, n.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = months(ctx, tx, l, n.moment(tx))
		return err
	})
}

// TagName is how the newest article of a language writes a tag.
func (n *Newsroom) TagName(ctx context.Context, l i18n.Lang, tag string) (name string, err error) {
	return name, n.DB.Read(ctx, func(tx *db.Tx) error {
		name, err = tagName(ctx, tx, l, tag)
		return err
	})
}

// A Year is one in which something was published, in whatever language.
type Year struct {
	Year    int
	Changed db.Time
}

// Years returns the years of the archive, the newest first.
func (n *Newsroom) Years(ctx context.Context) (all []Year, err error) {
	return all, n.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = years(ctx, tx, n.moment(tx))
		return err
	})
}

// Year returns what was published in a year in all languages, the newest first.
func (n *Newsroom) Year(ctx context.Context, year int) (all []Publication, err error) {
	return all, n.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = ofYear(ctx, tx, year, n.moment(tx))
		return err
	})
}
