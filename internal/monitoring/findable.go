package monitoring

import (
	"context"
	"fmt"

	"adal/internal/db"
	"adal/internal/i18n"
	"adal/internal/search"
)

// show brings what everybody is shown of a shortcoming up to what it is now: the
// lists, their figures, and what is found by words.
func (g *Group) show(ctx context.Context, tx *db.Tx, s Shortcoming) error {
	changed, err := relist(ctx, tx, s)
	if err == nil && changed {
		err = g.findable(ctx, tx, s)
	}
	if err != nil {
		return fmt.Errorf("showing a shortcoming: %w", err)
	}
	return nil
}

// findable makes a shortcoming findable in the words that are public; what no list
// has any more is not found.
func (g *Group) findable(ctx context.Context, tx *db.Tx, s Shortcoming) error {
	if class(s.State) == "" {
		return search.Remove(ctx, tx, Flow.Kind, s.ID)
	}
	names, err := g.names(ctx, tx, s)
	if err != nil {
		return err
	}
	return search.PutNames(ctx, tx, names)
}

// names are a listed shortcoming as package search has it.
func (g *Group) names(ctx context.Context, tx *db.Tx, s Shortcoming) (n search.Names, err error) {
	at, err := g.institution(ctx, tx, s.Institution)
	if err != nil {
		return n, err
	}
	v, err := versionOf(ctx, tx, s.ID, s.Shown)
	if err != nil {
		return n, err
	}
	text := func(facts string) string { return facts + "\n\n" + s.Number }
	return search.Names{
		Kind: Flow.Kind, ID: s.ID, Region: s.Region, Path: Notice{ID: s.ID}.Path(), Day: s.Published, Title: v.Title, Summary: at.Name,
		Text: i18n.Text{KK: text(v.Facts.KK), RU: text(v.Facts.RU), EN: text(v.Facts.EN)},
	}, nil
}

// Findable gives the public shortcomings to an index that hasn't got them, some at
// a time.
func (g *Group) Findable(ctx context.Context, tx *db.Tx, after string) (all []search.Document, next string, err error) {
	read, err := publicAfter(ctx, tx, after, inTurn)
	for _, s := range read {
		next = s.ID
		if class(s.State) == "" {
			continue
		}
		n, err := g.names(ctx, tx, s)
		if err != nil {
			return nil, "", err
		}
		all = append(all, n.Documents()...)
	}
	if len(read) < inTurn {
		next = ""
	}
	return all, next, err
}
