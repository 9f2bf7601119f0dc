package newsroom

import (
	"context"
	"errors"
	"strings"

	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/markdown"
	"adal/internal/search"
)

// kindArticle is what articles are to package search.
const kindArticle = "article"

// findable makes a text findable as the public reads it, from the moment on at
// which it does; what is withdrawn, or isn't public, is no more.
func findable(ctx context.Context, tx *db.Tx, docket string) error {
	p, err := byDocket(ctx, tx, docket)
	if errors.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if p.Withdrawn != "" {
		return search.Remove(ctx, tx, kindArticle, docket)
	}
	v, err := publicVersionText(ctx, tx, docket)
	if err != nil {
		return err
	}
	tags, err := tagsOfText(ctx, tx, docket)
	if err != nil {
		return err
	}
	return search.Put(ctx, tx, documentOf(p, v.Text, tags))
}

// documentOf is a publication as package search has it.
func documentOf(p Publication, text string, tags []Tag) search.Document {
	text = markdown.Plain(text)
	names := make([]string, len(tags))
	for i, t := range tags {
		names[i] = t.Name
	}
	if len(names) > 0 {
		text += "\n\n" + strings.Join(names, ", ")
	}
	return search.Document{
		Kind: kindArticle, ID: p.Docket, Lang: p.Lang, Region: p.Region, Day: p.Day, Since: p.Published,
		Path: p.Path(), Title: p.Title, Summary: p.Lead, Text: text,
	}
}

// someArticles is how many articles are read at once.
const someArticles = 200

// Findable gives the public articles to an index that hasn't got them, some at a
// time.
func (n *Newsroom) Findable(ctx context.Context, tx *db.Tx, after string) (all []search.Document, next string, err error) {
	read, err := publicAfter(ctx, tx, after, someArticles)
	if err != nil {
		return nil, "", err
	}
	for _, a := range read {
		tags, err := tagsOfText(ctx, tx, a.Docket)
		if err != nil {
			return nil, "", err
		}
		all = append(all, documentOf(a.Publication, a.Text, tags))
		next = a.Docket
	}
	if len(read) < someArticles {
		next = ""
	}
	return all, next, nil
}
