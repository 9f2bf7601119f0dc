package monitoring

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/forms"
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
	Digest    string       // of the form, as forms.Form.Digest has it
	Frozen    calendar.Day // of its first use; zero before
	canonical []byte       // of which forms.Open makes the form again
}

// Form is what the version asks.
func (v ChecklistVersion) Form() (*forms.Form, error) {
	f, err := forms.Open(v.canonical)
	if err != nil {
		return nil, fmt.Errorf("reading version %d of the checklist %s: %w", v.N, v.Checklist, err)
	}
	return f, nil
}

// asked is what the version asks, or the part of it that one question needs.
func (v ChecklistVersion) asked(question string) (*forms.Form, error) {
	f, err := v.Form()
	if err == nil && question != "" {
		f, err = f.Excerpt(question)
	}
	return f, err
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
// and the number of the version. A checklist is called what its form is.
func (g *Group) Upload(ctx context.Context, by charter.Principal, id string, workbook []byte) (checklist string, version int, err error) {
	if err := g.may(by, charter.PlanCampaign); err != nil {
		return "", 0, err
	}
	f, err := forms.Import(workbook)
	if err != nil {
		return "", 0, err
	}
	if err := forms.LintError(f); err != nil {
		return "", 0, err // it asks for what only an inspection may
	}
	v := ChecklistVersion{Checklist: id, Body: by.Body, Name: f.Title, N: 1, Seat: by.Seat}
	if v.Name.KK == "" || v.Name.RU == "" {
		return "", 0, fault.In("workbook", "monitoring.form-untitled")
	}
	if v.canonical, err = f.Canonical(); err != nil {
		return "", 0, err
	}
	if v.Digest, err = f.Digest(); err != nil {
		return "", 0, err
	}
	return checklist, version, g.write(ctx, by.Body, func(tx *db.Tx) error {
		checklist, version, err = g.upload(ctx, tx, v)
		return err
	})
}

func (g *Group) upload(ctx context.Context, tx *db.Tx, v ChecklistVersion) (checklist string, version int, err error) {
	v.Day = g.Book.Today(tx)
	if v.Checklist == "" {
		v.Checklist = newID()
		return v.Checklist, v.N, errors.Join(insertChecklist(ctx, tx, v), insertChecklistVersion(ctx, tx, v))
	}
	newest, err := newestVersion(ctx, tx, v.Checklist)
	if err != nil {
		return "", 0, err
	}
	if newest.Body != v.Body {
		return "", 0, fault.NotFound
	}
	v.N = newest.N
	if newest.Digest == v.Digest {
		return v.Checklist, v.N, nil
	}
	if newest.Frozen.IsZero() {
		return v.Checklist, v.N, replaceChecklistVersion(ctx, tx, v)
	}
	v.N++
	return v.Checklist, v.N, insertChecklistVersion(ctx, tx, v)
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

// ChecklistVersion returns a version of a checklist with its form. Checklists
// are public: everybody may know what is asked.
func (g *Group) ChecklistVersion(ctx context.Context, id string, n int) (v ChecklistVersion, err error) {
	return v, g.DB.Read(ctx, func(tx *db.Tx) error {
		v, err = checklistVersion(ctx, tx, id, n)
		return err
	})
}
