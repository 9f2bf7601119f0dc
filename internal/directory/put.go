package directory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
)

// A Change is what is laid over the directory. What it has takes the place of
// what has the same id; competences take the place of all those of the same
// institution. What it doesn't have stays.
type Change struct {
	Kinds        []Kind
	Districts    []District
	Topics       []Topic
	Institutions []Institution
	Competences  []Competence
	// Cleared are institutions that are left with the competences of the change, if
	// it has any of theirs.
	Cleared []string
}

// An Outcome is how many records a change added and changed; the others were
// there as they are.
type Outcome struct{ Added, Changed, Same int }

// IsZero reports whether nothing became another.
func (o Outcome) IsZero() bool { return o.Added+o.Changed == 0 }

// firstDay is that of the republic: what is older stands in the region that it
// was in then.
var firstDay = calendar.Date(1991, time.December, 16)

// Scope is the scope of writes of the directory.
const Scope = "directory"

// Put lays a change over the directory, if the whole is right after it: else
// nothing is changed, and the error has a fault for each column that is wrong.
// Regions may be named by a code that they had. The caller holds Scope.
func (d *Directory) Put(ctx context.Context, tx *db.Tx, c Change) (o Outcome, err error) {
	before, err := d.In(ctx, tx)
	if err != nil {
		return o, err
	}
	regions := map[string]string{}
	regionOn := func(code string, day calendar.Day) (string, bool) {
		if day.Before(firstDay) {
			day = firstDay
		}
		key := code + " " + day.String()
		id, asked := regions[key]
		if !asked && err == nil {
			var r bodies.Region
			if r, err = bodies.RegionOn(ctx, tx, code, day); errors.Is(err, fault.NotFound) {
				err = nil
			}
			id = r.ID
			regions[key] = id
		}
		return id, id != ""
	}
	c.rename(regionOn, d.Today(tx))
	for n, i := range c.Institutions {
		if was, ok := before.Get(i.ID); ok && was.Email == i.Email {
			c.Institutions[n].Refused = was.Refused
		}
	}
	after := before.with(c)
	faults := after.check(regionOn, d.Clocks)
	if err != nil {
		return o, fmt.Errorf("checking the directory: %w", err)
	}
	if len(faults) > 0 {
		return o, errors.Join(faults...)
	}
	if o, err = save(ctx, tx, before, after, c); err != nil {
		return o, fmt.Errorf("changing the directory: %w", err)
	}
	if o.IsZero() {
		return o, nil
	}
	return o, touch(ctx, tx)
}

// rename writes regions by their present id, if the code was one of theirs.
func (c *Change) rename(regionOn func(string, calendar.Day) (string, bool), today calendar.Day) {
	to := func(code *string, day calendar.Day) {
		if id, ok := regionOn(*code, day); *code != "" && ok {
			*code = id
		}
	}
	for n := range c.Districts {
		to(&c.Districts[n].Region, today)
	}
	for n := range c.Institutions {
		c.Institutions[n].Styles = slices.Clone(c.Institutions[n].Styles)
		for m := range c.Institutions[n].Styles {
			s := &c.Institutions[n].Styles[m]
			to(&s.Region, s.Since)
		}
	}
	for n := range c.Competences {
		to(&c.Competences[n].Region, c.Competences[n].Since)
	}
}

// with is the directory as it would be.
func (d *Data) with(c Change) *Data {
	after := &Data{
		Kinds:        over(d.Kinds, c.Kinds, func(k Kind) string { return k.ID }),
		Districts:    over(d.Districts, c.Districts, func(k District) string { return k.ID }),
		Topics:       over(d.Topics, c.Topics, func(t Topic) string { return t.ID }),
		Institutions: over(d.Institutions, c.Institutions, func(i Institution) string { return i.ID }),
		Regions:      d.Regions,
	}
	replaced := map[string]bool{}
	for _, id := range c.touched() {
		replaced[id] = true
	}
	for _, k := range d.Competences {
		if !replaced[k.Institution] {
			after.Competences = append(after.Competences, k)
		}
	}
	after.Competences = append(after.Competences, c.Competences...)
	after.link()
	return after
}

// touched are the institutions whose competences a change has.
func (c Change) touched() []string {
	ids := slices.Clone(c.Cleared)
	for _, k := range c.Competences {
		ids = append(ids, k.Institution)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// over lays records over others, by their id, in the order of the ids.
func over[T any](before, change []T, id func(T) string) []T {
	by := map[string]T{}
	for _, t := range slices.Concat(before, change) {
		by[id(t)] = t
	}
	all := make([]T, 0, len(by))
	for _, t := range by {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b T) int { return cmp.Compare(id(a), id(b)) })
	return all
}

// save writes what became another.
func save(ctx context.Context, tx *db.Tx, before, after *Data, c Change) (o Outcome, err error) {
	err = errors.Join(
		keep(ctx, tx, &o, c.Kinds, func(k Kind) Kind { k.from = line{}; return k }, before.Kind, func(k Kind) string { return k.ID }, saveKind),
		keep(ctx, tx, &o, c.Districts, func(k District) District { k.from = line{}; return k }, before.District, func(k District) string { return k.ID }, saveDistrict),
		keep(ctx, tx, &o, c.Topics, func(t Topic) Topic { t.from = line{}; return t }, before.Topic, func(t Topic) string { return t.ID }, saveTopic),
		keep(ctx, tx, &o, c.Institutions, func(i Institution) Institution { i.from = line{}; return i }, before.Get, func(i Institution) string { return i.ID }, saveInstitution),
	)
	for _, id := range c.touched() {
		was, is := before.byInstitution[id], slices.Clone(after.byInstitution[id])
		for n := range is {
			is[n].from = line{}
		}
		slices.SortFunc(is, func(a, b Competence) int {
			return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Region, b.Region), cmp.Compare(a.District, b.District), a.Since.Compare(b.Since))
		})
		if slices.Equal(was, is) {
			o.Same += len(is)
			continue
		}
		for _, k := range is {
			switch {
			case slices.Contains(was, k):
				o.Same++
			case slices.ContainsFunc(was, func(w Competence) bool { return w.Topic == k.Topic && w.Region == k.Region && w.District == k.District }):
				o.Changed++
			default:
				o.Added++
			}
		}
		if len(is) < len(was) {
			o.Changed += len(was) - len(is)
		}
		err = errors.Join(err, saveCompetences(ctx, tx, id, is))
	}
	return o, err
}

// keep writes the records of a table that became another.
func keep[T any](ctx context.Context, tx *db.Tx, o *Outcome, all []T, bare func(T) T, was func(string) (T, bool), id func(T) string, save func(context.Context, *db.Tx, T) error) error {
	for _, t := range all {
		t = bare(t)
		before, there := was(id(t))
		switch {
		case there && reflect.DeepEqual(before, t):
			o.Same++
			continue
		case there:
			o.Changed++
		default:
			o.Added++
		}
		if err := save(ctx, tx, t); err != nil {
			return err
		}
	}
	return nil
}
