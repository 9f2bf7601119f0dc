package adal

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/headquarters"
	"adal/internal/headquarters/events"
	"adal/internal/headquarters/report"
	"adal/internal/i18n"
	"adal/internal/overlap"

	"github.com/BurntSushi/toml"
)

// demoEventsTOML is what the headquarters of the demo holds.
//
//go:embed demo_events.toml
var demoEventsTOML string

// A demoEvent was held on a day of the past, or stands so many days ahead.
type demoEvent struct {
	Body, Type, From, To         string
	Day, Announced               calendar.Day
	Ahead                        int
	Title, About, Agenda, Place  i18n.Text
	Room, Press, Closed, Trained bool
	Stream                       string
	Places, Attended             int
	Minutes                      i18n.Text
	Links                        []string // addresses
	PlanItem                     string   // title of an item that led to it
	Decision                     *demoDecision
	Cancel                       string
}

// A demoDecision was made at an event, and became an item of the plan.
type demoDecision struct {
	Title    i18n.Text
	Topic    string
	Since    calendar.Day
	Due      calendar.Day
	Evidence string
}

// events holds the events of the demo and publishes its reports.
func (d *demo) events(ctx context.Context) error {
	var data struct{ Event []demoEvent }
	if _, err := toml.Decode(demoEventsTOML, &data); err != nil {
		return fmt.Errorf("reading the events: %w", err)
	}
	by, err := d.by(ctx, "headquarters-mangystau")
	if err != nil {
		return err
	}
	room, err := d.Events.Name(ctx, by, events.Room{
		Body: "antikor-mangystau", Seats: 60, Name: i18n.Text{KK: "Антикор орталығы, үлкен зал", RU: "Антикор-центр, большой зал", EN: "Antikor centre, large hall"},
	})
	if err != nil {
		return err
	}
	for _, e := range data.Event {
		if err := d.event(ctx, e, room); err != nil {
			return fmt.Errorf("the event %s: %w", e.Title.KK, err)
		}
	}
	d.Site.Changed()
	return nil
}

func (d *demo) event(ctx context.Context, e demoEvent, room string) error {
	by, err := d.by(ctx, e.Body)
	if err != nil {
		return err
	}
	today, err := d.today(ctx)
	if err != nil {
		return err
	}
	book, houses, hall := *d.Book, *d.Headquarters, *d.Events
	houses.Book, houses.Changed = &book, nil
	hall.Book, hall.Houses, hall.Changed = &book, &houses, nil
	if book.Day = e.Announced; e.Day.IsZero() {
		book.Day, e.Day = today.AddDays(-2), today.AddDays(e.Ahead)
	}
	f := events.Facts{
		Type: e.Type, Open: !e.Closed, Title: e.Title, About: e.About, Agenda: e.Agenda, Place: e.Place, Stream: e.Stream, Places: e.Places, Press: e.Press,
	}
	if e.Room {
		f.Room = room
	}
	if f.Starts, err = events.Moment(e.Day.String(), e.From, events.ZoneOf(by.Region)); err != nil {
		return err
	}
	if f.Ends, err = events.Moment(e.Day.String(), e.To, events.ZoneOf(by.Region)); err != nil {
		return err
	}
	id, err := hall.Announce(ctx, by, f)
	if err != nil {
		return err
	}
	if err := d.together(ctx, by, id, e); err != nil {
		return err
	}
	if e.Cancel != "" {
		return hall.Cancel(ctx, by, id, e.Cancel)
	}
	if e.Minutes.KK == "" {
		return nil
	}
	book.Day = e.Day.AddDays(1)
	if err := hall.Conclude(ctx, by, id, events.Record{Minutes: e.Minutes, Attended: e.Attended, Trained: e.Trained}); err != nil {
		return err
	}
	return d.decided(ctx, &houses, by, id, e.Decision)
}

// together links an event with what it belongs to.
func (d *demo) together(ctx context.Context, by charter.Principal, id string, e demoEvent) error {
	for _, address := range e.Links {
		to, err := d.Links.Find(ctx, address)
		if err != nil {
			return fmt.Errorf("%s: %w", address, err)
		}
		if err := d.Links.Join(ctx, by, id, to); err != nil {
			return err
		}
	}
	if e.PlanItem == "" {
		return nil
	}
	all, err := d.Headquarters.Items(ctx, by.Body)
	for _, i := range all {
		if i.Work.Title.KK == e.PlanItem {
			return d.Links.Join(ctx, by, id, i.ID)
		}
	}
	return err
}

// decided makes a decision an item of the plan, and carries it out.
func (d *demo) decided(ctx context.Context, houses *headquarters.Headquarters, by charter.Principal, event string, s *demoDecision) error {
	if s == nil {
		return nil
	}
	i := headquarters.Item{From: event, Work: overlap.Work{Title: s.Title, Topic: s.Topic, Region: by.Region, Since: s.Since, Until: s.Due}}
	i.Due = s.Due
	id, err := houses.Plan(ctx, by, i, nil)
	if err != nil || s.Evidence == "" {
		return err
	}
	houses.Book.Day = s.Due
	return houses.Advance(ctx, by, id, 100, s.Evidence, "")
}

// reports publishes the reports on the first half of 2020 and on the half before
// this one, each made by one seat and approved by another.
func (d *demo) reports(ctx context.Context) error {
	const body = "headquarters-mangystau"
	by, err := d.by(ctx, body)
	if err != nil {
		return err
	}
	other := by
	if err := d.DB.Read(ctx, func(tx *db.Tx) error {
		seats, err := bodies.Seats(ctx, tx, body)
		for _, s := range seats {
			if s.ID != by.Seat {
				other.Seat = s.ID
			}
		}
		return err
	}); err != nil {
		return err
	}
	today, err := d.today(ctx)
	if err != nil {
		return err
	}
	last := report.Half{Year: today.Year(), N: 1}
	if today.Month() <= time.June {
		last = report.Half{Year: today.Year() - 1, N: 2}
	}
	forewords := map[report.Half]i18n.Text{{Year: 2020, N: 1}: {
		KK: "Штаб ақпан айында құрылып, 6 наурызда жұмыс жоспарын жұртқа таныстырды.",
		RU: "Штаб создан в феврале и 6 марта представил людям план работы.",
		EN: "The headquarters was founded in February and presented its work plan to people on 6 March.",
	}}
	for _, half := range []report.Half{{Year: 2020, N: 1}, last} {
		book, desk := *d.Book, *d.Reports
		desk.Book, desk.Changed = &book, nil
		_, until := half.Days()
		book.Day = until.AddDays(5)
		id, err := desk.Make(ctx, by, half)
		if err != nil {
			return err
		}
		if err := desk.Recount(ctx, by, id, forewords[half]); err != nil {
			return err
		}
		if err := desk.Approve(ctx, other, id); err != nil {
			return err
		}
		if err := desk.Publish(ctx, by, id); err != nil {
			return err
		}
	}
	d.Site.Changed()
	return nil
}
