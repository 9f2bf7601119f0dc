package institutions

import (
	"errors"
	"net/http"
	"strings"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/directory"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/web"
)

// onePage is an institution with its names through time.
type onePage struct {
	view
	directory.Institution
	Now          directory.Style
	Here         bool // it exists on the day
	Asked        bool // the day was asked for
	Above, Below []directory.Institution
	Before       []directory.Institution // whose work it has
	Answers      []directory.Competence
	Former       []directory.Competence
	Seated       bool // it has seats on the platform
	Terms        calendar.Clock
	Observed     Observed
	Address      string // of the page
}

// A period is a style with the last day of it; zero for none.
type period struct {
	directory.Style
	Last calendar.Day
}

// Names are its styles, the newest first.
func (o onePage) Names() (all []period) {
	last := o.Until
	for n := len(o.Styles) - 1; n >= 0; n-- {
		p := period{Style: o.Styles[n]}
		if !last.IsZero() {
			p.Last = last.AddDays(-1)
		}
		all, last = append(all, p), p.Since
	}
	return all
}

// LastDay is its last day; zero while it exists.
func (o onePage) LastDay() calendar.Day {
	if o.Until.IsZero() {
		return calendar.Day{}
	}
	return o.Until.AddDays(-1)
}

// LD is the institution as programs read it (schema.org/GovernmentOrganization).
func (o onePage) LD() any {
	ld := map[string]any{
		"@context": "https://schema.org", "@type": "GovernmentOrganization", "@id": o.Address, "url": o.Address,
		"name": o.Now.Name.In(o.Lang), "foundingDate": o.Since().String(),
	}
	others := []string{}
	for _, s := range o.Styles {
		for _, name := range []string{s.Name.KK, s.Name.RU, s.Name.EN} {
			if name != o.Now.Name.In(o.Lang) {
				others = append(others, name)
			}
		}
	}
	ld["alternateName"] = others
	set := func(key, value string) {
		if value != "" {
			ld[key] = value
		}
	}
	if !o.Until.IsZero() {
		set("dissolutionDate", o.LastDay().String())
	}
	set("email", o.Email)
	set("address", o.Institution.Address.In(o.Lang))
	set("areaServed", o.Where(o.Now))
	if len(o.Above) > 0 {
		ld["parentOrganization"] = map[string]any{"@type": "GovernmentOrganization", "name": o.Name(o.Above[0].ID), "url": strings.TrimSuffix(o.Address, o.ID) + o.Above[0].ID}
	}
	if o.Institution.Place != nil {
		ld["location"] = map[string]any{"@type": "Place", "geo": map[string]any{
			"@type": "GeoCoordinates", "latitude": o.Institution.Place.Lat, "longitude": o.Institution.Place.Lon,
		}}
	}
	return ld
}

// Postal is where it stands, in the language of the reader.
func (o onePage) Postal() string { return o.Institution.Address.In(o.Lang) }

func (p pages) one(w http.ResponseWriter, r *web.Request) error {
	id, ending, file := strings.Cut(r.PathValue("id"), ".")
	page, err := p.opened(r, id)
	if err != nil {
		return err
	}
	if file {
		return p.oneFile(w, r, page, ending)
	}
	if p.Observed != nil {
		if page.Observed, err = p.Observed(r.Context(), r.Lang, page.ID); err != nil {
			return err
		}
	}
	return p.Show(w, r, "institutions/one", page)
}

// opened is the page of an institution on the day that the address asks for, or
// today.
func (p pages) opened(r *web.Request, id string) (page onePage, err error) {
	if page.view, err = p.view(r); err != nil {
		return page, err
	}
	i, ok := page.Get(id)
	if !ok {
		return page, fault.New(fault.NotFound, "institutions.not-found")
	}
	if s := r.FormValue("day"); s != "" {
		if page.Day, err = calendar.Parse(s); err != nil {
			return page, fault.New(fault.NotFound, "institutions.not-found")
		}
		page.Asked = true
	}
	page.Institution, page.Now, page.Here = i, i.On(page.Day), i.Is(page.Day)
	page.Above = page.Superiors(i.ID, page.Day)
	page.Terms = p.Book.Clocks[i.Clock]
	page.Address = p.Catalogue.Address + "/" + string(r.Lang) + Path(i.ID)
	page.related()
	return page, p.DB.Read(r.Context(), func(tx *db.Tx) error {
		b, err := bodies.Get(r.Context(), tx, i.ID, page.Day)
		if page.Seated = err == nil && b.On(page.Day); errors.Is(err, fault.NotFound) {
			return nil
		}
		return err
	})
}

// related finds what belongs to an institution.
func (o *onePage) related() {
	for _, other := range o.Institutions {
		if other.Successor == o.ID {
			o.Before = append(o.Before, other)
		}
		if other.Is(o.Day) && other.On(o.Day).Superior == o.ID {
			o.Below = append(o.Below, other)
		}
	}
	i18n.Sort(o.Lang, o.Below, func(i directory.Institution) string { return i.On(o.Day).Name.In(o.Lang) })
	for _, c := range o.Competences {
		switch {
		case c.Institution != o.ID:
		case c.On(o.Day):
			o.Answers = append(o.Answers, c)
		case !c.Until.IsZero() && !o.Day.Before(c.Until):
			o.Former = append(o.Former, c)
		}
	}
}
