package initiatives

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/overlap"
)

// An Instance is an initiative at work in a region, under a name of its own.
type Instance struct {
	docket.Item
	Of string // the initiative's docket
	Local
}

// Local is what is an instance's own.
type Local struct {
	Region     string       `json:"region"`
	Name       i18n.Text    `json:"name"`
	Owner      string       `json:"owner"` // id of the body that does it
	Since      calendar.Day `json:"since,omitzero"`
	Until      calendar.Day `json:"until,omitzero"`
	Deviations i18n.Text    `json:"deviations,omitzero"` // from what was piloted
	Result     i18n.Text    `json:"result,omitzero"`     // what came of it, or why it was stopped
}

// Where is the region of the instance.
func (i Instance) Where() string { return i.Local.Region }

func (l Local) text() (text, hash string, err error) {
	b, err := json.Marshal(l)
	if err != nil {
		return "", "", fmt.Errorf("writing an instance: %w", err)
	}
	sum := sha256.Sum256(b)
	return string(b), hex.EncodeToString(sum[:]), nil
}

// check tidies what is said of an instance and says what is wrong with it.
func (l *Local) check(ctx context.Context, tx *db.Tx, today calendar.Day) error {
	var wrong []error
	for field, t := range map[string]*i18n.Text{"name": &l.Name, "deviations": &l.Deviations, "result": &l.Result} {
		long := longText
		if field == "name" {
			long = longTitle
		}
		for lang, text := range each(t) {
			*text = strings.TrimSpace(strings.ToValidUTF8(*text, "\ufffd"))
			if n := utf8.RuneCountInString(*text); n > long {
				wrong = append(wrong, fault.In(field+"-"+string(lang), "initiatives.long", n, long))
			}
		}
	}
	if l.Name.KK == "" {
		wrong = append(wrong, fault.In("name-kk", "initiatives.missing"))
	}
	if _, err := bodies.RegionOn(ctx, tx, l.Region, today); err != nil {
		wrong = append(wrong, fault.In("region", "initiatives.region-missing"))
	}
	if _, err := bodies.Get(ctx, tx, l.Owner, today); err != nil {
		wrong = append(wrong, fault.In("owner", "initiatives.owner-missing"))
	}
	w := overlap.Work{Topic: overlap.Topics[0], Since: l.Since, Until: l.Until}
	return errors.Join(append(wrong, w.Check())...)
}

// Replicate begins an instance of an initiative in a region. A region has one at
// a time.
func (g *Ground) Replicate(ctx context.Context, by charter.Principal, of string, l Local, o overlap.Decisions) (id string, err error) {
	l.Result = i18n.Text{}
	err = g.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		i, err := g.mine(ctx, tx, by, of)
		if err != nil {
			return err
		}
		today := g.Book.Today(tx)
		if err := l.check(ctx, tx, today); err != nil {
			return err
		}
		if err := i.free(l); err != nil {
			return err
		}
		if i.State != Spread {
			_, hash, err := i.text()
			if err != nil {
				return err
			}
			if _, err := g.Book.Do(ctx, tx, Flow, of, charter.Replicate, docket.Doing{By: by, Own: true, SHA256: hash}); err != nil {
				return err
			}
		}
		id, err = g.openInstance(ctx, tx, by, i, l, o)
		return err
	})
	if err == nil {
		g.changed()
	}
	return id, err
}

// free says that a region has an instance already.
func (i Initiative) free(l Local) error {
	for _, other := range i.Instances {
		if other.Where() == l.Region && (other.State == Planned || other.State == Running) {
			return fault.In("region", "initiatives.region-taken")
		}
	}
	return nil
}

func (g *Ground) openInstance(ctx context.Context, tx *db.Tx, by charter.Principal, i Initiative, l Local, o overlap.Decisions) (string, error) {
	body, err := bodies.Get(ctx, tx, by.Body, g.Book.Today(tx))
	if err != nil {
		return "", err
	}
	text, hash, err := l.text()
	if err != nil {
		return "", err
	}
	item, err := g.Book.Open(ctx, tx, InstanceFlow, charter.Replicate, docket.Doing{By: by, Own: true, SHA256: hash, Due: l.Until}, body, l.Region)
	if err != nil {
		return "", err
	}
	w := g.work(i, item.ID, overlap.Instance, l.Region, l.Since, l.Until)
	w.Title = l.Name
	if err := g.enter(ctx, tx, by, w, o); err != nil {
		return "", err
	}
	return item.ID, insertInstance(ctx, tx, item.ID, i.ID, text)
}

// Advance takes an instance on: to Running, to Finished with its result, or to Stopped
// with the reason. Deviations may be said at each step.
func (g *Ground) Advance(ctx context.Context, by charter.Principal, id string, to docket.State, deviations, result i18n.Text) error {
	if to != Running && to != Finished && to != Stopped {
		return fault.In("to", "initiatives.to-missing")
	}
	err := g.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		if err := g.allowed(by, charter.Replicate); err != nil {
			return err
		}
		one, err := instanceOf(ctx, tx, id)
		if err != nil {
			return err
		}
		one.Deviations = deviations
		if to != Running {
			one.Result = result
		}
		if err := one.check(ctx, tx, g.Book.Today(tx)); err != nil {
			return err
		}
		if to != Running && one.Result.KK == "" {
			return fault.In("result-kk", "initiatives.reason-missing")
		}
		text, hash, err := one.text()
		if err != nil {
			return err
		}
		if _, err := g.Book.Do(ctx, tx, InstanceFlow, id, charter.Replicate, docket.Doing{By: by, Own: true, To: to, SHA256: hash}); err != nil {
			return err
		}
		if to != Running {
			if err := overlap.End(ctx, tx, id); err != nil {
				return err
			}
		}
		return setInstance(ctx, tx, id, text)
	})
	if err == nil {
		g.changed()
	}
	return err
}

// On is the state of an instance on a day, "" before it was decided on. What was
// planned shows as planned until it begins, whatever the plan said.
func (i Instance) On(day calendar.Day) docket.State {
	switch {
	case day.Before(i.Opened):
		return ""
	case i.State == Planned || !i.Settled.IsZero() && !day.Before(i.Settled):
		return i.State
	case day.Before(i.Since):
		return Planned
	}
	return Running
}
