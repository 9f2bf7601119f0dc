package open311

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// A Remark is an update that a program posts: what somebody says of something that
// is published.
type Remark struct {
	Request  string // its id
	UpdateID string // that the program has for it; what has none is known by what it says
	Status   string
	Text     string
	Lang     i18n.Lang
}

// Statuses that an update may say, as mySociety's extension has them; ended says
// that it is over.
var (
	going = []string{"", "open", "reopen", "investigating", "in_progress", "planned", "action_scheduled", "internal_referral"}
	ended = []string{"closed", "fixed", "duplicate", "no_further_action", "not_councils_responsibility"}
)

// errSent ends the transaction of an update that came before.
var errSent = errors.New("open311: the update came before")

// SendUpdate keeps what somebody says of a shortcoming for a seat to read, and
// returns the id of the update. It changes no state: "fixed" is a claim until a
// seat looked.
func (d *Door) SendUpdate(ctx context.Context, key string, r Remark) (id string, err error) {
	id, p, about, err := d.weighUpdate(ctx, key, r)
	if err != nil {
		return "", err
	}
	err = d.Group.Remark(ctx, about.Shortcoming, r.over(), r.Text, r.Lang, func(ctx context.Context, tx *db.Tx) error {
		today := d.Book.Today(tx)
		if n, err := updatesOn(ctx, tx, p.ID, today); err != nil {
			return err
		} else if n >= MostADay {
			return fault.New(fault.Busy, "open311.enough-today", MostADay)
		}
		fresh, err := insertUpdate(ctx, tx, id, p.ID, about.Shortcoming, today)
		if err == nil && !fresh {
			err = errSent
		}
		return err
	})
	if errors.Is(err, errSent) {
		err = nil
	}
	return id, err
}

// TryUpdate says what is wrong with an update, and keeps nothing.
func (d *Door) TryUpdate(ctx context.Context, key string, r Remark) (id string, err error) {
	id, _, _, err = d.weighUpdate(ctx, key, r)
	return id, err
}

func (d *Door) weighUpdate(ctx context.Context, key string, r Remark) (id string, p Program, about Request, err error) {
	p, secret, err := d.admit(ctx, key)
	if err != nil {
		return "", p, about, err
	}
	n := utf8.RuneCountInString(r.Text)
	switch {
	case r.Request == "":
		return "", p, about, fault.In("service_request_id", "open311.id-missing")
	case !r.over() && !slices.Contains(going, r.status()):
		return "", p, about, fault.In("status", "open311.status-wrong")
	case strings.TrimSpace(r.Text) == "":
		return "", p, about, fault.In("description", "monitoring.remark-missing")
	case n > MaxDescription:
		return "", p, about, fault.In("description", "open311.too-long", "description", n, MaxDescription)
	}
	about, err = d.Request(ctx, r.Request)
	if err == nil && about.Shortcoming == "" {
		err = fault.In("service_request_id", "open311.in-review")
	}
	return remarkID(secret, r), p, about, err
}

func (r Remark) status() string { return strings.ToLower(strings.TrimSpace(r.Status)) }

// over reports whether it says that there is nothing left to be seen.
func (r Remark) over() bool { return slices.Contains(ended, r.status()) }

// remarkID is the same whenever an update is sent again.
func remarkID(secret string, r Remark) string {
	if r.UpdateID != "" {
		return tokenOf(secret, "update", r.Request, r.UpdateID)
	}
	return tokenOf(secret, "said", r.Request, r.status(), strings.TrimSpace(r.Text))
}
