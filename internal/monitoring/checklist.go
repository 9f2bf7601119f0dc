package monitoring

import (
	"context"
	"errors"
	"strings"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// A Checklist is what a group asks of an institution, in versions.
type Checklist struct {
	ID     string
	Body   string
	Name   i18n.Text
	Newest int
	Frozen calendar.Day // the newest version; zero while it may be replaced
}

// A ChecklistVersion is a checklist as it was uploaded. It is frozen when the
// first observation is made by it.
type ChecklistVersion struct {
	Checklist string
	Body      string
	Name      i18n.Text
	N         int
	Day       calendar.Day
	Seat      string
	Digest    string // SHA-256 of the workbook
	Workbook  []byte
	Frozen    calendar.Day // of its first use; zero before
}

// A Found is a shortcoming that an answer of a checklist is.
type Found struct {
	Question string
	Title    i18n.Text
	Severity string
	Basis    string
	Topic    string
}

// cut is a text that fits into so many letters.
func cut(t i18n.Text, most int) i18n.Text {
	for _, s := range []*string{&t.KK, &t.RU, &t.EN} {
		if r := []rune(strings.TrimSpace(*s)); len(r) > most {
			*s = string(r[:most-1]) + "…"
		}
	}
	return t
}

// Upload keeps a workbook as a checklist: a new one if id is empty, else its next
// version, or in place of the newest one if that was never used. It returns the id
// and the number of the version.
func (g *Group) Upload(ctx context.Context, by charter.Principal, id string, name i18n.Text, workbook []byte) (checklist string, version int, err error) {
	if err := g.may(by, charter.PlanCampaign); err != nil {
		return "", 0, err
	}
	if _, err := g.Read(workbook); err != nil {
		return "", 0, err
	}
	v := ChecklistVersion{Checklist: id, Body: by.Body, Name: name, N: 1, Seat: by.Seat, Digest: digest(workbook), Workbook: workbook}
	return checklist, version, g.write(ctx, by.Body, func(tx *db.Tx) error {
		v.Day = g.Book.Today(tx)
		if id == "" {
			if name.KK == "" || name.RU == "" {
				return fault.In("name-kk", "monitoring.language-missing")
			}
			v.Checklist = newID()
			checklist, version = v.Checklist, v.N
			return errors.Join(insertChecklist(ctx, tx, v), insertChecklistVersion(ctx, tx, v))
		}
		newest, err := newestVersion(ctx, tx, id)
		if err != nil {
			return err
		}
		if newest.Body != by.Body {
			return fault.NotFound
		}
		v.N, v.Name = newest.N, newest.Name
		if checklist, version = id, v.N; newest.Digest == v.Digest {
			return nil
		}
		if newest.Frozen.IsZero() {
			return replaceChecklistVersion(ctx, tx, v)
		}
		v.N++
		version = v.N
		return insertChecklistVersion(ctx, tx, v)
	})
}

// Checklists returns those of the seat's body.
func (g *Group) Checklists(ctx context.Context, by charter.Principal) (all []Checklist, err error) {
	if err := g.may(by, charter.PlanCampaign); err != nil {
		return nil, err
	}
	return all, g.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = checklists(ctx, tx, by.Body)
		return err
	})
}

// ChecklistVersion returns a version of a checklist with its workbook. Checklists
// are public: everybody may know what is asked.
func (g *Group) ChecklistVersion(ctx context.Context, id string, n int) (v ChecklistVersion, err error) {
	return v, g.DB.Read(ctx, func(tx *db.Tx) error {
		v, err = checklistVersion(ctx, tx, id, n)
		return err
	})
}
