package institutions

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/directory"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// The states of a correction.
const (
	Proposed docket.State = "proposed" // nothing of it is public but that it waits
	Accepted docket.State = "accepted"
	Declined docket.State = "declined"
)

// Flow is the life of a correction: anybody proposes, a keeper decides.
var Flow = docket.Flow{Area: "institutions", Kind: "correction", Mark: "D", Public: true, Steps: []docket.Step{
	{Act: charter.Correct, To: Proposed, Sealed: true},
	{Act: charter.KeepDirectory, From: []docket.State{Proposed}, To: Accepted, Settles: true},
	{Act: charter.KeepDirectory, From: []docket.State{Proposed}, To: Declined, Settles: true},
}}

// A Correction is what somebody proposes to change of an institution. What isn't
// one of its columns is said in the reason, and a keeper does it by an import.
type Correction struct {
	Item        docket.Item
	Institution string
	Lang        i18n.Lang
	Edits       []directory.Edit
	Since       calendar.Day // from when on a new name holds; zero if the old one is wrong
	Reason      string
	Source      string // by which it can be checked
	Decided     calendar.Day
	Note        string // why it was decided so
}

// What is waiting is bounded, since nobody is known who proposes: of one
// institution, and in all.
const (
	MostOf  = 10
	MostAll = 300
)

// MostReason is the most letters of a reason, a source or a decision.
const MostReason = 1_000

// Propose takes a correction in and returns its number. The same as one that
// waits already is that one.
func (c *Catalogue) Propose(ctx context.Context, by charter.Principal, n Correction) (number string, err error) {
	n.Reason, n.Source = tidy(n.Reason), tidy(n.Source)
	if err := errors.Join(said("reason", "institutions.reason-missing", n.Reason), said("source", "institutions.source-missing", n.Source)); err != nil {
		return "", err
	}
	return number, c.DB.Write(ctx, directory.Scope, func(tx *db.Tx) error {
		all, err := c.Directory.In(ctx, tx)
		if err != nil {
			return err
		}
		today := c.Book.Today(tx)
		i, ok := all.Get(n.Institution)
		if !ok {
			return fault.New(fault.NotFound, "institutions.not-found")
		}
		n.Edits = slices.DeleteFunc(slices.Clone(n.Edits), func(e directory.Edit) bool { return e.Was == e.Now })
		for _, e := range n.Edits {
			if slices.Contains(directory.Kept, e.Column) {
				return fault.In(e.Column, "directory.why-column")
			}
		}
		if _, err := i.Amended(n.Since, today, n.Edits); err != nil {
			return err
		}
		number, err = c.propose(ctx, tx, by, n)
		return err
	})
}

func (c *Catalogue) propose(ctx context.Context, tx *db.Tx, by charter.Principal, n Correction) (string, error) {
	edits, err := json.Marshal(n.Edits)
	if err != nil {
		return "", err
	}
	if same, err := sameWaiting(ctx, tx, n, string(edits)); err == nil {
		return same, nil
	} else if !errors.Is(err, fault.NotFound) {
		return "", err
	}
	of, inAll, err := waitingCount(ctx, tx, n.Institution)
	if err != nil {
		return "", err
	}
	if of >= MostOf || inAll >= MostAll {
		return "", fault.New(fault.Busy, "institutions.too-many")
	}
	item, err := c.open(ctx, tx, by, n, string(edits))
	return item.Number, err
}

// open makes a correction of what is proposed.
func (c *Catalogue) open(ctx context.Context, tx *db.Tx, by charter.Principal, n Correction, edits string) (item docket.Item, err error) {
	keepers, err := bodies.All(ctx, tx, charter.KindKeeper, c.Book.Today(tx))
	if err != nil {
		return item, err
	}
	if len(keepers) == 0 {
		return item, fault.New(fault.Busy, "institutions.no-keeper")
	}
	item, err = c.Book.Open(ctx, tx, Flow, charter.Correct, docket.Doing{By: by}, keepers[0], keepers[0].Region)
	if err != nil {
		return item, err
	}
	return item, insertCorrection(ctx, tx, item.ID, n, edits)
}

// tidy is a text without what nobody sees, its lines kept.
func tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// said holds a text of a form to its bounds; missing is the word of one that
// isn't there.
func said(field, missing, text string) error {
	switch {
	case text == "":
		return fault.In(field, missing)
	case utf8.RuneCountInString(text) > MostReason:
		return fault.In(field, "institutions.too-long", MostReason)
	case !i18n.Readable(text):
		return fault.In(field, "institutions.not-text")
	}
	return nil
}

// keeps reports whether a seat keeps the directory.
func (c *Catalogue) keeps(by charter.Principal) error {
	if by.Body == "" {
		return fault.SignIn
	}
	return c.Book.Charter.Allow(by, charter.KeepDirectory, charter.Resource{Body: by.Body, Region: by.Region})
}

// Waiting are the corrections that no keeper has decided, the oldest first.
func (c *Catalogue) Waiting(ctx context.Context, by charter.Principal) (all []Correction, err error) {
	if err := c.keeps(by); err != nil {
		return nil, err
	}
	return all, c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = waitingOnes(ctx, tx)
		return err
	})
}

// Get is a correction for a seat that may decide it.
func (c *Catalogue) Get(ctx context.Context, by charter.Principal, id string) (n Correction, err error) {
	if err := c.keeps(by); err != nil {
		return n, err
	}
	return n, c.DB.Read(ctx, func(tx *db.Tx) error {
		n, err = correctionBy(ctx, tx, id)
		return err
	})
}

// Decide accepts a correction, which changes the directory, or declines it. Either
// way the reason is public from then on.
func (c *Catalogue) Decide(ctx context.Context, by charter.Principal, id string, accept bool, note string) error {
	note = tidy(note)
	if err := said("note", "institutions.note-missing", note); err != nil {
		return err
	}
	err := c.DB.Write(ctx, directory.Scope, func(tx *db.Tx) error { return c.decide(ctx, tx, by, id, accept, note) })
	if err == nil {
		c.changed()
	}
	return err
}

func (c *Catalogue) decide(ctx context.Context, tx *db.Tx, by charter.Principal, id string, accept bool, note string) error {
	n, err := correctionBy(ctx, tx, id)
	if err != nil {
		return err
	}
	to := Declined
	if accept {
		to = Accepted
	}
	text, err := json.Marshal([]any{n.Institution, n.Edits, n.Since, n.Reason, n.Source, note})
	if err != nil {
		return err
	}
	// Whichever keeper has the number, the directory is every keeper's.
	d := docket.Doing{By: by, To: to, SHA256: digest(text), Addressee: by.Body}
	if _, err := c.Book.Do(ctx, tx, Flow, id, charter.KeepDirectory, d); err != nil {
		return err
	}
	if err := decide(ctx, tx, id, c.Book.Today(tx), note); err != nil {
		return fmt.Errorf("keeping a decision: %w", err)
	}
	if !accept || len(n.Edits) == 0 {
		return nil
	}
	return c.amend(ctx, tx, n)
}

// amend makes the edits of a correction.
func (c *Catalogue) amend(ctx context.Context, tx *db.Tx, n Correction) error {
	all, err := c.Directory.In(ctx, tx)
	if err != nil {
		return err
	}
	i, ok := all.Get(n.Institution)
	if !ok {
		return fault.New(fault.NotFound, "institutions.not-found")
	}
	if i, err = i.Amended(n.Since, c.Book.Today(tx), n.Edits); err != nil {
		return err
	}
	change := directory.Change{Institutions: []directory.Institution{i}}
	if ends := func(e directory.Edit) bool { return e.Column == "until" || e.Column == "successor" }; slices.ContainsFunc(n.Edits, ends) {
		change.Competences = all.Succession(i)
	}
	_, err = c.Directory.Put(ctx, tx, change)
	return err
}

func (c *Catalogue) changed() {
	if c.Changed != nil {
		c.Changed()
	}
}

// LogPer is how many corrections a page of the log has.
const LogPer = 50

// Log is a page of the corrections that were decided, the newest first, and
// whether there are more.
func (c *Catalogue) Log(ctx context.Context, page int) (all []Correction, more bool, err error) {
	err = c.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = decidedOnes(ctx, tx, LogPer+1, page*LogPer)
		return err
	})
	if len(all) > LogPer {
		return all[:LogPer], true, err
	}
	return all, false, err
}

// ByNumber is a correction by the number that who proposed it was told. One that
// waits tells nothing but that.
func (c *Catalogue) ByNumber(ctx context.Context, number string) (n Correction, err error) {
	err = c.DB.Read(ctx, func(tx *db.Tx) error {
		item, err := docket.FindNumber(ctx, tx, number)
		if err != nil {
			return err
		}
		n, err = correctionBy(ctx, tx, item.ID)
		return err
	})
	if err == nil && n.Decided.IsZero() {
		n = Correction{Item: n.Item}
	}
	return n, err
}
