package perception

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/perception/index"
)

// Publish makes the newest version of an edition what the public sees, and enters
// the hash of its manifest in the register. A version that doesn't come out of
// its sources, or that takes the place of another, needs a note that says why.
func (x *Index) Publish(ctx context.Context, by charter.Principal, year int, note string) error {
	note = strings.TrimSpace(note)
	if utf8.RuneCountInString(note) > longestNote {
		return fault.In("note", "perception.note-long", longestNote)
	}
	err := x.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		h, err := headOf(ctx, tx, year)
		if errors.Is(err, fault.NotFound) {
			return fault.New(fault.NotFound, "perception.no-edition", yearText(year))
		} else if err != nil {
			return err
		}
		v, err := versionOf(ctx, tx, h.Docket, h.Newest)
		if err != nil {
			return err
		}
		if v.Verdict == index.Differs && note == "" {
			return fault.In("note", "perception.note-differs", yearText(year))
		}
		doing := docket.Doing{By: by, Own: v.Seat == by.Seat, Note: note, SHA256: v.Digest}
		if _, err := x.Book.Do(ctx, tx, Flow, h.Docket, charter.PublishEdition, doing); err != nil {
			return err
		}
		if err := setPublished(ctx, tx, h.Docket, v.N); err != nil {
			return fmt.Errorf("publishing the edition of %d: %w", year, err)
		}
		return nil
	})
	if err == nil {
		x.changed()
	}
	return err
}

// A Work is an edition as the office has it.
type Work struct {
	Item   docket.Item
	Year   int
	Newest Version
	Public int // the version that the public sees; 0 if none
}

// Desk are all editions with their newest versions, by year, for a seat that may
// import.
func (x *Index) Desk(ctx context.Context, by charter.Principal) (all []Work, err error) {
	if err := x.allowed(by); err != nil {
		return nil, err
	}
	err = x.DB.Read(ctx, func(tx *db.Tx) error {
		list, err := heads(ctx, tx)
		if err != nil {
			return err
		}
		for _, h := range list {
			w := Work{Year: h.Year, Public: h.Published}
			if w.Item, err = docket.Find(ctx, tx, h.Docket); err != nil {
				return err
			}
			if w.Newest, err = versionOf(ctx, tx, h.Docket, h.Newest); err != nil {
				return err
			}
			all = append(all, w)
		}
		return nil
	})
	return all, err
}

// Waits reports whether a newer version than the public one is there.
func (w Work) Waits() bool { return w.Newest.N != w.Public }

// Work is one edition as the office has it, for a seat that may import.
func (x *Index) Work(ctx context.Context, by charter.Principal, year int) (Work, error) {
	all, err := x.Desk(ctx, by)
	if err != nil {
		return Work{}, err
	}
	for _, w := range all {
		if w.Year == year {
			return w, nil
		}
	}
	return Work{}, fault.New(fault.NotFound, "perception.no-edition", yearText(year))
}

// ToPublish is how many editions have a version that waits to be published, for
// a seat that may import.
func (x *Index) ToPublish(ctx context.Context, by charter.Principal) (n int, err error) {
	all, err := x.Desk(ctx, by)
	for _, w := range all {
		if w.Waits() {
			n++
		}
	}
	return n, err
}

// Draft is the newest version of an edition, also if the public doesn't see it
// yet, for a seat that may import.
func (x *Index) Draft(ctx context.Context, by charter.Principal, year int) (*Edition, error) {
	if err := x.allowed(by); err != nil {
		return nil, err
	}
	return x.edition(ctx, year, func(h head) int { return h.Newest })
}

// allowed reports whether a seat may import for its own body.
func (x *Index) allowed(by charter.Principal) error {
	if by.Body == "" {
		return fault.SignIn
	}
	return x.Book.Charter.Allow(by, charter.ImportEdition, charter.Resource{Body: by.Body, Region: by.Region})
}
