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

// SendUpdate keeps what somebody says of a shortcoming for a seat to read, and returns the
// id of the update. It changes no state: "fixed" is a claim until a seat looked.
func (d *Door) SendUpdate(ctx context.Context, key string, r Remark) (id string, err error) {
	p, secret, err := d.admit(ctx, key)
	if err != nil {
		return "", err
	}
	status := strings.ToLower(strings.TrimSpace(r.Status))
	over := slices.Contains(ended, status)
	switch {
	case r.Request == "":
		return "", fault.In("service_request_id", "open311.id-missing")
	case !over && !slices.Contains(going, status):
		return "", fault.In("status", "open311.status-wrong")
	case utf8.RuneCountInString(r.Text) > MaxDescription:
		return "", fault.In("description", "open311.too-long", "description", utf8.RuneCountInString(r.Text), MaxDescription)
	}
	about, err := d.Request(ctx, r.Request)
	if err == nil && about.Shortcoming == "" {
		err = fault.In("service_request_id", "open311.in-review")
	}
	if err != nil {
		return "", err
	}
	id = d.remarkID(secret, r)
	err = d.Group.Remark(ctx, about.Shortcoming, over, r.Text, r.Lang, func(ctx context.Context, tx *db.Tx) error {
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

// remarkID is the same whenever an update is sent again.
func (d *Door) remarkID(secret string, r Remark) string {
	if r.UpdateID != "" {
		return tokenOf(secret, "update", r.Request, r.UpdateID)
	}
	return tokenOf(secret, "said", r.Request, strings.ToLower(r.Status), strings.TrimSpace(r.Text))
}
