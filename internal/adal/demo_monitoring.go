package adal

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"regexp"
	"slices"
	"strings"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/directory"
	"adal/internal/forms"
	"adal/internal/i18n"
	"adal/internal/monitoring"
	"adal/internal/overlap"
	"adal/internal/pictures"

	"github.com/BurntSushi/toml"
)

// demoMonitoringTOML is a campaign of the demo's monitoring group: what was seen,
// and what became of it. None of it happened.
//
//go:embed demo_monitoring.toml
var demoMonitoringTOML string

// demoGroup is the monitoring group of demo.toml.
const demoGroup = "monitoring-mangystau"

// demoCampaign is demo_monitoring.toml.
type demoCampaign struct {
	Campaign struct {
		Name, About i18n.Text
		Grain       int
		Apart       string // why it is done beside the works that it meets
	}
	Object []struct {
		Institution, Kind, Email string
		Planned                  int
	}
	Title, Rule i18n.Text // of the checklist
	Question    []demoQuestion
	Seen        []demoSeen
	Signal      []demoSignal
}

// A demoQuestion is one of the checklist. Answered with "no", it is a shortcoming.
type demoQuestion struct {
	ID, Severity, Basis, Topic string
	Label                      i18n.Text
	Title                      i18n.Text // what the shortcoming is called
}

// A demoSeen is what was seen some days ago, and what was done since.
type demoSeen struct {
	Ago                   int
	Institution, Question string
	Lat, Lon              float64
	KK, RU                string
	OpinionKK             string `toml:"opinion_kk"`
	OpinionRU             string `toml:"opinion_ru"`
	Count                 string
	Picture               bool
	Did                   []demoDeed
	id                    string
}

// A demoDeed is an act some days after the observation. Until is a day from today.
type demoDeed struct {
	Act     string
	After   int
	Until   int
	KK, RU  string
	Picture bool
}

// text is what somebody says in a deed, in the language in which they do.
func (d demoDeed) text() (string, i18n.Lang) {
	if d.KK == "" {
		return d.RU, i18n.RU
	}
	return d.KK, i18n.KK
}

// watch is the group as the demo's days see it.
type watch struct {
	*monitoring.Group
	directory *directory.Directory
	today     calendar.Day
	seats     []charter.Principal // who observes, who reviews, who decides complaints
	campaign  string
	data      demoCampaign
}

// monitoring lets the demo's group observe, day by day, and its deadlines do what
// they do.
func (d *demo) monitoring(ctx context.Context) error {
	w := watch{directory: d.Directory}
	if _, err := toml.Decode(demoMonitoringTOML, &w.data); err != nil {
		return fmt.Errorf("reading the campaign: %w", err)
	}
	group, book := *d.Monitoring, *d.Book
	group.Book, group.Changed = &book, nil
	w.Group = &group
	var err error
	if w.today, err = d.today(ctx); err != nil {
		return err
	}
	if w.seats, err = d.seatsOf(ctx, demoGroup, 3); err != nil {
		return err
	}
	first := 0
	for _, s := range w.data.Seen {
		first = max(first, s.Ago)
	}
	book.Day = w.today.AddDays(-first - 5)
	if err := w.enter(ctx); err != nil {
		return fmt.Errorf("entering institutions: %w", err)
	}
	if err := w.plan(ctx); err != nil {
		return fmt.Errorf("planning the campaign: %w", err)
	}
	for ; !book.Day.After(w.today); book.Day = book.Day.AddDays(1) {
		if err := w.day(ctx); err != nil {
			return fmt.Errorf("on %s: %w", book.Day, err)
		}
	}
	d.Site.Changed()
	return d.signals(ctx, w)
}

// seatsOf are the seats of a body by their login names, so that each demo gives each of
// them the same work: at least so many, for what one did another one reviews.
func (d *demo) seatsOf(ctx context.Context, body string, least int) (all []charter.Principal, err error) {
	return all, d.DB.Read(ctx, func(tx *db.Tx) error {
		b, err := bodies.Get(ctx, tx, body, d.Book.Today(tx))
		if err != nil {
			return err
		}
		seats, err := bodies.Seats(ctx, tx, body)
		slices.SortFunc(seats, func(a, b bodies.Seat) int { return strings.Compare(a.Login, b.Login) })
		for _, s := range seats {
			all = append(all, charter.Principal{Seat: s.ID, Body: b.ID, Kind: string(b.Kind), Region: b.Region})
		}
		if len(all) < least {
			return errors.Join(err, fmt.Errorf("%s has %d seats, and %d are needed: nobody reviews what they did themselves", body, len(all), least))
		}
		return err
	})
}

// enter gives the directory the addresses of the institutions that it doesn't have.
func (w *watch) enter(ctx context.Context) error {
	return w.DB.Write(ctx, directory.Scope, func(tx *db.Tx) error {
		all, err := w.directory.In(ctx, tx)
		if err != nil {
			return err
		}
		var c directory.Change
		for _, o := range w.data.Object {
			i, ok := all.Get(o.Institution)
			if ok && i.Email != "" {
				continue
			}
			b, err := bodies.Get(ctx, tx, o.Institution, w.today)
			if err != nil {
				return err
			}
			if !ok {
				i = directory.Institution{ID: b.ID, Kind: o.Kind, Styles: []directory.Style{{Since: b.Since, Name: b.Name, Region: b.Region, Superior: b.Parent}}}
			}
			i.Email = o.Email
			c.Institutions = append(c.Institutions, i)
		}
		_, err = w.directory.Put(ctx, tx, c)
		return err
	})
}

// link is the token of the newest letter to an institution about something; empty
// if no letter went to it.
func (w *watch) link(ctx context.Context, s *demoSeen) (string, error) {
	d, err := w.Desk(ctx, w.seats[1], s.id)
	if err != nil {
		return "", err
	}
	shelf, err := w.Box.Shelf(ctx, 400)
	for _, l := range shelf {
		if m := answerLink.FindStringSubmatch(l.Text); m != nil && l.To == d.At.Email && strings.Contains(l.Subject, d.Number) {
			return m[1], err
		}
	}
	return "", err
}

// answerLink finds the link in a letter.
var answerLink = regexp.MustCompile(`/answer/([A-Z2-7]+)`)

// workbook is the checklist of the demo as an XLSForm workbook.
func (w *watch) workbook() ([]byte, error) {
	type row = map[string]any
	yes, no := i18n.Text{KK: "Иә", RU: "Да", EN: "Yes"}, i18n.Text{KK: "Жоқ", RU: "Нет", EN: "No"}
	questions := []row{{"type": "note", "name": "rule", "label": w.data.Rule}}
	for _, q := range w.data.Question {
		questions = append(questions, row{
			"type": "select_one", "list": "yesno", "name": q.ID, "label": q.Label, "shortcoming": "no", "finding": q.Title,
			"severity": q.Severity, "basis": q.Basis, "topic": q.Topic,
		})
	}
	text, err := json.Marshal(row{"title": w.data.Title, "questions": questions, "choices": []row{
		{"list": "yesno", "name": "yes", "label": yes}, {"list": "yesno", "name": "no", "label": no},
	}})
	if err != nil {
		return nil, err
	}
	f, err := forms.Open(text)
	if err != nil {
		return nil, err
	}
	return f.Export()
}

func (w *watch) plan(ctx context.Context) error {
	book, err := w.workbook()
	if err != nil {
		return err
	}
	checklist, version, err := w.Upload(ctx, w.seats[1], "", book)
	if err != nil {
		return err
	}
	c := w.data.Campaign
	p := monitoring.Plan{
		Name: c.Name, About: c.About, Grain: c.Grain, Checklist: checklist, Version: version, Observers: []string{w.seats[0].Seat},
		Since: w.Book.Day, Until: w.today.AddDays(60),
	}
	for _, o := range w.data.Object {
		p.Objects = append(p.Objects, monitoring.Object{Institution: o.Institution, Planned: o.Planned})
	}
	met, err := w.Meets(ctx, w.seats[1], "", p)
	if err != nil {
		return err
	}
	p.Overlaps = overlap.Decisions{}
	for _, m := range met {
		p.Overlaps[m.Docket] = overlap.Settlement{How: overlap.Apart, Reason: c.Apart}
	}
	if w.campaign, err = w.PlanCampaign(ctx, w.seats[1], p); err != nil {
		return err
	}
	return w.Begin(ctx, w.seats[1], w.campaign)
}

// day does what was done on the book's day, and then what deadlines do.
func (w *watch) day(ctx context.Context) error {
	ago := w.Book.Day.DaysUntil(w.today)
	for i := range w.data.Seen {
		s := &w.data.Seen[i]
		if s.Ago == ago {
			if err := w.see(ctx, i, s); err != nil {
				return fmt.Errorf("what was seen, %d: %w", i+1, err)
			}
		}
		for _, deed := range s.Did {
			if s.Ago-deed.After != ago {
				continue
			}
			if err := w.do(ctx, s, deed); err != nil {
				return fmt.Errorf("%s of what was seen, %d: %w", deed.Act, i+1, err)
			}
		}
	}
	return w.Turn(ctx)
}

// see observes and writes the draft.
func (w *watch) see(ctx context.Context, n int, s *demoSeen) error {
	at := w.Book.Day.Time().Add(5 * time.Hour)
	sighting := monitoring.Sighting{
		Key: fmt.Sprintf("demo-observation-%03d", n), Campaign: w.campaign, Institution: s.Institution, Seen: at, Lang: i18n.KK,
		Place: monitoring.Place{Known: true, Lat: s.Lat, Lon: s.Lon}, Answers: map[string][]string{s.Question: {"no"}}, Note: s.KK,
		Conflict: monitoring.NoConflict, Evidence: []monitoring.Exhibit{{Kind: monitoring.Count, Note: s.Count, At: at}},
	}
	if s.Picture {
		sighting.Evidence = append(sighting.Evidence, monitoring.Exhibit{Kind: monitoring.Photo, Content: demoPicture(n), Note: "Кіреберіс (сызба)", At: at})
	}
	o, err := w.Observe(ctx, w.seats[0], sighting)
	if err != nil {
		return err
	}
	s.id = o.Drafts[0]
	d, err := w.Desk(ctx, w.seats[0], s.id)
	if err != nil {
		return err
	}
	words := d.Words
	words.Facts.KK, words.Facts.RU = s.KK, s.RU
	words.Opinion.KK, words.Opinion.RU = s.OpinionKK, s.OpinionRU
	return w.Rewrite(ctx, w.seats[0], s.id, d.Version, words)
}

// said is the number of what was said last of a shortcoming; 0 for nothing.
func (w *watch) said(ctx context.Context, id string) int {
	d, err := w.Desk(ctx, w.seats[0], id)
	if err != nil || len(d.Said) == 0 {
		return 0
	}
	return d.Said[len(d.Said)-1].N
}

// do does what was done with something that was seen.
func (w *watch) do(ctx context.Context, s *demoSeen, deed demoDeed) error {
	text, lang := deed.text()
	reviewer := w.seats[1]
	switch deed.Act {
	case "approve":
		return w.approve(ctx, s)
	case "refuse":
		return w.Refuse(ctx, reviewer, s.id, text)
	case "publish":
		return w.Publish(ctx, reviewer, s.id)
	case "raise":
		return w.Raise(ctx, reviewer, s.id)
	case "withdraw":
		return w.Withdraw(ctx, reviewer, s.id, text)
	case "confirm":
		return w.Confirm(ctx, s.id)
	case "dispute":
		return w.Dispute(ctx, s.id, "", text, lang)
	case "complain":
		return w.Dispute(ctx, s.id, monitoring.Complaint, text, lang)
	case "keep-back":
		return w.Let(ctx, reviewer, s.id, w.said(ctx, s.id), false, text)
	case "complain-removal":
		return w.Complain(ctx, s.id, 1, text, lang)
	case "uphold":
		return w.Decide(ctx, w.seats[2], s.id, w.said(ctx, s.id), true, text)
	case "merge":
		i := slices.IndexFunc(w.data.Seen, func(o demoSeen) bool {
			return o.id != "" && o.id != s.id && o.Institution == s.Institution && o.Question == s.Question
		})
		return w.Merge(ctx, reviewer, s.id, w.data.Seen[i].id, text)
	case "fixed", "partly", "not-fixed", "no-action", "not-responsible":
		return w.LookAgain(ctx, w.seats[0], s.id, monitoring.Outcome(deed.Act), text)
	}
	said := monitoring.Saying{Act: charter.Act(deed.Act), Text: text, Lang: lang}
	if deed.Until != 0 {
		said.Until = w.today.AddDays(deed.Until)
	}
	if deed.Picture {
		said.Proof = []monitoring.Exhibit{{Content: demoPicture(99), Note: "Ілінген хабарландыру (сызба)"}}
	}
	token, err := w.link(ctx, s)
	if err != nil || token != "" {
		if err == nil {
			_, err = w.Answer(ctx, token, said)
		}
		return err
	}
	// Where no letters go, its seat answers.
	return w.Say(ctx, charter.Principal{Seat: "demo-" + s.Institution, Body: s.Institution, Kind: charter.KindStateBody, Region: "KZ-47"}, s.id, said)
}

// approve covers what is to be covered and passes the gate.
func (w *watch) approve(ctx context.Context, s *demoSeen) error {
	d, err := w.Desk(ctx, w.seats[1], s.id)
	if err != nil {
		return err
	}
	for _, e := range d.Evidence {
		if e.Served == "" {
			continue
		}
		if err := w.Cover(ctx, w.seats[1], s.id, e.ID, []pictures.Box{{X: 61, Y: 47, Width: 12, Height: 16}}, ""); err != nil {
			return err
		}
	}
	j := monitoring.Judgement{Version: d.Version}
	for _, item := range monitoring.Gate {
		j.Checks = append(j.Checks, monitoring.Check{Item: item, Passed: true})
	}
	return w.Approve(ctx, w.seats[1], s.id, j)
}

// demoPicture draws an entrance with steps, where somebody stands: no photograph of
// a real place.
func demoPicture(seed int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 960, 720))
	fill := func(c color.RGBA, x, y, w, h int) {
		draw.Draw(img, image.Rect(x, y, x+w, y+h), image.NewUniform(c), image.Point{}, draw.Src)
	}
	shade := func(r, g, b uint8) color.RGBA {
		return color.RGBA{r + uint8(seed*7%30), g + uint8(seed*5%25), b + uint8(seed*3%20), 255}
	}
	fill(shade(190, 215, 230), 0, 0, 960, 720)
	fill(shade(205, 195, 175), 60, 120, 840, 430)
	fill(shade(120, 110, 100), 0, 550, 960, 170)
	for i := range 4 {
		fill(shade(140, 170, 190), 110+i*200+seed%3*10, 170, 100, 90)
	}
	fill(shade(90, 60, 45), 420, 300, 130, 250)
	for i := range 3 + seed%3 {
		fill(shade(uint8(160-i*15), uint8(155-i*15), uint8(150-i*15)), 380-i*25, 540+i*24, 210+i*50, 24)
	}
	fill(shade(60, 70, 110), 600, 420, 60, 140)
	fill(shade(200, 160, 135), 606, 365, 48, 52)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 85}); err != nil {
		panic(err) // a drawing of our own can be encoded
	}
	return b.Bytes()
}
