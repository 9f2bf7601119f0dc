package perception

import "math"

// Columns are the names of what Export gives of a row.
var Columns = []string{
	"year", "iso3", "country", "region", "score", "rank", "n_sources", "standard_error", "ci_low", "ci_high",
	"mean", "rank_low", "rank_high", "tier", "partial", "quoted", "recipe", "version",
}

// Plain is how many of Columns a publisher's own table has.
const Plain = 10

// Export is a row of an edition as files have it, by Columns: nil is what isn't
// known, and the standard error is as the recipe prints it.
func (e *Edition) Export(r Row) []any {
	return []any{
		e.Year, r.Unit, r.Name, r.Region, finite(r.Score), r.Rank, orNothing(r.N), finite(e.Recipe.PrintSE(r.SE)), finite(r.Low), finite(r.High),
		finite(r.Mean), orNothing(r.Ranks.Low), orNothing(r.Ranks.High), orNothing(r.Tier), e.Partial, e.Quoted, e.Version.Recipe, orNothing(e.Version.N),
	}
}

// orNothing is a count that is there from 1 up.
func orNothing(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// finite is a number that is known, else nil.
func finite(v float64) any {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return v
}
