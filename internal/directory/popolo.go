package directory

import (
	"encoding/json"
	"errors"
	"slices"

	"adal/internal/calendar"
	"adal/internal/i18n"
)

// Popolo is the directory in the data standard of popoloproject.com: its
// organizations, areas and posts; it knows no persons, so it has no memberships.
// Popolo has one language and no style of a day, so each organization says the
// rest in "adal", which others pass over.
type Popolo struct {
	Organizations []Organization `json:"organizations"`
	Areas         []Area         `json:"areas"`
	Posts         []Post         `json:"posts"`
	Memberships   []struct{}     `json:"memberships"`
	Persons       []struct{}     `json:"persons"`
}

// An Organization is an institution as Popolo has it, with its name of today in
// Kazakh.
type Organization struct {
	ID             string        `json:"id"`
	Name           string        `json:"name"`
	OtherNames     []OtherName   `json:"other_names,omitempty"`
	Classification string        `json:"classification,omitempty"`
	Parent         string        `json:"parent_id,omitempty"`
	Area           string        `json:"area_id,omitempty"`
	Founding       string        `json:"founding_date,omitempty"`
	Dissolution    string        `json:"dissolution_date,omitempty"` // the last day
	Contacts       []Contact     `json:"contact_details,omitempty"`
	Links          []Link        `json:"links,omitempty"`
	Adal           *organization `json:"adal,omitempty"`
}

// An OtherName is one in another language or of other days.
type OtherName struct {
	Name  string `json:"name"`
	Start string `json:"start_date,omitempty"`
	End   string `json:"end_date,omitempty"`
	Note  string `json:"note,omitempty"` // the language
}

// A Contact is a way to reach an organization.
type Contact struct {
	Type  string `json:"type"`
	Value string `json:"value"`
	Label string `json:"label,omitempty"`
}

// A Link leads to more about an organization.
type Link struct {
	URL  string `json:"url"`
	Note string `json:"note,omitempty"`
}

// An Area is a region or a district.
type Area struct {
	ID             string    `json:"id"`
	Name           string    `json:"name"`
	Classification string    `json:"classification"`
	Parent         string    `json:"parent_id,omitempty"`
	Names          i18n.Text `json:"adal_name"`
}

// A Post is a position that there is whoever has it: the head of an institution.
type Post struct {
	ID           string `json:"id"`
	Label        string `json:"label"`
	Organization string `json:"organization_id"`
	Area         string `json:"area_id,omitempty"`
}

// organization is what Popolo has no place for.
type organization struct {
	Styles    []style   `json:"styles"`
	Successor string    `json:"successor_id,omitempty"`
	Until     string    `json:"until,omitempty"` // the first day on which it is no more
	Address   i18n.Text `json:"address"`
	Lat       *float64  `json:"lat,omitempty"`
	Lon       *float64  `json:"lon,omitempty"`
	Clock     string    `json:"clock,omitempty"`
}

type style struct {
	Since    calendar.Day `json:"since"`
	Name     i18n.Text    `json:"name"`
	Short    i18n.Text    `json:"short"`
	In       i18n.Text    `json:"in"`
	Region   string       `json:"region,omitempty"`
	District string       `json:"district,omitempty"`
	Superior string       `json:"superior,omitempty"`
}

// Popolo is the directory as of a day. Page is where an institution has its
// page, nil for nowhere; head is what its head is called.
func (d *Data) Popolo(day calendar.Day, head string, page func(id string) string) Popolo {
	p := Popolo{Organizations: []Organization{}, Areas: []Area{}, Posts: []Post{}, Memberships: []struct{}{}, Persons: []struct{}{}}
	for _, r := range d.Regions {
		p.Areas = append(p.Areas, Area{ID: r.ID, Name: r.Name.KK, Classification: "region", Names: r.Name})
	}
	for _, k := range d.Districts {
		p.Areas = append(p.Areas, Area{ID: k.ID, Name: k.Name.KK, Classification: "district", Parent: k.Region, Names: k.Name})
	}
	for _, i := range d.Institutions {
		o := i.organization(day)
		if page != nil {
			o.Links = []Link{{URL: page(i.ID)}}
		}
		p.Organizations = append(p.Organizations, o)
		if i.Is(day) {
			p.Posts = append(p.Posts, Post{ID: i.ID + "-head", Label: head, Organization: i.ID, Area: o.Area})
		}
	}
	return p
}

func (i Institution) organization(day calendar.Day) Organization {
	now := i.On(day)
	o := Organization{
		ID: i.ID, Name: now.Name.KK, Classification: i.Kind, Parent: now.Superior, Area: now.Region, Founding: i.Since().String(),
		Adal: &organization{Successor: i.Successor, Until: dayField{&i.Until}.text(), Address: i.Address, Clock: i.Clock},
	}
	if now.District != "" {
		o.Area = now.District
	}
	if !i.Until.IsZero() {
		o.Dissolution = i.Until.AddDays(-1).String()
	}
	for n, s := range i.Styles {
		end := ""
		if n+1 < len(i.Styles) {
			end = i.Styles[n+1].Since.AddDays(-1).String()
		}
		for _, l := range []OtherName{{Name: s.Name.KK, Note: "kk"}, {Name: s.Name.RU, Note: "ru"}, {Name: s.Name.EN, Note: "en"}} {
			if l.Name != "" && !(l.Note == "kk" && s == now) {
				l.Start, l.End = s.Since.String(), end
				o.OtherNames = append(o.OtherNames, l)
			}
		}
		o.Adal.Styles = append(o.Adal.Styles, style(s))
	}
	if i.Email != "" {
		o.Contacts = append(o.Contacts, Contact{Type: "email", Value: i.Email})
	}
	if i.Address.KK != "" {
		o.Contacts = append(o.Contacts, Contact{Type: "address", Value: i.Address.KK})
	}
	if i.Place != nil {
		o.Adal.Lat, o.Adal.Lon = &i.Place.Lat, &i.Place.Lon
	}
	return o
}

// addPopolo reads organizations. One of another's making has its name in one
// language, which then stands in all three until somebody translates it.
func (c *Change) addPopolo(file string, text []byte) error {
	var p struct{ Organizations []Organization }
	if err := json.Unmarshal(text, &p); err != nil {
		return broken(file, lineAt(text, err), "", "directory.why-json")
	}
	if len(p.Organizations) > MostRows {
		return broken(file, 1, "organizations", "directory.why-large")
	}
	var faults []error
	for n, o := range p.Organizations {
		i, column, why := o.institution()
		if why == "" && slices.ContainsFunc(c.Institutions, func(was Institution) bool { return was.ID == i.ID && was.from.file == file }) {
			column, why = "id", "directory.why-twice"
		}
		if why != "" {
			faults = append(faults, broken(file, n+1, column, why))
			continue
		}
		i.from = line{file, n + 1}
		c.Institutions = append(c.Institutions, i)
	}
	return errors.Join(faults...)
}

// lineAt is the line of a text that a fault of JSON is on.
func lineAt(text []byte, err error) int {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	offset := int64(0)
	if errors.As(err, &syntax) {
		offset = syntax.Offset
	} else if errors.As(err, &kind) {
		offset = kind.Offset
	}
	n := 1
	for _, b := range text[:min(int(offset), len(text))] {
		if b == '\n' {
			n++
		}
	}
	return n
}

// institution is an organization as the directory has it.
func (o Organization) institution() (i Institution, column, why string) {
	i = Institution{ID: o.ID, Kind: o.Classification}
	var s Style
	for _, c := range o.Contacts {
		switch c.Type {
		case "email":
			i.Email = c.Value
		case "address":
			i.Address = i18n.Text{KK: c.Value, RU: c.Value, EN: c.Value}
		}
	}
	if o.Adal != nil {
		a := o.Adal
		i.Successor, i.Address, i.Clock = a.Successor, a.Address, a.Clock
		if why := (dayField{&i.Until}).set(a.Until); why != "" {
			return i, "until", why
		}
		if a.Lat != nil && a.Lon != nil {
			i.Place = &Place{*a.Lat, *a.Lon}
		}
		for _, s := range a.Styles {
			i.Styles = append(i.Styles, Style(s))
		}
		if len(i.Styles) > 0 {
			return i.tidied()
		}
	}
	if why := (dayField{&s.Since}).set(o.Founding); why != "" || o.Founding == "" {
		return i, "founding_date", "directory.why-day"
	}
	if why := (dayField{&i.Until}).set(o.Dissolution); why != "" {
		return i, "dissolution_date", why
	}
	if !i.Until.IsZero() && o.Adal == nil {
		i.Until = i.Until.AddDays(1)
	}
	s.Name = i18n.Text{KK: o.Name, RU: o.Name, EN: o.Name}
	s.Superior, s.Region = o.Parent, o.Area
	i.Styles = append(i.Styles, s)
	return i.tidied()
}

// tidied holds what came as JSON to what a cell may have.
func (i Institution) tidied() (Institution, string, string) {
	for n := range i.Styles {
		r := styled{i, i.Styles[n]}
		for _, c := range institutionColumns {
			f := c.of(&r)
			if why := f.set(f.text()); why != "" {
				return i, c.name, why
			}
		}
		r.Styles[n] = r.Style
		i = r.Institution
	}
	return i, "", ""
}
