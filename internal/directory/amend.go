package directory

import (
	"slices"

	"adal/internal/calendar"
	"adal/internal/fault"
)

// An Edit is what stands in a column of an institution, and what should.
type Edit struct {
	Column string `json:"column"`
	Was    string `json:"was"`
	Now    string `json:"now"`
}

// Editable are the columns that anybody may propose to change.
var Editable = []string{"name_kk", "name_ru", "name_en", "email", "address_kk", "address_ru", "address_en"}

// Kept are the columns that only a keeper changes: where an institution belongs, and
// how it ends.
var Kept = []string{"kind", "region", "district", "superior", "clock", "until", "successor"}

func columnOf(name string) column[styled] {
	return institutionColumns[slices.IndexFunc(institutionColumns, func(c column[styled]) bool { return c.name == name })]
}

// Column is what stands in an editable column on a day.
func (i Institution) Column(name string, day calendar.Day) string {
	r := styled{i, i.On(day)}
	return columnOf(name).of(&r).text()
}

// Amended is an institution with edits made. A name is the one of today if since
// is zero: it was written wrongly; else the institution has it from that day on.
// An edit of what isn't there any more is a fault.Conflict, and one that can't be
// made a fault of its column.
func (i Institution) Amended(since, today calendar.Day, edits []Edit) (Institution, error) {
	now := i.On(today)
	r := styled{i, now}
	for _, e := range edits {
		if !slices.Contains(Editable, e.Column) && !slices.Contains(Kept, e.Column) {
			return i, fault.In(e.Column, "directory.why-column")
		}
		f := columnOf(e.Column).of(&r)
		if f.text() != e.Was {
			return i, fault.New(fault.Conflict, "directory.changed-meanwhile")
		}
		if why := f.set(e.Now); why != "" {
			return i, fault.In(e.Column, why)
		}
	}
	i = r.Institution
	i.Styles = slices.Clone(i.Styles)
	at := slices.Index(i.Styles, now)
	switch {
	case r.Style == now:
	case since.IsZero() || since == now.Since:
		r.Style.Since = now.Since
		i.Styles[at] = r.Style
	case since.Before(now.Since) || at+1 < len(i.Styles) && !since.Before(i.Styles[at+1].Since):
		return i, fault.In("since", "directory.why-since")
	default:
		r.Style.Since = since
		i.Styles = slices.Insert(i.Styles, at+1, r.Style)
	}
	return i, nil
}
