package directory

import (
	"regexp"
	"slices"

	"adal/internal/calendar"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/mail"
)

// A line says where a record was read: in which file and on which line. The zero
// line is of what was there before.
type line struct {
	file string
	n    int
}

// MostFaults is how many faults of a file are told at once.
const MostFaults = 20

// wrong is the fault of a column of a record.
func wrong(from line, id, column, why string) error {
	if from.n > 0 {
		return &fault.Error{Kind: fault.Invalid, Word: "directory.at", Args: []any{from.file, from.n, column, why}}
	}
	return &fault.Error{Kind: fault.Invalid, Word: "directory.of", Args: []any{id, column, why}}
}

// MostID is the most letters of an id.
const MostID = 64

// idForm is how an id is written: it stands in addresses.
var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// A checker gathers what is wrong with a directory.
type checker struct {
	*Data
	regionOn func(code string, day calendar.Day) (id string, ok bool)
	clocks   map[string]calendar.Clock
	faults   []error
}

func (c *checker) wrong(from line, id, column, why string) {
	if len(c.faults) < MostFaults {
		c.faults = append(c.faults, wrong(from, id, column, why))
	}
}

// Check says what is wrong with the whole directory. RegionOn knows the regions
// of a day by any code that they ever had.
func (d *Data) check(regionOn func(string, calendar.Day) (string, bool), clocks map[string]calendar.Clock) []error {
	c := &checker{Data: d, regionOn: regionOn, clocks: clocks}
	for _, k := range d.Kinds {
		c.named(k.from, k.ID, "name", k.Name)
	}
	for _, k := range d.Districts {
		c.named(k.from, k.ID, "name", k.Name)
		if _, _, ok := d.Region(k.Region); !ok {
			c.wrong(k.from, k.ID, "region", "directory.why-region")
		}
	}
	for _, t := range d.Topics {
		c.topic(t)
	}
	for _, i := range d.Institutions {
		c.institution(i)
	}
	for id := range d.byInstitution {
		if _, ok := d.Get(id); !ok {
			for _, k := range d.byInstitution[id] {
				c.wrong(k.from, id, "institution", "directory.why-institution")
			}
		}
	}
	for _, i := range d.Institutions {
		c.competences(i)
	}
	return c.faults
}

// named checks an id and a name that has to be there in all languages.
func (c *checker) named(from line, id, column string, name i18n.Text) {
	if len(id) > MostID || !idForm.MatchString(id) {
		c.wrong(from, id, "id", "directory.why-id")
	}
	for _, l := range []struct{ lang, text string }{{"kk", name.KK}, {"ru", name.RU}, {"en", name.EN}} {
		if l.text == "" {
			c.wrong(from, id, column+"_"+l.lang, "directory.why-missing")
		}
	}
}

func (c *checker) topic(t Topic) {
	c.named(t.from, t.ID, "name", t.Name)
	if t.Parent == "" {
		return
	}
	if _, ok := c.Topic(t.Parent); !ok {
		c.wrong(t.from, t.ID, "parent", "directory.why-topic")
		return
	}
	for up, n := t.Parent, 0; up != ""; n++ {
		if up == t.ID || n > len(c.Topics) {
			c.wrong(t.from, t.ID, "parent", "directory.why-circle")
			return
		}
		next, _ := c.Topic(up)
		up = next.Parent
	}
}

func (c *checker) institution(i Institution) {
	if _, ok := c.Kind(i.Kind); !ok {
		c.wrong(i.from, i.ID, "kind", "directory.why-kind")
	}
	last := calendar.Day{}
	for n, s := range i.Styles {
		c.named(i.from, i.ID, "name", s.Name)
		if s.Since.IsZero() || n > 0 && !s.Since.After(last) {
			c.wrong(i.from, i.ID, "since", "directory.why-since")
		}
		last = s.Since
		c.place(i.from, i.ID, s.Region, s.District, s.Since)
		c.superior(i, s)
	}
	if !i.Until.IsZero() && !i.Until.After(last) {
		c.wrong(i.from, i.ID, "until", "directory.why-until")
	}
	c.successor(i)
	if i.Email != "" {
		if address, err := mail.Address(i.Email); err != nil || address != i.Email {
			c.wrong(i.from, i.ID, "email", "directory.why-email")
		}
	}
	// A zero is a number that wasn't given: nothing of ours is at sea off Guinea.
	if p := i.Place; p != nil && (p.Lat < -90 || p.Lat > 90 || p.Lon < -180 || p.Lon > 180 || p.Lat == 0 || p.Lon == 0 || p.Lat != p.Lat || p.Lon != p.Lon) {
		c.wrong(i.from, i.ID, "lat", "directory.why-place")
	}
	if _, ok := c.clocks[i.Clock]; !ok && i.Clock != "" {
		c.wrong(i.from, i.ID, "clock", "directory.why-clock")
	}
}

// place checks where something is, as it was on a day.
func (c *checker) place(from line, id, region, district string, day calendar.Day) {
	if region != "" {
		if known, ok := c.regionOn(region, day); !ok || known != region {
			c.wrong(from, id, "region", "directory.why-region")
		}
	}
	if district != "" {
		if k, ok := c.District(district); !ok || k.Region != region {
			c.wrong(from, id, "district", "directory.why-district")
		}
	}
}

// superior checks who is above an institution. A circle is closed by the style in
// it that began last, so on its first day the circle can be walked.
func (c *checker) superior(i Institution, s Style) {
	if s.Superior == "" {
		return
	}
	if _, ok := c.Get(s.Superior); !ok {
		c.wrong(i.from, i.ID, "superior", "directory.why-institution")
		return
	}
	up := s.Superior
	for range len(c.Institutions) + 1 {
		if up == i.ID {
			c.wrong(i.from, i.ID, "superior", "directory.why-circle")
			return
		}
		next, ok := c.Get(up)
		if !ok {
			return
		}
		if up = next.On(s.Since).Superior; up == "" {
			return
		}
	}
}

func (c *checker) successor(i Institution) {
	if i.Successor == "" {
		return
	}
	if i.Until.IsZero() {
		c.wrong(i.from, i.ID, "successor", "directory.why-exists")
	}
	next, ok := c.Get(i.Successor)
	if !ok {
		c.wrong(i.from, i.ID, "successor", "directory.why-institution")
	}
	for n := 0; ok; n++ {
		if next.ID == i.ID || n > len(c.Institutions) {
			c.wrong(i.from, i.ID, "successor", "directory.why-circle")
			return
		}
		next, ok = c.Get(next.Successor)
	}
}

// competences checks what an institution answers for. No two of the same topic
// and place are of the same day.
func (c *checker) competences(i Institution) {
	all := slices.Clone(c.byInstitution[i.ID])
	slices.SortStableFunc(all, func(a, b Competence) int { return a.Since.Compare(b.Since) })
	for n, k := range all {
		if _, ok := c.Topic(k.Topic); !ok {
			c.wrong(k.from, i.ID, "topic", "directory.why-topic")
		}
		switch {
		case k.Since.IsZero() || k.Since.Before(i.Since()):
			c.wrong(k.from, i.ID, "since", "directory.why-before")
		case !k.Until.IsZero() && !k.Until.After(k.Since):
			c.wrong(k.from, i.ID, "until", "directory.why-until")
		case !i.Until.IsZero() && (k.Until.IsZero() || k.Until.After(i.Until)):
			c.wrong(k.from, i.ID, "until", "directory.why-after")
		}
		c.place(k.from, i.ID, k.Region, k.District, k.Since)
		for _, before := range all[:n] {
			if before.Topic == k.Topic && before.Region == k.Region && before.District == k.District && before.On(k.Since) {
				c.wrong(k.from, i.ID, "since", "directory.why-overlap")
			}
		}
	}
}
