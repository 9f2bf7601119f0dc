package newsroom

import (
	"context"
	"errors"

	"adal/internal/db"
	"adal/internal/i18n"
	"adal/internal/markdown"
)

// shown is what the public is shown a text in a language with. Later says that a
// picture stands above it.
func (n *Newsroom) shown(ctx context.Context, l i18n.Lang, later bool) markdown.Options {
	return n.options(ctx, l, later, false)
}

// shownToOffice is what a seat is shown a text with before it is public.
func (n *Newsroom) shownToOffice(ctx context.Context, l i18n.Lang) markdown.Options {
	return n.options(ctx, l, false, true)
}

func (n *Newsroom) options(ctx context.Context, l i18n.Lang, later, office bool) markdown.Options {
	o := n.Options
	o.Lang, o.Later = l, later
	o.Embed = func(name, arg string) (Within, bool) { return n.embed(ctx, l, name, arg) }
	if n.Figure != nil {
		o.Figure = func(id string) (markdown.Figure, bool) { return n.Figure(ctx, l, office, id) }
	}
	return o
}

// above is the picture of an article, if it has one that can be shown.
func (n *Newsroom) above(ctx context.Context, a Article) (markdown.Figure, bool) {
	if n.Figure == nil || a.Picture == "" || a.Withdrawn != "" {
		return markdown.Figure{}, false
	}
	return n.Figure(ctx, a.Lang, false, a.Picture)
}

// used says which pictures a version of a text has.
func (n *Newsroom) used(ctx context.Context, tx *db.Tx, docket string, version int, text string) error {
	if n.Used == nil {
		return nil
	}
	return n.Used(ctx, tx, docket, version, markdown.Media(text))
}

// usableWherePublic says what keeps a picture from standing above the texts of an
// article that are public: it would be seen at once.
func (n *Newsroom) usableWherePublic(ctx context.Context, tx *db.Tx, article, picture string) error {
	if n.Usable == nil || picture == "" {
		return nil
	}
	all, err := siblings(ctx, tx, article)
	for _, s := range all {
		if s.Version > 0 {
			err = errors.Join(err, n.Usable(ctx, tx, s.Lang, []string{picture}))
		}
	}
	return err
}
