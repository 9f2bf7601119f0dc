package perception

import (
	"context"

	"adal/internal/fault"
	"adal/internal/perception/index"
)

// An Explanation is what is known of a change between two editions.
type Explanation struct {
	Change        *index.Change
	From, To      *Edition
	Before, After Row
	// Asked is over how many countries false discoveries were held down; 0 if one
	// of the editions is partial, and then the tests have no Q.
	Asked int
}

// Explain explains how a country got from one edition to another. An edition of
// which no sources are known is fault.NotFound, which says what to import.
func (x *Index) Explain(ctx context.Context, iso3 string, from, to int) (*Explanation, error) {
	before, err := x.Edition(ctx, from)
	if err != nil {
		return nil, err
	}
	after, err := x.Edition(ctx, to)
	if err != nil {
		return nil, err
	}
	return Explain(before, after, iso3)
}

// Explain explains how a country got from one edition to another, wherever they
// are from.
func Explain(from, to *Edition, iso3 string) (*Explanation, error) {
	if from.Year == to.Year {
		return nil, fault.New(fault.Invalid, "perception.same-year", yearText(from.Year))
	}
	x := &Explanation{From: from, To: to}
	var err error
	if x.Before, err = from.Need(iso3); err != nil {
		return nil, err
	}
	if x.After, err = to.Need(iso3); err != nil {
		return nil, err
	}
	before, err := from.Result()
	if err != nil {
		return nil, err
	}
	after, err := to.Result()
	if err != nil {
		return nil, err
	}
	if x.Change, err = index.Explain(before, after, iso3); err != nil {
		return nil, err
	}
	if x.Partial() {
		return x, nil
	}
	for _, row := range before.Rows {
		if _, both := after.Row(row.Unit); both {
			x.Asked++
		}
	}
	return x, nil
}

// Partial reports whether one of the editions is partial. Then it isn't known
// what the rank owes to the others, nor its interval.
func (x *Explanation) Partial() bool { return x.From.Partial || x.To.Partial }

// Places is by how many places the country went up (negative: down). ok is false
// where the ranks can't be put side by side; Change.Comparability says why.
func (x *Explanation) Places() (up int, ok bool) {
	up, err := x.Change.PlacesUp()
	return up, err == nil
}

// Inside reports whether the earlier rank lies in the interval of the later one,
// so that the change of rank may be nothing but noise. It is false where the
// interval isn't known.
func (x *Explanation) Inside() bool { return x.After.Ranks.Has(x.Before.Rank) }
