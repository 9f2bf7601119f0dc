// Package search finds what is public, in any form of its words.
//
// The rule of the domain: what isn't public can't be found, and what is public
// can. So an area puts a document in the very transaction in which something
// becomes public, and removes it in the one in which it is withdrawn:
//
//	err := search.Put(ctx, tx, search.Document{
//		Kind: "article", ID: docket, Lang: i18n.KK, Day: day, Since: published,
//		Path: "/news/2020/03/brifing", Title: title, Summary: lead, Text: plain,
//	})
//	…
//	err := search.Remove(ctx, tx, "article", docket)
//
// A document of a moment to come isn't found before that moment, and no job has
// to run for it. What has a name in three languages, such as an institution, is
// put with PutNames. Finding is
//
//	a, err := index.Find(ctx, search.Query{Text: "прокуратураға", Kinds: []string{"institution"}})
//
// and its Hits have the kind and id of what was found, in order, with the words
// that were looked for marked. Names that aren't public, or few, are looked
// through with stem.Ask instead.
//
// What somebody looks for is kept nowhere and logged nowhere.
//
// # Order
//
// A document has to have all words that were looked for, but for those that
// half of all documents have; if none has, those that have some are found. Each
// word weighs more, the rarer it is (BM25); in a title six times, in a summary
// twice; two words that stand together there weigh more again. The order depends
// on what is public alone: it is the same on both databases, whatever happened
// before.
//
// # Storage
//
// Lists of documents by word, in blocks of 4,096 documents, are read and added up
// in Go, because the two databases would rank in two ways. A document that was put
// stands apart with its own words until Tidy moves it, with others, into the
// lists; finding reads both. Lists never lose an entry: a number whose document
// has gone is skipped, until Rebuild makes all anew.
package search

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// A Document is something public in a language.
type Document struct {
	Kind   string       // what it is, such as "article"
	ID     string       // of the thing among its kind, the same in all languages
	Lang   i18n.Lang    // of its words
	Region string       // code of the region it is about; empty for the whole country
	Day    calendar.Day // which it is of; zero for none
	Since  db.Time      // from when on it is public; zero for now, or for as long as it has been
	Path   string       // its address without the language

	Title   string
	Summary string
	Text    string // plain; Markdown is taken through markdown.Plain first
}

// Most letters of a document that are kept and found; what comes after is cut.
const (
	maxTitle   = 500
	maxSummary = 2_000
	maxText    = 200_000
)

// Put makes a document findable, in place of the one of the same kind, id and
// language.
func Put(ctx context.Context, tx *db.Tx, d Document) error {
	return enter(ctx, tx, d, func(d Document) (int, []byte) { return 0, packed(weigh(d, nil)) })
}

// Later is Put for a great many documents at once: they are found when Learn or
// Tidy has taken them apart.
func Later(ctx context.Context, tx *db.Tx, d Document) error {
	return enter(ctx, tx, d, func(Document) (int, []byte) { return -1, []byte{} })
}

func enter(ctx context.Context, tx *db.Tx, d Document, words func(Document) (number int, words []byte)) error {
	if d.Kind == "" || d.ID == "" || d.Path == "" {
		return fmt.Errorf("search: a document without kind, id or path: %q %q %q", d.Kind, d.ID, d.Path)
	}
	d = d.bounded()
	before, err := hold(ctx, tx, d.key())
	if d.Since.IsZero() {
		if d.Since = before.Since; d.Since.IsZero() {
			d.Since = tx.Now
		}
	}
	switch {
	case errors.Is(err, fault.NotFound):
	case err != nil:
		return fmt.Errorf("finding a document: %w", err)
	case before.Hash == d.hash() && before.Since.Equal(d.Since.Time):
		return nil
	case before.Number > 0:
		if err := insertGone(ctx, tx, before.Number); err != nil {
			return fmt.Errorf("replacing a document: %w", err)
		}
	}
	number, packed := words(d)
	if err := errors.Join(putName(ctx, tx, d.Kind), putName(ctx, tx, d.Region), put(ctx, tx, d, number, packed)); err != nil {
		return fmt.Errorf("putting a document: %w", err)
	}
	return nil
}

// Names are what a thing is called and what it does, in three languages.
type Names struct {
	Kind, ID, Region, Path string
	Day                    calendar.Day
	Title, Summary         i18n.Text
	Text                   i18n.Text
}

// Documents are those of a thing in the languages in which it has a title.
func (n Names) Documents() (all []Document) {
	for i, l := range i18n.Langs {
		title := [...]string{n.Title.KK, n.Title.RU, n.Title.EN}[i]
		if title == "" {
			continue
		}
		all = append(all, Document{
			Kind: n.Kind, ID: n.ID, Lang: l, Region: n.Region, Day: n.Day, Path: n.Path, Title: title,
			Summary: [...]string{n.Summary.KK, n.Summary.RU, n.Summary.EN}[i], Text: [...]string{n.Text.KK, n.Text.RU, n.Text.EN}[i],
		})
	}
	return all
}

// PutNames makes a thing findable in every language in which it has a title, and
// in no other.
func PutNames(ctx context.Context, tx *db.Tx, n Names) error {
	put := map[i18n.Lang]bool{}
	for _, d := range n.Documents() {
		if err := Put(ctx, tx, d); err != nil {
			return err
		}
		put[d.Lang] = true
	}
	for _, l := range i18n.Langs {
		if put[l] {
			continue
		}
		if err := RemoveIn(ctx, tx, n.Kind, n.ID, l); err != nil {
			return err
		}
	}
	return nil
}

// Remove takes a thing out in all languages; one that isn't there is no fault.
func Remove(ctx context.Context, tx *db.Tx, kind, id string) error {
	for _, l := range i18n.Langs {
		if err := RemoveIn(ctx, tx, kind, id, l); err != nil {
			return err
		}
	}
	return nil
}

// RemoveIn takes a thing out in a language.
func RemoveIn(ctx context.Context, tx *db.Tx, kind, id string, l i18n.Lang) error {
	number, err := remove(ctx, tx, Document{Kind: kind, ID: id, Lang: l}.key())
	if errors.Is(err, fault.NotFound) {
		return nil
	}
	if err == nil && number > 0 {
		err = insertGone(ctx, tx, number)
	}
	if err != nil {
		return fmt.Errorf("removing a document: %w", err)
	}
	return nil
}

// key is the id of a document in the database: it depends on what it is and not
// on when it came, so the order of equals is the same everywhere.
func (d Document) key() int64 {
	sum := sha256.Sum256([]byte(d.Kind + "\x00" + d.ID + "\x00" + string(d.Lang)))
	return int64(binary.BigEndian.Uint64(sum[:8])>>1) | 1
}

// hash tells whether a document has changed.
func (d Document) hash() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{d.Region, d.Day.String(), d.Path, d.Title, d.Summary, d.Text}, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// bounded is a document whose words can be kept: databases refuse some bytes.
func (d Document) bounded() Document {
	d.Title, d.Summary, d.Text = clean(d.Title, maxTitle), clean(d.Summary, maxSummary), clean(d.Text, maxText)
	return d
}

func clean(s string, most int) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")
	n := 0
	for i := range s {
		if n++; n > most {
			return s[:i]
		}
	}
	return s
}

// nameHash stands for a kind or a region in a document's place.
func nameHash(name string) uint32 {
	if name == "" {
		return 0
	}
	sum := sha256.Sum256([]byte(name))
	return binary.BigEndian.Uint32(sum[:4])
}
