package chart

import "math"

// A scale takes values to places on the sheet.
type scale struct{ low, high, from, to float64 }

func (s scale) at(v float64) float64 {
	if s.high == s.low {
		return (s.from + s.to) / 2
	}
	return s.from + (v-s.low)/(s.high-s.low)*(s.to-s.from)
}

// ticks are round numbers – 1, 2 or 5 times a power of ten – that go from at or
// below low to at or above high in about so many steps.
func ticks(low, high float64, steps int) []float64 {
	if !known(low) || !known(high) || high-low <= 1e-9*max(1, math.Abs(low), math.Abs(high)) {
		return nil // nothing between them that can be told apart
	}
	step := stepOf((high - low) / float64(steps))
	first, last := math.Floor(low/step+1e-9), math.Ceil(high/step-1e-9)
	all := make([]float64, 0, int(last-first)+1)
	for i := first; i <= last; i++ {
		all = append(all, i*step)
	}
	return all
}

func stepOf(rough float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= rough*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// reach is the least and the greatest of the values that are known.
func reach(values ...float64) (low, high float64) {
	low, high = math.NaN(), math.NaN()
	for _, v := range values {
		if !known(v) {
			continue
		}
		if !known(low) || v < low {
			low = v
		}
		if !known(high) || v > high {
			high = v
		}
	}
	return low, high
}
