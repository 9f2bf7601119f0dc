package perception

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
)

// A Year is an edition in a list.
type Year struct {
	Year            int
	Partial, Quoted bool
	Field           int // how many are ranked; 0 if that isn't known
	Version         int // 0 of quoted facts
}

// Years are the editions that the public sees, ascending: the published ones, and
// what is quoted of the other years.
func (x *Index) Years(ctx context.Context) (all []Year, err error) {
	err = x.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = publishedYears(ctx, tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the years of the index: %w", err)
	}
	published := len(all)
	for i := range all {
		if all[i].Partial {
			all[i].Field = 0
		}
	}
	for _, f := range facts().Edition {
		if !slices.ContainsFunc(all[:published], func(y Year) bool { return y.Year == f.Year }) {
			all = append(all, Year{Year: f.Year, Partial: true, Quoted: true, Field: f.Field})
		}
	}
	slices.SortFunc(all, func(a, b Year) int { return cmp.Compare(a.Year, b.Year) })
	return all, nil
}

// Latest is the newest year with a whole edition, else the newest with a
// published one, else the newest that is quoted.
func (x *Index) Latest(ctx context.Context) (int, error) {
	all, err := x.Years(ctx)
	if err != nil {
		return 0, err
	}
	worth := func(y Year) int {
		switch {
		case !y.Partial:
			return 2
		case !y.Quoted:
			return 1
		}
		return 0
	}
	best := slices.MaxFunc(all, func(a, b Year) int {
		return cmp.Or(cmp.Compare(worth(a), worth(b)), cmp.Compare(a.Year, b.Year))
	})
	return best.Year, nil
}

// Edition is what the public sees of a year: the published version, else what is
// quoted of it, else fault.NotFound.
func (x *Index) Edition(ctx context.Context, year int) (*Edition, error) {
	return x.edition(ctx, year, func(h head) int { return h.Published })
}

// EditionVersion is a version of an edition that is or was published; any other is
// fault.NotFound.
func (x *Index) EditionVersion(ctx context.Context, year, n int) (*Edition, error) {
	if n < 1 {
		return nil, fault.New(fault.NotFound, "perception.no-edition", yearText(year))
	}
	e, err := x.edition(ctx, year, func(head) int { return n })
	if err != nil {
		return nil, err
	}
	if e.Version.N != n || e.Version.Published.IsZero() {
		return nil, fault.New(fault.NotFound, "perception.no-edition", yearText(year))
	}
	return e, nil
}

// edition reads the version of an edition that pick chooses; 0 is what is quoted.
func (x *Index) edition(ctx context.Context, year int, pick func(head) int) (e *Edition, err error) {
	err = x.DB.Read(ctx, func(tx *db.Tx) error {
		h, err := headOf(ctx, tx, year)
		if errors.Is(err, fault.NotFound) || err == nil && pick(h) == 0 {
			e, err = Quoted(year)
			return err
		} else if err != nil {
			return err
		}
		e, err = load(ctx, tx, h, pick(h))
		return err
	})
	if fault.Of(err) == "" && err != nil {
		err = fmt.Errorf("reading the edition of %d: %w", year, err)
	}
	return e, err
}

func load(ctx context.Context, tx *db.Tx, h head, n int) (*Edition, error) {
	v, recipe, err := versionAndRecipe(ctx, tx, h.Docket, n)
	if errors.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, "perception.no-edition", yearText(h.Year))
	} else if err != nil {
		return nil, err
	}
	item, err := docket.Find(ctx, tx, h.Docket)
	if err != nil {
		return nil, err
	}
	e := &Edition{Year: h.Year, Docket: h.Docket, Number: item.Number, Version: v, Recipe: recipe, Partial: v.Partial}
	if !e.Partial {
		e.Field = v.Units
	}
	rows, err := unitsOf(ctx, tx, h.Docket, n)
	if err != nil {
		return nil, err
	}
	for _, u := range rows {
		r, err := u.read()
		if err != nil {
			return nil, err
		}
		if r.Rank == 0 {
			e.Unranked = append(e.Unranked, r)
		} else {
			e.Rows = append(e.Rows, r)
		}
	}
	e.sort()
	return e, nil
}

// Versions are the versions of an edition that are or were published, the newest
// first; none of a quoted one.
func (x *Index) Versions(ctx context.Context, year int) (all []Version, err error) {
	err = x.DB.Read(ctx, func(tx *db.Tx) error {
		h, err := headOf(ctx, tx, year)
		if errors.Is(err, fault.NotFound) {
			return nil
		} else if err != nil {
			return err
		}
		all, err = publishedVersions(ctx, tx, h.Docket)
		return err
	})
	return all, err
}

// A Point is a country in one edition.
type Point struct {
	Year            int
	Partial, Quoted bool
	Field           int    // how many are ranked; 0 if that isn't known
	Baseline        string // of the scale: scores of two baselines can't be joined
	Row
}

// A Country is a country through the years.
type Country struct {
	ISO3   string
	Name   string // as the newest edition prints it, in English
	Region string
	Points []Point // ascending
}

// Country is a country in all editions that the public sees. One that is in none
// is fault.NotFound.
func (x *Index) Country(ctx context.Context, iso3 string) (*Country, error) {
	c := &Country{ISO3: iso3}
	var years []Year
	err := x.DB.Read(ctx, func(tx *db.Tx) error {
		rows, err := unitInAll(ctx, tx, iso3)
		if err != nil {
			return err
		}
		scales, err := baselines(ctx, tx)
		if err != nil {
			return err
		}
		for _, u := range rows {
			r, err := u.read()
			if err != nil {
				return err
			}
			p := Point{Year: u.year, Partial: u.partial, Field: u.units, Baseline: scales[u.year], Row: r}
			if p.Partial {
				p.Field = 0
			}
			if r.Rank > 0 {
				c.Points = append(c.Points, p)
			}
		}
		years, err = publishedYears(ctx, tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the editions of %s: %w", iso3, err)
	}
	if iso3 == facts().Unit {
		if err := c.quote(years); err != nil {
			return nil, err
		}
	}
	if len(c.Points) == 0 {
		return nil, fault.New(fault.NotFound, "perception.no-country", iso3)
	}
	for _, p := range c.Points {
		c.Name, c.Region = cmp.Or(p.Name, c.Name), cmp.Or(p.Region, c.Region)
	}
	return c, nil
}

// quote adds what is quoted of the years that aren't published.
func (c *Country) quote(published []Year) error {
	for _, f := range facts().Edition {
		if slices.ContainsFunc(published, func(y Year) bool { return y.Year == f.Year }) {
			continue
		}
		e, err := Quoted(f.Year)
		if err != nil {
			return err
		}
		c.Points = append(c.Points, Point{Year: f.Year, Partial: true, Quoted: true, Field: f.Field, Baseline: e.Recipe.Baseline, Row: e.Rows[0]})
	}
	slices.SortFunc(c.Points, func(a, b Point) int { return cmp.Compare(a.Year, b.Year) })
	return nil
}
