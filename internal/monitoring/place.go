package monitoring

import (
	"fmt"
	"math"

	"adal/internal/fault"
)

// A Place is a point of the earth, in degrees.
type Place struct {
	Known    bool
	Lat, Lon float64
}

// metre is the length of a degree of latitude in metres, of a sphere with the
// mean radius of the earth.
const metre = 6_371_008.8 * math.Pi / 180

// Coarse is the middle of the field of so many metres in which a place lies. The
// fields are fixed, so that ten observations of one place tell no more than one.
func (p Place) Coarse(grain int) Place {
	if !p.Known || grain <= 0 {
		return p
	}
	lat := middle(p.Lat, float64(grain)/metre)
	// All places of a row have fields of the same width.
	lon := middle(p.Lon, float64(grain)/(metre*math.Max(math.Cos(lat*math.Pi/180), 0.01)))
	return Place{true, math.Max(-90, math.Min(90, lat)), math.Max(-180, math.Min(180, lon))}
}

// middle is the middle of the step of a scale in which x lies, to six digits: a
// tenth of a metre.
func middle(x, step float64) float64 {
	return math.Round((math.Floor(x/step)+0.5)*step*1e6) / 1e6
}

// String is a place as a checklist's answer has it.
func (p Place) String() string { return fmt.Sprintf("%.6f %.6f", p.Lat, p.Lon) }

// check says whether a place is on the earth.
func (p Place) check() error {
	if p.Known && !(p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180) {
		return fault.In("place", "monitoring.place-wrong")
	}
	return nil
}

// Metres is how far two places are from one another along the sphere.
func (p Place) Metres(q Place) float64 {
	rad := math.Pi / 180
	dLat, dLon := (q.Lat-p.Lat)*rad/2, (q.Lon-p.Lon)*rad/2
	h := math.Sin(dLat)*math.Sin(dLat) + math.Cos(p.Lat*rad)*math.Cos(q.Lat*rad)*math.Sin(dLon)*math.Sin(dLon)
	return 2 * 6_371_008.8 * math.Asin(math.Min(1, math.Sqrt(h)))
}
