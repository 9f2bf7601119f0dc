package initiatives

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/overlap"
	"adal/internal/web"
)

// written is what a form with files may send.
var written = web.Limit{Bytes: 8 << 20, Time: time.Minute}

// officeRoutes adds the pages of the project office.
func (p pages) officeRoutes() {
	p.Handle("GET /office/initiatives", charter.Assess, p.desk)
	p.Handle("POST /office/initiatives", charter.Assess, p.begin)
	p.Handle("POST /office/initiatives/kit", charter.Assess, p.importKit, written)
	p.Handle("GET /office/initiatives/{id}", charter.Assess, p.work)
	p.Handle("POST /office/initiatives/{id}/assess", charter.Assess, p.assess)
	p.Handle("POST /office/initiatives/{id}/pilot", charter.Pilot, p.pilot)
	p.Handle("POST /office/initiatives/{id}/measure", charter.Pilot, p.measure)
	p.Handle("POST /office/initiatives/{id}/judge", charter.Judge, p.judge)
	p.Handle("POST /office/initiatives/{id}/replicate", charter.Replicate, p.replicate)
	p.Handle("POST /office/initiatives/{id}/instance/{instance}", charter.Replicate, p.instance)
	p.Handle("POST /office/initiatives/{id}/kit", charter.ExportKit, p.saveKit, written)
}

// deskPage is the office's initiatives, and where one begins.
type deskPage struct {
	reader
	All    []Initiative
	Topics []map[string]any
	New    Said
	Key    string // of a kit that is to be imported
}

func (p pages) desked(r *web.Request) (page deskPage, err error) {
	page.reader = p.reader(r)
	page.Topics = page.topics()
	page.All, err = p.Desk(r.Context(), r.By())
	return page, err
}

func (p pages) desk(w http.ResponseWriter, r *web.Request) error {
	page, err := p.desked(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "initiatives/desk", page)
}

// deskAgain shows the desk again with what was written.
func (p pages) deskAgain(w http.ResponseWriter, r *web.Request, keep func(*deskPage), err error) error {
	page, opened := p.desked(r)
	if opened != nil {
		return opened
	}
	keep(&page)
	return p.Again(w, r, "initiatives/desk", page, err)
}

func (p pages) begin(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	s, id := Said{Title: form.Text("title"), Summary: form.Text("summary"), Topic: form.Get("topic")}, ""
	if err == nil {
		id, err = p.Begin(r.Context(), r.By(), s)
	}
	if err != nil {
		return p.deskAgain(w, r, func(page *deskPage) { page.New = s }, err)
	}
	return p.Go(w, r, "/office/initiatives/"+id)
}

func (p pages) importKit(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	id := ""
	if err == nil {
		id, err = p.ImportKit(r.Context(), r.By(), form.One("kit"), form.Get("key"))
	}
	if err != nil {
		return p.deskAgain(w, r, func(page *deskPage) { page.Key = form.Get("key") }, err)
	}
	return p.Go(w, r, "/office/initiatives/"+id)
}

// workPage is an initiative as the office works on it, with what a form sent
// before.
type workPage struct {
	reader
	Initiative
	Topics, Regions, Bodies []map[string]any
	Form                    web.Form // nothing before something was sent
	Meets                   []overlap.Met
	Asked                   int // how many indicators the form of a pilot has
	Linked                  []links.Ref
}

// Script looks for overlaps while one types.
func (workPage) Script() string { return "overlap" }

// Value is what was written into a field, or else what stands there.
func (p workPage) Value(field string, is any) string {
	if p.Form.Has(field) {
		return p.Form.Get(field)
	}
	return fmt.Sprint(is)
}

// In is a text in one language alone, for a field.
func (workPage) In(t i18n.Text, l i18n.Lang) string { return *each(&t)[l] }

// Numbers are those of the indicators of a form, from 1.
func (p workPage) Numbers() (all []int) {
	for n := range p.Asked {
		all = append(all, n+1)
	}
	return all
}

// Place is the number of an indicator as people count.
func (workPage) Place(i int) int { return i + 1 }

// Is reports whether the initiative is in one of some states.
func (p workPage) Is(states ...string) bool {
	for _, s := range states {
		if string(p.State) == s {
			return true
		}
	}
	return false
}

// May reports whether a seat may judge the pilot: one that did not begin it.
func (p workPage) May(seat *web.Seat) bool { return seat != nil && seat.Seat != p.Pilots }

func (p pages) working(r *web.Request) (page workPage, err error) {
	page.reader = p.reader(r)
	page.Topics, page.Asked = page.topics(), 3
	if page.Initiative, err = p.Mine(r.Context(), r.By(), r.PathValue("id")); err != nil {
		return page, err
	}
	if page.Linked, err = p.beside(r, p.Ground.Linked, page.ID); err != nil {
		return page, err
	}
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		day := p.Book.Today(tx)
		regions, err := bodies.Regions(r.Context(), tx, day)
		for _, one := range regions {
			page.Regions = append(page.Regions, map[string]any{"value": one.ID, "label": one.Name.In(r.Lang)})
		}
		if err != nil {
			return err
		}
		all, err := bodies.All(r.Context(), tx, "", day)
		for _, one := range all {
			page.Bodies = append(page.Bodies, map[string]any{"value": one.ID, "label": one.Name.In(r.Lang)})
		}
		return err
	})
	return page, err
}

func (p pages) work(w http.ResponseWriter, r *web.Request) error {
	page, err := p.working(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "initiatives/work", page)
}

// do takes a step with an initiative and shows its page again.
func (p pages) do(w http.ResponseWriter, r *web.Request, step func(form web.Form, page *workPage) error) error {
	page, err := p.working(r)
	if err != nil {
		return err
	}
	form, free, err := r.ReadForm()
	defer free()
	if err == nil {
		err = step(form, &page)
	}
	if err != nil {
		page.Form = form
		return p.Again(w, r, "initiatives/work", page, err)
	}
	return p.Go(w, r, "/office/initiatives/"+page.ID)
}

func (p pages) assess(w http.ResponseWriter, r *web.Request) error {
	return p.do(w, r, func(form web.Form, page *workPage) error {
		return p.Assess(r.Context(), r.By(), page.ID, docket.State(form.Get("to")), Assessing{
			Title: form.Text("title"), Summary: form.Text("summary"), Topic: form.Get("topic"), Assessment: form.Text("assessment"), Declined: form.Text("declined"),
		})
	})
}

// dayOf reads a day of a form; an empty one is no day.
func dayOf(form web.Form, field string) (calendar.Day, error) {
	s := strings.TrimSpace(form.Get(field))
	if s == "" {
		return calendar.Day{}, nil
	}
	d, err := calendar.Parse(s)
	if err != nil {
		return d, fault.In(field, "overlap.day-missing")
	}
	return d, nil
}

// numberOf reads a number of a form, with a point or a comma; an empty one is
// none.
func numberOf(form web.Form, field string) (v float64, there bool, err error) {
	s := strings.ReplaceAll(strings.TrimSpace(form.Get(field)), ",", ".")
	if s == "" {
		return 0, false, nil
	}
	if v, err = strconv.ParseFloat(s, 64); err != nil {
		return 0, false, fault.In(field, "initiatives.no-number")
	}
	return v, true, nil
}

// measureOf reads a measure: its value, how many it is of, and how they differ.
func measureOf(form web.Form, field string) (m Measure, err error) {
	if m.Value, m.Known, err = numberOf(form, field); err != nil {
		return m, err
	}
	n, _, err := numberOf(form, field+"-n")
	if err != nil {
		return m, err
	}
	m.N = int(min(n, 1e10))
	m.SD, _, err = numberOf(form, field+"-sd")
	return m, err
}

// indicatorsOf reads the indicators of a form: those that have a name or a
// number.
func indicatorsOf(form web.Form) (all []Indicator, err error) {
	for n := range MostIndicators {
		field := func(name string) string { return name + "-" + strconv.Itoa(n+1) }
		i := Indicator{
			Name: i18n.Text{KK: form.Get(field("name") + "-kk"), RU: form.Get(field("name") + "-ru"), EN: form.Get(field("name") + "-en")},
			Kind: form.Get(field("kind")), Less: form.Get(field("less")) == "yes",
		}
		if i.Name == (i18n.Text{}) && form.Get(field("here-before")) == "" {
			continue
		}
		if i.Target, _, err = numberOf(form, field("target")); err != nil {
			return nil, err
		}
		if i.HereBefore, err = measureOf(form, field("here-before")); err != nil {
			return nil, err
		}
		if i.ThereBefore, err = measureOf(form, field("there-before")); err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, nil
}

func (p pages) pilot(w http.ResponseWriter, r *web.Request) error {
	return p.do(w, r, func(form web.Form, page *workPage) (err error) {
		pilot := Pilot{Region: form.Get("region"), Comparison: form.Get("comparison")}
		if pilot.Since, err = dayOf(form, "since"); err != nil {
			return err
		}
		if pilot.Until, err = dayOf(form, "until"); err != nil {
			return err
		}
		if pilot.Indicators, err = indicatorsOf(form); err != nil {
			return err
		}
		o := overlap.Said(form.Values)
		if page.Meets, err = p.Meets(r.Context(), page.Initiative, page.ID, Local{Region: pilot.Region, Since: pilot.Since, Until: pilot.Until}, o); err != nil {
			return err
		}
		return p.Pilot(r.Context(), r.By(), page.ID, pilot, o)
	})
}

func (p pages) measure(w http.ResponseWriter, r *web.Request) error {
	return p.do(w, r, func(form web.Form, page *workPage) error {
		var here, there []Measure
		for n := range page.Said.Pilot.Indicators {
			h, err := measureOf(form, fmt.Sprintf("here-after-%d", n+1))
			if err != nil {
				return err
			}
			t, err := measureOf(form, fmt.Sprintf("there-after-%d", n+1))
			if err != nil {
				return err
			}
			here, there = append(here, h), append(there, t)
		}
		return p.Measure(r.Context(), r.By(), page.ID, here, there)
	})
}

func (p pages) judge(w http.ResponseWriter, r *web.Request) error {
	return p.do(w, r, func(form web.Form, page *workPage) error {
		return p.Judge(r.Context(), r.By(), page.ID, docket.State(form.Get("to")), form.Text("verdict"))
	})
}

func (p pages) replicate(w http.ResponseWriter, r *web.Request) error {
	return p.do(w, r, func(form web.Form, page *workPage) (err error) {
		l := Local{Region: form.Get("region"), Name: form.Text("name"), Owner: form.Get("owner"), Deviations: form.Text("deviations")}
		if l.Since, err = dayOf(form, "since"); err != nil {
			return err
		}
		if l.Until, err = dayOf(form, "until"); err != nil {
			return err
		}
		o := overlap.Said(form.Values)
		if page.Meets, err = p.Meets(r.Context(), page.Initiative, "", l, o); err != nil {
			return err
		}
		_, err = p.Replicate(r.Context(), r.By(), page.ID, l, o)
		return err
	})
}

// instance takes one instance on. Its fields have its docket in their names,
// since the page has a form for each.
func (p pages) instance(w http.ResponseWriter, r *web.Request) error {
	id := r.PathValue("instance")
	return p.do(w, r, func(form web.Form, page *workPage) error {
		err := p.Advance(r.Context(), r.By(), id, docket.State(form.Get("to")), form.Text("deviations-"+id), form.Text("result-"+id))
		for _, f := range fault.Fields(err) {
			name, lang, ok := strings.Cut(f.Field, "-")
			if ok {
				return fault.In(name+"-"+id+"-"+lang, f.Word, f.Args...)
			}
		}
		return err
	})
}

func (p pages) saveKit(w http.ResponseWriter, r *web.Request) error {
	return p.do(w, r, func(form web.Form, page *workPage) error {
		k := Kit{Steps: form.Text("steps"), Checklist: strings.TrimSpace(form.Get("checklist")), Course: strings.TrimSpace(form.Get("course"))}
		for _, f := range form.Files {
			if f.Field == "files" && len(f.Content) > 0 {
				k.Files = append(k.Files, KitFile{Name: f.Name, Type: f.Type, Content: f.Content})
			}
		}
		return p.SaveKit(r.Context(), r.By(), page.ID, k)
	})
}
