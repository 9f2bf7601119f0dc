package initiatives

import (
	"math"

	"adal/internal/fault"
)

// A Measure is what was measured of an indicator at one time in one place.
type Measure struct {
	Known bool    `json:"known"`
	Value float64 `json:"value"` // of a share: from 0 to 100
	N     int     `json:"n"`     // how many were asked or counted; 0 if it isn't said
	SD    float64 `json:"sd"`    // the standard deviation among them, of a mean; 0 if it isn't said
}

// Kinds of indicators.
const (
	Share = "share" // percent of those who were asked or counted
	Mean  = "mean"  // of those who were measured, such as minutes in a queue
	Count = "count" // a number as it is, of which no sample was drawn
)

// Error is the standard error of a measure of a kind; NaN if it can't be known:
// of a count, or where it isn't said how many were measured and how they differ.
// Of a share it is √(p(1−p)/n), of a mean SD/√n.
func (m Measure) Error(kind string) float64 {
	switch {
	case m.N < 2:
		return math.NaN()
	case kind == Share:
		p := m.Value / 100
		return 100 * math.Sqrt(p*(1-p)/float64(m.N))
	case kind == Mean && m.SD > 0:
		return m.SD / math.Sqrt(float64(m.N))
	}
	return math.NaN()
}

// check says what is wrong with a measure in a field.
func (m Measure) check(field, kind string) error {
	switch {
	case math.IsNaN(m.Value) || math.Abs(m.Value) > 1e12 || math.IsNaN(m.SD) || m.SD < 0 || m.SD > 1e12 || m.N < 0 || m.N > 1e9:
		return fault.In(field, "initiatives.measure-wrong")
	case kind == Share && (m.Value < 0 || m.Value > 100):
		return fault.In(field, "initiatives.share-wrong")
	}
	return nil
}

// z is the quantile of the normal distribution for an interval of 95 percent.
const z = 1.959964

// An Estimate is a difference with its standard error and its 95 percent
// interval; they are NaN if they can't be known.
type Estimate struct{ Value, SE, Low, High float64 }

func estimate(value, se float64) Estimate { return Estimate{value, se, value - z*se, value + z*se} }

// Known reports whether there is an interval.
func (e Estimate) Known() bool { return !math.IsNaN(e.SE) }

// Clear reports whether the interval leaves out zero: that something changed at
// all is more than noise.
func (e Estimate) Clear() bool { return e.Known() && (e.Low > 0 || e.High < 0) }

// Change is how much a measure changed between two samples that have nothing to
// do with each other.
func Change(kind string, before, after Measure) Estimate {
	return estimate(after.Value-before.Value, math.Hypot(before.Error(kind), after.Error(kind)))
}

// Differences is the difference in differences: how much more something changed
// where it was piloted than where it wasn't. It is what the pilot did only if the
// two places would have changed alike without it, which no figure shows.
//
// Card and Krueger (1994), American Economic Review 84(4), table 3, is the
// standard example: 0.59 (0.54) against −2.16 (1.25) is 2.76 (1.36).
func Differences(here, there Estimate) Estimate {
	return estimate(here.Value-there.Value, math.Hypot(here.SE, there.SE))
}
