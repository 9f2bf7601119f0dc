package perception

import (
	"cmp"
	"math"
	"slices"

	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/perception/index"
)

// An Edition is one year of the index as this installation has it.
type Edition struct {
	Year    int
	Docket  string // empty of quoted facts
	Number  string // registration number; empty of quoted facts
	Version Version
	// Partial says that the rows aren't the whole field. Then there are no rank
	// intervals, no tiers and no questions about everybody.
	Partial bool
	// Quoted says that nobody imported it: its figures are facts.toml's, quoted
	// from Source.
	Quoted bool
	Source string
	// Field is how many are ranked; 0 if that isn't known.
	Field  int
	Recipe *index.Recipe
	Rows   []Row // by rank, equal ranks by country
	// Unranked are countries with too few sources, or that weren't printed: what
	// the sources said of them is kept, and they have no score.
	Unranked []Row
}

// A Row is what an edition says of one country. N, Mean, Score, Rank, the errors
// and the interval are index.Row's: as printed where the inputs are rounded, else
// as computed, and NaN or 0 where they aren't known.
type Row struct {
	index.Row
	Name    string             // as printed, in English
	Region  string             // as printed, such as "ECA"; empty if it wasn't
	Sources map[string]float64 // what each source said, on the scale of the recipe
	Printed index.Published
	// Ranks is the interval of the rank with the finite population correction,
	// which takes the sources for all there are; PlainRanks is the one without it.
	// Both are zero in a partial edition.
	Ranks, PlainRanks Ranks
	Tier              int // 1 is the best; within one, an order is a guess. 0 if partial
}

// Ranks is an interval of ranks, the best first.
type Ranks struct{ Low, High int }

// Known reports whether there is an interval.
func (r Ranks) Known() bool { return r.Low > 0 }

// Has reports whether a rank lies in the interval.
func (r Ranks) Has(rank int) bool { return r.Known() && r.Low <= rank && rank <= r.High }

// A Version is one import of an edition.
type Version struct {
	N          int // from 1; 0 of quoted facts
	At         db.Time
	Seat       string // whose act it was
	Person     string // as the body names who holds the seat
	Note       string // why it was imported or published again
	Files      []File
	Figures    string // SHA-256 of the figures that went in, whatever file they came in
	Recipe     string // name of the recipe
	RecipeHash string
	Simulation index.Simulation
	Units      int
	Verdict    index.Verdict // how the printed figures come out; empty if none were given
	Line       string        // the same in one line, as `adal index reproduce` prints it
	Partial    bool
	Digest     string  // SHA-256 of Manifest, which the register has
	Published  db.Time // zero if it wasn't published
}

// A File is where figures came from.
type File struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"` // lower hex
}

// inputs are all countries that something is known of.
func (e *Edition) inputs() []Row { return slices.Concat(e.Rows, e.Unranked) }

// Row is the row of a country, and whether there is one.
func (e *Edition) Row(iso3 string) (Row, bool) {
	if i := slices.IndexFunc(e.Rows, func(r Row) bool { return r.Unit == iso3 }); i >= 0 {
		return e.Rows[i], true
	}
	return Row{}, false
}

// Need is the row of a country, or fault.NotFound.
func (e *Edition) Need(iso3 string) (Row, error) {
	r, ok := e.Row(iso3)
	if !ok && e.Partial {
		return r, fault.New(fault.NotFound, "perception.country-not-here", iso3, yearText(e.Year))
	} else if !ok {
		return r, fault.New(fault.NotFound, "perception.no-unit", iso3, yearText(e.Year))
	}
	return r, nil
}

// Regions are the regions of the rows, sorted.
func (e *Edition) Regions() (all []string) {
	for _, r := range e.Rows {
		if r.Region != "" {
			all = append(all, r.Region)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Sources are the keys of all sources that the edition has, sorted.
func (e *Edition) Sources() (all []string) {
	for _, r := range e.inputs() {
		for s := range r.Sources {
			all = append(all, s)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Panel is what the sources said.
func (e *Edition) Panel() (*index.Panel, error) {
	var all []index.Observation
	for _, r := range e.inputs() {
		for source, score := range r.Sources {
			all = append(all, index.Observation{Year: e.Year, Unit: r.Unit, Source: source, Score: score})
		}
	}
	return index.NewPanel(all)
}

// Printed is what was published of the rows.
func (e *Edition) Printed() (all []index.Published) {
	for _, r := range e.inputs() {
		if r.Printed.Unit != "" {
			all = append(all, r.Printed)
		}
	}
	return all
}

// Result makes the edition again of its inputs, for whatever can be asked of
// package index. A quoted edition without sources is fault.NotFound, which says
// what to import.
func (e *Edition) Result() (*index.Result, error) {
	if len(e.Sources()) == 0 {
		return nil, fault.New(fault.NotFound, "perception.sources-missing", yearText(e.Year))
	}
	panel, err := e.Panel()
	if err != nil {
		return nil, err
	}
	return index.AssembleWith(e.Recipe, panel, e.Printed(), e.Year)
}

// Reproduce compares the printed figures with what the recipe makes of the
// sources.
func (e *Edition) Reproduce() (index.EditionReport, error) {
	panel, err := e.Panel()
	if err != nil {
		return index.EditionReport{}, err
	}
	return index.ReproduceWith(e.Recipe, panel, e.Year, e.Printed()), nil
}

// sort puts the rows in the order of ranks.
func (e *Edition) sort() {
	slices.SortFunc(e.Rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.Unit, b.Unit))
	})
}

// unknown is a row of which nothing is known yet.
func unknown(iso3 string) Row {
	nan := math.NaN()
	return Row{Row: index.Row{Unit: iso3, Mean: nan, Score: nan, SE: nan, PlainSE: nan, Low: nan, High: nan}}
}
