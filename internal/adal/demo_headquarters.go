package adal

import (
	"context"
	_ "embed"
	"errors"
	"fmt"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/headquarters"
	"adal/internal/i18n"
	"adal/internal/overlap"

	"github.com/BurntSushi/toml"
)

// demoHeadquartersTOML is how the headquarters of the demo was founded, who sits in
// it (by role, no person in it exists) and what it plans.
//
//go:embed demo_headquarters.toml
var demoHeadquartersTOML string

// demoHouse is a headquarters in demo_headquarters.toml.
type demoHouse struct {
	Body, Number string
	Day          calendar.Day
	By, Aims     i18n.Text
	Member       []demoMember
	Item         []demoItem
}

type demoMember struct {
	Category     string
	Head         bool
	Name         i18n.Text
	Since, Until calendar.Day // days of the past; zero for a term that runs today
	Interests    string
}

// A demoItem was planned on a day of 2020, or, with Ahead, is due so many days from
// today.
type demoItem struct {
	Planned, Since, Due           calendar.Day
	Ahead, From                   int
	Owner                         int // of the members of the body, from 1
	Title                         i18n.Text
	Topic, Institution            string
	Everywhere                    bool // in the whole republic
	Partners                      []string
	Percent                       int
	Evidence, Href, Drop, Article string
	How, Reason                   string // of every work that it meets
}

// houses founds the headquarters of the demo and makes their plans, through the acts
// of their seats on the days on which they were done.
func (d *demo) houses(ctx context.Context) error {
	var data struct{ Headquarters []demoHouse }
	if _, err := toml.Decode(demoHeadquartersTOML, &data); err != nil {
		return fmt.Errorf("reading the headquarters: %w", err)
	}
	for _, h := range data.Headquarters {
		if err := d.house(ctx, h); err != nil {
			return fmt.Errorf("the headquarters %s: %w", h.Body, err)
		}
	}
	d.Site.Changed()
	return nil
}

// by is the first seat of a body.
func (d *demo) by(ctx context.Context, body string) (p charter.Principal, err error) {
	m, ok := d.members[body]
	if !ok {
		return p, errors.New("it has no seat")
	}
	return p, d.DB.Read(ctx, func(tx *db.Tx) error {
		b, err := bodies.Get(ctx, tx, body, d.Book.Today(tx))
		p = charter.Principal{Seat: m.seat.ID, Body: b.ID, Kind: string(b.Kind), Region: b.Region}
		return err
	})
}

// today is the day on which the demo is filled.
func (d *demo) today(ctx context.Context) (day calendar.Day, err error) {
	return day, d.DB.Read(ctx, func(tx *db.Tx) error {
		day = d.Book.Today(tx)
		return nil
	})
}

func (d *demo) house(ctx context.Context, h demoHouse) error {
	by, err := d.by(ctx, h.Body)
	if err != nil {
		return err
	}
	today, err := d.today(ctx)
	if err != nil {
		return err
	}
	book, area := *d.Book, *d.Headquarters
	area.Book, area.Changed, book.Day = &book, nil, h.Day
	if err := area.Found(ctx, by, headquarters.Founding{Number: h.Number, Day: h.Day, By: h.By, Aims: h.Aims}); err != nil {
		return err
	}
	var ids []string
	for _, m := range h.Member {
		one := headquarters.Member{Category: m.Category, Head: m.Head, Name: m.Name, Since: m.Since, Until: m.Until, Interests: m.Interests}
		if m.Since.IsZero() {
			one.Since = today.AddDays(-200)
			one.Until = one.Since.AddMonths(24)
		}
		id, err := area.Appoint(ctx, by, one)
		if err != nil {
			return fmt.Errorf("the member %s: %w", m.Name.KK, err)
		}
		ids = append(ids, id)
	}
	for _, i := range h.Item {
		if book.Day = i.Planned; i.Planned.IsZero() {
			book.Day = today.AddDays(-20)
		}
		if err := d.planned(ctx, &area, by, ids, i, today); err != nil {
			return fmt.Errorf("the item %s: %w", i.Title.KK, err)
		}
	}
	return nil
}

// planned plans an item, and carries it on as far as it got.
func (d *demo) planned(ctx context.Context, area *headquarters.Headquarters, by charter.Principal, members []string, i demoItem, today calendar.Day) error {
	item := headquarters.Item{Partners: i.Partners, Work: overlap.Work{
		Title: i.Title, Topic: i.Topic, Institution: i.Institution, Region: by.Region, Since: i.Since,
	}}
	if item.Due = i.Due; i.Due.IsZero() {
		item.Due, item.Work.Since = today.AddDays(i.Ahead), today.AddDays(i.From)
	}
	if i.Everywhere {
		item.Work.Region = ""
	}
	if i.Owner > 0 {
		item.Owner = members[i.Owner-1]
	}
	item.Work.Until = item.Due
	decided := overlap.Decisions{}
	if err := d.DB.Read(ctx, func(tx *db.Tx) error {
		met, err := overlap.Found(ctx, tx, item.Work)
		for _, w := range met {
			decided[w.Docket] = overlap.Settlement{How: i.How, Reason: i.Reason}
		}
		return err
	}); err != nil {
		return err
	}
	id, err := area.Plan(ctx, by, item, decided)
	if err != nil {
		return err
	}
	if i.Article != "" {
		to, err := d.Links.Find(ctx, i.Article)
		if err != nil {
			return err
		}
		if err := d.Links.Join(ctx, by, id, to); err != nil {
			return err
		}
	}
	switch {
	case i.Drop != "":
		return area.Drop(ctx, by, id, i.Drop)
	case i.Percent > 0:
		if i.Percent == 100 {
			area.Book.Day = item.Due
		}
		return area.Advance(ctx, by, id, i.Percent, i.Evidence, i.Href)
	}
	return nil
}
