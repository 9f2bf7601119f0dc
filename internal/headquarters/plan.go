package headquarters

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/overlap"
)

// States of an item of the plan.
const (
	Planned  docket.State = "planned"
	Underway docket.State = "underway"
	Done     docket.State = "done"
	Dropped  docket.State = "dropped"
)

// plans is the flow of an item with one step: what the act of planning does.
func plans(s docket.Step) docket.Flow {
	s.Act = charter.Plan
	return docket.Flow{Area: "headquarters", Kind: overlap.PlanItem, Mark: "P", Clock: "kz-appc", Public: true, Steps: []docket.Step{s}}
}

// going are the states of an item that isn't over.
var going = []docket.State{Planned, Underway}

// until says that an item is due on a day that its plan names.
func until(day calendar.Day) docket.Due {
	return func(docket.Terms) (calendar.Day, error) { return day, nil }
}

// An Item is an item of a work plan.
type Item struct {
	docket.Item
	Work         overlap.Work
	Seat         string // that planned it
	Owner        string // a member of the headquarters, by id; "" for all of it
	Partners     []string
	Evidence     string // what there is to show for it
	EvidenceHref string
	Percent      int
	DropReason   string
	From         string // docket of the event at which it was decided; "" for none
}

// Status is an item's state as of a day: one that is late says so.
func (i Item) Status(today calendar.Day) docket.State {
	if i.Settled.IsZero() && i.Overdue(today) {
		return "overdue"
	}
	return i.State
}

// Plan adds an item to the plan of the seat's body and returns its docket. Works
// that it meets and that decisions say nothing of are a fault of the field
// "overlap"; then nothing is added.
func (h *Headquarters) Plan(ctx context.Context, by charter.Principal, i Item, d overlap.Decisions) (id string, err error) {
	return id, h.write(ctx, by, charter.Plan, func(tx *db.Tx) error {
		id, err = h.PlanIn(ctx, tx, by, i, d)
		return err
	})
}

// PlanIn is Plan within a transaction that has the scope of the seat's body.
func (h *Headquarters) PlanIn(ctx context.Context, tx *db.Tx, by charter.Principal, i Item, d overlap.Decisions) (string, error) {
	if err := h.check(ctx, tx, by, &i); err != nil {
		return "", err
	}
	today := h.Book.Today(tx)
	if i.Due.Before(today) {
		return "", fault.In("due", "headquarters.due-past")
	}
	body, err := bodies.Get(ctx, tx, by.Body, today)
	if err != nil {
		return "", err
	}
	opened, err := h.Book.Open(ctx, tx, plans(docket.Step{To: Planned, Due: until(i.Due)}), charter.Plan,
		docket.Doing{By: by, Own: true, SHA256: i.hash()}, body, i.Work.Region)
	if err != nil {
		return "", err
	}
	i.Item, i.Seat = opened, by.Seat
	if err := h.keep(ctx, tx, by, i, d); err != nil {
		return "", err
	}
	if err := insertItem(ctx, tx, i); err != nil || i.From == "" {
		return i.ID, err
	}
	return i.ID, h.decided(ctx, tx, by, i)
}

// decided says at what an item was decided, and that the two belong together.
func (h *Headquarters) decided(ctx context.Context, tx *db.Tx, by charter.Principal, i Item) error {
	at, err := docket.Find(ctx, tx, i.From)
	if err != nil || at.Body != by.Body {
		return errors.Join(err, fault.NotFound)
	}
	return errors.Join(insertOrigin(ctx, tx, i.ID, at.ID), h.Links.Put(ctx, tx, by, i.ID, at.ID))
}

// Decided returns the items that were decided at an event.
func (h *Headquarters) Decided(ctx context.Context, event string) (all []Item, err error) {
	return all, h.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = decidedAt(ctx, tx, event)
		return err
	})
}

// check tidies what was written of an item and says what is wrong with it.
func (h *Headquarters) check(ctx context.Context, tx *db.Tx, by charter.Principal, i *Item) error {
	i.Work.Title = tidy(i.Work.Title, line)
	i.Partners = slices.DeleteFunc(slices.Clone(i.Partners), func(id string) bool { return id == "" })
	i.Work.Body, i.Work.Kind, i.Work.Until = by.Body, overlap.PlanItem, i.Due
	wrong := []error{needsText("title", i.Work.Title, maxLine)}
	for _, f := range fault.Fields(i.Work.Check()) {
		if f.Field == "until" {
			f.Field = "due"
		}
		wrong = append(wrong, f)
	}
	if i.Owner != "" {
		if m, err := memberByID(ctx, tx, i.Owner); err != nil || m.Body != by.Body {
			wrong = append(wrong, fault.In("owner", "headquarters.owner-unknown"))
		}
	}
	day := h.Book.Today(tx)
	for field, ids := range map[string][]string{"partners": i.Partners, "institution": {i.Work.Institution}} {
		for _, id := range ids {
			if id == "" {
				continue
			}
			if _, err := bodies.Get(ctx, tx, id, day); err != nil || id == by.Body {
				wrong = append(wrong, fault.In(field, "headquarters.body-unknown"))
			}
		}
	}
	if i.Work.Region != "" {
		if _, err := bodies.RegionOn(ctx, tx, i.Work.Region, day); err != nil {
			wrong = append(wrong, fault.In("region", "headquarters.region-unknown"))
		}
	}
	slices.Sort(i.Partners)
	i.Partners = slices.Compact(i.Partners)
	return errors.Join(wrong...)
}

// keep enters the work of an item, and settles what it meets.
func (h *Headquarters) keep(ctx context.Context, tx *db.Tx, by charter.Principal, i Item, d overlap.Decisions) error {
	w := i.Work
	w.Docket, w.Path = i.ID, "/plan/"+i.ID
	return overlap.Enter(ctx, tx, w, d, overlap.Settlement{Body: by.Body, Seat: by.Seat, Day: h.Book.Today(tx)})
}

// hash is the SHA-256 of what an item says, for the register.
func (i Item) hash() string {
	text, err := json.Marshal(struct {
		Title                                        any
		Owner, Region, Institution, Topic, Since, By string
		Partners                                     []string
		Evidence, Href, Dropped                      string
		Percent                                      int
	}{i.Work.Title, i.Owner, i.Work.Region, i.Work.Institution, i.Work.Topic, i.Work.Since.String(), i.Due.String(), i.Partners, i.Evidence, i.EvidenceHref, i.DropReason, i.Percent})
	if err != nil {
		panic(err) // strings and numbers can be written
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Replan changes an item that isn't over. Moving its deadline is a step in its
// history like any other.
func (h *Headquarters) Replan(ctx context.Context, by charter.Principal, id string, to Item, d overlap.Decisions) error {
	return h.step(ctx, by, id, func(tx *db.Tx, i *Item) (docket.Step, error) {
		to.ID = id
		if err := h.check(ctx, tx, by, &to); err != nil {
			return docket.Step{}, err
		}
		if !to.Due.Equal(i.Due) && to.Due.Before(h.Book.Today(tx)) {
			return docket.Step{}, fault.In("due", "headquarters.due-past")
		}
		i.Work, i.Owner, i.Partners, i.Due = to.Work, to.Owner, to.Partners, to.Due
		if err := errors.Join(docket.Sort(ctx, tx, id, i.Work.Topic, i.Work.Region), h.keep(ctx, tx, by, *i, d)); err != nil {
			return docket.Step{}, err
		}
		return docket.Step{From: going, Due: until(i.Due)}, nil
	})
}

// Advance says how far an item is, in percent, and what there is to show. At 100
// it is done, and then there has to be something.
func (h *Headquarters) Advance(ctx context.Context, by charter.Principal, id string, percent int, evidence, href string) error {
	evidence, href = line(evidence), strings.TrimSpace(href)
	wrong := []error{fits("evidence", evidence, maxText)}
	if percent < 0 || percent > 100 {
		wrong = append(wrong, fault.In("percent", "headquarters.percent-wrong"))
	}
	if percent == 100 && evidence == "" {
		wrong = append(wrong, fault.In("evidence", "headquarters.evidence-missing"))
	}
	if href != "" && !Followable(href) {
		wrong = append(wrong, fault.In("href", "headquarters.href-wrong"))
	}
	if err := errors.Join(wrong...); err != nil {
		return err
	}
	return h.step(ctx, by, id, func(tx *db.Tx, i *Item) (docket.Step, error) {
		i.Percent, i.Evidence, i.EvidenceHref = percent, evidence, href
		if percent < 100 {
			return docket.Step{From: going, To: Underway}, nil
		}
		return docket.Step{From: going, To: Done, Settles: true}, overlap.End(ctx, tx, id)
	})
}

// Followable reports whether an address leads to a page, of this site or of
// another.
func Followable(href string) bool {
	if len(href) > 500 || strings.ContainsAny(href, " \t\r\n\\\"<>") {
		return false
	}
	own := strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "//")
	return own || strings.HasPrefix(href, "https://") && len(href) > len("https://")
}

// Drop gives an item up, for a reason that everybody reads.
func (h *Headquarters) Drop(ctx context.Context, by charter.Principal, id, reason string) error {
	reason = line(reason)
	if err := needs("reason", reason, maxLine); err != nil {
		return err
	}
	return h.step(ctx, by, id, func(tx *db.Tx, i *Item) (docket.Step, error) {
		i.DropReason = reason
		return docket.Step{From: going, To: Dropped, Due: docket.Nothing, Settles: true}, overlap.End(ctx, tx, id)
	})
}

// step changes an item of the seat's body and takes the step that follows.
func (h *Headquarters) step(ctx context.Context, by charter.Principal, id string, change func(*db.Tx, *Item) (docket.Step, error)) error {
	return h.write(ctx, by, charter.Plan, func(tx *db.Tx) error {
		i, err := item(ctx, tx, id)
		if err != nil || i.Body != by.Body {
			return errors.Join(err, fault.NotFound)
		}
		if !i.Settled.IsZero() {
			return fault.New(fault.Conflict, "headquarters.item-over")
		}
		s, err := change(tx, &i)
		if err != nil {
			return err
		}
		if _, err := h.Book.Do(ctx, tx, plans(s), id, charter.Plan, docket.Doing{By: by, Own: i.Seat == by.Seat, SHA256: i.hash()}); err != nil {
			return err
		}
		return updateItem(ctx, tx, i)
	})
}

// Get returns an item of any headquarters, or fault.NotFound.
func (h *Headquarters) Get(ctx context.Context, id string) (i Item, err error) {
	return i, h.DB.Read(ctx, func(tx *db.Tx) error {
		i, err = item(ctx, tx, id)
		return err
	})
}

// Items returns the plan of a body: what isn't over by deadline, then the rest.
func (h *Headquarters) Items(ctx context.Context, body string) (all []Item, err error) {
	return all, h.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = items(ctx, tx, body)
		return err
	})
}

// A Comment is what a seat of any body says to an item of a plan.
type Comment struct {
	N          int
	Body, Seat string
	Day        calendar.Day
	Text       string
}

// Comment adds a comment of a seat of any body to an item. It is public.
func (h *Headquarters) Comment(ctx context.Context, by charter.Principal, id, text string) error {
	text = line(text)
	if err := needs("text", text, maxText); err != nil {
		return err
	}
	i, err := h.Get(ctx, id)
	if err != nil {
		return err
	}
	if err := h.Book.Charter.Allow(by, charter.CommentPlan, charter.Resource{Body: i.Body, Docket: id}); err != nil {
		return err
	}
	err = h.DB.Write(ctx, i.Body, func(tx *db.Tx) error {
		return insertComment(ctx, tx, id, Comment{Body: by.Body, Seat: by.Seat, Day: h.Book.Today(tx), Text: text})
	})
	if err == nil && h.Changed != nil {
		h.Changed()
	}
	return err
}

// Waiting is how many items of a body's plan aren't over.
func (h *Headquarters) Waiting(ctx context.Context, body string) (n int, err error) {
	return n, h.DB.Read(ctx, func(tx *db.Tx) error {
		n, err = docket.CountOpen(ctx, tx, body, []string{overlap.PlanItem})
		return err
	})
}
