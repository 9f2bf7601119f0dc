package monitoring

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"adal/internal/bodies"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// Followable is the name of a subject, or fault.NotFound for what can't be followed.
func (g *Group) Followable(ctx context.Context, subject string) (name i18n.Text, err error) {
	if id, one := strings.CutPrefix(subject, oneSubject); one {
		p, err := g.Page(ctx, id)
		if err == nil && slices.Contains(ended, p.State) {
			err = fault.NotFound
		}
		return p.Title, err
	}
	query, list := strings.CutPrefix(subject, listSubject)
	v, err := url.ParseQuery(query)
	f := Filter{Institution: v.Get("institution"), Region: v.Get("region"), Topic: v.Get("topic"), Campaign: v.Get("campaign"), Group: v.Get("state")}
	if !list || err != nil || f.Subject() != subject {
		return name, fault.NotFound
	}
	return g.nameOf(ctx, f)
}

// nameOf is the name of a list; fault.NotFound if something that narrows it isn't.
func (g *Group) nameOf(ctx context.Context, f Filter) (name i18n.Text, err error) {
	parts := []i18n.Text{g.text("monitoring.public-title")}
	err = g.DB.Read(ctx, func(tx *db.Tx) error {
		if f.Institution != "" {
			i, err := g.institution(ctx, tx, f.Institution)
			if err != nil {
				return err
			}
			parts = append(parts, i.Name)
		}
		if f.Region != "" {
			r, err := bodies.RegionOn(ctx, tx, f.Region, g.Book.Today(tx))
			if err != nil {
				return err
			}
			parts = append(parts, r.Name)
		}
		if f.Campaign != "" {
			c, err := campaignOf(ctx, tx, f.Campaign)
			if err != nil || c.State == Planned {
				return errors.Join(err, fault.NotFound)
			}
			parts = append(parts, c.Name)
		}
		return nil
	})
	if f.Topic != "" {
		parts = append(parts, i18n.Text{KK: f.Topic, RU: f.Topic, EN: f.Topic})
	}
	if f.Group != "" {
		if classes[f.Group] == nil {
			return name, fault.NotFound
		}
		parts = append(parts, g.text("monitoring.group-"+f.Group))
	}
	for _, p := range parts {
		name = i18n.Text{KK: joined(name.KK, p.KK), RU: joined(name.RU, p.RU), EN: joined(name.EN, p.EN)}
	}
	return name, err
}

// text is a word in three languages.
func (g *Group) text(key string) i18n.Text {
	return i18n.Text{KK: g.Words.Say(i18n.KK, key), RU: g.Words.Say(i18n.RU, key), EN: g.Words.Say(i18n.EN, key)}
}

func joined(before, s string) string {
	if before == "" {
		return s
	}
	return before + " · " + s
}
