package docket

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/register"
)

// An Entry is a step that was taken. Entries of an item are chained: each
// carries a hash of itself and of the one before, and that hash is in the
// register, so that none can be changed, dropped or put in later unseen.
type Entry struct {
	N       int          `json:"n"`
	Day     calendar.Day `json:"day"`
	Seat    string       `json:"seat,omitempty"` // empty for the public
	Body    string       `json:"body,omitempty"`
	Act     charter.Act  `json:"act"`
	Article string       `json:"article"` // of the charter, that the act rests on
	State   State        `json:"state"`   // after the step
	Due     calendar.Day `json:"due,omitzero"`
	Note    string       `json:"note,omitempty"`
	link    []byte
}

// History is the steps of an item from the first.
func History(ctx context.Context, tx *db.Tx, id string) ([]Entry, error) { return history(ctx, tx, id) }

// record adds a step to the history of an item and to the register.
func (b *Book) record(ctx context.Context, tx *db.Tx, f Flow, s Step, i Item, act charter.Act, d Doing) error {
	last, err := lastEntry(ctx, tx, i.ID)
	if err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	e := Entry{
		N: last.N + 1, Day: b.Today(tx), Seat: d.By.Seat, Body: d.By.Body, Act: act,
		Article: b.Charter.Article(act), State: i.State, Due: i.Due, Note: d.Note,
	}
	if e.link, err = e.chain(i.ID, last.link); err != nil {
		return err
	}
	if err := insertEntry(ctx, tx, i.ID, e); err != nil {
		return fmt.Errorf("recording %s on %s: %w", act, i.Number, err)
	}
	if !f.Public || s.Sealed {
		return register.StageSealed(ctx, tx, e.leaf(), e.Day)
	}
	return register.Stage(ctx, tx, register.Entry{
		Act: string(act), Article: e.Article, Body: e.Body, Seat: e.Seat, To: d.Addressee, Day: e.Day,
		Docket: i.ID, Number: i.Number, Digest: hex.EncodeToString(e.link), SHA256: d.SHA256,
	})
}

// chain is the hash of a step after the one before. The item's random id is in
// it, so that nobody who doesn't know the item can guess a step from its hash.
func (e Entry) chain(id string, before []byte) ([]byte, error) {
	text, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	fmt.Fprintf(h, "adal step v1\n%s\n%x\n%s", id, before, text)
	return h.Sum(nil), nil
}

// leaf is the register's entry of a step that isn't public.
func (e Entry) leaf() []byte { return register.Sealed(register.Step, [32]byte(e.link)) }

// Verify checks that the history of an item is chained as it was recorded, and
// returns the register's entries of its steps.
func Verify(ctx context.Context, tx *db.Tx, id string) (leaves [][]byte, err error) {
	entries, err := history(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	var before []byte
	for n, e := range entries {
		link, err := e.chain(id, before)
		if err != nil {
			return nil, err
		}
		if e.N != n+1 || string(link) != string(e.link) {
			return nil, fmt.Errorf("docket: step %d of %s isn't as it was recorded", n+1, id)
		}
		before = link
		leaves = append(leaves, e.leaf())
	}
	return leaves, nil
}
