package open311

import (
	"context"
	"errors"
	"slices"
	"strings"

	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/forms"
	"adal/internal/i18n"
	"adal/internal/monitoring"
)

// An Offer is what a program may report: a question of a checklist that some
// answer to calls a shortcoming, in the campaigns that ask it, the newest first.
// The specification calls it a service.
type Offer struct {
	Code      string // Code of checklist and question
	Body      string
	Question  forms.Question
	Form      *forms.Form // what is asked of a reporter: the question, and what it depends on
	Campaigns []monitoring.Campaign
}

// Code names the offer of a question: it stays the same from one version of the
// checklist and from one campaign to the next.
func Code(checklist, question string) string { return checklist + "-" + question }

// Name is what an offer is called: the shortcoming, not the question.
func (o Offer) Name(l i18n.Lang) string { return nameOf(o.Question).In(l) }

func nameOf(q forms.Question) i18n.Text {
	if q.Finding != (i18n.Text{}) {
		return q.Finding
	}
	return q.Label
}

// Offers are what may be reported now.
func (d *Door) Offers(ctx context.Context) ([]Offer, error) {
	all, err := d.Underway(ctx)
	if err != nil {
		return nil, err
	}
	today, err := d.today(ctx)
	if err != nil {
		return nil, err
	}
	return d.offers(ctx, slices.DeleteFunc(all, func(c monitoring.Campaign) bool {
		return c.State != monitoring.Running || today.Before(c.Since) || today.After(c.Until)
	}))
}

func (d *Door) offers(ctx context.Context, campaigns []monitoring.Campaign) (all []Offer, err error) {
	at := map[string]int{}
	for _, c := range campaigns {
		v, err := d.ChecklistVersion(ctx, c.Checklist, c.Plan.Version)
		if err != nil {
			return nil, err
		}
		form, err := v.Form()
		if err != nil {
			return nil, err
		}
		for _, q := range form.Questions {
			if q.Shortcoming == "" {
				continue
			}
			code := Code(c.Checklist, q.Name)
			if i, ok := at[code]; ok {
				all[i].Campaigns = append(all[i].Campaigns, c)
				continue
			}
			part, err := form.Excerpt(q.Name)
			if err != nil {
				return nil, err
			}
			at[code] = len(all)
			all = append(all, Offer{Code: code, Body: c.Body, Question: q, Form: part, Campaigns: []monitoring.Campaign{c}})
		}
	}
	return all, nil
}

// Offer is what a code names. One that can't be reported any more is still said
// what it was, for requests name it.
func (d *Door) Offer(ctx context.Context, code string) (o Offer, open bool, err error) {
	now, err := d.Offers(ctx)
	if err != nil {
		return o, false, err
	}
	is := func(o Offer) bool { return o.Code == code }
	if i := slices.IndexFunc(now, is); i >= 0 {
		return now[i], true, nil
	}
	checklist, _, _ := strings.Cut(code, "-")
	begun, err := d.Underway(ctx)
	if err != nil {
		return o, false, err
	}
	past, err := d.offers(ctx, slices.DeleteFunc(begun, func(c monitoring.Campaign) bool { return c.Checklist != checklist }))
	if i := slices.IndexFunc(past, is); i >= 0 {
		return past[i], false, nil
	}
	return o, false, errors.Join(err, fault.New(fault.NotFound, "open311.code-unknown"))
}

// Institutions are whom an offer is about, each once, as they are named today.
func (d *Door) institutions(ctx context.Context, o Offer) (all []monitoring.Institution, err error) {
	return all, d.DB.Read(ctx, func(tx *db.Tx) error {
		seen := map[string]bool{}
		for _, c := range o.Campaigns {
			ids, err := objectsOf(ctx, tx, c.ID)
			if err != nil {
				return err
			}
			for _, id := range ids {
				if seen[id] {
					continue
				}
				seen[id] = true
				i, err := d.Institution(ctx, tx, id, d.Book.Today(tx))
				if err != nil {
					return err
				}
				all = append(all, i)
			}
		}
		return nil
	})
}
