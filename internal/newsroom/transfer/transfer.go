// Package transfer brings in what was published before, and gives out all that the
// newsroom has.
//
// The rule of the domain: what was said elsewhere stays what it was. A text keeps
// its day, its author, how often it was shown and every address that readers have
// of it, and names the site that it is from; nobody here is said to have read it
// before it was published. A file comes in as a whole or not at all, with what was
// left out of it listed, and a second time it changes nothing. What goes out can be
// read without this program, and by it.
package transfer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/newsroom"
	"adal/internal/newsroom/media"
	"adal/internal/register"
)

// A Transfer takes things over and gives them out.
type Transfer struct {
	DB    *db.DB
	News  *newsroom.Newsroom
	Media *media.Library
	// Progress is told how far a long act has come; nil for nobody.
	Progress func(what string, done, of int)
}

func (t *Transfer) progress(what string, done, of int) {
	if t.Progress != nil {
		t.Progress(what, done, of)
	}
}

// A Plan is what a file comes to, before anything of it is taken over.
type Plan struct {
	Report
	source   string // the older site
	hash     string // of the file
	articles []article
	pictures []*picture
	moved    []newsroom.Moved
	dir      string // where pictures wait
}

// An article is one of a plan.
type article struct {
	newsroom.Past
	into string // the docket of a text of it that is here already
}

// A picture is one of a plan. Its texts name it by the id that it will have.
type picture struct {
	media.Ready
	facts media.Facts
	said  media.Said
	old   []string // older addresses of it
}

// Close forgets a plan.
func (p *Plan) Close() error { return os.RemoveAll(p.dir) }

// newPlan is a plan without anything in it.
func newPlan(source, hash string) (*Plan, error) {
	dir, err := os.MkdirTemp("", "adal-transfer-")
	if err != nil {
		return nil, fmt.Errorf("making a folder for pictures: %w", err)
	}
	return &Plan{Report: Report{Source: source}, source: source, hash: hash, dir: dir}, nil
}

// Allowed reports whether a seat may take things over, as an error.
func (t *Transfer) Allowed(by charter.Principal) error {
	return t.News.Book.Charter.Allow(by, charter.ImportArticle, charter.Resource{Body: by.Body, Region: by.Region})
}

// Take takes a plan over in the name of a seat: all of it in one transaction, or
// nothing. A plan in which something is refused is never taken over.
func (t *Transfer) Take(ctx context.Context, by charter.Principal, p *Plan) error {
	if err := t.Allowed(by); err != nil {
		return err
	}
	if n := len(p.Refused); n > 0 {
		return fault.New(fault.Invalid, "transfer.refused-something", n)
	}
	if len(p.articles) == 0 && len(p.pictures) == 0 {
		return nil
	}
	err := t.DB.Write(ctx, by.Body, func(tx *db.Tx) error { return t.take(ctx, tx, by, p) })
	if err == nil && t.News.Changed != nil {
		t.News.Changed()
	}
	return err
}

func (t *Transfer) take(ctx context.Context, tx *db.Tx, by charter.Principal, p *Plan) error {
	ids := map[string]string{} // of pictures, by those that the texts name
	for i, pic := range p.pictures {
		t.progress("pictures", i, len(p.pictures))
		id, err := t.Media.Keep(ctx, tx, by, pic.Ready, pic.facts, pic.said)
		if err != nil {
			return err
		}
		ids[pic.ID] = id
		for _, old := range pic.old {
			if err := t.News.Move(ctx, tx, newsroom.Moved{Address: old, Picture: id, Source: p.source}); err != nil {
				return err
			}
		}
	}
	for i, a := range p.articles {
		t.progress("articles", i, len(p.articles))
		if _, err := t.News.TakeOver(ctx, tx, by, renamed(a.Past, ids), a.into); err != nil {
			return fmt.Errorf("taking over %q: %w", a.Texts[0].Title, err)
		}
	}
	for _, m := range p.moved {
		if err := t.News.Move(ctx, tx, m); err != nil && !errors.Is(err, fault.Conflict) {
			return err
		}
	}
	t.progress("articles", len(p.articles), len(p.articles))
	return register.Stage(ctx, tx, register.Entry{
		Act: string(charter.ImportArticle), Day: t.News.Book.Today(tx), Body: by.Body, Seat: by.Seat,
		Article: t.News.Book.Charter.Article(charter.ImportArticle), Name: p.source, SHA256: p.hash,
	})
}

// renamed is an article whose pictures have the ids that the library gave them:
// one that was there before has another one than the plan thought.
func renamed(p newsroom.Past, ids map[string]string) newsroom.Past {
	var pairs []string
	for was, is := range ids {
		if was != is {
			pairs = append(pairs, "(media:"+was, "(media:"+is)
			if p.Picture == was {
				p.Picture = is
			}
		}
	}
	if len(pairs) == 0 {
		return p
	}
	r := strings.NewReplacer(pairs...)
	texts := make([]newsroom.PastText, len(p.Texts))
	for i, t := range p.Texts {
		t.Text = r.Replace(t.Text)
		versions := make([]newsroom.Version, len(t.Versions))
		for k, v := range t.Versions {
			v.Text = r.Replace(v.Text)
			versions[k] = v
		}
		t.Versions = versions
		texts[i] = t
	}
	p.Texts = texts
	return p
}

// hashOf is the hash of anything that can be written as JSON.
func hashOf(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings, numbers and moments can be written
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// moment is a moment as the database keeps it.
func moment(at time.Time) db.Time { return db.Time{Time: at.UTC().Truncate(time.Microsecond)} }
