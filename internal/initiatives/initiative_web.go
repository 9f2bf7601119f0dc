package initiatives

import (
	"context"
	"html/template"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/chart"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/overlap"
	"adal/internal/web"
)

// initiativePage is an initiative, as everybody sees it.
type initiativePage struct {
	reader
	Initiative
	History   []docket.Entry
	Regions   map[string]bodies.Region
	Today, On calendar.Day // On is the day that the map shows
	Map, Plan template.HTML
	Takes     bool // letters can be sent
	Together  []links.Ref
	Met       []overlap.Met // by its pilot and its instances
	Email     string
	Done      string
}

// RegionName is the name of a region of today.
func (p initiativePage) RegionName(code string) string { return p.Regions[code].Name.In(p.Lang) }

// Figure writes a number with at most two decimals.
func (r reader) Figure(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	digits, hundredths := 2, math.Round(v*100)
	switch {
	case math.Mod(hundredths, 100) == 0:
		digits = 0
	case math.Mod(hundredths, 10) == 0:
		digits = 1
	}
	return i18n.Decimal(r.Lang, v, digits)
}

// Signed writes a difference with its sign and, if it is known, its interval.
func (r reader) Signed(e Estimate) string {
	s := r.Figure(math.Abs(e.Value))
	if e.Value < 0 {
		s = "−" + s
	} else if e.Value > 0 {
		s = "+" + s
	}
	if e.Known() {
		return r.say("initiatives.with-interval", s, strings.ReplaceAll(r.Figure(e.Low), "-", "−"), strings.ReplaceAll(r.Figure(e.High), "-", "−"))
	}
	return s
}

// Finding says in words what an indicator's figures carry, and no more.
func (r reader) Finding(i Indicator) string {
	e, word := i.Change(), "alone"
	if i.Compared() {
		e, word = i.Effect(), "compared"
	}
	switch {
	case !i.HereAfter.Known:
		return r.say("initiatives.finding-open")
	case !e.Known():
		return r.say("initiatives.finding-" + word + "-unsure")
	case !e.Clear():
		return r.say("initiatives.finding-" + word + "-noise")
	case i.Better(e):
		return r.say("initiatives.finding-" + word + "-better")
	}
	return r.say("initiatives.finding-" + word + "-worse")
}

func (p pages) opened(r *web.Request) (page initiativePage, err error) {
	page = initiativePage{reader: p.reader(r), Regions: map[string]bodies.Region{}, Takes: p.Box.Takes()}
	if page.Initiative, err = p.Get(r.Context(), r.PathValue("id")); err != nil {
		return page, err
	}
	if page.History, err = p.Ground.History(r.Context(), page.ID); err != nil {
		return page, err
	}
	if page.Together, err = p.beside(r, p.Ground.Together, page.ID); err != nil {
		return page, err
	}
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		page.Today = p.Book.Today(tx)
		if page.Met, err = page.met(r.Context(), tx); err != nil {
			return err
		}
		all, err := bodies.Regions(r.Context(), tx, page.Today)
		for _, one := range all {
			page.Regions[one.ID] = one
		}
		return err
	})
	page.On = page.Today
	if on := r.FormValue("on"); on != "" {
		if page.On, err = calendar.Parse(on); err != nil {
			return page, fault.NotFound
		}
	}
	return page, err
}

// met are the works that the pilot and the instances met.
func (i Initiative) met(ctx context.Context, tx *db.Tx) (all []overlap.Met, err error) {
	ids := []string{i.ID}
	for _, one := range i.Instances {
		ids = append(ids, one.ID)
	}
	for _, id := range ids {
		met, err := overlap.History(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, met...)
	}
	return all, nil
}

// beside is what a link leads to or a timeline has, as far as anybody knows.
func (p pages) beside(r *web.Request, of func(context.Context, string) ([]links.Ref, error), id string) ([]links.Ref, error) {
	if of == nil {
		return nil, nil
	}
	return of(r.Context(), id)
}

func (p pages) initiative(w http.ResponseWriter, r *web.Request) error {
	page, err := p.opened(r)
	if err != nil {
		return err
	}
	if done := r.FormValue("done"); done == "supported" || done == "asked" {
		page.Done = done
	}
	r.Keep(keepFor)
	return p.Show(w, r, "initiatives/initiative", page.drawn())
}

// drawn adds the charts.
func (p initiativePage) drawn() initiativePage {
	if len(p.Instances) == 0 && p.Said.Pilot.Region == "" {
		return p
	}
	p.Map = p.spread().HTML()
	if len(p.Instances) > 0 {
		p.Plan = p.plan().HTML()
	}
	return p
}

// StateIn is where a region was on the day of the map: the state of its instance,
// "piloted", or "".
func (p initiativePage) StateIn(region string) (state docket.State) {
	if pilot := p.Said.Pilot; pilot.Region == region && !p.On.Before(pilot.Since) {
		state = Piloted
	}
	for _, i := range p.Instances {
		if on := i.On(p.On); i.Where() == region && on != "" {
			state = on
		}
	}
	return state
}

// shades are the classes of the map's tiles.
var shades = map[docket.State]int{Piloted: 1, Planned: 2, Running: 3, Finished: 5, Stopped: 0}

func (p initiativePage) spread() chart.SVG {
	m := chart.Regions{Lang: p.Lang, About: chart.About{ID: "spread", Title: p.say("initiatives.map-title", i18n.Date(p.Lang, p.On)), Description: p.say("initiatives.map-about")}}
	for code, region := range p.Regions {
		state, name := p.StateIn(code), region.Name.In(p.Lang)
		class, known := shades[state]
		if !known {
			class = -1
		} else {
			name += ": " + p.say("initiatives.state-"+string(state))
		}
		m.Tiles = append(m.Tiles, chart.RegionTile{ID: code, Name: name, Class: class, Own: code == p.Said.Pilot.Region})
	}
	slices.SortFunc(m.Tiles, func(a, b chart.RegionTile) int { return strings.Compare(a.ID, b.ID) })
	return m.Draw()
}

func (p initiativePage) plan() chart.SVG {
	c := chart.Plan{
		About: chart.About{ID: "plan", Title: p.say("initiatives.plan-title"), Description: p.say("initiatives.plan-about")},
		Now:   days(p.Today), Time: func(d float64) string { return i18n.ShortDate(p.Lang, fromDays(d)) },
	}
	class := map[docket.State]string{Planned: "planned", Running: "running", Finished: "done", Stopped: "stopped"}
	if pilot := p.Said.Pilot; pilot.Region != "" {
		bar := chart.Bar{Name: p.say("initiatives.pilot") + ", " + p.RegionName(pilot.Region), From: days(pilot.Since), To: days(pilot.Until), Class: "done"}
		if p.State == Piloted {
			bar.Class = "running"
		}
		c.Bars = append(c.Bars, bar)
	}
	for _, i := range p.Instances {
		until := i.Until
		if !i.Settled.IsZero() {
			until = i.Settled
		}
		c.Bars = append(c.Bars, chart.Bar{Name: p.RegionName(i.Where()), From: days(i.Since), To: max(days(until), days(i.Since)), Class: class[i.State]})
	}
	return c.Draw()
}

// days counts days since 1970.
func days(d calendar.Day) float64 { return float64(d.Time().Unix() / 86400) }

func fromDays(d float64) calendar.Day { return calendar.Date(1970, 1, 1).AddDays(int(d)) }

// Unit is a measure as the tables have it.
func (r reader) Unit(i Indicator, m Measure) string {
	if !m.Known {
		return "–"
	}
	s := r.Figure(m.Value)
	if i.Kind == Share {
		s += "\u00a0%"
	}
	if m.N > 0 {
		s += " (n\u00a0=\u00a0" + strconv.Itoa(m.N) + ")"
	}
	return s
}

func (p pages) support(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err == nil {
		err = p.Support(r.Context(), r.By(), r.PathValue("id"), r.Lang, form.Get("address"))
	}
	if err != nil {
		page, opened := p.opened(r)
		if opened != nil {
			return opened
		}
		page.Email = form.Get("address")
		return p.Again(w, r, "initiatives/initiative", page.drawn(), err)
	}
	return p.Go(w, r, "/initiatives/"+r.PathValue("id")+"?done=asked")
}
