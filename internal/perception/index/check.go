package index

import (
	"math"
	"slices"

	"adal/internal/fault"
)

// check refuses a recipe that could not be carried out, naming the key.
func (r *Recipe) check() error {
	wrong := func(key string) error {
		return refuseIn(key, "index.recipe-wrong", key)
	}
	switch {
	case r.Name == "":
		return wrong("name")
	case r.Version < 1:
		return wrong("version")
	case r.MinSources < 1:
		return wrong("min_sources")
	case !r.Aggregation.known():
		return wrong("aggregation")
	case !(r.Low < r.High) || math.IsInf(r.Low, 0) || math.IsInf(r.High, 0):
		return wrong("low")
	case !(r.Shift >= 0) || math.IsInf(r.Shift, 0):
		return wrong("shift")
	case badDecimals(r.Decimals):
		return wrong("decimals")
	case r.Ties != Competition && r.Ties != Dense:
		return wrong("ties")
	case badDecimals(r.Error.Decimals):
		return wrong("error.decimals")
	case r.Error.Population == 1 || r.Error.Population < 0:
		return wrong("error.population")
	case !(r.Interval.Z >= 0) || math.IsInf(r.Interval.Z, 0):
		return wrong("interval.z")
	case r.Interval.Centre != CentreScore && r.Interval.Centre != CentreMean:
		return wrong("interval.centre")
	case badDecimals(r.Interval.Decimals):
		return wrong("interval.decimals")
	}
	for source, w := range r.Weights {
		if !(w > 0) || math.IsInf(w, 0) {
			return wrong("weights." + source)
		}
	}
	for source, m := range r.Rebased {
		if !(m.Slope > 0) || math.IsInf(m.Slope, 0) || math.IsNaN(m.Intercept) || math.IsInf(m.Intercept, 0) {
			return wrong("rebased." + source)
		}
	}
	return nil
}

// Six decimals of a score near 100 leave the rounding exact in a float64.
func badDecimals(d int) bool { return d < 0 || d > 9 }

// fits refuses an edition with a source the recipe doesn't know or, where the
// recipe weighs sources, has no weight for.
func (r *Recipe) fits(e *Edition) error {
	for _, s := range e.sources {
		if len(r.Sources) > 0 && !slices.Contains(r.Sources, s) {
			return refuse(fault.Invalid, "index.source-unknown", s, r.Name)
		}
		if _, ok := r.Weights[s]; len(r.Weights) > 0 && !ok {
			return refuse(fault.Invalid, "index.source-unweighted", s, r.Name)
		}
	}
	if r.Error.Population > 0 && len(e.sources) > r.Error.Population {
		return refuse(fault.Invalid, "index.too-many-sources", len(e.sources), r.Error.Population, r.Name)
	}
	return nil
}
