package institutions

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"adal/internal/directory"
	"adal/internal/feeds"
	"adal/internal/i18n"
	"adal/internal/web"
)

// exported is the institutions that an export's address asks for.
func (p pages) exported(r *web.Request) (view, []directory.Institution, error) {
	v, err := p.view(r)
	if err != nil {
		return v, nil, err
	}
	return v, v.find(asked(r)), nil
}

func (p pages) listCSV(w http.ResponseWriter, r *web.Request) error {
	_, all, err := p.exported(r)
	if err != nil {
		return err
	}
	return p.send(w, r, "text/csv; charset=utf-8", directory.InstitutionsCSV(all))
}

// A row is an institution as JSON has it.
type row struct {
	ID        string           `json:"id"`
	Page      string           `json:"page"`
	Kind      string           `json:"kind"`
	Name      i18n.Text        `json:"name"`
	Region    string           `json:"region,omitempty"`
	District  string           `json:"district,omitempty"`
	Superior  string           `json:"superior,omitempty"`
	Since     string           `json:"since"`
	Until     string           `json:"until,omitempty"`
	Successor string           `json:"successor,omitempty"`
	Email     string           `json:"email,omitempty"`
	Answers   []string         `json:"topics"`
	Place     *directory.Place `json:"-"`
}

func (p pages) row(v view, i directory.Institution) row {
	s := i.On(v.Day)
	one := row{
		ID: i.ID, Page: p.Address + "/" + string(v.Lang) + Path(i.ID), Kind: i.Kind, Name: s.Name, Region: s.Region, District: s.District,
		Superior: s.Superior, Since: i.Since().String(), Successor: i.Successor, Email: i.Email, Answers: []string{}, Place: i.Place,
	}
	if !i.Until.IsZero() {
		one.Until = i.Until.String()
	}
	for _, c := range v.CompetencesOf(i.ID, v.Day) {
		one.Answers = append(one.Answers, c.Topic)
	}
	return one
}

func (p pages) listJSON(w http.ResponseWriter, r *web.Request) error {
	v, all, err := p.exported(r)
	if err != nil {
		return err
	}
	rows := []row{}
	for _, i := range all {
		rows = append(rows, p.row(v, i))
	}
	return p.sendJSON(w, r, "application/json; charset=utf-8", rows)
}

func (p pages) sendJSON(w http.ResponseWriter, r *web.Request, kind string, v any) error {
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return p.send(w, r, kind, append(text, '\n'))
}

// listGeoJSON is those whose place is known.
func (p pages) listGeoJSON(w http.ResponseWriter, r *web.Request) error {
	v, all, err := p.exported(r)
	if err != nil {
		return err
	}
	return p.sendGeoJSON(w, r, v, all...)
}

// sendGeoJSON sends institutions as RFC 7946 has it: the longitude first.
func (p pages) sendGeoJSON(w http.ResponseWriter, r *web.Request, v view, all ...directory.Institution) error {
	type geometry struct {
		Type        string     `json:"type"`
		Coordinates [2]float64 `json:"coordinates"`
	}
	type feature struct {
		Type       string   `json:"type"`
		ID         string   `json:"id"`
		Geometry   geometry `json:"geometry"`
		Properties row      `json:"properties"`
	}
	found := []feature{}
	for _, i := range all {
		if i.Place != nil {
			found = append(found, feature{"Feature", i.ID, geometry{"Point", [2]float64{i.Place.Lon, i.Place.Lat}}, p.row(v, i)})
		}
	}
	return p.sendJSON(w, r, "application/geo+json; charset=utf-8", map[string]any{"type": "FeatureCollection", "features": found})
}

// newest is how many changes a feed has.
const newest = 50

// listAtom is who began, was renamed or ended, the newest first.
func (p pages) listAtom(w http.ResponseWriter, r *web.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	a := asked(r)
	all := v.Find(directory.Query{Text: a.Text, Region: a.Region, District: a.District, Kind: a.Kind, Topic: a.Topic, Day: v.Day, Gone: true}, v.Lang)
	return p.sendChanges(w, r, v, p.Address+"/"+string(r.Lang)+"/institutions", all...)
}

// sendChanges sends the beginnings, the names and the ends of institutions as Atom.
func (p pages) sendChanges(w http.ResponseWriter, r *web.Request, v view, home string, all ...directory.Institution) error {
	f := feeds.Feed{Title: p.Text(r, "institutions.title"), About: p.Text(r, "institutions.about"), Lang: string(r.Lang), Home: home, Self: home}
	for _, i := range all {
		for n, s := range i.Styles {
			word := "institutions.feed-renamed"
			if n == 0 {
				word = "institutions.feed-begun"
			}
			f.Items = append(f.Items, p.entry(r, i, s.Name.In(r.Lang), word, s.Since.Time()))
		}
		if !i.Until.IsZero() {
			f.Items = append(f.Items, p.entry(r, i, i.On(i.Until).Name.In(r.Lang), "institutions.feed-ended", i.Until.Time()))
		}
	}
	f.Items = slices.DeleteFunc(f.Items, func(i feeds.Item) bool { return i.Updated.After(v.Day.Time()) })
	slices.SortStableFunc(f.Items, func(x, y feeds.Item) int { return cmp.Or(y.Updated.Compare(x.Updated), cmp.Compare(x.ID, y.ID)) })
	f.Items = f.Items[:min(len(f.Items), newest)]
	if len(f.Items) > 0 {
		f.Updated = f.Items[0].Updated
	}
	text, err := f.Atom()
	if err != nil {
		return err
	}
	return p.send(w, r, feeds.AtomType, text)
}

func (p pages) entry(r *web.Request, i directory.Institution, name, word string, at time.Time) feeds.Item {
	return feeds.Item{
		ID: feeds.Tag(p.Address, "institution/"+i.ID+"/"+word+"/"+at.Format(time.DateOnly)), Title: p.Text(r, word, name),
		Link: p.Address + "/" + string(r.Lang) + Path(i.ID), Published: at, Updated: at,
	}
}

func (p pages) popolo(w http.ResponseWriter, r *web.Request) error {
	text, err := p.Popolo(r.Context(), p.Words)
	if err != nil {
		return err
	}
	return p.send(w, r, "application/json; charset=utf-8", text)
}
