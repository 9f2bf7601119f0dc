package perception

import (
	_ "embed"
	"fmt"
	"math"
	"sync"

	"adal/internal/fault"
	"adal/internal/perception/index"

	"github.com/BurntSushi/toml"
)

//go:embed facts.toml
var factsText []byte

// A fact is what is quoted of one edition.
type fact struct {
	Year    int                `toml:"year"`
	Source  string             `toml:"source"`
	Field   int                `toml:"field"`
	Score   float64            `toml:"score"`
	Rank    int                `toml:"rank"`
	N       int                `toml:"n"`
	SE      *float64           `toml:"se"`
	Low     *float64           `toml:"low"`
	High    *float64           `toml:"high"`
	Sources map[string]float64 `toml:"sources"`
}

// quotes are the facts of one country.
type quotes struct {
	Unit    string `toml:"unit"`
	Name    string `toml:"name"`
	Region  string `toml:"region"`
	Edition []fact `toml:"edition"`
}

// facts are read at the first question, and few.
var facts = sync.OnceValue(func() quotes {
	var q quotes
	meta, err := toml.Decode(string(factsText), &q)
	if err == nil && len(meta.Undecoded()) > 0 {
		err = fmt.Errorf("unknown key %s", meta.Undecoded()[0])
	}
	if err != nil {
		panic(err) // part of the program; a test reads it
	}
	return q
})

// Quoted is the partial edition that the facts of a year make: computed from its
// sources where they are quoted, else as printed. A year without is
// fault.NotFound.
func Quoted(year int) (*Edition, error) {
	q := facts()
	for _, f := range q.Edition {
		if f.Year == year {
			return f.edition(q)
		}
	}
	return nil, fault.New(fault.NotFound, "perception.no-edition", yearText(year))
}

// QuotedYears are the years of which facts are quoted, ascending.
func QuotedYears() (years []int) {
	for _, f := range facts().Edition {
		years = append(years, f.Year)
	}
	return years
}

func (f fact) edition(q quotes) (*Edition, error) {
	recipe, err := index.PresetOf(f.Year)
	if err != nil {
		return nil, err
	}
	e := &Edition{Year: f.Year, Partial: true, Quoted: true, Source: f.Source, Field: f.Field, Recipe: recipe}
	e.Version = Version{Recipe: recipe.Name, RecipeHash: recipe.Hash(), Units: 1, Partial: true}
	row := unknown(q.Unit)
	row.Name, row.Region, row.Sources = q.Name, q.Region, f.Sources
	row.Score, row.Rank, row.N = f.Score, f.Rank, f.N
	row.SE, row.Low, row.High = orNaN(f.SE), orNaN(f.Low), orNaN(f.High)
	row.Printed = index.Published{Year: f.Year, Unit: q.Unit, Name: q.Name, Region: q.Region,
		Score: f.Score, Rank: f.Rank, N: f.N, SE: row.SE, Low: row.Low, High: row.High}
	e.Rows = []Row{row}
	if len(f.Sources) == 0 {
		return e, nil
	}
	made, err := e.Result()
	if err != nil {
		return nil, fmt.Errorf("computing the quoted edition of %d: %w", f.Year, err)
	}
	if e.Rows[0].Row, err = need(made, q.Unit); err != nil {
		return nil, err
	}
	e.Version.Verdict = verdictOf(e)
	return e, nil
}

// verdictOf is how the printed figures of a partial edition come out: all but
// the rank, which isn't to be had from one country.
func verdictOf(e *Edition) index.Verdict {
	report, err := e.Reproduce()
	if err != nil || report.Err != nil {
		return index.Differs
	}
	verdict := index.Exact
	for _, c := range []index.Count{report.Score, report.SE, report.CI} {
		switch {
		case c.Right()+c.Known < c.Of:
			return index.Differs
		case c.Consistent > 0:
			verdict = index.Consistent
		}
	}
	return verdict
}

// need is the row that a result has to have.
func need(r *index.Result, unit string) (index.Row, error) {
	row, ok := r.Row(unit)
	if !ok {
		return row, fault.New(fault.NotFound, "perception.no-unit", unit, yearText(r.Year))
	}
	return row, nil
}

func orNaN(x *float64) float64 {
	if x == nil {
		return math.NaN()
	}
	return *x
}
